"""Why a job failed, as a problem in the form of every other: what its worker stores and its readers are shown."""

import msgspec

from catalog.fault import Fault
from clients.sdk.types import Problem

LOST = "The process that worked on it ended early, again and again. Ask again, or for less at once."
DEFECT = "The planner failed on this request. This is a defect of Milepost, not of the request."
SYNC_DEFECT = (
    "The sync failed. This is a defect of Milepost, not of the request. What was written to Jira is known; ask again."
)
OF_SYNCS = {
    "conflict": (409, "Conflict"),
    "jira-denied": (502, "Jira denied access"),
    "jira-not-ready": (409, "Jira not ready"),
    "jira-refused": (502, "Jira refused"),
    "jira-unreachable": (502, "Jira unreachable"),
    "token-unreadable": (409, "Token unreadable"),
    "unknown-change-set": (409, "Unknown change set"),
}
"""Why a sync may fail: the status and the title of each problem."""


def sync_failure(slug: str, detail: str, job_id: str, errors: tuple[Fault, ...] = ()) -> bytes:
    """Return why a sync failed, as an encoded problem; ``slug`` is one of ``OF_SYNCS``."""
    status, title = OF_SYNCS[slug]
    return failure(slug, title, detail, job_id, errors, status)


def failure(
    slug: str, title: str, detail: str, job_id: str, errors: tuple[Fault, ...] = (), status: int | None = None
) -> bytes:
    """Return an encoded problem; ``slug`` is its page under ``/v1/problems``."""
    problem = Problem(
        type=f"/v1/problems/{slug}",
        title=title,
        status=status or (422 if errors else 500),
        detail=detail,
        instance=f"/v1/jobs/{job_id}",
        request_id=job_id,
        errors=errors,
    )
    return msgspec.json.encode(problem)


def lost() -> bytes:
    """Return why a job is given up whose workers ended early as often as is allowed."""
    return failure("worker-lost", "Worker lost", LOST, "")
