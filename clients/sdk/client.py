"""The service from Python: ``Client(base_url, key)``, for programs that wait for what they ask for.

Its methods are those of ``clients.sdk.operations``, carried out here with httpx; one client may serve many threads.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from types import TracebackType
from typing import Any, Concatenate, Literal, ParamSpec, Self, TypeVar, overload

import httpx

from clients.sdk import making, operations
from clients.sdk.connection import (
    LOCAL,
    RETRIES,
    TIMEOUT_S,
    answer_of,
    dressed,
    lost,
    options,
    request_of,
    server_of,
    shown,
)
from clients.sdk.exchange import Answer, Ask, Await, Emission, Emit, Listen, Lost, Pause, Policy, Step, Steps
from clients.sdk.following import OnFinding, OnFound, OnProgress, read_job
from clients.sdk.making import Asked, Request, StudyAsked
from clients.sdk.types import Health, Job, PlanComparison, Study
from planner.explaining.questions import Reply
from planner.plans import Plan

P = ParamSpec("P")
T = TypeVar("T")


class Line:
    """The connection of one piece of work: what it asks, and the one stream that it may hold open."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        self._response: httpx.Response | None = None
        self._chunks: Iterator[bytes] = iter(())

    def perform(self, step: Step) -> Answer | Lost | bytes | None:
        """Carry out a step and return what came of it."""
        match step:
            case Ask():
                return self._ask(step)
            case Listen():
                return self._listen()
            case Pause(seconds):
                time.sleep(seconds)
            case Await():
                raise TypeError("A callback of Client is an ordinary function; AsyncClient awaits coroutines.")
        return None

    def _ask(self, asked: Ask) -> Answer | Lost:
        self.close()
        try:
            response = self.http.send(request_of(self.http, asked), stream=asked.stream)
            if not asked.stream:
                return answer_of(response, response.content)
            self._response, self._chunks = response, response.iter_bytes()
            if response.status_code == httpx.codes.OK:
                return answer_of(response, b"")
            answer = answer_of(response, response.read())
        except httpx.RequestError as error:
            self.close()
            return lost(error)
        self.close()
        return answer

    def _listen(self) -> bytes | Lost | None:
        try:
            return next(self._chunks, None)
        except httpx.RequestError as error:
            return lost(error)

    def close(self) -> None:
        """Close the stream."""
        if self._response is not None:
            self._response.close()
            self._response = None


class Driver:
    """Carries out pieces of work, each on a line of its own; as many threads as like may do so at once."""

    def __init__(self, http: httpx.Client, policy: Policy) -> None:
        self.http = http
        self.policy = policy

    def run(self, steps: Steps[T]) -> T:
        """Carry out a piece of work and return what it came to."""
        with closing(Line(self.http)) as line, closing(steps):
            try:
                step = next(steps)
                while True:
                    try:
                        outcome = line.perform(step)
                    except BaseException as error:
                        step = steps.throw(error)
                    else:
                        step = steps.send(outcome)
            except StopIteration as end:
                result: T = end.value
                return result

    def iterate(self, steps: Emission[T]) -> Iterator[T]:
        """Carry out a piece of work as far as what it hands out is taken."""
        with closing(Line(self.http)) as line, closing(steps):
            outcome: Any = None
            while True:
                try:
                    step = steps.send(outcome)
                except StopIteration:
                    return
                if isinstance(step, Emit):
                    yield step.value
                    outcome = None
                else:
                    outcome = line.perform(step)


class Resource:
    """One kind of thing that the service has."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver


def blocking(work: Callable[Concatenate[Policy, P], Steps[T]]) -> Callable[Concatenate[Resource, P], T]:
    """Return a piece of work as a method that returns when it is done."""

    def method(self: Resource, /, *arguments: P.args, **named: P.kwargs) -> T:
        return self._driver.run(work(self._driver.policy, *arguments, **named))

    return dressed(method, work)


def iterating(work: Callable[Concatenate[Policy, P], Emission[T]]) -> Callable[Concatenate[Resource, P], Iterator[T]]:
    """Return a piece of work as a method that hands out one thing after the other, asking for more when needed."""

    def method(self: Resource, /, *arguments: P.args, **named: P.kwargs) -> Iterator[T]:
        return self._driver.iterate(work(self._driver.policy, *arguments, **named))

    return dressed(method, work)


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
