"""The application: settings in, an ASGI application out, with everything it shares and everything it starts."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler

from api import problems
from api.edge import Edge
from api.incoming import receive
from api.jobs.supervisor import Supervisor
from api.jobs.watch import Watch
from api.openapi import document_of
from api.routes import (
    catalogs,
    comparisons,
    connections,
    documents,
    jobs,
    keys,
    operation,
    page,
    plans,
    questions,
    runs,
    scenarios,
    studies,
    study_charts,
    syncs,
)
from api.service import Service
from api.settings import Settings
from api.storage.database import Database

V1: tuple[HTTPRouteHandler, ...] = (
    catalogs.list_catalogs,
    catalogs.get_catalog,
    catalogs.list_catalog_versions,
    catalogs.get_catalog_version,
    catalogs.put_catalog_version,
    catalogs.list_levels,
    catalogs.get_level,
    catalogs.list_items,
    catalogs.get_item,
    scenarios.create_scenario,
    scenarios.list_scenarios,
    scenarios.get_scenario,
    scenarios.replace_scenario,
    scenarios.change_scenario,
    scenarios.delete_scenario,
    plans.create_plan,
    plans.list_plans,
    plans.get_plan,
    plans.list_phases,
    plans.list_activities,
    plans.delete_plan,
    documents.get_chart,
    documents.get_document,
    questions.ask_question,
    questions.get_question,
    studies.create_study,
    studies.list_studies,
    studies.get_study,
    studies.delete_study,
    study_charts.get_study_chart,
    comparisons.create_comparison,
    comparisons.get_comparison,
    study_charts.get_comparison_chart,
    connections.create_connection,
    connections.list_connections,
    connections.get_connection,
    connections.change_connection,
    connections.delete_connection,
    syncs.preflight,
    syncs.diff,
    syncs.apply,
    syncs.pull,
    runs.list_runs,
    runs.get_run,
    runs.list_audit,
    jobs.list_jobs,
    jobs.get_job,
    jobs.cancel_job,
    jobs.stream_job_events,
    keys.create_key,
    keys.list_keys,
    keys.get_key,
    keys.revoke_key,
)
ROOT: tuple[HTTPRouteHandler, ...] = (
    operation.livez,
    operation.readyz,
    operation.metrics,
    operation.openapi,
    operation.docs,
    operation.docs_asset,
    operation.problems,
    operation.problem,
    page.show_page,
    page.page_asset,
)


class App:
    """The service as an ASGI application; ``service`` and ``supervisor`` are what it runs on."""

    def __init__(self, settings: Settings) -> None:
        """Make the application; its database must be at this program's schema (``api.storage.migrating``)."""
        self.database = Database(settings.database_url)
        self.watch = Watch(self.database)
        self.supervisor = Supervisor(settings, self.database, self.watch)
        self.service = Service(settings, self.database, self.supervisor, self.watch)
        handlers = [(f"/v1{handler_path(one)}", one) for one in V1] + [(handler_path(one), one) for one in ROOT]
        document = document_of(handlers)
        self.litestar = Litestar(
            [Router("/v1", route_handlers=V1), *ROOT],
            openapi_config=None,
            logging_config=None,
            exception_handlers={Exception: problems.answer},
            before_request=receive,
            lifespan=[self._running],
            request_max_body_size=max(settings.max_body_bytes, settings.max_catalog_bytes),
            state=State({"service": self.service, "supervisor": self.supervisor, "document": document}),
            debug=False,
        )
        self._edge = Edge(self.litestar, self.service.metrics, methods_of(handlers))

    async def __call__(self, scope: Any, receive_: Any, send: Any) -> None:
        """Answer, as ASGI has it."""
        await self._edge(scope, receive_, send)

    @asynccontextmanager
    async def _running(self, _: Litestar) -> AsyncIterator[None]:
        await self.supervisor.start()
        measuring = asyncio.create_task(self.service.metrics.watch_the_loop())
        try:
            yield
        finally:
            measuring.cancel()
            await self.service.press.close()
            await self.supervisor.stop()
            self.database.close()


def methods_of(handlers: Iterable[tuple[str, HTTPRouteHandler]]) -> dict[str, bytes]:
    """Return what is allowed at each address; HEAD wherever GET is."""
    found: dict[str, set[str]] = {}
    for path, handler in handlers:
        methods = found.setdefault(re.sub(r"{(\w+):\w+}", r"{\1}", path), {"OPTIONS"})
        methods |= set(handler.http_methods)
        methods |= {"HEAD"} if "GET" in methods else set()
    return {path: ", ".join(sorted(methods)).encode() for path, methods in found.items()}


def handler_path(handler: HTTPRouteHandler) -> str:
    """Return the path that a handler was declared with."""
    return next(iter(handler.paths))


def create_app(settings: Settings) -> App:
    """Return the application for these settings."""
    return App(settings)
