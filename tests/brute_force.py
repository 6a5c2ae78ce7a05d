"""The exact optimum of a tiny request by trying everything: a truth for the optimizer to agree with.

It reads a request and a catalog by itself (no code of the planner but the types) and knows only what
``tests.builders`` makes (nothing scales). For a given last week it asks of every choice of modes whether a schedule
exists, in one of two ways. ``honest`` tries every start week. The other, fast, tries every order of the tasks, each
placed as late as it fits: whatever schedule fits can be pushed to the right, task by task, until none moves, because
spending later never needs money earlier; and placing the tasks of such a schedule by falling finish finds it again.
That holds only while money carries over.
"""

from datetime import timedelta
from itertools import product
from math import floor
from typing import NamedTuple

from planner.request import Headcount
from tests.brute_search import Search


class Best(NamedTuple):
    """The values of finish (week of the target gate) and cost, and one schedule: id -> (mode, start week)."""

    finish: int
    cost: int
    schedule: dict


class Way(NamedTuple):
    name: str
    weeks: int
    cash: int
    demand: dict


class Task(NamedTuple):
    item: object
    ways: list
    needs: dict
    gate: int
    opened_by: int | None
    lag: int


class Puzzle:
    """A request and a catalog, spelled out. Gates stand in ``tasks`` too, as ways of no weeks."""

    def __init__(self, request, catalog):
        self.request = request
        self.to_level = {transition.id: transition.to_level for transition in catalog.transitions}
        self.items = {item.id: item for item in catalog.items}
        self.evidence = {level.level: level.evidence_weeks for level in catalog.levels}
        self.names = self._names()
        self.tasks = {name: self._task(name) for name in self.names}
        self.order = self._order()
        self.later = {
            name: {
                one for one, other in self.tasks.items() if name in other.needs or (other.opened_by or 0) >= task.gate
            }
            for name, task in self.tasks.items()
        }
        self.caps = self._caps()
        self.money = self._quarterly()
        self.quarter_of = [self._quarter(week) for week in range(1500)]

    def _names(self):
        request, names = self.request, []

        def all_of(item):
            functions = request.organization.functions
            return [f"{item.id}@{one}" for one in functions] if item.repeats_per_function else [item.id]

        def lists(names_given, name):
            return name in names_given or name.split("@")[0] in names_given

        for item in self.items.values():
            level = self.to_level[item.transition]
            for name in all_of(item):
                if level > request.current:
                    if (
                        level <= request.target
                        and not (item.optional or item.applies_if)
                        and not lists(request.completed, name)
                    ):
                        names.append(name)
                elif item.kind == "governance" and lists(request.missing, name):
                    names.append(name)
        reach = {name.split("@")[0] for name in names}
        while more := {need.item for one in reach for need in self.items[one].hard_prerequisites} - reach:
            reach |= more
        for one in reach:
            for name in all_of(self.items[one]):
                if name not in names and lists(request.missing, name):
                    names.append(name)
        for item in self.items.values():
            has_setup = any(mode.setup_weeks for mode in item.modes.values())
            has_copy = any(name.startswith(f"{item.id}@") for name in names)
            if has_setup and has_copy and f"{item.id}@setup" not in request.completed:
                names.append(f"{item.id}@setup")
        return names

    def _task(self, name):
        item = self.items[name.split("@")[0]]
        is_setup = name.endswith("@setup")
        level = self.to_level[item.transition]
        opens = item.may_start_at_level or level - (3 if item.long_lead else 2)
        is_debt = level <= self.request.current
        pinned = {
            pin.mode
            for pin in self.request.pins
            if pin.mode and (pin.on == name or (pin.on == item.id and not is_setup))
        }
        return Task(
            item=item,
            ways=[
                _way(mode_name, mode, is_setup)
                for mode_name, mode in item.modes.items()
                if (not is_setup or mode.setup_weeks) and pinned <= {mode_name}
            ],
            needs=self._setup_needs(item) if is_setup else self._needs(item, name),
            gate=self.request.current + 1 if is_debt else level,
            opened_by=None if is_debt or opens <= self.request.current else opens,
            lag=0 if is_setup else item.evidence_lag_weeks,
        )

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
        return {
            one: need.lag_weeks
            for need in item.hard_prerequisites
            if self.items[need.item].kind == "governance" or not self.items[need.item].repeats_per_function
            for one in self._all_named(need.item)
        }

    def _all_named(self, item_id):
        return [one for one in self.names if one.split("@")[0] == item_id and not one.endswith("@setup")]

    def _order(self):
        """Tasks and gates, each after all that must come before it."""
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
            assert ready, "the order has a cycle"
            order += ready
            for one in ready:
                del before[one]
        return order

    @property
    def levels(self):
        return range(self.request.current + 1, self.request.target + 1)

    def _caps(self):
        headcount = self.request.headcount
        if not isinstance(headcount, Headcount):
            headcount = Headcount(total=headcount)
        caps = {**headcount.roles, "total": headcount.total}
        lists = {role: cap if isinstance(cap, tuple) else (cap,) for role, cap in caps.items() if cap is not None}
        return {role: [round(100 * cap) for cap in entries] for role, entries in lists.items()}

    def _quarterly(self):
        money = self.request.budget.per_quarter
        return list(money if isinstance(money, tuple) else (money,)) if money is not None else None

    def _quarter(self, week):
        day, start = self.request.start + timedelta(days=7 * week), self.request.start
        return 4 * (day.year - start.year) + (day.month - 1) // 3 - (start.month - 1) // 3

    def cap(self, role, week):
        entries = self.caps[role]
        return entries[min(self.quarter_of[week], len(entries) - 1)]

    def released(self, quarter):
        return sum(self.money[min(one, len(self.money) - 1)] for one in range(quarter + 1))

    def bounds(self, name):
        """Return (first start week, last finish week or None) that the pins on a task or gate leave."""
        first, last = 0, None
        is_gate = isinstance(name, int)
        for pin in self.request.pins:
            names = (f"gate-{name}",) if is_gate else (name,) if name.endswith("@setup") else (name, name.split("@")[0])
            if pin.on not in names:
                continue
            week = 0
            if pin.not_before is not None:
                # A gate of week G is dated a day before week G begins; a start is the first day of its week.
                wished = pin.not_before + timedelta(days=1 if is_gate else 0)
                while self.request.start + timedelta(days=7 * week) < wished:
                    week += 1
                first = max(first, week)
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
        return settled + work + sum(self.evidence.values())


def _way(name, mode, is_setup):
    weeks = (mode.setup_weeks if is_setup else mode.duration_weeks)[1]
    effort = mode.setup_effort_person_weeks if is_setup else mode.effort_person_weeks
    demand = {role: max(1, floor(100 * much / weeks + 0.5)) for role, much in effort.items() if much}
    return Way(name, weeks, (mode.setup_cash if is_setup else mode.cash)[1], demand)


def best(request, catalog, *, honest=False):
    """Return the least finish and, at that finish, the least cost; none where no schedule exists.

    ``budget.covers`` is taken to be cash alone and money to carry over.
    """
    puzzle = Puzzle(request, catalog)
    names = list(puzzle.tasks)
    total = request.budget.total
    choices = [
        (sum(way.cash for way in ways), dict(zip(names, ways, strict=True)))
        for ways in product(*(puzzle.tasks[name].ways for name in names))
    ]
    choices = sorted((one for one in choices if total is None or one[0] <= total), key=lambda one: one[0])
    low, high = 0, puzzle.horizon()
    # Whatever fits before one week fits before a later one, so the least finish is found by halving.
    found = _cheapest(puzzle, choices, high, honest)
    if found is None:
        return None
    while low < high:
        middle = (low + high) // 2
        nearer = _cheapest(puzzle, choices, middle, honest)
        if nearer is None:
            low = middle + 1
        else:
            high, found = middle, nearer
    return Best(high, *found)


def _cheapest(puzzle, choices, end, honest):
    for cost, ways in choices:
        schedule = Search(puzzle, ways, end).run(honest=honest)
        if schedule is not None:
            return cost, {name: (ways[name].name, start) for name, start in schedule.items()}
    return None
