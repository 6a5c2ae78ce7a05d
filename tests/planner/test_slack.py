"""How much later each activity alone could be. Quarters are of four weeks."""

from msgspec.structs import replace

from planner.slack import slack_weeks
from tests.planner.networks import a_gate, a_network, a_node, a_schedule


def slack(network, modes=None, **starts):
    """The slack of every node by its id."""
    found = slack_weeks(network, a_schedule(network, modes, **starts))
    return {node.id: weeks for node, weeks in zip(network.nodes, found, strict=True)}


def test_what_holds_the_target_has_no_slack():
    network = a_network(a_node("a", (3,)), a_node("b", (1,)))
    assert slack(network, a=0, b=0, end=3) == {"a": 0, "b": 2, "end": 0}


def test_slack_ends_where_the_follower_starts_less_the_lag():
    network = a_network(a_node("a", (1,)), a_node("b", (1,)), links=[("a", "b", 2)])
    # b starts in week 5: a may finish by week 3. b itself may finish by week 8.
    assert slack(network, a=0, b=5, end=8) == {"a": 2, "b": 2, "end": 0}


def test_no_gate_moves():
    network = a_network(a_node("a", (1,)), a_gate("gate"), a_node("b", (4,)), links=[("a", "gate", 1)])
    # The gate in week 3 needs a by week 2.
    assert slack(network, a=0, gate=3, b=0, end=4) == {"a": 1, "gate": 0, "b": 0, "end": 0}


def test_slack_ends_at_a_pinned_finish():
    network = a_network(a_node("a", (1,), latest=3), a_node("b", (9,)))
    assert slack(network, a=0, b=0, end=9)["a"] == 2


def test_slack_is_that_of_the_chosen_mode():
    network = a_network(a_node("a", (1,), (4,)), a_node("b", (6,)))
    assert slack(network, {"a": 1}, a=0, b=0, end=6)["a"] == 2


def test_slack_ends_where_people_are_short():
    network = a_network(a_node("a", (2, 0, 60)), a_node("b", (2, 0, 60)), a_node("c", (6,)), caps=[(100,)])
    # b works in weeks 4 and 5, to the end: a may start in week 2 at the latest.
    assert slack(network, a=0, b=4, c=0, end=6) == {"a": 2, "b": 0, "c": 0, "end": 0}


def test_the_largest_shift_counts_even_where_a_smaller_one_does_not_work():
    network = a_network(a_node("a", (2, 0, 60)), a_node("b", (2, 0, 60)), a_node("c", (9,)), caps=[(100,)])
    # Behind b, which works in weeks 2 and 3, there is room from week 4 to week 8; one week later there is none.
    assert slack(network, a=0, b=2, c=0, end=9)["a"] == 7


def test_a_cap_that_falls_ends_slack():
    network = a_network(a_node("a", (2, 0, 100)), a_node("b", (7,)), caps=[(100, 50)])
    # From week 4 there is half a person.
    assert slack(network, a=0, b=0, end=7)["a"] == 2


def test_money_of_one_quarter_alone_ends_slack():
    network = a_network(a_node("a", (2, 8)), a_node("b", (8,)), per_quarter=(8, 3), carry_over="never")
    # The second quarter has 3, less than the 4 that a week of it would cost.
    assert slack(network, a=0, b=0, end=8)["a"] == 2


def test_money_carried_over_never_ends_slack():
    network = a_network(a_node("a", (2, 8)), a_node("b", (8,)), per_quarter=(8, 0))
    assert slack(network, a=0, b=0, end=8)["a"] == 6


def test_money_of_one_year_alone_ends_slack():
    # Quarter 0 ends the year; the next has 3 by week 8, less than the 4 that a week of it would cost.
    network = a_network(
        a_node("a", (2, 8)), a_node("b", (8,)), per_quarter=(8, 3), carry_over="year", year_ends=frozenset({0})
    )
    assert slack(network, a=0, b=0, end=8)["a"] == 2


def test_slack_lies_outside_freezes():
    # From week 8 it would end in week 9, which is frozen; from week 7 it ends in 8. Governance may end in a freeze.
    network = a_network(a_node("a", (2,)), a_node("b", (10,)), frozen=frozenset({3, 4, 5, 9}))
    assert slack(network, a=0, b=0, end=10)["a"] == 7
    governance = a_network(a_node("a", (2,), kind="governance"), a_node("b", (10,)), frozen=frozenset({3, 4, 5, 9}))
    assert slack(governance, a=0, b=0, end=10)["a"] == 8


def test_waiting_saves_run_cost_and_is_no_gain_to_others():
    # 2 a week from week 1, and 10 in all: exactly what a costs. It may wait, and b, that costs nothing, too.
    network = a_network(
        a_node("a", (1,), run_per_week=2), a_node("b", (2,)), a_node("c", (6,)), covers=("run",), total=10
    )
    assert slack(network, a=0, b=0, c=0, end=6) == {"a": 5, "b": 4, "c": 0, "end": 0}


def test_run_cost_counts_to_the_target_where_slack_is_measured():
    network = a_network(
        a_node("a", (2,), run_per_week=2),
        a_node("b", (1, 5)),
        a_node("c", (10,)),
        covers=("cash", "run"),
        per_quarter=(9, 8, 9),
        carry_over="never",
    )
    # In weeks 2 and 3 a runs for 4 and leaves 5; weeks 4 to 7 take all 8; weeks 8 and 9 take 4 of 9 again.
    assert slack(network, a=0, b=0, c=0, end=10)["b"] == 9
    tight = replace(network, money=replace(network.money, per_quarter=(9, 8, 8)))
    assert slack(tight, a=0, b=0, c=0, end=10)["b"] == 3


def test_changes_at_a_time_end_slack():
    # One change at a time: b stands in weeks 3 to 5, before it there is room to week 1.
    network = a_network(a_node("a", (2, 0, 1)), a_node("b", (3, 0, 1)), a_node("c", (6,)), caps=[(1,)])
    assert slack(network, a=0, b=3, c=0, end=6)["a"] == 1
