"""Search as Jira Cloud has it since 2025: late, bounded, without a total, page by page by token.

It answers from the index, which lags behind the store; ``reconcileIssues`` makes up to fifty known ids current.
"""

from datetime import timedelta

import msgspec

from tests.clients.jira.fake import jql, rendering
from tests.clients.jira.fake.wire import Refused, answered

GONE = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. "
    "A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)
MOST = 5000
MOST_PROPERTIES = 5
MOST_RECONCILED = 50
TOKEN_LIFE = timedelta(days=7)
USUAL = 50


class Cursor(msgspec.Struct, frozen=True):
    """The rest of a search after one of its pages."""

    jql: str
    reconciled: frozenset[str]
    ids: tuple[str, ...]
    expires: object


def removed(_store, _call):
    raise Refused(410, GONE)


def by_post(store, call):
    body = call.json
    unknown = set(body) & {"startAt", "total", "validateQuery"}
    if unknown:
        raise Refused(400, f'Unrecognized field "{sorted(unknown)[0]}"')
    return _found(store, call, body)


def by_get(store, call):
    if "startAt" in call.request.query:
        raise Refused(400, "The query parameter 'startAt' is not supported.")
    lists = ("fields", "properties", "reconcileIssues")
    body = {name: call.many(name) for name in lists if name in call.request.query}
    body |= {name: call.one(name) for name in ("jql", "nextPageToken") if name in call.request.query}
    if "maxResults" in call.request.query:
        body["maxResults"] = int(call.one("maxResults"))
    return _found(store, call, body)


def _found(store, call, asked):
    fields, properties = asked.get("fields") or ["id"], asked.get("properties") or []
    reconciled = frozenset(str(each) for each in asked.get("reconcileIssues") or [])
    size = asked.get("maxResults", USUAL)
    if len(properties) > MOST_PROPERTIES or len(reconciled) > MOST_RECONCILED or size < 1:
        raise Refused(
            400, "The search request is invalid: too many properties or reconcileIssues, or no results wanted."
        )
    shown = {issue.id: issue for issue in store.indexed(reconciled)}
    rest = _rest(store, call, asked, reconciled, shown)
    full = bool(set(fields) - rendering.BARE or properties)
    size = min(size, MOST, store.site.page if full else store.site.ids_page)
    page, left = rest[:size], rest[size:]
    issues = [_shown(store, shown[each], fields, properties) for each in page if each in shown]
    body = {"issues": issues, "isLast": not left}
    if left:
        body["nextPageToken"] = _token(store, call, asked["jql"], reconciled, left)
    return answered(200, body)


def _rest(store, call, asked, reconciled, shown):
    """The ids that are still to be answered: all that match, or what a token stands for."""
    query = jql.parse(asked.get("jql") or "", store)
    token = asked.get("nextPageToken")
    if token is None:
        return tuple(issue.id for issue in query.apply(shown.values()))
    cursor = call.cursors.get(token)
    if cursor is None or cursor.jql != asked["jql"] or cursor.expires < store.clock.now():
        raise Refused(400, "The nextPageToken is not valid for this search, or it has expired.")
    if cursor.reconciled != reconciled:
        raise Refused(400, "reconcileIssues must be the same for each page of a search.")
    return cursor.ids


def _shown(store, issue, fields, properties):
    if set(fields) <= {"id"} and not properties:
        return {"id": issue.id}
    return rendering.issue(store, issue, fields, properties)


def _token(store, call, text, reconciled, left):
    token = f"CAEaAggD{len(call.cursors):06d}"
    call.cursors[token] = Cursor(text, reconciled, left, store.clock.now() + TOKEN_LIFE)
    return token
