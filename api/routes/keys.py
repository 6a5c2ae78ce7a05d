"""``/keys``: the API keys of a workspace. A secret is shown once, in the answer that made it, and kept nowhere."""

import asyncio

import msgspec
from litestar import delete, get, post
from litestar.params import FromPath
from sqlmodel import Session

from api import secrets
from api.incoming import Incoming, bytes_of, caller_of, idempotency_key_of, page_of
from api.keyring import expiry_faults, key_of, new_row
from api.once import Made, once
from api.operation import IDEMPOTENCY_KEY, LISTED, OPERATION, Answer, Operation
from api.problems import ApiProblem, invalid, not_found
from api.routes.examples import KEY, KEY_ID, NEW_KEY, page
from api.routes.replies import Reply, gone, listed, made, reply
from api.service import Service
from api.storage.database import now
from api.storage.repositories.keys import Keys, ensure_workspace
from catalog.fault import Fault
from catalog.reading import read_json
from clients.sdk.types import IssuedKey, Key, KeyPage, NewKey

TAG = "keys"


@post(
    "/keys",
    opt={
        OPERATION: Operation(
            id="createKey",
            tag=TAG,
            summary="Make a key",
            description="Makes a key of this workspace. Its secret is in this answer and nowhere else.",
            scope="keys:admin",
            headers=(IDEMPOTENCY_KEY,),
            body=NewKey,
            body_example=NEW_KEY,
            answers={
                201: Answer(
                    "The key and its secret.",
                    IssuedKey,
                    {"key": KEY, "secret": f"mp_{'x' * 43}_000000"},
                    headers={"Location": f"/v1/keys/{KEY_ID}"},
                )
            },
            problems=("idempotency-mismatch", "conflict"),
        )
    },
)
async def create_key(request: Incoming) -> Reply:
    """Make a key."""
    service: Service = request.app.state.service
    body = await bytes_of(request)
    given = await asyncio.to_thread(read_json, body, NewKey, limit=len(body))
    _check(request, given)
    secret = secrets.new_secret()

    def add(session: Session, workspace: str) -> Made:
        ensure_workspace(session, workspace)
        row = new_row(workspace, given.name, given.scopes, given.expires_at, secret, service.settings.pepper())
        Keys(session, workspace).add(row)
        # What is kept for a second try must not hold the secret.
        return Made(201, f"/v1/keys/{row.id}", msgspec.json.encode(key_of(row)))

    answer = await asyncio.to_thread(once, request, body, add)
    if answer.replayed:
        key = idempotency_key_of(request)
        detail = f"The key of {str(key)[:60]} was made before ({answer.location}) and its secret cannot be shown again."
        raise ApiProblem("conflict", f"{detail} Revoke it and make another.")
    service.door.forget()
    issued = IssuedKey(msgspec.json.decode(answer.document, type=Key), secret)
    said = Made(201, answer.location, msgspec.json.encode(issued))
    return made(said, {"Cache-Control": "no-store"})


def _check(request: Incoming, given: NewKey) -> None:
    has = caller_of(request).scopes
    faults = [
        Fault(f"/scopes/{index}", "scope_beyond_yours", f"Your key does not have the scope {scope}.", ", ".join(has))
        for index, scope in enumerate(given.scopes)
        if scope not in has
    ]
    if given.expires_at is not None and given.expires_at.tzinfo is None:
        faults.append(Fault("/expires_at", "no_time_zone", "Say in which time zone: end it with Z or +01:00."))
    else:
        faults += expiry_faults(given.expires_at, "/expires_at")
    if faults:
        raise invalid(tuple(faults))


@get(
    "/keys",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="listKeys",
            tag=TAG,
            summary="List keys",
            description="The keys of the workspace, revoked ones included, newest first.",
            scope="keys:admin",
            query=LISTED,
            answers={200: Answer("A page of keys.", KeyPage, page(KEY))},
            problems=("bad-cursor",),
        )
    },
)
def list_keys(request: Incoming) -> Reply:
    """List keys."""
    service: Service = request.app.state.service
    asked = page_of(request)
    with service.database.read() as session:
        rows, following = Keys(session, caller_of(request).workspace).page(
            after=asked.after, limit=asked.limit, newest_first=asked.newest_first
        )
        found = tuple(key_of(row) for row in rows)
    return listed(request, KeyPage(found, service.cursor(following, asked.listing)))


@get(
    "/keys/{key_id:str}",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="getKey",
            tag=TAG,
            summary="Read a key",
            description="What is known of a key: its scopes, its times, never its secret.",
            scope="keys:admin",
            answers={200: Answer("The key.", Key, KEY)},
            problems=("not-found",),
        )
    },
)
def get_key(request: Incoming, key_id: FromPath[str]) -> Reply:
    """Read a key."""
    service: Service = request.app.state.service
    with service.database.read() as session:
        row = Keys(session, caller_of(request).workspace).get(key_id)
    if row is None:
        raise not_found(f"key {key_id[:80]}")
    return reply(key_of(row))


@delete(
    "/keys/{key_id:str}",
    status_code=200,
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="revokeKey",
            tag=TAG,
            summary="Revoke a key",
            description="The key opens nothing any more, within a second; it stays in the list.",
            scope="keys:admin",
            answers={204: Answer("It is revoked.")},
            problems=("not-found",),
        )
    },
)
def revoke_key(request: Incoming, key_id: FromPath[str]) -> Reply:
    """Revoke a key."""
    service: Service = request.app.state.service
    with service.database.write() as session:
        row = Keys(session, caller_of(request).workspace).revoke(key_id, now())
    if row is None:
        raise not_found(f"key {key_id[:80]}")
    service.door.forget()
    return gone()
