"""Plans of every size, and one whose names hold whatever a person or a program may put into them."""

from datetime import date

from msgspec import structs

from planner.request import Calendar, Freeze
from tests.clients import sample

SEVEN = ("sales", "hr", "operations", "product", "support", "finance", "web-shop")
CONTROL = "Bell \x07 and\x0bpage\x0c, \ufffe \x00 null"
NAMES = (
    '=HYPERLINK("http://example.org","x")',
    "株式会社の生成AIを業務に取り入れるための社内ガイドラインを策定し、全部門に展開する",
    "\u202eمؤسسة الذكاء الاصطناعي للتدريب والتطوير",
    "He said “]]>” & <script>alert('1')</script>",
    "W" * 200,
    "section 12: a; b # c % d `e` {f}\nsecond line",
    CONTROL,
    "👩‍👩‍👧‍👦 family plan 🚀",
)
SIZES = {"one": 1, "ten": 10, "sixty": 60, "many": 160}


def a_plan_of(size):
    """A plan of about so many activities."""
    if size == 1:
        plan = sample.a_plan(items=[row for row in sample.rows() if not row.after and not row.repeated][:1])
        return structs.replace(plan, gates=plan.gates[:1])
    if size == 10:
        return sample.a_plan(items=[row for row in sample.rows() if not row.repeated][:10])
    functions = sample.FUNCTIONS if size < 100 else tuple(f"unit-{number}" for number in range(13))
    return sample.a_plan(functions=functions)


def a_long_plan():
    """A plan of many years, with frozen weeks."""
    plan = sample.a_plan(stretch=4)
    freezes = (Freeze(date(2027, 12, 13), date(2028, 1, 3), "Year end"), Freeze(date(2028, 8, 1), date(2028, 8, 10)))
    return structs.replace(plan, request=structs.replace(plan.request, calendar=Calendar(freezes=freezes)))


def a_hostile_pair():
    """A plan and its catalog in which every name from outside holds something that a format could trip over."""
    plan, catalog = sample.a_plan(functions=SEVEN), sample.a_catalog()

    def name(number):
        return NAMES[number % len(NAMES)]

    titles = {item: name(number) for number, item in enumerate(dict.fromkeys(one.item for one in plan.activities))}
    activities = tuple(
        structs.replace(one, title=titles[one.item], deliverable=name(number), evidence=name(number + 1))
        for number, one in enumerate(plan.activities)
    )
    gates = tuple(
        structs.replace(gate, criteria=tuple(structs.replace(one, text=CONTROL) for one in gate.criteria))
        for gate in plan.gates
    )
    freezes = (Freeze(date(2027, 7, 5), date(2027, 7, 18), CONTROL),)
    request = structs.replace(
        plan.request, name="=1+1 株式会社 مؤسسة ]]> <b> \x07" + "x" * 150, calendar=Calendar(freezes=freezes)
    )
    roles = tuple(structs.replace(role, title=name(number)) for number, role in enumerate(catalog.roles))
    levels = tuple(structs.replace(level, name=name(number)) for number, level in enumerate(catalog.levels))
    risks = tuple(structs.replace(risk, title=name(number)) for number, risk in enumerate(catalog.risks))
    items = tuple(structs.replace(item, title=titles.get(item.id, item.title)) for item in catalog.items)
    phases = tuple(structs.replace(phase, label=f"{phase.label} \x07\u202e") for phase in plan.phases)
    return (
        structs.replace(
            plan,
            id=f"plan-\x00{'x' * 300}",
            phases=phases,
            request=request,
            activities=activities,
            gates=gates,
            assumptions=(*plan.assumptions, CONTROL),
            warnings=(*plan.warnings, *NAMES),
        ),
        structs.replace(catalog, roles=roles, levels=levels, risks=risks, items=items),
    )
