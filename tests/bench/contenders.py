"""Who competes: the planner, and what people do today. A contender is a callable, see ``tests.bench.cases``."""

import time
from collections.abc import Collection

from planner.network import Mode, Money, Network, Node, Schedule
from planner.optimizer.heuristic import Heuristic
from planner.optimizer.process import solve
from planner.optimizer.stages import Idea
from planner.optimizer.values import value
from planner.optimizer.windows import Windows
from planner.outcome import Outcome
from planner.request import Goal, Solver
from tests.bench.cases import Case, Reached, Run
from tests.bench.memory import PeakMemory
from tests.bench.verdict import Verifier, fault_of_outcome, fault_of_schedule

MILEPOST = "milepost"
RULE = "priority rule"
PYJOBSHOP = "pyjobshop"


class Milepost:
    """The planner as users have it: a search in a process of its own, with a hard limit. Every plan is checked.

    ``without`` leaves out parts of the search: then it goes by another name, and counts as another contender.
    """

    def __init__(self, verifier: Verifier | None = None, without: Collection[Idea] = ()) -> None:
        self.verifier, self.without = verifier, without
        self.name = f"without {', '.join(without)}" if without else MILEPOST

    def __call__(self, case: Case, seconds: float, workers: int, seed: int) -> Run:
        """Return what the planner comes to."""
        with PeakMemory() as memory:
            outcome = solve(
                case.network,
                case.goals,
                time_limit_s=seconds,
                workers=workers,
                seed=seed,
                without=self.without,
            )
        solver = Solver(time_limit_s=seconds, workers=workers, seed=seed)
        return Run(
            set=case.set,
            name=case.name,
            contender=self.name,
            seed=seed,
            workers=outcome.workers,
            seconds=seconds,
            activities=case.activities,
            tags=case.tags,
            status=outcome.status,
            first_plan_s=outcome.first_plan_s,
            wall_s=outcome.wall_s,
            goals=_reached(outcome),
            repeatable=outcome.repeatable,
            memory_mib=memory.mib,
            failure=fault_of_outcome(case, outcome, solver, self.verifier),
        )


def warm_up() -> None:
    """Solve next to nothing, so that no case pays for the fork server, which takes its time to load OR-Tools once."""
    end = Node("end", "gate", (Mode("", 0, (), cash=0, labour=0),))
    nothing = Network((end,), (), (), Money(), quarter_ends=(1,), target=0, horizon=1)
    solve(nothing, (Goal("finish"),), time_limit_s=60, workers=1)


def _reached(outcome: Outcome) -> tuple[Reached, ...]:
    return tuple(
        Reached(it.goal, it.value, it.bound, it.proven, outcome.proven_s.get(it.goal) if it.proven else None)
        for it in outcome.goals
    )


def priority_rule(case: Case, seconds: float, workers: int, seed: int) -> Run:
    """Return the plan of the project's priority rule, which proves nothing and needs neither workers nor a seed."""
    began = time.perf_counter()
    schedule = _by_priority(case.network, began + seconds)
    wall_s = time.perf_counter() - began
    values = [None if schedule is None else value(case.network, schedule, goal.goal) for goal in case.goals]
    return Run(
        set=case.set,
        name=case.name,
        contender=RULE,
        seed=seed,
        workers=1,
        seconds=seconds,
        activities=case.activities,
        tags=case.tags,
        status="unknown" if schedule is None else "feasible",
        first_plan_s=None if schedule is None else wall_s,
        wall_s=wall_s,
        goals=tuple(Reached(it.goal, found, None, False) for it, found in zip(case.goals, values, strict=True)),
        repeatable=True,
        failure=None if schedule is None else fault_of_schedule(case, schedule),
    )


def _by_priority(network: Network, until: float) -> Schedule | None:
    windows = Windows(network)
    if not windows.fit(windows.horizon):
        return None
    return Heuristic(network, windows, stopped=lambda: time.perf_counter() >= until).first()
