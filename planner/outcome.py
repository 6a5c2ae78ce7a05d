"""What the optimizer reports: while it works (``Progress``) and at the end (``Outcome``)."""

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from planner.network import Schedule
from planner.plans import GoalResult
from planner.request import GoalName


class Progress(Struct, frozen=True):
    """Where the search stands: the goal being improved, the best value and bound so far, plans seen, seconds."""

    goal: GoalName | Literal["tidy"]
    value: int | None
    bound: int | None
    plans: int
    elapsed_s: float


class Outcome(Struct, frozen=True):
    """The end of a search; ``schedule`` is the best one found.

    ``first_plan_s`` is when the first one was known, ``proven_s`` when each goal was proven: seconds from the start.
    ``failure`` tells of a defect that ended the search early; the schedule is sound all the same.
    """

    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    schedule: Schedule | None
    goals: tuple[GoalResult, ...]
    repeatable: bool
    workers: int
    wall_s: float
    first_plan_s: float | None
    proven_s: dict[str, float]
    failure: str | None = None


OnProgress = Callable[[Progress], None]
