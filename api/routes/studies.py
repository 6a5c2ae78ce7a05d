"""``/studies``: families of requests answered together, each by a job."""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
from litestar import delete, get, post
from litestar.params import FromPath
from msgspec import Raw, Struct
from msgspec.structs import asdict, replace
from sqlmodel import Session

from api.incoming import Incoming, bytes_of, caller_of, page_of
from api.jobs.work import payload_of_study
from api.once import Made
from api.operation import IDEMPOTENCY_KEY, IF_NONE_MATCH, LISTED, OPERATION, PREFER, Answer, Operation
from api.problems import not_found
from api.routes.examples import JOB_ID, STUDY, STUDY_ID, STUDY_JOB, STUDY_REQUEST, STUDY_SUMMARY, page
from api.routes.judging import judged_study
from api.routes.replies import Reply, as_sent, gone, listed, versioned
from api.routes.waiting import Result, begun, check_room, queued
from api.service import Service
from api.storage.database import now
from api.storage.ids import new_id
from api.storage.repositories.jobs import Jobs
from api.storage.repositories.studies import Of, Studies, StudyEntry, WholeStudy
from api.storage.tables import StudyRow
from clients.sdk.types import Job, Study, StudyPage, StudySummary
from planner.exploring.studies import StudyRequest

TAG = "studies"


class _Outcome(Struct, frozen=True):
    """What a study came to, as its worker stored it."""

    proven: bool
    result: Raw
    solves: int
    wall_s: float


@post(
    "/studies",
    opt={
        OPERATION: Operation(
            id="createStudy",
            tag=TAG,
            summary="Ask for a study",
            description=(
                "Queues a job that answers a family of requests, for no longer than `time_limit_s`, and answers with "
                "the job; with `Prefer: wait=N`, with the study where its result is ready in time. `frontier`: every "
                "pair of what is `given` and what is `reached` with it; `least`: the least `of` something that will "
                "do; `highest`: the highest level within the limits; `split`: the same money, split best by quarter; "
                "`grid`: the request with many changes; `tornado`: which figure moves the finish and the cost most. "
                "Points, cells and bars come as `finding` events of the job while they are found."
            ),
            scope="plans:write",
            headers=(IDEMPOTENCY_KEY, PREFER),
            body=StudyRequest,
            body_example=STUDY_REQUEST,
            answers={
                202: Answer(
                    "The job that makes the study.", Job, STUDY_JOB, headers={"Location": f"/v1/jobs/{JOB_ID}"}
                ),
                201: Answer(
                    "The study with its result, ready in time.",
                    Study,
                    STUDY,
                    headers={"Location": f"/v1/studies/{STUDY_ID}"},
                ),
            },
            problems=("too-many-jobs", "idempotency-mismatch"),
        )
    },
)
async def create_study(request: Incoming) -> Reply:
    """Ask for a study."""
    service: Service = request.app.state.service
    workspace = caller_of(request).workspace
    body = await bytes_of(request)
    asked, catalog = await asyncio.to_thread(judged_study, service, workspace, body)
    payload = payload_of_study(asked, catalog)
    return await explored(request, body, "study", asked.kind, msgspec.json.encode(asked), payload, _study)


async def explored(
    request: Incoming, body: bytes, of: Of, kind: str, asked: bytes, payload: bytes, sent: Callable[[WholeStudy], Any]
) -> Reply:
    """Queue the job of a study or a comparison, and answer with it or what it made; ``sent`` is how that is sent."""
    service: Service = request.app.state.service
    workspace = caller_of(request).workspace

    def queue(session: Session) -> Made:
        jobs = Jobs(session, workspace)
        check_room(service, jobs)
        at, study_id = now(), new_id("std" if of == "study" else "cmp")
        job = jobs.add(of, study_id, payload, at)
        Studies(session, workspace, of).add(
            StudyRow(id=study_id, workspace_id=workspace, job_id=job.id, kind=kind, created_at=at, asked=asked)
        )
        return queued(jobs, job.id)

    def made(subject: str) -> Result | None:
        entry = entry_of(service, workspace, of, subject.rpartition("/")[2])
        return as_sent(sent(entry)) if entry is not None and entry.document is not None else None

    return await begun(request, body, queue, made)


@get(
    "/studies",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="listStudies",
            tag=TAG,
            summary="List studies",
            description="The studies of the workspace, newest first, without their contents.",
            scope="plans:read",
            query=LISTED,
            answers={200: Answer("A page of studies.", StudyPage, page(STUDY_SUMMARY))},
            problems=("bad-cursor",),
        )
    },
)
def list_studies(request: Incoming) -> Reply:
    """List studies."""
    service: Service = request.app.state.service
    asked = page_of(request)
    with service.database.read() as session:
        entries, following = Studies(session, caller_of(request).workspace).page(
            after=asked.after, limit=asked.limit, newest_first=asked.newest_first
        )
    return listed(request, StudyPage(tuple(map(_summary, entries)), service.cursor(following, asked.listing)))


@get(
    "/studies/{study_id:str}",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="getStudy",
            tag=TAG,
            summary="Read a study",
            description=(
                "What was asked, how the job stands, and the result, null until there is one: of the kind that was "
                "asked for. Of a study that was cancelled, it is what was known by then. Money is in whole units, "
                "people that are `given` or `reached` in hundredths of FTE."
            ),
            scope="plans:read",
            headers=(IF_NONE_MATCH,),
            answers={
                200: Answer("The study.", Study, STUDY, headers={"ETag": '"0f3b6a1c9d2e4f58a7b6c5d4e3f2a1b0"'}),
                304: Answer("The study stands as the caller knows it."),
            },
            problems=("not-found",),
        )
    },
)
def get_study(request: Incoming, study_id: FromPath[str]) -> Reply:
    """Read a study."""
    return read(request, "study", study_id, _study)


def read(request: Incoming, of: Of, study_id: str, sent: Callable[[WholeStudy], Any]) -> Reply:
    """Answer with a study or a comparison as it stands; ``sent`` is how it is sent."""
    entry = entry_of(request.app.state.service, caller_of(request).workspace, of, study_id)
    if entry is None:
        raise not_found(f"{of} {study_id[:80]}")
    return versioned(request, *as_sent(sent(entry)))


@delete(
    "/studies/{study_id:str}",
    status_code=200,
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="deleteStudy",
            tag=TAG,
            summary="Delete a study",
            description="Deletes the study with its job and events; a job still at work on it is ended.",
            scope="plans:write",
            answers={204: Answer("It is gone.")},
            problems=("not-found",),
        )
    },
)
def delete_study(request: Incoming, study_id: FromPath[str]) -> Reply:
    """Delete a study."""
    service: Service = request.app.state.service
    with service.database.write() as session:
        entry = Studies(session, caller_of(request).workspace).delete(study_id)
    if entry is None:
        raise not_found(f"study {study_id[:80]}")
    service.queue.ring(entry.job_id)
    return gone()


def entry_of(service: Service, workspace: str, of: Of, study_id: str) -> WholeStudy | None:
    """Return a study or a comparison as it stands."""
    with service.database.read() as session:
        return Studies(session, workspace, of).get(study_id)


def _summary(entry: StudyEntry) -> StudySummary:
    return StudySummary(
        id=entry.id,
        kind=entry.kind,  # type: ignore[arg-type]
        state=entry.state,  # type: ignore[arg-type]
        proven=entry.proven,
        created_at=entry.created_at,
        job=f"/v1/jobs/{entry.job_id}",
    )


def outcome_of(entry: WholeStudy, asked: StudyRequest) -> dict[str, Any]:
    """Return a study with its result as the planner knows one, to be encoded."""
    assert entry.document is not None
    return {"asked": asked, **asdict(msgspec.json.decode(entry.document, type=_Outcome))}


def _study(entry: WholeStudy) -> Study:
    """Return a study as it is sent."""
    study = Study(
        id=entry.id,
        kind=entry.kind,  # type: ignore[arg-type]
        status=entry.state,  # type: ignore[arg-type]
        asked=msgspec.json.decode(entry.asked, type=StudyRequest),
        result=None,
        proven=None,
        solves=None,
        wall_s=None,
        job=f"/v1/jobs/{entry.job_id}",
    )
    if entry.document is None:
        return study
    # Sent as it was stored, whatever has become of its types since.
    return replace(study, **asdict(msgspec.json.decode(entry.document, type=_Outcome)))
