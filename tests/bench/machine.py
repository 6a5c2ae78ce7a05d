"""The machine that a benchmark ran on, as far as its figures depend on it."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from msgspec import Struct


class Machine(Struct, frozen=True):
    """Processor, cores and versions."""

    processor: str
    cores: int
    python: str
    ortools: str

    def __str__(self) -> str:
        """Return one line."""
        return f"{self.processor}, {self.cores} cores, Python {self.python}, OR-Tools {self.ortools}"


def machine() -> Machine:
    """Return this machine."""
    return Machine(_processor(), os.cpu_count() or 1, platform.python_version(), version("ortools"))


def _processor() -> str:
    """Return the processor's name, where the system tells it, or its architecture."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "") or platform.processor() or platform.machine()
