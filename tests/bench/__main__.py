"""Times the planner and prints tables: ``python -m tests.bench --seconds 10``, ``--constraints``, ``--encodings``."""

import argparse
import os
import platform
from collections.abc import Sequence
from importlib.metadata import version

from catalog.library import load
from planner.building import build_network
from planner.goals import expanded
from planner.optimizer.process import solve
from planner.outcome import Outcome
from planner.plans import GoalResult
from tests.bench import constraints, encodings
from tests.bench.requests import roadmaps

HEAD = ("request", "activities", "first plan", "finish", "cost", "risk", "repeatable")


def main() -> None:
    """Solve every request once and print its row as it comes."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="time limit of each solve (default 10)")
    parser.add_argument("--workers", type=int, default=0, help="workers of each solve (default: one a core)")
    parser.add_argument("--seed", type=int, default=1, help="seed of each solve (default 1)")
    parser.add_argument("--constraints", action="store_true", help="show what each constraint and goal costs instead")
    parser.add_argument("--encodings", action="store_true", help="compare the encodings of quarterly money instead")
    parser.add_argument("--only", default="", help="only requests whose name holds this")
    options = parser.parse_args()
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"OR-Tools {version('ortools')}, {options.seconds:g} s a request\n"
    )
    if options.encodings:
        table(encodings.HEAD)
        for cells in encodings.compare(options.seconds, options.workers or os.cpu_count() or 1, options.seed):
            line(cells)
        return
    catalog = load("ai-maturity")
    table(constraints.HEAD if options.constraints else HEAD)
    for name, request in constraints.variations() if options.constraints else roadmaps():
        if options.only not in name:
            continue
        network = build_network(request, catalog)
        outcome = solve(
            network, expanded(request), time_limit_s=options.seconds, workers=options.workers, seed=options.seed
        )
        activities = sum(node.kind != "gate" for node in network.nodes)
        line((name, str(activities), *(goals_row(outcome) if options.constraints else row(outcome))))


def table(head: Sequence[str]) -> None:
    """Print the head of a table."""
    line(head)
    line(["---"] * len(head))


def line(cells: Sequence[str]) -> None:
    """Print a row of a table."""
    print("| " + " | ".join(cells) + " |", flush=True)


def row(outcome: Outcome) -> list[str]:
    """Return an outcome as the cells of its row: each goal's value, and when it was proven or what gap is left."""
    goals = [cell(result, outcome) for result in outcome.goals]
    return [seconds(outcome.first_plan_s), *goals, "yes" if outcome.repeatable else "no"]


def goals_row(outcome: Outcome) -> list[str]:
    """Return an outcome as cells: its goals in one, whatever they are, and the time of the whole answer."""
    goals = "; ".join(f"{result.goal} {cell(result, outcome)}" for result in outcome.goals)
    return [goals, "yes" if outcome.repeatable else "no", seconds(outcome.wall_s)]


def seconds(value: float | None) -> str:
    """Return a time, or a dash for what did not happen."""
    return "-" if value is None else f"{value:.2f} s"


def cell(result: GoalResult, outcome: Outcome) -> str:
    """Return a goal's value with the time of its proof, or with its bound and the gap between in percent."""
    if result.value is None or result.bound is None:
        return "infeasible" if outcome.status == "infeasible" else "no plan"
    if result.proven:
        return f"{result.value:,} in {seconds(outcome.proven_s.get(result.goal))}"
    return f"{result.value:,}, at least {result.bound:,}: {100 * (result.value - result.bound) / result.value:.1f} %"


if __name__ == "__main__":
    main()
