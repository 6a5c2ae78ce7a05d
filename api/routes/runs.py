"""``/jira/runs``: what was asked of connections to Jira and what it came to; and the audit of what was written."""

import msgspec
from litestar import get
from litestar.params import FromPath
from msgspec import Raw

from api.incoming import Incoming, caller_of, page_of, query_of
from api.operation import CURSOR, IF_NONE_MATCH, LIMIT, LISTED, OPERATION, Answer, Operation, Query
from api.problems import not_found
from api.routes.connections import TAG, row_of
from api.routes.examples import page
from api.routes.jira_examples import AUDIT, DIFF_RUN, RUN_SUMMARY
from api.routes.replies import Reply, as_sent, listed, versioned
from api.service import Service
from api.storage.repositories.ledgers import Ledgers, Noted
from api.storage.repositories.runs import RunEntry, Runs, WholeRun
from clients.jira.ledger import Audit
from clients.sdk.jira_types import RESULTS, JiraAsked, JiraAudit, JiraAuditPage, JiraRun, JiraRunPage, JiraRunSummary

ONE_OF = {"result": (*RESULTS.values(), None)}
"""What stands where, of which the types say only that it may be anything."""

CONNECTION = Query("connection", str | None, "Only runs over this connection.")
PLAN = Query("plan", str | None, "Only runs of this plan.")
AFTER = Query("after", int | None, "Only rows after this number.")


def entry_of(service: Service, workspace: str, run_id: str) -> WholeRun | None:
    """Return a run as it stands."""
    with service.database.read() as session:
        return Runs(session, workspace).get(run_id)


def run_of(entry: WholeRun) -> JiraRun[Raw]:
    """Return a run as it is sent."""
    return JiraRun(
        id=entry.id,
        action=entry.action,  # type: ignore[arg-type]
        connection=f"/v1/jira/connections/{entry.connection_id}",
        plan=_plan(entry),
        roadmap=entry.roadmap,
        asked=msgspec.json.decode(entry.asked, type=JiraAsked),
        status=entry.state,  # type: ignore[arg-type]
        # Sent as it was stored, whatever has become of its types since.
        result=Raw(entry.document) if entry.document is not None else None,
        created_at=entry.created_at,
        job=f"/v1/jobs/{entry.job_id}",
    )


def _plan(entry: RunEntry) -> str | None:
    return f"/v1/plans/{entry.plan_id}" if entry.plan_id is not None else None


@get(
    "/jira/runs",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="listJiraRuns",
            tag=TAG,
            summary="List what was asked of Jira",
            description="Preflights, diffs, applies and pulls of the workspace, newest first, without their results.",
            scope="jira:read",
            query=(*LISTED, CONNECTION, PLAN),
            answers={200: Answer("A page of runs.", JiraRunPage, page(RUN_SUMMARY))},
            problems=("bad-cursor",),
        )
    },
)
def list_runs(request: Incoming) -> Reply:
    """List what was asked of Jira."""
    service: Service = request.app.state.service
    asked, query = page_of(request), query_of(request)
    with service.database.read() as session:
        entries, following = Runs(session, caller_of(request).workspace).page(
            after=asked.after,
            limit=asked.limit,
            newest_first=asked.newest_first,
            connection_id=query["connection"],
            plan_id=query["plan"],
        )
    runs = tuple(map(_summary, entries))
    return listed(request, JiraRunPage(runs, service.cursor(following, asked.listing)))


def _summary(entry: RunEntry) -> JiraRunSummary:
    return JiraRunSummary(
        id=entry.id,
        action=entry.action,  # type: ignore[arg-type]
        connection=f"/v1/jira/connections/{entry.connection_id}",
        plan=_plan(entry),
        roadmap=entry.roadmap,
        state=entry.state,  # type: ignore[arg-type]
        created_at=entry.created_at,
        job=f"/v1/jobs/{entry.job_id}",
    )


@get(
    "/jira/runs/{run_id:str}",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="getJiraRun",
            tag=TAG,
            summary="Read what was asked of Jira and what it came to",
            description=(
                "What was asked, how its job stands, and the result, null until there is one: of a preflight what can "
                "be written, of a diff the change set, of an apply the outcome, of a pull what happened. An apply "
                "that was cancelled has none: the audit tells what it wrote."
            ),
            scope="jira:read",
            headers=(IF_NONE_MATCH,),
            answers={
                200: Answer(
                    "The run.",
                    JiraRun,
                    DIFF_RUN,
                    headers={"ETag": '"c2f4a6b8d0e1f3a5b7c9d1e3f5a7b9c1"'},
                    one_of=ONE_OF,
                ),
                304: Answer("The run stands as the caller knows it."),
            },
            problems=("not-found",),
        )
    },
)
def get_run(request: Incoming, run_id: FromPath[str]) -> Reply:
    """Read what was asked of Jira and what it came to."""
    entry = entry_of(request.app.state.service, caller_of(request).workspace, run_id)
    if entry is None:
        raise not_found(f"run {run_id[:80]}")
    return versioned(request, *as_sent(run_of(entry)))


@get(
    "/jira/connections/{connection_id:str}/audit",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="listJiraAudit",
            tag=TAG,
            summary="Read what was written to Jira",
            description=(
                "One row for each field that was written over a connection, or tried to be, oldest first: by which run "
                "and whom, from what to what, and how Jira answered. It only grows: `after` goes on from a number."
            ),
            scope="jira:read",
            query=(LIMIT, CURSOR, AFTER),
            answers={200: Answer("A page of the audit.", JiraAuditPage, page(AUDIT))},
            problems=("not-found", "bad-cursor"),
        )
    },
)
def list_audit(request: Incoming, connection_id: FromPath[str]) -> Reply:
    """Read what was written to Jira."""
    service: Service = request.app.state.service
    asked = page_of(request)
    row_of(request, connection_id)
    after = int(asked.after) if asked.after is not None else query_of(request)["after"] or 0
    with service.database.read() as session:
        ledgers = Ledgers(session, caller_of(request).workspace)
        found = ledgers.audit(connection_id, after=after, limit=asked.limit + 1)
    shown = tuple(map(_audit, found[: asked.limit]))
    following = str(shown[-1].number) if len(found) > asked.limit else None
    return listed(request, JiraAuditPage(shown, service.cursor(following, asked.listing)))


def _audit(row: Noted) -> JiraAudit:
    kept = msgspec.json.decode(row.document, type=Audit)
    return JiraAudit(number=row.number, roadmap=row.roadmap, **msgspec.structs.asdict(kept))
