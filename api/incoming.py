"""Requests as they come in: held against what their route says of itself, and read into what it needs.

``receive`` runs before every handler; the rest is called by handlers. Whatever cannot be used is told with its place
and what would be right, everything at once.
"""

import asyncio
import re
from collections.abc import Sequence
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from litestar import Request
from litestar.datastructures import Headers
from msgspec import Struct, inspect
from msgspec.structs import replace

from api.operation import CURSOR, OPERATION, Operation
from api.problems import MEDIA_TYPE, ApiProblem, not_found
from api.security import Caller, check_scope
from api.service import Service
from catalog.fault import Fault
from catalog.reading import read_json, walk
from catalog.shapes import options, shape
from catalog.suggestion import nearest

T = TypeVar("T")
Incoming = Request[Any, Any, Any]

CALLER, QUERY = "milepost.caller", "milepost.query"
MOST_WAIT_S = 60
LONGEST_KEY = 255
MOST_PARAMETERS = 50
_WAIT = re.compile(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,6})\"?(?:$|[,;\s])")
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_WORDS = {"true": True, "false": False}
_ADDRESSABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,199}")
_WEIGHT = re.compile(r"q\s*=\s*(\d(?:\.\d*)?)\s*$", re.IGNORECASE)
_ETAG = re.compile(r'(?:W/)?"[^"]*"')


class Page(Struct, frozen=True):
    """Which part of a list is asked for; ``listing`` is what its cursors are signed for."""

    limit: int
    after: str | None
    newest_first: bool
    listing: str


async def receive(request: Incoming) -> None:
    """Hold a request against its route: who calls, media types, query parameters. Raises ``ApiProblem``."""
    operation: Operation | None = request.route_handler.opt.get(OPERATION)
    if operation is None:
        return
    headers = request.headers
    if operation.scope is not None:
        await _admit(request, operation, headers)
    for name, value in request.scope["path_params"].items():
        # What no id looks like is not looked for: a database may choke on it.
        if isinstance(value, str) and not _ADDRESSABLE.fullmatch(value):
            raise not_found(f"{name.removesuffix('_id')} of this name")
    _check_accept(headers.get("accept"), operation)
    if request.scope["query_string"]:
        _check_query(request, operation)
    if operation.body is not None:
        _check_content_type(headers.get("content-type"), operation)
        _check_content_encoding(headers.get("content-encoding"))


async def _admit(request: Incoming, operation: Operation, headers: Headers) -> None:
    service: Service = request.app.state.service
    authorization = headers.get("authorization")
    door = service.door
    caller = door.remembered(authorization)
    if caller is None:
        caller = await asyncio.to_thread(door.admit, authorization)
    door.check_host(caller, headers.get("host", ""))
    check_scope(caller, operation.scope)
    service.rate.take(caller.key_id or caller.workspace)
    request.scope[CALLER] = caller  # type: ignore[literal-required]


def caller_of(request: Incoming) -> Caller:
    """Return who calls."""
    caller: Caller = request.scope[CALLER]  # type: ignore[literal-required]
    return caller


def _check_accept(accept: str | None, operation: Operation) -> None:
    if preferred(accept, (*operation.media_types, MEDIA_TYPE)) is None:
        raise not_acceptable(accept, operation.media_types)


def not_acceptable(accept: str | None, offered: Sequence[str]) -> ApiProblem:
    """Return the problem of an answer that can be had in none of the forms asked for."""
    return ApiProblem("not-acceptable", f"This answers as {' or '.join(offered)}, not as {(accept or '')[:100]}.")


def preferred(accept: str | None, offered: Sequence[str]) -> str | None:
    """Return which of the media types offered is asked for most, the first of several; None where none is."""
    if accept is None or accept == "*/*" or not accept.strip():
        return offered[0]
    wanted: dict[str, float] = {}
    for part in accept.split(","):
        media, _, parameters = part.partition(";")
        weight = _WEIGHT.search(parameters)
        wanted[media.strip().lower()] = min(1.0, float(weight[1])) if weight else 1.0

    def weight_of(media: str) -> float:
        # The most exact range that fits a form decides on it.
        name = media.partition(";")[0]
        ranges = (name, f"{name.partition('/')[0]}/*", "*/*", "*")
        return next((wanted[one] for one in ranges if one in wanted), 0.0)

    best = max(offered, key=weight_of)
    return best if weight_of(best) > 0 else None


def _check_content_type(content_type: str | None, operation: Operation) -> None:
    media = (content_type or "").partition(";")[0].strip().lower()
    charset = re.search(r"charset\s*=\s*\"?([\w-]+)", content_type or "")
    if media != operation.body_media_type or (charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii")):
        detail = (
            f"The body must be sent as {operation.body_media_type}, in UTF-8; it came as {media[:100] or 'nothing'}."
        )
        raise ApiProblem("unsupported-media-type", detail, headers={"Accept": operation.body_media_type})


def _check_content_encoding(encoding: str | None) -> None:
    # What a few compressed bytes may become cannot be told before it has.
    if encoding is not None and encoding.strip().lower() not in ("", "identity"):
        detail = f"The body must be sent as it is; it came encoded as {encoding[:100]}."
        raise ApiProblem("unsupported-media-type", detail, headers={"Accept-Encoding": "identity"})


def _check_query(request: Incoming, operation: Operation) -> None:
    service: Service = request.app.state.service
    known = {query.name: query for query in operation.query}
    values: dict[str, Any] = {query.name: query.default for query in operation.query}
    faults: list[Fault] = []
    given: set[str] = set()
    for name, text in _pairs(request.scope["query_string"]):
        at = f"?{name[:60]}"
        if name in given:
            faults.append(Fault(at, "repeated_parameter", f"{name[:60]} is given more than once.", "keep one of them"))
            continue
        given.add(name)
        if name not in known:
            few = f"one of {', '.join(known)}" if known else "leave it out"
            suggestion = nearest(name, known) or few
            faults.append(Fault(at, "unknown_parameter", f"The parameter {name[:60]} is not known here.", suggestion))
            continue
        walked = walk(_meant(text, known[name].type), known[name].type)
        if walked.faults:
            faults += [replace(fault, pointer=at) for fault in walked.faults]
        else:
            values[name] = walked.value
    most = service.settings.page_limit
    if "limit" in known and not 1 <= values["limit"] <= most:
        detail = f"limit is 1 to {most}; it is {values['limit']}."
        faults.append(Fault("?limit", "out_of_range", detail, str(most if values["limit"] > most else 1)))
    if faults:
        raise ApiProblem("bad-parameter", " ".join(fault.detail for fault in faults), tuple(faults))
    request.scope[QUERY] = values  # type: ignore[literal-required]


def _pairs(text: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except ValueError:
        detail = f"The query must be percent-encoded UTF-8, with at most {MOST_PARAMETERS} parameters."
        raise ApiProblem("bad-parameter", detail) from None


def _meant(text: str, type_: Any) -> str | int | bool:
    """Return what a text stands for where a parameter is a number or true or false, as it is written in JSON."""
    kinds = {type(option) for option in options(shape(type_))}
    if inspect.IntType in kinds and _WHOLE.fullmatch(text):
        return int(text)
    return _WORDS.get(text, text) if inspect.BoolType in kinds else text


def query_of(request: Incoming) -> dict[str, Any]:
    """Return the query parameters by name, with their defaults."""
    given: dict[str, Any] | None = request.scope.get(QUERY)  # type: ignore[assignment]
    return given or {query.name: query.default for query in request.route_handler.opt[OPERATION].query}


def page_of(request: Incoming) -> Page:
    """Return which part of the list is asked for."""
    service: Service = request.app.state.service
    query = query_of(request)
    others = sorted((name, value) for name, value in query.items() if name not in ("limit", CURSOR.name))
    listing = f"{caller_of(request).workspace} {request.url.path} {others}"
    after = service.place_of(query["cursor"], listing) if query["cursor"] else None
    return Page(query["limit"], after, query.get("sort") != "created_at", listing)


async def body_of(request: Incoming, type_: type[T], *, limit: int | None = None) -> T:
    """Read the body as a ``type_``: ``Refused`` with every fault."""
    service: Service = request.app.state.service
    most = limit or service.settings.max_body_bytes
    return await asyncio.to_thread(read_json, await bytes_of(request, limit=most), type_, limit=most)


async def bytes_of(request: Incoming, *, limit: int | None = None) -> bytes:
    """Read the body, once, and no further than ``limit`` bytes, which are ``max_body_bytes`` unless said.

    Raises ``ApiProblem`` where it is longer, before any of it is read where its length was announced.
    """
    service: Service = request.app.state.service
    most = limit or service.settings.max_body_bytes
    too_large = ApiProblem("too-large", f"The body may have {most:,} bytes at most.")
    if (request.content_length or 0) > most:
        raise too_large
    pieces, length = [], 0
    async for piece in request.stream():
        length += len(piece)
        if length > most:
            raise too_large
        pieces.append(piece)
    return b"".join(pieces)


def wait_of(request: Incoming) -> int | None:
    """Return how many seconds the caller would wait for a result, None where it would not."""
    found = _WAIT.search(request.headers.get("prefer", ""))
    return min(int(found[1]), MOST_WAIT_S) if found else None


def idempotency_key_of(request: Incoming) -> str | None:
    """Return the idempotency key, None where none was sent."""
    key = request.headers.get("idempotency-key")
    if key is not None and not (key.strip() and len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise ApiProblem("bad-parameter", f"Idempotency-Key must be 1 to {LONGEST_KEY} printable characters of ASCII.")
    return key


def is_known(request: Incoming, etag: str) -> bool:
    """Say whether the caller has this version already (If-None-Match)."""
    written = request.headers.get("if-none-match")
    if written is None:
        return False
    return written.strip() == "*" or etag in [one.removeprefix("W/") for one in _ETAG.findall(written)]


def version_of(request: Incoming) -> int:
    """Return the version that a change is meant for (If-Match); 428 where none is named, 412 where it cannot be."""
    written = request.headers.get("if-match")
    if written is None:
        raise ApiProblem("precondition-required", "Send If-Match with the ETag that you read.")
    found = re.fullmatch(r'\s*"(\d{1,9})"\s*', written)
    if found is None:
        raise ApiProblem("precondition-failed", f"There is no version {written[:40]}.")
    return int(found[1])
