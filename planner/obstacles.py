"""Limits that cannot hold on their own, whatever the others are: found without a search, with figures.

Asked before the search, which they make needless, and after one that proved a request infeasible. Each obstacle is a
conflict of one limit, or of one limit and what it is measured against, proven by a relaxation: the critical path for
dates, the cheapest modes for money, the least demanding mode for people.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from catalog.model import Catalog
from planner.assumptions import said
from planner.building import build_network
from planner.calendar import FiscalCalendar, fiscal_calendar
from planner.explaining import wording
from planner.explaining.limits import Kind, limits_of
from planner.ledger import covered_cost, quarter_money
from planner.network import Network
from planner.optimizer.windows import Windows
from planner.plans import Conflict, Member
from planner.request import Pin, PlanRequest


def obstacles(request: PlanRequest, catalog: Catalog, network: Network) -> tuple[Conflict, ...]:
    """Return the limits that cannot hold whatever the others are, each proven; none where every limit could.

    Limits are judged without pins and freezes: what only those make impossible is told by ``together``.
    """
    free = replace(request, pins=(), calendar=replace(request.calendar, freezes=()))
    bare = network if free == request else build_network(free, catalog)
    windows = Windows(_unstaffed(bare))
    return (
        *_people(bare),
        *_deadline(free, windows),
        *_money(free, bare, windows),
        *_pinned_ends(request, windows),
    )


def together(request: PlanRequest, catalog: Catalog, network: Network) -> tuple[Conflict, ...]:
    """Return what an infeasible request cannot have together, where no limit is to blame alone: not proven minimal.

    With pins or freezes, the limits that they stand against by the same relaxations, if any; else every limit.
    """
    windows = Windows(_unstaffed(network))
    against = [
        *_people(network),
        *_deadline(request, windows, " with these pins and freezes"),
        *_money(request, network, windows),
    ]
    if against or any(_pinned_ends(request, windows)):
        members = [member for conflict in against for member in conflict.members]
        beside = _limits(request, catalog, "freeze", "pin")
        return (Conflict(members=(*members, *beside), proven=False),)
    every = _limits(request, catalog, "deadline", "total", "quarters", "people", "changes", "freeze", "pin")
    return (Conflict(members=tuple(every), proven=False),)


def _people(network: Network) -> Iterator[Conflict]:
    """Yield each cap that leaves an activity without a mode: every mode needs more than there ever is."""
    usable = Windows(network).modes
    for resource, cap in enumerate(network.resources):
        most = max(cap.capacity)
        short = sorted(
            (
                (min(mode.demand[resource] for mode in node.modes), node.id)
                for index, node in enumerate(network.nodes)
                if node.modes and not usable[index]
            ),
            reverse=True,
        )
        if short and short[0][0] > most:
            need, name = short[0]
            others = sum(1 for demand, _ in short[1:] if demand > most)
            more = f", and so it is with {others} more" if others else ""
            total = cap.name == "total"
            yield _alone(
                "/headcount/total" if total else f"/headcount/roles/{cap.name}",
                f"{name} needs at least {need / 100:g} {'people' if total else f'FTE of {cap.name}'} "
                f"while it runs{more}; "
                f"there are never more than {most / 100:g}.",
                f"{most / 100:g}",
            )


def _deadline(request: PlanRequest, windows: Windows, given: str = "") -> Iterator[Conflict]:
    """Yield the deadline where it lies before what links and evidence allow, ``given`` what else is counted."""
    calendar = fiscal_calendar(request)
    earliest = windows.critical_path
    if request.deadline is not None and earliest > calendar.last_finish_by(request.deadline):
        yield _alone(
            "/deadline",
            f"Level {request.target} cannot be declared before {said(calendar.gate_date(earliest))}{given}, with all "
            f"the people and money there could be; the deadline is {said(request.deadline)}.",
            request.deadline.isoformat(),
        )


def _pinned_ends(request: PlanRequest, windows: Windows) -> Iterator[Conflict]:
    """Yield each pin that asks for an end before what links and evidence allow."""
    calendar = fiscal_calendar(request)
    for position, pin in enumerate(request.pins):
        text = _unreachable(pin, windows, calendar)
        if text is not None:
            yield _alone(f"/pins/{position}/not_after", text, str(pin.not_after))


def _unreachable(pin: Pin, windows: Windows, calendar: FiscalCalendar) -> str | None:
    """Return why a pinned end is too early, or None where it is not."""
    if pin.not_after is None:
        return None
    for index, node in enumerate(windows.network.nodes):
        copy = node.id.partition("@")[0] == pin.on and not node.id.endswith("@setup")
        finish = windows.earliest_finish[index]
        if (copy or node.id == pin.on) and finish > calendar.last_finish_by(pin.not_after):
            return (
                f"{node.id} cannot be {'reached' if node.kind == 'gate' else 'finished'} before "
                f"{said(calendar.week_end(finish - 1))}; the pin asks for {said(pin.not_after)}."
            )
    return None


def _money(request: PlanRequest, network: Network, windows: Windows) -> Iterator[Conflict]:
    """Yield the total, and the quarterly money there can ever be, where it is less than the cheapest plan costs."""
    currency = request.budget.currency
    least = _least_covered(network, windows)
    cheapest = f"The cheapest way to level {request.target} costs {currency} {least:,}"
    total = network.money.total
    if total is not None and total < least:
        yield _alone("/budget/total", f"{cheapest}; the budget leaves {currency} {total:,}.", f"{total}")
    if network.money.per_quarter is None:
        return
    ever, by_deadline = _released(network, network.horizon), _released(network, windows.horizon)
    if ever < least:
        text = f"{cheapest}; all the quarterly money there will ever be is {currency} {ever:,}."
        yield _alone("/budget/per_quarter", text, f"{ever}")
    elif by_deadline < least and request.deadline is not None:
        text = f"{cheapest}; the quarterly money up to {said(request.deadline)} is {currency} {by_deadline:,}."
        deadline = Member("/deadline", wording.deadline(request.deadline), request.deadline.isoformat())
        yield Conflict((Member("/budget/per_quarter", text, f"{by_deadline}"), deadline), proven=True)


def _least_covered(network: Network, windows: Windows) -> int:
    """Return what the budget counts of the cheapest modes, and of run cost where the links alone bring it."""
    least = sum(min((covered_cost(network, mode) for mode in node.modes), default=0) for node in network.nodes)
    if "run" not in network.money.covers:
        return least
    return least + sum(
        node.run_per_week * (windows.tail[index] - windows.shortest[index]) for index, node in enumerate(network.nodes)
    )


def _released(network: Network, weeks: int) -> int:
    """Return all the money of the quarters that begin before a week."""
    quarters = 1 + sum(1 for end in network.quarter_ends if end < weeks)
    return sum(quarter_money(network, quarter) for quarter in range(quarters))


def _limits(request: PlanRequest, catalog: Catalog, *kinds: Kind) -> Iterator[Member]:
    """Yield every limit of these kinds that the request sets, as a member of a conflict."""
    yield from (limit.member for limit in limits_of(request, catalog) if limit.kind in kinds)


def _alone(pointer: str, text: str, value: str) -> Conflict:
    return Conflict(members=(Member(pointer, text, value),), proven=True)


def _unstaffed(network: Network) -> Network:
    """Return the network without caps on people, so that every mode is usable."""
    nodes = tuple(replace(node, modes=tuple(replace(mode, demand=()) for mode in node.modes)) for node in network.nodes)
    return replace(network, resources=(), nodes=nodes)
