"""What happens to jobs, for those who wait: one look at the table for each watched job, however many listen.

Routes listen here (``events``, ``wait_ended``); the supervisor rings when a worker has written, and a look every
quarter of a second makes certain what the bell makes quick. No session is open between looks.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator

import msgspec
from msgspec import Struct
from sqlalchemy.exc import SQLAlchemyError

from api.storage.database import Busy, Database
from api.storage.repositories.jobs import Jobs
from clients.sdk.types import ENDED, JobEvent

POLL_S = 0.25
MOST_AT_ONCE = 500

log = logging.getLogger("milepost.watch")


class Happened(Struct, frozen=True):
    """One event of a job: its number, its kind, its encoded ``JobEvent``, and whether the job ended with it."""

    id: int
    event: str
    document: bytes
    last: bool


class _Channel:
    """The events of one job as far as they are known, and those who wait for more."""

    def __init__(self) -> None:
        self.listeners = 0
        self.known: list[Happened] = []
        self.more = asyncio.Event()
        self.rung = asyncio.Event()
        self.over = False
        self.poller: asyncio.Task[None] | None = None

    def take(self, events: list[Happened]) -> None:
        """Add events and wake whoever waits for them."""
        if events:
            self.known += events
            self._wake()

    def end(self) -> None:
        """Tell whoever waits that nothing more will come."""
        self.over = True
        self._wake()

    def _wake(self) -> None:
        self.more.set()
        self.more = asyncio.Event()


class Watch:
    """All jobs that somebody listens to in this process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._channels: dict[tuple[str, str], _Channel] = {}
        self._closed = False

    @property
    def watched(self) -> int:
        """How many jobs are looked at."""
        return len(self._channels)

    def bell(self, job_id: str) -> None:
        """Look at a job now, if anybody listens; call it in the event loop."""
        for (_, watched), channel in self._channels.items():
            if watched == job_id:
                channel.rung.set()

    def close(self) -> None:
        """Let nobody wait any longer: the server stops. Streams end, and go on elsewhere after their last number."""
        self._closed = True
        for channel in self._channels.values():
            channel.end()

    async def events(self, workspace: str, job_id: str, after: int = 0) -> AsyncGenerator[Happened | None, None]:
        """Yield a job's events that follow the one numbered ``after``, to its end; None where nothing happened.

        None comes every quarter of a second or so: it lets a listener notice that its reader has gone, or ping it.
        The stream also ends where the server stops or the job is deleted. Nothing is yielded of a job that the
        workspace does not have.
        """
        key = (workspace, job_id)
        channel = self._channels.get(key)
        if channel is None:
            channel = self._channels[key] = _Channel()
            channel.poller = asyncio.create_task(self._poll(key, channel))
        channel.listeners += 1
        place = 0
        try:
            while True:
                more = channel.more
                while place < len(channel.known):
                    happened = channel.known[place]
                    place += 1
                    if happened.id > after:
                        yield happened
                    if happened.last:
                        return
                if self._closed or channel.over:
                    return
                if more is channel.more:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(more.wait(), POLL_S)
                    if more is channel.more:
                        yield None
        finally:
            # Without an await: where the reader has gone, nothing more is waited for.
            channel.listeners -= 1
            if not channel.listeners:
                self._channels.pop(key, None)
                if channel.poller is not None:
                    channel.poller.cancel()

    async def wait_ended(self, workspace: str, job_id: str, timeout_s: float) -> bool:
        """Wait until a job has ended, at most so long; say whether it has."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                async with contextlib.aclosing(self.events(workspace, job_id)) as events:
                    async for happened in events:
                        if happened is not None and happened.last:
                            return True
        return False

    async def _poll(self, key: tuple[str, str], channel: _Channel) -> None:
        while True:
            channel.rung.clear()
            after = channel.known[-1].id if channel.known else 0
            try:
                # From the last one known on: where not even that is there, the job was deleted.
                seen = await asyncio.to_thread(self._look, key, max(0, after - 1))
            except (Busy, SQLAlchemyError):
                log.warning("a look at a job failed; the next one follows", extra={"job": key[1]}, exc_info=True)
            else:
                channel.take([happened for happened in seen if happened.id > after])
                if not seen or seen[-1].last:
                    channel.end()
                    return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(channel.rung.wait(), POLL_S)

    def _look(self, key: tuple[str, str], after: int) -> list[Happened]:
        workspace, job_id = key
        with self._database.read() as session:
            rows = Jobs(session, workspace).events(job_id, after, MOST_AT_ONCE)
        return [Happened(row.id, row.event, row.document, _is_last(row.event, row.document)) for row in rows]


def _is_last(event: str, document: bytes) -> bool:
    return event == "state" and msgspec.json.decode(document, type=JobEvent).state in ENDED
