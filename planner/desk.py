"""Answers asks by solving them on this machine, never twice the same, and by what it has seen already.

A plan of one answer that keeps another request's limits is a plan there too; what is proven of a request holds for all
that are as tight or tighter. Many an ask is answered by that alone, and the others begin from it.
"""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from catalog.model import Catalog
from planner.asking import Answer, Ask
from planner.building import build_network
from planner.goals import Bound
from planner.intake import judge
from planner.ledger import breaks, price
from planner.network import Network, Schedule, Stock
from planner.optimizer.process import solve
from planner.optimizer.values import value
from planner.plans import GoalResult
from planner.request import Goal, Solver
from planner.tightness import Limits, limits_of

PATIENCE = 0.2
"""The part of the time left that one solve may take."""

LEAST_S = 0.02
"""Seconds that are too few for a solve to tell anything."""


class Kept(Protocol):
    """Where answers are kept that outlive the desk, by the keys of their asks."""

    def get(self, key: str) -> "Bare | None":
        """Return what was put under a key."""

    def put(self, key: str, answer: "Bare") -> None:
        """Keep an answer under a key."""


class Bare(Struct, frozen=True):
    """An answer without the network, which its ask makes again."""

    possible: bool
    schedule: Schedule | None
    goals: tuple[GoalResult, ...]


class _Case(Struct, frozen=True):
    """One ask that was answered, with what tells how tight it is."""

    limits: Limits
    goals: tuple[Goal, ...]
    answer: Answer


class Desk:
    """Answers asks over one catalog until a time of the monotonic clock; it may be asked from several threads at once.

    Each solve takes ``workers``, the solver's own where nothing else is said, and ``longest_s`` seconds at most. Proven
    answers are looked up in ``kept`` and put there.
    """

    def __init__(
        self,
        catalog: Catalog,
        solver: Solver,
        *,
        until: float,
        cancel: threading.Event | None = None,
        workers: int | None = None,
        kept: Kept | None = None,
        longest_s: float = float("inf"),
    ) -> None:
        self.catalog, self.solver, self.until, self.cancel = catalog, solver, until, cancel
        self.workers = solver.workers if workers is None else workers
        self.kept, self.longest_s = kept, longest_s
        self.solves = 0
        self._lock = threading.Lock()
        self._answers: dict[str, Answer] = {}
        self._seen: dict[tuple[str, ...], list[Schedule]] = {}
        self._cases: list[_Case] = []

    def __call__(self, asked: Ask) -> Answer:
        """Answer one ask; once it is cancelled, nothing is known any more."""
        if self._cancelled:
            return Answer(possible=None)
        key = asked.key
        with self._lock:
            known = self._answers.get(key)
        if known is not None:
            return known
        answer = self._answer(asked)
        if answer.possible is not None:
            with self._lock:
                self._answers[key] = answer
        return answer

    def know(self, network: Network, schedule: Schedule) -> None:
        """Take a plan into account that was found elsewhere."""
        with self._lock:
            self._seen.setdefault(_names(network), []).append(schedule)

    def _answer(self, asked: Ask) -> Answer:
        if judge(asked.request, self.catalog):
            return Answer(possible=None)
        network = build_network(asked.request, self.catalog)
        if asked.cost is not None:
            network = _capped(network, asked.cost)
        limits = limits_of(network)
        with self._lock:
            looser = [case for case in self._cases if limits.within(case.limits)]
            seen = list(self._seen.get(_names(network), ()))
        if any(case.answer.possible is False for case in looser):
            return Answer(possible=False, network=network, goals=_nothing(asked.goals))
        known = _best(network, seen, asked.goals)
        if known is not None and not asked.goals:
            return Answer(possible=True, network=network, schedule=known)
        bounds = (*asked.bounds, *(bound for case in looser for bound in _bounds(case, asked.goals)))
        inherited = None if known is None else _proven(network, known, asked.goals, bounds)
        answer = inherited or self._recalled(asked, network) or self._solved(network, asked.goals, known, bounds)
        if self.kept is not None and answer.possible is not None and answer.proven:
            self.kept.put(asked.key, Bare(answer.possible, answer.schedule, answer.goals))
        if answer.possible is not None:
            with self._lock:
                self._cases.append(_Case(limits, asked.goals, answer))
        return answer

    def _recalled(self, asked: Ask, network: Network) -> Answer | None:
        """Return an answer that was kept, where its plan is sound."""
        bare = None if self.kept is None else self.kept.get(asked.key)
        if bare is None or (bare.schedule is not None and breaks(network, bare.schedule) is not None):
            return None
        if bare.schedule is not None:
            self.know(network, bare.schedule)
        return Answer(bare.possible, network, bare.schedule, bare.goals)

    def _solved(
        self, network: Network, goals: tuple[Goal, ...], known: Schedule | None, bounds: Sequence[Bound]
    ) -> Answer:
        seconds = min(self.longest_s, (self.until - time.monotonic()) * PATIENCE)
        if seconds < LEAST_S:
            return Answer(None if known is None else True, network, known, _unproven(network, known, goals))
        with self._lock:
            self.solves += 1
        outcome = solve(
            network,
            goals,
            time_limit_s=seconds,
            workers=self.workers,
            seed=self.solver.seed,
            cancel=self.cancel,
            start=known,
            bounds=bounds,
            tidy=False,
        )
        if outcome.schedule is not None:
            self.know(network, outcome.schedule)
            return Answer(possible=True, network=network, schedule=outcome.schedule, goals=outcome.goals)
        return Answer(possible=False if outcome.status == "infeasible" else None, network=network, goals=outcome.goals)

    @property
    def _cancelled(self) -> bool:
        return self.cancel is not None and self.cancel.is_set()


def alike(one: Network, other: Network) -> bool:
    """Tell whether a schedule of one network means the same in another."""
    return _names(one) == _names(other)


def _names(network: Network) -> tuple[str, ...]:
    """Return what tells whether a schedule of one network means the same in another: its nodes and their modes."""
    return tuple(f"{node.id} {' '.join(mode.name for mode in node.modes)}" for node in network.nodes)


def _capped(network: Network, cost: int) -> Network:
    """Return the network with at most so much one-off cost: a stock that each mode draws its price from."""
    nodes = tuple(
        replace(node, modes=tuple(replace(mode, draw=(*mode.draw, price(network, mode))) for mode in node.modes))
        for node in network.nodes
    )
    return replace(network, nodes=nodes, stocks=(*network.stocks, Stock("cost", cost)))


def _best(network: Network, seen: Sequence[Schedule], goals: Sequence[Goal]) -> Schedule | None:
    """Return the plan of an earlier answer that keeps this network too: the best by the goals, or any."""
    settled = (schedule.settled(network) for schedule in seen)
    sound = (schedule for schedule in settled if breaks(network, schedule) is None)
    if not goals:
        return next(sound, None)
    return min(sound, key=lambda schedule: _values(network, schedule, goals), default=None)


def _values(network: Network, schedule: Schedule, goals: Sequence[Goal]) -> tuple[int, ...]:
    return tuple(value(network, schedule, goal.goal) for goal in goals)


def _bounds(case: _Case, goals: Sequence[Goal]) -> Iterator[Bound]:
    """Yield what is proven of the goals of an answered ask, as far as they are the same, in the same order."""
    after: tuple[int, ...] = ()
    for goal, wanted, result in zip(case.goals, goals, case.answer.goals, strict=False):
        if goal.goal != wanted.goal or result.bound is None:
            return
        yield Bound(goal.goal, result.bound, after)
        if goal.within is not None or wanted.within is not None or not result.proven:
            return
        assert result.value is not None
        after = (*after, result.value)


def _proven(network: Network, known: Schedule, goals: Sequence[Goal], bounds: Sequence[Bound]) -> Answer | None:
    """Return a plan as the answer where bounds prove that there is no better one, goal by goal."""
    values = _values(network, known, goals)
    if any(goal.within is not None for goal in goals):
        return None
    for place, (goal, reached) in enumerate(zip(goals, values, strict=True)):
        if not any(it.least >= reached and it.holds(goal.goal, values[:place]) for it in bounds):
            return None
    results = tuple(GoalResult(goal.goal, it, it, True) for goal, it in zip(goals, values, strict=True))
    return Answer(possible=True, network=network, schedule=known, goals=results)


def _unproven(network: Network, known: Schedule | None, goals: Sequence[Goal]) -> tuple[GoalResult, ...]:
    values: Mapping[int, int] = {} if known is None else dict(enumerate(_values(network, known, goals)))
    return tuple(GoalResult(goal.goal, values.get(place), None, False) for place, goal in enumerate(goals))


def _nothing(goals: Sequence[Goal]) -> tuple[GoalResult, ...]:
    return tuple(GoalResult(goal.goal, None, None, False) for goal in goals)
