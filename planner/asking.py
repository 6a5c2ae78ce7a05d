"""How explanations and studies ask for solves: a generator yields an ``Ask`` and is sent an ``Answer``.

``drive`` runs a ``Search``, which waits for each answer; ``explore`` runs an ``Exploration``, which asks for as much as
it likes and takes the answers as they come. Findings pass both by. Who answers is passed in: ``planner.desk`` does, on
this machine.
"""

from collections.abc import Callable, Generator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from hashlib import sha256
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct

from planner.goals import Bound
from planner.network import Network, Schedule
from planner.plans import Conflict, GoalResult, Repair, Unrepairable
from planner.request import Goal, PlanRequest, Solver

Finding = Conflict | Repair | Unrepairable
F = TypeVar("F")
T = TypeVar("T")

WAIT: Literal["wait"] = "wait"
"""What an exploration yields when it wants the next answer."""


class Ask(Struct, frozen=True):
    """Whether a request can be kept at all; with goals, the best plan by them.

    ``cost`` is the most that the one-off cost may be, on top of what the request says. ``bounds`` are proven already.
    """

    request: PlanRequest
    goals: tuple[Goal, ...] = ()
    cost: int | None = None
    bounds: tuple[Bound, ...] = ()

    @property
    def key(self) -> str:
        """The same for the same question, wherever it is asked: what is sought in a request's own goals is left out."""
        plain = msgspec.structs.replace(self.request, name=None, goals=(), solver=Solver())
        content = msgspec.json.encode((plain, self.goals, self.cost), order="deterministic")
        return sha256(content).hexdigest()


class Answer(Struct, frozen=True):
    """What became of an ask; ``possible`` is None where time ran out, or what was asked is no request that holds.

    ``goals`` are those asked for.
    """

    possible: bool | None
    network: Network | None = None
    schedule: Schedule | None = None
    goals: tuple[GoalResult, ...] = ()

    @property
    def proven(self) -> bool:
        """Whether nothing better is possible, or nothing at all."""
        return self.possible is False or (self.possible is True and all(goal.proven for goal in self.goals))


Search = Generator[Ask | Finding, Answer | None, T]
"""Yields asks, to be sent answers, and findings, to be sent nothing; returns what it came to."""

Answered = tuple[Ask, Answer]

Exploration = Generator[Ask | Literal["wait"] | F, Answered | None, T]
"""Yields asks and findings, to be sent nothing, and ``WAIT``, to be sent an ask of its own with its answer.

It may wait as often as it has asked.
"""


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


def in_turn(search: Search[T]) -> Exploration[F, T]:
    """Run a search as an exploration: one ask after the other. What it finds on its way is not told."""
    reply: Answer | None = None
    while True:
        try:
            said = search.send(reply)
        except StopIteration as ended:
            returned: T = ended.value
            return returned
        reply = None
        if isinstance(said, Ask):
            yield said
            answered = yield WAIT
            assert answered is not None
            reply = answered[1]


def explore(
    exploration: Exploration[F, T],
    answer: Callable[[Ask], Answer],
    found: Callable[[Any], None] = lambda _: None,
    at_once: int = 1,
) -> T:
    """Run an exploration to its end: asks are answered ``at_once`` at a time, first come first, in threads."""
    with ThreadPoolExecutor(at_once, thread_name_prefix="ask") as pool:
        waiting: dict[Future[Answer], Ask] = {}
        reply: Answered | None = None
        while True:
            try:
                said = exploration.send(reply)
            except StopIteration as ended:
                pool.shutdown(cancel_futures=True)
                returned: T = ended.value
                return returned
            reply = None
            if isinstance(said, Ask):
                waiting[pool.submit(answer, said)] = said
            elif said == WAIT:
                done = min(wait(waiting, return_when=FIRST_COMPLETED).done, key=[*waiting].index)
                reply = waiting.pop(done), done.result()
            else:
                found(said)
