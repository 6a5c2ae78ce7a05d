"""Raising the bound on the week of the target by the relaxation, and proposing plans where it excludes nothing.

Stretches of weeks are excluded from the bound on, each as long as people and money were short of by the last answer;
then it is learned what can be at work at once, given the money there is by the bound, and they are excluded again, for
as long as that raises it.
"""

import random
import time
from collections.abc import Callable

from planner.optimizer.aside import Over
from planner.optimizer.proposal import Proposal
from planner.optimizer.relaxation import Relaxation, Verdict

PROPOSED = (0.0, 0.1, 0.2, 0.2, 0.4, 0.7)
"""Where between the bound and the best plan the target of a proposal lies, drawn by chance: near the bound, rather."""

LEARNING = 0.6
"""The part of the time left that goes into learning more at a stretch: what is learned takes time to tell."""

PROPOSED_FIRST = 3
"""How many plans are proposed before more is learned, which takes a while."""


class Bounding:
    """The bound of one network: no plan has its target before week ``bound``; the best known one has it in ``end``.

    Proposals are handed to ``suggest``, where somebody takes them, with the week of the target that they are for.
    ``settled`` says that there is no more to be raised.
    """

    def __init__(
        self,
        relaxation: Relaxation,
        bound: int,
        end: int,
        suggest: Callable[[Proposal, int], None] | None,
        seed: int,
        *,
        learns: bool,
    ) -> None:
        self.relaxation, self.rough, self.suggest = relaxation, relaxation.rough(), suggest
        self.bound, self.end = bound, end
        self.seed, self.learns = seed, learns
        self.settled = False
        self._chance = random.Random(seed)

    def run(self, seconds: float, over: Over) -> None:
        """Raise the bound for ``seconds``, until there is no more to be raised, or until it is over."""
        until = time.monotonic() + seconds

        def late() -> bool:
            return over() or time.monotonic() >= until

        self._exclude((self.end - self.bound) // 2, self.rough, late)
        while self.learns and self.bound < self.end and not late():
            for _ in range(PROPOSED_FIRST):
                self._propose(late)
            before, known = self.bound, len(self.relaxation.loads)
            self.relaxation.learn(self.bound, (until - time.monotonic()) * LEARNING, self.seed, over)
            self._exclude(max(1, (self.end - self.bound) // 8), self.rough, late)
            if self.bound == before:
                self._exclude(max(1, (self.end - self.bound) // 16), self.relaxation, late)
            if self.bound == before:
                del self.relaxation.loads[known:]  # a load that tells nothing
                break
        if not self.learns:
            self._exclude(max(1, (self.end - self.bound) // 16), self.relaxation, late)
        self.settled = True

    def propose(self, over: Over) -> None:
        """Propose one plan after another, for weeks of the target between the bound and the best plan, till over."""
        while self.suggest is not None and self.bound < self.end - 1 and not over():
            self._propose(over)

    def _propose(self, over: Over) -> None:
        if self.suggest is not None and self.bound < self.end - 1 and not over():
            week = self.bound + int(self._chance.choice(PROPOSED) * (self.end - 1 - self.bound))
            self._judge(week, self.relaxation)

    def lower_end(self, end: int) -> None:
        """Take note that a plan ends in week ``end``: no more is to be proven."""
        self.end = min(self.end, end)

    def _exclude(self, length: int, relaxation: Relaxation, over: Over) -> None:
        """Exclude stretches of weeks from the bound on, the first of a length, until not even one week is.

        The week up to which the next one goes lies where people and money fall short by nothing, on the line between
        the nearest answers of either kind (the false position method).
        """
        step = 0
        lacking = spare = None
        while self.bound < self.end and not over():
            last = min(self.bound + length, self.end - 1)
            verdict = self._judge(last, relaxation)
            if verdict.excluded:
                lacking = (last, verdict.short)
            elif length:
                spare = (last, verdict.short)
            else:
                break
            wanted = _between(lacking, spare)
            step = 2 * step + 1 if verdict.excluded else 0
            longer = max(wanted - self.bound - 1, step - 1)
            length = longer if verdict.excluded else max(0, min(longer, length // 2))

    def _judge(self, last: int, relaxation: Relaxation) -> Verdict:
        """Ask for a target between the bound and one week, and take note of the answer."""
        verdict = relaxation.judge(last, self.bound)
        if verdict.excluded:
            self.bound = last + 1
        elif self.suggest is not None and verdict.proposal is not None:
            self.suggest(verdict.proposal, last)
        return verdict


def _between(lacking: tuple[int, float] | None, spare: tuple[int, float] | None) -> int:
    """Return the week in which there should be just enough: between one that lacks and one that has to spare."""
    if lacking is None or spare is None:
        week, short = lacking or spare or (0, 0.0)
        return int(week * (1 + short))
    (early, short), (late, left) = lacking, spare
    return early + int((late - early) * short / max(1e-9, short - left))
