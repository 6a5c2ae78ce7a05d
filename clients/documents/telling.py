"""What a plan says of its gates and dates, as documents tell it: the copies of one item together, names for ids.

Slides, calendars and project files take their sentences from here; every word and every number is the Plan's.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from msgspec import Struct

from clients.amounts import in_words
from clients.lines import one_line
from clients.names import Names, function_name, is_setup
from planner.plans import EvidenceDue, Gate, Phase, PlannedActivity, Reason

_PART = re.compile(r"[a-z0-9]@([a-z](?:[a-z0-9_-]*[a-z0-9])?)")
_SUBJECT = "\0"  # Stands in a sentence for what it is about; no sentence of a plan holds one.


class Told(Struct, frozen=True):
    """Activities that are spoken of together (the copies of one item, or one alone): their name, and what of them."""

    name: str
    text: str
    activities: tuple[PlannedActivity, ...]


class Due(Struct, frozen=True):
    """Evidence of activities spoken of together; the copies of an item may be due on days of their own."""

    told: Told
    entries: tuple[EvidenceDue, ...]


def together(names: Names, ids: Iterable[str]) -> list[Told]:
    """Return activities by item, in the order in which the first of each starts; ids of nothing are left out."""
    found = [names.activities[one] for one in ids if one in names.activities]
    by_item = [tuple(own) for _, own in groupby(sorted(found, key=_place), key=lambda one: one.item)]
    by_item.sort(key=lambda own: (min(one.start_week or 0 for one in own), own[0].kind == "action", own[0].item))
    return [Told(called(names, own), "", own) for own in by_item]


def called(names: Names, activities: Sequence[PlannedActivity]) -> str:
    """Return what one activity, or several of one item, are called."""
    copies = [one for one in activities if not is_setup(one)]
    return names.activity(activities[0]) if len(activities) == 1 else names.together(copies or activities)


def criteria(names: Names, gate: Gate) -> list[Told]:
    """Return the exit criteria of a gate, those of the copies of an item as one where their evidence is the same."""
    alike: dict[tuple[str, str], list[PlannedActivity]] = {}
    for criterion in gate.criteria:
        activity = names.activities.get(criterion.activity)
        if activity is not None:
            alike.setdefault((activity.item, one_line(criterion.text)), []).append(activity)
    return [Told(called(names, own), text, tuple(own)) for (_, text), own in alike.items()]


def reasons(names: Names, entries: Iterable[Reason]) -> list[str]:
    """Return reasons as sentences, one for all copies of an item where they differ by nothing else."""
    alike: dict[tuple[str, str], list[PlannedActivity]] = {}
    for reason in entries:
        activity = names.activities.get(reason.subject)
        sentence = names.spoken(reason.text, {reason.subject: _SUBJECT} if activity else None)
        alike.setdefault((activity.item if activity else "", sentence), []).extend([activity] if activity else [])
    return [
        sentence.replace(_SUBJECT, f'"{called(names, copies)}"') if copies else sentence
        for (_, sentence), copies in alike.items()
    ]


def held_by(names: Names, gate: Gate) -> list[str]:
    """Return why a gate is not earlier: the plan's reasons, or where it has none the names of what holds it."""
    told = reasons(names, gate.why)
    if told:
        return told
    holders = [one.name for one in together(names, gate.held_by)]
    levels = [one.removeprefix("gate-") for one in gate.held_by if one not in names.activities]
    return [*holders, *(f"The weeks of evidence at level {level}" for level in levels)]


def evidence_due(names: Names, phase: Phase) -> list[Due]:
    """Return the evidence due in a quarter, that of copies due on one day together, by date.

    A set-up has none of its own: what there is to show of the item comes with the copies.
    """
    alike: dict[tuple[str, str, str], list[EvidenceDue]] = {}
    for due in sorted(phase.evidence_due, key=lambda one: one.date):
        activity = names.activities.get(due.activity)
        if activity is not None and not is_setup(activity):
            alike.setdefault((due.date.isoformat(), activity.item, due.text), []).append(due)
    found = []
    for (_, _, text), entries in alike.items():
        own = tuple(names.activities[one.activity] for one in entries)
        found.append(Due(Told(called(names, own), one_line(text), own), tuple(entries)))
    return found


def alike(names: Names, sentences: Iterable[str], titles: Mapping[str, str]) -> list[str]:
    """Return sentences of the plan with names for ids, those that differ only in the function they speak of as one.

    ``titles`` are those of the catalog's items: a sentence may speak of one that is not in the plan.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for sentence in sentences:
        parts = set(_PART.findall(sentence))
        part = parts.pop() if len(parts) == 1 else ""
        key = sentence.replace(f"@{part}", "@") if part else sentence
        found.setdefault(key, []).append((sentence, part))
    return [_as_one(names, same, titles) for same in found.values()]


def _as_one(names: Names, same: Sequence[tuple[str, str]], titles: Mapping[str, str]) -> str:
    sentence, part = same[0]
    said = names.spoken(sentence, titles)
    if len(same) == 1:
        return said
    return said.replace(f": {_part_name(part)}", f" ({in_words([_part_name(one) for _, one in same])})")


def _part_name(part: str) -> str:
    return "set-up" if part == "setup" else function_name(part)


def _place(activity: PlannedActivity) -> tuple[str, int, str]:
    return activity.item, activity.start_week or 0, activity.id
