"""The sheet of sentences: what the plan warns of, what it took for granted, why it is when it is, what is owed."""

from collections.abc import Iterator, Sequence

from clients.amounts import in_words
from clients.documents.xlsx.paper import FIRST, Paper
from clients.documents.xlsx.source import Source


def write_notes(paper: Paper, source: Source) -> None:
    """Write the sheet."""
    paper.widths(5, 140)
    paper.title("Assumptions and warnings", "What to know before this plan is believed.", 2)
    row = FIRST
    for title, sentences in sections(source):
        paper.line(row, ((title, ""), (None, "")), "section")
        for number, sentence in enumerate(sentences, 1):
            paper.put(row + number, 0, number, "whole", "muted")
            paper.put(row + number, 1, sentence, "wrap")
        row += len(sentences) + 2
    paper.prints(0, source.title)


def sections(source: Source) -> Iterator[tuple[str, Sequence[str]]]:
    """Return the sections that have something to say."""
    plan, spoken = source.plan, source.names.spoken
    found = (
        ("Warnings", [spoken(text) for text in plan.warnings]),
        ("Owed by levels declared already", list(_debt(source))),
        ("Assumptions", [spoken(text) for text in plan.assumptions]),
        ("Why not earlier", [spoken(text) for text in plan.story]),
    )
    yield from ((title, sentences) for title, sentences in found if sentences)


def _debt(source: Source) -> Iterator[str]:
    for owed in source.plan.debt:
        parts = [f"{source.called(owed.activity)} belongs to level {owed.level}"]
        if owed.gates:
            parts.append(f"{in_words([source.called(gate) for gate in owed.gates])} wait for it")
        if owed.risks:
            titles = [source.names.risks.get(risk, risk) for risk in owed.risks]
            parts.append(f"open until it is done: {in_words(titles)}")
        yield "; ".join(parts) + "."
