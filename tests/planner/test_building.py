"""From a request to a network: what follows what, what each thing takes, what there is."""

from datetime import date

import pytest
from msgspec.structs import replace

from catalog.model import Recurring, Transition
from planner.building import build_network
from planner.order import direct_predecessors, first_gate_week
from planner.request import Budget, Calendar, Freeze, Headcount, Policy
from planner.scope import scope
from planner.sizing import modes_of, rates
from tests.builders import MONDAY, a_catalog, a_mode, a_request, an_item

REPEATED = {"repeats_per_function": True, "modes": {"in_house": a_mode(4, setup_weeks=2)}}


def links(catalog, **fields):
    """Every link of a request's network, as (before, after, lag) by id."""
    network = build_network(a_request(**fields), catalog)
    names = [node.id for node in network.nodes]
    return {(names[link.before], names[link.after], link.lag) for link in network.links}


def node(name, catalog, **fields):
    """One node of a request's network."""
    return next(node for node in build_network(a_request(**fields), catalog).nodes if node.id == name)


def before(name, catalog, **fields):
    """What must have finished before an activity starts: the lag of each by id."""
    asked = scope(a_request(**fields), catalog)
    activity = next(activity for activity in asked.activities if activity.id == name)
    return dict(direct_predecessors(activity, asked))


# Order -------------------------------------------------------------------------------------------------------


def test_nodes_are_the_activities_of_the_scope_and_then_the_gates():
    catalog = a_catalog(an_item("act-a"), an_item("gov-b", to_level=3))
    network = build_network(a_request(target=3), catalog)
    assert [(node.id, node.kind) for node in network.nodes] == [
        ("act-a", "action"),
        ("gov-b", "governance"),
        ("gate-2", "gate"),
        ("gate-3", "gate"),
    ]
    assert network.target == 3


def test_an_item_follows_its_prerequisites_and_its_governance_after_their_lags():
    catalog = a_catalog(
        an_item("act-a"), an_item("gov-b"), an_item("act-c", after=(("act-a", 3),), governed_by=("gov-b",))
    )
    assert before("act-c", catalog) == {"act-a": 3, "gov-b": 0}
    assert {("act-a", "act-c", 3), ("gov-b", "act-c", 0)} <= links(catalog)


def test_a_prerequisite_named_twice_is_one_with_the_longer_lag():
    catalog = a_catalog(an_item("gov-b"), an_item("act-c", after=(("gov-b", 1),), governed_by=(("gov-b", 4),)))
    assert before("act-c", catalog) == {"gov-b": 4}


def test_what_is_in_place_makes_no_link():
    catalog = a_catalog(an_item("act-a"), an_item("act-c", to_level=3, after=("act-a",)))
    assert before("act-c", catalog, current=2, target=3) == {}
    assert before("act-c", catalog, target=3, completed=("act-a",)) == {}


def test_soft_prerequisites_make_no_link():
    assert before("act-b", a_catalog(an_item("act-a"), an_item("act-b", soft_prerequisites=("act-a",)))) == {}


def test_copies_follow_the_set_up_and_keep_their_own_links():
    catalog = a_catalog(an_item("act-a"), an_item("act-r", after=(("act-a", 1),), **REPEATED))
    assert before("act-r@setup", catalog) == {"act-a": 1}
    assert before("act-r@hr", catalog) == {"act-r@setup": 0, "act-a": 1}


def test_a_set_up_needs_every_copy_of_repeated_governance_but_no_copy_of_a_repeated_action():
    catalog = a_catalog(
        an_item("gov-g", repeats_per_function=True),
        an_item("act-p", repeats_per_function=True),
        an_item("act-r", after=("act-p",), governed_by=("gov-g",), **REPEATED),
    )
    assert before("act-r@setup", catalog) == {"gov-g@sales": 0, "gov-g@hr": 0}
    assert before("act-r@sales", catalog) == {"act-r@setup": 0, "act-p@sales": 0, "gov-g@sales": 0}


def test_a_copy_follows_its_own_function_or_all_copies_where_that_has_none():
    catalog = a_catalog(
        an_item("act-p", repeats_per_function=True, min_functions=2),
        an_item("act-r", repeats_per_function=True, after=("act-p",)),
    )
    functions = ("sales", "hr", "support")
    assert before("act-r@hr", catalog, functions=functions) == {"act-p@hr": 0}
    assert before("act-r@support", catalog, functions=functions) == {"act-p@sales": 0, "act-p@hr": 0}


def test_an_enterprise_wide_item_follows_every_copy_but_not_the_set_up():
    catalog = a_catalog(an_item("act-r", **REPEATED), an_item("act-z", after=("act-r",)))
    assert before("act-z", catalog) == {"act-r@sales": 0, "act-r@hr": 0}


def test_a_gate_follows_all_that_belongs_to_it_after_its_evidence():
    catalog = a_catalog(an_item("act-a", lag=2), an_item("act-r", lag=3, **REPEATED), an_item("act-b", to_level=3))
    found = links(catalog, target=3)
    assert {link for link in found if link[1] == "gate-2"} == {
        ("act-a", "gate-2", 2),
        # The evidence lag is the copies'; a set-up has none.
        ("act-r@setup", "gate-2", 0),
        ("act-r@sales", "gate-2", 3),
        ("act-r@hr", "gate-2", 3),
    }
    assert ("act-b", "gate-3", 0) in found


def test_consecutive_gates_are_the_evidence_weeks_of_the_lower_level_apart():
    catalog = a_catalog(an_item("act-a"), an_item("act-b", to_level=3), evidence_weeks=(1, 5, 9, 0))
    assert ("gate-2", "gate-3", 5) in links(catalog, target=3)


def test_debt_belongs_to_the_first_gate_and_waits_for_none():
    catalog = a_catalog(an_item("gov-old", may_start_at_level=3), an_item("act-b", to_level=4))
    found = links(catalog, current=2, target=4, missing=("gov-old",))
    assert {link for link in found if "gov-old" in link} == {("gov-old", "gate-3", 0)}


# Look-ahead --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "opener"),
    [
        ({}, "gate-2"),  # two levels below its gate
        ({"long_lead": True}, None),  # three below: level 1, which is declared already
        ({"may_start_at_level": 3}, "gate-3"),
        ({"may_start_at_level": 1}, None),
        ({"may_start_at_level": 3, "long_lead": True}, "gate-3"),
    ],
)
def test_an_item_starts_only_once_its_opening_level_is_declared(fields, opener):
    catalog = a_catalog(an_item("act-z", to_level=4, **fields))
    openers = {before for before, after, _ in links(catalog, current=1, target=4) if after == "act-z"}
    assert openers == ({opener} if opener else set())


@pytest.mark.parametrize(
    ("look_ahead", "openers"),
    [("catalog", {"gate-3"}), (1, {"gate-3"}), (2, {"gate-2"}), (3, set()), ("free", set())],
)
def test_a_look_ahead_of_one_s_own_goes_before_what_the_catalog_says(look_ahead, openers):
    catalog = a_catalog(an_item("act-z", to_level=4, may_start_at_level=3))
    found = links(catalog, current=1, target=4, policy=Policy(look_ahead=look_ahead))
    assert {before for before, after, _ in found if after == "act-z"} == openers


def test_on_exit_the_look_ahead_counts_from_the_gate_that_governance_belongs_to():
    catalog = a_catalog(an_item("gov-three", to_level=3), an_item("act-four", to_level=4))
    for policy, opener in ((Policy(), set()), (Policy(governance="exit"), {"gate-2"})):
        found = links(catalog, current=1, target=4, policy=policy)
        assert {before for before, after, _ in found if after == "gov-three"} == opener


@pytest.mark.parametrize(("weeks", "apart"), [("catalog", 5), (2, 2), (0, 0), ({"2": 7}, 7), ({"3": 7}, 5)])
def test_evidence_weeks_are_the_catalog_s_unless_the_policy_says_otherwise(weeks, apart):
    catalog = a_catalog(an_item("act-a"), an_item("act-b", to_level=3), evidence_weeks=(1, 5, 9, 0))
    assert ("gate-2", "gate-3", apart) in links(catalog, target=3, policy=Policy(evidence_weeks=weeks))


def test_evidence_weeks_of_the_current_level_hold_the_first_gate():
    catalog = a_catalog(an_item("act-a"), evidence_weeks=(6, 0, 0, 0))
    assert first_gate_week(a_request(policy=Policy(evidence_weeks={"1": 4})), catalog) == 4
    assert first_gate_week(a_request(policy=Policy(evidence_weeks=0)), catalog) == 0


def test_the_gate_beyond_waits_for_the_target_s_evidence_and_ends_the_plan():
    catalog = a_catalog(an_item("act-a", to_level=4), an_item("act-z", to_level=5), evidence_weeks=(0, 0, 0, 9))
    catalog = replace(catalog, transitions=(*catalog.transitions, Transition(id="4-5", from_level=4, to_level=None)))
    fields = {"current": 3, "target": 4, "include": ("act-z",), "deadline": date(2027, 2, 28)}
    found = links(catalog, **fields)
    # act-z belongs two levels after level 3, so it opens with level 3, which is declared.
    assert found == {("act-a", "gate-4", 0), ("act-z", "beyond", 0), ("gate-4", "beyond", 9)}
    network = build_network(a_request(**fields), catalog)
    assert [node.latest for node in network.nodes if node.kind == "gate"] == [None, 8]
    assert network.nodes[network.target].id == "beyond"


def test_what_a_function_below_brings_waits_for_no_level():
    catalog = a_catalog(
        an_item("act-low", repeats_per_function=True, may_start_at_level=1), an_item("act-b", to_level=4)
    )
    found = links(catalog, current={"enterprise": 3, "hr": 1}, target=4)
    assert found == {("act-low@hr", "gate-4", 0), ("act-b", "gate-4", 0)}


# Sizes -------------------------------------------------------------------------------------------------------


def test_a_mode_has_weeks_people_on_average_and_money():
    # One person-week over 4 weeks is a quarter of a person; labour is 1 x 1000 + 2 x 2000.
    catalog = a_catalog(an_item("act-a", weeks=4, cash=30, effort={"engineer": 1, "lead": 2}))
    request = {"headcount": Headcount(total=5, roles={"lead": 1})}
    (mode,) = node("act-a", catalog, **request).modes
    assert (mode.weeks, mode.cash, mode.labour) == (4, 30, 5000)
    # In the order of the network's resources: lead, then all.
    assert mode.demand == (50, 75)


def test_a_set_up_offers_the_modes_that_have_figures_for_it():
    modes = {"in_house": a_mode(4), "partner": a_mode(3, setup_weeks=1, setup_cash=9)}
    catalog = a_catalog(an_item("act-r", repeats_per_function=True, modes=modes))
    (mode,) = node("act-r@setup", catalog).modes
    assert (mode.name, mode.weeks, mode.cash) == ("partner", 1, 9)
    assert [mode.name for mode in node("act-r@hr", catalog).modes] == ["in_house", "partner"]


def test_the_modes_of_an_activity_are_those_of_its_network_node():
    modes = {"in_house": a_mode(4), "partner": a_mode(3, setup_weeks=1)}
    catalog = a_catalog(an_item("act-r", repeats_per_function=True, modes=modes))
    assert [modes_of(activity) for activity in scope(a_request(), catalog).activities] == [
        ("partner",),
        ("in_house", "partner"),
        ("in_house", "partner"),
    ]


def test_run_cost_a_week_is_rounded_up():
    # 53 a year is two a week; the set-up carries the shared cost, each copy that of one function.
    recurring = Recurring(shared=53, per_function=52)
    catalog = a_catalog(an_item("act-r", recurring=recurring, **REPEATED))
    assert node("act-r@setup", catalog).run_per_week == 2
    assert node("act-r@sales", catalog).run_per_week == 1


def test_a_node_knows_its_function_and_when_its_cash_is_due():
    catalog = a_catalog(an_item("act-r", repeats_per_function=True, accrual="end"), an_item("act-a"))
    assert (node("act-r@hr", catalog).function, node("act-r@hr", catalog).accrual) == ("hr", "end")
    assert (node("act-a", catalog).function, node("act-a", catalog).accrual) == (None, "prorated")


def test_the_request_s_rates_come_before_the_catalog_s():
    catalog = a_catalog(an_item("act-a"))
    found = rates(a_request(rates={"engineer": 1500.5}), catalog)
    assert {role: str(rate) for role, rate in found.items()} == {"engineer": "1500.5", "lead": "2000"}


# Limits ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headcount", "resources"),
    [
        (3, [("total", (300,))]),
        ((1, 2.25), [("total", (100, 225))]),
        (Headcount(), []),
        (Headcount(roles={"lead": 0.29}), [("lead", (29,))]),
        (Headcount(total=4, roles={"lead": (1, 0)}), [("lead", (100, 0)), ("total", (400,))]),
    ],
)
def test_people_are_counted_in_hundredths_by_quarter(headcount, resources):
    network = build_network(a_request(headcount=headcount), a_catalog(an_item("act-a")))
    assert [(resource.name, resource.capacity) for resource in network.resources] == resources


@pytest.mark.parametrize(
    ("budget", "total", "per_quarter", "carry_over"),
    [
        ({}, None, None, "forever"),
        ({"total": 90, "per_quarter": 20}, 90, (20,), "forever"),
        ({"per_quarter": (5, 10), "carry_over": "year"}, None, (5, 10), "year"),
        ({"per_quarter": (5,), "carry_over": False}, None, (5,), "never"),
        # A tenth is held back from every limit; what is left is whole money, rounded down.
        ({"total": 99, "per_quarter": (5, 10), "contingency": 0.1}, 89, (4, 9), "forever"),
    ],
)
def test_money_is_what_the_contingency_leaves(budget, total, per_quarter, carry_over):
    money = build_network(a_request(budget=Budget(**budget)), a_catalog(an_item("act-a"))).money
    assert (money.total, money.per_quarter, money.carry_over) == (total, per_quarter, carry_over)
    assert money.covers == {"cash", "run"}


def test_quarters_and_years_end_with_the_calendar():
    network = build_network(a_request(), a_catalog(an_item("act-a")))
    # From Monday 4 January 2027: 1 April, 1 July, 1 October and 1 January lie in weeks 12, 25, 38 and 51.
    assert network.quarter_ends[:4] == (13, 26, 39, 52)
    assert {3, 7} <= network.year_ends
    assert network.quarter_ends[-1] > network.horizon


def test_the_deadline_bounds_the_target_gate():
    # 28 February 2027 is the last day of week 7, so the gate is in week 8 at the latest.
    fields = {"target": 3, "deadline": date(2027, 2, 28)}
    catalog = a_catalog(an_item("act-a"), an_item("act-b", to_level=3))
    assert build_network(a_request(**fields), catalog).deadline == 8
    assert (node("gate-3", catalog, **fields).latest, node("gate-2", catalog, **fields).latest) == (8, None)


def test_a_week_is_frozen_when_any_day_of_it_is():
    # Week 1 ends on 17 January, week 2 begins on the 18th; a freeze before the start freezes nothing.
    freezes = (
        Freeze(from_=date(2027, 1, 17), to=date(2027, 1, 18)),
        Freeze(from_=date(2026, 1, 1), to=date(2026, 12, 31)),
    )
    request = a_request(calendar=Calendar(freezes=freezes))
    assert build_network(request, a_catalog(an_item("act-a"))).frozen == {1, 2}


def test_changes_count_the_actions_of_a_function_and_nothing_else():
    catalog = a_catalog(an_item("act-r", **REPEATED), an_item("gov-g", repeats_per_function=True), an_item("act-w"))
    network = build_network(a_request(policy=Policy(changes_per_function=2)), catalog)
    assert [(it.name, it.capacity) for it in network.resources] == [("changes@sales", (2,)), ("changes@hr", (2,))]
    assert {node.id: node.modes[0].demand for node in network.nodes if any(node.modes[0].demand)} == {
        "act-r@sales": (1, 0),
        "act-r@hr": (0, 1),
    }


def test_a_fiscal_year_may_start_in_any_month():
    # From 4 January 2027 with years from February: the first quarter, the last of its year, ends with January.
    network = build_network(a_request(calendar=Calendar(fiscal_year_start=2)), a_catalog(an_item("act-a")))
    assert network.quarter_ends[:2] == (4, 17)
    assert {0, 4} <= network.year_ends


# The first gate ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "week"),
    [
        (None, 6),  # counted from the start
        (date(2026, 12, 21), 4),  # two weeks have passed
        (date(2026, 12, 24), 5),  # eleven days have: 31 are left, a part of a week counts as one
        (date(2020, 1, 1), 0),
    ],
)
def test_the_first_gate_waits_for_the_evidence_of_the_current_level(since, week):
    request = a_request(current_since=since, start=MONDAY)
    catalog = a_catalog(an_item("act-a"), evidence_weeks=(6, 0, 0, 0))
    assert first_gate_week(request, catalog) == week
    assert node("gate-2", catalog, current_since=since).earliest == week


def test_later_gates_have_no_earliest_week_of_their_own():
    catalog = a_catalog(an_item("act-a"), evidence_weeks=(6, 2, 0, 0))
    assert node("gate-3", catalog, target=3).earliest == 0
