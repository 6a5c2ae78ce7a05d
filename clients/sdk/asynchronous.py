"""The service from asynchronous Python: ``AsyncClient(base_url, key)``, the same as ``Client`` with ``await``.

Its methods are those of ``clients.sdk.operations``, carried out here with httpx under asyncio. A cancelled task that
waits for a plan cancels the job of it.
"""

from types import TracebackType
from typing import Any, Literal, Self, overload

import httpx

from clients.sdk import documents, making, operations
from clients.sdk.awaiting import Driver, Resource, awaiting, iterating
from clients.sdk.connection import LOCAL, RETRIES, TIMEOUT_S, dressed, options, server_of, shown
from clients.sdk.exchange import Policy
from clients.sdk.following import OnFinding, OnFound, OnProgress, read_job
from clients.sdk.jira_awaiting import Jira
from clients.sdk.making import Asked, Request, StudyAsked
from clients.sdk.types import Health, Job, PlanComparison, Study
from planner.explaining.questions import Reply
from planner.plans import Plan


class Plans(Resource):
    """Plans: ``client.plans``."""

    @overload
    async def create(
        self,
        request: Request,
        *,
        wait: Literal[False],
        on_progress: OnProgress | None = None,
        on_finding: OnFinding | None = None,
        idempotency_key: str | None = None,
    ) -> Job: ...

    @overload
    async def create(
        self,
        request: Request,
        *,
        wait: float = True,
        on_progress: OnProgress | None = None,
        on_finding: OnFinding | None = None,
        idempotency_key: str | None = None,
    ) -> Plan: ...

    async def create(self, request: Request, **named: Any) -> Plan | Job:
        """Ask for a plan, and wait for it."""
        return await self._driver.run(making.create_plan(self._driver.policy, request, **named))

    dressed(create, making.create_plan)

    @overload
    async def ask(
        self,
        plan: str,
        question: Asked,
        *,
        wait: Literal[False],
        on_finding: OnFinding | None = None,
        idempotency_key: str | None = None,
    ) -> Job: ...

    @overload
    async def ask(
        self,
        plan: str,
        question: Asked,
        *,
        wait: float = True,
        on_finding: OnFinding | None = None,
        idempotency_key: str | None = None,
    ) -> Reply: ...

    async def ask(self, plan: str, question: Asked, **named: Any) -> Reply | Job:
        """Ask about a plan, and wait for the answer."""
        return await self._driver.run(making.ask_question(self._driver.policy, plan, question, **named))

    dressed(ask, making.ask_question)
    get = awaiting(making.get_plan)
    question = awaiting(making.get_question)
    list = iterating(operations.list_plans)
    phases = iterating(operations.phases)
    activities = iterating(operations.activities)
    chart = awaiting(documents.chart)
    document = awaiting(documents.document)
    delete = awaiting(operations.delete_plan)


class Studies(Resource):
    """Studies: ``client.studies``."""

    @overload
    async def create(
        self,
        asked: StudyAsked,
        *,
        wait: Literal[False],
        on_found: OnFound | None = None,
        idempotency_key: str | None = None,
    ) -> Job: ...

    @overload
    async def create(
        self,
        asked: StudyAsked,
        *,
        wait: float = True,
        on_found: OnFound | None = None,
        idempotency_key: str | None = None,
    ) -> Study: ...

    async def create(self, asked: StudyAsked, **named: Any) -> Study | Job:
        """Ask for a study, and wait for it."""
        return await self._driver.run(making.create_study(self._driver.policy, asked, **named))

    dressed(create, making.create_study)
    get = awaiting(making.get_study)
    list = iterating(operations.list_studies)
    delete = awaiting(operations.delete_study)
    chart = awaiting(documents.study_chart)


class Comparisons(Resource):
    """Comparisons of two plans: ``client.comparisons``."""

    @overload
    async def create(
        self, before: str, after: str, *, wait: Literal[False], idempotency_key: str | None = None
    ) -> Job: ...

    @overload
    async def create(
        self, before: str, after: str, *, wait: float = True, idempotency_key: str | None = None
    ) -> PlanComparison: ...

    async def create(self, before: str, after: str, **named: Any) -> PlanComparison | Job:
        """Compare two plans, and wait."""
        return await self._driver.run(making.create_comparison(self._driver.policy, before, after, **named))

    dressed(create, making.create_comparison)
    get = awaiting(making.get_comparison)
    chart = awaiting(documents.comparison_chart)


class Jobs(Resource):
    """Jobs: ``client.jobs``."""

    get = awaiting(read_job)
    list = iterating(operations.list_jobs)
    events = iterating(operations.events)
    wait = awaiting(making.wait_for_job)
    cancel = awaiting(making.cancel_job)


class Scenarios(Resource):
    """Scenarios: ``client.scenarios``."""

    create = awaiting(operations.create_scenario)
    get = awaiting(operations.get_scenario)
    list = iterating(operations.list_scenarios)
    update = awaiting(operations.update_scenario)
    delete = awaiting(operations.delete_scenario)


class Catalogs(Resource):
    """Catalogs: ``client.catalogs``."""

    list = iterating(operations.list_catalogs)
    get = awaiting(operations.get_catalog)
    versions = iterating(operations.versions)
    levels = awaiting(operations.levels)
    items = iterating(operations.items)
    item = awaiting(operations.get_item)
    put = awaiting(operations.put_catalog)


class Keys(Resource):
    """API keys: ``client.keys``."""

    create = awaiting(operations.create_key)
    get = awaiting(operations.get_key)
    list = iterating(operations.list_keys)
    revoke = awaiting(operations.revoke_key)


class AsyncClient:
    """The service at ``base_url``, as whom ``key`` stands for; to be closed, or used in an ``async with`` statement.

    ``timeout`` is in seconds of silence; ``retries`` is how often a request that found no answer is sent again.
    """

    def __init__(
        self,
        base_url: str = LOCAL,
        key: str | None = None,
        *,
        timeout: float = TIMEOUT_S,
        retries: int = RETRIES,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        server = server_of(base_url)
        http = httpx.AsyncClient(**options(server, key, timeout), transport=transport)
        self._driver = driver = Driver(http, Policy(retries, shown(server)))
        self.plans = Plans(driver)
        self.studies = Studies(driver)
        self.comparisons = Comparisons(driver)
        self.jobs = Jobs(driver)
        self.scenarios = Scenarios(driver)
        self.catalogs = Catalogs(driver)
        self.jira = Jira(driver)
        self.keys = Keys(driver)

    async def health(self) -> Health:
        """Say whether the service can do its work."""
        return await self._driver.run(operations.health(self._driver.policy))

    async def aclose(self) -> None:
        """Close all connections."""
        await self._driver.http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"AsyncClient({self._driver.policy.server!r})"
