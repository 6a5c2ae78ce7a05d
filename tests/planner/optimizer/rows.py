"""Random small networks and their optima, to see that rows which only help the bound cut nothing off."""

from itertools import product

from msgspec.structs import replace
from ortools.sat.python import cp_model

from planner.ledger import breaks
from planner.network import Exposure, Schedule
from planner.optimizer.model import PlanModel
from planner.optimizer.windows import Windows
from tests.planner.networks import a_gate, a_network, a_node

HORIZON = 40
NAMES = ("finish", "cost", "cost_to_gate", "covered", "risk", "peak", "levels")
CARRIES = ("forever", "year", "never")


def a_random_network(dice, *, most=20, **fields):
    """Five activities of two modes, a gate between them, one role, and quarterly money of ``most`` at most."""
    names = "abcde"
    nodes = [a_node(name, *(_random_mode(dice) for _ in range(2))) for name in names]
    links = [("a", "gate", dice.choice((0, 2))), ("b", "gate"), ("gate", "e")]
    links += [(one, other, dice.choice((0, 1))) for one, other in (("a", "c"), ("b", "d")) if dice.random() < 0.5]
    return a_network(
        *nodes,
        a_gate("gate", earliest=dice.choice((0, 3))),
        links=links,
        caps=[tuple(dice.choice((100, 150)) for _ in range(2))],
        per_quarter=(*(dice.randint(0, most) for _ in range(3)), 15),
        horizon=HORIZON,
        **fields,
    )


def a_wide_network(dice, *, most=40):
    """The same with all that money and time know besides: accruals, labour, run cost, carry-over, freezes, risks."""
    plain = a_random_network(dice, most=most)
    nodes = tuple(node if node.kind == "gate" else _widened(node, dice) for node in plain.nodes)
    covers = frozenset(name for name in ("cash", "labour", "run") if dice.random() < 0.7)
    money = replace(plain.money, covers=covers, carry_over=dice.choice(CARRIES))
    if dice.random() < 0.5:
        money = replace(money, total=dice.randint(60, 120))
    return replace(
        plain,
        nodes=nodes,
        money=money,
        year_ends=frozenset({1, 5, 9}),
        frozen=frozenset(dice.sample(range(12), 3)),
        risks=(
            Exposure("old", dice.randint(1, 5), None, tuple(dice.sample(range(5), 2))),
            Exposure("new", dice.randint(1, 5), 5, (dice.randrange(5),)),
            Exposure("open", 1, dice.choice((None, 5)), ()),
        ),
    )


def a_tiny_network(dice):
    """Three activities of two modes and a gate, by week 8, with all that a network knows; quarters of 2 weeks."""
    nodes = [_widened(a_node(name, *(_random_mode(dice) for _ in range(2))), dice) for name in "abc"]
    return a_network(
        *nodes,
        a_gate("gate", earliest=dice.choice((0, 3))),
        links=[("a", "gate", dice.choice((0, 1))), ("gate", dice.choice("bc"))],
        caps=[(100, dice.choice((60, 100, 150)))],
        covers=[name for name in ("cash", "labour", "run") if dice.random() < 0.7],
        per_quarter=tuple(dice.randint(5, 30) for _ in range(4)),
        total=dice.choice((None, 60)),
        carry_over=dice.choice(CARRIES),
        quarter_ends=tuple(range(dice.choice((1, 2)), 12, 2)),
        year_ends=frozenset({1, 3}),
        horizon=8,
        frozen=frozenset(dice.sample(range(8), 1)),
        risks=[("old", 3, None, "b"), ("new", 2, "gate", "c"), ("open", 1, "gate")],
    )


def _random_mode(dice):
    return dice.randint(1, 4), dice.randint(0, 20), dice.choice((30, 50, 80))


def _widened(node, dice):
    return replace(
        node,
        kind=dice.choice(("action", "action", "governance")),
        accrual=dice.choice(("prorated", "start", "end")),
        run_per_week=dice.choice((0, 0, 1)),
        modes=tuple(replace(mode, labour=dice.randint(0, 9), people=dice.choice((30, 70))) for mode in node.modes),
    )


def every_schedule(network):
    """Each schedule that breaks nothing, its gates declared when they are earned."""
    places = [
        [(start, mode) for mode, it in enumerate(node.modes) for start in range(network.horizon - it.weeks + 1)]
        if node.kind != "gate"
        else [(0, 0)]
        for node in network.nodes
    ]
    for chosen in product(*places):
        starts, modes = zip(*chosen, strict=True)
        schedule = Schedule(starts, modes).settled(network)
        if breaks(network, schedule) is None:
            yield schedule


def optimum(network, goal):
    """The best that a goal can be, or None where there is no plan."""
    found = optima(network, (goal,))
    return found[0] if found else None


def optima(network, names=("finish", "cost")):
    """The values of the goals, each held while the next is improved; ``()`` where there is no plan."""
    windows = Windows(network)
    model = PlanModel(network, windows, windows.horizon)
    found = []
    for goal in names if model.feasible else ():
        model.minimize(goal, 0)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        status = solver.solve(model.model)
        assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        if status == cp_model.INFEASIBLE:
            break
        found.append(round(solver.objective_value))
        model.at_most(goal, found[-1])
    return tuple(found)
