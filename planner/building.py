"""From a request and a catalog to the network: sizes, order, gates, people and money, all in integers.

The second arrow of the house. What is in scope comes from ``planner.scope``; figures from ``catalog.scaling``.
"""

from collections.abc import Collection, Iterator
from decimal import Decimal

from msgspec.structs import replace

from catalog.model import Catalog
from planner import network
from planner.calendar import HORIZON_WEEKS, FiscalCalendar, fiscal_calendar
from planner.network import Exposure, Network, Node, Resource
from planner.order import first_gate_week, links
from planner.request import Headcount, PlanRequest
from planner.scope import Activity, Scope, scope
from planner.sizing import Sizing, modes_of
from planner.standing import enterprise_level


def build_network(request: PlanRequest, catalog: Catalog) -> Network:
    """Return the problem that a judged request and its catalog pose.

    Nodes are the activities of ``scope(request, catalog)`` in that order, then the gates in order of level.
    """
    calendar = fiscal_calendar(request)
    asked = scope(request, catalog)
    names = resource_names(request)
    sizing = Sizing(request, catalog)
    nodes = [_activity_node(activity, sizing, names) for activity in asked.activities]
    nodes += [_gate_node(level, asked, request, catalog) for level in asked.gates]
    nodes = [_pinned(node, activity, request, calendar) for node, activity in _with_activity(nodes, asked)]
    quarters = range(calendar.quarter_of_week(HORIZON_WEEKS) + 1)
    return Network(
        nodes=tuple(nodes),
        links=tuple(links(request, catalog, asked)),
        resources=tuple(_resources(request, names)),
        money=money(request),
        frozen=frozenset(_frozen_weeks(request)),
        risks=tuple(_risks(request, catalog, asked)),
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
    """Return what is shared: capped roles in the order of the request, ``total``, then the changes of each function."""
    caps = headcount(request)
    total = () if caps.total is None else ("total",)
    limited = request.policy.changes_per_function is not None
    changes = (changes_of(function) for function in request.organization.functions) if limited else ()
    return (*caps.roles, *total, *changes)


def changes_of(function: str) -> str:
    """Return the name of the resource that counts the actions running in a function."""
    return f"changes@{function}"


def _activity_node(activity: Activity, sizing: Sizing, names: tuple[str, ...]) -> Node:
    modes = []
    for name in modes_of(activity):
        size = sizing.size(activity, name)
        people = sum(size.people.values())
        taken = size.people | {"total": people}
        if activity.item.kind == "action" and activity.function is not None:
            taken[changes_of(activity.function)] = 1
        modes.append(
            network.Mode(
                name=name,
                weeks=size.weeks,
                demand=tuple(taken.get(resource, 0) for resource in names),
                cash=size.cash,
                labour=size.labour,
                people=people,
            )
        )
    return Node(
        id=activity.id,
        kind=activity.item.kind,
        modes=tuple(modes),
        function=activity.function,
        accrual=activity.item.accrual,
        run_per_week=-(-sizing.run_per_year(activity) // 52),
    )


def _gate_node(level: int, asked: Scope, request: PlanRequest, catalog: Catalog) -> Node:
    at_once = network.Mode(name="", weeks=0, demand=(0,) * len(resource_names(request)), cash=0, labour=0)
    return Node(
        id=asked.gate_id(level),
        kind="gate",
        modes=(at_once,),
        earliest=first_gate_week(request, catalog) if level == asked.gates[0] else 0,
        latest=_deadline(request, fiscal_calendar(request)) if level == asked.gates[-1] else None,
    )


def _deadline(request: PlanRequest, calendar: FiscalCalendar) -> int | None:
    """Return the latest week of the plan's last gate, or None; one beyond the horizon says no more than the horizon."""
    if request.deadline is None:
        return None
    return min(HORIZON_WEEKS, calendar.last_finish_by(request.deadline))


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


def _resources(request: PlanRequest, names: tuple[str, ...]) -> Iterator[Resource]:
    caps = headcount(request)
    for name in names:
        if name.startswith("changes@"):
            assert request.policy.changes_per_function is not None
            yield Resource(name, (request.policy.changes_per_function,))
            continue
        given = caps.total if name == "total" and name not in caps.roles else caps.roles[name]
        assert given is not None
        entries = given if isinstance(given, tuple) else (given,)
        yield Resource(name, tuple(int(Decimal(repr(entry)) * 100) for entry in entries))


def _frozen_weeks(request: PlanRequest) -> Iterator[int]:
    """Yield every week of the horizon that holds a frozen day."""
    for freeze in request.calendar.freezes:
        first = (freeze.from_ - request.start).days // 7
        last = (freeze.to - request.start).days // 7
        yield from range(max(0, first), min(last, HORIZON_WEEKS) + 1)


def _risks(request: PlanRequest, catalog: Catalog, asked: Scope) -> Iterator[Exposure]:
    """Yield every risk that is open at some time, with what opens and closes it."""
    gates = {level: len(asked.activities) + number for number, level in enumerate(asked.gates)}
    mitigators: dict[str, list[str]] = {}
    for item in catalog.items:
        for name in item.risks:
            mitigators.setdefault(name, []).append(item.id)
    for risk in catalog.risks:
        opens = None if risk.level <= enterprise_level(request) else gates.get(risk.level)
        if opens is None and risk.level > enterprise_level(request):
            continue
        wanted = mitigators.get(risk.id, [])
        closes = tuple(index for index, activity in enumerate(asked.activities) if activity.item.id in wanted)
        if closes or not in_place(wanted, request, catalog):
            yield Exposure(risk.id, risk.severity, opens, closes)


def in_place(items: Collection[str], request: PlanRequest, catalog: Catalog) -> bool:
    """Tell whether there are any of these items up to the current level, and none of those is missing."""
    current = enterprise_level(request)
    levels = {step.id: step.to_level for step in catalog.transitions}
    behind = [it.id for it in catalog.items if it.id in items and (levels[it.transition] or current + 1) <= current]
    missing = {entry.partition("@")[0] for entry in request.missing}
    return bool(behind) and not missing.intersection(behind)


def money(request: PlanRequest) -> network.Money:
    """Return the limits on money, less the contingency: whole units, rounded down."""
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
