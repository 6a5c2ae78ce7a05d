"""A request and a catalog spelled out for the brute force: every task, its ways, what it waits for, every limit.

Read here once more from the design's words, with no code of the planner but the types. Only the size of the
organization never scales anything: ``tests.builders`` makes its catalogs so.
"""

from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from planner.request import Headcount
from tests.puzzle_scope import PuzzleScope


class Way(NamedTuple):
    """One mode of a task: weeks, whole money, hundredths of FTE by role."""

    name: str
    weeks: int
    cash: int
    labour: int
    demand: dict


class Task(NamedTuple):
    """An activity; ``gate`` and ``opened_by`` are levels, ``needs`` maps a task to the weeks of its lag."""

    item: object
    function: str | None
    ways: list
    needs: dict
    gate: int
    opened_by: int | None
    lag: int
    run: int


class RingError(Exception):
    """A look-ahead has tied tasks and gates into a ring."""


class Puzzle(PuzzleScope):
    """A request and a catalog, spelled out. Gates are named by their levels; the one beyond is target + 1."""

    def __init__(self, request, catalog):
        super().__init__(request, catalog)
        self.last = request.target + any(self.to_level[self.item(name).transition] is None for name in self.names)
        self.tasks = {name: self._task(name) for name in self.names}
        self.order = self._order()
        self.later = {
            name: {
                one for one, other in self.tasks.items() if name in other.needs or (other.opened_by or 0) >= task.gate
            }
            for name, task in self.tasks.items()
        }
        self.caps = self._caps()
        self.total, self.money = self._money()
        self.quarter_of = [self._quarter(week) for week in range(1500)]

    def _task(self, name):
        item, part = self.item(name), name.partition("@")[2]
        is_setup = part == "setup"
        who = None if is_setup else part or None
        gate, lag = self.due(item), item.evidence_lag_weeks
        if self.is_due_next(item):
            gate, lag = self.request.target, 0
        is_debt = gate <= self.current or (not is_setup and self.is_in_place(item, who))
        if item.kind == "governance" and not item.repeats_per_function:
            is_debt = is_debt or any(gate <= level for level in self.reached.values())
        pinned = {
            pin.mode
            for pin in self.request.pins
            if pin.mode and (pin.on == name or (pin.on == item.id and not is_setup))
        }
        return Task(
            item=item,
            function=who,
            ways=[
                self._way(item, mode, is_setup)
                for mode in item.modes
                if (not is_setup or item.modes[mode].setup_weeks) and pinned <= {mode}
            ],
            needs=self._setup_needs(item) if is_setup else self._needs(item, name),
            gate=self.current + 1 if is_debt else gate,
            opened_by=None if is_debt else self._opened_by(item, gate),
            lag=0 if is_setup else lag,
            run=self._run(item, shared=is_setup or not part),
        )

    def _opened_by(self, item, gate):
        rule = self.request.policy.look_ahead
        opens = item.may_start_at_level or gate - (3 if item.long_lead else 2)
        if rule != "catalog":
            opens = 0 if rule == "free" else gate - rule
        return opens if opens > self.current else None

    def _needs(self, item, name):
        needs = {}
        if name != item.id and f"{item.id}@setup" in self.names:
            needs[f"{item.id}@setup"] = 0
        own = name.partition("@")[2]
        for need in item.hard_prerequisites:
            twin = f"{need.item}@{own}"
            found = [twin] if own and twin in self.names else self._all_named(need.item)
            needs |= {one: max(need.lag_weeks, needs.get(one, 0)) for one in found}
        return needs

    def _setup_needs(self, item):
        needs = {}
        for need in item.hard_prerequisites:
            if self.items[need.item].kind == "governance" or not self.items[need.item].repeats_per_function:
                needs |= {one: max(need.lag_weeks, needs.get(one, 0)) for one in self._all_named(need.item)}
        return needs

    def _all_named(self, item_id):
        return [one for one in self.names if one.split("@")[0] == item_id and not one.endswith("@setup")]

    def _order(self):
        """Tasks and gates, each after all that it waits for."""
        before = {name: set(task.needs) for name, task in self.tasks.items()}
        for name, task in self.tasks.items():
            if task.opened_by is not None:
                before[name].add(task.opened_by)
        for level in self.levels:
            own = {name for name, task in self.tasks.items() if task.gate == level}
            before[level] = own | ({level - 1} if level - 1 in self.levels else set())
        order = []
        while before:
            ready = [one for one, needs in before.items() if needs <= set(order)]
            if not ready:
                raise RingError
            order += ready
            for one in ready:
                del before[one]
        return order

    @property
    def levels(self):
        """The levels to be declared; the last is the plan's end."""
        return range(self.current + 1, self.last + 1)

    # Figures

    def _way(self, item, name, is_setup):
        mode = item.modes[name]
        exchange = _exactly(self.request.budget.exchange_rate or 1)
        weeks, cash, effort = mode.duration_weeks[1], mode.cash[1], mode.effort_person_weeks
        if is_setup:
            weeks, cash, effort = mode.setup_weeks[1], mode.setup_cash[1], mode.setup_effort_person_weeks
        slower, dearer, more = self._traits(item)
        weeks, cash = _exactly(weeks) * slower, _exactly(cash) * dearer * exchange
        effort = {role: _exactly(much) * more for role, much in effort.items()}
        mine = [one for one in self.request.estimates if one.item == item.id and one.mode in (None, name)]
        for one in sorted(mine, key=lambda one: one.mode is not None) if not is_setup else ():
            weeks = weeks if one.duration_weeks is None else _exactly(one.duration_weeks[1])
            cash = cash if one.cash is None else _exactly(one.cash[1])
            if one.effort_person_weeks is not None:
                effort = {role: _exactly(much) for role, much in one.effort_person_weeks.items()}
        weeks = max(1, _half_up(weeks))
        hundredths = {role: _half_up(100 * much) for role, much in effort.items() if _half_up(100 * much)}
        rates = {role.id: _exactly(role.rate or 0) * exchange for role in self.catalog.roles}
        rates |= {role: _exactly(rate) for role, rate in self.request.rates.items()}
        return Way(
            name=name,
            weeks=weeks,
            cash=_half_up(cash),
            labour=sum(ceil(much * rates[role] / 100) for role, much in hundredths.items()),
            demand={role: max(1, _half_up(Fraction(much, weeks))) for role, much in hundredths.items()},
        )

    def _traits(self, item):
        """Return the factors on weeks, cash and effort."""
        weeks = cash = effort = Fraction(1)
        for trait in self.catalog.traits:
            for factor in trait.factors if trait.id in self.request.organization.traits else ():
                kinds, classes = (None, item.kind), (None, item.scale_class)
                if factor.kind in kinds and factor.scale_class in classes and item.id in (factor.items or (item.id,)):
                    weeks *= _exactly(factor.duration)
                    cash *= _exactly(factor.cash)
                    effort *= _exactly(factor.effort)
        return weeks, cash, effort

    def _run(self, item, *, shared):
        """Return the run cost of a week."""
        year = item.recurring.shared if shared else item.recurring.per_function
        return ceil(Fraction(_half_up(_exactly(year) * _exactly(self.request.budget.exchange_rate or 1)), 52))

    # Limits

    def evidence(self, level):
        """Return the weeks that must pass between the gate of ``level`` and the next."""
        policy = self.request.policy.evidence_weeks
        catalog = {one.level: one.evidence_weeks for one in self.catalog.levels}[level]
        if policy == "catalog":
            return catalog
        return policy if isinstance(policy, int) else policy.get(str(level), catalog)

    def first_gate(self):
        """Return the week before which the evidence of the current level has not run."""
        since = self.request.current_since or self.request.start
        days = (since + timedelta(days=7 * self.evidence(self.current)) - self.request.start).days
        return max(0, ceil(days / 7))

    def _caps(self):
        headcount = self.request.headcount
        if not isinstance(headcount, Headcount):
            headcount = Headcount(total=headcount)
        caps = {**headcount.roles, "total": headcount.total}
        lists = {role: cap if isinstance(cap, tuple) else (cap,) for role, cap in caps.items() if cap is not None}
        return {role: [round(100 * cap) for cap in entries] for role, entries in lists.items()}

    def _money(self):
        budget = self.request.budget
        kept = 1 - _exactly(budget.contingency)
        money = budget.per_quarter if isinstance(budget.per_quarter, tuple) else (budget.per_quarter,)
        total = None if budget.total is None else floor(budget.total * kept)
        return total, None if budget.per_quarter is None else [floor(one * kept) for one in money]

    def fiscal(self, week):
        """Return the number of the fiscal quarter that holds the first day of a week, counted from year 0."""
        day = self.request.start + timedelta(days=7 * week)
        return (12 * day.year + day.month - self.request.calendar.fiscal_year_start) // 3

    def _quarter(self, week):
        return self.fiscal(week) - self.fiscal(0)

    def cap(self, role, week):
        """Return the hundredths of FTE that there are of a role in a week."""
        entries = self.caps[role]
        return entries[min(self.quarter_of[week], len(entries) - 1)]

    def released(self, quarter):
        """Return the money of all quarters up to this one."""
        return sum(self.money[min(one, len(self.money) - 1)] for one in range(quarter + 1))

    def is_frozen(self, week):
        """Tell whether a week holds a frozen day."""
        days = {self.request.start + timedelta(days=7 * week + day) for day in range(7)}
        return any(freeze.from_ <= day <= freeze.to for freeze in self.request.calendar.freezes for day in days)

    def bounds(self, name):
        """Return (first start week, last finish week or None) that the pins on a task or gate leave."""
        first, last = 0, None
        is_gate = isinstance(name, int)
        for pin in self.request.pins:
            names = (name,) if is_gate or name.endswith("@setup") else (name, name.split("@")[0])
            if is_gate:
                names = ("beyond",) if name > self.request.target else (f"gate-{name}",)
            if pin.on not in names:
                continue
            if pin.not_before is not None:
                # A gate of week G is dated a day before week G begins; a start is the first day of its week.
                first = max(first, _weeks_until(pin.not_before + timedelta(days=is_gate), self.request.start))
            if pin.not_after is not None:
                week = floor(((pin.not_after - self.request.start).days + 1) / 7)
                last = week if last is None else min(last, week)
        return first, last

    def horizon(self):
        """A week by which the last gate can fall if it ever can: all in turn, once nothing changes any more."""
        if self.request.deadline is not None:
            return ((self.request.deadline - self.request.start).days + 1) // 7
        most = sum(max((way.cash for way in task.ways), default=0) for task in self.tasks.values())
        quarters = max([1, *(len(entries) for entries in self.caps.values())])
        if self.money:
            quarters = max(quarters, len(self.money))
            while self.money[-1] and self.released(quarters) < most:
                quarters += 1
        settled = max([13 * (quarters + 1), *(self.bounds(name)[0] for name in self.order)])
        work = sum(
            max((way.weeks for way in task.ways), default=0) + task.lag + sum(task.needs.values())
            for task in self.tasks.values()
        )
        return settled + work + sum(self.evidence(level - 1) for level in self.levels)


def _weeks_until(day: date, start: date) -> int:
    return max(0, ceil((day - start).days / 7))


def _exactly(number):
    return Fraction(repr(number))


def _half_up(number):
    return floor(number + Fraction(1, 2))
