"""Limits that cannot hold on their own, with figures. From Monday 4 January 2027, quarters of thirteen weeks."""

from datetime import date

from catalog.model import Recurring
from planner.building import build_network
from planner.intake import judge, with_defaults
from planner.obstacles import obstacles, together
from planner.request import Budget, Calendar, Freeze, Headcount, Pin, Policy
from tests.builders import a_catalog, a_mode, a_request, an_item
from tests.plain_cases import plain_case
from tests.planner.networks import searched


def conflicts(catalog, **fields):
    """The limits that cannot hold alone, or else what cannot be had together if the request proves infeasible."""
    request = a_request(budget=fields.pop("budget", Budget(currency="USD")), **fields)
    network = build_network(request, catalog)
    return obstacles(request, catalog, network) or together(request, catalog, network)


def only(catalog, **fields):
    """The pointers, the first text and the proof of the one conflict that there is."""
    (conflict,) = conflicts(catalog, **fields)
    return [member.pointer for member in conflict.members], conflict.members[0].text, conflict.proven


# Dates -------------------------------------------------------------------------------------------------------


def test_a_deadline_before_the_critical_path_names_the_earliest_date():
    # 3 + 2 weeks of work and 1 of evidence: gate week 6, dated on 14 February.
    catalog = a_catalog(an_item("act-a", weeks=3), an_item("act-b", after=("act-a",), lag=1))
    pointers, text, proven = only(catalog, deadline=date(2027, 2, 13))
    assert (pointers, proven) == (["/deadline"], True)
    assert "14 Feb 2027" in text
    assert "13 Feb 2027" in text


def test_evidence_weeks_of_the_levels_are_part_of_the_critical_path():
    # Level 1 is held for three weeks, level 2 for four, whatever the work.
    catalog = a_catalog(an_item("act-a"), an_item("act-b", to_level=3), evidence_weeks=(3, 4, 0, 0))
    pointers, text, _ = only(catalog, target=3, deadline=date(2027, 2, 14))
    assert pointers == ["/deadline"]
    assert "21 Feb 2027" in text


def test_the_shortest_modes_count_even_where_people_are_too_few_for_them():
    # A deadline is hopeless on its own only if more people would not help: the short mode is allowed for.
    modes = {"in_house": a_mode(8, effort={"lead": 1}), "partner": a_mode(2, effort={"lead": 9})}
    catalog = a_catalog(an_item("act-a", modes=modes))
    pointers, _, proven = only(catalog, deadline=date(2027, 2, 1), headcount=1)
    assert (pointers, proven) == (["/deadline", "/headcount"], False)


def test_a_deadline_that_only_the_pins_make_too_early_is_in_conflict_with_them():
    catalog = a_catalog(an_item("act-a", weeks=2))
    pins = (Pin(on="act-a", not_before=date(2027, 2, 1)),)
    pointers, text, proven = only(catalog, deadline=date(2027, 2, 10), pins=pins)
    assert (pointers, proven) == (["/deadline", "/pins/0"], False)
    # Two weeks from 1 February end on the 14th.
    assert "before 14 Feb 2027" in text


def test_a_pinned_finish_that_only_another_pin_makes_too_early_is_in_conflict_with_it():
    # act-b could be finished on 31 January; it is act-a's pin that puts it into June.
    catalog = a_catalog(an_item("act-a"), an_item("act-b", after=("act-a",)))
    pins = (Pin(on="act-a", not_before=date(2027, 6, 1)), Pin(on="act-b", not_after=date(2027, 5, 1)))
    pointers, _, proven = only(catalog, pins=pins)
    assert (pointers, proven) == (["/pins/0", "/pins/1"], False)


def test_a_pin_that_is_hopeless_without_the_others_is_named_without_them():
    catalog = a_catalog(an_item("act-a"), an_item("act-b", after=("act-a",)))
    pins = (Pin(on="act-a", not_before=date(2027, 6, 1)), Pin(on="act-b", not_after=date(2027, 1, 30)))
    pointers, text, proven = only(catalog, pins=pins)
    assert (pointers, proven) == (["/pins/1/not_after"], True)
    # The first is no part of it: four weeks from 4 January end on the 31st.
    assert text == "act-b cannot be finished before 31 Jan 2027; the pin asks for 30 Jan 2027."


def test_freezes_are_part_of_the_earliest_date():
    # Weeks 1 to 3 are frozen: two weeks from week 0 would end in one. From 1 February they end on the 14th.
    frozen = Calendar(freezes=(Freeze(from_=date(2027, 1, 11), to=date(2027, 1, 31)),))
    pointers, text, proven = only(a_catalog(an_item("act-a")), deadline=date(2027, 2, 13), calendar=frozen)
    # Without the freeze there is a plan: the deadline is not to blame alone.
    assert (pointers, proven) == (["/deadline", "/calendar/freezes/0"], False)
    assert "before 14 Feb 2027 with these pins and freezes" in text


def test_a_freeze_without_end_is_named_where_nothing_else_is_limited():
    frozen = Calendar(freezes=(Freeze(from_=date(2027, 1, 4), to=date(2099, 1, 1)),))
    pointers, _, _ = only(a_catalog(an_item("act-a")), calendar=frozen)
    assert "/calendar/freezes/0" in pointers


def test_a_pinned_finish_before_the_earliest_is_named_with_both_dates():
    catalog = a_catalog(an_item("act-a", weeks=3), an_item("act-b", after=("act-a",)))
    pins = (Pin(on="act-a", mode="in_house"), Pin(on="act-b", not_after=date(2027, 2, 1)))
    pointers, text, proven = only(catalog, pins=pins)
    assert (pointers, proven) == (["/pins/1/not_after"], True)
    assert text == "act-b cannot be finished before 7 Feb 2027; the pin asks for 1 Feb 2027."


def test_a_pinned_gate_before_the_earliest_is_named():
    _, text, _ = only(a_catalog(an_item("act-a", weeks=3)), pins=(Pin(on="gate-2", not_after=date(2027, 1, 20)),))
    assert text == "gate-2 cannot be reached before 24 Jan 2027; the pin asks for 20 Jan 2027."


def test_a_pinned_item_means_its_copies_and_not_its_set_up():
    modes = {"in_house": a_mode(2, setup_weeks=3)}
    catalog = a_catalog(an_item("act-r", repeats_per_function=True, modes=modes))
    _, text, _ = only(catalog, pins=(Pin(on="act-r", not_after=date(2027, 1, 24)),))
    # The set-up can be done by 24 January, the copies two weeks later.
    assert text.startswith("act-r@sales cannot be finished before 7 Feb 2027")


# People ------------------------------------------------------------------------------------------------------


def test_a_role_that_nobody_has_enough_of_is_named_with_what_is_needed():
    # 3 person-weeks in 2 weeks are 1.5; in 4 weeks, 1 person-week, 0.25.
    items = (an_item("act-a", effort={"lead": 3}), an_item("act-b", weeks=4, effort={"lead": 1}))
    pointers, text, proven = only(a_catalog(*items), headcount=Headcount(roles={"lead": (0.5, 1)}))
    assert (pointers, proven) == (["/headcount/roles/lead"], True)
    assert text == "act-a needs at least 1.5 FTE of lead while it runs; there are never more than 1."


def test_the_worst_of_several_activities_is_named_and_the_others_counted():
    items = (an_item("act-a", effort={"lead": 3}), an_item("act-b", effort={"lead": 5}))
    _, text, _ = only(a_catalog(*items), headcount=Headcount(roles={"lead": 1}))
    assert text.startswith("act-b needs at least 2.5 FTE of lead while it runs, and so it is with 1 more;")


def test_too_few_people_in_all_are_named():
    item = an_item("act-a", effort={"lead": 2, "engineer": 2})
    pointers, text, _ = only(a_catalog(item), headcount=1.5)
    assert pointers == ["/headcount/total"]
    assert "at least 2 people" in text


def test_a_mode_that_can_be_staffed_is_enough():
    # The first mode needs two leads, the second half of one: the cap is not hopeless, and is no proven conflict.
    modes = {"in_house": a_mode(2, effort={"lead": 4}), "partner": a_mode(2, effort={"lead": 1})}
    pointers, _, proven = only(a_catalog(an_item("act-a", modes=modes)), headcount=Headcount(roles={"lead": 1}))
    assert (pointers, proven) == (["/headcount/roles/lead"], False)


def test_a_mode_that_a_pin_asks_for_and_nobody_can_do_is_in_conflict_with_the_people():
    modes = {"in_house": a_mode(2, effort={"lead": 1}), "partner": a_mode(2, effort={"lead": 4})}
    catalog = a_catalog(an_item("act-a", modes=modes))
    pointers, _, proven = only(catalog, headcount=1, pins=(Pin(on="act-a", mode="partner"),))
    assert (pointers, proven) == (["/headcount/total", "/pins/0"], False)


def test_changes_at_a_time_are_no_people():
    # Copies in one function one at a time: that is always possible, and no conflict of people.
    catalog = a_catalog(an_item("act-r", repeats_per_function=True))
    pointers, _, proven = only(catalog, policy=Policy(changes_per_function=1), deadline=date(2028, 1, 1))
    assert (pointers, proven) == (["/deadline", "/policy/changes_per_function"], False)


# Money -------------------------------------------------------------------------------------------------------


def test_a_total_below_the_cheapest_modes_is_named_with_both_amounts():
    modes = {"in_house": a_mode(8, cash=700), "partner": a_mode(2, cash=900)}
    catalog = a_catalog(an_item("act-a", modes=modes), an_item("act-b", cash=600))
    pointers, text, proven = only(catalog, budget=Budget(currency="USD", total=1299))
    assert (pointers, proven) == (["/budget/total"], True)
    assert text == "The cheapest way to level 2 costs USD 1,300; the budget leaves USD 1,299."


def test_what_a_contingency_leaves_is_what_counts():
    # A tenth of 100 is held back: 90.
    catalog = a_catalog(an_item("act-a", cash=91))
    _, text, proven = only(catalog, budget=Budget(currency="USD", total=100, contingency=0.1))
    assert proven
    assert text == "The cheapest way to level 2 costs USD 91; the budget leaves USD 90."


def test_a_total_that_only_a_pinned_mode_exceeds_is_in_conflict_with_the_pin():
    modes = {"in_house": a_mode(8, cash=50), "partner": a_mode(2, cash=200)}
    catalog = a_catalog(an_item("act-a", modes=modes))
    pins = (Pin(on="act-a", mode="partner"),)
    pointers, text, proven = only(catalog, budget=Budget(currency="USD", total=100), pins=pins)
    assert (pointers, proven) == (["/budget/total", "/pins/0"], False)
    assert "costs USD 200; the budget leaves USD 100" in text


def test_run_cost_that_the_order_alone_brings_counts():
    # 520 a year are 10 a week, for the three weeks of what follows: 30, and 5 of cash.
    recurring = Recurring(shared=520)
    items = (an_item("act-a", cash=5, recurring=recurring), an_item("act-b", weeks=3, after=("act-a",)))
    budget = Budget(currency="USD", total=34, covers=("cash", "run"))
    pointers, text, proven = only(a_catalog(*items), budget=budget)
    assert (pointers, proven) == (["/budget/total"], True)
    assert "costs USD 35" in text
    _, text, proven = only(a_catalog(*items), budget=Budget(currency="USD", total=35, covers=("cash", "run")))
    assert not proven


def test_quarterly_money_that_ends_too_soon_is_named():
    pointers, text, proven = only(
        a_catalog(an_item("act-a", cash=31)), budget=Budget(currency="USD", per_quarter=(10, 20, 0))
    )
    assert (pointers, proven) == (["/budget/per_quarter"], True)
    assert "costs USD 31; all the quarterly money there will ever be is USD 30" in text


def test_quarterly_money_up_to_the_deadline_is_in_conflict_with_it():
    # The gate of 30 June is in week 25, the second quarter: 10 + 20 by then.
    catalog = a_catalog(an_item("act-a", cash=31))
    pointers, text, _ = only(catalog, budget=Budget(currency="USD", per_quarter=(10, 20)), deadline=date(2027, 6, 30))
    assert pointers == ["/budget/per_quarter", "/deadline"]
    assert "up to 30 Jun 2027 is USD 30" in text


def test_quarterly_money_that_never_suffices_is_no_fault_of_the_deadline():
    catalog = a_catalog(an_item("act-a", cash=200))
    budget = Budget(currency="USD", per_quarter=(100, 0))
    pointers, text, proven = only(catalog, budget=budget, deadline=date(2028, 12, 31))
    assert (pointers, proven) == (["/budget/per_quarter"], True)
    assert "all the quarterly money there will ever be is USD 100" in text


def test_each_hopeless_limit_is_a_conflict_of_its_own():
    catalog = a_catalog(an_item("act-a", weeks=9, cash=50, effort={"lead": 18}))
    found = conflicts(
        catalog, deadline=date(2027, 1, 31), budget=Budget(currency="USD", total=10), headcount=Headcount(total=1)
    )
    assert [conflict.members[0].pointer for conflict in found] == ["/headcount/total", "/deadline", "/budget/total"]


# All together ------------------------------------------------------------------------------------------------


def test_where_no_limit_is_hopeless_alone_all_are_one_unproven_conflict():
    fields = {
        "deadline": date(2028, 1, 1),
        "budget": Budget(currency="USD", total=99, per_quarter=(50, 60)),
        "headcount": Headcount(total=9, roles={"lead": (1, 2)}),
        "pins": (Pin(on="act-a", not_before=date(2027, 2, 1), mode="in_house"),),
    }
    (conflict,) = conflicts(a_catalog(an_item("act-a", cash=9)), **fields)
    assert not conflict.proven
    assert [(member.pointer, member.text) for member in conflict.members] == [
        ("/deadline", "the deadline of 1 Jan 2028"),
        ("/budget/total", "the total budget of USD 99"),
        ("/budget/per_quarter", "the money of the quarters (USD 50, 60, and so on)"),
        ("/headcount/total", "9 people throughout"),
        ("/headcount/roles/lead", "1, 2 FTE of lead by quarter"),
        ("/pins/0", "the pin on act-a: not before 1 Feb 2027, mode in_house"),
    ]


# No search is made where a limit cannot hold -----------------------------------------------------------------


def test_where_a_limit_cannot_hold_the_search_finds_no_plan_either():
    judged = 0
    for seed in range(60):
        request, catalog = plain_case(seed)
        if judge(request, catalog):
            continue
        request = with_defaults(request, catalog)
        network = build_network(request, catalog)
        if obstacles(request, catalog, network):
            judged += 1
            assert searched(network).infeasible, seed
    assert judged > 10


def test_what_only_the_pins_make_impossible_is_no_obstacle_by_itself():
    catalog = a_catalog(an_item("act-a"), an_item("act-b", after=("act-a",)))
    pins = (Pin(on="act-a", not_before=date(2027, 6, 1)), Pin(on="act-b", not_after=date(2027, 5, 1)))
    request = a_request(budget=Budget(currency="USD"), pins=pins)
    assert obstacles(request, catalog, build_network(request, catalog)) == ()
