"""Changes to a request, and what is found of one that has no plan, in words as one person would tell another.

Called by all who show a repair or a finding. A plan that was read from JSON is told like one just made: its dates are
text there, its tuples lists.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from planner.asking import Finding
from planner.assumptions import said
from planner.calendar import fiscal_calendar
from planner.explaining import wording
from planner.explaining.limits import quarterly
from planner.plans import Change, Conflict, Unrepairable
from planner.request import Number, PlanRequest

RAISE = "raise "


def finding_in_words(finding: Finding, request: PlanRequest) -> str:
    """Return what was found of a request that has no plan, as one line without its end."""
    if isinstance(finding, Conflict):
        members = "; ".join(member.text.removesuffix(".") for member in finding.members)
        return f"{'these cannot hold together' if len(finding.members) > 1 else 'this cannot hold'}: {members}"
    if isinstance(finding, Unrepairable):
        return f"{finding.keeps} cannot be kept"
    return f"this would do: {_listed(finding.changes, request)}"


def changes_in_words(changes: Sequence[Change], request: PlanRequest) -> str:
    """Return changes to a request as one sentence: "Raise the headcount from 3 to 12 and ... ."."""
    words = _listed(changes, request)
    return f"{words[:1].upper()}{words[1:]}."


def change_in_words(change: Change, request: PlanRequest) -> str:
    """Return one change to a request: what is to be done, from what to what."""
    before, after, currency = change.from_, change.to, request.budget.currency
    match change.pointer.split("/")[1:]:
        case ["deadline"]:
            told = f"move the deadline from {said(_day(before))} to {said(_day(after))}"
        case ["target"]:
            told = f"aim for level {after} instead of {before}"
        case ["policy", _]:
            told = f"let a function bear {after} changes at a time instead of {before}"
        case ["pins", _]:
            told = f"withdraw the pin on {_pin(before)}"
        case ["include" | "exclude", _]:
            told = f"leave {before} {'out' if change.pointer.startswith('/include') else 'as the catalog has it'}"
        case ["estimates", _]:
            told = f"withdraw the estimate of {_item(before)}"
        case ["calendar", "freezes", _]:
            told = f"lift the freeze {_freeze(before)}"
        case ["budget", "total"]:
            told = f"{RAISE}the total budget {_from_to(before, after, currency)}"
        case ["budget", _, *quarter]:
            told = f"{RAISE}the money of {_by_quarter(quarter, change, request, currency)}"
        case ["headcount", "roles", role, *quarter]:
            told = f"{RAISE}{role} {_staffed(quarter, change, request)} FTE"
        case [_, *quarter]:
            told = f"{RAISE}the headcount {_staffed(quarter[1:], change, request)}"
    return told


def _listed(changes: Sequence[Change], request: PlanRequest) -> str:
    """Return changes as one clause; what is raised after something else that is raised goes without the word."""
    told = [change_in_words(change, request) for change in changes] or ["change nothing"]
    words = [told[0]]
    for before, clause in pairwise(told):
        words.append(clause.removeprefix(RAISE) if before.startswith(RAISE) else clause)
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _staffed(quarter: Sequence[str], change: Change, request: PlanRequest) -> str:
    """Return from how many people to how many: throughout, or in some quarters."""
    if not quarter and not isinstance(change.to, list | tuple):
        return _from_to(change.from_, change.to, None)
    return f"in {_by_quarter(quarter, change, request, None)}"


def _by_quarter(quarter: Sequence[str], change: Change, request: PlanRequest, currency: str | None) -> str:
    """Return which quarters are to get more, and how much.

    ``quarter`` is the entry in a list, if the change is one of an entry; else lists are compared quarter by quarter.
    """
    label = fiscal_calendar(request).label
    before, after = change.from_, change.to
    if quarter:
        return f"{label(int(quarter[0]))} {_from_to(before, after, currency)}"
    if not isinstance(after, list | tuple):
        return f"each quarter {_from_to(before, after, currency)}"
    new = _entries(after)
    old = quarterly(_entries(before), len(new))
    more = {_difference(one, other) for one, other in zip(old, new, strict=True)}
    if len(more) == 1 and len(new) > 1:
        return f"each quarter by {wording.money(currency, more.pop())}"
    changed = [place for place, (one, other) in enumerate(zip(old, new, strict=True)) if one != other]
    told = [f"{label(it)} {_from_to(old[it], new[it], currency)}" for it in changed]
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


def _from_to(before: Any, after: Any, currency: str | None) -> str:
    return f"from {wording.money(currency, before)} to {after:,}"


def _difference(one: Number, other: Number) -> Number:
    apart = round(other - one, 2)
    return int(apart) if apart == int(apart) else apart


def _pin(before: Any) -> str:
    """Return what is pinned, and to what."""
    parts = {
        "not before": before["not_before"] and said(_day(before["not_before"])),
        "not after": before["not_after"] and said(_day(before["not_after"])),
        "mode": before["mode"],
    }
    return f"{before['on']} ({', '.join(f'{name} {part}' for name, part in parts.items() if part)})"


def _item(before: Any) -> str:
    return str(before["item"])


def _freeze(before: Any) -> str:
    span = f"from {said(_day(before['from']))} to {said(_day(before['to']))}"
    return f"{span} ({before['reason']})" if before["reason"] else span


def _entries(given: Any) -> tuple[Number, ...]:
    return tuple(given) if isinstance(given, list | tuple) else (given,)


def _day(given: Any) -> date:
    return given if isinstance(given, date) else date.fromisoformat(given)
