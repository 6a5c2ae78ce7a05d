"""Where routes order charts and documents: one press behind it, what it made lately beside it.

All of it runs in the event loop and none of it computes: a press (``api.press.process``) is started when it is first
needed, started again when it dies, ended with the server. Whoever orders what is being made already waits for that.
"""

import asyncio
import contextlib
import logging
import sys
from collections import OrderedDict
from collections.abc import Awaitable, Callable

import msgspec

from api.press.orders import LENGTH, Made
from api.problems import ApiProblem
from catalog.fault import Fault

PATIENCE_S = 90.0
"""How long one order may take before the press is killed."""

MOST_WAITING = 16
"""Orders that may wait for the press."""

PIPE_BYTES = 1_000_000
MOST_KEPT_BYTES = 64_000_000
FAREWELL_S = 2.0
IDLE_S = 300.0
"""How long a press that has nothing to do is kept, with the memory that it takes."""

log = logging.getLogger("milepost.press")


class Press:
    """The process that makes charts and documents, and what it made lately, by a key that names its bytes."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self.patience_s = patience_s
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self._resting: asyncio.TimerHandle | None = None
        self._waiting: dict[str, asyncio.Task[bytes]] = {}
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0

    async def made(self, key: str, order: Callable[[], Awaitable[bytes]]) -> bytes:
        """Return what was ordered under a key; ``order`` gives the order as it is sent, where it has to be made.

        Raises ``ApiProblem`` where it cannot be made, or where too many wait.
        """
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept
        if key not in self._waiting and len(self._waiting) >= MOST_WAITING:
            detail = f"{MOST_WAITING} charts and documents are being made. Ask again in a moment."
            raise ApiProblem("busy", detail, headers={"Retry-After": "2"})
        self.begin(key, order)
        # Who goes away leaves what others may wait for.
        return await asyncio.shield(self._waiting[key])

    def begin(self, key: str, order: Callable[[], Awaitable[bytes]]) -> None:
        """Have something made that will be asked for, unless it is there or others wait already."""
        if key in self._kept or key in self._waiting or len(self._waiting) >= MOST_WAITING:
            return
        task = self._waiting[key] = asyncio.create_task(self._make(key, order))
        task.add_done_callback(lambda done: self._forget(key, done))

    async def close(self) -> None:
        """End the press."""
        waiting = list(self._waiting.values())
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        if self._resting is not None:
            self._resting.cancel()
        process = self._let_go()
        if process is None:
            return
        try:
            await asyncio.wait_for(process.wait(), FAREWELL_S)
        except TimeoutError:
            await _killed(process)

    def _let_go(self) -> asyncio.subprocess.Process | None:
        """Let the press end by itself, its input being closed; return it if there was one."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return None
        assert process.stdin is not None
        process.stdin.close()
        return process

    def _forget(self, key: str, done: asyncio.Task[bytes]) -> None:
        self._waiting.pop(key, None)
        if not done.cancelled():
            done.exception()  # whoever waited was told; nobody may have

    async def _make(self, key: str, order: Callable[[], Awaitable[bytes]]) -> bytes:
        ordered = await order()
        async with self._turn:
            if self._resting is not None:
                self._resting.cancel()
            made = await self._ask(ordered)
            self._resting = asyncio.get_running_loop().call_later(IDLE_S, self._let_go)
        if made.failure is not None:
            log.error("the press failed", extra={"failure": made.failure})
            raise ApiProblem("not-made", "What makes charts and documents failed on this one; its logs say more.")
        if made.faults:
            raise _refusal(made.faults)
        self._keep(key, made.content)
        return made.content

    async def _ask(self, asked: bytes) -> Made:
        """Return what the press makes of an order; a press that dies is not asked twice for what it died of."""
        process = await self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            async with asyncio.timeout(self.patience_s):
                process.stdin.write(asked)
                await process.stdin.drain()
                (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
                return msgspec.msgpack.decode(await process.stdout.readexactly(length), type=Made)
        except TimeoutError:
            await self._drop(process)
            raise ApiProblem("not-made", f"It was not made within {self.patience_s:g} seconds.") from None
        except (OSError, asyncio.IncompleteReadError):
            await self._drop(process)
            log.warning("the press died", extra={"code": process.returncode})
            raise ApiProblem("not-made", "What makes charts and documents ended on this one.") from None
        except asyncio.CancelledError:
            # Half an answer may be in the pipe.
            await self._drop(process)
            raise

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            pipe = asyncio.subprocess.PIPE
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "api.press.process", stdin=pipe, stdout=pipe, limit=PIPE_BYTES
            )
        return self._process

    async def _drop(self, process: asyncio.subprocess.Process) -> None:
        self._process = None
        await _killed(process)

    def _keep(self, key: str, content: bytes) -> None:
        if key in self._kept or len(content) > MOST_KEPT_BYTES // 4:
            return
        self._kept[key] = content
        self._bytes += len(content)
        while self._bytes > MOST_KEPT_BYTES:
            self._bytes -= len(self._kept.popitem(last=False)[1])


async def _killed(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()


def _refusal(faults: tuple[Fault, ...]) -> ApiProblem:
    """Return the problem of what was refused: there is nothing to show, or what would make it is not installed."""
    slug = {
        "no_schedule": "plan-without-schedule",
        "missing_library": "not-installed",
        "no_chart": "without-chart",
    }.get(faults[0].code, "not-made")
    return ApiProblem(slug, faults[0].detail, faults)
