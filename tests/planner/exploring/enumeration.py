"""What studies must come to, by looking at every plan of a tiny request."""

from decimal import Decimal
from random import Random

from msgspec.structs import replace

from planner.intake import with_defaults
from planner.request import Headcount
from tests.brute_table import Table
from tests.puzzle import Puzzle
from tests.random_cases import random_case
from tests.random_catalogs import FEATURES

NEEDED = {"budget": "covered", "headcount": "peak", "cost": "cost"}


def any_case(seed):
    """Return a small request, which may have no plan, and its catalog."""
    features = Random(f"study {seed}").sample(sorted(FEATURES), 4)
    request, catalog = random_case(seed, features)
    return with_defaults(request, catalog), catalog


def possible_case(seed):
    """Return the first small request of a seed that has a plan, and its catalog."""
    for attempt in range(50):
        request, catalog = any_case(seed * 50 + attempt)
        if Table(Puzzle(request, catalog)).rows:
            return request, catalog
    raise AssertionError(f"seed {seed} has no request with a plan")


def all_plans(request, catalog):
    """Return every plan that keeps a request."""
    return Table(Puzzle(request, catalog))


def pairs(request, catalog, given, reached, grain):
    """Return every (given, reached) that no other beats, what takes least first; none where there is no plan."""
    own = own_limit(request, given)
    if given == "headcount" and own is not None:
        request = replace(request, headcount=with_total(request, own / 100))
    table = all_plans(request, catalog)
    needs = {int(need): least_amount(request, given, int(need), grain) for need in set(table.value(NEEDED[given]))}
    found = set()
    for need, value in zip(table.value(NEEDED[given]), table.value(reached), strict=True):
        amount = needs[int(need)]
        found.add((amount if own is None else min(amount, own), int(value)))
    best = []
    for amount, value in sorted(found):
        if not best or value < best[-1][1]:
            best.append((amount, value))
    return best


def own_limit(request, given):
    """Return what the request itself gives at most."""
    if given == "budget":
        return request.budget.total
    total = request.headcount.total if isinstance(request.headcount, Headcount) else request.headcount
    if given == "cost" or total is None:
        return None
    return int(Decimal(repr(max(total) if isinstance(total, tuple) else total)) * 100)


def with_total(request, people):
    """Return the headcount with another total."""
    roles = request.headcount.roles if isinstance(request.headcount, Headcount) else {}
    return Headcount(total=people, roles=roles)


def least_amount(request, given, need, grain):
    """Return the least multiple of the grain of which so much is left, one after the other."""
    kept = 1 - Decimal(repr(request.budget.contingency)) if given == "budget" else Decimal(1)
    amount = need // grain * grain
    while int(amount * kept) < need:
        amount += grain
    return amount
