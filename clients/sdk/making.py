"""From a request to its plan: asks for it, follows the job that makes it, and ends that job when nobody waits for it.

Steps of the kind of ``clients.sdk.exchange``; what stands here is carried by both clients, as ``operations`` is.
"""

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import msgspec

from clients.sdk.exchange import Answer, Policy, Steps, address, ask, decoded, exchange, get
from clients.sdk.following import OnProgress, follow, read_job
from clients.sdk.problems import Conflict, JobCancelled, JobFailed, MilepostError, ServerError, told
from clients.sdk.types import Job, JobPage
from planner.plans import Plan
from planner.request import PlanRequest

Request = PlanRequest | Mapping[str, Any]
# How long an interrupted program waits for its job to end, and a cancelled task for its cancelling to be heard.
LAST_WAIT_S, LAST_WORD_S = 30.0, 5.0


def create_plan(
    policy: Policy,
    request: Request,
    *,
    wait: bool | float = True,
    on_progress: OnProgress | None = None,
    idempotency_key: str | None = None,
) -> Steps[Plan | Job]:
    """Ask for a plan, and wait for it: without end (True), so many seconds, or not at all (False: the job).

    Follows the search and calls ``on_progress`` with every improvement. Ctrl-C cancels the job, and the best plan so
    far is returned. Raises ``Invalid`` with every fault of the request, ``NotFinished``, ``JobFailed``,
    ``JobCancelled``.
    """
    made = yield from exchange(policy, ask("POST", "/v1/plans", body=request, idempotency_key=idempotency_key))
    job = yield from _job_of(policy, made)
    if wait is False:
        return job
    deadline = None if wait is True else time.monotonic() + wait
    try:
        job = yield from follow(policy, job, deadline, on_progress)
    except KeyboardInterrupt:
        job = yield from cancel_job(policy, job.id)
        job = yield from follow(policy, job, time.monotonic() + LAST_WAIT_S, None)
        try:
            return (yield from _plan_of(policy, job))
        except JobCancelled:
            raise KeyboardInterrupt from None
    except (Exception, GeneratorExit):
        raise
    except BaseException:
        # The task was cancelled: nobody waits for the plan any more.
        hasty = msgspec.structs.replace(policy, retries=0)
        with suppress(MilepostError):
            yield from exchange(hasty, ask("DELETE", address("jobs", job.id))._replace(silence_s=LAST_WORD_S))
        raise
    return (yield from _plan_of(policy, job))


def _job_of(policy: Policy, made: Answer) -> Steps[Job]:
    """Return the job that a POST made; where an earlier sending was carried out, the plan may be there already."""
    if made.status != 201:
        return decoded(policy, made, Job)
    plan = made.headers.get("location", "")
    cursor: str | None = None
    while True:
        page = yield from get(policy, "/v1/jobs", JobPage, cursor=cursor)
        for job in page.items:
            if job.subject == plan:
                return job
        if page.next is None:
            raise ServerError(f"The server at {policy.server} names no job for {plan}.", made.status)
        cursor = page.next


def _plan_of(policy: Policy, job: Job) -> Steps[Plan]:
    if job.state == "failed":
        why = told(job.error) if job.error else "The server does not say why."
        raise JobFailed(f"The plan could not be made. {why}", job)
    try:
        return (yield from get_plan(policy, job.subject))
    except Conflict as conflict:
        if job.state != "cancelled":
            raise
        raise JobCancelled(f"{job.id} was cancelled before there was a plan.", job) from conflict


def get_plan(policy: Policy, plan: str) -> Steps[Plan]:
    """Return a plan by its id or by its address (``job.subject``); ``Conflict`` where it is not made yet."""
    return (yield from get(policy, address("plans", plan), Plan))


def wait_for_job(
    policy: Policy, job: str, *, seconds: float | None = None, on_progress: OnProgress | None = None
) -> Steps[Job]:
    """Return a job once it has ended, however it did; ``NotFinished`` after so many seconds."""
    deadline = None if seconds is None else time.monotonic() + seconds
    found = yield from read_job(policy, job)
    return (yield from follow(policy, found, deadline, on_progress))


def cancel_job(policy: Policy, job: str) -> Steps[Job]:
    """Ask for a job's end, and return it as it stands; a plan keeps the best that was found."""
    answer = yield from exchange(policy, ask("DELETE", address("jobs", job)))
    if answer.status == 404:
        return (yield from read_job(policy, job))
    return decoded(policy, answer, Job)
