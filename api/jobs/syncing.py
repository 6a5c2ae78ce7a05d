"""What a job of Jira does: opens the connection as it stands now, holds the ledger, and compares, applies or pulls.

A worker calls ``sync``. What has to wait, for a quota of Jira or for another sync, raises ``Waits``: the job is given
back and goes on then, from what the ledger knows. Every other end is a result, or ``SyncFailed`` with a sentence.
"""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
from msgspec import Raw, Struct

from api.jobs.work import catalog_named, named
from api.storage.database import Busy, Database, now
from api.storage.jira_ledger import JiraLedger
from api.storage.repositories.connections import Connections
from api.vault import Unsealable, Vault
from catalog.fault import Fault, Refused
from catalog.model import Catalog
from clients.jira.applying import Progress
from clients.jira.book import OtherBinding
from clients.jira.connection import Connection, judge
from clients.jira.ledger import Held
from clients.jira.site import NoProject
from clients.jira.sync import NotReady, Sync, UnknownHash
from clients.jira.wanted import Wanted, wanted
from clients.jira.wire import Denied, Parked, Rejected, Unknown, Unreachable, Wire
from clients.sdk.jira_types import Action, JiraAsked, Preflight
from clients.sdk.types import JobProgress
from planner.plans import Plan

PATIENCE_S = 5.0
"""The longest that a worker waits by itself; what has to wait longer makes room for other jobs."""

HELD_S, LONGEST_HELD_S = 3.0, 15.0
"""After how long a job is taken up again that found another sync of its roadmap at work: a little later each time."""

Report = Callable[[JobProgress], None]


class Waits(Exception):
    """The job cannot go on before ``until``."""

    def __init__(self, until: datetime) -> None:
        self.until = until


class SyncFailed(Exception):
    """Nothing more can be done about it here; ``slug`` names the problem."""

    def __init__(self, slug: str, detail: str, faults: tuple[Fault, ...] = ()) -> None:
        self.slug, self.detail, self.faults = slug, detail, faults
        super().__init__(detail)


class SyncPayload(Struct, frozen=True):
    """What is asked of a connection.

    ``plan`` is one as it is stored, with its catalog, where the work needs one: where ``plan_id`` is given.
    """

    action: Action
    connection_id: str
    roadmap: str | None
    asked: JiraAsked
    plan_id: str | None
    planned_at: datetime | None
    plan: Raw
    own_catalog: str | None
    document: Catalog | None


class Office(Struct, frozen=True):
    """Where a worker syncs: its database, who it works for and as whom, and what it may open and call.

    ``waited`` is how often the job was given back already.
    """

    database: str
    workspace: str
    holder: str
    waited: int
    vault: Vault
    allowed: frozenset[str]


def payload_of_sync(
    action: Action,
    connection_id: str,
    asked: JiraAsked,
    *,
    roadmap: str | None = None,
    plan: tuple[str, datetime, bytes, Catalog] | None = None,
) -> bytes:
    """Return what a worker needs; ``plan`` is its id, since when it is wanted, the encoded plan, and its catalog."""
    if plan is None:
        nothing = Raw(b"null")
        return msgspec.json.encode(SyncPayload(action, connection_id, roadmap, asked, None, None, nothing, None, None))
    plan_id, planned_at, document, catalog = plan
    return msgspec.json.encode(
        SyncPayload(action, connection_id, roadmap, asked, plan_id, planned_at, Raw(document), *named(catalog))
    )


def sync(payload: bytes, office: Office, cancel: threading.Event, report: Report) -> bytes:
    """Return the encoded result of what a payload asks for; ``cancel`` ends it between two requests.

    Raises ``Waits``, ``SyncFailed``, ``Refused`` where catalog or address may no longer be used, and ``Cancelled``.
    """
    work = msgspec.json.decode(payload, type=SyncPayload)
    try:
        with Database(office.database, pool_size=2, durable=True) as database:
            connection, token = _opened(database, office, work.connection_id)
            with Wire(connection, token, cancel=cancel, patience_s=PATIENCE_S) as wire:
                return msgspec.json.encode(_Work(work, office, database, wire, report).result())
    except Parked as parked:
        raise Waits(parked.until) from parked
    except (Held, Busy) as held:
        seconds = min(LONGEST_HELD_S, HELD_S * (1 + office.waited))
        raise Waits(now() + timedelta(seconds=seconds)) from held
    except NotReady as refused:
        raise SyncFailed("jira-not-ready", "The project cannot be written to: see errors.", _faults(refused)) from None
    except Denied as denied:
        detail = f"{_sentence(denied)} The token is wrong, expired or revoked, or of another account: set it anew."
        raise SyncFailed("jira-denied", detail) from None
    except (Unreachable, Unknown) as lost:
        raise SyncFailed("jira-unreachable", _sentence(lost)) from None
    except (Rejected, NoProject) as refused:
        raise SyncFailed("jira-refused", _sentence(refused)) from None
    except UnknownHash as unknown:
        raise SyncFailed("unknown-change-set", _sentence(unknown)) from None
    except OtherBinding as other:
        raise SyncFailed("conflict", _sentence(other)) from None
    except Unsealable as unsealable:
        raise SyncFailed("token-unreadable", _sentence(unsealable)) from None


class _Work:
    """One piece of work, over one line and one ledger."""

    def __init__(self, work: SyncPayload, office: Office, database: Database, wire: Wire, report: Report) -> None:
        self._work, self._wire, self._report = work, wire, report
        self._roadmap = work.roadmap or ""
        ledger = JiraLedger(database, office.workspace, work.connection_id, self._roadmap, office.holder)
        self._sync = Sync(wire, ledger, self._roadmap)
        self._began = time.monotonic()

    def result(self) -> object:
        """Do it."""
        work, asked = self._work, self._work.asked
        match work.action:
            case "preflight":
                return Preflight.of(self._sync.preflight(self._wanted() if work.plan_id is not None else None))
            case "diff":
                return self._sync.diff(
                    self._wanted(), plan=work.plan_id or "", planned_at=work.planned_at, settled=asked.settled
                )
            case "apply":
                return self._applied(asked.hash or "")
            case "pull":
                return self._sync.pull(full=asked.full)

    def _applied(self, hash_: str) -> object:
        work = self._work
        outcome = self._sync.apply(
            self._wanted(), hash_, plan=work.plan_id or "", planned_at=work.planned_at, tell=self._tell
        )
        if outcome.state == "parked" and outcome.until is not None:
            raise Waits(outcome.until)
        return outcome

    def _wanted(self) -> Wanted:
        work = self._work
        plan = msgspec.json.decode(work.plan, type=Plan)
        catalog = catalog_named(work.own_catalog, work.document)
        return wanted(plan, catalog, self._wire.connection.mapping, self._roadmap)

    def _tell(self, progress: Progress) -> None:
        left = (progress.of - progress.done) / progress.of if progress.of else 0.0
        elapsed_s = round(time.monotonic() - self._began, 3)
        self._report(JobProgress("jira", progress.done, progress.of, round(left, 4), 0, elapsed_s))


def _opened(database: Database, office: Office, connection_id: str) -> tuple[Connection, str]:
    """Return a connection and its token; it is judged again, as the operator may have changed what is allowed."""
    with database.read() as session:
        connections = Connections(session, office.workspace)
        row, sealed = connections.get(connection_id), connections.token(connection_id)
    if row is None or sealed is None:
        raise SyncFailed("conflict", "The connection was deleted.")
    connection = msgspec.json.decode(row.document, type=Connection)
    if faults := judge(connection, office.allowed):
        raise Refused(faults)
    return connection, office.vault.open(sealed, connection_id)


def _sentence(error: Exception) -> str:
    """Return what an exception says as a sentence."""
    said = str(error).strip().rstrip(".")
    return f"{said[:1].upper()}{said[1:]}."


def _faults(refused: NotReady) -> tuple[Fault, ...]:
    """Return what forbids to write, as errors of a problem."""
    return tuple(
        Fault("", one.subject, one.detail, one.suggestion) for one in refused.findings if one.severity == "error"
    )
