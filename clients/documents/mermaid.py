"""A plan as text that Mermaid draws: a section for each group, a bar for each activity, a milestone for each gate.

``mermaid`` is called by whoever exports; wikis and repositories draw what it returns. Mermaid has four looks only:
``crit`` is kept for what holds the finish, and kinds of work look alike. It draws no links, so none are written.
"""

import json
import re
from collections.abc import Iterator

from catalog.model import Catalog
from clients.documents.charts.naming import name_of
from clients.documents.outline import Group, Milestone, Outline, Row, outline
from clients.documents.refusal import refuse_without_schedule
from clients.lines import one_line
from clients.names import Names, cut
from planner.plans import Plan

LONGEST = 80
"""Letters of a label."""
_QUARTER_WEEKS = 13
_MONTHS = {6: 1, 14: 3, 30: 6}
"""Months from one tick to the next on an axis of at most so many quarters."""
# What ends a label, or begins a comment or an entity, as something that looks like it and means nothing.
_PLAIN = {";": ",", "#": "♯", "%": " percent", "<": "‹", ">": "›", "{": "(", "}": ")", "`": "'", "\\": "/"}
# A label that begins like a statement of the language would be taken for one.
_STATEMENT = re.compile(
    r"(?:gantt|dateformat|inclusiveenddates|topaxis|axisformat|tickinterval|includes|excludes|todaymarker|weekday"
    r"|weekend|title|acctitle|accdescr\w*|section|click|call|href)\b|\d{4}-\d\d-\d\d|-{2,}",
    re.IGNORECASE,
)


def mermaid(plan: Plan, catalog: Catalog) -> bytes:
    """Return a plan as a Gantt chart in Mermaid's language; ``Refused`` where it has no schedule."""
    refuse_without_schedule(plan, "a chart")
    order = outline(plan, catalog)
    return "\n".join([*_head(name_of(plan), order), *_body(plan, catalog, order), ""]).encode()


def _head(title: str, order: Outline) -> Iterator[str]:
    """Yield the front matter, in which a title may hold anything, and the axis."""
    yield from ("---", f"title: {json.dumps(plain(title), ensure_ascii=False)}", "---", "gantt")
    quarters = -(-order.weeks // _QUARTER_WEEKS)
    months = next((step for most, step in _MONTHS.items() if quarters <= most), 12)
    yield "    dateFormat YYYY-MM-DD"
    yield "    axisFormat %Y-%m"
    yield f"    tickInterval {months}month"
    yield "    todayMarker off"


def _body(plan: Plan, catalog: Catalog, order: Outline) -> Iterator[str]:
    levels = Names(plan, catalog).transitions
    waiting = {one.gate.level: one for one in order.milestones}
    for group in order.groups:
        gate = waiting.pop(levels[group.id], None) if group.id in levels else None
        yield from _section(group, gate)
    if waiting:
        yield "    section Gates"
        yield from (_gate(one) for one in waiting.values())


def _section(group: Group, gate: Milestone | None) -> Iterator[str]:
    yield f"    section {plain(group.title)}"
    yield from (_bar(row) for row in group.rows)
    if gate is not None:
        yield _gate(gate)


def _bar(row: Row) -> str:
    look = "crit, " if row.activity.critical else ""
    return f"    {plain(_short(row.label))} :{look}{_id(row.id)}, {row.start}, {row.weeks * 7}d"


def _short(label: str) -> str:
    """Return a label that Mermaid has room for beside a bar; what tells copies apart is kept."""
    head, colon, ending = label.rpartition(": ")
    if len(label) <= LONGEST or not colon or len(ending) > LONGEST // 2:
        return cut(label, LONGEST)
    return f"{cut(head, LONGEST - len(ending) - len(colon))}{colon}{ending}"


def _gate(one: Milestone) -> str:
    """Return a milestone, which Mermaid draws in the middle of its span: at noon of the gate's day."""
    return f"    {plain(one.label)} :milestone, {_id(one.id)}, {one.date}, 1d"


def _id(name: str) -> str:
    """Return an id that is none of the language's words."""
    return f"m-{name.replace('@', '--')}"


def plain(words: str) -> str:
    """Return words as a label may hold them: legible, and nothing in them that Mermaid would read."""
    line = one_line(words).replace(": ", " – ").replace(":", "∶")
    line = " ".join("".join(_PLAIN.get(sign, sign) for sign in line).split())
    return f"“{line}”" if _STATEMENT.match(line) else line or "–"
