"""The solver's runs within one search: which model each is given, for how long, and how it is stopped.

Every incumbent is vetted and kept as the solver finds it, never trusted to come back from it at the end.
"""

import time
from collections.abc import Callable, Collection, Sequence

from ortools.sat.python import cp_model

from planner.goals import Bound
from planner.network import Network, Schedule
from planner.optimizer.knowledge import Knowledge
from planner.optimizer.model import PlanModel
from planner.optimizer.packing import Load
from planner.optimizer.relaxation import Relaxation
from planner.optimizer.report import Report
from planner.optimizer.stages import NEAR, Idea, Stage
from planner.optimizer.windows import Windows
from planner.request import Goal


class Solving(Knowledge):
    """What a search knows, and the solver to know more; ``seconds`` from now everything is to be over.

    The goals achieved so far are held in every model. ``without`` names what is left out of the search.
    """

    def __init__(
        self,
        network: Network,
        goals: Sequence[Goal],
        *,
        seconds: float,
        workers: int,
        seed: int,
        report: Callable[[Report], None],
        without: Collection[Idea],
        bounds: Sequence[Bound],
    ) -> None:
        super().__init__(network, goals, Windows(network), bounds, report)
        self.without = frozenset(without)
        self.until = time.monotonic() + seconds
        self.seconds, self.workers, self.seed = seconds, workers, seed
        self.relaxation = Relaxation(network, self.windows, self.until)
        self.stopped = False
        self.lap = 0
        self._solver: cp_model.CpSolver | None = None
        self._kept: PlanModel | None = None

    def stop(self) -> None:
        """End the search as soon as it can."""
        self.stopped = True
        if self._solver is not None:
            self._solver.stop_search()

    def _over(self) -> bool:
        """Whether the search was stopped, or its time is up."""
        return self.stopped or time.monotonic() >= self.until

    def _tries(self, idea: Idea) -> bool:
        return idea not in self.without

    def _model(self, horizon: int) -> PlanModel:
        """Return a new model with the target by ``horizon`` and the goals held so far."""
        model = PlanModel(self.network, self.windows, horizon, self._loads(), energy=self._tries("energy"))
        self._hold(model)
        return model

    def _loads(self) -> tuple[Load, ...]:
        """Return the loads that the solver is told of: they help to prove, and hinder where that is out of reach."""
        finish = self._value("finish") if "finish" in self.bounds else None
        near = finish is None or finish <= self.bounds["finish"] * NEAR
        return tuple(self.relaxation.loads) if near else ()

    def _kept_model(self, horizon: int) -> PlanModel:
        """Return the model of the run before where it serves again, for it may take a second to make; else a new one.

        It has the same horizon, knows the same loads, and holds no goal that is not held now.
        """
        kept = self._kept
        if (
            kept is None
            or kept.horizon != horizon
            or kept.loads != self._loads()
            or any(goal not in self.achieved or self._held(goal) > most for goal, most in kept.held.items())
        ):
            self._kept = self._model(horizon)
            return self._kept
        self._hold(kept)
        return kept

    def _hold(self, model: PlanModel) -> None:
        if model.feasible:
            for goal in self.achieved:
                model.at_most(goal, self._held(goal))

    def _solver_for(self, stage: Stage) -> cp_model.CpSolver:
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(0.01, (self.until - time.monotonic()) * stage.share)
        solver.parameters.num_workers = self.workers
        solver.parameters.random_seed = self.seed + self.lap
        # Probing takes most of ten seconds on some plans, and what it finds is in the windows already. To leave out
        # rounds of presolve too would be quicker still, but then OR-Tools 9.15 crashes on one plan in fifty.
        solver.parameters.cp_model_probing_level = 0
        if stage.subsolvers:
            solver.parameters.subsolvers.extend(stage.subsolvers)
        return solver

    def _solve(self, model: PlanModel, solver: cp_model.CpSolver, *, hinted: bool = False) -> cp_model.CpSolverStatus:
        """Solve a model that is complete, its objective too; a hint is made last, to be whole."""
        if hinted and self.best is not None:
            model.variables.hint(self.best)
        self._solver = solver
        try:
            if self.stopped:
                return cp_model.UNKNOWN
            return solver.solve(model.model, _Incumbents(model, self._offer))
        finally:
            self._solver = None


class _Incumbents(cp_model.CpSolverSolutionCallback):
    """Hands each plan that the solver finds to the search at once."""

    def __init__(self, model: PlanModel, offer: Callable[[Schedule], None]) -> None:
        super().__init__()
        self.model, self.offer = model, offer

    def on_solution_callback(self) -> None:
        """Read the plan out of the solver."""
        self.offer(self.model.variables.schedule(self.value))
