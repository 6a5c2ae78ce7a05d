"""What the relaxation proposes to the heuristic: fractions of modes and a spread of work, rounded by chance."""

import random
from collections.abc import Sequence

from msgspec import Struct

NOISES = (0, 2, 5)
"""Standard deviations, in weeks, by which middles are shaken."""

EPSILON = 1e-6
"""What floating point may be wrong by where nothing is proven with it."""


class Share(Struct, frozen=True):
    """How many of a kind take a mode, and the weeks worked in it in each stretch as (first week, week after, weeks)."""

    mode: int
    count: float
    work: tuple[tuple[int, int, float], ...]


class Proposal(Struct, frozen=True):
    """How the program spreads work over all nodes: for each kind that takes weeks, its members and their shares."""

    nodes: int
    shares: tuple[tuple[tuple[int, ...], tuple[Share, ...]], ...]

    def sample(self, chance: random.Random) -> tuple[list[int], list[float]]:
        """Return a mode and a middle week for every node: fractions rounded by chance, middles a little shaken."""
        modes, middles = [0] * self.nodes, [0.0] * self.nodes
        noise = chance.choice(NOISES)
        for members, shares in self.shares:
            counts = _rounded([share.count for share in shares], len(members), chance)
            position = 0
            for share, count in zip(shares, counts, strict=True):
                for rank in range(count):
                    node = members[position]
                    position += 1
                    modes[node] = share.mode
                    middles[node] = _quantile(share.work, (rank + 0.5) / count) + chance.gauss(0, noise)
        return modes, middles


def _rounded(counts: Sequence[float], total: int, chance: random.Random) -> list[int]:
    """Return whole numbers that add up to ``total``: what is left of each number wins one by chance."""
    whole = [int(count + EPSILON) for count in counts]
    for _ in range(total - sum(whole)):
        rest = [max(0.0, count - fixed) + EPSILON for count, fixed in zip(counts, whole, strict=True)]
        whole[chance.choices(range(len(whole)), rest)[0]] += 1
    return whole


def _quantile(work: Sequence[tuple[int, int, float]], share: float) -> float:
    """Return the week by which this share of the work is done."""
    left = share * sum(weeks for _, _, weeks in work)
    for begin, end, weeks in work:
        if weeks >= left:
            return begin + (end - begin) * left / weeks
        left -= weeks
    return float(work[-1][1]) if work else 0.0
