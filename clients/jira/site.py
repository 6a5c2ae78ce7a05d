"""What a site and a project are like, as far as a plan needs to know: read anew before every comparison.

``read_site`` asks the dozen questions over a ``Wire``; what they mean for a plan is for ``clients.jira.preflight``.
Nothing here writes.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from clients.jira import operations
from clients.jira.answers import Garbled, loosely, record, records, word
from clients.jira.mapping import Kind
from clients.jira.mapping import Mapping as JiraMapping
from clients.jira.operations import Call, LinkType
from clients.jira.wire import Denied, Rejected, Unreachable, Wire

PERMISSIONS = (
    "BROWSE_PROJECTS", "CREATE_ISSUES", "EDIT_ISSUES", "LINK_ISSUES", "SCHEDULE_ISSUES", "ASSIGN_ISSUES",
    "TRANSITION_ISSUES", "DELETE_ISSUES", "ADMINISTER_PROJECTS",
)  # fmt: skip
PREFERRED: dict[Kind, tuple[str, ...]] = {
    "phase": ("epic",),
    "action": ("task", "story"),
    "governance": ("task", "story"),
    "gate": ("milestone", "task", "story"),
}
"""Where several issue types have the right level: those of these names first, else the first there is."""

LEVELS: dict[Kind, int] = {"phase": 1, "action": 0, "governance": 0, "gate": 0}


class Field(Struct, frozen=True):
    """A field on the create screen of an issue type; ``custom`` is the kind of a custom field, ``""`` of another."""

    id: str
    name: str
    custom: str
    required: bool


class IssueType(Struct, frozen=True):
    """An issue type; ``level`` is that of the hierarchy; ``fields`` None where they were not asked for."""

    id: str
    name: str
    level: int
    fields: tuple[Field, ...] | None


class Site(Struct, frozen=True):
    """A site and a project as they are now.

    ``permissions`` holds what the account may do; ``versions`` and ``components`` their ids by name; ``chosen`` the
    issue type of each kind, None where there is none of its level or by its name.
    """

    deployment: str
    title: str
    account_id: str
    account: str
    time_zone: str
    project_id: str
    project_key: str
    project_name: str
    permissions: frozenset[str]
    types: tuple[IssueType, ...]
    chosen: dict[Kind, IssueType | None]
    link_types: tuple[LinkType, ...]
    versions: dict[str, str]
    components: dict[str, str]


class NoProject(Exception):
    """There is no such project on the site, or the account cannot see it."""


def read_site(wire: Wire, mapping: JiraMapping) -> Site:
    """Ask what the connection's site and project are like.

    Raises ``NoProject``, ``Denied`` where the token is not good, and what ``Wire.send`` raises.
    """
    server = loosely(wire.send(operations.server_info()).body)
    if not isinstance(server.get("deploymentType", "Cloud"), str) or "baseUrl" not in server:
        raise Unreachable(f"What answers at {wire.connection.base} is no Jira")
    me = record(wire.send(operations.myself()).body, "the account")
    project = _project(wire)
    key = word(project, "key", "the project")
    if not word(project, "id", "the project").isdecimal():
        raise Garbled("the id of the project is no number")
    types = tuple(_types(wire, key))
    chosen = _with_fields(wire, key, {kind: choose(kind, types, mapping) for kind in LEVELS})
    return Site(
        deployment=str(server.get("deploymentType", "Cloud")),
        title=str(server.get("serverTitle", "")),
        account_id=str(me.get("accountId", "")),
        account=str(me.get("displayName", wire.connection.email)),
        time_zone=str(me.get("timeZone", "UTC")),
        project_id=word(project, "id", "the project"),
        project_key=key,
        project_name=str(project.get("name", key)),
        permissions=_permissions(wire, key),
        types=types,
        chosen=chosen,
        link_types=link_types(wire),
        versions=read_versions(wire, key),
        components=_components(wire, key) if mapping.function in ("auto", "component") else {},
    )


def choose(kind: Kind, types: tuple[IssueType, ...], mapping: JiraMapping) -> IssueType | None:
    """Return the issue type of a kind: the one that the mapping names, else one of the kind's level."""
    named: str | None = getattr(mapping.types, kind)
    if named is not None:
        matching = [one for one in types if named == one.id or named.casefold() == one.name.casefold()]
        return matching[0] if matching else None
    fitting = [one for one in types if one.level == LEVELS[kind]]
    for name in PREFERRED[kind]:
        for one in fitting:
            if one.name.casefold() == name:
                return one
    return fitting[0] if fitting else None


def read_versions(wire: Wire, key: str) -> dict[str, str]:
    """Return the ids of a project's versions by their names; archived ones can be given to no issue."""
    return _named(wire, operations.versions(key))


def _project(wire: Wire) -> dict[str, Any]:
    try:
        return record(wire.send(operations.project(wire.connection.project)).body, "the project")
    except Denied:
        raise
    except Rejected as rejected:
        if rejected.status == 404:
            raise NoProject(
                f"There is no project {wire.connection.project} at {wire.connection.base}, "
                f"or {wire.connection.email} cannot see it."
            ) from rejected
        raise


def _permissions(wire: Wire, key: str) -> frozenset[str]:
    body = record(wire.send(operations.permissions(key, PERMISSIONS)).body, "what the account may do")
    found = record(body.get("permissions"), "what the account may do")
    # A permission that Jira says nothing of is tried: what is refused then is told.
    return frozenset(name for name in PERMISSIONS if loosely(found.get(name)).get("havePermission", True))


def _types(wire: Wire, key: str) -> Iterator[IssueType]:
    for one in _pages(
        wire, lambda start: operations.issue_types(key, start), ("issueTypes", "createMetaIssueType", "values")
    ):
        level = one.get("hierarchyLevel", -1 if one.get("subtask") else 1 if one.get("name") == "Epic" else 0)
        if not isinstance(level, int):
            raise Garbled("the level of an issue type is no number")
        yield IssueType(word(one, "id", "an issue type"), str(one.get("name", "")), level, None)


def _with_fields(wire: Wire, key: str, chosen: Mapping[Kind, IssueType | None]) -> dict[Kind, IssueType | None]:
    """Return the chosen types with the fields of their screens, each asked for once."""
    asked = {one.id: one for one in chosen.values() if one is not None}
    known = {
        type_id: IssueType(one.id, one.name, one.level, tuple(_fields(wire, key, type_id)))
        for type_id, one in asked.items()
    }
    return {kind: known[one.id] if one is not None else None for kind, one in chosen.items()}


def _fields(wire: Wire, key: str, type_id: str) -> Iterator[Field]:
    def page(start: int) -> Call:
        return operations.create_fields(key, type_id, start)

    for one in _pages(wire, page, ("fields", "results", "values")):
        custom = str(loosely(one.get("schema")).get("custom", ""))
        demanded = bool(one.get("required")) and not one.get("hasDefaultValue")
        field = word(one, "fieldId" if "fieldId" in one else "key", "a field")
        yield Field(field, str(one.get("name", "")), custom, demanded)


def _pages(wire: Wire, call: Callable[[int], Call], names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Go through a list that comes in pages, under one of these names."""
    start = 0
    while True:
        body = record(wire.send(call(start)).body, "a page")
        items = records(next((body[name] for name in names if name in body), None), names[0])
        yield from items
        start += len(items)
        total = body.get("total")
        # Where it is not said how many there are, the end is where nothing more comes.
        if not items or (isinstance(total, int) and start >= total):
            return


def link_types(wire: Wire) -> tuple[LinkType, ...]:
    """Return the types of links between issues; none where those are switched off."""
    try:
        body = wire.send(operations.link_types()).body
    except Denied:
        raise
    except Rejected:
        return ()
    found = records(record(body, "the link types").get("issueLinkTypes"), "the link types")
    return tuple(
        LinkType(word(one, "id", "a link type"), str(one.get("name", "")), str(one.get("outward", ""))) for one in found
    )


def _components(wire: Wire, key: str) -> dict[str, str]:
    try:
        return _named(wire, operations.components(key))
    except Denied:
        raise
    except Rejected:
        return {}  # functions are labels then


def _named(wire: Wire, call: Call) -> dict[str, str]:
    body = wire.send(call).body
    listed = records(body if isinstance(body, list) else loosely(body).get("values"), call.path)
    there = [one for one in listed if not one.get("archived")]
    return {word(one, "name", call.path): word(one, "id", call.path) for one in there}
