"""What the things of a plan are called in Jira and in documents: in one line, and in a sentence.

Titles may come from anywhere: what leaves here is one line, without control characters, and never empty.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from catalog.model import Catalog, Level
from clients.amounts import in_words
from clients.lines import one_line
from planner.plans import Gate, Phase, Plan, PlannedActivity

LONGEST_SUMMARY = 255
_SETUP = "@setup"
# Ids that no English word can be mistaken for: they hold a hyphen, an underscore or an @.
_ID = re.compile(r"[a-z][a-z0-9]*[_@-][a-z0-9_@-]*[a-z0-9]")


class Names:
    """The names of a plan's activities, gates and quarters, and of what its catalog knows."""

    def __init__(self, plan: Plan, catalog: Catalog) -> None:
        self.plan = plan
        self.currency = plan.request.budget.currency or catalog.currency
        self.activities = {activity.id: activity for activity in plan.activities}
        self.items = {activity.item: activity.title for activity in plan.activities}
        self.descriptions = {item.id: item.description for item in catalog.items}
        self.transitions = {step.id: step.to_level for step in catalog.transitions}
        self.levels = {level.level: level for level in catalog.levels}
        self.roles = {role.id: shown(role.title, role.id) for role in catalog.roles}
        self.controls = {control.id: shown(control.title, control.id) for control in catalog.controls}
        self.risks = {risk.id: shown(risk.title, risk.id) for risk in catalog.risks}
        self.kpis = {kpi.id: shown(kpi.name, kpi.id) for kpi in catalog.kpis}

    def activity(self, activity: PlannedActivity) -> str:
        """Return an activity's title, with its function's name or the set-up told apart: an issue's summary."""
        part = "set-up" if is_setup(activity) else function_name(activity.function or "")
        title = shown(activity.title, activity.item)
        return with_ending(title, f": {part}") if part else cut(title, LONGEST_SUMMARY)

    def together(self, activities: Sequence[PlannedActivity]) -> str:
        """Return what copies of one item are called together: its title with their functions."""
        functions = [function_name(one.function) for one in activities if one.function]
        title = shown(activities[0].title, activities[0].item)
        return with_ending(title, f" ({in_words(functions)})") if functions else self.activity(activities[0])

    def gate(self, gate: Gate) -> str:
        """Return the summary of a gate: which level is declared."""
        if gate.level is None:
            return f"{self.beyond} reached"
        return _titled(f"Level {gate.level} declared", self.levels.get(gate.level))

    def level(self, gate: Gate) -> str:
        """Return the summary of what stands above all that leads to a gate."""
        return self.beyond if gate.level is None else _titled(f"Level {gate.level}", self.levels.get(gate.level))

    @property
    def beyond(self) -> str:
        """What lies after the last level."""
        return f"Beyond level {max(self.levels, default=self.plan.request.target)}"

    def phase(self, phase: Phase) -> str:
        """Return the summary of a quarter: its label and the plan's name, which a re-plan keeps."""
        name = one_line(self.plan.request.name or "") or f"the road to level {self.plan.request.target}"
        return cut(f"{phase.label}: {name}", LONGEST_SUMMARY)

    def spoken(self, sentence: str, named: Mapping[str, str] | None = None) -> str:
        """Return a sentence of the plan with names where it has ids; ``named`` gives some ids a name of their own."""
        own = named or {}
        return _ID.sub(lambda found: own.get(found[0]) or self._name(found[0]), one_line(sentence))

    def _name(self, word: str) -> str:
        if word in self.activities:
            return f'"{self.activity(self.activities[word])}"'
        item, _, part = word.partition("@")
        if item in self.items:
            ending = f": {function_name(part)}" if part else ""
            return f'"{with_ending(shown(self.items[item], item), ending)}"'
        return self.roles.get(word, word)


def is_setup(activity: PlannedActivity) -> bool:
    """Tell whether an activity is the set-up of a repeated item."""
    return activity.id.endswith(_SETUP)


def function_name(function: str) -> str:
    """Return a function's id as a name: ``Sales``, ``Web shop``, ``Function A``; two letters are an abbreviation."""
    words = one_line(re.sub(r"[-_]+", " ", function))
    words = re.sub(r"^function [a-z]\d*$", lambda nameless: nameless[0].title(), words)
    return words.upper() if len(words) <= 2 else words[:1].upper() + words[1:]


def shown(words: str, otherwise: str) -> str:
    """Return words as one line, or an id where nothing of them can be seen."""
    line = one_line(words)
    return line if any(sign.isprintable() and not sign.isspace() for sign in line) else otherwise


def with_ending(words: str, ending: str) -> str:
    """Return words and an ending as one summary; the words are cut first."""
    short = cut(ending, LONGEST_SUMMARY // 2)
    return cut(words, LONGEST_SUMMARY - _units(short)) + short


def cut(words: str, most: int) -> str:
    """Return words in at most so many characters as Jira counts them, where an emoji is two."""
    if _units(words) <= most:
        return words
    kept = words[: most - 1]
    while _units(kept) > most - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def listed(ids: Iterable[str], names: dict[str, str]) -> list[str]:
    """Return the names of ids, those without a name as they are."""
    return [names.get(one, one) for one in ids]


def _units(words: str) -> int:
    return len(words.encode("utf-16-le")) // 2


def _titled(head: str, level: Level | None) -> str:
    return cut(f"{head}: {shown(level.name, '')}" if level and shown(level.name, "") else head, LONGEST_SUMMARY)
