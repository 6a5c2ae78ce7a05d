"""A hundred and twenty requests over the built-in catalog, drawn by seeds and the same on every machine.

Five steps, one, five and twelve functions, and each of four scarcities, twice. Limits are scaled by what the request
would take without them, so that a case is as scarce as its tag says: ``scarce:none`` (a plan as early as links allow
keeps every limit), ``money``, ``people`` or ``both`` (a bound by that alone lies beyond that plan).
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from itertools import count, product
from random import Random
from typing import Literal

from msgspec.structs import replace

from catalog.library import load
from catalog.model import Catalog
from planner.building import build_network
from planner.goals import expanded
from planner.intake import with_defaults
from planner.network import Network
from planner.request import Budget, Calendar, Covered, Freeze, Headcount, Organization, People, Pin, PlanRequest
from tests.bench.cases import Case
from tests.bench.requests import ROLES, START
from tests.bench.yardstick import QUARTER_WEEKS, Yardstick

STEPS = ((1, 3), (2, 4), (1, 5), (2, 6), (1, 7))
FUNCTIONS = (
    *("sales", "hr", "operations", "product", "support", "marketing"),
    *("finance", "legal", "research", "purchasing", "logistics", "facilities"),
)
SIZES = (1, 5, 12)
SCARCITIES = ("none", "money", "people", "both")
CarryRule = bool | Literal["year"]
CARRIES: tuple[CarryRule, ...] = (True, "year", False)
CARRIED: dict[CarryRule, str] = {True: "carried over", "year": "carried in the year", False: "not carried"}
Covers = tuple[Covered, ...]
COVERS: tuple[Covers, ...] = (("cash", "run"), ("cash", "run"), ("cash",), ("cash", "labour", "run"))
PLENTY = 10**5
FIRST_SEEDS = {19: 4, 41: 1, 44: 4, 50: 1, 56: 4, 64: 2, 74: 1, 104: 1, 107: 6}
"""Where the seeds of a case begin, by its number, if not with 0: no plan was found for the ones before."""


def cases() -> Iterator[Case]:
    """Yield the cases, mixed, so that every k-th of them is a fair sample."""
    mixed = [*product(STEPS, SIZES, SCARCITIES, range(2))]
    Random("mixed").shuffle(mixed)
    for number, (step, size, scarce, _) in enumerate(mixed):
        yield case(number, step, size, scarce, FIRST_SEEDS.get(number, 0))


def case(number: int, step: tuple[int, int], size: int, scarce: str, first_seed: int = 0) -> Case:
    """Return the case of the first seed, from ``first_seed`` on, whose limits are as scarce as they should be."""
    for seed in count(first_seed):
        draft = Draft(Random(f"{number} {seed}"), CARRIES[(number + seed) % len(CARRIES)], step, size, scarce)
        request = with_defaults(draft.request(), _catalog())
        network = build_network(request, _catalog())
        if scarcity(network) == scarce:
            break
    name = f"{number:03} {step[0]}-{step[1]}, {size} function{'s' * (size > 1)}, {', '.join(draft.words)}"
    return Case(
        set="roadmaps",
        name=name,
        network=network,
        goals=expanded(request),
        activities=sum(node.kind != "gate" for node in network.nodes),
        tags=(f"scarce:{scarce}", f"step:{step[0]}-{step[1]}", f"functions:{size}", *draft.tags),
        request=request,
    )


def scarcity(network: Network) -> str:
    """Return what is scarce by proof: none, money, people, both, or ``unsure`` where nothing shows it either way."""
    measured = Yardstick(network)
    if measured.fits():
        return "none"
    money, people = measured.weeks_for_money() > measured.weeks, measured.weeks_for_people() > measured.weeks
    return {(True, True): "both", (True, False): "money", (False, True): "people"}.get((money, people), "unsure")


@cache
def _catalog() -> Catalog:
    return load("ai-maturity")


class Draft:
    """One request as it is drawn, and in ``words`` and ``tags`` what was drawn."""

    def __init__(self, dice: Random, carry: CarryRule, step: tuple[int, int], size: int, scarce: str) -> None:
        self.dice, self.step, self.size, self.scarce = dice, step, size, scarce
        self.carry = carry
        self.words: list[str] = []
        self.tags: list[str] = []

    def request(self) -> PlanRequest:
        """Return the request."""
        free = self._free()
        covers = self.dice.choice(COVERS)
        open_to_all = Headcount(total=PLENTY, roles=dict.fromkeys(ROLES, PLENTY))
        measured = Yardstick(
            build_network(replace(free, headcount=open_to_all, budget=Budget(covers=covers)), _catalog())
        )
        extras, self.words = self.words, []
        headcount = self._headcount(measured)
        budget = self._budget(measured, covers)
        self.words += extras
        return replace(free, headcount=headcount, budget=budget)

    def _free(self) -> PlanRequest:
        """Return the request without limits, with what else it may hold: governance debt, freezes, pins."""
        current, target = self.step
        request = PlanRequest(
            current=current,
            target=target,
            start=START,
            organization=Organization(functions=FUNCTIONS[: self.size]),
        )
        if current > 1 and self.dice.random() < 0.5:
            request = replace(request, missing=self._debt())
            self._said("governance debt", "debt")
        if self.dice.random() < 0.25:
            request = replace(request, calendar=Calendar(freezes=self._freezes()))
            self._said("freezes", "freeze")
        if self.dice.random() < 0.25:
            request = replace(request, pins=self._pins(request))
            self._said("pins", "pin")
        return request

    def _said(self, words: str, *tags: str) -> None:
        self.words.append(words)
        self.tags += tags

    def _debt(self) -> tuple[str, ...]:
        """Return one to three governance items of the levels behind that are not in place."""
        behind = {step.id for step in _catalog().transitions if step.to_level and step.to_level <= self.step[0]}
        held = [item.id for item in _catalog().items if item.kind == "governance" and item.transition in behind]
        return tuple(sorted(self.dice.sample(held, self.dice.randint(1, 3))))

    def _freezes(self) -> tuple[Freeze, ...]:
        """Return a freeze of two to four weeks in each of the first years."""
        first = START + timedelta(weeks=self.dice.randint(8, 30))
        days = timedelta(days=self.dice.randint(13, 27))
        starts = (first + timedelta(weeks=52 * year) for year in range(self.dice.randint(1, 3)))
        return tuple(Freeze(from_=start, to=start + days) for start in starts)

    def _pins(self, request: PlanRequest) -> tuple[Pin, ...]:
        """Return a pinned mode and a pinned first day: neither can make a request infeasible without a deadline."""
        nodes = [node for node in build_network(request, _catalog()).nodes if node.kind == "action"]
        whole = [node for node in nodes if node.function is None and "@" not in node.id]
        chosen = self.dice.sample(whole, 2)
        late = START + timedelta(weeks=self.dice.randint(4, 26))
        by_mode = Pin(on=chosen[0].id, mode=self.dice.choice(chosen[0].modes).name)
        return (by_mode, Pin(on=chosen[1].id, not_before=late))

    def _headcount(self, measured: Yardstick) -> Headcount:
        """Return caps on roles, on the total or on both: loose ones hold the early plan, others stretch it."""
        if self.scarce in ("none", "money"):
            how, stretch = "loose", 0.0
        else:
            how = self.dice.choice(("tight", "starved"))
            stretch = self.dice.uniform(1.3, 2.0) if how == "tight" else self.dice.uniform(2.5, 4.0)
        by = self.dice.choice(("role", "total", "both"))
        total = by != "role"
        stretch_of_roles = stretch * self.dice.uniform(0.5, 0.9) if by == "both" else stretch
        caps: dict[str, People | tuple[People, ...]] = {
            role: self._cap(measured, place, stretch_of_roles) for place, role in enumerate(ROLES)
        }
        self._said(f"people {how} {'both ways' if by == 'both' else f'by {by}'}", f"staffing:{how}", f"staffed:{by}")
        return Headcount(
            total=self._cap(measured, len(ROLES), stretch) if total else None,
            roles=caps if by != "total" else {},
        )

    def _cap(self, measured: Yardstick, resource: int, stretch: float) -> float:
        """Return a cap in FTE by which work alone takes ``stretch`` times the early plan; 0: at least its peak."""
        if stretch:
            wanted = int(measured.energy(resource) / (stretch * measured.weeks))
            hundredths = max(wanted, measured.least_cap(resource))
        else:
            hundredths = int(measured.peak(resource) * self.dice.uniform(1.0, 1.5)) + 1
        return -(-hundredths // 5) * 5 / 100

    def _budget(self, measured: Yardstick, covers: Covers) -> Budget:
        if self.scarce in ("money", "both"):
            return self._tight(measured, covers)
        kind = self.dice.choice(("none", "total", "quarterly"))
        if kind == "none":
            self._said("no budget", "budget:none")
            return Budget()
        if kind == "total":
            return self._ample_total(measured, covers)
        return self._ample_quarters(measured, covers)

    def _ample_total(self, measured: Yardstick, covers: Covers) -> Budget:
        """Return a total that pays for the dearest modes, and for run cost many times as long as the early plan."""
        total = _round(measured.most_cost + 8 * measured.weeks * measured.run_per_week)
        self._said(f"{_money(total)} in all", "budget:total")
        return Budget(total=total, covers=covers)

    def _ample_quarters(self, measured: Yardstick, covers: Covers) -> Budget:
        """Return quarterly money for what the early plan spends in its dearest quarter, and for all run cost."""
        running = (QUARTER_WEEKS + 1) * measured.run_per_week
        amount = _round(int(measured.dearest_quarter * self.dice.uniform(1.0, 1.4)) + running)
        return self._quarterly((amount,), covers, None)

    def _tight(self, measured: Yardstick, covers: Covers) -> Budget:
        """Return quarterly money that pays for the cheapest modes no sooner than well after the early plan."""
        stretch = self.dice.uniform(1.3, 2.2)
        cost = measured.least_cost + measured.least_run
        needed = measured.dearest_step + (QUARTER_WEEKS + 1) * measured.run_per_week
        amount = _round(max(int(cost * QUARTER_WEEKS / (stretch * measured.weeks)), needed))
        uneven = self.dice.random() < 0.25
        first = tuple(_round(int(amount * self.dice.uniform(0.5, 1.5))) for _ in range(3)) if uneven else ()
        total = None
        if measured.run_per_week == 0 and self.dice.random() < 0.5:
            total = _round((measured.least_cost + measured.most_cost) // 2)
        return self._quarterly((*first, amount), covers, total)

    def _quarterly(self, amounts: tuple[int, ...], covers: Covers, total: int | None) -> Budget:
        uneven = "uneven " if len(amounts) > 1 else ""
        within = "" if total is None else f", {_money(total)} in all"
        carried = CARRIED[self.carry]
        self._said(f"{uneven}{_money(amounts[-1])} a quarter {carried}{within}", "budget:quarterly", f"carry:{carried}")
        return Budget(total=total, per_quarter=amounts, carry_over=self.carry, covers=covers)


def _round(amount: int) -> int:
    """Return an amount rounded up to whole thousands."""
    return -(-amount // 1000) * 1000


def _money(amount: int) -> str:
    return f"{amount / 1e6:.3g}M" if amount >= 1_000_000 else f"{amount // 1000}k"
