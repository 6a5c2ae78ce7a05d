"""Issues as Jira has them: read by id from the store, found by label in the index, and what a plan's field says there.

The index of the search may lag behind by minutes, so it only ever finds issues; what stands in them is read by id. An
``Issue`` is untouched: nothing is guessed into it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from clients.jira import operations
from clients.jira.adf import region_of
from clients.jira.mapping import FieldName
from clients.jira.operations import FETCH, MARK, LinkType
from clients.jira.preflight import Capabilities
from clients.jira.wire import Wire

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
        return frozenset(one for one in self.fields.get("labels") or () if isinstance(one, str))

    @property
    def project(self) -> str:
        """The id of its project."""
        return str(_dict(self.fields.get("project")).get("id", ""))

    @property
    def project_key(self) -> str:
        """The key of its project."""
        return str(_dict(self.fields.get("project")).get("key") or self.key.rpartition("-")[0])

    @property
    def status(self) -> str:
        """The name of its status."""
        return str(_dict(self.fields.get("status")).get("name", ""))

    @property
    def resolution(self) -> str:
        """The name of its resolution, "" where it has none."""
        return str(_dict(self.fields.get("resolution")).get("name", ""))

    @property
    def category(self) -> str:
        """The category of its status: ``new``, ``indeterminate`` or ``done``."""
        return str(_dict(_dict(self.fields.get("status")).get("statusCategory")).get("key", ""))

    @property
    def parent(self) -> str | None:
        """The id of its parent."""
        found = _dict(self.fields.get("parent")).get("id")
        return str(found) if found is not None else None

    def names(self, field: str) -> dict[str, str]:
        """Return the ids of a list of named things, versions say, by their names, for which Jira sees no capitals."""
        return {str(one.get("name")): str(one.get("id")) for one in map(_dict, self.fields.get(field) or ())}

    def links(self, link_type: LinkType) -> Iterator[IssueLink]:
        """Yield its links of a type."""
        for one in map(_dict, self.fields.get("issuelinks") or ()):
            kind = _dict(one.get("type"))
            if str(kind.get("id", link_type.id)) != link_type.id or kind.get("name", link_type.name) != link_type.name:
                continue
            # What stands as the outward issue is what this one blocks.
            for end, blocker in (("outwardIssue", True), ("inwardIssue", False)):
                other = _dict(one.get(end)).get("id")
                if other is not None:
                    yield IssueLink(str(one.get("id")), link_type.id, str(other), blocker)


def fields_to_read(can: Capabilities) -> tuple[str, ...]:
    """Return the fields of Jira that a comparison looks at."""
    return tuple(dict.fromkeys((*COMMON, *(field for kind in can.kinds.values() for field in kind.fields.values()))))


def fetch(wire: Wire, ids: Iterable[str], fields: Sequence[str]) -> dict[str, Issue]:
    """Return issues by their ids, from the store; what is not there, or cannot be seen, is left out."""
    wanted = list(dict.fromkeys(ids))
    found: dict[str, Issue] = {}
    for start in range(0, len(wanted), FETCH):
        body = _dict(wire.send(operations.fetch(wanted[start : start + FETCH], fields)).body)
        found |= {issue.id: issue for issue in map(issue_of, body.get("issues") or ())}
    return found


def find(wire: Wire, jql: str, fields: Sequence[str]) -> Iterator[Issue]:
    """Yield what the index finds, page by page; an end that never comes is cut off."""
    token, seen = None, set[str]()
    while True:
        body = _dict(wire.send(operations.search(jql, fields, token)).body)
        issues = body.get("issues") or ()
        yield from map(issue_of, issues)
        token = body.get("nextPageToken")
        if not token or not issues or token in seen:
            return
        seen.add(token)


def issue_of(document: Any) -> Issue:
    """Return an issue as Jira sends it."""
    decoded = _dict(document)
    return Issue(
        id=str(decoded.get("id")),
        key=str(decoded.get("key", "")),
        fields=_dict(decoded.get("fields")),
        mark=_mark(_dict(decoded.get("properties")).get(MARK)),
    )


def in_group(project: str, label: str) -> str:
    """Return the JQL that finds every issue of a roadmap."""
    return f'project = "{project}" AND labels = "{label}"'


def theirs(issue: Issue, field: FieldName, jira_field: str, known: frozenset[str]) -> Any:
    """Return what an issue says of a plan's field; of lists, only what is ``known``: the rest is other people's."""
    value = issue.fields.get(jira_field)
    match field:
        case "description":
            region = region_of(value)
            return list(region) if region is not None else None
        case "parent":
            return issue.parent
        case "quarter" | "function":
            there = {name.casefold() for name in issue.names(jira_field)}
            return sorted(name for name in known if name.casefold() in there)
        case "labels":
            return sorted(known & issue.labels)
        case "assignee":
            return _dict(value).get("accountId")
        case _:
            return " ".join(value.split()) if isinstance(value, str) and field == "summary" else value


def _mark(value: Any) -> Mark | None:
    found = _dict(value)
    roadmap, node, sent = found.get("roadmap"), found.get("node"), _dict(found.get("sent"))
    if not isinstance(roadmap, str) or not isinstance(node, str):
        return None
    return Mark(roadmap, node, {str(name): str(digest) for name, digest in sent.items()})


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
