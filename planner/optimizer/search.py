"""The search: a plan by priority, then each goal in turn, proven or bounded, and held while the next is improved.

Runs in the calling thread and knows no process; ``planner.optimizer.process`` runs it elsewhere and stops it. What it
knows is reported at once, so that nothing is lost whatever happens to it.
"""

import time
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Literal

from ortools.sat.python import cp_model

from planner.goals import Bound
from planner.network import Network, Schedule
from planner.optimizer.bounding import Bounding
from planner.optimizer.breeding import Breeding
from planner.optimizer.heuristic import Heuristic
from planner.optimizer.narrowing import Narrowing
from planner.optimizer.report import Report
from planner.optimizer.shortening import Shortening
from planner.optimizer.solving import Solving
from planner.optimizer.stages import (
    FOLLOWED,
    FRUITLESS_SHARE,
    LARGE,
    MOST_AT_A_GLANCE,
    MOST_LAPS,
    NARROWING_LONGEST,
    NARROWING_SHARE,
    NARROWING_SHARE_ALONE,
    PACKING_SHARE,
    REACH,
    RELAXATION_SHARE,
    SQUEEZING_SHARE,
    SQUEEZING_SHARE_ALONE,
    STAGES,
    WORTH_A_LAP,
    Idea,
    Stage,
    stages,
)
from planner.optimizer.values import floor, value
from planner.request import Goal, GoalName


class Contradiction(RuntimeError):
    """The solver denies what is at hand: its proofs count for nothing."""


class Search(Solving):
    """One search over one network. ``stop`` may be called from another thread at any moment, again and again."""

    def __init__(
        self,
        network: Network,
        goals: Sequence[Goal],
        *,
        seconds: float,
        workers: int,
        seed: int,
        report: Callable[[Report], None] = lambda _: None,
        without: Collection[Idea] = (),
        bounds: Sequence[Bound] = (),
        tidy: bool = True,
    ) -> None:
        super().__init__(
            network, goals, seconds=seconds, workers=workers, seed=seed, report=report, without=without, bounds=bounds
        )
        self.tidy = tidy
        self.heuristic = Heuristic(network, self.windows, self._offer, self._over)
        self.squeezed = False

    def run(self, start: Schedule | None = None) -> Report:
        """Search from a first plan, if there is one, to the end, and return the last report.

        Without goals the first plan ends it.
        """
        if not self.goals:
            return self._tell(infeasible=self._has_none(), done=True)
        infeasible = not self._start(start)
        repeatable = False
        if not infeasible:
            for goal in self.goals:
                infeasible = not self._improve(goal)
                if self.best is None:
                    break
            else:
                self._again()
                repeatable = self.tidy and self._tidy()
        return self._tell(infeasible=infeasible, repeatable=repeatable, done=True)

    def _start(self, start: Schedule | None) -> bool:
        """Find a first plan by priority; return False where windows alone show that there is none."""
        if not self.windows.fit(self.windows.horizon):
            return False
        self._recall(self.goals[0].goal)
        if start is not None:
            self._offer(start)
        self.heuristic.first()
        if self.goals[0].goal == "finish" and self._squeezes():
            self._squeeze()
            return True
        small = len(self.network.nodes) <= MOST_AT_A_GLANCE and self._tries("glance")
        if small and self.goals[0].goal == "finish" and not self._proven("finish"):
            status = self._solve_goal("finish", STAGES["glance"][0])
            if status == cp_model.INFEASIBLE and self.best is None:
                return False
        self._narrow(NARROWING_SHARE if len(self.goals) > 1 else NARROWING_SHARE_ALONE)
        return True

    def _narrow(self, share: float) -> None:
        """Breed better plans from the best one for a share of the time, and raise the bound on the finish meanwhile."""
        self.heuristic.consider(self.best)
        breeding = Breeding(self.heuristic, self.seed + self.lap, self.bounds.get("finish", 0))
        narrowing = Narrowing(breeding, partial(self._raise_bound, "finish"))
        share = share / 10 if self._proven(self.goals[0].goal) else share
        seconds, fruitless = self.seconds * share, self.seconds * FRUITLESS_SHARE
        if self._bounds_first():
            bounding = self._bounding_of(narrowing)
            if self._tries("improvement"):
                longest = self.seconds * NARROWING_LONGEST
                narrowing.run(bounding, seconds, longest, fruitless, self.workers, self._over)
            else:
                bounding.run(seconds, self._over)
                self._raise_bound("finish", bounding.bound)
        elif self._tries("improvement"):
            narrowing.breed(seconds, fruitless, self._over)

    def _bounds_first(self) -> bool:
        """Return whether the relaxation may raise the bound of the first goal."""
        first = self.goals[0].goal
        return first == "finish" and self.best is not None and not self._proven(first) and self._tries("relaxation")

    def _bounding_of(self, narrowing: Narrowing) -> Bounding:
        assert self.best is not None
        bound, end = self.bounds["finish"], self.best.starts[self.network.target]
        suggest = narrowing.suggest if self._tries("proposals") else None
        learns = bool(self.network.resources) and self._tries("loads")
        return Bounding(self.relaxation, bound, end, suggest, self.seed + self.lap, learns=learns)

    def _squeezes(self) -> bool:
        """Return whether the finish is left to squeezing: with a plan of a large network that could be done later."""
        large = len(self.network.nodes) >= LARGE and self.best is not None and self._tries("squeezing")
        return large and self.relaxation.shiftable and not self.network.frozen and not self.network.stocks

    def _squeeze(self) -> None:
        """Make the plan shorter and raise the bound on the finish, side by side, and leave that goal at that."""
        share = SQUEEZING_SHARE if len(self.goals) > 1 else SQUEEZING_SHARE_ALONE
        assert self.best is not None
        raised = partial(self._raise_bound, "finish")
        shortening = Shortening(self.network, self.windows, self.relaxation, self._offer, raised, self.seed)
        seconds, gates = self.seconds * share, self._tries("gating")
        shortening.run(self.best, self.bounds["finish"], seconds, self.workers, self._over, gates=gates)
        self.squeezed = True

    def _has_none(self) -> bool:
        """Look for any plan at all; return whether it is proven that there is none."""
        if not self.windows.fit(self.windows.horizon):
            return True
        self.heuristic.first()
        glance, search = STAGES["any"]
        tries: tuple[Callable[[], bool], ...] = (
            partial(self._denies, glance),
            self._excludes,
            self._excludes_by_loads,
            partial(self._denies, search),
        )
        for denies in tries:
            if self.best is not None or self._over():
                return False
            if denies():
                return True
        return False

    def _denies(self, stage: Stage) -> bool:
        """Let the solver look for any plan; return whether it proves that there is none."""
        model = self._model(self.windows.horizon)
        if not model.feasible:
            return True
        solver = self._solver_for(stage)
        status = self._solve(model, solver)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._offer(model.variables.schedule(solver.value))
        return status == cp_model.INFEASIBLE

    def _excludes(self) -> bool:
        """Return whether the relaxation excludes every week of the target; what it proposes instead is followed."""
        until = time.monotonic() + self.seconds * RELAXATION_SHARE
        least, latest = self.windows.critical_path, self.windows.horizon
        length = latest - least
        while least <= latest and self.best is None and not self._over() and time.monotonic() < until:
            last = min(least + length, latest)
            verdict = self.relaxation.judge(last, least)
            if verdict.excluded:
                least = last + 1
                continue
            if verdict.proposal is not None:
                self.heuristic.follow(verdict.proposal, last, FOLLOWED, self.seed)
            if length == 0 or self.relaxation.shiftable:
                break
            length //= 2
        return least > latest

    def _excludes_by_loads(self) -> bool:
        """The same once it is known what can be at work at once."""
        if not self.network.resources:
            return False
        self.relaxation.learn(self.windows.horizon, self.seconds * PACKING_SHARE, self.seed)
        return self._excludes()

    def _learns(self, goal: GoalName) -> bool:
        """Return whether it may raise a goal's bound to know what can be at work at once."""
        wanted = bool(self.network.resources) and self._tries("loads")
        return wanted and not self._proven(goal) and not self._over()

    def _improve(self, goal: Goal) -> bool:
        """Improve one goal and hold it; return False where the solver proves that there is no plan at all."""
        name = goal.goal
        self.working_on = name
        self._recall(name)
        self._floor(name)
        left = name == "finish" and self.squeezed
        for stage in () if left else stages(name, last=goal is self.goals[-1]):
            if self._proven(name) or (self.best is not None and self._over()):
                break
            if self._solve_goal(name, stage) == cp_model.INFEASIBLE and self.best is None:
                return False
        if self.best is not None:
            self.achieved[name] = value(self.network, self.best, name)
        self._tell()
        return True

    def _again(self) -> None:
        """Spend time that was not needed on the first goal that is not proven, and on those after it.

        The first gets no worse, so that what is proven of the next one still is; of those after that one nothing is: a
        better first goal may leave them more room in the second.
        """
        for lap in range(1, MOST_LAPS + 1 if self._tries("laps") else 1):
            unproven = [place for place, goal in enumerate(self.goals) if not self._proven(goal.goal)]
            if not unproven or self.stopped or self.until - time.monotonic() < self.seconds * WORTH_A_LAP:
                return
            self.lap = lap
            for goal in self.goals[unproven[0] :]:
                self.achieved.pop(goal.goal, None)
            for goal in self.goals[unproven[0] + 2 :]:
                self.bounds[goal.goal] = floor(self.network, self.windows, goal.goal)
            if self.goals[unproven[0]].goal == "finish" and not unproven[0]:
                self._narrow(NARROWING_SHARE)
            for goal in self.goals[unproven[0] :]:
                self._improve(goal)

    def _floor(self, goal: GoalName) -> None:
        """Raise the bound on the cost once it is known how late the target may be."""
        if goal != "cost" or "finish" not in self.achieved or self._over() or not self._tries("relaxation"):
            return
        latest, least = self._held("finish"), self.bounds["finish"]
        self._raise_bound(goal, self.relaxation.least_cost(latest, least))
        if self._learns(goal):
            self.relaxation.learn_cost(latest, self.seconds * PACKING_SHARE, self.seed)
            self._raise_bound(goal, self.relaxation.least_cost(latest, least))

    def _solve_goal(self, goal: GoalName, stage: Stage) -> cp_model.CpSolverStatus:
        """Improve a goal in one run of the solver, and prove it over every week that the target may lie in."""
        reach = self._reach(goal)
        model = self._kept_model(reach)
        if not model.feasible:
            return cp_model.INFEASIBLE
        model.minimize(goal, self.bounds[goal])
        solver = self._solver_for(stage)
        everywhere = reach >= self._latest(goal)
        if everywhere:
            solver.best_bound_callback = lambda bound: self._raise_bound(goal, bound)
        status = self._solve(model, solver, hinted=True)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._offer(model.variables.schedule(solver.value))
            if everywhere or (status == cp_model.OPTIMAL and not self._better_beyond(goal, reach)):
                self._raise_bound(goal, solver.best_objective_bound)
        elif status == cp_model.INFEASIBLE and self.best is not None:
            raise Contradiction(f"the solver finds no plan as good in {goal} as one that breaks nothing")
        return status

    def _better_beyond(self, goal: GoalName, reach: int) -> bool:
        """Return False only where it is proven that no plan whose target lies after ``reach`` is better in a goal."""
        assert self.best is not None
        model = self._model(self._latest(goal))
        model.at_most(goal, value(self.network, self.best, goal) - 1)
        model.after(reach)
        solver = self._solver_for(STAGES["beyond"][0])
        status = self._solve(model, solver)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._offer(model.variables.schedule(solver.value))
        return status != cp_model.INFEASIBLE

    def _latest(self, goal: GoalName | Literal["tidy"]) -> int:
        """Return the latest week of the target that a goal must be searched to, given what is held."""
        latest = self.windows.horizon
        if "finish" in self.achieved:
            latest = min(latest, self._held("finish"))
        elif goal == "finish" and self.best is not None:
            latest = min(latest, self.best.starts[self.network.target])
        return latest

    def _reach(self, goal: GoalName) -> int:
        """Return how far a goal is searched at first: all the way, or not much beyond the best plan's end."""
        latest = self._latest(goal)
        if self.best is None or "finish" in self.achieved or goal == "finish":
            return latest
        return min(latest, int(self.best.starts[self.network.target] * REACH) + 1)

    def _tidy(self) -> bool:
        """Tidy the plan; return whether it is proven that no second plan is as good and as tidy."""
        self.working_on = "tidy"
        assert self.best is not None
        tidied = self._tidied()
        return tidied and all(self._proven(goal.goal) for goal in self.goals) and self._alone()

    def _tidied(self) -> bool:
        """Solve for the tidy goal; return whether its optimum is proven."""
        assert self.best is not None
        if self._over() or (self.squeezed and not self._proven("finish")):
            return False
        model = self._model(min(self._latest("tidy"), self.tidiness.latest(self.best)))
        model.model.minimize(self.tidiness.expression(model.variables))
        solver = self._solver_for(STAGES["tidy"][0])
        status = self._solve(model, solver, hinted=True)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._offer(model.variables.schedule(solver.value))
        return status == cp_model.OPTIMAL

    def _alone(self) -> bool:
        """Return whether no other schedule is as good and as tidy: a solve that excludes this one fails."""
        assert self.best is not None
        model = self._model(min(self._latest("tidy"), self.tidiness.latest(self.best)))
        model.model.add(self.tidiness.expression(model.variables) <= self.tidiness.value(self.best))
        model.exclude(self.best)
        return self._solve(model, self._solver_for(STAGES["second plan"][0])) == cp_model.INFEASIBLE
