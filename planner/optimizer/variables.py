"""The decisions of the exact model: a start week for each node and, where there is a choice, its mode.

A node with one usable mode has no mode variable, one with two has a single Boolean, so that all that depends on the
mode stays affine. Weeks from the plan's start.
"""

from collections.abc import Callable, Sequence
from typing import cast

from ortools.sat.python import cp_model

from planner.ledger import is_frozen
from planner.network import Mode, Network, Schedule
from planner.optimizer.windows import Windows

Affine = cp_model.LinearExpr | int


class Variables:
    """Start, end and mode of every node, within the windows that ``horizon`` (latest target week) leaves.

    ``feasible`` is False where a window is empty: then there is no plan by this horizon.
    """

    def __init__(self, model: cp_model.CpModel, network: Network, windows: Windows, horizon: int) -> None:
        self.model, self.network, self.windows, self.horizon = model, network, windows, horizon
        self.first = windows.earliest
        self.last = [
            windows.latest_finish(node, horizon) - windows.shortest[node] for node in range(len(network.nodes))
        ]
        self.feasible = windows.fit(horizon)
        self._derived: list[tuple[cp_model.IntVar, int, int, Callable[[Schedule], int]]] = []
        if not self.feasible:
            return
        self.start = [
            model.new_int_var(self.first[node], self.last[node], f"start[{network.nodes[node].id}]")
            for node in range(len(network.nodes))
        ]
        self.literals = [self._mode_literals(node) for node in range(len(network.nodes))]
        self._keep_out_of_freezes()
        self.weeks = [self.select(node, lambda mode: mode.weeks) for node in range(len(network.nodes))]
        self.end = [self._end(node) for node in range(len(network.nodes))]

    def select(self, node: int, value: Callable[[Mode], int]) -> Affine:
        """Return what ``value`` gives for the chosen mode: a constant, or affine in one variable, as intervals need."""
        modes = self.network.nodes[node].modes
        values = [value(modes[mode]) for mode in self.windows.modes[node]]
        if len(set(values)) == 1:
            return values[0]
        total = self._affine(node, values)
        if len(values) == 2:
            return total
        selected = self.derived(min(values), max(values), lambda schedule: value(modes[schedule.modes[node]]))
        self.model.add(selected == total)
        return selected

    def total(self, node: int, value: Callable[[Mode], int]) -> Affine:
        """Return what ``value`` gives for the chosen mode, as a term of a sum: in as many literals as it takes."""
        modes = self.network.nodes[node].modes
        return self._affine(node, [value(modes[mode]) for mode in self.windows.modes[node]])

    def total_of(self, node: int, values: Sequence[int]) -> Affine:
        """Return the value of the chosen mode, as a term of a sum; ``values`` has one for each of the node's modes."""
        return self._affine(node, [values[mode] for mode in self.windows.modes[node]])

    def chosen(self, node: int, mode: int) -> cp_model.IntVar:
        """Return the literal that says that a mode is chosen, of a node that has a choice."""
        return self.literals[node][self.windows.modes[node].index(mode)]

    def mode(self, node: int) -> Affine:
        """Return the index of the chosen mode among all the node's modes."""
        return self._affine(node, self.windows.modes[node])

    def most(self, node: int, value: Callable[[Mode], int]) -> int:
        """Return the largest ``value`` of a node's usable modes."""
        return max(value(self.network.nodes[node].modes[mode]) for mode in self.windows.modes[node])

    def least(self, node: int, value: Callable[[Mode], int]) -> int:
        """Return the smallest ``value`` of a node's usable modes."""
        return min(value(self.network.nodes[node].modes[mode]) for mode in self.windows.modes[node])

    def options(self, node: int) -> list[tuple[int, tuple[cp_model.LiteralT, ...]]]:
        """Return each usable mode's index with the literals under which it is chosen (none: no choice)."""
        usable = self.windows.modes[node]
        if len(usable) == 1:
            return [(usable[0], ())]
        return [(mode, (literal,)) for mode, literal in zip(usable, self.literals[node], strict=True)]

    def derived(self, least: int, most: int, of: Callable[[Schedule], int]) -> cp_model.IntVar:
        """Return a new integer that follows from the decisions; ``of`` says what it is in a given schedule.

        A hint is worth little to the solver unless it is whole.
        """
        variable = self.model.new_int_var(least, most, "")
        self._derived.append((variable, least, most, of))
        return variable

    def hint(self, schedule: Schedule) -> None:
        """Offer a schedule to the solver to start from, in the place of any other."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for variable, least, most, of in self._derived:
            self.model.add_hint(variable, max(least, min(int(of(schedule)), most)))
        for node, start in enumerate(schedule.starts):
            self.model.add_hint(self.start[node], min(max(start, self.first[node]), self.last[node]))
            usable = self.windows.modes[node]
            if len(usable) > 1 and schedule.modes[node] in usable:
                chosen = usable.index(schedule.modes[node])
                for position, literal in enumerate(self.literals[node][1:], start=1):
                    self.model.add_hint(literal, int(position == chosen))

    def schedule(self, value: Callable[[Affine], int]) -> Schedule:
        """Return the schedule that a solver's ``value`` function describes."""
        modes = []
        for node, usable in enumerate(self.windows.modes):
            literals = self.literals[node]
            chosen = next((k for k, literal in enumerate(literals[1:], start=1) if value(literal)), 0)
            modes.append(usable[chosen])
        return Schedule(tuple(int(value(start)) for start in self.start), tuple(modes))

    def _keep_out_of_freezes(self) -> None:
        """Take out the starts that would put an action's first or last week, in its mode, in a freeze."""
        for node, it in enumerate(self.network.nodes):
            if not self.network.frozen or it.kind != "action":
                continue
            for mode, chosen in self.options(node):
                starts = range(self.first[node], self.last[node] + 1)
                open_weeks = [start for start in starts if not is_frozen(self.network, node, mode, start)]
                domain = cp_model.Domain.from_values(open_weeks)
                self.model.add_linear_expression_in_domain(self.start[node], domain).only_enforce_if(list(chosen))

    def _affine(self, node: int, values: Sequence[int]) -> Affine:
        """Return the value of the chosen mode, ``values`` being those of the usable modes in order."""
        total: Affine = values[0]
        for value, literal in zip(values[1:], self.literals[node][1:], strict=True):
            total = total + (value - values[0]) * literal
        return total

    def _mode_literals(self, node: int) -> list[cp_model.IntVar]:
        """Return one literal a usable mode, exactly one of them true; none where there is no choice."""
        usable = self.windows.modes[node]
        if len(usable) == 1:
            return []
        name = self.network.nodes[node].id
        if len(usable) == 2:
            second = self.model.new_bool_var(f"mode[{name}]")
            return [cast("cp_model.IntVar", second.negated()), second]
        literals = [self.model.new_bool_var(f"mode[{name},{mode}]") for mode in usable]
        self.model.add_exactly_one(literals)
        return literals

    def _end(self, node: int) -> Affine:
        if isinstance(self.weeks[node], int):
            return self.start[node] + self.weeks[node]
        first = self.windows.earliest_finish[node]
        latest = self.windows.latest_finish(node, self.horizon)
        end = self.derived(first, latest, lambda schedule: schedule.finish(self.network, node))
        self.model.add(end == self.start[node] + self.weeks[node])
        return end
