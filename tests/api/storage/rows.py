"""Small rows for tests of the storage, and threads that start at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import msgspec
from sqlmodel import Session

from api.storage.ids import new_id
from api.storage.jira_tables import JiraConnectionRow, JiraRunRow
from api.storage.repositories.connections import Connections
from api.storage.repositories.jobs import Jobs
from api.storage.repositories.plans import Plans
from api.storage.repositories.questions import Questions
from api.storage.repositories.runs import Runs
from api.storage.repositories.studies import Studies
from api.storage.tables import KeyRow, PlanRow, QuestionRow, ScenarioRow, StudyRow
from clients.sdk.types import JobProgress

Result = TypeVar("Result")
NOON = datetime(2027, 1, 4, 12, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def a_key(digest: bytes = b"digest", **fields: object) -> KeyRow:
    given = {"id": new_id("key"), "name": "Portfolio office", "prefix": "mp_abcdefgh", "digest": digest}
    return KeyRow(**{**given, "scopes": "plans:read plans:write", "created_at": NOON, **fields})


def a_scenario(**fields: object) -> ScenarioRow:
    given = {"id": new_id("scn"), "name": "Two years", "request": b"{}", "created_at": NOON, "updated_at": NOON}
    return ScenarioRow(**{**given, **fields})


def a_plan(session: Session, workspace: str = "ours", **fields: object) -> PlanRow:
    """Add a plan and its job, as the service does."""
    plan_id = new_id("plan")
    job = Jobs(session, workspace).add("plan", plan_id, b"what to work on", NOON)
    given = {"id": plan_id, "job_id": job.id, "name": None, "catalog": "ai-maturity@1.0.0", "current": 2, "target": 4}
    plan = PlanRow(**{**given, "start": date(2027, 1, 4), "created_at": NOON, **fields})
    Plans(session, workspace).add(plan)
    return plan


def a_question(session: Session, plan_id: str, workspace: str = "ours") -> QuestionRow:
    """Add a question about a plan and its job, as the service does."""
    question_id = new_id("qst")
    assert Plans(session, workspace).hold(plan_id)
    job = Jobs(session, workspace).add("question", f"{plan_id}/{question_id}", b"what to work on", NOON)
    given = {"id": question_id, "plan_id": plan_id, "job_id": job.id, "question": b"{}", "created_at": NOON}
    row = QuestionRow(workspace_id=workspace, **given)
    Questions(session, workspace).add(row)
    return row


def a_study(session: Session, workspace: str = "ours", kind: str = "grid") -> StudyRow:
    """Add a study, or a comparison, and its job, as the service does."""
    of = "comparison" if kind == "comparison" else "study"
    study_id = new_id("std")
    job = Jobs(session, workspace).add(of, study_id, b"what to work on", NOON)
    row = StudyRow(id=study_id, job_id=job.id, kind=kind, asked=b"{}", created_at=NOON)
    Studies(session, workspace, of).add(row)
    return row


def a_connection(session: Session, workspace: str = "ours", **fields: object) -> JiraConnectionRow:
    """Add a connection to Jira; its documents say nothing."""
    given = {"id": new_id("jcn"), "name": "Operations", "document": b"{}", "token": b"sealed"}
    times = dict.fromkeys(("created_at", "updated_at", "token_set_at"), NOON)
    row = JiraConnectionRow(**{**given, **times, **fields})
    Connections(session, workspace).add(row)
    return row


def a_run(
    session: Session, connection_id: str, plan_id: str | None = None, workspace: str = "ours", action: str = "diff"
) -> JiraRunRow:
    """Add something that is asked of a connection, and its job, as the service does."""
    run_id = new_id("jrn")
    assert Connections(session, workspace).hold(connection_id)
    job = Jobs(session, workspace).add("jira", run_id, b"what to work on", NOON)
    given = {"id": run_id, "job_id": job.id, "action": action, "roadmap": "acme", "asked": b"{}", "created_at": NOON}
    row = JiraRunRow(connection_id=connection_id, plan_id=plan_id, **given)
    Runs(session, workspace).add(row)
    return row


class Failed(Exception):
    """An error in the middle of a transaction."""


def progress(value: int) -> bytes:
    return msgspec.json.encode(JobProgress(goal="finish", value=value, bound=10, gap=0.5, plans=1, elapsed_s=0.5))


def at_once(*works: Callable[[], Result]) -> list[Result]:
    """Do all of this in threads that start in the same moment; return what each returned."""
    start = threading.Barrier(len(works))

    def begin(work: Callable[[], Result]) -> Result:
        start.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(begin, works))
