"""Every way in which the service says no, as problem details (RFC 9457): one table of types, one form of answer.

Handlers raise ``ApiProblem``; errors of the domain know nothing of HTTP and are given their type here. The pages that
``type`` leads to are made of the same table (``api.documentation``).
"""

import logging
from collections.abc import Mapping

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from msgspec import Struct

from api.storage.database import Busy
from catalog.fault import Fault, Refused
from clients.sdk.types import Problem

MEDIA_TYPE = "application/problem+json"

log = logging.getLogger("milepost.api")


class ProblemType(Struct, frozen=True):
    """A kind of problem: its status, its constant title, and what its page says of it and of what to do."""

    status: int
    title: str
    meaning: str


TYPES: dict[str, ProblemType] = {
    "malformed-json": ProblemType(
        400, "Malformed JSON", "The body is not JSON in UTF-8. `errors` says at which line; mend it and send it again."
    ),
    "bad-parameter": ProblemType(
        400,
        "Bad parameter",
        "A query parameter or a header is not known here, or its value cannot be used. `errors` names each of them.",
    ),
    "bad-cursor": ProblemType(
        400, "Bad cursor", "The cursor was not made by this service for this list. Begin again without one."
    ),
    "unauthorized": ProblemType(
        401,
        "Unauthorized",
        "A key is needed and none was sent, or it is not known, expired or revoked. Send `Authorization: Bearer mp_…`.",
    ),
    "forbidden": ProblemType(
        403, "Forbidden", "The key does not have the scope that this needs. Ask for a key that has it."
    ),
    "not-found": ProblemType(
        404, "Not found", "Nothing of this workspace has this address. What another workspace owns is not found either."
    ),
    "method-not-allowed": ProblemType(
        405,
        "Method not allowed",
        "This address exists, but not for this method. Allow names those it knows.",
    ),
    "not-acceptable": ProblemType(
        406, "Not acceptable", "The service cannot answer in any of the media types that Accept names."
    ),
    "request-timeout": ProblemType(
        408,
        "Request timeout",
        "The body did not arrive in the time that there is for it, and the connection was closed. Send it again.",
    ),
    "conflict": ProblemType(
        409, "Conflict", "What was asked for does not fit with what is there. `detail` says how they differ."
    ),
    "plan-not-ready": ProblemType(
        409,
        "Plan not ready",
        "The plan is still being made. Follow its job, or ask again after the seconds that Retry-After names.",
    ),
    "plan-missing": ProblemType(
        409, "Plan missing", "The job ended without a plan: it failed, or it was cancelled before there was one."
    ),
    "plan-without-schedule": ProblemType(
        409,
        "Plan without a schedule",
        "The plan is infeasible, or none was found in time: there is nothing to write or to show.",
    ),
    "result-not-ready": ProblemType(
        409,
        "Result not ready",
        "The study or the comparison has no result yet, or ended without one. Follow its job, and ask again after it.",
    ),
    "without-chart": ProblemType(
        409, "Without a chart", "A study of this kind is told in figures; frontiers and tornados have a chart."
    ),
    "unknown-change-set": ProblemType(
        409,
        "Unknown change set",
        "No change set of this hash was shown, or another was since. Ask for a diff, look at it, and apply its hash.",
    ),
    "token-unreadable": ProblemType(
        409,
        "Token unreadable",
        "The token cannot be read, because the secret of the service has changed since it was set. Set it anew: PATCH "
        "the connection with `token`.",
    ),
    "jira-not-ready": ProblemType(
        409,
        "Jira not ready",
        "Nothing can be written to the project before what `errors` says was seen to. A preflight says it too.",
    ),
    "jira-denied": ProblemType(
        502, "Jira denied access", "Jira does not take the token (401): it is wrong, expired or revoked. Set it anew."
    ),
    "jira-refused": ProblemType(
        502, "Jira refused", "Jira refused what was asked of it, for the reason that `detail` repeats."
    ),
    "jira-unreachable": ProblemType(
        502,
        "Jira unreachable",
        "Jira did not answer, or what answered is no Jira. What was written before is known: ask for the same again.",
    ),
    "precondition-failed": ProblemType(
        412, "Precondition failed", "It was changed since it was read. Read it again, and repeat the change on that."
    ),
    "too-large": ProblemType(413, "Too large", "The body is longer than the service reads."),
    "unsupported-media-type": ProblemType(
        415, "Unsupported media type", "The body must be sent as the media type that the documentation names."
    ),
    "misdirected": ProblemType(
        421,
        "Misdirected request",
        "Without keys, the service answers only to the names of this machine (localhost, 127.0.0.1), so that no web "
        "page can reach it under another name.",
    ),
    "invalid-request": ProblemType(
        422,
        "Invalid request",
        "The body is JSON, but says what cannot be. `errors` holds everything that is wrong, each with a pointer "
        "(RFC 6901), a code, a sentence, and what would be right. A request that can be understood and not be met "
        "is no error: its plan has the status infeasible.",
    ),
    "idempotency-mismatch": ProblemType(
        422,
        "Idempotency key used before",
        "This idempotency key was sent with another request. Take a new key for a new request.",
    ),
    "precondition-required": ProblemType(
        428,
        "Precondition required",
        "Say which version you change: send If-Match with the ETag that you read.",
    ),
    "too-many-requests": ProblemType(
        429, "Too many requests", "The key has used up its requests for now. Wait as long as Retry-After says."
    ),
    "too-many-jobs": ProblemType(
        429,
        "Too many jobs",
        "The workspace has as many jobs at once as it may. Wait for one to end, or cancel one.",
    ),
    "internal-error": ProblemType(
        500, "Internal error", "A defect of the service, not of the request. The request id stands in its logs."
    ),
    "not-made": ProblemType(
        500,
        "Not made",
        "What makes charts and documents failed on this one, or took longer than it may. Ask for it in another form; "
        "the request id stands in the logs of the service.",
    ),
    "not-installed": ProblemType(
        501,
        "Not installed",
        "The service runs without the libraries that make this: `pip install '.[documents]'`.",
    ),
    "busy": ProblemType(
        503, "Busy", "The service or its database is in use by as many as it bears. Ask again after Retry-After."
    ),
    "worker-lost": ProblemType(
        500,
        "Worker lost",
        "The process that worked on a job ended early as often as is allowed. Ask again.",
    ),
    "sync-defect": ProblemType(500, "Sync defect", "A sync with Jira failed: a defect of Milepost. Ask again."),
    "planner-defect": ProblemType(500, "Planner defect", "The planner failed on a request: a defect of Milepost."),
    "request-refused": ProblemType(
        422,
        "Request refused",
        "What was accepted can no longer be planned, answered or synced: its catalog or what is allowed has changed.",
    ),
}


class ApiProblem(Exception):
    """A request that is not carried out, for a reason that its sender can do something about."""

    def __init__(
        self, slug: str, detail: str, errors: tuple[Fault, ...] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.slug, self.detail, self.errors, self.headers = slug, detail, errors, dict(headers or {})


def not_found(what: str) -> ApiProblem:
    """Return the problem of something that this workspace does not have."""
    return ApiProblem("not-found", f"There is no {what}.")


def invalid(faults: tuple[Fault, ...]) -> ApiProblem:
    """Return the problem of a body with faults: no JSON at all, or JSON that says what cannot be."""
    malformed = {"not_json", "not_utf8", "too_deep"}
    if faults and all(fault.code in malformed for fault in faults):
        return ApiProblem("malformed-json", faults[0].detail, faults)
    if faults and faults[0].code == "too_large":
        return ApiProblem("too-large", faults[0].detail, faults)
    count = f"{len(faults)} things" if len(faults) > 1 else "One thing"
    return ApiProblem("invalid-request", f"{count} in the body cannot be: see errors.", faults)


def encoded(slug: str, detail: str, instance: str, request_id: str, errors: tuple[Fault, ...] = ()) -> bytes:
    """Return a problem as it is sent."""
    kind = TYPES[slug]
    problem = Problem(f"/v1/problems/{slug}", kind.title, kind.status, detail, instance, request_id, errors)
    return msgspec.json.encode(problem)


def of_exception(error: Exception) -> ApiProblem:
    """Return an exception as a problem; what is not known is an internal error, and is logged."""
    problem = ApiProblem("internal-error", "The service failed on this request. The request id stands in its logs.")
    match error:
        case ApiProblem():
            problem = error
        case Refused():
            problem = invalid(error.faults)
        case Busy():
            problem = ApiProblem("busy", str(error), headers={"Retry-After": "1"})
        case HTTPException():
            problem = _of_status(error) or problem
    return problem


def _of_status(error: HTTPException) -> ApiProblem | None:
    """Return what Litestar itself refused; None for what is a defect."""
    if error.status_code == 405:
        allowed = {method for names in (error.headers or {}).values() for method in names.split(", ")}
        known_here = ", ".join(sorted(allowed | ({"HEAD"} if "GET" in allowed else set())))
        detail = f"This address does not know this method, but {known_here}."
        return ApiProblem("method-not-allowed", detail, headers={"Allow": known_here})
    known = {404: ("not-found", "There is nothing at this address."), 413: ("too-large", "The body is too long.")}
    if error.status_code in known:
        return ApiProblem(*known[error.status_code])
    if 400 <= error.status_code < 500:
        return ApiProblem("bad-parameter", error.detail or "The request cannot be read.")
    return None


def answer(request: Request, error: Exception) -> Response[bytes]:  # type: ignore[type-arg]
    """Answer a request that raised: the exception handler of the application."""
    problem = of_exception(error)
    request_id = request.scope.get("request_id", "")
    if problem.slug == "internal-error":
        log.error("request failed", exc_info=error, extra={"request_id": request_id, "path": request.url.path})
    headers = {"Cache-Control": "no-store", **problem.headers}
    if problem.slug == "unauthorized":
        headers["WWW-Authenticate"] = 'Bearer realm="milepost"'
    return Response(
        encoded(problem.slug, problem.detail, request.url.path, str(request_id), problem.errors),
        status_code=TYPES[problem.slug].status,
        media_type=MEDIA_TYPE,
        headers=headers,
    )
