"""The printed plan, section by section: what the PMO reads first stands first.

``print_plan`` is the table of contents; every figure comes from the Plan.
"""

from collections.abc import Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from catalog.model import Catalog
from clients.amounts import counted, people, short_money
from clients.cli.briefing import briefing
from clients.cli.dating import debt, why_this_date
from clients.cli.gantt import gantt
from clients.cli.notes import begun, bullet, notes, numbered
from clients.cli.page import GATE_STYLE, Page, a_table
from clients.cli.people import caps, staffing
from clients.cli.screen import printable
from clients.cli.spending import counted_kinds, spending
from clients.dates import day
from clients.verdict import verdict
from planner.building import money
from planner.explaining.telling import changes_in_words
from planner.plans import Conflict, Gate, Plan, Repair
from planner.request import Headcount, PlanRequest

STATUS_STYLES = {"optimal": "bold green", "feasible": "bold yellow", "infeasible": "bold red", "unknown": "bold yellow"}
MOST_HOLDERS = 2


def print_plan(
    console: Console, plan: Plan, catalog: Catalog, *, every_copy: bool = False, quarter: str | None = None
) -> None:
    """Print ``plan``; ``every_copy`` gives each copy of a repeated item a line, ``quarter`` is told whole."""
    page = Page(console, plan, catalog, every_copy=every_copy, quarter=quarter)
    for section in sections(page):
        console.print(section)
        console.print()


def sections(page: Page) -> Iterator[RenderableType]:
    """Return the sections that this plan has, in their order."""
    yield opening(page)
    if page.plan.conflicts or page.plan.repairs or page.plan.unrepairable:
        yield way_out(page)
    if page.plan.finish is not None:
        yield limits(page)
        yield gates(page)
        yield why_this_date(page)
        yield gantt(page)
        yield spending(page)
        yield staffing(page)
        yield briefing(page)
    if page.plan.debt:
        yield debt(page)
    if page.plan.warnings:
        yield notes(page, "Warnings", page.plan.warnings, "yellow")
    if page.plan.assumptions:
        yield notes(page, "Assumptions", page.plan.assumptions, "")
    yield colophon(page)


def opening(page: Page) -> RenderableType:
    """Return the question in one line and the answer in the next."""
    request = page.plan.request
    question = Text(printable(request.name or page.catalog.title), style="bold")
    question.append(
        f"  level {standing(request)} {page.glyphs.arrow} {page.target}, from {day(page.plan.start)}, "
        f"{len(page.plan.activities)} activities",
        style="dim",
    )
    return Group(question, Text(verdict(page.plan, page.currency), style=STATUS_STYLES[page.plan.status]))


def standing(request: PlanRequest) -> str:
    """Return the level a request starts from, and those of functions that are elsewhere: ``2 (sales 3)``."""
    if isinstance(request.current, int):
        return str(request.current)
    level = request.current["enterprise"]
    apart = [f"{name} {own}" for name, own in request.current.items() if own != level]
    return f"{level} ({', '.join(apart)})" if apart else str(level)


def limits(page: Page) -> RenderableType:
    """Return each limit that was given with how much of it the plan takes."""
    table = Table.grid(padding=(0, 2, 0, 0))
    request, totals = page.plan.request, page.plan.totals
    if request.deadline and page.plan.finish:
        spare = (request.deadline - page.plan.finish).days // 7
        table.add_row("Deadline", f"{day(request.deadline)}, {counted(spare, 'week')} to spare")
    usable = money(request).total
    if usable and request.budget.total and totals:
        share = totals.covered / usable
        words = f"{page.currency} {short_money(totals.covered)} of {short_money(usable)} ({share:.0%})"
        table.add_row("Money", f"{words}, {counted_kinds(page)}", meter(page, share))
        if usable < request.budget.total:
            held, total = short_money(request.budget.total - usable), short_money(request.budget.total)
            table.add_row("", Text(f"{page.contingency} held back: {held} of {total}", style="dim"))
    cap = caps(page, "total")
    peaks = [phase.staffing["total"].peak for phase in page.plan.phases if "total" in phase.staffing]
    if cap and peaks and max(cap):
        words = f"at most {people(max(peaks))} of {people(max(cap))} FTE at once"
        table.add_row("People", words, meter(page, max(peaks) / max(cap)))
    elif peaks and isinstance(request.headcount, Headcount):
        table.add_row("People", f"at most {people(max(peaks))} FTE at once")
    return table


def meter(page: Page, share: float, cells: int = 24) -> Text:
    """Return a bar that is full at 1."""
    filled = min(cells, round(share * cells))
    text = Text(page.glyphs.full * filled, style="cyan")
    return text.append(page.glyphs.rest * (cells - filled), style="bright_black")


def gates(page: Page) -> RenderableType:
    """Return the table of gates: what level, when, and what keeps it from being earlier."""
    table = a_table("Level", "", "Declared", "Quarter", "Held by")
    for gate in page.plan.gates:
        level = f"{page.glyphs.gate} {gate.level or page.target}"
        table.add_row(
            Text(level, style=GATE_STYLE),
            page.level_name(gate.level),
            Text(day(gate.date), style="bold", no_wrap=True),
            Text(gate.phase or "-", no_wrap=True),
            holders(page, gate),
        )
    return Group(page.heading("Gates"), table)


def holders(page: Page, gate: Gate) -> Text:
    """Return the names of what holds a gate, copies of one item together, the first few of many."""
    by_item: dict[str, list[str]] = {}
    for name in gate.held_by:
        by_item.setdefault(name.partition("@")[0], []).append(name)
    words = []
    for item, names in by_item.items():
        several = f"{page.activities[names[0]].title} {page.glyphs.times}{len(names)}" if len(names) > 1 else ""
        evidence = f"weeks of evidence at level {item.removeprefix('gate-')}" if item.startswith("gate-") else ""
        words.append(evidence or several or page.name(names[0]))
    more = [f"{len(words) - MOST_HOLDERS} more"] if len(words) > MOST_HOLDERS else []
    return Text("; ".join([*words[:MOST_HOLDERS], *more]))


def way_out(page: Page) -> RenderableType:
    """Return what cannot hold together, what would do, and what cannot be kept."""
    plan = page.plan
    lines: list[RenderableType] = [page.heading("Why not"), *conflict_lines(page, plan.conflicts), Text()]
    if plan.repairs:
        each = "the first" if len(plan.repairs) > 1 else "that"
        lines.append(page.heading("What would do", f"milepost plan ... --repair 1 plans {each}"))
        lines += repair_lines(page, plan.repairs)
    else:
        none = "Nothing was found in the time there was. More time may find something: --time-limit 60."
        lines += [page.heading("What would do"), Text(none)]
    if plan.unrepairable:
        lines += [Text(), page.heading("What cannot be kept", "whatever else is given")]
        kept = (f"{begun(one.keeps)}: {page.spoken(one.because)}" for one in plan.unrepairable)
        lines += [bullet(page, text, "red") for text in kept]
    return Group(*lines)


def conflict_lines(page: Page, conflicts: Sequence[Conflict], wish: str | None = None) -> Iterator[RenderableType]:
    """Return each conflict: a single limit that cannot hold, or several that cannot hold together.

    What stands at the place ``wish`` is no limit of the request but what is asked for.
    """
    for conflict in conflicts:
        together = "These cannot hold together"
        if conflict.proven:
            together += "; without any one of them the others could"
        alone = "This cannot hold, whatever the other limits are"
        yield Text(f"{together if len(conflict.members) > 1 else alone}:")
        for member in conflict.members:
            is_wish = member.pointer.removesuffix("/not_after") == wish
            yield bullet(page, begun(page.spoken(member.text)), "red", "  (the day you ask for)" if is_wish else "")
        if not conflict.proven:
            yield Text("  It may be that fewer of them are to blame: there was no time to find out.", style="dim")


def repair_lines(page: Page, repairs: Sequence[Repair]) -> Iterator[RenderableType]:
    """Return each repair with its number: what to change, and what comes of it."""
    for number, repair in enumerate(repairs, 1):
        changes = page.spoken(changes_in_words(repair.changes, page.plan.request))
        yield numbered(number, f"{changes} {repair.verdict}")


def colophon(page: Page) -> Text:
    """Return how the answer was found."""
    plan, solver = page.plan, page.plan.solver
    words = (
        f"{plan.catalog.id} {plan.catalog.version}, planned in {solver.wall_s:.1f} s on "
        f"{counted(solver.workers, 'worker')}, seed {solver.seed}"
    )
    if solver.repeatable:
        words += "; the same request gives the same plan again"
    return Text(words, style="dim")
