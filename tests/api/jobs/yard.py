"""Workers on a database of their own, for tests: put work in, kill whom you like, see what is stored."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import msgspec
from sqlmodel import select

from api.jobs.supervisor import Supervisor
from api.jobs.watch import Watch
from api.jobs.work import payload_of, payload_of_comparison, payload_of_question, payload_of_study
from api.settings import Settings
from api.storage import migrating
from api.storage.database import Database, now
from api.storage.ids import new_id
from api.storage.repositories.jobs import Jobs
from api.storage.repositories.keys import ensure_workspace
from api.storage.repositories.plans import Plans
from api.storage.repositories.questions import Questions
from api.storage.repositories.studies import Studies
from api.storage.tables import AnswerRow, EventRow, JobRow, PlanRow, QuestionRow, StudyRow
from catalog.library import load
from clients.sdk.types import JobEvent
from planner.intake import read_request
from planner.plans import Plan

PATIENCE_S = 60
QUICK = {"current": 1, "target": 2, "start": "2027-01-04", "organization": {"functions": ["sales"]}}
# Scarce people and quarterly money on the long way: a search that takes whatever time it is given.
LONG = {
    "current": 1,
    "target": 5,
    "start": "2027-01-04",
    "headcount": {"roles": {"ai_engineer": 1, "program_lead": 1, "data_engineer": 1}},
    "budget": {"per_quarter": 150_000},
}


def asked(document, seconds=5):
    return read_request(msgspec.json.encode({**document, "solver": {"time_limit_s": seconds, "workers": 1}}), load)


class Yard:
    """A database with a supervisor beside it."""

    def __init__(self, folder: Path, **settings):
        self.settings = Settings(data_dir=folder, **{"workers": 1, "lease_s": 2.0, **settings})
        self.database = Database(self.settings.database_url)
        migrating.prepare(self.database)
        with self.database.write() as session:
            ensure_workspace(session, "ours")
        self.watch = Watch(self.database)
        self.supervisor = Supervisor(self.settings, self.database, self.watch)

    def add(self, document=QUICK, seconds=5):
        """Queue a plan; return the ids of the plan and of its job."""
        request, catalog = asked(document, seconds)
        plan_id = new_id("plan")
        with self.database.write() as session:
            job = Jobs(session, "ours").add("plan", plan_id, payload_of(request, catalog), now())
            Plans(session, "ours").add(
                PlanRow(
                    id=plan_id,
                    job_id=job.id,
                    catalog=request.catalog,
                    current=1,
                    target=request.target,
                    start=date(2027, 1, 4),
                    created_at=now(),
                )
            )
        self.supervisor.ring(job.id)
        return plan_id, job.id

    def wonder(self, question, plan, catalog):
        """Queue a question about a plan that is stored with it; return the ids of the plan, the question, its job."""
        plan_id, _ = self.add()
        question_id = new_id("qst")
        document = msgspec.json.encode(plan)
        with self.database.write() as session:
            payload = payload_of_question(question, document, catalog)
            job = Jobs(session, "ours").add("question", f"{plan_id}/{question_id}", payload, now())
            encoded = msgspec.json.encode(question)
            row = QuestionRow(id=question_id, plan_id=plan_id, job_id=job.id, question=encoded, created_at=now())
            Questions(session, "ours").add(row)
        self.supervisor.ring(job.id)
        return plan_id, question_id, job.id

    def study(self, asked, catalog):
        """Queue a study; return the ids of the study and of its job."""
        return self._explore("study", asked.kind, payload_of_study(asked, catalog))

    def compare(self, before, after, catalog):
        """Queue a comparison of two plans; return the ids of the comparison and of its job."""
        plans = (msgspec.json.encode(plan) for plan in (before, after))
        return self._explore("comparison", "comparison", payload_of_comparison(*plans, catalog))

    def _explore(self, of, kind, payload):
        study_id = new_id("std")
        with self.database.write() as session:
            job = Jobs(session, "ours").add(of, study_id, payload, now())
            row = StudyRow(id=study_id, job_id=job.id, kind=kind, asked=b"{}", created_at=now())
            Studies(session, "ours", of).add(row)
        self.supervisor.ring(job.id)
        return study_id, job.id

    def result(self, study_id, of="study"):
        """What a study or a comparison came to, encoded."""
        with self.database.read() as session:
            return Studies(session, "ours", of).get(study_id).document

    def kept(self, study_id):
        """How many answers a study has kept."""
        with self.database.read() as session:
            return len(session.exec(select(AnswerRow.key).where(AnswerRow.study_id == study_id)).all())

    def answer(self, plan_id, question_id):
        with self.database.read() as session:
            return Questions(session, "ours").get(plan_id, question_id).document

    def events(self, job_id):
        """Every event of a job."""
        with self.database.read() as session:
            rows = Jobs(session, "ours").events(job_id, 0, 10_000)
        return [msgspec.json.decode(row.document, type=JobEvent) for row in rows]

    def job(self, job_id):
        with self.database.read() as session:
            return Jobs(session, "ours").get(job_id)

    def plan(self, plan_id):
        with self.database.read() as session:
            found = Plans(session, "ours").document(plan_id)
        return None if found is None else msgspec.json.decode(found[0], type=Plan)

    def ends(self, job_id):
        """How often the end of a job was recorded."""
        with self.database.read() as session:
            rows = session.exec(select(EventRow).where(EventRow.job_id == job_id, EventRow.event == "state")).all()
        states = [msgspec.json.decode(row.document, type=JobEvent).state for row in rows]
        return sum(state in ("succeeded", "failed", "cancelled") for state in states)

    def cancel(self, job_id):
        with self.database.write() as session:
            Jobs(session, "ours").request_cancel(job_id, now())
        self.supervisor.ring(job_id)

    async def until(self, true, what):
        """Wait until something is true."""
        end = time.monotonic() + PATIENCE_S
        while not await asyncio.to_thread(true):
            assert time.monotonic() < end, f"{what} did not happen"
            await asyncio.sleep(0.05)

    async def ended(self, job_id):
        assert await self.watch.wait_ended("ours", job_id, PATIENCE_S), "the job did not end"
        return self.job(job_id)

    async def solving(self, job_id):
        """Wait until a job has a plan to improve."""
        await self.until(lambda: self._progress(job_id), f"{job_id} made progress")

    def _progress(self, job_id):
        with self.database.read() as session:
            row = session.get(JobRow, job_id)
            return row.state == "running" and row.progress is not None

    @property
    def worker_pids(self):
        processes = self.supervisor._processes.values()
        return [process.pid for process in processes if process.returncode is None]


@contextlib.asynccontextmanager
async def yard(folder, **settings) -> AsyncIterator[Yard]:
    place = Yard(folder, **settings)
    try:
        await place.supervisor.start()
        yield place
    finally:
        await place.supervisor.stop()
        place.database.close()


def children_of(pid):
    """The processes that a process started, and those that they started."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                if parent == pid:
                    found += [int(entry.name), *children_of(int(entry.name))]
    return found


def running(pid):
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kill(pid, how=signal.SIGKILL):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, how)
