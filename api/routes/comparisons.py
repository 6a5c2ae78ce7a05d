"""``/comparisons``: two plans side by side, and which difference between their requests has which share, by a job."""

import asyncio

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Raw
from msgspec.structs import replace

from api.incoming import Incoming, bytes_of, caller_of
from api.jobs.work import payload_of_comparison
from api.operation import IDEMPOTENCY_KEY, IF_NONE_MATCH, OPERATION, PREFER, Answer, Operation
from api.problems import ApiProblem
from api.routes.examples import COMPARISON, COMPARISON_ID, COMPARISON_JOB, JOB_ID, PAIR
from api.routes.judging import catalog_of
from api.routes.plans import ready
from api.routes.replies import Reply
from api.routes.studies import explored, read
from api.service import Service
from api.storage.repositories.studies import WholeStudy
from catalog.fault import Fault, Refused
from catalog.reading import read_json
from clients.sdk.types import Job, PlanComparison, PlanPair
from planner.exploring.comparison import judge_comparison
from planner.plans import Plan

TAG = "studies"


@post(
    "/comparisons",
    opt={
        OPERATION: Operation(
            id="createComparison",
            tag=TAG,
            summary="Compare two plans",
            description=(
                "Queues a job that sets the second plan beside the first: gates, totals, people, risks, activities "
                "and modes, and the share of each difference between their requests in the weeks and the money, "
                "solved for within two minutes. It answers with the job; with `Prefer: wait=N`, with the comparison "
                "where that is ready in time. Both plans must be made already, by the same catalog."
            ),
            scope="plans:write",
            headers=(IDEMPOTENCY_KEY, PREFER),
            body=PlanPair,
            body_example=PAIR,
            answers={
                202: Answer(
                    "The job that compares.", Job, COMPARISON_JOB, headers={"Location": f"/v1/jobs/{JOB_ID}"}
                ),
                201: Answer(
                    "The comparison, ready in time.",
                    PlanComparison,
                    COMPARISON,
                    headers={"Location": f"/v1/comparisons/{COMPARISON_ID}"},
                ),
            },
            problems=("plan-not-ready", "plan-missing", "conflict", "too-many-jobs", "idempotency-mismatch"),
        )
    },
)  # fmt: skip
async def create_comparison(request: Incoming) -> Reply:
    """Compare two plans."""
    service: Service = request.app.state.service
    workspace = caller_of(request).workspace
    body = await bytes_of(request)
    asked, payload = await asyncio.to_thread(_judged, service, workspace, body)
    return await explored(request, body, "comparison", "comparison", msgspec.json.encode(asked), payload, _comparison)


@get(
    "/comparisons/{comparison_id:str}",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="getComparison",
            tag=TAG,
            summary="Read a comparison",
            description=(
                "The two plans, how the job stands, and the result, null until there is one. The causes add up to the "
                "weeks and the money exactly. Of a comparison that was cancelled, it is what was known by then."
            ),
            scope="plans:read",
            headers=(IF_NONE_MATCH,),
            answers={
                200: Answer(
                    "The comparison.",
                    PlanComparison,
                    COMPARISON,
                    headers={"ETag": '"5a1d7c3e9b2f4068c7d6e5f4a3b2c1d0"'},
                ),
                304: Answer("The comparison stands as the caller knows it."),
            },
            problems=("not-found",),
        )
    },
)
def get_comparison(request: Incoming, comparison_id: FromPath[str]) -> Reply:
    """Read a comparison."""
    return read(request, "comparison", comparison_id, _comparison)


def _judged(service: Service, workspace: str, body: bytes) -> tuple[PlanPair, bytes]:
    """Return what is to be compared, and what a worker needs for it; ``Refused`` with everything that is wrong."""
    asked = read_json(body, PlanPair)
    documents = []
    faults = []
    for name, plan_id in (("before", asked.before), ("after", asked.after)):
        try:
            documents.append(ready(service, workspace, plan_id)[0])
        except ApiProblem as problem:
            if problem.slug != "not-found":
                raise
            faults.append(Fault(f"/{name}", "unknown_id", problem.detail, "the id of a plan"))
    if faults:
        raise Refused(faults)
    before, after = (msgspec.json.decode(document, type=Plan) for document in documents)
    if faults := judge_comparison(before, after):
        raise Refused([replace(fault, pointer="/after") for fault in faults])
    return asked, payload_of_comparison(documents[0], documents[1], catalog_of(service, workspace, before))


def _comparison(entry: WholeStudy) -> PlanComparison:
    """Return a comparison as it is sent."""
    return PlanComparison(
        id=entry.id,
        status=entry.state,  # type: ignore[arg-type]
        asked=msgspec.json.decode(entry.asked, type=PlanPair),
        result=Raw(entry.document) if entry.document is not None else None,  # type: ignore[arg-type]  # as it was stored
        job=f"/v1/jobs/{entry.job_id}",
    )
