"""The plan cut into fiscal quarters: what starts, runs and ends, money, people, risks, KPIs and evidence due."""

from collections.abc import Iterable, Iterator

from planner.exposure import open_weeks
from planner.ledger import capacity_by_week, quarter_money
from planner.placement import Placed, Placement
from planner.plans import EvidenceDue, Phase, PhaseBudget, Spend, Staffing


def phases(placement: Placement) -> tuple[Phase, ...]:
    """Return a phase for each quarter from the one that holds the plan's start to the one of the target gate."""
    last = max(0, placement.calendar.quarter_of_week(placement.end - 1))
    risks = open_weeks(placement.network, placement.schedule)
    people = _People(placement)
    found: list[Phase] = []
    carried = 0
    for quarter in range(last + 1):
        since, until = weeks_of(placement, quarter)
        spend = _spend(placement, since, until)
        used = placement.covered(spend.cash, spend.labour, spend.run)
        quarterly = placement.network.money.per_quarter is not None
        available = quarter_money(placement.network, quarter) if quarterly else None
        now = min(until, placement.end) - 1
        found.append(
            Phase(
                label=placement.calendar.label(quarter),
                start=placement.calendar.first_day(quarter),
                end=placement.calendar.last_day(quarter),
                starts=_ids(it for it in placement.activities if since <= it.start < until),
                running=_ids(it for it in placement.activities if it.start < since and it.finish > until),
                finishes=_ids(it for it in placement.activities if since < it.finish <= until),
                gates=_gates(placement, quarter, last),
                spend=spend,
                budget=PhaseBudget(available, used, carried if quarterly else None),
                staffing=people.staffing(since, until),
                risks_open=tuple(risk for risk, (opens, closes) in risks.items() if opens <= now < closes),
                kpis=_kpis(placement, since, until),
                evidence_due=tuple(_evidence(placement, quarter)),
            )
        )
        carried = _carried_on(placement, quarter, carried + (available or 0) - used)
    return tuple(found)


def weeks_of(placement: Placement, quarter: int) -> tuple[int, int]:
    """Return the plan weeks [since, until) of a quarter."""
    return (0 if quarter == 0 else placement.calendar.quarter_end(quarter - 1)), placement.calendar.quarter_end(quarter)


def _carried_on(placement: Placement, quarter: int, unspent: int) -> int:
    """Return what of the money unspent at a quarter's end the next one has."""
    carry = placement.network.money.carry_over
    lost = carry == "never" or (carry == "year" and quarter in placement.network.year_ends)
    return 0 if lost else unspent


def _spend(placement: Placement, since: int, until: int) -> Spend:
    amounts = [placement.spent(placed, since, until) for placed in placement.activities]
    return Spend(*(sum(column) for column in zip(*amounts, strict=True))) if amounts else Spend(0, 0, 0)


def _ids(activities: Iterable[Placed]) -> tuple[str, ...]:
    return tuple(placed.activity.id for placed in activities)


def _gates(placement: Placement, quarter: int, last: int) -> tuple[str, ...]:
    """Return the gates declared in a quarter; one declared before the plan's first week counts to its first."""
    found = []
    for level, week in placement.gate_weeks.items():
        held = placement.calendar.quarter_of_week(week - 1)
        if min(last, max(0, held)) == quarter:
            found.append(placement.scope.gate_id(level))
    return tuple(found)


def _kpis(placement: Placement, since: int, until: int) -> tuple[str, ...]:
    """Return the KPIs of what starts in these weeks: those to have a baseline of by then."""
    found = [kpi for it in placement.activities if since <= it.start < until for kpi in it.activity.item.kpis]
    return tuple(dict.fromkeys(found))


def _evidence(placement: Placement, quarter: int) -> Iterator[EvidenceDue]:
    for placed in placement.activities:
        day = placement.calendar.week_end(placed.finish + placed.activity.evidence_lag - 1)
        if placement.calendar.quarter_of_day(day) == quarter:
            yield EvidenceDue(placed.activity.id, day, placed.activity.item.evidence)


class _People:
    """Hundredths of an FTE at work in each week, by role and in total, beside the caps."""

    def __init__(self, placement: Placement) -> None:
        roles = [role.id for role in placement.catalog.roles]
        capped = [resource.name for resource in placement.network.resources if "@" not in resource.name]
        worked = {role for placed in placement.activities for role in placed.people}
        self.names = [role for role in roles if role in worked or role in capped] + ["total"]
        weeks = placement.calendar.quarter_end(max(0, placement.calendar.quarter_of_week(placement.end - 1)))
        self.used = {name: [0] * weeks for name in self.names}
        for placed in placement.activities:
            for role, demand in placed.people.items():
                for week in range(placed.start, placed.finish):
                    self.used[role][week] += demand
                    self.used["total"][week] += demand
        self.capacity = {
            name: capacity_by_week(placement.network, resource, weeks) for resource, name in enumerate(capped)
        }

    def staffing(self, since: int, until: int) -> dict[str, Staffing]:
        """Return use and caps in weeks ``since`` to ``until``-1."""
        found = {}
        for name in self.names:
            used = self.used[name][since:until]
            cap = self.capacity.get(name)
            found[name] = Staffing(
                used=sum(used) / 100,
                available=None if cap is None else sum(cap[since:until]) / 100,
                peak=max(used, default=0) / 100,
            )
        return found
