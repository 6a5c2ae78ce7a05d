"""``/plans/{plan_id}/questions``: why a plan is as it is, and what it would take, answered by a job."""

import asyncio

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Raw
from sqlmodel import Session

from api.incoming import Incoming, bytes_of, caller_of
from api.jobs.work import payload_of_question
from api.once import Made
from api.operation import IDEMPOTENCY_KEY, IF_NONE_MATCH, OPERATION, PREFER, Answer, Operation
from api.problems import not_found
from api.routes.examples import ASKED_JOB, JOB_ID, PLAN_ID, PLAN_QUESTION, QUESTION, QUESTION_ID
from api.routes.judging import catalog_of, judged_question
from api.routes.plans import ready
from api.routes.replies import Reply, as_sent, versioned
from api.routes.waiting import Result, begun, check_room, queued
from api.service import Service
from api.storage.database import now
from api.storage.ids import new_id
from api.storage.repositories.jobs import Jobs
from api.storage.repositories.plans import Plans
from api.storage.repositories.questions import QuestionEntry, Questions
from api.storage.tables import QuestionRow
from catalog.model import Catalog
from clients.sdk.types import REPLIES, Job, PlanQuestion
from planner.explaining.questions import Question
from planner.plans import Plan

TAG = "plans"
ADDRESS = f"/v1/plans/{PLAN_ID}/questions/{QUESTION_ID}"
ONE_OF = {"answer": (*REPLIES.values(), None)}
"""What stands where, of which the types say only that it may be anything."""


@post(
    "/plans/{plan_id:str}/questions",
    opt={
        OPERATION: Operation(
            id="askQuestion",
            tag=TAG,
            summary="Ask about a plan",
            description=(
                "Queues a job that answers the question by solving, for no longer than the plan's own time limit, and "
                "answers with the job; with `Prefer: wait=N`, with the question and its answer where that is ready in "
                "time. `sooner`: what it takes to have `on` (an activity, an item, a gate; left out: the target) by a "
                "day; `limits`: what each limit costs; `worth`: what more of each would buy; `left_out`: what an "
                "optional item would take; `debt`: what missing governance delays. What is found on the way comes as "
                "`finding` events of the job."
            ),
            scope="plans:write",
            headers=(IDEMPOTENCY_KEY, PREFER),
            body=Question,
            body_example=QUESTION,
            answers={
                202: Answer(
                    "The job that answers.", Job, ASKED_JOB, headers={"Location": f"/v1/jobs/{JOB_ID}"}
                ),
                201: Answer(
                    "The question with its answer, ready in time.",
                    PlanQuestion,
                    PLAN_QUESTION,
                    headers={"Location": ADDRESS},
                    one_of=ONE_OF,
                ),
            },
            problems=(
                "not-found", "plan-not-ready", "plan-missing", "conflict", "too-many-jobs", "idempotency-mismatch",
            ),
        )
    },
)  # fmt: skip
async def ask_question(request: Incoming, plan_id: FromPath[str]) -> Reply:
    """Ask about a plan."""
    service: Service = request.app.state.service
    workspace = caller_of(request).workspace
    body = await bytes_of(request)

    def judged() -> tuple[Question, bytes, Catalog]:
        document, _ = ready(service, workspace, plan_id)
        plan = msgspec.json.decode(document, type=Plan)
        catalog = catalog_of(service, workspace, plan)
        return judged_question(body, plan, catalog), document, catalog

    question, document, catalog = await asyncio.to_thread(judged)

    def queue(session: Session) -> Made:
        jobs = Jobs(session, workspace)
        check_room(service, jobs)
        if not Plans(session, workspace).hold(plan_id):
            raise not_found(f"plan {plan_id[:80]}")
        at, question_id = now(), new_id("qst")
        job = jobs.add("question", f"{plan_id}/{question_id}", payload_of_question(question, document, catalog), at)
        Questions(session, workspace).add(
            QuestionRow(
                id=question_id,
                workspace_id=workspace,
                plan_id=plan_id,
                job_id=job.id,
                created_at=at,
                question=msgspec.json.encode(question),
            )
        )
        return queued(jobs, job.id)

    def answered(subject: str) -> Result | None:
        entry = _entry(service, workspace, plan_id, subject.rpartition("/")[2])
        return as_sent(_question(entry)) if entry is not None and entry.document is not None else None

    return await begun(request, body, queue, answered)


@get(
    "/plans/{plan_id:str}/questions/{question_id:str}",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="getQuestion",
            tag=TAG,
            summary="Read a question and its answer",
            description=(
                "The question, how its job stands, and the answer, null until there is one: of a kind that goes by "
                "what the question is about. Of a question that was cancelled, it is what was known by then."
            ),
            scope="plans:read",
            headers=(IF_NONE_MATCH,),
            answers={
                200: Answer(
                    "The question.",
                    PlanQuestion,
                    PLAN_QUESTION,
                    headers={"ETag": '"6d1f0c7f1a3b4e0d8a7c6b5e4f3d2c1b"'},
                    one_of=ONE_OF,
                ),
                304: Answer("The question stands as the caller knows it."),
            },
            problems=("not-found",),
        )
    },
)
def get_question(request: Incoming, plan_id: FromPath[str], question_id: FromPath[str]) -> Reply:
    """Read a question and its answer."""
    entry = _entry(request.app.state.service, caller_of(request).workspace, plan_id, question_id)
    if entry is None:
        raise not_found(f"question {question_id[:80]} about this plan")
    return versioned(request, *as_sent(_question(entry)))


def _entry(service: Service, workspace: str, plan_id: str, question_id: str) -> QuestionEntry | None:
    with service.database.read() as session:
        return Questions(session, workspace).get(plan_id, question_id)


def _question(entry: QuestionEntry) -> PlanQuestion[Raw]:
    """Return a question as it is sent."""
    return PlanQuestion(
        id=entry.id,
        plan=f"/v1/plans/{entry.plan_id}",
        question=msgspec.json.decode(entry.question, type=Question),
        status=entry.state,  # type: ignore[arg-type]
        answer=Raw(entry.document) if entry.document is not None else None,
        job=f"/v1/jobs/{entry.job_id}",
    )
