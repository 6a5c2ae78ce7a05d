"""What is benchmarked (``Case``) and what came of it (``Run``): the words that all of the benchmark shares.

A set yields cases; a contender takes a case, seconds, workers and a seed, and returns a run. Nothing here solves.
"""

from collections.abc import Callable

from msgspec import Struct

from planner.network import Network
from planner.plans import Status
from planner.request import Goal, GoalName, PlanRequest


class Case(Struct, frozen=True):
    """One problem of a set, with its goals in order.

    ``activities`` counts the nodes that are no gates; ``tags`` say what the case is by construction
    (``scarce:money``); ``request`` is the request over the catalog ``request.catalog`` that the network was built
    from, where there is one.
    """

    set: str
    name: str
    network: Network
    goals: tuple[Goal, ...]
    activities: int
    tags: tuple[str, ...] = ()
    request: PlanRequest | None = None


class Reached(Struct, frozen=True):
    """What a run came to in one goal; ``proven_s`` is when it was proven, in seconds from the start of the run."""

    goal: GoalName
    value: int | None
    bound: int | None
    proven: bool
    proven_s: float | None = None


class Run(Struct, frozen=True):
    """One contender on one case, once.

    ``seconds`` is the time allowed, ``first_plan_s`` and ``wall_s`` what was taken (None where the contender does not
    tell); ``goals`` are in the order of the case's; ``repeatable`` is whether the same request gives the same answer
    again by the contender's own word; ``memory_mib`` is the peak of the solver's process; ``failure`` is a sentence
    about a run that failed or whose plan the checker did not accept.
    """

    set: str
    name: str
    contender: str
    seed: int
    workers: int
    seconds: float
    activities: int
    tags: tuple[str, ...]
    status: Status
    first_plan_s: float | None
    wall_s: float
    goals: tuple[Reached, ...]
    repeatable: bool = False
    memory_mib: float | None = None
    failure: str | None = None

    @property
    def key(self) -> tuple[str, str, int]:
        """What runs that are compared have in common: set, name, seed."""
        return (self.set, self.name, self.seed)


Contender = Callable[[Case, float, int, int], Run]
"""Takes a case, seconds, workers (0: one a core) and a seed; raises ``Absent`` where it cannot run at all."""


class Absent(Exception):
    """A contender that is not here: a sentence that says what is missing."""
