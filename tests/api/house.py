"""The service in this process on a database of its own, for tests: ask it over HTTP, and answer its jobs by hand.

No worker runs: ``answer`` does for a job what a worker does, with one plan that is solved once for all tests; ``reply``
answers a question about it, ``explore`` makes a study or a comparison. ``work`` does whatever comes next as a worker.
"""

import io
import threading
from datetime import date, datetime
from functools import cache
from pathlib import Path

import msgspec
from litestar.testing import TestClient

from api.app import create_app
from api.jobs.orders import Orders
from api.jobs.work import Answer, Explored, compare, explore, payload_of, perform, reply
from api.jobs.worker import Labour, Worker
from api.keyring import Keyring
from api.settings import Settings
from api.storage import migrating
from api.storage.database import now
from api.storage.repositories.keys import ensure_workspace
from api.storage.repositories.leases import Leases
from api.storage.repositories.plans import Plans
from api.storage.repositories.questions import Questions
from api.storage.repositories.studies import Studies
from api.vault import key_of
from catalog import library
from clients.sdk.types import JobFinding, JobProgress, Scope
from planner.intake import read_request

LOOPBACK = "http://127.0.0.1:8000"
SCOPES: tuple[Scope, ...] = Scope.__args__  # type: ignore[attr-defined]
REQUEST = {
    "name": "Acme 2027",
    "current": 1,
    "target": 2,
    "start": "2027-01-04",
    "organization": {"functions": ["sales"]},
    "solver": {"time_limit_s": 5, "workers": 1},
}
STUDY = {"kind": "grid", "headcounts": [2, 1.5], "request": REQUEST}
LEASE_S = 60.0


@cache
def solved() -> Answer:
    """Return the plan of ``REQUEST``, solved once."""
    wanted, catalog = read_request(msgspec.json.encode(REQUEST), library.load)
    return perform(payload_of(wanted, catalog), "plan_", lambda _: None, threading.Event())


@cache
def explored(kind: str, payload: bytes) -> tuple[Explored, tuple[JobFinding, ...]]:
    """Return what a study or a comparison comes to and what is found on the way, made once for each payload."""
    found: list[JobFinding] = []
    cancel = threading.Event()
    made = explore(payload, cancel, found.append) if kind == "study" else compare(payload, cancel)
    return made, tuple(found)


def a_catalog(**changes):
    """Return a catalog that can be uploaded, as plain objects."""
    plain = msgspec.json.decode(msgspec.json.encode(library.load("cloud-migration")))
    return {**plain, "id": "acme", "version": "1.0.0", **changes}


class House:
    """The service, and a client of it without a key."""

    def __init__(self, folder: Path, **settings):
        self.settings = Settings(data_dir=folder, workers=0, **settings)
        self.app = create_app(self.settings)
        self.database = self.app.database
        migrating.prepare(self.database)
        self.client = TestClient(self.app, base_url=LOOPBACK)

    def __enter__(self):
        self.client.__enter__()
        return self

    def __exit__(self, *error):
        self.client.__exit__(*error)

    def key(self, workspace="default", scopes=SCOPES, expires: datetime | None = None) -> dict[str, str]:
        """Make a key and return the header that sends it."""
        issued = Keyring(self.database, workspace).create("A key", scopes, expires, self.settings.pepper())
        self.app.service.door.forget()
        return {"Authorization": f"Bearer {issued.secret}"}

    def ask(self, request=None, headers=None) -> dict:
        """Ask for a plan and return the job."""
        answer = self.client.post("/v1/plans", json=request or REQUEST, headers=headers)
        assert answer.status_code == 202, answer.text
        return answer.json()

    def answer(self, state="succeeded", *, status="optimal", error: bytes | None = None, progress=0) -> str:
        """Do a worker's work on the next job in the queue: store a plan where it succeeds, and return the plan's id."""
        with self.database.write() as session:
            job = Leases(session).claim("a test", now(), LEASE_S)
        assert job is not None
        with self.database.write() as session:
            leases = Leases(session)
            for number in range(progress):
                news = JobProgress("finish", 50 - number, 40, 0.2, number + 1, 0.1 * number)
                assert leases.progress(job.id, job.attempt, msgspec.json.encode(news), now())
            assert leases.finish(job.id, job.attempt, state, error, now())
            if state == "succeeded":
                document, etag = document_of(job.subject_id, status)
                Plans(session, job.workspace_id).set_result(
                    job.subject_id, status=status, finish=date(2027, 6, 6), etag=etag, document=document
                )
        return job.subject_id

    def wonder(self, question: dict, plan_id: str | None = None, headers=None) -> dict:
        """Ask a question about a plan, a new one if none is named, and return the job."""
        address = f"/v1/plans/{plan_id or self.plan(headers)}/questions"
        answer = self.client.post(address, json=question, headers=headers)
        assert answer.status_code == 202, answer.text
        return answer.json()

    def reply(self, state="succeeded", *, error: bytes | None = None) -> None:
        """Do a worker's work on the next job in the queue, which is a question: answer it unless it fails."""
        with self.database.write() as session:
            job = Leases(session).claim("a test", now(), LEASE_S)
        assert job is not None
        assert job.kind == "question"
        found: list[JobFinding] = []
        document = reply(job.payload, threading.Event(), found.append) if state != "failed" else None
        with self.database.write() as session:
            leases = Leases(session)
            for finding in found:
                assert leases.found(job.id, job.attempt, finding, now())
            assert leases.finish(job.id, job.attempt, state, error, now())
            if document is not None:
                Questions(session, job.workspace_id).set_answer(job.subject_id.rpartition("/")[2], document)

    def study(self, asked=None, headers=None) -> dict:
        """Ask for a study and return the job."""
        answer = self.client.post("/v1/studies", json=asked or STUDY, headers=headers)
        assert answer.status_code == 202, answer.text
        return answer.json()

    def explore(self, state="succeeded", *, error: bytes | None = None) -> None:
        """Do a worker's work on the next job in the queue, which is a study or a comparison, unless it fails."""
        with self.database.write() as session:
            job = Leases(session).claim("a test", now(), LEASE_S)
        assert job is not None
        assert job.kind in ("study", "comparison")
        made, found = explored(job.kind, job.payload) if state != "failed" else (None, ())
        with self.database.write() as session:
            leases = Leases(session)
            for finding in found:
                assert leases.found(job.id, job.attempt, finding, now())
            assert leases.finish(job.id, job.attempt, state, error, now())
            if made is not None:
                studies = Studies(session, job.workspace_id)
                studies.set_result(job.subject_id, proven=made.proven, document=made.document)

    def work(self) -> None:
        """Take up the next job in the queue and do it as a worker process does, here."""
        orders = Orders(
            name="a test",
            database=self.database.url,
            lease_s=LEASE_S,
            most_attempts=3,
            vault_key=key_of(self.settings.pepper()),
            jira_hosts=tuple(self.settings.jira_hosts),
        )
        worker = Worker(orders, io.BytesIO())
        try:
            job = worker._claim()
            assert job is not None
            Labour(worker, job).to_the_end()
        finally:
            worker.database.close()

    def plan(self, headers=None, request=None, **answer) -> str:
        """Ask for a plan, answer, and return its id."""
        self.ask(request, headers)
        return self.answer(**answer)

    def store(self, count: int, workspace="default", status="optimal") -> list[str]:
        """Put plans into the database without asking for them; return their ids, the oldest first."""
        found = []
        with self.database.write() as session:
            ensure_workspace(session, workspace)
        for _ in range(count):
            self.ask()
            found.append(self.answer(status=status))
        return found


def document_of(plan_id: str, status: str) -> tuple[bytes, str]:
    """Return the solved plan under another id, as a worker stores it."""
    answer = solved()
    document = answer.document.replace(b'"id":"plan_"', f'"id":"{plan_id}"'.encode(), 1)
    document = document.replace(b'"status":"optimal"', f'"status":"{status}"'.encode(), 1)
    return document, f'"{plan_id[-16:]}"'


def problem(answer, status: int, slug: str) -> dict:
    """Return the problem that an answer is, having looked that it is whole."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found = answer.json()
    assert found.keys() == {"type", "title", "status", "detail", "instance", "request_id", "errors"}
    assert (found["type"], found["status"]) == (f"/v1/problems/{slug}", status)
    assert found["request_id"] == answer.headers["x-request-id"]
    assert found["detail"]
    return found
