"""Where nodes lie against given weeks: literals that are made when asked for, once, and only where a window is open.

A mark is a literal, or a plain bool where the window already tells; ``negated`` and ``imply`` take either.
"""

from collections.abc import Callable, Iterable

from ortools.sat.python import cp_model

from planner.network import Schedule
from planner.optimizer.variables import Affine, Variables

Mark = cp_model.LiteralT | bool


def negated(mark: Mark) -> Mark:
    """Return the opposite of a mark."""
    return not mark if isinstance(mark, bool) else ~mark


class Marks:
    """The marks of one model."""

    def __init__(self, variables: Variables) -> None:
        self.variables = variables
        self.model = variables.model
        self._started: dict[tuple[int, int], Mark] = {}
        self._finished: dict[tuple[int, int], Mark] = {}
        self._by: dict[int, Affine] = {}

    def started(self, node: int, week: int) -> Mark:
        """Return whether a node starts before ``week``."""
        variables = self.variables
        if (node, week) not in self._started:
            self._started[node, week] = self._mark(
                variables.start[node],
                (variables.first[node], variables.last[node]),
                week - 1,
                lambda schedule: schedule.starts[node],
            )
        return self._started[node, week]

    def finished(self, node: int, week: int) -> Mark:
        """Return whether a node has finished by ``week`` (its last week lies before it)."""
        variables = self.variables
        if (node, week) not in self._finished:
            windows = variables.windows
            self._finished[node, week] = self._mark(
                variables.end[node],
                (windows.earliest_finish[node], windows.latest_finish(node, variables.horizon)),
                week,
                lambda schedule: schedule.finish(variables.network, node),
            )
        return self._finished[node, week]

    def by(self, week: int) -> Affine:
        """Return the earlier of ``week`` and the target."""
        target = self.variables.network.target
        if self.variables.first[target] >= week:
            return week
        if self.variables.horizon <= week:
            return self.variables.start[target]
        if week not in self._by:
            earlier = self.variables.derived(
                self.variables.first[target], week, lambda schedule: min(week, schedule.starts[target])
            )
            self.model.add_min_equality(earlier, [self.variables.start[target], self.model.new_constant(week)])
            self._by[week] = earlier
        return self._by[week]

    def imply(self, constraint: cp_model.BoundedLinearExpression | bool, when: Iterable[Mark]) -> None:
        """Add a constraint that holds when all of ``when`` do; nothing where one of them never does."""
        conditions = list(when)
        if not any(mark is False for mark in conditions):
            self.model.add(constraint).only_enforce_if([mark for mark in conditions if mark is not True])

    def _mark(self, value: Affine, between: tuple[int, int], week: int, of: Callable[[Schedule], int]) -> Mark:
        """Return whether ``value``, which lies between two weeks and is ``of`` a schedule, is at most ``week``."""
        least, most = between
        if most <= week:
            return True
        if least > week:
            return False
        mark = self.variables.derived(0, 1, lambda schedule: of(schedule) <= week)
        self.model.add(value <= week).only_enforce_if(mark)
        self.model.add(value >= week + 1).only_enforce_if(mark.negated())
        return mark
