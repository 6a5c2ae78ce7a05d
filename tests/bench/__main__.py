"""Times the planner on a dozen requests and prints a table: ``python -m tests.bench --seconds 10``."""

import argparse
import os
import platform
from importlib.metadata import version

from catalog.library import load
from planner.building import build_network
from planner.optimizer.process import solve
from planner.outcome import Outcome
from planner.plan import GoalResult
from planner.planning import goal_names
from tests.bench.requests import roadmaps

HEAD = ("request", "activities", "first plan", "finish proven", "cost proven", "finish gap", "cost gap", "repeatable")


def main() -> None:
    """Solve every request once and print its row as it comes."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="time limit of each solve (default 10)")
    parser.add_argument("--workers", type=int, default=0, help="workers of each solve (default: one a core)")
    parser.add_argument("--seed", type=int, default=1, help="seed of each solve (default 1)")
    parser.add_argument("--only", default="", help="only requests whose name holds this")
    options = parser.parse_args()
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"OR-Tools {version('ortools')}, {options.seconds:g} s a request\n"
    )
    print("| " + " | ".join(HEAD) + " |\n|" + " --- |" * len(HEAD))
    catalog = load("ai-maturity")
    for name, request in roadmaps():
        if options.only not in name:
            continue
        network = build_network(request, catalog)
        outcome = solve(
            network, goal_names(request), time_limit_s=options.seconds, workers=options.workers, seed=options.seed
        )
        activities = sum(node.kind != "gate" for node in network.nodes)
        print("| " + " | ".join([name, str(activities), *row(outcome)]) + " |", flush=True)


def row(outcome: Outcome) -> list[str]:
    """Return an outcome as the cells of its row: seconds, and gaps as value against bound."""
    finish, cost = outcome.goals
    return [
        seconds(outcome.first_plan_s),
        seconds(outcome.proven_s.get("finish")),
        seconds(outcome.proven_s.get("cost") if finish.proven or outcome.status != "optimal" else None),
        gap(finish, " weeks"),
        gap(cost, ""),
        "yes" if outcome.repeatable else "no",
    ]


def seconds(value: float | None) -> str:
    """Return a time, or a dash for what did not happen."""
    return "-" if value is None else f"{value:.2f} s"


def gap(result: GoalResult, unit: str) -> str:
    """Return value, bound and what lies between them in percent of the value."""
    if result.value is None or result.bound is None:
        return "no plan"
    if result.proven:
        return f"{result.value:,}{unit}, none"
    return f"{result.value:,} / {result.bound:,}{unit}, {100 * (result.value - result.bound) / result.value:.1f} %"


if __name__ == "__main__":
    main()
