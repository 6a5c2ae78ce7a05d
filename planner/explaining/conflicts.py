"""Why there is no plan: sets of limits that cannot hold together, each minimal, found and proven by re-solves.

Deletion (Chinneck and Dravnieks, Locating minimal infeasible constraint sets in linear programs, 1991): a limit, or a
whole family of limits, is put off; where there is no plan still, it stays off. What is left in the end are the limits
whose putting off was seen to make a plan possible. What is small is tried first and the model's own rules last, so that
what remains is what a PMO thinks in. Then money and people are divided into years and quarters as far as that tells
more.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from catalog.model import Catalog
from planner.asking import Search, ask
from planner.building import build_network
from planner.explaining import wording
from planner.explaining.limits import Kind, Limit, limits_of, parts_of, without
from planner.obstacles import obstacles
from planner.plans import Conflict, Member
from planner.request import PlanRequest

ORDER: tuple[Kind, ...] = (
    "freeze",
    "changes",
    "pin",
    "people",
    "quarters",
    "total",
    "deadline",
    "look_ahead",
    "evidence",
)
"""What is tried to be left out of a conflict, first to last: the model's own rules are there as long as they matter."""

RULES: tuple[Kind, ...] = ("look_ahead", "evidence")
"""What the model asks for, and no user."""

MOST_PARTS = 3
"""A limit is told by its quarters where so few of them matter."""


class Core(Struct, frozen=True):
    """Limits that cannot hold together; ``proven`` where a plan was seen without each one."""

    limits: tuple[Limit, ...]
    proven: bool


def conflicts(request: PlanRequest, catalog: Catalog) -> Search[tuple[Conflict, ...]]:
    """Yield each of the disjoint conflicts of an infeasible request as it is found, and return them all."""
    limits = sorted(limits_of(request, catalog), key=lambda limit: ORDER.index(limit.kind))
    told = {_places(one.members): one.members for one in obstacles(request, catalog, build_network(request, catalog))}
    off: list[Limit] = []
    found: list[Conflict] = []
    while True:
        left = [limit for limit in limits if limit not in off]
        suspects = _suspects(left, told)
        beside = [limit for limit in left if limit not in suspects]
        core = yield from _core(request, catalog, suspects, [*off, *beside])
        if not core.limits:
            return tuple(found)
        policy = yield from _policy(request, catalog, [*left, *off], core)
        whole = _wholes(core.limits, left)
        core = yield from _divided(request, catalog, core, [limit for limit in (*left, *off) if limit not in whole])
        asked = tuple(limit.member for limit in reversed(core.limits) if limit.kind not in RULES)
        rules = tuple(limit.member for limit in core.limits if limit.kind in RULES and core.proven)
        conflict = Conflict((*told.get(_places(asked), asked), *rules, *policy), core.proven)
        yield conflict
        found.append(conflict)
        off += whole
        if not core.proven or (yield from ask(without(request, catalog, off))).possible is not False:
            return tuple(found)


def _core(request: PlanRequest, catalog: Catalog, limits: Sequence[Limit], off: Sequence[Limit]) -> Search[Core]:
    """Return the limits that are left when all are put off, family by family, that there is no plan without either."""
    off = list(off)
    kept: list[Limit] = []
    proven = True
    for _, family in groupby(limits, lambda limit: limit.kind):
        members = list(family)
        if len(members) > 1 and (yield from ask(without(request, catalog, [*off, *members]))).possible is False:
            off += members
            continue
        for limit in members:
            possible = (yield from ask(without(request, catalog, [*off, limit]))).possible
            if possible is False:
                off.append(limit)
            else:
                kept.append(limit)
                proven = proven and possible is True
    return Core(tuple(kept), proven)


def _divided(request: PlanRequest, catalog: Catalog, core: Core, off: Sequence[Limit]) -> Search[Core]:
    """Return the same conflict told by years and quarters where a few of them are to blame."""
    for limit in core.limits:
        parts = parts_of(limit, request)
        if not parts:
            continue
        finer = yield from _needed(request, catalog, parts, off)
        if finer.proven and 0 < len(finer.limits) <= MOST_PARTS:
            place = core.limits.index(limit)
            divided = (*core.limits[:place], *finer.limits, *core.limits[place + 1 :])
            return (yield from _divided(request, catalog, Core(divided, core.proven), [*off, *_rest(parts, finer)]))
    return core


def _needed(request: PlanRequest, catalog: Catalog, parts: Sequence[Limit], off: Sequence[Limit]) -> Search[Core]:
    """Return the parts of a limit that are needed for the conflict, tried from the last to the first."""
    gone: list[Limit] = []
    kept: list[Limit] = []
    proven = True
    for part in reversed(parts):
        possible = (yield from ask(without(request, catalog, [*off, *gone, part]))).possible
        if possible is False:
            gone.append(part)
            continue
        kept.append(part)
        proven = proven and possible is True
        if len(kept) > MOST_PARTS:
            break
    return Core(tuple(kept), proven)


def _rest(parts: Iterable[Limit], core: Core) -> list[Limit]:
    return [part for part in parts if part not in core.limits]


def _suspects(limits: Sequence[Limit], told: Iterable[frozenset[str]]) -> list[Limit]:
    """Return the limits to look among: those of an obstacle, with the model's rules, where there is one; else all."""
    for places in told:
        named = [limit for limit in limits if limit.pointer in places]
        if len(named) == len(places):
            return [limit for limit in limits if limit in named or limit.kind in RULES]
    return list(limits)


def _places(members: Iterable[Member]) -> frozenset[str]:
    return frozenset(member.pointer.removesuffix("/not_after") for member in members)


def _wholes(limits: Sequence[Limit], whole: Sequence[Limit]) -> list[Limit]:
    """Return the undivided limits that some limits are, or are parts of."""
    wanted = {(limit.kind, limit.subject) for limit in limits}
    return [limit for limit in whole if (limit.kind, limit.subject) in wanted]


def _policy(request: PlanRequest, catalog: Catalog, limits: Iterable[Limit], core: Core) -> Search[list[Member]]:
    """Return the governance policy as a member where the limits of a conflict could hold under the other one."""
    if request.policy.governance != "arrival":
        return []
    off = [limit for limit in limits if limit not in core.limits]
    other = replace(request, policy=replace(request.policy, governance="exit"))
    answer = yield from ask(without(other, catalog, off))
    return [Member("/policy/governance", *wording.governance())] if answer.possible else []
