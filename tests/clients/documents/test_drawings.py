"""The charts of a plan as pictures: sheets that can be read, and no picture drawn twice."""

from clients.documents.drawings import MOST_ROWS, Look, Studio
from clients.documents.formats import CHARTS
from clients.documents.outline import outline
from tests.clients import sample
from tests.clients.documents.still import StillRenderer

CATALOG = sample.a_catalog()


def test_a_long_gantt_is_cut_into_sheets_and_nothing_else_is():
    drawings = Studio(sample.a_plan(), CATALOG, StillRenderer()).drawings("svg")
    rows = len(outline(sample.a_plan(), CATALOG).rows)
    assert len(drawings["gantt"]) == -(-rows // MOST_ROWS)
    assert {len(drawings[name]) for name in CHARTS if name != "gantt"} == {1}


def test_a_short_gantt_is_the_same_in_documents_and_by_itself():
    renderer = StillRenderer()
    studio = Studio(sample.a_short_plan(), CATALOG, renderer)
    (sheet,) = studio.drawings("svg")["gantt"]
    assert studio.picture("gantt", "svg") == sheet.content
    assert len(renderer.asked) == len(CHARTS)


def test_what_was_prepared_is_drawn_once():
    renderer = StillRenderer()
    studio = Studio(sample.a_plan(), CATALOG, renderer)
    studio.prepare()
    asked = list(renderer.asked)
    assert len(asked) == len(set(asked))
    for form in ("svg", "pdf"):
        assert list(studio.drawings(form)) == list(CHARTS)
    assert studio.pictures().keys() == {"gantt", "maturity"}
    for name in CHARTS:
        assert studio.picture(name, "svg")
        assert studio.picture(name, "png")
    assert renderer.asked == asked


def test_charts_of_documents_are_light_whatever_the_theme():
    dark, light = StillRenderer(), StillRenderer()
    plan = sample.a_short_plan()
    Studio(plan, CATALOG, dark, look=Look(theme="dark")).drawings("svg")
    Studio(plan, CATALOG, light).drawings("svg")
    assert dark.asked == light.asked


def test_drawing_ends_when_nobody_waits_for_it():
    renderer = StillRenderer()
    studio = Studio(sample.a_plan(), CATALOG, renderer)
    studio.stop()
    studio.prepare()
    assert renderer.asked == []


def test_every_drawing_is_told_in_words():
    drawings = Studio(sample.a_plan(), CATALOG, StillRenderer()).drawings("svg")
    assert all(sheet.words for chart in drawings.values() for sheet in chart)
