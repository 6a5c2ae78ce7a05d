"""What is asked of a connection to Jira, judged before a job is queued for it: connection, token, plan, change set.

Called by the routes that sync. It asks nothing of Jira.
"""

import msgspec
from msgspec import Struct

from api.jobs.syncing import payload_of_sync
from api.problems import ApiProblem, not_found
from api.routes.judging import catalog_of
from api.routes.plans import ready
from api.service import Service
from api.storage.repositories.connections import Connections
from api.storage.repositories.ledgers import Ledgers
from api.storage.repositories.plans import Plans
from api.vault import Unsealable
from clients.jira.connection import Connection
from clients.jira.labels import roadmap_of
from clients.sdk.jira_types import Action, JiraAsked
from planner.plans import Plan


class Asked(Struct, frozen=True):
    """What a job is to be queued for."""

    action: Action
    connection_id: str
    plan_id: str | None
    roadmap: str | None
    asked: JiraAsked
    payload: bytes


class _Shown(Struct, frozen=True):
    """The hash of a change set, as a ledger keeps it."""

    hash: str


def asked_with_plan(
    service: Service,
    workspace: str,
    action: Action,
    plan_id: str,
    connection_id: str,
    connection: Connection,
    roadmap: str | None,
    asked: JiraAsked,
) -> Asked:
    """Return what is to be queued for a plan that is to be written."""
    document, _ = ready(service, workspace, plan_id)
    plan = msgspec.json.decode(document, type=Plan)
    if plan.finish is None:
        raise ApiProblem("plan-without-schedule", f"The plan is {plan.status}: there is nothing to write to Jira.")
    with service.database.read() as session:
        entry = Plans(session, workspace).get(plan_id)
    if entry is None:
        raise not_found(f"plan {plan_id[:80]}")
    roadmap = roadmap or roadmap_of(plan, connection.mapping)
    made = (plan_id, entry.created_at, document, catalog_of(service, workspace, plan))
    payload = payload_of_sync(action, connection_id, asked, roadmap=roadmap, plan=made)
    return Asked(action, connection_id, plan_id, roadmap, asked, payload)


def id_of(written: str) -> str:
    """Return the id of a connection that is named by its id or its address."""
    return written.removeprefix("/v1/jira/connections/")


def connection_of(service: Service, workspace: str, connection_id: str) -> Connection:
    """Return a connection whose token can be read."""
    with service.database.read() as session:
        connections = Connections(session, workspace)
        row, sealed = connections.get(connection_id), connections.token(connection_id)
    if row is None or sealed is None:
        raise not_found(f"connection {connection_id[:80]}")
    try:
        service.vault.open(sealed, connection_id)
    except Unsealable as unsealable:
        raise ApiProblem("token-unreadable", str(unsealable)) from None
    return msgspec.json.decode(row.document, type=Connection)


def roadmap_of_hash(service: Service, workspace: str, connection_id: str, hash_: str) -> str:
    """Return the roadmap whose change set has this hash, of those that may be applied."""
    with service.database.read() as session:
        shown = Ledgers(session, workspace).shown(connection_id)
    for roadmap, document in shown:
        if msgspec.json.decode(document, type=_Shown).hash == hash_:
            return roadmap
    detail = f"No change set {hash_[:80]} was shown over this connection, or another was since: ask for a diff."
    raise ApiProblem("unknown-change-set", detail)
