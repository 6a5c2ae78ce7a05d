"""Jira on ``AsyncClient``: ``client.jira``, and its connections; the methods are those of ``clients.sdk.jira``."""

from collections.abc import Mapping
from typing import Any, Literal, overload

from clients.jira.changes import ChangeSet, Take
from clients.jira.pulling import Pulled
from clients.jira.sync import Outcome
from clients.sdk import jira
from clients.sdk.awaiting import Driver, Resource, awaiting, iterating
from clients.sdk.connection import dressed
from clients.sdk.following import OnProgress
from clients.sdk.jira_types import Preflight
from clients.sdk.types import Job


class Connections(Resource):
    """Connections to projects of Jira: ``client.jira.connections``."""

    create = awaiting(jira.create_connection)
    get = awaiting(jira.get_connection)
    list = iterating(jira.list_connections)
    update = awaiting(jira.update_connection)
    delete = awaiting(jira.delete_connection)


class Jira(Resource):
    """What is asked of Jira: ``client.jira``."""

    def __init__(self, driver: Driver) -> None:
        super().__init__(driver)
        self.connections = Connections(driver)

    @overload
    async def preflight(
        self,
        connection: str,
        plan: str | None = None,
        *,
        wait: Literal[False],
        idempotency_key: str | None = None,
    ) -> Job: ...

    @overload
    async def preflight(
        self,
        connection: str,
        plan: str | None = None,
        *,
        wait: float = True,
        idempotency_key: str | None = None,
    ) -> Preflight: ...

    async def preflight(self, connection: str, plan: str | None = None, **named: Any) -> Preflight | Job:
        """Find out what can be written to a project, and wait."""
        return await self._driver.run(jira.preflight(self._driver.policy, connection, plan, **named))

    dressed(preflight, jira.preflight)

    @overload
    async def diff(
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
    async def diff(
        self,
        plan: str,
        connection: str,
        *,
        roadmap: str | None = None,
        settled: Mapping[str, Take] | None = None,
        wait: float = True,
        idempotency_key: str | None = None,
    ) -> ChangeSet: ...

    async def diff(self, plan: str, connection: str, **named: Any) -> ChangeSet | Job:
        """Say what an apply would do, and wait."""
        return await self._driver.run(jira.diff(self._driver.policy, plan, connection, **named))

    dressed(diff, jira.diff)

    @overload
    async def apply(
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
    async def apply(
        self,
        plan: str,
        connection: str,
        hash: str,
        *,
        on_progress: OnProgress | None = None,
        wait: float = True,
        idempotency_key: str | None = None,
    ) -> Outcome: ...

    async def apply(self, plan: str, connection: str, hash: str, **named: Any) -> Outcome | Job:  # noqa: A002
        """Do what a change set says, and wait."""
        return await self._driver.run(jira.apply(self._driver.policy, plan, connection, hash, **named))

    dressed(apply, jira.apply)

    @overload
    async def pull(
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
    async def pull(
        self,
        plan: str,
        connection: str,
        *,
        full: bool = False,
        roadmap: str | None = None,
        wait: float = True,
        idempotency_key: str | None = None,
    ) -> Pulled: ...

    async def pull(self, plan: str, connection: str, **named: Any) -> Pulled | Job:
        """Read what happened in Jira, and wait."""
        return await self._driver.run(jira.pull(self._driver.policy, plan, connection, **named))

    dressed(pull, jira.pull)

    run = awaiting(jira.get_run)
    runs = iterating(jira.list_runs)
    audit = iterating(jira.audit)
