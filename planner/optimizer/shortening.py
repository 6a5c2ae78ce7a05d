"""Shortening the plan of a large network: squeezing from above and gating from below, until they meet or time is up.

Gating goes on in a thread of its own where there are two workers: nearly all its time is spent in the linear solver,
which lets others run meanwhile. What it finds is read by the searching thread alone, so that nothing is told from
elsewhere.
"""

import time
from collections import deque
from collections.abc import Callable
from copy import copy

from planner.network import Network, Schedule
from planner.optimizer.aside import Over, aside, failed
from planner.optimizer.gating import Gating
from planner.optimizer.proposal import Proposal
from planner.optimizer.relaxation import Relaxation
from planner.optimizer.squeezing import Squeezing
from planner.optimizer.stages import GATING_SHARE
from planner.optimizer.windows import Windows

CONSIDERING = 0.15
"""The part of the time that may be spent on what the relaxation proposes."""

VAIN = 0.2
"""The part of the time after which gating ends where it has raised nothing: it takes time from squeezing."""


class Shortening:
    """One run over one network whose plans can be done later as a whole.

    Plans are handed to ``offer``, bounds on the week of the target to ``raised``, both in the thread that runs it.
    """

    def __init__(
        self,
        network: Network,
        windows: Windows,
        relaxation: Relaxation,
        offer: Callable[[Schedule], None],
        raised: Callable[[int], None],
        seed: int,
    ) -> None:
        self.network, self.windows, self.relaxation = network, windows, copy(relaxation)
        self.offer, self.raised = offer, raised
        self.squeezing = Squeezing(network, windows, relaxation.kinds, self._found, seed)
        self.best = 0
        self._suggested: deque[tuple[Proposal, int]] = deque(maxlen=1)

    def run(self, schedule: Schedule, bound: int, seconds: float, workers: int, over: Over, *, gates: bool) -> None:
        """Start from a plan and go on for ``seconds``; without ``gates`` nothing is proven."""
        until = time.monotonic() + seconds
        self.best = schedule.starts[self.network.target]
        self.relaxation.until = until
        gating = Gating(self.relaxation, bound, self.best, lambda *it: self._suggested.append(it))
        if gates and workers == 1:
            gating.run(lambda: over() or time.monotonic() > until - seconds * (1 - GATING_SHARE))
            self.raised(gating.bound)
        self.squeezing.begin(schedule)
        if not gates or workers == 1:
            self._squeeze(gating, lambda: over() or time.monotonic() > until)
            return
        vain = self._vain(gating, seconds * VAIN)
        with aside(lambda ended: gating.run(lambda: ended() or vain()), over) as doing:
            self._squeeze(gating, lambda: over() or time.monotonic() > until or failed(doing))
        self.raised(gating.bound)

    def _vain(self, gating: Gating, seconds: float) -> Over:
        """Return what tells whether the bound has not risen for so long."""
        bound, since = gating.bound, time.monotonic()

        def vain() -> bool:
            nonlocal bound, since
            if gating.bound > bound:
                bound, since = gating.bound, time.monotonic()
            return time.monotonic() - since > seconds

        return vain

    def _squeeze(self, gating: Gating, over: Over) -> None:
        began, considering = time.monotonic(), 0.0
        while self.best > gating.bound and not over():
            gating.lower_end(self.best)
            self.raised(gating.bound)
            now = time.monotonic()
            if self._suggested and considering <= CONSIDERING * (now - began):
                self.squeezing.consider(*self._suggested.popleft(), over)
                considering += time.monotonic() - now
            self.squeezing.step()

    def _found(self, schedule: Schedule) -> None:
        self.best = min(self.best, schedule.starts[self.network.target])
        self.offer(schedule)
