"""The Gantt: each bar where the Plan has it, told apart by kind, in words for who cannot see it."""

import pytest
from msgspec import structs

from clients.documents.charts import chart, gantt_pages
from clients.documents.charts.gantt import gantt
from clients.documents.charts.themes import LIGHT
from clients.documents.outline import outline
from planner.request import Calendar, Freeze
from tests.clients import sample
from tests.clients.documents.charts import seen, shows
from tests.clients.jira import plans


def a_plan(**request):
    """Governance, an action after it that can wait, a set-up and its copy; two gates."""
    activities = [
        plans.an_activity("gov-rules", 0, 4),
        plans.an_activity("act-use", 4, 6, ["gov-rules"], critical=False, slack_weeks=3),
        plans.an_activity("act-roll@setup", 4, 3, ["gov-rules"]),
        plans.an_activity("act-roll@sales", 7, 6, ["act-roll@setup", "gov-rules"], transition="2-3"),
    ]
    gates = [plans.a_gate(2, 10, ["gov-rules", "act-use"]), plans.a_gate(3, 13, ["act-roll@sales"])]
    return plans.a_plan(activities, gates, **request)


def bars(spec):
    """Where the bars are, by what they say of themselves."""
    rows = [row for layer in spec["layer"] for row in layer["data"]["values"] if "dates" in row]
    return {row["name"]: (row["x"], row["x2"]) for row in rows}


def test_each_bar_is_where_the_plan_has_it():
    plan, catalog = sample.a_plan(), sample.a_catalog()
    expected = {row.label: (row.start_week, row.end_week) for row in outline(plan, catalog).rows}
    assert bars(gantt(plan, catalog)) == expected
    assert bars(gantt(plan, catalog, by="function")) == expected


def test_a_bar_says_what_it_is_and_when():
    said = seen.told(gantt(a_plan(), plans.a_catalog()))
    assert "Do gov-rules: governance, 4 Jan 2027 to 31 Jan 2027, cannot move" in said
    assert "Do act-use: action, 1 Feb 2027 to 14 Mar 2027" in said
    assert "Do act-roll: set-up: set-up, 1 Feb 2027 to 21 Feb 2027, cannot move" in said
    assert "Gate: Level 2, 14 Mar 2027" in said


def test_kinds_differ_in_shape_as_in_colour():
    spec = gantt(a_plan(), plans.a_catalog())
    heights = {
        shade: {round(row["y2"] - row["y"], 2) for row in seen.marks(spec, "rect", fill=shade) if "dates" in row}
        for shade in (LIGHT.action, LIGHT.governance, LIGHT.setup)
    }
    assert max(heights[LIGHT.setup]) < min(heights[LIGHT.action])
    assert heights[LIGHT.action] == heights[LIGHT.governance]
    assert seen.on_weeks(seen.marks(spec, "rule", color=LIGHT.paper)) == [(0, 4)]


def test_what_cannot_move_has_an_outline():
    spec = gantt(a_plan(), plans.a_catalog())
    outlined = {row["name"] for row in seen.marks(spec, "rect", stroke=LIGHT.ink) if "name" in row}
    assert outlined == {"Do gov-rules", "Do act-roll: set-up", "Do act-roll: Sales"}


def test_links_run_from_the_end_of_one_bar_to_the_start_of_the_next_and_none_is_drawn_that_others_imply():
    spec = gantt(a_plan(), plans.a_catalog())
    rows = [row for row in seen.marks(spec, "rule") if "wide" in row]
    level = [row for row in rows if row["y"] == row["y2"]]
    assert sorted(row["x"] for row in level) == [4, 4, 7]
    assert all(row["x"] < row["x2"] < row["x"] + 1 for row in level)


@pytest.mark.parametrize(("which", "count"), [("none", 0), ("critical", 2), ("all", 3), ("auto", 3)])
def test_fewer_links_are_drawn_on_demand(which, count):
    spec = gantt(a_plan(), plans.a_catalog(), which=which)
    assert len([row for row in seen.marks(spec, "point") if "angle" in row]) == count


def test_of_many_rows_only_the_links_that_cannot_move_are_drawn_and_of_very_many_none():
    def shades(plan):
        rows = [row for row in seen.marks(gantt(plan, sample.a_catalog()), "rule") if "wide" in row]
        return {row["colour"] for row in rows}

    assert shades(sample.a_plan()) == {LIGHT.ink}
    assert shades(shows.of_rows(160)) == set()


def test_a_row_grows_thinner_as_there_are_more_of_them():
    heights = [chart("gantt", shows.of_rows(count), sample.a_catalog())["height"] / count for count in (40, 100, 300)]
    assert heights == sorted(heights, reverse=True)


def test_copies_can_be_told_apart_where_their_titles_are_cut():
    spec = gantt(shows.hostile(), shows.hostile_catalog())
    cut = [one.text for one in seen.words(spec) if one.text.startswith("WWW") and ":" in one.text]
    assert {text.rpartition("…")[2] for text in cut} == {": Sales", ": set-up"}


def test_by_function_the_copies_stand_under_their_function():
    words = [one.text for one in seen.words(gantt(a_plan(), plans.a_catalog(), by="function"))]
    assert words.index("Enterprise-wide") < words.index("Sales") < words.index("Do act-roll")


def test_a_freeze_is_shaded_and_says_why():
    freeze = Freeze(from_=plans.day(2), to=plans.day(4), reason="stock-taking")
    spec = gantt(a_plan(calendar=Calendar(freezes=(freeze,))), plans.a_catalog())
    shade = [row for row in seen.marks(spec, "rect", color=LIGHT.frozen) if "told" in row]
    assert [(row["x"], row["x2"], row["told"]) for row in shade] == [(2, 5, "Frozen: stock-taking")]
    assert "stock-taking" in [one.text for one in seen.words(spec)]


def test_the_plan_before_lies_thin_and_grey_under_the_bars():
    plan = sample.a_plan()
    before = shows.moved(plan, 5)
    spec = gantt(plan, sample.a_catalog(), baseline=before)
    found = seen.on_weeks(seen.marks(spec, "rect", color=LIGHT.before))
    assert sorted(found) == sorted((one.start_week, one.start_week + one.weeks) for one in before.activities)
    assert "Before: Level 4, 25 Jun 2028" in [one.text for one in seen.words(spec)]


def test_a_plan_before_that_began_earlier_is_shown_from_where_this_one_begins():
    early = plans.a_plan([plans.an_activity("gov-rules", 0, 6)], [plans.a_gate(2, 6, ["gov-rules"])])
    spec = gantt(a_plan(), plans.a_catalog(), baseline=structs.replace(early, start=plans.day(-4)))
    assert seen.on_weeks(seen.marks(spec, "rect", color=LIGHT.before)) == [(0, 2)]


def test_pages_hold_every_row_once_and_each_has_the_whole_axis():
    plan, catalog = sample.a_plan(), sample.a_catalog()
    pages = gantt_pages(plan, catalog, most=20)
    found = [bars(page) for page in pages]
    assert [len(page) for page in found] == [18, 18, 18, 18]
    assert {name: place for page in found for name, place in page.items()} == bars(gantt(plan, catalog))
    assert pages[1]["title"]["text"] == "Acme 2027 (2 of 4)"
    assert "Level 2 to 3: Context and managed workflows (continued)" in [it.text for it in seen.words(pages[1])]
    assert len({str(page["layer"][0]["encoding"]["x"]) for page in pages}) == 1


def test_a_plan_that_fits_is_one_page():
    (page,) = gantt_pages(a_plan(), plans.a_catalog())
    assert page["title"]["text"] == "Acme 2027"


def test_quarters_and_years_of_the_fiscal_calendar_stand_above():
    words = [one.text for one in seen.words(gantt(a_plan(), plans.a_catalog()))]
    assert words[:2] == ["FY27", "Q1"]
