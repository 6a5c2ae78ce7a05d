"""Requests of the size of a whole group: about 1,000, 2,700 and 5,000 activities, with money and people scarce.

The first two are over the built-in catalog, with as many functions as it takes and as a request may have. No request
over it has 5,000 activities; the others are over the same catalog with every action repeated per function (``wide``),
as a group's own catalog may have it, and come without a request, for no catalog of that name can be loaded.
"""

from collections.abc import Iterator
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from catalog.library import load
from catalog.model import Catalog
from planner.building import build_network
from planner.goals import expanded
from planner.intake import with_defaults
from planner.request import Organization, PlanRequest
from tests.bench.cases import Case
from tests.bench.requests import each, roadmap
from tests.bench.roadmaps import scarcity

STEP = (1, 7)


class Size(Struct, frozen=True):
    """How many functions go the whole way, with how many people of each role (FTE) and how much money a quarter."""

    functions: int
    people: float
    quarterly: int
    wide: bool = False


SIZES = (
    Size(functions=73, people=2, quarterly=1_800_000),
    Size(functions=200, people=4, quarterly=4_500_000),
    Size(functions=20, people=6, quarterly=2_500_000, wide=True),
    Size(functions=20, people=10, quarterly=2_000_000, wide=True),
    Size(functions=100, people=21, quarterly=9_000_000, wide=True),
    Size(functions=100, people=35, quarterly=6_900_000, wide=True),
)
"""What is scarce is shown by a bound beyond the critical path: both, then for each wide size both and money alone."""


def cases() -> Iterator[Case]:
    """Yield the cases, the built-in catalog's first."""
    for size in SIZES:
        yield case(size)


def case(size: Size) -> Case:
    """Return the case of a size."""
    catalog = wide_catalog() if size.wide else _builtin()
    request = with_defaults(request_of(size), catalog)
    network = build_network(request, catalog)
    activities = sum(node.kind != "gate" for node in network.nodes)
    repeated = ", every action in each" if size.wide else ""
    scarce = scarcity(network)
    return Case(
        set="portfolio",
        name=f"{STEP[0]}-{STEP[1]}, {size.functions} functions{repeated}, {scarce} scarce",
        network=network,
        goals=expanded(request),
        activities=activities,
        tags=(
            f"scarce:{scarce}",
            f"step:{STEP[0]}-{STEP[1]}",
            f"functions:{size.functions}",
            "catalog:wide" if size.wide else "catalog:built-in",
        ),
        request=None if size.wide else request,
    )


def request_of(size: Size) -> PlanRequest:
    """Return the request of a size."""
    functions = tuple(f"function-{number}" for number in range(1, size.functions + 1))
    request = roadmap(*STEP, headcount=each(size.people), quarterly=size.quarterly)
    return replace(request, organization=Organization(functions=functions))


@cache
def wide_catalog() -> Catalog:
    """Return the built-in catalog with every action repeated for every function; governance stays as it is."""
    repeated = (
        replace(item, repeats_per_function=True, min_functions=None) if item.kind == "action" else item
        for item in _builtin().items
    )
    return replace(_builtin(), items=tuple(repeated))


@cache
def _builtin() -> Catalog:
    return load("ai-maturity")
