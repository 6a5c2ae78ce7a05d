"""``milepost serve``: one process that answers requests, with the workers of the supervisor beside it.

``serve`` returns when the server was told to stop and has: requests answered, jobs given back, workers ended. It
refuses to begin where that would be unsafe, with a sentence that says what to do.
"""

import asyncio
import contextlib
import logging
import secrets
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import uvicorn
from litestar.concurrency import set_asyncio_executor
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from api.app import App, create_app
from api.jobs.occupation import Occupied
from api.logs import begin_logs
from api.problems import MEDIA_TYPE, TYPES, encoded
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

MOST_HEAD_BYTES = 65_536
"""How long what frames a request may be: its first line, its headers, what separates the pieces of its body."""

FRAME_BYTES = 8
"""What frames a byte of a body at most, where each comes in a piece of its own."""

MOST_PIPELINED = 100
"""Requests of one connection that may wait for the answer to the one before them."""

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
        line = _announcement(listening, open_to_all)
        Server(Config(app, settings), app, lambda: announce(line)).run(sockets=[listening])


class Config(uvicorn.Config):
    """How uvicorn is to serve; connections find the settings here."""

    def __init__(self, app: App, settings: Settings) -> None:
        super().__init__(
            app,
            http=Connection,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="on",
            ws="none",
            timeout_graceful_shutdown=LAST_REQUESTS_S,
        )
        self.settings = settings


class Connection(HttpToolsProtocol):
    """A connection that is refused beyond so many, and closed where the head of a request comes too late or too long.

    uvicorn alone closes a connection only when it is idle after an answer. One that sends nothing, or a letter now and
    then, it keeps for ever, as it does one whose body goes on after the answer; headers, trailers and pipelined
    requests it takes without end; and its ``limit_concurrency`` refuses everybody while idle connections fill it, and
    closes none.

    What remains: whoever opens connections faster than ``head_seconds`` closes them can still take all places; against
    that helps a proxy in front that limits them by address. Whoever reads slowly keeps a place and the answer.
    """

    config: Config
    _due: asyncio.TimerHandle | None = None
    _beside = _body = 0
    _answering: RequestResponseCycle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request, or refuse where there are too many connections."""
        super().connection_made(transport)
        most = self.config.settings.max_connections
        if len(self.connections) > most:
            self._refuse("busy", f"The service keeps {most:,} connections at once.", "Retry-After: 1")
        else:
            self._await_head()

    def data_received(self, data: bytes) -> None:
        """Take what came, as long as it amounts to requests."""
        self._beside += len(data)
        super().data_received(data)
        if self._beside > MOST_HEAD_BYTES + FRAME_BYTES * self._body or len(self.pipeline) > MOST_PIPELINED:
            self.send_400_response("This is longer than the service reads of headers.")
        waiting = self.cycle is None or self.cycle.response_complete
        if waiting and self._due is None:
            self._await_head()
        elif self._due is not None and not waiting:
            self._due.cancel()
            self._due = None

    def on_body(self, body: bytes) -> None:
        """Take a piece of a body."""
        self._beside -= len(body)
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Take the end of a request."""
        self._beside = self._body = 0
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        if self._due is not None:
            self._due.cancel()
        self._end_answer()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request, where no answer has begun, and close."""
        if self._answering is None or self._answering.response_complete or not self._answering.response_started:
            self._refuse("bad-parameter", msg)
        else:
            self._end_answer()
            self.transport.close()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    def _end_answer(self) -> None:
        # uvicorn tells only the last of the requests that wait in a row, and the first would write on.
        if self._answering is not None and not self._answering.response_complete:
            self._answering.disconnected = True
            self._answering.message_event.set()

    def _await_head(self) -> None:
        self._due = self.loop.call_later(self.config.settings.head_seconds, self.transport.close)

    def _refuse(self, slug: str, detail: str, *headers: str) -> None:
        self._end_answer()
        body = encoded(slug, detail, "/", f"req_{secrets.token_hex(12)}")
        lines = [f"HTTP/1.1 {TYPES[slug].status} {TYPES[slug].title}", f"Content-Type: {MEDIA_TYPE}"]
        lines += [f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
        self.transport.write("\r\n".join(lines).encode() + body)
        self.transport.close()


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
    root = f"http://{shown}:{port}"
    return f"Milepost serves {root} ({access}); API: {root}/v1; documentation: {root}/v1/docs"
