"""What every section of a printed plan is given: the plan, its catalog, and the paper to write on.

It knows the names of things (activities, roles, levels) and nothing of layout.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from catalog.model import Catalog
from clients.amounts import money, short_money
from clients.cli import screen
from clients.cli.screen import printable
from planner.plans import Gate, Plan, PlannedActivity

KIND_STYLES = {"action": "cyan", "governance": "magenta", "setup": "yellow"}
GATE_STYLE = "bold green"
CRITICAL_STYLE = "bold red"
NARROW, WIDE = 100, 140
# Ids that no English word can be mistaken for: they hold a hyphen, an underscore or an @.
ID = re.compile(r"[a-z][a-z0-9]*[_@-][a-z0-9_@-]*[a-z0-9]")


class Page:
    """A plan about to be printed on a console."""

    def __init__(
        self,
        console: Console,
        plan: Plan,
        catalog: Catalog,
        *,
        every_copy: bool = False,
        quarter: str | None = None,
    ) -> None:
        self.console = console
        self.plan = plan
        self.catalog = catalog
        self.every_copy = every_copy
        self.quarter = quarter
        self.glyphs = screen.glyphs(console)

    @property
    def width(self) -> int:
        """Columns there are."""
        return self.console.width

    @property
    def currency(self) -> str:
        """The currency of every amount of the plan."""
        return self.plan.request.budget.currency or self.catalog.currency

    @property
    def target(self) -> str:
        """The level the plan leads to: ``4``, or ``7+`` where it goes on beyond the last."""
        beyond = any(gate.level is None for gate in self.plan.gates)
        return f"{self.plan.request.target}{'+' if beyond else ''}"

    @property
    def contingency(self) -> str:
        """The part of every budget that is held back."""
        return f"{self.plan.request.budget.contingency * 100:g} %"

    @cached_property
    def activities(self) -> dict[str, PlannedActivity]:
        """The plan's activities by id."""
        return {activity.id: activity for activity in self.plan.activities}

    @cached_property
    def gates(self) -> frozenset[str]:
        """The ids of the plan's gates of a level."""
        return frozenset(gate.id for gate in self.plan.gates if gate.level)

    @cached_property
    def roles(self) -> dict[str, str]:
        """Titles of the catalog's roles."""
        return {role.id: role.title for role in self.catalog.roles} | {"total": "Everybody"}

    @cached_property
    def items(self) -> dict[str, str]:
        """Titles of the catalog's items."""
        return {item.id: item.title for item in self.catalog.items}

    def name(self, of: str) -> str:
        """Return what people call an activity or a gate."""
        if of in self.activities:
            activity = self.activities[of]
            part = self.part(activity)
            return f"{activity.title} {self.glyphs.dot} {part}" if part else activity.title
        if of.startswith("gate-"):
            return f"Level {of.removeprefix('gate-')}"
        item, _, part = of.partition("@")
        if item in self.items:
            return f"{self.items[item]} {self.glyphs.dot} {part_in_words(part)}" if part else self.items[item]
        return self.level_name(None) if of == "beyond" else of

    def spoken(self, text: str, *, ids: bool = False) -> str:
        """Return a sentence of the plan with names where it has ids, or with both where one is first named."""
        named: set[str] = set()

        def name(found: re.Match[str]) -> str:
            word = found[0]
            if word in self.gates:
                begins = not found.start() or text[: found.start()].endswith(". ")
                return self.name(word) if begins else self.name(word).lower()
            if word.partition("@")[0] not in self.items and word not in self.activities:
                return self.roles.get(word, word)
            aside = f" ({word})" if ids and word not in named else ""
            named.add(word)
            return f'"{self.name(word)}"{aside}'

        return ID.sub(name, printable(text))

    def several(self, activities: Sequence[PlannedActivity]) -> str:
        """Return what people call the copies of one item together."""
        copies = [one for one in activities if not is_setup(one)]
        if len(activities) == 1 or not copies:
            return self.name(activities[0].id)
        return f"{copies[0].title} {self.glyphs.times}{len(copies)}" if len(copies) > 1 else self.name(copies[0].id)

    @staticmethod
    def part(activity: PlannedActivity) -> str:
        """Return which part of a repeated item an activity is: a function, the set-up, or nothing."""
        return activity.function or ("set-up" if is_setup(activity) else "")

    def level_name(self, level: int | None) -> str:
        """Return a level's name, where the catalog has it; None is what lies beyond the last."""
        if level is None:
            return f"Beyond level {max(known.level for known in self.catalog.levels)}"
        return next((known.name for known in self.catalog.levels if known.level == level), "")

    def gate_name(self, gate: Gate) -> str:
        """Return what is said to happen at a gate."""
        return f"Level {gate.level} declared" if gate.level else self.level_name(None)

    def amount(self, value: int) -> str:
        """Return an amount in full where there is room, shortened where there is not."""
        return money(value) if self.width >= NARROW else short_money(value)

    def heading(self, title: str, aside: str = "") -> Text:
        """Return the heading of a section."""
        return Text.assemble((title, "bold underline"), (f"  {aside}" if aside else "", "dim"))


def is_setup(activity: PlannedActivity) -> bool:
    """Say whether an activity is the set-up of a repeated item."""
    return activity.id.endswith("@setup")


def part_in_words(part: str) -> str:
    """Return the part after an id's @ as it is spoken of."""
    return "set-up" if part == "setup" else part


def a_table(*columns: str, right: tuple[str, ...] = (), whole: tuple[str, ...] = ()) -> Table:
    """Return a table without lines; columns named in ``right`` are set flush right, those in ``whole`` not broken."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", collapse_padding=True)
    for column in columns:
        justify: Literal["left", "right"] = "right" if column in right else "left"
        table.add_column(column, justify=justify, no_wrap=column in (*right, *whole), overflow="fold")
    return table
