"""Every sentence of an explanation, in one place: facts in, one sentence out that a PMO could have written.

Nothing here knows of plans or networks. Dates are days, people hundredths of an FTE where not said otherwise, money
whole units.
"""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from planner.assumptions import said
from planner.request import Budget, Freeze, Goal, Number, Pin

MOST_NAMES = 3

# Reasons and the story ---------------------------------------------------------------------------------------


def starts_at_once() -> str:
    """Say that an activity starts in week 0."""
    return "It starts on the first day of the plan."


def declared_at_once() -> str:
    """Say that a gate stands in week 0."""
    return "It needs nothing that is still to be done."


def follows(before: str, ends: date, lag: int) -> str:
    """Say which activity comes before, and how long to wait after it."""
    if lag:
        return f"It waits {counted(lag, 'week')} after {before}, which ends on {said(ends)}."
    return f"It follows {before}, which ends on {said(ends)}."


def opens_after(gate: str, declared: date) -> str:
    """Say which level has to be declared first."""
    return f"It may not start before {gate} is declared, which is on {said(declared)}."


def needs_activity(before: str, ends: date, lag: int) -> str:
    """Say which activity a gate waits for, with the weeks of its evidence."""
    if lag:
        return f"It needs {counted(lag, 'week')} of evidence of {before}, which ends on {said(ends)}."
    return f"It needs {before}, which ends on {said(ends)}."


def needs_level(before: str, since: date, weeks: int) -> str:
    """Say which level a gate waits for, with the weeks of evidence at it since a day."""
    if weeks:
        return f"It needs {counted(weeks, 'week')} of evidence at {before}, counted from {said(since)}."
    return f"It cannot come before {before}, which is declared on {said(since)}."


def pinned(day: date) -> str:
    """Say that a pin keeps something from being earlier."""
    return f"It is pinned: not before {said(day)}."


def frozen(week: date, first: date, last: date, reason: str, *, ends: bool) -> str:
    """Say that an action may not start, or end, in the week that begins on a day."""
    why = f" ({reason})" if reason else ""
    days = f"{said(first)} to {said(last)} is frozen" if first != last else f"{said(first)} is frozen"
    verb = "end" if ends else "start"
    return f"A week earlier it would {verb} in the week of {said(week)}, and {days}{why}."


def crowded(who: str | None, quarter: str, used: int, cap: int, wanted: int, by: str) -> str:
    """Say that a role (None: everybody) has no room the week before: FTE used of the cap, and what it would take."""
    if not by:
        of = f" of {who}" if who else ""
        return f"A week earlier it would take {fte(wanted)} FTE{of}; in {quarter} the cap is {fte(cap)}."
    if used >= cap:
        whom, use = (f"{who} is fully used", ", by") if who else ("Everybody is at work", ", on")
    else:
        whom, use = (f"{who} has too little room" if who else "Too few people are free"), " are used, by"
    share = f"{fte(used)} of {fte(cap)} FTE{use} {by}"
    return f"{whom} the week before, in {quarter} ({share}); a week earlier it would take {fte(wanted)}."


def changing(function: str, most: int, by: str) -> str:
    """Say that a function bears no more actions at a time."""
    return f"{function} bears {counted(most, 'change')} at a time, and has {by} the week before."


def overspent(quarter: str, amount: str, *, alone: bool) -> str:
    """Say that the money of a quarter, alone or with what was carried over, does not suffice a week earlier."""
    when = "in it" if alone else "by its end"
    return (
        f"The money of {quarter} does not reach further: a week earlier, {amount} more would be spent {when} "
        "than there is."
    )


def overrun(quarter: str, amount: str) -> str:
    """Say that run cost from a week earlier on goes beyond the money of a quarter."""
    return (
        f"The money of {quarter} does not reach further: with a week more of run cost it would be {amount} too little."
    )


def over_the_total(amount: str) -> str:
    """Say that run cost from a week earlier on goes beyond the total budget."""
    return f"The total budget does not reach further: with a week more of run cost it would be {amount} too little."


def dearer(amount: str) -> str:
    """Say that only the cost to the gate speaks against a week earlier."""
    return f"It could start a week earlier at the price of {amount} more run cost to the target gate."


def higher_peak(rise: int) -> str:
    """Say that only the peak of people speaks against a week earlier."""
    return f"It could start a week earlier at the price of a peak of people {fte(rise)} FTE higher."


def free(week: int, day: date) -> str:
    """Say that nothing holds an activity, and how early it could start."""
    return f"Nothing holds it: it could start in week {week} ({said(day)}), and no goal would be worse for it."


def level(gate: str, target: int) -> str:
    """Return what a gate's id is called in a sentence."""
    return f"what lies beyond level {target}" if gate == "beyond" else f"level {gate.removeprefix('gate-')}"


def declared(gate: str, day: date, condition: str) -> str:
    """Return a gate's line of the story."""
    return f"{_capital(gate)} is declared on {said(day)}, {condition}."


def runs(activity: str, first: date, last: date, condition: str) -> str:
    """Return an activity's line of the story."""
    begins = said(first).removesuffix(f" {last.year}")
    return f"{activity} runs from {begins} to {said(last)}, {condition}."


def once_done(before: str, weeks: int) -> str:
    """Return what a gate waits for: an activity, and weeks of its evidence."""
    return f"after {counted(weeks, 'week')} of evidence of {before}" if weeks else f"once {before} is done"


def once_declared(before: str, weeks: int) -> str:
    """Return which level something waits for, and the weeks of evidence at it."""
    return f"after {counted(weeks, 'week')} of evidence at {before}" if weeks else f"once {before} is declared"


def after(before: str, weeks: int) -> str:
    """Return which activity something follows, and after how many weeks."""
    return f"{counted(weeks, 'week')} after {before}" if weeks else f"after {before}"


def once_free(before: str, who: str | None, used: int, cap: int) -> str:
    """Return whose end lets go of people of a role (None: of all), and how many are used until then."""
    return f"once {before} needs {who or 'its people'} no more: {fte(used)} of {fte(cap)} FTE are used until then"


def once_changed(before: str, function: str, most: int) -> str:
    """Return whose end lets a function bear the next change."""
    return f"once {before} is done: {function} bears {counted(most, 'change')} at a time"


def from_the_first_day() -> str:
    """Return when something starts that nothing could let start earlier."""
    return "starting on the first day of the plan"


def with_nothing_to_do() -> str:
    """Return that a gate waits for nothing."""
    return "as nothing that it needs is still to be done"


def no_earlier(reason: str) -> str:
    """Return a reason of people, money or dates as the end of a line."""
    return f"no earlier because {_clause(reason)}"


def although(reason: str) -> str:
    """Return what is said of something that could be earlier as the end of a line."""
    return f"though {_clause(reason)}"


def until_more_people(reason: str, quarter: str, cap: int) -> str:
    """Return a reason of people with the quarter from which there are more of them."""
    return f"{reason.removesuffix('.')}; from {quarter} on the cap is {fte(cap)}."


def until_more_money(reason: str, quarter: str, day: date) -> str:
    """Return a reason of money with the quarter that brings more."""
    return f"{reason.removesuffix('.')}; the next money comes with {quarter}, on {said(day)}."


def fte(hundredths: int) -> str:
    """Return people with no more decimals than needed."""
    return f"{hundredths / 100:,.2f}".rstrip("0").rstrip(".")


def counted(number: int, noun: str) -> str:
    """Return ``1 week``, ``3 weeks``."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


def named(names: Sequence[str], number: int) -> str:
    """Return ``a``, ``a and b``, ``a, b, c and 2 others`` of a number of things, of which the first few are named."""
    shown = [*names[:MOST_NAMES]]
    if number > len(shown):
        shown.append(counted(number - len(shown), "other"))
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _clause(sentence: str) -> str:
    return f"{sentence[:1].lower()}{sentence[1:]}".removesuffix(".")


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


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
    if where:
        return f"{amount} {who} in {where}"
    return f"{amount} {who} {'throughout' if len({*entries}) == 1 else 'by quarter'}"


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
    if given == "catalog":
        return "how far ahead of its gate work may start, by the catalog"
    return f"work starting no more than {counted(int(given), 'level')} ahead of its gate"


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


def roughly(what: str, place: str) -> str:
    """What was found in the time there was, and may not be the least; ``place`` is that of the only change."""
    more = {
        "/deadline": "An earlier day may do: there was no time to prove that none does.",
        "/target": "A higher level may be possible: there was no time to prove that none is.",
    }
    return f"{what} {more.get(place, 'Less may do: there was no time to prove that it does not.')}"


def unkept(keeps: str) -> str:
    """Why something cannot be kept, where no plainer reason is at hand."""
    return f"No plan keeps {keeps}, whatever else is given: it was looked for without every other limit."


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
    """What becomes of a plan: when it ends, and the weeks and the money beside what it was."""

    @property
    def finish(self) -> date | None:
        """The day on which the target is reached; None where no plan is known."""

    @property
    def proven(self) -> bool:
        """Whether there is nothing better; without a plan, whether there is none."""

    @property
    def weeks(self) -> int | None:
        """Weeks later; below 0, sooner."""

    @property
    def money(self) -> int | None:
        """Money more; below 0, less."""


def already(on: str, by: date) -> str:
    """What is asked for is so in the plan."""
    return f"{on} is {had(on)} by {said(by)} in this plan already."


def had(on: str) -> str:
    """What becomes of an activity, or of a gate."""
    return "declared" if on.startswith("gate-") else "done"


def possible_sooner(on: str, by: date, moved: Beside, currency: str | None) -> str:
    """What is asked for is possible within the limits, at the price of other goals."""
    return f"{on} can be {had(on)} by {said(by)} within the limits; {beside(moved, currency)}."


def impossible_sooner(on: str, by: date, ways: int) -> str:
    """What is asked for is not possible within the limits."""
    what = f"{on} cannot be {had(on)} by {said(by)} within the limits"
    if not ways:
        return f"{what}, and no change of money, people, pins or freezes was found that would do."
    return f"{what}; {'this would do' if ways == 1 else 'each of these would do'}:"


def not_known(on: str, by: date) -> str:
    """There was no time to find out."""
    return f"Whether {on} can be {had(on)} by {said(by)} was not found out in the time there was; give it more."


def with_item(item: str, moved: Beside, currency: str | None) -> str:
    """What an optional item would take."""
    return f"With {item} in the plan, {beside(moved, currency)}."


def paid(item: str, moved: Beside, currency: str | None) -> str:
    """What a debt delays."""
    return f"Were {item} in place already, {beside(moved, currency)}."


def beside(moved: Beside, currency: str | None) -> str:
    """What becomes of the plan."""
    if moved.finish is None:
        if moved.proven:
            return "there would be no plan within the limits"
        return "what would become of the plan was not found out in the time there was"
    if moved.weeks is None or moved.money is None:
        return f"the target would be reached by {said(moved.finish)}"
    when = "the target would be reached in the same week"
    if moved.weeks:
        late = "later" if moved.weeks > 0 else "sooner"
        when = f"the target would be reached {counted(abs(moved.weeks), 'week')} {late}"
    cost = "at the same cost"
    if moved.money:
        cost = f"for {money(currency, abs(moved.money))} {'more' if moved.money > 0 else 'less'}"
    return f"{when}, {cost}"


def units(kind: str, currency: str | None, amount: int) -> str:
    """So many units of a limit."""
    if kind in ("total", "quarters"):
        return money(currency, amount) + (" a quarter" if kind == "quarters" else "")
    if kind == "people":
        return f"{amount / 10:g} FTE"
    return counted(amount, "week") if kind == "deadline" else f"{amount} more"
