"""Finds a schedule for a spelled-out puzzle, in given modes and by a given last week, or shows that there is none."""


class Search:
    """Places tasks from the last to the first, latest weeks first, in given ways and with the last gate at ``end``."""

    def __init__(self, puzzle, ways, end):
        self.puzzle, self.ways, self.end = puzzle, ways, end
        self.earliest = self._earliest()
        self.starts = {}
        self.used = {role: [0] * (end + 1) for role in puzzle.caps}
        self.failed = set()

    def run(self, *, honest):
        """Return a start week for every task, or none where there is no schedule."""
        if self._latest({}) is None:
            return None
        placed = self._place_everywhere() if honest else self._place_latest()
        return dict(self.starts) if placed else None

    def _weeks(self, name):
        return 0 if isinstance(name, int) else self.ways[name].weeks

    def _earliest(self):
        puzzle, weeks = self.puzzle, {}
        for name in puzzle.order:
            first = puzzle.bounds(name)[0]
            if isinstance(name, int):
                evidence = puzzle.evidence(name - 1)
                own = [
                    weeks[one] + self._weeks(one) + task.lag for one, task in puzzle.tasks.items() if task.gate == name
                ]
                first = max([first, weeks[name - 1] + evidence if name - 1 in weeks else puzzle.first_gate(), *own])
            else:
                task = puzzle.tasks[name]
                first = max([first, *(weeks[one] + self._weeks(one) + lag for one, lag in task.needs.items())])
                if task.opened_by is not None:
                    first = max(first, weeks[task.opened_by])
            weeks[name] = first
        return weeks

    def _latest(self, starts):
        """Return the latest start of every node given those placed; none where one cannot be."""
        puzzle = self.puzzle
        tasks = puzzle.tasks.items()
        latest = {}
        for name in reversed(puzzle.order):
            last = puzzle.bounds(name)[1]
            ends = [self.end] if last is None else [self.end, last]
            if isinstance(name, int):
                ends += [latest[one] for one, task in tasks if task.opened_by == name]
                if name + 1 in latest:
                    ends.append(latest[name + 1] - puzzle.evidence(name))
            else:
                task = puzzle.tasks[name]
                ends.append(latest[task.gate] - task.lag)
                ends += [latest[one] - other.needs[name] for one, other in tasks if name in other.needs]
            latest[name] = starts.get(name, min(ends) - self._weeks(name))
            if latest[name] < self.earliest[name] or latest[name] + self._weeks(name) > min(ends):
                return None
        return latest if self._affords(latest) else None

    def _affords(self, starts):
        if self.puzzle.money is None:
            return True
        spent = {}
        for name, way in self.ways.items():
            accrual = self.puzzle.tasks[name].item.accrual
            for week in range(way.weeks):
                share = way.cash // way.weeks + (way.cash % way.weeks if week == way.weeks - 1 else 0)
                if accrual != "prorated":
                    share = way.cash if week == (0 if accrual == "start" else way.weeks - 1) else 0
                quarter = self.puzzle.quarter_of[starts[name] + week]
                spent[quarter] = spent.get(quarter, 0) + share
        sums = 0
        for quarter in sorted(spent):
            sums += spent[quarter]
            if sums > self.puzzle.released(quarter):
                return False
        return True

    def _place_everywhere(self):
        """Place the remaining tasks, last in the order first, in every week that their windows leave."""
        rest = [name for name in reversed(self.puzzle.order) if name in self.ways and name not in self.starts]
        if not rest:
            return True
        name = rest[0]
        for start in range(self._latest(self.starts)[name], self.earliest[name] - 1, -1):
            if self._holds(name, start) and self._place_everywhere():
                return True
            self._take_back(name)
        return False

    def _place_latest(self):
        """Place the remaining tasks in every order that keeps what follows a task before it, each at its latest."""
        rest = [name for name in self.ways if name not in self.starts]
        seen = frozenset(self.starts.items())
        if not rest or seen in self.failed:
            return not rest
        latest = self._latest(self.starts)
        for name in rest:
            if self.puzzle.later[name] <= self.starts.keys():
                start = latest[name]
                while start >= self.earliest[name] and not self._fits(self.ways[name], start):
                    start -= 1
                if start >= self.earliest[name] and self._holds(name, start) and self._place_latest():
                    return True
                self._take_back(name)
        self.failed.add(seen)
        return False

    def _holds(self, name, start):
        """Place a task there and tell whether the rest may still be placed."""
        if not self._fits(self.ways[name], start):
            return False
        self.starts[name] = start
        self._use(self.ways[name], start, 1)
        return self._latest(self.starts) is not None

    def _take_back(self, name):
        if name in self.starts:
            self._use(self.ways[name], self.starts.pop(name), -1)

    def _demands(self, way):
        demands = {**way.demand, "total": sum(way.demand.values())}
        return [(role, demand) for role, demand in demands.items() if role in self.used and demand]

    def _fits(self, way, start):
        return all(
            self.used[role][week] + demand <= self.puzzle.cap(role, week)
            for role, demand in self._demands(way)
            for week in range(start, start + way.weeks)
        )

    def _use(self, way, start, sign):
        for role, demand in self._demands(way):
            for week in range(start, start + way.weeks):
                self.used[role][week] += sign * demand
