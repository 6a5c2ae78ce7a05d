"""``milepost serve``: one process that answers requests, with the workers of the supervisor beside it.

``serve`` returns when the server was told to stop and has: requests answered, jobs given back, workers ended. It
refuses to begin where that would be unsafe, with a sentence that says what to do.
"""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import uvicorn
from litestar.concurrency import set_asyncio_executor

from api.app import App, create_app
from api.jobs.occupation import Occupied
from api.logs import begin_logs
from api.settings import Settings
from api.storage import migrating
from api.storage.database import UnusableAddress, now
from api.storage.migrating import SchemaRefused
from api.storage.repositories.keys import any_active

REQUESTS_AT_ONCE = 20
"""Threads that answer requests: as many as there are connections to the database."""

LAST_REQUESTS_S = 10
"""How long requests may take that were begun when the server was told to stop."""

BACKLOG = 2048

log = logging.getLogger("milepost.serving")


class CannotServe(Exception):
    """The service does not begin; the message says why, and what to do."""


def serve(settings: Settings, announce: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; ``announce`` is given one line once requests are answered.

    Raises ``CannotServe``, and ``Refused`` where the secret of the settings cannot be used.
    """
    begin_logs()
    # They tell of every step; only what goes wrong is worth a line.
    for talkative in ("uvicorn", "alembic"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    try:
        app = create_app(settings)
    except UnusableAddress as unusable:
        raise CannotServe(str(unusable)) from unusable
    with contextlib.ExitStack() as stack:
        stack.callback(app.database.close)
        try:
            app.supervisor.occupy()
            stack.callback(app.supervisor.vacate)
            migrating.prepare(app.database)
        except (Occupied, SchemaRefused) as refused:
            raise CannotServe(str(refused)) from refused
        open_to_all = _is_open(app, settings)
        listening = stack.enter_context(_listening(settings))
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="on",
            ws="none",
            timeout_graceful_shutdown=LAST_REQUESTS_S,
        )
        line = _announcement(listening, open_to_all)
        Server(config, app, lambda: announce(line)).run(sockets=[listening])


class Server(uvicorn.Server):
    """uvicorn's server, which says when it is ready and lets nobody wait when it stops."""

    def __init__(self, config: uvicorn.Config, app: App, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._app, self._ready = app, ready
        # One set of threads for all that waits: Litestar's handlers, and what asynchronous ones hand over.
        self._threads = ThreadPoolExecutor(REQUESTS_AT_ONCE, thread_name_prefix="request")
        set_asyncio_executor(self._threads)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        asyncio.get_running_loop().set_default_executor(self._threads)
        await super().startup(sockets)
        log.info("ready")
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop: whoever waits for a job is answered now."""
        log.info("stopping")
        self._app.watch.close()
        await super().shutdown(sockets)
        log.info("stopped")

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take the signals that stop it; having stopped in good order is no failure, so none is raised again."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()


def _is_open(app: App, settings: Settings) -> bool:
    """Say whether requests come in without a key; refuse to begin where others could send them."""
    with app.database.read() as session:
        guarded = any_active(session, now())
    if not guarded and not settings.loopback:
        raise CannotServe(
            f"{settings.host} can be reached from other machines, and there is no key yet: make one with "
            "`milepost keys create --name NAME` (and the same --data or --database), or listen on 127.0.0.1."
        )
    return not guarded


@contextlib.contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """Open the port before anything is started; nobody is answered yet."""
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        # A name may stand for several addresses; of localhost, 127.0.0.1 is what everybody can reach.
        family, _, _, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
        listening = socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except (OSError, OverflowError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CannotServe(
            f"Port {settings.port} of {settings.host} cannot be opened ({reason}): name another with --port or --host."
        ) from error
    with listening:
        yield listening


def _announcement(listening: socket.socket, open_to_all: bool) -> str:
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    access = "open to every program of this machine: there is no key yet" if open_to_all else "keys are required"
    return f"Milepost serves http://{shown}:{port}/v1 ({access}); documentation: http://{shown}:{port}/v1/docs"
