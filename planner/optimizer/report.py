"""What a search says of itself while it works, and at its end."""

from typing import Literal

from msgspec import Struct

from planner.network import Schedule
from planner.plans import GoalResult
from planner.request import GoalName


class Report(Struct, frozen=True):
    """What is known so far; ``infeasible`` and ``repeatable`` are proven when True. The last one has ``done``.

    ``failure`` tells of a defect that ended the search early.
    """

    schedule: Schedule | None
    goals: tuple[GoalResult, ...]
    working_on: GoalName | Literal["tidy"]
    plans: int
    infeasible: bool = False
    repeatable: bool = False
    done: bool = False
    failure: str | None = None
