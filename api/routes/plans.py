"""``/plans``: ask for a plan, read it whole or in parts, delete it."""

import asyncio

import msgspec
from litestar import delete, get, post
from litestar.params import FromPath
from litestar.types import ASGIApp
from sqlmodel import Session

from api.incoming import Incoming, bytes_of, caller_of, is_known, page_of, query_of
from api.jobs.work import payload_of
from api.once import Made
from api.operation import (
    CURSOR,
    IDEMPOTENCY_KEY,
    IF_NONE_MATCH,
    LIMIT,
    LISTED,
    OPERATION,
    PREFER,
    Answer,
    Operation,
    Query,
)
from api.problems import ApiProblem, not_found
from api.routes.examples import JOB, JOB_ID, PLAN, PLAN_ID, REQUEST, SUMMARY, page
from api.routes.jobs import STATE
from api.routes.judging import judged
from api.routes.replies import Document, Reply, gone, listed, part_of
from api.routes.waiting import Result, begun, check_room, queued
from api.service import Service
from api.storage.database import now
from api.storage.ids import new_id
from api.storage.repositories.jobs import Jobs
from api.storage.repositories.plans import PlanEntry, Plans
from api.storage.tables import PlanRow
from catalog.model import Catalog, Kind
from clients.sdk.types import ENDED, ActivityPage, Job, PhasePage, PlanPage, PlanSummary, Verdict
from planner.plans import Plan
from planner.request import PlanRequest

TAG = "plans"


@post(
    "/plans",
    opt={
        OPERATION: Operation(
            id="createPlan",
            tag=TAG,
            summary="Ask for a plan",
            description=(
                "Queues a job that plans the request, and answers with the job; with `Prefer: wait=N`, with the plan "
                "itself where it is ready in time, whatever its status. Everything that is wrong with a request is "
                "told at once. One that cannot be met is no error: its plan is infeasible, with the limits in its way."
            ),
            scope="plans:write",
            headers=(IDEMPOTENCY_KEY, PREFER),
            body=PlanRequest,
            body_example=REQUEST,
            answers={
                202: Answer("The job that makes the plan.", Job, JOB, headers={"Location": f"/v1/jobs/{JOB_ID}"}),
                201: Answer("The plan, ready in time.", Plan, PLAN, headers={"Location": f"/v1/plans/{PLAN_ID}"}),
            },
            problems=("too-many-jobs", "idempotency-mismatch"),
        )
    },
)
async def create_plan(request: Incoming) -> Reply:
    """Ask for a plan."""
    service: Service = request.app.state.service
    workspace = caller_of(request).workspace
    body = await bytes_of(request)
    wanted, catalog = await asyncio.to_thread(judged, service, workspace, body)

    def result(subject: str) -> Result | None:
        return _document(service, workspace, subject.rpartition("/")[2])

    return await begun(request, body, lambda session: _queue(service, session, workspace, wanted, catalog), result)


def _queue(service: Service, session: Session, workspace: str, wanted: PlanRequest, catalog: Catalog) -> Made:
    payload = payload_of(wanted, catalog)
    jobs = Jobs(session, workspace)
    check_room(service, jobs)
    at, plan_id = now(), new_id("plan")
    job = jobs.add("plan", plan_id, payload, at)
    current = wanted.current if isinstance(wanted.current, int) else wanted.current["enterprise"]
    Plans(session, workspace).add(
        PlanRow(
            id=plan_id,
            workspace_id=workspace,
            job_id=job.id,
            name=wanted.name,
            catalog=f"{catalog.id}@{catalog.version}",
            current=current,
            target=wanted.target,
            start=wanted.start,
            deadline=wanted.deadline,
            created_at=at,
        )
    )
    return queued(jobs, job.id)


@get(
    "/plans",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="listPlans",
            tag=TAG,
            summary="List plans",
            description="The plans of the workspace, newest first, without their contents.",
            scope="plans:read",
            query=(*LISTED, Query("status", Verdict | None, "Only plans with this status."), STATE),
            answers={200: Answer("A page of plans.", PlanPage, page(SUMMARY))},
            problems=("bad-cursor",),
        )
    },
)
def list_plans(request: Incoming) -> Reply:
    """List plans."""
    service: Service = request.app.state.service
    asked, query = page_of(request), query_of(request)
    with service.database.read() as session:
        entries, following = Plans(session, caller_of(request).workspace).page(
            after=asked.after,
            limit=asked.limit,
            newest_first=asked.newest_first,
            status=query["status"],
            state=query["state"],
        )
    plans = tuple(_summary(entry) for entry in entries)
    return listed(request, PlanPage(plans, service.cursor(following, asked.listing)))


def _summary(entry: PlanEntry) -> PlanSummary:
    return PlanSummary(
        id=entry.id,
        name=entry.name,
        state=entry.state,  # type: ignore[arg-type]
        status=entry.status,  # type: ignore[arg-type]
        catalog=entry.catalog,
        current=entry.current,
        target=entry.target,
        start=entry.start,
        deadline=entry.deadline,
        finish=entry.finish,
        created_at=entry.created_at,
        job=f"/v1/jobs/{entry.job_id}",
    )


@get(
    "/plans/{plan_id:str}",
    opt={
        OPERATION: Operation(
            id="getPlan",
            tag=TAG,
            summary="Read a plan",
            description="The whole plan. It never changes, so its ETag is worth sending.",
            scope="plans:read",
            headers=(IF_NONE_MATCH,),
            answers={
                200: Answer("The plan.", Plan, PLAN, headers={"ETag": '"89071783f97d0f7bd8a11e8856a89cce"'}),
                304: Answer("The plan is the one that the caller has."),
            },
            problems=("not-found", "plan-not-ready", "plan-missing"),
        )
    },
)
async def get_plan(request: Incoming, plan_id: FromPath[str]) -> ASGIApp:
    """Read a plan: from memory where it was read within the last second, without touching the database."""
    service: Service = request.app.state.service
    workspace = caller_of(request).workspace
    found = service.documents.get(workspace, plan_id)
    if found is None:
        found = await asyncio.to_thread(ready, service, workspace, plan_id)
        service.documents.put(workspace, plan_id, *found)
    return Document(*found, known=is_known(request, found[1]))


@get(
    "/plans/{plan_id:str}/phases",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="listPhases",
            tag=TAG,
            summary="Read a plan quarter by quarter",
            description="The plan's fiscal quarters in order: what starts, runs and ends, spend, staffing, open risks.",
            scope="plans:read",
            query=(LIMIT, CURSOR),
            answers={200: Answer("A page of phases.", PhasePage, page(PLAN["phases"][0]))},
            problems=("not-found", "plan-not-ready", "plan-missing", "bad-cursor"),
        )
    },
)
def list_phases(request: Incoming, plan_id: FromPath[str]) -> Reply:
    """Read a plan quarter by quarter."""
    asked = page_of(request)
    phases = _plan(request, plan_id).phases
    shown, following = part_of(phases, asked.after, asked.limit)
    service: Service = request.app.state.service
    return listed(request, PhasePage(shown, service.cursor(following, asked.listing)))


@get(
    "/plans/{plan_id:str}/activities",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="listActivities",
            tag=TAG,
            summary="Read a plan activity by activity",
            description="The plan's activities in the order of the plan; filters narrow them down.",
            scope="plans:read",
            query=(
                LIMIT,
                CURSOR,
                Query("function", str | None, "Only those of this function."),
                Query("kind", Kind | None, "Only those of this kind."),
                Query("transition", str | None, "Only those of this transition: 3-4."),
                Query("critical", bool | None, "Only those without slack (true), or with (false)."),
            ),
            answers={200: Answer("A page of activities.", ActivityPage, page(PLAN["activities"][0]))},
            problems=("not-found", "plan-not-ready", "plan-missing", "bad-cursor"),
        )
    },
)
def list_activities(request: Incoming, plan_id: FromPath[str]) -> Reply:
    """Read a plan activity by activity."""
    asked = page_of(request)
    wanted = {
        name: value
        for name, value in query_of(request).items()
        if name in ("function", "kind", "transition", "critical") and value is not None
    }
    chosen = tuple(
        one for one in _plan(request, plan_id).activities if all(getattr(one, k) == v for k, v in wanted.items())
    )
    shown, following = part_of(chosen, asked.after, asked.limit)
    service: Service = request.app.state.service
    return listed(request, ActivityPage(shown, service.cursor(following, asked.listing)))


@delete(
    "/plans/{plan_id:str}",
    status_code=200,
    opt={
        OPERATION: Operation(
            id="deletePlan",
            tag=TAG,
            summary="Delete a plan",
            description="Deletes the plan with its questions, jobs and events; a job still at work on it is ended.",
            scope="plans:write",
            answers={204: Answer("It is gone.")},
            problems=("not-found",),
        )
    },
)
async def delete_plan(request: Incoming, plan_id: FromPath[str]) -> Reply:
    """Delete a plan."""
    service: Service = request.app.state.service
    workspace = caller_of(request).workspace
    entry = await asyncio.to_thread(_deleted, service, workspace, plan_id)
    service.documents.drop(workspace, plan_id)
    if entry is None:
        raise not_found(f"plan {plan_id[:80]}")
    service.queue.ring(entry.job_id)
    return gone()


def _deleted(service: Service, workspace: str, plan_id: str) -> PlanEntry | None:
    with service.database.write() as session:
        return Plans(session, workspace).delete(plan_id)


def ready(service: Service, workspace: str, plan_id: str) -> tuple[bytes, str]:
    """Return a plan's document and ETag, or say why there is none."""
    found = _document(service, workspace, plan_id)
    if found is not None:
        return found
    with service.database.read() as session:
        entry = Plans(session, workspace).get(plan_id)
    if entry is None:
        raise not_found(f"plan {plan_id[:80]}")
    job = f"/v1/jobs/{entry.job_id}"
    if entry.state in ENDED:
        raise ApiProblem("plan-missing", f"There is no plan: its job {entry.state}; {job} says why.")
    raise ApiProblem("plan-not-ready", f"The plan is being made: follow {job}.", headers={"Retry-After": "1"})


def _document(service: Service, workspace: str, plan_id: str) -> tuple[bytes, str] | None:
    with service.database.read() as session:
        return Plans(session, workspace).document(plan_id)


def _plan(request: Incoming, plan_id: str) -> Plan:
    service: Service = request.app.state.service
    workspace = caller_of(request).workspace
    found = service.documents.get(workspace, plan_id) or ready(service, workspace, plan_id)
    return msgspec.json.decode(found[0], type=Plan)
