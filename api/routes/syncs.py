"""What is asked of a connection to Jira, each by a job: a preflight; of a plan a diff, an apply, a pull."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from litestar import post
from litestar.params import FromPath
from msgspec import Struct
from sqlmodel import Session

from api.incoming import Incoming, bytes_of, caller_of
from api.jobs.syncing import payload_of_sync
from api.once import Made
from api.operation import IDEMPOTENCY_KEY, OPERATION, PREFER, Answer, Operation
from api.problems import not_found
from api.routes.examples import JOB_ID, PLAN_ID
from api.routes.jira_examples import (
    APPLY_RUN,
    CONNECTION_ID,
    DIFF_RUN,
    HASH,
    PREFLIGHT_RUN,
    PULL_RUN,
    RUN_ID,
    SYNC_JOB,
)
from api.routes.judging_syncs import Asked, asked_with_plan, connection_of, id_of, roadmap_of_hash
from api.routes.plans import ready
from api.routes.replies import Reply, as_sent
from api.routes.runs import ONE_OF, entry_of, run_of
from api.routes.waiting import Result, begun, check_room, queued
from api.service import Service
from api.storage.database import now
from api.storage.ids import new_id
from api.storage.jira_tables import JiraRunRow
from api.storage.repositories.connections import Connections
from api.storage.repositories.jobs import Jobs
from api.storage.repositories.plans import Plans
from api.storage.repositories.runs import Runs
from catalog.reading import read_json
from clients.jira.labels import roadmap_of
from clients.sdk.jira_types import JiraAsked, JiraRun, NewApply, NewDiff, NewPreflight, NewPull
from clients.sdk.types import Job
from planner.plans import Plan

TAG = "jira"
T = TypeVar("T", bound=Struct)
OF_PLANS = ("not-found", "plan-not-ready", "plan-missing", "token-unreadable", "too-many-jobs", "idempotency-mismatch")
WRITTEN = ("plan-without-schedule", "conflict")


def _answers(run: dict[str, Any]) -> dict[int, Answer]:
    """Return what a POST is answered with whose result is this run."""
    return {
        202: Answer("The job that does it.", Job, SYNC_JOB, headers={"Location": f"/v1/jobs/{JOB_ID}"}),
        201: Answer(
            "The run with its result, ready in time.",
            JiraRun,
            run,
            headers={"Location": f"/v1/jira/runs/{RUN_ID}"},
            one_of=ONE_OF,
        ),
    }


@post(
    "/jira/connections/{connection_id:str}/preflight",
    opt={
        OPERATION: Operation(
            id="preflightJira",
            tag=TAG,
            summary="Judge a project of Jira",
            description=(
                "Queues a job that finds out what can be written to the project and what cannot, and why: account, "
                "permissions, types, fields on the screens, links, versions. With a plan, it counts what of that "
                "would be missing. Nothing is written."
            ),
            scope="jira:write",
            headers=(IDEMPOTENCY_KEY, PREFER),
            body=NewPreflight,
            body_example={"plan": PLAN_ID},
            answers=_answers(PREFLIGHT_RUN),
            problems=(*OF_PLANS, *WRITTEN),
        )
    },
)
async def preflight(request: Incoming, connection_id: FromPath[str]) -> Reply:
    """Judge a project of Jira."""

    def asked(service: Service, workspace: str, given: NewPreflight) -> Asked:
        connection = connection_of(service, workspace, connection_id)
        nothing = JiraAsked({}, None, full=False)
        if given.plan is None:
            payload = payload_of_sync("preflight", connection_id, nothing)
            return Asked("preflight", connection_id, None, None, nothing, payload)
        return asked_with_plan(service, workspace, "preflight", given.plan, connection_id, connection, None, nothing)

    return await _begun(request, NewPreflight, asked)


@post(
    "/plans/{plan_id:str}/jira/diff",
    opt={
        OPERATION: Operation(
            id="diffJira",
            tag=TAG,
            summary="Compare a plan with Jira",
            description=(
                "Queues a job that says what an apply would do: every issue, field, link and version, with what was "
                "last agreed, what the plan says and what Jira says; every conflict with the policy that settles it; "
                "and a hash. Nothing is written. `settled` says for changes, by id, who wins: `plan` or `jira`."
            ),
            scope="jira:write",
            headers=(IDEMPOTENCY_KEY, PREFER),
            body=NewDiff,
            body_example={"connection": CONNECTION_ID, "settled": {"conflict act-teach-teams@sales:due": "plan"}},
            answers=_answers(DIFF_RUN),
            problems=(*OF_PLANS, *WRITTEN),
        )
    },
)
async def diff(request: Incoming, plan_id: FromPath[str]) -> Reply:
    """Compare a plan with Jira."""

    def asked(service: Service, workspace: str, given: NewDiff) -> Asked:
        connection_id = id_of(given.connection)
        connection = connection_of(service, workspace, connection_id)
        settled = JiraAsked(given.settled, None, full=False)
        return asked_with_plan(service, workspace, "diff", plan_id, connection_id, connection, given.roadmap, settled)

    return await _begun(request, NewDiff, asked)


@post(
    "/plans/{plan_id:str}/jira/apply",
    opt={
        OPERATION: Operation(
            id="applyJira",
            tag=TAG,
            summary="Write a change set to Jira",
            description=(
                "Queues a job that does exactly what the change set of this hash says. Where plan or Jira have moved "
                "since, nothing is written: the outcome is `refused`, with what would be done now. Killed and asked "
                "again, it goes on; nothing is done twice. Where Jira wants no more requests for now, the job waits "
                "(`wakes_at`) and goes on by itself. Its progress counts requests."
            ),
            scope="jira:write",
            headers=(IDEMPOTENCY_KEY, PREFER),
            body=NewApply,
            body_example={"connection": CONNECTION_ID, "hash": HASH},
            answers=_answers(APPLY_RUN),
            problems=(*OF_PLANS, *WRITTEN, "unknown-change-set"),
        )
    },
)
async def apply(request: Incoming, plan_id: FromPath[str]) -> Reply:
    """Write a change set to Jira."""

    def asked(service: Service, workspace: str, given: NewApply) -> Asked:
        connection_id = id_of(given.connection)
        connection = connection_of(service, workspace, connection_id)
        roadmap = roadmap_of_hash(service, workspace, connection_id, given.hash)
        wanted = JiraAsked({}, given.hash, full=False)
        return asked_with_plan(service, workspace, "apply", plan_id, connection_id, connection, roadmap, wanted)

    return await _begun(request, NewApply, asked)


@post(
    "/plans/{plan_id:str}/jira/pull",
    opt={
        OPERATION: Operation(
            id="pullJira",
            tag=TAG,
            summary="Read from Jira what happened",
            description=(
                "Queues a job that reads what became of the plan's issues: begun, finished, given up, taken up again, "
                "deleted, moved, linked otherwise; since the last time, or with `full` altogether. Nothing is written."
            ),
            scope="jira:write",
            headers=(IDEMPOTENCY_KEY, PREFER),
            body=NewPull,
            body_example={"connection": CONNECTION_ID},
            answers=_answers(PULL_RUN),
            problems=OF_PLANS,
        )
    },
)
async def pull(request: Incoming, plan_id: FromPath[str]) -> Reply:
    """Read from Jira what happened."""

    def asked(service: Service, workspace: str, given: NewPull) -> Asked:
        connection_id = id_of(given.connection)
        connection = connection_of(service, workspace, connection_id)
        document, _ = ready(service, workspace, plan_id)
        plan = msgspec.json.decode(document, type=Plan)
        roadmap = given.roadmap or roadmap_of(plan, connection.mapping)
        whether = JiraAsked({}, None, full=given.full)
        payload = payload_of_sync("pull", connection_id, whether, roadmap=roadmap)
        return Asked("pull", connection_id, plan_id, roadmap, whether, payload)

    return await _begun(request, NewPull, asked)


async def _begun(request: Incoming, type_: type[T], asked_of: Callable[[Service, str, T], Asked]) -> Reply:
    """Read a body of this type, queue what it asks for, and answer with the job, or the run where it is waited for."""
    service: Service = request.app.state.service
    workspace = caller_of(request).workspace
    body = await bytes_of(request)
    given = await asyncio.to_thread(read_json, body, type_)
    asked = await asyncio.to_thread(asked_of, service, workspace, given)

    def queue(session: Session) -> Made:
        jobs = Jobs(session, workspace)
        check_room(service, jobs)
        if not Connections(session, workspace).hold(asked.connection_id):
            raise not_found(f"connection {asked.connection_id[:80]}")
        if asked.plan_id is not None and not Plans(session, workspace).hold(asked.plan_id):
            raise not_found(f"plan {asked.plan_id[:80]}")
        at, run_id = now(), new_id("jrn")
        job = jobs.add("jira", run_id, asked.payload, at)
        Runs(session, workspace).add(
            JiraRunRow(
                id=run_id,
                workspace_id=workspace,
                connection_id=asked.connection_id,
                plan_id=asked.plan_id,
                job_id=job.id,
                action=asked.action,
                roadmap=asked.roadmap,
                created_at=at,
                asked=msgspec.json.encode(asked.asked),
            )
        )
        return queued(jobs, job.id)

    def answered(subject: str) -> Result | None:
        entry = entry_of(service, workspace, subject.rpartition("/")[2])
        return as_sent(run_of(entry)) if entry is not None and entry.document is not None else None

    return await begun(request, body, queue, answered)
