"""Jobs while servers, workers and solvers are killed at random: all end, and each is stored once."""

import random
import time
from pathlib import Path

import msgspec
import pytest
from sqlmodel import select

from api.storage.tables import EventRow, JobRow, PlanRow
from clients.sdk.types import ENDED, JobEvent, Problem
from planner.plans import Plan
from tests.api.jobs.yard import LONG, QUICK, Yard, children_of, kill, running
from tests.api.servers import Server, until

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to find processes")


class Siege:
    """A server on a yard's database, and someone who kills."""

    def __init__(self, folder, jobs, seed):
        self.folder, self.random = folder, random.Random(seed)
        self.yard = Yard(folder, workers=0)
        for number in range(jobs):
            # One in two is still at work when its second is over: there is always something to kill.
            self.yard.add(LONG if number % 2 else QUICK, seconds=1)
        self.seen, self.killed = set(), []
        self.server = self._serve()

    def _serve(self):
        # However often it is killed, a job is never given up here: a plan is what must come of it.
        return Server(self.folder, "--workers", "2", lease_s=1.0, most_attempts=1000)

    def rage(self, kills, patience_s):
        """Kill until it has happened often enough, then wait for the end of every job."""
        end = time.monotonic() + patience_s
        while len(self.killed) < kills and self.left():
            assert time.monotonic() < end, f"{self.left()} jobs are left while killing"
            time.sleep(self.random.uniform(0.2, 1.5))
            self.strike()
        until(lambda: not self.left(), "the end of every job", patience_s)

    def strike(self):
        """Kill the server, a worker, or a process that a worker started to solve."""
        workers = self.server.workers
        solvers = [pid for worker in workers for pid in children_of(worker)]
        self.seen.update(workers, solvers)
        what, victims = self.random.choice(
            [("server", [self.server.process.pid]), ("worker", workers), ("solver", solvers)]
        )
        if not victims:
            return
        self.killed.append(what)
        if what == "server":
            self.server.kill()
            self.server = self._serve()
        else:
            kill(self.random.choice(victims))

    def left(self):
        with self.yard.database.read() as session:
            return sum(state not in ENDED for state in session.exec(select(JobRow.state)))

    def end(self):
        """Stop the server; every process that was ever seen must be gone."""
        self.seen.update(self.server.workers)
        code = self.server.stop()
        until(lambda: not any(running(pid) for pid in self.seen), "the end of all processes")
        return code


def survive(folder, jobs, kills, patience_s, seed):
    siege = Siege(folder, jobs, seed)
    try:
        siege.rage(kills, patience_s)
        assert siege.end() == 0
        check(siege.yard.database, jobs)
    finally:
        if siege.server.process.poll() is None:
            siege.server.kill()
        siege.yard.database.close()
    return siege.killed


def check(database, expected):
    """Every job ended once, with nothing after its end; it has a plan, or a reason why there is none."""
    with database.read() as session:
        jobs = session.exec(select(JobRow)).all()
        plans = {row.job_id: row for row in session.exec(select(PlanRow)).all()}
        rows = session.exec(select(EventRow).order_by(EventRow.job_id, EventRow.id)).all()
    assert len(jobs) == len(plans) == expected
    succeeded = 0
    for job in jobs:
        events = [msgspec.json.decode(row.document, type=JobEvent) for row in rows if row.job_id == job.id]
        assert [event.id for event in events] == list(range(1, len(events) + 1))
        assert [event.state in ENDED for event in events] == [False] * (len(events) - 1) + [True]
        assert events[-1].state == job.state
        plan = plans[job.id]
        if job.state == "succeeded":
            succeeded += 1
            assert job.error is None
            made = msgspec.json.decode(plan.document, type=Plan)
            assert (made.id, made.status) == (plan.id, plan.status)
        else:
            # A search whose process is killed in the moment of its birth may fail, and says so.
            assert (job.state, plan.document) == ("failed", None)
            assert msgspec.json.decode(job.error, type=Problem).detail
    assert succeeded >= 0.9 * expected


def test_eight_jobs_survive_random_killing(tmp_path):
    survive(tmp_path, jobs=8, kills=5, patience_s=120, seed=11)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2])
def test_a_hundred_jobs_survive_random_killing(tmp_path, seed):
    killed = survive(tmp_path, jobs=100, kills=60, patience_s=900, seed=seed)
    assert len(killed) >= 30
    assert {"server", "worker", "solver"} <= set(killed)
