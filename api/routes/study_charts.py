"""``/studies/{id}/chart`` and ``/comparisons/{id}/chart``: what was found, as a picture.

Made by the press, like those of plans. There is one as soon as there is a result, which never changes after.
"""

import asyncio
import hashlib
from collections.abc import Callable

import msgspec
from litestar import get
from litestar.params import FromPath

from api.incoming import Incoming, caller_of, query_of
from api.operation import IF_NONE_MATCH, OPERATION, Operation, Query
from api.press.orders import Order, ThemeName, Wanted, packed
from api.problems import ApiProblem, not_found
from api.routes.documents import CHART
from api.routes.judging import catalog_of
from api.routes.plans import ready
from api.routes.pressing import FORMS, disposition, media_of, pressed, suffix_of
from api.routes.replies import Reply
from api.routes.studies import TAG, entry_of, outcome_of
from api.service import Service
from api.storage.repositories.studies import Of, WholeStudy
from clients.amounts import in_words
from clients.documents.outline import By
from clients.sdk.types import ENDED, PlanPair
from planner.exploring.studies import StudyRequest
from planner.plans import Plan

THEME = Query("theme", ThemeName, "Its colours: for light paper or dark.", "light")
BY = Query("by", By, "What the rows are grouped by.", "transition")
CHARTED = ("frontier", "tornado")
PROBLEMS = ("not-found", "result-not-ready", "without-chart", "not-made", "not-installed")


@get(
    "/studies/{study_id:str}/chart",
    opt={
        OPERATION: Operation(
            id="getStudyChart",
            tag=TAG,
            summary="Read the chart of a study",
            description=(
                "Of a frontier its staircases, of a tornado its bars: as a Vega-Lite specification, or drawn, as SVG "
                "or PNG by Accept. The other kinds have none."
            ),
            scope="plans:read",
            query=(THEME,),
            headers=(IF_NONE_MATCH,),
            answers=CHART,
            problems=PROBLEMS,
        )
    },
)
async def get_study_chart(request: Incoming, study_id: FromPath[str]) -> Reply:
    """Read the chart of a study."""
    return await _answered(request, "study", study_id, _study_order)


@get(
    "/comparisons/{comparison_id:str}/chart",
    opt={
        OPERATION: Operation(
            id="getComparisonChart",
            tag=TAG,
            summary="Read the chart of a comparison",
            description=(
                "The second plan as bars, the first thin and grey under them, and the difference of each in words: as "
                "a Vega-Lite specification, or drawn, as SVG or PNG by Accept."
            ),
            scope="plans:read",
            query=(THEME, BY),
            headers=(IF_NONE_MATCH,),
            answers=CHART,
            problems=(*PROBLEMS, "plan-missing", "plan-not-ready", "plan-without-schedule", "conflict"),
        )
    },
)
async def get_comparison_chart(request: Incoming, comparison_id: FromPath[str]) -> Reply:
    """Read the chart of a comparison."""
    return await _answered(request, "comparison", comparison_id, _comparison_order)


Packing = Callable[[Service, str, WholeStudy, Wanted], bytes]


async def _answered(request: Incoming, of: Of, study_id: str, pack: Packing) -> Reply:
    service: Service = request.app.state.service
    workspace = caller_of(request).workspace
    query = query_of(request)
    media = media_of(request, tuple(FORMS))
    wanted = Wanted(kind=of, form=FORMS[media], theme=query["theme"], by=query.get("by", "transition"))
    entry = await asyncio.to_thread(entry_of, service, workspace, of, study_id)
    if entry is None:
        raise not_found(f"{of} {study_id[:80]}")
    if of == "study" and entry.kind not in CHARTED:
        raise ApiProblem("without-chart", f"A study of the kind {entry.kind} has no chart; {in_words(CHARTED)} have.")
    document = entry.document
    if document is None:
        ended = entry.state in ENDED
        detail = f"This {of} {'ended without a result' if ended else 'has no result yet: follow its job'}."
        raise ApiProblem("result-not-ready", detail, headers={} if ended else {"Retry-After": "1"})

    async def order() -> bytes:
        return await asyncio.to_thread(pack, service, workspace, entry, wanted)

    source = hashlib.sha256(entry.asked + document).hexdigest()
    return await pressed(request, source, wanted, media, lambda: disposition(of, f".{suffix_of(wanted)}"), order)


def _study_order(service: Service, workspace: str, entry: WholeStudy, wanted: Wanted) -> bytes:
    asked = msgspec.json.decode(entry.asked, type=StudyRequest)
    catalog = service.catalog(workspace, asked.request.catalog)
    study = msgspec.json.encode(outcome_of(entry, asked))
    return packed(Order(wanted, study, msgspec.json.encode(catalog)))


def _comparison_order(service: Service, workspace: str, entry: WholeStudy, wanted: Wanted) -> bytes:
    pair = msgspec.json.decode(entry.asked, type=PlanPair)
    before, after = (ready(service, workspace, one)[0] for one in (pair.before, pair.after))
    catalog = catalog_of(service, workspace, msgspec.json.decode(after, type=Plan))
    return packed(Order(wanted, after, msgspec.json.encode(catalog), before))
