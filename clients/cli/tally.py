"""The live line of a study on standard error: what was found so far, how much of it is proven, and the time.

It shows itself only on a terminal; anywhere else it is silent. What is found may be told from any thread.
"""

import time
from types import TracebackType
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel as Frame
from rich.text import Text

from clients.amounts import counted, short_money
from clients.cli import screen
from clients.dates import day
from planner.exploring.frontier import Point
from planner.exploring.grid import Cell
from planner.exploring.studies import Found, StudyRequest
from planner.exploring.tornado import Bar

CELLS = 40
TITLES = {
    "frontier": "Drawing the frontier",
    "least": "Looking for the least",
    "highest": "Looking for the highest level",
    "split": "Splitting the money",
    "grid": "Filling the grid",
    "tornado": "Moving one figure after the other",
}


class Tally:
    """A context in which ``find`` may be called with each thing found."""

    def __init__(self, console: Console, asked: StudyRequest) -> None:
        self.console, self.asked = console, asked
        self.glyphs = screen.glyphs(console)
        self.found: list[Found] = []
        self.stopping = False
        self.began = time.monotonic()
        self.wanted = wanted_of(asked)
        self.live = Live(console=console, get_renderable=self.render, refresh_per_second=8, transient=True)
        self.shown = console.is_terminal and not console.is_dumb_terminal

    def __enter__(self) -> Self:
        if self.shown:
            self.live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.shown:
            self.live.stop()

    def find(self, finding: Found) -> None:
        """Take note of what was found."""
        self.found.append(finding)

    def render(self) -> RenderableType:
        """Return the frame as of now."""
        elapsed = f"{time.monotonic() - self.began:.1f} s of {self.asked.time_limit_s:g} s"
        hint = "stopping" if self.stopping else "Ctrl-C stops and prints what is known so far"
        lines = [self.bar(), Text(f"{self.counts()}{elapsed}"), *self.latest()]
        return Frame(
            Group(*(line for line in lines if line is not None)),
            title=TITLES[self.asked.kind],
            subtitle=hint,
            width=min(self.console.width, 76),
            border_style="bright_black",
        )

    def bar(self) -> Text | None:
        """Return how much of what is wanted is found, where that is known beforehand."""
        if not self.wanted:
            return None
        filled = CELLS * min(len(self.found), self.wanted) // self.wanted
        return Text(self.glyphs.full * filled, style="green").append(self.glyphs.rest * (CELLS - filled))

    def counts(self) -> str:
        """Return how many were found, and how many of them are proven."""
        found = tuple(self.found)
        if not found:
            return "" if self.asked.kind in ("least", "highest", "split") else "nothing yet, "
        proven = sum(map(is_proven, found))
        of = f" of {self.wanted}" if self.wanted else ""
        return f"{len(found)}{of} found, {proven} proven, "

    def latest(self) -> list[Text]:
        """Return the latest that was found, in a line."""
        return [Text(in_a_line(self.found[-1]), no_wrap=True, overflow="ellipsis")] if self.found else []


def wanted_of(asked: StudyRequest) -> int:
    """Return how many things a study will find, where that is known beforehand; else none."""
    if asked.kind != "grid":
        return 0
    return len(asked.cells) or (
        max(1, len(asked.budgets)) * max(1, len(asked.headcounts)) * max(1, len(asked.deadlines))
    )


def is_proven(found: Found) -> bool:
    """Say whether what was found is certain."""
    if isinstance(found, Point):
        return found.proven
    if isinstance(found, Cell):
        return found.status in ("optimal", "infeasible", "refused")
    return found.low.proven and found.high.proven


def in_a_line(found: Found) -> str:
    """Return what was found in short."""
    if isinstance(found, Point):
        return f"level {found.level} on {day(found.finish)} for {short_money(found.spent)}"
    if isinstance(found, Cell):
        what = day(found.finish) if found.finish else "no plan" if found.status == "infeasible" else found.status
        return screen.printable(f"{found.name}: {what}")
    assert isinstance(found, Bar)
    return f"{found.subject}: {counted(found.weeks, 'week')}, {short_money(found.money)}"
