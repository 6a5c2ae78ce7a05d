"""What can go wrong between a program and the service, as exceptions whose message is a sentence.

Everything that the SDK raises of its own accord is a ``MilepostError``; the kinds follow what a caller can do about
it. None of them ever holds the key.
"""

from catalog.fault import Fault
from clients.sdk.types import Job, Problem

MOST_TOLD = 5


class MilepostError(Exception):
    """Something went wrong; ``problem`` is what the service said of it, None where it said nothing."""

    def __init__(self, message: str, problem: Problem | None = None) -> None:
        super().__init__(message)
        self.problem = problem


class Refusal(MilepostError):
    """The service said no; ``status`` is the status of its answer."""

    def __init__(self, message: str, status: int, problem: Problem | None = None) -> None:
        super().__init__(message, problem)
        self.status = status


class Invalid(Refusal):
    """What was sent says what cannot be; ``errors`` holds everything that is wrong with it, each with its place."""

    @property
    def errors(self) -> tuple[Fault, ...]:
        """Everything that is wrong, in the order of what was sent."""
        return self.problem.errors if self.problem else ()


class Unauthorized(Refusal):
    """A key is needed, and none was sent, or one that is not known, expired or revoked."""


class Forbidden(Refusal):
    """The key does not have the scope that this needs."""


class NotFound(Refusal):
    """The workspace of the key has nothing of this name."""


class Conflict(Refusal):
    """What was asked for does not fit with what is there."""


class Stale(Conflict):
    """It was changed since it was read; read it again, and repeat the change on that."""


class RateLimited(Refusal):
    """Too much was asked for at once; ``retry_after`` says after how many seconds to ask again, if it was said."""

    def __init__(
        self, message: str, status: int, problem: Problem | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message, status, problem)
        self.retry_after = retry_after


class ServerError(Refusal):
    """The service failed, or what answered is not the service."""


class ConnectionLost(MilepostError):
    """The service could not be reached, or fell silent before it had answered."""


class JobError(MilepostError):
    """A job did not come to what was waited for; ``job`` is how it stands."""

    def __init__(self, message: str, job: Job) -> None:
        super().__init__(message, job.error)
        self.job = job


class NotFinished(JobError):
    """The seconds that were to be waited have passed, and the job is still at work."""


class JobFailed(JobError):
    """The job ended without an answer."""


class JobCancelled(JobError):
    """The job was cancelled before it had an answer."""


_BY_STATUS: dict[int, type[Refusal]] = {
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    410: NotFound,
    412: Stale,
    429: RateLimited,
}


def refusal(status: int, problem: Problem | None, otherwise: str, retry_after: float | None = None) -> Refusal:
    """Return the exception of an answer that is no success; ``otherwise`` is its message where there is no problem."""
    message = told(problem) if problem else otherwise
    if status == 429:
        return RateLimited(message, status, problem, retry_after)
    if status not in _BY_STATUS and 400 <= status < 500:
        return Invalid(message, status, problem)
    return _BY_STATUS.get(status, ServerError)(message, status, problem)


def told(problem: Problem) -> str:
    """Return a problem in words: its detail, and the first of its errors."""
    told_apart = [fault for fault in problem.errors if fault.detail != problem.detail]
    lines = [f"{fault.pointer}: {fault.detail}" if fault.pointer else fault.detail for fault in told_apart]
    more = len(lines) - MOST_TOLD
    return " ".join([problem.detail or problem.title, *lines[:MOST_TOLD], *([f"{more} more."] if more > 0 else [])])
