"""From a request and a catalog to the network: sizes, order, gates, people and money, all in integers.

The second arrow of the house. What is in scope comes from ``planner.scope``; figures from ``catalog.scaling``.
"""

from collections.abc import Iterator
from decimal import Decimal

from msgspec.structs import replace

from catalog import scaling
from catalog.model import Catalog
from planner import network
from planner.calendar import HORIZON_WEEKS, FiscalCalendar, fiscal_calendar
from planner.network import Link, Network, Node, Resource
from planner.request import Headcount, PlanRequest
from planner.scope import Activity, Scope, enterprise_level, scope


def build_network(request: PlanRequest, catalog: Catalog) -> Network:
    """Return the problem that a judged request and its catalog pose.

    Nodes are the activities of ``scope(request, catalog)`` in that order, then the gates in order of level.
    """
    calendar = fiscal_calendar(request)
    asked = scope(request, catalog)
    names = resource_names(request)
    nodes = [_activity_node(activity, request, catalog, names) for activity in asked.activities]
    nodes += [_gate_node(level, request, catalog, calendar) for level in asked.gates]
    nodes = [_pinned(node, activity, request, calendar) for node, activity in _with_activity(nodes, asked)]
    quarters = range(calendar.quarter_of_week(HORIZON_WEEKS) + 1)
    return Network(
        nodes=tuple(nodes),
        links=tuple(_links(catalog, asked)),
        resources=tuple(_resources(request, names)),
        money=_money(request),
        quarter_ends=tuple(calendar.quarter_end(quarter) for quarter in quarters),
        target=len(nodes) - 1,
        horizon=HORIZON_WEEKS,
        deadline=_deadline(request, calendar),
        year_ends=frozenset(quarter for quarter in quarters if calendar.ends_year(quarter)),
    )


def headcount(request: PlanRequest) -> Headcount:
    """Return the request's people as caps, a single number being the total."""
    given = request.headcount
    return given if isinstance(given, Headcount) else Headcount(total=given)


def resource_names(request: PlanRequest) -> tuple[str, ...]:
    """Return the capped roles in the order of the request, then ``total`` where all people are capped."""
    caps = headcount(request)
    return (*caps.roles, *(() if caps.total is None else ("total",)))


def size(activity: Activity, mode: str, request: PlanRequest, catalog: Catalog) -> scaling.Scaled:
    """Return what an activity takes in a mode in this organization: weeks, effort and cash."""
    return scaling.scaled_mode(
        catalog,
        activity.item,
        mode,
        employees=request.organization.employees,
        functions=len(request.organization.functions),
        traits=request.organization.traits,
        part=activity.part,
    )


def modes_of(activity: Activity) -> tuple[str, ...]:
    """Return the modes an activity may be done in; a set-up has those with figures for it."""
    return tuple(name for name, mode in activity.item.modes.items() if activity.part != "setup" or mode.setup_weeks)


def rates(request: PlanRequest, catalog: Catalog) -> dict[str, Decimal]:
    """Return what a person-week of each role costs, the request's rates before the catalog's."""
    known = {role.id: role.rate for role in catalog.roles if role.rate is not None} | request.rates
    return {role: Decimal(repr(rate)) for role, rate in known.items()}


def run_per_year(activity: Activity, request: PlanRequest, catalog: Catalog) -> int:
    """Return an activity's cost a year once it has finished."""
    return scaling.run_per_year(catalog, activity.item, employees=request.organization.employees, part=activity.part)


def demand(size: scaling.Scaled) -> dict[str, int]:
    """Return the people an activity of this size needs while it runs: hundredths of an FTE by role."""
    return {role: scaling.demand(effort, size.weeks) for role, effort in size.effort.items() if effort}


def _activity_node(activity: Activity, request: PlanRequest, catalog: Catalog, names: tuple[str, ...]) -> Node:
    costs = rates(request, catalog)
    modes = []
    for name in modes_of(activity):
        sized = size(activity, name, request, catalog)
        people = demand(sized)
        people["total"] = sum(people.values())
        modes.append(
            network.Mode(
                name=name,
                weeks=sized.weeks,
                demand=tuple(people.get(resource, 0) for resource in names),
                cash=sized.cash,
                labour=scaling.labour(sized.effort, costs),
            )
        )
    return Node(
        id=activity.id,
        kind=activity.item.kind,
        modes=tuple(modes),
        function=activity.function,
        accrual=activity.item.accrual,
        run_per_week=-(-run_per_year(activity, request, catalog) // 52),
    )


def _gate_node(level: int, request: PlanRequest, catalog: Catalog, calendar: FiscalCalendar) -> Node:
    first = level == enterprise_level(request) + 1
    earliest = first_gate_week(request, catalog) if first else 0
    latest = None
    if level == request.target and request.deadline is not None:
        latest = _deadline(request, calendar)
    at_once = network.Mode(name="", weeks=0, demand=(0,) * len(resource_names(request)), cash=0, labour=0)
    return Node(id=f"gate-{level}", kind="gate", modes=(at_once,), earliest=earliest, latest=latest)


def _deadline(request: PlanRequest, calendar: FiscalCalendar) -> int | None:
    """Return the latest week of the target gate, or None; one beyond the horizon says no more than the horizon."""
    if request.deadline is None:
        return None
    return min(HORIZON_WEEKS, calendar.last_finish_by(request.deadline))


def first_gate_week(request: PlanRequest, catalog: Catalog) -> int:
    """Return the week before which the first gate cannot be: evidence weeks counted from ``current_since``."""
    since = request.current_since or request.start
    days = 7 * catalog.level(enterprise_level(request)).evidence_weeks - (request.start - since).days
    return max(0, -(-days // 7))


def _with_activity(nodes: list[Node], asked: Scope) -> Iterator[tuple[Node, Activity | None]]:
    for index, node in enumerate(nodes):
        yield node, asked.activities[index] if index < len(asked.activities) else None


def _pinned(node: Node, activity: Activity | None, request: PlanRequest, calendar: FiscalCalendar) -> Node:
    """Return the node with the request's pins: on itself, or on its item if it is a copy or the whole."""
    names = {node.id}
    if activity is not None and activity.part != "setup":
        names.add(activity.item.id)
    earliest, latest, modes = node.earliest, node.latest, node.modes
    gate = node.kind == "gate"
    for pin in request.pins:
        if pin.on not in names:
            continue
        if pin.not_before is not None:
            first = calendar.first_gate_from if gate else calendar.first_week_from
            earliest = max(earliest, first(pin.not_before))
        if pin.not_after is not None:
            last = calendar.last_finish_by(pin.not_after)
            latest = last if latest is None else min(latest, last)
        if pin.mode is not None:
            modes = tuple(mode for mode in modes if mode.name == pin.mode)
    return replace(node, earliest=earliest, latest=latest, modes=modes)


def _links(catalog: Catalog, asked: Scope) -> Iterator[Link]:
    index = {activity.id: number for number, activity in enumerate(asked.activities)}
    gate_index = {level: len(asked.activities) + number for number, level in enumerate(asked.gates)}
    for number, activity in enumerate(asked.activities):
        for before, lag in direct_predecessors(activity, asked):
            yield Link(index[before], number, lag)
        yield Link(number, gate_index[activity.gate], evidence_lag(activity))
        opener = gate_index.get(opening_level(activity))
        if opener is not None and not activity.debt:
            yield Link(opener, number)
    for lower, upper in zip(asked.gates, asked.gates[1:], strict=False):
        yield Link(gate_index[lower], gate_index[upper], catalog.level(lower).evidence_weeks)


def evidence_lag(activity: Activity) -> int:
    """Return the weeks that an activity's evidence must run before its gate; a set-up has none."""
    return 0 if activity.part == "setup" else activity.item.evidence_lag_weeks


def opening_level(activity: Activity) -> int:
    """Return the level that must be declared before an activity may start."""
    if activity.item.may_start_at_level is not None:
        return activity.item.may_start_at_level
    return activity.gate - (3 if activity.item.long_lead else 2)


def direct_predecessors(activity: Activity, asked: Scope) -> Iterator[tuple[str, int]]:
    """Yield the id and lag of each activity that must have finished before this one starts, each once."""
    parts: dict[str, list[Activity]] = {}
    for other in asked.activities:
        parts.setdefault(other.item.id, []).append(other)
    if activity.part == "copy":
        yield from ((other.id, 0) for other in parts[activity.item.id] if other.part == "setup")
    lags: dict[str, int] = {}
    for prerequisite in activity.item.hard_prerequisites:
        before = [other for other in parts.get(prerequisite.item, ()) if other.part != "setup"]
        if activity.part == "setup" and before and before[0].part == "copy":
            before = before if before[0].item.kind == "governance" else []
        if activity.part == "copy":
            before = [other for other in before if other.function == activity.function] or before
        for other in before:
            lags[other.id] = max(lags.get(other.id, 0), prerequisite.lag_weeks)
    yield from lags.items()


def _resources(request: PlanRequest, names: tuple[str, ...]) -> Iterator[Resource]:
    caps = headcount(request)
    for name in names:
        given = caps.total if name == "total" and name not in caps.roles else caps.roles[name]
        assert given is not None
        entries = given if isinstance(given, tuple) else (given,)
        yield Resource(name, tuple(int(Decimal(repr(entry)) * 100) for entry in entries))


def _money(request: PlanRequest) -> network.Money:
    budget = request.budget
    held_back = 1 - Decimal(repr(budget.contingency))

    def usable(amount: int) -> int:
        return int(amount * held_back)

    quarterly = budget.per_quarter
    if isinstance(quarterly, int):
        quarterly = (quarterly,)
    carry: network.CarryOver = "forever" if budget.carry_over is True else "never"
    return network.Money(
        covers=frozenset(budget.covers),
        total=None if budget.total is None else usable(budget.total),
        per_quarter=None if quarterly is None else tuple(usable(amount) for amount in quarterly),
        carry_over="year" if budget.carry_over == "year" else carry,
    )
