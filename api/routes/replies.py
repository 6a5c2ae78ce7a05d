"""Answers in the forms that all routes share: JSON as bytes, lists with a link to what follows, ETags."""

import hashlib
from collections.abc import Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec
from litestar import Response
from litestar.types import HTTPResponseBodyEvent, HTTPResponseStartEvent, Receive, Scope, Send

from api.incoming import Incoming, is_known
from api.once import Made
from api.operation import JSON

PRIVATE = "private, no-cache"
Entry = TypeVar("Entry")

Reply = Response[bytes]


def reply(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    """Answer with a value as JSON."""
    return encoded(msgspec.json.encode(value), status, headers)


def encoded(document: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    """Answer with JSON that is encoded already."""
    return Response(
        document, status_code=status, media_type=JSON, headers={"Cache-Control": PRIVATE, **(headers or {})}
    )


class Document:
    """An answer that is ready to be sent: what is read often goes out with the least to do for it."""

    def __init__(self, document: bytes, etag: str, *, known: bool = False) -> None:
        """Make the answer; ``known``: the caller has it, and is told so."""
        status, body = (304, b"") if known else (200, document)
        headers = [(b"etag", etag.encode()), (b"cache-control", PRIVATE.encode())]
        if not known:
            headers += [(b"content-type", JSON.encode()), (b"content-length", str(len(body)).encode())]
        self._start: HTTPResponseStartEvent = {"type": "http.response.start", "status": status, "headers": headers}
        self._body: HTTPResponseBodyEvent = {"type": "http.response.body", "body": body, "more_body": False}

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send it, as ASGI has it."""
        await send(self._start)
        await send(self._body)


def as_sent(value: Any) -> tuple[bytes, str]:
    """Return a value as it is sent, with its ETag."""
    document = msgspec.json.encode(value)
    return document, f'"{hashlib.sha256(document).hexdigest()[:32]}"'


def versioned(request: Incoming, document: bytes, etag: str) -> Reply:
    """Answer with a document and its ETag, or with 304 where the caller has it."""
    headers = {"ETag": etag, "Cache-Control": PRIVATE}
    if is_known(request, etag):
        return Response(b"", status_code=304, media_type=JSON, headers=headers)
    return Response(document, media_type=JSON, headers=headers)


def listed(request: Incoming, page: Any) -> Reply:
    """Answer with a page; ``Link`` leads to the next one."""
    headers = {}
    if page.next is not None:
        given = {name: value for name, value in request.query_params.items() if name != "cursor"}
        headers["Link"] = f'<{request.url.path}?{urlencode(given | {"cursor": page.next})}>; rel="next"'
    return reply(page, headers=headers)


def part_of(entries: Sequence[Entry], after: str | None, limit: int) -> tuple[tuple[Entry, ...], str | None]:
    """Return at most ``limit`` entries of a list that never changes, and the place to go on after, None at its end.

    A place is how many entries went before it; ``after`` is one, None at the beginning.
    """
    start = int(after) if after else 0
    end = start + limit
    return tuple(entries[start:end]), str(end) if end < len(entries) else None


def made(of: Made, headers: dict[str, str] | None = None) -> Reply:
    """Answer with what a POST came to."""
    said = {"Location": of.location} if of.location else {}
    said |= {"Idempotent-Replayed": "true"} if of.replayed else {}
    return encoded(of.document, of.status, said | (headers or {}))


def gone() -> Reply:
    """Answer that there is nothing (more) to say."""
    return Response(b"", status_code=204)
