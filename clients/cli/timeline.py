"""A line of cells on which the fiscal quarters of a plan stand side by side, and bars between dates.

Quarters get the same whole number of cells each while there is room, so that their lines stand straight.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil

from planner.plans import Phase

DAY = timedelta(days=1)


class Timeline:
    """Cells for a plan's phases in no more than ``room`` columns."""

    def __init__(self, phases: Sequence[Phase], room: int) -> None:
        self.phases = phases
        self.per_phase = room / len(phases) if len(phases) > room else room // len(phases)
        self.cells = max(1, ceil(self.per_phase * len(phases)))

    def place(self, when: date) -> float:
        """Return where a day begins, in cells from the left."""
        for index, phase in enumerate(self.phases):
            if when <= phase.end:
                share = max(0, (when - phase.start).days) / ((phase.end - phase.start).days + 1)
                return (index + share) * self.per_phase
        return float(self.cells)

    def cell(self, when: date) -> int:
        """Return the cell that holds a day."""
        return min(self.cells - 1, int(self.place(when)))

    def span(self, start: date, finish: date) -> range:
        """Return the cells of a bar from ``start`` to ``finish``, both included: one cell at least."""
        first = self.cell(start)
        return range(first, max(first + 1, min(self.cells, ceil(self.place(finish + DAY) - 0.01))))

    def beginnings(self) -> dict[int, bool]:
        """Return the cells in which a quarter begins, with whether a fiscal year begins there too."""
        cells: dict[int, bool] = {}
        for index, phase in enumerate(self.phases):
            first_of_year = index == 0 or year(phase) != year(self.phases[index - 1])
            cell = int(index * self.per_phase)
            cells[cell] = cells.get(cell, False) or first_of_year
        return cells

    def within(self, start: date, finish: date) -> range:
        """Return the cells of the days from ``start`` to ``finish`` that lie in the plan's quarters; none may."""
        first, last = self.phases[0].start, self.phases[-1].end
        return self.span(max(start, first), min(finish, last)) if start <= last and finish >= first else range(0)

    def header(self) -> list[str]:
        """Return the lines over the cells: fiscal years, and quarters where they have room."""
        years, quarters, free = [" "] * self.cells, [" "] * self.cells, 0
        for index, phase in enumerate(self.phases):
            cell = int(index * self.per_phase)
            if (index == 0 or year(phase) != year(self.phases[index - 1])) and cell >= free:
                write(years, cell, year(phase))
                free = cell + len(year(phase)) + 1
            name = phase.label.partition(" ")[2]
            write(quarters, cell, name if self.per_phase >= 3 else name[-1:])
        lines = ["".join(years)]
        return lines if self.per_phase < 1 else [*lines, "".join(quarters)]


def year(phase: Phase) -> str:
    """Return the fiscal year of a phase's label: ``FY27`` of ``FY27 Q1``."""
    return phase.label.partition(" ")[0]


def write(line: list[str], cell: int, text: str) -> None:
    """Write ``text`` into a line of cells, as far as it goes."""
    line[cell : cell + len(text)] = text[: len(line) - cell]
