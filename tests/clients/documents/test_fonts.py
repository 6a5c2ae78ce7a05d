"""Letters that no font has: found in fonts of every make, as fontconfig finds them, and said where they are lost."""

import random
import shutil
import subprocess

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection
from msgspec import structs

from clients.documents import fonts, letters
from clients.documents.drawings import Studio
from clients.documents.pdf.book import pdf
from tests.clients import sample
from tests.clients.documents.still import StillRenderer
from tests.clients.documents.test_pdf import text_of

CATALOG = sample.a_catalog()


def a_font(*signs):
    """A font with a sign for each of these letters, in which nothing is drawn."""
    names = [".notdef", *(f"u{ord(sign):X}" for sign in signs)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(sign): f"u{ord(sign):X}" for sign in signs})
    builder.setupGlyf({name: TTGlyphPen(None).glyph() for name in names})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (500, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Test", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    return builder.font


def named(*names):
    """A plan whose name, and the titles of whose activities, are these."""
    plan = sample.a_plan()
    activities = tuple(
        structs.replace(one, title=names[number % len(names)]) for number, one in enumerate(plan.activities)
    )
    return structs.replace(
        plan, request=structs.replace(plan.request, name=" ".join(names)[:200]), activities=activities
    )


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The only folder in which fonts lie."""
    monkeypatch.setattr(fonts, "folders", lambda: [tmp_path / "none", tmp_path])
    letters.not_shown.cache_clear()
    yield tmp_path
    letters.not_shown.cache_clear()


def test_a_letter_is_found_in_whichever_font_has_it(folder):
    (folder / "deep" / "down").mkdir(parents=True)
    a_font(*"数据ab").save(folder / "deep" / "down" / "a.ttf")
    a_font(*"لجنة𠀀🚀").save(folder / "B.OTF")
    assert fonts.lacking("数据نل𠀀🚀") == []
    assert fonts.lacking("株数x据ي𠀁ن") == ["株", "x", "ي", "𠀁"]


def test_each_font_of_a_collection_is_looked_at(folder):
    collection = TTCollection()
    collection.fonts = [a_font(*"数据"), a_font(*"株式")]
    collection.save(folder / "c.ttc")
    assert fonts.lacking("数式会") == ["会"]


@pytest.mark.parametrize("seed", range(5))
def test_no_letter_is_found_that_was_not_put_in(folder, seed):
    chance = random.Random(seed)
    some = [chr(place) for place in chance.sample([*range(0x4E00, 0x4F00), *range(0x20000, 0x20100)], 200)]
    a_font(*some).save(folder / "a.ttf")
    every = [chr(place) for first in (0x4DF0, 0x1FFF0) for place in range(first, first + 0x130)]
    assert fonts.lacking(every) == [sign for sign in every if sign not in some]


@pytest.mark.parametrize("content", [b"", b"ttcf", b"no font at all", b"\0\1\0\0\xff\xff" + b"\xff" * 40])
def test_what_is_no_font_has_no_letters(folder, content):
    (folder / "a.ttf").write_bytes(content)
    assert fonts.lacking("数") == ["数"]


def test_a_font_cut_short_has_no_letters(folder):
    a_font(*"数据").save(folder / "a.ttf")
    whole = (folder / "a.ttf").read_bytes()
    for length in range(0, len(whole), 7):
        (folder / "a.ttf").write_bytes(whole[:length])
        assert fonts.lacking("株") == ["株"]


@pytest.mark.skipif(shutil.which("fc-list") is None, reason="fontconfig is not installed")
def test_the_fonts_of_this_machine_have_what_fontconfig_finds_in_them():
    signs = "ДλאשلجनไทยAz数株데🚀𠀀⌘♯ꙮ"
    missing = [
        sign
        for sign in signs
        if not any(
            line.lower().split(":")[0].endswith(fonts.SUFFIXES)
            for line in subprocess.run(
                ["fc-list", f":charset={ord(sign):x}", "file"], capture_output=True, text=True, check=True
            ).stdout.splitlines()
        )
    ]
    assert fonts.lacking(signs) == missing


def test_a_plan_in_letters_that_every_machine_has_is_made_without_a_word(folder):
    assert letters.warning(sample.a_plan(), CATALOG) is None
    assert letters.warning(named("Zürich, Łódź, Αθήνα, Киев – “Δ” ≤ →"), CATALOG) is None


def test_what_is_lost_is_said_with_what_to_do(folder):
    said = letters.warning(named("数据", "لجنة"), CATALOG)
    assert said.startswith("6 letters are in no font of this machine")
    assert "(数 据 ل ج ن ة)" in said
    assert "fonts-noto-cjk" in said
    a_font(*"数据لج").save(folder / "a.ttf")
    letters.not_shown.cache_clear()
    assert letters.warning(named("数据", "لجنة"), CATALOG).startswith("2 letters are")


def test_what_nobody_sees_is_not_missed(folder):
    a_font(*"👩👧").save(folder / "a.ttf")
    assert letters.warning(named("👩\u200d👧\ufe0f"), CATALOG) is None


def test_a_pdf_says_what_it_cannot_show(folder):
    plan = named("数据", "لجنة")
    drawings = Studio(plan, CATALOG, StillRenderer()).drawings("pdf")
    text = text_of(pdf(plan, CATALOG, drawings))
    assert "6 letters are shown as boxes" in text
    assert "U+6570 cjk unified ideograph-6570" in text
    a_font(*"数据لجنة").save(folder / "a.ttf")
    letters.not_shown.cache_clear()
    assert "shown as boxes" not in text_of(pdf(plan, CATALOG, drawings))
