"""Where the rows of a Gantt are: the axis, the lanes of its gates, a line for every title and every activity.

The charts that show a plan as bars lay themselves out by it. Rows grow thinner and letters smaller as there are more of
them; a label that is cut keeps the end that tells copies apart.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from clients.documents.charts import landmarks, shared
from clients.documents.charts.landmarks import Landmark
from clients.documents.charts.lettering import fitted, width
from clients.documents.charts.shared import Axis
from clients.documents.charts.timeline import HEADER, Timeline, of_weeks
from clients.documents.outline import By, Group, Outline, Row
from clients.names import function_name, is_setup

LABELS = (130, 340)
INDENT, MARGIN = 8, 8
SIZES = ((16, 24, 12.0), (45, 20, 11.5), (80, 17, 11.0), (160, 14, 10.0), (10**9, 12, 9.0))
"""Up to so many rows: how many pixels a row is high, and its letters."""

ROOM_BELOW = 4
"""How many more where there is a bar under each."""


class Line(Struct, frozen=True):
    """A line of the picture: a group's title, or an activity with its weeks in this plan, the one before, or both."""

    y: float
    text: str
    row: Row | None = None
    now: tuple[int, int] | None = None
    before: tuple[int, int] | None = None


class Layout(Struct, frozen=True):
    """Where things are: ``first`` and ``bottom`` are the pixels between which the lines stand."""

    axis: Timeline
    marks: tuple[Landmark, ...]
    lines: tuple[Line, ...]
    row_height: int
    letters: float
    first: float
    bottom: float

    @property
    def bars(self) -> tuple[Line, ...]:
        """The lines that have a bar in this plan."""
        return tuple(one for one in self.lines if one.now is not None)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The activities that have a bar in this plan."""
        return tuple(one.row for one in self.bars if one.row is not None)


def layout(
    shown: Outline,
    groups: Sequence[Group],
    by: By,
    before: Outline | None = None,
    shift: int = 0,
    was: str = "Before",
    axis: Axis = "own",
) -> Layout:
    """Return where the rows of these groups are, on the axis of all of an outline.

    ``before`` is the same plan at an earlier time, or another, that begins ``shift`` weeks later; ``was`` names it.
    On a shared ``axis`` the column of labels and the weeks are as wide as those of the charts that stand below.
    """
    count = sum(len(group.rows) for group in groups)
    row_height, letters = next((high, size) for most, high, size in SIZES if count <= most)
    if before is not None:
        row_height += ROOM_BELOW
    outlines = [(shown, 0), *([(before, shift)] if before is not None else [])]
    longest = max((width("".join(label(row, by)), letters) for one, _ in outlines for row in one.rows), default=0)
    labels = round(min(max(longest + INDENT + MARGIN, LABELS[0]), LABELS[1]))
    line = of_weeks(outlines, labels) if axis == "own" else of_weeks(outlines, shared.LABELS, shared.PLOT)
    marks = tuple(landmarks.placed(line, landmarks.gates_of(shown, before, shift, was)))
    first = HEADER + landmarks.deep(marks) + 3
    now = {row.id: (row.start_week, row.end_week) for row in shown.rows}
    past = {row.id: (row.start_week + shift, row.end_week + shift) for row in before.rows} if before else {}
    lines = _lines(line, groups, by, (first, row_height, letters), now, past)
    return Layout(line, marks, lines, row_height, letters, first, first + row_height * len(lines))


def label(row: Row, by: By) -> tuple[str, str]:
    """Return a row's words, and the end of them that must not be cut: whose copy it is."""
    part = "set-up" if is_setup(row.activity) else function_name(row.activity.function or "")
    ending = f": {part}" if part else ""
    head = row.label.removesuffix(ending)
    return (head, "") if by == "function" and part != "set-up" else (head, ending)


def _lines(
    axis: Timeline,
    groups: Sequence[Group],
    by: By,
    sizes: tuple[float, int, float],
    now: Mapping[str, tuple[int, int]],
    past: Mapping[str, tuple[int, int]],
) -> tuple[Line, ...]:
    first, row_height, letters = sizes
    found: list[Line] = []
    y = first + row_height / 2
    for group in groups:
        found.append(Line(y, fitted(group.title, letters, axis.width - INDENT, bold=True)))
        y += row_height
        for row in group.rows:
            head, ending = label(row, by)
            text = fitted(head, letters, axis.labels - INDENT - MARGIN, ending=ending)
            found.append(Line(y, text, row, now.get(row.id), past.get(row.id)))
            y += row_height
    return tuple(found)
