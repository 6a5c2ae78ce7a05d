"""Plans for the tests of the sync: a few activities by hand, and one that the planner made of a small catalog."""

from datetime import date, timedelta

from msgspec import structs

import planner
from catalog.knowledge import Control, Kpi
from planner.plans import Criterion, Gate, Phase, PhaseBudget, PlannedActivity, Reason, Spend, Staffing
from tests import builders
from tests.clients import sample

START = date(2027, 1, 4)
QUARTERS = (
    ("FY27 Q1", date(2027, 1, 1), date(2027, 3, 31)),
    ("FY27 Q2", date(2027, 4, 1), date(2027, 6, 30)),
    ("FY27 Q3", date(2027, 7, 1), date(2027, 9, 30)),
)


def day(week):
    return START + timedelta(weeks=week)


def quarter_of(week):
    """The quarter that holds the first day of a week."""
    return next(number for number, (_, first, last) in enumerate(QUARTERS) if first <= day(week) <= last)


def an_activity(name, start=0, weeks=4, after=(), **fields):
    """An activity in whole weeks; what comes before it as ids. ``act-a@sales`` is a copy of act-a."""
    item, _, part = name.partition("@")
    defaults = {
        "id": name,
        "item": item,
        "kind": "governance" if name.startswith("gov") else "action",
        "title": f"Do {item}",
        "function": part if part not in ("", "setup") else None,
        "mode": "in_house",
        "transition": "1-2",
        "start": day(start),
        "finish": day(start + weeks) - timedelta(days=1),
        "start_week": start,
        "weeks": weeks,
        "cash": 0,
        "labour": 0,
        "run_per_year": 0,
        "staffing": {},
        "after": tuple(after),
        "slack_weeks": 0,
        "critical": True,
        "why": (),
        "deliverable": f"{item} delivered",
        "evidence": f"{item} proved",
        "kpis": (),
        "risks": (),
        "controls": (),
        "accountable": None,
        "responsible": None,
    }
    return PlannedActivity(**{**defaults, **fields})


def a_gate(level, week, criteria, **fields):
    """A gate at the end of a week's eve, with the ids of its criteria."""
    defaults = {
        "id": "beyond" if level is None else f"gate-{level}",
        "level": level,
        "week": week,
        "date": day(week) - timedelta(days=1),
        "phase": QUARTERS[quarter_of(week - 1)][0],
        "criteria": tuple(Criterion(name, f"{name.partition('@')[0]} proved") for name in criteria),
        "held_by": (),
        "why": (),
    }
    return Gate(**{**defaults, **fields})


def a_plan(activities, gates, **request):
    """A plan with a schedule, cut into quarters as weeks fall."""
    asked = builders.a_request(target=3, **{"name": "Acme 2027", **request})
    return structs.replace(
        sample.a_plan(),
        request=asked,
        activities=tuple(activities),
        gates=tuple(gates),
        phases=tuple(a_phase(number, activities, gates) for number in range(len(QUARTERS))),
    )


def a_phase(number, activities, gates):
    label, first, last = QUARTERS[number]
    return Phase(
        label=label,
        start=first,
        end=last,
        starts=tuple(one.id for one in activities if quarter_of(one.start_week) == number),
        running=(),
        finishes=tuple(one.id for one in activities if quarter_of(one.start_week + one.weeks - 1) == number),
        gates=tuple(gate.id for gate in gates if quarter_of(gate.week - 1) == number),
        spend=Spend(cash=12_000, labour=3_000, run=0),
        budget=PhaseBudget(available=20_000, used=12_000, carried=1_500),
        staffing={"total": Staffing(used=6.25, available=None, peak=1.5)},
        risks_open=("risk-leak",),
        kpis=(),
        evidence_due=(),
    )


def a_catalog():
    """The catalog of the plans above: what their activities name has a title here."""
    return builders.a_catalog(
        builders.an_item("act-a", description="All there is to a."),
        risks=(builders.a_risk("risk-leak"),),
        controls=(Control("ctl-one", "One control", "1-2"),),
        kpis=(Kpi("kpi-time", "Hours saved"),),
    )


def because(subject, text, kind="predecessor"):
    return Reason(kind=kind, subject=subject, text=text, proven=True)


def a_planned_one():
    """A plan as the planner makes it: governance, a repeated item with a set-up, two gates."""
    modes = {"in_house": builders.a_mode(6, 2_000, {"engineer": 3}, setup_weeks=3, setup_cash=500)}
    catalog = builders.a_catalog(
        builders.an_item("gov-rules", weeks=5, cash=1_000),
        builders.an_item("act-train", modes=modes, governed_by=["gov-rules"], repeats_per_function=True),
        builders.an_item("act-use", weeks=8, after=["act-train"], to_level=3),
        risks=(builders.a_risk("risk-leak"),),
    )
    return planner.plan(builders.a_request(target=3, name="Tiny"), catalog), catalog
