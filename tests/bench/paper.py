"""What a benchmark says, printed as it comes and kept as Markdown: a run as a row, tables, seconds, shares."""

from collections.abc import Sequence

from tests.bench.cases import Reached, Run

HEAD = ("case", "activities", "contender", "seed", "first plan", "goals", "whole answer", "repeatable", "MiB")


class Paper:
    """Lines of Markdown, each printed when it is written."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, text: str = "") -> None:
        """Add one line."""
        self.lines.append(text)
        print(text, flush=True)

    def head(self, cells: Sequence[str]) -> None:
        """Begin a table."""
        self.write()
        self.row(cells)
        self.row(["---"] * len(cells))

    def row(self, cells: Sequence[str]) -> None:
        """Add a row of a table."""
        self.write("| " + " | ".join(cells) + " |")

    def table(self, title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Add a table with a line over it; nothing where it has no rows."""
        if rows:
            self.write(f"\n{title}")
            self.head(head)
            for cells in rows:
                self.row(cells)

    def __str__(self) -> str:
        """Return all of it."""
        return "\n".join(self.lines) + "\n"


def cells_of(run: Run) -> list[str]:
    """Return a run as the cells of its row; a failure stands in place of the goals."""
    return [
        run.name,
        str(run.activities),
        run.contender,
        str(run.seed),
        seconds(run.first_plan_s),
        f"FAILED: {run.failure}" if run.failure else "; ".join(said(it, run) for it in run.goals),
        seconds(run.wall_s),
        "yes" if run.repeatable else "no",
        "-" if run.memory_mib is None else f"{run.memory_mib:.0f}",
    ]


def said(reached: Reached, run: Run) -> str:
    """Return a goal with its value and the time of its proof, or its bound and the gap between in percent."""
    if reached.value is None:
        return f"{reached.goal} {'infeasible' if run.status == 'infeasible' else 'no plan'}"
    value = f"{reached.goal} {reached.value:,}"
    if reached.proven:
        return f"{value} proven" if reached.proven_s is None else f"{value} in {seconds(reached.proven_s)}"
    if reached.bound is None:
        return value
    return f"{value}, at least {reached.bound:,}: {percent(gap(reached))}"


def gap(reached: Reached) -> float | None:
    """Return the part of a value that is not proven to be needed, 0 to 1; None without a value or a bound."""
    if reached.value is None or reached.bound is None:
        return None
    return (reached.value - reached.bound) / reached.value if reached.value else 0.0


def seconds(value: float | None) -> str:
    """Return a time, or a dash for what did not happen."""
    return "-" if value is None else f"{value:.2f} s"


def percent(share: float | None) -> str:
    """Return a share in percent, or a dash where there is none."""
    return "-" if share is None else f"{100 * share:.1f} %"
