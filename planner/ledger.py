"""What a schedule uses of people and money: week by week, and in each stretch of weeks that money is limited in.

The heuristic books activities here one by one, incumbents are vetted here, and slack is measured here. It is
plain integer arithmetic over a ``Network``; the checker does not use it.

A week's free people are one integer with a field for each resource, and a bit above each field that stays set for as
long as a demand taken from it suffices: one subtraction asks all resources at once.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from copy import copy
from itertools import accumulate

from msgspec import Struct

from planner.network import Accrual, Mode, Network, Node, Schedule


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


def limits_before(network: Network, end: int) -> tuple[Limit, ...]:
    """Return the limits that a plan could break whose target is at ``end``, in order of time; the total last.

    Of quarterly money these are the limits to the quarter that holds the last week: later ones allow no less.
    """
    found = limits(network)
    total = tuple(limit for limit in found if limit.until > network.quarter_ends[-1])
    quarterly = found[: len(found) - len(total)]
    ends = [limit.until for limit in quarterly]
    return quarterly[: bisect_left(ends, end) + 1] + total


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


class Needs(Struct, frozen=True):
    """What a node takes in one mode, made ready for booking.

    ``demand`` is packed as a week's free people are; ``lump`` of the covered cost ``cost`` is due in the first week,
    ``weekly`` in each but the last, the rest in the last. ``run`` is covered run cost a week. ``frozen`` tells whether
    freezes matter to it.
    """

    weeks: int
    demand: int
    cost: int
    lump: int
    weekly: int
    run: int
    frozen: bool

    def spent_before(self, week: int, start: int) -> int:
        """Return how much of the cost has been spent before ``week``."""
        if week >= start + self.weeks:
            return self.cost
        return 0 if week <= start else self.lump + self.weekly * (week - start)


class Ledger:
    """The people and money booked so far, against the network's caps. Weeks run to ``weeks``.

    Run cost is charged from an activity's finish to ``end``, the week of the target.
    """

    def __init__(self, network: Network, weeks: int, end: int = 0) -> None:
        self.network = network
        self.weeks = weeks
        self.end = end
        self._fields = _fields(network)
        self._guards = sum(1 << offset + bits for offset, bits in self._fields)
        self._capacity = self._free_weeks()
        self.free = self._capacity[:]
        self._needs = [[self._needs_of(node, mode) for mode in node.modes] for node in network.nodes]
        self.limit_to(limits(network))

    def bare(self) -> "Ledger":
        """Return an empty ledger that leaves run cost out of account, with the limits that one-off cost could reach."""
        other = copy(self)
        other.end = 0
        other.free = self._capacity[: self.weeks]
        most = sum(max(needs.cost for needs in modes) for modes in self._needs if modes)
        other.limit_to(tuple(limit for limit in self.limits if limit.amount < most))
        return other

    def until(self, end: int) -> "Ledger":
        """Return an empty ledger for a schedule whose target is at ``end``: no more weeks, no more limits than count.

        Nothing is spent from the end on, so that of the limits that reach beyond it only the tightest can bind.
        """
        other = copy(self)
        other.weeks = other.end = end
        other.free = self._capacity[:end]
        beyond = [limit for limit in self.limits if limit.until >= end and not limit.since]
        tightest = [min(beyond, key=lambda limit: limit.amount)] if beyond else []
        inside = [limit for limit in self.limits if limit.until < end or limit.since]
        other.limit_to(tuple([limit for limit in inside if limit.since < end] + tightest))
        return other

    @property
    def guards(self) -> int:
        """The bits that stay set in a week's free people for as long as demands taken from them suffice."""
        return self._guards

    def needs(self, node: int, mode: int) -> Needs:
        """Return what a node takes in a mode."""
        return self._needs[node][mode]

    def weeks_of(self, node: int, mode: int) -> int:
        """Return the weeks of a node in a mode."""
        return self._needs[node][mode].weeks

    def book(self, node: int, mode: int, start: int, sign: int = 1) -> None:
        """Add a node (or, with ``sign`` -1, take it out again)."""
        needs = self._needs[node][mode]
        if needs.demand:
            taken, free = sign * needs.demand, self.free
            for week in range(start, start + needs.weeks):
                free[week] -= taken
        if (needs.cost or needs.run) and self.limits:
            for row, amount in self._spend(needs, start):
                self.left[row] -= sign * amount
            if self._cumulative:
                self._least_left = _suffix_minima(self.left)

    def fits(self, node: int, mode: int, start: int) -> bool:
        """Tell whether a node that is not booked finds the people and the money, outside freezes."""
        return self.first(node, mode, start, start) is not None

    def first(self, node: int, mode: int, earliest: int, last: int) -> int | None:
        """Return the first week from ``earliest`` to ``last`` in which a node that is not booked could start."""
        needs = self._needs[node][mode]
        start = self._affordable_from(needs, earliest) if self._cumulative else earliest
        last = min(last, self.weeks - needs.weeks)
        free, guards, demand = self.free, self._guards, needs.demand
        week = start
        while start <= last:
            if demand:
                finish = start + needs.weeks
                while week < finish:
                    if (free[week] - demand) & guards != guards:
                        start = week + 1
                        if start > last:
                            return None
                        finish = start + needs.weeks
                    week += 1
            if not self._is_frozen(needs, start) and (self._cumulative or self._affords(needs, start)):
                return start
            start += 1
        return None

    def last(self, node: int, mode: int, latest: int, first: int) -> int | None:
        """Return the last week from ``first`` to ``latest`` in which a node that is not booked could start."""
        needs = self._needs[node][mode]
        free, guards, demand = self.free, self._guards, needs.demand
        start = min(latest, self.weeks - needs.weeks)
        week = start + needs.weeks - 1
        while start >= first:
            if demand:
                while week >= start:
                    if (free[week] - demand) & guards != guards:
                        start = week - needs.weeks
                        if start < first:
                            return None
                    week -= 1
            if not self._is_frozen(needs, start):
                if self._affords(needs, start):
                    return start
                if self._cumulative:
                    return None  # spending sooner never helps where money is kept
            start -= 1
        return None

    def affords(self, node: int, mode: int, start: int) -> bool:
        """Tell whether the money suffices for a node that is not booked."""
        return self._affords(self._needs[node][mode], start)

    def crowded(self, node: int, mode: int, week: int) -> tuple[int, ...]:
        """Return the resources of which a node, not booked there, finds too little in a week."""
        left = self.free[week] - self._needs[node][mode].demand
        if left & self._guards == self._guards:
            return ()
        return tuple(number for number, (low, bits) in enumerate(self._fields) if not left >> low + bits & 1)

    def overspent(self, node: int, mode: int, start: int, booked: int) -> tuple[tuple[Limit, int], ...]:
        """Return each limit that a node booked in week ``booked`` would break in ``start``, and what goes beyond it."""
        needs = self._needs[node][mode]
        left = dict(self._spend(needs, booked))
        beyond = ((row, amount - left.get(row, 0) - self.left[row]) for row, amount in self._spend(needs, start))
        return tuple((self.limits[row], amount) for row, amount in beyond if amount > 0)

    def limit_to(self, rows: tuple[Limit, ...]) -> None:
        """Set the limits, in order of time; the total, if there is one, stays last. Nothing is spent yet."""
        self.limits = rows
        self.left = [row.amount for row in rows]
        self._ends = [row.until for row in rows]
        self._begins = [row.since for row in rows]
        self._cumulative = not any(self._begins)
        self._least_left = _suffix_minima(self.left)
        if rows and not rows[-1].since:
            self._begins[-1] = self._begins[-2] if len(rows) > 1 else 0

    def _affords(self, needs: Needs, start: int) -> bool:
        if not self._cumulative:
            return all(amount <= self.left[row] for row, amount in self._spend(needs, start))
        return self._affordable_from(needs, start) == start

    def _affordable_from(self, needs: Needs, start: int) -> int:
        """Return the first week from ``start`` that money allows, where it is kept: then every later one is as good.

        Where it is never enough, the week is beyond all weeks.
        """
        if not needs.cost and not needs.run:
            return start
        for row in range(bisect_right(self._ends, start), len(self.limits)):
            if not needs.run and needs.cost <= self._least_left[row]:
                break
            start = max(start, self._affordable_by(needs, self._ends[row], self.left[row]))
        return start

    def _affordable_by(self, needs: Needs, until: int, left: int) -> int:
        """Return the first week in which to start so that no more than ``left`` is spent before ``until``.

        One that cannot bear the whole cost must end before the node does, and by its end bear what is spent by then.
        """
        if needs.cost <= left:
            if not needs.run:
                return 0
            return min(until, self.end) - needs.weeks - (left - needs.cost) // needs.run
        if needs.lump > left:
            return until
        paid = needs.weeks - 1 if not needs.weekly else min(needs.weeks - 1, (left - needs.lump) // needs.weekly)
        return until - paid

    def _spend(self, needs: Needs, start: int) -> Iterator[tuple[int, int]]:
        """Yield each limit that a node's spending falls under, with the amount."""
        finish = start + needs.weeks
        stops = max(finish, self.end) if needs.run else finish
        last = len(self.limits) - 1
        if self._cumulative:
            rows: Sequence[int] = range(bisect_right(self._ends, start), last + 1)
        else:
            rows = range(bisect_right(self._ends, start), bisect_left(self._begins, stops))
            if last >= 0 and last not in rows and not self.limits[last].since:
                rows = [*rows, last]
        for row in rows:
            limit = self.limits[row]
            amount = needs.spent_before(limit.until, start) - needs.spent_before(limit.since, start)
            if needs.run:
                amount += needs.run * max(0, min(limit.until, self.end) - max(limit.since, finish))
            if amount:
                yield row, amount

    def _is_frozen(self, needs: Needs, start: int) -> bool:
        if not needs.frozen:
            return False
        return start in self.network.frozen or start + needs.weeks - 1 in self.network.frozen

    def _needs_of(self, node: Node, mode: Mode) -> Needs:
        covers = self.network.money.covers
        cash = mode.cash if "cash" in covers else 0
        labour = mode.labour if "labour" in covers else 0
        spread = [labour, cash] if node.accrual == "prorated" else [labour]
        return Needs(
            weeks=mode.weeks,
            demand=self._packed(mode.demand) if mode.weeks else 0,
            cost=cash + labour,
            lump=cash if node.accrual == "start" else 0,
            weekly=sum(amount // mode.weeks for amount in spread) if mode.weeks else 0,
            run=node.run_per_week if "run" in covers else 0,
            frozen=bool(self.network.frozen) and node.kind == "action",
        )

    def _packed(self, amounts: Sequence[int]) -> int:
        return sum(amount << offset for amount, (offset, _) in zip(amounts, self._fields, strict=False))

    def _free_weeks(self) -> list[int]:
        """Return the packed capacity of every week, with the guards set."""
        columns = [capacity_by_week(self.network, resource, self.weeks) for resource in range(len(self._fields))]
        return [self._guards + self._packed([column[week] for column in columns]) for week in range(self.weeks)]


def _fields(network: Network) -> list[tuple[int, int]]:
    """Return the place of each resource in a packed number: its lowest bit, and how many bits below its guard."""
    found: list[tuple[int, int]] = []
    offset = 0
    for index, resource in enumerate(network.resources):
        demands = (mode.demand[index] for node in network.nodes for mode in node.modes if mode.demand)
        bits = max(*resource.capacity, *demands, 1).bit_length()
        found.append((offset, bits))
        offset += bits + 1
    return found


def _suffix_minima(amounts: Sequence[int]) -> list[int]:
    """Return, for each position, the least amount from there on."""
    return list(accumulate(reversed(amounts), min))[::-1]


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
    for index, stock in enumerate(network.stocks):
        drawn = sum(node.modes[mode].drawn(index) for node, mode in zip(network.nodes, schedule.modes, strict=True))
        if drawn > stock.amount:
            return f"{drawn} of {stock.name} are used up, and there are {stock.amount}"
    for link in network.links:
        if schedule.starts[link.after] < schedule.finish(network, link.before) + link.lag:
            return f"{network.nodes[link.after].id} starts too early after {network.nodes[link.before].id}"
    return None
