"""Small random requests with their catalogs, each with the features asked for: the brute force can look at all plans.

A case has at most five activities of one to four weeks, a deadline not far behind the shortest way, and limits on
people and money that bind now and then; a feature then makes its own part of the request likely. Seeds are stable.
"""

from datetime import date, timedelta
from math import prod
from random import Random

from msgspec.structs import replace

from catalog.validation import faults
from planner.request import (
    Budget,
    Calendar,
    Estimate,
    Freeze,
    Goal,
    Headcount,
    Organization,
    Pin,
    Policy,
)
from tests.brute_table import Table
from tests.builders import MONDAY, a_request
from tests.plain_cases import plain_case
from tests.puzzle import Puzzle, RingError
from tests.random_catalogs import FEATURES, LAST_LEVEL, CatalogDraft, leads_to

GOALS = ("finish", "cost", "cost_to_gate", "covered", "risk", "peak", "levels")
MOST_ACTIVITIES = 5
MOST_PLANS = 1_000_000


def random_case(seed, features=None):
    """Return a request and a catalog with these features, small enough for every plan to be looked at.

    Without features (none, not an empty set), a plain case: without a deadline of its own.
    """
    if features is None:
        return plain_case(seed)
    features = frozenset(features)
    assert features <= {*FEATURES}, features - {*FEATURES}
    for attempt in range(500):
        case = _Draft(Random(f"{seed} {attempt} {sorted(features)}"), features).case()
        if case is not None:
            return case
    raise AssertionError(f"no case of seed {seed} is small enough")


class _Draft(CatalogDraft):
    """One attempt at a case."""

    def case(self):
        """Return a request with its catalog; none where there is nothing, or too much, to look at."""
        dice = self.dice
        catalog = self.catalog()
        if faults(catalog):
            return None
        request = self._request(catalog)
        try:
            puzzle = Puzzle(request, catalog)
        except RingError:
            return None
        if not 2 <= len(puzzle.tasks) <= MOST_ACTIVITIES:
            return None
        request = self._limited(request, catalog, puzzle)
        if not _is_small(request, catalog):
            return None
        # Most of what no plan can keep is passed over: plans teach more.
        is_possible = Table(Puzzle(request, catalog)).rows > 0
        return (request, catalog) if is_possible or dice.random() < 0.2 else None

    def _request(self, catalog):
        dice = self.dice
        start = MONDAY + timedelta(days=dice.randint(0, 90))
        if "year" in self.features and "fiscal" not in self.features:
            start = date(2027, 10, 4) + timedelta(days=dice.randint(0, 84))
        fields = {"functions": self.functions}
        below = [item for item in catalog.items if leads_to(item) <= self.current]
        above = [item for item in catalog.items if self.current < leads_to(item) <= self.target]
        fields["missing"] = tuple(item.id for item in below if dice.random() < 0.5)
        fields["completed"] = tuple(self._named(item) for item in above if dice.random() < 0.06)
        if "exit" in self.features:
            held = [item for item in below if item.kind == "governance" and item.id not in fields["missing"]]
            fields["completed"] += tuple(item.id for item in held if dice.random() < 0.3)
        fields["include"] = self._included(catalog, fields)
        fields["exclude"] = self._excluded(catalog, fields["include"])
        if "traits" in self.features:
            traits = ("regulated",) if self.has("traits") else ()
            fields["organization"] = Organization(functions=fields.pop("functions"), traits=traits)
        request = a_request(
            current=self._current(),
            target=self.target,
            start=start,
            goals=self._goals(),
            policy=self._policy(),
            calendar=Calendar(fiscal_year_start=dice.randint(2, 12) if "fiscal" in self.features else 1),
            **fields,
        )
        if self.has("current_since"):
            request = replace(request, current_since=start - timedelta(days=dice.randint(0, 30)))
        if "exchange" in self.features:
            rate = dice.choice((0.5, 0.93, 1.5, 2))
            request = replace(request, budget=Budget(currency="EUR", exchange_rate=rate))
        if "rates" in self.features:
            rates = {role: dice.choice((1, 2.5, 6)) for role in ("engineer", "lead") if dice.random() < 0.7}
            request = replace(request, rates=rates)
        if "estimates" in self.features:
            request = replace(request, estimates=self._estimates(catalog))
        return request

    def _named(self, item):
        if not item.repeats_per_function:
            return item.id
        return self.dice.choice((item.id, f"{item.id}@sales"))

    def _included(self, catalog, fields):
        done = {name.split("@")[0] for name in fields["completed"]}
        found = []
        for item in catalog.items:
            if item.id in done or leads_to(item) <= self.current:
                continue
            beyond = leads_to(item) > LAST_LEVEL
            if (item.optional and item.default is None and self.has("include", 0.7)) or (beyond and self.has("open")):
                by_copy = item.repeats_per_function and self.dice.random() < 0.4
                found.append(f"{item.id}@hr" if by_copy else item.id)
            elif item.min_functions and not item.optional and self.has("min_functions", 0.3):
                found.append(f"{item.id}@hr")
        return tuple(found)

    def _excluded(self, catalog, included):
        """Exclude what a default or a trait would bring, if nothing that may be in the plan needs it."""
        needed = {need.item for item in catalog.items for need in item.hard_prerequisites}
        may_go = [
            item.id
            for item in catalog.items
            if item.optional and (item.default or item.applies_if) and item.id not in needed
            if item.id not in {name.split("@")[0] for name in included}
        ]
        return tuple(name for name in may_go if self.has("exclude", 0.6))

    def _current(self):
        if not self.has("function_levels", 0.95):
            return self.current
        levels = {"enterprise": self.current}
        for one in self.functions:
            if self.dice.random() < 0.6:
                levels[one] = max(1, min(LAST_LEVEL, self.current + self.dice.choice((-1, -1, 0, 1))))
        return levels

    def _policy(self):
        dice, policy = self.dice, {}
        if "exit" in self.features:
            policy["governance"] = "exit"
        if "evidence_policy" in self.features:
            policy["evidence_weeks"] = dice.choice((0, 1, 2, {"1": 2}, {"2": 3, "3": 0}))
        if "look_ahead" in self.features:
            policy["look_ahead"] = dice.choice((1, 1, 2, "free"))
        if "changes" in self.features:
            policy["changes_per_function"] = dice.choice((1, 1, 2))
        return Policy(**policy)

    def _goals(self):
        dice = self.dice
        if "goals" not in self.features:
            return ("finish", "cost")
        if dice.random() < 0.25:
            return dice.choice(("fastest", "cheapest", "safest", "balanced"))
        return tuple(self._goal(name) for name in dice.sample(GOALS, dice.randint(1, 4)))

    def _goal(self, name):
        within = ["10%", "25%", "5%"] + (["1w", "2w"] if name in ("finish", "levels") else [])
        return Goal(goal=name, within=self.dice.choice(within)) if self.dice.random() < 0.35 else name

    def _estimates(self, catalog):
        dice, found = self.dice, []
        for item in catalog.items:
            if dice.random() < 0.5:
                continue
            figures = {}
            if dice.random() < 0.6:
                figures["duration_weeks"] = (1, dice.choice((1, 2, 3, 2.5)), 5)
            if dice.random() < 0.5:
                figures["cash"] = (0, dice.choice((0, 2, 9, 4.5)), 30)
            if dice.random() < 0.5 or not figures:
                figures["effort_person_weeks"] = {dice.choice(("engineer", "lead")): dice.choice((0.5, 1, 0.015))}
            mode = dice.choice((None, *item.modes))
            found.append(Estimate(item=item.id, mode=mode, **figures))
        return tuple(found)

    def _limited(self, request, catalog, puzzle):
        """Add a deadline a little behind the shortest way, and limits that bind now and then."""
        dice = self.dice
        shortest = _shortest(puzzle)
        weeks = shortest + dice.choice((-1, 0, 1, 3, 5, 7, 9))
        deadline = request.start + timedelta(days=max(1, 7 * weeks - 1 + dice.randint(0, 6)))
        fields = {"deadline": deadline}
        if dice.random() < 0.6:
            fields["headcount"] = self._headcount()
        if "freezes" in self.features:
            fields["calendar"] = replace(request.calendar, freezes=self._freezes(request.start, weeks))
        if dice.random() < 0.25:
            fields["pins"] = (self._pin(request, puzzle, weeks),)
        return replace(request, budget=self._budget(request, puzzle, shortest), **fields)

    def _headcount(self):
        dice = self.dice

        def people():
            cap = dice.choice((0.5, 1, 1, 1.5, 2, 2.25))
            return dice.choice((cap, (cap, cap + 1), (cap + 1, cap, cap + 0.5), (0, cap)))

        roles = {role: people() for role in ("engineer", "lead") if dice.random() < 0.35}
        return Headcount(total=people() if dice.random() < 0.6 else None, roles=roles)

    def _budget(self, request, puzzle, shortest):
        dice = self.dice
        covers = ("cash", *(one for one in ("labour", "run") if one in self.features))
        if covers == ("cash", "labour") and dice.random() < 0.2:
            covers = ("labour",)
        cost = sum(
            min((way.cash + ("labour" in covers) * way.labour for way in task.ways), default=0)
            + ("run" in covers) * task.run * shortest // 3
            for task in puzzle.tasks.values()
        )
        limits = {}
        scarce = self.features & {"labour", "run", "accrual", "year", "never", "contingency", "exchange", "fiscal"}
        if dice.random() < (0.6 if scarce else 0.35):
            limits["total"] = max(0, round(cost * dice.uniform(1, 1.8)))
        if dice.random() < (0.9 if scarce else 0.5):
            limits["per_quarter"] = tuple(max(0, round(cost * dice.uniform(0, 1.2))) for _ in range(dice.randint(1, 3)))
        carry = [one for one in ("year", "never") if one in self.features]
        if carry:
            limits["carry_over"] = "year" if dice.choice(carry) == "year" else False
        if "contingency" in self.features:
            limits["contingency"] = dice.choice((0.07, 0.1, 0.25))
        return replace(request.budget, covers=covers, **limits)

    def _freezes(self, start, weeks):
        found = []
        for _ in range(self.dice.randint(1, 2)):
            first = start + timedelta(days=self.dice.randint(-3, 7 * max(1, weeks)))
            found.append(Freeze(from_=first, to=first + timedelta(days=self.dice.choice((0, 4, 13)))))
        return tuple(found)

    def _pin(self, request, puzzle, weeks):
        dice = self.dice
        on = dice.choice([*puzzle.tasks, *puzzle.levels])
        day = request.start + timedelta(days=dice.randint(0, 7 * max(1, weeks)))
        if isinstance(on, int):
            on = f"gate-{on}" if on <= request.target else "beyond"
        elif dice.random() < 0.3:
            return Pin(on=on, mode=puzzle.tasks[on].ways[0].name)
        if dice.random() < 0.4:
            return Pin(on=on, not_after=day + timedelta(days=14))
        return Pin(on=on, not_before=day)


def _shortest(puzzle):
    """Return the weeks that the order alone asks for."""
    free = Puzzle(replace(puzzle.request, deadline=puzzle.request.start + timedelta(days=7000)), puzzle.catalog)
    finish = {}
    for name in free.order:
        if isinstance(name, int):
            own = [finish[one] + task.lag for one, task in free.tasks.items() if task.gate == name]
            before = finish[name - 1] + free.evidence(name - 1) if name - 1 in finish else free.first_gate()
            finish[name] = max([before, *own])
        else:
            task = free.tasks[name]
            opens = [finish[one] + lag for one, lag in task.needs.items()]
            opens.append(finish.get(task.opened_by, 0))
            finish[name] = max(opens) + min(way.weeks for way in task.ways)
    return finish[free.last]


def _is_small(request, catalog):
    """Tell whether the plans, by a first sieve, are few enough to look at all of them."""
    puzzle = Puzzle(request, catalog)
    table = Table.__new__(Table)
    table.puzzle, table.end = puzzle, puzzle.horizon()
    remaining = table._remaining()
    choices = [
        sum(max(0, puzzle.horizon() - remaining[name] - way.weeks + 1) for way in task.ways)
        for name, task in puzzle.tasks.items()
    ]
    return prod(choices) <= MOST_PLANS
