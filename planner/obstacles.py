"""Limits that cannot hold on their own, whatever the others are: found without a search, with figures.

Asked when a request turns out to be infeasible. Each obstacle is a conflict of one limit, or of one limit and what it
is measured against, proven by a relaxation: the critical path for dates, the cheapest modes for money, the least
demanding mode for people.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from catalog.model import Catalog
from planner.assumptions import said
from planner.building import build_network, headcount
from planner.calendar import FiscalCalendar, fiscal_calendar
from planner.ledger import cost_of, quarter_money
from planner.network import Network
from planner.optimizer.windows import Windows
from planner.plan import Conflict, Member
from planner.request import Pin, PlanRequest


def obstacles(request: PlanRequest, catalog: Catalog, network: Network) -> tuple[Conflict, ...]:
    """Return the limits that cannot hold on their own; where there is none, all limits as one unproven conflict."""
    found = [*_people(network), *_dates(request, catalog, network), *_money(request, network)]
    return tuple(found) or (Conflict(members=tuple(_limits(request)), proven=False),)


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
            more = f", and {others} more need too many" if others else ""
            total = cap.name == "total"
            yield _alone(
                "/headcount/total" if total else f"/headcount/roles/{cap.name}",
                f"{name} needs at least {need / 100:g} {'people' if total else f'FTE of {cap.name}'} "
                f"while it runs{more}; "
                f"there are never more than {most / 100:g}.",
                f"{most / 100:g}",
            )


def _dates(request: PlanRequest, catalog: Catalog, network: Network) -> Iterator[Conflict]:
    """Yield the deadline and each pinned end that lie before what links and evidence allow."""
    calendar = fiscal_calendar(request)
    unpinned = Windows(_unstaffed(build_network(replace(request, pins=()), catalog)))
    pinned = Windows(_unstaffed(network))
    if request.deadline is not None:
        limit = calendar.last_finish_by(request.deadline)
        text = (
            f"Level {request.target} cannot be declared before {{earliest}}{{why}}, with all the people and money "
            f"there could be; the deadline is {said(request.deadline)}."
        )
        if unpinned.critical_path > limit:
            earliest = said(calendar.gate_date(unpinned.critical_path))
            yield _alone("/deadline", text.format(earliest=earliest, why=""), request.deadline.isoformat())
        elif pinned.critical_path > limit:
            earliest = said(calendar.gate_date(pinned.critical_path))
            deadline = _alone(
                "/deadline", text.format(earliest=earliest, why=" with these pins"), str(request.deadline)
            )
            yield Conflict((*deadline.members, *_pins(request)), proven=False)
    for position, pin in enumerate(request.pins):
        name = _unreachable(pin, pinned, calendar)
        if name is not None:
            yield _alone(f"/pins/{position}/not_after", name, str(pin.not_after))


def _unreachable(pin: Pin, windows: Windows, calendar: FiscalCalendar) -> str | None:
    """Return why a pinned end is too early, or None where it is not."""
    if pin.not_after is None:
        return None
    for index, node in enumerate(windows.network.nodes):
        copy = node.id.partition("@")[0] == pin.on and not node.id.endswith("@setup")
        finish = windows.earliest[index] + windows.shortest[index]
        if (copy or node.id == pin.on) and finish > calendar.last_finish_by(pin.not_after):
            return (
                f"{node.id} cannot be {'reached' if node.kind == 'gate' else 'finished'} before "
                f"{said(calendar.week_end(finish - 1))}; the pin asks for {said(pin.not_after)}."
            )
    return None


def _money(request: PlanRequest, network: Network) -> Iterator[Conflict]:
    """Yield the total, and the quarterly money there can ever be, where it is less than the cheapest plan costs."""
    currency = request.budget.currency
    least = sum(
        min((cost_of(network, index, mode) for mode in range(len(node.modes))), default=0)
        for index, node in enumerate(network.nodes)
    )
    cheapest = f"The cheapest way to level {request.target} costs {currency} {least:,}"
    total = network.money.total
    if total is not None and total < least:
        yield _alone("/budget/total", f"{cheapest}; the budget is {currency} {total:,}.", f"{total}")
    if network.money.per_quarter is None:
        return
    calendar = fiscal_calendar(request)
    weeks = network.horizon if network.deadline is None else max(1, network.deadline)
    quarters = range(max(0, calendar.quarter_of_week(weeks - 1)) + 1)
    released = sum(quarter_money(network, quarter) for quarter in quarters)
    if released < least:
        by = "there will ever be" if request.deadline is None else f"there is by {said(request.deadline)}"
        quarterly = _alone(
            "/budget/per_quarter",
            f"{cheapest}; all the quarterly money {by} is {currency} {released:,}.",
            f"{released}",
        )
        deadline = [member for member in _limits(request) if member.pointer == "/deadline"]
        yield Conflict((*quarterly.members, *deadline), proven=True)


def _limits(request: PlanRequest) -> Iterator[Member]:
    """Yield every limit that the request sets, as a member of a conflict."""
    caps = headcount(request)
    given = {
        "/deadline": request.deadline,
        "/budget/total": request.budget.total,
        "/budget/per_quarter": request.budget.per_quarter,
        "/headcount/total": caps.total,
        **{f"/headcount/roles/{role}": cap for role, cap in caps.roles.items()},
    }
    names = {"/deadline": "the deadline", "/budget/total": "the total budget", "/budget/per_quarter": "quarterly money"}
    for pointer, value in given.items():
        if value is not None:
            shown = ", ".join(str(entry) for entry in value) if isinstance(value, tuple) else str(value)
            name = names.get(pointer, f"people ({pointer.rpartition('/')[2]})")
            yield Member(pointer, f"{name}: {shown}", shown)
    yield from _pins(request)


def _pins(request: PlanRequest) -> Iterator[Member]:
    for position, pin in enumerate(request.pins):
        said_of = {"not before": pin.not_before, "not after": pin.not_after, "mode": pin.mode}
        text = ", ".join(f"{name} {value}" for name, value in said_of.items() if value is not None)
        yield Member(f"/pins/{position}", f"the pin on {pin.on}: {text}", text)


def _alone(pointer: str, text: str, value: str) -> Conflict:
    return Conflict(members=(Member(pointer, text, value),), proven=True)


def _unstaffed(network: Network) -> Network:
    """Return the network without caps on people, so that every mode is usable."""
    nodes = tuple(replace(node, modes=tuple(replace(mode, demand=()) for mode in node.modes)) for node in network.nodes)
    return replace(network, resources=(), nodes=nodes)
