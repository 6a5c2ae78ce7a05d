"""A study as a table of plain values, for spreadsheets: one row a point, cell, bar or quarter."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

from planner.exploring.frontier import Point
from planner.exploring.grid import Cell
from planner.exploring.inverse import Highest, Least, Split
from planner.exploring.studies import Frontier, Grid, Study
from planner.exploring.tornado import Bar, Tornado

POINT = tuple(name for name in Point.__struct_fields__ if name != "changes")
CELL = ("name", "status", "finish", "finish_week", "cost", "spent", "peak", "risk", "changes")
BAR = ("kind", "subject", "low_finish", "high_finish", "low_cost", "high_cost", "weeks", "money", "impossible")
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of a formula."""


def as_csv(found: Study) -> bytes:
    """Return a study as CSV (RFC 4180), in UTF-8; text that begins like a formula is made harmless."""
    paper = io.StringIO(newline="")
    writer = csv.writer(paper, lineterminator="\r\n")
    for row in rows(found):
        writer.writerow([harmless(value) for value in row])
    return paper.getvalue().encode()


def rows(found: Study) -> Iterator[Sequence[Any]]:
    """Return the rows, the heading first."""
    match found.result:
        case Frontier(levels=levels):
            yield POINT
            yield from ([getattr(it, name) for name in POINT] for level in levels for it in level.points)
        case Grid(cells=cells):
            yield CELL
            yield from (_cell(it) for it in cells)
        case Tornado() as bars:
            yield (
                "kind",
                "subject",
                "low_finish",
                "high_finish",
                "low_cost",
                "high_cost",
                "weeks",
                "money",
                "impossible",
            )
            yield from (_bar(it) for it in bars.bars)
        case Least() as least:
            yield ("amount", "bound", "proven", "finish")
            yield (least.amount, least.bound, least.proven, least.finish)
        case Highest() as highest:
            yield ("level", "proven", "finish")
            yield (highest.level, highest.proven, highest.finish)
        case Split() as split:
            yield ("quarter", "money")
            yield from enumerate(split.per_quarter)


def _cell(cell: Cell) -> list[Any]:
    return [json.dumps(cell.changes) if name == "changes" else getattr(cell, name) for name in CELL]


def _bar(bar: Bar) -> list[Any]:
    ends = (bar.low.finish, bar.high.finish, bar.low.cost, bar.high.cost)
    return [bar.kind, bar.subject, *ends, bar.weeks, bar.money, bar.impossible]


def harmless(value: object) -> object:
    """Return a value as it is written: nothing for None, and no text that a spreadsheet would carry out."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value
