"""The chart of native shapes: where the bars are, what they look like, how rows are cut into slides."""

import pytest
from msgspec import structs
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR

from clients.documents.outline import outline
from clients.documents.pptx.gantt import MOST_ROWS, pages
from tests.clients import sample
from tests.clients.documents import rooms
from tests.clients.documents.pptx import show
from tests.clients.jira import plans


def a_chart(*activities, gates=((2, 13),), **request):
    plan = plans.a_plan(activities, [plans.a_gate(level, week, [activities[0].id]) for level, week in gates], **request)
    (slide,) = show.titled(show.opened(plan, plans.a_catalog()), "The plan")
    return slide


def test_a_bar_is_where_its_weeks_are():
    slide = a_chart(plans.an_activity("act-a", start=0, weeks=4), plans.an_activity("act-b", start=6, weeks=2))
    first, second = show.named(slide, "act-a"), show.named(slide, "act-b")
    week = first.width / 4
    assert second.width == pytest.approx(2 * week, abs=2)
    assert second.left - first.left == pytest.approx(6 * week, abs=2)
    diamond = show.named(slide, "L2")
    assert diamond.left + diamond.width / 2 - first.left == pytest.approx(13 * week, abs=2)


def test_kinds_differ_in_colour_and_in_shape():
    slide = a_chart(plans.an_activity("act-a"), plans.an_activity("gov-b"), plans.an_activity("act-c@setup"))
    action, governance, setup = (show.named(slide, name) for name in ("act-a", "gov-b", "act-c@setup"))
    colours = [shape.fill.fore_color.theme_color for shape in (action, governance, setup)]
    assert colours == [MSO_THEME_COLOR.ACCENT_1, MSO_THEME_COLOR.ACCENT_2, MSO_THEME_COLOR.ACCENT_3]
    assert action.auto_shape_type == MSO_SHAPE.ROUNDED_RECTANGLE
    assert governance.auto_shape_type == MSO_SHAPE.RECTANGLE
    assert setup.height < action.height * 0.6


def test_what_has_no_slack_has_an_outline_and_says_so():
    slide = a_chart(plans.an_activity("act-a"), plans.an_activity("act-b", critical=False, slack_weeks=3))
    tight, loose = show.named(slide, "act-a"), show.named(slide, "act-b")
    assert tight.line.color.theme_color == MSO_THEME_COLOR.TEXT_1
    assert loose.line.fill.type is not None
    assert show.told(tight) == "Action: Do act-a, 4 Jan 2027 to 31 Jan 2027, 4 weeks; no slack"
    assert show.told(loose) == "Action: Do act-b, 4 Jan 2027 to 31 Jan 2027, 4 weeks"


def test_every_row_has_its_name_and_its_last_day():
    slide = a_chart(plans.an_activity("act-a", weeks=5))
    label, finish = show.named(slide, "Label of act-a"), show.named(slide, "Finish of act-a")
    assert (label.text_frame.text, finish.text_frame.text) == ("Do act-a", "7 Feb 2027")
    assert label.text_frame.vertical_anchor == MSO_ANCHOR.MIDDLE


def test_frozen_weeks_are_shaded_with_their_reason():
    made = show.opened(rooms.a_long_plan(), sample.a_catalog())
    slide = show.titled(made, "The plan")[0]
    frozen = [show.told(shape) for shape in slide.shapes if shape.name == "Frozen weeks"]
    assert frozen == ["Frozen weeks: Year end", "Frozen weeks"]


@pytest.mark.parametrize("size", rooms.SIZES.values(), ids=rooms.SIZES)
def test_every_activity_has_one_bar_on_slides_of_at_most_so_many_rows(size):
    plan = rooms.a_plan_of(size)
    found = []
    for slide in show.titled(show.opened(plan, sample.a_catalog()), "The plan"):
        bars = [shape.name for shape in slide.shapes if shape.name.startswith(("act-", "gov-"))]
        titles = [shape for shape in slide.shapes if shape.name == "Group"]
        assert len(bars) + len(titles) <= MOST_ROWS
        assert {"FY27", "L4"} - {"L4" if size == 1 else ""} <= {shape.name for shape in slide.shapes}
        found += bars
    assert sorted(found) == sorted(one.id for one in plan.activities)


def test_a_group_that_goes_on_says_so_and_no_title_stands_alone():
    parts = pages(outline(rooms.a_plan_of(160), sample.a_catalog()).groups)
    for entries in parts:
        assert isinstance(entries[0], str)
        assert not isinstance(entries[-1], str)
    assert parts[1][0].endswith("(continued)")


def test_days_of_gates_that_are_close_stand_in_lanes():
    slide = a_chart(plans.an_activity("act-a"), gates=((2, 10), (3, 11)))
    first, second = show.named(slide, "Day of L2"), show.named(slide, "Day of L3")
    assert abs(first.top - second.top) >= min(first.height, second.height) - 2


def test_a_long_name_is_cut_but_what_tells_copies_apart_is_kept():
    slide = a_chart(plans.an_activity("act-a@sales", title="Word " * 40))
    assert show.named(slide, "Label of act-a@sales").text_frame.text.endswith("…: Sales")


def test_a_level_declared_before_the_first_week_is_on_the_chart():
    plan = plans.a_plan([plans.an_activity("act-a")], [plans.a_gate(2, 1, []), plans.a_gate(3, 4, ["act-a"])])
    early = structs.replace(plan.gates[0], week=0, date=plans.day(0))
    made = show.opened(structs.replace(plan, gates=(early, plan.gates[1])), plans.a_catalog())
    slide = show.titled(made, "The plan")[0]
    assert show.named(slide, "L2").left > 0
