"""What starts in a quarter of the plan: for whom, how, and what there is to show at the end."""

from collections.abc import Iterator
from itertools import groupby

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from clients.amounts import counted, people, short_money
from clients.cli.page import KIND_STYLES, Page, is_setup
from clients.dates import day, short_day
from planner.plans import Phase, PlannedActivity

INDENT = 14


def beginnings(page: Page, phase: Phase) -> Iterator[RenderableType]:
    """Return each item that starts in a phase, its set-up and copies in one entry."""
    activities = [page.activities[name] for name in phase.starts if name in page.activities]
    in_order = sorted(activities, key=lambda one: (one.item, one.start_week or 0, one.id))
    entries = [list(own) for _, own in groupby(in_order, key=lambda one: one.item)]
    entries.sort(key=lambda own: (own[0].start_week or 0, own[0].kind == "action", own[0].item))
    return (entry(page, own) for own in entries)


def entry(page: Page, own: list[PlannedActivity]) -> RenderableType:
    """Return one item's entry: when and what, how each part of it is done, deliverable and evidence."""
    first = own[0]
    table = Table.grid()
    table.add_column(width=INDENT, no_wrap=True)
    table.add_column()
    kind = "setup" if all(is_setup(one) for one in own) else first.kind
    when = Text(day(first.start).ljust(INDENT - 2)).append(getattr(page.glyphs, kind), style=KIND_STYLES[kind])
    title = Text(first.title, style="bold")
    title.append(f" {page.glyphs.dot} {page.part(first)}" if len(own) == 1 and page.part(first) else "", style="bold")
    table.add_row(when, title)
    for line in lines(page, own):
        table.add_row("", line)
    return table


def lines(page: Page, own: list[PlannedActivity]) -> Iterator[RenderableType]:
    """Return the lines under an entry's title."""
    for same in alike(own):
        yield Text(how(page, same) if len(own) == 1 else f"{parts(page, same)}: {how(page, same)}", style="dim")
    if not all(is_setup(one) for one in own):
        yield labelled("Deliverable", own[0].deliverable)
        yield labelled("Evidence", own[0].evidence)


def alike(own: list[PlannedActivity]) -> list[list[PlannedActivity]]:
    """Return the activities in groups that are done alike, the set-up first."""

    def sameness(one: PlannedActivity) -> tuple[bool, str, int]:
        return not is_setup(one), one.mode or "", one.weeks or 0

    return [list(same) for _, same in groupby(sorted(own, key=sameness), key=sameness)]


def parts(page: Page, same: list[PlannedActivity]) -> str:
    """Return the functions of copies with the days on which they start: "sales, hr 8 Feb, product 15 Feb"."""
    words = []
    for start, together in groupby(same, key=lambda one: one.start):
        words.append(f"{', '.join(page.part(one) for one in together)} {short_day(start)}")
    return ", ".join(words)


def labelled(label: str, words: str) -> RenderableType:
    """Return a paragraph after its label."""
    return Text.assemble((f"{label}: ", "dim"), words)


def how(page: Page, same: list[PlannedActivity]) -> str:
    """Return weeks, way, people, money and who answers for it, of one activity or of several alike."""
    first = same[0]
    each = " each" if len(same) > 1 else ""
    staff = ", ".join(f"{people(fte)} {page.roles.get(role, role)}" for role, fte in first.staffing.items() if fte)
    words = [
        counted(first.weeks or 0, "week") + (each or f" to {day(first.finish)}"),
        (first.mode or "").replace("_", " "),
        f"{staff}{each}" if staff else "",
        f"{page.currency} {short_money(first.cash)}{each}" if first.cash else "",
        f"accountable: {page.roles.get(first.accountable, first.accountable)}" if first.accountable else "",
    ]
    return "; ".join(word for word in words if word)
