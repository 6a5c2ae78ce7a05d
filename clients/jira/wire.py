"""The line to Jira: sends a ``Call``, waits where it must, and never sends anything twice that may have been done.

The sync speaks to Jira through a ``Wire`` alone. Reads, and writes that change nothing the second time, are sent again
when they fail; of all others a lost answer is ``Unknown``, and what became of it is for the caller to find out.
"""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec
from msgspec import Struct

from clients.jira.connection import Connection
from clients.jira.operations import Call
from clients.jira.pace import Cancelled, Clock, Pace, wait_of
from clients.sdk.connection import UNSENT, is_loopback, lost

TRIES = 5
TIMEOUT_S = 60.0
PATIENCE_S = 300.0
"""The longest that a request is waited with; what has to wait longer is parked."""


class Reply(Struct, frozen=True):
    """What Jira answered; ``body`` is decoded, None where there is none."""

    status: int
    body: Any


class Rejected(Exception):
    """Jira carried out nothing of it; ``body`` is its answer."""

    def __init__(self, call: Call, status: int, body: Any) -> None:
        self.call, self.status, self.body = call, status, body
        messages, fields = _reasons(body)
        told = [*messages, *(f"{name}: {text}" for name, text in fields.items())]
        super().__init__(f"Jira answered {status}: {' '.join(told) or 'it does not say why'}")


class Denied(Rejected):
    """The token is not, or no longer, good for this site (401)."""


class Unknown(Exception):
    """Nobody knows whether Jira carried it out: the answer was lost, or it failed in the middle."""

    def __init__(self, call: Call, reason: str) -> None:
        self.call = call
        super().__init__(reason)


class Unreachable(Exception):
    """Jira could not be asked: nothing was sent, or nothing but questions that may be asked again."""


class Parked(Exception):
    """Nothing may be sent before ``until``; whoever goes on then finds all as it was left."""

    def __init__(self, until: datetime, reason: str) -> None:
        self.until, self.reason = until, reason
        super().__init__(f"{reason}; it goes on at {until:%Y-%m-%d %H:%M:%S} UTC")


class SystemClock:
    """The clock of this machine; ``cancel`` ends a sleep."""

    def __init__(self, cancel: threading.Event | None = None) -> None:
        self._cancel = cancel

    def now(self) -> datetime:
        """Return this moment, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Sleep; raises ``Cancelled`` where the work is to end."""
        if self._cancel is None:
            time.sleep(seconds)
        elif self._cancel.wait(seconds):
            raise Cancelled


class Wire:
    """The line to one Jira; to be closed, or used in a ``with`` statement."""

    def __init__(
        self,
        connection: Connection,
        token: str,
        *,
        clock: Clock | None = None,
        cancel: threading.Event | None = None,
        patience_s: float = PATIENCE_S,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Take the token, which goes into the headers and is kept nowhere else."""
        self.connection = connection
        self.clock = clock or SystemClock(cancel)
        self.patience_s = patience_s
        self._cancel = cancel
        self._pace = Pace(self.clock)
        self._root: str | None = None
        self._http = httpx.Client(
            auth=httpx.BasicAuth(connection.email, token),
            headers={"accept": "application/json", "user-agent": f"milepost/{version('milepost')}"},
            timeout=TIMEOUT_S,
            follow_redirects=False,
            trust_env=not is_loopback(urlsplit(connection.base).hostname or ""),
            transport=transport,
        )

    def send(self, call: Call, again: Callable[[], Call] | None = None) -> Reply:
        """Send a request and return its answer.

        ``again`` is asked before each further try for what is to be sent then: much may have happened while it waited.
        Raises ``Rejected`` where Jira refuses it, ``Unknown`` where nobody knows what became of it, ``Unreachable``
        where Jira is not there, ``Parked`` where it has to wait for longer than a request may, ``Cancelled``.
        """
        tries = 0
        while True:
            self.check_cancel()
            if tries and again is not None:
                call = again()
            self._pace.before(call.touches if call.writes else ())
            tries += 1
            try:
                response = self._http.send(self._request(call))
            except httpx.RequestError as error:
                self._after_loss(call, error, tries)
                continue
            if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
                self._after_limit(response, tries)
            elif response.status_code >= 500:
                self._after_failure(call, response, tries)
            else:
                reply = self._reply(call, response, tries)
                if reply is not None:
                    return reply

    def check_cancel(self) -> None:
        """Raise ``Cancelled`` where the work is to end."""
        if self._cancel is not None and self._cancel.is_set():
            raise Cancelled

    def wait(self, seconds: float, reason: str) -> None:
        """Let time pass; raises ``Parked`` where it is more than this line has patience for."""
        if seconds > self.patience_s:
            raise Parked(self.clock.now() + timedelta(seconds=seconds), reason)
        self.clock.sleep(seconds)

    def _request(self, call: Call) -> httpx.Request:
        content = None if call.body is None else msgspec.json.encode(call.body)
        headers = {} if content is None else {"content-type": "application/json"}
        return self._http.build_request(
            call.method, self._base() + call.path, params=call.query or None, content=content, headers=headers
        )

    def _base(self) -> str:
        """Return what every path stands under: the site, or for a scoped token its place at the gateway."""
        if self._root is None:
            connection = self.connection
            if not connection.scoped:
                self._root = connection.base
            else:
                cloud_id = connection.cloud_id or self._cloud_id()
                self._root = f"{connection.gateway.strip().rstrip('/')}/ex/jira/{cloud_id}"
        return self._root

    def _cloud_id(self) -> str:
        """Ask the site for its id, which it tells everybody: without the token."""
        try:
            response = self._http.get(f"{self.connection.base}/_edge/tenant_info", auth=None)
            found = response.json().get("cloudId") if response.status_code == httpx.codes.OK else None
        except (httpx.RequestError, ValueError, AttributeError):
            found = None
        if not isinstance(found, str) or not found.replace("-", "").isalnum():
            raise Unreachable(
                f"{self.connection.base} does not tell its cloud id, which a scoped token needs; "
                "set cloud_id, from https://admin.atlassian.com, in the address of the site"
            )
        return found

    def _after_loss(self, call: Call, error: httpx.RequestError, tries: int) -> None:
        """Decide on a request without an answer: return where it may be sent again."""
        why = lost(error).reason
        if call.safety == "once" and not isinstance(error, UNSENT):
            raise Unknown(call, why) from error
        if tries >= TRIES:
            raise Unreachable(f"{self.connection.base} cannot be reached: {why}") from error
        self.clock.sleep(2 ** (tries - 1) / 2)

    def _after_limit(self, response: httpx.Response, tries: int) -> None:
        """Wait as Jira asks before the same may be sent again: what it refuses so, it has not begun."""
        wait = wait_of(response.headers, tries, self.clock.now())
        if wait.seconds > self.patience_s or tries >= TRIES:
            reason = "the quota of requests is used up" if wait.quota else f"Jira limits requests ({wait.reason})"
            raise Parked(self.clock.now() + timedelta(seconds=wait.seconds), reason)
        self.clock.sleep(wait.seconds)

    def _after_failure(self, call: Call, response: httpx.Response, tries: int) -> None:
        if call.safety == "once":
            raise Unknown(call, f"Jira answered {response.status_code}")
        wait = wait_of(response.headers, tries, self.clock.now())
        if tries >= TRIES:
            raise Unreachable(f"Jira answers {response.status_code} again and again")
        self.wait(wait.seconds, f"Jira answers {response.status_code}")

    def _reply(self, call: Call, response: httpx.Response, tries: int) -> Reply | None:
        """Return an answer; None where it makes no sense and the same may be asked again."""
        status, content = response.status_code, response.content
        body, sound = _decoded(content)
        if 300 <= status < 400:
            # Another address than the one that was judged: the token does not go there.
            raise Unreachable(f"{self.connection.base} sends elsewhere ({status}): is that the address of the site?")
        if status >= 400:
            raise (Denied if status == httpx.codes.UNAUTHORIZED else Rejected)(call, status, body)
        if sound:
            return Reply(status, body)
        if call.safety == "once":
            raise Unknown(call, "Jira answered with something that is no JSON")
        if tries >= TRIES:
            raise Unreachable(f"{self.connection.base} answers with something that is no JSON: is it a Jira?")
        self.clock.sleep(2 ** (tries - 1) / 2)
        return None

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Wire({self.connection.base!r})"


def _decoded(content: bytes) -> tuple[Any, bool]:
    """Return a decoded body and whether it was one; nothing at all is one."""
    if not content.strip():
        return None, True
    try:
        return msgspec.json.decode(content), True
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None, False


def _reasons(body: Any) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return why Jira refused: its messages, and those about fields."""
    if not isinstance(body, dict):
        return (), {}
    messages = body.get("errorMessages")
    fields = body.get("errors")
    said = [text for text in messages if isinstance(text, str)] if isinstance(messages, list) else []
    if isinstance(body.get("message"), str):
        said.append(body["message"])
    named = {str(name): str(text) for name, text in fields.items()} if isinstance(fields, dict) else {}
    return tuple(_brief(text) for text in said), {name: _brief(text) for name, text in named.items()}


def _brief(text: str) -> str:
    return " ".join(text.split())[:300]
