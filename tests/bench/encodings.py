"""Two ways of counting spending against a limit, timed side by side for each accrual and carry-over rule.

``bounded``, the planner's own: an integer for each node and stretch of weeks, bounded from below by cases. ``exact``:
an integer for each node and quarter's end that equals what was spent before it; a stretch is a difference of two.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from msgspec.structs import replace

from catalog.library import load
from planner.building import build_network
from planner.ledger import Limit, covered_cost
from planner.optimizer import money
from planner.optimizer.marks import negated
from planner.optimizer.search import Search
from planner.optimizer.variables import Affine
from planner.request import Budget, Goal
from tests.bench.requests import each, roadmap

HEAD = ("request", "accrual", "carry-over", "bounded: finish / bound", "exact: finish / bound")


def compare(seconds: float, workers: int, seed: int) -> Iterator[tuple[str, ...]]:
    """Yield a row for each request, accrual and carry-over: what each encoding finds and proves in the same time."""
    catalog = load("ai-maturity")
    for name, current, target, people, quarterly in (
        ("1-3, 1 a role, 150k", 1, 3, 1, 150_000),
        ("2-4, 1 a role, 200k", 2, 4, 1, 200_000),
        ("2-5, 1.5 a role, 250k", 2, 5, 1.5, 250_000),
    ):
        for accrual in ("prorated", "start", "end"):
            items = tuple(replace(item, accrual=accrual) for item in catalog.items)
            for carry in (True, "year", False):
                budget = Budget(per_quarter=quarterly, carry_over=carry, covers=("cash",))
                request = replace(roadmap(current, target, headcount=each(people)), budget=budget)
                network = build_network(request, replace(catalog, items=items))
                cells = []
                for encoding in (bounded, exact):
                    with encoding():
                        search = Search(network, (Goal("finish"),), seconds=seconds, workers=workers, seed=seed)
                        result = search.run().goals[0]
                    cells.append(f"{result.value} / {result.bound}")
                yield name, accrual, str(carry).lower(), *cells


@contextmanager
def bounded() -> Iterator[None]:
    """Count spending as the planner does."""
    yield


@contextmanager
def exact() -> Iterator[None]:
    """Count spending by exact cumulative integers."""
    kept = money._Rows._one_off
    money._Rows._one_off = _difference
    try:
        yield
    finally:
        money._Rows._one_off = kept


def _difference(rows: "money._Rows", node: int, limit: Limit) -> list[Affine]:
    variables = rows.variables
    latest = variables.windows.latest_finish(node, variables.horizon)
    if variables.first[node] >= limit.until or latest <= limit.since:
        return []
    return [_spent_before(rows, node, limit.until), -1 * _spent_before(rows, node, limit.since)]


def _spent_before(rows: "money._Rows", node: int, week: int) -> Affine:
    """Return what a node has spent before a week: nothing, all, or by cases in between."""
    variables, network = rows.variables, rows.network
    if variables.first[node] >= week:
        return 0
    if variables.windows.latest_finish(node, variables.horizon) <= week:
        return money.covered(variables, node)
    known = rows.__dict__.setdefault("spent_before", {})
    if (node, week) not in known:
        spent = rows.model.new_int_var(0, variables.most(node, lambda mode: covered_cost(network, mode)), "")
        begun, done = rows.marks.started(node, week), rows.marks.finished(node, week)
        rows.marks.imply(spent == 0, [negated(begun)])
        for mode, chosen in variables.options(node):
            it = network.nodes[node].modes[mode]
            at_start = it.cash if network.nodes[node].accrual == "start" else 0
            under_way = at_start + rows._weekly(node, it) * (week - variables.start[node])
            rows.marks.imply(spent == covered_cost(network, it), [*chosen, done])
            rows.marks.imply(spent == under_way, [*chosen, begun, negated(done)])
        known[node, week] = spent
    return known[node, week]
