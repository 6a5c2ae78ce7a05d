"""Scope: what is to be done follows from the two levels, and from what is completed and what is missing."""

from msgspec.structs import replace

from catalog.model import Transition
from planner.scope import enterprise_level, scope
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
    assert "act-embed@sales is completed" in found.warnings[0]


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
