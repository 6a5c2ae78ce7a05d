"""The outermost layer: a number for every request, HEAD as GET without a body, figures, headers that every answer has.

An ASGI application around Litestar's: what goes wrong even there still ends in a problem that says so. It also holds
bodies to their time, and all of them together to their room in memory, so that no handler need know of slow senders.
"""

import asyncio
import logging
import re
import secrets
import time
from collections.abc import Mapping
from typing import Any

from litestar.enums import ScopeType
from litestar.types import Message, Receive, Scope, Send

from api.metrics import Metrics
from api.problems import MEDIA_TYPE, ApiProblem, encoded
from api.settings import Settings

_GIVEN = re.compile(rb"[A-Za-z0-9._:-]{1,100}")
_EVERY_ANSWER = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"))
_UNLESS_SAID = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
)

HEAD = "milepost.head"
"""In the scope of a GET that was a HEAD: whoever would send without an end need not begin."""

PIECE_BYTES = 64
"""What memory keeps of a piece of a body besides its bytes: small pieces must not pass for little."""

log = logging.getLogger("milepost.api")


class Edge:
    """What every request passes on its way in and out."""

    def __init__(self, app: Any, metrics: Metrics, methods: Mapping[str, bytes]) -> None:
        """Take an application; ``methods`` is what is allowed at each of its addresses."""
        self.app, self._metrics, self._methods = app, metrics, methods
        settings: Settings = app.state.service.settings
        self._seconds, self._room = settings.body_seconds, _Room(settings.max_held_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        body = _Body(scope, receive, self._seconds, self._room)
        passage = _Passage(scope, body, send, self._metrics, self._methods)
        try:
            await self.app(passage.scope, body.receive, passage.send)
        except Exception:
            log.exception("request failed at the edge", extra={"request_id": passage.request_id})
            await passage.fail()
        finally:
            body.release()
            passage.count()


class _Room:
    """The memory that the bodies of all requests share, in bytes."""

    def __init__(self, most: int) -> None:
        self._left = most

    def take(self, count: int) -> None:
        """Take ``count`` bytes; raises ``ApiProblem`` where none are left."""
        if self._left <= 0:
            detail = "The service holds as many bodies as it has room for. Send it again in a moment."
            raise ApiProblem("busy", detail, headers={"Retry-After": "1"})
        self._left -= count

    def give_back(self, count: int) -> None:
        """Give back what was taken."""
        self._left += count


class _Body:
    """The body of one request while it arrives; ``seconds`` is how long that may take."""

    def __init__(self, scope: Any, receive: Receive, seconds: float, room: _Room) -> None:
        self._receive, self._seconds, self._room, self._held = receive, seconds, room, 0
        self._due = asyncio.get_running_loop().time() + seconds
        self.arrived = not any(
            name == b"transfer-encoding" or (name == b"content-length" and value != b"0")
            for name, value in scope["headers"]
        )
        self.answered = False

    async def receive(self) -> Any:
        """Return the next piece; raises ``ApiProblem`` where none comes in time or there is no room for it."""
        if self.arrived:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._due):
                message: Any = await self._receive()
        except TimeoutError:
            return self._given_up(f"The body did not arrive within {self._seconds:g} seconds.")
        if message["type"] == "http.disconnect":
            return self._given_up("The sender went away before the end of the body.")
        self.arrived = not message.get("more_body", False)
        piece = len(message.get("body", b"")) + PIECE_BYTES
        self._room.take(piece)
        self._held += piece
        return message

    def _given_up(self, detail: str) -> Any:
        if self.answered:
            return {"type": "http.disconnect"}
        raise ApiProblem("request-timeout", detail, headers={"Connection": "close"})

    def release(self) -> None:
        """Give back the memory that it took."""
        self._room.give_back(self._held)
        self._held = 0


class _Passage:
    """One request and its answer."""

    def __init__(self, scope: Any, body: _Body, send: Send, metrics: Metrics, methods: Mapping[str, bytes]) -> None:
        self._body, self._send, self._metrics, self._methods = body, send, metrics, methods
        self._began = time.perf_counter()
        self._method = scope["method"]
        self._status = 0
        given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
        self.request_id = given.decode() if _GIVEN.fullmatch(given) else f"req_{secrets.token_hex(12)}"
        self._path = scope["path"]
        self.scope: Any = {**scope, "request_id": self.request_id}
        if self._method == "HEAD":
            self.scope |= {"method": "GET", HEAD: True}

    async def send(self, message: Message) -> None:
        """Send a part of the answer."""
        if message["type"] == "http.response.start":
            self._status, self._body.answered = message["status"], True
            present = {name.lower() for name, _ in message["headers"]}
            headers = [self._whole(*header) for header in message["headers"]]
            headers += [(b"x-request-id", self.request_id.encode()), *_EVERY_ANSWER]
            headers += [one for one in _UNLESS_SAID if one[0] not in present]
            message = {**message, "headers": headers}
        elif self._method == "HEAD" and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)

    def _whole(self, name: bytes, value: bytes) -> tuple[bytes, bytes]:
        """Return a header; where it names the methods of an address, all that any of its handlers answers to."""
        if name.lower() != b"allow":
            return name, value
        return name, self._methods.get(str(self.scope.get("path_template")), value)

    async def fail(self) -> None:
        """Answer that the service failed, unless an answer has begun."""
        if self._status:
            return
        detail = "The service failed on this request. The request id stands in its logs."
        body = encoded("internal-error", detail, self._path, self.request_id)
        headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
        await self.send({"type": "http.response.start", "status": 500, "headers": headers})
        await self.send({"type": "http.response.body", "body": body, "more_body": False})

    def count(self) -> None:
        """Count the request by its route, never by its address: ids would make a figure each."""
        route = str(self.scope.get("path_template") or "none")
        self._metrics.count(self._method, route, self._status, time.perf_counter() - self._began)
