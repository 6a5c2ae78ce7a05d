"""Plans, studies and pairs of plans for the tests of charts: of one row and of hundreds, of weeks and of years."""

from datetime import date, timedelta

from msgspec import structs

from planner.exploring.frontier import Gap, Point, Staircase
from planner.exploring.studies import Frontier, Study, StudyRequest
from planner.exploring.tornado import Bar, End, Tornado
from planner.plans import Gate
from planner.request import Budget, Calendar, Freeze, Headcount
from tests.clients import sample
from tests.clients.jira import plans

HOSTILE = (
    '=HYPERLINK("http://x"); <img onerror=alert(1)> ]]> \'\\',
    "نص عربي طويل جدا يصف عملا لا ينتهي أبدا في هذا القسم من المؤسسة",
    "部署ごとに承認済みの手順書とスタイルガイドをアシスタントに与える作業",
    "👩‍👩‍👧‍👦 families of emoji 👍🏽 and e\u0301 marks " + "👩‍👩‍👧‍👦" * 30,
    "a\x00b\x0bc\x1bd\ufffee\uffff\u202ef\nline two\ttab",
    "W" * 200,
    "\u200b\u200e",
)
"""What titles from outside may hold."""

FREEZES = (
    Freeze(from_=date(2027, 3, 1), to=date(2027, 3, 14), reason="stock-taking"),
    Freeze(from_=date(2027, 12, 13), to=date(2028, 1, 2), reason="year end"),
)


def of_rows(count):
    """The sample's plan with the functions that it takes for about so many rows."""
    functions = tuple(f"team-{number}" for number in range(max(1, (count - 23) // 9)))
    return sample.a_plan(functions=functions)


def one_row():
    """One activity in one quarter, one gate, no limits."""
    return plans.a_plan([plans.an_activity("act-a", weeks=3)], [plans.a_gate(2, 3, ["act-a"])])


def long():
    """Thirty quarters and more."""
    return sample.a_plan(stretch=6)


def frozen():
    """The sample's plan with freezes in it."""
    plan = sample.a_plan()
    return structs.replace(plan, request=structs.replace(plan.request, calendar=Calendar(freezes=FREEZES)))


def beyond():
    """A plan that goes on after its target."""
    plan = sample.a_plan()
    last = plan.gates[-1]
    week = last.week + 6
    gate = Gate("beyond", None, week, last.date + timedelta(weeks=6), last.phase, (), (), ())
    return structs.replace(plan, gates=(*plan.gates, gate))


def unlimited():
    """Neither money nor people are limited."""
    plan = sample.a_plan(per_quarter=None, total=None)
    request = structs.replace(plan.request, budget=Budget(currency="EUR"), headcount=Headcount())
    phases = tuple(
        structs.replace(one, staffing={role: structs.replace(it, available=None) for role, it in one.staffing.items()})
        for one in plan.phases
    )
    return structs.replace(plan, request=request, phases=phases)


def hostile():
    """A plan whose every name is meant to do harm."""
    plan = sample.a_plan(functions=("sales",))
    activities = tuple(
        structs.replace(one, title=HOSTILE[place % len(HOSTILE)]) for place, one in enumerate(plan.activities)
    )
    request = structs.replace(
        plan.request,
        name=HOSTILE[4],
        calendar=Calendar(
            freezes=tuple(structs.replace(one, reason=HOSTILE[place]) for place, one in enumerate(FREEZES))
        ),
    )
    phases = tuple(
        structs.replace(one, staffing={**one.staffing, HOSTILE[1]: one.staffing["total"]}, risks_open=HOSTILE)
        for one in plan.phases
    )
    return structs.replace(plan, activities=activities, request=request, phases=phases)


def hostile_catalog():
    """The sample's catalog with names of the same kind."""
    catalog = sample.a_catalog()
    levels = tuple(structs.replace(one, name=HOSTILE[4]) for one in catalog.levels)
    risks = tuple(structs.replace(one, title=HOSTILE[2]) for one in catalog.risks)
    roles = tuple(structs.replace(one, title=HOSTILE[3]) for one in catalog.roles)
    items = tuple(structs.replace(one, title=HOSTILE[1]) for one in catalog.items)
    return structs.replace(catalog, levels=levels, risks=risks, roles=roles, items=items)


def moved(plan, weeks):
    """The same plan with everything after the first quarter so many weeks later, and the first activity gone."""
    days = timedelta(weeks=weeks)
    later = tuple(
        structs.replace(one, start=one.start + days, finish=one.finish + days, start_week=one.start_week + weeks)
        if one.start_week >= 13
        else one
        for one in plan.activities[1:]
    )
    gates = tuple(structs.replace(one, week=one.week + weeks, date=one.date + days) for one in plan.gates)
    return structs.replace(plan, activities=later, gates=gates, finish=plan.finish + days)


def a_point(level, given, week, proven=True, **fields):
    """A point of a frontier of money against the finish."""
    defaults = {
        "level": level,
        "given": given,
        "reached": week,
        "finish_week": week,
        "finish": sample.START + timedelta(weeks=week, days=-1),
        "cost": given,
        "spent": given,
        "peak": 500,
        "risk": 90,
        "proven": proven,
        "changes": {},
    }
    return Point(**{**defaults, **fields})


def a_frontier(levels=None, **asked):
    """A study of what more money reaches: two levels, one stretch of the second not settled."""
    stairs = (
        Staircase(3, True, (a_point(3, 300_000, 28), a_point(3, 420_000, 21)), (Gap(3, 300_001, 419_999, 28, True),)),
        Staircase(
            4,
            True,
            (a_point(4, 900_000, 60), a_point(4, 1_000_000, 52), a_point(4, 1_200_000, 47, proven=False)),
            (Gap(4, 900_001, 999_999, 60, True), Gap(4, 1_000_001, 1_199_999, 50, False)),
        ),
    )
    request = StudyRequest(kind="frontier", request=sample.a_plan().request, **asked)
    return Study(request, False, Frontier(stairs if levels is None else levels), 9, 1.5)


def an_end(weeks=0, cost=0, base=47):
    """The plan at an end, so many weeks and so much money from the plan as it is."""
    week = base + weeks
    return End(week, sample.START + timedelta(weeks=week, days=-1), 800_000 + cost, True)


def a_tornado(bars=None, base=None):
    """A study of what moves the plan: an item's weeks, the budget with an end that has no plan, a role's people."""
    own = (
        Bar("limit", "/budget/total", End(None, None, None, True), an_end(-2, 30_000), 2, 30_000, True),
        Bar("weeks", sample.a_plan().activities[0].item, an_end(-3), an_end(5, -4_000), 8, 4_000, False),
        Bar("limit", "/headcount/roles/ai_engineer", an_end(4, 9_000), an_end(-1), 5, 9_000, False),
        Bar("cash", sample.a_plan().activities[3].item, an_end(), an_end(0, 12_000), 0, 12_000, False),
        Bar("rate", "program_lead", an_end(), an_end(), 0, 0, False),
    )
    request = StudyRequest(kind="tornado", request=sample.a_plan().request)
    return Study(request, True, Tornado(an_end() if base is None else base, own if bars is None else bars), 9, 1.5)
