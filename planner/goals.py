"""The goals of a request in order: presets spelled out, and how far a goal may be given up for the next ones."""

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from planner.request import Goal, GoalName, PlanRequest, Preset

PRESETS: dict[Preset, tuple[Goal, ...]] = {
    "fastest": (Goal("finish"), Goal("cost"), Goal("risk")),
    "cheapest": (Goal("cost_to_gate"), Goal("finish"), Goal("risk")),
    "safest": (Goal("risk"), Goal("finish"), Goal("cost")),
    "balanced": (Goal("finish", within="10%"), Goal("cost", within="5%"), Goal("risk")),
}


class Bound(Struct, frozen=True):
    """Proven: where the goals before a goal are at most ``after``, in their order, it is nowhere below ``least``."""

    goal: GoalName
    least: int
    after: tuple[int, ...] = ()

    def holds(self, goal: GoalName, before: Sequence[int]) -> bool:
        """Tell whether it says something of a goal that is sought where those before it are at most so much."""
        return (
            self.goal == goal
            and len(self.after) == len(before)
            and all(held <= most for held, most in zip(before, self.after, strict=True))
        )


def expanded(request: PlanRequest) -> tuple[Goal, ...]:
    """Return the goals of a request as a list, a preset spelled out."""
    if isinstance(request.goals, str):
        return PRESETS[request.goals]
    return tuple(entry if isinstance(entry, Goal) else Goal(entry) for entry in request.goals)


def allowance(goal: Goal, value: int) -> int:
    """Return the most a goal may be in the final plan when ``value`` is the best it can be.

    Weeks (``"2w"``) are added; percent (``"5%"``) give the value and that part of it, rounded down.
    """
    if goal.within is None:
        return value
    number, unit = goal.within[:-1], goal.within[-1]
    if unit == "w":
        return value + int(number)
    part = Fraction(number)
    return value + int(value * part / 100)
