"""What a route says of itself, once: who may call it, what it takes, what it answers. Checks and documents read it.

Routes put an ``Operation`` into their handler's ``opt``; ``api.incoming`` holds requests against it, ``api.openapi``
describes it.
"""

from typing import Any, Literal

from msgspec import Struct, field

from clients.sdk.types import Scope

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
EVENTS = "text/event-stream"
OPERATION = "operation"

# What any route may answer, and what any route with a key may.
ALWAYS = ("bad-parameter", "not-acceptable", "internal-error", "busy")
GUARDED = ("unauthorized", "forbidden", "misdirected", "too-many-requests")


class Query(Struct, frozen=True):
    """A query parameter: ``type`` is what its text is converted to, ``default`` what counts where it is not given."""

    name: str
    type: Any
    description: str
    default: Any = None


class Header(Struct, frozen=True):
    """A header that a route heeds."""

    name: str
    description: str
    example: str


class Answer(Struct, frozen=True):
    """What a route answers when it carries a request out; no ``type``: no body.

    ``one_of`` names the types, or null, of which one stands in a field that its type leaves open; ``others`` are the
    further media types in which it can be had, each with an example.
    """

    description: str
    type: Any = None
    example: Any = None
    media_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    one_of: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)


class Operation(Struct, frozen=True, kw_only=True):
    """A route, described."""

    id: str
    tag: str
    summary: str
    description: str
    answers: dict[int, Answer]
    scope: Scope | None = None
    query: tuple[Query, ...] = ()
    headers: tuple[Header, ...] = ()
    body: Any = None
    body_example: Any = None
    body_media_type: str = JSON
    problems: tuple[str, ...] = ()

    @property
    def every_problem(self) -> tuple[str, ...]:
        """Every problem that it may answer."""
        of_bodies = ("malformed-json", "too-large", "request-timeout", "unsupported-media-type", "invalid-request")
        body = of_bodies if self.body else ()
        guarded = GUARDED if self.scope else ()
        return (*dict.fromkeys((*self.problems, *body, *guarded, *ALWAYS)),)

    @property
    def media_types(self) -> tuple[str, ...]:
        """Every media type in which it answers when all is well."""
        return (*dict.fromkeys(m for answer in self.answers.values() for m in (answer.media_type, *answer.others)),)


LIMIT = Query("limit", int, "How many entries at most: 1 to 100.", 20)
CURSOR = Query("cursor", str, "The `next` of the page before.")
SORT = Query("sort", Literal["-created_at", "created_at"], "Newest first, or oldest.", "-created_at")
LISTED = (LIMIT, CURSOR, SORT)
IF_NONE_MATCH = Header("If-None-Match", "An ETag that was read: 304 where it is still that.", '"89071783f97d0f7b"')
IF_MATCH = Header("If-Match", "The ETag of the version to change; 412 where it is not that any more.", '"1"')
IDEMPOTENCY_KEY = Header(
    "Idempotency-Key",
    "A text of your own for this request: sent again with the same body, nothing is done twice.",
    "8f14e45f-ceea-4a7b-9d3c-1c1f2a9b5e10",
)
PREFER = Header("Prefer", "`wait=N`: wait up to N seconds (at most 60) for the result.", "wait=30")
