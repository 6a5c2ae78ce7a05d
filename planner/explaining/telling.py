"""Changes to a request in words, as one person would ask another for them."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from planner.assumptions import said
from planner.calendar import fiscal_calendar
from planner.explaining.limits import quarterly
from planner.explaining.wording import money
from planner.plans import Change
from planner.request import Number, PlanRequest

Given = Number | tuple[Number, ...]


def changes_in_words(changes: Sequence[Change], request: PlanRequest) -> str:
    """Return changes to a request as one sentence."""
    told = [change_in_words(change, request) for change in changes]
    words = f"{', '.join(told[:-1])} and {told[-1]}" if len(told) > 1 else told[0]
    return f"{words[:1].upper()}{words[1:]}."


def change_in_words(change: Change, request: PlanRequest) -> str:
    """Return one change to a request: what is to be done, from what to what."""
    place = change.pointer
    listed = place.rpartition("/")[2]
    if place.startswith(("/budget", "/headcount")):
        return f"raise {_subject(place)}{_amounts(change, request)}"
    if place.startswith("/pins/"):
        return f"withdraw the pin on {request.pins[int(listed)].on}"
    if place.startswith("/calendar/freezes/"):
        freeze = request.calendar.freezes[int(listed)]
        return f"lift the freeze from {said(freeze.from_)} to {said(freeze.to)}"
    if isinstance(change.from_, date) and isinstance(change.to, date):
        return f"move the deadline from {said(change.from_)} to {said(change.to)}"
    if place == "/target":
        return f"aim for level {change.to} instead of {change.from_}"
    return f"let a function bear {change.to} changes at a time instead of {change.from_}"


def _subject(place: str) -> str:
    parts = place.split("/")
    if parts[1] == "budget":
        return "the total budget" if parts[2] == "total" else "the quarterly money"
    role = parts[3] if len(parts) > 3 and parts[2] == "roles" else ""
    return role or "the headcount"


def _amounts(change: Change, request: PlanRequest) -> str:
    """Return from what to what: as one amount, or quarter by quarter where only some change."""

    def written(amount: Number) -> str:
        return money(request.budget.currency, amount) if change.pointer.startswith("/budget") else f"{amount:g} FTE"

    before, after = cast("Given", change.from_), cast("Given", change.to)
    last = change.pointer.rpartition("/")[2]
    calendar = fiscal_calendar(request)
    if not isinstance(after, tuple):
        where = f" of {calendar.label(int(last))}" if last.isdigit() else ""
        return f"{where} from {written(cast('Number', before))} to {written(after)}"
    old = quarterly(before, len(after))
    changed = [place for place, (one, other) in enumerate(zip(old, after, strict=True)) if one != other]
    if len(changed) == len(after):
        return f" by {written(round(after[0] - old[0], 2))} in each quarter"
    told = [f"{calendar.label(it)} from {written(old[it])} to {written(after[it])}" for it in changed]
    return f" of {' and '.join(told)}"
