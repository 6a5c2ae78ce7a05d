"""What a schedule uses of people and money: week by week, and in each stretch of weeks that money is limited in.

The heuristic books activities here one by one, incumbents are vetted here, and slack is measured here. It is
plain integer arithmetic over a ``Network``; the checker does not use it.
"""

from collections.abc import Iterator
from copy import copy

from msgspec import Struct

from planner.network import Accrual, Network, Schedule


class Limit(Struct, frozen=True):
    """At most ``amount`` of covered money may be spent in weeks ``since`` to ``until``-1."""

    since: int
    until: int
    amount: int


def spent_before(week: int, start: int, weeks: int, amount: int, accrual: Accrual) -> int:
    """Return how much of ``amount`` has been spent before ``week`` by an activity of these weeks.

    Prorated: floor(amount / weeks) in each week and the remainder in the last.
    """
    if week >= start + weeks:
        return amount
    if week <= start or accrual == "end":
        return 0
    return amount if accrual == "start" else amount // weeks * (week - start)


def quarter_money(network: Network, quarter: int) -> int:
    """Return the money of one quarter; the last entry given repeats."""
    money = network.money.per_quarter
    assert money is not None
    return money[min(quarter, len(money) - 1)]


def limits(network: Network) -> tuple[Limit, ...]:
    """Return every limit on covered money that could bind, in order of time; the total last."""
    most = sum(
        max(cost_of(network, node, mode) for mode in range(len(network.nodes[node].modes))) for node in costly(network)
    )
    found = [limit for limit in _quarterly(network) if limit.amount < most]
    total = network.money.total
    if total is not None and total < most:
        found.append(Limit(0, 2 * network.horizon, total))
    return tuple(found)


def _quarterly(network: Network) -> Iterator[Limit]:
    if network.money.per_quarter is None:
        return
    carry = network.money.carry_over
    since, money = 0, 0
    for quarter, until in enumerate(network.quarter_ends):
        money += quarter_money(network, quarter)
        if until > since:
            yield Limit(since, until, money)
        if carry == "never" or (carry == "year" and quarter in network.year_ends):
            since, money = until, 0


def cost_of(network: Network, node: int, mode: int) -> int:
    """Return the covered one-off cost of a node in a mode."""
    chosen = network.nodes[node].modes[mode]
    covers = network.money.covers
    return chosen.cash * ("cash" in covers) + chosen.labour * ("labour" in covers)


def costly(network: Network) -> tuple[int, ...]:
    """Return the nodes that have modes at all and cost something in one of them."""
    return tuple(
        index
        for index, node in enumerate(network.nodes)
        if any(cost_of(network, index, mode) for mode in range(len(node.modes)))
    )


class Ledger:
    """The people and money booked so far, against the network's caps. Weeks run to ``weeks``."""

    def __init__(self, network: Network, weeks: int) -> None:
        self.network = network
        self.weeks = weeks
        self.used = [[0] * weeks for _ in network.resources]
        self.capacity = [capacity_by_week(network, resource, weeks) for resource in range(len(network.resources))]
        self.limits = limits(network)
        self.spent = [0] * len(self.limits)

    def fresh(self) -> "Ledger":
        """Return an empty ledger over the same caps and limits."""
        other = copy(self)
        other.used = [[0] * self.weeks for _ in self.used]
        other.spent = [0] * len(self.limits)
        return other

    def book(self, node: int, mode: int, start: int, sign: int = 1) -> None:
        """Add a node (or, with ``sign`` -1, take it out again)."""
        chosen = self.network.nodes[node].modes[mode]
        for used, demand in zip(self.used, chosen.demand, strict=True):
            if demand:
                for week in range(start, start + chosen.weeks):
                    used[week] += sign * demand
        for row, amount in self._spend(node, mode, start):
            self.spent[row] += sign * amount

    def conflict(self, node: int, mode: int, start: int) -> int | None:
        """Return the last week in which people would not suffice, or None where they do."""
        chosen = self.network.nodes[node].modes[mode]
        worst: int | None = None
        for used, capacity, demand in zip(self.used, self.capacity, chosen.demand, strict=True):
            if demand:
                for week in range(start + chosen.weeks - 1, start - 1 if worst is None else worst, -1):
                    if used[week] + demand > capacity[week]:
                        worst = week
                        break
        return worst

    def affords(self, node: int, mode: int, start: int) -> bool:
        """Tell whether the money suffices for a node that is not booked."""
        return all(
            self.spent[row] + amount <= self.limits[row].amount for row, amount in self._spend(node, mode, start)
        )

    def _spend(self, node: int, mode: int, start: int) -> Iterator[tuple[int, int]]:
        """Yield each limit that a node's spending falls under, with the amount."""
        chosen = self.network.nodes[node].modes[mode]
        covers = self.network.money.covers
        cash = chosen.cash if "cash" in covers else 0
        labour = chosen.labour if "labour" in covers else 0
        if not cash and not labour:
            return
        accrual = self.network.nodes[node].accrual
        finish = start + chosen.weeks
        for row, limit in enumerate(self.limits):
            if limit.until <= start or limit.since >= finish:
                continue
            amount = 0
            for part, how in ((cash, accrual), (labour, "prorated")):
                if part:
                    amount += spent_before(limit.until, start, chosen.weeks, part, how)
                    amount -= spent_before(limit.since, start, chosen.weeks, part, how)
            if amount:
                yield row, amount


def capacity_by_week(network: Network, resource: int, weeks: int) -> list[int]:
    """Return the cap of a resource in each week, in hundredths of an FTE; the last entry given repeats."""
    caps = network.resources[resource].capacity
    found: list[int] = []
    for quarter, end in enumerate(network.quarter_ends):
        found += [caps[min(quarter, len(caps) - 1)]] * (min(end, weeks) - len(found))
        if len(found) >= weeks:
            break
    return found + [caps[-1]] * (weeks - len(found))


def breaks(network: Network, schedule: Schedule) -> str | None:
    """Return what a schedule breaks first, as a sentence for a developer, or None where it keeps everything."""
    ledger = Ledger(
        network, max(schedule.starts) + 1 + max(mode.weeks for node in network.nodes for mode in node.modes)
    )
    for index, node in enumerate(network.nodes):
        start, finish = schedule.starts[index], schedule.finish(network, index)
        if start < node.earliest or (node.latest is not None and finish > node.latest):
            return f"{node.id} runs from week {start} to {finish}, outside its window"
        if finish > network.horizon:
            return f"{node.id} ends after the horizon"
        if ledger.conflict(index, schedule.modes[index], start) is not None:
            return f"{node.id} finds too few people in week {ledger.conflict(index, schedule.modes[index], start)}"
        if not ledger.affords(index, schedule.modes[index], start):
            return f"{node.id} finds too little money"
        ledger.book(index, schedule.modes[index], start)
    for link in network.links:
        if schedule.starts[link.after] < schedule.finish(network, link.before) + link.lag:
            return f"{network.nodes[link.after].id} starts too early after {network.nodes[link.before].id}"
    return None
