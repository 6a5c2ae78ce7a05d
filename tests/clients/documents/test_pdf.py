"""The report as PDF: what is in it, in which letters, and that nothing in a plan is read as markup."""

import io

import pytest
from msgspec import structs
from pypdf import PdfReader

from clients.documents.drawings import Studio
from clients.documents.formats import CHARTS
from clients.documents.letters import beyond
from clients.documents.pdf.book import pdf
from clients.documents.rendering import Renderer
from clients.documents.report.contents import report
from tests.clients import sample
from tests.clients.documents.still import StillRenderer

CATALOG = sample.a_catalog()
MARKUP = '#panic("no") $x$ *b* _i_ @ref <label> `raw` #let x = 1 // \\ [link] \x00\x0b'
WIDE = "W" * 200


def made(plan, drawings=None) -> bytes:
    return pdf(plan, CATALOG, drawings or Studio(plan, CATALOG, StillRenderer()).drawings("pdf"))


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


@pytest.fixture(scope="module")
def plan():
    return sample.a_plan()


@pytest.fixture(scope="module")
def content(plan):
    return made(plan)


def test_it_tells_what_the_report_tells(plan, content):
    told, text = report(plan, CATALOG), text_of(content)
    assert told.title in text
    assert told.verdict in text
    for section in told.sections:
        assert section.title in text
    assert "USD" in text
    for gate in plan.gates:
        assert f"Level {gate.level} declared" in text


def test_its_sections_can_be_found_by_bookmark(plan, content):
    marks = [one.title for one in PdfReader(io.BytesIO(content)).outline if not isinstance(one, list)]
    assert marks[:-1] == [section.title for section in report(plan, CATALOG).sections]


def test_the_roadmap_lies_across_and_the_rest_upright(content):
    pages = PdfReader(io.BytesIO(content)).pages
    across = [page for page in pages if page.mediabox.width > page.mediabox.height]
    assert 0 < len(across) < len(pages)


def test_it_has_its_letters_with_it_and_no_date_of_the_day(plan):
    with Renderer() as renderer:
        drawings = Studio(plan, CATALOG, renderer).drawings("pdf")
    content = made(plan, drawings)
    assert made(plan, drawings) == content
    reader = PdfReader(io.BytesIO(content))
    assert reader.metadata is not None
    assert reader.metadata.title == f"Acme 2027: {report(plan, CATALOG).subtitle}"
    assert reader.metadata.creation_date is None
    fonts = {str(font) for page in reader.pages for font in fonts_of(page["/Resources"])}
    assert any("Libertinus" in font for font in fonts)
    assert all(font[7:8] == "+" for font in fonts), "every font is embedded, as a subset"


def fonts_of(resources):
    """The fonts of a page, and of the pictures on it."""
    resources = resources.get_object()
    for font in resources.get("/Font", {}).values():
        yield font.get_object()["/BaseFont"]
    for drawn in resources.get("/XObject", {}).values():
        if "/Resources" in drawn.get_object():
            yield from fonts_of(drawn.get_object()["/Resources"])


def test_the_same_plan_gives_the_same_bytes(plan, content):
    assert made(plan) == content


def test_nothing_in_a_plan_is_read_as_markup(plan):
    wild = structs.replace(
        plan,
        request=structs.replace(plan.request, name=MARKUP),
        activities=tuple(
            structs.replace(one, title=MARKUP if n % 2 else WIDE, deliverable=MARKUP)
            for n, one in enumerate(plan.activities)
        ),
        warnings=(MARKUP, WIDE),
    )
    text = text_of(made(wild))
    assert '#panic("no") $x$ *b* _i_ @ref <label> `raw`' in text
    assert "#let x = 1 // \\ [link]" in text


def test_fonts_of_the_machine_are_asked_only_for_letters_that_the_package_lacks(plan):
    assert beyond(report(plan, CATALOG)) == ()
    for name in ("Zürich, Łódź, Αθήνα, Киев – “Δ”", "x ≤ y → z"):
        named = structs.replace(plan, request=structs.replace(plan.request, name=name))
        assert beyond(report(named, CATALOG)) == ()
    for name in ("数据", "لجنة", "नीति", "🚀"):
        named = structs.replace(plan, request=structs.replace(plan.request, name=name))
        assert beyond(report(named, CATALOG)) == tuple(dict.fromkeys(name))
        assert made(named)


def test_every_chart_is_shown(plan):
    renderer = StillRenderer()
    made(plan, Studio(plan, CATALOG, renderer).drawings("pdf"))
    assert len({words for _, words in renderer.asked}) >= len(CHARTS)


def test_a_plan_of_one_quarter_is_a_book_too():
    assert "What begins" in text_of(made(sample.a_short_plan()))
