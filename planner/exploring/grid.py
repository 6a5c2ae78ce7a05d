"""A grid: one request with many changes, solved together.

The loosest cells go first: a plan of theirs that keeps a tighter cell's limits is best there too, what is proven of
them holds there, and where they have no plan, no tighter cell has one.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

import msgspec
from msgspec import Struct

from catalog.fault import Fault, Refused
from catalog.model import Catalog
from planner.asking import WAIT, Answer, Ask, Exploration
from planner.building import build_network
from planner.calendar import fiscal_calendar
from planner.goals import expanded
from planner.intake import read_request
from planner.merging import merged
from planner.optimizer.values import value
from planner.plans import GoalResult
from planner.request import Part, PlanRequest
from planner.tightness import Limits, limits_of

MOST_CELLS = 1000

Changes = dict[str, Any]
"""A JSON merge patch to a request."""


class Cell(Struct, frozen=True):
    """What becomes of the request with one set of changes; ``refused`` where that is no request, with its ``faults``.

    The figures are null where there is no plan; ``spent`` is what the budget counts.
    """

    name: str
    changes: Changes
    status: Literal["optimal", "feasible", "infeasible", "unknown", "refused"]
    faults: tuple[Fault, ...]
    goals: tuple[GoalResult, ...]
    finish: date | None
    finish_week: int | None
    cost: int | None
    spent: int | None
    peak: int | None
    risk: int | None


class Wanted(Part, frozen=True):
    """One cell that is wanted."""

    name: str
    changes: Changes


def crossed(
    budgets: Sequence[int] = (), headcounts: Sequence[float] = (), deadlines: Sequence[date] = ()
) -> tuple[Wanted, ...]:
    """Return a cell for each combination; what is not given stays as the request has it."""
    found: list[tuple[list[str], Changes]] = [([], {})]
    lists: tuple[tuple[Sequence[object], str], ...] = (
        (budgets, "budget"),
        (headcounts, "headcount"),
        (deadlines, "deadline"),
    )
    for values, name in lists:
        if values:
            found = [
                ([*names, str(it)], changes | {name: _said(name, it)}) for names, changes in found for it in values
            ]
    return tuple(Wanted(" / ".join(names) or "as it is", changes) for names, changes in found)


def _said(name: str, amount: object) -> object:
    return str(amount) if name == "deadline" else {"total": amount}


def judge_cells(cells: Sequence[Wanted], at: str = "/cells") -> list[Fault]:
    """Return what is wrong with a grid as a whole: no cells, too many, or two of the same name."""
    if not cells:
        return [
            Fault(at, "empty", "The grid has no cells.", "give budgets, headcounts, deadlines or cells of your own")
        ]
    if len(cells) > MOST_CELLS:
        return [too_many(len(cells), at)]
    names = [cell.name for cell in cells]
    twice = [place for place, name in enumerate(names) if name in names[:place]]
    return [
        Fault(f"{at}/{place}/name", "repeated", f"{names[place]} is the name of a cell before.", "give each its own")
        for place in twice
    ]


def too_many(count: int, at: str = "/cells") -> Fault:
    """Return the fault of a grid with so many cells."""
    detail = f"The grid has {count:,} cells, more than {MOST_CELLS:,}."
    return Fault(at, "too_many", detail, "leave out values, or ask in parts")


def grid(request: PlanRequest, catalog: Catalog, cells: Sequence[Wanted]) -> Exploration[Cell, tuple[Cell, ...]]:
    """Yield each cell as it is answered, and return all in their order. Raises ``Refused`` for a grid that is none."""
    faults = judge_cells(cells)
    if faults:
        raise Refused(faults)
    found: dict[str, Cell] = {}
    asked: dict[str, list[tuple[Wanted, PlanRequest]]] = {}
    base = msgspec.to_builtins(request)
    limits: dict[str, Limits] = {}
    for wanted in cells:
        try:
            own = _read(base, wanted.changes, catalog)
        except Refused as refused:
            found[wanted.name] = _cell(wanted, "refused", faults=tuple(refused.faults))
            yield found[wanted.name]
            continue
        key = Ask(own, expanded(own)).key
        asked.setdefault(key, []).append((wanted, own))
        limits[key] = limits_of(build_network(own, catalog))
    for key in _loosest_first(limits):
        own = asked[key][0][1]
        yield Ask(own, expanded(own))
    for _ in range(len(asked)):
        answered = yield WAIT
        assert answered is not None
        ask, answer = answered
        for wanted, own in asked[ask.key]:
            found[wanted.name] = _answered(wanted, own, answer)
            yield found[wanted.name]
    return tuple(found[wanted.name] for wanted in cells)


def _read(base: Mapping[str, Any], changes: Changes, catalog: Catalog) -> PlanRequest:
    """Return the request with changes made. Raises ``Refused`` with every fault of it."""
    if "catalog" in changes:
        detail = "All cells of a grid are planned by one catalog."
        raise Refused([Fault("/catalog", "other_catalog", detail, "plan by another catalog apart")])
    return read_request(merged(base, changes), lambda _: catalog)[0]


def _loosest_first(limits: Mapping[str, Limits]) -> list[str]:
    """Return the keys so that each comes after all that are looser."""
    within = {key: sum(own.within(other) for other in limits.values()) for key, own in limits.items()}
    return sorted(limits, key=lambda key: within[key])


def _answered(wanted: Wanted, request: PlanRequest, answer: Answer) -> Cell:
    if answer.schedule is None or answer.network is None:
        return _cell(wanted, "infeasible" if answer.possible is False else "unknown", goals=answer.goals)
    network, schedule = answer.network, answer.schedule
    week = schedule.starts[network.target]
    return Cell(
        name=wanted.name,
        changes=wanted.changes,
        status="optimal" if answer.proven else "feasible",
        faults=(),
        goals=answer.goals,
        finish=fiscal_calendar(request).gate_date(week),
        finish_week=week,
        cost=value(network, schedule, "cost"),
        spent=value(network, schedule, "covered"),
        peak=value(network, schedule, "peak"),
        risk=value(network, schedule, "risk"),
    )


def _cell(
    wanted: Wanted,
    status: Literal["infeasible", "unknown", "refused"],
    *,
    faults: tuple[Fault, ...] = (),
    goals: tuple[GoalResult, ...] = (),
) -> Cell:
    return Cell(
        name=wanted.name,
        changes=wanted.changes,
        status=status,
        faults=faults,
        goals=goals,
        finish=None,
        finish_week=None,
        cost=None,
        spent=None,
        peak=None,
        risk=None,
    )
