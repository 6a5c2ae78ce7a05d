"""How fast Jira may be asked: the limits of Jira Cloud, kept before they are hit and obeyed where they were.

``clients.jira.wire`` asks it before every request and after every refusal. There are three limits at once: requests to
an endpoint, writes to one issue, and points in an hour, which only waiting for the next hour gives back. Figures:
developer.atlassian.com/cloud/jira/platform/rate-limiting, 20 October 2026.
"""

import random
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

from msgspec import Struct

QUOTAS = ("jira-quota-global-based", "jira-quota-tenant-based")
WINDOWS = ((2.0, 20), (30.0, 100))
"""Seconds, and the writes to one issue that there may be in them."""

LEAST_S = 1.0
"""What is waited where Jira names no time, or none at all; doubled each time."""


MOST_S = 30 * 86_400.0
"""The longest that anybody is told to wait: what goes beyond is nonsense, and no calendar holds it."""


class Clock(Protocol):
    """What time it is, and how to let it pass."""

    def now(self) -> datetime:
        """Return this moment, in UTC."""

    def sleep(self, seconds: float) -> None:
        """Let so much time pass; raises ``Cancelled`` where the work is to end."""


class Cancelled(Exception):
    """The work was told to end; what was written stays, and is known."""


class Wait(Struct, frozen=True):
    """How long to wait before the same request may be sent again; ``quota``: nothing at all may be sent until then."""

    seconds: float
    quota: bool
    reason: str


class Pace:
    """Keeps the limit on writes to one issue, by the clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._written: defaultdict[str, deque[datetime]] = defaultdict(lambda: deque(maxlen=WINDOWS[-1][1]))

    def before(self, issues: Iterable[str]) -> None:
        """Wait until each of these issues may be written to, and count the write."""
        touched = tuple(issues)
        pause = max((self._pause(self._written[issue]) for issue in touched), default=0.0)
        if pause > 0:
            self._clock.sleep(pause)
        at = self._clock.now()
        for issue in touched:
            self._written[issue].append(at)

    def _pause(self, written: deque[datetime]) -> float:
        at = self._clock.now()
        pauses = [0.0]
        for seconds, most in WINDOWS:
            if len(written) >= most:
                pauses.append(seconds - (at - written[-most]).total_seconds())
        return max(pauses)


def wait_of(headers: Mapping[str, str], tries: int, at: datetime) -> Wait:
    """Return how long a refused request has to wait after so many tries (1 and more), by what Jira says of it.

    ``Retry-After`` is the least; without one, or with none to wait, it is a second, doubled with each try. A quota is
    given back at the moment that Jira names, else at the next full hour.
    """
    reason = headers.get("ratelimit-reason", "")
    asked = _seconds(headers.get("retry-after"), at)
    if reason in QUOTAS:
        reset = asked or _until(headers.get("x-ratelimit-reset"), at) or _next_hour(at)
        return Wait(max(reset, LEAST_S), quota=True, reason=reason)
    least = max(asked or 0.0, LEAST_S * 2 ** (tries - 1))
    # Those who were refused together should not come back together.
    return Wait(least * random.uniform(1.0, 1.25), quota=False, reason=reason or "rate limit")


def _seconds(written: str | None, at: datetime) -> float | None:
    """Return the seconds of a ``Retry-After``, which may be a number or a date."""
    if written is None:
        return None
    try:
        return min(max(0.0, float(written)), MOST_S)
    except ValueError:
        pass
    try:
        return _left(parsedate_to_datetime(written), at)
    except ValueError:
        return None


def _until(written: str | None, at: datetime) -> float | None:
    try:
        return _left(datetime.fromisoformat(written or ""), at)
    except ValueError:
        return None


def _left(moment: datetime, at: datetime) -> float:
    """Return the seconds until a moment, which is one of UTC where it does not say of which zone it is."""
    known = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return min(max(0.0, (known - at).total_seconds()), MOST_S)


def _next_hour(at: datetime) -> float:
    hour = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return (hour - at).total_seconds()
