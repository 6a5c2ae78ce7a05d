import io

import pytest
from xlsxwriter import Workbook

from clients.documents.xlsx.looks import Looks
from clients.documents.xlsx.paper import LONGEST, Formula, Paper, lines
from tests.clients.documents.xlsx.books import opened


def written(write):
    """The first sheet of a workbook on which ``write`` has written."""
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    paper = Paper(book, "Sheet", Looks(book))
    paper.widths(20, 20)
    write(paper)
    paper.rows()
    book.close()
    return opened(stream.getvalue())["Sheet"]


@pytest.mark.parametrize(
    ("text", "width", "count"),
    [
        ("short", 20, 1),
        ("", 20, 1),
        ("two words", 5, 2),
        ("aaaa bbbb cccc dddd", 10, 2),
        ("w" * 45, 20, 3),  # a word that is longer than a line is broken
        ("漢字" * 10, 20, 2),  # signs as wide as two letters
    ],
)
def test_a_text_needs_so_many_lines(text, width, count):
    assert lines(text, width) == count


def test_a_row_is_as_high_as_the_text_that_wraps_in_it():
    sheet = written(lambda paper: paper.put(3, 1, "word " * 20, "wrap"))
    assert sheet.row_dimensions[4].height > 4 * 13


def test_a_height_that_was_asked_for_stays():
    def write(paper):
        paper.put(0, 0, "word " * 20, "wrap")
        paper.height(0, 27)

    assert written(write).row_dimensions[1].height == 27


def test_text_that_no_cell_can_hold_is_cut():
    sheet = written(lambda paper: paper.put(0, 0, "x" * 40_000))
    assert len(sheet["A1"].value) == LONGEST
    assert sheet["A1"].value.endswith("…")


def test_nothing_to_be_seen_is_an_empty_cell():
    assert written(lambda paper: paper.put(0, 0, "\u202e\x07"))["A1"].value is None


def test_a_formula_carries_its_value():
    assert written(lambda paper: paper.put(0, 0, Formula("=1+1", 2)))["A1"].value == 2


def test_a_formula_in_a_text_is_a_text():
    assert written(lambda paper: paper.put(0, 0, "=1+1"))["A1"].value == "=1+1"
