"""How much one caller may ask for: requests a minute by key, and what a single request may be."""

import time
from collections import OrderedDict

from api.problems import ApiProblem
from api.settings import Settings
from catalog.fault import Fault
from planner.request import PlanRequest

MOST_BUCKETS = 10_000


class Rate:
    """A bucket of requests for each caller: full at first, filled again evenly, empty: wait."""

    def __init__(self, per_minute: int) -> None:
        self._most = per_minute
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str) -> None:
        """Take one request out of a caller's bucket; ``too-many-requests`` where it is empty."""
        if not self._most:
            return
        at = time.monotonic()
        left, since = self._left.pop(caller, (float(self._most), at))
        left = min(float(self._most), left + (at - since) * self._most / 60)
        self._left[caller] = (left - 1 if left >= 1 else left, at)
        if len(self._left) > MOST_BUCKETS:
            self._left.popitem(last=False)
        if left < 1:
            seconds = max(1, round((1 - left) * 60 / self._most))
            detail = f"A key may send {self._most} requests a minute; the next one in {seconds} s."
            raise ApiProblem("too-many-requests", detail, headers={"Retry-After": str(seconds)})


def excesses(request: PlanRequest, activities: int, settings: Settings) -> tuple[Fault, ...]:
    """Return what of a request goes beyond what this service plans."""
    faults = over_time("/solver/time_limit_s", request.solver.time_limit_s, settings.max_seconds)
    if activities > settings.max_activities:
        detail = f"The plan would have {activities:,} activities; at most {settings.max_activities:,} are planned."
        faults.append(Fault("/organization/functions", "over_limit", detail, "fewer functions, or a nearer target"))
    return tuple(faults)


def over_time(pointer: str, seconds: float, most: float) -> list[Fault]:
    """Return what is wrong with a time limit, at its place, where this service searches for ``most`` seconds."""
    if seconds <= most:
        return []
    detail = f"This service searches for {most:g} seconds at most."
    return [Fault(pointer, "over_limit", detail, f"{most:g}")]
