"""Whether things wait for each other in a ring, so that no order could ever keep all of them.

Catalogs have no rings; a look-ahead can tie one where governance belongs to a later gate than what needs it (on
``exit``), or where a function is far ahead of the enterprise.
"""

from catalog.model import Catalog
from planner.judging.concerns import Concerns
from planner.order import links
from planner.request import PlanRequest
from planner.scope import scope


def knots(request: PlanRequest, catalog: Catalog, concerns: Concerns) -> None:
    """Report a ring; only a request that is sound otherwise has an order to be looked at."""
    names = _in_a_ring(request, catalog) if concerns.none else []
    if names:
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        detail = (
            f"By this look-ahead, these wait for each other and none could ever start: {', '.join(names[:5])}{more}. "
            "What the first gate needs must not wait for that gate."
        )
        looser = 2 if request.policy.look_ahead == 1 else "free"
        concerns.add("/policy/look_ahead", "contradiction", detail, str(looser))


def _in_a_ring(request: PlanRequest, catalog: Catalog) -> list[str]:
    """Return what is never reached when everything is done as soon as nothing before it is left."""
    asked = scope(request, catalog)
    names = [*(activity.id for activity in asked.activities), *map(asked.gate_id, asked.gates)]
    waits_for = [0] * len(names)
    followers: list[list[int]] = [[] for _ in names]
    for link in links(request, catalog, asked):
        waits_for[link.after] += 1
        followers[link.before].append(link.after)
    free = [node for node, count in enumerate(waits_for) if not count]
    while free:
        for follower in followers[free.pop()]:
            waits_for[follower] -= 1
            if not waits_for[follower]:
                free.append(follower)
    return [name for name, count in zip(names, waits_for, strict=True) if count]
