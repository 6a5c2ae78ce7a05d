"""Bounds from when the gates are declared: every way to place them before the target is excluded, one by one.

The relaxation knows that work follows a gate, but it may declare half a gate early and half of it late. Here the plans
are parted by how many weeks before the target each gate is declared, where the relaxation is most undecided, and each
part is excluded as far as it goes: branch and bound on a handful of gates (Land and Doig, An automatic method of
solving discrete programming problems, 1960). The least of what the parts prove is proven of all plans.

Only for networks whose plans can be done later as a whole: then what is excluded with the target in one week is so with
the target in any week before.
"""

from collections.abc import Callable, Mapping
from heapq import heappop, heappush

from planner.optimizer.proposal import Proposal
from planner.optimizer.relaxation import Reaching, Relaxation
from planner.optimizer.windows import Windows

FINE = 2
"""By how many weeks a part's bound is raised where it is hard: less, and the parts are tried too often."""

LOOSE = 8
"""At strides of so many weeks the program with order, several times as large, takes over from the one without."""

Before = tuple[int, int | None]
"""From how many to how many weeks before the target a gate is declared; None is as many as there are."""


class Gated(Windows):
    """The windows that are left with the target in week ``horizon`` and each gate so many weeks before it."""

    def __init__(self, windows: Windows, horizon: int, gates: Mapping[int, Before]) -> None:
        self.__dict__.update(windows.__dict__)
        self.earliest, self.earliest_finish = windows.earliest[:], windows.earliest_finish[:]
        self._latest = [windows.latest_finish(node, horizon) for node in range(len(windows.tail))]
        for node in self.order:
            least = [self.earliest_finish[before] + lag for before, lag in self.before[node]]
            _, most = gates.get(node, (0, None))
            self.earliest[node] = max([self.earliest[node], *least, 0 if most is None else horizon - most])
            self.earliest_finish[node] = max(self.earliest_finish[node], self.earliest[node] + self.shortest[node])
        for node in reversed(self.order):
            latest = [self._latest[after] - self.shortest[after] - lag for after, lag in self.after[node]]
            self._latest[node] = min([self._latest[node], horizon - gates.get(node, (0, None))[0], *latest])

    def latest_finish(self, node: int, horizon: int) -> int:
        """Return the latest finish of a node; the horizon is the one that these windows are for."""
        return min(super().latest_finish(node, horizon), self._latest[node])


class _Part:
    """Plans whose gates lie so many weeks before the target, none of which ends by ``proven``."""

    def __init__(self, proven: int, rank: int, gates: Mapping[int, Before]) -> None:
        self.proven, self.rank, self.gates = proven, rank, gates

    def __lt__(self, other: "_Part") -> bool:
        return (self.proven, self.rank) < (other.proven, other.rank)


class Gating:
    """The parts of one network's plans; ``bound`` is the least week of the target that is not excluded.

    ``step`` may be called again and again, in any one thread; ``suggest`` is handed what the relaxation proposes where
    it excludes nothing, with the week of the target that it is for.
    """

    def __init__(
        self, relaxation: Relaxation, bound: int, end: int, suggest: Callable[[Proposal, int], None] = lambda *_: None
    ) -> None:
        self.relaxation, self.windows, self.suggest = relaxation, relaxation.windows, suggest
        self.bound, self.end = bound, end
        self.stride = max(FINE, (end - bound) // 4)
        self.loose = True
        self.done = not relaxation.shiftable or bound >= end
        self._rank = 0
        self._parts = [_Part(bound - 1, 0, {})]

    def run(self, over: Callable[[], bool]) -> None:
        """Go on until it is over, or nothing is left to be learned."""
        while not self.done and not over():
            self.step()

    def step(self) -> None:
        """Exclude a few weeks more of the part that has least, or part it."""
        part = heappop(self._parts)
        week = min(part.proven + self.stride, self.end - 1)
        windows = Gated(self.windows, week, part.gates)
        relaxation = self.relaxation if self.loose else self.relaxation.narrowed(windows)
        verdict = relaxation.judge(week, week)
        if verdict.excluded:
            self._add(week, part.gates)
            self.stride = self.stride * 2 if not part.gates else self.stride
        else:
            if verdict.proposal is not None:
                self.suggest(verdict.proposal, week)
            if self.loose and self.stride <= LOOSE:
                self.loose = False
                self._add(part.proven, part.gates)
            elif self.stride > FINE and week > part.proven + 1:
                self._add(part.proven, part.gates)
                self.stride = max(FINE, self.stride // 4)
            else:
                self._divide(part, week, windows, verdict.gates)
        self.bound = max(self.bound, min((it.proven for it in self._parts), default=self.end - 1) + 1)
        self.done = self.done or self.bound >= self.end

    def lower_end(self, end: int) -> None:
        """Take note that a plan ends in week ``end``: no more is to be proven."""
        self.end = min(self.end, end)

    def _add(self, proven: int, gates: Mapping[int, Before]) -> None:
        self._rank += 1
        heappush(self._parts, _Part(proven, self._rank, gates))

    def _divide(self, part: _Part, week: int, windows: Windows, reached: tuple[Reaching, ...]) -> None:
        """Put two parts in place of one: a gate by the week in which it is reached on the average, or after it."""
        options = []
        for it in reached:
            first, last = windows.earliest[it.gate], windows.latest_finish(it.gate, week)
            if first < last and it.gate != self.relaxation.network.target:
                options.append((it.spread, it.gate, min(max(int(it.week), first), last - 1)))
        if not options:
            self.done = True
            heappush(self._parts, part)
            return
        _, gate, last = max(options)
        least, most = part.gates.get(gate, (0, None))
        self._add(part.proven, {**part.gates, gate: (week - last, most)})
        self._add(part.proven, {**part.gates, gate: (least, week - last - 1)})
