"""Rows of the table of what a request means, from headcount to estimates, each in an instance solved by hand.

Items take their catalog's figures unscaled. Unless a test says otherwise, goals are finish, cost, risk; and what
nothing holds starts as early as it may.
"""

from datetime import date

import pytest
from msgspec.structs import replace

from catalog.fault import Refused
from catalog.model import Recurring, Trait, TraitFactor
from planner.request import Budget, Calendar, Estimate, Freeze, Goal, Headcount, Organization, Pin, Policy
from tests.builders import a_catalog, a_mode, a_risk, an_item
from tests.planner.rows import gates, goal_values, is_said, planned, starts

# From Monday 15 March 2027, weeks 0 to 2 begin in the first quarter, 3 to 15 in the second, 16 to 28 in the third.
LATE_IN_MARCH = date(2027, 3, 15)


class TestHeadcount:
    def test_three_thirds_of_a_person_are_one_person(self):
        # One person-week over three weeks is 0.33: three side by side are 0.99.
        catalog = a_catalog(*(an_item(f"act-{name}", weeks=3, effort={"lead": 1}) for name in "abc"))
        assert gates(planned(catalog, headcount=1)) == [3]
        assert gates(planned(catalog, headcount=0.98)) == [6]

    def test_a_mode_that_needs_more_than_there_ever_is_cannot_be_chosen(self):
        modes = {"in_house": a_mode(2, 1, {"lead": 4}), "partner": a_mode(5, 9, {"lead": 5})}
        catalog = a_catalog(an_item("act-a", modes=modes))
        assert [planned(catalog, headcount=people).activities[0].mode for people in (2, 1)] == ["in_house", "partner"]
        assert planned(catalog, headcount=0.99).status == "infeasible"

    def test_roles_are_capped_by_quarter_and_one_not_named_by_the_total_alone(self):
        catalog = a_catalog(an_item("act-a", weeks=2, effort={"lead": 2}), an_item("act-b", effort={"engineer": 4}))
        # The lead comes in the second quarter, from week 3 on; the engineers' two are within the total of three.
        caps = Headcount(total=3, roles={"lead": (0, 1)})
        plan = planned(catalog, start=LATE_IN_MARCH, headcount=caps)
        assert starts(plan) == {"act-a": 3, "act-b": 0}
        assert is_said(plan.assumptions, "engineer")

    def test_work_is_not_interrupted(self):
        # A lead in the first quarter's three weeks and from the third on: four weeks fit only from week 16.
        catalog = a_catalog(an_item("act-a", weeks=4, effort={"lead": 4}))
        plan = planned(catalog, start=LATE_IN_MARCH, headcount=Headcount(roles={"lead": (1, 0, 1)}))
        assert starts(plan) == {"act-a": 16}


def in_turn(**fields):
    return a_catalog(an_item("act-a", weeks=1, cash=10, **fields), an_item("act-b", weeks=1, cash=10, after=("act-a",)))


class TestBudget:
    @pytest.mark.parametrize(
        ("money", "carry_over", "fiscal_year_start", "finish"),
        [
            ((20, 0), True, 1, 2),
            ((15, 5), True, 1, 4),  # act-b waits for the second quarter's 5, with the 5 left of the first
            ((10, 5), True, 1, 17),  # 5 and 5 of the second and third
            ((15, 5), "year", 1, 4),
            ((15, 5), "year", 4, 17),  # a year begins in April: the first quarter's 5 are lost
            ((15, 5), False, 1, None),  # no later quarter has 10
            ((15, 5, 10), False, 1, 17),
        ],
    )
    def test_what_a_quarter_leaves_is_carried_for_ever_or_within_the_year_or_not(
        self, money, carry_over, fiscal_year_start, finish
    ):
        plan = planned(
            in_turn(),
            start=LATE_IN_MARCH,
            budget=Budget(per_quarter=money, carry_over=carry_over),
            calendar=Calendar(fiscal_year_start=fiscal_year_start),
        )
        assert plan.status == ("infeasible" if finish is None else "optimal")
        assert gates(plan) == [finish]

    @pytest.mark.parametrize(
        ("accrual", "money", "finish"),
        [
            ("prorated", (6, 4), 4),  # 2, 2, 2 and, in the second quarter, the remaining 4
            ("prorated", (5, 5), 5),  # one week later only two of them lie in the first
            ("start", (9, 1), 7),
            ("start", (10, 0), 4),
            ("end", (0, 10), 4),
            ("end", (0, 9, 1), 17),  # only the third quarter has all ten: the last week is week 16
        ],
    )
    def test_cash_falls_week_by_week_or_at_the_start_or_at_the_end(self, accrual, money, finish):
        catalog = a_catalog(an_item("act-a", weeks=4, cash=10, accrual=accrual))
        assert gates(planned(catalog, start=LATE_IN_MARCH, budget=Budget(per_quarter=money))) == [finish]

    @pytest.mark.parametrize(
        ("covers", "most"), [(("cash",), 10), (("cash", "labour"), 2510), (("cash", "run"), 16), (("labour",), 2500)]
    )
    def test_covers_says_what_the_total_counts(self, covers, most):
        # Labour: 1.25 weeks of a lead at 2000. Run: 2 a week (103 a year, rounded up) in weeks 2 to 4, until the gate.
        catalog = a_catalog(
            an_item("act-a", weeks=2, cash=10, effort={"lead": 1.25}, recurring=Recurring(shared=103)),
            an_item("act-b", weeks=5),
        )
        goals = ("finish", "cost_to_gate")
        just = planned(catalog, budget=Budget(total=most, covers=covers), goals=goals)
        assert just.status == "optimal"
        assert just.totals.covered <= most
        # Run alone can be less: act-a may finish with the gate. So it is not the money but the goal that bounds it.
        fewer = planned(catalog, budget=Budget(total=most - 1, covers=covers), goals=goals)
        assert fewer.status == ("optimal" if "run" in covers else "infeasible")

    def test_run_cost_counts_from_the_finish_to_the_target_gate(self):
        catalog = a_catalog(
            an_item("act-a", weeks=2, recurring=Recurring(shared=103)), an_item("act-b", weeks=5, after=("act-a",))
        )
        plan = planned(catalog, budget=Budget(total=10, covers=("cash", "run")))
        assert (plan.totals.run, plan.totals.covered) == (10, 10)
        assert planned(catalog, budget=Budget(total=9, covers=("cash", "run"))).status == "infeasible"

    def test_contingency_is_held_back_from_every_limit(self):
        # A tenth of 22 leaves 19.8, which is 19; of 23 it leaves 20.
        assert planned(in_turn(), budget=Budget(total=22, contingency=0.1)).status == "infeasible"
        assert planned(in_turn(), budget=Budget(total=23, contingency=0.1)).status == "optimal"
        plan = planned(in_turn(), start=LATE_IN_MARCH, budget=Budget(per_quarter=(11, 12), contingency=0.1))
        assert [phase.budget.available for phase in plan.phases] == [9, 10, 10]
        assert gates(plan) == [17]

    def test_another_currency_needs_its_rate_which_multiplies_the_catalog_s_money(self):
        # 7 x 1.5 = 10.5, half up 11. A week of a lead is 2000 x 1.5; the request's own rates are in its currency.
        catalog = a_catalog(an_item("act-a", weeks=1, cash=7, effort={"lead": 1, "engineer": 1}))
        budget = Budget(currency="EUR", exchange_rate=1.5)
        one = planned(catalog, budget=budget, rates={"engineer": 100}).activities[0]
        assert (one.cash, one.labour) == (11, 3100)
        with pytest.raises(Refused):
            planned(catalog, budget=Budget(currency="EUR"))


class TestDeadlineAndPins:
    CATALOG = a_catalog(
        an_item("act-a", modes={"in_house": a_mode(2, 1), "partner": a_mode(1, 5)}, repeats_per_function=True),
        an_item("act-b", weeks=1, after=("act-a",)),
    )

    def test_the_target_s_date_is_not_later_than_the_deadline(self):
        # Two gate weeks from Monday 4 January 2027 end on Sunday 17 January.
        assert gates(planned(self.CATALOG, deadline=date(2027, 1, 17))) == [2]
        assert planned(self.CATALOG, deadline=date(2027, 1, 16)).status == "infeasible"

    def test_a_pin_on_an_item_means_every_copy_and_one_on_an_activity_means_it(self):
        tuesday = date(2027, 1, 5)
        plan = planned(self.CATALOG, pins=(Pin(on="act-a", mode="in_house"), Pin(on="act-a@hr", not_before=tuesday)))
        assert starts(plan) == {"act-a@sales": 0, "act-a@hr": 1, "act-b": 3}
        assert {one.mode for one in plan.activities if one.item == "act-a"} == {"in_house"}

    def test_not_after_bounds_the_finish_and_a_gate_is_pinned_by_its_date(self):
        first_sunday = date(2027, 1, 10)
        hurried = planned(self.CATALOG, pins=(Pin(on="act-a", not_after=first_sunday),), goals=("cost", "finish"))
        assert {one.mode for one in hurried.activities if one.item == "act-a"} == {"partner"}
        held = planned(self.CATALOG, pins=(Pin(on="gate-2", not_before=date(2027, 1, 25)),))
        assert gates(held) == [4]
        assert planned(self.CATALOG, pins=(Pin(on="gate-2", not_after=date(2027, 1, 16)),)).status == "infeasible"


class TestFreezes:
    def test_no_action_starts_or_ends_in_a_frozen_week_but_may_run_on(self):
        # Thursday 14 January freezes week 1. act-two would end in it; act-three runs on through it; governance may
        # do as it likes.
        catalog = a_catalog(
            an_item("act-two", weeks=2),
            an_item("act-three", weeks=3),
            an_item("gov-two", weeks=2),
            an_item("act-b", weeks=6),
        )
        thursday = date(2027, 1, 14)
        plan = planned(catalog, calendar=Calendar(freezes=(Freeze(from_=thursday, to=thursday),)))
        assert starts(plan) == {"act-two": 2, "act-three": 0, "gov-two": 0, "act-b": 0}

    def test_a_set_up_of_an_action_is_one_too(self):
        item = an_item("act-a", modes={"in_house": a_mode(1, setup_weeks=1)}, repeats_per_function=True)
        frozen = Calendar(freezes=(Freeze(from_=date(2027, 1, 1), to=date(2027, 1, 4)),))
        plan = planned(a_catalog(item), calendar=frozen)
        assert starts(plan) == {"act-a@setup": 1, "act-a@sales": 2, "act-a@hr": 2}


class TestChangesPerFunction:
    def test_so_many_actions_run_in_one_function_and_set_ups_governance_and_the_whole_do_not_count(self):
        catalog = a_catalog(
            an_item("act-a", modes={"in_house": a_mode(2, setup_weeks=1)}, repeats_per_function=True),
            an_item("act-b", weeks=2, repeats_per_function=True),
            an_item("gov-c", weeks=5, repeats_per_function=True),
            an_item("act-d", weeks=5),
        )
        # act-b in weeks 0 and 1, then act-a: one change at a time in each function, both functions side by side.
        plan = planned(catalog, policy=Policy(changes_per_function=1), goals=("levels", "finish"))
        assert gates(plan) == [5]
        shorter = replace(catalog, items=catalog.items[:2])
        assert gates(planned(shorter, policy=Policy(changes_per_function=1))) == [4]
        assert gates(planned(shorter, policy=Policy(changes_per_function=2))) == [3]


class TestGoals:
    # One of the two may be done by a partner: a week shorter for 100 more, then another for 20 more.
    CATALOG = a_catalog(
        an_item("act-a", modes={"in_house": a_mode(10, 10), "partner": a_mode(9, 110)}),
        an_item("act-b", modes={"in_house": a_mode(10, 10), "partner": a_mode(8, 30)}, after=("act-a",)),
    )

    @pytest.mark.parametrize(
        ("goals", "values", "week"),
        [
            (("finish", "cost"), [17, 140], 17),
            (("cost", "finish"), [20, 20], 20),
            # A week may be given up: act-a stays in house.
            ((Goal("finish", "1w"), "cost"), [17, 40], 18),
            ((Goal("finish", "3w"), "cost"), [17, 20], 20),
            # 5 % of 17 is not a week; 6 % is.
            ((Goal("finish", "5%"), "cost"), [17, 140], 17),
            ((Goal("finish", "6%"), "cost"), [17, 40], 18),
            ((Goal("cost", "100%"), "finish"), [20, 18], 18),
        ],
    )
    def test_each_is_held_or_given_up_by_so_much_while_the_next_is_improved(self, goals, values, week):
        plan = planned(self.CATALOG, goals=goals)
        assert goal_values(plan) == values
        assert gates(plan) == [week]

    def test_presets_are_lists_of_goals(self):
        catalog = a_catalog(*self.CATALOG.items, risks=(a_risk("leak", severity=3),))
        # The leak is open all the time: it costs three a week. Fastest 17; cheapest 20; balanced may take 18 (10 %
        # of 17 is 1) for 40, and then 5 % more.
        expected = {
            "fastest": [17, 140, 51],
            "cheapest": [20, 20, 60],
            "safest": [51, 17, 140],
            "balanced": [17, 40, 54],
        }
        for preset, values in expected.items():
            plan = planned(catalog, goals=preset)
            assert goal_values(plan) == values
            assert plan.request.goals == preset

    def test_the_default_is_the_fastest(self):
        assert [goal.goal for goal in planned(self.CATALOG).goals] == ["finish", "cost", "risk"]

    def test_cost_counts_labour_where_it_is_covered_and_cost_to_gate_the_run_until_the_gate(self):
        catalog = a_catalog(
            an_item("act-a", weeks=2, cash=10, effort={"lead": 1}, recurring=Recurring(shared=52)),
            an_item("act-b", weeks=6),
        )
        assert goal_values(planned(catalog, goals=("finish", "cost"))) == [6, 10]
        labour = Budget(covers=("labour",))
        assert goal_values(planned(catalog, budget=labour, goals=("finish", "cost"))) == [6, 2010]
        # act-a finishes with the gate, so that nothing runs; where it must finish by week 3, three weeks do.
        assert goal_values(planned(catalog, goals=("finish", "cost_to_gate"))) == [6, 10]
        early = (Pin(on="act-a", not_after=date(2027, 1, 24)),)
        assert goal_values(planned(catalog, goals=("finish", "cost_to_gate"), pins=early)) == [6, 13]

    def test_peak_is_the_highest_week_of_all_people_and_levels_the_sum_of_the_gates(self):
        catalog = a_catalog(
            an_item("act-a", weeks=2, effort={"lead": 2}),
            an_item("act-b", weeks=2, effort={"engineer": 1}),
            an_item("act-c", weeks=4, to_level=3),
        )
        # Side by side they are 1.5 people, one after the other one; gate 2 in week 2 or 4, gate 3 in week 4.
        assert goal_values(planned(catalog, target=3, goals=("finish", "peak", "levels"))) == [4, 100, 8]
        assert goal_values(planned(catalog, target=3, goals=("levels", "peak"))) == [6, 150]


class TestRiskOpen:
    def test_a_risk_is_open_from_its_level_until_all_that_mitigates_it_is_finished(self):
        catalog = a_catalog(
            an_item("gov-old", risks=("tamed",)),
            an_item("act-a", weeks=2, risks=("early",), to_level=3),
            an_item("act-b", weeks=3, risks=("early", "late"), to_level=4),
            an_item("act-c", weeks=9, to_level=4),
            risks=(
                a_risk("early", level=1, severity=1),  # from week 0 to the end of act-b, week 3: 3
                a_risk("late", level=3, severity=2),  # from gate 3, week 2, to week 3: 1 x 2
                a_risk("never", level=4, severity=5),  # from gate 4, the end: 0
                a_risk("untamed", level=2, severity=2),  # nothing ever: 9 x 2
                a_risk("tamed", level=2, severity=5),  # gov-old is in place: 0
            ),
        )
        # Gate 3 is pinned to week 2: the risk would rather have it later.
        asked = {"goals": ("finish", "risk"), "pins": (Pin(on="gate-3", not_after=date(2027, 1, 17)),)}
        plan = planned(catalog, current=2, target=4, **asked)
        assert goal_values(plan) == [9, 3 + 2 + 18]
        # Said to be missing, gov-old's two weeks are planned, and its risk is open for them.
        owing = planned(catalog, current=2, target=4, missing=("gov-old",), **asked)
        assert goal_values(owing) == [9, 23 + 10]


class TestEstimates:
    CATALOG = a_catalog(
        an_item(
            "act-a",
            modes={
                "in_house": a_mode(4, 10, {"lead": 1}, setup_weeks=2, setup_cash=3),
                "partner": a_mode(3, 20, {"lead": 1}),
            },
            repeats_per_function=True,
        ),
        traits=(Trait(id="slow", title="Slow", factors=(TraitFactor(duration=1.5, cash=2),)),),
    )
    SLOW = Organization(functions=("sales", "hr"), traits=("slow",))

    def test_all_factors_multiply_and_an_estimate_is_used_as_given(self):
        plan = planned(self.CATALOG, organization=self.SLOW, goals=("cost", "finish"))
        figures = {one.id: (one.weeks, one.cash, one.labour) for one in plan.activities}
        assert figures["act-a@hr"] == (6, 20, 2000)
        assert figures["act-a@setup"] == (3, 6, 0)
        # Figures given are for one copy as it is; cash, which is not given, stays the catalog's, doubled.
        mine = Estimate(item="act-a", duration_weeks=(1, 5, 9), effort_person_weeks={"engineer": 0.5})
        plan = planned(self.CATALOG, organization=self.SLOW, goals=("cost", "finish"), estimates=(mine,))
        figures = {one.id: (one.weeks, one.cash, one.labour) for one in plan.activities}
        assert figures["act-a@hr"] == (5, 20, 500)
        assert figures["act-a@setup"] == (3, 6, 0)

    def test_one_for_a_mode_means_that_mode(self):
        mine = (
            Estimate(item="act-a", mode="partner", duration_weeks=(1, 1, 2)),
            Estimate(item="act-a", duration_weeks=(7, 7, 7)),
        )
        plan = planned(self.CATALOG, estimates=mine)
        assert {one.mode: one.weeks for one in plan.activities if one.function} == {"partner": 1}
        in_house = planned(self.CATALOG, estimates=mine, pins=(Pin(on="act-a", mode="in_house"),))
        assert {one.mode: one.weeks for one in in_house.activities if one.function} == {"in_house": 7}
