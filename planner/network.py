"""What a request and a catalog together ask for, in integers: the problem the optimizer solves.

Activities and gates are *nodes*; a gate is a node of one mode and no weeks. Every order rule of the design
(prerequisites, set-ups, evidence, look-ahead) is a finish-to-start ``Link`` with a lag between two nodes.
Nothing here knows of levels, dates or text; ``planner.building`` makes a Network, ``planner.optimizer`` takes it.

Units: weeks from the plan's start (week 0), hundredths of an FTE, whole currency units.
"""

from typing import Literal

from msgspec import Struct

Accrual = Literal["prorated", "start", "end"]
CarryOver = Literal["forever", "year", "never"]


class Mode(Struct, frozen=True):
    """A way of doing a node: weeks, money, and what it takes of each resource (in the order of the network's).

    ``people`` is hundredths of an FTE over all roles, whether they are capped or not. ``draw`` is what it uses up of
    each stock (in the order of the network's); none given is nothing of any.
    """

    name: str
    weeks: int
    demand: tuple[int, ...]
    cash: int
    labour: int
    people: int = 0
    draw: tuple[int, ...] = ()

    def drawn(self, stock: int) -> int:
        """Return what the mode uses up of a stock."""
        return self.draw[stock] if self.draw else 0


class Node(Struct, frozen=True):
    """An activity or a gate; it may not start before ``earliest`` nor finish after ``latest`` (weeks; inclusive)."""

    id: str
    kind: Literal["action", "governance", "gate"]
    modes: tuple[Mode, ...]
    function: str | None = None
    earliest: int = 0
    latest: int | None = None
    accrual: Accrual = "prorated"
    run_per_week: int = 0


class Link(Struct, frozen=True):
    """Node ``after`` starts at least ``lag`` weeks after node ``before`` has finished (indices into ``nodes``)."""

    before: int
    after: int
    lag: int = 0


class Resource(Struct, frozen=True):
    """What activities share while they run, by quarter, the last entry repeating.

    People of one role, or all of them (``total``), in hundredths of an FTE; or the changes that one function bears
    at a time (``changes@sales``), a count.
    """

    name: str
    capacity: tuple[int, ...]


class Stock(Struct, frozen=True):
    """What is there once for the whole plan and is used up, in units of its own."""

    name: str
    amount: int


class Money(Struct, frozen=True):
    """Limits on covered money, contingency already held back; ``per_quarter``'s last entry repeats.

    ``covers`` says which money counts.
    """

    covers: frozenset[str] = frozenset({"cash"})
    total: int | None = None
    per_quarter: tuple[int, ...] | None = None
    carry_over: CarryOver = "forever"


class Exposure(Struct, frozen=True):
    """A risk: open from the gate ``opens`` (None: from week 0) until all of ``closes`` have finished.

    With nothing to close it, it stays open to the target.
    """

    id: str
    severity: int
    opens: int | None
    closes: tuple[int, ...]


class Network(Struct, frozen=True):
    """The whole problem. ``quarter_ends[q]`` is the first week after quarter q (quarters cover ``horizon``).

    ``year_ends`` lists the quarters that end a fiscal year. ``target`` is the node whose finish is the plan's
    end; every node precedes it. ``frozen`` weeks allow no action to have its first or last week in them.
    """

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    resources: tuple[Resource, ...]
    money: Money
    quarter_ends: tuple[int, ...]
    target: int
    horizon: int
    deadline: int | None = None
    year_ends: frozenset[int] = frozenset()
    frozen: frozenset[int] = frozenset()
    risks: tuple[Exposure, ...] = ()
    stocks: tuple[Stock, ...] = ()


class Schedule(Struct, frozen=True):
    """The optimizer's answer: a start week and a mode index for each node, in the order of ``Network.nodes``."""

    starts: tuple[int, ...]
    modes: tuple[int, ...]

    def settled(self, network: Network) -> "Schedule":
        """Return the schedule with every gate as early as its needs allow: a level is declared when earned."""
        starts = list(self.starts)
        for node, gate in enumerate(network.nodes):
            if gate.kind == "gate":
                starts[node] = max(
                    [gate.earliest]
                    + [
                        starts[link.before] + network.nodes[link.before].modes[self.modes[link.before]].weeks + link.lag
                        for link in network.links
                        if link.after == node
                    ]
                )
        return Schedule(tuple(starts), self.modes)

    def finish(self, network: Network, node: int) -> int:
        """Return the week in which ``node`` has finished (its last week is the one before)."""
        return self.starts[node] + network.nodes[node].modes[self.modes[node]].weeks
