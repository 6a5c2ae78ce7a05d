"""Files that are meant to do harm, or never were a request: each is refused in a sentence, and nothing breaks."""

import io
import zipfile
from contextlib import suppress
from random import Random

import pytest

from catalog.fault import Refused
from clients.documents.xlsx import form
from clients.documents.xlsx.opening import MOST_BYTES, opened
from clients.documents.xlsx.request import filled_in
from tests.clients.documents.xlsx.forms import a_form

SHEET = "xl/worksheets/sheet2.xml"
HEAD = (
    '<row r="4"><c r="A4" t="inlineStr"><is><t>Limit</t></is></c><c r="B4" t="inlineStr"><is><t>Quarter 1</t></is></c>'
    '</row><row r="6"><c r="A6" t="inlineStr"><is><t>New money</t></is></c>'
)
LIMITS = f'{HEAD}<c r="B6"><v>1</v></c></row>'


def repacked(changes, data=None, *, without=(), compression=zipfile.ZIP_DEFLATED):
    """A form some of whose parts are others; ``changes`` maps a part to its bytes, or to what makes them of the old."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data or a_form())) as old, zipfile.ZipFile(stream, "w", compression) as new:
        parts = {name: old.read(name) for name in old.namelist() if name not in without}
        for name, change in changes.items():
            parts[name] = change(parts[name]) if callable(change) else change
        for name, part in parts.items():
            new.writestr(name, part)
    return stream.getvalue()


def with_rows(rows):
    """A form whose sheet of limits has these rows alone."""

    def change(part):
        before, _, rest = part.decode().partition("<sheetData>")
        return f"{before}<sheetData>{rows}</sheetData>{rest.partition('</sheetData>')[2]}".encode()

    return repacked({SHEET: change})


def code(data):
    with pytest.raises(Refused) as refused:
        filled_in(data)
    (fault,) = refused.value.faults
    assert fault.detail.endswith(".")
    assert fault.suggestion
    return fault.code


def test_the_form_itself_is_read():
    assert not filled_in(repacked({})).faults
    assert set(opened(a_form(), form.READ).grids) == set(form.READ)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_workbook"),
        (b"PK\x03\x04" + bytes(100), "damaged_workbook"),
        (a_form()[:-3000], "damaged_workbook"),
        (repacked({}, without=("xl/workbook.xml",)), "no_workbook"),
        (repacked({}, without=("xl/_rels/workbook.xml.rels",)), "damaged_workbook"),
        (repacked({}, without=(SHEET,)), "damaged_workbook"),
        (repacked({SHEET: b"<worksheet><sheetData></worksheet>"}), "damaged_workbook"),
        (repacked({SHEET: b"\xff\xfe\x00"}), "damaged_workbook"),
        (repacked({"xl/vbaProject.bin": b"macros"}), "macros"),
        (repacked({f"xl/more/{number}.xml": b"" for number in range(2000)}), "too_large"),
    ],
)
def test_what_is_no_workbook_is_refused(data, told):
    assert code(data) == told


def test_a_part_that_unpacks_to_more_than_can_be_held_is_refused():
    bomb = repacked({"xl/sharedStrings.xml": b" " * (MOST_BYTES + 1)})
    assert len(bomb) < 200_000
    assert code(bomb) == "too_large"


def test_parts_that_are_not_needed_may_be_large():
    assert not filled_in(repacked({"xl/media/picture.png": bytes(MOST_BYTES)})).faults


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="5001"><c><v>1</v></c></row>',
        '<row><c r="xfd1"><v>1</v></c></row>',
        '<row r="9"><c r="KO9" t="inlineStr"><is><t>x</t></is></c></row>',
        "<row/>" * 5000 + "<row><c><v>1</v></c></row>",
        "<row>" + "<c><v>1</v></c>" * 301 + "</row>",
        '<x:row xmlns:x="x" r="6"><x:c r="ZZ9999999"><x:v>1</x:v></x:c></x:row>',
    ],
)
def test_a_cell_far_out_is_refused_before_memory_is_asked_for_it(rows):
    assert code(with_rows(LIMITS + rows)) == "too_large"


def test_cells_far_out_that_hold_nothing_but_a_format_are_passed_over():
    assert not filled_in(with_rows(LIMITS + '<row r="1048576"><c r="XFD1048576" s="1"/></row>')).faults


@pytest.mark.parametrize("place", ["B", "6", "B0x6", "ABCD6", "", "$B$6", "B12345678"])
def test_a_cell_without_a_place_is_refused(place):
    assert code(with_rows(f'<row r="6"><c r="{place}"><v>1</v></c></row>')) == "damaged_workbook"


def test_a_document_that_declares_a_type_is_refused():
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><worksheet><sheetData/></worksheet>'
    assert code(repacked({SHEET: laughs})) == "damaged_workbook"


def test_an_error_in_a_cell_is_told_and_not_taken_for_nothing():
    filled = filled_in(with_rows(f'{HEAD}<c r="B6" t="e"><v>#DIV/0!</v></c></row>'))
    (fault,) = filled.faults
    assert (filled.cells[fault.pointer], fault.detail) == ("Limits!B6", "This cell holds an error (#DIV/0!).")


@pytest.mark.parametrize("seed", range(60))
def test_a_file_with_broken_bytes_is_read_or_refused_and_nothing_else(seed):
    dice = Random(seed)

    def broken(part):
        bytes_ = bytearray(part)
        for _ in range(dice.randint(1, 30)):
            place = dice.randrange(len(bytes_))
            bytes_[place] = dice.choice(b'<>/"=\x00 r1A')
        return bytes(bytes_)

    names = [SHEET, "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
    data = repacked({dice.choice(names): broken}) if seed % 3 else broken(a_form())
    with suppress(Refused):
        filled_in(data)
