"""Creates whose answer was lost: looked for until Jira must have them, and only then sent again.

An issue is created with its label and its mark in one request, so wherever it is, it can be told. The index of the
search may lag behind by minutes; the store does not, so the numbers that the project gave out last are read as well.
``clients.jira.diffing`` looks, ``clients.jira.applying`` waits.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from clients.jira import issues as reading
from clients.jira.book import Book, Entry
from clients.jira.issues import Issue
from clients.jira.labels import group_label, identity_label
from clients.jira.mapping import Mapping
from clients.jira.operations import FETCH
from clients.jira.preflight import Capabilities
from clients.jira.wire import Denied, Parked, Rejected, Wire

FIELDS = ("labels", "project", "summary")
MARGIN = 200
"""How many numbers before the newest issue in the index are read: it may know others of the same moment first."""
MOST_PAGES = 20
INDEX_S = 300
"""For how long at least the index is asked where the store is not read by key: it may lag behind by minutes."""
LONGEST_S = 30.0


class Doubt:
    """The nodes of which nobody knows whether they were created."""

    def __init__(self, wire: Wire, book: Book, can: Capabilities, roadmap: str, mapping: Mapping) -> None:
        self._wire, self._book, self._can = wire, book, can
        self._roadmap, self._settle_s = roadmap, mapping.settle_s
        self._reads_keys = True

    @property
    def pending(self) -> dict[str, Entry]:
        """The nodes in doubt."""
        return {node: entry for node, entry in self._book.nodes.items() if entry.state == "asked"}

    def resolve(self, found: Iterable[Issue] | None = None) -> None:
        """Bind what can be found now; ``found`` is what the index said already."""
        if not self.pending:
            return
        if found is None:
            jql = reading.in_group(self._can.project_key, group_label(self._roadmap))
            found = list(reading.find(self._wire, jql, FIELDS))
        # The index may still show one that was deleted, in whose place this one was to be made.
        ids = [issue.id for _, issue in self._proven(found)]
        self._bind(reading.fetch(self._wire, ids, FIELDS).values())
        if self.pending:
            self._bind(self._latest(found))

    def corrected(self, found: Iterable[Issue], group: str, fields: Sequence[str]) -> list[Issue]:
        """Return what the index found as the store has it, and what it does not know yet of the latest numbers."""
        issues = {issue.id: issue for issue in found}
        latest = [one for one in self._latest(issues.values(), fields) if group in one.labels]
        return list({**issues, **reading.fetch(self._wire, issues, fields), **{one.id: one for one in latest}}.values())

    def settle(self) -> None:
        """Look until every node in doubt is found, or is certain not to be there: then it may be created again.

        Raises ``Parked`` where that takes longer than the line has patience for.
        """
        pause = 1.0
        while self.pending:
            now = self._wire.clock.now()
            self.resolve()
            over = [node for node, entry in self.pending.items() if self._over(entry) <= now]
            if over:
                self._book.forget_nodes(over)
                continue
            if self.pending:
                ends = min(map(self._over, self.pending.values()))
                left = (ends - self._wire.clock.now()).total_seconds()
                count = len(self.pending)
                why = f"whether {count} issue{'s were' if count > 1 else ' was'} created is not known yet"
                if left > self._wire.patience_s:
                    raise Parked(ends, why)
                self._wire.clock.sleep(max(0.05, min(left, pause)))
                pause = min(LONGEST_S, pause * 2)

    def _over(self, entry: Entry) -> datetime:
        """Return when Jira would have found it."""
        assert entry.asked_at is not None
        return entry.asked_at + timedelta(seconds=self._settle_s if self._reads_keys else max(self._settle_s, INDEX_S))

    def _bind(self, issues: Iterable[Issue]) -> None:
        """Bind what proves to be ours; the oldest where there are two."""
        found: dict[str, Entry] = {}
        for node, issue in self._proven(issues):
            found.setdefault(node, replace(self.pending[node], state="bound", issue=issue.id, key=issue.key))
        if found:
            self._book.keep_nodes(found)

    def _proven(self, issues: Iterable[Issue]) -> Iterator[tuple[str, Issue]]:
        """Yield the issues of nodes in doubt, as proven by their mark, else by their label and words; oldest first."""
        pending = self.pending
        by_label = {identity_label(self._roadmap, node): node for node in pending}
        bound = {entry.issue for entry in self._book.nodes.values()}
        for issue in sorted(issues, key=lambda one: (one.mark is None, int(one.id) if one.id.isdecimal() else 0)):
            node = next((by_label[label] for label in issue.labels if label in by_label), None)
            if issue.mark is not None:
                node = issue.mark.node if issue.mark.roadmap == self._roadmap else None
            entry = pending.get(node or "")
            if node is None or entry is None or issue.id in bound:
                continue
            if issue.mark is not None or issue.fields.get("summary") == entry.title:
                yield node, issue

    def _latest(self, found: Iterable[Issue], fields: Sequence[str] = FIELDS) -> list[Issue]:
        """Read the issues that the project numbered last, from the store, whatever the index knows of them.

        Of issues that were created together the index may know the last before the first.
        """
        project = self._can.project_key
        known = [number for key in self._keys(found) if (number := _number(project, key)) is not None]
        newest = max([self._newest(), *known])
        start = max(1, newest - MARGIN)
        read: list[Issue] = []
        for first in range(start, start + MOST_PAGES * FETCH, FETCH):
            keys = [f"{project}-{number}" for number in range(first, first + FETCH)]
            there = reading.fetch_by_key(self._wire, keys, fields)
            self._reads_keys = there is not None
            if not self._reads_keys or (not there and first > newest):
                break
            read += (there or {}).values()
        # One that answers, but has not even an issue that the index knows, does not read by key either.
        self._reads_keys = self._reads_keys and (bool(read) or newest == 0)
        return read

    def _keys(self, found: Iterable[Issue]) -> Iterable[str]:
        yield from (issue.key for issue in found)
        yield from (entry.key for entry in self._book.nodes.values() if entry.key is not None)

    def _newest(self) -> int:
        """Return the number of the newest issue that the index knows, 0 where it says nothing of it."""
        try:
            newest = next(
                reading.find(self._wire, f'project = "{self._can.project_key}" ORDER BY created DESC', FIELDS), None
            )
        except Denied:
            raise
        except Rejected:
            return 0
        return _number(self._can.project_key, newest.key) or 0 if newest is not None else 0


def _number(project: str, key: str) -> int | None:
    match = re.fullmatch(rf"{re.escape(project)}-(\d+)", key)
    return int(match[1]) if match else None
