"""Pages of what a catalog holds besides items and levels: frameworks, controls, risks, KPIs, roles and the rest.

Each page says what the entry is and which items speak to it; the page of a framework is its crosswalk.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from rich.console import Group, RenderableType
from rich.text import Text

from catalog.comparison import by_analogy
from catalog.knowledge import Clause, Control, Framework, Insight, Kpi, Risk, Source
from catalog.model import Catalog, Item, Role, Trait
from catalog.record import ThreePoint
from clients.amounts import money, people
from clients.cli.levels import CONFIRMED
from clients.cli.page import a_table

Entry = Framework | Control | Risk | Kpi | Role | Trait | Insight | Source
Facts = Iterator[tuple[str, str]]


class Section(NamedTuple):
    """A list of a catalog whose entries have pages."""

    what: str
    entries: Callable[[Catalog], tuple[Entry, ...]]


SECTIONS = (
    Section("framework", lambda catalog: catalog.frameworks),
    Section("key control", lambda catalog: catalog.controls),
    Section("risk", lambda catalog: catalog.risks),
    Section("KPI", lambda catalog: catalog.kpis),
    Section("role", lambda catalog: catalog.roles),
    Section("trait", lambda catalog: catalog.traits),
    Section("insight", lambda catalog: catalog.insights),
    Section("source", lambda catalog: catalog.sources),
)


def entry_of(catalog: Catalog, name: str) -> Entry | None:
    """Return the entry of this id, None where no list has it."""
    return next((entry for section in SECTIONS for entry in section.entries(catalog) if entry.id == name), None)


def ids_of(catalog: Catalog) -> list[str]:
    """Return every id that ``entry_of`` knows."""
    return [entry.id for section in SECTIONS for entry in section.entries(catalog)]


def entry_page(catalog: Catalog, entry: Entry) -> RenderableType:
    """Return all there is to know of an entry."""
    from clients.cli import handbook

    what = next(section.what for section in SECTIONS if entry in section.entries(catalog))
    title = entry.name if isinstance(entry, Kpi) else entry.what if isinstance(entry, Source) else entry.title
    parts: list[RenderableType] = [Text(title, style="bold underline"), Text(f"{entry.id}  {what}", style="dim")]
    facts = [(name, text) for name, text in facts_of(catalog, entry) if text]
    if facts:
        parts += [Text(), handbook.pairs(facts)]
    if isinstance(entry, Framework):
        parts += crosswalk(catalog, entry)
    else:
        users = [(item.id, item.title) for item in catalog.items if uses(item, entry)]
        parts += handbook.named(f"Items ({len(users)})", users)
    return Group(*parts)


def facts_of(catalog: Catalog, entry: Entry) -> Facts:
    """Return what an entry says, under a name for each fact."""
    currency = catalog.currency
    match entry:
        case Framework():
            yield "Note", entry.note
            yield "As of", entry.as_of.isoformat() if entry.as_of else ""
            for amendment in entry.amendments:
                yield "Amended", f"{amendment.title}, in force {amendment.in_force.isoformat()}: {amendment.what}"
            yield "Sources", ", ".join(entry.sources)
        case Control():
            yield "Levels", entry.band
            yield "Meaning", entry.description
        case Risk():
            yield "Opens", f"at level {entry.level}"
            yield "Meaning", entry.description
            yield "Severity", f"{entry.severity} of 5"
            yield "Chance", f"{entry.probability:.0%} in a year in which it is open" if entry.probability else ""
            yield "Impact", impact(entry.impact_weeks, "weeks of delay")
            yield "Cost", impact(entry.impact_cost, currency)
            yield "Basis", entry.basis or ""
        case Kpi():
            yield "Level", "all" if entry.level is None else str(entry.level)
            yield "Meaning", entry.definition
            yield "Unit", entry.unit
            yield "Moves", entry.direction
            yield "Figure", f"{entry.figure} (illustrative, never a target)" if entry.figure else ""
            yield "Confirmed", CONFIRMED.get(entry.confirmed or "", "") + (f": {entry.check}" if entry.check else "")
            yield "Sources", ", ".join(entry.sources)
        case Role():
            yield "Meaning", entry.description
            yield "Rate", f"{currency} {money(round(entry.rate))} a person-week" if entry.rate else "none: answers only"
            yield "Basis", entry.basis
        case Trait():
            yield "Meaning", entry.description
            yield "Basis", entry.basis
            for factor in entry.factors:
                whom = factor.kind or factor.scale_class or ", ".join(factor.items) or "all"
                yield "Factors", f"{whom}: effort x{factor.effort}, weeks x{factor.duration}, cash x{factor.cash}"
        case Insight():
            yield "Level", "all" if entry.level is None else str(entry.level)
            yield "Finding", entry.text
            yield "Confirmed", CONFIRMED.get(entry.confirmed or "", "") + (f": {entry.check}" if entry.check else "")
            yield "Sources", ", ".join(entry.sources)
        case Source():
            yield "Kind", entry.kind
            yield "Address", entry.address


def impact(figures: ThreePoint | None, unit: str) -> str:
    """Return a three-point figure: the likely one, and how far it may go either way."""
    if figures is None:
        return ""
    low, likely, high = (money(round(one)) if one == round(one) else people(one) for one in figures)
    return f"{likely} ({low} to {high}) {unit}"


def uses(item: Item, entry: Entry) -> bool:
    """Say whether an item names an entry."""
    named = {
        Framework: item.frameworks,
        Control: item.controls,
        Risk: item.risks,
        Kpi: item.kpis,
        Role: (item.accountable, item.responsible),
        Trait: (item.applies_if,),
        Source: item.estimate_basis.sources,
    }
    return entry.id in named.get(type(entry), ())


def crosswalk(catalog: Catalog, framework: Framework) -> list[RenderableType]:
    """Return a framework's clauses with the items that speak to each; what is only an analogy is marked."""
    table = a_table("Clause", "Title and whom it binds", "From", "Items", whole=("Clause", "From"))
    analogies = 0
    for clause in framework.clauses:
        items = [item for item in catalog.items if clause.id in item.frameworks.get(framework.id, ())]
        named = []
        for item in items:
            alike = by_analogy(clause, item)
            analogies += alike
            named.append(f"{item.id} (by analogy)" if alike else item.id)
        since = clause.applies_from.isoformat() if clause.applies_from else ""
        table.add_row(clause.id, Text("\n".join(words_of(clause))), since, Text("\n".join(named)))
    key = (
        "By analogy: good practice, where the clause itself binds only others or an organization with the trait named."
    )
    return [Text(), table, *([Text(), Text(key, style="dim")] if analogies else [])]


def words_of(clause: Clause) -> list[str]:
    """Return a clause's title, whom it binds and what is to be known of it."""
    words = [clause.title]
    binds = [part for part in (clause.who, f"only if {clause.applies_if}" if clause.applies_if else "") if part]
    words += [f"binds: {', '.join(binds)}"] if binds else []
    return words + ([clause.note] if clause.note else [])
