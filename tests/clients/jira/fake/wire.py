"""What goes in and out of the fake: a request, a response, and the refusal that an operation raises.

They know nothing of httpx or sockets: the transport and the server translate.
"""

import base64
import json
from urllib.parse import parse_qs, urlsplit

import msgspec


class Request(msgspec.Struct, frozen=True):
    """One request as it arrived; header names in lower case, ``query`` decoded."""

    method: str
    path: str
    query: dict[str, list[str]] = {}
    headers: dict[str, str] = {}
    body: bytes = b""

    @classmethod
    def of(cls, method, url, body=None, credentials=("sync@example.com", "token")):
        """A request as a client would send it, for tests that go without one."""
        parts = urlsplit(url)
        headers = {"content-type": "application/json"} if body is not None else {}
        if credentials:
            headers["authorization"] = "Basic " + base64.b64encode(":".join(credentials).encode()).decode()
        text = b"" if body is None else json.dumps(body).encode()
        return cls(method, parts.path, parse_qs(parts.query, keep_blank_values=True), headers, text)

    @property
    def json(self):
        """The body decoded; None where there is none. Raises ValueError where it is not JSON."""
        return json.loads(self.body) if self.body else None


class Response(msgspec.Struct, frozen=True):
    """One answer; ``broken`` names how the connection failed instead, and then no other part is seen by the client."""

    status: int
    headers: dict[str, str] = {}
    body: bytes = b""
    broken: str | None = None

    @property
    def json(self):
        return json.loads(self.body) if self.body else None


class Refused(Exception):
    """Jira says no, in the form that it says it in."""

    def __init__(self, status, message=None, errors=None, headers=None):
        super().__init__(f"{status} {message or errors}")
        self.status = status
        self.messages = [message] if message else []
        self.errors = errors or {}
        self.headers = headers or {}

    @property
    def collection(self):
        return {"errorMessages": self.messages, "errors": self.errors}

    @property
    def response(self):
        return answered(self.status, self.collection, self.headers)


class Wrong(Exception):
    """One field holds what it may not; the text is what Jira says under the field's name."""

    def __init__(self, text, under=None):
        super().__init__(text)
        self.under = under


def answered(status, body=None, headers=None):
    """An answer in JSON, or an empty one."""
    content = {} if body is None else {"content-type": "application/json;charset=UTF-8"}
    text = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
    return Response(status, content | (headers or {}), text)
