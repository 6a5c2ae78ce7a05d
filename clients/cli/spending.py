"""Money of a printed plan: each fiscal quarter's spend against the money there is."""

from collections.abc import Collection, Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from clients import amounts
from clients.cli.page import NARROW, Page, a_table
from planner.plans import Phase

KINDS = {"cash": "cash", "labour": "own labour", "run": "running cost"}
ROOMY = 120
COUNTED, TIGHT, MONEY_LEFT = "cyan", "red", "bright_black"


def spending(page: Page) -> RenderableType:
    """Return the table of quarters, its bars to one scale, and what the budget does and does not count."""
    phases, totals = page.plan.phases, page.plan.totals
    limits, kinds = limit_columns(page), kind_columns(page)
    columns = ["Quarter", "Spent", "", *limits, *kinds]
    table = a_table(*columns, right=tuple(column for column in columns if column not in ("Quarter", "")))
    scale = max((max(phase.budget.used, there_is(phase) or 0) for phase in phases), default=0)
    cells = max(8, min(48, page.width - 12 * (len(columns) - 1)))
    so_far = 0
    for phase in phases:
        so_far += phase.budget.used
        figures = quarter_figures(phase, so_far)
        table.add_row(
            phase.label,
            page.amount(phase.budget.used),
            bar(page, phase, scale, cells),
            *(page.amount(figures[column]) for column in limits),
            *(page.amount(getattr(phase.spend, kind)) for kind in kinds.values()),
        )
    if totals:
        whole = Text(page.amount(totals.covered), style="bold")
        apart = (page.amount(getattr(totals, kind)) for kind in kinds.values())
        table.add_row(Text("All", style="bold"), whole, "", *([""] * len(limits)), *apart)
    return Group(page.heading("Money", f"{page.currency}, {counted_kinds(page)}"), table, *footnotes(page, kinds))


def counted_kinds(page: Page) -> str:
    """Return which kinds of money the budget counts, in words."""
    covers = page.plan.request.budget.covers
    return amounts.in_words([words for kind, words in KINDS.items() if kind in covers])


def is_quarterly(page: Page) -> bool:
    """Say whether money is given by quarter."""
    return any(phase.budget.available is not None for phase in page.plan.phases)


def limit_columns(page: Page) -> list[str]:
    """Return the columns that set the spent money against what there is."""
    if not is_quarterly(page):
        return ["So far"]
    brought = ["Brought in"] if page.plan.request.budget.carry_over is not False else []
    return ["New money", *brought, "Left"]


def kind_columns(page: Page) -> dict[str, str]:
    """Return a column for each kind of money where there is room: first those that the budget does not count."""
    covers = page.plan.request.budget.covers
    apart = {f"{kind.capitalize()}*": kind for kind in KINDS if kind not in covers}
    parts = {kind.capitalize(): kind for kind in KINDS if kind in covers} if len(covers) > 1 else {}
    if page.width < NARROW:
        return {}
    return parts | apart if page.width >= ROOMY else apart


def quarter_figures(phase: Phase, so_far: int) -> dict[str, int]:
    """Return what stands in the columns of ``limit_columns`` for one quarter."""
    new, carried = phase.budget.available or 0, phase.budget.carried or 0
    left = new + carried - phase.budget.used
    return {"So far": so_far, "New money": new, "Brought in": carried, "Left": left}


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


def footnotes(page: Page, columns: Collection[str]) -> Iterator[Text]:
    """Return what the starred columns are, what becomes of money left, and what is held back."""
    budget = page.plan.request.budget
    if any(column.endswith("*") for column in columns):
        limited = is_quarterly(page) or budget.total is not None
        yield Text("* for information" + (": this budget does not count it" if limited else ""), style="dim")
    if not is_quarterly(page):
        return
    if budget.carry_over == "year":
        yield Text("Unspent money is carried on within the fiscal year; what is left at its end lapses.", style="dim")
    elif budget.carry_over is False:
        yield Text("Each quarter's money is for that quarter alone; what is left lapses.", style="dim")
    if budget.contingency:
        yield Text(f"New money is what remains after {page.contingency} is held back.", style="dim")
