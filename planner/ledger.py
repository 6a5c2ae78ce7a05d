"""What a schedule uses of people and money: week by week, and in each stretch of weeks that money is limited in.

The heuristic books activities here one by one, incumbents are vetted here, and slack is measured here. It is
plain integer arithmetic over a ``Network``; the checker does not use it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from copy import copy

from msgspec import Struct

from planner.network import Accrual, Mode, Network, Schedule


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
    found = [*_quarterly(network), *_total(network)]
    if "run" in network.money.covers and any(node.run_per_week for node in network.nodes):
        return tuple(found)
    most = sum(max((covered_cost(network, mode) for mode in node.modes), default=0) for node in network.nodes)
    return tuple(limit for limit in found if limit.amount < most)


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


def _total(network: Network) -> Iterator[Limit]:
    if network.money.total is not None:
        yield Limit(0, 2 * network.horizon, network.money.total)


def covered_cost(network: Network, mode: Mode) -> int:
    """Return what the budget counts of a mode's one-off cost."""
    covers = network.money.covers
    return mode.cash * ("cash" in covers) + mode.labour * ("labour" in covers)


def price(network: Network, mode: Mode) -> int:
    """Return a mode's one-off cost as a goal: all its cash, and its labour where the budget counts that."""
    return mode.cash + mode.labour * ("labour" in network.money.covers)


def is_frozen(network: Network, node: int, mode: int, start: int) -> bool:
    """Tell whether an action would have its first or its last week in a freeze."""
    if not network.frozen or network.nodes[node].kind != "action":
        return False
    return start in network.frozen or start + network.nodes[node].modes[mode].weeks - 1 in network.frozen


class Ledger:
    """The people and money booked so far, against the network's caps. Weeks run to ``weeks``.

    Run cost is charged from an activity's finish to ``end``, the week of the target.
    """

    def __init__(self, network: Network, weeks: int, end: int = 0) -> None:
        self.network = network
        self.weeks = weeks
        self.end = end
        self.used = [[0] * weeks for _ in network.resources]
        self.capacity = [capacity_by_week(network, resource, weeks) for resource in range(len(network.resources))]
        self.limit_to(limits(network))

    def fresh(self, end: int) -> "Ledger":
        """Return an empty ledger over the same caps and limits, with the target at ``end``."""
        other = copy(self)
        other.end = end
        other.used = [[0] * self.weeks for _ in self.used]
        other.spent = [0] * len(self.limits)
        return other

    def limit_to(self, rows: tuple[Limit, ...]) -> None:
        """Set the limits, in order of time; the total, if there is one, stays last."""
        self.limits = rows
        self.spent = [0] * len(rows)
        self._ends = [row.until for row in rows]
        self._begins = [row.since for row in rows]
        if rows and not rows[-1].since:
            self._begins[-1] = self._begins[-2] if len(rows) > 1 else 0

    def until(self, end: int) -> "Ledger":
        """Return an empty ledger for a schedule whose target is at ``end``: no more weeks, no more limits than count.

        Nothing is spent from the end on, so that of the limits that reach beyond it only the tightest can bind.
        """
        other = self.fresh(end)
        other.weeks = end
        other.used = [[0] * end for _ in self.used]
        beyond = [limit for limit in self.limits if limit.until >= end and not limit.since]
        tightest = [min(beyond, key=lambda limit: limit.amount)] if beyond else []
        inside = [limit for limit in self.limits if limit.until < end or limit.since]
        other.limit_to(tuple([limit for limit in inside if limit.since < end] + tightest))
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

    def fits(self, node: int, mode: int, start: int) -> bool:
        """Tell whether a node that is not booked finds the people and the money, outside freezes."""
        return (
            self.conflict(node, mode, start) is None
            and not is_frozen(self.network, node, mode, start)
            and self.affords(node, mode, start)
        )

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
        accrual = self.network.nodes[node].accrual
        parts: list[tuple[int, Accrual]] = []
        if chosen.cash and "cash" in covers:
            parts.append((chosen.cash, accrual))
        if chosen.labour and "labour" in covers:
            parts.append((chosen.labour, "prorated"))
        run = self.network.nodes[node].run_per_week if "run" in covers else 0
        if not parts and not run:
            return
        finish = start + chosen.weeks
        stops = max(finish, self.end) if run else finish
        rows: Sequence[int] = range(bisect_right(self._ends, start), bisect_left(self._begins, stops))
        last = len(self.limits) - 1
        if last >= 0 and last not in rows and not self.limits[last].since:
            rows = [*rows, last]
        for row in rows:
            limit = self.limits[row]
            amount = run * max(0, min(limit.until, self.end) - max(limit.since, finish))
            for part, how in parts:
                amount += spent_before(limit.until, start, chosen.weeks, part, how)
                amount -= spent_before(limit.since, start, chosen.weeks, part, how)
            if amount:
                yield row, amount


def capacity_by_week(network: Network, resource: int, weeks: int) -> list[int]:
    """Return the cap of a resource in each week, in its own unit; the last entry given repeats."""
    caps = network.resources[resource].capacity
    found: list[int] = []
    for quarter, end in enumerate(network.quarter_ends):
        found += [caps[min(quarter, len(caps) - 1)]] * (min(end, weeks) - len(found))
        if len(found) >= weeks:
            break
    return found + [caps[-1]] * (weeks - len(found))


def breaks(network: Network, schedule: Schedule) -> str | None:
    """Return what a schedule breaks first, as a sentence for a developer, or None where it keeps everything."""
    longest = max(mode.weeks for node in network.nodes for mode in node.modes)
    ledger = Ledger(network, max(schedule.starts) + 1 + longest, end=schedule.starts[network.target])
    for index, node in enumerate(network.nodes):
        start, finish = schedule.starts[index], schedule.finish(network, index)
        if start < node.earliest or (node.latest is not None and finish > node.latest):
            return f"{node.id} runs from week {start} to {finish}, outside its window"
        if finish > network.horizon:
            return f"{node.id} ends after the horizon"
        if not ledger.fits(index, schedule.modes[index], start):
            return f"{node.id} finds too few people, too little money or a freeze in week {start}"
        ledger.book(index, schedule.modes[index], start)
    for link in network.links:
        if schedule.starts[link.after] < schedule.finish(network, link.before) + link.lag:
            return f"{network.nodes[link.after].id} starts too early after {network.nodes[link.before].id}"
    return None
