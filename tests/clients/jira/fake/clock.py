"""Time as the fake has it: a clock that only moves when told to, a real one for the server, and Jira's timestamps."""

import time
from datetime import UTC, datetime, timedelta

START = datetime(2027, 1, 4, 9, tzinfo=UTC)


class Clock:
    """A clock that stands still but for ``sleep`` and the little that every request takes."""

    def __init__(self, start=START, tick_s=0.05):
        self._start = self._now = start
        self._tick_s = tick_s
        self.slept = []

    def now(self):
        return self._now

    def monotonic(self):
        return (self._now - self._start).total_seconds()

    def sleep(self, seconds):
        """Pass time as a client does that waits; ``slept`` remembers how long."""
        self.slept.append(seconds)
        self.advance(seconds)

    async def asleep(self, seconds):
        self.sleep(seconds)

    def advance(self, seconds):
        self._now += timedelta(seconds=seconds)

    def tick(self):
        self.advance(self._tick_s)


class RealClock:
    """The machine's clock, for clients in a process of their own."""

    def now(self):
        return datetime.now(UTC)

    def monotonic(self):
        return time.monotonic()

    def sleep(self, seconds):
        time.sleep(seconds)

    def tick(self):
        """Real requests take their own time."""


def stamp(moment):
    """A moment as Jira writes it: milliseconds, and an offset without a colon."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}+0000"
