"""The peak memory of the process that a solve starts, looked at from outside while it runs."""

import os
import threading
from pathlib import Path
from types import TracebackType

PROC = Path("/proc")
EVERY_S = 0.05


class PeakMemory:
    """A context in which ``mib`` comes to be the most that a solver has held, a process forked from the fork server.

    In MiB, by the system's own record of a process's peak; None where the system keeps no ``/proc``, or where
    nothing was seen to run.
    """

    def __init__(self) -> None:
        self.mib: float | None = None
        self._over = threading.Event()
        self._looking = threading.Thread(target=self._look, name="memory", daemon=True)

    def __enter__(self) -> "PeakMemory":
        self._kib = 0
        self._looking.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._looking.join()
        self.mib = round(self._kib / 1024, 1) if self._kib else None

    def _look(self) -> None:
        while not self._over.wait(EVERY_S):
            self._kib = max([self._kib, *(_peak_kib(process) for process in _solvers())])


def _solvers() -> list[str]:
    """Return the ids of the processes that this one's fork server has started; none where the system does not tell."""
    parents = {process.name: _status(process.name).get("PPid", "") for process in PROC.glob("[0-9]*")}
    own = str(os.getpid())
    return [process for process, parent in parents.items() if parents.get(parent) == own]


def _peak_kib(process: str) -> int:
    return int(_status(process).get("VmHWM", "0 kB").split()[0])


def _status(process: str) -> dict[str, str]:
    """Return what the system says of a process; nothing of one that has gone."""
    try:
        lines = (PROC / process / "status").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
