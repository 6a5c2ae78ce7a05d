import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import func, select, update

from api.storage.repositories.jobs import Jobs
from api.storage.repositories.leases import Leases
from api.storage.repositories.studies import Studies
from api.storage.tables import AnswerRow, EventRow, JobRow, StudyRow
from tests.api.storage.rows import NOON, a_study, at_once


def rows(database):
    with database.read() as session:
        tables = (StudyRow, AnswerRow, JobRow, EventRow)
        return [session.exec(select(func.count()).select_from(table)).one() for table in tables]


def test_a_new_study_has_the_state_of_its_job_and_no_result(database):
    with database.write() as session:
        row = a_study(session)
    with database.read() as session:
        entry = Studies(session, "ours").get(row.id)
        assert (entry.state, entry.kind, entry.proven) == ("queued", "grid", None)
        assert (entry.asked, entry.document, entry.job_id) == (b"{}", None, row.job_id)
        assert Jobs(session, "ours").get(row.job_id).kind == "study"


def test_a_result_is_read_as_it_was_stored(database):
    with database.write() as session:
        row = a_study(session)
        assert Studies(session, "ours").set_result(row.id, proven=False, document=b"[]")
        assert not Studies(session, "ours").set_result("std_of_nobody", proven=True, document=b"[]")
    with database.read() as session:
        entry = Studies(session, "ours").get(row.id)
        assert (entry.document, entry.proven) == (b"[]", False)


def test_a_result_is_proven_or_not(database):
    with database.write() as session:
        row = a_study(session)
    half = update(StudyRow).where(StudyRow.id == row.id).values(document=b"[]")
    with pytest.raises(IntegrityError), database.write() as session:
        session.exec(half)


def test_pages_hold_studies_alone_newest_first(database):
    with database.write() as session:
        ids = [a_study(session, kind=kind).id for kind in ("grid", "comparison", "least", "comparison", "tornado")]
    with database.read() as session:
        studies = Studies(session, "ours")
        first, after = studies.page(after=None, limit=2)
        assert ([one.id for one in first], after) == ([ids[4], ids[2]], ids[2])
        second, end = studies.page(after=after, limit=2)
        assert ([one.kind for one in second], end) == (["grid"], None)
        oldest, _ = studies.page(after=None, limit=9, newest_first=False)
        assert [one.id for one in oldest] == [ids[0], ids[2], ids[4]]


def test_a_study_is_no_comparison_and_is_not_deleted_as_one(database):
    with database.write() as session:
        study, comparison = a_study(session), a_study(session, kind="comparison")
        studies, comparisons = Studies(session, "ours"), Studies(session, "ours", "comparison")
        assert studies.get(comparison.id) is None
        assert comparisons.get(study.id) is None
        assert studies.delete(comparison.id) is None
        assert comparisons.delete(study.id) is None
    assert rows(database) == [2, 0, 2, 2]


def test_an_answer_is_kept_once_and_is_of_its_study_alone(database):
    with database.write() as session:
        study, other = a_study(session), a_study(session)
        studies = Studies(session, "ours")
        assert studies.keep(study.id, "key", b"first")
        assert not studies.keep(study.id, "key", b"second")
        assert not studies.keep("std_of_nobody", "key", b"")
    with database.read() as session:
        assert Studies(session, "ours").kept(study.id, "key") == b"first"
        assert Studies(session, "ours").kept(study.id, "other") is None
        assert Studies(session, "ours").kept(other.id, "key") is None


def test_answers_go_when_there_is_a_result_and_none_is_kept_after(database):
    with database.write() as session:
        study, other = a_study(session), a_study(session)
        studies = Studies(session, "ours")
        for one in (study, other):
            assert studies.keep(one.id, "key", b"{}")
        assert studies.set_result(study.id, proven=True, document=b"{}")
        assert studies.kept(study.id, "key") is None
        assert not studies.keep(study.id, "late", b"{}")
        assert studies.kept(other.id, "key") == b"{}"


def test_a_deleted_study_goes_with_its_answers_its_job_and_its_events(database):
    with database.write() as session:
        study, other = a_study(session), a_study(session)
        studies = Studies(session, "ours")
        assert studies.keep(study.id, "key", b"{}")
        assert studies.delete(study.id).job_id == study.job_id
        assert studies.delete(study.id) is None
        assert studies.get(other.id).id == other.id
    assert rows(database) == [1, 0, 1, 1]


def test_a_study_that_is_deleted_while_an_answer_is_kept_is_gone_with_it(database):
    for _ in range(20):
        with database.write() as session:
            study = a_study(session)

        def keep(study=study):
            with database.write() as session:
                return Studies(session, "ours").keep(study.id, "key", b"{}")

        def delete(study=study):
            with database.write() as session:
                return Studies(session, "ours").delete(study.id)

        _, deleted = at_once(keep, delete)
        assert deleted.id == study.id
        assert rows(database) == [0] * 4


def test_a_study_that_ends_while_an_answer_is_kept_has_none_left(database):
    for _ in range(20):
        with database.write() as session:
            study = a_study(session)
            job = Leases(session).claim("worker", NOON, 10)
            assert job.id == study.job_id

        def keep(study=study):
            with database.write() as session:
                return Studies(session, "ours").keep(study.id, "key", b"{}")

        def end(study=study):
            with database.write() as session:
                done = Leases(session).finish(study.job_id, 1, "succeeded", None, NOON)
                return done and Studies(session, "ours").set_result(study.id, proven=True, document=b"{}")

        _, ended = at_once(keep, end)
        assert ended
        with database.read() as session:
            assert session.exec(select(func.count()).select_from(AnswerRow)).one() == 0
