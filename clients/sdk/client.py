"""The service from Python: ``Client(base_url, key)``, for programs that wait for what they ask for.

Its methods are those of ``clients.sdk.operations``, carried out here with httpx; one client may serve many threads.
"""

from types import TracebackType
from typing import Any, Literal, Self, overload

import httpx

from clients.sdk import documents, making, operations
from clients.sdk.blocking import Driver, Resource, blocking, iterating
from clients.sdk.connection import LOCAL, RETRIES, TIMEOUT_S, dressed, options, server_of, shown
from clients.sdk.exchange import Policy
from clients.sdk.following import OnFinding, OnFound, OnProgress, read_job
from clients.sdk.jira_blocking import Jira
from clients.sdk.making import Asked, Request, StudyAsked
from clients.sdk.types import Health, Job, PlanComparison, Study
from planner.explaining.questions import Reply
from planner.plans import Plan


class Plans(Resource):
    """Plans: ``client.plans``."""

    @overload
    def create(
        self,
        request: Request,
        *,
        wait: Literal[False],
        on_progress: OnProgress | None = None,
        on_finding: OnFinding | None = None,
        idempotency_key: str | None = None,
    ) -> Job: ...

    @overload
    def create(
        self,
        request: Request,
        *,
        wait: float = True,
        on_progress: OnProgress | None = None,
        on_finding: OnFinding | None = None,
        idempotency_key: str | None = None,
    ) -> Plan: ...

    def create(self, request: Request, **named: Any) -> Plan | Job:
        """Ask for a plan, and wait for it."""
        return self._driver.run(making.create_plan(self._driver.policy, request, **named))

    dressed(create, making.create_plan)

    @overload
    def ask(
        self,
        plan: str,
        question: Asked,
        *,
        wait: Literal[False],
        on_finding: OnFinding | None = None,
        idempotency_key: str | None = None,
    ) -> Job: ...

    @overload
    def ask(
        self,
        plan: str,
        question: Asked,
        *,
        wait: float = True,
        on_finding: OnFinding | None = None,
        idempotency_key: str | None = None,
    ) -> Reply: ...

    def ask(self, plan: str, question: Asked, **named: Any) -> Reply | Job:
        """Ask about a plan, and wait for the answer."""
        return self._driver.run(making.ask_question(self._driver.policy, plan, question, **named))

    dressed(ask, making.ask_question)
    get = blocking(making.get_plan)
    question = blocking(making.get_question)
    list = iterating(operations.list_plans)
    phases = iterating(operations.phases)
    activities = iterating(operations.activities)
    chart = blocking(documents.chart)
    document = blocking(documents.document)
    delete = blocking(operations.delete_plan)


class Studies(Resource):
    """Studies: ``client.studies``."""

    @overload
    def create(
        self,
        asked: StudyAsked,
        *,
        wait: Literal[False],
        on_found: OnFound | None = None,
        idempotency_key: str | None = None,
    ) -> Job: ...

    @overload
    def create(
        self,
        asked: StudyAsked,
        *,
        wait: float = True,
        on_found: OnFound | None = None,
        idempotency_key: str | None = None,
    ) -> Study: ...

    def create(self, asked: StudyAsked, **named: Any) -> Study | Job:
        """Ask for a study, and wait for it."""
        return self._driver.run(making.create_study(self._driver.policy, asked, **named))

    dressed(create, making.create_study)
    get = blocking(making.get_study)
    list = iterating(operations.list_studies)
    delete = blocking(operations.delete_study)
    chart = blocking(documents.study_chart)


class Comparisons(Resource):
    """Comparisons of two plans: ``client.comparisons``."""

    @overload
    def create(self, before: str, after: str, *, wait: Literal[False], idempotency_key: str | None = None) -> Job: ...

    @overload
    def create(
        self, before: str, after: str, *, wait: float = True, idempotency_key: str | None = None
    ) -> PlanComparison: ...

    def create(self, before: str, after: str, **named: Any) -> PlanComparison | Job:
        """Compare two plans, and wait."""
        return self._driver.run(making.create_comparison(self._driver.policy, before, after, **named))

    dressed(create, making.create_comparison)
    get = blocking(making.get_comparison)
    chart = blocking(documents.comparison_chart)


class Jobs(Resource):
    """Jobs: ``client.jobs``."""

    get = blocking(read_job)
    list = iterating(operations.list_jobs)
    events = iterating(operations.events)
    wait = blocking(making.wait_for_job)
    cancel = blocking(making.cancel_job)


class Scenarios(Resource):
    """Scenarios: ``client.scenarios``."""

    create = blocking(operations.create_scenario)
    get = blocking(operations.get_scenario)
    list = iterating(operations.list_scenarios)
    update = blocking(operations.update_scenario)
    delete = blocking(operations.delete_scenario)


class Catalogs(Resource):
    """Catalogs: ``client.catalogs``."""

    list = iterating(operations.list_catalogs)
    get = blocking(operations.get_catalog)
    versions = iterating(operations.versions)
    levels = blocking(operations.levels)
    items = iterating(operations.items)
    item = blocking(operations.get_item)
    put = blocking(operations.put_catalog)


class Keys(Resource):
    """API keys: ``client.keys``."""

    create = blocking(operations.create_key)
    get = blocking(operations.get_key)
    list = iterating(operations.list_keys)
    revoke = blocking(operations.revoke_key)


class Client:
    """The service at ``base_url``, as whom ``key`` stands for; to be closed, or used in a ``with`` statement.

    ``timeout`` is in seconds of silence; ``retries`` is how often a request that found no answer is sent again.
    """

    def __init__(
        self,
        base_url: str = LOCAL,
        key: str | None = None,
        *,
        timeout: float = TIMEOUT_S,
        retries: int = RETRIES,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        server = server_of(base_url)
        http = httpx.Client(**options(server, key, timeout), transport=transport)
        self._driver = driver = Driver(http, Policy(retries, shown(server)))
        self.plans = Plans(driver)
        self.studies = Studies(driver)
        self.comparisons = Comparisons(driver)
        self.jobs = Jobs(driver)
        self.scenarios = Scenarios(driver)
        self.catalogs = Catalogs(driver)
        self.jira = Jira(driver)
        self.keys = Keys(driver)

    def health(self) -> Health:
        """Say whether the service can do its work."""
        return self._driver.run(operations.health(self._driver.policy))

    def close(self) -> None:
        """Close all connections."""
        self._driver.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client({self._driver.policy.server!r})"
