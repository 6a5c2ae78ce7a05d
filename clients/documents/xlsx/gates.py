"""The sheet of gates: for each level the day it is declared, what holds it, and the exit criteria with their owners.

Copies of one item that finish on one day stand in one row.
"""

from collections.abc import Iterator
from datetime import date

from clients.amounts import in_words
from clients.documents.xlsx.paper import FIRST, Paper
from clients.documents.xlsx.source import Source
from planner.plans import Criterion, Gate

COLUMNS = ("What must be done", "Finished", "Evidence to show", "Accountable")


def write_gates(paper: Paper, source: Source) -> None:
    """Write the sheet."""
    paper.widths(66, 14, 72, 36)
    paper.title("Gates and their exit criteria", "A level is declared once every row under it is done.", len(COLUMNS))
    paper.head(FIRST, COLUMNS, center=("Finished",))
    row = FIRST + 1
    for gate in source.plan.gates:
        row = _gate(paper, source, gate, row)
    paper.sheet.freeze_panes(FIRST + 1, 1)
    paper.prints(FIRST, source.title)


def _gate(paper: Paper, source: Source, gate: Gate, row: int) -> int:
    """Write a gate and its criteria; return the row after them."""
    held = in_words(source.together(gate.held_by))
    said = f"{gate.phase}, week {gate.week}" + (f"; held by {held}" if held else "")
    paper.put(row, 0, source.names.gate(gate), "group", "wrap")
    paper.line(row, ((gate.date, "day"), (said, "wrap"), (None, "")), "group", first=1)
    for finish, own in _met(source, gate):
        row += 1
        first = source.names.activities.get(own[0].activity)
        paper.put(row, 0, "; ".join(source.together(one.activity for one in own)), "row", "wrap", "inner")
        paper.put(row, 1, finish, "day", "row")
        paper.put(row, 2, own[0].text, "row", "wrap")
        paper.put(row, 3, source.role(first.accountable) if first else "", "row", "wrap")
    return row + 1


def _met(source: Source, gate: Gate) -> Iterator[tuple[date | None, list[Criterion]]]:
    """Yield the criteria that are met together, in the order of the days on which they are."""
    found: dict[tuple[date, str, str], list[Criterion]] = {}
    for criterion in gate.criteria:
        one = source.names.activities.get(criterion.activity)
        finish = one.finish if one and one.finish else date.max
        found.setdefault((finish, one.item if one else criterion.activity, criterion.text), []).append(criterion)
    for (finish, _, _), own in sorted(found.items(), key=lambda entry: entry[0]):
        yield (None if finish == date.max else finish), own
