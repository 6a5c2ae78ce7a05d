"""What was done to issues and when, as Jira's changelog has it.

The merge asks when a field was last changed, the pull when work began and ended. Reads only.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from clients.jira import operations
from clients.jira.answers import Garbled, loosely, record, records, word
from clients.jira.issues import next_page
from clients.jira.wire import Wire

MOST_ISSUES = 1000
MOST_FIELDS = 10
SECONDS = 10**11
"""A number below it counts seconds, one above milliseconds: Jira's document has the one, its examples the other."""


class Step(Struct, frozen=True):
    """One field of one issue changed: from an id to an id (of a status, say), with the words that Jira shows."""

    issue: str
    at: datetime
    author: str | None
    field: str
    before: str | None
    after: str | None
    before_text: str | None
    after_text: str | None


def read_history(wire: Wire, issues: Sequence[str], fields: Sequence[str]) -> list[Step]:
    """Return what was done to these fields of these issues (ids), oldest first."""
    found: list[Step] = []
    for start in range(0, len(issues), MOST_ISSUES):
        for first in range(0, len(fields), MOST_FIELDS):
            chosen = fields[first : first + MOST_FIELDS]
            found += _pages(wire, issues[start : start + MOST_ISSUES], chosen)
    return sorted(found, key=lambda step: step.at)


def moment(value: Any) -> datetime | None:
    """Return a moment as Jira writes it: ``2027-01-04T09:00:00.000+0000``, seconds or milliseconds since 1970."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value if value < SECONDS else value / 1000, UTC)
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _pages(wire: Wire, issues: Sequence[str], fields: Sequence[str]) -> Iterator[Step]:
    token, seen = None, set[str]()
    while True:
        body = record(wire.send(operations.changelogs(issues, fields, token)).body, "what was done to issues")
        for log in records(body.get("issueChangeLogs"), "what was done to issues"):
            yield from _steps(log, frozenset(fields))
        token = next_page(body)
        if token is None or token in seen:
            return
        seen.add(token)


def _steps(log: dict[str, Any], fields: frozenset[str]) -> Iterator[Step]:
    for history in records(log.get("changeHistories"), "what was done to an issue"):
        at = moment(history.get("created"))
        if at is None:
            raise Garbled("something was done to an issue, and it is not said when")
        for item in records(history.get("items"), "what was done to an issue"):
            field = str(item.get("fieldId") or item.get("field"))
            if field in fields:
                author = loosely(history.get("author")).get("accountId")
                issue = word(log, "issueId", "what was done to an issue")
                words = (item.get("from"), item.get("to"), item.get("fromString"), item.get("toString"))
                yield Step(issue, at, author, field, *(None if it is None else str(it) for it in words))
