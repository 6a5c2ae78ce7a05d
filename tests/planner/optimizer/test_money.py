"""Money, in the exact model: quarters of four weeks (0-3, 4-7, 8-11), money carried over unless said otherwise."""

from random import Random

import pytest
from msgspec.structs import replace

from planner.network import Mode, Node
from planner.optimizer import money
from tests.planner.networks import a_gate, a_network, a_node, best_values, searched
from tests.planner.optimizer.rows import CARRIES, a_random_network, a_wide_network, optima

FULL = Mode(name="", weeks=4, demand=(), cash=8, labour=8)


@pytest.mark.parametrize(
    ("per_quarter", "finish"),
    [
        ((8,), 4),
        # 2 a week: 3 allow one week in the first quarter.
        ((3, 100), 7),
        ((2, 100), 7),
        # Less than one week costs: nothing before week 4.
        ((1, 100), 8),
        # 3 by week 4 and 6 by week 8: all in the first two would be 8, so at most three weeks lie before week 8.
        ((3,), 9),
        # All of it is released by week 12.
        ((0, 0, 8), 12),
        # Money that is left over is carried on: 4 + 1 by week 8, and three quarters to have 8.
        ((4, 1, 3), 10),
    ],
)
def test_spending_by_each_quarter_s_end_stays_within_what_is_released_by_then(per_quarter, finish):
    # Four weeks at 2 a week.
    assert best_values(a_network(a_node("a", (4, 8)), per_quarter=per_quarter)) == (finish, 8)


def test_the_remainder_is_due_in_the_last_week():
    # 11 over 4 weeks: 2, 2, 2 and 5. With 6 in the first quarter only the last week must lie behind it.
    assert best_values(a_network(a_node("a", (4, 11)), per_quarter=(6,))) == (5, 11)
    assert best_values(a_network(a_node("a", (4, 11)), per_quarter=(5, 6))) == (6, 11)


def test_an_amount_smaller_than_its_weeks_is_due_in_the_last():
    assert best_values(a_network(a_node("a", (4, 3)), per_quarter=(0, 3))) == (5, 3)


@pytest.mark.parametrize(("accrual", "finish"), [("prorated", 5), ("start", 8), ("end", 5)])
def test_cash_may_be_due_at_the_start_or_at_the_end(accrual, finish):
    # 6 in the first quarter. Prorated 2 + 2 + 2 + 2 it pays three weeks; at the start nothing; at the end all but one.
    network = a_network(a_node("a", (4, 8), accrual=accrual), per_quarter=(6,))
    assert best_values(network) == (finish, 8)


def test_cash_due_at_the_end_may_be_spread_over_quarters_that_have_none():
    # One person, so that the plan by priority does not settle it: a in weeks 0 to 3, b in 4 to 11, paid in week 11.
    network = a_network(
        a_node("a", (4, 0, 100)), a_node("b", (8, 80, 100), accrual="end"), per_quarter=(0, 0, 80), caps=[(100,)]
    )
    assert best_values(network) == (12, 80)


@pytest.mark.parametrize(("accrual", "finish"), [("prorated", 6), ("start", 8), ("end", 5)])
def test_labour_is_prorated_beside_cash_of_any_accrual(accrual, finish):
    # Cash 8 and labour 8 over four weeks, 8 in the first quarter. Prorated both are 4 a week: two weeks. With the
    # cash at the end three weeks cost 6 of labour; with the cash at the start nothing is left for labour.
    network = a_network(Node("a", "action", (FULL,), accrual=accrual), covers=("cash", "labour"), per_quarter=(8, 100))
    assert best_values(network) == (finish, 16)


def test_two_amounts_are_prorated_each_by_itself():
    # 7 and 7 over 4 weeks are 1 + 1 in each of three weeks, 4 + 4 in the last; together they would be 3, 3, 3 and 5.
    mode = Mode(name="", weeks=4, demand=(), cash=7, labour=7)
    network = a_network(Node("a", "action", (mode,)), covers=("cash", "labour"), per_quarter=(6, 100))
    assert best_values(network) == (5, 14)


def test_only_what_is_covered_counts():
    # 8 of cash and 8 of labour; the goal counts all cash, and labour where it is covered.
    assert best_values(a_network(Node("a", "action", (FULL,)), covers=("labour",), per_quarter=(8,))) == (4, 16)
    assert best_values(a_network(Node("a", "action", (FULL,)), covers=("run",), per_quarter=(0,))) == (4, 8)


def test_the_total_decides_between_dear_and_slow():
    # In a row: 6 weeks for 20, or one of them short for 30, or both for 40.
    pair = (a_node("a", (3, 10), (1, 20)), a_node("b", (3, 10), (1, 20)))
    for total, values in ((19, ()), (20, (6, 20)), (29, (6, 20)), (30, (4, 30)), (40, (2, 40))):
        assert best_values(a_network(*pair, links=[("a", "b")], total=total)) == values


def test_the_finish_comes_first_and_its_cheapest_plan_second():
    # c takes four weeks whatever is paid, so one of a and b may stay slow, and a is the cheaper one to hasten.
    pair = (a_node("a", (3, 10), (1, 20)), a_node("b", (3, 10), (1, 25)))
    assert best_values(a_network(*pair, a_node("c", (4, 5)), links=[("a", "b")])) == (4, 35)


def test_a_quarter_s_money_is_shared():
    # Each costs 2 a week; 12 by week 4 pay six weeks of the eight; one of the two starts two weeks later.
    pair = (a_node("a", (4, 8)), a_node("b", (4, 8)))
    assert best_values(a_network(*pair, per_quarter=(12, 100))) == (5, 16)
    assert best_values(a_network(*pair, per_quarter=(8, 100))) == (6, 16)


def test_a_cheaper_mode_may_be_the_faster_way():
    # Two weeks at 10 must wait for the second quarter; three at 2 need not.
    network = a_network(a_node("a", (2, 20), (3, 6)), per_quarter=(6,))
    assert best_values(network) == (3, 6)


def test_money_that_never_comes_leaves_no_plan():
    assert best_values(a_network(a_node("a", (1, 10)), per_quarter=(5, 4, 0))) == ()
    assert best_values(a_network(a_node("a", (1, 10)), total=9)) == ()


def test_money_released_before_a_gate_pays_for_what_it_needs():
    # The gate of week 4 needs a: 8. What follows it waits for the money of the second quarter.
    network = a_network(
        a_node("a", (4, 8)), a_gate("gate"), a_node("b", (2, 8)), links=[("a", "gate"), ("gate", "b")], per_quarter=(8,)
    )
    assert best_values(network) == (6, 16)


# Money that lapses --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("carry_over", "per_quarter", "finish"),
    [
        # Eight weeks at 2 are 16 in all. 8 a quarter pay for each of its four weeks.
        ("never", (8,), 8),
        # 6 a quarter pay three weeks of a quarter's four; eight in a row have all of one quarter in them.
        ("never", (6,), None),
        # 7 in the first pay three of its weeks, 8 all of the second, 2 one of the third: weeks 1 to 8.
        ("never", (7, 8, 2), 9),
        # What the first leaves does not help the second, whose 7 pay three weeks: weeks 5 to 12.
        ("never", (9, 7, 8), 13),
        # The year ends with week 8: the third quarter's money is new, and what the first leaves is the second's.
        ("year", (10, 6, 0), 8),
        ("year", (9, 6, 2), 9),
        ("year", (9, 6, 0), None),
        ("forever", (9, 6, 1), 9),
    ],
)
def test_money_lapses_at_the_end_of_a_quarter_or_a_year(carry_over, per_quarter, finish):
    network = a_network(
        a_node("a", (8, 16)),
        per_quarter=per_quarter,
        carry_over=carry_over,
        year_ends=frozenset({1, 5, 9, 13, 17, 21, 25}),
    )
    assert best_values(network) == (() if finish is None else (finish, 16))


@pytest.mark.parametrize("carry_over", ["never", "year"])
@pytest.mark.parametrize(("accrual", "finish"), [("prorated", 5), ("start", 5), ("end", 9)])
def test_cash_of_any_accrual_is_paid_by_the_quarter_it_falls_in(carry_over, accrual, finish):
    # From week 1, 11 over 4 weeks: 2, 2 and 2 of the first quarter's 11, then all 5 of the second's. At the start all
    # are the first's. At the end the second has too little: a ends in week 8. Each quarter ends a year.
    network = a_network(
        a_node("a", (4, 11), accrual=accrual, earliest=1),
        per_quarter=(11, 5, 100),
        carry_over=carry_over,
        year_ends=frozenset(range(26)),
    )
    assert best_values(network) == (finish, 11)


def test_the_remainder_falls_into_the_quarter_of_the_last_week():
    # 2, 2, 2 and 5 from week 1: the second quarter must have the 5. Its 4 are two weeks at 2: weeks 6 to 9.
    for second, finish in ((5, 5), (4, 10)):
        network = a_network(a_node("a", (4, 11), earliest=1), per_quarter=(11, second, 11), carry_over="never")
        assert best_values(network) == (finish, 11)


def test_an_activity_across_a_whole_quarter_pays_for_each_of_its_weeks():
    # Ten weeks at 2, with 3 more in the last. From week 2: 4 by week 4, 8 by week 8 and 11 by week 12.
    # With 7 in the second quarter only three of its weeks can be paid: from week 5, 6 then 8 and 9 by week 15.
    fields = {"carry_over": "never"}
    assert best_values(a_network(a_node("a", (10, 23), earliest=2), per_quarter=(4, 8, 11), **fields)) == (12, 23)
    assert best_values(a_network(a_node("a", (10, 23), earliest=2), per_quarter=(4, 7, 11), **fields)) == (15, 23)


# Run cost ----------------------------------------------------------------------------------------------------

RUNNING = (a_node("a", (1,), run_per_week=2, latest=1), a_node("b", (5,)))
"""a is finished in week 1 and costs 2 a week from then on; b takes five weeks."""


@pytest.mark.parametrize(("total", "finish"), [(8, 5), (7, None)])
def test_run_cost_counts_against_the_total_from_the_finish_to_the_target(total, finish):
    # Weeks 1 to 4 at 2.
    found = best_values(a_network(*RUNNING, covers=("run",), total=total))
    assert found == (() if finish is None else (finish, 0))


def test_run_cost_counts_against_each_quarter_up_to_its_end_or_the_target():
    # Weeks 1 to 3 are 6, week 4 is 2 and the last: the quarter's other weeks lie after the target.
    for per_quarter, values in (((6, 2), (5, 0)), ((5, 3), ()), ((6, 1), ())):
        network = a_network(*RUNNING, covers=("run",), per_quarter=per_quarter, carry_over="never")
        assert best_values(network) == values


def test_run_cost_of_a_whole_quarter_is_that_of_its_weeks():
    # b takes ten weeks: 6 in the first quarter, 8 in the second, 4 in weeks 8 and 9.
    ten = (RUNNING[0], a_node("b", (10,)))
    for carry_over, per_quarter, values in (
        ("never", (6, 8, 4), (10, 0)),
        ("never", (9, 7, 9), ()),
        ("forever", (9, 5, 4), (10, 0)),
        ("forever", (9, 5, 3), ()),
        ("year", (9, 5, 4), (10, 0)),
        ("year", (9, 6, 3), ()),
    ):
        network = a_network(
            *ten, covers=("run",), per_quarter=per_quarter, carry_over=carry_over, year_ends=frozenset({1})
        )
        assert best_values(network) == values


def test_what_will_run_is_finished_later_where_its_run_cost_is_too_much():
    # Not pinned, a may be finished as late as the money asks: in week 3 for 4, in week 5 for nothing.
    free = (a_node("a", (1,), run_per_week=2), a_node("b", (5,)))
    report = searched(a_network(*free, covers=("run",), total=5))
    assert report.goals[0].value == 5
    assert report.schedule.starts[0] in (2, 3, 4)
    assert best_values(a_network(*free, covers=("run",), total=0)) == (5, 0)


def test_cash_and_run_cost_share_a_limit():
    # Run cost 8 by week 5, and b costs 5: 13.
    both = (RUNNING[0], a_node("b", (5, 5)))
    assert best_values(a_network(*both, covers=("cash", "run"), total=13)) == (5, 5)
    assert best_values(a_network(*both, covers=("cash", "run"), total=12)) == ()
    # In the first quarter 4 of cash and 6 of run cost, in week 4 one and 2.
    for per_quarter, values in (((10, 3), (5, 5)), ((9, 4), ()), ((10, 2), ())):
        network = a_network(*both, covers=("cash", "run"), per_quarter=per_quarter, carry_over="never")
        assert best_values(network) == values


def test_a_shorter_mode_may_be_paid_by_the_run_cost_that_it_saves():
    # Short, b costs 3 and two weeks of a running; long, nothing and five: 7 against 10. With 7 only the short one does.
    pair = (a_node("a", (1,), run_per_week=2), a_node("b", (5,), (2, 3)))
    network = a_network(*pair, links=[("a", "b")], covers=("cash", "run"), total=7)
    assert best_values(network, "cost") == (3,)
    assert best_values(replace(network, money=replace(network.money, total=10)), "cost") == (0,)


# Rows that only help -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_the_gate_rows_cut_off_no_optimum(seed, monkeypatch):
    network = a_random_network(Random(seed))
    found = optima(network)
    monkeypatch.setattr(money, "_add_gates", lambda *_: None)
    assert found == optima(network)


def test_the_gate_rows_are_there_to_be_left_out(monkeypatch):
    rows = []
    monkeypatch.setattr(money, "_released", lambda *given: rows.append(given) or 10**6)
    for seed in range(20):
        optima(a_random_network(Random(seed)))
    assert len(rows) > 10


@pytest.mark.parametrize("carry_over", CARRIES)
@pytest.mark.parametrize("seed", range(6))
def test_the_gate_rows_cut_off_no_optimum_of_any_carry_over_with_run_cost_and_labour(seed, carry_over, monkeypatch):
    network = a_wide_network(Random(seed))
    covers = frozenset({"cash", "labour", "run"})
    network = replace(network, money=replace(network.money, carry_over=carry_over, covers=covers))
    found = optima(network)
    monkeypatch.setattr(money, "_add_gates", lambda *_: None)
    assert found == optima(network)
