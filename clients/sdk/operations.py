"""Everything that can be asked of the service, one function each: what is sent, and what the answer is read as.

Both clients carry the same functions, ``Client`` by blocking and ``AsyncClient`` by awaiting: a name and its meaning
are written once, here. Steps of the kind of ``clients.sdk.exchange``; nothing here opens a connection.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from catalog.comparison import LevelRow
from catalog.model import Catalog, Item, Kind
from clients.sdk import types
from clients.sdk.exchange import Answer, Emission, Emit, Policy, Steps, address, ask, decoded, exchange, get, walk
from clients.sdk.following import Listener
from clients.sdk.making import Request
from clients.sdk.problems import Stale
from clients.sdk.types import Job, JobEvent, Scenario
from planner.plans import Phase, PlannedActivity

MOST_CHANGES = 5


# Plans


def list_plans(
    policy: Policy,
    *,
    status: types.Verdict | None = None,
    state: types.State | None = None,
    oldest_first: bool = False,
    page_size: int | None = None,
) -> Emission[types.PlanSummary]:
    """Go through the plans, newest first, as summaries; ``state`` is that of their jobs."""
    sort = "created_at" if oldest_first else None
    yield from walk(policy, "/v1/plans", types.PlanPage, status=status, state=state, sort=sort, limit=page_size)


def phases(policy: Policy, plan: str, *, page_size: int | None = None) -> Emission[Phase]:
    """Go through the quarters of a plan."""
    yield from walk(policy, address("plans", plan, "phases"), types.PhasePage, limit=page_size)


def activities(
    policy: Policy,
    plan: str,
    *,
    function: str | None = None,
    kind: Kind | None = None,
    transition: str | None = None,
    critical: bool | None = None,
    page_size: int | None = None,
) -> Emission[PlannedActivity]:
    """Go through the activities of a plan, in its order."""
    filters = {"function": function, "kind": kind, "transition": transition, "critical": critical}
    yield from walk(policy, address("plans", plan, "activities"), types.ActivityPage, **filters, limit=page_size)


def delete_plan(policy: Policy, plan: str) -> Steps[None]:
    """Delete a plan with its job; work on it ends."""
    yield from exchange(policy, ask("DELETE", address("plans", plan)))


# Studies


def list_studies(
    policy: Policy, *, oldest_first: bool = False, page_size: int | None = None
) -> Emission[types.StudySummary]:
    """Go through the studies, newest first, as summaries."""
    sort = "created_at" if oldest_first else None
    yield from walk(policy, "/v1/studies", types.StudyPage, sort=sort, limit=page_size)


def delete_study(policy: Policy, study: str) -> Steps[None]:
    """Delete a study with its job; work on it ends."""
    yield from exchange(policy, ask("DELETE", address("studies", study)))


# Jobs


def list_jobs(
    policy: Policy, *, state: types.State | None = None, oldest_first: bool = False, page_size: int | None = None
) -> Emission[Job]:
    """Go through the jobs, newest first."""
    sort = "created_at" if oldest_first else None
    yield from walk(policy, "/v1/jobs", types.JobPage, state=state, sort=sort, limit=page_size)


def events(policy: Policy, job: str, *, after: int = 0) -> Emission[JobEvent]:
    """Go through what happens to a job as it happens, from the event that follows number ``after`` to the job's end."""
    listener = Listener(policy, job, after)
    while (event := (yield from listener.next())) is not None:
        yield Emit(event)


# Scenarios


def create_scenario(
    policy: Policy, name: str, request: Request, *, idempotency_key: str | None = None
) -> Steps[Scenario]:
    """Keep a request under a name."""
    body = {"name": name, "request": request}
    answer = yield from exchange(policy, ask("POST", "/v1/scenarios", body=body, idempotency_key=idempotency_key))
    return decoded(policy, answer, Scenario)


def get_scenario(policy: Policy, scenario: str) -> Steps[Scenario]:
    """Return a scenario."""
    return (yield from get(policy, address("scenarios", scenario), Scenario))


def list_scenarios(policy: Policy, *, page_size: int | None = None) -> Emission[Scenario]:
    """Go through the scenarios, newest first."""
    yield from walk(policy, "/v1/scenarios", types.ScenarioPage, limit=page_size)


def update_scenario(
    policy: Policy, scenario: Scenario | str, *, name: str | None = None, request: Request | None = None
) -> Steps[Scenario]:
    """Give a scenario another name, another request or both, and return it as it is then.

    Of a ``Scenario``, the version that you hold is changed: ``Stale`` where another change came between. Of an id,
    whatever version there is.
    """
    if isinstance(scenario, Scenario):
        return (yield from _replace(policy, scenario, name, request))
    for _ in range(MOST_CHANGES):
        there = yield from get_scenario(policy, scenario)
        try:
            return (yield from _replace(policy, there, name, request))
        except Stale:
            continue
    there = yield from get_scenario(policy, scenario)
    return (yield from _replace(policy, there, name, request))


def _replace(policy: Policy, before: Scenario, name: str | None, request: Request | None) -> Steps[Scenario]:
    body = {"name": before.name if name is None else name, "request": before.request if request is None else request}
    headers = {"if-match": f'"{before.version}"'}
    answer = yield from exchange(policy, ask("PUT", address("scenarios", before.id), body=body, headers=headers))
    return decoded(policy, answer, Scenario)


def delete_scenario(policy: Policy, scenario: Scenario | str) -> Steps[None]:
    """Delete a scenario: the version that you hold, or, of an id, whatever version there is."""
    name, headers = (
        (scenario.id, {"if-match": f'"{scenario.version}"'}) if isinstance(scenario, Scenario) else (scenario, {})
    )
    yield from exchange(policy, ask("DELETE", address("scenarios", name), headers=headers))


# Catalogs


def list_catalogs(policy: Policy, *, page_size: int | None = None) -> Emission[types.CatalogOverview]:
    """Go through the catalogs: the project's own and those of the workspace, each in its highest version."""
    yield from walk(policy, "/v1/catalogs", types.CatalogPage, limit=page_size)


def get_catalog(policy: Policy, catalog: str, *, version: str | None = None) -> Steps[Catalog]:
    """Return a catalog whole, in its highest version if none is named; ``id@version`` names one too."""
    catalog, _, named = catalog.partition("@")
    version = named or version
    return (yield from get(policy, address("catalogs", catalog), Catalog, version=version))


def versions(policy: Policy, catalog: str) -> Emission[types.CatalogOverview]:
    """Go through the versions of a catalog."""
    yield from walk(policy, address("catalogs", catalog, "versions"), types.CatalogPage)


def levels(policy: Policy, catalog: str, *, version: str | None = None) -> Steps[tuple[LevelRow, ...]]:
    """Return the levels of a catalog side by side."""
    return (yield from get(policy, address("catalogs", catalog, "levels"), tuple[LevelRow, ...], version=version))


def items(
    policy: Policy,
    catalog: str,
    *,
    version: str | None = None,
    transition: str | None = None,
    kind: Kind | None = None,
    q: str | None = None,
    page_size: int | None = None,
) -> Emission[Item]:
    """Go through the items of a catalog, in its order; ``q`` is text to look for."""
    filters = {"version": version, "transition": transition, "kind": kind, "q": q}
    yield from walk(policy, address("catalogs", catalog, "items"), types.ItemPage, **filters, limit=page_size)


def get_item(policy: Policy, catalog: str, item: str, *, version: str | None = None) -> Steps[Item]:
    """Return an item of a catalog."""
    return (yield from get(policy, address("catalogs", catalog, "items", item), Item, version=version))


def put_catalog(policy: Policy, catalog: Catalog | Mapping[str, Any]) -> Steps[types.CatalogOverview]:
    """Upload a version of a catalog, under the id and version that stand in it; what is there never changes.

    Raises ``Invalid`` with every fault of it, ``Conflict`` where this version is there with other content.
    """
    said = catalog if isinstance(catalog, Mapping) else {"id": catalog.id, "version": catalog.version}
    path = address("catalogs", str(said.get("id", "")), "versions", str(said.get("version", "")))
    answer = yield from exchange(policy, ask("PUT", path, body=catalog))
    return decoded(policy, answer, types.CatalogOverview)


# Keys


def create_key(
    policy: Policy,
    name: str,
    scopes: Sequence[types.Scope],
    *,
    expires_at: datetime | None = None,
) -> Steps[types.IssuedKey]:
    """Make a key; its secret is in the answer and nowhere else, ever again."""
    body = {"name": name, "scopes": scopes, **({"expires_at": expires_at} if expires_at else {})}
    answer = yield from exchange(policy, ask("POST", "/v1/keys", body=body))
    return decoded(policy, answer, types.IssuedKey)


def get_key(policy: Policy, key: str) -> Steps[types.Key]:
    """Return what is known of a key."""
    return (yield from get(policy, address("keys", key), types.Key))


def list_keys(policy: Policy, *, page_size: int | None = None) -> Emission[types.Key]:
    """Go through the keys of the workspace, revoked ones too."""
    yield from walk(policy, "/v1/keys", types.KeyPage, limit=page_size)


def revoke_key(policy: Policy, key: str) -> Steps[None]:
    """Revoke a key: it opens nothing any more."""
    yield from exchange(policy, ask("DELETE", address("keys", key)))


def health(policy: Policy) -> Steps[types.Health]:
    """Say whether the service can do its work; asked once, and an "unavailable" is an answer."""
    answer: Answer = yield ask("GET", "/readyz")
    if isinstance(answer, Answer) and answer.status in (200, 503):
        return decoded(policy, answer, types.Health)
    return decoded(policy, (yield from exchange(policy, ask("GET", "/readyz"))), types.Health)
