"""The service from Python: ``Client``, ``AsyncClient``, what they raise, and the types that travel to and fro.

Names are loaded when they are first used, so that the service and the command line can take the types alone.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clients.sdk.asynchronous import AsyncClient
    from clients.sdk.client import Client
    from clients.sdk.problems import (
        Conflict,
        ConnectionLost,
        Forbidden,
        Invalid,
        JobCancelled,
        JobFailed,
        MilepostError,
        NotFinished,
        NotFound,
        RateLimited,
        ServerError,
        Stale,
        Unauthorized,
    )
    from planner.explaining.questions import Question
    from planner.exploring.studies import StudyRequest
    from planner.plans import Plan
    from planner.request import PlanRequest

__all__ = [
    "AsyncClient",
    "Client",
    "Conflict",
    "ConnectionLost",
    "Forbidden",
    "Invalid",
    "JobCancelled",
    "JobFailed",
    "MilepostError",
    "NotFinished",
    "NotFound",
    "Plan",
    "PlanRequest",
    "Question",
    "RateLimited",
    "ServerError",
    "Stale",
    "StudyRequest",
    "Unauthorized",
]

_ROOMS = {
    "AsyncClient": "clients.sdk.asynchronous",
    "Client": "clients.sdk.client",
    "Plan": "planner.plans",
    "PlanRequest": "planner.request",
    "Question": "planner.explaining.questions",
    "StudyRequest": "planner.exploring.studies",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_ROOMS.get(name, "clients.sdk.problems")), name)
