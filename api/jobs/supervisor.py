"""The workers of one server: started with it, started again when they die, told of work, ended with it.

``api.serving`` starts and stops it. It is the queue of the embedded mode: routes ring, and what workers write is passed
on to the watch. Only one server may work on an SQLite file (``occupation``).
"""

import asyncio
import contextlib
import logging
import os
import socket
import sys
import time
from typing import IO

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from api.jobs.occupation import occupy
from api.jobs.orders import Orders
from api.jobs.watch import Watch
from api.settings import Settings
from api.storage.database import Busy, Database, now
from api.storage.repositories.leases import Leases
from api.vault import key_of

LONGEST_PAUSE_S = 5.0
"""How long a worker that dies again and again is left dead before it is started once more."""

log = logging.getLogger("milepost.supervisor")


class Supervisor:
    """The worker processes of this server."""

    def __init__(self, settings: Settings, database: Database, watch: Watch) -> None:
        self._settings, self._database, self._watch = settings, database, watch
        self._vault_key = key_of(settings.pepper())
        self._processes: dict[str, asyncio.subprocess.Process] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = asyncio.Event()
        self._lock: IO[bytes] | None = None

    @property
    def alive(self) -> int:
        """How many workers there are now."""
        return sum(process.returncode is None for process in self._processes.values())

    def occupy(self) -> None:
        """Take the database for this server alone, where only one may work on it. Raises ``Occupied``."""
        if self._lock is None:
            self._lock = occupy(self._database)

    def vacate(self) -> None:
        """Let others have the database."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    async def start(self) -> None:
        """Take the database, end the leases of whoever had it before, and start the workers.

        Raises ``Occupied``. It does not wait until the workers are ready.
        """
        self.occupy()
        self._loop = asyncio.get_running_loop()
        if self._lock is not None:
            # Whoever held a lease on this file is gone, for the lock is ours.
            await asyncio.to_thread(self._abandon, None)
        for number in range(self._settings.workers):
            self._tasks.append(asyncio.create_task(self._keep_one(number)))

    async def stop(self, grace_s: float = 5.0) -> None:
        """Let the workers give their jobs back and end; those that do not within ``grace_s`` are ended by force."""
        self._stopping.set()
        for process in self._processes.values():
            _let_go(process)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace_s)
        for process in self._processes.values():
            if process.returncode is None:
                process.kill()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.vacate()

    def ring(self, job_id: str) -> None:
        """Wake every worker, from whatever thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._ring, job_id)

    def _ring(self, job_id: str) -> None:
        for process in self._processes.values():
            if process.returncode is None and process.stdin is not None:
                with contextlib.suppress(OSError, RuntimeError):
                    process.stdin.write(f"{job_id}\n".encode())
        self._watch.bell(job_id)

    async def _keep_one(self, number: int) -> None:
        """Run one worker after the other in this place, until the server stops."""
        pause = 0.0
        while not self._stopping.is_set():
            began = time.monotonic()
            name = f"{socket.gethostname()[:40]}-{os.getpid()}-{number}-{time.monotonic_ns()}"
            try:
                await self._run_one(name)
            except OSError:
                log.exception("worker cannot be started", extra={"worker": name})
            lived = time.monotonic() - began
            pause = 0.0 if lived > 2 * LONGEST_PAUSE_S else min(LONGEST_PAUSE_S, max(0.1, 2 * pause))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)

    async def _run_one(self, name: str) -> None:
        """Run a worker to its end, and see to it that its job is taken up again."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "api.jobs.worker",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        self._processes[name] = process
        if self._stopping.is_set():  # asked for while it was being born
            _let_go(process)
        try:
            await self._attend(name, process)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
            del self._processes[name]
        if not self._stopping.is_set():
            log.warning("worker died", extra={"worker": name, "code": process.returncode})
        try:
            await asyncio.to_thread(self._abandon, name)
        except (Busy, SQLAlchemyError):
            log.warning("the job of a dead worker waits for the end of its lease", extra={"worker": name})
        self._ring("")

    async def _attend(self, name: str, process: asyncio.subprocess.Process) -> None:
        """Give a worker its orders, and pass on what it says until it ends."""
        assert process.stdin is not None
        assert process.stdout is not None
        settings = self._settings
        orders = Orders(
            name=name,
            database=self._database.url,
            lease_s=settings.lease_s,
            most_attempts=settings.most_attempts,
            vault_key=self._vault_key,
            jira_hosts=tuple(settings.jira_hosts),
        )
        with contextlib.suppress(OSError):
            process.stdin.write(msgspec.json.encode(orders) + b"\n")
            await process.stdin.drain()
        async for line in process.stdout:
            self._watch.bell(line.decode(errors="replace").strip())
        await process.wait()

    def _abandon(self, name: str | None) -> None:
        with self._database.write() as session:
            Leases(session).abandon(name, now())


def _let_go(process: asyncio.subprocess.Process) -> None:
    """Close a worker's standard input: the sign for it to give its job back and to end."""
    if process.stdin is not None:
        process.stdin.close()
