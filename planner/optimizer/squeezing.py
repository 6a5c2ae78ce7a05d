"""Making the plan of a large network shorter week by week, without the solver.

There a model of the whole takes the solver many seconds to build and it finds nothing in it, while a network of
thousands of nodes is stacked dozens of times a second. A stack for the week before the best plan's target lacks a few
weeks of people or of money; orders and modes are changed, whole kinds at a time, for as long as it takes until it lacks
nothing: then it is a plan, and the next week is tried.
"""

import random
from collections.abc import Callable, Sequence
from math import ceil

from msgspec import Struct

from planner.network import Network, Schedule
from planner.optimizer.kinds import Kind
from planner.optimizer.proposal import Proposal
from planner.optimizer.stacking import Stacking
from planner.optimizer.windows import Windows

GATES = 0.02
"""What a gate a week later is worth, in weeks missing: late gates leave room before them."""

SHIFTS = (2, 5, 10)
"""Standard deviations, in weeks, by which work is moved in the order."""

STRETCHES = (8, 15, 30)
"""Weeks of a stretch whose work is shuffled."""

HEADS = (0.0, 0.3, 1.0, 2.0, 3.0)
"""How much the longest way from the start counts in the order, beside the week that a proposal gives."""

HOPELESS = 6
"""Weeks by which a stack may be worse than the best one and still be worth another try."""

SAMPLES = 4
"""How often a proposal is rounded."""


class Stack(Struct, frozen=True):
    """Modes and an order, the starts that follow from them with the target in one week, and what these lack.

    ``missing`` is in weeks, 0 or less for a plan; ``worth`` is what stacks are compared by, the least the best.
    """

    modes: Sequence[int]
    order: Sequence[float]
    starts: Sequence[int]
    missing: float
    worth: float


class Squeezing:
    """The search over one network from a first plan; every plan found is handed to ``offer``.

    ``end`` is the week of the target that is tried.
    """

    def __init__(
        self,
        network: Network,
        windows: Windows,
        kinds: Sequence[Kind],
        offer: Callable[[Schedule], None],
        seed: int,
    ) -> None:
        self.network, self.windows, self.offer = network, windows, offer
        self.stacking = Stacking(network, windows, kinds)
        self.chance = random.Random(seed)
        self.kinds = [kind.nodes for kind in kinds]
        self.open = [node for node, usable in enumerate(windows.modes) if len(usable) > 1]
        self.gates = [node for node, it in enumerate(network.nodes) if it.kind == "gate" and node != network.target]
        self.end = 0
        self.stack: Stack | None = None

    def begin(self, schedule: Schedule) -> None:
        """Start from a plan."""
        self.end = schedule.starts[self.network.target]
        order = self.stacking.begins(schedule.starts, schedule.modes)
        self._take(self._settled(schedule.modes, order, self.end))

    def consider(self, proposal: Proposal, end: int, over: Callable[[], bool] = lambda: False) -> None:
        """Start anew from what is proposed with the target in a week, where that comes to a better plan."""
        for _ in range(SAMPLES):
            if over():
                break
            modes, middles = proposal.sample(self.chance)
            head = self.chance.choice(HEADS)
            order = [-week - head * first for week, first in zip(middles, self.windows.earliest, strict=True)]
            found = self._settled(modes, order, end)
            latest = self.end if found is None else end + max(0, ceil(found.missing))
            if latest < self.end:
                later = self._settled(modes, order, latest)
                if later is not None and later.missing <= 0:
                    self.end = latest
                    self._take(later)

    def step(self) -> None:
        """Try a change."""
        assert self.stack is not None
        found = self._changed(self.stack)
        if found is not None and found.worth <= self.stack.worth:
            self._take(found)

    def _take(self, found: Stack | None) -> None:
        """Keep a stack; if it lacks nothing, offer it, and put it together for the week before, again and again."""
        while found is not None:
            self.stack = found
            if found.missing > 0 or self.end <= self.windows.critical_path:
                break
            self.offer(Schedule(tuple(found.starts), tuple(found.modes)))
            self.end -= max(1, int(-found.missing))
            found = self._settled(found.modes, found.order, self.end)

    def _settled(self, modes: Sequence[int], order: Sequence[float], end: int) -> Stack | None:
        """Return a stack, pulled early and stacked again where it is not hopeless and that does it good."""
        found = self._stacked(modes, order, end)
        if found is None or (self.stack is not None and found.worth > self.stack.worth + HOPELESS):
            return found
        finishes = self.stacking.pull(found.starts, modes, end)
        again = None if finishes is None else self._stacked(modes, [-float(finish) for finish in finishes], end)
        return again if again is not None and again.worth <= found.worth else found

    def _stacked(self, modes: Sequence[int], order: Sequence[float], end: int) -> Stack | None:
        starts = self.stacking.stack(modes, order, end)
        if starts is None:
            return None
        weeks, money = self.stacking.weeks_missing(starts), self.stacking.money_missing(starts, modes, end)
        late = sum(starts[gate] - end for gate in self.gates)
        return Stack(modes, order, starts, max(weeks, money), max(0, weeks) + max(0.0, money) - GATES * late)

    def _changed(self, stack: Stack) -> Stack | None:
        chance = self.chance
        modes = list(stack.modes)
        again = chance.random() < 0.5
        order = self.stacking.begins(stack.starts, modes) if again else list(stack.order)
        move = chance.choice((self._shuffle, self._shift, self._shift, self._shift_some, self._shift_some, None))
        if move is not None:
            move(order)
        if self.open and (move is None or chance.random() < 0.3):
            for node in chance.sample(self.open, min(len(self.open), chance.choice((1, 2, 3, 5)))):
                modes[node] = chance.choice(self.windows.modes[node])
        return self._settled(modes, order, self.end)

    def _shuffle(self, order: list[float]) -> None:
        """Draw the turns of all work within a stretch of weeks anew."""
        length, since = self.chance.choice(STRETCHES), self.chance.randrange(self.end)
        for node, turn in enumerate(order):
            if since <= -turn < since + length:
                order[node] = -(since + self.chance.random() * length)

    def _shift(self, order: list[float]) -> None:
        """Move one to three kinds as a whole."""
        for _ in range(self.chance.choice((1, 1, 2, 3))):
            shift = self.chance.gauss(0, self.chance.choice(SHIFTS))
            for node in self.chance.choice(self.kinds):
                order[node] += shift

    def _shift_some(self, order: list[float]) -> None:
        """Move some of a kind."""
        kind = self.chance.choice(self.kinds)
        shift = self.chance.gauss(0, self.chance.choice(SHIFTS))
        for node in self.chance.sample(kind, self.chance.randint(1, len(kind))):
            order[node] += shift
