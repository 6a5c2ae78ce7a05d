"""The quarters of a plan in its report: the first one as a brief for those who begin, each of them in short."""

from collections.abc import Iterator
from itertools import groupby

from clients.amounts import short_money
from clients.dates import day
from clients.documents import telling
from clients.documents.report.blocks import AnyBlock, Column, Heading, Line, Pairs, Section, Table
from clients.documents.report.teller import Teller
from clients.lines import one_line
from clients.names import is_setup, listed
from planner.plans import Phase, PlannedActivity


def first_quarter(teller: Teller) -> Section:
    """Return the brief of the first quarter: what starts, what ends, who answers, what is to be shown."""
    phase = teller.plan.phases[0]
    blocks: list[AnyBlock] = [Heading(_span(phase)), Pairs(tuple(_in_short(teller, phase)))]
    if phase.starts:
        blocks.append(_starting(teller, phase))
    if phase.evidence_due:
        blocks.append(_due(teller, phase))
    return Section("first", f"What begins: {phase.label}", tuple(blocks))


def quarters(teller: Teller) -> Section:
    """Return every quarter in short."""
    blocks: list[AnyBlock] = []
    for phase in teller.plan.phases:
        blocks += [Heading(phase.label, _span(phase)), Pairs(tuple(_pairs(teller, phase)))]
    return Section("quarters", "Quarter by quarter", tuple(blocks))


def _pairs(teller: Teller, phase: Phase) -> Iterator[tuple[str, str]]:
    """Yield labels and words of a quarter; what there is none of is left out, but for work and money."""
    yield from _declared(teller, phase)
    yield "Starts", teller.listed(phase.starts)
    yield "Runs on", teller.listed(phase.running)
    yield "Ends", teller.ending(phase.finishes)
    yield from _rest(teller, phase)


def _in_short(teller: Teller, phase: Phase) -> Iterator[tuple[str, str]]:
    """Yield the same where what starts has a table of its own."""
    yield from _declared(teller, phase)
    if phase.running:
        yield "Runs on", teller.listed(phase.running)
    yield "Ends", teller.ending(phase.finishes)
    yield from _rest(teller, phase)


def _declared(teller: Teller, phase: Phase) -> Iterator[tuple[str, str]]:
    gates = [gate for gate in teller.plan.gates if gate.id in phase.gates]
    if gates:
        yield "Declared", "; ".join(f"{teller.names.gate(gate)} ({day(gate.date)})" for gate in gates)


def _rest(teller: Teller, phase: Phase) -> Iterator[tuple[str, str]]:
    yield "Money", _money(teller, phase)
    for level, titles in teller.risks_by_level(phase):
        yield f"Risks open, level {level}", "; ".join(titles)
    if phase.kpis:
        yield "KPIs to baseline", "; ".join(listed(phase.kpis, teller.names.kpis))


def _money(teller: Teller, phase: Phase) -> str:
    budget, spend = phase.budget, phase.spend
    words = f"{teller.currency} {short_money(budget.used)} counted"
    if budget.available is not None:
        words += f", of {short_money(budget.available)} new"
        words += f" and {short_money(budget.carried)} brought in" if budget.carried else ""
    kinds = {"cash": spend.cash, "own labour": spend.labour, "running cost": spend.run}
    return f"{words}; {', '.join(f'{kind} {short_money(amount)}' for kind, amount in kinds.items())}"


def _starting(teller: Teller, phase: Phase) -> Table:
    columns = (
        *(Column("What starts", wide=True), Column("On", whole=True), Column("How")),
        *(Column("People", wide=True), Column("Accountable"), Column("Deliverable", wide=True)),
    )
    lines = [Line(_beginning(teller, alike)) for own in teller.together(phase.starts) for alike in _alike(teller, own)]
    note = "People and weeks are those of each function where several are named."
    return Table(f"What starts in {phase.label}", columns, tuple(lines), (note,))


def _alike(teller: Teller, own: list[PlannedActivity]) -> Iterator[list[PlannedActivity]]:
    """Yield the copies of an item that start on one day and are done alike; its set-up by itself, first."""

    def sameness(one: PlannedActivity) -> tuple[bool, int, str, str]:
        return not is_setup(one), one.start_week or 0, teller.how(one), teller.staff(one)

    for _, same in groupby(sorted(own, key=sameness), key=sameness):
        yield list(same)


def _beginning(teller: Teller, alike: list[PlannedActivity]) -> tuple[str, ...]:
    first = alike[0]
    deliverable = "" if is_setup(first) else one_line(first.deliverable)
    return (
        teller.several(alike),
        day(first.start),
        teller.how(first),
        teller.staff(first) or "–",
        teller.role(first.accountable),
        deliverable or "–",
    )


def _due(teller: Teller, phase: Phase) -> Table:
    columns = (Column("By", whole=True), Column("Of", wide=True), Column("Evidence", wide=True), Column("Accountable"))
    return Table(f"Evidence due in {phase.label}", columns, tuple(_evidence(teller, phase)))


def _evidence(teller: Teller, phase: Phase) -> Iterator[Line]:
    for due in telling.evidence_due(teller.names, phase):
        own = due.told.activities
        yield Line((day(due.entries[0].date), teller.several(own), due.told.text, teller.role(own[0].accountable)))


def _span(phase: Phase) -> str:
    return f"{day(phase.start)} to {day(phase.end)}"
