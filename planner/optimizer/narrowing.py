"""Narrowing the gap of the finish before the solver's turn: plans are bred while the bound is raised.

Side by side where there are two workers. What the bounding proposes, breeding follows; what breeding finds lowers the
week up to which there is something to prove.
"""

import time
from collections import deque
from collections.abc import Callable

from planner.optimizer.aside import Over, aside, failed
from planner.optimizer.bounding import Bounding
from planner.optimizer.breeding import Breeding
from planner.optimizer.proposal import Proposal
from planner.optimizer.stages import NEAR


class Narrowing:
    """Breeding with a bounding beside it, whose bounds are handed to ``raised`` in the thread that runs both."""

    def __init__(self, breeding: Breeding, raised: Callable[[int], None]) -> None:
        self.breeding, self.raised = breeding, raised
        self._suggested: deque[tuple[Proposal, int]] = deque(maxlen=2)

    def suggest(self, proposal: Proposal, week: int) -> None:
        """Take a proposal for a target in a week, from any thread."""
        self._suggested.append((proposal, week))

    def run(
        self, bounding: Bounding, seconds: float, longest: float, fruitless: float, workers: int, over: Over
    ) -> None:
        """Go on for ``seconds``; once the bound is settled, not longer than ``fruitless`` without a better plan.

        Where the bound is neither near nor settled by then it goes on until it is, but no longer than ``longest`` in
        all. With one worker the bound comes first and may take half the time.
        """
        if workers == 1:
            bounding.run(seconds / 2, over)
            self._listen(bounding)
            self.breed(seconds / 2, fruitless, over)
            return
        until = time.monotonic() + seconds

        def bound(over: Over) -> None:
            bounding.run(longest, over)
            bounding.propose(over)

        def done() -> bool:
            enough = bounding.settled or self.breeding.end <= bounding.bound * NEAR
            return over() or failed(doing) or (enough and time.monotonic() >= until)

        with aside(bound, over) as doing:
            self.breed(longest, fruitless, done, bounding)
        self._listen(bounding)

    def breed(self, seconds: float, fruitless: float, over: Over, bounding: Bounding | None = None) -> None:
        """Breed for ``seconds``, or until ``fruitless`` seconds have brought no plan that ends sooner."""
        now = time.monotonic()
        until, given_up = now + seconds, now + fruitless
        while not self.breeding.done and not over() and now < until:
            if now >= given_up and (bounding is None or bounding.settled):
                break
            before = self.breeding.end
            if bounding is not None:
                self._listen(bounding)
            if self._suggested:
                self.breeding.follow(*self._suggested.popleft())
            self.breeding.step()
            given_up = now + fruitless if self.breeding.end < before else given_up
            now = time.monotonic()

    def _listen(self, bounding: Bounding) -> None:
        """Take note of the bound, and tell of the plan's end."""
        bounding.lower_end(self.breeding.end)
        if bounding.bound > self.breeding.bound:
            self.breeding.bound = bounding.bound
            self.raised(bounding.bound)
