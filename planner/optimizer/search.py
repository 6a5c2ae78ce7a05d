"""The search: a plan by priority, then each goal in turn, proven or bounded, and held while the next is improved.

Runs in the calling thread and knows no process; ``planner.optimizer.process`` runs it elsewhere and stops it. What it
knows is reported at once, so that nothing is lost whatever happens to it. Every incumbent is vetted and kept here,
never trusted to come back from the solver.
"""

import time
from collections.abc import Callable, Sequence
from typing import Literal

from msgspec import Struct
from ortools.sat.python import cp_model

from planner.ledger import breaks
from planner.network import Network, Schedule
from planner.optimizer import goals
from planner.optimizer.heuristic import Heuristic
from planner.optimizer.model import PlanModel
from planner.optimizer.report import Report
from planner.optimizer.windows import Windows
from planner.plan import GoalResult
from planner.request import GoalName


class Stage(Struct, frozen=True):
    """One run of the solver within a goal: its share of the time left, and the solver's parameters."""

    share: float
    subsolvers: tuple[str, ...] = ()


STAGES: dict[str, tuple[Stage, ...]] = {
    "finish": (Stage(0.5),),
    "cost": (Stage(0.35), Stage(0.55, ("lb_tree_search",))),
    "tidy": (Stage(0.7),),
    "second plan": (Stage(0.9),),
}
"""Shares are of the time that is left when the run begins; what a run does not use passes on."""

HEURISTIC_SHARE = 0.04
"""Part of the time limit that the search over modes by priority may take."""


class Contradiction(RuntimeError):
    """The solver denies what is at hand: its proofs count for nothing."""


class Search:
    """One search over one network. ``stop`` may be called from another thread at any moment, again and again."""

    def __init__(
        self,
        network: Network,
        names: Sequence[GoalName],
        *,
        seconds: float,
        workers: int,
        seed: int,
        report: Callable[[Report], None] = lambda _: None,
    ) -> None:
        self.network = network
        self.names = tuple(names)
        self.until = time.monotonic() + seconds
        self.seconds, self.workers, self.seed = seconds, workers, seed
        self.report = report
        self.windows = Windows(network)
        self.tidiness = goals.Tidiness(network)
        self.best: Schedule | None = None
        self.bounds: dict[GoalName, int] = {goal: goals.floor(network, self.windows, goal) for goal in self.names}
        self.held: dict[GoalName, int] = {}
        self.plans = 0
        self.working_on: GoalName | Literal["tidy"] = "finish"
        self.stopped = False
        self._solver: cp_model.CpSolver | None = None

    def run(self, start: Schedule | None = None) -> Report:
        """Search from a first plan, if there is one, to the end, and return the last report."""
        infeasible = not self._start(start)
        repeatable = False
        if not infeasible:
            for goal in self.names:
                infeasible = not self._improve(goal)
                if self.best is None:
                    break
            else:
                repeatable = self._tidy()
        return self._tell(infeasible=infeasible, repeatable=repeatable, done=True)

    def stop(self) -> None:
        """End the search as soon as it can."""
        self.stopped = True
        if self._solver is not None:
            self._solver.stop_search()

    def _start(self, start: Schedule | None) -> bool:
        """Find a first plan by priority; return False where windows alone show that there is none."""
        if not self.windows.fit(self.windows.horizon):
            return False
        heuristic = Heuristic(self.network, self.windows)
        if start is not None:
            self._offer(start)
        self._offer(heuristic.first())
        share = HEURISTIC_SHARE / 10 if self._proven("finish") else HEURISTIC_SHARE
        self._offer(heuristic.improve(self.seconds * share, self.seed, lambda: self.stopped))
        return True

    def _improve(self, goal: GoalName) -> bool:
        """Improve one goal and hold it; return False where the solver proves that there is no plan at all."""
        self.working_on = goal
        for stage in STAGES[goal]:
            if self._proven(goal) or self.stopped:
                break
            status = self._solve_goal(goal, stage)
            if status == cp_model.INFEASIBLE:
                if self.best is None:
                    return False
                raise Contradiction(f"the solver finds no plan as good in {goal} as one that breaks nothing")
        if self.best is not None:
            self.held[goal] = goals.value(self.network, self.best, goal)
        self._tell()
        return True

    def _solve_goal(self, goal: GoalName, stage: Stage) -> cp_model.CpSolverStatus:
        model = self._model()
        if not model.feasible:
            return cp_model.INFEASIBLE
        model.minimize(goal, self.bounds[goal])
        solver = self._solver_for(stage)
        solver.best_bound_callback = lambda bound: self._raise_bound(goal, bound)
        status = self._solve(model, solver)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._offer(model.variables.schedule(solver.value))
        if status == cp_model.OPTIMAL:
            self._raise_bound(goal, solver.objective_value)
        elif status == cp_model.FEASIBLE:
            self._raise_bound(goal, solver.best_objective_bound)
        return status

    def _tidy(self) -> bool:
        """Tidy the plan; return whether it is proven that no second plan is as good and as tidy."""
        self.working_on = "tidy"
        assert self.best is not None
        tidied = self._tidied()
        return tidied and all(self._proven(goal) for goal in self.names) and self._alone()

    def _tidied(self) -> bool:
        """Solve for the tidy goal; return whether its optimum is proven."""
        if self.stopped:
            return False
        model = self._model()
        model.model.minimize(self.tidiness.expression(model.variables))
        solver = self._solver_for(STAGES["tidy"][0])
        status = self._solve(model, solver)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._offer(model.variables.schedule(solver.value))
        return status == cp_model.OPTIMAL

    def _alone(self) -> bool:
        """Return whether no other schedule is as good and as tidy: a solve that excludes this one fails."""
        assert self.best is not None
        model = self._model()
        model.model.add(self.tidiness.expression(model.variables) <= self.tidiness.value(self.best))
        model.exclude(self.best)
        return self._solve(model, self._solver_for(STAGES["second plan"][0])) == cp_model.INFEASIBLE

    def _model(self) -> PlanModel:
        """Return the model at the tightest horizon known, with the goals held so far, hinted with the best plan."""
        horizon = self.windows.horizon
        if self.best is not None:
            horizon = min(horizon, self.best.starts[self.network.target])
        model = PlanModel(self.network, self.windows, horizon)
        if model.feasible:
            for goal, most in self.held.items():
                model.hold(goal, most)
            if self.best is not None:
                model.variables.hint(self.best)
        return model

    def _solver_for(self, stage: Stage) -> cp_model.CpSolver:
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(0.01, (self.until - time.monotonic()) * stage.share)
        solver.parameters.num_workers = self.workers
        solver.parameters.random_seed = self.seed
        if stage.subsolvers:
            solver.parameters.subsolvers.extend(stage.subsolvers)
        return solver

    def _solve(self, model: PlanModel, solver: cp_model.CpSolver) -> cp_model.CpSolverStatus:
        self._solver = solver
        try:
            if self.stopped:
                return cp_model.UNKNOWN
            return solver.solve(model.model, _Incumbents(model, self._offer))
        finally:
            self._solver = None

    def _offer(self, schedule: Schedule | None) -> None:
        """Keep a schedule if it breaks nothing, holds what is held and is better; report it."""
        if schedule is None:
            return
        schedule = schedule.settled(self.network)
        if breaks(self.network, schedule) is not None:
            return
        self.plans += 1
        if any(goals.value(self.network, schedule, goal) > most for goal, most in self.held.items()):
            return
        if self.best is None or self._key(schedule) < self._key(self.best):
            self.best = schedule
            self._tell()

    def _key(self, schedule: Schedule) -> tuple[int, ...]:
        return (
            *(goals.value(self.network, schedule, goal) for goal in self.names),
            self.tidiness.value(schedule),
        )

    def _raise_bound(self, goal: GoalName, bound: float) -> None:
        """Raise a goal's bound to the next whole number; the solver's float is forgiven a millionth."""
        whole = -int(-(bound - 1e-6) // 1)
        if whole > self.bounds[goal]:
            self.bounds[goal] = whole
            self._tell()

    def _proven(self, goal: GoalName) -> bool:
        return self.best is not None and goals.value(self.network, self.best, goal) <= self.bounds[goal]

    def _results(self) -> tuple[GoalResult, ...]:
        results = []
        for goal in self.names:
            found = None if self.best is None else goals.value(self.network, self.best, goal)
            results.append(GoalResult(goal, found, self.bounds[goal], found is not None and found <= self.bounds[goal]))
        return tuple(results)

    def report_of(
        self, *, infeasible: bool = False, repeatable: bool = False, done: bool = False, failure: str | None = None
    ) -> Report:
        """Return what is known now."""
        return Report(self.best, self._results(), self.working_on, self.plans, infeasible, repeatable, done, failure)

    def _tell(self, *, infeasible: bool = False, repeatable: bool = False, done: bool = False) -> Report:
        told = self.report_of(infeasible=infeasible, repeatable=repeatable, done=done)
        self.report(told)
        return told


class _Incumbents(cp_model.CpSolverSolutionCallback):
    """Hands each plan that the solver finds to the search at once."""

    def __init__(self, model: PlanModel, offer: Callable[[Schedule], None]) -> None:
        super().__init__()
        self.model, self.offer = model, offer

    def on_solution_callback(self) -> None:
        """Read the plan out of the solver."""
        self.offer(self.model.variables.schedule(self.value))
