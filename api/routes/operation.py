"""What keeps the service in operation: is it alive, can it work, what are its figures; and its documentation."""

import asyncio
from typing import get_args

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from api.documentation import asset, docs_page, problem_page, problems_page
from api.incoming import Incoming
from api.operation import OPERATION, Answer, Operation
from api.problems import TYPES, not_found
from api.routes.replies import Reply, encoded, versioned
from api.service import Service
from api.storage import migrating
from api.storage.repositories.jobs import tally
from clients.sdk.types import Health, State

TAG = "operation"
OK = {"status": "ok", "checks": {}}
TEXT = "text/plain; version=0.0.4; charset=utf-8"
HTML = "text/html; charset=utf-8"
# Everything a page needs comes from here; styles may be written into a page by Swagger UI's script.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@get(
    "/livez",
    opt={
        OPERATION: Operation(
            id="livez",
            tag=TAG,
            summary="Is it alive?",
            description="Answers as long as the process does; it looks at nothing else.",
            answers={200: Answer("It is alive.", Health, OK)},
        )
    },
)
async def livez() -> Reply:
    """Say that the process is alive."""
    return encoded(b'{"status":"ok","checks":{}}', headers={"Cache-Control": "no-store"})


@get(
    "/readyz",
    opt={
        OPERATION: Operation(
            id="readyz",
            tag=TAG,
            summary="Can it work?",
            description="Whether the database answers, its schema is the one that is known, and workers are alive.",
            answers={
                200: Answer("It can.", Health, {"status": "ok", "checks": {"database": "ok", "schema": "ok"}}),
                503: Answer("It cannot, and why.", Health, {"status": "unavailable", "checks": {"workers": "none"}}),
            },
        )
    },
)
async def readyz(request: Incoming) -> Reply:
    """Say whether the service can work."""
    service: Service = request.app.state.service
    checks = await asyncio.to_thread(_checks, service)
    if service.settings.workers:
        alive = request.app.state.supervisor.alive
        checks["workers"] = "ok" if alive else "none is alive"
    fine = all(found == "ok" for found in checks.values())
    health = Health("ok" if fine else "unavailable", checks)
    return encoded(msgspec.json.encode(health), 200 if fine else 503, {"Cache-Control": "no-store"})


def _checks(service: Service) -> dict[str, str]:
    try:
        revision = migrating.current(service.database)
    except Exception as error:
        return {"database": f"does not answer: {type(error).__name__}"}
    known = migrating.head()
    return {"database": "ok", "schema": "ok" if revision == known else f"at {revision}, this program knows {known}"}


@get(
    "/metrics",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="metrics",
            tag=TAG,
            summary="Figures for monitoring",
            description="Requests, their time, jobs by state, workers, the event loop's delay, for Prometheus.",
            answers={200: Answer("The figures.", str, "milepost_workers 2.0\n", TEXT)},
        )
    },
)
def metrics(request: Incoming) -> Reply:
    """Return the figures of the service."""
    service: Service = request.app.state.service
    with service.database.read() as session:
        counted = tally(session)
    for state in get_args(State):
        service.metrics.jobs.labels(state).set(counted.get(state, 0))
    service.metrics.workers.set(request.app.state.supervisor.alive)
    return Response(service.metrics.text(), headers={"Content-Type": TEXT, "Cache-Control": "no-store"})


@get(
    "/v1/openapi.json",
    opt={
        OPERATION: Operation(
            id="openapi",
            tag=TAG,
            summary="This document",
            description="The OpenAPI 3.1 document of the service.",
            answers={
                200: Answer("The document.", dict[str, object], {"openapi": "3.1.0", "info": {}, "paths": {}}),
                304: Answer("It is the one that the caller has."),
            },
        )
    },
)
async def openapi(request: Incoming) -> Reply:
    """Return the OpenAPI document."""
    return versioned(request, *request.app.state.document)


@get("/v1/docs")
async def docs() -> Reply:
    """Return the documentation page."""
    return _page(docs_page())


@get("/v1/docs/{name:str}")
async def docs_asset(name: FromPath[str]) -> Reply:
    """Return a file of the documentation page."""
    found = asset(name)
    if found is None:
        raise not_found(f"file {name[:80]}")
    content, media_type = found
    return Response(content, headers={"Content-Type": media_type, "Cache-Control": "public, max-age=86400"})


@get("/v1/problems")
async def problems() -> Reply:
    """Return the page of all problems."""
    return _page(problems_page())


@get("/v1/problems/{slug:str}")
async def problem(slug: FromPath[str]) -> Reply:
    """Return the page of a problem."""
    if slug not in TYPES:
        raise not_found(f"problem {slug[:80]}")
    return _page(problem_page(slug))


def _page(html: bytes) -> Reply:
    return Response(html, headers={"Content-Type": HTML, "Content-Security-Policy": POLICY})
