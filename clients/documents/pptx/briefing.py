"""The next quarter's brief: what starts, runs and ends in it, who is accountable, and the evidence that falls due.

The next quarter is the plan's first: nothing here knows what day it is.
"""

from collections.abc import Iterable
from datetime import date

from clients.amounts import counted, people, short_money
from clients.dates import day, short_day
from clients.documents.pptx.deck import Deck
from clients.documents.pptx.flow import Flow
from clients.documents.pptx.tables import Cell, Column, Row, Table
from clients.documents.telling import Told, evidence_due, together
from clients.lines import one_line
from clients.names import is_setup, listed
from planner.plans import Phase

_STARTS = (
    Column("From", 0.75),
    Column("Starts", 3.9, most=2),
    Column("How", 1.75, most=2),
    Column("Accountable", 2.1, most=2),
    Column("Deliverable", 3.83, most=2),
)
_ENDS = (Column("By", 0.75), Column("Ends", 7.5, most=2), Column("Accountable", 4.08))
_RUNS = (Column("To", 1.2), Column("Runs on", 7.05, most=2), Column("Accountable", 4.08))
_EVIDENCE = (
    Column("By", 0.75),
    Column("Evidence due", 5.2, most=2),
    Column("Of", 4.3, most=2),
    Column("Accountable", 2.08, most=2),
)


def add(deck: Deck) -> None:
    """Add the slides of the brief."""
    phase = deck.plan.phases[0]
    span = f"{day(phase.start)} to {day(phase.end)}"
    notes = ["What starts, runs on, ends and falls due: the plan's first quarter. Owners: the catalog's roles."]
    flow = Flow(deck, f"Next quarter: {phase.label}", f"{span}. {figures(deck, phase)}", notes)
    starts = tuple(_start(deck, told) for told in together(deck.names, phase.starts))
    flow.table("", Table(f"What starts in {phase.label}", _STARTS, starts))
    ends = tuple(_end(deck, told) for told in sorted(together(deck.names, phase.finishes), key=_last))
    flow.table("", Table(f"What ends in {phase.label}", _ENDS, ends))
    runs = tuple(_run(deck, told) for told in sorted(together(deck.names, phase.running), key=_last))
    flow.table("", Table(f"What runs on in {phase.label}", _RUNS, runs))
    due = tuple(_due(deck, phase))
    flow.table("", Table(f"Evidence due in {phase.label}", _EVIDENCE, due))
    kpis = "; ".join(listed(phase.kpis, deck.names.kpis))
    flow.entries("KPIs to have a baseline of", [kpis] if kpis else [], most=6)


def figures(deck: Deck, phase: Phase) -> str:
    """Return a quarter's gates, money and people in a line."""
    gates = [gate for gate in deck.plan.gates if gate.id in phase.gates]
    declared = "; ".join(f"{deck.names.gate(gate)} on {short_day(gate.date)}" for gate in gates)
    there_is = "" if phase.budget.available is None else f" of {short_money(_there_is(phase))}"
    everybody = phase.staffing.get("total")
    parts = [
        declared,
        f"{deck.names.currency} {short_money(phase.budget.used)}{there_is}",
        f"{people(everybody.peak)} FTE at the peak" if everybody else "",
        f"{counted(len(phase.risks_open), 'risk')} open at its end",
    ]
    return "; ".join(part for part in parts if part)


def _there_is(phase: Phase) -> int:
    return (phase.budget.available or 0) + (phase.budget.carried or 0)


def _start(deck: Deck, told: Told) -> Row:
    first = told.activities[0]
    setups = "set-up first" if is_setup(first) and len(told.activities) > 1 else ""
    weeks = {one.weeks or 0 for one in told.activities if not is_setup(one)} or {first.weeks or 0}
    modes = {(one.mode or "").replace("_", " ") for one in told.activities}
    how = [_weeks(weeks), modes.pop() if len(modes) == 1 else "in different ways", setups]
    words = ", ".join(part for part in how if part)
    deliverable = "" if all(is_setup(one) for one in told.activities) else one_line(first.deliverable)
    return short_day(first.start), Cell(told.name, bold=True), words, _accountable(deck, told), deliverable


def _weeks(weeks: Iterable[int]) -> str:
    least, most = min(weeks), max(weeks)
    return counted(most, "week") if least == most else f"{least} to {most} weeks"


def _end(deck: Deck, told: Told) -> Row:
    return short_day(_last(told)), told.name, _accountable(deck, told)


def _run(deck: Deck, told: Told) -> Row:
    return day(_last(told)), told.name, _accountable(deck, told)


def _last(told: Told) -> date:
    """Return the last day of what is spoken of together."""
    return max(one.finish for one in told.activities if one.finish)


def _due(deck: Deck, phase: Phase) -> Iterable[Row]:
    for due in evidence_due(deck.names, phase):
        told = due.told
        yield short_day(due.entries[0].date), Cell(told.text, bold=True), told.name, _accountable(deck, told)


def _accountable(deck: Deck, told: Told) -> str:
    accountable = told.activities[0].accountable or ""
    return deck.names.roles.get(accountable, accountable) or "-"
