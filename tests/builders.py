"""Small catalogs and requests for tests: sensible where nothing is said, scaling nothing unless asked.

Employees are the reference size and learning is none, so every figure written is the figure planned.
"""

from datetime import date, timedelta
from random import Random

from catalog.model import (
    Catalog,
    EstimateBasis,
    Item,
    Level,
    Mode,
    Prerequisite,
    Recurring,
    Risk,
    Role,
    ScaleClass,
    Scaling,
    Transition,
)
from planner.request import Budget, Headcount, Organization, Pin, PlanRequest, Solver

BASIS = EstimateBasis(duration="assumption", cash="assumption", effort="assumption")
MONDAY = date(2027, 1, 4)


def a_mode(weeks=2, cash=0, effort=None, setup_weeks=None, setup_cash=0, setup_effort=None):
    """A mode whose three-point figures are all alike."""
    return Mode(
        duration_weeks=(weeks, weeks, weeks),
        cash=(cash, cash, cash),
        effort_person_weeks=effort or {},
        setup_weeks=None if setup_weeks is None else (setup_weeks, setup_weeks, setup_weeks),
        setup_cash=(setup_cash, setup_cash, setup_cash),
        setup_effort_person_weeks=setup_effort or {},
    )


def an_item(
    item_id, *, weeks=2, cash=0, effort=None, after=(), governed_by=(), to_level=2, lag=0, modes=None, **fields
):
    """An item of one mode, ``in_house``, unless ``modes`` are given; an id that begins with gov is governance."""
    needs = {"prerequisites": after, "governance_prerequisites": governed_by}
    return Item(
        id=item_id,
        kind="governance" if item_id.startswith("gov") else "action",
        title=f"Do {item_id}",
        transition=f"{to_level - 1}-{to_level}",
        modes=modes or {"in_house": a_mode(weeks, cash, effort)},
        deliverable=f"{item_id} delivered",
        evidence=f"{item_id} proved",
        scale_class="flat",
        estimate_basis=BASIS,
        evidence_lag_weeks=lag,
        **{name: tuple(need(one) for one in ones) for name, ones in needs.items()},
        **fields,
    )


def need(entry):
    """``"act-a"``, or ``("act-a", 2)`` for a lag of two weeks."""
    return entry if isinstance(entry, str) else Prerequisite(item=entry[0], lag_weeks=entry[1])


def a_catalog(*items, evidence_weeks=(0, 0, 0, 0), risks=(), rates=None, **fields):
    """A catalog of four levels and the transitions between them; two roles."""
    rates = rates or {"engineer": 1000, "lead": 2000}
    exponents = {"effort_exponent": 0, "cash_exponent": 0, "duration_exponent": 0}
    return Catalog(
        id="tiny",
        version="1.0.0",
        title="Tiny",
        currency="USD",
        functions=("sales", "hr"),
        roles=tuple(Role(id=name, title=name.title(), rate=rate) for name, rate in rates.items()),
        levels=tuple(
            Level(level=number, name=f"Level {number}", evidence_weeks=weeks)
            for number, weeks in enumerate(evidence_weeks, start=1)
        ),
        transitions=tuple(
            Transition(id=f"{level - 1}-{level}", from_level=level - 1, to_level=level) for level in (2, 3, 4)
        ),
        items=items,
        risks=risks,
        **{
            "scaling": Scaling(
                reference_employees=1000,
                learning=1,
                classes=(ScaleClass(id="flat", title="Flat", **exponents),),
                seat_licences_exponent=1,
                platforms_exponent=1,
            ),
            **fields,
        },
    )


def a_risk(risk_id, level=1, severity=3):
    """A risk that opens at ``level``."""
    return Risk(id=risk_id, title=f"Risk {risk_id}", level=level, severity=severity)


def a_request(**fields):
    """From level 1 to 2, from Monday 4 January 2027, two functions, no limits."""
    functions = fields.pop("functions", ("sales", "hr"))
    defaults = {
        "catalog": "tiny",
        "organization": Organization(functions=functions),
        "current": 1,
        "target": 2,
        "start": MONDAY,
        "solver": Solver(time_limit_s=5, workers=1),
    }
    return PlanRequest(**{**defaults, **fields})


def random_case(seed):
    """Return a small random request and its catalog: at most six activities, every limit now and then.

    Money is in small units so that it binds, and starts lie anywhere in a quarter so that its ends matter.
    """
    dice = Random(seed)
    current = dice.choice((1, 1, 2))
    target = dice.choice((current + 1, current + 1, current + 2) if current == 1 else (3,))
    items, planned = [], 0
    while planned < 6 and len(items) < 8:
        to_level = dice.randint(max(2, current), target)
        item = _random_item(dice, len(items), to_level, items)
        activities = 3 if item.repeats_per_function else 1
        if planned + activities > 6:
            break
        items.append(item)
        planned += activities
        if planned >= 2 and dice.random() < 0.12:
            break
    catalog = a_catalog(*items, evidence_weeks=tuple(dice.choice((0, 0, 1, 2, 3)) for _ in range(4)))
    return _random_request(dice, catalog, current, target), catalog


def _random_item(dice, place, to_level, earlier):
    kind = dice.choice(("act", "act", "gov"))
    lower = [one for one in earlier if int(one.transition[2:]) <= to_level]
    chosen = dice.sample(lower, min(len(lower), dice.choice((0, 1, 1, 2))))
    needs = {"after": [], "governed_by": []}
    for one in chosen:
        lag = dice.choice((0, 0, 0, 1, 3))
        slot = "governed_by" if one.kind == "governance" else "after"
        needs[slot].append((one.id, lag) if lag else one.id)
    repeats = dice.random() < 0.2
    with_setup = repeats and dice.random() < 0.7
    modes = {"in_house": _random_mode(dice, with_setup)}
    if dice.random() < 0.5:
        modes["partner"] = _random_mode(dice, with_setup and dice.random() < 0.8)
    more = {}
    if dice.random() < 0.15:
        more["may_start_at_level"] = dice.randint(1, to_level - 1)
    elif dice.random() < 0.15:
        more["long_lead"] = True
    return an_item(
        f"{kind}-{place}",
        to_level=to_level,
        modes=modes,
        repeats_per_function=repeats,
        lag=dice.choice((0, 0, 0, 1, 3)),
        accrual=dice.choice(("prorated", "prorated", "prorated", "start", "end")),
        recurring=Recurring(shared=dice.choice((0, 52)), per_function=dice.choice((0, 0, 100))),
        **needs,
        **more,
    )


def _random_mode(dice, with_setup):
    def effort():
        roles = dice.sample(("engineer", "lead"), dice.choice((0, 1, 1, 2)))
        return {role: dice.choice((0.25, 0.5, 1, 1.5, 2, 3)) for role in roles}

    return a_mode(
        weeks=dice.randint(1, 8),
        cash=dice.choice((0, 1, 3, 7, 10, 11, 20)),
        effort=effort(),
        setup_weeks=dice.randint(1, 3) if with_setup else None,
        setup_cash=dice.choice((0, 2, 5)),
        setup_effort=effort() if with_setup else None,
    )


def _random_request(dice, catalog, current, target):
    start = MONDAY + timedelta(days=dice.randint(0, 90))
    cost = sum(
        min(mode.cash[1] for mode in item.modes.values()) * (2 if item.repeats_per_function else 1)
        for item in catalog.items
    )

    def money(low, high):
        return max(0, round(cost * dice.uniform(low, high)))

    def people():
        cap = dice.choice((0.5, 1, 1, 1.5, 2, 2.25))
        return dice.choice((cap, (cap, cap + 1), (cap + 1, cap, cap + 0.5), (0, cap)))

    budget, fields = {}, {}
    if dice.random() < 0.35:
        budget["total"] = money(1, 1.8)
    if dice.random() < 0.5:
        budget["per_quarter"] = tuple(money(0, 0.8) for _ in range(dice.randint(1, 3)))
    roles = {role: people() for role in ("engineer", "lead") if dice.random() < 0.35}
    if roles or dice.random() < 0.4:
        fields["headcount"] = Headcount(total=people() if dice.random() < 0.6 else None, roles=roles)
    if dice.random() < 0.25:
        fields["deadline"] = start + timedelta(days=dice.randint(70, 300))
    below = [item for item in catalog.items if int(item.transition[2:]) <= current]
    above = [item for item in catalog.items if int(item.transition[2:]) > current]
    fields["missing"] = tuple(item.id for item in below if dice.random() < 0.6)
    fields["completed"] = tuple(_named(dice, item) for item in above if dice.random() < 0.08)
    if dice.random() < 0.25:
        fields["pins"] = (_random_pin(dice, start, above, target),)
    return a_request(current=current, target=target, start=start, budget=Budget(**budget), **fields)


def _named(dice, item):
    if not item.repeats_per_function:
        return item.id
    return dice.choice((item.id, f"{item.id}@sales"))


def _random_pin(dice, start, items, target):
    on = dice.choice([item.id for item in items] + [f"gate-{target}"]) if items else f"gate-{target}"
    day = start + timedelta(days=dice.randint(0, 120))
    wish = dice.choice(("not_before", "not_before", "not_after", "mode"))
    if wish == "mode" and not on.startswith("gate"):
        return Pin(on=on, mode="in_house")
    if wish == "not_after":
        return Pin(on=on, not_after=day + timedelta(days=90))
    return Pin(on=on, not_before=day)
