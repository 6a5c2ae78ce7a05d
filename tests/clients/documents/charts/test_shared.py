"""Charts that stand under each other: each quarter begins at the same pixel in all of them."""

import re

import pytest

from clients.documents.charts import chart
from clients.documents.charts.themes import LIGHT
from tests.clients import sample

UNDER = ("spend", "staffing", "risk")


def pixels(spec):
    """Return a function from a place on the spec's axis to pixels, and the spec's rows."""
    left, right = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    rows = [row for layer in spec["layer"] for row in layer["data"]["values"]]
    return (lambda x: (x - left) / (right - left) * spec["width"]), rows


def names_of_quarters(spec):
    """Return where the names of quarters and years stand, in pixels."""
    at, rows = pixels(spec)
    return [
        (row["text"], round(at(row["x"]), 1)) for row in rows if re.match(r"Q\d$|FY\d\d$", str(row.get("text", "")))
    ]


@pytest.fixture(params=[sample.a_plan, sample.a_short_plan])
def pair(request):
    return request.param(), sample.a_catalog()


@pytest.mark.parametrize("name", UNDER)
def test_a_quarter_stands_where_the_gantt_has_it(pair, name):
    gantt, under = (chart(one, *pair, axis="shared") for one in ("gantt", name))
    assert under["width"] == gantt["width"]
    own, theirs = set(names_of_quarters(under)), set(names_of_quarters(gantt))
    # One of them may have no room for the name of a quarter that is cut short.
    assert own & theirs in (own, theirs)
    assert {text[0] for text, _ in own & theirs} == {"Q", "F"}


def bands(spec):
    """Return where the bands of every second quarter begin and end, in pixels."""
    at, _ = pixels(spec)
    found = [one["data"]["values"] for one in spec["layer"] if one["mark"].get("color") == LIGHT.band]
    return [(round(at(row["x"])), round(at(row["x2"]))) for rows in found for row in rows]


@pytest.mark.parametrize("name", UNDER)
def test_its_bands_begin_and_end_where_those_of_the_gantt_do(pair, name):
    gantt, under = (chart(one, *pair, axis="shared") for one in ("gantt", name))
    assert bands(under) == bands(gantt)


@pytest.mark.parametrize("name", UNDER)
def test_the_column_of_labels_begins_at_the_left_edge_and_nothing_leaves_the_picture(pair, name):
    spec = chart(name, *pair, axis="shared")
    at, rows = pixels(spec)
    places = [at(row[end]) for row in rows for end in ("x", "x2") if end in row]
    assert min(places) == pytest.approx(0, abs=0.5)
    assert max(places) <= spec["width"] + 0.5


@pytest.mark.parametrize("name", ["gantt", *UNDER])
def test_by_itself_a_chart_has_its_own_axis(pair, name):
    assert chart(name, *pair)["width"] != chart(name, *pair, axis="shared")["width"]
