"""Every plan of a tiny puzzle at once: one row each, one column for the start of each task and the week of each gate.

Tasks join the table one by one, in every mode and every week that may be; rows that break a rule are struck out.
What is left is all there is, so that the best of it by any goals is the truth.
"""

import numpy as np

MOST_ROWS = 3_000_000


class TooManyError(Exception):
    """The puzzle has more plans than can be looked at."""


class Table:
    """The plans of a puzzle whose deadline bounds it; ``keep`` leaves only those that a mask marks."""

    def __init__(self, puzzle):
        self.puzzle = puzzle
        self.end = puzzle.horizon()
        self.rows = 1
        self.columns = {}
        self.remaining = self._remaining()
        for name in puzzle.order:
            if isinstance(name, int):
                self._add_gate(name)
            else:
                self._add_task(name)
        self._strike_what_costs_too_much()

    def start(self, name):
        """Return the start weeks of a task, or the weeks of a gate."""
        return self.columns[name]

    def way(self, name):
        """Return the places of the modes in which a task is done."""
        return self.columns[name, "way"]

    def finish(self, name):
        """Return the weeks by which a task has finished."""
        return self.columns[name, "finish"]

    @property
    def plan_end(self):
        """The week of the last gate."""
        return self.columns[self.puzzle.last]

    def keep(self, mask):
        """Strike out every row that is not marked."""
        self.columns = {name: column[mask] for name, column in self.columns.items()}
        self.rows = int(mask.sum())

    def _remaining(self):
        """Return for each node the least weeks from its finish to the end, for a first sieve of start weeks."""
        puzzle, remaining = self.puzzle, {}
        for name in reversed(puzzle.order):
            if isinstance(name, int):
                opened = [remaining[one] + _least(task) for one, task in puzzle.tasks.items() if task.opened_by == name]
                later = [remaining[name + 1] + puzzle.evidence(name)] if name + 1 in remaining else []
                remaining[name] = max([0, *opened, *later])
            else:
                task = puzzle.tasks[name]
                after = [
                    remaining[one] + _least(other) + other.needs[name]
                    for one, other in puzzle.tasks.items()
                    if name in other.needs
                ]
                remaining[name] = max([remaining[task.gate] + task.lag, *after])
        return remaining

    def _add_gate(self, name):
        puzzle = self.puzzle
        first, last = puzzle.bounds(name)
        week = np.full(self.rows, first, dtype=np.int16)
        if name - 1 in self.columns:
            week = np.maximum(week, self.columns[name - 1] + puzzle.evidence(name - 1))
        else:
            week = np.maximum(week, puzzle.first_gate())
        for one, task in puzzle.tasks.items():
            if task.gate == name:
                week = np.maximum(week, self.finish(one) + task.lag)
        self.columns[name] = week
        latest = self.end - self.remaining[name]
        self.keep(week <= (latest if last is None else min(last, latest)))

    def _add_task(self, name):
        puzzle, task = self.puzzle, self.puzzle.tasks[name]
        first, last = puzzle.bounds(name)
        latest = self.end - self.remaining[name]
        latest = latest if last is None else min(last, latest)
        choices = [
            (place, start, start + way.weeks)
            for place, way in enumerate(task.ways)
            for start in range(first, latest - way.weeks + 1)
            if not self._is_frozen(task, start, start + way.weeks)
        ]
        opens = np.zeros(self.rows, dtype=np.int16)
        for one, lag in task.needs.items():
            opens = np.maximum(opens, self.finish(one) + lag)
        if task.opened_by is not None:
            opens = np.maximum(opens, self.columns[task.opened_by])
        marks = [opens <= start for _, start, _ in choices]
        counts = [int(mark.sum()) for mark in marks]
        self.rows = sum(counts)
        if self.rows > MOST_ROWS:
            raise TooManyError
        parts = {column: [cells[mark] for mark in marks] or [cells[:0]] for column, cells in self.columns.items()}
        self.columns = {column: np.concatenate(cells) for column, cells in parts.items()}
        for key, place in (((name, "way"), 0), (name, 1), ((name, "finish"), 2)):
            self.columns[key] = np.repeat(np.array([one[place] for one in choices], dtype=np.int16), counts)
        self._strike_what_overloads(name)

    def _is_frozen(self, task, start, finish):
        ends = (start, finish - 1)
        return task.item.kind == "action" and any(self.puzzle.is_frozen(week) for week in ends)

    def _strike_what_overloads(self, added):
        puzzle = self.puzzle
        ways = puzzle.tasks[added].ways
        for role in puzzle.caps:
            if any(_people(way, role) for way in ways):
                caps = [puzzle.cap(role, week) for week in range(self.end)]
                self.keep(self._within(self.demands(role), caps))
        most = puzzle.request.policy.changes_per_function
        mine = puzzle.tasks[added]
        if most is not None and mine.function and mine.item.kind == "action":
            changes = {
                one: np.ones(self.rows, dtype=np.int64)
                for one, task in puzzle.tasks.items()
                if one in self.columns and task.function == mine.function and task.item.kind == "action"
            }
            self.keep(self._within(changes, [most] * self.end))

    def demands(self, role):
        """Return, for each task placed so far, the people of a role (or ``total``) it takes while it runs."""
        found = {}
        for name, task in self.puzzle.tasks.items():
            taken = np.array([_people(way, role) for way in task.ways], dtype=np.int64)
            if name in self.columns and taken.any():
                found[name] = taken[self.way(name)]
        return found

    def load(self, demands, week):
        """Return what the tasks take in a week."""
        load = np.zeros(self.rows, dtype=np.int64)
        for name, taken in demands.items():
            load += np.where((self.start(name) <= week) & (week < self.finish(name)), taken, 0)
        return load

    def _within(self, demands, caps):
        mask = np.ones(self.rows, dtype=bool)
        for week, cap in enumerate(caps):
            mask &= self.load(demands, week) <= cap
        return mask

    def _strike_what_costs_too_much(self):
        puzzle = self.puzzle
        if puzzle.total is None and puzzle.money is None:
            return
        spent = self._spent_by_quarter()
        mask = np.ones(self.rows, dtype=bool)
        if puzzle.total is not None:
            mask &= spent.sum(axis=1) <= puzzle.total
        if puzzle.money is not None:
            carry = puzzle.request.budget.carry_over
            left = np.zeros(self.rows, dtype=np.int64)
            for quarter in range(spent.shape[1]):
                opens_year = (puzzle.fiscal(0) + quarter) % 4 == 0
                if carry is False or (carry == "year" and opens_year):
                    left[:] = 0
                left += puzzle.money[min(quarter, len(puzzle.money) - 1)] - spent[:, quarter]
                mask &= left >= 0
        self.keep(mask)

    def _spent_by_quarter(self):
        """Return the covered money of each quarter, one row for each plan."""
        puzzle, covers = self.puzzle, self.puzzle.request.budget.covers
        quarters = puzzle.quarter_of[self.end] + 1
        spent = np.zeros((self.rows, quarters), dtype=np.int64)
        before = np.zeros((self.end + 1, quarters), dtype=np.int64)
        for week in range(self.end):
            before[week + 1] = before[week]
            before[week + 1, puzzle.quarter_of[week]] += 1
        for name, task in puzzle.tasks.items():
            amounts = np.zeros((len(task.ways), self.end + 1, quarters), dtype=np.int64)
            for place, way in enumerate(task.ways):
                for start in range(self.end - way.weeks + 1):
                    for week, amount in self._outlays(task, way, start, covers):
                        amounts[place, start, puzzle.quarter_of[week]] += amount
            spent += amounts[self.way(name), self.start(name)]
            if "run" in covers and task.run:
                spent += task.run * (before[self.plan_end] - before[self.finish(name)])
        return spent

    @staticmethod
    def _outlays(task, way, start, covers):
        for kind, amount in (("cash", way.cash), ("labour", way.labour)):
            accrual = task.item.accrual if kind == "cash" else "prorated"
            if kind in covers and accrual == "prorated":
                for week in range(way.weeks):
                    yield start + week, amount // way.weeks
                yield start + way.weeks - 1, amount % way.weeks
            elif kind in covers:
                yield start + (0 if accrual == "start" else way.weeks - 1), amount

    def value(self, goal):
        """Return what each plan comes to by a goal."""
        return getattr(self, f"_{goal}")()

    def _finish(self):
        return self.plan_end.astype(np.int64)

    def _levels(self):
        return sum(self.columns[level].astype(np.int64) for level in self.puzzle.levels)

    def _cost(self):
        labour = "labour" in self.puzzle.request.budget.covers
        cost = np.zeros(self.rows, dtype=np.int64)
        for name, task in self.puzzle.tasks.items():
            amounts = [way.cash + (way.labour if labour else 0) for way in task.ways]
            cost += np.array(amounts, dtype=np.int64)[self.way(name)]
        return cost

    def _cost_to_gate(self):
        run = [
            task.run * (self.plan_end - self.finish(name)).astype(np.int64)
            for name, task in self.puzzle.tasks.items()
            if task.run
        ]
        return self._cost() + sum(run)

    def _covered(self):
        covers = self.puzzle.request.budget.covers
        total = np.zeros(self.rows, dtype=np.int64)
        for name, task in self.puzzle.tasks.items():
            amounts = [("cash" in covers) * way.cash + ("labour" in covers) * way.labour for way in task.ways]
            total += np.array(amounts, dtype=np.int64)[self.way(name)]
            if task.run and "run" in covers:
                total += task.run * (self.plan_end - self.finish(name)).astype(np.int64)
        return total

    def _peak(self):
        demands = self.demands("total")
        peak = np.zeros(self.rows, dtype=np.int64)
        for week in range(self.end):
            peak = np.maximum(peak, self.load(demands, week))
        return peak

    def _risk(self):
        puzzle = self.puzzle
        total = np.zeros(self.rows, dtype=np.int64)
        for risk in puzzle.catalog.risks:
            if risk.level > puzzle.request.target:
                continue
            opens = self.columns[risk.level] if risk.level > puzzle.current else np.zeros(self.rows, dtype=np.int16)
            closes = self.plan_end
            mitigating = [name for name, task in puzzle.tasks.items() if risk.id in task.item.risks]
            if mitigating:
                closes = np.minimum(closes, np.max([self.finish(name) for name in mitigating], axis=0))
            elif self._in_place(risk):
                continue
            total += risk.severity * np.maximum(0, closes - opens).astype(np.int64)
        return total

    def _in_place(self, risk):
        """Tell whether every item up to the current level that mitigates a risk is in place, and one is."""
        puzzle = self.puzzle
        below = [it.id for it in puzzle.catalog.items if risk.id in it.risks and puzzle.level(it) <= puzzle.current]
        missing = {name.split("@")[0] for name in puzzle.request.missing}
        return bool(below) and not missing & {*below}


def _least(task):
    return min((way.weeks for way in task.ways), default=0)


def _people(way, role):
    return sum(way.demand.values()) if role == "total" else way.demand.get(role, 0)
