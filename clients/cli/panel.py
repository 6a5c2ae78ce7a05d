"""The live panel on standard error: each goal's best value and bound, how far the gap has closed, and the time.

Where there is no plan, what is found out of that stands below, the latest last.

It shows itself only on a terminal; anywhere else it is silent. The planner reports from whatever thread it
likes; the panel ticks by itself.
"""

import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel as Frame
from rich.table import Table
from rich.text import Text

from clients.cli import screen
from clients.dates import day, gate_day
from clients.verdict import GOALS, quantity
from planner.outcome import Progress
from planner.request import PlanRequest

if TYPE_CHECKING:
    from clients.sdk.types import JobProgress
    from planner.asking import Finding

BARE, ROOMY = 100, 130
MOST_FOUND = 6
FRAME = 6


class Panel:
    """A context in which ``report`` may be called with each Progress, of the planner or of a job of a server.

    ``find`` may be called with each finding. ``asking`` is what is said of the search where a question is asked of a
    plan, ``seconds`` how long that may take, if not as long as the plan.
    """

    def __init__(
        self, console: Console, request: PlanRequest, currency: str, asking: str = "", seconds: float = 0
    ) -> None:
        self.console = console
        self.request = request
        self.currency = currency
        self.glyphs = screen.glyphs(console)
        # A narrow terminal has room for the figures alone.
        self.cells = 0 if console.width < BARE else 12 if console.width < ROOMY else 30
        self.goals: dict[str, Progress | JobProgress] = {}
        self.found: list[str] = []
        self.asking = asking
        self.seconds = seconds or request.solver.time_limit_s
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

    def find(self, finding: "Finding") -> None:
        """Take note of what was found of a request that has no plan."""
        from planner.explaining.telling import finding_in_words

        self.found.append(f"found: {screen.printable(finding_in_words(finding, self.request))}")

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
        elapsed = f"{time.monotonic() - self.began:.1f} s of {self.seconds:g} s"
        table.add_row("Time", elapsed, self.so_far(latest))
        so_far = "what is known" if self.asking or self.found else "the best plan"
        hint = "stopping" if self.stopping else f"Ctrl-C stops and prints {so_far} so far"
        tidying = latest is not None and latest.goal == "tidy"
        title = self.asking or ("Putting equally good plans in order" if tidying else "Planning")
        found = [Text(line, no_wrap=True, overflow="ellipsis") for line in self.found[-MOST_FOUND:]]
        inside = Group(table, *found)
        # A frame grows with what is in it and with its title, not with what stands below.
        width = max(self.console.measure(inside).maximum, len(hint)) + FRAME
        width = min(width, self.console.width)
        return Frame(inside, title=title, subtitle=hint, width=width, border_style="bright_black")

    def so_far(self, latest: "Progress | JobProgress | None") -> str:
        """Return how far the search has come."""
        if self.asking:
            return ""
        if self.found:
            return "there is no plan; looking for what would do"
        return f"plans found: {latest.plans}" if latest else "looking for a first plan"

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
