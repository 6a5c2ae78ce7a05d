"""Two ways of counting spending against a limit, timed side by side for each accrual and carry-over rule.

``bounded``, the planner's own: an integer for each node and stretch of weeks, bounded from below by cases. ``exact``:
an integer for each node and quarter's end that equals what was spent before it; a stretch is a difference of two.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from msgspec.structs import replace

from catalog.library import load
from planner.building import build_network
from planner.ledger import Limit, covered_cost
from planner.optimizer import money
from planner.optimizer.marks import negated
from planner.optimizer.search import Search
from planner.optimizer.variables import Affine
from planner.plans import Status
from planner.request import Budget, Goal
from tests.bench.cases import Case, Reached, Run
from tests.bench.requests import each, roadmap
from tests.bench.verdict import fault_of_schedule


def cases() -> Iterator[Case]:
    """Yield a case for each request, accrual and carry-over; the goal is ``finish``."""
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
                activities = sum(node.kind != "gate" for node in network.nodes)
                goals = (Goal("finish"),)
                yield Case("encodings", f"{name}, {accrual}, carry {str(carry).lower()}", network, goals, activities)


class Encoding:
    """A contender: the planner's search, in this process, with one way of counting."""

    def __init__(self, name: str, in_use: Callable[[], AbstractContextManager[None]]) -> None:
        self.name, self.in_use = name, in_use

    def __call__(self, case: Case, seconds: float, workers: int, seed: int) -> Run:
        """Return what the search comes to."""
        workers = workers or os.cpu_count() or 1
        began = time.perf_counter()
        with self.in_use():
            report = Search(case.network, case.goals, seconds=seconds, workers=workers, seed=seed).run()
        wall_s = time.perf_counter() - began
        proven = all(it.proven for it in report.goals)
        found: Status = "optimal" if proven else "feasible"
        return Run(
            set=case.set,
            name=case.name,
            contender=self.name,
            seed=seed,
            workers=workers,
            seconds=seconds,
            activities=case.activities,
            tags=case.tags,
            status="unknown" if report.schedule is None else found,
            first_plan_s=None,
            wall_s=wall_s,
            goals=tuple(Reached(it.goal, it.value, it.bound, it.proven) for it in report.goals),
            repeatable=report.repeatable,
            failure=None if report.schedule is None else fault_of_schedule(case, report.schedule),
        )


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


CONTENDERS = (Encoding("bounded", bounded), Encoding("exact", exact))
