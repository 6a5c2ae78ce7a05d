"""What holds an activity or a gate, in small plans made by hand, to the word.

Week k begins on 4 January 2027 + 7k days; weeks 0 to 12 are FY27 Q1, weeks 13 to 25 FY27 Q2. An act-long of six weeks
holds the gate where something else is to have room.
"""

from datetime import date

import pytest

from catalog.model import Recurring
from planner.explaining.reasons import reasons
from planner.request import Budget, Calendar, Freeze, Headcount, Pin, Policy
from tests.builders import a_catalog, a_mode, a_request, an_item
from tests.planner.explaining.a_week_earlier import schedule_of
from tests.planner.networks import a_placement
from tests.planner.office import CATALOG, PLAN, REQUEST

LONG = an_item("act-long", weeks=6)
START = [("start", "act-a", "It starts on the first day of the plan.")]


def why(name, items, request=None, evidence_weeks=(0, 0, 0, 0), **weeks):
    """The reasons of one activity or gate as (kind, subject, text)."""
    catalog = a_catalog(*items, evidence_weeks=evidence_weeks)
    placement = a_placement(request or a_request(), catalog, **weeks)
    found = reasons(placement.request, catalog, placement.network, placement.schedule)
    assert all(reason.proven for why in found.values() for reason in why)
    return [(reason.kind, reason.subject, reason.text) for reason in found[name]]


def test_the_plan_solved_by_hand():
    placement = a_placement(REQUEST, CATALOG, {"act-pilot": 1}, **WEEKS_OF_OFFICE)
    assert placement.schedule == schedule_of(placement.network, PLAN)
    found = reasons(REQUEST, CATALOG, placement.network, placement.schedule)
    assert found == {one.id: one.why for one in (*PLAN.activities, *PLAN.gates)}


WEEKS_OF_OFFICE = {
    "gov_policy": 0,
    "act_pilot": 2,
    "act_train__setup": 5,
    "act_train__sales": 6,
    "act_train__hr": 10,
    "gov_audit": 5,
    "gate_2": 5,
    "gate_3": 14,
}


class TestOrder:
    def test_the_first_week(self):
        assert why("act-a", [an_item("act-a")], act_a=0, gate_2=2) == START

    def test_a_pin_or_a_gate_in_the_first_week_is_no_reason_beside_it(self):
        items = [an_item("act-a", to_level=3, may_start_at_level=2), an_item("act-done")]
        request = a_request(target=3, completed=("act-done",), pins=(Pin(on="act-a", not_before=date(2027, 1, 4)),))
        assert why("act-a", items, request, act_a=0, gate_2=0, gate_3=2) == START

    def test_a_predecessor(self):
        items = [an_item("act-a"), an_item("act-b", after=("act-a",))]
        found = why("act-b", items, act_a=0, act_b=2, gate_2=4)
        assert found == [("predecessor", "act-a", "It follows act-a, which ends on 17 Jan 2027.")]

    def test_a_predecessor_with_a_lag(self):
        items = [an_item("act-a"), an_item("act-b", after=(("act-a", 2),))]
        found = why("act-b", items, act_a=0, act_b=4, gate_2=6)
        assert found == [("predecessor", "act-a", "It waits 2 weeks after act-a, which ends on 17 Jan 2027.")]

    def test_of_several_predecessors_those_that_end_last(self):
        items = [an_item("act-a"), an_item("act-b"), an_item("act-c", weeks=1)]
        items.append(an_item("act-d", after=("act-c", "act-b", "act-a")))
        found = why("act-d", items, act_a=0, act_b=0, act_c=0, act_d=2, gate_2=4)
        assert [subject for _, subject, _ in found] == ["act-b", "act-a"]

    def test_a_level_that_must_be_declared(self):
        items = [an_item("act-a"), an_item("act-b", to_level=3, may_start_at_level=2)]
        found = why("act-b", items, a_request(target=3), act_a=0, gate_2=2, act_b=2, gate_3=4)
        assert found == [
            ("look_ahead", "gate-2", "It may not start before level 2 is declared, which is on 17 Jan 2027.")
        ]


class TestGates:
    def test_an_activity(self):
        found = why("gate-2", [an_item("act-a"), an_item("act-b", weeks=1)], act_a=0, act_b=0, gate_2=2)
        assert found == [("predecessor", "act-a", "It needs act-a, which ends on 17 Jan 2027.")]

    def test_the_evidence_of_an_activity(self):
        found = why("gate-2", [an_item("act-a", lag=2)], act_a=0, gate_2=4)
        assert found == [("evidence", "act-a", "It needs 2 weeks of evidence of act-a, which ends on 17 Jan 2027.")]

    def test_evidence_at_the_level_before(self):
        items, request = [an_item("act-a"), an_item("act-b", to_level=3)], a_request(target=3)
        weeks = {"act_a": 0, "act_b": 0, "gate_2": 2, "gate_3": 5}
        found = why("gate-3", items, request, evidence_weeks=(0, 3, 0, 0), **weeks)
        text = "It needs 3 weeks of evidence at level 2, counted from 17 Jan 2027."
        assert found == [("evidence", "gate-2", text)]

    def test_the_level_before_without_evidence(self):
        items, request = [an_item("act-a"), an_item("act-b", to_level=3)], a_request(target=3)
        found = why("gate-3", items, request, act_a=0, act_b=0, gate_2=2, gate_3=2)
        assert found == [
            ("predecessor", "act-b", "It needs act-b, which ends on 17 Jan 2027."),
            ("predecessor", "gate-2", "It cannot come before level 2, which is declared on 17 Jan 2027."),
        ]

    @pytest.mark.parametrize(
        ("since", "week", "counted"), [(None, 5, "4 Jan 2027"), (date(2026, 12, 21), 3, "21 Dec 2026")]
    )
    def test_evidence_at_the_current_level(self, since, week, counted):
        request = a_request(current_since=since)
        found = why("gate-2", [an_item("act-a")], request, evidence_weeks=(5, 0, 0, 0), act_a=0, gate_2=week)
        text = f"It needs 5 weeks of evidence at level 1, counted from {counted}."
        assert found == [("evidence", "gate-1", text)]

    def test_a_gate_that_needs_nothing_more(self):
        found = why("gate-2", [an_item("act-a")], a_request(completed=("act-a",)), gate_2=0)
        assert found == [("start", "gate-2", "It needs nothing that is still to be done.")]

    def test_a_pin_on_it_beside_evidence_that_ends_in_the_same_week(self):
        # Declared on the last day of week 2, 24 January.
        request = a_request(pins=(Pin(on="gate-2", not_before=date(2027, 1, 20)),))
        found = why("gate-2", [an_item("act-a")], request, evidence_weeks=(3, 0, 0, 0), act_a=0, gate_2=3)
        assert [(kind, subject) for kind, subject, _ in found] == [("evidence", "gate-1"), ("pin", "gate-2")]


class TestDates:
    def test_the_latest_pin(self):
        pins = (Pin(on="act-a", not_before=date(2027, 1, 20)), Pin(on="act-a", not_before=date(2027, 1, 6)))
        found = why("act-a", [an_item("act-a")], a_request(pins=pins), act_a=3, gate_2=5)
        assert found == [("pin", "act-a", "It is pinned: not before 20 Jan 2027.")]

    def test_a_pin_on_an_item_is_one_on_its_copies_and_not_on_its_set_up(self):
        item = an_item("act-r", modes={"in_house": a_mode(1, setup_weeks=1)}, repeats_per_function=True)
        request = a_request(functions=("hr",), pins=(Pin(on="act-r", not_before=date(2027, 1, 25)),))
        weeks = {"act_r__setup": 1, "act_r__hr": 3, "gate_2": 4}
        assert why("act-r@hr", [item], request, **weeks) == [("pin", "act-r", "It is pinned: not before 25 Jan 2027.")]
        assert [kind for kind, *_ in why("act-r@setup", [item], request, **weeks)] == ["nothing"]

    def test_a_freeze_at_the_start(self):
        freeze = Freeze(date(2027, 1, 5), date(2027, 1, 8), "stock-taking")
        request = a_request(calendar=Calendar(freezes=(freeze,)))
        text = (
            "A week earlier it would start in the week of 4 Jan 2027, and 5 Jan 2027 to 8 Jan 2027 is frozen "
            "(stock-taking)."
        )
        assert why("act-a", [an_item("act-a")], request, act_a=1, gate_2=3) == [("freeze", "act-a", text)]

    def test_a_freeze_at_the_end(self):
        # It has weeks 2 to 3; in 1 to 2 its last week is frozen, in 0 to 1 none is.
        request = a_request(calendar=Calendar(freezes=(Freeze(date(2027, 1, 18), date(2027, 1, 18)),)))
        items = [an_item("act-a", weeks=2)]
        found = why("act-a", items, request, act_a=2, gate_2=4)
        text = "A week earlier it would end in the week of 18 Jan 2027, and 18 Jan 2027 is frozen."
        assert found == [("freeze", "act-a", text)]

    def test_governance_is_not_frozen(self):
        request = a_request(calendar=Calendar(freezes=(Freeze(date(2027, 1, 5), date(2027, 1, 8)),)))
        assert [
            kind for kind, *_ in why("gov-a", [an_item("gov-a"), LONG], request, gov_a=1, act_long=2, gate_2=8)
        ] == ["nothing"]


class TestPeople:
    ITEMS = (
        an_item("act-a", effort={"engineer": 2}),
        an_item("act-b", weeks=1, effort={"engineer": 0.5}),
    )

    def of_b(self, headcount, items=ITEMS, **weeks):
        return why("act-b", items, a_request(headcount=headcount), **{"act_a": 0, "act_b": 2, "gate_2": 3, **weeks})

    def test_a_role_that_is_fully_used(self):
        text = (
            "engineer is fully used the week before, in FY27 Q1 (1 of 1 FTE, by act-a); "
            "a week earlier it would take 1.5."
        )
        assert self.of_b(Headcount(roles={"engineer": 1})) == [("people", "engineer", text)]

    def test_a_role_with_too_little_room(self):
        text = (
            "engineer has too little room the week before, in FY27 Q1 (1 of 1.25 FTE are used, by act-a); "
            "a week earlier it would take 1.5."
        )
        assert self.of_b(Headcount(roles={"engineer": 1.25})) == [("people", "engineer", text)]

    def test_everybody(self):
        text = (
            "Everybody is at work the week before, in FY27 Q1 (1 of 1 FTE, on act-a); a week earlier it would take 1.5."
        )
        assert self.of_b(Headcount(total=1)) == [("people", "total", text)]

    def test_too_few_of_all(self):
        text = (
            "Too few people are free the week before, in FY27 Q1 (1 of 1.4 FTE are used, by act-a); "
            "a week earlier it would take 1.5."
        )
        assert self.of_b(1.4) == [("people", "total", text)]

    def test_a_role_and_everybody_at_once(self):
        found = self.of_b(Headcount(total=1, roles={"lead": 5, "engineer": 1}))
        assert [subject for _, subject, _ in found] == ["engineer", "total"]

    def test_a_role_that_is_not_there_yet(self):
        items = [an_item("act-a", weeks=1, effort={"engineer": 1})]
        found = why("act-a", items, a_request(headcount=Headcount(roles={"engineer": (0, 1)})), act_a=13, gate_2=14)
        text = "A week earlier it would take 1 FTE of engineer; in FY27 Q1 the cap is 0."
        assert found == [("people", "engineer", text)]

    def test_those_that_end_then_are_named_first_and_the_largest_of_them_before_others(self):
        sizes = {"act-c": 4, "act-d": 0.2, "act-e": 0.4, "act-f": 0.6, "act-g": 0.8}
        weeks = {"act-c": 4, "act-d": 2, "act-e": 2, "act-f": 2, "act-g": 2}
        items = [an_item(name, weeks=weeks[name], effort={"engineer": size}) for name, size in sizes.items()]
        starts = {name.replace("-", "_"): 0 for name in sizes}
        # 1 for act-c, which runs on; 0.1, 0.2, 0.3, 0.4 of the others.
        found = self.of_b(Headcount(roles={"engineer": 2}), [self.ITEMS[1], *items], **starts, gate_2=4)
        assert "2 of 2 FTE, by act-g, act-f, act-e and 2 others" in found[0][2]

    def test_changes_at_a_time(self):
        items = [an_item(name, repeats_per_function=True, weeks=2) for name in ("act-r", "act-s")]
        request = a_request(functions=("sales",), policy=Policy(changes_per_function=1))
        found = why("act-s@sales", items, request, act_r__sales=0, act_s__sales=2, gate_2=4)
        text = "sales bears 1 change at a time, and has act-r@sales the week before."
        assert found == [("changes", "sales", text)]


class TestMoney:
    # 10 a week: in weeks 12 and 13 one of them falls into the first quarter.
    ITEMS = (an_item("act-a", cash=20),)

    def of_a(self, budget, **fields):
        return why("act-a", self.ITEMS, a_request(budget=budget, **fields), act_a=12, gate_2=14)

    def test_quarterly_money_that_is_carried_over(self):
        text = (
            "The money of FY27 Q1 does not reach further: a week earlier, USD 10 more would be spent by its end than "
            "there is."
        )
        for carry_over in (True, "year"):
            budget = Budget(per_quarter=(10, 100), carry_over=carry_over)
            assert self.of_a(budget) == [("money", "FY27 Q1", text)]

    def test_quarterly_money_that_is_not(self):
        text = (
            "The money of FY27 Q1 does not reach further: a week earlier, EUR 7 more would be spent in it than there "
            "is."
        )
        budget = Budget(currency="EUR", exchange_rate=1, per_quarter=(13, 100), carry_over=False)
        assert self.of_a(budget) == [("money", "FY27 Q1", text)]

    def test_the_quarter_that_falls_short_first(self):
        # 30 a week, with 30 and 60 by the ends of the quarters: a week earlier 60, then 60.
        items = (an_item("act-a", cash=60),)
        found = why("act-a", items, a_request(budget=Budget(per_quarter=30)), act_a=12, gate_2=14)
        assert [(kind, subject) for kind, subject, _ in found] == [("money", "FY27 Q1")]

    def test_a_fiscal_quarter_has_the_fiscal_year_s_name(self):
        found = self.of_a(Budget(per_quarter=(10, 100)), calendar=Calendar(fiscal_year_start=4))
        assert [subject for _, subject, _ in found] == ["FY27 Q4"]

    # 1 a week from its end to the gate in week 6.
    RUNS = (an_item("act-a", weeks=1, recurring=Recurring(shared=52)), LONG)

    def of_run(self, budget, **fields):
        return why("act-a", self.RUNS, a_request(budget=budget, **fields), act_a=3, act_long=0, gate_2=6)

    def test_the_total_by_run_cost(self):
        text = "The total budget does not reach further: with a week more of run cost it would be USD 1 too little."
        assert self.of_run(Budget(total=2)) == [("total", "total", text)]

    def test_quarterly_money_by_run_cost(self):
        text = "The money of FY27 Q1 does not reach further: with a week more of run cost it would be USD 1 too little."
        assert self.of_run(Budget(per_quarter=2)) == [("money", "FY27 Q1", text)]
        both = self.of_run(Budget(per_quarter=2, total=2))
        assert [kind for kind, *_ in both] == ["money", "total"]

    def test_run_cost_that_is_not_covered_holds_nothing(self):
        assert [kind for kind, *_ in self.of_run(Budget(total=0, covers=("cash",)))] == ["nothing"]


class TestGoals:
    def test_run_cost(self):
        request = a_request(goals="cheapest")
        found = why("act-a", TestMoney.RUNS, request, act_a=3, act_long=0, gate_2=6)
        text = "It could start a week earlier at the price of USD 1 more run cost to the target gate."
        assert found == [("goal", "cost_to_gate", text)]

    # One engineer for weeks 0 and 1, one for a week.
    PEAK = (an_item("act-a", weeks=1, effort={"lead": 1}), an_item("act-b", weeks=2, effort={"engineer": 2}), LONG)

    def test_the_peak(self):
        request = a_request(goals=("peak", "finish"))
        found = why("act-a", self.PEAK, request, act_a=2, act_b=0, act_long=0, gate_2=6)
        text = "It could start a week earlier at the price of a peak of people 1 FTE higher."
        assert found == [("goal", "peak", text)]

    def test_a_goal_that_is_not_asked_for_holds_nothing(self):
        found = why("act-a", self.PEAK, act_a=2, act_b=0, act_long=0, gate_2=6)
        assert [kind for kind, *_ in found] == ["nothing"]


class TestNothing:
    def of_a(self, items, request=None, **weeks):
        (only,) = why("act-a", [an_item("act-a", weeks=1, effort={"lead": 1}), LONG, *items], request, **weeks)
        assert only[:2] == ("nothing", "act-a")
        return only[2]

    def test_how_early_it_could_start(self):
        said = self.of_a([], act_a=5, act_long=0, gate_2=6)
        assert said == "Nothing holds it: it could start in week 0 (4 Jan 2027), and no goal would be worse for it."

    def test_no_earlier_than_a_pin(self):
        request = a_request(pins=(Pin(on="act-a", not_before=date(2027, 1, 20)),))
        assert "in week 3 (25 Jan 2027)" in self.of_a([], request, act_a=5, act_long=0, gate_2=6)

    def test_past_a_week_in_which_it_has_no_room(self):
        # The lead has weeks 2 and 3; week 0 is free.
        other = an_item("act-b", weeks=2, effort={"lead": 2})
        request = a_request(headcount=Headcount(roles={"lead": 1}))
        assert "in week 0 " in self.of_a([other], request, act_a=5, act_b=2, act_long=0, gate_2=6)
        early = an_item("act-c", weeks=2, effort={"lead": 2})
        found = self.of_a([other, early], request, act_a=5, act_b=2, act_c=0, act_long=0, gate_2=6)
        assert "in week 4 " in found

    def test_no_earlier_than_the_peak_allows(self):
        other = an_item("act-b", weeks=2, effort={"engineer": 2})
        request = a_request(goals=("peak",))
        assert "in week 2 " in self.of_a([other], request, act_a=5, act_b=0, act_long=0, gate_2=6)


def test_several_reasons_come_in_a_fixed_order():
    items = (
        an_item("act-a", effort={"engineer": 2}, cash=20),
        an_item("act-b", weeks=1, cash=5, effort={"engineer": 1}, after=("act-a",)),
    )
    request = a_request(
        headcount=Headcount(total=1),
        pins=(Pin(on="act-b", not_before=date(2027, 4, 5)),),
        calendar=Calendar(freezes=(Freeze(date(2027, 3, 29), date(2027, 4, 1)),)),
        budget=Budget(per_quarter=(20, 100)),
    )
    found = why("act-b", items, request, act_a=11, act_b=13, gate_2=14)
    assert [kind for kind, *_ in found] == ["predecessor", "pin", "freeze", "people", "money"]
