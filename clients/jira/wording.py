"""What stands in the managed region of an issue: what is to be done, by whom, for how much, and why not earlier.

Called by ``clients.jira.wanted``. No plan's id and no day of a sync stands here: a re-plan that leaves an activity as
it was leaves its region as it was. Every figure comes from the Plan, every title from the catalog.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from clients.amounts import counted, in_words, money, people
from clients.dates import day
from clients.jira.adf import Block, bullets, canonical, heading, paragraph, text
from clients.lines import one_line
from clients.names import Names, cut, function_name, is_setup, listed
from planner.plans import Gate, Phase, PlannedActivity, Reason

SMALL = 4
MOST_ENTRIES = 40
LONGEST_ENTRY = 400
LONGEST_PARAGRAPH = 2_000
LARGEST = 24_000
"""Bytes of a region as JSON: a description may have 32,767 characters, and people want to write too."""

Line = list[Block]
_SUBJECT = "\0"  # Stands in a sentence for what it is about; no sentence of a plan holds one.


def activity_region(names: Names, activity: PlannedActivity) -> tuple[Block, ...]:
    """Return the region of an activity."""
    return _fitting(
        [
            *_opening(names, activity),
            *_section("Leads to" if is_setup(activity) else "Done when", _done(activity)),
            *_section("Who, how, for how much", _means(names, activity)),
            *_section("Controls", _controls(names, activity)),
            *_section("Risks it reduces", _lines(listed(activity.risks, names.risks))),
            *_section("KPIs it moves", _lines(listed(activity.kpis, names.kpis))),
            *_section("Why it is not earlier", _lines(_reasons(names, activity.why))),
        ]
    )


def gate_region(names: Names, gate: Gate) -> tuple[Block, ...]:
    """Return the region of a gate: its exit criteria, and what holds its date."""
    level = None if gate.level is None else names.levels.get(gate.level)
    held = _reasons(names, gate.why) or [names.spoken(one) for one in gate.held_by]
    return _fitting(
        [
            *_paragraph(level.summary if level else ""),
            *_section("Exit criteria", _criteria(names, gate)),
            *_section("Why it is not earlier", _lines(held)),
        ]
    )


def level_region(names: Names, gate: Gate) -> tuple[Block, ...]:
    """Return the region of what stands above all that leads to a gate: what the level is, and its governance."""
    level = None if gate.level is None else names.levels.get(gate.level)
    return _fitting(
        [
            *_paragraph((level.definition or level.summary) if level else ""),
            *_paragraph(level.governance if level else ""),
        ]
    )


def phase_region(names: Names, phase: Phase, gates: Sequence[Gate]) -> tuple[Block, ...]:
    """Return the region of a quarter: levels declared in it, money, people, risks open at its end, KPIs."""
    return _fitting(
        [
            *_section("Levels declared", [_line(f"{names.level(gate)}, on {day(gate.date)}") for gate in gates]),
            *_section("Money and people", _quarter_figures(names, phase)),
            *_section("Risks open at its end", _lines(listed(phase.risks_open, names.risks))),
            *_section("KPIs to have a baseline of", _lines(listed(phase.kpis, names.kpis))),
        ]
    )


# Sections of an activity ---------------------------------------------------------------------------------------


def _opening(names: Names, activity: PlannedActivity) -> Iterator[Block]:
    if is_setup(activity):
        copies = [one for one in names.plan.activities if one.item == activity.item and one.function]
        whom = in_words([function_name(one.function) for one in copies if one.function])
        yield from _paragraph(f"The set-up, done once for {whom or 'all functions'}.")
    yield from _paragraph(names.descriptions.get(activity.item, ""))


def _done(activity: PlannedActivity) -> list[Line]:
    return [*_fact("Deliverable", activity.deliverable), *_fact("Evidence", activity.evidence)]


def _means(names: Names, activity: PlannedActivity) -> list[Line]:
    mode = (activity.mode or "").replace("_", " ")
    people_of = (f"{names.roles.get(role, role)} {people(share)}" for role, share in activity.staffing.items() if share)
    staff = ", ".join(people_of)
    return [
        *_fact("Accountable", names.roles.get(activity.accountable or "", activity.accountable or "")),
        *_fact("Responsible", names.roles.get(activity.responsible or "", activity.responsible or "")),
        *_fact("How", ", ".join(part for part in (mode, counted(activity.weeks or 0, "week")) if part)),
        *_fact("People", f"{staff} FTE" if staff else ""),
        *_fact("Money", _money(names, activity)),
    ]


def _money(names: Names, activity: PlannedActivity) -> str:
    amounts = (("cash", activity.cash), ("own labour", activity.labour), ("a year to run", activity.run_per_year))
    return ", ".join(f"{names.currency} {money(amount)} {what}" for what, amount in amounts if amount)


def _controls(names: Names, activity: PlannedActivity) -> list[Line]:
    return [[*_line(names.controls.get(one, one)), *text(" "), *text(one, "code")] for one in activity.controls]


def _reasons(names: Names, reasons: Sequence[Reason]) -> list[str]:
    """Return reasons as sentences, one for all copies of an item where they differ by nothing else."""
    alike: dict[tuple[str | None, str], list[PlannedActivity]] = {}
    for reason in reasons:
        activity = names.activities.get(reason.subject)
        sentence = names.spoken(reason.text, {reason.subject: _SUBJECT} if activity else None)
        copies = alike.setdefault((activity.item if activity else None, sentence), [])
        copies += [activity] if activity else []
    return [
        sentence.replace(_SUBJECT, f'"{_called(names, copies)}"') if copies else sentence
        for (_, sentence), copies in alike.items()
    ]


def _called(names: Names, copies: Sequence[PlannedActivity]) -> str:
    return names.activity(copies[0]) if len(copies) == 1 else names.together(copies)


# Sections of a gate and a quarter ------------------------------------------------------------------------------


def _criteria(names: Names, gate: Gate) -> list[Line]:
    """Return a line for each criterion, one for all copies of an item whose evidence is the same."""
    alike: dict[tuple[str, str], list[PlannedActivity]] = {}
    for criterion in gate.criteria:
        activity = names.activities.get(criterion.activity)
        if activity is not None:
            alike.setdefault((activity.item, criterion.text), []).append(activity)
    return [line for (_, evidence), own in alike.items() for line in _fact(names.together(own), evidence)]


def _quarter_figures(names: Names, phase: Phase) -> list[Line]:
    spend, everybody = phase.spend, phase.staffing.get("total")
    parts = (("cash", spend.cash), ("own labour", spend.labour), ("to run", spend.run))
    budget = phase.budget
    used = f"{names.currency} {money(budget.used)} of {money(budget.available or 0)}"
    carried = f", and {money(budget.carried)} carried over" if budget.carried else ""
    staff = everybody and f"{people(round(everybody.used, 1))} person-weeks, {people(everybody.peak)} FTE at the peak"
    return [
        *_fact("Spend", ", ".join(f"{names.currency} {money(amount)} {what}" for what, amount in parts if amount)),
        *_fact("Budget", "" if budget.available is None else f"{used}{carried}"),
        *_fact("People", staff or ""),
    ]


# Lines and blocks ----------------------------------------------------------------------------------------------


def _line(words: str) -> Line:
    return text(cut(one_line(words), LONGEST_ENTRY))


def _lines(sentences: Iterable[str]) -> list[Line]:
    return [_line(sentence) for sentence in sentences]


def _fact(name: str, words: str) -> list[Line]:
    """Return a line that begins with the name of a fact; none where there is nothing to say."""
    said = one_line(words)
    return [[*text(f"{name}: ", "strong"), *_line(said)]] if said else []


def _section(title: str, lines: Sequence[Line]) -> list[Block]:
    """Return a small heading with a list; nothing where the list would be empty."""
    kept = [line for line in lines if line]
    more = [text(f"and {len(kept) - MOST_ENTRIES:,} more")] if len(kept) > MOST_ENTRIES else []
    return [heading(SMALL, title), *bullets(*kept[:MOST_ENTRIES], *more)] if kept else []


def _paragraph(words: str) -> list[Block]:
    line = cut(one_line(words), LONGEST_PARAGRAPH)
    return [paragraph(text(line))] if line else []


def _fitting(blocks: list[Block]) -> tuple[Block, ...]:
    """Return as many blocks from the first on as a description can take, in their canonical form."""
    while len(msgspec.json.encode(blocks)) > LARGEST:
        blocks = blocks[:-1]
    return canonical(blocks)
