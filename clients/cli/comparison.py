"""The printed comparison: the difference in a sentence and its causes, then gates, money, people, risks, what moved."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.text import Text

from catalog.model import Catalog
from clients.amounts import counted, money, people
from clients.cli.page import Page, a_table
from clients.cli.screen import printable
from clients.dates import day
from planner.exploring.comparison import Amount, Cause, Comparison
from planner.plans import Plan

MOST_MOVED = 20
LONGEST = 28
TOTALS = {
    "cash": "Cash",
    "labour": "Own labour",
    "run": "Running to the gate",
    "payroll": "Payroll of new hires",
    "covered": "Of the budget",
}


def print_comparisons(
    console: Console, found: Sequence[Comparison], plans: Sequence[Plan], names: Sequence[str], catalog: Catalog
) -> None:
    """Print each comparison with the first plan."""
    for place, comparison in enumerate(found, 1):
        page = Page(console, plans[place], catalog)
        before = Page(console, plans[0], catalog)
        heads = printable(names[0]), printable(names[place])
        for section in sections(page, before, comparison, heads):
            console.print(section)
            console.print()


def sections(page: Page, before: Page, found: Comparison, heads: tuple[str, str]) -> Iterator[RenderableType]:
    """Return the sections that this comparison has, in their order."""
    yield opening(page, found, heads)
    if found.causes:
        yield causes(page, found)
    yield gates(page, found, heads)
    if found.totals:
        yield amounts(page, f"Money, {page.currency}", found.totals, heads, TOTALS, counted_in=money)
    differing = [it for it in found.people if it.before != it.after]
    if differing:
        yield amounts(page, "People at the peak, FTE", differing, heads, page.roles, counted_in=people)
    if found.risks:
        yield risks(page, found, heads)
    if found.modes:
        yield modes(page, found, heads)
    if found.moved:
        yield moved(page, before, found)


def opening(page: Page, found: Comparison, heads: tuple[str, str]) -> RenderableType:
    """Return the difference in a sentence."""
    title = Text.assemble((f"{heads[1]} beside {heads[0]}", "bold underline"))
    if found.weeks is None or found.money is None:
        return Group(title, Text("One of the two is no plan: there is nothing to compare.", style="bold yellow"))
    when = "at the same time" if not found.weeks else later(found.weeks)
    cost = "at the same cost" if not found.money else dearer(page, found.money)
    return Group(title, Text(f"Done {when}, {cost}.", style="bold"))


def later(weeks: int) -> str:
    """Return how much later, or sooner."""
    return f"{counted(abs(weeks), 'week')} {'later' if weeks > 0 else 'sooner'}"


def dearer(page: Page, amount: int) -> str:
    """Return how much dearer, or cheaper."""
    return f"{page.currency} {money(abs(amount))} {'dearer' if amount > 0 else 'cheaper'} once"


def causes(page: Page, found: Comparison) -> RenderableType:
    """Return each difference between the requests with its share."""
    flush = ("Weeks", "Money")
    table = a_table("Difference", "From", "To", *flush, right=flush)
    for cause in found.causes:
        table.add_row(*difference(cause), signed(cause.weeks), signed(cause.money))
    table.add_row("together", "", "", signed(found.weeks), signed(found.money), style="dim")
    proof = "" if found.proven else "; some of the plans between are not proven best"
    aside = f"the mean over all orders in which the differences can be made{proof}"
    untold = [
        Text("Some of them cannot be told apart: no way from one request to the other has a plan at every step.")
        for _ in range(1)
        if any(cause.weeks is None for cause in found.causes)
    ]
    return Group(page.heading("Why", aside), table, *untold)


def difference(cause: Cause) -> tuple[str, str, str]:
    """Return what differs, from what, to what."""
    names = "\n".join(printable(it.removeprefix("/")) for it in cause.pointers)
    return names, "\n".join(map(said, cause.from_)), "\n".join(map(said, cause.to))


def said(value: Any) -> str:
    """Return a value of a request in short."""
    if value is None:
        return "-"
    text = f"{value:,}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
    text = printable(text)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def signed(share: float | None) -> str:
    """Return a share with its sign."""
    if share is None:
        return "?"
    return "-" if not share else f"{share:+,.2f}".rstrip("0").rstrip(".")


def gates(page: Page, found: Comparison, heads: tuple[str, str]) -> RenderableType:
    """Return the days of the gates in both plans."""
    table = a_table("Gate", *heads, "", whole=heads)
    for gate in found.gates:
        gap = "" if not gate.weeks else later(gate.weeks)
        table.add_row(page.name(gate.gate), day(gate.before), day(gate.after), gap)
    return Group(page.heading("Gates"), table)


def amounts(
    page: Page, title: str, rows: Sequence[Amount], heads: tuple[str, str], names: dict[str, str], counted_in: Any
) -> RenderableType:
    """Return figures of both plans beside each other."""
    flush = (*heads, "More")
    table = a_table("", *flush, right=flush)
    for row in rows:
        more = row.after - row.before
        shown = "-" if not more else f"{'+' if more > 0 else '-'}{counted_in(abs(more))}"
        table.add_row(names.get(row.name, row.name), counted_in(row.before), counted_in(row.after), shown)
    return Group(page.heading(title), table)


def risks(page: Page, found: Comparison, heads: tuple[str, str]) -> RenderableType:
    """Return the risks that are open for another number of quarters."""
    titles = {risk.id: risk.title for risk in page.catalog.risks}
    table = a_table("Open in so many quarters", *heads, right=heads)
    for risk in found.risks:
        table.add_row(printable(titles.get(risk.risk, risk.risk)), str(risk.before), str(risk.after))
    return Group(page.heading("Risks"), table)


def modes(page: Page, found: Comparison, heads: tuple[str, str]) -> RenderableType:
    """Return the activities that are done another way."""
    table = a_table("Done another way", *heads)
    for (_, before, after), names in together([((it.before, it.after), it.activity) for it in found.modes]):
        table.add_row(called(page, names), before or "-", after or "-")
    return Group(page.heading("Ways"), table)


def moved(page: Page, before: Page, found: Comparison) -> RenderableType:
    """Return the activities that start another week, those that moved furthest first."""
    order = sorted(found.moved, key=lambda it: (it.weeks is not None, -abs(it.weeks or 0)))
    rows = together([((it.before, it.after, it.weeks), it.activity) for it in order])
    table = a_table("Activity", "Starts", "instead of", "", whole=("Starts", "instead of"))
    for (_, was, now, weeks), names in rows[:MOST_MOVED]:
        what = later(weeks) if weeks else "new" if was is None else "gone"
        table.add_row(called(page if now else before, names), day(now), day(was), what)
    rest = len(rows) - MOST_MOVED
    more = [Text(f"{rest} more (all of them with --json).", style="dim")] if rest > 0 else []
    aside = f"{len(found.moved)} of {len(page.plan.activities)} activities"
    return Group(page.heading("What moved", aside), table, *more)


def together(rows: Sequence[tuple[tuple[Any, ...], str]]) -> list[tuple[tuple[Any, ...], list[str]]]:
    """Return the activities by what is said of them, the copies of an item of which the same is said in one row."""
    found: dict[tuple[Any, ...], list[str]] = {}
    for said, name in rows:
        item, _, part = name.partition("@")
        found.setdefault((item if part != "setup" else name, *said), []).append(name)
    return list(found.items())


def called(page: Page, names: Sequence[str]) -> str:
    """Return what people call an activity, or the copies of one item."""
    there = [page.activities[name] for name in names if name in page.activities]
    return page.several(there) if len(there) == len(names) else ", ".join(map(page.name, names))
