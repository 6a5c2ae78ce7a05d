"""Money of a printed plan: each fiscal quarter's spend against the money there is."""

from rich.console import Group, RenderableType
from rich.text import Text

from clients.cli.page import NARROW, Page, a_table
from planner.plan import Phase, Spend

KINDS = ("cash", "labour", "run")
COUNTED, TIGHT, MONEY_LEFT = "color(74)", "red", "bright_black"


def spending(page: Page) -> RenderableType:
    """Return the table of quarters, its bars to one scale, and what the budget does not count."""
    quarterly = any(phase.budget.available is not None for phase in page.plan.phases)
    columns = ["Quarter", "Spent", "", *(["New money", "Brought in", "Left"] if quarterly else ["So far"])]
    apart = uncounted(page) if page.width >= NARROW else []
    columns += [f"{kind.capitalize()}*" for kind in apart]
    table = a_table(*columns, right=tuple(column for column in columns if column not in ("Quarter", "")))
    scale = max((max(phase.budget.used, there_is(phase) or 0) for phase in page.plan.phases), default=0)
    cells = max(8, min(48, page.width - 12 * (len(columns) - 1)))
    so_far = 0
    for phase in page.plan.phases:
        so_far += phase.budget.used
        figures = quarter_figures(page, phase) if quarterly else [page.amount(so_far)]
        figures += [page.amount(part(phase.spend, kind)) for kind in apart]
        table.add_row(phase.label, page.amount(phase.budget.used), bar(page, phase, scale, cells), *figures)
    totals = page.plan.totals
    if totals:
        blanks = [""] * (3 if quarterly else 1)
        table.add_row(
            Text("All", style="bold"),
            Text(page.amount(totals.covered), style="bold"),
            "",
            *blanks,
            *(page.amount(getattr(totals, kind)) for kind in apart),
        )
    return Group(page.heading("Money", page.currency), table, *footnote(page, apart))


def quarter_figures(page: Page, phase: Phase) -> list[str]:
    """Return new money, money brought in and money left of one quarter."""
    new, carried = phase.budget.available or 0, phase.budget.carried or 0
    return [page.amount(new), page.amount(carried), page.amount(new + carried - phase.budget.used)]


def there_is(phase: Phase) -> int | None:
    """Return the money that one quarter can spend, None where no limit is set by quarter."""
    return None if phase.budget.available is None else phase.budget.available + (phase.budget.carried or 0)


def bar(page: Page, phase: Phase, scale: int, cells: int) -> Text:
    """Return spent money as full cells and what is left as light ones; red where nothing is left."""
    if not scale:
        return Text(" " * cells)
    limit = there_is(phase)
    spent = min(cells, -(-phase.budget.used * cells // scale))
    left = max(0, (limit or 0) * cells // scale - spent)
    tight = limit is not None and phase.budget.used >= limit
    text = Text(page.glyphs.full * spent, style=TIGHT if tight else COUNTED)
    return text.append(page.glyphs.rest * left, style=MONEY_LEFT).append(" " * (cells - spent - left))


def uncounted(page: Page) -> list[str]:
    """Return the kinds of money that the budget does not count."""
    return [kind for kind in KINDS if kind not in page.plan.request.budget.covers]


def footnote(page: Page, apart: list[str]) -> list[Text]:
    """Return what the starred columns are."""
    if not apart or not page.plan.totals:
        return []
    counts = " and ".join(page.plan.request.budget.covers)
    return [Text(f"* for information: this budget counts {counts} alone", style="dim")]


def part(spend: Spend, kind: str) -> int:
    """Return one kind of a quarter's money."""
    return {"cash": spend.cash, "labour": spend.labour, "run": spend.run}[kind]
