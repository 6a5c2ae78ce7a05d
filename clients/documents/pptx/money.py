"""The money by fiscal quarter: a chart of what the budget counts, and a table of it against what there is."""

from clients.amounts import in_words, money, short_money
from clients.documents.charts.themes import LIGHT
from clients.documents.pptx.charts import Series, columns
from clients.documents.pptx.deck import INNER, Deck
from clients.documents.pptx.flow import Flow
from clients.documents.pptx.sheet import Box, Sheet
from clients.documents.pptx.tables import Cell, Column, Row, Table
from planner.building import money as limits
from planner.plans import Phase

KINDS = {"cash": "cash", "labour": "own labour", "run": "running cost"}
SHADES = {"cash": LIGHT.cash, "labour": LIGHT.labour, "run": LIGHT.run}
CHART = 2.5


def add(deck: Deck) -> None:
    """Add the slides of the budget."""
    notes = [
        "Spend, new money and what was brought in of each quarter: the plan's phases. All: its totals.",
        f"The budget counts {counted_kinds(deck)}; other kinds are shown for information.",
    ]
    flow = Flow(deck, "Budget by quarter", aside(deck), notes)
    flow.chart(f"What the budget counts, in {deck.names.currency}", CHART, lambda sheet, at: _chart(deck, sheet, at))
    flow.table("", Table(f"Money in {deck.names.currency}", tuple(_columns(deck)), tuple(_rows(deck))))


def counted_kinds(deck: Deck) -> str:
    """Return which kinds of money the budget counts, in words."""
    return in_words([words for kind, words in KINDS.items() if kind in deck.plan.request.budget.covers])


def limit(deck: Deck) -> int | None:
    """Return the money that there is to the last gate, less what is held back; None where none was given."""
    total = limits(deck.plan.request).total
    if total is not None:
        return int(total)
    quarterly = [phase.budget.available for phase in deck.plan.phases if phase.budget.available is not None]
    return sum(quarterly) if quarterly else None


def aside(deck: Deck) -> str:
    """Return what is spent of how much, of which kinds, and what is held back."""
    totals, there_is, budget = deck.plan.totals, limit(deck), deck.plan.request.budget
    spent = f"{deck.names.currency} {money(totals.covered if totals else 0)}"
    words = f"{spent} of {money(there_is)}" if there_is is not None else f"{spent}, without a limit"
    held = f"; {budget.contingency:.0%} of every budget is held back" if budget.contingency else ""
    return f"{words}, counting {counted_kinds(deck)}{held}"


def _chart(deck: Deck, sheet: Sheet, at: Box) -> None:
    phases, budget = deck.plan.phases, deck.plan.request.budget
    series = [
        Series(words.capitalize(), tuple(float(getattr(phase.spend, kind)) for phase in phases), SHADES[kind])
        for kind, words in KINDS.items()
        if kind in budget.covers
    ]
    if _is_quarterly(deck):
        series.append(Series("Left", tuple(float(_left(phase)) for phase in phases), LIGHT.room))
    spent = ", ".join(f"{phase.label} {short_money(phase.budget.used)}" for phase in phases)
    told = f"Money spent by quarter in {deck.names.currency}: {spent}"
    columns(sheet, at, [phase.label for phase in phases], series, name="Spend by quarter", told=told)


def _is_quarterly(deck: Deck) -> bool:
    return any(phase.budget.available is not None for phase in deck.plan.phases)


def _left(phase: Phase) -> int:
    budget = phase.budget
    return max(0, (budget.available or 0) + (budget.carried or 0) - budget.used)


def _columns(deck: Deck) -> list[Column]:
    covers = deck.plan.request.budget.covers
    quarterly = ["New money", "Brought in", "Spent", "Left"] if _is_quarterly(deck) else ["Spent", "So far"]
    kinds = [f"{words.capitalize()}{'' if kind in covers else ' (not counted)'}" for kind, words in KINDS.items()]
    titles = [*quarterly, *kinds]
    first = 1.4
    return [Column("Quarter", first), *(Column(one, (INNER - first) / len(titles), "right") for one in titles)]


def _rows(deck: Deck) -> list[Row]:
    rows: list[Row] = []
    so_far = 0
    for phase in deck.plan.phases:
        budget, spend = phase.budget, phase.spend
        so_far += budget.used
        quarterly = [budget.available or 0, budget.carried or 0, budget.used, _left(phase)]
        figures = quarterly if _is_quarterly(deck) else [budget.used, so_far]
        rows.append([phase.label, *(money(one) for one in (*figures, spend.cash, spend.labour, spend.run))])
    totals = deck.plan.totals
    if totals is not None:
        quarterly_words = ["", "", money(totals.covered), ""]
        head = quarterly_words if _is_quarterly(deck) else [money(totals.covered), ""]
        words = ["All", *head, money(totals.cash), money(totals.labour), money(totals.run)]
        rows.append([Cell(one, bold=True, shade="band") for one in words])
    return rows
