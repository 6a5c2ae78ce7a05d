"""The exact model of a network as a CP-SAT model: a table of contents over the families of constraints."""

from collections.abc import Sequence

from ortools.sat.python import cp_model

from planner.network import Network, Schedule
from planner.optimizer.energy import add_energy
from planner.optimizer.goals import expression
from planner.optimizer.links import add_links
from planner.optimizer.money import add_money
from planner.optimizer.packing import Load
from planner.optimizer.people import add_people
from planner.optimizer.stocks import add_stocks
from planner.optimizer.variables import Affine, Variables
from planner.optimizer.windows import Windows
from planner.request import GoalName


class PlanModel:
    """All that a plan must keep, with the target no later than ``horizon``; goals are added by the search.

    ``feasible`` is False where the windows alone show that there is no such plan. ``loads`` and
    ``energy`` add rows that sharpen it.
    """

    def __init__(
        self,
        network: Network,
        windows: Windows,
        horizon: int,
        loads: Sequence[Load] = (),
        *,
        energy: bool = True,
    ) -> None:
        self.network, self.horizon, self.loads, self.energy = network, horizon, tuple(loads), energy
        self.held: dict[GoalName, int] = {}
        self.model = cp_model.CpModel()
        self.variables = Variables(self.model, network, windows, horizon)
        self.feasible = self.variables.feasible
        self._expressions: dict[GoalName, Affine] = {}
        if self.feasible:
            self.add_constraints()

    def add_constraints(self) -> None:
        """Add every family of constraints, then the rows that follow from them and help the bound."""
        add_links(self.variables)
        add_people(self.variables)
        add_money(self.variables)
        add_stocks(self.variables)
        if self.energy:
            add_energy(self.variables, self.loads)

    def at_most(self, goal: GoalName, most: int) -> None:
        """Keep a goal at ``most`` or better, as long as the model is used."""
        if most < self.held.get(goal, most + 1):
            self.model.add(self._expression(goal) <= most)
            self.held[goal] = most

    def after(self, week: int) -> None:
        """Keep the target after ``week``."""
        self.model.add(self.variables.start[self.network.target] > week)

    def minimize(self, goal: GoalName, least: int) -> None:
        """Make a goal the objective, in the place of any other; ``least`` is a bound already proven."""
        objective = self._expression(goal)
        self.model.add(objective >= least)
        self.model.minimize(objective)

    def _expression(self, goal: GoalName) -> Affine:
        """Return a goal's expression, made once: some bring constraints of their own."""
        if goal not in self._expressions:
            self._expressions[goal] = expression(self.variables, goal)
        return self._expressions[goal]

    def exclude(self, schedule: Schedule) -> None:
        """Forbid exactly this schedule."""
        different: list[cp_model.LiteralT] = []
        for node, start in enumerate(self.variables.start):
            moved = self.model.new_bool_var("")
            self.model.add(start != schedule.starts[node]).only_enforce_if(moved)
            different.append(moved)
            for mode, chosen in self.variables.options(node):
                if mode != schedule.modes[node]:
                    different.extend(chosen)
        self.model.add_bool_or(different)
