"""The gates: all of them on one slide, then each with what keeps it from being earlier and its exit criteria."""

from clients.dates import day
from clients.documents.pptx.deck import Deck
from clients.documents.pptx.flow import Flow
from clients.documents.pptx.tables import Cell, Column, Row, Table
from clients.documents.telling import Told, criteria, held_by
from clients.lines import one_line
from clients.names import shown
from planner.plans import Gate

_ALL = (
    Column("Level", 0.7),
    Column("Name", 3.4, most=2),
    Column("Declared on", 1.25),
    Column("Quarter", 1.0),
    Column("Criteria", 0.85, "right"),
    Column("Why not earlier", 5.13, most=6),
)
_CRITERIA = (
    Column("To be done", 4.2, most=2),
    Column("Evidence", 4.43, most=2),
    Column("Accountable", 2.4, most=2),
    Column("Done on", 1.3),
)


def add(deck: Deck) -> None:
    """Add the slides of the gates."""
    if len(deck.plan.gates) > 1:
        last = deck.plan.gates[-1]
        notes = ["Dates, quarters and what holds each gate: the plan's gates. Names of levels: the catalog."]
        flow = Flow(deck, "Gates", f"{deck.names.gate(last)}, on {day(last.date)}", notes)
        flow.table("", Table("Gates", _ALL, tuple(_gate(deck, gate) for gate in deck.plan.gates)))
    for gate in deck.plan.gates:
        _detail(deck, gate)


def short(gate: Gate) -> str:
    """Return the level of a gate in a word."""
    return "Beyond" if gate.level is None else str(gate.level)


def _gate(deck: Deck, gate: Gate) -> Row:
    level = deck.names.levels.get(gate.level or 0)
    name = shown(level.name, short(gate)) if level else deck.names.level(gate)
    why = " ".join(held_by(deck.names, gate))
    return (Cell(short(gate), bold=True), name, Cell(day(gate.date), bold=True), gate.phase or "-", _count(gate), why)


def _count(gate: Gate) -> str:
    return f"{len(gate.criteria):,}"


def _detail(deck: Deck, gate: Gate) -> None:
    level = deck.names.levels.get(gate.level or 0)
    quarter = f", in {gate.phase}" if gate.phase else ""
    about = one_line(level.summary or level.definition) if level else ""
    aside = f"Declared on {day(gate.date)}{quarter}. {about}"
    flow = Flow(deck, deck.names.gate(gate), aside, ["Exit criteria, and what holds the date: the plan's gate."])
    flow.entries("What keeps it from being earlier", held_by(deck.names, gate))
    rows = tuple(_criterion(deck, told) for told in criteria(deck.names, gate))
    flow.table("Exit criteria", Table(f"Exit criteria of {deck.names.gate(gate)}", _CRITERIA, rows))


def _criterion(deck: Deck, told: Told) -> Row:
    ends = [one.finish for one in told.activities if one.finish]
    accountable = told.activities[0].accountable or ""
    return told.name, told.text, deck.names.roles.get(accountable, accountable) or "-", day(max(ends, default=None))
