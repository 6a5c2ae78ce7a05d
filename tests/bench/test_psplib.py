"""Instances written here by hand, in PSPLIB's formats but never copied from it."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from planner.network import Link, Mode, Money, Resource, Schedule, Stock
from planner.optimizer.process import solve
from planner.request import Goal
from tests.bench.cases import Absent
from tests.bench.psplib import best_known, cases, faults, faults_of, read
from tests.bench.pyjobshop import beyond_it, contend

pytest.importorskip("psplib", reason="the psplib package is not installed: the project's extra named bench has it")

RULE = "*" * 72

# Two activities of 3 and 2 periods that need 2 and 2 of a resource of 3: one after the other, 5 periods.
SINGLE = f"""{RULE}
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           4
   4        1          0
{RULE}
REQUESTS/DURATIONS:
jobnr. mode duration  R 1
------------------------------------------------------------------------
  1      1     0       0
  2      1     3       2
  3      1     2       2
  4      1     0       0
{RULE}
RESOURCEAVAILABILITIES:
  R 1
    3
{RULE}
"""

# Two activities in a row, each 1 period for 4 units of a stock of 6, or 5 periods for 2: one is short, one is long.
MULTI = f"""{RULE}
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          1           2
   2        2          1           3
   3        2          1           4
   4        1          0
{RULE}
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  N 1
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     1       3    4
         2     5       1    2
  3      1     1       3    4
         2     5       1    2
  4      1     0       0    0
{RULE}
RESOURCEAVAILABILITIES:
  R 1  N 1
    3    6
{RULE}
"""

# Patterson's format: activities, resources; capacity; duration, demand, successors. Two ends, neither a dummy.
TWO_ENDS = """3 1
2
1 1 2 2 3
4 2 0
2 1 0
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, instance in (
        ("one/a1_10.sm", SINGLE),
        ("one/a1_2.sm", SINGLE),
        ("many/b1_1.mm", MULTI),
        ("ends/c.rcp", TWO_ENDS),
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(instance)
    (tmp_path / "one_bounds.csv").write_text("instance,lb,ub\na1_2,5,5\na1_10,infeasible,infeasible\n")
    return tmp_path


def test_a_single_mode_instance_is_a_network_that_ends_at_its_last_dummy(folder: Path) -> None:
    case = next(cases(folder, ["one"]))
    network = case.network
    assert (case.set, case.name, case.activities, case.tags) == ("one", "a1_2", 2, ("modes:single",))
    assert case.goals == (Goal("finish"),)
    assert [node.kind for node in network.nodes] == ["gate", "action", "action", "gate"]
    assert network.target == 3
    assert network.links == (Link(0, 1), Link(0, 2), Link(1, 3), Link(2, 3))
    assert network.resources == (Resource("R1", (3,)),)
    assert network.nodes[1].modes == (Mode("mode 1", weeks=3, demand=(2,), cash=0, labour=0),)
    assert (network.horizon, network.quarter_ends, network.stocks) == (5, (5,), ())


def test_non_renewable_resources_are_stocks_that_modes_draw_on(folder: Path) -> None:
    case = next(cases(folder, ["many"]))
    assert case.tags == ("modes:multi", "stocks")
    assert case.network.stocks == (Stock("N1", 6),)
    assert [(mode.weeks, mode.demand, mode.draw) for mode in case.network.nodes[1].modes] == [
        (1, (3,), (4,)),
        (5, (1,), (2,)),
    ]


def test_an_instance_that_does_not_end_in_one_dummy_gets_a_gate_to_end_in(folder: Path) -> None:
    case = next(cases(folder, ["ends"]))
    network = case.network
    assert [node.kind for node in network.nodes] == ["action", "action", "action", "gate"]
    assert network.links == (Link(0, 1), Link(0, 2), Link(1, 3), Link(2, 3))
    assert (case.activities, network.target, network.horizon) == (3, 3, 7)
    # The gate is none of the instance's activities.
    assert faults_of(folder, case, Schedule((0, 1, 5, 7), (0, 0, 0, 0))) == []


def test_instances_come_in_the_order_of_their_numbers(folder: Path) -> None:
    assert [case.name for case in cases(folder, ["one", "many"])] == ["a1_2", "a1_10", "b1_1"]


def test_a_set_that_is_not_there_is_said_to_be_absent(folder: Path) -> None:
    with pytest.raises(Absent, match="no instance of the set two"):
        list(cases(folder, ["two"]))


def test_best_known_bounds_are_none_where_there_is_no_plan(folder: Path) -> None:
    assert best_known(folder, "one") == {"a1_2": (5, 5), "a1_10": (None, None)}
    assert best_known(folder, "many") == {}


@pytest.mark.parametrize(
    ("starts", "said"),
    [
        ((0, 0, 3, 5), []),
        # Weeks 1 and 2 have both.
        ((0, 0, 1, 3), [f"resource 1 gives 3 and is asked 4 in period {period}" for period in (1, 2)]),
        ((0, 0, 3, 4), ["activity 4 starts in period 4, before 3 ends at 5"]),
        ((-1, 0, 3, 5), ["activity 1 starts in period -1"]),
        ((0, 0, 3), ["3 starts and 4 modes for 4 activities"]),
    ],
)
def test_the_verifier_catches_a_broken_schedule(folder: Path, starts: tuple[int, ...], said: list[str]) -> None:
    assert faults(read(folder / "one" / "a1_2.sm"), starts, (0, 0, 0, 0)) == said


@pytest.mark.parametrize(
    ("starts", "modes", "said"),
    [
        ((0, 0, 1, 6), (0, 0, 1, 0), []),
        ((0, 0, 1, 2), (0, 0, 0, 0), ["resource 2 holds 6 and 8 is drawn from it"]),
        ((0, 0, 1, 2), (0, 0, 2, 0), ["activity 3 has no mode 3"]),
    ],
)
def test_the_verifier_catches_modes_that_draw_too_much(
    folder: Path, starts: tuple[int, ...], modes: tuple[int, ...], said: list[str]
) -> None:
    case = next(cases(folder, ["many"]))
    assert faults_of(folder, case, Schedule(starts, modes)) == said


def test_the_planner_solves_what_was_read_and_the_verifier_agrees(folder: Path) -> None:
    case = next(cases(folder, ["many"]))
    outcome = solve(case.network, case.goals, time_limit_s=20, workers=1)
    assert outcome.schedule is not None
    # One short and one long: 1 + 5.
    assert [(result.value, result.proven) for result in outcome.goals] == [(6, True)]
    assert faults_of(folder, case, outcome.schedule) == []


def test_pyjobshop_comes_to_the_same_of_the_same_network(folder: Path) -> None:
    pytest.importorskip("pyjobshop", reason="the pyjobshop package is not installed: the extra named bench has it")
    for case, finish in ((next(cases(folder, ["one"])), 5), (next(cases(folder, ["many"])), 6)):
        run = contend(case, seconds=20, workers=1, seed=1)
        assert (run.status, run.failure, run.first_plan_s) == ("optimal", None, None)
        assert [(goal.value, goal.bound, goal.proven) for goal in run.goals] == [(finish, finish, True)]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"money": Money(per_quarter=(10,))}, "cannot limit money by the time"),
        ({"money": Money(total=10)}, "cannot limit money by the time"),
        ({"resources": (Resource("R1", (3, 4)),)}, "change by the quarter"),
        ({"frozen": frozenset({2})}, "may run but not start or end"),
    ],
)
def test_pyjobshop_refuses_with_a_sentence_what_it_has_no_words_for(
    folder: Path, changed: dict[str, object], why: str
) -> None:
    case = next(cases(folder, ["one"]))
    refused = beyond_it(replace(case, network=replace(case.network, **changed)))
    assert refused is not None
    assert why in refused
