"""A tiny programme solved by hand, with its whole plan written out, for the tests of the checker.

From level 1 to 3, from Monday 15 March 2027: weeks 0 to 2 begin in the first quarter, weeks 3 to 15 in the second.
One engineer half time (cap 0.5) and one person in all (cap 1).

    gov-policy      weeks 0-1    lead 0.5
    act-pilot       weeks 2-3    engineer 0.25, by a partner (in house it would take a week more)
    gate-2          week 5       the pilot's evidence runs for week 4
    act-train@setup week 5       a week's lag after the pilot
    act-train@sales weeks 6-9    engineer 0.5: the two copies cannot run side by side
    act-train@hr    weeks 10-13
    gov-audit       weeks 5-6    lead 0.5, not before level 2
    gate-3          week 14      2 + 2 + 1 + 1 + 4 + 4, nothing in it can be had earlier
"""

from datetime import date

from catalog.model import Recurring
from planner.plans import (
    CatalogReference,
    Criterion,
    EvidenceDue,
    Gate,
    GoalResult,
    Phase,
    PhaseBudget,
    Plan,
    PlannedActivity,
    Reason,
    Solve,
    Spend,
    Staffing,
    Totals,
)
from planner.request import Budget, Headcount
from tests.builders import a_catalog, a_mode, a_request, a_risk, an_item

CATALOG = a_catalog(
    an_item("gov-policy", weeks=2, cash=7, effort={"lead": 1}, risks=("leak",)),
    an_item(
        "act-pilot",
        modes={"in_house": a_mode(3, 10, {"engineer": 1.5}), "partner": a_mode(2, 20, {"engineer": 0.5})},
        governed_by=("gov-policy",),
        lag=1,
        kpis=("speed",),
    ),
    an_item(
        "act-train",
        to_level=3,
        modes={"in_house": a_mode(4, 8, {"engineer": 2}, setup_weeks=1, setup_cash=3)},
        after=(("act-pilot", 1),),
        repeats_per_function=True,
        recurring=Recurring(shared=52, per_function=100),
        kpis=("skill", "speed"),
    ),
    an_item(
        "gov-audit", to_level=3, weeks=2, effort={"lead": 1}, may_start_at_level=2, risks=("drift",), kpis=("speed",)
    ),
    evidence_weeks=(1, 4, 0, 0),
    risks=(a_risk("leak"), a_risk("old"), a_risk("drift", level=2), a_risk("shadow", level=2)),
)

REQUEST = a_request(
    target=3,
    start=date(2027, 3, 15),
    deadline=date(2027, 6, 20),
    budget=Budget(total=46, per_quarter=(17, 29), covers=("cash",)),
    goals=("finish", "cost"),
    headcount=Headcount(total=1, roles={"engineer": 0.5}),
)


def why(kind, subject, text):
    """A reason."""
    return Reason(kind=kind, subject=subject, text=text, proven=True)


def activity(name, mode, start, finish, start_week, weeks, cash, labour, staffing, after, slack, *reasons, run=0):
    """An activity of the plan; what no schedule changes is taken from the catalog."""
    item = CATALOG.item(name.partition("@")[0])
    who = name.partition("@")[2]
    return PlannedActivity(
        id=name,
        item=item.id,
        kind=item.kind,
        title=item.title,
        function=who if who in REQUEST.organization.functions else None,
        mode=mode,
        transition=item.transition,
        start=start,
        finish=finish,
        start_week=start_week,
        weeks=weeks,
        cash=cash,
        labour=labour,
        run_per_year=run,
        staffing=staffing,
        after=after,
        slack_weeks=slack,
        critical=slack == 0,
        why=reasons,
        **{
            field: getattr(item, field)
            for field in ("deliverable", "evidence", "kpis", "risks", "controls", "accountable", "responsible")
        },
    )


def day(month, number):
    """A day of 2027."""
    return date(2027, month, number)


ACTIVITIES = (
    activity(
        *("gov-policy", "in_house", day(3, 15), day(3, 28), 0, 2, 7, 2000, {"lead": 0.5}, (), 0),
        why("start", "gov-policy", "It starts on the first day of the plan."),
    ),
    activity(
        *("act-pilot", "partner", day(3, 29), day(4, 11), 2, 2, 20, 500, {"engineer": 0.25}, ("gov-policy",), 0),
        why("predecessor", "gov-policy", "It follows gov-policy, which ends on 28 Mar 2027."),
        # All of the 20 would be spent in the first quarter, beside the 7: of 17.
        why(
            *("money", "FY27 Q1"),
            "The money of FY27 Q1 does not reach further: a week earlier, USD 10 more would be spent by its end than "
            "there is.",
        ),
    ),
    activity(
        *("act-train@setup", "in_house", day(4, 19), day(4, 25), 5, 1, 3, 0, {}, ("act-pilot",), 0),
        why("predecessor", "act-pilot", "It waits 1 week after act-pilot, which ends on 11 Apr 2027."),
        run=52,
    ),
    activity(
        *("act-train@sales", "in_house", day(4, 26), day(5, 23), 6, 4, 8, 2000, {"engineer": 0.5}),
        *(("act-train@setup", "act-pilot"), 0),
        why("predecessor", "act-train@setup", "It follows act-train@setup, which ends on 25 Apr 2027."),
        run=100,
    ),
    activity(
        *("act-train@hr", "in_house", day(5, 24), day(6, 20), 10, 4, 8, 2000, {"engineer": 0.5}),
        *(("act-train@setup", "act-pilot"), 0),
        why(
            *("people", "engineer"),
            "engineer is fully used the week before, in FY27 Q2 (0.5 of 0.5 FTE, by act-train@sales); a week earlier "
            "it would take 1.",
        ),
        run=100,
    ),
    activity(
        *("gov-audit", "in_house", day(4, 19), day(5, 2), 5, 2, 0, 2000, {"lead": 0.5}, (), 7),
        why("look_ahead", "gate-2", "It may not start before level 2 is declared, which is on 18 Apr 2027."),
    ),
)


def criterion(name):
    """The criterion of an activity of this catalog."""
    return Criterion(activity=name, text=f"{name.partition('@')[0]} proved")


GATES = (
    Gate(
        id="gate-2",
        level=2,
        week=5,
        date=day(4, 18),
        phase="FY27 Q2",
        criteria=(criterion("gov-policy"), criterion("act-pilot")),
        held_by=("act-pilot",),
        why=(why("evidence", "act-pilot", "It needs 1 week of evidence of act-pilot, which ends on 11 Apr 2027."),),
    ),
    Gate(
        id="gate-3",
        level=3,
        week=14,
        date=day(6, 20),
        phase="FY27 Q2",
        criteria=(criterion("act-train@sales"), criterion("act-train@hr"), criterion("gov-audit")),
        held_by=("act-train@hr",),
        why=(why("predecessor", "act-train@hr", "It needs act-train@hr, which ends on 20 Jun 2027."),),
    ),
)

PHASES = (
    Phase(
        label="FY27 Q1",
        start=day(1, 1),
        end=day(3, 31),
        starts=("gov-policy", "act-pilot"),
        running=(),
        finishes=("gov-policy",),
        gates=(),
        # 7 for the policy and the first half of the partner's 20; labour 2000 and half of 500.
        spend=Spend(cash=17, labour=2250, run=0),
        budget=PhaseBudget(available=17, used=17, carried=0),
        # Three weeks: the lead half time in two of them, the engineer a quarter in the third.
        staffing={
            "engineer": Staffing(used=0.25, available=1.5, peak=0.25),
            "lead": Staffing(used=1.0, available=None, peak=0.5),
            "total": Staffing(used=1.25, available=3.0, peak=0.5),
        },
        risks_open=("old",),
        kpis=("speed",),
        evidence_due=(EvidenceDue("gov-policy", day(3, 28), "gov-policy proved"),),
    ),
    Phase(
        label="FY27 Q2",
        start=day(4, 1),
        end=day(6, 30),
        starts=("act-train@setup", "gov-audit", "act-train@sales", "act-train@hr"),
        running=(),
        finishes=("act-pilot", "act-train@setup", "act-train@sales", "act-train@hr", "gov-audit"),
        gates=("gate-2", "gate-3"),
        # Run: the set-up's 1 a week for weeks 6-13, the first copy's 2 a week for weeks 10-13.
        spend=Spend(cash=29, labour=6250, run=16),
        budget=PhaseBudget(available=29, used=29, carried=0),
        # Thirteen weeks: a quarter for one, half for eight; in weeks 6 the trainer and the audit make one person.
        staffing={
            "engineer": Staffing(used=4.25, available=6.5, peak=0.5),
            "lead": Staffing(used=1.0, available=None, peak=0.5),
            "total": Staffing(used=5.25, available=13.0, peak=1.0),
        },
        risks_open=("old", "shadow"),
        kpis=("skill", "speed"),
        evidence_due=(
            EvidenceDue("act-pilot", day(4, 18), "act-pilot proved"),
            EvidenceDue("gov-audit", day(5, 2), "gov-audit proved"),
            EvidenceDue("act-train@sales", day(5, 23), "act-train proved"),
            EvidenceDue("act-train@hr", day(6, 20), "act-train proved"),
        ),
    ),
)

PLAN = Plan(
    id="plan-by-hand",
    status="optimal",
    request=REQUEST,
    catalog=CatalogReference(id="tiny", version="1.0.0", digest="none"),
    goals=(
        GoalResult(goal="finish", value=14, bound=14, proven=True),
        GoalResult(goal="cost", value=46, bound=46, proven=True),
    ),
    start=day(3, 15),
    finish=day(6, 20),
    gates=GATES,
    totals=Totals(cash=46, labour=8500, run=16, payroll=0, covered=46),
    activities=ACTIVITIES,
    phases=PHASES,
    story=(
        "Level 3 is declared on 20 Jun 2027, once act-train@hr is done.",
        (
            "act-train@hr runs from 24 May to 20 Jun 2027, once act-train@sales needs engineer no more: 0.5 of 0.5 FTE "
            "are used until then."
        ),
        "act-train@sales runs from 26 Apr to 23 May 2027, after act-train@setup.",
        "act-train@setup runs from 19 Apr to 25 Apr 2027, 1 week after act-pilot.",
        "act-pilot runs from 29 Mar to 11 Apr 2027, after gov-policy.",
        "gov-policy runs from 15 Mar to 28 Mar 2027, starting on the first day of the plan.",
    ),
    debt=(),
    conflicts=(),
    repairs=(),
    unrepairable=(),
    assumptions=(),
    warnings=(),
    solver=Solve(wall_s=0.1, version="0.1.0", seed=1, workers=1, repeatable=True),
)
