"""One request and its answer, as steps that whoever owns a connection carries out: the core that both clients share.

A piece of work is a generator. It yields ``Step``s, is sent what came of each, and returns its result; it never opens
a connection, waits or knows whether it is driven by ``Client`` or by ``AsyncClient``. Retries, and the making of
exceptions out of answers, are here and nowhere else.
"""

import random
import uuid
from collections.abc import Awaitable, Generator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Generic, NamedTuple, Protocol, TypeAlias, TypeVar
from urllib.parse import quote

import msgspec
from msgspec import Struct

from clients.sdk.problems import ConnectionLost, Refusal, ServerError, refusal
from clients.sdk.types import Problem

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 8.0
# A service that asks for more patience than this gets an exception: whoever called decides whether to wait.
MOST_PATIENCE_S = 60.0
# Answers that say that nothing was done, and those of somebody between who cannot know.
NOT_DONE, IN_DOUBT = (429, 503), (502, 504)
REPEATABLE = ("GET", "PUT", "DELETE")


class Ask(NamedTuple):
    """Send a request; sent back: an ``Answer`` or a ``Lost``. ``stream`` leaves a 200 open, to be listened to."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    content: bytes | None = None
    stream: bool = False
    # Seconds of silence after which it counts as lost; None for the client's own.
    silence_s: float | None = None


class Listen(NamedTuple):
    """Wait for more of the stream that is open; sent back: bytes, None at its end, or a ``Lost``."""


class Pause(NamedTuple):
    """Wait."""

    seconds: float


class Await(NamedTuple):
    """Await what a caller's asynchronous callback returned."""

    awaitable: Awaitable[object]


class Emit(NamedTuple, Generic[T]):
    """Hand out one value of many."""

    value: T


class Answer(NamedTuple):
    """What came back; ``headers`` in lower case, ``content`` empty where the stream is open."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Lost(NamedTuple):
    """There was no answer; ``unsent`` where the request never reached the service."""

    reason: str
    unsent: bool


Step: TypeAlias = Ask | Listen | Pause | Await
Steps: TypeAlias = Generator[Step, Any, T]
Emission: TypeAlias = Generator[Step | Emit[T], Any, None]


class Page(Protocol[T_co]):
    """Some of many: every page of the service's lists."""

    @property
    def items(self) -> tuple[T_co, ...]:
        """What is on it."""

    @property
    def next(self) -> str | None:
        """Where the list goes on."""


class Policy(Struct, frozen=True):
    """How often to try again, and how the service is called in messages."""

    retries: int
    server: str


def address(collection: str, name: str, *further: str) -> str:
    """Return the path of one thing, named by its id or by its whole address; an id never leads anywhere else."""
    own = name.removeprefix(f"/v1/{collection}/")
    parts = [own, *further]
    if any(part in ("", ".", "..") for part in parts):
        raise ValueError(f"{name!r} is no id of one of the {collection}.")
    return "/".join([f"/v1/{collection}", *(quote(part, safe="@") for part in parts)])


def ask(
    method: str,
    path: str,
    *,
    query: Mapping[str, object] | None = None,
    body: object = None,
    headers: Mapping[str, str] | None = None,
    idempotency_key: str | None = None,
) -> Ask:
    """Return a request; a POST gets a key of its own, so that it can be repeated without being done twice."""
    named = {"accept": "application/json, application/problem+json", **(headers or {})}
    content = None
    if body is not None:
        named.setdefault("content-type", "application/json")
        content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    if method == "POST":
        named["idempotency-key"] = idempotency_key or uuid.uuid4().hex
    return Ask(method, path, written(query), named, content)


def written(query: Mapping[str, object] | None) -> dict[str, str]:
    """Return query parameters as text, without those that are None."""
    words = {True: "true", False: "false"}
    return {
        name: words[value] if isinstance(value, bool) else str(value)
        for name, value in (query or {}).items()
        if value is not None
    }


def exchange(policy: Policy, request: Ask) -> Steps[Answer]:
    """Send a request until it is answered; return an answer that is a success.

    Raises ``ConnectionLost`` where there is no answer after all retries, and the exception of any other answer.
    """
    tried = 0
    while True:
        outcome: Answer | Lost = yield request
        if isinstance(outcome, Answer) and 200 <= outcome.status < 300:
            return outcome
        if tried and request.method == "DELETE" and isinstance(outcome, Answer) and outcome.status == 404:
            return outcome  # an earlier try did it, and its answer was lost
        pause = patience(policy, request, outcome, tried)
        if pause is None:
            raise failure(policy, request, outcome)
        yield Pause(pause)
        tried += 1


def patience(policy: Policy, request: Ask, outcome: Answer | Lost, tried: int) -> float | None:
    """Return after how many seconds to try again, None for not at all."""
    if tried >= policy.retries:
        return None
    if isinstance(outcome, Lost):
        return backed_off(tried) if outcome.unsent or repeatable(request) else None
    asked = retry_after(outcome)
    # The service is still at the first sending of this very POST.
    at_work = outcome.status == 409 and request.method == "POST" and asked is not None
    in_doubt = outcome.status in IN_DOUBT and repeatable(request)
    if not (at_work or in_doubt or outcome.status in NOT_DONE):
        return None
    if asked is None:
        return backed_off(tried)
    return None if asked > MOST_PATIENCE_S else asked + random.uniform(0, FIRST_PAUSE_S)


def repeatable(request: Ask) -> bool:
    """Say whether a request may be sent twice and be done once.

    A change that names the version it was made on is not: the second would find the version of the first.
    """
    if "if-match" in request.headers:
        return False
    return request.method in REPEATABLE or "idempotency-key" in request.headers


def backed_off(tried: int) -> float:
    """Return a pause that doubles from try to try, half of it by chance, so that many clients do not come at once."""
    longest = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0**tried)
    return random.uniform(longest / 2, longest)


def retry_after(answer: Answer) -> float | None:
    """Return the seconds that an answer asks to wait, None where it says nothing that can be read."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return float(said)
    try:
        when = parsedate_to_datetime(said)
    except (TypeError, ValueError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def failure(policy: Policy, request: Ask, outcome: Answer | Lost) -> ConnectionLost | Refusal:
    """Return the exception of an answer that is no success, or of none."""
    if isinstance(outcome, Lost):
        unknown = "" if outcome.unsent or request.method == "GET" else " Whether it was carried out is not known."
        return ConnectionLost(f"The server at {policy.server} does not answer: {outcome.reason}.{unknown}")
    problem = None
    if "json" in outcome.headers.get("content-type", ""):
        # What cannot be read is of somebody between: its status must do.
        with suppress(msgspec.MsgspecError, UnicodeDecodeError):
            problem = msgspec.json.decode(outcome.content, type=Problem)
    otherwise = f"The server at {policy.server} answered {request.method} {request.path} with {outcome.status}"
    if 300 <= outcome.status < 400 and "location" in outcome.headers:
        otherwise += ", which leads elsewhere: give the address that it leads to"
    return refusal(outcome.status, problem, f"{otherwise}.", retry_after(outcome))


def decoded(policy: Policy, answer: Answer, type_: type[T]) -> T:
    """Return the content of an answer; ``ServerError`` where it is not of the type that the service sends."""
    try:
        return msgspec.json.decode(answer.content, type=type_)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        message = (
            f"What the server at {policy.server} sent cannot be read as {type_.__name__} ({error}): either it is no "
            "Milepost server, or its version and this client's are far apart."
        )
        raise ServerError(message, answer.status) from None


def get(policy: Policy, path: str, type_: type[T], **query: object) -> Steps[T]:
    """Read one thing."""
    answer = yield from exchange(policy, ask("GET", path, query=query))
    return decoded(policy, answer, type_)


def walk(policy: Policy, path: str, type_: type[Page[T]], **query: object) -> Emission[T]:
    """Read a list page by page, each only once it is needed."""
    cursor: str | None = None
    while True:
        page = yield from get(policy, path, type_, **query, cursor=cursor)
        for item in page.items:
            yield Emit(item)
        if page.next is None:
            return
        cursor = page.next
