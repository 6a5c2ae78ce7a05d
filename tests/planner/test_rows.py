"""Rows of the table of what a request means, from scope to optional items, each in an instance solved by hand.

Items take their catalog's figures unscaled. Unless a test says otherwise, goals are finish, cost, risk; and what
nothing holds starts as early as it may.
"""

from datetime import date

import pytest
from msgspec.structs import replace

from catalog.fault import Refused
from catalog.model import Recurring, ScaleClass, Trait, TraitFactor, Transition
from catalog.validation import faults
from planner.request import Organization, Policy
from tests.builders import a_catalog, a_mode, an_item
from tests.planner.rows import criteria, gates, is_said, planned, starts


class TestScope:
    CATALOG = a_catalog(
        an_item("gov-old", weeks=4),
        an_item("act-older", weeks=1),
        an_item("act-old", weeks=1, after=("act-older",)),
        an_item("act-idle", weeks=1),
        an_item("act-new", to_level=3, weeks=1, after=("act-old",)),
        an_item("gov-new", to_level=3),
        an_item("act-top", to_level=4, weeks=1),
    )

    def test_what_lies_above_is_in_scope_less_what_is_completed(self):
        plan = planned(self.CATALOG, current=2, target=4, completed=("gov-new",))
        assert set(starts(plan)) == {"act-new", "act-top"}

    def test_debt_is_missing_governance_and_missing_prerequisites_and_belongs_to_the_first_gate(self):
        # Nothing needs gov-old: governance is debt all the same, and its four weeks hold gate 3. act-older is needed
        # through act-old, which is in place; nothing needs act-idle.
        plan = planned(self.CATALOG, current=2, target=4, missing=("gov-old", "act-older", "act-idle"))
        assert set(starts(plan)) == {"gov-old", "act-older", "act-new", "gov-new", "act-top"}
        assert criteria(plan)["gate-3"] == {"gov-old", "act-older", "act-new", "gov-new"}
        assert gates(plan) == [4, 4]
        assert is_said(plan.warnings, "act-idle")


class TestFunctions:
    def test_one_below_brings_its_own_copies_and_one_above_skips_them_and_leaves_governance_as_debt(self):
        catalog = a_catalog(
            an_item("act-low", modes={"in_house": a_mode(5, setup_weeks=2)}, repeats_per_function=True),
            an_item("act-alone"),
            an_item("gov-mid", to_level=3),
            an_item("act-mid", to_level=3, repeats_per_function=True),
        )
        levels = {"enterprise": 2, "sales": 3, "hr": 1}
        plan = planned(catalog, functions=("sales", "hr", "legal"), current=levels, target=3)
        # hr is at level 1: its copy of act-low; the set-up counts as in place, and act-alone, which has no copies, too.
        # sales has act-mid; legal, which is not named, stands where the enterprise stands.
        assert set(starts(plan)) == {"act-low@hr", "gov-mid", "act-mid@hr", "act-mid@legal"}
        assert "act-low@hr" in criteria(plan)["gate-3"]
        assert gates(plan) == [5]
        assert "gov-mid" in plan.warnings[0]

    def test_gates_are_the_enterprise_s_alone(self):
        catalog = a_catalog(an_item("act-low", repeats_per_function=True), an_item("act-mid", to_level=3))
        plan = planned(catalog, current={"enterprise": 2, "hr": 1}, target=3)
        assert [gate.id for gate in plan.gates] == ["gate-3"]


class TestCopies:
    def test_a_set_up_comes_first_and_copies_follow_their_own_function(self):
        catalog = a_catalog(
            an_item("act-a", modes={"in_house": a_mode(3, setup_weeks=2)}, repeats_per_function=True),
            an_item("act-b", weeks=1, after=("act-a",), repeats_per_function=True),
            an_item("act-c", weeks=1, after=("act-b",)),
        )
        # hr has no copy of act-a left to do, so its act-b follows all the copies that there are: that of sales.
        plan = planned(catalog, completed=("act-a@hr",))
        assert starts(plan) == {"act-a@setup": 0, "act-a@sales": 2, "act-b@sales": 5, "act-b@hr": 5, "act-c": 6}
        after = {one.id: set(one.after) for one in plan.activities}
        assert after["act-b@hr"] == {"act-a@sales"}
        assert after["act-c"] == {"act-b@sales", "act-b@hr"}

    def test_copies_are_alike_and_get_cheaper_with_their_number(self):
        # Each doubling costs half: F(2)/2 = (1 + 1/2)/2 = 0.75 of cash 10 and of effort 2, not of weeks, run or set-up.
        flat = ScaleClass(id="flat", title="Flat", effort_exponent=0, cash_exponent=0, duration_exponent=0)
        item = an_item(
            "act-a",
            modes={"in_house": a_mode(3, 10, {"lead": 2}, setup_weeks=2, setup_cash=10)},
            repeats_per_function=True,
            recurring=Recurring(shared=52, per_function=104),
        )
        catalog = a_catalog(item)
        catalog = replace(catalog, scaling=replace(catalog.scaling, learning=0.5, classes=(flat,)))
        figures = {one.id: (one.weeks, one.cash, one.labour, one.run_per_year) for one in planned(catalog).activities}
        copy = (3, 8, 3000, 104)
        assert figures == {"act-a@setup": (2, 10, 0, 52), "act-a@sales": copy, "act-a@hr": copy}

    def test_the_fewest_functions_are_the_first_below_the_level_and_include_adds_others(self):
        catalog = a_catalog(an_item("act-few", min_functions=1, repeats_per_function=True))
        functions = ("sales", "hr", "legal")
        assert set(starts(planned(catalog, functions=functions))) == {"act-few@sales"}
        ahead = {"enterprise": 1, "sales": 2}
        assert set(starts(planned(catalog, functions=functions, current=ahead))) == {"act-few@hr"}
        added = planned(catalog, functions=functions, include=("act-few@legal",))
        assert set(starts(added)) == {"act-few@sales", "act-few@legal"}


class TestOrder:
    def test_a_successor_starts_when_its_prerequisites_have_finished_and_their_lag_has_run(self):
        catalog = a_catalog(
            an_item("gov-a", weeks=2),
            an_item("act-b", weeks=3, governed_by=("gov-a",)),
            an_item("act-c", weeks=1, after=(("act-b", 4),)),
        )
        plan = planned(catalog)
        assert starts(plan) == {"gov-a": 0, "act-b": 2, "act-c": 9}
        assert gates(plan) == [10]

    def test_a_soft_prerequisite_constrains_nothing_and_broken_it_is_a_warning(self):
        catalog = a_catalog(an_item("act-a", weeks=3), an_item("act-b", weeks=1, soft_prerequisites=("act-a",)))
        plan = planned(catalog)
        assert starts(plan) == {"act-a": 0, "act-b": 0}
        assert is_said(plan.warnings, "act-b", "act-a")
        kept = a_catalog(an_item("act-a"), an_item("act-b", after=("act-a",), soft_prerequisites=("act-a",)))
        assert not is_said(planned(kept).warnings, "act-b")


class TestLookAhead:
    CATALOG = a_catalog(
        an_item("act-two", weeks=3),
        an_item("act-three", to_level=3, weeks=4),
        an_item("act-four", to_level=4, weeks=1),
        an_item("act-long", to_level=4, weeks=1, long_lead=True),
        an_item("act-when", to_level=4, weeks=1, may_start_at_level=3),
    )

    @pytest.mark.parametrize(
        ("look_ahead", "four", "long", "when"),
        [
            ("catalog", 3, 0, 4),  # two levels below gate 4 is gate 2, in week 3; three is level 1, where we are
            (1, 4, 4, 4),  # gate 3 is in week 4
            (2, 3, 3, 3),
            ("free", 0, 0, 0),
        ],
    )
    def test_an_item_starts_once_its_level_is_declared(self, look_ahead, four, long, when):
        plan = planned(self.CATALOG, target=4, policy=Policy(look_ahead=look_ahead))
        assert gates(plan)[:2] == [3, 4] if look_ahead != 1 else gates(plan)[:2] == [3, 7]
        shift = 3 if look_ahead == 1 else 0
        assert [starts(plan)[name] - shift for name in ("act-four", "act-long", "act-when")] == [four, long, when]


class TestGates:
    CATALOG = a_catalog(
        an_item("act-a", weeks=2, lag=3),
        an_item("act-b", to_level=3, weeks=1, after=("act-a",)),
        evidence_weeks=(6, 4, 0, 0),
    )

    def test_evidence_delays_the_gate_never_a_successor_and_levels_are_held_for_their_weeks(self):
        # act-a is proved by week 5, but six weeks are held at level 1, from the start; then four at level 2.
        plan = planned(self.CATALOG, target=3)
        assert starts(plan) == {"act-a": 0, "act-b": 2}
        assert gates(plan) == [6, 10]
        assert [gate.held_by for gate in plan.gates] == [("gate-1",), ("gate-2",)]

    def test_evidence_at_the_current_level_is_counted_from_the_day_it_was_reached(self):
        # Two weeks before the start: the six end with week 4, and act-a's evidence in week 5 holds gate 2.
        plan = planned(self.CATALOG, target=3, current_since=date(2026, 12, 21))
        assert gates(plan) == [5, 9]
        assert plan.gates[0].held_by == ("act-a",)

    @pytest.mark.parametrize(
        ("weeks", "expected"), [(0, [5, 5]), (10, [10, 20]), ({"2": 1}, [6, 7]), ({"1": 0}, [5, 9])]
    )
    def test_the_request_may_set_the_evidence_weeks(self, weeks, expected):
        assert gates(planned(self.CATALOG, target=3, policy=Policy(evidence_weeks=weeks))) == expected


class TestGovernance:
    CATALOG = a_catalog(
        an_item("gov-one", weeks=1, home_level=1),
        an_item("gov-two", weeks=3, home_level=2),
        an_item("gov-three", to_level=3, weeks=5, home_level=3),
        an_item("gov-needed", to_level=3, weeks=1, lag=9, home_level=3),
        an_item("act-three", to_level=3, weeks=1, governed_by=("gov-needed",)),
    )

    def test_on_arrival_a_level_s_governance_belongs_to_its_gate(self):
        plan = planned(self.CATALOG, current=2, target=3)
        assert set(starts(plan)) == {"gov-three", "gov-needed", "act-three"}
        assert gates(plan) == [10]

    def test_on_exit_it_belongs_to_the_next_gate_and_the_rest_is_due_next(self):
        # gov-two is due on leaving level 2. Of the target's own, only what act-three needs is done, and its evidence
        # is not waited for: weeks 0 to 2 for gov-two are the longest. gov-one belongs to gate 2 and is in place.
        plan = planned(self.CATALOG, current=2, target=3, policy=Policy(governance="exit"))
        assert starts(plan) == {"gov-two": 0, "gov-needed": 0, "act-three": 1}
        assert gates(plan) == [3]
        assert is_said(plan.assumptions, "gov-three")
        done = planned(self.CATALOG, current=2, target=3, completed=("gov-two",), policy=Policy(governance="exit"))
        assert gates(done) == [2]

    def test_level_one_governance_belongs_to_gate_2_under_both(self):
        for policy in ("arrival", "exit"):
            plan = planned(self.CATALOG, current=1, target=2, policy=Policy(governance=policy))
            assert "gov-one" in criteria(plan)["gate-2"]
            assert ("gov-two" in starts(plan)) == (policy == "arrival")


class TestOptional:
    CATALOG = a_catalog(
        an_item("act-must", weeks=1),
        an_item("act-base", weeks=2, optional=True),
        an_item("act-extra", weeks=3, optional=True, after=("act-base",)),
        an_item("act-usual", weeks=1, optional=True, default="included"),
        an_item("act-rule", weeks=1, optional=True, applies_if="regulated"),
        traits=(Trait(id="regulated", title="Regulated", factors=(TraitFactor(kind="action", duration=2),)),),
    )

    def test_it_is_out_unless_something_brings_it_in_with_what_it_needs(self):
        assert set(starts(planned(self.CATALOG))) == {"act-must", "act-usual"}
        plan = planned(self.CATALOG, include=("act-extra",), exclude=("act-usual",))
        assert starts(plan) == {"act-must": 0, "act-base": 0, "act-extra": 2}
        assert gates(plan) == [5]
        assert criteria(plan)["gate-2"] == set(starts(plan))

    def test_a_trait_brings_in_what_applies_and_its_factors_multiply(self):
        regulated = Organization(functions=("sales", "hr"), traits=("regulated",))
        plan = planned(self.CATALOG, organization=regulated)
        assert {one.id: one.weeks for one in plan.activities} == {"act-must": 2, "act-usual": 2, "act-rule": 2}
        without = planned(self.CATALOG, organization=regulated, exclude=("act-rule",))
        assert "act-rule" not in starts(without)

    def test_a_mandatory_item_cannot_be_excluded(self):
        with pytest.raises(Refused) as refused:
            planned(self.CATALOG, exclude=("act-must",))
        assert [fault.pointer for fault in refused.value.faults] == ["/exclude/0"]

    def test_what_lies_beyond_the_last_level_comes_by_include_and_adds_a_last_gate(self):
        beyond = Transition(id="4-5", from_level=4, to_level=None)
        catalog = a_catalog(
            an_item("act-last", to_level=4, weeks=2),
            an_item("act-beyond", to_level=5, weeks=1),
            evidence_weeks=(0, 0, 0, 6),
        )
        catalog = replace(catalog, transitions=(*catalog.transitions, beyond))
        plan = planned(catalog, current=3, target=4, include=("act-beyond",))
        # It may start at once: two levels below `beyond` is level 3. Six weeks are held at level 4, from week 2.
        assert [(gate.id, gate.level, gate.week) for gate in plan.gates] == [("gate-4", 4, 2), ("beyond", None, 8)]
        assert starts(plan)["act-beyond"] == 0
        assert plan.finish == plan.gates[1].date == date(2027, 2, 28)
        assert [gate.id for gate in planned(catalog, current=3, target=4).gates] == ["gate-4"]


class TestPeopleDecide:
    @pytest.mark.parametrize("autonomy", ["acts", "runs"])
    def test_what_acts_or_runs_needs_governance_by_which_people_can_stop_it(self, autonomy):
        agent = an_item("act-agent", governed_by=("gov-log",), autonomy=autonomy)
        refused = faults(a_catalog(agent, an_item("gov-log", after=("gov-stop",)), an_item("gov-stop")))
        assert [fault.code for fault in refused] == ["no_human_override"]
        # Anywhere among what it needs, directly or through others, will do; and then it comes first: 2 + 2 weeks.
        stop = an_item("gov-stop", human_override=True)
        accepted = a_catalog(agent, an_item("gov-log", after=("gov-stop",)), stop)
        assert not faults(accepted)
        assert starts(planned(accepted)) == {"act-agent": 4, "gov-log": 2, "gov-stop": 0}

    def test_what_assists_people_needs_none(self):
        assert not faults(a_catalog(an_item("act-a", autonomy="assists"), an_item("act-b")))
