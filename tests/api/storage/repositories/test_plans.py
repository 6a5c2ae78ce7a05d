import re
from datetime import date

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlmodel import func, insert, select, text

from api.storage.ids import new_id
from api.storage.repositories.jobs import Jobs
from api.storage.repositories.leases import Leases
from api.storage.repositories.plans import Plans
from api.storage.tables import EventRow, JobRow, PlanRow
from tests.api.storage.rows import NOON, a_plan, after, at_once

DOCUMENT = b'{"status":"optimal"}'
ANSWER = {"status": "optimal", "finish": date(2028, 3, 31), "etag": '"abc"', "document": DOCUMENT}


@pytest.fixture
def ten_thousand(database):
    """Ten thousand plans of ours, with documents of 20 kB, and a hundred of theirs between them."""
    with database.write() as session:
        plans, jobs = [], []
        for number in range(10_100):
            workspace = "theirs" if number % 101 == 0 else "ours"
            plan_id, job_id = new_id("plan"), new_id("job")
            ended = number % 10 > 0
            jobs.append(
                {"id": job_id, "workspace_id": workspace, "kind": "plan", "subject_id": plan_id, "attempt": 1}
                | {"state": "succeeded" if ended else "queued", "finished_at": NOON if ended else None}
                | {"released": 0, "cancel_requested": False, "last_event": 1, "payload": b"p" * 2000}
                | {"created_at": NOON}
            )
            plans.append(
                {"id": plan_id, "workspace_id": workspace, "job_id": job_id, "catalog": "ai-maturity@1.0.0"}
                | {"current": 2, "target": 4, "start": date(2027, 1, 4), "created_at": NOON}
                | {"status": "optimal" if ended else None, "etag": '"abc"' if ended else None}
                | {"document": b"d" * 20_000 if ended else None}
            )
        session.connection().execute(insert(JobRow), jobs)
        session.connection().execute(insert(PlanRow), plans)
        if database.dialect == "postgresql":
            session.connection().execute(text("ANALYZE"))  # what the server does by itself within a minute
    return [plan["id"] for plan in plans if plan["workspace_id"] == "ours"]


def count(session, table):
    return session.exec(select(func.count()).select_from(table)).one()


def test_a_new_plan_has_the_state_of_its_job_and_no_answer(database):
    with database.write() as session:
        row = a_plan(session, name="Two years", deadline=date(2028, 12, 31))
        entry = Plans(session, "ours").get(row.id)
        assert Plans(session, "ours").document(row.id) is None
    assert (entry.name, entry.current, entry.target, entry.start) == ("Two years", 2, 4, date(2027, 1, 4))
    assert (entry.deadline, entry.created_at, entry.job_id) == (date(2028, 12, 31), NOON, row.job_id)
    assert (entry.state, entry.status, entry.finish, entry.etag) == ("queued", None, None, None)


def test_an_answer_is_served_as_it_was_stored(database):
    with database.write() as session:
        row = a_plan(session)
        assert Plans(session, "ours").set_result(row.id, **ANSWER)
    with database.read() as session:
        plans = Plans(session, "ours")
        assert plans.document(row.id) == (DOCUMENT, '"abc"')
        assert (plans.get(row.id).status, plans.get(row.id).finish) == ("optimal", date(2028, 3, 31))
        assert plans.document("plan_of_nobody") is None
        assert plans.get("plan_of_nobody") is None


def test_an_answer_to_a_plan_that_is_gone_says_so(database):
    with database.write() as session:
        assert not Plans(session, "ours").set_result("plan_of_nobody", **ANSWER)


@pytest.mark.parametrize(
    "half", [{"document": None}, {"status": None}, {"etag": None}, {"status": "perfect"}], ids=["d", "s", "e", "p"]
)
def test_half_an_answer_is_refused(database, half):
    with database.write() as session:
        row = a_plan(session)
    with pytest.raises(IntegrityError), database.write() as session:
        Plans(session, "ours").set_result(row.id, **(ANSWER | half))


def test_plans_come_in_pages_newest_first_or_last(database):
    with database.write() as session:
        ids = [a_plan(session).id for _ in range(5)]
        plans = Plans(session, "ours")

        def walked(**order):
            seen, following = [], None
            for _ in range(3):
                entries, following = plans.page(after=following, limit=2, **order)
                seen.append([entry.id for entry in entries])
            assert following is None
            return seen

        assert walked() == [[ids[4], ids[3]], [ids[2], ids[1]], [ids[0]]]
        assert walked(newest_first=False) == [[ids[0], ids[1]], [ids[2], ids[3]], [ids[4]]]


def test_a_page_that_is_just_full_is_the_last(database):
    with database.write() as session:
        for _ in range(2):
            a_plan(session)
        entries, following = Plans(session, "ours").page(after=None, limit=2)
        assert (len(entries), following) == (2, None)


def test_what_is_made_or_deleted_meanwhile_does_not_shift_a_list(database):
    with database.write() as session:
        plans = Plans(session, "ours")
        ids = [a_plan(session).id for _ in range(4)]
        _, following = plans.page(after=None, limit=2)
        a_plan(session)
        plans.delete(following)
        entries, _ = plans.page(after=following, limit=2)
        assert [entry.id for entry in entries] == [ids[1], ids[0]]


def test_plans_are_listed_by_status_and_by_state(database):
    with database.write() as session:
        plans, jobs = Plans(session, "ours"), Jobs(session, "ours")
        answered, waiting, cancelled = (a_plan(session) for _ in range(3))
        job = Leases(session).claim("worker", NOON, 10)
        assert job.id == answered.job_id
        Leases(session).finish(job.id, 1, "succeeded", None, NOON)
        plans.set_result(answered.id, **ANSWER)
        jobs.request_cancel(cancelled.job_id, after(1))

        def listed(**filters):
            return [entry.id for entry in plans.page(after=None, limit=9, **filters)[0]]

        assert listed(status="optimal") == listed(state="succeeded") == [answered.id]
        assert listed(state="queued") == [waiting.id]
        assert listed(state="cancelled") == [cancelled.id]
        assert listed(state="queued", status="optimal") == []
        assert listed() == [cancelled.id, waiting.id, answered.id]


def test_a_deleted_plan_takes_its_job_and_events_along(database):
    with database.write() as session:
        gone, other = a_plan(session), a_plan(session)
        plans = Plans(session, "ours")
        assert plans.delete(gone.id).id == gone.id
        assert plans.delete(gone.id) is None
        assert plans.get(gone.id) is None
        assert Jobs(session, "ours").get(gone.job_id) is None
        assert plans.get(other.id).state == "queued"
        assert (count(session, PlanRow), count(session, JobRow), count(session, EventRow)) == (1, 1, 1)


def test_a_plan_that_is_deleted_while_its_answer_is_stored_is_gone(database):
    for _ in range(20):
        with database.write() as session:
            row = a_plan(session)
            job = Leases(session).claim("worker", NOON, 10)

        def answer(row=row, job=job):
            with database.write() as session:
                done = Leases(session).finish(job.id, job.attempt, "succeeded", None, NOON)
                return done and Plans(session, "ours").set_result(row.id, **ANSWER)

        def delete(row=row):
            with database.write() as session:
                return Plans(session, "ours").delete(row.id)

        _, deleted = at_once(answer, delete)
        assert deleted.id == row.id
        with database.read() as session:
            assert [count(session, table) for table in (PlanRow, JobRow, EventRow)] == [0, 0, 0]


def test_a_page_of_ten_thousand_reads_its_own_rows_alone_and_no_document(database, ten_thousand):
    some = ({}, {"status": "optimal"}, {"state": "queued"}, {"state": "succeeded"}, {"newest_first": False})
    asked = []
    with database.read() as session:
        event.listen(session.connection(), "before_cursor_execute", lambda *given: asked.append(given[2:4]))
        for filters, listed in (*((one, 50) for one in some), ({"state": "running"}, 0), ({"status": "unknown"}, 0)):
            for after_id in (None, ten_thousand[5000]):
                entries, following = Plans(session, "ours").page(after=after_id, limit=50, **filters)
                assert len(entries) == listed
                assert (following is not None) == (listed > 0)
        for statement, parameters in tuple(asked):
            assert "document" not in statement
            assert "payload" not in statement
            ways = how(session.connection(), statement, parameters)
            assert not [way for way in ways if re.search("SCAN|TEMP B-TREE|Seq Scan|Sort", way)]


def how(connection, statement, parameters):
    """Ask the database in what way it finds the rows."""
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return [str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {statement}", parameters)]
