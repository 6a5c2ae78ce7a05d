"""Small random requests without a deadline of their own: cash alone, carried over, people, pins and debt."""

from datetime import timedelta
from random import Random

from catalog.model import Recurring
from planner.request import Budget, Headcount, Pin
from tests.builders import MONDAY, a_catalog, a_mode, a_request, an_item


def plain_case(seed):
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
    return a_request(
        current=current,
        target=target,
        start=start,
        budget=Budget(covers=("cash",), **budget),
        goals=("finish", "cost"),
        **fields,
    )


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
