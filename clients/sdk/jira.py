"""Jira over the service: connections, and what is asked of them, from the question to what it came to.

Steps of the kind of ``clients.sdk.exchange``, carried by both clients. What is asked is done by a job, which is
followed to its end as those of ``clients.sdk.making`` are.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from clients.jira.changes import ChangeSet, Take
from clients.jira.pulling import Pulled
from clients.jira.sync import Outcome
from clients.sdk.exchange import Ask, Emission, Policy, Steps, address, ask, decoded, exchange, get, walk
from clients.sdk.following import OnProgress
from clients.sdk.jira_types import (
    RESULTS,
    Action,
    JiraAudit,
    JiraAuditPage,
    JiraConnection,
    JiraConnectionChange,
    JiraConnectionPage,
    JiraRun,
    JiraRunPage,
    JiraRunSummary,
    NewJiraConnection,
    Preflight,
)
from clients.sdk.making import begun, failed
from clients.sdk.problems import JobCancelled, Stale
from clients.sdk.types import Job

T = TypeVar("T")

MOST_CHANGES = 5
CONNECTIONS, RUNS = "jira/connections", "jira/runs"
MERGE_PATCH = "application/merge-patch+json"


# Connections


def create_connection(
    policy: Policy, connection: NewJiraConnection | Mapping[str, Any], *, idempotency_key: str | None = None
) -> Steps[JiraConnection]:
    """Connect to a project of Jira: ``name``, ``site``, ``email``, ``project``, ``token``, and how plans become issues.

    The token is sealed by the service, which shows it to nobody again. Raises ``Invalid`` with every fault.
    """
    sent = ask("POST", f"/v1/{CONNECTIONS}", body=connection, idempotency_key=idempotency_key)
    return decoded(policy, (yield from exchange(policy, sent)), JiraConnection)


def get_connection(policy: Policy, connection: str) -> Steps[JiraConnection]:
    """Return a connection, without its token."""
    return (yield from get(policy, address(CONNECTIONS, connection), JiraConnection))


def list_connections(policy: Policy, *, page_size: int | None = None) -> Emission[JiraConnection]:
    """Go through the connections, newest first."""
    yield from walk(policy, f"/v1/{CONNECTIONS}", JiraConnectionPage, limit=page_size)


def update_connection(
    policy: Policy, connection: JiraConnection | str, change: JiraConnectionChange | Mapping[str, Any]
) -> Steps[JiraConnection]:
    """Change what a merge patch names, the token among it, and return the connection as it is then.

    Of a ``JiraConnection``, the version that you hold is changed: ``Stale`` where another change came between. Of an
    id, whatever version there is.
    """
    if isinstance(connection, JiraConnection):
        return (yield from _changed(policy, connection, change))
    for _ in range(MOST_CHANGES):
        there = yield from get_connection(policy, connection)
        try:
            return (yield from _changed(policy, there, change))
        except Stale:
            continue
    there = yield from get_connection(policy, connection)
    return (yield from _changed(policy, there, change))


def _changed(
    policy: Policy, before: JiraConnection, change: JiraConnectionChange | Mapping[str, Any]
) -> Steps[JiraConnection]:
    headers = {"if-match": f'"{before.version}"', "content-type": MERGE_PATCH}
    sent = ask("PATCH", address(CONNECTIONS, before.id), body=change, headers=headers)
    return decoded(policy, (yield from exchange(policy, sent)), JiraConnection)


def delete_connection(policy: Policy, connection: JiraConnection | str) -> Steps[None]:
    """Delete a connection with all that is known over it; the issues stay. ``Conflict`` while a job is at work on it.

    The version that you hold, or, of an id, whatever version there is.
    """
    name, headers = (
        (connection.id, {"if-match": f'"{connection.version}"'})
        if isinstance(connection, JiraConnection)
        else (connection, {})
    )
    yield from exchange(policy, ask("DELETE", address(CONNECTIONS, name), headers=headers))


# What is asked of them


def preflight(
    policy: Policy,
    connection: str,
    plan: str | None = None,
    *,
    wait: bool | float = True,
    idempotency_key: str | None = None,
) -> Steps[Preflight | Job]:
    """Find out what can be written to a project, and wait: without end (True), so many seconds, or not at all (False).

    With a plan, by its id, it is said what of that would be missing. Raises ``JobFailed`` where Jira cannot be asked,
    ``NotFinished``, ``JobCancelled``.
    """
    body = {} if plan is None else {"plan": _id_of(plan)}
    sent = ask("POST", address(CONNECTIONS, connection, "preflight"), body=body, idempotency_key=idempotency_key)
    return (yield from _waited(policy, sent, wait, Preflight, "The project could not be judged.", None))


def diff(
    policy: Policy,
    plan: str,
    connection: str,
    *,
    roadmap: str | None = None,
    settled: Mapping[str, Take] | None = None,
    wait: bool | float = True,
    idempotency_key: str | None = None,
) -> Steps[ChangeSet | Job]:
    """Return what an apply would do, with its hash; nothing is written.

    ``settled`` says for changes, by their ids, who wins: ``plan`` or ``jira``. Waits and raises as ``preflight`` does.
    """
    body = {"connection": _id_of(connection), "settled": settled or {}}
    body |= {} if roadmap is None else {"roadmap": roadmap}
    sent = _of_plan(plan, "diff", body, idempotency_key)
    return (yield from _waited(policy, sent, wait, ChangeSet, "Plan and Jira could not be compared.", None))


def apply(
    policy: Policy,
    plan: str,
    connection: str,
    hash: str,  # noqa: A002 it is what a change set calls it
    *,
    wait: bool | float = True,
    on_progress: OnProgress | None = None,
    idempotency_key: str | None = None,
) -> Steps[Outcome | Job]:
    """Do exactly what the change set of this hash says, and return the outcome: ``refused`` where something has moved.

    Asked again after whatever cut it short, it goes on, and nothing is done twice. ``on_progress`` is told how many
    requests are done (``value``) of how many (``bound``). Raises ``Conflict`` where no such change set was shown, and
    what ``preflight`` raises.
    """
    sent = _of_plan(plan, "apply", {"connection": _id_of(connection), "hash": hash}, idempotency_key)
    return (yield from _waited(policy, sent, wait, Outcome, "The change set could not be applied.", on_progress))


def pull(
    policy: Policy,
    plan: str,
    connection: str,
    *,
    full: bool = False,
    roadmap: str | None = None,
    wait: bool | float = True,
    idempotency_key: str | None = None,
) -> Steps[Pulled | Job]:
    """Return what happened in Jira to the issues of a plan: since the last pull, or with ``full`` altogether.

    Waits and raises as ``preflight`` does.
    """
    body: dict[str, object] = {"connection": _id_of(connection), "full": full}
    body |= {} if roadmap is None else {"roadmap": roadmap}
    sent = _of_plan(plan, "pull", body, idempotency_key)
    return (yield from _waited(policy, sent, wait, Pulled, "Jira could not be read.", None))


def get_run(policy: Policy, run: str) -> Steps[JiraRun[Any]]:
    """Return what was asked by its id or its address (``job.subject``), with its result, None where there is none."""
    answer = yield from exchange(policy, ask("GET", address(RUNS, run)))
    action: Action = decoded(policy, answer, JiraRun[Any]).action
    whole: type[JiraRun[Any]] = JiraRun[RESULTS[action]]  # type: ignore[valid-type]
    return decoded(policy, answer, whole)


def list_runs(
    policy: Policy,
    *,
    connection: str | None = None,
    plan: str | None = None,
    oldest_first: bool = False,
    page_size: int | None = None,
) -> Emission[JiraRunSummary]:
    """Go through what was asked, newest first, as summaries."""
    filters = {"connection": connection and _id_of(connection), "plan": plan and _id_of(plan)}
    sort = "created_at" if oldest_first else None
    yield from walk(policy, f"/v1/{RUNS}", JiraRunPage, **filters, sort=sort, limit=page_size)


def audit(
    policy: Policy, connection: str, *, after: int | None = None, page_size: int | None = None
) -> Emission[JiraAudit]:
    """Go through what was written over a connection, oldest first, from the row that follows number ``after``."""
    yield from walk(policy, address(CONNECTIONS, connection, "audit"), JiraAuditPage, after=after, limit=page_size)


def _of_plan(plan: str, action: Action, body: Mapping[str, object], idempotency_key: str | None) -> Ask:
    return ask("POST", address("plans", plan, "jira", action), body=body, idempotency_key=idempotency_key)


def _id_of(name: str) -> str:
    """Return the id of what is named by it or by its address."""
    return name.rpartition("/")[2]


def _waited(
    policy: Policy, sent: Ask, wait: bool | float, type_: type[T], sorry: str, on_progress: OnProgress | None
) -> Steps[T | Job]:
    """Send what begins a job; return that, or follow it to its end and return the result of its run."""
    return (yield from begun(policy, sent, wait, _result_of(type_, sorry), on_progress, None))


def _result_of(type_: type[T], sorry: str) -> Callable[[Policy, Job], Steps[T]]:
    def result_of(policy: Policy, job: Job) -> Steps[T]:
        if job.state == "failed":
            raise failed(sorry, job)
        found: JiraRun[T] = yield from get(policy, address(RUNS, job.subject), JiraRun[type_])  # type: ignore[valid-type]
        if found.result is None:
            raise JobCancelled(f"{job.id} was cancelled before there was a result.", job)
        return found.result

    return result_of
