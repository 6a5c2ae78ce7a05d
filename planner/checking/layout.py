"""A plan laid out in weeks: where each activity stands, what every week uses and spends, when each gate falls.

Only a plan whose activities, modes and start weeks are sound can be laid out; the rules are judged on this.
"""

from collections.abc import Iterable
from itertools import accumulate

from msgspec import Struct

from planner.checking.duty import Duty, Milestone
from planner.checking.figures import Figures
from planner.checking.terms import Terms
from planner.plans import PlannedActivity

KINDS = ("cash", "labour", "run")


class Placed(Struct, frozen=True):
    """An activity in its weeks: ``start`` its first, ``finish`` the one after its last; ``run`` a week's run cost."""

    duty: Duty
    planned: PlannedActivity
    figures: Figures
    start: int
    run: int

    @property
    def finish(self) -> int:
        """The week by which it has finished."""
        return self.start + self.figures.weeks

    @property
    def proved(self) -> int:
        """The week by which its evidence has been gathered."""
        return self.finish + self.duty.evidence_lag

    def amounts(self, kind: str, end: int) -> Iterable[tuple[int, int, int]]:
        """Yield (first week, week after the last, amount in each week) of what it spends before week ``end``."""
        if kind == "run":
            if self.run and self.finish < end:
                yield self.finish, end, self.run
            return
        amount = self.figures.cash if kind == "cash" else self.figures.labour
        accrual = self.duty.item.accrual if kind == "cash" else "prorated"
        if accrual == "start":
            yield self.start, self.start + 1, amount
        elif accrual == "end":
            yield self.finish - 1, self.finish, amount
        else:
            each, rest = divmod(amount, self.figures.weeks)
            yield self.start, self.finish, each
            yield self.finish - 1, self.finish, rest


class Layout(Struct, frozen=True):
    """``gate_weeks`` in the order of ``gates``; ``usage`` in hundredths of FTE by role (and total) and week."""

    terms: Terms
    gates: tuple[Milestone, ...]
    gate_weeks: tuple[int, ...]
    placed: dict[str, Placed]
    usage: dict[str, tuple[int, ...]]
    spend: dict[str, tuple[int, ...]]
    quarters: tuple[int, ...]

    @property
    def end(self) -> int:
        """The week of the last gate."""
        return self.gate_weeks[-1]


def lay_out(
    terms: Terms, gates: tuple[Milestone, ...], gate_weeks: tuple[int, ...], placed: dict[str, Placed]
) -> Layout:
    """Sum up the weeks of a plan; ``quarters`` holds each week's quarter, counted from the plan's first."""
    length = 1 + max([*gate_weeks, *(one.proved for one in placed.values())])
    end = gate_weeks[-1]
    usage: dict[str, list[int]] = {}
    spend: dict[str, list[int]] = {kind: [0] * (length + 1) for kind in KINDS}
    for one in placed.values():
        for role, demand in one.figures.demand.items():
            for name in (role, "total"):
                changes = usage.setdefault(name, [0] * (length + 1))
                changes[one.start] += demand
                changes[one.finish] -= demand
        for kind in KINDS:
            for first, last, amount in one.amounts(kind, end):
                spend[kind][first] += amount
                spend[kind][last] -= amount
    first_quarter = terms.quarters.number(terms.request.start)
    quarters: list[int] = []
    quarter = first_quarter
    while len(quarters) < length:
        quarters += [quarter - first_quarter] * len(terms.quarters.weeks(quarter))
        quarter += 1
    return Layout(
        terms=terms,
        gates=gates,
        gate_weeks=gate_weeks,
        placed=placed,
        usage={name: tuple(accumulate(changes)) for name, changes in usage.items()},
        spend={kind: tuple(accumulate(changes)) for kind, changes in spend.items()},
        quarters=tuple(quarters[:length]),
    )


def spend_by_quarter(layout: Layout) -> list[dict[str, int]]:
    """Return cash, labour and run of each quarter, from the first to the one of the layout's last week."""
    sums = [dict.fromkeys(KINDS, 0) for _ in range(layout.quarters[-1] + 1)]
    for kind in KINDS:
        for week, amount in enumerate(layout.spend[kind][: len(layout.quarters)]):
            sums[layout.quarters[week]][kind] += amount
    return sums
