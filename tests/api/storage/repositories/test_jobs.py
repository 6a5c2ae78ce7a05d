import threading
from contextlib import suppress

import msgspec
import pytest
from sqlalchemy.exc import IntegrityError, InvalidRequestError
from sqlmodel import col, update

from api.storage.repositories.jobs import Jobs, tally
from api.storage.repositories.leases import Leases
from api.storage.tables import EventRow, JobRow
from clients.sdk.types import JobEvent
from tests.api.storage.rows import NOON, Failed, a_plan, after, at_once, progress


def told(session, job_id, since=0, limit=100):
    """Return the events of a job as its listeners read them."""
    rows = Jobs(session, "ours").events(job_id, since, limit)
    events = [msgspec.json.decode(row.document, type=JobEvent) for row in rows]
    assert [(row.id, row.event, row.created_at) for row in rows] == [(one.id, one.event, one.at) for one in events]
    return events


def test_a_new_job_is_queued_and_says_so(database):
    with database.write() as session:
        job = Jobs(session, "ours").add("plan", "plan_1", b"work", NOON)
        assert (job.state, job.attempt, job.cancel_requested, job.last_event) == ("queued", 0, False, 1)
        assert (job.kind, job.subject_id, job.payload, job.created_at) == ("plan", "plan_1", b"work", NOON)
        assert told(session, job.id) == [JobEvent(id=1, event="state", at=NOON, state="queued", progress=None)]


def test_what_a_job_works_on_is_not_read_with_it(database):
    with database.write() as session:
        job_id = Jobs(session, "ours").add("plan", "plan_1", b"work", NOON).id
    with database.read() as session:
        jobs = Jobs(session, "ours")
        for row in (jobs.get(job_id), *jobs.page(after=None, limit=5)[0]):
            assert row.state == "queued"
            with pytest.raises(InvalidRequestError, match="payload"):
                row.payload  # noqa: B018


def test_a_job_is_read_as_it_stands_now_also_twice_in_a_session(database):
    with database.write() as session:
        job = Jobs(session, "ours").add("plan", "plan_1", b"work", NOON)
        Leases(session).claim("worker", after(1), 10)
        assert Jobs(session, "ours").get(job.id).state == "running"


def test_a_queued_job_is_cancelled_at_once(database):
    with database.write() as session:
        jobs = Jobs(session, "ours")
        job = jobs.add("plan", "plan_1", b"work", NOON)
        cancelled = jobs.request_cancel(job.id, after(1))
        assert (cancelled.state, cancelled.finished_at, cancelled.started_at) == ("cancelled", after(1), None)
        assert cancelled.cancel_requested
        assert [one.state for one in told(session, job.id)] == ["queued", "cancelled"]
        assert Leases(session).claim("worker", after(2), 10) is None


def test_a_running_job_is_asked_to_end_and_ends_by_its_worker(database):
    with database.write() as session:
        jobs, leases = Jobs(session, "ours"), Leases(session)
        job = jobs.add("plan", "plan_1", b"work", NOON)
        leases.claim("worker", after(1), 10)
        for _ in range(2):
            asked = jobs.request_cancel(job.id, after(2))
            assert (asked.state, asked.cancel_requested, asked.last_event) == ("running", True, 2)
        assert leases.finish(job.id, 1, "cancelled", None, after(3))
        assert [one.state for one in told(session, job.id)] == ["queued", "running", "cancelled"]


@pytest.mark.parametrize("state", ["succeeded", "failed", "cancelled"])
def test_an_ended_job_is_not_changed_by_a_cancel(database, state):
    with database.write() as session:
        jobs, leases = Jobs(session, "ours"), Leases(session)
        job = jobs.add("plan", "plan_1", b"work", NOON)
        leases.claim("worker", after(1), 10)
        leases.finish(job.id, 1, state, None, after(2))
        row = jobs.request_cancel(job.id, after(3))
        assert (row.state, row.cancel_requested, row.finished_at, row.last_event) == (state, False, after(2), 3)
        assert jobs.request_cancel("job_of_nobody", after(3)) is None


def test_a_job_that_is_cancelled_while_it_is_claimed_ends_one_way_or_the_other(database):
    for _ in range(20):
        with database.write() as session:
            job_id = Jobs(session, "ours").add("plan", "plan_1", b"work", NOON).id

        def claim():
            with database.write() as session:
                return Leases(session).claim("worker", after(1), 10)

        def cancel(job_id=job_id):
            with database.write() as session:
                return Jobs(session, "ours").request_cancel(job_id, after(1))

        claimed, asked = at_once(claim, cancel)
        with database.write() as session:
            if claimed is None:
                # Nothing to claim, or passed over while the cancel held it: cancelled either way.
                assert asked.state == "cancelled"
            else:
                assert asked.cancel_requested
                assert Leases(session).heartbeat(job_id, 1, after(20)) == "cancel"
                assert Leases(session).finish(job_id, 1, "cancelled", None, after(2))


def test_events_are_read_from_where_a_listener_was(database):
    with database.write() as session:
        job = Jobs(session, "ours").add("plan", "plan_1", b"work", NOON)
        Leases(session).claim("worker", NOON, 10)
        for value in range(5):
            Leases(session).progress(job.id, 1, progress(value), after(value))
        assert [one.id for one in told(session, job.id)] == [1, 2, 3, 4, 5, 6, 7]
        assert [one.id for one in told(session, job.id, since=5)] == [6, 7]
        assert [one.id for one in told(session, job.id, since=2, limit=2)] == [3, 4]
        assert told(session, job.id, since=7) == []
        assert [one.progress.value for one in told(session, job.id, since=2)] == [0, 1, 2, 3, 4]


def test_writers_of_one_job_never_give_one_number_twice(database):
    with database.write() as session:
        job_id = Jobs(session, "ours").add("plan", "plan_1", b"work", NOON).id
        Leases(session).claim("worker", NOON, 10)

    def write():
        for value in range(20):
            with database.write() as session:
                assert Leases(session).progress(job_id, 1, progress(value), after(value))

    at_once(*[write] * 4)
    with database.read() as session:
        assert [one.id for one in told(session, job_id)] == list(range(1, 83))
        assert Jobs(session, "ours").get(job_id).last_event == 82


def test_jobs_are_counted_until_they_end(database):
    with database.write() as session:
        jobs, leases = Jobs(session, "ours"), Leases(session)
        Jobs(session, "theirs").add("plan", "plan_0", b"work", NOON)
        first, second = (jobs.add("plan", f"plan_{number}", b"work", NOON) for number in (1, 2))
        leases.claim("worker", NOON, 10)
        leases.claim("worker", NOON, 10)
        assert jobs.active() == 2
        leases.finish(first.id, 1, "failed", b"{}", NOON)
        assert jobs.active() == 1
        jobs.request_cancel(second.id, NOON)
        assert jobs.active() == 0
        assert tally(session) == {"running": 1, "failed": 1, "cancelled": 1}


@pytest.mark.parametrize("most", [1, 3])
def test_jobs_that_are_queued_at_once_are_never_more_than_are_allowed(database, most):
    def post():
        with database.write() as session:
            jobs = Jobs(session, "ours")
            if jobs.active() < most:
                jobs.add("plan", "plan_1", b"work", NOON)
                return "queued"
            return "too many"

    for _ in range(3):
        # Whoever comes twelfth finds as many as are allowed, whatever the order: no more are let in, and no fewer.
        assert sorted(at_once(*[post] * 12)) == ["queued"] * most + ["too many"] * (12 - most)
        with database.write() as session:
            jobs = Jobs(session, "ours")
            waiting, _ = jobs.page(after=None, limit=20, state="queued")
            assert len(waiting) == most
            for job in waiting:
                jobs.request_cancel(job.id, NOON)


def test_whoever_queues_a_job_waits_only_for_the_same_workspace(database):
    if database.dialect == "sqlite":
        pytest.skip("on SQLite one writes at a time")
    counted = []

    def count(workspace):
        with database.write() as session:
            counted.append((workspace, Jobs(session, workspace).active()))

    with database.write() as session:
        jobs = Jobs(session, "ours")
        assert jobs.active() == 0
        jobs.add("plan", "plan_1", b"work", NOON)
        same = threading.Thread(target=count, args=["ours"])
        same.start()
        other = threading.Thread(target=count, args=["theirs"])
        other.start()
        other.join(10)
        assert counted == [("theirs", 0)]
        same.join(0.2)
        assert same.is_alive()
    same.join(10)
    # It goes on once the job is committed, and counts it.
    assert counted == [("theirs", 0), ("ours", 1)]


def test_a_refused_job_lets_the_next_one_count(database):
    for _ in range(2):
        with suppress(Failed), database.write() as session:
            assert Jobs(session, "ours").active() == 0
            raise Failed


def test_jobs_come_in_pages_all_or_those_in_a_state(database):
    with database.write() as session:
        jobs = Jobs(session, "ours")
        ids = [jobs.add("plan", f"plan_{number}", b"work", NOON).id for number in range(5)]
        jobs.request_cancel(ids[1], NOON)

        def listed(**given):
            rows, following = jobs.page(**({"after": None, "limit": 9} | given))
            return [row.id for row in rows], following

        assert listed(limit=3) == ([ids[4], ids[3], ids[2]], ids[2])
        assert listed(after=ids[2]) == ([ids[1], ids[0]], None)
        assert listed(state="queued", newest_first=False) == ([ids[0], ids[2], ids[3], ids[4]], None)
        assert listed(state="cancelled") == ([ids[1]], None)
        assert listed(state="failed") == ([], None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "lost"},
        {"state": "running"},  # without a lease
        {"lease_until": NOON},  # without a worker at it
        {"state": "succeeded"},  # without a moment of its end
        {"finished_at": NOON},
        {"released": 1},  # more often than it was taken up
    ],
    ids=str,
)
def test_the_database_refuses_a_job_that_cannot_be(database, wrong):
    with database.write() as session:
        row = Jobs(session, "ours").add("plan", "plan_1", b"work", NOON)
    with pytest.raises(IntegrityError), database.write() as session:
        session.exec(update(JobRow).where(col(JobRow.id) == row.id).values(**wrong))


def test_the_database_refuses_an_event_of_no_job_and_of_no_kind(database):
    with database.write() as session:
        job_id = a_plan(session).job_id
    for fields in ({"job_id": "job_of_nobody", "event": "state"}, {"job_id": job_id, "event": "rumour"}):
        with pytest.raises(IntegrityError), database.write() as session:
            session.add(EventRow(id=9, created_at=NOON, document=b"{}", **fields))
