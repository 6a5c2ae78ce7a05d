"""Money: what is spent by the end of each quarter stays within what there is, and the total within the total.

Spending before a quarter's end is one integer an activity and quarter, bounded from below only: with money carried
over, having spent less early is never what must be forbidden. Activities that a window places wholly before or after
the quarter's end need none. One more row a gate says that all it needs must have been paid from what was released
by then; it follows from the others, and is the most valuable row there is for the bound.
"""

from ortools.sat.python import cp_model

from planner.ledger import Limit, cost_of, costly, limits
from planner.network import Mode, Network
from planner.optimizer.variables import Affine, Variables


def add_money(variables: Variables) -> None:
    """Add every limit on covered money, and what follows from the quarterly ones at each gate."""
    payers = costly(variables.network)
    found = limits(variables.network)
    for limit in found:
        if limit.until <= variables.horizon:
            _add_limit(variables, limit, payers)
    whole = [limit.amount for limit in found if limit.until > variables.horizon]
    if whole:
        variables.model.add(sum(cost(variables, node) for node in payers) <= min(whole))
    quarterly = [limit for limit in found if limit.until <= variables.network.horizon]
    if quarterly:
        _add_gates(variables, quarterly, payers)


def cost(variables: Variables, node: int) -> Affine:
    """Return the covered one-off cost of a node in its chosen mode."""
    money = variables.network.money.covers
    return variables.select(node, lambda mode: mode.cash * ("cash" in money) + mode.labour * ("labour" in money))


def _add_limit(variables: Variables, limit: Limit, payers: tuple[int, ...]) -> None:
    spent: list[Affine] = []
    for node in payers:
        if variables.first[node] >= limit.until:
            continue
        if variables.windows.latest_finish(node, variables.horizon) <= limit.until:
            spent.append(cost(variables, node))
        else:
            spent.append(_spent_before(variables, node, limit.until))
    if spent:
        variables.model.add(sum(spent) <= limit.amount)


def _spent_before(variables: Variables, node: int, week: int) -> cp_model.IntVar:
    """Return an integer that is at least what a node has spent before ``week``."""
    model, network = variables.model, variables.network
    chosen_modes = network.nodes[node].modes
    spent = model.new_int_var(0, max(cost_of(network, node, mode) for mode in variables.windows.modes[node]), "")
    unfinished = model.new_bool_var("")
    model.add(variables.end[node] >= week + 1).only_enforce_if(unfinished)
    model.add(variables.end[node] <= week).only_enforce_if(unfinished.negated())
    under_way = [unfinished]
    if _paid_at_start(network, node):
        started = model.new_bool_var("")
        model.add(variables.start[node] < week).only_enforce_if(started)
        model.add(variables.start[node] >= week).only_enforce_if(started.negated())
        under_way.append(started)
    for mode, chosen in variables.options(node):
        amount = cost_of(network, node, mode)
        model.add(spent >= amount).only_enforce_if([*chosen, unfinished.negated()])
        weekly, at_start = _pace(network, node, chosen_modes[mode])
        paid = at_start + weekly * (week - variables.start[node])
        model.add(spent >= paid).only_enforce_if([*chosen, *under_way])
    return spent


def _paid_at_start(network: Network, node: int) -> bool:
    return network.nodes[node].accrual == "start" and "cash" in network.money.covers


def _pace(network: Network, node: int, mode: Mode) -> tuple[int, int]:
    """Return what a node under way spends in each week but the last, and what it spends at once when it starts."""
    accrual = network.nodes[node].accrual
    cash = mode.cash * ("cash" in network.money.covers)
    labour = mode.labour * ("labour" in network.money.covers)
    weekly = labour // mode.weeks + (cash // mode.weeks if accrual == "prorated" else 0)
    return weekly, cash if accrual == "start" else 0


def _add_gates(variables: Variables, quarterly: list[Limit], payers: tuple[int, ...]) -> None:
    """Add, for each gate, that what precedes it costs at most the money released by the quarter it ends in."""
    for gate, node in enumerate(variables.network.nodes):
        if node.kind != "gate":
            continue
        before = sorted(set(variables.windows.ancestors(gate)) & set(payers))
        steps = [limit for limit in quarterly if limit.until >= variables.first[gate]]
        if before and steps:
            most = sum(variables.most(other, lambda mode: mode.cash + mode.labour) for other in before)
            spent = sum(cost(variables, other) for other in before)
            variables.model.add(spent <= _released(variables, gate, steps, most))


def _released(variables: Variables, gate: int, steps: list[Limit], most: int) -> Affine:
    """Return the money released by the quarter that holds the week before ``gate``, ``most`` after the last step.

    One literal a quarter's end, true when the gate lies behind it; each implies the one before.
    """
    amounts = [step.amount for step in steps] + [most]
    released: Affine = amounts[0]
    previous: cp_model.IntVar | None = None
    for step, sooner, later in zip(steps, amounts, amounts[1:], strict=False):
        if step.until >= variables.last[gate] or later < sooner:
            break
        past = variables.model.new_bool_var("")
        variables.model.add(variables.start[gate] >= step.until + 1).only_enforce_if(past)
        variables.model.add(variables.start[gate] <= step.until).only_enforce_if(past.negated())
        if previous is not None:
            variables.model.add_implication(past, previous)
        previous = past
        released = released + (later - sooner) * past
    return released
