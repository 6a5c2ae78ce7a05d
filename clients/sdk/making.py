"""From a request to its plan, a question to its answer, a study to its result: asks, follows the job, and ends it.

A job ends early when nobody waits for it any more. Steps of the kind of ``clients.sdk.exchange``; what stands here is
carried by both clients, as ``operations`` is.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

import msgspec

from clients.sdk.exchange import Answer, Ask, Policy, Steps, address, ask, decoded, exchange, get
from clients.sdk.following import OnAny, OnFinding, OnFound, OnProgress, follow, read_job
from clients.sdk.problems import Conflict, JobCancelled, JobFailed, MilepostError, ServerError, told
from clients.sdk.types import REPLIES, Job, JobPage, PlanComparison, PlanPair, PlanQuestion, Study
from planner.explaining.questions import Question, Reply
from planner.exploring.studies import StudyRequest
from planner.plans import Plan
from planner.request import PlanRequest

T = TypeVar("T")
Explored = TypeVar("Explored", Study, PlanComparison)

Request = PlanRequest | Mapping[str, Any]
Asked = Question | Mapping[str, Any]
StudyAsked = StudyRequest | Mapping[str, Any]
# How long an interrupted program waits for its job to end, and a cancelled task for its cancelling to be heard.
LAST_WAIT_S, LAST_WORD_S = 30.0, 5.0


def create_plan(
    policy: Policy,
    request: Request,
    *,
    wait: bool | float = True,
    on_progress: OnProgress | None = None,
    on_finding: OnFinding | None = None,
    idempotency_key: str | None = None,
) -> Steps[Plan | Job]:
    """Ask for a plan, and wait for it: without end (True), so many seconds, or not at all (False: the job).

    Follows the search and calls ``on_progress`` with every improvement; where there is no plan, ``on_finding`` with
    what cannot hold together and what would do, as it is found. Ctrl-C cancels the job, and the best plan so far is
    returned. Raises ``Invalid`` with every fault of the request, ``NotFinished``, ``JobFailed``, ``JobCancelled``.
    """
    sent = ask("POST", "/v1/plans", body=request, idempotency_key=idempotency_key)
    return (yield from begun(policy, sent, wait, _plan_of, on_progress, on_finding))


def ask_question(
    policy: Policy,
    plan: str,
    question: Asked,
    *,
    wait: bool | float = True,
    on_finding: OnFinding | None = None,
    idempotency_key: str | None = None,
) -> Steps[Reply | Job]:
    """Ask about a plan, and wait for the answer: without end (True), so many seconds, or not at all (False: the job).

    ``on_finding`` is called with what cannot hold together and what would do, as it is found. Ctrl-C cancels the job,
    and what is known by then is returned. Raises ``Invalid`` with every fault of the question, ``Conflict`` where the
    plan is not made yet, ``NotFinished``, ``JobFailed``, ``JobCancelled``.
    """
    path = address("plans", plan, "questions")
    sent = ask("POST", path, body=question, idempotency_key=idempotency_key)
    return (yield from begun(policy, sent, wait, _reply_of, None, on_finding))


def create_study(
    policy: Policy,
    asked: StudyAsked,
    *,
    wait: bool | float = True,
    on_found: OnFound | None = None,
    idempotency_key: str | None = None,
) -> Steps[Study | Job]:
    """Ask for a study, and wait for it: without end (True), so many seconds, or not at all (False: the job).

    ``on_found`` is called with each point of a frontier, cell of a grid and bar of a tornado, as it is found. Ctrl-C
    cancels the job, and what is known by then is returned. Raises ``Invalid`` with every fault of what is asked,
    ``NotFinished``, ``JobFailed``, ``JobCancelled``.
    """
    sent = ask("POST", "/v1/studies", body=asked, idempotency_key=idempotency_key)
    return (yield from begun(policy, sent, wait, _explored(get_study, "The study could not be made."), None, on_found))


def create_comparison(
    policy: Policy,
    before: str,
    after: str,
    *,
    wait: bool | float = True,
    idempotency_key: str | None = None,
) -> Steps[PlanComparison | Job]:
    """Compare two plans by their ids, and wait: without end (True), so many seconds, or not at all (False: the job).

    Ctrl-C cancels the job, and what is known by then is returned. Raises ``Invalid`` where the two cannot be compared
    or are not there, ``Conflict`` where one is not made yet, ``NotFinished``, ``JobFailed``, ``JobCancelled``.
    """
    pair = PlanPair(*(plan.removeprefix("/v1/plans/") for plan in (before, after)))
    sent = ask("POST", "/v1/comparisons", body=pair, idempotency_key=idempotency_key)
    result_of = _explored(get_comparison, "The plans could not be compared.")
    return (yield from begun(policy, sent, wait, result_of, None, None))


def begun(
    policy: Policy,
    sent: Ask,
    wait: bool | float,
    result_of: Callable[[Policy, Job], Steps[T]],
    on_progress: OnProgress | None,
    on_finding: OnAny | None,
) -> Steps[T | Job]:
    """Send what begins a job; return that, or follow it to its end and return what it came to."""
    made = yield from exchange(policy, sent)
    job = yield from _job_of(policy, made)
    if wait is False:
        return job
    return (yield from _result(policy, job, wait, result_of, on_progress, on_finding))


def _result(
    policy: Policy,
    job: Job,
    wait: float,
    result_of: Callable[[Policy, Job], Steps[T]],
    on_progress: OnProgress | None,
    on_finding: OnAny | None,
) -> Steps[T]:
    """Follow a job to its end and return what it came to; nobody who waited leaves a job behind that still runs."""
    deadline = None if wait is True else time.monotonic() + wait
    try:
        job = yield from follow(policy, job, deadline, on_progress, on_finding)
    except KeyboardInterrupt:
        job = yield from cancel_job(policy, job.id)
        job = yield from follow(policy, job, time.monotonic() + LAST_WAIT_S, None)
        try:
            return (yield from result_of(policy, job))
        except JobCancelled:
            raise KeyboardInterrupt from None
    except (Exception, GeneratorExit):
        raise
    except BaseException:
        # The task was cancelled: nobody waits for the result any more.
        hasty = msgspec.structs.replace(policy, retries=0)
        with suppress(MilepostError):
            yield from exchange(hasty, ask("DELETE", address("jobs", job.id))._replace(silence_s=LAST_WORD_S))
        raise
    return (yield from result_of(policy, job))


def _job_of(policy: Policy, made: Answer) -> Steps[Job]:
    """Return the job that a POST made; where an earlier sending was carried out, the result may be there already."""
    if made.status != 201:
        return decoded(policy, made, Job)
    result = made.headers.get("location", "")
    cursor: str | None = None
    while True:
        page = yield from get(policy, "/v1/jobs", JobPage, cursor=cursor)
        for job in page.items:
            if job.subject == result:
                return job
        if page.next is None:
            raise ServerError(f"The server at {policy.server} names no job for {result}.", made.status)
        cursor = page.next


def _plan_of(policy: Policy, job: Job) -> Steps[Plan]:
    if job.state == "failed":
        raise failed("The plan could not be made.", job)
    try:
        return (yield from get_plan(policy, job.subject))
    except Conflict as conflict:
        if job.state != "cancelled":
            raise
        raise JobCancelled(f"{job.id} was cancelled before there was a plan.", job) from conflict


def _reply_of(policy: Policy, job: Job) -> Steps[Reply]:
    if job.state == "failed":
        raise failed("The question could not be answered.", job)
    plan, _, question = job.subject.partition("/questions/")
    found = yield from get_question(policy, plan, question)
    if found.answer is None:
        raise JobCancelled(f"{job.id} was cancelled before there was an answer.", job)
    return found.answer


def _explored(read: Callable[[Policy, str], Steps[Explored]], sorry: str) -> Callable[[Policy, Job], Steps[Explored]]:
    """Return what reads the result of a job; ``sorry`` is said where it failed."""

    def result_of(policy: Policy, job: Job) -> Steps[Explored]:
        if job.state == "failed":
            raise failed(sorry, job)
        found = yield from read(policy, job.subject)
        if found.result is None:
            raise JobCancelled(f"{job.id} was cancelled before there was a result.", job)
        return found

    return result_of


def failed(what: str, job: Job) -> JobFailed:
    """Return the exception of a job that failed, with what the service says of it."""
    why = told(job.error) if job.error else "The server does not say why."
    return JobFailed(f"{what} {why}", job)


def get_plan(policy: Policy, plan: str) -> Steps[Plan]:
    """Return a plan by its id or by its address (``job.subject``); ``Conflict`` where it is not made yet."""
    return (yield from get(policy, address("plans", plan), Plan))


def get_question(policy: Policy, plan: str, question: str) -> Steps[PlanQuestion[Reply]]:
    """Return a question about a plan with its answer, None where there is none yet."""
    path = address("plans", plan, "questions", question)
    answer = yield from exchange(policy, ask("GET", path))
    about = decoded(policy, answer, PlanQuestion[Any]).question.about
    answered: type[PlanQuestion[Reply]] = PlanQuestion[REPLIES[about]]  # type: ignore[valid-type]
    return decoded(policy, answer, answered)


def get_study(policy: Policy, study: str) -> Steps[Study]:
    """Return a study by its id or by its address (``job.subject``), with its result, None where there is none yet."""
    return (yield from get(policy, address("studies", study), Study))


def get_comparison(policy: Policy, comparison: str) -> Steps[PlanComparison]:
    """Return a comparison by its id or by its address, with its result, None where there is none yet."""
    return (yield from get(policy, address("comparisons", comparison), PlanComparison))


def wait_for_job(
    policy: Policy,
    job: str,
    *,
    seconds: float | None = None,
    on_progress: OnProgress | None = None,
    on_finding: OnAny | None = None,
) -> Steps[Job]:
    """Return a job once it has ended, however it did; ``NotFinished`` after so many seconds."""
    deadline = None if seconds is None else time.monotonic() + seconds
    found = yield from read_job(policy, job)
    return (yield from follow(policy, found, deadline, on_progress, on_finding))


def cancel_job(policy: Policy, job: str) -> Steps[Job]:
    """Ask for a job's end, and return it as it stands; it keeps the best that was found."""
    answer = yield from exchange(policy, ask("DELETE", address("jobs", job)))
    if answer.status == 404:
        return (yield from read_job(policy, job))
    return decoded(policy, answer, Job)
