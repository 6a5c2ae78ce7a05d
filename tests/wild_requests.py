"""Random requests over any catalog, from the sensible to the senseless: for what must end well whatever is asked.

Most parts are well formed and many contradict each other or cannot be kept; now and then something is plain wrong.
"""

from datetime import date, timedelta
from random import Random

from planner.request import (
    Budget,
    Calendar,
    Estimate,
    Freeze,
    Goal,
    Headcount,
    Organization,
    Pin,
    PlanRequest,
    Policy,
    Solver,
)

FUNCTIONS = ("sales", "hr", "operations", "product", "support")
GOALS = ("finish", "cost", "cost_to_gate", "covered", "risk", "peak", "levels")


def wild_request(seed, catalog, *, time_limit_s=1):
    """Return the request of a seed for a catalog."""
    return _Asker(Random(f"wild {seed} {catalog.id}"), catalog).request(time_limit_s)


class _Asker:
    def __init__(self, dice, catalog):
        self.dice, self.catalog = dice, catalog
        self.functions = tuple(dice.sample(FUNCTIONS, dice.randint(1, 3)))
        self.start = date(2027, 1, 4) + timedelta(days=dice.randint(-200, 400))
        levels = [level.level for level in catalog.levels]
        self.current = dice.choice(levels[:-1])
        above = [level for level in levels if level > self.current]
        self.target = dice.choice((above[0], dice.choice(above[:2]), dice.choice(above)))
        self.money = sum(mode.cash[1] for item in catalog.items for mode in [*item.modes.values()][:1])

    def maybe(self, chance, make, otherwise):
        """Return what ``make`` makes, or ``otherwise``."""
        return make() if self.dice.random() < chance else otherwise

    def some(self, chance, make):
        """Return a tuple of a few of what ``make`` makes, mostly none, seldom one twice."""
        found = [make() for _ in range(self.dice.randint(1, 3))] if self.dice.random() < chance else []
        return tuple(one for place, one in enumerate(found) if one not in found[:place] or self.dice.random() < 0.2)

    def request(self, time_limit_s):
        """Return a request."""
        dice, maybe = self.dice, self.maybe
        return PlanRequest(
            catalog=self.catalog.id,
            organization=Organization(
                employees=dice.choice((1000, 50, 4321, 20_000)),
                functions=self.functions,
                traits=self._traits(),
            ),
            current=maybe(0.25, self._current, self.current),
            target=self.target,
            start=self.start,
            deadline=maybe(0.4, lambda: self._day(0, 1500), None),
            current_since=maybe(0.3, lambda: self._day(-400, 5), None),
            budget=self._budget(),
            headcount=maybe(0.6, self._headcount, Headcount()),
            rates=maybe(0.2, lambda: {self._role(): dice.choice((0, 0.5, 4800))}, {}),
            calendar=Calendar(fiscal_year_start=dice.randint(1, 12), freezes=self.some(0.3, self._freeze)),
            completed=self.some(0.3, self._name),
            missing=self.some(0.3, self._name),
            include=self.some(0.3, self._name),
            exclude=tuple({self._optional() for _ in range(dice.choice((0, 0, 1, 2)))} - {None}),
            pins=self.some(0.3, self._pin),
            policy=self._policy(),
            goals=self._goals(),
            estimates=self.some(0.25, self._estimate),
            solver=Solver(time_limit_s=time_limit_s, workers=1, seed=dice.randint(0, 9)),
        )

    def _day(self, first, last):
        return self.start + timedelta(days=self.dice.randint(first, last))

    def _role(self):
        return self.dice.choice([role.id for role in self.catalog.roles])

    def _name(self):
        """Return an item or an activity of this catalog that the list may well be about, seldom an unknown one."""
        item = self.dice.choice(self.catalog.items)
        if self.dice.random() < 0.02:
            return "act-unheard-of"
        if item.repeats_per_function and self.dice.random() < 0.4:
            return f"{item.id}@{self.dice.choice((*self.functions, 'setup'))}"
        return item.id

    def _traits(self):
        known = [trait.id for trait in self.catalog.traits]
        return tuple(self.dice.sample(known, min(len(known), self.dice.choice((0, 0, 1, 2)))))

    def _optional(self):
        """Return an optional item, seldom another."""
        optional = [item.id for item in self.catalog.items if item.optional]
        if self.dice.random() < 0.05:
            return self._name()
        return self.dice.choice(optional) if optional else None

    def _current(self):
        last = self.catalog.levels[-1].level
        levels = {name: min(last, max(1, self.current + self.dice.choice((-1, 0, 1)))) for name in self.functions}
        return {"enterprise": self.current} | dict(self.dice.sample([*levels.items()], 1))

    def _budget(self):
        dice, maybe = self.dice, self.maybe
        currency = self.catalog.currency
        exchange = dice.random() < 0.15
        return Budget(
            currency="XTS" if exchange else dice.choice((None, currency)),
            exchange_rate=dice.choice((0.5, 1.37, 130)) if exchange else None,
            total=maybe(0.3, lambda: round(self.money * dice.uniform(0, 2)), None),
            per_quarter=maybe(
                0.5, lambda: tuple(round(self.money * dice.uniform(0, 0.4)) for _ in range(dice.randint(1, 4))), None
            ),
            carry_over=dice.choice((True, True, "year", False)),
            covers=dice.choice((("cash",), ("cash", "run"), ("cash", "labour"), ("cash", "labour", "run"), ("run",))),
            contingency=dice.choice((0, 0, 0.1, 0.333)),
        )

    def _headcount(self):
        dice = self.dice

        def people():
            cap = round(dice.choice((0, 0.25, 1, 2, 5, 12, 40)) * dice.uniform(0.8, 1.2), 2)
            return dice.choice((cap, cap, (cap, cap + 1, cap)))

        roles = {self._role(): people() for _ in range(dice.randint(0, 2))}
        return dice.choice((Headcount(total=people(), roles=roles), Headcount(roles=roles), dice.choice((1, 3.5, 12))))

    def _freeze(self):
        first = self._day(-30, 500)
        return Freeze(from_=first, to=first + timedelta(days=self.dice.choice((0, 6, 20, 60))))

    def _pin(self):
        dice = self.dice
        item = dice.choice(self.catalog.items)
        on = dice.choice((item.id, item.id, f"gate-{self.target}"))
        if dice.random() < 0.03:
            on = "beyond"
        wish = dice.choice(("not_before", "not_after", "mode", "both"))
        if wish == "mode":
            return Pin(on=item.id, mode=dice.choice([*item.modes]))
        if wish == "both":
            day = self._day(0, 300)
            return Pin(on=on, not_before=day, not_after=day + timedelta(days=dice.randint(0, 300)))
        return Pin(on=on, **{wish: self._day(0, 900)})

    def _policy(self):
        dice = self.dice
        return Policy(
            governance=dice.choice(("arrival", "arrival", "exit")),
            evidence_weeks=dice.choice(("catalog", "catalog", 0, 5, {str(self.current): 2})),
            look_ahead=dice.choice(("catalog", "catalog", "free", 1, 2)),
            changes_per_function=dice.choice((None, None, 1, 3)),
        )

    def _goals(self):
        dice = self.dice
        if dice.random() < 0.5:
            return dice.choice(("fastest", "cheapest", "safest", "balanced"))
        return tuple(
            Goal(goal, dice.choice((None, "5%", "2w" if goal in ("finish", "levels") else "50%")))
            for goal in dice.sample(GOALS, dice.randint(1, 4))
        )

    def _estimate(self):
        dice = self.dice
        item = dice.choice(self.catalog.items)
        return Estimate(
            item=item.id,
            mode=dice.choice((None, *item.modes)),
            duration_weeks=dice.choice((None, (1, 2, 3), (0, 0.4, 30))),
            effort_person_weeks=dice.choice((None, {self._role(): 1.234})),
            cash=dice.choice(((0, 0, 0), (1, 1000, 2000.5))),
        )
