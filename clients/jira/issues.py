"""Issues as Jira has them: read by id from the store, found by label in the index, and what a plan's field says there.

The index of the search may lag behind by minutes, so it only ever finds issues; what stands in them is read by id. An
``Issue`` is untouched: nothing is guessed into it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from clients.jira import operations
from clients.jira.adf import is_sound, region_of
from clients.jira.answers import Garbled, loosely, record, records, word
from clients.jira.mapping import FieldName
from clients.jira.operations import FETCH, MARK, LinkType
from clients.jira.preflight import Capabilities
from clients.jira.wire import Denied, Rejected, Wire

COMMON = (
    "summary", "description", "parent", "labels", "fixVersions", "components", "assignee", "issuelinks", "status",
    "resolution", "resolutiondate", "project", "issuetype", "updated", "duedate",
)  # fmt: skip


class Mark(Struct, frozen=True):
    """What the property of an issue says: whose it is, and digests of what was last sent to its fields."""

    roadmap: str
    node: str
    sent: dict[str, str]


class IssueLink(Struct, frozen=True):
    """A link of an issue to ``other`` (id); ``blocker``: the issue is the one that blocks."""

    id: str
    type_id: str
    other: str
    blocker: bool


class Issue(Struct, frozen=True):
    """An issue as it stands in Jira; ``fields`` is as Jira sends it."""

    id: str
    key: str
    fields: dict[str, Any]
    mark: Mark | None

    @property
    def labels(self) -> frozenset[str]:
        """Its labels."""
        labels = self.fields.get("labels")
        if not isinstance(labels, list) or not all(isinstance(one, str) for one in labels):
            raise Garbled(f"the labels of {self.key} are missing")
        return frozenset(labels)

    @property
    def project(self) -> str:
        """The id of its project."""
        what = f"the project of {self.key}"
        return word(record(self.fields.get("project"), what), "id", what)

    @property
    def project_key(self) -> str:
        """The key of its project."""
        return str(loosely(self.fields.get("project")).get("key") or self.key.rpartition("-")[0])

    @property
    def status(self) -> str:
        """The name of its status."""
        return str(loosely(self.fields.get("status")).get("name", ""))

    @property
    def resolution(self) -> str:
        """The name of its resolution, "" where it has none."""
        return str(loosely(self.fields.get("resolution")).get("name", ""))

    @property
    def category(self) -> str:
        """The category of its status: ``new``, ``indeterminate`` or ``done``."""
        status = loosely(self.fields.get("status"))
        return word(loosely(status.get("statusCategory")), "key", f"the status of {self.key}")

    @property
    def parent(self) -> str | None:
        """The id of its parent."""
        found = self.fields.get("parent")
        what = f"the parent of {self.key}"
        return word(record(found, what), "id", what) if found is not None else None

    def names(self, field: str) -> dict[str, str]:
        """Return the ids of a list of named things, versions say, by their names, for which Jira sees no capitals."""
        what = f"{field} of {self.key}"
        return {word(one, "name", what): word(one, "id", what) for one in self._records(field)}

    def links(self, link_type: LinkType) -> Iterator[IssueLink]:
        """Yield its links of a type."""
        for one in self._records("issuelinks"):
            kind = record(one.get("type"), f"a link of {self.key}")
            if str(kind.get("id", link_type.id)) != link_type.id or kind.get("name", link_type.name) != link_type.name:
                continue
            # What stands as the outward issue is what this one blocks.
            for end, blocker in (("outwardIssue", True), ("inwardIssue", False)):
                other = loosely(one.get(end)).get("id")
                if other is not None:
                    yield IssueLink(word(one, "id", f"a link of {self.key}"), link_type.id, str(other), blocker)

    def _records(self, field: str) -> list[dict[str, Any]]:
        return records(self.fields.get(field) or [], f"{field} of {self.key}")


def fields_to_read(can: Capabilities) -> tuple[str, ...]:
    """Return the fields of Jira that a comparison looks at."""
    return tuple(dict.fromkeys((*COMMON, *(field for kind in can.kinds.values() for field in kind.fields.values()))))


def fetch(wire: Wire, ids: Iterable[str], fields: Sequence[str]) -> dict[str, Issue]:
    """Return issues by their ids, from the store; what is not there, or cannot be seen or read now, is left out."""
    wanted = dict.fromkeys(ids)
    found = _fetched(wire, list(wanted), fields)
    for issue in found.values():
        if issue.id not in wanted:
            raise Garbled(f"nobody asked for issue {issue.id}")
    return found


def fetch_by_key(wire: Wire, keys: Iterable[str], fields: Sequence[str]) -> dict[str, Issue] | None:
    """Return issues by their ids, as found by their keys; None where this Jira does not read by key."""
    try:
        return _fetched(wire, list(dict.fromkeys(keys)), fields)
    except Denied:
        raise
    except Rejected:
        return None


def _fetched(wire: Wire, wanted: Sequence[str], fields: Sequence[str]) -> dict[str, Issue]:
    found: dict[str, Issue] = {}
    for start in range(0, len(wanted), FETCH):
        body = record(wire.send(operations.fetch(wanted[start : start + FETCH], fields)).body, "what was read")
        found |= {issue.id: issue for issue in map(issue_of, records(body.get("issues"), "the issues read"))}
    return found


def fetch_left_out(wire: Wire, ids: Iterable[str], fields: Sequence[str]) -> dict[str, Issue]:
    """Return, of issues that a request for many left out, those that are there: only a 404 says that one is gone."""
    found: dict[str, Issue] = {}
    for issue_id in ids:
        try:
            found[issue_id] = issue_of(wire.send(operations.read(issue_id, fields)).body)
        except Denied:
            raise
        except Rejected as rejected:
            if rejected.status != 404:
                raise Garbled(f"of issue {issue_id} it says {rejected.status}") from rejected
    return found


def find(wire: Wire, jql: str, fields: Sequence[str]) -> Iterator[Issue]:
    """Yield what the index finds, page by page; an end that never comes is cut off."""
    token, seen = None, set[str]()
    while True:
        body = record(wire.send(operations.search(jql, fields, token)).body, "what was found")
        issues = records(body.get("issues"), "the issues found")
        yield from map(issue_of, issues)
        token = next_page(body)
        if token is None or not issues or token in seen:
            return
        seen.add(token)


def next_page(body: dict[str, Any]) -> str | None:
    """Return the token of the page after this one; None where it is the last."""
    token = body.get("nextPageToken")
    if token is None and body.get("isLast", True) is not False:
        return None
    return word(body, "nextPageToken", "a page that is not the last")


def issue_of(document: Any) -> Issue:
    """Return an issue as Jira sends it."""
    decoded = record(document, "an issue")
    return Issue(
        id=word(decoded, "id", "an issue"),
        key=word(decoded, "key", "an issue"),
        fields=record(decoded.get("fields", {}), "what an issue says"),
        mark=_mark(loosely(decoded.get("properties")).get(MARK)),
    )


def in_group(project: str, label: str) -> str:
    """Return the JQL that finds every issue of a roadmap."""
    return f'project = "{project}" AND labels = "{label}"'


def theirs(issue: Issue, field: FieldName, jira_field: str, known: frozenset[str]) -> Any:
    """Return what an issue says of a plan's field; of lists, only what is ``known``: the rest is other people's."""
    value = issue.fields.get(jira_field)
    match field:
        case "description":
            return _region(issue, value)
        case "parent":
            return issue.parent
        case "quarter" | "function":
            there = {name.casefold() for name in issue.names(jira_field)}
            return sorted(name for name in known if name.casefold() in there)
        case "labels":
            return sorted(known & issue.labels)
        case "assignee":
            return loosely(value).get("accountId")
        case _:
            # No issue is without a summary.
            is_there = value is not None or field == "summary"
            return " ".join(word(issue.fields, jira_field, issue.key).split()) if is_there else None


def _region(issue: Issue, document: Any) -> list[dict[str, Any]] | None:
    if document is not None and not is_sound(document):
        raise Garbled(f"the description of {issue.key} is no document")
    region = region_of(document)
    return list(region) if region is not None else None


def _mark(value: Any) -> Mark | None:
    found = loosely(value)
    roadmap, node, sent = found.get("roadmap"), found.get("node"), loosely(found.get("sent"))
    if not isinstance(roadmap, str) or not isinstance(node, str):
        return None
    return Mark(roadmap, node, {str(name): str(digest) for name, digest in sent.items()})
