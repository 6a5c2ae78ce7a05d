"""What must follow what, for the relaxation: rows that keep work which is added up by quarter in order.

Of the links the relaxation knows the windows alone, so that in it the last transition's work could be half done before
the first one's is. Here each kind must have come as far as whatever follows it: the part of A that is done by one week
is no less than the part of B that is done by a later one. If B starts ``lag`` weeks after A has finished at the soonest
and neither takes less than m weeks, there may be ``lag`` + m weeks in between: both parts grow evenly from 0 to 1, that
of A within weeks that end m or more before those of B do, and begin m or more before. Gates stand between with a column
of their own for each stretch: whether they are reached by its end.
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import partial
from itertools import product
from math import lcm

from msgspec import Struct

from planner.network import Link, Network
from planner.optimizer.kinds import Kind
from planner.optimizer.program import Program, Term

Worked = Sequence[tuple[int, Sequence[Term | None]]]
"""For each way of a kind its weeks, and the weeks worked in it by the end of each stretch."""


class Succession(Struct, frozen=True):
    """One place comes before another: places count the kinds first, then the gates, in the order of the nodes."""

    before: int
    after: int
    lag: int


class Successions:
    """All that follows each other in a network, kind by kind: copies in step with each other, or all with all."""

    def __init__(self, network: Network, kinds: Sequence[Kind]) -> None:
        self.kinds = kinds
        self.gates = [node for node, it in enumerate(network.nodes) if it.kind == "gate"]
        self.counts = [len(kind.nodes) for kind in kinds] + [1] * len(self.gates)
        self.found = self._found(network)

    def is_gate(self, place: int) -> bool:
        """Tell whether a place is a gate's."""
        return place >= len(self.kinds)

    def _found(self, network: Network) -> tuple[Succession, ...]:
        places = {node: place for place, kind in enumerate(self.kinds) if _takes_weeks(kind) for node in kind.nodes}
        places |= {node: len(self.kinds) + rank for rank, node in enumerate(self.gates)}
        links: dict[tuple[int, int], list[Link]] = {}
        for link in network.links:
            if link.before in places and link.after in places:
                links.setdefault((places[link.before], places[link.after]), []).append(link)
        return tuple(
            Succession(before, after, min(link.lag for link in between))
            for (before, after), between in links.items()
            if self._hold(before, after, between)
        )

    def _hold(self, before: int, after: int, links: Sequence[Link]) -> bool:
        """Return whether links join all with all, or each with one of its own: then they hold on the average too."""
        ones, others = self.counts[before], self.counts[after]
        pairs = {(link.before, link.after) for link in links}
        if len(pairs) == ones * others:
            return True
        matched = len({one for one, _ in pairs}) == len({other for _, other in pairs}) == len(pairs)
        return matched and ones == others == len(pairs)


def _takes_weeks(kind: Kind) -> bool:
    return all(way.needs.weeks for way in kind.ways)


class Order:
    """The rows of one program: ``worked`` tells for each kind how its weeks are spread over stretches to ``ends``."""

    def __init__(self, successions: Successions, worked: Sequence[Worked], ends: Sequence[int]) -> None:
        self.successions, self.worked, self.ends = successions, worked, ends
        self.reached: list[list[int]] = []

    def write(self, program: Program) -> None:
        """Write them all."""
        self.reached = [[program.column(1) for _ in self.ends] for _ in self.successions.gates]
        for it, (cell, end) in product(self.successions.found, enumerate(self.ends)):
            self._write(it, cell, end, program)

    def reached_by(self, gate: int, values: Sequence[float]) -> list[float]:
        """Return, of a solution, how far a gate (a rank) is reached by the end of each stretch."""
        return [values[column] for column in self.reached[gate]]

    def _write(self, it: Succession, cell: int, end: int, program: Program) -> None:
        gates = [self.successions.is_gate(place) for place in (it.before, it.after)]
        since = end - it.lag - (0 if any(gates) else min(map(self._least_weeks, (it.before, it.after))))
        if since <= 0:
            if not all(gates):  # one gate may follow another from the very first week on
                program.at_most(self._part(it.after, cell, self._weeks(it.after)), 0, firm=True)
            return
        scale = lcm(self._weeks(it.before), self._weeks(it.after))
        counts = self.successions.counts
        done = partial(self._part, it.before, bisect_left(self.ends, since))
        following = self._part(it.after, cell, scale * counts[it.before])
        if following:
            program.at_most([*following, *done(-scale * counts[it.after])], 0, firm=True)

    def _part(self, place: int, cell: int, times: int) -> list[Term]:
        """Return the part of a place that is done by the end of a cell, added up over its nodes, times a number.

        The weeks of each of its ways must divide it.
        """
        if self.successions.is_gate(place):
            return [(self.reached[place - len(self.successions.kinds)][cell], times)]
        terms = ((worked[cell], weeks) for weeks, worked in self.worked[place])
        return [(term[0], term[1] * times // weeks) for term, weeks in terms if term is not None]

    def _weeks(self, place: int) -> int:
        """Return a number of weeks that every way of a place divides."""
        return 1 if self.successions.is_gate(place) else lcm(*(weeks for weeks, _ in self.worked[place]))

    def _least_weeks(self, place: int) -> int:
        return min((weeks for weeks, _ in self.worked[place]), default=0)
