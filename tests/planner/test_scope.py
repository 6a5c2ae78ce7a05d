"""Scope: what is to be done follows from the two levels, and from what is completed and what is missing."""

from msgspec.structs import replace

from catalog.model import Transition
from planner.request import Organization, Policy
from planner.scope import scope
from planner.standing import enterprise_level
from tests.builders import a_catalog, a_mode, a_request, an_item


def asked(catalog, **fields):
    """The ids in scope."""
    return [activity.id for activity in scope(a_request(**fields), catalog).activities]


def a_repeated_item(item_id, *, setup=True, **fields):
    modes = {"in_house": a_mode(4, setup_weeks=2 if setup else None)}
    return an_item(item_id, repeats_per_function=True, modes=modes, **fields)


LADDER = a_catalog(
    an_item("gov-one", to_level=2),
    an_item("act-one", to_level=2),
    an_item("act-two", to_level=3, after=("act-one",), governed_by=("gov-one",)),
    an_item("act-three", to_level=4),
)


def test_every_mandatory_item_between_the_levels_is_in_scope():
    assert asked(LADDER, current=1, target=3) == ["gov-one", "act-one", "act-two"]
    assert asked(LADDER, current=2, target=4) == ["act-two", "act-three"]


def test_there_is_a_gate_for_each_level_above_the_current_one():
    assert scope(a_request(current=1, target=4), LADDER).gates == (2, 3, 4)


def test_an_activity_belongs_to_the_gate_of_its_transition():
    found = scope(a_request(current=2, target=4), LADDER).activities
    assert [(activity.id, activity.gate, activity.debt) for activity in found] == [
        ("act-two", 3, False),
        ("act-three", 4, False),
    ]


def test_optional_items_stay_out_unless_the_catalog_includes_them_by_default():
    catalog = a_catalog(an_item("act-plain", optional=True), an_item("act-default", optional=True, default="included"))
    assert asked(catalog) == ["act-default"]


def test_items_of_the_open_transition_stay_out():
    catalog = a_catalog(an_item("act-one", to_level=2), an_item("act-beyond", to_level=5))
    open_end = Transition(id="4-5", from_level=4, to_level=None)
    catalog = replace(catalog, transitions=(*catalog.transitions, open_end))
    assert asked(catalog, current=1, target=2) == ["act-one"]


def test_activities_come_transition_by_transition_whatever_the_order_of_the_catalog():
    catalog = a_catalog(an_item("act-late", to_level=3), an_item("act-soon", to_level=2))
    assert asked(catalog, target=3) == ["act-soon", "act-late"]


def test_what_is_completed_is_out():
    assert asked(LADDER, current=1, target=3, completed=("act-one",)) == ["gov-one", "act-two"]


def test_a_repeated_item_has_a_copy_for_each_function_after_its_set_up():
    catalog = a_catalog(a_repeated_item("act-embed"))
    assert asked(catalog) == ["act-embed@setup", "act-embed@sales", "act-embed@hr"]


def test_without_set_up_figures_there_is_no_set_up():
    catalog = a_catalog(a_repeated_item("act-embed", setup=False))
    assert asked(catalog) == ["act-embed@sales", "act-embed@hr"]


def test_a_completed_copy_is_out_and_the_set_up_stays_with_a_warning():
    found = scope(a_request(completed=("act-embed@sales",)), a_catalog(a_repeated_item("act-embed")))
    assert [activity.id for activity in found.activities] == ["act-embed@setup", "act-embed@hr"]
    assert len(found.warnings) == 1
    assert "act-embed@setup is planned although the part of sales is done" in found.warnings[0]


def test_a_completed_set_up_is_out_and_nobody_is_warned():
    completed = ("act-embed@setup", "act-embed@sales")
    found = scope(a_request(completed=completed), a_catalog(a_repeated_item("act-embed")))
    assert [activity.id for activity in found.activities] == ["act-embed@hr"]
    assert found.warnings == ()


def test_the_set_up_goes_with_the_last_copy():
    assert asked(a_catalog(a_repeated_item("act-embed")), completed=("act-embed@sales", "act-embed@hr")) == []
    assert asked(a_catalog(a_repeated_item("act-embed")), completed=("act-embed",)) == []


def test_min_functions_plans_only_the_first_functions():
    catalog = a_catalog(a_repeated_item("act-embed", setup=False, min_functions=2))
    assert asked(catalog, functions=("sales", "hr", "support")) == ["act-embed@sales", "act-embed@hr"]


def test_everything_up_to_the_current_level_is_in_place_unless_it_is_missing():
    assert asked(LADDER, current=2, target=3) == ["act-two"]
    assert asked(LADDER, current=2, target=3, missing=("gov-one",)) == ["gov-one", "act-two"]


def test_missing_governance_is_debt_of_the_first_gate_even_where_nothing_needs_it():
    catalog = a_catalog(an_item("gov-old", to_level=2), an_item("act-new", to_level=4))
    found = scope(a_request(current=2, target=4, missing=("gov-old",)), catalog).activities
    assert [(activity.id, activity.gate, activity.debt) for activity in found] == [
        ("gov-old", 3, True),
        ("act-new", 4, False),
    ]


def test_a_missing_action_is_in_scope_where_something_in_scope_needs_it_even_through_others():
    catalog = a_catalog(
        an_item("act-deep", to_level=2),
        an_item("act-between", to_level=2, after=("act-deep",)),
        an_item("act-new", to_level=3, after=("act-between",)),
    )
    # act-between is in place, act-deep is not.
    assert asked(catalog, current=2, target=3, missing=("act-deep",)) == ["act-deep", "act-new"]


def test_a_missing_action_that_missing_governance_needs_is_in_scope():
    catalog = a_catalog(an_item("act-base", to_level=2), an_item("gov-old", to_level=2, after=("act-base",)))
    assert asked(catalog, current=2, target=3, missing=("act-base", "gov-old")) == ["act-base", "gov-old"]


def test_a_missing_action_that_nothing_needs_is_left_out_with_a_warning():
    found = scope(a_request(current=2, target=4, missing=("act-one",)), a_catalog(an_item("act-one"), an_item("act-z")))
    assert found.activities == ()
    assert found.warnings == ("act-one is missing, but nothing in this plan needs it: it is left out.",)


def test_what_lies_above_the_current_level_cannot_be_missing_yet():
    found = scope(a_request(current=2, target=3, missing=("act-two",)), LADDER)
    assert [activity.id for activity in found.activities] == ["act-two"]
    assert found.warnings == ("act-two lies above level 2 and is not missing yet: it is planned as usual.",)


def test_a_whole_repeated_item_may_be_missing():
    catalog = a_catalog(a_repeated_item("gov-embed"), an_item("act-new", to_level=3))
    assert asked(catalog, current=2, target=3, missing=("gov-embed",)) == [
        "gov-embed@setup",
        "gov-embed@sales",
        "gov-embed@hr",
        "act-new",
    ]


def test_one_function_s_copy_may_be_missing():
    catalog = a_catalog(a_repeated_item("gov-embed", setup=False), an_item("act-new", to_level=3))
    assert asked(catalog, current=2, target=3, missing=("gov-embed@hr",)) == ["gov-embed@hr", "act-new"]


def test_the_organization_s_level_is_that_of_the_enterprise():
    assert enterprise_level(a_request(current=2, target=3)) == 2
    assert enterprise_level(a_request(current={"enterprise": 2, "sales": 3}, target=3)) == 2


# Optional items ----------------------------------------------------------------------------------------------

REGULATED = Organization(functions=("sales", "hr"), traits=("regulated",))
BY_CHOICE = a_catalog(
    an_item("act-base", to_level=2, optional=True),
    an_item("act-extra", to_level=3, optional=True, after=("act-base",)),
    an_item("act-trait", to_level=3, optional=True, applies_if="regulated"),
    an_item("act-default", to_level=3, optional=True, default="included"),
    an_item("act-must", to_level=3, applies_if="regulated"),
)


def test_an_include_brings_an_optional_item_and_the_optional_items_it_needs():
    assert asked(BY_CHOICE, target=3) == ["act-default", "act-must"]
    assert asked(BY_CHOICE, target=3, include=("act-extra",)) == ["act-base", "act-extra", "act-default", "act-must"]


def test_a_trait_brings_what_applies_to_it_and_a_mandatory_item_needs_none():
    assert asked(BY_CHOICE, target=3, organization=REGULATED) == ["act-trait", "act-default", "act-must"]


def test_an_exclude_keeps_out_what_a_trait_or_a_default_would_bring():
    exclude = ("act-trait", "act-default")
    assert asked(BY_CHOICE, target=3, organization=REGULATED, exclude=exclude) == ["act-must"]


def test_the_reason_of_each_choice_is_kept():
    request = a_request(target=3, include=("act-extra",), organization=REGULATED)
    reasons = {name: choice.reason for name, choice in scope(request, BY_CHOICE).choices.items()}
    assert reasons == {
        "act-base": "prerequisite",
        "act-extra": "include",
        "act-trait": "trait",
        "act-default": "default",
    }


def test_an_include_of_one_function_s_part_brings_that_part_and_what_it_needs():
    catalog = a_catalog(
        an_item("act-wide", optional=True),
        an_item("act-below", optional=True, repeats_per_function=True, after=("act-wide",)),
        an_item("act-above", optional=True, repeats_per_function=True, after=("act-below",)),
    )
    assert asked(catalog, include=("act-above@hr",)) == ["act-wide", "act-below@hr", "act-above@hr"]


def test_an_include_adds_a_function_to_the_first_few():
    catalog = a_catalog(a_repeated_item("act-embed", setup=False, min_functions=1))
    assert asked(catalog) == ["act-embed@sales"]
    assert asked(catalog, include=("act-embed@hr",)) == ["act-embed@sales", "act-embed@hr"]
    assert asked(catalog, include=("act-embed",)) == ["act-embed@sales"]


def test_including_what_is_in_place_or_beyond_the_target_is_told_to_do_nothing():
    found = scope(a_request(current=2, target=3, include=("act-base",)), BY_CHOICE)
    assert found.warnings == ("act-base counts as in place at level 2: including it does nothing.",)
    found = scope(a_request(current=1, target=2, include=("act-extra",)), BY_CHOICE)
    assert [activity.id for activity in found.activities] == ["act-base"]
    assert found.warnings == ("act-extra belongs to level 3, beyond the target 2: including it does nothing.",)


# Beyond the last level ---------------------------------------------------------------------------------------

OPEN_ENDED = a_catalog(
    an_item("act-last", to_level=4), an_item("act-beyond", to_level=5), an_item("act-far", to_level=5)
)
OPEN_ENDED = replace(
    OPEN_ENDED, transitions=(*OPEN_ENDED.transitions, Transition(id="4-5", from_level=4, to_level=None))
)


def test_an_included_item_of_the_open_transition_adds_the_gate_beyond():
    found = scope(a_request(current=3, target=4, include=("act-beyond",)), OPEN_ENDED)
    assert [(activity.id, activity.gate) for activity in found.activities] == [("act-last", 4), ("act-beyond", 5)]
    assert [found.gate_id(level) for level in found.gates] == ["gate-4", "beyond"]


def test_without_such_an_include_the_target_is_the_last_gate():
    found = scope(a_request(current=3, target=4), OPEN_ENDED)
    assert ([activity.id for activity in found.activities], found.gates, found.beyond) == (["act-last"], (4,), None)


# Governance on exit ------------------------------------------------------------------------------------------

EXIT = Policy(governance="exit")
GOVERNED = a_catalog(
    an_item("gov-one", to_level=2, home_level=1),
    an_item("gov-two", to_level=2, home_level=2),
    an_item("gov-three", to_level=3),
    an_item("gov-four", to_level=4, lag=5),
    an_item("gov-four-later", to_level=4),
    an_item("act-four", to_level=4, governed_by=("gov-four",)),
)


def gates_of(**fields):
    return {activity.id: activity.gate for activity in scope(a_request(**fields), GOVERNED).activities}


def test_on_exit_governance_belongs_to_the_gate_by_which_its_level_is_left():
    # What the target calls for is left for later, but for what something in scope needs.
    assert gates_of(current=1, target=4, policy=EXIT) == {
        "gov-one": 2,
        "gov-two": 3,
        "gov-three": 4,
        "gov-four": 4,
        "act-four": 4,
    }
    assert gates_of(current=1, target=3, policy=EXIT) == {"gov-one": 2, "gov-two": 3}


def test_on_exit_the_governance_of_the_current_level_is_in_scope_unless_completed():
    assert gates_of(current=2, target=3, policy=EXIT) == {"gov-two": 3}
    assert gates_of(current=2, target=3, policy=EXIT, completed=("gov-two",)) == {}
    assert gates_of(current=2, target=3) == {"gov-three": 3}


def test_on_exit_what_the_target_needs_early_has_no_evidence_to_wait_for():
    found = {activity.id: activity for activity in scope(a_request(target=4, policy=EXIT), GOVERNED).activities}
    assert (found["gov-four"].early, found["gov-four"].evidence_lag) == (True, 0)


def test_on_exit_the_rest_of_the_target_s_governance_is_due_next():
    assert scope(a_request(target=4, policy=EXIT), GOVERNED).due_next == ("gov-four-later",)
    assert scope(a_request(target=4), GOVERNED).due_next == ()


# Functions below and above the enterprise --------------------------------------------------------------------

STEPS = a_catalog(
    a_repeated_item("act-low", to_level=2),
    a_repeated_item("act-mid", to_level=3),
    a_repeated_item("act-high", to_level=4),
    an_item("gov-mid", to_level=3),
    an_item("gov-high", to_level=4),
)


def test_a_function_below_brings_its_own_copies_of_the_lower_transitions_without_their_set_up():
    found = scope(a_request(current={"enterprise": 2, "hr": 1}, target=3), STEPS).activities
    assert [(activity.id, activity.gate, activity.debt) for activity in found] == [
        ("act-low@hr", 3, True),
        ("act-mid@setup", 3, False),
        ("act-mid@sales", 3, False),
        ("act-mid@hr", 3, False),
        ("gov-mid", 3, False),
    ]


def test_the_set_up_of_a_lower_item_is_planned_where_it_is_missing():
    current = {"enterprise": 2, "hr": 1}
    assert asked(STEPS, current=current, target=3, missing=("act-low@setup",))[:2] == ["act-low@setup", "act-low@hr"]


def test_a_missing_copy_finds_its_set_up_in_place():
    catalog = a_catalog(a_repeated_item("gov-embed"))
    assert asked(catalog, current=2, target=3, missing=("gov-embed@hr",)) == ["gov-embed@hr"]
    both = ("gov-embed@hr", "gov-embed@setup")
    assert asked(catalog, current=2, target=3, missing=both) == ["gov-embed@setup", "gov-embed@hr"]
    assert asked(catalog, current=2, target=3, missing=("gov-embed@setup",)) == []


def test_a_function_above_skips_copies_up_to_its_level_and_is_warned_of_its_governance_first():
    request = a_request(current={"enterprise": 2, "sales": 3}, target=4)
    found = scope(request, STEPS)
    assert [activity.id for activity in found.activities] == [
        "act-mid@setup",
        "act-mid@hr",
        "gov-mid",
        "act-high@setup",
        "act-high@sales",
        "act-high@hr",
        "gov-high",
    ]
    assert "the governance that level 3 rests on is still to be built, which is gov-mid." in found.warnings[0]
    assert "act-mid@setup is planned although the part of sales is done" in found.warnings[1]


def test_a_function_that_is_not_named_is_at_the_enterprise_s_level():
    assert asked(STEPS, current={"enterprise": 2}, target=3) == asked(STEPS, current=2, target=3)


def test_min_functions_are_the_first_below_the_level():
    catalog = a_catalog(a_repeated_item("act-few", setup=False, to_level=3, min_functions=1))
    assert asked(catalog, current={"enterprise": 2, "sales": 3}, target=3) == ["act-few@hr"]


def test_what_a_function_ahead_is_missing_is_debt_of_the_first_gate():
    catalog = a_catalog(an_item("gov-own", to_level=4, repeats_per_function=True), an_item("act-a", to_level=3))
    request = a_request(current={"enterprise": 2, "sales": 4}, target=4, missing=("gov-own@sales",))
    found = scope(request, catalog).activities
    assert [(activity.id, activity.gate, activity.debt) for activity in found] == [
        ("act-a", 3, False),
        ("gov-own@sales", 3, True),
        ("gov-own@hr", 4, False),
    ]
