"""Every request that the sync can send to Jira Cloud, one function each: what goes where, as Atlassian documents it.

Pure: a ``Call`` says what would be sent, ``clients.jira.wire`` sends it. ``Safety`` says what may be done with a call
whose answer was lost. Another kind of Jira would have functions of the same names.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal
from urllib.parse import quote

from msgspec import Struct

from clients.jira.wanted import Version

API = "/rest/api/3"
BULK = 50
"""The most issues that one request may create."""
FETCH = 100
"""The most issues that one request may read."""
PAGE = 100
MARK = "milepost"
"""The key of the issue property that says whose issue it is."""

Safety = Literal["read", "repeatable", "once"]
"""``read`` writes nothing; ``repeatable`` may be sent again whatever became of it, as nothing is done twice; ``once``
may not be: what became of it has to be found out first."""


class LinkType(Struct, frozen=True):
    """A type of links; ``outward`` is how the blocker is told of: it *blocks* the other."""

    id: str
    name: str
    outward: str


class Call(Struct, frozen=True):
    """A request: ``path`` under the root of the site; ``touches`` holds the issues (ids) that it writes to."""

    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    safety: Safety
    query: dict[str, str] = {}
    body: Any = None
    touches: tuple[str, ...] = ()

    @property
    def writes(self) -> bool:
        """Whether it changes anything in Jira."""
        return self.safety != "read"


def _get(path: str, **query: str | int) -> Call:
    return Call("GET", API + path, "read", {name: str(value) for name, value in query.items()})


def _at(part: str) -> str:
    return quote(part, safe="")


# What a site is like


def server_info() -> Call:
    """Ask what kind of Jira it is."""
    return _get("/serverInfo")


def myself() -> Call:
    """Ask whose token it is."""
    return _get("/myself")


def permissions(project: str, names: Iterable[str]) -> Call:
    """Ask what the account may do in a project."""
    return _get("/mypermissions", projectKey=project, permissions=",".join(names))


def project(key: str) -> Call:
    """Ask for a project."""
    return _get(f"/project/{_at(key)}")


def issue_types(key: str, start: int) -> Call:
    """Ask for the issue types that can be created in a project, a page of them."""
    return _get(f"/issue/createmeta/{_at(key)}/issuetypes", startAt=start, maxResults=PAGE)


def create_fields(key: str, type_id: str, start: int) -> Call:
    """Ask for the fields on the create screen of an issue type, a page of them."""
    return _get(f"/issue/createmeta/{_at(key)}/issuetypes/{_at(type_id)}", startAt=start, maxResults=PAGE)


def link_types() -> Call:
    """Ask for the types of links between issues."""
    return _get("/issueLinkType")


def versions(key: str) -> Call:
    """Ask for the versions of a project."""
    return _get(f"/project/{_at(key)}/versions")


def components(key: str) -> Call:
    """Ask for the components of a project."""
    return _get(f"/project/{_at(key)}/components")


def statuses() -> Call:
    """Ask for all statuses with their categories."""
    return _get("/status")


# Issues, read


def search(jql: str, fields: Sequence[str], token: str | None) -> Call:
    """Look issues up in the index, which may lag behind by minutes; ``token`` is that of the page before."""
    body: dict[str, Any] = {"jql": jql, "fields": list(fields), "properties": [MARK], "maxResults": PAGE}
    return Call("POST", f"{API}/search/jql", "read", body=body | ({"nextPageToken": token} if token else {}))


def fetch(issues: Sequence[str], fields: Sequence[str]) -> Call:
    """Read at most ``FETCH`` issues by id or key from the store, which does not lag."""
    body = {"issueIdsOrKeys": list(issues), "fields": list(fields), "properties": [MARK]}
    return Call("POST", f"{API}/issue/bulkfetch", "read", body=body)


def read(issue: str, fields: Sequence[str]) -> Call:
    """Read one issue by its id; one that is not there, or cannot be seen, answers 404."""
    return _get(f"/issue/{_at(issue)}", fields=",".join(fields), properties=MARK)


def changelogs(issues: Sequence[str], fields: Sequence[str], token: str | None) -> Call:
    """Read what was done to these fields of these issues, a page of it."""
    body: dict[str, Any] = {"issueIdsOrKeys": list(issues), "fieldIds": list(fields), "maxResults": 1000}
    return Call("POST", f"{API}/changelog/bulkfetch", "read", body=body | ({"nextPageToken": token} if token else {}))


def transitions(issue: str) -> Call:
    """Ask where an issue can go from its status."""
    return _get(f"/issue/{_at(issue)}/transitions")


# Writes


def create(issues: Sequence[Mapping[str, Any]]) -> Call:
    """Create at most ``BULK`` issues, each with its fields and properties."""
    return Call("POST", f"{API}/issue/bulk", "once", body={"issueUpdates": [dict(issue) for issue in issues]})


def edit(
    issue: str, fields: Mapping[str, Any], update: Mapping[str, Any], properties: Sequence[Mapping[str, Any]]
) -> Call:
    """Change fields of an issue: set ``fields`` whole, change ``update`` element by element."""
    parts = {"fields": dict(fields), "update": dict(update), "properties": [dict(one) for one in properties]}
    body = {name: part for name, part in parts.items() if part}
    return Call("PUT", f"{API}/issue/{_at(issue)}", "once", body=body, touches=(issue,))


def link(link_type: LinkType, blocker: str, blocked: str) -> Call:
    """Link two issues by their ids; a second one alike answers the same and changes nothing.

    Of the two ends the one that blocks is the inward one, whatever its name suggests.
    """
    ends = {"inwardIssue": {"id": blocker}, "outwardIssue": {"id": blocked}}
    body = {"type": {"id": link_type.id, "name": link_type.name}, **ends}
    return Call("POST", f"{API}/issueLink", "repeatable", body=body, touches=(blocker, blocked))


def unlink(link_id: str) -> Call:
    """Remove a link; one that is gone answers 404."""
    return Call("DELETE", f"{API}/issueLink/{_at(link_id)}", "repeatable")


def add_version(project_id: str, version: Version) -> Call:
    """Add a version to a project; its name is unique there, so a second one is refused."""
    days = {"startDate": version.start.isoformat(), "releaseDate": version.end.isoformat()}
    body = {"name": version.name, "projectId": int(project_id), "description": version.description, **days}
    return Call("POST", f"{API}/version", "once", body=body)


def move(issue: str, transition: str) -> Call:
    """Take a transition of the workflow."""
    return Call(
        "POST",
        f"{API}/issue/{_at(issue)}/transitions",
        "once",
        body={"transition": {"id": transition}},
        touches=(issue,),
    )


def delete(issue: str) -> Call:
    """Delete an issue; one that has subtasks is not deleted."""
    return Call("DELETE", f"{API}/issue/{_at(issue)}", "repeatable")
