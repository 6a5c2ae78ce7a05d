"""The live panel on standard error: each goal's best value and bound, how far the gap has closed, and the time.

It shows itself only on a terminal; anywhere else it is silent. The planner reports from whatever thread it
likes; the panel ticks by itself.
"""

import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console, RenderableType
from rich.live import Live
from rich.panel import Panel as Frame
from rich.table import Table
from rich.text import Text

from clients.cli import screen
from clients.cli.dates import day, gate_day
from clients.cli.verdict import GOALS, quantity
from planner.outcome import Progress
from planner.request import PlanRequest

if TYPE_CHECKING:
    from clients.sdk.types import JobProgress

BARE, ROOMY = 100, 130


class Panel:
    """A context in which ``report`` may be called with each Progress, of the planner or of a job of a server."""

    def __init__(self, console: Console, request: PlanRequest, currency: str) -> None:
        self.request = request
        self.currency = currency
        self.glyphs = screen.glyphs(console)
        # A narrow terminal has room for the figures alone.
        self.cells = 0 if console.width < BARE else 12 if console.width < ROOMY else 30
        self.goals: dict[str, Progress | JobProgress] = {}
        self.stopping = False
        self.began = time.monotonic()
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

    def report(self, progress: "Progress | JobProgress") -> None:
        """Take note of where the search stands."""
        self.goals[progress.goal] = progress

    def render(self) -> RenderableType:
        """Return the panel as of now."""
        table = Table.grid(padding=(0, 2, 0, 0))
        for _ in range(4):
            table.add_column(no_wrap=True)
        # A copy: the planner may report a further goal while this one is being drawn.
        for goal, progress in tuple(self.goals.items()):
            if goal != "tidy":
                table.add_row(GOALS[goal].name.capitalize(), *self.goal_cells(goal, progress))
        latest = next(reversed(tuple(self.goals.values())), None)
        plans = f"plans found: {latest.plans}" if latest else "looking for a first plan"
        elapsed = f"{time.monotonic() - self.began:.1f} s of {self.request.solver.time_limit_s:g} s"
        table.add_row("Time", elapsed, plans)
        hint = "stopping" if self.stopping else "Ctrl-C stops and prints the best plan so far"
        tidying = latest is not None and latest.goal == "tidy"
        title = "Putting equally good plans in order" if tidying else "Planning"
        return Frame(table, title=title, subtitle=hint, expand=False, border_style="bright_black")

    def goal_cells(self, goal: str, progress: "Progress | JobProgress") -> tuple[Text, Text, Text]:
        """Return a goal's best value, its bound, and a bar that closes as they meet."""
        if progress.value is None:
            return Text("none yet"), self.bound(goal, progress.bound), Text("")
        best = Text(self.value(goal, progress.value), style="bold green")
        if progress.bound is None:
            return best, Text(""), Text("")
        closed = 1 - abs(progress.value - progress.bound) / max(1, abs(progress.value))
        filled = int(closed * self.cells)
        bar = Text(self.glyphs.full * filled, style="green").append(self.glyphs.rest * (self.cells - filled))
        if progress.value == progress.bound:
            return best, Text("proven", style="green"), bar
        return best, self.bound(goal, progress.bound), bar.append(f" {closed:.1%}")

    def bound(self, goal: str, bound: int | None) -> Text:
        """Return what is proven: nothing better than this."""
        word = "nothing before" if goal == "finish" else "at least"
        return Text("" if bound is None else f"{word} {self.value(goal, bound)}")

    def value(self, goal: str, value: int) -> str:
        """Return a goal's value: a date for the finish, else a quantity."""
        if goal == "finish":
            return day(gate_day(self.request.start, value))
        return quantity(goal, value, self.currency)
