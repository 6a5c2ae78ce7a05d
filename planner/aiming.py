"""The same request for a lower level: what it says of things beyond that level goes."""

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from catalog.fault import Fault
from catalog.model import Catalog
from planner.intake import judge
from planner.plans import Change
from planner.request import PlanRequest

LISTS = ("include", "exclude", "pins", "estimates")
"""What may speak of single things, entry by entry."""


class Aim(Struct, frozen=True):
    """A request for another level, with the entries that had to go as changes, and the faults that are left."""

    level: int
    request: PlanRequest
    gone: tuple[Change, ...]
    faults: tuple[Fault, ...]


def aimed(request: PlanRequest, catalog: Catalog, level: int) -> Aim:
    """Return a request with another target."""
    lower = replace(request, target=level)
    pointers = [fault.pointer for fault in judge(lower, catalog)]
    gone: list[Change] = []
    for name in LISTS:
        entries = getattr(request, name)
        places = [place for place in range(len(entries)) if _concerned(f"/{name}/{place}", pointers)]
        gone += [Change(f"/{name}/{place}", msgspec.to_builtins(entries[place]), None) for place in places]
        kept = tuple(entry for place, entry in enumerate(entries) if place not in places)
        lower = replace(lower, **{name: kept})
    return Aim(level, lower, tuple(gone), tuple(judge(lower, catalog)))


def _concerned(place: str, pointers: list[str]) -> bool:
    return any(pointer == place or pointer.startswith(f"{place}/") for pointer in pointers)
