"""Asks one address of a server on this machine again and again over kept connections, and times every answer.

A load generator of a few lines on asyncio protocols, for the benchmarks of the service alone: it writes one GET, reads
an answer of known length, writes the next. It talks to loopback only and ends after its seconds.
"""

import asyncio
import time
from collections.abc import Sequence

from msgspec import Struct

LOOPBACK = "127.0.0.1"


class Load(Struct, frozen=True):
    """What came of a run: answers a second, and the latencies of all answers in seconds, in order."""

    per_second: float
    latencies: tuple[float, ...]
    failures: int

    def percentile(self, percent: float) -> float:
        """Return the latency that ``percent`` of the answers did not exceed."""
        return percentile(self.latencies, percent)


def percentile(ordered: Sequence[float], percent: float) -> float:
    """Return the value that ``percent`` of sorted values do not exceed."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] if ordered else float("nan")


def load(port: int, path: str, *, connections: int, seconds: float, headers: dict[str, str] | None = None) -> Load:
    """Keep ``connections`` busy with ``GET path`` for ``seconds`` and return what came of it."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {LOOPBACK}:{port}", *(f"{k}: {v}" for k, v in (headers or {}).items())]
    return asyncio.run(_load(port, ("\r\n".join(lines) + "\r\n\r\n").encode(), connections, seconds))


async def _load(port: int, request: bytes, connections: int, seconds: float) -> Load:
    loop = asyncio.get_running_loop()
    until = time.perf_counter() + seconds
    clients = [_Client(request, until) for _ in range(connections)]
    began = time.perf_counter()
    for client in clients:
        await loop.create_connection(lambda client=client: client, LOOPBACK, port)  # type: ignore[misc]
    await asyncio.gather(*(client.done for client in clients))
    elapsed = time.perf_counter() - began
    latencies = sorted(latency for client in clients for latency in client.latencies)
    return Load(len(latencies) / elapsed, tuple(latencies), sum(client.failures for client in clients))


class _Client(asyncio.Protocol):
    """One connection: asks, waits for the whole answer, asks again until the time is up."""

    def __init__(self, request: bytes, until: float) -> None:
        self.request, self.until = request, until
        self.latencies: list[float] = []
        self.failures = 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.buffer = b""
        self.asked = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, gap, body = self.buffer.partition(b"\r\n\r\n")
        if not gap or len(body) < _length(head):
            return
        now = time.perf_counter()
        self.latencies.append(now - self.asked)
        self.failures += not head.startswith(b"HTTP/1.1 200")
        self.buffer = b""
        if now < self.until:
            self._ask()
        else:
            self.transport.close()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)

    def _ask(self) -> None:
        self.asked = time.perf_counter()
        self.transport.write(self.request)  # type: ignore[attr-defined]


def _length(head: bytes) -> int:
    lower = head.lower()
    at = lower.index(b"content-length:") + len(b"content-length:")
    return int(lower[at:].split(b"\r\n", 1)[0])
