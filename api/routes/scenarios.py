"""``/scenarios``: requests kept under a name, changed only by those who have read what they change."""

import asyncio

import msgspec
from litestar import delete, get, patch, post, put
from litestar.params import FromPath
from sqlmodel import Session

from api.incoming import Incoming, bytes_of, caller_of, page_of, version_of
from api.once import Made, once
from api.operation import (
    IDEMPOTENCY_KEY,
    IF_MATCH,
    IF_NONE_MATCH,
    LISTED,
    MERGE_PATCH,
    OPERATION,
    Answer,
    Operation,
)
from api.problems import ApiProblem, not_found
from api.routes.examples import SCENARIO, SCENARIO_ID, page
from api.routes.judging import judged_scenario
from api.routes.merging import read_patch
from api.routes.replies import Reply, gone, listed, made, reply, versioned
from api.service import Service
from api.storage.database import now
from api.storage.ids import new_id
from api.storage.repositories.scenarios import Scenarios
from api.storage.tables import ScenarioRow
from catalog.decoding import decode_json
from catalog.fault import Refused
from clients.sdk.types import NewScenario, Scenario, ScenarioChange, ScenarioPage
from planner.merging import merged
from planner.request import PlanRequest

TAG = "scenarios"
ADDRESS = f"/v1/scenarios/{SCENARIO_ID}"
NEW = {"name": SCENARIO["name"], "request": SCENARIO["request"]}
CHANGED = {**SCENARIO, "version": 2}
STALE = ("not-found", "precondition-required", "precondition-failed")


def scenario_of(row: ScenarioRow) -> Scenario:
    """Return a scenario as it is sent."""
    request = msgspec.json.decode(row.request, type=PlanRequest)
    return Scenario(row.id, row.name, row.version, request, row.created_at, row.updated_at)


@post(
    "/scenarios",
    opt={
        OPERATION: Operation(
            id="createScenario",
            tag=TAG,
            summary="Keep a request under a name",
            description="The request is judged as if it were planned now, and kept with its defaults filled in.",
            scope="scenarios:write",
            headers=(IDEMPOTENCY_KEY,),
            body=NewScenario,
            body_example=NEW,
            answers={
                201: Answer(
                    "The scenario.",
                    Scenario,
                    SCENARIO,
                    headers={"Location": f"/v1/scenarios/{SCENARIO_ID}", "ETag": '"1"'},
                )
            },
            problems=("idempotency-mismatch",),
        )
    },
)
async def create_scenario(request: Incoming) -> Reply:
    """Keep a request under a name."""
    body = await bytes_of(request)
    name, wanted = await asyncio.to_thread(_read, request, body)

    def add(session: Session, workspace: str) -> Made:
        at, scenario_id = now(), new_id("scn")
        row = ScenarioRow(
            id=scenario_id,
            workspace_id=workspace,
            name=name,
            request=msgspec.json.encode(wanted),
            created_at=at,
            updated_at=at,
        )
        Scenarios(session, workspace).add(row)
        return Made(201, f"/v1/scenarios/{scenario_id}", msgspec.json.encode(scenario_of(row)))

    answer = await asyncio.to_thread(once, request, body, add)
    return made(answer, {"ETag": '"1"'})


@get(
    "/scenarios",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="listScenarios",
            tag=TAG,
            summary="List scenarios",
            description="The scenarios of the workspace, newest first.",
            scope="scenarios:read",
            query=LISTED,
            answers={200: Answer("A page of scenarios.", ScenarioPage, page(SCENARIO))},
            problems=("bad-cursor",),
        )
    },
)
def list_scenarios(request: Incoming) -> Reply:
    """List scenarios."""
    service: Service = request.app.state.service
    asked = page_of(request)
    with service.database.read() as session:
        rows, following = Scenarios(session, caller_of(request).workspace).page(
            after=asked.after, limit=asked.limit, newest_first=asked.newest_first
        )
        scenarios = tuple(scenario_of(row) for row in rows)
    return listed(request, ScenarioPage(scenarios, service.cursor(following, asked.listing)))


@get(
    "/scenarios/{scenario_id:str}",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="getScenario",
            tag=TAG,
            summary="Read a scenario",
            description="The scenario as it stands; its version is its ETag.",
            scope="scenarios:read",
            headers=(IF_NONE_MATCH,),
            answers={
                200: Answer("The scenario.", Scenario, SCENARIO, headers={"ETag": '"1"'}),
                304: Answer("The scenario is the one that the caller has."),
            },
            problems=("not-found",),
        )
    },
)
def get_scenario(request: Incoming, scenario_id: FromPath[str]) -> Reply:
    """Read a scenario."""
    scenario = scenario_of(_row(request, scenario_id))
    return versioned(request, msgspec.json.encode(scenario), f'"{scenario.version}"')


@put(
    "/scenarios/{scenario_id:str}",
    opt={
        OPERATION: Operation(
            id="replaceScenario",
            tag=TAG,
            summary="Replace a scenario",
            description="Puts another name and request in place of a version that was read.",
            scope="scenarios:write",
            headers=(IF_MATCH,),
            body=NewScenario,
            body_example=NEW,
            answers={200: Answer("The scenario.", Scenario, CHANGED, headers={"ETag": '"2"'})},
            problems=STALE,
        )
    },
)
async def replace_scenario(request: Incoming, scenario_id: FromPath[str]) -> Reply:
    """Replace a scenario."""
    version = version_of(request)
    name, wanted = await asyncio.to_thread(_read, request, await bytes_of(request))
    return await asyncio.to_thread(_update, request, scenario_id, version, name, wanted)


@patch(
    "/scenarios/{scenario_id:str}",
    opt={
        OPERATION: Operation(
            id="changeScenario",
            tag=TAG,
            summary="Change a scenario",
            description="Changes what a merge patch (RFC 7396) names, of a version that was read; null takes out.",
            scope="scenarios:write",
            headers=(IF_MATCH,),
            body=ScenarioChange,
            body_example={"request": {"budget": {"total": 1200000}}},
            body_media_type=MERGE_PATCH,
            answers={200: Answer("The scenario.", Scenario, CHANGED, headers={"ETag": '"2"'})},
            problems=STALE,
        )
    },
)
async def change_scenario(request: Incoming, scenario_id: FromPath[str]) -> Reply:
    """Change a scenario."""
    version = version_of(request)
    change = read_patch(await bytes_of(request))

    def changed() -> Reply:
        row = _row(request, scenario_id)
        if row.version != version:
            raise _stale(version, row.version)
        before = {"name": row.name, "request": msgspec.json.decode(row.request)}
        service: Service = request.app.state.service
        name, wanted = judged_scenario(service, caller_of(request).workspace, merged(before, change))
        return _update(request, scenario_id, version, name, wanted)

    return await asyncio.to_thread(changed)


@delete(
    "/scenarios/{scenario_id:str}",
    status_code=200,
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="deleteScenario",
            tag=TAG,
            summary="Delete a scenario",
            description="Deletes the scenario; with If-Match, only the version that was read.",
            scope="scenarios:write",
            headers=(IF_MATCH,),
            answers={204: Answer("It is gone.")},
            problems=("not-found", "precondition-failed"),
        )
    },
)
def delete_scenario(request: Incoming, scenario_id: FromPath[str]) -> Reply:
    """Delete a scenario."""
    service: Service = request.app.state.service
    version = version_of(request) if "if-match" in request.headers else None
    with service.database.write() as session:
        scenarios = Scenarios(session, caller_of(request).workspace)
        row = scenarios.get(scenario_id)
        if row is None:
            raise not_found(f"scenario {scenario_id[:80]}")
        if not scenarios.delete(scenario_id, version):
            raise _stale(version, row.version)
    return gone()


def _read(request: Incoming, body: bytes) -> tuple[str, PlanRequest]:
    service: Service = request.app.state.service
    decoded = decode_json(body, service.settings.max_body_bytes)
    if decoded.slips:
        raise Refused(decoded.slips)
    return judged_scenario(service, caller_of(request).workspace, decoded.document)


def _update(request: Incoming, scenario_id: str, version: int, name: str, wanted: PlanRequest) -> Reply:
    service: Service = request.app.state.service
    with service.database.write() as session:
        scenarios = Scenarios(session, caller_of(request).workspace)
        row = scenarios.update(scenario_id, version, name=name, request=msgspec.json.encode(wanted), at=now())
        if row is None:
            there = scenarios.get(scenario_id)
            raise not_found(f"scenario {scenario_id[:80]}") if there is None else _stale(version, there.version)
        scenario = scenario_of(row)
    return reply(scenario, headers={"ETag": f'"{scenario.version}"'})


def _stale(asked: int | None, there: int) -> ApiProblem:
    detail = f"The scenario is at version {there}, not {asked}: read it again."
    return ApiProblem("precondition-failed", detail, headers={"ETag": f'"{there}"'})


def _row(request: Incoming, scenario_id: str) -> ScenarioRow:
    service: Service = request.app.state.service
    with service.database.read() as session:
        row = Scenarios(session, caller_of(request).workspace).get(scenario_id)
    if row is None:
        raise not_found(f"scenario {scenario_id[:80]}")
    return row
