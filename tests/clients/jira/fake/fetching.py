"""Reading issues by what they are called: one, up to a hundred, and the changelogs of up to a thousand.

All from the store, so that what was written a moment ago is here.
"""

from tests.clients.jira.fake import rendering
from tests.clients.jira.fake.clock import stamp
from tests.clients.jira.fake.store import MISSING
from tests.clients.jira.fake.wire import Refused, answered

MOST = 100
MOST_PROPERTIES = 5
MOST_HISTORIES = 40
MOST_CHANGELOGS = 1000
MOST_FIELDS = 10


def one(store, call):
    issue = store.get(call.params["issueIdOrKey"])
    histories = 100 if "changelog" in call.many("expand") else None
    return answered(
        200, rendering.issue(store, issue, call.many("fields") or ["*all"], call.many("properties"), histories)
    )


def many(store, call):
    """Fetch up to a hundred issues in the order of their ids; what is not there is told, and is no fault."""
    body = call.json
    asked = body.get("issueIdsOrKeys") or []
    properties = body.get("properties") or []
    if not asked or len(asked) > MOST:
        raise Refused(400, f"One to {MOST} issue IDs or keys must be given.")
    if len(properties) > MOST_PROPERTIES:
        raise Refused(400, f"At most {MOST_PROPERTIES} properties can be asked for.")
    found = {name: store.find(name) for name in asked} if "BROWSE_PROJECTS" in store.site.rights else {}
    there = {issue.id: issue for issue in found.values() if issue is not None}
    histories = MOST_HISTORIES if "changelog" in (body.get("expand") or []) else None
    names = body.get("fields") or ["*navigable"]
    issues = [rendering.issue(store, there[each], names, properties, histories) for each in sorted(there, key=int)]
    errors = [{"id": name, "errorMessage": MISSING} for name in asked if found.get(name) is None]
    return answered(200, {"issues": issues, "issueErrors": errors})


def changelogs(store, call):
    """The changelogs of many issues, oldest entry first, as many as fit a page."""
    body = call.json
    asked, fields = body.get("issueIdsOrKeys") or [], body.get("fieldIds") or []
    if not 1 <= len(asked) <= MOST_CHANGELOGS or len(fields) > MOST_FIELDS:
        raise Refused(400, f"1 to {MOST_CHANGELOGS} issues and at most {MOST_FIELDS} fields can be asked for.")
    entries = _entries(store, asked, set(fields))
    start = _start(body.get("nextPageToken"), len(entries))
    size = min(body.get("maxResults", MOST_CHANGELOGS), store.site.changelog_page)
    by_issue = {}
    for entry, issue in entries[start : start + size]:
        created = CREATED[store.site.changelog_created](entry.created)
        by_issue.setdefault(issue, []).append(rendering.history(store, entry, created))
    shown = [{"issueId": issue, "changeHistories": histories} for issue, histories in by_issue.items()]
    more = {"nextPageToken": f"{TOKEN}{start + size}"} if start + size < len(entries) else {}
    return answered(200, {"issueChangeLogs": shown} | more)


TOKEN = "UxAQBFRF-"
CREATED = {
    "text": stamp,
    "seconds": lambda moment: int(moment.timestamp()),
    "milliseconds": lambda moment: int(moment.timestamp() * 1000),
}


def _entries(store, asked, fields):
    found = {issue.id: issue for issue in map(store.find, asked) if issue is not None}
    entries = []
    for issue in found.values():
        for entry in issue.histories:
            items = tuple(item for item in entry.items if not fields or item.get("fieldId") in fields)
            if items:
                entries.append((type(entry)(entry.id, entry.author, entry.created, items, entry.metadata), issue.id))
    return sorted(entries, key=lambda pair: (pair[0].created, int(pair[1])))


def _start(token, count):
    if token is None:
        return 0
    at = token.removeprefix(TOKEN)
    if not at.isdecimal() or int(at) >= count:
        raise Refused(400, "The nextPageToken is not valid.")
    return int(at)
