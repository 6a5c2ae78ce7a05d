"""What stands in the notes of a task: what there is to show, by whom, and why it is not earlier.

Called by ``clients.documents.mspdi.tasks``; a line of plain text for each fact, in names that people know.
"""

from collections.abc import Iterable

from clients.amounts import money
from clients.dates import day
from clients.documents.telling import criteria, held_by, reasons
from clients.lines import one_line
from clients.names import Names, is_setup, listed
from planner.plans import Gate, PlannedActivity

_WHY = "Why not earlier"
LONGEST = 16_000
"""Characters of a note: programs cut longer ones wherever they please."""


def activity_notes(names: Names, activity: PlannedActivity, evidence_due: str) -> str:
    """Return the notes of an activity; ``evidence_due`` is the day by which its evidence is due, in words."""
    run = f"{names.currency} {money(activity.run_per_year)} a year" if activity.run_per_year else ""
    facts = [
        ("", names.descriptions.get(activity.item, "")),
        ("Deliverable", "" if is_setup(activity) else activity.deliverable),
        (
            f"Evidence by {evidence_due}" if evidence_due else "Evidence",
            "" if is_setup(activity) else activity.evidence,
        ),
        ("Accountable", names.roles.get(activity.accountable or "", activity.accountable or "")),
        ("Responsible", names.roles.get(activity.responsible or "", activity.responsible or "")),
        ("To run", run),
        ("Controls", "; ".join(listed(activity.controls, names.controls))),
        ("Risks it reduces", "; ".join(listed(activity.risks, names.risks))),
        ("KPIs it moves", "; ".join(listed(activity.kpis, names.kpis))),
        *((_WHY, one) for one in reasons(names, activity.why)),
    ]
    return _note(facts)


def gate_notes(names: Names, gate: Gate) -> str:
    """Return the notes of a gate: its exit criteria, and what holds its date."""
    exits = (("Exit criterion", f"{one.name}: {one.text}") for one in criteria(names, gate))
    return _note([("Declared on", day(gate.date)), *exits, *((_WHY, one) for one in held_by(names, gate))])


def _note(facts: Iterable[tuple[str, str]]) -> str:
    """Return a line for each fact that there is, as many from the first on as fit."""
    lines: list[str] = []
    room = LONGEST
    for name, words in facts:
        said = one_line(words)
        line = f"{name}: {said}" if name else said
        room -= len(line) + 1
        if said and room < 0:
            return "\n".join([*lines, "…"])
        lines += [line] if said else []
    return "\n".join(lines)
