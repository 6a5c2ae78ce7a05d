"""What a job does, without the process it is done in: from its payload to the plan as it will be served.

``payload_of`` is called by the route that queues a plan, ``perform`` by a worker. Nothing here reads the database.
"""

import hashlib
import threading
from collections.abc import Callable
from datetime import date

import msgspec
from msgspec import Struct
from msgspec.structs import replace

import planner
from catalog import library
from catalog.model import Catalog
from clients.sdk.types import JobProgress
from planner.outcome import Progress
from planner.request import PlanRequest

Report = Callable[[JobProgress], None]


class Payload(Struct, frozen=True):
    """A request that was judged, with its catalog: one of the project's own by id and version, or as a document."""

    request: PlanRequest
    own_catalog: str | None
    document: Catalog | None


class Answer(Struct, frozen=True):
    """A plan as it is stored: ``document`` is sent as it is, ``etag`` in the form in which it is sent."""

    status: str
    finish: date | None
    etag: str
    document: bytes


def payload_of(request: PlanRequest, catalog: Catalog) -> bytes:
    """Return what a worker needs to plan ``request`` by ``catalog``, whatever is uploaded meanwhile."""
    own = is_own(catalog)
    return msgspec.json.encode(
        Payload(
            request=request,
            own_catalog=f"{catalog.id}@{catalog.version}" if own else None,
            document=None if own else catalog,
        )
    )


def is_own(catalog: Catalog) -> bool:
    """Say whether a catalog is one of the project's own."""
    return catalog.id in library.available() and library.load(catalog.id) is catalog


def perform(payload: bytes, plan_id: str, report: Report, cancel: threading.Event) -> Answer:
    """Plan what a payload asks for and return the plan under its id; ``cancel`` ends the search and keeps the best.

    Raises what ``planner.plan`` raises, and ``Refused`` where the catalog of an older program is no longer there.
    """
    work = msgspec.json.decode(payload, type=Payload)
    catalog = library.load(work.own_catalog or "") if work.document is None else work.document
    plan = planner.plan(work.request, catalog, lambda progress: report(progress_of(progress)), cancel)
    # In the planner's own order: roles in a plan of the service stand as they do in one of the command line.
    document = msgspec.json.encode(replace(plan, id=plan_id))
    return Answer(plan.status, plan.finish, f'"{hashlib.sha256(document).hexdigest()[:32]}"', document)


def progress_of(progress: Progress) -> JobProgress:
    """Return what listeners are told of a search."""
    value, bound = progress.value, progress.bound
    gap = None if value is None or bound is None else 0.0 if value == bound else round((value - bound) / value, 4)
    return JobProgress(
        goal=progress.goal,
        value=value,
        bound=bound,
        gap=gap,
        plans=progress.plans,
        elapsed_s=round(progress.elapsed_s, 3),
    )
