"""The relaxation: what it excludes is impossible, and nothing costs less than it says.

Random networks small enough to try everything, and larger ones of which the solver, without any row that comes from
here, knows the best plan; each plan is vetted by the ledger before it is held against a bound.
"""

import time
from itertools import product
from random import Random

import pytest
from msgspec.structs import replace
from ortools.sat.python import cp_model

from planner.ledger import breaks, price
from planner.network import Schedule, Stock
from planner.optimizer import model, relaxation
from planner.optimizer.model import PlanModel
from planner.optimizer.relaxation import Relaxation
from planner.optimizer.windows import Windows
from tests.planner.networks import a_gate, a_network, a_node
from tests.planner.optimizer.rows import a_random_network, a_tiny_network, a_wide_network
from tests.planner.optimizer.test_kinds import a_network_of_copies

LEARNING_S = 0.05


def a_relaxation(network):
    """The relaxation of a network, with all the time it needs."""
    return Relaxation(network, Windows(network), time.monotonic() + 300)


def first_not_excluded(judging, since=0, last=60):
    """The first week of the target that is not excluded; every week before it is."""
    return next(week for week in range(since, last) if not judging.judge(week, since).excluded)


def plans(network, last):
    """Every plan, its gates declared when they are earned, with its target there or one or three weeks later."""
    windows = Windows(network)
    order = [node for node in windows.order if network.nodes[node].kind != "gate"]
    for modes in product(*(windows.modes[node] for node in range(len(network.nodes)))):
        for starts in _starts(network, windows, order, modes, last, {}):
            settled = Schedule(tuple(starts.get(node, 0) for node in range(len(modes))), modes).settled(network)
            for delay in (0, 1, 3):
                target = settled.starts[network.target] + delay
                late = tuple(target if node == network.target else it for node, it in enumerate(settled.starts))
                schedule = Schedule(late, modes)
                if target <= last and breaks(network, schedule) is None:
                    yield schedule


def _starts(network, windows, order, modes, last, placed):
    if len(placed) == len(order):
        yield dict(placed)
        return
    node = order[len(placed)]
    weeks = network.nodes[node].modes[modes[node]].weeks
    latest = min(last - windows.tail[node] + windows.shortest[node], network.nodes[node].latest or last)
    for start in range(_earliest(network, windows, node, modes, placed), latest - weeks + 1):
        placed[node] = start
        yield from _starts(network, windows, order, modes, last, placed)
        del placed[node]


def _earliest(network, windows, node, modes, placed):
    linked = [
        placed[before] + network.nodes[before].modes[modes[before]].weeks + lag
        for before, lag in windows.before[node]
        if before in placed
    ]
    return max([windows.earliest[node], *linked])


def witnesses(network):
    """The plan that is soonest, the cheapest, and the cheapest of the soonest, as the solver alone finds them."""
    windows = Windows(network)
    if not windows.fit(windows.horizon):
        return
    for goals in (("finish", "cost"), ("cost", "finish")):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(model, "add_energy", lambda variables, loads: None)
            built = PlanModel(network, windows, windows.horizon)
        for goal in goals:
            built.minimize(goal, 0)
            solver = cp_model.CpSolver()
            solver.parameters.num_workers = 1
            solver.parameters.max_time_in_seconds = 2
            if solver.solve(built.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                break
            built.at_most(goal, round(solver.objective_value))
            schedule = built.variables.schedule(solver.value)
            if breaks(network, schedule) is None:
                yield schedule


def cost_of(network, schedule):
    """The one-off cost of a schedule."""
    return sum(price(network, it.modes[mode]) for it, mode in zip(network.nodes, schedule.modes, strict=True))


def assert_no_plan_is_denied(network, found, dice):
    """Assert that neither a week nor a cost of the plans found is denied, nor after anything has been learnt."""
    least = {}
    for schedule in found:
        end, cost = schedule.starts[network.target], cost_of(network, schedule)
        least[end] = min(cost, least.get(end, cost))
    if not least:
        return
    first, cheapest = min(least), min(least, key=lambda end: (least[end], end))
    stretches = {(first, first), (0, first), (cheapest, cheapest), (first, max(first, cheapest)), (0, max(least))}
    end = dice.choice(sorted(least))
    stretches |= {(max(0, end - dice.randint(0, 6)), end + dice.randint(0, 6))}
    judging = a_relaxation(network)
    for lesson in range(3):
        if lesson == 1:
            judging.learn(dice.choice((first, first + 3)), LEARNING_S, dice.randrange(99))
        elif lesson == 2:
            judging.learn_cost(dice.choice(sorted(least)), LEARNING_S, dice.randrange(99))
        for since, horizon in sorted(stretches):
            costs = [cost for week, cost in least.items() if since <= week <= horizon]
            assert not judging.judge(horizon, since).excluded, (lesson, since, horizon)
            assert judging.least_cost(horizon, since) <= min(costs), (lesson, since, horizon)


def a_tiny_network_of_copies(dice):
    """Two copies, or four, of one item and at most one activity beside them, by week 8 or 10."""
    small = dice.random() < 0.7
    steady = dice.random() < 0.4
    found = a_network_of_copies(dice, alone=dice.choice((0, 1)), longest=3, horizon=8 if small else 10, steady=steady)
    return found if len(found.nodes) <= 5 else a_tiny_network_of_copies(dice)


@pytest.mark.parametrize("seed", range(80))
def test_no_plan_of_a_tiny_network_of_copies_is_denied(seed):
    dice = Random(f"tiny copies {seed}")
    network = a_tiny_network_of_copies(dice)
    assert_no_plan_is_denied(network, plans(network, Windows(network).horizon), dice)


@pytest.mark.parametrize("seed", range(40))
def test_no_plan_of_a_tiny_network_is_denied(seed):
    dice = Random(f"tiny {seed}")
    network = a_tiny_network(dice)
    assert_no_plan_is_denied(network, plans(network, 8), dice)


def a_larger_network_of_copies(dice):
    """Two to four copies of one or two items, and two activities beside them."""
    return a_network_of_copies(dice, functions=dice.choice((2, 3, 4)), alone=2, steady=dice.random() < 0.4)


@pytest.mark.parametrize("seed", range(50))
def test_no_best_plan_of_a_network_of_copies_is_denied(seed):
    dice = Random(f"copies {seed}")
    network = a_larger_network_of_copies(dice)
    assert_no_plan_is_denied(network, witnesses(network), dice)


@pytest.mark.parametrize("seed", range(30))
def test_no_plan_is_denied_where_quarters_are_put_together_or_divided(seed, monkeypatch):
    dice = Random(f"cells {seed}")
    monkeypatch.setattr(relaxation, "MOST_CELLS", dice.choice((1, 2, 3)))
    monkeypatch.setattr(relaxation, "LONGEST_CELL", dice.choice((1, 3, 13)))
    network = a_larger_network_of_copies(dice)
    assert_no_plan_is_denied(network, witnesses(network), dice)


@pytest.mark.parametrize("seed", range(30))
def test_no_best_plan_of_a_network_of_all_sorts_is_denied(seed):
    dice = Random(f"sorts {seed}")
    network = dice.choice((a_random_network, a_wide_network))(dice, most=dice.choice((20, 40, 80)))
    assert_no_plan_is_denied(network, witnesses(network), dice)


@pytest.mark.soak
@pytest.mark.parametrize("hundred", range(30))
def test_no_plan_of_three_thousand_networks_is_denied(hundred):
    for seed in range(100 * hundred, 100 * hundred + 100):
        dice = Random(f"soak {seed}")
        if seed % 3:
            network = a_tiny_network_of_copies(dice)
            found = plans(network, Windows(network).horizon)
        else:
            network = a_larger_network_of_copies(dice)
            found = witnesses(network)
        try:
            assert_no_plan_is_denied(network, found, dice)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}") from error


def test_what_cannot_overlap_takes_the_sum_of_its_weeks():
    # One person, who is needed whole for 3 weeks and for 4.
    network = a_network(a_node("a", (3, 0, 100)), a_node("b", (4, 0, 100)), caps=[(100,)])
    assert first_not_excluded(a_relaxation(network)) == 7


def test_what_cannot_overlap_though_people_are_left_takes_the_sum_once_that_is_learnt():
    # 60 % of a person, for 4 weeks each: 4.8 weeks of people, and as one at a time is all there is, 12 for three.
    network = a_network(*(a_node(name, (4, 0, 60)) for name in "abc"), caps=[(100,)])
    judging = a_relaxation(network)
    assert first_not_excluded(judging) == 8
    judging.learn(8, 1, seed=1)
    assert first_not_excluded(judging) == 12


def test_links_tell_what_cannot_overlap_too():
    # Nothing goes on beside c (80 %) but a or b (30 %) would not fit either; a leads to b: a chain of 12 weeks.
    parts = [a_node("a", (4, 0, 30)), a_node("b", (4, 0, 30)), a_node("c", (4, 0, 80))]
    judging = a_relaxation(a_network(*parts, links=[("a", "b")], caps=[(100,)]))
    assert first_not_excluded(judging) == 8
    judging.learn(8, 1, seed=1)
    assert first_not_excluded(judging) == 12


def test_weeks_before_the_money_are_excluded():
    # 2 a week for 4 weeks, and all of it released by week 8: none of them may lie before.
    network = a_network(a_node("a", (4, 8)), per_quarter=(0, 0, 8))
    assert first_not_excluded(a_relaxation(network)) == 12


def test_money_quarter_by_quarter_lets_work_begin_with_what_there_is():
    # 8 a quarter for 24 in 4 weeks: 6 a week; with the rest of 24 by week 12, the last of it is paid from week 8 on.
    network = a_network(a_node("a", (4, 24)), per_quarter=(8,))
    assert 9 <= first_not_excluded(a_relaxation(network)) <= 11


def test_money_that_lapses_is_not_there_later():
    # 8 at once and 7 a quarter: kept, there are 14 in the second; lapsed, there never are.
    node = a_node("a", (1, 8))
    kept = a_network(node, per_quarter=(7,))
    lapsed = a_network(node, per_quarter=(7,), carry_over="never")
    assert first_not_excluded(a_relaxation(kept)) == 5
    # What it is done in is not known beforehand, so that each quarter might pay a part: nothing is excluded wrongly.
    assert first_not_excluded(a_relaxation(lapsed)) <= 5


def test_cash_at_the_start_is_due_with_the_first_of_the_work():
    # The 8 are there from week 4 on.
    network = a_network(a_node("a", (4, 8), accrual="start"), per_quarter=(0, 8))
    assert first_not_excluded(a_relaxation(network)) == 8


def test_cash_at_the_end_is_due_with_the_last_of_the_work():
    network = a_network(a_node("a", (4, 8), accrual="end"), per_quarter=(0, 8))
    assert first_not_excluded(a_relaxation(network)) == 5


@pytest.mark.parametrize(("covers", "excluded"), [(("cash", "run"), True), (("cash",), False)])
def test_running_what_is_done_counts_where_it_is_covered(covers, excluded):
    # b begins 5 weeks after a, which runs for 6 weeks at least, at 1 a week.
    parts = [a_node("a", run_per_week=1), a_node("b")]
    network = a_network(*parts, links=[("a", "b", 5)], total=2, covers=covers)
    assert a_relaxation(network).judge(20, 7).excluded is excluded


def test_a_week_that_the_links_leave_no_time_for_is_excluded():
    network = a_network(a_node("a", (2,)), a_node("b", (3,)), links=[("a", "b", 1)])
    assert first_not_excluded(a_relaxation(network)) == 6


def test_a_node_that_nobody_can_do_excludes_everything():
    network = a_network(a_node("a", (2, 0, 150)), caps=[(100,)])
    assert a_relaxation(network).judge(90, 0).excluded


def test_what_is_used_up_counts():
    # Each takes 2 weeks and a place, or 6 weeks and none.
    quick = [replace(mode, draw=(1,)) for mode in a_node("", (2,)).modes]
    slow = [replace(mode, draw=(0,)) for mode in a_node("", (6,)).modes]
    parts = [replace(a_node(name), modes=(*quick, *slow)) for name in "abc"]
    bare = a_network(*parts, end=replace(a_gate("end"), modes=(replace(a_gate("end").modes[0], draw=(0,)),)))
    # All three drawing is impossible with one place: 6 weeks are needed for two of them.
    assert not a_relaxation(replace(bare, stocks=(Stock("places", 3),))).judge(2, 0).excluded
    assert a_relaxation(replace(bare, stocks=(Stock("places", 1),))).judge(2, 0).excluded
    assert not a_relaxation(replace(bare, stocks=(Stock("places", 1),))).judge(6, 0).excluded


def test_a_stock_that_nothing_draws_from_changes_nothing():
    network = replace(a_network(a_node("a", (2, 5))), stocks=(Stock("places", 3),))
    assert first_not_excluded(a_relaxation(network)) == 2
    assert a_relaxation(network).least_cost(2, 0) == 5


def test_the_least_cost_is_what_haste_costs():
    # One person for 6 weeks at nothing or 3 at 10, three times. By week 18 all can be cheap; by 12 two must be fast;
    # by 11 two and a third, by shares.
    parts = [a_node(name, (6, 0, 100), (3, 10, 100)) for name in "abc"]
    judging = a_relaxation(a_network(*parts, caps=[(100,)]))
    assert [judging.least_cost(week, 0) for week in (18, 12, 11)] == [0, 20, 24]


def test_the_least_cost_is_higher_once_it_is_learnt_what_cannot_overlap():
    # The same with 60 %: by people alone, 18 weeks of it are 10.8, so that nothing need be fast by week 12.
    parts = [a_node(name, (6, 0, 60), (3, 10, 60)) for name in "abc"]
    judging = a_relaxation(a_network(*parts, caps=[(100,)]))
    assert judging.least_cost(12, 0) == 0
    judging.learn_cost(12, 1, seed=1)
    assert judging.least_cost(12, 0) == 20


def test_with_nothing_to_do_nothing_is_excluded():
    judging = a_relaxation(a_network(a_gate("gate")))
    assert not judging.judge(0, 0).excluded
    assert judging.least_cost(0, 0) == 0


def test_without_time_nothing_false_is_proven():
    network = a_network(*(a_node(f"a{number}", (3, 5, 100)) for number in range(9)), caps=[(100,)])
    judging = Relaxation(network, Windows(network), time.monotonic() - 1)
    assert not judging.judge(27, 0).excluded
    assert judging.least_cost(27, 0) <= 45


@pytest.mark.parametrize(
    ("shiftable", "fields"),
    [
        (True, {}),
        (True, {"per_quarter": (5,), "caps": [(50, 100)]}),
        (False, {"caps": [(100, 50)]}),
        (False, {"per_quarter": (5,), "carry_over": "never"}),
    ],
)
def test_plans_can_be_shifted_where_money_is_kept_and_people_stay(shiftable, fields):
    assert a_relaxation(a_network(a_node("a", (4, 20)), **fields)).shiftable is shiftable


def test_plans_cannot_be_shifted_where_something_must_end_by_a_week():
    assert not a_relaxation(a_network(a_node("a", latest=9))).shiftable
    assert a_relaxation(a_network(a_node("a"), end=a_gate("end", latest=9))).shiftable


@pytest.mark.parametrize(
    ("carry_over", "total", "horizon", "released"),
    [
        ("forever", None, 4, 10),
        ("forever", None, 5, 20),
        ("year", None, 12, 30),
        ("never", None, 12, 30),
        ("never", 25, 12, 25),
        ("never", 25, 8, 20),
    ],
)
def test_by_whatever_rule_money_is_kept_so_much_is_released_by_a_week(carry_over, total, horizon, released):
    # Quarters of four weeks.
    node = a_node("a", (4, 50), (8, 40))
    network = a_network(node, per_quarter=(10,), carry_over=carry_over, total=total, year_ends=frozenset({3}))
    assert a_relaxation(network)._released(horizon) == released


def test_without_limits_no_money_is_released():
    assert a_relaxation(a_network(a_node("a", (4, 50))))._released(9) is None
