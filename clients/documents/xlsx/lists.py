"""The last sheet of a request's workbook: what can be chosen in the other cells, by the catalog."""

from collections.abc import Sequence

from catalog.model import Catalog
from clients.documents.xlsx import form
from clients.documents.xlsx.cells import span
from clients.documents.xlsx.paper import Paper
from planner.goals import PRESETS

COVERS = ("cash, run", "cash", "cash, labour", "cash, run, labour")


class Lists:
    """The columns of the sheet by heading, and the range in which each stands."""

    def __init__(self, catalog: Catalog) -> None:
        gates = [f"gate-{level.level}" for level in catalog.levels[1:]]
        items = [item.id for item in catalog.items]
        self.columns: dict[str, tuple[float, Sequence[str | int]]] = {
            "Levels": (9, [level.level for level in catalog.levels]),
            "Names of levels": (42, [level.name for level in catalog.levels]),
            "Items": (42, items),
            "What is done": (62, [item.title for item in catalog.items]),
            "Items and gates": (42, [*gates, *items]),
            "Ways": (16, list(dict.fromkeys(mode for item in catalog.items for mode in item.modes))),
            "Roles": (24, [role.id for role in catalog.roles]),
            "Traits": (26, [trait.id for trait in catalog.traits]),
            "Names of traits": (52, [trait.title for trait in catalog.traits]),
            "Presets": (14, list(PRESETS)),
            "What a budget pays": (20, COVERS),
        }

    def write(self, paper: Paper) -> None:
        """Write the sheet."""
        paper.widths(*(width for width, _ in self.columns.values()))
        paper.title("What can be chosen", "Nothing is read from this sheet.", 3)
        paper.head(form.HEAD_ROW, list(self.columns), height=32)
        for column, (_, words) in enumerate(self.columns.values()):
            for row, word in enumerate(words, form.HEAD_ROW + 1):
                paper.put(row, column, word, "row")
        paper.sheet.freeze_panes(form.HEAD_ROW + 1, 0)
        paper.prints(form.HEAD_ROW, "")

    def source(self, heading: str) -> str | None:
        """Return the range of a list as a validation refers to it; None where the list is empty."""
        column = list(self.columns).index(heading)
        count = len(self.columns[heading][1])
        first = form.HEAD_ROW + 1
        return f"={form.LISTS}!{span(first, column, first + count - 1, column, fixed=True)}" if count else None
