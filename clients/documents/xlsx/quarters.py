"""The sheet of quarters: the brief of each one, what starts, ends and is declared, who answers, what is due.

Copies of one item that start, or end, on one day stand in one row.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from clients.amounts import money, people
from clients.dates import day
from clients.documents.xlsx.paper import FIRST, Paper
from clients.documents.xlsx.source import ALL, Source
from planner.plans import Phase, PlannedActivity

COLUMNS = ("What", "Activity, gate or measure", "On", "Accountable", "Deliverable or evidence")


class Entry(NamedTuple):
    """A row of a brief."""

    what: str
    subject: str
    on: date | None
    accountable: str
    text: str


def write_quarters(paper: Paper, source: Source) -> None:
    """Write the sheet."""
    paper.widths(15, 70, 14, 36, 70)
    paper.title("Quarter by quarter", "What starts, what ends, what is declared and what is due.", len(COLUMNS))
    paper.head(FIRST, COLUMNS, center=("On",))
    row = FIRST + 1
    for phase in source.plan.phases:
        blank = [(None, "")] * (len(COLUMNS) - 2)
        paper.line(row, ((phase.label, ""), (brief(phase, source), ""), *blank), "group")
        for entry in entries(phase, source):
            row += 1
            paper.put(row, 0, entry.what, "row", "inner")
            paper.put(row, 1, entry.subject, "row", "wrap")
            paper.put(row, 2, entry.on, "day", "row")
            paper.put(row, 3, entry.accountable, "row", "wrap")
            paper.put(row, 4, entry.text, "row", "wrap")
        row += 1
    paper.sheet.freeze_panes(FIRST + 1, 2)
    paper.prints(FIRST, source.title)


def brief(phase: Phase, source: Source) -> str:
    """Return a quarter in a line: its days, its money, its people, and how much only runs through it."""
    said = [f"{day(phase.start)} to {day(phase.end)}", f"{source.names.currency} {money(phase.budget.used)} spent"]
    if ALL in phase.staffing:
        said.append(f"at most {people(phase.staffing[ALL].peak)} FTE")
    if phase.running:
        said.append(f"{len(phase.running)} running through")
    return "; ".join(said)


def entries(phase: Phase, source: Source) -> Iterator[Entry]:
    """Return the rows of a quarter: gates, starts, ends, evidence that is due, measures that need a baseline."""
    due = {one.activity: one.date for one in phase.evidence_due}
    for gate in source.plan.gates:
        if gate.id in phase.gates:
            yield Entry("Gate", source.names.gate(gate), gate.date, "", f"{len(gate.criteria)} exit criteria")
    yield from _together("Starts", phase.starts, source, lambda one: one.start, lambda one: one.deliverable)
    yield from _together("Ends", phase.finishes, source, lambda one: one.finish, lambda one: one.deliverable)
    yield from _together("Evidence due", due, source, lambda one: due[one.id], lambda one: one.evidence)
    if phase.kpis:
        kpis = "; ".join(source.names.kpis.get(kpi, kpi) for kpi in phase.kpis)
        yield Entry("Baselines", kpis, None, "", "The measures of what starts: their values before it")


def _together(
    what: str,
    ids: Iterable[str],
    source: Source,
    on: Callable[[PlannedActivity], date | None],
    text: Callable[[PlannedActivity], str],
) -> Iterator[Entry]:
    """Yield a row for each item and day, in the order of days."""
    found: dict[tuple[date, str, str], list[PlannedActivity]] = {}
    for one in (source.names.activities[name] for name in ids if name in source.names.activities):
        found.setdefault((on(one) or date.max, one.item, one.accountable or ""), []).append(one)
    for (when, _, accountable), own in sorted(found.items(), key=lambda entry: entry[0]):
        called = "; ".join(source.together(one.id for one in own))
        yield Entry(what, called, when, source.role(accountable), text(own[0]))
