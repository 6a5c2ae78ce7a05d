"""The front door of studies: what is asked of a family of requests in, what is found in the time out.

Every study is an exploration; here the solves are asked for, answered on this machine, several at once.
"""

import os
import threading
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from math import prod
from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from catalog.fault import Fault, Refused
from catalog.model import Catalog
from catalog.suggestion import nearest_or_all
from planner.asking import Exploration, Search, explore, in_turn
from planner.desk import Desk, Kept
from planner.exploring.axes import GRAINS, Axis, AxisName, Reached
from planner.exploring.frontier import Point, Staircase, frontier
from planner.exploring.grid import MOST_CELLS, Cell, Wanted, crossed, grid, judge_cells, too_many
from planner.exploring.inverse import Highest, Least, Split, highest, least, least_of_role, split
from planner.exploring.tornado import SPREAD, Bar, Tornado, tornado
from planner.ignoring import as_if
from planner.intake import judge, with_defaults
from planner.request import Amount, Part, People, PlanRequest, Seconds, Share

Kind = Literal["frontier", "least", "highest", "split", "grid", "tornado"]
"""``frontier``: every pair of what is given and what is reached. ``least``: the least of something that will do.

``highest``: the highest level within the limits. ``split``: the same money, split best by quarter. ``grid``: the
request with many changes. ``tornado``: what moves the finish and the cost most.
"""

Found = Point | Cell | Bar
"""What a study finds on its way."""


Resolution = Annotated[int, Meta(gt=0, le=10**12)] | Annotated[float, Meta(gt=0, le=10**12)]


class StudyRequest(Part, frozen=True, kw_only=True):
    """What is asked of a family of requests: the kind, the request that it is about, and what belongs to the kind.

    Of a frontier: ``given`` (budget, headcount or cost), ``reached`` (finish, risk or peak) and ``resolution`` (money,
    or people). Of the least: ``of``, which is budget, headcount or a role, and ``resolution``. Of a grid: ``budgets``,
    ``headcounts`` and ``deadlines``, each with each, or ``cells`` of one's own. Of a tornado: ``spread``, the part by
    which rates and limits are moved. ``time_limit_s`` is for the whole study.
    """

    kind: Kind
    request: PlanRequest
    given: AxisName = "budget"
    reached: Reached = "finish"
    resolution: Resolution | None = None
    of: str = "budget"
    budgets: tuple[Amount, ...] = ()
    headcounts: tuple[People, ...] = ()
    deadlines: tuple[date, ...] = ()
    cells: tuple[Wanted, ...] = ()
    spread: Share = SPREAD
    time_limit_s: Seconds = 120


class Frontier(Struct, frozen=True, tag="frontier", tag_field="kind"):
    """The staircase of each level, from the one after the current to the target."""

    levels: tuple[Staircase, ...]


class Grid(Struct, frozen=True, tag="grid", tag_field="kind"):
    """The cells, in the order in which they were asked for."""

    cells: tuple[Cell, ...]


Result = Frontier | Least | Highest | Split | Grid | Tornado


class Study(Struct, frozen=True):
    """What a study came to; ``proven`` where all of it is certain.

    ``solves`` counts the solves that it took, ``wall_s`` the seconds.
    """

    asked: StudyRequest
    proven: bool
    result: Result
    solves: int
    wall_s: float


PART, LEAST_S = 1 / 12, 10.0
"""The part of a study's time that one solve may take, and the seconds that it may take in any case."""

BELONGS: dict[Kind, tuple[str, ...]] = {
    "frontier": ("given", "reached", "resolution"),
    "least": ("of", "resolution"),
    "highest": (),
    "split": (),
    "grid": ("budgets", "headcounts", "deadlines", "cells"),
    "tornado": ("spread",),
}
"""Which fields belong to which kind."""

REACHED: dict[AxisName, tuple[Reached, ...]] = {
    "budget": ("finish", "risk", "peak"),
    "headcount": ("finish", "risk"),
    "cost": ("finish", "risk", "peak"),
}
"""What can be drawn against what."""


def judge_study(asked: StudyRequest, catalog: Catalog) -> list[Fault]:
    """Return every fault of what is asked of a study; those of its request stand under ``/request``."""
    return [*(_under("/request", fault) for fault in judge(asked.request, catalog)), *judge_asked(asked, catalog)]


def judge_asked(asked: StudyRequest, catalog: Catalog | None) -> list[Fault]:
    """Return every fault of what is asked of a study beside its request; None: the catalog of that is not known."""
    faults = []
    for name in dict.fromkeys(it for fields in BELONGS.values() for it in fields):
        if name not in BELONGS[asked.kind] and getattr(asked, name) != _default(name):
            kinds = " or ".join(kind for kind, fields in BELONGS.items() if name in fields)
            detail = f"{name} belongs to {kinds}, not to {asked.kind}."
            faults.append(Fault(f"/{name}", "not_of_this_kind", detail, "leave it out, or ask for another kind"))
    if asked.kind == "frontier" and asked.reached not in REACHED[asked.given]:
        detail = f"{asked.given} is what is given; it cannot be what is reached too."
        faults.append(Fault("/reached", "not_against", detail, f"one of {', '.join(REACHED[asked.given])}"))
    if asked.kind == "least" and catalog is not None and asked.of not in (known := _amounts(catalog)):
        detail = f"{asked.of} is nothing that could be least."
        faults.append(Fault("/of", "unknown_id", detail, nearest_or_all(asked.of, known)))
    if asked.kind == "grid":
        faults += _judge_grid(asked)
    if asked.kind == "split":
        budget = (asked.request if catalog is None else as_if(asked.request, catalog)).budget
        if budget.per_quarter is None and budget.total is None:
            detail = "There is no money to split."
            faults.append(Fault("/request/budget", "missing", detail, "give per_quarter, or a total"))
    return faults


def _judge_grid(asked: StudyRequest) -> list[Fault]:
    """Return what is wrong with the cells of a grid; what would be too many is never crossed."""
    crossing = {name: getattr(asked, name) for name in ("budgets", "headcounts", "deadlines")}
    if asked.cells and any(crossing.values()):
        detail = "A grid has cells of its own, or budgets, headcounts and deadlines, not both."
        return [Fault("/cells", "contradiction", detail, "keep one of the two"), *judge_cells(asked.cells)]
    if asked.cells or not any(crossing.values()):
        return judge_cells(asked.cells)
    faults = [
        Fault(f"/{name}/{place}", "repeated", f"{it} stands in the list before.", "give each of them once")
        for name, given in crossing.items()
        for place, it in enumerate(given[:MOST_CELLS])
        if it in given[:place]
    ]
    count = prod(max(1, len(given)) for given in crossing.values())
    return [*faults, *([too_many(count)] if count > MOST_CELLS else [])]


def study(
    asked: StudyRequest,
    catalog: Catalog,
    on_found: Callable[[Found], None] = lambda _: None,
    cancel: threading.Event | None = None,
    kept: Kept | None = None,
) -> Study:
    """Return what a study comes to within its time limit.

    What is found is handed to ``on_found`` on the way; setting ``cancel`` ends it with what is known by then. Answers
    are looked up in ``kept`` first and put there, so that a study that was broken off goes on from what it has.
    Raises ``Refused`` with every fault of what is asked.
    """
    faults = judge_study(asked, catalog)
    if faults:
        raise Refused(faults)
    began = time.monotonic()
    request = as_if(with_defaults(asked.request, catalog), catalog)
    cores = request.solver.workers or os.cpu_count() or 1
    desk = Desk(
        catalog,
        request.solver,
        until=began + asked.time_limit_s,
        cancel=cancel,
        workers=1,
        kept=kept,
        longest_s=max(LEAST_S, asked.time_limit_s * PART),
    )
    result = explore(_exploration(asked, request, catalog, cores), desk, on_found, at_once=cores)
    return Study(asked, _is_proven(result), result, desk.solves, round(time.monotonic() - began, 3))


def _exploration(asked: StudyRequest, request: PlanRequest, catalog: Catalog, parts: int) -> Exploration[Found, Result]:
    if asked.kind == "frontier":
        axis = Axis(asked.given, _grain(asked.given, asked.resolution))
        return Frontier((yield from frontier(request, catalog, axis, asked.reached, parts)))
    if asked.kind == "grid":
        return Grid((yield from grid(request, catalog, _cells(asked))))
    if asked.kind == "tornado":
        return (yield from tornado(request, catalog, asked.spread))
    return (yield from in_turn(_inverse(asked, request, catalog)))


def _inverse(asked: StudyRequest, request: PlanRequest, catalog: Catalog) -> Search[Least | Highest | Split]:
    if asked.kind == "highest":
        return (yield from highest(request, catalog))
    if asked.kind == "split":
        return (yield from split(request))
    if asked.of in ("budget", "headcount"):
        name: AxisName = "budget" if asked.of == "budget" else "headcount"
        return (yield from least(request, Axis(name, _grain(name, asked.resolution))))
    return (yield from least_of_role(request, asked.of, _grain("headcount", asked.resolution)))


def _is_proven(result: Result) -> bool:
    if isinstance(result, Frontier):
        return all(it.proven for it in result.levels)
    if isinstance(result, Grid):
        return all(it.status in ("optimal", "infeasible", "refused") for it in result.cells)
    if isinstance(result, Tornado):
        return result.base.proven and all(end.proven for bar in result.bars for end in (bar.low, bar.high))
    return result.proven


def _grain(name: AxisName, resolution: float | None) -> int:
    """Return a resolution in the units of an axis."""
    if resolution is None:
        return GRAINS[name]
    return max(1, int(Decimal(repr(resolution)) * (100 if name == "headcount" else 1)))


def _cells(asked: StudyRequest) -> tuple[Wanted, ...]:
    if asked.cells or not (asked.budgets or asked.headcounts or asked.deadlines):
        return asked.cells
    return crossed(asked.budgets, asked.headcounts, asked.deadlines)


def _amounts(catalog: Catalog) -> list[str]:
    return ["budget", "headcount", *(role.id for role in catalog.roles)]


def _default(name: str) -> object:
    fields = StudyRequest.__struct_fields__
    defaults = StudyRequest.__struct_defaults__
    return defaults[fields.index(name) - len(fields) + len(defaults)]


def _under(place: str, fault: Fault) -> Fault:
    return replace(fault, pointer=f"{place}{fault.pointer}")
