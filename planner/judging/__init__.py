"""Weighs a well-formed request: whether its parts hold together, and the catalog knows what they name.

``planner.intake`` calls it, also with best-effort requests in which faulty parts have stand-ins: what rests on
such a part is not judged. Whether a plan exists is never asked here.
"""

from catalog.model import Catalog
from planner.judging import estimates, goals, knots, limits, selection, situation
from planner.judging.concerns import Concerns
from planner.judging.names import Names
from planner.request import PlanRequest

__all__ = ["Concerns", "weigh"]


def weigh(request: PlanRequest, catalog: Catalog | None, concerns: Concerns) -> None:
    """Add to ``concerns`` all that is wrong with what ``request`` means; without a catalog, what needs none.

    ``Flooded`` is raised where there is no end of it.
    """
    situation.functions(request, concerns)
    situation.dates(request, concerns)
    limits.money(request, catalog, concerns)
    limits.people(request, catalog, concerns)
    limits.ignored(request, concerns)
    goals.goals(request, concerns)
    if catalog is not None:
        situation.levels(request, catalog, concerns)
        situation.traits(request, catalog, concerns)
        situation.policy(request, catalog, concerns)
        names = Names(request, catalog, concerns)
        selection.progress(request, names, concerns)
        selection.choice(request, catalog, names, concerns)
        selection.pins(request, names, concerns)
        estimates.estimates(request, catalog, names, concerns)
        knots.knots(request, catalog, concerns)
