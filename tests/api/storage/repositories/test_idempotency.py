import threading
from contextlib import suppress

import pytest
from sqlalchemy.exc import IntegrityError

from api.storage.repositories.idempotency import Idempotency
from api.storage.repositories.jobs import Jobs
from tests.api.storage.rows import NOON, Failed, after, at_once


def keep(session, key="retry-1", workspace="ours", at=NOON, **given):
    answer = {"fingerprint": "f" * 64, "status": 202, "location": "/v1/jobs/job_1", "document": b'{"id":"job_1"}'}
    Idempotency(session, workspace).keep(key, at=at, **(answer | given))


def test_an_answer_is_given_again_as_it_was(database):
    with database.write() as session:
        assert Idempotency(session, "ours").find("retry-1") is None
        keep(session)
    with database.read() as session:
        row = Idempotency(session, "ours").find("retry-1")
    assert (row.fingerprint, row.status, row.location) == ("f" * 64, 202, "/v1/jobs/job_1")
    assert (row.document, row.created_at) == (b'{"id":"job_1"}', NOON)


def test_an_answer_is_kept_with_what_was_done_or_not_at_all(database):
    with suppress(Failed), database.write() as session:
        keep(session)
        raise Failed
    with database.read() as session:
        assert Idempotency(session, "ours").find("retry-1") is None


def test_requests_with_one_key_at_once_do_the_work_once(database):
    def post():
        with database.write() as session:
            kept = Idempotency(session, "ours")
            row = kept.find("retry-1")
            if row is None:
                job = Jobs(session, "ours").add("plan", "plan_1", b"", NOON)
                keep(session, document=job.id.encode())
                return job.id
            return row.document.decode()

    assert len(set(at_once(*[post] * 8))) == 1
    with database.read() as session:
        assert Jobs(session, "ours").active() == 1


def test_requests_with_different_keys_do_not_wait_for_each_other(database):
    if database.dialect == "sqlite":
        pytest.skip("on SQLite one writes at a time")
    found = threading.Event()

    def other():
        with database.write() as session:
            Idempotency(session, "ours").find("retry-2")
        with database.write() as session:
            Idempotency(session, "theirs").find("retry-1")
        found.set()

    with database.write() as session:
        Idempotency(session, "ours").find("retry-1")
        thread = threading.Thread(target=other)
        thread.start()
        assert found.wait(10)
        thread.join()


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_no_key_is_empty_or_longer_than_255(database, key):
    with pytest.raises(Exception, match=r"idempotency|too long"), database.write() as session:
        keep(session, key)


def test_a_key_is_kept_once(database):
    with database.write() as session:
        keep(session)
    with pytest.raises(IntegrityError), database.write() as session:
        keep(session)


def test_old_answers_are_forgotten(database):
    with database.write() as session:
        keep(session, "old", at=NOON)
        keep(session, "new", at=after(1))
        keep(session, "theirs", workspace="theirs", at=NOON)
        ours = Idempotency(session, "ours")
        assert ours.forget_before(after(1)) == 1
        assert ours.find("old") is None
        assert ours.find("new") is not None
        assert Idempotency(session, "theirs").find("theirs") is not None
