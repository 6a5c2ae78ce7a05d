"""Every chart of every kind of plan: its words do not touch and are not cut off, and Vega-Lite takes it as it is."""

import json
import subprocess
import sys

import altair as alt
import pytest
from msgspec import structs

from catalog.fault import Refused
from clients.documents.charts import NAMES, chart, compare, gantt_pages, study_chart
from clients.documents.charts.lettering import width
from tests.clients import sample
from tests.clients.documents.charts import seen, shows

PLANS = {
    "one row": shows.one_row,
    "10 rows": lambda: sample.a_plan(items=sample.rows()[:10], functions=("sales",)),
    "60 rows": sample.a_plan,
    "160 rows": lambda: shows.of_rows(160),
    "300 rows": lambda: shows.of_rows(300),
    "one quarter": sample.a_short_plan,
    "30 quarters": shows.long,
    "freezes": shows.frozen,
    "beyond the target": shows.beyond,
    "no limits": shows.unlimited,
    "hostile names": shows.hostile,
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("of", PLANS)
def test_no_words_touch_and_none_are_cut_off(name, of):
    catalog = shows.hostile_catalog() if of == "hostile names" else sample.a_catalog()
    spec = chart(name, PLANS[of](), catalog)
    assert seen.touching(seen.words(spec)) == []
    assert seen.outside(spec) == []
    assert all(width(text, size, bold=bold) <= spec["width"] for text, size, bold in seen.lines(spec))


@pytest.mark.parametrize("by", ["transition", "function"])
def test_no_words_touch_with_a_plan_before(by):
    plan = shows.frozen()
    for weeks in (-3, 9, 60):
        spec = chart("gantt", plan, sample.a_catalog(), by=by, baseline=shows.moved(plan, weeks))
        assert seen.touching(seen.words(spec)) == []
        assert seen.outside(spec) == []


def test_no_words_touch_in_a_comparison():
    plan = sample.a_plan()
    for weeks in (1, 30):
        for pair in ((plan, shows.moved(plan, weeks)), (shows.moved(plan, weeks), plan)):
            spec = compare(*pair, sample.a_catalog(), names=("W" * 200, "\x00"))
            assert seen.outside(spec) == []
            assert seen.touching(seen.words(spec)) == []


@pytest.mark.parametrize("study", [shows.a_frontier(), shows.a_tornado(), shows.a_frontier(levels=())])
def test_no_words_touch_in_the_chart_of_a_study(study):
    spec = study_chart(study, sample.a_catalog())
    assert seen.touching(seen.words(spec)) == []
    assert seen.outside(spec) == []


def each_chart():
    """One specification of every kind."""
    catalog = sample.a_catalog()
    small = sample.a_plan(items=sample.rows()[:10], functions=("sales",))
    yield from (chart(name, small, catalog, theme="dark", baseline=shows.moved(small, 3)) for name in NAMES)
    yield compare(small, shows.moved(small, 3), catalog)
    yield from (study_chart(it, catalog) for it in (shows.a_frontier(), shows.a_tornado()))


def odd_ones():
    """Specifications of plans at the edge of what there may be."""
    catalog = sample.a_catalog()
    yield from (chart(name, shows.hostile(), shows.hostile_catalog()) for name in NAMES)
    yield from (chart(name, shows.one_row(), catalog) for name in NAMES)
    yield from (chart("gantt", it(), catalog) for it in (shows.frozen, shows.beyond))
    yield study_chart(shows.a_frontier(levels=()), catalog)
    yield gantt_pages(sample.a_plan(), catalog)[0]


def test_every_chart_is_valid_by_the_schema_of_vega_lite():
    for spec in each_chart():
        alt.LayerChart.from_dict(spec)


def test_vega_lite_has_nothing_to_warn_of():
    script = (
        "import json, sys, vl_convert\n"
        "for spec in json.load(sys.stdin):\n"
        "    vl_convert.vegalite_to_svg(spec, show_warnings=True)\n"
    )
    given = json.dumps([*each_chart(), *odd_ones()]).encode()
    run = subprocess.run([sys.executable, "-c", script], input=given, capture_output=True, check=False)
    assert (run.returncode, run.stderr.decode(), run.stdout.decode()) == (0, "", "")


def test_the_same_plan_makes_the_same_chart_to_the_byte():
    plan, catalog = sample.a_plan(), sample.a_catalog()
    for name in NAMES:
        first, second = (json.dumps(chart(name, plan, catalog)) for _ in range(2))
        assert first == second


def test_themes_differ_in_colours_alone():
    plan, catalog = shows.frozen(), sample.a_catalog()
    for name in NAMES:
        light, dark = (seen.words(chart(name, plan, catalog, theme=theme)) for theme in ("light", "dark"))
        assert light == dark


@pytest.mark.parametrize("plan", [sample.an_infeasible_plan(), sample.an_unknown_plan()])
def test_a_plan_without_a_schedule_is_refused_with_what_to_do(plan):
    for name in NAMES:
        with pytest.raises(Refused) as refused:
            chart(name, plan, sample.a_catalog())
        assert refused.value.faults[0].suggestion
    with pytest.raises(Refused):
        compare(plan, sample.a_plan(), sample.a_catalog())


def test_every_chart_says_in_words_what_it_shows():
    plan, catalog = sample.a_plan(), sample.a_catalog()
    said = {name: chart(name, plan, catalog)["description"] for name in NAMES}
    assert "Level 4" in said["gantt"]
    assert "21 May 2028" in said["gantt"]
    assert "USD 777k" in said["spend"]
    assert "FTE" in said["staffing"]
    assert "Answers drift" in said["risk"]
    assert "from Level 2" in said["maturity"]


def test_a_plan_of_which_everything_is_done_has_charts_too():
    plan = structs.replace(sample.a_plan(), activities=())
    for name in NAMES:
        chart(name, plan, sample.a_catalog())
