"""``/jobs``: long work, its state, its events as they happen, and its end on request."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

import msgspec
from litestar import Response, delete, get
from litestar.params import FromPath
from litestar.response import Stream
from msgspec import Meta, Struct

from api.edge import HEAD
from api.incoming import Incoming, caller_of, page_of, query_of
from api.operation import EVENTS, LISTED, OPERATION, Answer, Header, Operation, Query
from api.problems import ApiProblem, not_found
from api.routes.examples import EVENT, JOB, page
from api.routes.replies import Reply, listed, reply
from api.service import Service
from api.storage.database import now
from api.storage.repositories.jobs import Jobs
from api.storage.tables import JobRow
from clients.sdk.types import ENDED, EventKind, Job, JobPage, JobProgress, Problem, State

PING_S = 10.0
LAST_EVENT_ID = Header("Last-Event-ID", "The number of the last event that you received.", "3")
STATE = Query("state", State | None, "Only jobs in this state.")


_SUBJECT = {
    "plan": "/v1/plans/{}",
    "question": "/v1/plans/{}/questions/{}",
    "study": "/v1/studies/{}",
    "comparison": "/v1/comparisons/{}",
    "jira": "/v1/jira/runs/{}",
}


class StreamedEvent(Struct, frozen=True):
    """The fields of one event in a stream; ``data`` is an encoded ``JobEvent``."""

    id: str
    event: EventKind
    data: Annotated[str, Meta(extra_json_schema={"contentMediaType": "application/json"})]


class SentEvent(Struct, frozen=True):
    """An event as it stands in the stream: ``data`` is an encoded ``JobEvent``."""

    id: str
    event: EventKind
    data: str


def job_of(row: JobRow) -> Job:
    """Return a job as it is sent."""
    return Job(
        id=row.id,
        kind=row.kind,  # type: ignore[arg-type]
        state=row.state,  # type: ignore[arg-type]
        subject=_SUBJECT[row.kind].format(*row.subject_id.split("/")),
        events=f"/v1/jobs/{row.id}/events",
        attempt=row.attempt,
        cancel_requested=row.cancel_requested,
        progress=msgspec.json.decode(row.progress, type=JobProgress) if row.progress else None,
        error=_error(row),
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        wakes_at=row.wake_at,
    )


def _error(row: JobRow) -> Problem | None:
    if row.error is None:
        return None
    problem = msgspec.json.decode(row.error, type=Problem)
    return msgspec.structs.replace(problem, instance=f"/v1/jobs/{row.id}")


@get(
    "/jobs",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="listJobs",
            tag="jobs",
            summary="List jobs",
            description="The jobs of the workspace, newest first.",
            scope="plans:read",
            query=(*LISTED, STATE),
            answers={200: Answer("A page of jobs.", JobPage, page(JOB))},
            problems=("bad-cursor",),
        )
    },
)
def list_jobs(request: Incoming) -> Reply:
    """List jobs."""
    service: Service = request.app.state.service
    asked = page_of(request)
    with service.database.read() as session:
        rows, following = Jobs(session, caller_of(request).workspace).page(
            after=asked.after, limit=asked.limit, newest_first=asked.newest_first, state=query_of(request)["state"]
        )
        jobs = tuple(job_of(row) for row in rows)
    return listed(request, JobPage(jobs, service.cursor(following, asked.listing)))


@get(
    "/jobs/{job_id:str}",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="getJob",
            tag="jobs",
            summary="Read a job",
            description="Its state, how far it is, and why it failed if it did. An ended job never changes again.",
            scope="plans:read",
            answers={200: Answer("The job.", Job, JOB)},
            problems=("not-found",),
        )
    },
)
def get_job(request: Incoming, job_id: FromPath[str]) -> Reply:
    """Read a job."""
    row = _row(request, job_id)
    return reply(job_of(row), headers={} if row.state in ENDED else {"Retry-After": "1"})


@delete(
    "/jobs/{job_id:str}",
    status_code=202,
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="cancelJob",
            tag="jobs",
            summary="Cancel a job",
            description=(
                "Ends the work and keeps the best plan that was found, or what is known of a question, a study or a "
                "comparison. Of a sync, what was written to Jira stays and is known; it is gone on with by the same "
                "apply. A job that has ended stays as it is."
            ),
            scope="plans:write",
            answers={
                202: Answer("The job, which will end in a moment.", Job, {**JOB, "cancel_requested": True}),
                200: Answer("The job had ended.", Job, {**JOB, "state": "succeeded", "finished_at": JOB["created_at"]}),
            },
            problems=("not-found",),
        )
    },
)
def cancel_job(request: Incoming, job_id: FromPath[str]) -> Reply:
    """Cancel a job."""
    service: Service = request.app.state.service
    with service.database.write() as session:
        jobs = Jobs(session, caller_of(request).workspace)
        before = jobs.get(job_id)
        had_ended = before is not None and before.state in ENDED
        row = jobs.request_cancel(job_id, now())
    if row is None:
        raise not_found(f"job {job_id[:80]}")
    service.queue.ring(row.id)
    return reply(job_of(row), 200 if had_ended else 202)


@get(
    "/jobs/{job_id:str}/events",
    opt={
        OPERATION: Operation(
            id="streamJobEvents",
            tag="jobs",
            summary="Follow a job",
            description=(
                "A stream of server-sent events, each with a number: `state`, `progress`, and `finding` where it is "
                "found out which limits cannot be kept and what would do, or a part of what a study asks. It ends with "
                "the job. After a break, send the last number as Last-Event-ID and nothing is missed."
            ),
            scope="plans:read",
            headers=(LAST_EVENT_ID,),
            answers={200: Answer("The stream; of each event:", StreamedEvent, EVENT, EVENTS)},
            problems=("not-found",),
        )
    },
)
async def stream_job_events(request: Incoming, job_id: FromPath[str]) -> Stream | Response[bytes]:
    """Follow a job."""
    service: Service = request.app.state.service
    written = request.headers.get("last-event-id", "0").strip() or "0"
    if not (written.isascii() and written.isdecimal()) or len(written) > 18:
        raise ApiProblem("bad-parameter", "Last-Event-ID must be the number of an event.")
    await asyncio.to_thread(_row, request, job_id)
    lines = _lines(service, caller_of(request).workspace, job_id, int(written))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    if HEAD in request.scope:
        return Response(b"", media_type=EVENTS, headers=headers)
    return Stream(lines, media_type=EVENTS, headers=headers)


async def _lines(service: Service, workspace: str, job_id: str, after: int) -> AsyncGenerator[bytes, None]:
    said_at = time.monotonic()
    yield b": listening\n\n"
    async with aclosing(service.watch.events(workspace, job_id, after)) as events:
        async for happened in events:
            if happened is not None:
                yield b"id: %d\nevent: %s\ndata: %s\n\n" % (happened.id, happened.event.encode(), happened.document)
                said_at = time.monotonic()
            elif time.monotonic() - said_at >= PING_S:
                yield b": ping\n\n"
                said_at = time.monotonic()


def _row(request: Incoming, job_id: str) -> JobRow:
    service: Service = request.app.state.service
    with service.database.read() as session:
        row = Jobs(session, caller_of(request).workspace).get(job_id)
    if row is None:
        raise not_found(f"job {job_id[:80]}")
    return row
