"""Every sentence of an explanation, in one place: facts in, one sentence out that a PMO could have written."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from planner.assumptions import said
from planner.request import Budget, Freeze, Goal, Number, Pin

# Limits ------------------------------------------------------------------------------------------------------


def deadline(day: date) -> str:
    """The deadline."""
    return f"the deadline of {said(day)}"


def total(budget: Budget) -> str:
    """The total budget."""
    held = f", {budget.contingency * 100:g} % of it held back" if budget.contingency else ""
    return f"the total budget of {money(budget.currency, budget.total or 0)}{held}"


def quarterly_money(currency: str | None, entries: Sequence[Number]) -> str:
    """The money of all quarters."""
    if len(entries) == 1:
        return f"the {money(currency, entries[0])} of each quarter"
    return f"the money of the quarters ({currency} {_entries(entries)}, and so on)"


def money_of(currency: str | None, where: str, entries: Sequence[Number]) -> str:
    """The money of one fiscal year or quarter."""
    return f"the money of {where} ({currency} {_entries(entries)})"


def people(name: str, where: str, entries: Sequence[Number]) -> str:
    """The people of a role, or all, in a quarter or throughout."""
    amount = _entries(entries)
    who = ("person" if amount == "1" else "people") if name == "total" else f"FTE of {name}"
    return f"{amount} {who} in {where}" if where else f"{amount} {who} throughout"


def freeze(it: Freeze) -> tuple[str, str]:
    """A freeze, and its value."""
    span = f"{said(it.from_)} to {said(it.to)}"
    return f"the freeze from {span}" + (f" ({it.reason})" if it.reason else ""), span


def pin(it: Pin) -> tuple[str, str]:
    """A pin, and its value."""
    parts = {
        "not before": it.not_before and said(it.not_before),
        "not after": it.not_after and said(it.not_after),
        "mode": it.mode,
    }
    value = ", ".join(f"{name} {part}" for name, part in parts.items() if part)
    return f"the pin on {it.on}: {value}", value


def changes(most: int) -> str:
    """The changes that a function bears at a time."""
    return f"at most {most} {'change' if most == 1 else 'changes'} at a time in a function"


def evidence(level: int, weeks: int) -> str:
    """The weeks that a level must be lived in."""
    return f"{weeks} weeks of evidence at level {level} before level {level + 1} is declared"


def look_ahead(given: int | str) -> str:
    """How far ahead of its gate work may start."""
    far = "as the catalog says" if given == "catalog" else f"{given} levels ahead at the most"
    return f"work on a level starting {far}"


def governance() -> tuple[str, str]:
    """The policy that governance arrives with its level, and its value."""
    return "governance in place on arrival at its level, not on leaving it", "arrival"


def held(goal: Goal) -> str:
    """A goal that is held while the next is improved."""
    name = goal.goal.replace("_", " ")
    return f"{name} held within {goal.within} of its best" if goal.within else f"{name} held at its best"


# Repairs -----------------------------------------------------------------------------------------------------


def reached(level: int, day: date) -> str:
    """What a repaired request leads to."""
    return f"Level {level} can then be declared by {said(day)}."


def roughly(what: str) -> str:
    """What was found in the time there was, and may not be the least."""
    return f"{what} Less may do: there was no time to prove that it does not."


def unkept(keeps: str) -> str:
    """Why something cannot be kept, where no plainer reason is at hand."""
    return f"No plan keeps {keeps}, whatever else is given: it was looked for without every other limit."


def keeping(kinds: Sequence[str]) -> str:
    """What a user may hope to keep."""
    return " and ".join(kinds)


def money(currency: str | None, amount: Number) -> str:
    """An amount of money."""
    return f"{currency} {amount:,}" if currency else f"{amount:,}"


def from_on(quarter: str) -> str:
    """All quarters from one on."""
    return f"{quarter} and after"


def _entries(entries: Sequence[Number]) -> str:
    if len({*entries}) == 1:
        return f"{entries[0]:,}"
    return ", ".join(f"{entry:,}" for entry in entries)


# Questions ---------------------------------------------------------------------------------------------------


class Beside(Protocol):
    """What becomes of a plan: the weeks and the money beside what it was."""

    @property
    def weeks(self) -> int | None:
        """Weeks later; below 0, sooner."""

    @property
    def money(self) -> int | None:
        """Money more; below 0, less."""


def already(on: str, by: date) -> str:
    """What is asked for is so in the plan."""
    return f"{on} is done by {said(by)} in this plan already."


def possible_sooner(on: str, by: date, moved: Beside) -> str:
    """What is asked for is possible within the limits, at the price of other goals."""
    return f"{on} can be done by {said(by)} within the limits; {beside(moved)}."


def impossible_sooner(on: str, by: date, ways: int) -> str:
    """What is asked for is not possible within the limits."""
    what = f"{on} cannot be done by {said(by)} within the limits"
    if not ways:
        return f"{what}, and no more money or people would do it in any amount that was tried."
    return f"{what}; {'this would do' if ways == 1 else 'each of these would do'}:"


def not_known(on: str, by: date) -> str:
    """There was no time to find out."""
    return f"Whether {on} can be done by {said(by)} was not found out in the time there was; give it more."


def with_item(item: str, moved: Beside) -> str:
    """What an optional item would take."""
    return f"With {item} in the plan, {beside(moved)}."


def paid(item: str, moved: Beside) -> str:
    """What a debt delays."""
    return f"Were {item} in place already, {beside(moved)}."


def beside(moved: Beside) -> str:
    """What becomes of the plan."""
    if moved.weeks is None or moved.money is None:
        return "there would be no plan within the limits"
    when = "it would be reached in the same week"
    if moved.weeks:
        when = f"the target would be reached {weeks(abs(moved.weeks))} {'later' if moved.weeks > 0 else 'sooner'}"
    cost = "at the same cost"
    if moved.money:
        cost = f"for {abs(moved.money):,} {'more' if moved.money > 0 else 'less'}"
    return f"{when}, {cost}"


def units(kind: str, currency: str | None, amount: int) -> str:
    """So many units of a limit."""
    if kind in ("total", "quarters"):
        return money(currency, amount) + (" a quarter" if kind == "quarters" else "")
    if kind == "people":
        return f"{amount / 10:g} FTE"
    return weeks(amount) if kind == "deadline" else f"{amount} more"


def weeks(count: int) -> str:
    """So many weeks."""
    return f"{count} week" + ("" if count == 1 else "s")
