"""A process that takes up jobs one after the other and writes down what comes of them.

The supervisor starts it (``python -m api.jobs.worker``) and speaks to it by lines on standard input: first what it must
know, then words that wake it; the end of that stream means that the server has gone. It says on standard output which
jobs it has written of. The table tells it what to do, and every write of its names the attempt it belongs to.
"""

import contextlib
import logging
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import BinaryIO, cast

import msgspec
from sqlmodel import Session

from api.jobs.failure import DEFECT, SYNC_DEFECT, failure, lost, sync_failure
from api.jobs.keeping import Keeping
from api.jobs.orders import Orders
from api.jobs.syncing import Office, SyncFailed, Waits, sync
from api.jobs.work import Answer, Explored, Synced, compare, explore, perform, reply
from api.logs import begin_logs
from api.storage.database import Busy, Database, now
from api.storage.repositories.leases import Ended, Leases
from api.storage.repositories.plans import Plans
from api.storage.repositories.questions import Questions
from api.storage.repositories.runs import Runs
from api.storage.repositories.studies import Studies
from api.storage.tables import JobRow
from api.vault import Vault
from catalog.fault import Refused
from clients.jira.pace import Cancelled
from clients.sdk.types import JobFinding, JobProgress

POLL_S = 0.25
"""How often a worker with nothing to do looks at the table, rung or not."""

TICK_S = 0.05
"""How often a worker looks up from its job: to tell of progress, to hear that it must end."""

PATIENCE_S = 3.0
"""How long a search may take to end once it was told to; then the process ends with it."""

LOOK_S = 0.5
"""How often a worker renews its lease and looks whether its job is still wanted, rung or not."""

NICE = 5

NO_LONGER = {
    "plan": "request can no longer be planned",
    "question": "question can no longer be answered",
    "study": "study can no longer be made",
    "comparison": "comparison can no longer be made",
    "jira": "plan can no longer be synced",
}
"""What is said of a job whose payload was fine once, by its kind."""

log = logging.getLogger("milepost.worker")


class Worker:
    """The life of the process: one job at a time until it is told to stop."""

    def __init__(self, orders: Orders, words: BinaryIO) -> None:
        self.orders, self.words = orders, words
        self.database = Database(orders.database, pool_size=2)
        self.woken = threading.Event()
        self.stopping = threading.Event()

    def run(self) -> None:
        """Take up jobs until told to stop."""
        while not self.stopping.is_set():
            job = self._claim()
            if job is not None:
                Labour(self, job).to_the_end()
            else:
                self.woken.wait(POLL_S)
                self.woken.clear()
        self.database.close()

    def listen(self) -> None:
        """Wake at every line of standard input, in a thread of its own; stop at its end."""
        for _ in iter(self.words.readline, b""):
            self.woken.set()
        self.stop()

    def stop(self) -> None:
        """Let the job go, and end."""
        self.stopping.set()
        self.woken.set()

    def _claim(self) -> JobRow | None:
        with contextlib.suppress(Busy), self.database.write() as session:
            leases, at = Leases(session), now()
            given_up = leases.give_up(at, self.orders.most_attempts, lost())
            job = leases.claim(self.orders.name, at, self.orders.lease_s)
            for job_id in (*given_up, *([job.id] if job else [])):
                say(job_id)
            return job
        return None


class Labour:
    """The work on one job: a thread does it, this one keeps the lease and tells what happens."""

    def __init__(self, worker: Worker, job: JobRow) -> None:
        self.worker, self.database, self.orders = worker, worker.database, worker.orders
        self.job, self.attempt, self.payload = job, job.attempt, job.payload
        self.cancel = threading.Event()
        self.cancelled = self.lost = False
        self.wakes_at: datetime | None = None
        self.news: JobProgress | None = None
        self.findings: deque[JobFinding] = deque()
        self.answer: Answer | Explored | Synced | bytes | None = None
        self.error: bytes | None = None
        self.kept_at = time.monotonic()

    def to_the_end(self) -> None:
        """Work, and store the answer or the reason why there is none.

        The job is given back where the server stops, or where it has to wait.
        """
        planning = threading.Thread(target=self._work, name="work", daemon=True)
        planning.start()
        told_at = None
        while planning.is_alive():
            planning.join(TICK_S)
            self._keep()
            self._tell()
            if self.worker.stopping.is_set() or self.cancelled or self.lost:
                told_at = told_at or time.monotonic()
                self.cancel.set()
                if time.monotonic() > told_at + PATIENCE_S:
                    break
        if self.lost:
            log.warning("lease lost", extra={"job": self.job.id, "attempt": self.attempt})
        elif told_at is not None and not self.cancelled:
            self._write(lambda leases: leases.release(self.job.id, self.attempt))
        elif self.wakes_at is not None and not self.cancelled:
            self._write(lambda leases: leases.release(self.job.id, self.attempt, self.wakes_at))
        else:
            self._store()
        if planning.is_alive():
            # A search that does not end when it is told to is ended with its process; another takes this one's place.
            os._exit(1)

    def _work(self) -> None:
        try:
            self.answer = self._answer()
        except Refused as refused:
            detail = f"The {NO_LONGER[self.job.kind]}: its catalog or its rules have changed."
            self.error = failure("request-refused", "Request refused", detail, self.job.id, refused.faults)
        except Waits as waits:
            self.wakes_at = waits.until
            log.info("job waits", extra={"job": self.job.id, "until": waits.until.isoformat()})
        except SyncFailed as failed:
            self.error = sync_failure(failed.slug, failed.detail, self.job.id, failed.faults)
        except Cancelled:
            pass  # by whoever set the event, who knows why
        except Exception:
            log.exception("work failed", extra={"job": self.job.id, "attempt": self.attempt})
            self.error = self._defect()

    def _defect(self) -> bytes:
        if self.job.kind == "jira":
            return failure("sync-defect", "Sync defect", SYNC_DEFECT, self.job.id)
        return failure("planner-defect", "Planner defect", DEFECT, self.job.id)

    def _answer(self) -> Answer | Explored | Synced | bytes:
        """Do what the job is for."""
        tell = self.findings.append
        match self.job.kind:
            case "question":
                return reply(self.payload, self.cancel, tell)
            case "study":
                kept = Keeping(self.database, self.job.workspace_id, self.job.subject_id)
                return explore(self.payload, self.cancel, tell, kept)
            case "comparison":
                return compare(self.payload, self.cancel)
            case "jira":
                return Synced(sync(self.payload, self._office(), self.cancel, self._hear))
            case _:
                return perform(self.payload, self.job.subject_id, self._hear, self.cancel, tell)

    def _office(self) -> Office:
        orders = self.orders
        return Office(
            database=orders.database,
            workspace=self.job.workspace_id,
            holder=self.job.id,
            waited=self.job.released,
            vault=Vault(orders.vault_key),
            allowed=frozenset(orders.jira_hosts),
        )

    def _hear(self, progress: JobProgress) -> None:
        self.news = progress

    def _keep(self) -> None:
        """Keep the lease, twice a second or at a third of its time, and at once where the bell was rung."""
        rung = self.worker.woken.is_set()
        if not rung and time.monotonic() < self.kept_at + min(LOOK_S, self.orders.lease_s / 3):
            return
        self.worker.woken.clear()
        with contextlib.suppress(Busy):
            with self.database.write() as session:
                until = now() + timedelta(seconds=self.orders.lease_s)
                verdict = Leases(session).heartbeat(self.job.id, self.attempt, until)
            self.kept_at = time.monotonic()
            self.lost, self.cancelled = verdict == "lost", self.cancelled or verdict == "cancel"

    def _tell(self) -> None:
        news, self.news = self.news, None
        if news is not None and not self.lost:
            self._write(lambda leases: leases.progress(self.job.id, self.attempt, msgspec.json.encode(news), now()))
        while self.findings and not self.lost and self._tell_of(self.findings[0]):
            self.findings.popleft()

    def _tell_of(self, finding: JobFinding) -> bool:
        return self._write(lambda leases: leases.found(self.job.id, self.attempt, finding, now()))

    def _store(self) -> None:
        """Write the end of the job and its answer in one transaction; nothing where another has taken the job up."""
        self._tell()
        state: Ended = "cancelled" if self.cancelled else "succeeded"
        if self.error is not None or (self.answer is None and not self.cancelled):
            state, self.error = "failed", self.error or lost()
        for _ in range(10):
            with contextlib.suppress(Busy):
                with self.database.write() as session:
                    ended = Leases(session).finish(self.job.id, self.attempt, state, self.error, now())
                    if ended:
                        self._keep_answer(session)
                say(self.job.id)
                log.info("job ended", extra={"job": self.job.id, "attempt": self.attempt, "state": state})
                return

    def _keep_answer(self, session: Session) -> None:
        match self.answer:
            case Answer(status=status, finish=finish, etag=etag, document=document):
                plans = Plans(session, self.job.workspace_id)
                plans.set_result(self.job.subject_id, status=status, finish=finish, etag=etag, document=document)
            case Explored(proven=proven, document=document):
                studies = Studies(session, self.job.workspace_id)
                studies.set_result(self.job.subject_id, proven=proven, document=document)
            case Synced(document=document):
                Runs(session, self.job.workspace_id).set_result(self.job.subject_id, document)
            case bytes(document):
                _, _, question_id = self.job.subject_id.partition("/")
                Questions(session, self.job.workspace_id).set_answer(question_id, document)

    def _write(self, change: Callable[[Leases], object]) -> bool:
        """Make a change, and say whether there was room for it in the database."""
        with contextlib.suppress(Busy):
            with self.database.write() as session:
                change(Leases(session))
            say(self.job.id)
            return True
        return False


def say(job_id: str) -> None:
    """Tell the supervisor that something was written of a job."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(f"{job_id}\n")
        sys.stdout.flush()


def main() -> None:
    """Read the orders, and work."""
    os.nice(NICE)
    begin_logs()
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells of every request
    # Without a buffer: a thread that waits in one would be in the way when the process ends.
    words = cast("BinaryIO", open(0, "rb", buffering=0, closefd=False))  # noqa: SIM115 it stays open as long as the process
    worker = Worker(msgspec.json.decode(words.readline(), type=Orders), words)
    # Ctrl-C goes to the whole group: the server alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    threading.Thread(target=worker.listen, name="listen", daemon=True).start()
    try:
        worker.run()
    except Exception:
        # The database fails in a way that waiting does not mend: the supervisor starts another, ever more slowly.
        log.exception("worker failed")
        sys.exit(1)


if __name__ == "__main__":
    main()
