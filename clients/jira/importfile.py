"""The file for Jira's own importer: all that a plan wants, as CSV, where no connection is to be had.

Issues that came by it have the labels by which a later sync finds them, and one more that says how they came. Nothing
here is read back; what the importer asks of the person at its screens stands in the notes.
"""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date

from msgspec import Struct

from clients.amounts import counted
from clients.jira.adf import plain_text
from clients.jira.labels import IMPORTED, function_label, quarter_label
from clients.jira.mapping import Mapping
from clients.jira.wanted import Node, Wanted

MOST_ROWS = 1_500
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TYPES = {"phase": "Epic", "action": "Task", "governance": "Task", "gate": "Task"}

Cells = Callable[[Node], tuple[str, ...]]


class Column(Struct, frozen=True):
    """One heading with what stands under it; more than one value of an issue needs the column more than once."""

    heading: str
    cells: Cells


class ImportFile(Struct, frozen=True):
    """A CSV file in UTF-8, and what to know and do at the importer, a sentence each."""

    content: bytes
    notes: tuple[str, ...]


def import_file(wanted: Wanted, mapping: Mapping) -> ImportFile:
    """Return the file of all that is wanted, every issue below its parent."""
    columns = _columns(wanted, mapping)
    rows = [[column.cells(node) for column in columns] for node in wanted.nodes]
    widths = [max([1, *(len(row[place]) for row in rows)]) for place in range(len(columns))]
    headings = [(column.heading,) * width for column, width in zip(columns, widths, strict=True)]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_row(headings, widths))
    for row in rows:
        writer.writerow(_row(row, widths))
    guarded = sum(value.startswith(_FORMULA) for row in rows for values in row for value in values)
    return ImportFile(out.getvalue().encode(), tuple(_notes(wanted, mapping, guarded)))


def _row(row: list[tuple[str, ...]], widths: list[int]) -> Iterator[str]:
    for values, width in zip(row, widths, strict=True):
        yield from map(_harmless, values)
        yield from [""] * (width - len(values))


def _harmless(value: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; people look at such files before they import them."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def _columns(wanted: Wanted, mapping: Mapping) -> list[Column]:
    """Return the columns in their order; those that the mapping does without are left out."""
    number = {node.id: str(place) for place, node in enumerate(wanted.nodes, start=1)}
    blocked: dict[str, list[str]] = {}
    for link in wanted.links:
        blocked.setdefault(link.blocker, []).append(number[link.blocked])
    found = [
        Column("Issue Type", lambda node: (_type(node, mapping),)),
        Column("Issue ID", lambda node: (number[node.id],)),
        Column("Parent", lambda node: (number[node.parent],) if node.parent else ()),
        Column("Summary", lambda node: (node.summary,)),
        Column("Description", lambda node: (plain_text({"content": list(node.region)}),)),
    ]
    if mapping.dates.start != "none":
        found.append(Column(_field(mapping.dates.start, "Start date"), lambda node: _iso(node.start)))
    if mapping.dates.due != "none":
        found.append(Column(_field(mapping.dates.due, "Due date"), lambda node: _iso(node.due)))
    if mapping.quarter == "version":
        found.append(Column("Fix Version", lambda node: (node.quarter,) if node.quarter else ()))
    if mapping.function == "component":
        found.append(Column("Component", lambda node: (node.function,) if node.function else ()))
    found.append(Column("Labels", lambda node: _labels(node, mapping)))
    found.append(Column(_link_heading(mapping), lambda node: tuple(blocked.get(node.id, ()))))
    return found


def _type(node: Node, mapping: Mapping) -> str:
    named: str | None = getattr(mapping.types, node.kind)
    return _field(named, _TYPES[node.kind])


def _field(named: str | None, usual: str) -> str:
    """Return a name given in the mapping, the usual one for none, or for an id, which no importer knows."""
    return usual if named is None or named.isdecimal() or named.startswith("customfield_") else named


def _link_heading(mapping: Mapping) -> str:
    return f'Link "{_field(mapping.link, "Blocks")}"'


def _iso(when: date | None) -> tuple[str, ...]:
    return () if when is None else (when.isoformat(),)


def _labels(node: Node, mapping: Mapping) -> tuple[str, ...]:
    quarter = [quarter_label(node.quarter)] if node.quarter and mapping.quarter == "label" else []
    by_label = node.function and mapping.function in ("auto", "label")
    function = [function_label(node.function)] if node.function and by_label else []
    return tuple(dict.fromkeys((*node.labels, IMPORTED, *quarter, *function)))


def _notes(wanted: Wanted, mapping: Mapping, guarded: int) -> Iterator[str]:
    yield "At the importer choose the encoding UTF-8, the comma as separator and the date format yyyy-MM-dd."
    yield (
        "Map Issue ID and Parent to the fields of these names, every column Labels to Labels, and each column "
        f"{_link_heading(mapping)} to the link by which an issue blocks the one whose Issue ID it holds."
    )
    yield "Import the file once: Jira takes every import for new issues. Later syncs find these by their labels."
    named = (mapping.types.phase, mapping.types.action, mapping.types.governance, mapping.types.gate)
    if any(name and name.isdecimal() for name in named):
        yield "The mapping names issue types by id, which the importer does not know: the usual names are in the file."
    if len(wanted.nodes) > MOST_ROWS:
        rows = counted(len(wanted.nodes), "row")
        yield (
            f"The file has {rows}, and Atlassian advises at most {MOST_ROWS:,}: the import may take long, or have to "
            "be done in parts, parents first."
        )
    if guarded:
        texts = "1 text that begins" if guarded == 1 else f"{guarded:,} texts that begin"
        yield f"{texts} like a formula got an apostrophe in front, as people may open the file in a spreadsheet."
