"""POSTs that begin long work: a job is queued once, and whoever would wait is given what it came to, else the job."""

import asyncio
from collections.abc import Callable

import msgspec
from msgspec import Struct
from sqlmodel import Session

from api.incoming import Incoming, caller_of, wait_of
from api.once import Made, once
from api.problems import ApiProblem
from api.routes.jobs import job_of
from api.routes.replies import Reply, made
from api.service import Service
from api.storage.repositories.jobs import Jobs

Result = tuple[bytes, str]
"""What a job came to, as it is sent, and its ETag."""


class _Begun(Struct, frozen=True):
    """What is needed of a job that was queued: its answer may be one that an older program kept."""

    id: str
    subject: str


async def begun(
    request: Incoming, body: bytes, queue: Callable[[Session], Made], result: Callable[[str], Result | None]
) -> Reply:
    """Queue a job in a write transaction and answer with it, or with its result where that is waited for and there.

    ``queue`` is not carried out a second time under the same idempotency key; ``result`` takes the address of what
    the job works for.
    """
    service: Service = request.app.state.service
    workspace = caller_of(request).workspace
    queued = await asyncio.to_thread(once, request, body, lambda session, _: queue(session))
    job = msgspec.json.decode(queued.document, type=_Begun)
    service.queue.ring(job.id)
    headers = {}
    seconds = wait_of(request)
    if seconds is not None:
        headers["Preference-Applied"] = f"wait={seconds}"
        await service.watch.wait_ended(workspace, job.id, seconds)
    if seconds is not None or queued.replayed:
        found = await asyncio.to_thread(result, job.subject)
        if found is not None:
            return made(Made(201, job.subject, found[0], queued.replayed), {"ETag": found[1], **headers})
    document = await asyncio.to_thread(_job_document, service, workspace, job.id)
    said = Made(202, f"/v1/jobs/{job.id}", document or queued.document, queued.replayed)
    return made(said, {"Retry-After": "1", **headers})


def check_room(service: Service, jobs: Jobs) -> None:
    """Refuse another job where the workspace has as many as it may; call it in the transaction that queues one."""
    if jobs.active() >= service.settings.max_jobs:
        detail = f"The workspace has {service.settings.max_jobs} jobs waiting and running, as many as it may."
        raise ApiProblem("too-many-jobs", detail, headers={"Retry-After": "5"})


def queued(jobs: Jobs, job_id: str) -> Made:
    """Return the answer that a job was queued."""
    row = jobs.get(job_id)
    assert row is not None
    return Made(202, f"/v1/jobs/{job_id}", msgspec.json.encode(job_of(row)))


def _job_document(service: Service, workspace: str, job_id: str) -> bytes | None:
    with service.database.read() as session:
        row = Jobs(session, workspace).get(job_id)
        return msgspec.json.encode(job_of(row)) if row is not None else None
