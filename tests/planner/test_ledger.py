"""People and money booked week by week. Quarters are of four weeks: 0-3, 4-7, 8-11 and so on."""

from random import Random

import pytest

from planner.ledger import (
    Ledger,
    Limit,
    breaks,
    capacity_by_week,
    covered_cost,
    is_frozen,
    limits,
    limits_before,
    price,
    quarter_money,
    spent_before,
)
from tests.planner.networks import a_gate, a_network, a_node, a_schedule
from tests.planner.optimizer.rows import a_wide_network


def test_prorated_money_is_spent_evenly_with_the_remainder_in_the_last_week():
    # 11 over 4 weeks from week 2: 2, 2, 2 and 5.
    assert [spent_before(week, 2, 4, 11, "prorated") for week in range(1, 8)] == [0, 0, 2, 4, 6, 11, 11]


def test_money_may_be_due_at_the_start_or_at_the_end():
    assert [spent_before(week, 2, 4, 11, "start") for week in range(1, 8)] == [0, 0, 11, 11, 11, 11, 11]
    assert [spent_before(week, 2, 4, 11, "end") for week in range(1, 8)] == [0, 0, 0, 0, 0, 11, 11]


def test_less_money_than_weeks_is_all_spent_in_the_last():
    assert [spent_before(week, 0, 5, 3, "prorated") for week in (4, 5)] == [0, 3]


def test_the_last_quarterly_amount_repeats():
    network = a_network(a_node("a"), per_quarter=(5, 10))
    assert [quarter_money(network, quarter) for quarter in range(4)] == [5, 10, 10, 10]


def test_the_last_cap_repeats():
    network = a_network(a_node("a"), caps=[(100, 50)])
    assert capacity_by_week(network, 0, 10) == [100] * 4 + [50] * 6
    assert capacity_by_week(network, 0, 2) == [100, 100]


def test_weeks_after_the_last_quarter_have_its_cap():
    network = a_network(a_node("a"), caps=[(100, 50)], quarter_ends=(4, 8))
    assert capacity_by_week(network, 0, 12) == [100] * 4 + [50] * 8


def test_money_carried_over_is_limited_from_the_first_week_to_each_quarter_s_end():
    network = a_network(a_node("a", (2, 100)), per_quarter=(10, 20), horizon=12)
    # After four quarters there are 70; the horizon of 12 weeks has quarters to week 16.
    assert limits(network) == (Limit(0, 4, 10), Limit(0, 8, 30), Limit(0, 12, 50), Limit(0, 16, 70))


def test_limits_that_cannot_bind_are_left_out():
    network = a_network(a_node("a", (2, 30), (1, 25)), per_quarter=(10, 20), total=30, horizon=12)
    # The dearest way costs 30 in all: 30 by the second quarter, and 30 in total, are always enough.
    assert limits(network) == (Limit(0, 4, 10),)


def test_money_that_does_not_carry_over_is_limited_quarter_by_quarter():
    network = a_network(a_node("a", (2, 100)), per_quarter=(10, 20), carry_over="never", horizon=8)
    assert limits(network) == (Limit(0, 4, 10), Limit(4, 8, 20), Limit(8, 12, 20))


def test_money_carried_over_within_the_year_starts_again_with_the_next():
    network = a_network(
        a_node("a", (2, 100)), per_quarter=(10, 20), carry_over="year", horizon=12, year_ends=frozenset({1})
    )
    assert limits(network) == (Limit(0, 4, 10), Limit(0, 8, 30), Limit(8, 12, 20), Limit(8, 16, 40))


def test_a_quarter_without_weeks_hands_its_money_on():
    network = a_network(a_node("a", (2, 100)), per_quarter=(10, 20), quarter_ends=(0, 4, 8), horizon=4)
    assert limits(network) == (Limit(0, 4, 30), Limit(0, 8, 50))


def test_the_total_is_the_last_limit():
    network = a_network(a_node("a", (2, 100)), total=60, per_quarter=(50,), horizon=4)
    assert [limit.amount for limit in limits(network)] == [50, 60]


def test_limits_that_run_cost_could_reach_are_kept():
    # The work costs 30 in all, but 2 a week of run cost may take any of them.
    node = a_node("a", (2, 30), run_per_week=2)
    network = a_network(node, per_quarter=(40, 20), total=70, covers=("cash", "run"), horizon=8)
    assert limits(network) == (Limit(0, 4, 40), Limit(0, 8, 60), Limit(0, 12, 80), Limit(0, 16, 70))
    assert limits(a_network(node, per_quarter=(40, 20), total=70, horizon=8)) == ()


@pytest.mark.parametrize(
    ("covers", "cost", "priced"),
    [(("cash",), 30, 30), (("labour",), 12, 42), (("cash", "labour"), 42, 42), (("run",), 0, 30), ((), 0, 30)],
)
def test_the_budget_counts_what_it_covers_and_a_goal_all_cash_too(covers, cost, priced):
    network = a_network(a_node("a", (2, 30), labour=12), covers=covers)
    (mode,) = network.nodes[0].modes
    assert (covered_cost(network, mode), price(network, mode)) == (cost, priced)


def test_a_node_starts_in_the_first_and_the_last_week_from_which_people_suffice_to_its_end():
    network = a_network(a_node("a", (3, 0, 60)), a_node("b", (6, 0, 50)), caps=[(100,)])
    ledger = Ledger(network, 20)
    ledger.book(0, 0, 8)
    # a takes 60 in weeks 8 to 10; b needs 50 for six weeks.
    assert ledger.first(1, 0, 0, 14) == 0
    assert ledger.first(1, 0, 3, 14) == 11
    assert ledger.first(1, 0, 3, 10) is None
    assert ledger.last(1, 0, 14, 0) == 14
    assert ledger.last(1, 0, 10, 0) == 2
    assert ledger.last(1, 0, 10, 3) is None


def test_nothing_starts_so_late_that_it_would_end_after_all_weeks():
    network = a_network(a_node("a", (3, 0, 60)), caps=[(100,)])
    assert Ledger(network, 20).last(0, 0, 19, 0) == 17
    assert Ledger(network, 20).first(0, 0, 18, 19) is None


def test_every_resource_must_suffice():
    network = a_network(a_node("a", (2, 0, 100, 100)), caps=[(100, 50, 100), (50, 100)])
    # The first has too little in weeks 4 to 7, the second in weeks 0 to 3.
    assert Ledger(network, 20).first(0, 0, 0, 20) == 8
    assert Ledger(network, 20).last(0, 0, 10, 0) == 10
    assert Ledger(network, 20).last(0, 0, 7, 0) is None


def test_a_demand_beyond_every_cap_never_fits():
    network = a_network(a_node("a", (2, 0, 250, 1)), caps=[(100,), (1,)])
    assert Ledger(network, 20).first(0, 0, 0, 18) is None


@pytest.mark.parametrize("seed", range(200))
def test_places_are_the_first_and_the_last_week_that_nothing_speaks_against(seed):
    chance = Random(seed)
    network = a_wide_network(chance)
    weeks = 60
    ledger = Ledger(network, weeks, end=40)
    nodes = chance.sample(range(len(network.nodes)), len(network.nodes))
    booked = []
    for node in nodes:
        mode = chance.randrange(len(network.nodes[node].modes))
        earliest, latest = sorted(chance.choices(range(50), k=2))
        free = [week for week in range(earliest, latest + 1) if stands(network, [*booked, (node, mode, week)], weeks)]
        assert ledger.first(node, mode, earliest, latest) == (free[0] if free else None)
        assert ledger.last(node, mode, latest, earliest) == (free[-1] if free else None)
        if free:
            booked.append((node, mode, chance.choice(free)))
            ledger.book(*booked[-1])


def stands(network, placed, weeks):
    """Whether these (node, mode, start) keep people, money and freezes, week by week, with the target in week 40."""
    for node, mode, start in placed:
        if start + network.nodes[node].modes[mode].weeks > weeks or is_frozen(network, node, mode, start):
            return False
    for resource in range(len(network.resources)):
        caps = capacity_by_week(network, resource, weeks)
        for week in range(weeks):
            chosen = [(network.nodes[node].modes[mode], start) for node, mode, start in placed]
            if sum(it.demand[resource] for it, start in chosen if start <= week < start + it.weeks) > caps[week]:
                return False
    return all(
        sum(spent_in(network, node, mode, start, limit) for node, mode, start in placed) <= limit.amount
        for limit in limits(network)
    )


def spent_in(network, node, mode, start, limit):
    """What a node spends of covered money within a limit, week by week."""
    it, chosen, covers = network.nodes[node], network.nodes[node].modes[mode], network.money.covers
    spent = 0
    for name, amount, accrual in (("cash", chosen.cash, it.accrual), ("labour", chosen.labour, "prorated")):
        if name in covers:
            spent += spent_before(limit.until, start, chosen.weeks, amount, accrual)
            spent -= spent_before(limit.since, start, chosen.weeks, amount, accrual)
    run = it.run_per_week if "run" in covers else 0
    return spent + run * max(0, min(limit.until, 40) - max(limit.since, start + chosen.weeks))


def test_what_is_taken_out_again_leaves_nothing_behind():
    network = a_network(a_node("a", (3, 9, 60)), per_quarter=(5, 0), caps=[(100,)])
    ledger, empty = Ledger(network, 20), Ledger(network, 20)
    ledger.book(0, 0, 2)
    assert (ledger.free, ledger.left) != (empty.free, empty.left)
    ledger.book(0, 0, 2, sign=-1)
    assert (ledger.free, ledger.left) == (empty.free, empty.left)


def test_a_bare_ledger_shares_no_bookings_and_counts_no_run_cost():
    network = a_network(a_node("a", (3, 9, 60), run_per_week=1), total=8, covers=("cash", "run"), caps=[(100,)])
    ledger = Ledger(network, 20, end=12)
    other = ledger.bare()
    ledger.book(0, 0, 0)
    assert (other.end, other.left) == (0, [8])
    assert other.free == Ledger(network, 20).free


def test_a_bare_ledger_has_only_the_limits_that_one_off_cost_could_reach():
    network = a_network(a_node("a", (3, 9), run_per_week=1), per_quarter=(5,), covers=("cash", "run"))
    assert [limit.amount for limit in Ledger(network, 20).bare().limits] == [5]


def test_a_ledger_until_an_end_has_the_weeks_and_limits_that_count_by_then():
    # The second quarter, with 30 by its end, holds week 6; of what lies beyond it the total is tighter, with 25.
    network = a_network(a_node("a", (2, 100, 60)), per_quarter=(10, 20), total=25, caps=[(100,)])
    until = Ledger(network, 20).until(6)
    assert (until.weeks, until.end, len(until.free)) == (6, 6, 6)
    assert [limit.amount for limit in until.limits] == [10, 25]
    lapsing = a_network(a_node("a", (2, 100)), per_quarter=(10, 20), carry_over="never")
    assert Ledger(lapsing, 20).until(6).limits == (Limit(0, 4, 10), Limit(4, 8, 20))


def test_money_suffices_to_the_unit():
    # 10 over 4 weeks from week 2 is 2 in each of weeks 2 and 3, which end the first quarter.
    for money, enough in ((4, True), (3, False)):
        network = a_network(a_node("a", (4, 10)), per_quarter=(money, 100))
        assert Ledger(network, 20).affords(0, 0, 2) is enough


def test_earlier_bookings_use_up_the_money():
    network = a_network(a_node("a", (1, 6)), a_node("b", (1, 5)), total=10)
    ledger = Ledger(network, 20)
    assert ledger.affords(1, 0, 3)
    ledger.book(0, 0, 0)
    assert not ledger.affords(1, 0, 3)


def test_money_of_one_quarter_alone_does_not_pay_for_another():
    network = a_network(a_node("a", (8, 16)), per_quarter=(10, 8, 7), carry_over="never")
    # Two a week: four weeks in each quarter cost 8; from week 4 the third quarter has too little.
    assert Ledger(network, 20).affords(0, 0, 0)
    assert not Ledger(network, 20).affords(0, 0, 4)


def test_labour_is_prorated_whatever_the_cash_is():
    node = a_node("a", (4, 8), labour=8, accrual="end")
    network = a_network(node, covers=("cash", "labour"), per_quarter=(6, 100))
    # From week 1 three weeks of labour fall into the first quarter: 6; the cash is due at the end, in the second.
    assert Ledger(network, 20).affords(0, 0, 1)
    assert not Ledger(network, 20).affords(0, 0, 0)


def spent(network, start, end=0):
    """What one activity's spending comes to in each limit."""
    ledger = Ledger(network, 40, end=end)
    ledger.book(0, 0, start)
    return [limit.amount - left for limit, left in zip(ledger.limits, ledger.left, strict=True)]


@pytest.mark.parametrize(
    ("accrual", "by_quarter"), [("prorated", [4, 8, 11, 0]), ("start", [23, 0, 0, 0]), ("end", [0, 0, 23, 0])]
)
def test_each_quarter_alone_has_its_own_weeks_of_an_activity(accrual, by_quarter):
    # 23 over ten weeks from week 2 are 2 a week: two weeks, four, and three with the last one of 5.
    network = a_network(
        a_node("a", (10, 23), accrual=accrual), per_quarter=(1,), carry_over="never", quarter_ends=(4, 8, 12, 16)
    )
    assert spent(network, 2) == by_quarter


def test_each_year_counts_anew_what_its_quarters_carry_on():
    # The same 23; the year ends with week 8: 4 by week 4 and 12 by week 8, then 11 from week 8 on.
    network = a_network(
        a_node("a", (10, 23)),
        per_quarter=(1,),
        carry_over="year",
        quarter_ends=(4, 8, 12, 16),
        year_ends=frozenset({1, 3}),
    )
    assert spent(network, 2) == [4, 12, 11, 11]


def test_run_cost_is_due_in_each_week_from_the_finish_to_the_target():
    # Finished in week 2, the target in week 10: 3 a week in weeks 2 and 3, in 4 to 7, in 8 and 9, and none after.
    fields = {"per_quarter": (1,), "covers": ("run",), "quarter_ends": (4, 8, 12, 16)}
    network = a_network(a_node("a", (2,), run_per_week=3), carry_over="never", **fields)
    assert spent(network, 0, end=10) == [6, 12, 6, 0]
    cumulative = a_network(a_node("a", (2,), run_per_week=3), total=1, **fields)
    assert spent(cumulative, 0, end=10) == [6, 18, 24, 24, 24]


def test_what_is_finished_with_the_target_runs_for_no_week():
    network = a_network(a_node("a", (2,), run_per_week=3), total=1, covers=("run",))
    assert spent(network, 8, end=10) == [0]


def test_run_cost_that_is_not_covered_is_not_booked():
    network = a_network(a_node("a", (2, 9), run_per_week=3), total=1, covers=("cash",))
    assert spent(network, 0, end=10) == [9]


def test_run_cost_uses_up_the_money_of_what_comes_after():
    # 2 a week in weeks 1 to 3 leave 4 of 10 in the first quarter.
    for cash, enough in ((4, True), (5, False)):
        network = a_network(
            a_node("a", (1,), run_per_week=2), a_node("b", (1, cash)), covers=("cash", "run"), per_quarter=(10,)
        )
        ledger = Ledger(network, 20, end=4)
        ledger.book(0, 0, 0)
        assert ledger.affords(1, 0, 3) is enough


# Freezes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "frozen"), [(0, False), (1, True), (2, True), (3, True), (4, True), (5, False)])
def test_neither_the_first_nor_the_last_week_of_an_action_is_frozen(start, frozen):
    # Weeks 3 and 4 are. Three weeks from 1 end in 3, from 2 in 4; from 3 and 4 they would begin in the freeze.
    network = a_network(a_node("a", (3,)), frozen=frozenset({3, 4}))
    assert is_frozen(network, 0, 0, start) is frozen
    assert Ledger(network, 20).fits(0, 0, start) is not frozen


def test_an_action_may_run_on_through_a_freeze():
    network = a_network(a_node("a", (4,)), frozen=frozenset({3, 4}))
    assert Ledger(network, 20).fits(0, 0, 2)


def test_governance_and_gates_are_not_frozen():
    network = a_network(a_node("gov", (3,), kind="governance"), frozen=frozenset(range(20)))
    assert [is_frozen(network, node, 0, 3) for node in (0, 1)] == [False, False]


# What a schedule breaks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "words"),
    [
        ({"a": 1, "b": 4, "end": 6}, None),
        ({"a": 0, "b": 4, "end": 6}, "outside its window"),
        ({"a": 1, "b": 6, "end": 8}, "outside its window"),
        ({"a": 1, "b": 3, "end": 6}, "b starts too early after a"),
        ({"a": 1, "b": 4, "end": 5}, "end starts too early after b"),
    ],
)
def test_windows_and_links_hold(starts, words):
    # a takes weeks 1 and 2 at the earliest, b follows a week later and has finished before week 8 begins.
    network = a_network(a_node("a", (2,), earliest=1), a_node("b", (2,), latest=7), links=[("a", "b", 1)])
    found = breaks(network, a_schedule(network, **starts))
    assert found is words is None or words in found


def test_people_and_money_hold():
    network = a_network(a_node("a", (2, 5, 60)), a_node("b", (2, 5, 60)), caps=[(100,)], total=9)
    found = breaks(network, a_schedule(network, a=0, b=1, end=9))
    sentence = "b finds too few people, too little money or a freeze in week {}"
    assert found == sentence.format(1)
    assert breaks(network, a_schedule(network, a=0, b=2, end=9)) == sentence.format(2)


def test_freezes_hold():
    network = a_network(a_node("a", (2,)), frozen=frozenset({3}))
    assert breaks(network, a_schedule(network, a=1, end=3)) is None
    assert breaks(network, a_schedule(network, a=2, end=4)).startswith("a finds")


def test_run_cost_to_the_target_holds():
    # 2 a week from week 1: by week 6 they are 10.
    network = a_network(a_node("a", (1,), run_per_week=2), a_node("b", (5,)), covers=("run",), total=10)
    assert breaks(network, a_schedule(network, a=0, b=0, end=6)) is None
    assert breaks(network, a_schedule(network, a=0, b=0, end=7)).startswith("a finds")


def test_nothing_ends_after_the_horizon():
    network = a_network(a_node("a", (2,)), end=a_gate("end"), horizon=10)
    assert breaks(network, a_schedule(network, a=8, end=10)) is None
    assert breaks(network, a_schedule(network, a=0, end=11)) == "end ends after the horizon"


def test_the_limits_before_an_end_are_those_of_the_quarters_up_to_it_and_the_total():
    network = a_network(a_node("a", (1, 90)), per_quarter=(5,), total=30)
    found = limits_before(network, 8)
    assert [(limit.since, limit.until, limit.amount) for limit in found] == [(0, 4, 5), (0, 8, 10), (0, 200, 30)]
    assert [limit.until for limit in limits_before(network, 9)] == [4, 8, 12, 200]


def test_it_is_known_of_which_resources_there_is_too_little_in_a_week():
    network = a_network(
        a_node("a", (2, 0, 60, 10, 70)), a_node("b", (1, 0, 50, 10, 40)), caps=[(100,), (20,), (100, 120)]
    )
    ledger = Ledger(network, 10)
    ledger.book(0, 0, 3)
    # In week 3 a leaves 40, 10 and 30; in week 4 of the next quarter 40, 10 and 50; in week 5 all is free.
    assert [ledger.crowded(1, 0, week) for week in (2, 3, 4, 5)] == [(), (0, 2), (0,), ()]


def test_what_an_earlier_start_would_spend_beyond_each_limit():
    # 5 a week, of 10 by week 4 and 20 by week 8, in all 30; a takes 20 in weeks 2 to 5, and runs for 2 a week to 10.
    network = a_network(
        a_node("a", (4, 20), run_per_week=2), covers=("cash", "run"), per_quarter=(10, 16, 30), total=28, horizon=20
    )
    ledger = Ledger(network, 11, end=10)
    ledger.limit_to(limits_before(network, 10))
    ledger.book(0, 0, 2)
    found = ledger.overspent(0, 0, 1, booked=2)
    # By week 4 it would be 15; by 8 26 of 26; in all 30.
    assert [(limit.until, amount) for limit, amount in found] == [(4, 5), (40, 2)]
    assert ledger.overspent(0, 0, 2, booked=2) == ()
