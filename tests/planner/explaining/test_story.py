"""The story of small plans made by hand, to the word. Weeks and quarters are those of the tests of the reasons."""

from datetime import date

from msgspec.structs import replace

from catalog.model import Recurring, Transition
from planner.explaining.reasons import Teller
from planner.explaining.story import story
from planner.request import Budget, Calendar, Freeze, Headcount, Pin, Policy
from tests.builders import a_catalog, a_request, an_item
from tests.planner.explaining.a_week_earlier import schedule_of
from tests.planner.networks import a_placement
from tests.planner.office import CATALOG, PLAN, REQUEST


def told(items, request=None, evidence_weeks=(0, 0, 0, 0), catalog=None, **weeks):
    """The story of a plan."""
    catalog = catalog or a_catalog(*items, evidence_weeks=evidence_weeks)
    return _story(a_placement(request or a_request(), catalog, **weeks))


def _story(placement):
    return story(Teller(placement.request, placement.catalog, placement.network, placement.schedule))


def test_of_the_plan_solved_by_hand():
    weeks = {"gov_policy": 0, "act_pilot": 2, "act_train__setup": 5, "act_train__sales": 6, "act_train__hr": 10}
    placement = a_placement(REQUEST, CATALOG, {"act-pilot": 1}, **weeks, gov_audit=5, gate_2=5, gate_3=14)
    assert placement.schedule == schedule_of(placement.network, PLAN)
    assert _story(placement) == PLAN.story


class TestLinks:
    def test_evidence_and_levels(self):
        items = [an_item("act-a", lag=2), an_item("act-b", to_level=3, may_start_at_level=2, lag=1)]
        found = told(items, a_request(target=3), act_a=0, gate_2=4, act_b=4, gate_3=7)
        assert found == (
            "Level 3 is declared on 21 Feb 2027, after 1 week of evidence of act-b.",
            "act-b runs from 1 Feb to 14 Feb 2027, once level 2 is declared.",
            "Level 2 is declared on 31 Jan 2027, after 2 weeks of evidence of act-a.",
            "act-a runs from 4 Jan to 17 Jan 2027, starting on the first day of the plan.",
        )

    def test_evidence_at_a_level(self):
        items = [an_item("act-a"), an_item("act-b", to_level=3)]
        weeks = {"act_a": 0, "act_b": 0, "gate_2": 2, "gate_3": 5}
        found = told(items, a_request(target=3), evidence_weeks=(0, 3, 0, 0), **weeks)
        assert found[:2] == (
            "Level 3 is declared on 7 Feb 2027, after 3 weeks of evidence at level 2.",
            "Level 2 is declared on 17 Jan 2027, once act-a is done.",
        )

    def test_a_span_over_new_year_names_both_years(self):
        found = told([an_item("act-a", weeks=2)], a_request(start=date(2026, 12, 28)), act_a=0, gate_2=2)
        assert found[1] == "act-a runs from 28 Dec 2026 to 10 Jan 2027, starting on the first day of the plan."

    def test_the_gate_beyond_the_last_level(self):
        catalog = a_catalog(an_item("act-a", to_level=5, optional=True), an_item("act-b", to_level=4))
        beyond = Transition(id="4-5", from_level=4, to_level=None)
        catalog = replace(catalog, transitions=(*catalog.transitions, beyond))
        request = a_request(current=3, target=4, include=("act-a",))
        found = told((), request, catalog=catalog, act_a=0, act_b=0, gate_4=2, beyond=2)
        assert found[0] == "What lies beyond level 4 is declared on 17 Jan 2027, once act-a is done."


class TestPeople:
    def test_it_goes_on_with_the_largest_that_frees_them(self):
        items = [
            an_item("act-a", weeks=2, effort={"engineer": 0.8}),
            an_item("act-b", weeks=2, effort={"engineer": 1.2}),
            an_item("act-c", weeks=1, effort={"engineer": 1}),
        ]
        request = a_request(headcount=Headcount(roles={"engineer": 1}))
        assert told(items, request, act_a=0, act_b=0, act_c=2, gate_2=3) == (
            "Level 2 is declared on 24 Jan 2027, once act-c is done.",
            "act-c runs from 18 Jan to 24 Jan 2027, once act-b needs engineer no more: 1 of 1 FTE are used until then.",
            "act-b runs from 4 Jan to 17 Jan 2027, starting on the first day of the plan.",
        )

    def test_everybody(self):
        items = [an_item("act-a", effort={"lead": 2}), an_item("act-b", effort={"engineer": 1})]
        found = told(items, a_request(headcount=1), act_a=0, act_b=2, gate_2=4)
        assert found[1].endswith("once act-a needs its people no more: 1 of 1 FTE are used until then.")

    def test_it_ends_where_there_are_more_people_from_a_quarter_on(self):
        items = [an_item("act-a", weeks=1, effort={"engineer": 1.5})]
        request = a_request(headcount=Headcount(roles={"engineer": (1, 2)}))
        assert told(items, request, act_a=13, gate_2=14)[1] == (
            "act-a runs from 5 Apr to 11 Apr 2027, no earlier because a week earlier it would take 1.5 FTE of "
            "engineer; in FY27 Q1 the cap is 1; from FY27 Q2 on the cap is 2."
        )

    def test_it_goes_on_where_somebody_ends_with_the_quarter_too(self):
        items = [
            an_item("act-a", weeks=13, effort={"engineer": 6.5}),
            an_item("act-b", weeks=1, effort={"engineer": 1}),
        ]
        request = a_request(headcount=Headcount(roles={"engineer": (1, 2)}))
        found = told(items, request, act_a=0, act_b=13, gate_2=14)
        assert "once act-a needs engineer no more: 0.5 of 1 FTE are used until then." in found[1]

    def test_changes_at_a_time(self):
        items = [an_item(name, repeats_per_function=True) for name in ("act-r", "act-s")]
        request = a_request(functions=("sales",), policy=Policy(changes_per_function=1))
        found = told(items, request, act_r__sales=0, act_s__sales=2, gate_2=4)
        assert found[1] == (
            "act-s@sales runs from 18 Jan to 31 Jan 2027, once act-r@sales is done: sales bears 1 change at a time."
        )


class TestEnds:
    def test_money_that_comes_with_the_next_quarter(self):
        found = told([an_item("act-a", cash=20)], a_request(budget=Budget(per_quarter=(10, 10))), act_a=12, gate_2=14)
        assert found[0] == "Level 2 is declared on 11 Apr 2027, once act-a is done."
        assert found[1] == (
            "act-a runs from 29 Mar to 11 Apr 2027, no earlier because the money of FY27 Q1 does not reach further: a "
            "week earlier, USD 10 more would be spent by its end than there is; the next money comes with FY27 Q2, on "
            "1 Apr 2027."
        )

    def test_the_total(self):
        items = [an_item("act-a", weeks=1, recurring=Recurring(shared=52)), an_item("act-b", after=("act-a",))]
        found = told(items, a_request(budget=Budget(total=2)), act_a=3, act_b=4, gate_2=6)
        assert found[-1] == (
            "act-a runs from 25 Jan to 31 Jan 2027, no earlier because the total budget does not reach further: with a "
            "week more of run cost it would be USD 1 too little."
        )

    def test_a_pin(self):
        request = a_request(pins=(Pin(on="act-a", not_before=date(2027, 1, 18)),))
        found = told([an_item("act-a")], request, act_a=2, gate_2=4)
        assert (
            found[1]
            == "act-a runs from 18 Jan to 31 Jan 2027, no earlier because it is pinned: not before 18 Jan 2027."
        )

    def test_a_freeze(self):
        request = a_request(calendar=Calendar(freezes=(Freeze(date(2027, 1, 5), date(2027, 1, 8)),)))
        found = told([an_item("act-a")], request, act_a=1, gate_2=3)
        assert found[1] == (
            "act-a runs from 11 Jan to 24 Jan 2027, no earlier because a week earlier it would start in the week of "
            "4 Jan 2027, and 5 Jan 2027 to 8 Jan 2027 is frozen."
        )

    def test_evidence_at_the_current_level(self):
        found = told([an_item("act-a")], evidence_weeks=(5, 0, 0, 0), act_a=0, gate_2=5)
        text = (
            "Level 2 is declared on 7 Feb 2027, no earlier because it needs 5 weeks of evidence at level 1, counted "
            "from 4 Jan 2027."
        )
        assert found == (text,)

    def test_a_gate_with_nothing_left_to_do(self):
        assert told([an_item("act-a")], a_request(completed=("act-a",)), gate_2=0) == (
            "Level 2 is declared on 3 Jan 2027, as nothing that it needs is still to be done.",
        )

    def test_a_goal_that_would_be_worse(self):
        found = told([an_item("act-a", recurring=Recurring(shared=52))], a_request(goals="cheapest"), act_a=4, gate_2=6)
        assert found[1] == (
            "act-a runs from 1 Feb to 14 Feb 2027, though it could start a week earlier at the price of USD 1 more run "
            "cost to the target gate."
        )

    def test_nothing(self):
        assert told([an_item("act-a", weeks=1)], act_a=5, gate_2=6)[1] == (
            "act-a runs from 8 Feb to 14 Feb 2027, though nothing holds it: it could start in week 0 (4 Jan 2027), and "
            "no goal would be worse for it."
        )


def test_a_way_that_ends_in_what_could_be_earlier_is_left_for_one_that_does_not():
    # act-a, the first to hold the gate, could start sooner; act-b could not. Then both hold act-c.
    items = [an_item("act-a", weeks=1), an_item("act-b", weeks=6), an_item("act-c", after=("act-a", "act-b"))]
    assert told(items[:2], act_a=5, act_b=0, gate_2=6) == (
        "Level 2 is declared on 14 Feb 2027, once act-b is done.",
        "act-b runs from 4 Jan to 14 Feb 2027, starting on the first day of the plan.",
    )
    assert [line.split()[0] for line in told(items, act_a=5, act_b=0, act_c=6, gate_2=8)] == ["Level", "act-c", "act-b"]


def test_a_long_chain_is_told_to_its_end():
    # Longer than Python would follow calls.
    count = 1200
    items = [an_item("act-0", weeks=1)]
    items += [an_item(f"act-{number}", weeks=1, after=(f"act-{number - 1}",)) for number in range(1, count)]
    found = told(items, **{f"act_{number}": number for number in range(count)}, gate_2=count)
    assert len(found) == count + 1
    assert found[-1].startswith("act-0 runs from 4 Jan")
