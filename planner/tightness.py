"""Which of two networks is as tight as the other or tighter: every schedule that keeps it keeps the other too.

It is told from the limits alone, of networks that are the same in all else; where that does not tell, neither is.
"""

from collections.abc import Sequence

from msgspec import Struct

from planner.network import Accrual, CarryOver, Link, Network

Work = tuple[str, str | None, int, Accrual, int, tuple[tuple[str, int, int, int, int], ...]]
"""What a node is but for limits: id, function, earliest week, accrual, run cost, and each mode's figures."""

Demands = tuple[int, ...]
"""What each mode of each node, one after the other, takes of one thing."""


class Limits(Struct, frozen=True):
    """The limits of a network beside what they limit: by name what there is of people and of stocks, and the money.

    ``latest`` are the nodes' latest finishes.
    """

    work: tuple[Work, ...]
    links: tuple[Link, ...]
    covers: frozenset[str]
    carry_over: CarryOver
    quarter_ends: tuple[int, ...]
    frozen: frozenset[int]
    people: dict[str, tuple[tuple[int, ...], Demands]]
    stocks: dict[str, tuple[int, Demands]]
    total: int | None
    per_quarter: tuple[int, ...] | None
    latest: tuple[int | None, ...]

    def within(self, other: "Limits") -> bool:
        """Tell whether it is known that whatever keeps these limits keeps the others."""
        return (
            self._fits(other)
            and all(_no_more(*pair) for pair in zip(self.latest, other.latest, strict=True))
            and _no_more(self.total, other.total)
            and self._money_within(other)
            and all(_caps_within(self.people.get(name), given) for name, given in other.people.items())
            and all(_stock_within(self.stocks.get(name), given) for name, given in other.stocks.items())
        )

    def _fits(self, other: "Limits") -> bool:
        return (
            self.work == other.work
            and self.links == other.links
            and self.covers == other.covers
            and self.quarter_ends == other.quarter_ends
            and self.frozen >= other.frozen
        )

    def _money_within(self, other: "Limits") -> bool:
        if other.per_quarter is None:
            return True
        if self.per_quarter is None or self.carry_over != other.carry_over:
            return False
        return _lists_within(self.per_quarter, other.per_quarter)


def limits_of(network: Network) -> Limits:
    """Return what tells how tight a network is."""
    modes = [mode for node in network.nodes for mode in node.modes]
    people = {
        resource.name: (resource.capacity, tuple(mode.demand[index] for mode in modes))
        for index, resource in enumerate(network.resources)
    }
    stocks = {
        stock.name: (stock.amount, tuple(mode.drawn(index) for mode in modes))
        for index, stock in enumerate(network.stocks)
    }
    return Limits(
        work=tuple(
            (
                node.id,
                node.function,
                node.earliest,
                node.accrual,
                node.run_per_week,
                tuple((mode.name, mode.weeks, mode.cash, mode.labour, mode.people) for mode in node.modes),
            )
            for node in network.nodes
        ),
        links=network.links,
        covers=network.money.covers,
        carry_over=network.money.carry_over,
        quarter_ends=network.quarter_ends,
        frozen=network.frozen,
        people=people,
        stocks=stocks,
        total=network.money.total,
        per_quarter=network.money.per_quarter,
        latest=tuple(node.latest for node in network.nodes),
    )


def _no_more(one: int | None, other: int | None) -> bool:
    return other is None or (one is not None and one <= other)


def _lists_within(one: Sequence[int], other: Sequence[int]) -> bool:
    """Tell whether each entry of a list is at most the other's, the last of each repeating."""
    count = max(len(one), len(other))
    return all(one[min(it, len(one) - 1)] <= other[min(it, len(other) - 1)] for it in range(count))


def _caps_within(one: tuple[tuple[int, ...], Demands] | None, other: tuple[tuple[int, ...], Demands]) -> bool:
    return one is not None and one[1] == other[1] and _lists_within(one[0], other[0])


def _stock_within(one: tuple[int, Demands] | None, other: tuple[int, Demands]) -> bool:
    return one is not None and one[1] == other[1] and one[0] <= other[0]
