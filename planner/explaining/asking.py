"""How explanations ask for solves: a generator yields an ``Ask`` and is sent an ``Answer``; findings pass it by.

``drive`` runs one; ``Desk`` answers by solving here, never twice the same, and by what it has seen already.
"""

import threading
import time
from collections.abc import Callable, Generator
from hashlib import sha256
from typing import TypeVar

import msgspec
from msgspec import Struct

from catalog.model import Catalog
from planner.building import build_network
from planner.intake import judge
from planner.ledger import breaks
from planner.network import Network, Schedule
from planner.optimizer.process import solve
from planner.optimizer.values import value
from planner.plans import Conflict, GoalResult, Repair, Unrepairable
from planner.request import Goal, PlanRequest, Solver

Finding = Conflict | Repair | Unrepairable
T = TypeVar("T")

PATIENCE = 0.2
"""The part of the time left that one solve may take."""

LEAST_S = 0.02
"""Seconds that are too few for a solve to tell anything."""


class Ask(Struct, frozen=True):
    """Whether a request can be kept at all; with goals, the best plan by them."""

    request: PlanRequest
    goals: tuple[Goal, ...] = ()

    @property
    def key(self) -> str:
        """The same for the same question, wherever it is asked: what is sought in a request's own goals is left out."""
        plain = msgspec.structs.replace(self.request, name=None, goals=(), solver=Solver())
        content = msgspec.json.encode((plain, self.goals), order="deterministic")
        return sha256(content).hexdigest()


class Answer(Struct, frozen=True):
    """What became of an ask; ``possible`` is None where time ran out, or what was asked is no request that holds.

    ``goals`` are those asked for.
    """

    possible: bool | None
    network: Network | None = None
    schedule: Schedule | None = None
    goals: tuple[GoalResult, ...] = ()


Search = Generator[Ask | Finding, Answer | None, T]
"""Yields asks, to be sent answers, and findings, to be sent nothing; returns what it came to."""


def ask(request: PlanRequest, goals: tuple[Goal, ...] = ()) -> Search[Answer]:
    """Ask one question."""
    answer = yield Ask(request, goals)
    assert answer is not None
    return answer


def drive(search: Search[T], answer: Callable[[Ask], Answer], found: Callable[[Finding], None] = lambda _: None) -> T:
    """Run a search to its end: each ask is answered, each finding handed over at once."""
    reply: Answer | None = None
    while True:
        try:
            said = search.send(reply)
        except StopIteration as ended:
            returned: T = ended.value
            return returned
        if isinstance(said, Ask):
            reply = answer(said)
        else:
            reply = None
            found(said)


class Desk:
    """Answers asks over one catalog by solving them here, until a time of the monotonic clock.

    A request that a plan of an earlier answer keeps is possible without a solve.
    """

    def __init__(
        self,
        catalog: Catalog,
        solver: Solver,
        *,
        until: float,
        cancel: threading.Event | None = None,
    ) -> None:
        self.catalog, self.solver, self.until, self.cancel = catalog, solver, until, cancel
        self.solves = 0
        self._answers: dict[str, Answer] = {}
        self._seen: dict[tuple[str, ...], list[Schedule]] = {}

    def __call__(self, asked: Ask) -> Answer:
        """Answer one ask; once it is cancelled, nothing is known any more."""
        if self._cancelled:
            return Answer(possible=None)
        key = asked.key
        if key not in self._answers:
            answer = self._answer(asked)
            if answer.possible is None:
                return answer
            self._answers[key] = answer
        return self._answers[key]

    def know(self, network: Network, schedule: Schedule) -> None:
        """Take a plan into account that was found elsewhere."""
        self._seen.setdefault(_names(network), []).append(schedule)

    def _answer(self, asked: Ask) -> Answer:
        if judge(asked.request, self.catalog):
            return Answer(possible=None)
        network = build_network(asked.request, self.catalog)
        known = self._best_known(network, asked.goals)
        if known is not None and not asked.goals:
            return Answer(possible=True, network=network, schedule=known)
        seconds = (self.until - time.monotonic()) * PATIENCE
        if seconds < LEAST_S:
            return Answer(None if known is None else True, network, known)
        self.solves += 1
        outcome = solve(
            network,
            asked.goals,
            time_limit_s=seconds,
            workers=self.solver.workers,
            seed=self.solver.seed,
            cancel=self.cancel,
            start=known,
        )
        if outcome.schedule is not None:
            self.know(network, outcome.schedule)
            return Answer(possible=True, network=network, schedule=outcome.schedule, goals=outcome.goals)
        return Answer(possible=False if outcome.status == "infeasible" else None, network=network, goals=outcome.goals)

    @property
    def _cancelled(self) -> bool:
        return self.cancel is not None and self.cancel.is_set()

    def _best_known(self, network: Network, goals: tuple[Goal, ...]) -> Schedule | None:
        """Return a plan of an earlier answer that keeps this network too: the best by the first goal, or any."""
        known = [schedule.settled(network) for schedule in self._seen.get(_names(network), [])]
        sound = (schedule for schedule in known if breaks(network, schedule) is None)
        if not goals:
            return next(sound, None)
        return min(sound, key=lambda schedule: value(network, schedule, goals[0].goal), default=None)


def alike(one: Network, other: Network) -> bool:
    """Tell whether a schedule of one network means the same in another."""
    return _names(one) == _names(other)


def _names(network: Network) -> tuple[str, ...]:
    """Return what tells whether a schedule of one network means the same in another: its nodes and their modes."""
    return tuple(f"{node.id} {' '.join(mode.name for mode in node.modes)}" for node in network.nodes)
