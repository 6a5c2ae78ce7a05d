"""Connections to Jira judged before they are kept: in form, by where they lead, and what a change of them asks for.

Called by the routes of ``/jira/connections``. What it says of a token never repeats it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from catalog.decoding import decode_json
from catalog.fault import Fault, Refused, capped
from catalog.reading import in_order, walk
from clients.jira.connection import Connection, judge
from clients.sdk.jira_types import NewJiraConnection, Token
from planner.merging import merged

WHERE = ("site", "gateway", "email", "scoped", "cloud_id")
"""Where a token goes, and as whose: whoever changes that gives the token anew, so that nobody leads it elsewhere."""

_TOKEN = "/token"
_HINT = "https://id.atlassian.com/manage-profile/security/api-tokens"


class _Changed(NewJiraConnection, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A connection that there is already, changed."""

    token: Token | UnsetType = UNSET  # type: ignore[assignment]


class Judged(Struct, frozen=True):
    """A connection that may be kept, with its token where one was given."""

    name: str
    connection: Connection
    token: str | None

    def __repr__(self) -> str:
        return f"Judged({self.name!r}, {self.connection!r})"


def judged_connection(body: bytes, limit: int, allowed: frozenset[str]) -> Judged:
    """Return a new connection; ``Refused`` with everything that is wrong with it."""
    decoded = decode_json(body, limit)
    return _judged(decoded.document, NewJiraConnection, list(decoded.slips), allowed)


def judged_change(
    name: str, connection: Connection, before: Mapping[str, Any], change: Mapping[str, Any], allowed: frozenset[str]
) -> Judged:
    """Return a connection as a merge patch makes it of its fields ``before``; ``Refused`` with all that is wrong."""
    faults = []
    if "token" in change and change["token"] is None:
        faults.append(Fault(_TOKEN, "wrong_type", "A token is replaced, not taken out.", "delete the connection"))
    changed = _judged(merged({"name": name, **before}, change), _Changed, faults, allowed)
    moved = [field for field in WHERE if getattr(changed.connection, field) != getattr(connection, field)]
    if moved and changed.token is None:
        detail = f"The token would be used elsewhere, as {' and '.join(moved)} changes: give it anew."
        raise Refused([Fault(_TOKEN, "token_needed", detail, _HINT)])
    return changed


def _judged(
    document: object, type_: type[NewJiraConnection], slips: Iterable[Fault], allowed: frozenset[str]
) -> Judged:
    walked = walk(document, type_)
    faults = [*slips, *map(_silent, walked.faults)]
    given = walked.value
    if given is not None:
        wrong = {fault.pointer.partition("/")[2].partition("/")[0] for fault in faults}
        faults += [fault for fault in judge(given, allowed) if fault.pointer.removeprefix("/") not in wrong]
    if faults or given is None:
        raise Refused(capped(in_order(faults, document)))
    fields = {name: getattr(given, name) for name in Connection.__struct_fields__}
    token: str | UnsetType = given.token
    return Judged(given.name, Connection(**fields), None if token is UNSET else token)


def _silent(fault: Fault) -> Fault:
    """Return a fault without what was given, where that is a token or may hold one."""
    if fault.pointer != _TOKEN or fault.code == "missing":
        return fault
    detail = "The token is no API token: it is one line, without blanks, of at most 4,000 characters."
    return replace(fault, detail=detail, suggestion=_HINT)
