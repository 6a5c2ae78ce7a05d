"""Charts of studies and of two plans side by side: what the study found, what is proven of it, what differs."""

import pytest
from msgspec import structs

from catalog.fault import Refused
from clients.documents.charts import compare, study_chart
from clients.documents.charts.frontier import DASHES
from clients.documents.charts.themes import LIGHT
from planner.exploring.frontier import Staircase
from planner.exploring.studies import Study
from planner.exploring.tornado import Bar, End
from tests.clients import sample
from tests.clients.documents.charts import seen, shows


def texts(spec):
    return [one.text for one in seen.words(spec)]


def test_each_point_of_a_frontier_is_told_with_its_level():
    said = seen.told(study_chart(shows.a_frontier(), sample.a_catalog()), "Level")
    assert said == [
        "Level 3, USD 300k: 18 Jul 2027",
        "Level 3, USD 420k: 30 May 2027",
        "Level 4, USD 900k: 27 Feb 2028",
        "Level 4, USD 1M: 2 Jan 2028",
        "Level 4, USD 1.2M: 28 Nov 2027",
    ]


def test_what_is_not_proven_is_hollow_or_dashed():
    spec = study_chart(shows.a_frontier(), sample.a_catalog())
    hollow = [row["told"] for row in seen.marks(spec, "point", fill=LIGHT.paper) if "told" in row]
    assert hollow == ["Level 4, USD 1.2M: 28 Nov 2027"]
    dashed = [row for row in seen.marks(spec, "rule", strokeDash=DASHES) if "sure" in row]
    assert len(dashed) == 1


def test_levels_of_a_frontier_differ_in_shape():
    spec = study_chart(shows.a_frontier(), sample.a_catalog())
    shapes = {layer["mark"]["shape"] for layer in spec["layer"] if "shape" in layer["mark"]}
    assert shapes == {"circle", "square"}


def test_what_the_request_itself_gives_is_marked():
    assert "asked for: 1.5M" in texts(study_chart(shows.a_frontier(), sample.a_catalog()))


def test_a_level_without_a_plan_is_told():
    stairs = (Staircase(3, True, (shows.a_point(3, 300_000, 28),), ()), Staircase(4, False, (), ()))
    spec = study_chart(shows.a_frontier(stairs), sample.a_catalog())
    assert spec["description"].endswith("Level 3: 18 Jul 2027 with USD 300k. Level 4: no plan within the limits.")
    unknown = study_chart(shows.a_frontier((Staircase(4, None, (), ()),)), sample.a_catalog())
    assert "Level 4: none found in the time." in unknown["description"]


@pytest.mark.parametrize(
    ("given", "reached", "word"),
    [
        ("headcount", "finish", "3,000 FTE: 18 Jul 2027"),
        ("headcount", "risk", "3,000 FTE: 28"),
        ("budget", "peak", "USD 300k: 0.28"),
        ("cost", "risk", "USD 300k: 28"),
    ],
)
def test_a_frontier_is_told_in_the_units_of_what_is_given_and_reached(given, reached, word):
    spec = study_chart(shows.a_frontier(given=given, reached=reached), sample.a_catalog())
    assert f"Level 3, {word}" in seen.told(spec)
    assert seen.touching(seen.words(spec)) == []


def test_a_tornado_tells_both_ends_of_each_figure():
    spec = study_chart(shows.a_tornado(), sample.a_catalog())
    said = seen.told(spec, "The total budget")
    assert said == ["The total budget, high end: -2 w", "The total budget, high end: +30k"]
    assert texts(spec).count("no plan") == 2
    assert "People: AI engineer" in texts(spec)


def test_what_moves_nothing_is_counted_and_not_drawn():
    spec = study_chart(shows.a_tornado(), sample.a_catalog())
    assert "Program lead: rate" not in texts(spec)
    assert spec["title"]["subtitle"][0].endswith("1 of 5 figures move nothing.")


def test_ends_point_to_their_side_of_the_plan_as_it_is():
    spec = study_chart(shows.a_tornado(), sample.a_catalog())
    low = [row for row in seen.marks(spec, "rect", fill=LIGHT.series[0]) if "weeks, low end" in row["told"]]
    assert [row["x2"] < row["x"] for row in low] == [True]


def test_a_tornado_shows_the_fifteen_widest():
    wide = tuple(
        Bar("weeks", f"act-{number}", shows.an_end(), shows.an_end(number), number, 0, False)
        for number in range(20, 0, -1)
    )
    spec = study_chart(shows.a_tornado(wide), sample.a_catalog())
    assert "5 more move it less." in spec["description"]
    assert [it for it in texts(spec) if it.startswith("act-")] == [f"act-{n}: weeks" for n in range(20, 5, -1)]


def test_a_tornado_without_a_plan_says_so():
    spec = study_chart(shows.a_tornado(base=End(None, None, None, True)), sample.a_catalog())
    assert spec["description"] == "There is no plan to move."


def test_a_study_of_another_kind_has_no_chart():
    study = shows.a_frontier()
    other = Study(structs.replace(study.asked, kind="grid"), True, None, 1, 0.1)
    with pytest.raises(Refused, match="grid has no chart"):
        study_chart(other, sample.a_catalog())


def test_a_comparison_tells_each_difference_in_words():
    before = sample.a_plan()
    after = shows.moved(before, 5)
    spec = compare(before, after, sample.a_catalog(), names=("Tight", "Roomy"))
    words = texts(spec)
    later = sum(one.start_week >= 13 for one in before.activities[1:])
    assert words.count("5 weeks later") == later
    assert words.count("gone") == 1
    assert spec["title"]["text"] == "Roomy beside Tight"
    assert "5 weeks later than Tight does" in spec["description"]
    assert f"{later} moved, 1 gone" in spec["description"]


def test_the_other_way_round_a_comparison_tells_the_opposite():
    plan = sample.a_plan()
    words = texts(compare(shows.moved(plan, 1), plan, sample.a_catalog()))
    assert "1 week sooner" in words
    assert words.count("new") == 1


def test_another_way_and_another_length_are_told():
    before = sample.a_plan()
    first, second, *rest = before.activities
    other = "partner" if first.mode == "in_house" else "in_house"
    changed = (structs.replace(first, mode=other), structs.replace(second, weeks=second.weeks + 2), *rest)
    words = texts(compare(before, structs.replace(before, activities=changed), sample.a_catalog()))
    assert f"now {other.replace('_', ' ')}" in words
    assert "2 weeks longer" in words


def test_the_same_plan_twice_does_not_differ():
    plan = sample.a_plan()
    spec = compare(plan, plan, sample.a_catalog())
    assert "none differs in time" in spec["description"]
    assert "when A does, at the same cost" in spec["description"]


def test_plans_of_two_catalogs_are_not_compared():
    plan = sample.a_plan()
    other = structs.replace(plan, catalog=structs.replace(plan.catalog, digest="1" * 64))
    with pytest.raises(Refused, match="two catalogs"):
        compare(plan, other, sample.a_catalog())
