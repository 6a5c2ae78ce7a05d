"""Jira on ``Client``: ``client.jira``, and its connections; the methods are those of ``clients.sdk.jira``."""

from collections.abc import Mapping
from typing import Any, Literal, overload

from clients.jira.changes import ChangeSet, Take
from clients.jira.pulling import Pulled
from clients.jira.sync import Outcome
from clients.sdk import jira
from clients.sdk.blocking import Driver, Resource, blocking, iterating
from clients.sdk.connection import dressed
from clients.sdk.following import OnProgress
from clients.sdk.jira_types import Preflight
from clients.sdk.types import Job


class Connections(Resource):
    """Connections to projects of Jira: ``client.jira.connections``."""

    create = blocking(jira.create_connection)
    get = blocking(jira.get_connection)
    list = iterating(jira.list_connections)
    update = blocking(jira.update_connection)
    delete = blocking(jira.delete_connection)


class Jira(Resource):
    """What is asked of Jira: ``client.jira``."""

    def __init__(self, driver: Driver) -> None:
        super().__init__(driver)
        self.connections = Connections(driver)

    @overload
    def preflight(
        self,
        connection: str,
        plan: str | None = None,
        *,
        wait: Literal[False],
        idempotency_key: str | None = None,
    ) -> Job: ...

    @overload
    def preflight(
        self,
        connection: str,
        plan: str | None = None,
        *,
        wait: float = True,
        idempotency_key: str | None = None,
    ) -> Preflight: ...

    def preflight(self, connection: str, plan: str | None = None, **named: Any) -> Preflight | Job:
        """Find out what can be written to a project, and wait."""
        return self._driver.run(jira.preflight(self._driver.policy, connection, plan, **named))

    dressed(preflight, jira.preflight)

    @overload
    def diff(
        self,
        plan: str,
        connection: str,
        *,
        roadmap: str | None = None,
        settled: Mapping[str, Take] | None = None,
        wait: Literal[False],
        idempotency_key: str | None = None,
    ) -> Job: ...

    @overload
    def diff(
        self,
        plan: str,
        connection: str,
        *,
        roadmap: str | None = None,
        settled: Mapping[str, Take] | None = None,
        wait: float = True,
        idempotency_key: str | None = None,
    ) -> ChangeSet: ...

    def diff(self, plan: str, connection: str, **named: Any) -> ChangeSet | Job:
        """Say what an apply would do, and wait."""
        return self._driver.run(jira.diff(self._driver.policy, plan, connection, **named))

    dressed(diff, jira.diff)

    @overload
    def apply(
        self,
        plan: str,
        connection: str,
        hash: str,
        *,
        on_progress: OnProgress | None = None,
        wait: Literal[False],
        idempotency_key: str | None = None,
    ) -> Job: ...

    @overload
    def apply(
        self,
        plan: str,
        connection: str,
        hash: str,
        *,
        on_progress: OnProgress | None = None,
        wait: float = True,
        idempotency_key: str | None = None,
    ) -> Outcome: ...

    def apply(self, plan: str, connection: str, hash: str, **named: Any) -> Outcome | Job:  # noqa: A002
        """Do what a change set says, and wait."""
        return self._driver.run(jira.apply(self._driver.policy, plan, connection, hash, **named))

    dressed(apply, jira.apply)

    @overload
    def pull(
        self,
        plan: str,
        connection: str,
        *,
        full: bool = False,
        roadmap: str | None = None,
        wait: Literal[False],
        idempotency_key: str | None = None,
    ) -> Job: ...

    @overload
    def pull(
        self,
        plan: str,
        connection: str,
        *,
        full: bool = False,
        roadmap: str | None = None,
        wait: float = True,
        idempotency_key: str | None = None,
    ) -> Pulled: ...

    def pull(self, plan: str, connection: str, **named: Any) -> Pulled | Job:
        """Read what happened in Jira, and wait."""
        return self._driver.run(jira.pull(self._driver.policy, plan, connection, **named))

    dressed(pull, jira.pull)

    run = blocking(jira.get_run)
    runs = iterating(jira.list_runs)
    audit = iterating(jira.audit)
