"""Plans roadmaps again and again: is every ``repeatable`` plan the same? ``python -m tests.bench.repeats``.

Each case is planned once by each seed, with one worker and with two in turn. All the plans of a case that call
themselves repeatable must be equal in every field but their id and what is said of the search. Exits with 1 where two
are not.
"""

import argparse
import sys
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from catalog.library import load
from planner.planning import plan
from planner.plans import Plan
from planner.request import PlanRequest, Solver
from tests.bench.cases import Case
from tests.bench.machine import machine
from tests.bench.roadmaps import cases


def main(arguments: Sequence[str] | None = None) -> int:
    """Plan what the command line asks for and return the exit code."""
    options = _parser().parse_args(arguments)
    print(f"{machine()}, {options.seconds:g} s a plan, {options.times} plans a case")
    chosen = [case for case in cases() if options.only in " ".join((case.name, *case.tags))][:: options.sample]
    repeatable, faults, plans = 0, 0, 0
    for case in chosen:
        found = _documents(case, options.times, options.seconds)
        different = len(set(found))
        repeatable += bool(found)
        plans += len(found)
        faults += different > 1
        if found:
            print(f"{case.name}: {len(found)} of {options.times} repeatable, {different} different", flush=True)
    print(f"{repeatable} of {len(chosen)} cases repeatable, {plans} plans, {faults} cases with two that differ")
    return 1 if faults else 0


def _documents(case: Case, times: int, seconds: float) -> list[bytes]:
    """Return the plans that call themselves repeatable; none where the first one does not."""
    found: list[bytes] = []
    for number in range(times):
        made = _planned(case.request, Solver(time_limit_s=seconds, workers=1 + number % 2, seed=1 + number))
        if made.solver.repeatable:
            found.append(_what_lasts(made))
        elif not found and number:
            break  # neither one worker nor two prove all of it
    return found


def _planned(request: PlanRequest | None, solver: Solver) -> Plan:
    assert request is not None
    return plan(replace(request, solver=solver), load(request.catalog))


def _what_lasts(made: Plan) -> bytes:
    """Return what must be the same: all but the id, how the search went, and the solver that was asked for."""
    request = replace(made.request, solver=Solver())
    solver = replace(made.solver, wall_s=0.0, seed=0, workers=0)
    return msgspec.json.encode(replace(made, id="", request=request, solver=solver))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.repeats", description=__doc__)
    parser.add_argument("--times", type=int, default=20, help="plans of each case (default 20)")
    parser.add_argument("--seconds", type=float, default=10, help="time limit of each plan (default 10)")
    parser.add_argument("--only", default="", metavar="TEXT", help="only cases whose name and tags hold this")
    parser.add_argument("--sample", type=int, default=1, metavar="N", help="only every N-th of these")
    return parser


if __name__ == "__main__":
    sys.exit(main())
