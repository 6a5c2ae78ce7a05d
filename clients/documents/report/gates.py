"""The levels of a plan in its report: when each is declared, what it means, what holds it, and what must be shown."""

from collections.abc import Iterator

from clients.dates import day
from clients.documents import telling
from clients.documents.report.blocks import AnyBlock, Column, Heading, Line, Picture, Section, Table
from clients.documents.report.teller import Teller
from clients.lines import one_line
from planner.plans import Gate

LEVELS = (
    *(Column("Level", wide=True), Column("Declared", whole=True)),
    *(Column("Quarter", whole=True), Column("Held by", wide=True)),
)
CRITERIA = (
    *(Column("What is done", wide=True), Column("Evidence", wide=True)),
    *(Column("By", whole=True), Column("Accountable")),
)
HELD = "Held by what would have to end earlier for this level to come a week earlier."


def levels(teller: Teller) -> Section:
    """Return when each level is declared, as a staircase and as a table."""
    lines = tuple(
        Line((teller.names.level(gate), day(gate.date), gate.phase or "–", held(teller, gate)))
        for gate in teller.plan.gates
    )
    table = Table("When each level is declared, and what holds it", LEVELS, lines, (HELD,))
    return Section("levels", "Levels and gates", (Picture("maturity", "The level reached, week by week"), table))


def held(teller: Teller, gate: Gate) -> str:
    """Return what keeps a gate from being earlier, the copies of an item together."""
    work = [teller.several(own) for own in teller.together(gate.held_by)]
    before = {one.id: one for one in teller.plan.gates}
    evidence = [f"the evidence weeks of {teller.names.level(before[one])}" for one in gate.held_by if one in before]
    other = [] if work or evidence else [teller.spoken(one) for one in gate.held_by]
    return "; ".join([*work, *evidence, *other]) or "–"


def criteria(teller: Teller) -> Section:
    """Return what must be done and shown before each level is declared."""
    return Section("criteria", "Exit criteria", tuple(_criteria(teller)))


def _criteria(teller: Teller) -> Iterator[AnyBlock]:
    for gate in teller.plan.gates:
        level = teller.names.levels.get(gate.level or 0)
        yield Heading(teller.names.gate(gate), day(gate.date))
        caption = f"Before {teller.names.level(gate)} is declared"
        note = (one_line(level.summary),) if level and level.summary else ()
        yield Table(caption, CRITERIA, tuple(_shown(teller, gate)), note)


def _shown(teller: Teller, gate: Gate) -> Iterator[Line]:
    for told in sorted(telling.criteria(teller.names, gate), key=lambda one: teller.places(one.activities)):
        own = told.activities
        yield Line((teller.several(own), told.text, teller.days(own), teller.role(own[0].accountable)))
