"""The built-in catalog holds every statement of the text that it was taken from, in words of its own.

``coverage.yaml`` numbers the statements by line and sentence of that text and says which parts of the catalog hold
them. The text is not part of the project: what compares with it runs where MILEPOST_MODEL_TEXT is the path of a copy.
"""

import os
import re
from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path
from string import ascii_lowercase
from typing import Annotated

import msgspec
import pytest
import yaml
from msgspec import Meta, Struct

from catalog.library import load

RUN = 7  # so many words in a row, the same as in the text, are a quotation
LONGEST = 12  # words of one entry
ABBREVIATIONS = ("approx.", "corp.", "e.g.", "etc.", "i.e.", "vs.")
# A full stop, question or exclamation mark, with the quotes and brackets that it closes, before a new beginning.
SENTENCE_END = re.compile(r"""[.!?][.!?"'’”)\]]*\s+(?=["'‘“]?[A-Z0-9]|\()""")


class Statement(Struct, frozen=True, forbid_unknown_fields=True):
    """A statement of the text: line, sentence and, where the sentence says several things, a letter."""

    id: Annotated[str, Meta(pattern=r"^\d+\.\d+(\.[a-z])?$")]
    says: str
    held_by: Annotated[tuple[str, ...], Meta(min_length=1)]

    @property
    def sentence(self):
        line, number, *_ = self.id.split(".")
        return int(line), int(number)

    @property
    def letter(self):
        return self.id.partition(".")[2].partition(".")[2]


class Exemption(Struct, frozen=True, forbid_unknown_fields=True):
    """Parts of the catalog that no statement of the text stands behind, and why they are there all the same."""

    what: str
    why: str


class Coverage(Struct, frozen=True, forbid_unknown_fields=True):
    headings: tuple[int, ...]
    lead_ins: tuple[str, ...]
    statements: tuple[Statement, ...]
    without_statement: tuple[Exemption, ...]


@pytest.fixture(scope="module")
def maturity():
    return load("ai-maturity")


@pytest.fixture(scope="module")
def coverage():
    text = Path(__file__).with_name("coverage.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), Coverage)


@pytest.fixture(scope="module")
def text():
    path = os.environ.get("MILEPOST_MODEL_TEXT")
    if not path:
        pytest.skip("Set MILEPOST_MODEL_TEXT to the path of the text that the catalog was taken from.")
    return Path(path).read_text(encoding="utf-8")


def sentences(line):
    """The sentences of a line; a label, a list after a colon and an abbreviation end none."""
    line, parts, start = line.strip().removeprefix("- "), [], 0
    for end in SENTENCE_END.finditer(line):
        last_word = line[: end.end()].split()[-1]
        if last_word.lstrip("\"'‘“(").lower() not in ABBREVIATIONS:
            parts.append(line[start : end.end()].strip())
            start = end.end()
    return [*parts, line[start:]] if line else []


def words(text):
    """The words of a text as they are compared: lower case, without punctuation, split at white space."""
    return re.sub(r"[^\w\s]|_", "", text.lower()).split()


def runs(text):
    found = words(text)
    return [" ".join(found[start : start + RUN]) for start in range(len(found) - RUN + 1)]


def parts(catalog):
    """The words of every part of a catalog that can be pointed at, by pointer."""
    found = {}
    for level in catalog.levels:
        at = f"levels/{level.level}"
        found |= {f"{at}/{name}": getattr(level, name) for name in ("summary", "definition", "returns", "governance")}
        found |= {f"{at}/examples/{name}": example for name, example in level.examples.items()}
        found |= numbered(f"{at}/behaviours", level.behaviours)
        found |= numbered(f"{at}/next_steps", level.next_steps)
        found |= numbered(f"{at}/duties", [duty.why for duty in level.duties])
    found |= {f"items/{item.id}": item.description for item in catalog.items}
    found |= {f"kpis/{kpi.id}": kpi.definition for kpi in catalog.kpis}
    found |= {f"risks/{risk.id}": risk.description for risk in catalog.risks}
    found |= {f"controls/{control.id}": control.description for control in catalog.controls}
    found |= {f"insights/{insight.id}": insight.text for insight in catalog.insights}
    found |= {f"frameworks/{framework.id}": framework.title for framework in catalog.frameworks}
    return found | numbered("principles", catalog.principles)


def numbered(at, texts):
    return {f"{at}/{number}": text for number, text in enumerate(texts)}


def strings(value, at=""):
    """Every string inside plain data, with the place where it stands."""
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from strings(inner, f"{at}/{name}")
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            name = inner.get("id", number) if isinstance(inner, dict) else number
            yield from strings(inner, f"{at}/{name}")


def quotations(value, text):
    """The places of plain data where a run of words stands in the text too, one line for each."""
    known = set(runs(text))
    return [
        f"{at}: {'; '.join(quoted)}"
        for at, string in strings(msgspec.to_builtins(value))
        if (quoted := [run for run in runs(string) if run in known])
    ]


# The tools themselves


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("- Sales: One team asks. Another answers.", 2),
        ("They use tools (e.g. Acme, Bolt vs. Crank) and more.", 1),
        ("Somebody said “stop.” Nobody did.", 2),
        ("They ask “what now?” – and wait for 2.5 days.", 1),
        ("Work stops! (Nobody knows why.)", 2),
        ("Measures: one; two (a third!). 4 follows.", 2),
        ("Terms:", 1),
        ("", 0),
    ],
)
def test_a_line_is_split_into_its_sentences(line, count):
    assert len(sentences(line)) == count
    assert " ".join(sentences(line)) == line.removeprefix("- ")


def test_words_are_compared_without_case_and_punctuation():
    assert words("The “Rule-book” (v2), it’s OURS…") == ["the", "rulebook", "v2", "its", "ours"]


def test_seven_words_in_a_row_are_a_quotation_and_six_are_none():
    text = "One two, three four. Five six seven!"
    assert quotations({"a": ["x", "zero one two three four five SIX seven"]}, text) == [
        "/a/1: one two three four five six seven"
    ]
    assert quotations({"a": "one two three four five six eight"}, text) == []


# The file and the catalog


def test_every_pointer_leads_to_a_part_of_the_catalog_that_says_something(coverage, maturity):
    known = parts(maturity)
    lost = [f"{one.id}: {to}" for one in coverage.statements for to in one.held_by if not known.get(to)]
    assert lost == []


def test_no_statement_names_a_part_twice(coverage):
    assert [one.id for one in coverage.statements if len(set(one.held_by)) < len(one.held_by)] == []


def test_statements_stand_in_the_order_of_the_text_each_once(coverage):
    out_of_order = [
        f"{after.id} after {before.id}"
        for before, after in pairwise(coverage.statements)
        if (after.sentence, after.letter) <= (before.sentence, before.letter)
    ]
    assert out_of_order == []


def test_a_sentence_is_one_statement_or_several_lettered_without_a_gap(coverage):
    letters = {}
    for one in coverage.statements:
        letters.setdefault(one.sentence, []).append(one.letter)
    wrong = [
        sentence
        for sentence, found in letters.items()
        if found != (list(ascii_lowercase[: len(found)]) if len(found) > 1 else [""])
    ]
    assert wrong == []


def test_what_a_statement_says_is_short(coverage):
    assert [one.id for one in coverage.statements if not 0 < len(one.says.split()) <= LONGEST] == []


def test_every_part_of_the_model_has_a_statement_behind_it_or_a_reason(coverage, maturity):
    pointed_at = {to for one in coverage.statements for to in one.held_by}
    unfounded = [
        part
        for part in parts(maturity)
        if part not in pointed_at and not any(fnmatch(part, one.what) for one in coverage.without_statement)
    ]
    assert unfounded == []


def test_every_exemption_is_needed(coverage, maturity):
    pointed_at = {to for one in coverage.statements for to in one.held_by}
    for exemption in coverage.without_statement:
        exempt = {part for part in parts(maturity) if fnmatch(part, exemption.what)}
        assert exempt, exemption.what
        assert not exempt & pointed_at, exemption.what


# The file and the text


def test_no_statement_of_the_text_is_missing_and_none_is_invented(coverage, text):
    stated = {
        (line, number)
        for line, words_of_line in enumerate(text.splitlines(), start=1)
        if line not in coverage.headings
        for number, _ in enumerate(sentences(words_of_line), start=1)
        if f"{line}.{number}" not in coverage.lead_ins
    }
    held = {one.sentence for one in coverage.statements}
    assert sorted(stated - held) == []
    assert sorted(held - stated) == []


def test_headings_and_lead_ins_state_nothing_by_themselves(coverage, text):
    lines = text.splitlines()
    assert [line for line in coverage.headings if len(sentences(lines[line - 1])) != 1] == []
    lead_ins = [tuple(map(int, lead_in.split("."))) for lead_in in coverage.lead_ins]
    assert [one for one in lead_ins if not sentences(lines[one[0] - 1])[one[1] - 1].endswith(":")] == []


def test_the_catalog_is_in_words_of_its_own(maturity, text):
    found = quotations(maturity, text)
    assert not found, "\n".join(found)


def test_the_coverage_file_is_in_words_of_its_own(coverage, text):
    found = quotations(coverage, text)
    assert not found, "\n".join(found)
