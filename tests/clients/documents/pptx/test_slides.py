"""The slides as a whole: what is on them, that all of it stays on them, and that they are the same every time."""

from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from PIL import Image

from catalog.fault import Refused
from clients.documents.pptx import slides
from tests.clients import sample
from tests.clients.documents import rooms
from tests.clients.documents.pptx import show
from tests.clients.jira import plans

PAIRS = {
    **{name: lambda size=size: (rooms.a_plan_of(size), sample.a_catalog()) for name, size in rooms.SIZES.items()},
    "long": lambda: (rooms.a_long_plan(), sample.a_catalog()),
    "hostile": rooms.a_hostile_pair,
    "planned": plans.a_planned_one,
}


@pytest.fixture(scope="module")
def a_show():
    """The slides of a plan of seventy activities."""
    return show.opened(sample.a_plan(), sample.a_catalog())


def test_the_slides_tell_of_the_plan_in_a_fixed_order(a_show):
    titles = [slide.shapes.title.text for slide in a_show.slides]
    beginnings = [
        "Acme 2027: level 4 by",
        "The plan (1 of",
        "Gates",
        "Level 3 declared",
        "Level 4 declared",
        "Budget by quarter",
        "People by quarter",
        "Risks open over time",
        "Next quarter: FY27 Q1",
        "Why this date",
    ]
    places = [next(number for number, title in enumerate(titles) if title.startswith(one)) for one in beginnings]
    assert places == sorted(places)


def test_slides_are_as_wide_as_screens_are(a_show):
    assert a_show.slide_width / a_show.slide_height == pytest.approx(16 / 9, abs=0.001)


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_no_shape_leaves_its_slide(pair):
    made = show.opened(*pair())
    for slide in made.slides:
        for shape in slide.shapes:
            assert 0 <= shape.left <= shape.left + shape.width <= made.slide_width, shape.name
            assert 0 <= shape.top <= shape.top + shape.height <= made.slide_height, shape.name


@pytest.mark.skipif(not show.can_be_laid_out(), reason="LibreOffice, pdftotext or a font like Arial is missing")
@pytest.mark.parametrize("pair", ["ten", "many", "long", "hostile"])
def test_laid_out_by_libreoffice_nothing_runs_out_of_a_page_or_into_its_foot(pair, tmp_path):
    plan, catalog = PAIRS[pair]()
    pages = show.laid_out(tmp_path, plan, catalog)
    assert len(pages) == len(show.opened(plan, catalog).slides)
    for width, height, words in pages:
        foot = height * 7.08 / 7.5
        assert words
        for word in words:
            assert word.left >= 0, word
            assert word.right <= width, word
            assert word.bottom <= foot or word.top >= foot, word


def test_every_slide_has_a_title_its_source_and_notes(a_show):
    for slide in a_show.slides:
        assert slide.shapes.title.text
        assert "plan-sample" in show.named(slide, "Source").text_frame.text
        assert "plan-sample, by catalog ai-maturity 1.1.0" in slide.notes_slide.notes_text_frame.text


def test_slide_numbers_are_fields_that_follow_a_slide_where_it_is_moved(a_show):
    for number, slide in enumerate(a_show.slides, start=1):
        shape = show.named(slide, "Slide number")
        fields = list(shape.element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}fld"))
        assert [field.get("type") for field in fields] == ["slidenum"]
        assert shape.text_frame._txBody.findtext(".//{*}fld/{*}t") == str(number)


def test_charts_tables_bars_and_gates_say_what_they_show(a_show):
    for slide in a_show.slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table or shape.name.startswith(("act-", "gov-", "gate-")):
                assert show.told(shape), shape.name


def test_the_same_plan_gives_the_same_bytes_with_no_time_in_them():
    first, second = (slides(sample.a_plan(), sample.a_catalog()) for _ in range(2))
    assert first == second
    with ZipFile(BytesIO(first)) as package:
        assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        books = [name for name in package.namelist() if name.endswith(".xlsx")]
        assert len(books) == 3
        for name in books:
            with ZipFile(BytesIO(package.read(name))) as book:
                assert book.read("docProps/core.xml").count(b"2027-01-04T00:00:00Z") == 2
        assert package.read("docProps/core.xml").count(b"2027-01-04T00:00:00Z") == 2


def test_hostile_names_are_legible_lines_and_never_formulas():
    data = slides(*rooms.a_hostile_pair())
    with ZipFile(BytesIO(data)) as package:
        for name in package.namelist():
            if name.endswith(".xml"):
                assert b"\x07" not in package.read(name)
            if name.endswith(".xlsx"):
                for sheet in openpyxl.load_workbook(BytesIO(package.read(name))):
                    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    made = show.opened(*rooms.a_hostile_pair())
    written = [words for slide in made.slides for words in show.words_of(slide)]
    assert any("株式会社" in words for words in written)
    assert any("<script>alert('1')</script>" in words for words in written)
    assert not any(sign in words for words in written for sign in "\x07\x00\u202e\ufffe\x0b")


def test_pictures_stand_on_slides_of_their_own_where_they_can_be_read():
    out = BytesIO()
    Image.new("RGB", (800, 400), "white").save(out, "PNG")
    pictures = {"gantt": out.getvalue(), "maturity": out.getvalue()}
    small = show.opened(rooms.a_plan_of(10), sample.a_catalog(), pictures)
    (slide,) = show.titled(small, "The whole plan")
    (picture,) = (shape for shape in slide.shapes if shape.name == "The whole plan")
    assert picture.width / picture.height == pytest.approx(2, abs=0.01)
    assert "proven earliest" in show.told(picture)
    large = [slide.shapes.title.text for slide in show.opened(sample.a_plan(), sample.a_catalog(), pictures).slides]
    assert "The whole plan" not in large
    assert "Level by level" in large


@pytest.mark.parametrize("plan", [sample.an_infeasible_plan, sample.an_unknown_plan])
def test_a_plan_without_a_schedule_is_refused(plan):
    with pytest.raises(Refused, match="there is nothing for slides"):
        slides(plan(), sample.a_catalog())
