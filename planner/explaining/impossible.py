"""All that there is to say of a request that no plan keeps: what is in conflict, what would do, what cannot be had."""

from msgspec import Struct

from catalog.model import Catalog
from planner.asking import Search
from planner.explaining.conflicts import conflicts
from planner.explaining.repairs import lifted_alone, repairs, unrepairable
from planner.plans import Conflict, Repair, Unrepairable
from planner.request import PlanRequest


class Impossible(Struct, frozen=True):
    """Why there is no plan, and what would make one possible."""

    conflicts: tuple[Conflict, ...]
    repairs: tuple[Repair, ...]
    unrepairable: tuple[Unrepairable, ...]


NOT_IMPOSSIBLE = Impossible((), (), ())
"""What there is to say of a request that has a plan, or of which nothing is known."""


def explain_impossible(request: PlanRequest, catalog: Catalog) -> Search[Impossible]:
    """Yield each finding about an infeasible request as it is proven, conflicts first, and return them all."""
    yield from lifted_alone(request, catalog)
    found = yield from conflicts(request, catalog)
    lost = yield from unrepairable(request, catalog)
    ways = yield from repairs(request, catalog)
    return Impossible(found, ways, lost)
