"""Plans random cases and prints where the planner and the brute force disagree; nothing where they agree.

    python -m tests.disagreements --features year,run --seeds 0:100 [--pairs] [--any] [--raw] [--show]

``--pairs`` tries every pair of the features named, ``--any`` a random choice of all features for each seed, ``--raw``
asks the optimizer itself, past what the intake refuses and the checker finds, ``--show`` prints the request too.
"""

import argparse
import time
import traceback
from itertools import combinations

import msgspec
from msgspec.structs import replace

import planner
from catalog.fault import Refused
from planner.building import build_network
from planner.goals import expanded
from planner.optimizer.process import solve
from tests.brute_force import optimum
from tests.brute_table import TooManyError
from tests.random_cases import random_case
from tests.random_catalogs import FEATURES, all_features


def disagreement(seed, features, *, raw=False, time_limit_s=5):
    """Return how the planner's answer to a random case differs from the truth; none where it does not."""
    request, catalog = random_case(seed, features)
    try:
        truth = optimum(request, catalog)
    except TooManyError:
        return "not judged: more plans than can be looked at"
    wanted = None if truth is None else [(one.goal, one.value) for one in truth]
    request = replace(request, solver=replace(request.solver, time_limit_s=time_limit_s, workers=1))
    try:
        status, goals = (_solved if raw else _planned)(request, catalog)
    except Refused as refused:
        return f"refused: {'; '.join(f'{fault.pointer} {fault.code}: {fault.detail}' for fault in refused.faults)}"
    except Exception as failure:
        place = traceback.extract_tb(failure.__traceback__)[-1]
        return f"{type(failure).__name__}: {failure} ({place.filename.rpartition('/')[2]}:{place.lineno})"
    if wanted is None:
        return None if status == "infeasible" else f"status {status}, but no plan exists"
    found = [(goal.goal, goal.value) for goal in goals]
    if status != "optimal":
        return f"status {status}: {[(goal.goal, goal.value, goal.bound) for goal in goals]}, truth {wanted}"
    return None if found == wanted else f"goals {found}, truth {wanted}"


def _planned(request, catalog):
    found = planner.plan(request, catalog)
    return found.status, found.goals


def _solved(request, catalog):
    outcome = solve(
        build_network(request, catalog),
        expanded(request),
        time_limit_s=request.solver.time_limit_s,
        workers=1,
        seed=request.solver.seed,
    )
    return outcome.status, outcome.goals


def _arguments():
    parser = argparse.ArgumentParser(prog="tests.disagreements", description=__doc__.splitlines()[0])
    parser.add_argument("--features", default="", help=f"comma-separated: {', '.join(FEATURES)}")
    parser.add_argument("--seeds", default="0:20", help="FROM:TO, or one seed")
    parser.add_argument("--pairs", action="store_true", help="every pair of the features (all, where none is named)")
    parser.add_argument("--any", action="store_true", help="a random choice of all features for each seed")
    parser.add_argument("--raw", action="store_true", help="ask the optimizer alone")
    parser.add_argument("--show", action="store_true", help="print the request of each disagreement")
    return parser.parse_args()


def main():
    """Print every disagreement with its features and seed, and at the end how many there were."""
    arguments = _arguments()
    first, _, last = arguments.seeds.partition(":")
    seeds = range(int(first), int(last or int(first) + 1))
    named = tuple(name for name in arguments.features.split(",") if name)
    choices = list(combinations(named or FEATURES, 2)) if arguments.pairs else [named]
    asked = (
        [(seed, all_features(seed)) for seed in seeds]
        if arguments.any
        else [(seed, features) for features in choices for seed in seeds]
    )
    count, began = 0, time.monotonic()
    for seed, features in asked:
        found = disagreement(seed, features, raw=arguments.raw)
        if found is not None:
            count += 1
            print(f"--features {','.join(sorted(features))} --seeds {seed}: {found}", flush=True)
            if arguments.show:
                print(msgspec.json.format(msgspec.json.encode(random_case(seed, features)[0])).decode())
    print(f"{len(asked)} cases, {count} disagreements, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
