"""The goals of a request: something to be best at, each named once, and what may be given up in its own unit."""

import re

from catalog.wording import shown
from planner.judging.concerns import Concerns
from planner.request import PlanRequest

IN_WEEKS = ("finish", "levels")
_WITHIN = re.compile(r"\d{1,4}[w%]")


def goals(request: PlanRequest, concerns: Concerns) -> None:
    """Judge a list of goals; presets have nothing to be judged."""
    if isinstance(request.goals, str):
        return
    if not request.goals:
        concerns.add("/goals", "empty", "There must be something for the plan to be best at.", "fastest")
    seen: set[str] = set()
    for index, entry in enumerate(request.goals):
        goal = entry if isinstance(entry, str) else entry.goal
        if goal in seen:
            concerns.add(f"/goals/{index}", "duplicate", f'The goal "{goal}" is named more than once.', "name it once")
        seen.add(goal)
        if not isinstance(entry, str) and entry.within is not None:
            _within(goal, entry.within, f"/goals/{index}/within", concerns)


def _within(goal: str, within: str, at: str, concerns: Concerns) -> None:
    if not _WITHIN.fullmatch(within):
        detail = f"{shown(within)} must be a whole number of weeks, as in 2w, or of percent, as in 5%."
        digits = re.search(r"\d{1,4}", within)
        concerns.add(at, "wrong_form", detail, f"{digits[0]}%" if digits else "5%")
    elif within.endswith("w") and goal not in IN_WEEKS:
        detail = f'"{goal}" is not counted in weeks; what may be given up of it is said in percent.'
        concerns.add(at, "wrong_unit", detail, "5%")
