"""Why a job failed, as a problem in the form of every other: what its worker stores and its readers are shown."""

import msgspec

from catalog.fault import Fault
from clients.sdk.types import Problem

LOST = "The process that worked on it ended early, again and again. Ask again, or for less at once."
DEFECT = "The planner failed on this request. This is a defect of Milepost, not of the request."


def failure(slug: str, title: str, detail: str, job_id: str, errors: tuple[Fault, ...] = ()) -> bytes:
    """Return an encoded problem; ``slug`` is its page under ``/v1/problems``."""
    problem = Problem(
        type=f"/v1/problems/{slug}",
        title=title,
        status=422 if errors else 500,
        detail=detail,
        instance=f"/v1/jobs/{job_id}",
        request_id=job_id,
        errors=errors,
    )
    return msgspec.json.encode(problem)


def lost() -> bytes:
    """Return why a job is given up whose workers ended early as often as is allowed."""
    return failure("worker-lost", "Worker lost", LOST, "")
