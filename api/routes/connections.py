"""``/jira/connections``: the projects of Jira that plans are written to. A token goes in, is sealed, never shown."""

import asyncio

import msgspec
from litestar import delete, get, patch, post
from litestar.params import FromPath
from sqlmodel import Session

from api.incoming import Incoming, bytes_of, caller_of, page_of, version_of
from api.once import Made, once
from api.operation import (
    IDEMPOTENCY_KEY,
    IF_MATCH,
    IF_NONE_MATCH,
    LISTED,
    MERGE_PATCH,
    OPERATION,
    Answer,
    Operation,
)
from api.problems import ApiProblem, not_found
from api.routes.examples import page
from api.routes.jira_examples import CONNECTION, CONNECTION_ID, NEW_CONNECTION
from api.routes.judging_connections import Judged, judged_change, judged_connection
from api.routes.merging import read_patch
from api.routes.replies import Reply, gone, listed, made, reply, versioned
from api.service import Service
from api.storage.database import now
from api.storage.ids import new_id
from api.storage.jira_tables import JiraConnectionRow
from api.storage.repositories.connections import Connections
from api.storage.tables import JobRow
from clients.jira.connection import Connection
from clients.sdk.jira_types import JiraConnection, JiraConnectionChange, JiraConnectionPage, NewJiraConnection

TAG = "jira"
CHANGED = {**CONNECTION, "version": 2}


def connection_of(row: JiraConnectionRow) -> JiraConnection:
    """Return a connection as it is sent."""
    kept = msgspec.json.decode(row.document, type=Connection)
    return JiraConnection(
        id=row.id,
        name=row.name,
        token_set_at=row.token_set_at,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
        **msgspec.structs.asdict(kept),
    )


@post(
    "/jira/connections",
    opt={
        OPERATION: Operation(
            id="createJiraConnection",
            tag=TAG,
            summary="Connect to a project of Jira",
            description=(
                "Keeps where the project is, who writes there, and how plans become issues. Nothing is asked of Jira "
                "yet: a preflight does that. The site is at Atlassian's, over https, unless the operator of the "
                "service allows another. The token is sealed, and shown to nobody ever again."
            ),
            scope="jira:write",
            headers=(IDEMPOTENCY_KEY,),
            body=NewJiraConnection,
            body_example=NEW_CONNECTION,
            answers={
                201: Answer(
                    "The connection.",
                    JiraConnection,
                    CONNECTION,
                    headers={"Location": f"/v1/jira/connections/{CONNECTION_ID}", "ETag": '"1"'},
                )
            },
            problems=("idempotency-mismatch",),
        )
    },
)
async def create_connection(request: Incoming) -> Reply:
    """Connect to a project of Jira."""
    service: Service = request.app.state.service
    body = await bytes_of(request)
    settings = service.settings
    given = await asyncio.to_thread(judged_connection, body, settings.max_body_bytes, settings.jira_hosts)

    def add(session: Session, workspace: str) -> Made:
        at, connection_id = now(), new_id("jcn")
        row = JiraConnectionRow(
            id=connection_id,
            workspace_id=workspace,
            name=given.name,
            created_at=at,
            updated_at=at,
            token_set_at=at,
            token=service.vault.seal(given.token or "", connection_id),
            document=msgspec.json.encode(given.connection),
        )
        Connections(session, workspace).add(row)
        return Made(201, f"/v1/jira/connections/{connection_id}", msgspec.json.encode(connection_of(row)))

    return made(await asyncio.to_thread(once, request, body, add), {"ETag": '"1"'})


@get(
    "/jira/connections",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="listJiraConnections",
            tag=TAG,
            summary="List connections to Jira",
            description="The connections of the workspace, newest first.",
            scope="jira:read",
            query=LISTED,
            answers={200: Answer("A page of connections.", JiraConnectionPage, page(CONNECTION))},
            problems=("bad-cursor",),
        )
    },
)
def list_connections(request: Incoming) -> Reply:
    """List connections to Jira."""
    service: Service = request.app.state.service
    asked = page_of(request)
    with service.database.read() as session:
        rows, following = Connections(session, caller_of(request).workspace).page(
            after=asked.after, limit=asked.limit, newest_first=asked.newest_first
        )
        found = tuple(connection_of(row) for row in rows)
    return listed(request, JiraConnectionPage(found, service.cursor(following, asked.listing)))


@get(
    "/jira/connections/{connection_id:str}",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="getJiraConnection",
            tag=TAG,
            summary="Read a connection to Jira",
            description="The connection as it stands, without its token; its version is its ETag.",
            scope="jira:read",
            headers=(IF_NONE_MATCH,),
            answers={
                200: Answer("The connection.", JiraConnection, CONNECTION, headers={"ETag": '"1"'}),
                304: Answer("The connection is the one that the caller has."),
            },
            problems=("not-found",),
        )
    },
)
def get_connection(request: Incoming, connection_id: FromPath[str]) -> Reply:
    """Read a connection to Jira."""
    row = row_of(request, connection_id)
    return versioned(request, msgspec.json.encode(connection_of(row)), f'"{row.version}"')


@patch(
    "/jira/connections/{connection_id:str}",
    opt={
        OPERATION: Operation(
            id="changeJiraConnection",
            tag=TAG,
            summary="Change a connection to Jira",
            description=(
                "Changes what a merge patch (RFC 7396) names, of a version that was read. Where the token would go "
                "elsewhere, or be used as somebody else's, it is given anew. Once issues were written, site and "
                "project stay as they are: another project takes another connection."
            ),
            scope="jira:write",
            headers=(IF_MATCH,),
            body=JiraConnectionChange,
            body_example={"mapping": {"policies": {"default": "plan"}}},
            body_media_type=MERGE_PATCH,
            answers={200: Answer("The connection.", JiraConnection, CHANGED, headers={"ETag": '"2"'})},
            problems=("not-found", "conflict", "precondition-required", "precondition-failed"),
        )
    },
)
async def change_connection(request: Incoming, connection_id: FromPath[str]) -> Reply:
    """Change a connection to Jira."""
    version = version_of(request)
    change = read_patch(await bytes_of(request))

    def changed() -> Reply:
        service: Service = request.app.state.service
        row = row_of(request, connection_id)
        if row.version != version:
            raise _stale(version, row.version)
        before = msgspec.json.decode(row.document, type=Connection)
        fields = msgspec.json.decode(row.document)
        given = judged_change(row.name, before, fields, change, service.settings.jira_hosts)
        moves = (before.base, before.project) != (given.connection.base, given.connection.project)
        return _update(request, connection_id, version, given, moves=moves)

    return await asyncio.to_thread(changed)


@delete(
    "/jira/connections/{connection_id:str}",
    status_code=200,
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="deleteJiraConnection",
            tag=TAG,
            summary="Delete a connection to Jira",
            description=(
                "Deletes the connection with its token, with all that is known of the issues written over it, its "
                "runs and its audit; with If-Match, only the version that was read. The issues stay in Jira. While a "
                "job is at work on it, it is not deleted; those that wait are."
            ),
            scope="jira:write",
            headers=(IF_MATCH,),
            answers={204: Answer("It is gone.")},
            problems=("not-found", "conflict", "precondition-failed"),
        )
    },
)
def delete_connection(request: Incoming, connection_id: FromPath[str]) -> Reply:
    """Delete a connection to Jira."""
    service: Service = request.app.state.service
    version = version_of(request) if "if-match" in request.headers else None
    with service.database.write() as session:
        connections = Connections(session, caller_of(request).workspace)
        row = connections.get(connection_id)
        came = connections.delete(connection_id, version)
        if isinstance(came, JobRow):
            raise _at_work(came)
        if came == "not found" or row is None:
            raise not_found(f"connection {connection_id[:80]}")
        if came == "stale":
            raise _stale(version, row.version)
    return gone()


def row_of(request: Incoming, connection_id: str) -> JiraConnectionRow:
    """Return a connection of the caller's workspace."""
    service: Service = request.app.state.service
    with service.database.read() as session:
        row = Connections(session, caller_of(request).workspace).get(connection_id)
    if row is None:
        raise not_found(f"connection {connection_id[:80]}")
    return row


def _update(request: Incoming, connection_id: str, version: int, given: Judged, *, moves: bool) -> Reply:
    service: Service = request.app.state.service
    token = service.vault.seal(given.token, connection_id) if given.token is not None else None
    with service.database.write() as session:
        connections = Connections(session, caller_of(request).workspace)
        document = msgspec.json.encode(given.connection)
        row = connections.update(connection_id, version, name=given.name, document=document, token=token, at=now())
        if row is None:
            there = connections.get(connection_id)
            raise not_found(f"connection {connection_id[:80]}") if there is None else _stale(version, there.version)
        came = connections.rebind(connection_id) if moves else "rebound"
        if isinstance(came, JobRow):
            raise _at_work(came)
        if came == "bound":
            detail = "Issues were written over this connection: make another one for another site or project."
            raise ApiProblem("conflict", detail)
        connection = connection_of(row)
    return reply(connection, headers={"ETag": f'"{connection.version}"'})


def _at_work(job: JobRow) -> ApiProblem:
    detail = f"A job is at work on this connection: wait for the end of /v1/jobs/{job.id}, or cancel it."
    return ApiProblem("conflict", detail, headers={"Retry-After": "5"})


def _stale(asked: int | None, there: int) -> ApiProblem:
    detail = f"The connection is at version {there}, not {asked}: read it again."
    return ApiProblem("precondition-failed", detail, headers={"ETag": f'"{there}"'})
