"""What a search knows: the best plan, and of each goal what was achieved at its turn and what is proven.

Every plan is vetted before it is kept, and all that is learned is reported at once.
"""

from collections.abc import Callable, Sequence
from typing import Literal

from planner.goals import Bound, allowance
from planner.ledger import breaks
from planner.network import Network, Schedule
from planner.optimizer.goals import Tidiness
from planner.optimizer.report import Report
from planner.optimizer.values import floor, value
from planner.optimizer.windows import Windows
from planner.plans import GoalResult
from planner.request import Goal, GoalName


class Knowledge:
    """What is known of one network and its goals; ``given`` are bounds that were proven before."""

    def __init__(
        self,
        network: Network,
        goals: Sequence[Goal],
        windows: Windows,
        given: Sequence[Bound],
        report: Callable[[Report], None],
    ) -> None:
        self.network, self.goals, self.windows = network, tuple(goals), windows
        self.given, self.report = tuple(given), report
        self.tidiness = Tidiness(network)
        self.best: Schedule | None = None
        self.bounds = {goal.goal: floor(network, windows, goal.goal) for goal in self.goals}
        self.achieved: dict[GoalName, int] = {}
        self.plans = 0
        self.working_on: GoalName | Literal["tidy"] = self.goals[0].goal if self.goals else "finish"

    def _held(self, goal: GoalName) -> int:
        """Return the most that a goal already done may be in what follows."""
        return next(allowance(it, self.achieved[goal]) for it in self.goals if it.goal == goal)

    def _recall(self, goal: GoalName) -> None:
        """Raise a goal's bound to what was proven of it before, given what is held."""
        names = [it.goal for it in self.goals]
        held = [self._held(name) for name in names[: names.index(goal)]]
        for bound in self.given:
            if bound.holds(goal, held):
                self._raise_bound(goal, bound.least)

    def _offer(self, schedule: Schedule | None) -> None:
        """Keep a schedule if it breaks nothing, holds what is held and is better; report it."""
        if schedule is None:
            return
        schedule = schedule.settled(self.network)
        if breaks(self.network, schedule) is not None:
            return
        self.plans += 1
        if any(value(self.network, schedule, goal) > self._held(goal) for goal in self.achieved):
            return
        if self.best is None or self._key(schedule) < self._key(self.best):
            self.best = schedule
            for goal, reached in self.achieved.items():
                self.achieved[goal] = min(reached, value(self.network, schedule, goal))
            self._tell()

    def _key(self, schedule: Schedule) -> tuple[int, ...]:
        """Return what a schedule is judged by: a goal that is done only for beating what was achieved of it."""
        reached = []
        for goal in self.goals:
            found = value(self.network, schedule, goal.goal)
            done = self.achieved.get(goal.goal)
            reached.append(found if done is None else min(found, done))
        return (*reached, self.tidiness.value(schedule))

    def _raise_bound(self, goal: GoalName, bound: float) -> None:
        """Raise a goal's bound to the next whole number; the solver's float is forgiven a millionth."""
        whole = -int(-(bound - 1e-6) // 1)
        if whole > self.bounds[goal]:
            self.bounds[goal] = whole
            self._tell()

    def _proven(self, goal: GoalName) -> bool:
        found = self._value(goal)
        return found is not None and found <= self.bounds[goal]

    def _value(self, goal: GoalName) -> int | None:
        """Return what a goal came to: at its turn, or so far."""
        if goal in self.achieved:
            return self.achieved[goal]
        return None if self.best is None else value(self.network, self.best, goal)

    def _results(self) -> tuple[GoalResult, ...]:
        return tuple(
            GoalResult(goal.goal, self._value(goal.goal), self.bounds[goal.goal], self._proven(goal.goal))
            for goal in self.goals
        )

    def report_of(
        self, *, infeasible: bool = False, repeatable: bool = False, done: bool = False, failure: str | None = None
    ) -> Report:
        """Return what is known now."""
        return Report(self.best, self._results(), self.working_on, self.plans, infeasible, repeatable, done, failure)

    def _tell(self, *, infeasible: bool = False, repeatable: bool = False, done: bool = False) -> Report:
        told = self.report_of(infeasible=infeasible, repeatable=repeatable, done=done)
        self.report(told)
        return told
