"""Small networks, schedules and placements made by hand, for tests of what works on them.

Quarters are of four weeks unless said otherwise, so that their ends matter in plans that can be solved in the head.
"""

from msgspec.structs import replace

from planner.building import build_network
from planner.network import Exposure, Link, Mode, Money, Network, Node, Resource, Schedule
from planner.optimizer.search import Search
from planner.optimizer.windows import Windows
from planner.placement import Placement
from planner.request import Goal

GOALS = (Goal("finish"), Goal("cost"))


def a_node(node_id, *modes, labour=0, people=0, **fields):
    """An action whose modes are written (weeks, cash, demand of each resource...); one week unless said.

    ``labour`` and ``people`` (hundredths of an FTE over all roles) are one number for all modes, or one a mode.
    """
    made = tuple(
        Mode(
            name=f"mode {index}",
            weeks=weeks,
            demand=tuple(rest[1:]),
            cash=rest[0] if rest else 0,
            labour=_of_mode(labour, index),
            people=_of_mode(people, index),
        )
        for index, (weeks, *rest) in enumerate(modes or ((1,),))
    )
    return Node(id=node_id, modes=made, **{"kind": "action", **fields})


def _of_mode(given, index):
    return given if isinstance(given, int) else given[index]


def a_gate(node_id, **fields):
    """A gate."""
    return Node(id=node_id, kind="gate", modes=(Mode(name="", weeks=0, demand=(), cash=0, labour=0),), **fields)


def a_network(
    *nodes,
    links=(),
    caps=(),
    total=None,
    per_quarter=None,
    covers=("cash",),
    carry_over="forever",
    risks=(),
    end=None,
    **fields,
):
    """A network of these nodes and a last gate, ``end``, that all of them precede.

    Links are written (before, after) or (before, after, lag), ``caps`` one list of hundredths of an FTE a resource,
    risks (id, severity, the gate that opens it or None, those that close it...).
    """
    nodes = (*nodes, end or a_gate("end"))
    index = {node.id: number for number, node in enumerate(nodes)}
    target = len(nodes) - 1
    named = [Link(index[before], index[after], *lag) for before, after, *lag in links]
    horizon = fields.pop("horizon", 100)
    return Network(
        nodes=tuple(replace(node, modes=tuple(_as_wide(mode, len(caps)) for mode in node.modes)) for node in nodes),
        links=(*named, *(Link(number, target) for number in range(target))),
        resources=tuple(Resource(f"role {number}", tuple(cap)) for number, cap in enumerate(caps)),
        money=Money(frozenset(covers), total, per_quarter, carry_over),
        quarter_ends=fields.pop("quarter_ends", tuple(range(4, horizon + 5, 4))),
        target=target,
        horizon=horizon,
        risks=tuple(
            Exposure(name, severity, None if opens is None else index[opens], tuple(index[one] for one in closes))
            for name, severity, opens, *closes in risks
        ),
        **fields,
    )


def _as_wide(mode, resources):
    return replace(mode, demand=(*mode.demand, *(0,) * (resources - len(mode.demand))))


def a_schedule(network, modes=None, **starts):
    """Start weeks by id (the gates' too), and the indices of the modes that are not the first."""
    chosen = modes or {}
    return Schedule(
        starts=tuple(starts[node.id] for node in network.nodes),
        modes=tuple(chosen.get(node.id, 0) for node in network.nodes),
    )


def starts_of(network, schedule):
    """The start week of each node by its id."""
    return {node.id: start for node, start in zip(network.nodes, schedule.starts, strict=True)}


def modes_of(network, schedule):
    """The mode index of each node that has a choice, by its id."""
    chosen = zip(network.nodes, schedule.modes, strict=True)
    return {node.id: mode for node, mode in chosen if len(node.modes) > 1}


def goals(*entries):
    """Goals as a search takes them, from names or (name, within)."""
    return tuple(Goal(entry) if isinstance(entry, str) else Goal(*entry) for entry in entries)


def searched(network, goals=GOALS, *, seconds=5, report=lambda _: None, start=None):
    """The last report of a whole search, in this process."""
    return Search(network, goals, seconds=seconds, workers=1, seed=1, report=report).run(start)


def best_values(network, *entries):
    """What a search proves each goal to be, in order; ``()`` for a network that is proven to have no plan.

    Goals are given by name or as (name, within); finish and cost unless said.
    """
    report = searched(network, goals(*entries) or GOALS)
    if report.infeasible:
        return ()
    assert all(goal.proven for goal in report.goals), "the search proved nothing in its time"
    return tuple(goal.value for goal in report.goals)


def windows_of(network):
    """The windows by id: (earliest start, longest path to the end)."""
    windows = Windows(network)
    found = zip(network.nodes, windows.earliest, windows.tail, strict=True)
    return {node.id: (earliest, tail) for node, earliest, tail in found}


def a_placement(request, catalog, modes=None, **weeks):
    """A request's plan with every start week given by hand: ``act_a`` stands for act-a, ``act_a__hr`` for its copy.

    Modes that are not the first are given as ``{"act-a": 1}``.
    """
    network = build_network(request, catalog)
    starts = {name.replace("__", "@").replace("_", "-"): week for name, week in weeks.items()}
    return Placement(request, catalog, network, a_schedule(network, modes, **starts))
