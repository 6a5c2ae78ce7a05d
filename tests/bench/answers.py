"""How soon it is said why there is no plan: ``python -m tests.bench.answers``, requests of 60 to 130 activities.

The roadmaps with a deadline, money or people too little, drawn by seeds; those that turn out to have a plan are passed
over. Printed are the seconds to the first conflict and to the whole answer, and how much of it is proven.
"""

import argparse
import time
from collections.abc import Iterator
from random import Random
from statistics import median

from msgspec import Struct
from msgspec.structs import replace

import planner
from catalog.library import load
from planner.asking import Finding
from planner.calendar import fiscal_calendar
from planner.optimizer.heuristic import Heuristic
from planner.optimizer.windows import Windows
from planner.plans import Conflict, Plan
from planner.request import PlanRequest, Solver
from tests.bench.cases import Case
from tests.bench.contenders import warm_up
from tests.bench.machine import machine
from tests.bench.paper import Paper
from tests.bench.roadmaps import cases

LEAST, MOST = 60, 130
"""Activities of a request of the usual size."""

KINDS = ("deadline", "total", "people", "both")


class Answered(Struct, frozen=True):
    """One request that has no plan: what was too little, and the seconds to its first conflict and to the end."""

    name: str
    kind: str
    first_s: float | None
    wall_s: float
    plan: Plan


def main() -> None:
    """Ask, and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.answers", description=__doc__)
    parser.add_argument("--count", type=int, default=40, help="requests without a plan to answer (default 40)")
    parser.add_argument("--seconds", type=float, default=10, help="time limit of each answer (default 10)")
    parser.add_argument("--workers", type=int, default=0, help="workers of each answer (default: one a core)")
    options = parser.parse_args()
    paper = Paper()
    paper.write(f"{machine()}, {options.seconds:g} s an answer")
    paper.head(("case", "too little", "first conflict", "whole answer", "conflicts proven", "repairs proven"))
    warm_up()
    found: list[Answered] = []
    for one in answers(options.seconds, options.workers):
        found.append(one)
        first = "-" if one.first_s is None else f"{one.first_s:.2f} s"
        conflicts, repairs = one.plan.conflicts, one.plan.repairs
        shares = (f"{sum(it.proven for it in group)} of {len(group)}" for group in (conflicts, repairs))
        paper.row((one.name, one.kind, first, f"{one.wall_s:.2f} s", *shares))
        if len(found) == options.count:
            break
    _summarize(paper, found)


def answers(seconds: float, workers: int) -> Iterator[Answered]:
    """Yield the answer to each request that has no plan."""
    for number, case in enumerate(cases()):
        if LEAST <= case.activities <= MOST:
            dice = Random(f"answers {number}")
            kind = KINDS[number % len(KINDS)]
            request = replace(_spoilt(case, kind, dice), solver=Solver(time_limit_s=seconds, workers=workers))
            one = _answered(case.name, kind, request)
            if one.plan.status == "infeasible":
                yield one


def _answered(name: str, kind: str, request: PlanRequest) -> Answered:
    began = time.monotonic()
    first: list[float] = []

    def found(finding: Finding) -> None:
        if isinstance(finding, Conflict):
            first.append(time.monotonic() - began)

    plan = planner.plan(request, load(request.catalog), on_finding=found)
    return Answered(name, kind, first[0] if first else None, time.monotonic() - began, plan)


def _spoilt(case: Case, kind: str, dice: Random) -> PlanRequest:
    """Return the request of a case with too little time, money or people, or too little money and time."""
    assert case.request is not None
    request, windows = case.request, Windows(case.network)
    rule = Heuristic(case.network, windows).first()
    least = windows.critical_path
    late = least if rule is None else rule.starts[case.network.target]
    calendar = fiscal_calendar(request)
    if kind in ("deadline", "both"):
        week = max(1, int(least + (late - least) * dice.uniform(-0.2, 0.3)))
        request = replace(request, deadline=calendar.gate_date(week))
    if kind in ("total", "both"):
        cheapest = sum(min(mode.cash for mode in node.modes) for node in case.network.nodes)
        request = replace(request, budget=replace(request.budget, total=int(cheapest * dice.uniform(0.7, 1.0))))
    if kind == "people":
        request = replace(request, headcount=dice.choice((1, 2)), deadline=calendar.gate_date(int(least * 1.1)))
    return request


def _summarize(paper: Paper, found: list[Answered]) -> None:
    if not found:
        return
    firsts = [it.wall_s if it.first_s is None else it.first_s for it in found]
    walls = [it.wall_s for it in found]
    conflicts = [it.proven for one in found for it in one.plan.conflicts]
    repairs = [it.proven for one in found for it in one.plan.repairs]
    paper.write(
        f"\n{len(found)} answers. First conflict: median {median(firsts):.2f} s, most {max(firsts):.2f} s. Whole "
        f"answer: median {median(walls):.2f} s, most {max(walls):.2f} s. Conflicts proven: {sum(conflicts)} of "
        f"{len(conflicts)}; repairs proven least: {sum(repairs)} of {len(repairs)}."
    )


if __name__ == "__main__":
    main()
