from sqlmodel import func, select

from api.storage.repositories.jobs import Jobs
from api.storage.repositories.leases import Leases
from api.storage.repositories.plans import Plans
from api.storage.repositories.questions import Questions
from api.storage.tables import EventRow, JobRow, PlanRow, QuestionRow
from clients.sdk.types import JobFinding
from planner.plans import Conflict
from tests.api.storage.rows import NOON, a_plan, a_question, at_once

FINDING = JobFinding.of(Conflict((), proven=True))


def test_a_new_question_has_the_state_of_its_job_and_no_answer(database):
    with database.write() as session:
        plan = a_plan(session)
        row = a_question(session, plan.id)
    with database.read() as session:
        entry = Questions(session, "ours").get(plan.id, row.id)
        assert (entry.state, entry.document, entry.question) == ("queued", None, b"{}")
        assert (entry.plan_id, entry.job_id) == (plan.id, row.job_id)
        assert Jobs(session, "ours").get(row.job_id).kind == "question"


def test_an_answer_is_read_as_it_was_stored(database):
    with database.write() as session:
        plan = a_plan(session)
        row = a_question(session, plan.id)
        assert Questions(session, "ours").set_answer(row.id, b"[]")
        assert not Questions(session, "ours").set_answer("qst_of_nobody", b"[]")
    with database.read() as session:
        assert Questions(session, "ours").get(plan.id, row.id).document == b"[]"
        assert Questions(session, "ours").get("plan_of_nobody", row.id) is None


def test_what_is_found_is_told_by_who_holds_the_job_and_numbered_with_the_rest(database):
    with database.write() as session:
        plan = a_plan(session)
        leases = Leases(session)
        leases.claim("worker", NOON, 10)
        assert leases.found(plan.job_id, 1, FINDING, NOON)
        assert not leases.found(plan.job_id, 2, FINDING, NOON)
        assert leases.finish(plan.job_id, 1, "succeeded", None, NOON)
        assert not leases.found(plan.job_id, 1, FINDING, NOON)
        events = Jobs(session, "ours").events(plan.job_id, 0, 9)
    assert [(one.id, one.event) for one in events] == [(1, "state"), (2, "state"), (3, "finding"), (4, "state")]


def test_a_plan_that_is_deleted_while_it_is_asked_about_is_gone_with_the_question(database):
    for _ in range(20):
        with database.write() as session:
            plan = a_plan(session)

        def ask(plan=plan):
            with database.write() as session:
                held = Plans(session, "ours").hold(plan.id)
                if held:
                    a_question(session, plan.id)
                return held

        def delete(plan=plan):
            with database.write() as session:
                return Plans(session, "ours").delete(plan.id)

        _, deleted = at_once(ask, delete)
        assert deleted.id == plan.id
        with database.read() as session:
            tables = (PlanRow, QuestionRow, JobRow, EventRow)
            assert [session.exec(select(func.count()).select_from(table)).one() for table in tables] == [0] * 4


def test_a_plan_that_is_deleted_while_its_question_is_answered_is_gone_with_it(database):
    for _ in range(20):
        with database.write() as session:
            plan = a_plan(session)
            Jobs(session, "ours").request_cancel(plan.job_id, NOON)
            row = a_question(session, plan.id)
            job = Leases(session).claim("worker", NOON, 10)
            assert job.id == row.job_id

        def answer(row=row):
            with database.write() as session:
                done = Leases(session).finish(row.job_id, 1, "succeeded", None, NOON)
                return done and Questions(session, "ours").set_answer(row.id, b"[]")

        def delete(plan=plan):
            with database.write() as session:
                return Plans(session, "ours").delete(plan.id)

        at_once(answer, delete)
        with database.read() as session:
            tables = (PlanRow, QuestionRow, JobRow, EventRow)
            assert [session.exec(select(func.count()).select_from(table)).one() for table in tables] == [0] * 4
