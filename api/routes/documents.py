"""``/plans/{id}/charts`` and ``/plans/{id}/documents``: a plan as pictures and as files.

Made by the press (``api.press``), never here. A plan never changes, so what is made of it has an ETag before it is
made, and whoever has it is told so at no cost.
"""

import asyncio

import msgspec
from litestar import get
from litestar.params import FromPath
from msgspec import Struct

from api.incoming import Incoming, caller_of, query_of
from api.operation import IF_NONE_MATCH, OPERATION, Answer, Operation, Query
from api.press.orders import Order, ThemeName, Wanted, packed
from api.problems import not_found
from api.routes.examples import PLAN
from api.routes.judging import catalog_referred_to
from api.routes.plans import TAG, ready
from api.routes.pressing import FORMS, VEGA, disposition, media_of, pressed, suffix_of
from api.routes.replies import Reply
from api.service import Service
from clients.documents.charts.shared import Axis
from clients.documents.formats import CHARTS, FORMATS
from clients.documents.outline import By
from planner.plans import CatalogReference, Plan

SPEC = {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "description": "Gantt chart of 9 activities."}
EXAMPLES = {VEGA: '{"$schema": "https://vega.github.io/schema/vega-lite/v6.json"}', "image/svg+xml": "<svg></svg>"}
ETAG = '"3f0d8c1e5b7a4926a1c0d9e8f7b6a5c4"'
CHART = {
    200: Answer(
        "The chart.",
        dict[str, object],
        SPEC,
        headers={"ETag": ETAG, "Vary": "Accept"},
        others={**EXAMPLES, "image/png": "(a picture)"},
    ),
    304: Answer("The chart is the one that the caller has."),
}
DOCUMENTS = [one for one in FORMATS.values() if one.name not in ("svg", "png")]


class _Named(Struct, frozen=True):
    name: str | None = None


class _Head(Struct, frozen=True):
    """What of a plan must be known here."""

    catalog: CatalogReference
    request: _Named


PROBLEMS = ("not-found", "plan-not-ready", "plan-missing", "plan-without-schedule", "not-made", "not-installed")


@get(
    "/plans/{plan_id:str}/charts/{chart:str}",
    opt={
        OPERATION: Operation(
            id="getChart",
            tag=TAG,
            summary="Read a chart of a plan",
            description=(
                f"One of {', '.join(CHARTS)}: as a Vega-Lite specification, or drawn, as SVG or PNG by Accept. "
                "The same plan gives the same bytes."
            ),
            scope="plans:read",
            query=(
                Query("by", By, "What the rows of a Gantt are grouped by.", "transition"),
                Query("theme", ThemeName, "Its colours: for light paper or dark.", "light"),
                Query("axis", Axis, "`shared`: Gantt, money, people and risks stand under each other.", "own"),
            ),
            headers=(IF_NONE_MATCH,),
            answers=CHART,
            problems=PROBLEMS,
        )
    },
)
async def get_chart(request: Incoming, plan_id: FromPath[str], chart: FromPath[str]) -> Reply:
    """Read a chart of a plan."""
    if chart not in CHARTS:
        raise not_found(f"chart {chart[:40]}; there are {', '.join(CHARTS)}")
    media = media_of(request, tuple(FORMS))
    query = query_of(request)
    wanted = Wanted(
        kind="chart", chart=chart, form=FORMS[media], by=query["by"], theme=query["theme"], axis=query["axis"]
    )
    return await _answered(request, plan_id, wanted, media, f"-{chart}.{suffix_of(wanted)}")


@get(
    "/plans/{plan_id:str}/documents/{format:str}",
    opt={
        OPERATION: Operation(
            id="getDocument",
            tag=TAG,
            summary="Read a plan as a document",
            description=(
                f"One of {', '.join(f'`{one.name}` ({one.words})' for one in DOCUMENTS)}. The same plan gives the same "
                "bytes."
            ),
            scope="plans:read",
            query=(
                Query("anonymous", bool, "Without the names of the organization and its functions.", False),
                Query("by", By, "What the rows of the charts in it are grouped by.", "transition"),
            ),
            headers=(IF_NONE_MATCH,),
            answers={
                200: Answer(
                    "The document.",
                    Plan,
                    PLAN,
                    headers={"ETag": ETAG, "Content-Disposition": 'attachment; filename="acme-2027.xlsx"'},
                    others={one.media_type: f"({one.words})" for one in DOCUMENTS if one.name != "json"},
                ),
                304: Answer("The document is the one that the caller has."),
            },
            problems=PROBLEMS,
        )
    },
)
async def get_document(request: Incoming, plan_id: FromPath[str], format: FromPath[str]) -> Reply:  # noqa: A002
    """Read a plan as a document."""
    known = {one.name: one for one in DOCUMENTS}
    if format not in known:
        raise not_found(f"format {format[:40]}; there are {', '.join(known)}")
    media = media_of(request, (known[format].media_type,))
    query = query_of(request)
    wanted = Wanted(kind="document", format=known[format].name, by=query["by"], anonymous=query["anonymous"])
    return await _answered(request, plan_id, wanted, media, known[format].suffix)


async def _answered(request: Incoming, plan_id: str, wanted: Wanted, media: str, ending: str) -> Reply:
    """Answer with what is wanted of a plan, or with 304 where the caller has it."""
    service: Service = request.app.state.service
    workspace = caller_of(request).workspace
    found = service.documents.get(workspace, plan_id)
    if found is None:
        found = await asyncio.to_thread(ready, service, workspace, plan_id)
    plan, etag = found

    async def order() -> bytes:
        return await asyncio.to_thread(_order, service, workspace, plan, wanted)

    return await pressed(request, etag, wanted, media, lambda: disposition(_name_of(plan, wanted), ending), order)


def _order(service: Service, workspace: str, plan: bytes, wanted: Wanted) -> bytes:
    """Return an order as it is sent to the press."""
    catalog = catalog_referred_to(service, workspace, msgspec.json.decode(plan, type=_Head).catalog)
    return packed(Order(wanted, plan, msgspec.json.encode(catalog)))


def _name_of(plan: bytes, wanted: Wanted) -> str:
    """Return the name of a file: the plan's, unless it is to say no names."""
    name = None if wanted.anonymous else msgspec.json.decode(plan, type=_Head).request.name
    return name or "plan"
