"""Why the target date, told back from it, and what is owed from levels declared already: sentences of the plan."""

from itertools import groupby

from rich.console import Group, RenderableType
from rich.text import Text

from clients.amounts import in_words
from clients.cli.notes import bullet
from clients.cli.page import Page
from clients.cli.screen import printable
from planner.plans import Debt

MOST_LINES = 12
MOST_TITLES = 3


def why_this_date(page: Page) -> RenderableType:
    """Return the story of the plan; of a long one its first lines, and where it ends."""
    lines = [bullet(page, page.spoken(line), "") for line in page.plan.story]
    if len(lines) > MOST_LINES:
        lines[MOST_LINES - 1 : -1] = rest(len(lines) - MOST_LINES)
    return Group(page.heading("Why this date", "told back from the end"), *lines)


def debt(page: Page) -> RenderableType:
    """Return what is owed, the copies of an item together, with what waits for it."""
    entries = [list(own) for _, own in groupby(page.plan.debt, key=lambda one: one.activity.partition("@")[0])]
    lines = [bullet(page, printable(owed(page, own)), "yellow") for own in entries[:MOST_LINES]]
    title = page.heading("Governance debt", "missing from levels that are declared already")
    return Group(title, *lines, *rest(len(entries) - MOST_LINES))


def owed(page: Page, own: list[Debt]) -> str:
    """Return what one item, in all its parts, owes to which level, what waits for it, and the risks open until then."""
    first = own[0]
    parts = {one.activity for one in own}
    blocked = {name for one in own for name in one.blocks} - parts
    gates = [gate for gate in page.plan.gates if any(gate.id in one.gates for one in own)]
    named = [page.activities[one.activity] for one in own if one.activity in page.activities]
    levels = [str(gate.level) if gate.level else page.target for gate in gates]
    held = f"level{'s' if len(levels) > 1 else ''} {in_words(levels)}"
    waiting = "1 activity comes" if len(blocked) == 1 else f"{len(blocked)} activities come"
    sentence = f'"{page.several(named) if named else first.title}", of level {first.level}: {held} cannot be declared'
    sentence += f" before it is done, and {waiting} after it." if blocked else " before it is done."
    risks = list(dict.fromkeys(risk for one in own for risk in one.risks))
    titles = {risk.id: risk.title for risk in page.catalog.risks}
    if risks:
        sentence += f" Open until then: {'; '.join(titles.get(risk, risk) for risk in risks[:MOST_TITLES])}"
        sentence += f"; {len(risks) - MOST_TITLES} more." if len(risks) > MOST_TITLES else "."
    return sentence


def rest(number: int) -> list[RenderableType]:
    """Return the line that says how many are left out, if any."""
    return [Text(f"   ... and {number} more: --json", style="dim")] if number > 0 else []
