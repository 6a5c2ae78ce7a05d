from datetime import date

import pytest
from sqlmodel import func, select

from api.storage.repositories.jobs import Jobs
from api.storage.repositories.leases import Leases
from api.storage.repositories.plans import Plans
from api.storage.tables import EventRow
from tests.api.storage.repositories.test_jobs import told
from tests.api.storage.rows import NOON, a_plan, after, at_once, progress

LEASE = 10


def queue(database, count=1):
    with database.write() as session:
        return [Jobs(session, "ours").add("plan", f"plan_{number}", b"work", NOON).id for number in range(count)]


def claim(database, worker="worker", at=NOON):
    with database.write() as session:
        return Leases(session).claim(worker, at, LEASE)


def job_of(database, job_id):
    with database.read() as session:
        return Jobs(session, "ours").get(job_id)


def test_a_claimed_job_runs_and_brings_what_to_work_on(database):
    (job_id,) = queue(database)
    job = claim(database, "worker-1", after(1))
    assert (job.id, job.payload, job.workspace_id) == (job_id, b"work", "ours")
    assert (job.state, job.attempt, job.worker) == ("running", 1, "worker-1")
    assert (job.started_at, job.lease_until) == (after(1), after(1 + LEASE))
    with database.read() as session:
        assert [(one.state, one.at) for one in told(session, job_id)] == [("queued", NOON), ("running", after(1))]


def test_the_oldest_job_is_claimed_first_whoevers_it_is(database):
    with database.write() as session:
        ids = [Jobs(session, whose).add("plan", "plan_1", b"", NOON).id for whose in ("theirs", "ours", "theirs")]
    assert [claim(database).id for _ in ids] == ids
    assert claim(database) is None


def test_four_threads_never_get_one_job_twice(database):
    ids = queue(database, 60)

    def work():
        claimed = []
        while (job := claim(database)) is not None:
            claimed.append(job.id)
        return claimed

    claimed = [job_id for one in at_once(*[work] * 4) for job_id in one]
    # PostgreSQL passes over what another is claiming: a thread may find nothing and go while a claim is rolled back,
    # which none is here.
    assert sorted(claimed) == ids


def test_a_claim_does_not_wait_for_another_that_is_being_made(database):
    if database.dialect == "sqlite":
        pytest.skip("on SQLite one writes at a time")
    first, second = queue(database, 2)
    with database.write() as session:
        assert Leases(session).claim("slow", NOON, LEASE).id == first
        assert claim(database, "quick").id == second
        assert claim(database, "quick") is None


def test_a_lease_that_is_kept_is_not_taken(database):
    (job_id,) = queue(database)
    claim(database)
    with database.write() as session:
        assert Leases(session).heartbeat(job_id, 1, after(25)) == "kept"
    assert claim(database, at=after(24)) is None
    assert job_of(database, job_id).lease_until == after(25)


def test_a_silent_worker_s_job_is_taken_up_again(database):
    (job_id,) = queue(database)
    with database.write() as session:
        Leases(session).claim("first", NOON, LEASE)
        Leases(session).progress(job_id, 1, progress(7), after(1))
    assert claim(database, "second", after(LEASE - 0.001)) is None
    job = claim(database, "second", after(LEASE))
    assert (job.id, job.attempt, job.worker, job.payload) == (job_id, 2, "second", b"work")
    assert job.started_at == NOON
    assert job.progress is None  # the first one's search is lost


def test_a_late_worker_changes_nothing(database):
    with database.write() as session:
        plan = a_plan(session)
    first = claim(database, "first")
    claim(database, "second", after(LEASE))
    with database.write() as session:
        Leases(session).progress(plan.job_id, 2, progress(3), after(LEASE + 1))
    before = job_of(database, plan.job_id)

    with database.write() as session:
        leases = Leases(session)
        assert leases.heartbeat(plan.job_id, first.attempt, after(99)) == "lost"
        assert leases.progress(plan.job_id, first.attempt, progress(1), after(12)) is False
        assert leases.finish(plan.job_id, first.attempt, "succeeded", None, after(12)) is False
        assert leases.release(plan.job_id, first.attempt) is False

    assert job_of(database, plan.job_id) == before
    with database.write() as session:
        assert [one.id for one in told(session, plan.job_id)] == [1, 2, 3, 4]
        assert Leases(session).finish(plan.job_id, 2, "succeeded", None, after(13))


def test_of_two_workers_that_finish_at_once_one_stores_its_answer(database):
    with database.write() as session:
        plan = a_plan(session)
    claim(database, "first")
    claim(database, "second", after(LEASE))

    def finish(attempt):
        with database.write() as session:
            done = Leases(session).finish(plan.job_id, attempt, "succeeded", None, after(12))
            if done:
                answer = {"status": "optimal", "finish": date(2028, 1, 7), "etag": f'"{attempt}"'}
                Plans(session, "ours").set_result(plan.id, document=b"{}", **answer)
            return done

    assert at_once(lambda: finish(1), lambda: finish(2), lambda: finish(1)) == [False, True, False]
    with database.read() as session:
        assert Plans(session, "ours").document(plan.id) == (b"{}", '"2"')


@pytest.mark.parametrize(("state", "error"), [("succeeded", None), ("failed", b'{"detail":"x"}'), ("cancelled", None)])
def test_a_job_ends_once(database, state, error):
    (job_id,) = queue(database)
    claim(database)
    with database.write() as session:
        leases = Leases(session)
        leases.progress(job_id, 1, progress(7), after(1))
        assert leases.finish(job_id, 1, state, error, after(2))
        assert not leases.finish(job_id, 1, "failed", b"again", after(3))
        assert not leases.progress(job_id, 1, progress(8), after(3))
        assert leases.heartbeat(job_id, 1, after(30)) == "lost"
        assert leases.claim("another", after(100), LEASE) is None
        events = told(session, job_id)
    job = job_of(database, job_id)
    assert (job.state, job.error, job.finished_at, job.lease_until) == (state, error, after(2), None)
    assert [(one.event, one.state) for one in events[-2:]] == [("progress", "running"), ("state", state)]
    assert events[-1].progress.value == 7


def test_progress_is_stored_and_told(database):
    (job_id,) = queue(database)
    claim(database)
    with database.write() as session:
        assert Leases(session).progress(job_id, 1, progress(7), after(1))
        (event,) = told(session, job_id, since=2)
    assert job_of(database, job_id).progress == progress(7)
    assert (event.id, event.event, event.at, event.state, event.progress.value) == (
        3,
        "progress",
        after(1),
        "running",
        7,
    )


def test_a_worker_is_told_of_a_cancel_by_its_heartbeat(database):
    (job_id,) = queue(database)
    claim(database)
    with database.write() as session:
        Jobs(session, "ours").request_cancel(job_id, after(1))
        assert Leases(session).heartbeat(job_id, 1, after(20)) == "cancel"
    assert job_of(database, job_id).lease_until == after(20)


def test_a_worker_of_a_deleted_plan_finds_its_job_lost(database):
    with database.write() as session:
        plan = a_plan(session)
        Leases(session).claim("worker", NOON, LEASE)
        Plans(session, "ours").delete(plan.id)
    with database.write() as session:
        leases = Leases(session)
        assert leases.heartbeat(plan.job_id, 1, after(20)) == "lost"
        assert not leases.progress(plan.job_id, 1, progress(1), after(1))
        assert not leases.finish(plan.job_id, 1, "succeeded", None, after(1))
        assert session.exec(select(func.count()).select_from(EventRow)).one() == 0


def test_a_job_given_back_is_queued_again_and_what_was_its_worker_is_fenced_off(database):
    (job_id,) = queue(database)
    claim(database, "first")
    with database.write() as session:
        assert Leases(session).release(job_id, 1)
        assert not Leases(session).release(job_id, 1)
        assert [one.state for one in told(session, job_id)] == ["queued", "running", "queued"]
    job = job_of(database, job_id)
    assert (job.state, job.worker, job.lease_until) == ("queued", None, None)
    # The number of the attempt is not used again: else the first worker, still about, would write for the second.
    assert claim(database, "second", after(1)).attempt == 2
    with database.write() as session:
        assert not Leases(session).finish(job_id, 1, "succeeded", None, after(2))


def test_a_job_is_given_up_when_its_workers_have_gone_too_often(database):
    (job_id,) = queue(database)
    for attempt in range(3):
        assert claim(database, at=after(attempt * LEASE)).attempt == attempt + 1
        with database.write() as session:
            ended = Leases(session).give_up(after(attempt * LEASE + 9), 3, b"gone")
            assert ended == []  # its lease has not ended
    with database.write() as session:
        assert Leases(session).give_up(after(3 * LEASE), 4, b"gone") == []
        assert Leases(session).give_up(after(3 * LEASE), 3, b"gone") == [job_id]
        assert Leases(session).give_up(after(3 * LEASE), 3, b"gone") == []
        assert told(session, job_id)[-1].state == "failed"
    job = job_of(database, job_id)
    assert (job.state, job.error, job.finished_at) == ("failed", b"gone", after(3 * LEASE))
    assert claim(database, at=after(999)) is None


def test_attempts_that_were_given_back_do_not_count_against_a_job(database):
    (job_id,) = queue(database)
    for attempt in (1, 2):
        claim(database)
        with database.write() as session:
            Leases(session).release(job_id, attempt)
    claim(database)
    with database.write() as session:
        assert Leases(session).give_up(after(LEASE), 2, b"gone") == []
        assert Leases(session).give_up(after(LEASE), 1, b"gone") == [job_id]


def test_all_that_is_hopeless_is_given_up_at_once(database):
    ids = queue(database, 3)
    claim(database)
    claim(database)
    with database.write() as session:
        assert sorted(Leases(session).give_up(after(LEASE), 1, b"gone")) == ids[:2]
        for job_id in ids[:2]:
            assert [one.state for one in told(session, job_id)] == ["queued", "running", "failed"]


def test_the_jobs_of_a_dead_worker_are_taken_up_at_once(database):
    first, second = queue(database, 2)
    claim(database, "dead")
    claim(database, "alive")
    with database.write() as session:
        assert Leases(session).abandon("dead", after(1)) == 1
        assert Leases(session).abandon("dead", after(1)) == 0
    job = claim(database, "alive", after(1))
    assert (job.id, job.attempt) == (first, 2)
    assert claim(database, "alive", after(1)) is None
    assert job_of(database, second).lease_until == after(LEASE)


def test_the_jobs_of_all_workers_are_taken_up_when_all_are_dead(database):
    ids = queue(database, 3)
    for worker in ("one", "two"):
        claim(database, worker)
    with database.write() as session:
        assert Leases(session).abandon(None, after(1)) == 2
    assert [claim(database, at=after(1)).id for _ in ids] == ids


def test_a_job_that_has_to_wait_is_not_claimed_before_its_time_and_no_attempt_is_lost(database):
    first, second = queue(database, 2)
    claim(database)
    with database.write() as session:
        assert Leases(session).release(first, 1, after(100))
    waiting = job_of(database, first)
    assert (waiting.state, waiting.wake_at, waiting.released) == ("queued", after(100), 1)
    assert claim(database, at=after(50)).id == second
    with database.write() as session:
        assert Leases(session).finish(second, 1, "succeeded", None, after(51))
    assert claim(database, at=after(99)) is None
    taken = claim(database, at=after(100))
    assert (taken.id, taken.attempt, taken.wake_at) == (first, 2, None)


def test_whoever_has_lost_a_job_cannot_make_it_wait(database):
    (job_id,) = queue(database)
    claim(database)
    claim(database, at=after(LEASE))
    with database.write() as session:
        assert not Leases(session).release(job_id, 1, after(100))
    assert job_of(database, job_id).wake_at is None


def test_a_waiting_job_ends_at_once_when_its_end_is_asked_for(database):
    (job_id,) = queue(database)
    claim(database)
    with database.write() as session:
        Leases(session).release(job_id, 1, after(100))
        ended = Jobs(session, "ours").request_cancel(job_id, after(1))
    assert (ended.state, ended.wake_at) == ("cancelled", None)


def test_a_job_whose_end_was_asked_for_in_the_moment_does_not_wait(database):
    (job_id,) = queue(database)
    claim(database)
    with database.write() as session:
        Jobs(session, "ours").request_cancel(job_id, NOON)
        assert Leases(session).release(job_id, 1, after(100))
    assert claim(database, at=after(1)).id == job_id
    with database.write() as session:
        assert Leases(session).heartbeat(job_id, 2, after(20)) == "cancel"
