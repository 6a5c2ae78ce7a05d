"""The story of a plan: from the target gate back to the plan's first day, or to a date that the calendar sets.

Of each step one reason is told, and the next line is about what that reason names. Every step goes back in time, so
that the story ends, and comes to nothing twice.
"""

from typing import NamedTuple

from planner.explaining import wording
from planner.explaining.holds import Hold
from planner.explaining.reasons import Teller
from planner.network import Link

OPEN_ENDS = ("goal", "nothing")


class Step(NamedTuple):
    """One line: a node, what holds it, and the node that this leads to (None: the story ends)."""

    node: int
    hold: Hold
    leads_to: int | None


def story(teller: Teller) -> tuple[str, ...]:
    """Return a sentence for each step from the target gate back."""
    return tuple(_told(step, teller) for step in steps(teller))


def steps(teller: Teller) -> list[Step]:
    """Return the steps to an end that cannot be questioned; where all ways end in something that could be earlier, one.

    Of several reasons the first is followed that leads to such an end.
    """
    target = teller.network.target
    path: list[Step] = []
    way: list[Step] = []
    choices, seen = [_choices(target, teller)], {target}
    while choices:
        if not choices[-1]:
            choices.pop()
            continue
        step = choices[-1].pop(0)
        path[len(choices) - 1 :] = [step]
        if step.leads_to is None:
            way = way or [*path]
            if step.hold.kind not in OPEN_ENDS:
                return path
        elif step.leads_to not in seen:
            seen.add(step.leads_to)
            choices.append(_choices(step.leads_to, teller))
    return way


def _choices(node: int, teller: Teller) -> list[Step]:
    return [Step(node, hold, _leads_to(node, hold, teller)) for hold in teller.holds.of(node)]


def _leads_to(node: int, hold: Hold, teller: Teller) -> int | None:
    """Return what a hold waits for: an activity or gate before, or who frees the people; a date leads nowhere."""
    if hold.link is not None:
        return hold.link.before
    if hold.resource is None:
        return None
    start = teller.schedule.starts[node]
    users = teller.holds.users(hold.resource, start - 1)
    return next((user for user in users if teller.holds.finishes[user] == start), None)


def _told(step: Step, teller: Teller) -> str:
    """Return a step as a sentence: when a node is, and what it waits for."""
    name, start = teller.network.nodes[step.node].id, teller.schedule.starts[step.node]
    calendar, condition = teller.calendar, _condition(step, teller)
    if teller.is_gate(step.node):
        return wording.declared(teller.level(name), calendar.gate_date(start), condition)
    last = calendar.week_end(teller.holds.finishes[step.node] - 1)
    return wording.runs(name, calendar.week_start(start), last, condition)


def _condition(step: Step, teller: Teller) -> str:
    hold = step.hold
    if hold.link is not None:
        return _after(hold.link, teller)
    if hold.kind == "start":
        return wording.with_nothing_to_do() if teller.is_gate(step.node) else wording.from_the_first_day()
    if hold.resource is not None and step.leads_to is not None:
        return _freed(hold, hold.resource, step, step.leads_to, teller)
    reason = teller.reason(step.node, hold).text
    if hold.kind in OPEN_ENDS:
        return wording.although(reason)
    return wording.no_earlier(_until(step, reason, teller))


def _after(link: Link, teller: Teller) -> str:
    before = teller.network.nodes[link.before].id
    if teller.is_gate(link.before):
        return wording.once_declared(teller.level(before), link.lag)
    return (wording.once_done if teller.is_gate(link.after) else wording.after)(before, link.lag)


def _freed(hold: Hold, resource: int, step: Step, before: int, teller: Teller) -> str:
    name, of = teller.network.nodes[before].id, teller.network.resources[resource].name
    week = teller.schedule.starts[step.node] - 1
    cap = teller.holds.capacity(resource, week)
    if hold.kind == "changes":
        return wording.once_changed(name, of.removeprefix("changes@"), cap)
    return wording.once_free(name, None if of == "total" else of, teller.holds.used(resource, week), cap)


def _until(step: Step, reason: str, teller: Teller) -> str:
    """Return a reason of people or quarterly money with what ends the wait for them."""
    hold, calendar = step.hold, teller.calendar
    start = teller.schedule.starts[step.node]
    if hold.resource is not None:
        label = calendar.label(calendar.quarter_of_week(start))
        return wording.until_more_people(reason, label, teller.holds.capacity(hold.resource, start))
    if hold.kind == "money" and hold.limit is not None and hold.limit.until < teller.holds.finishes[step.node]:
        quarter = teller.quarter(hold.limit) + 1
        return wording.until_more_money(reason, calendar.label(quarter), calendar.first_day(quarter))
    return reason
