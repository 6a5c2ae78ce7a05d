"""Names that are read from right to left: their first word stands at the right, whatever is mixed in."""

import re
import shutil
import subprocess

import pytest
from msgspec import structs
from pptx.oxml.ns import qn

from clients.documents import fonts
from clients.documents.charts import chart
from clients.documents.drawings import Studio
from clients.documents.pdf.book import pdf
from clients.lines import runs_leftwards
from tests.clients import sample
from tests.clients.documents.pptx import show
from tests.clients.documents.still import StillRenderer

CATALOG = sample.a_catalog()
HEBREW, ENGLISH = "שלום AI סוף", "Hello שלום"


def a_plan():
    plan = sample.a_plan()
    titles = [HEBREW, ENGLISH]
    activities = tuple(
        structs.replace(one, title=titles[number % 2], function=None, id=f"act-{number}", item=f"act-{number}")
        for number, one in enumerate(plan.activities)
    )
    return structs.replace(plan, request=structs.replace(plan.request, name=HEBREW), activities=activities)


@pytest.mark.parametrize(
    ("words", "leftwards"),
    [
        (HEBREW, True),
        (ENGLISH, False),
        ("(2027) – مؤسسة", True),
        ("2027", False),
        ("", False),
        ("数据 שלום", False),
        ("\u2067Hello", False),
    ],
)
def test_the_first_letter_says_from_where_words_are_read(words, leftwards):
    assert runs_leftwards(words) is leftwards


def test_charts_mark_them_for_whoever_sets_them():
    drawn = chart("gantt", a_plan(), CATALOG)
    shown = {row["text"] for layer in drawn["layer"] for row in layer["data"]["values"] if "text" in row}
    assert f"\u2067{HEBREW}\u2069" in shown
    assert HEBREW not in shown
    assert ENGLISH in shown
    assert drawn["title"]["text"] == f"\u2067{HEBREW}\u2069"


def test_slides_say_so_of_the_paragraph_and_leave_it_on_its_side():
    made = show.opened(a_plan(), CATALOG)
    found = {HEBREW: set(), ENGLISH: set()}
    for slide in made.slides:
        for paragraph in slide.element.iter(qn("a:p")):
            words = "".join(run.text for run in paragraph.iter(qn("a:t")))
            if words in found:
                found[words].add((paragraph.pPr.get("rtl"), paragraph.pPr.get("algn")))
    assert found == {HEBREW: {("1", "l")}, ENGLISH: {(None, "l")}}


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
@pytest.mark.skipif(bool(fonts.lacking(HEBREW.replace(" ", ""))), reason="no font of this machine has Hebrew letters")
def test_the_pdf_sets_them_from_the_right(tmp_path):
    plan = a_plan()
    (tmp_path / "plan.pdf").write_bytes(pdf(plan, CATALOG, Studio(plan, CATALOG, StillRenderer()).drawings("pdf")))
    done = subprocess.run(
        ["pdftotext", "-bbox", tmp_path / "plan.pdf", "-"], check=True, capture_output=True, text=True, timeout=60
    )
    lines = {}
    for left, top, word in re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]*)</word>', done.stdout):
        lines.setdefault(round(float(top) / 4), []).append((float(left), word))
    # Hebrew words may come out of the file letter by letter from either end.
    first, last = ("שלום", "םולש"), ("סוף", "ףוס")
    found = [{word: left for left, word in line} for line in lines.values()]
    pairs = [
        ([line[word] for word in first if word in line], [line[word] for word in last if word in line])
        for line in found
    ]
    both = [(one[0], other[0]) for one, other in pairs if one and other]
    assert len(both) > 10
    assert all(one > other for one, other in both)
