"""The exact optimum of a tiny request by trying everything: a truth for the optimizer to agree with.

It reads a request and a catalog by itself (no code of the planner but the types). ``optimum`` looks at every plan
that a deadline leaves, whatever the limits and the goals. ``best`` knows finish, then cost, and needs no deadline:
for a given last week it asks of every choice of modes whether a schedule exists, in one of two ways. ``honest`` tries
every start week. The other, fast, tries every order of the tasks, each placed as late as it fits: whatever schedule
fits can be pushed to the right, task by task, until none moves, because spending later never needs money earlier;
and placing the tasks of such a schedule by falling finish finds it again. That holds only while money carries over.
"""

from fractions import Fraction
from itertools import product
from math import floor
from typing import NamedTuple

from tests.brute_search import Search
from tests.brute_table import Table
from tests.puzzle import Puzzle

PRESETS = {
    "fastest": (("finish", None), ("cost", None), ("risk", None)),
    "cheapest": (("cost_to_gate", None), ("finish", None), ("risk", None)),
    "safest": (("risk", None), ("finish", None), ("cost", None)),
    "balanced": (("finish", "10%"), ("cost", "5%"), ("risk", None)),
}


class Optimum(NamedTuple):
    """Each goal's best value when its turn came, and the most of it that the later goals may use."""

    goal: str
    value: int
    allowed: int


def optimum(request, catalog, goals=None):
    """Return an ``Optimum`` for each goal, in order; none where no plan exists. The request has a deadline.

    ``goals`` (names, Goals, a preset) stand in for the request's. Raises ``TooManyError`` where plans are too many.
    """
    assert request.deadline is not None
    table = Table(Puzzle(request, catalog))
    if not table.rows:
        return None
    found = []
    for goal, within in spelled(request.goals if goals is None else goals):
        values = table.value(goal)
        least = int(values.min())
        allowed = allowance(least, within)
        table.keep(values <= allowed)
        found.append(Optimum(goal, least, allowed))
    return found


def spelled(goals):
    """Return (name, within) of each goal."""
    if isinstance(goals, str):
        return PRESETS[goals]
    return tuple((one, None) if isinstance(one, str) else (one.goal, one.within) for one in goals)


def allowance(value, within):
    """Return the most that a goal may come to while the next are improved."""
    if within is None:
        return value
    much = Fraction(within[:-1])
    return floor(value + much if within.endswith("w") else value * (100 + much) / 100)


class Best(NamedTuple):
    """The values of finish (week of the target gate) and cost, and one schedule: id -> (mode, start week)."""

    finish: int
    cost: int
    schedule: dict


def best(request, catalog, *, honest=False):
    """Return the least finish and, at that finish, the least cost; none where no schedule exists.

    ``budget.covers`` is taken to be cash alone and money to carry over.
    """
    puzzle = Puzzle(request, catalog)
    names = list(puzzle.tasks)
    total = request.budget.total
    choices = [
        (sum(way.cash for way in ways), dict(zip(names, ways, strict=True)))
        for ways in product(*(puzzle.tasks[name].ways for name in names))
    ]
    choices = sorted((one for one in choices if total is None or one[0] <= total), key=lambda one: one[0])
    low, high = 0, puzzle.horizon()
    # Whatever fits before one week fits before a later one, so the least finish is found by halving.
    found = _cheapest(puzzle, choices, high, honest)
    if found is None:
        return None
    while low < high:
        middle = (low + high) // 2
        nearer = _cheapest(puzzle, choices, middle, honest)
        if nearer is None:
            low = middle + 1
        else:
            high, found = middle, nearer
    return Best(high, *found)


def _cheapest(puzzle, choices, end, honest):
    for cost, ways in choices:
        schedule = Search(puzzle, ways, end).run(honest=honest)
        if schedule is not None:
            return cost, {name: (ways[name].name, start) for name, start in schedule.items()}
    return None
