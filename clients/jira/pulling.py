"""What happened in Jira to the issues of a plan: work begun, ended, given up, taken up again, issues gone or moved.

``pull`` reads what changed since the last time, or everything, and keeps what it found as actuals: the words in which a
plan is told what really happened. It writes nothing to Jira. The category of a status decides, never its name; but for
the names of work that was given up, which the mapping holds.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from clients.jira import issues as reading
from clients.jira import operations
from clients.jira.answers import loosely, record, records, word
from clients.jira.book import Book
from clients.jira.history import Step, moment, read_history
from clients.jira.issues import Issue
from clients.jira.labels import group_label
from clients.jira.mapping import Mapping as JiraMapping
from clients.jira.preflight import blocking
from clients.jira.site import link_types
from clients.jira.wire import Wire

OVERLAP_S = 600
"""How far a pull reaches back before the last one: the index may have lagged behind, and knows minutes alone."""
LONGEST_S = 30 * 86_400
FIELDS = ("status", "resolution", "resolutiondate", "project", "issuelinks", "created", "updated", "summary")

ActualKind = Literal["started", "finished", "cancelled", "reopened", "deleted", "moved", "relinked"]


class Actual(Struct, frozen=True):
    """Something that really happened ``on`` an activity or a gate, on a day as the account's time zone has it.

    ``value`` is the status that says so; of ``moved`` and ``deleted`` the key; of ``relinked`` the links that people
    added and removed. ``source`` names the issue, ``by`` the account that did it, where that is known.
    """

    on: str
    kind: ActualKind
    date: date
    value: Any
    source: str
    by: str | None
    recorded_at: datetime


class Pulled(Struct, frozen=True):
    """All actuals as they are known now; which of them are new or changed, and which hold no longer, by id and kind."""

    actuals: tuple[Actual, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    full: bool
    issues: int


class Cursor(Struct, frozen=True):
    """When Jira was last pulled from."""

    at: datetime


def pull(wire: Wire, book: Book, mapping: JiraMapping, roadmap: str, *, full: bool) -> Pulled:
    """Return what happened, and keep it; raises what ``Wire.send`` raises."""
    at = wire.clock.now()
    cursor = book.read("pull", Cursor).get("")
    since = (at - cursor.at).total_seconds() + OVERLAP_S if cursor is not None else LONGEST_S
    full = full or since >= LONGEST_S
    ids = {
        entry.issue: node
        for node, entry in book.nodes.items()
        if entry.issue is not None and entry.level == 0 and (full or entry.state == "bound")
    }
    if not full:
        ids = {issue: ids[issue] for issue in _changed(wire, roadmap, since) if issue in ids}
    read = _Reading(wire, book, mapping, at)
    found = {f"{one.on}:{one.kind}": one for one in read.actuals(ids)} if ids else {}
    before = book.read("actual", Actual)
    looked_at = set(ids.values())
    gone = [key for key, one in before.items() if one.on in looked_at and key not in found]
    new = {key: one for key, one in found.items() if key not in before or _what(before[key]) != _what(one)}
    # A deletion and a change of links are dated by when they were seen: what was seen before keeps its day.
    new = {
        key: one
        for key, one in new.items()
        if not (key in before and _is_undated(one) and before[key].value == one.value)
    }
    book.save("actual", {**new, **dict.fromkeys(gone)})
    book.save("pull", {"": Cursor(at)})
    actuals = {**{key: one for key, one in before.items() if key not in gone}, **new}
    ordered = sorted(actuals.values(), key=lambda one: (one.date, one.on, one.kind))
    return Pulled(tuple(ordered), tuple(sorted(new)), tuple(sorted(gone)), full, len(ids))


def _changed(wire: Wire, roadmap: str, since_s: float) -> list[str]:
    """Return the ids of the issues that were changed lately; minutes back need no time zone."""
    jql = reading.in_group(wire.connection.project, group_label(roadmap))
    minutes = math.ceil(since_s / 60)
    return [issue.id for issue in reading.find(wire, f'{jql} AND updated >= "-{minutes}m"', ("updated",))]


def _what(actual: Actual) -> tuple[date, bytes]:
    return actual.date, msgspec.json.encode(actual.value, order="deterministic")


def _is_undated(actual: Actual) -> bool:
    return actual.kind in ("deleted", "moved", "relinked")


class _Reading:
    """One reading of issues and what was done to them."""

    def __init__(self, wire: Wire, book: Book, mapping: JiraMapping, at: datetime) -> None:
        self._wire, self._book, self._at = wire, book, at
        self._given_up = {name.casefold() for name in mapping.cancelled}
        me = record(wire.send(operations.myself()).body, "the account")
        self._zone = _zone(me.get("timeZone"))
        statuses = records(wire.send(operations.statuses()).body, "the statuses")
        self._categories = {
            word(one, "id", "a status"): word(loosely(one.get("statusCategory")), "key", "a status")
            for one in statuses
        }  # fmt: skip
        self._links = blocking(link_types(wire), mapping)
        self._present: set[str] = set()

    def actuals(self, ids: Mapping[str, str]) -> Iterator[Actual]:
        """Yield what happened to these issues, of these nodes."""
        there = reading.fetch(self._wire, ids, FIELDS)
        known = [one for one, node in ids.items() if self._book.nodes[node].state == "bound" and one not in there]
        there |= reading.fetch_left_out(self._wire, known, FIELDS)
        self._present = {ids[issue] for issue in there} | self._others(there.values(), set(ids.values()))
        steps: dict[str, list[Step]] = {}
        for step in read_history(self._wire, list(there), ("status",)) if there else ():
            steps.setdefault(step.issue, []).append(step)
        for issue_id, node in ids.items():
            issue = there.get(issue_id)
            if issue is None:
                key = self._book.nodes[node].key
                yield Actual(node, "deleted", self._day(self._at), key, f"jira:{key}", None, self._at)
                continue
            yield from self._of_status(node, issue, steps.get(issue_id, []))
            if issue.project_key != self._wire.connection.project:
                yield self._actual(node, "moved", issue, self._at, issue.key, None)
            yield from self._of_links(node, issue)

    def _of_status(self, node: str, issue: Issue, steps: list[Step]) -> Iterator[Actual]:
        """Yield how work stands: its begin, and its end where it has not been taken up again."""
        category, status = issue.category, issue.status
        if category == "new":
            yield from self._reopened(node, issue, steps)
            return
        begun = next((step for step in steps if self._category(step.after) == "indeterminate"), None)
        ended = next((step for step in reversed(steps) if self._into_done(step)), None)
        begin = begun or ended
        at = begin.at if begin is not None else moment(issue.fields.get("created"))
        if at is not None:
            yield self._actual(node, "started", issue, at, begin.after_text if begin is not None else status, begin)
        if category != "done":
            yield from self._reopened(node, issue, steps)
            return
        end = moment(issue.fields.get("resolutiondate")) or (ended.at if ended is not None else at)
        if end is not None:
            given_up = bool({status.casefold(), issue.resolution.casefold()} & self._given_up)
            yield self._actual(node, "cancelled" if given_up else "finished", issue, end, status, ended)

    def _reopened(self, node: str, issue: Issue, steps: list[Step]) -> Iterator[Actual]:
        """Yield that work was taken up again, or put back, after it had been done."""
        again = next((step for step in reversed(steps) if self._out_of_done(step)), None)
        if again is not None:
            yield self._actual(node, "reopened", issue, again.at, again.after_text, again)

    def _of_links(self, node: str, issue: Issue) -> Iterator[Actual]:
        """Yield that people changed what comes before this."""
        now = self._before(issue)
        known = {key.partition(" > ")[0] for key in self._book.links if key.partition(" > ")[2] == node}
        # What went with its issue was not taken away by anybody.
        added, removed = sorted(now - known), sorted((self._ours(node) - now) & self._present)
        if added or removed:
            yield self._actual(node, "relinked", issue, self._at, {"added": added, "removed": removed}, None)

    def _before(self, issue: Issue) -> set[str]:
        """Return the nodes that come before an issue by its links."""
        by_issue = {entry.issue: name for name, entry in self._book.nodes.items() if entry.state == "bound"}
        links = issue.links(self._links) if self._links is not None else ()
        return {by_issue[one.other] for one in links if not one.blocker and one.other in by_issue}

    def _ours(self, node: str) -> set[str]:
        """Return the nodes that come before one by the links that the plan made."""
        made = [key.partition(" > ") for key, link in self._book.links.items() if link.state != "asked"]
        return {blocker for blocker, _, blocked in made if blocked == node and self._links is not None}

    def _others(self, issues: Iterable[Issue], read: set[str]) -> set[str]:
        """Return which of the nodes that were not read, and whose links are missing, are still there."""
        by_id = {entry.issue: node for node, entry in self._book.nodes.items()}
        asked = {one for issue in issues for one in self._ours(by_id.get(issue.id, "")) - self._before(issue)} - read
        ids = {entry.issue: one for one in asked if (entry := self._book.nodes.get(one)) and entry.issue}
        return {ids[issue] for issue in reading.fetch(self._wire, ids, ("project",))} if ids else set()

    def _category(self, status_id: str | None) -> str:
        return self._categories.get(status_id or "", "")

    def _into_done(self, step: Step) -> bool:
        return self._category(step.after) == "done" and self._category(step.before) != "done"

    def _out_of_done(self, step: Step) -> bool:
        return self._category(step.before) == "done" and self._category(step.after) != "done"

    def _actual(self, node: str, kind: ActualKind, issue: Issue, at: datetime, value: Any, step: Step | None) -> Actual:
        by = step.author if step is not None else None
        return Actual(node, kind, self._day(at), value, f"jira:{issue.key}", by, self._at)

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()


def _zone(name: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(name))
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
