"""Pages and tables of a catalog: what a person reads to know what an item takes and why it stands where it stands."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from catalog.comparison import by_analogy
from catalog.knowledge import Framework, Source
from catalog.model import Catalog, Item, Mode
from catalog.record import ThreePoint
from clients.amounts import counted, money, people, short_money
from clients.cli import screen
from clients.cli.page import KIND_STYLES, a_table
from clients.sdk.types import CatalogOverview

AUTONOMY = {"acts": "acts by itself under people's eyes", "runs": "runs by itself"}


def catalog_table(catalogs: Iterable[CatalogOverview]) -> RenderableType:
    """Return one line for each catalog."""
    table = a_table("Catalog", "Version", "Levels", "Items", "Title", right=("Levels", "Items"))
    for one in catalogs:
        table.add_row(Text(one.id, style="bold"), one.version, str(one.levels), str(one.items), one.title)
    return table


def item_table(console: Console, catalog: Catalog, items: Sequence[Item]) -> RenderableType:
    """Return the items by transition: id, title, likely weeks and cash of the first mode."""
    parts: list[RenderableType] = []
    for transition in catalog.transitions:
        own = [item for item in items if item.transition == transition.id]
        if not own:
            continue
        level = next((one.name for one in catalog.levels if one.level == transition.to_level), "beyond the last level")
        parts += [Text(f"{transition.id}  {level}", style="bold underline"), items_of(console, own), Text()]
    key = (
        f"likely figures of the first mode for {catalog.scaling.reference_employees:,} employees; each: one a function"
    )
    return Group(*parts, Text(f"{counted(len(items), 'item')}; {key}", style="dim"))


def items_of(console: Console, items: Iterable[Item]) -> Table:
    """Return one line for each item."""
    glyphs = screen.glyphs(console)
    table = a_table("", "Item", "Title", "Weeks", "Cash", "", right=("Weeks", "Cash"), whole=("Item",))
    for item in items:
        mode = next(iter(item.modes.values()))
        marks = [word for word, true in (("each", item.repeats_per_function), ("optional", item.optional)) if true]
        table.add_row(
            Text(getattr(glyphs, item.kind), style=KIND_STYLES[item.kind]),
            item.id,
            item.title,
            people(mode.duration_weeks[1]),
            short_money(round(mode.cash[1])),
            Text(", ".join(marks), style="dim"),
        )
    return table


def item_page(catalog: Catalog, item: Item) -> RenderableType:
    """Return all there is to know of an item, as a page to read from top to bottom."""
    titles = {one.id: one.title for one in catalog.items}
    parts: list[RenderableType] = [
        Text(item.title, style="bold underline"),
        Text(f"{item.id}  {standing(item)}", style="dim"),
        *([Text(), indented(item.description)] if item.description else []),
        Text(),
        pairs(
            [("Deliverable", item.deliverable), ("Evidence", evidence(item)), *answerable(catalog, item), *due(item)]
        ),
        Text(),
        modes_table(catalog, item),
    ]
    if recurring := running_cost(catalog, item):
        parts.append(indented(recurring))
    needs = [(one.item, titles.get(one.item, "") + lag(one.lag_weeks)) for one in item.hard_prerequisites]
    needs += [(name, f"{titles.get(name, '')} (if it can be)") for name in item.soft_prerequisites]
    followers = [one for one in catalog.items if any(item.id == needed.item for needed in one.hard_prerequisites)]
    parts += named("Needs before", needs)
    parts += named("Needed by", [(one.id, one.title) for one in followers])
    parts += listed("Components", list(item.components))
    for title, ids, known in (
        ("Measured by", item.kpis, {one.id: one.name for one in catalog.kpis}),
        ("Risks it mitigates", item.risks, {one.id: one.title for one in catalog.risks}),
        ("Key controls", item.controls, {one.id: one.title for one in catalog.controls}),
    ):
        parts += named(title, [(name, known.get(name, "")) for name in ids])
    for framework in catalog.frameworks:
        parts += named(framework.title, [*clauses_of(framework, item)])
    parts += listed("Where the figures come from", [*basis(item)])
    sources = {source.id: source for source in catalog.sources}
    parts += [pairs((name, cited(sources[name])) for name in item.estimate_basis.sources)]
    parts += listed("Note", [item.note] if item.note else [])
    return Group(*parts)


def standing(item: Item) -> str:
    """Return what sort of item it is, in words."""
    words = [item.kind, f"transition {item.transition}"]
    words += ["optional"] if item.optional else []
    words += ["once in each function"] if item.repeats_per_function else ["once for the enterprise"]
    words += [f"from level {item.may_start_at_level}"] if item.may_start_at_level else []
    words += [AUTONOMY[item.autonomy]] if item.autonomy in AUTONOMY else []
    words += ["a way for people to stop what acts by itself"] if item.human_override else []
    return ", ".join(words)


def due(item: Item) -> list[tuple[str, str]]:
    """Return the day by which a law wants an item, whatever level the organization has reached."""
    if item.regulatory_deadline is None:
        return []
    where = f", where the organization is {item.applies_if}" if item.applies_if else ""
    return [("Due by law", f"{item.regulatory_deadline.isoformat()}, whatever the level{where}")]


def clauses_of(framework: Framework, item: Item) -> Iterator[tuple[str, str]]:
    """Return the clauses of a framework that an item speaks to, an analogy marked as one."""
    for clause in framework.clauses:
        if clause.id in item.frameworks.get(framework.id, ()):
            yield clause.id, clause.title + (" (by analogy)" if by_analogy(clause, item) else "")


def cited(source: Source) -> str:
    """Return what a source says, what kind it is and where it stands."""
    return "; ".join(part for part in (source.what, source.kind, source.address) if part)


def evidence(item: Item) -> str:
    """Return the evidence and how long it must run."""
    lagging = f"; it counts {counted(item.evidence_lag_weeks, 'week')} after the deliverable"
    return item.evidence + (lagging if item.evidence_lag_weeks else "")


def answerable(catalog: Catalog, item: Item) -> list[tuple[str, str]]:
    """Return who answers for the item and who does it."""
    roles = {role.id: role.title for role in catalog.roles}
    people_named = (("Accountable", item.accountable), ("Responsible", item.responsible))
    return [(title, roles.get(name, name)) for title, name in people_named if name]


def modes_table(catalog: Catalog, item: Item) -> Table:
    """Return the ways of doing the item: weeks, money, people, and their set-up."""
    table = a_table("Way", "Weeks", f"Cash, {catalog.currency}", "People, person-weeks")
    roles = {role.id: role.title for role in catalog.roles}
    for name, mode in item.modes.items():
        words = name.replace("_", " ")
        table.add_row(Text(words, style="bold"), spread(mode.duration_weeks), spread(mode.cash), effort(mode, roles))
        if mode.setup_weeks:
            table.add_row(
                f"{words}, set-up",
                spread(mode.setup_weeks),
                spread(mode.setup_cash),
                persons(mode.setup_effort_person_weeks, roles),
            )
    return table


def effort(mode: Mode, roles: dict[str, str]) -> str:
    """Return a mode's people."""
    return persons(mode.effort_person_weeks, roles)


def persons(weeks: "dict[str, int | float]", roles: dict[str, str]) -> str:
    """Return person-weeks by role."""
    return ", ".join(f"{people(amount)} {roles.get(role, role)}" for role, amount in weeks.items() if amount)


def spread(figures: ThreePoint) -> str:
    """Return a three-point estimate: the likely figure, and how far it may go either way."""
    low, likely, high = (money(round(figure)) if figure == round(figure) else people(figure) for figure in figures)
    return likely if low == high else f"{likely} ({low} to {high})"


def running_cost(catalog: Catalog, item: Item) -> str:
    """Return what the item costs a year once it is live."""
    shared, each = item.recurring.shared, item.recurring.per_function
    words = [f"{catalog.currency} {short_money(round(shared))} a year once live"] if shared else []
    words += [f"{catalog.currency} {short_money(round(each))} a year and function"] if each else []
    return " and ".join(words)


def basis(item: Item) -> Iterator[str]:
    """Return how the figures were found: from a source, from something alike, or assumed."""
    of = item.estimate_basis
    yield f"weeks: {of.duration}; cash: {of.cash}; people: {of.effort}" + (f"; set-up: {of.setup}" if of.setup else "")


def lag(weeks: int) -> str:
    """Return the weeks that must pass after a prerequisite."""
    return f", {counted(weeks, 'week')} before" if weeks else ""


def catalog_pages(console: Console, catalog: Catalog) -> RenderableType:
    """Return the whole catalog: levels, items, and every other id in it."""
    parts: list[RenderableType] = [
        Text(catalog.title, style="bold underline"),
        Text(f"{catalog.id} {catalog.version}, {catalog.currency}", style="dim"),
        Text(catalog.description),
        Text(),
        pairs((f"Level {level.level}", f"{level.name}. {level.summary}".strip()) for level in catalog.levels),
        Text(),
        item_table(console, catalog, catalog.items),
    ]
    parts += listed("Principles", list(catalog.principles))
    parts += named("Insights", [(one.id, f"{one.title}: {one.text}") for one in catalog.insights])
    for title, entries in (
        ("Roles", [(role.id, role.title) for role in catalog.roles]),
        ("Traits", [(trait.id, trait.title) for trait in catalog.traits]),
        ("KPIs", [(kpi.id, kpi.name) for kpi in catalog.kpis]),
        ("Risks", [(risk.id, f"{risk.title} (severity {risk.severity})") for risk in catalog.risks]),
        ("Controls", [(control.id, control.title) for control in catalog.controls]),
        ("Frameworks", [(one.id, f"{one.title} ({len(one.clauses)} clauses)") for one in catalog.frameworks]),
        ("Sources", [(source.id, source.what) for source in catalog.sources]),
    ):
        parts += named(title, entries)
    return Group(*parts)


def pairs(entries: Iterable[tuple[str, str]]) -> RenderableType:
    """Return names and what stands for them, side by side."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold")
    for name, words in entries:
        table.add_row(name, Text(words))
    return Padding(table, (0, 0, 0, 2), expand=False)


def listed(title: str, entries: Sequence[str]) -> list[RenderableType]:
    """Return a list under its heading, nothing where it is empty."""
    if not entries:
        return []
    return [Text(), Text(title, style="bold"), *(indented(entry) for entry in entries)]


def named(title: str, entries: Sequence[tuple[str, str]]) -> list[RenderableType]:
    """Return ids with what they stand for under their heading, nothing where there are none."""
    return [Text(), Text(title, style="bold"), pairs(entries)] if entries else []


def indented(text: str) -> RenderableType:
    """Return a paragraph set in."""
    return Padding(Text(text), (0, 0, 0, 2), expand=False)
