import sqlite3
import subprocess
import sys
import threading
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlmodel import col, func, select, text, update

from api.storage import database as module
from api.storage import migrating
from api.storage.database import Busy, Database, UnusableAddress, now
from api.storage.repositories.keys import Keys, ensure_workspace
from api.storage.repositories.scenarios import Scenarios
from api.storage.tables import KeyRow, ScenarioRow, WorkspaceRow
from tests.api.storage.rows import NOON, Failed, a_key, a_scenario, at_once

THREADS, EACH = 6, 25


@pytest.fixture
def counter(database):
    with database.write() as session:
        Scenarios(session, "ours").add(row := a_scenario(name="counter"))
    return row.id


def test_what_is_written_is_there_at_the_end_of_the_block(database):
    with database.write() as session:
        Keys(session, "ours").add(row := a_key())
    with database.read() as session:
        assert Keys(session, "ours").get(row.id) == row


def test_a_row_can_be_read_after_its_session(database, counter):
    with database.write() as session:
        row = Scenarios(session, "ours").get(counter)
    assert row.name == "counter"


def test_an_error_takes_back_all_that_the_block_wrote(database):
    with suppress(Failed), database.write() as session:
        Keys(session, "ours").add(a_key())
        raise Failed
    with database.read() as session:
        assert session.exec(select(func.count()).select_from(KeyRow)).one() == 0


def test_a_commit_inside_of_the_block_is_not_the_end_of_the_transaction(database):
    with suppress(Failed), database.write() as session:
        Keys(session, "ours").add(a_key())
        session.commit()
        raise Failed
    with database.read() as session:
        assert session.exec(select(func.count()).select_from(KeyRow)).one() == 0


def test_a_reader_cannot_write(database):
    with pytest.raises(DBAPIError, match=r"readonly|read-only"), database.read() as session:
        ensure_workspace(session, "sneaked in")


def test_a_reader_sees_one_state_however_long_it_reads(database):
    def count(session):
        return session.exec(select(func.count()).select_from(WorkspaceRow)).one()

    with database.read() as reader:
        seen = count(reader)
        with database.write() as session:
            ensure_workspace(session, "new")
        assert count(reader) == seen
    with database.read() as reader:
        assert count(reader) == seen + 1


def test_a_read_does_not_wait_for_a_writer(database):
    with database.write() as session:
        ensure_workspace(session, "new")
        with database.read() as reader:
            assert reader.get(WorkspaceRow, "new") is None


def test_no_increment_of_what_was_read_is_lost(database, counter):
    def increments():
        for _ in range(EACH):
            with database.write() as session:
                row = session.exec(select(ScenarioRow).where(ScenarioRow.id == counter).with_for_update()).one()
                row.version += 1

    at_once(*[increments] * THREADS)
    with database.read() as session:
        assert session.get(ScenarioRow, counter).version == 1 + THREADS * EACH


def test_no_increment_by_a_statement_is_lost(database, counter):
    def increments():
        for _ in range(EACH):
            with database.write() as session:
                session.exec(update(ScenarioRow).values(version=ScenarioRow.version + 1))

    at_once(*[increments] * THREADS)
    with database.read() as session:
        assert session.get(ScenarioRow, counter).version == 1 + THREADS * EACH


def test_no_increment_of_other_processes_is_lost(database, counter):
    code = f"""
from sqlmodel import select
from api.storage.database import Database
from api.storage.tables import ScenarioRow
database = Database({database.url!r})
for _ in range({EACH}):
    with database.write() as session:
        session.exec(select(ScenarioRow).with_for_update()).one().version += 1
database.close()
"""
    running = [subprocess.Popen([sys.executable, "-W", "error", "-c", code]) for _ in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    with database.read() as session:
        assert session.get(ScenarioRow, counter).version == 1 + 3 * EACH


def test_more_threads_than_connections_take_turns(database):
    with Database(database.url, pool_size=2) as few:

        def work(number):
            for _ in range(10):
                with few.read() as session:
                    session.exec(select(WorkspaceRow)).all()
                with few.write() as session:
                    ensure_workspace(session, f"workspace {number}")

        at_once(*[lambda number=number: work(number) for number in range(12)])
        with few.read() as session:
            assert session.exec(select(func.count()).select_from(WorkspaceRow)).one() == 2 + 12


def test_a_full_pool_is_a_busy_database(database, monkeypatch):
    monkeypatch.setattr(module, "_WAIT_S", 0.05)
    with Database(database.url, pool_size=1) as few, few.read(), pytest.raises(Busy, match="in use"), few.read():
        pass


def test_a_second_writer_of_this_process_is_told_that_the_database_is_busy(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_WAIT_S", 0.05)
    with ExitStack() as stack:
        database = stack.enter_context(Database(f"sqlite:///{tmp_path}/a.db"))
        stack.enter_context(database.write())
        with pytest.raises(Busy, match="wrote"), database.write():
            pass


def test_a_writer_of_another_process_makes_the_database_busy(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_WAIT_S", 0.05)
    with ExitStack() as stack:
        first, second = (stack.enter_context(Database(f"sqlite:///{tmp_path}/a.db")) for _ in range(2))
        stack.enter_context(first.write())
        with pytest.raises(Busy, match="wrote"), second.write():
            pass
    with Database(f"sqlite:///{tmp_path}/a.db") as database, database.write() as session:
        session.exec(select(1))


def test_sqlite_is_set_up_on_every_connection(tmp_path):
    with Database(f"sqlite:///{tmp_path}/a.db") as database, ExitStack() as stack:
        for _ in range(3):
            with database.write() as session:
                pragma = {
                    name: session.connection().execute(text(f"PRAGMA {name}")).scalar()
                    for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
                }
            assert pragma == {"journal_mode": "wal", "synchronous": 1, "busy_timeout": 5000, "foreign_keys": 1}
            session = stack.enter_context(database.read())  # kept open, so that the next is another connection
            assert session.connection().execute(text("PRAGMA busy_timeout")).scalar() == 5000


def test_many_processes_may_open_a_new_file_at_once(tmp_path):
    url = f"sqlite:///{tmp_path}/new.db"
    code = f"""
from api.storage import migrating
from api.storage.database import Database
database = Database({url!r})
migrating.prepare(database)
database.close()
"""
    running = [subprocess.Popen([sys.executable, "-W", "error", "-c", code]) for _ in range(4)]
    assert [process.wait(60) for process in running] == [0] * 4
    with Database(url) as database:
        assert migrating.current(database) == migrating.head()


def test_times_come_back_in_utc_as_they_went_in(database):
    summer = datetime(2027, 7, 1, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    with database.write() as session:
        Keys(session, "ours").add(row := a_key(expires_at=summer))
    with database.read() as session:
        expires_at = session.exec(select(KeyRow.expires_at).where(KeyRow.id == row.id)).one()
    assert expires_at == summer
    assert expires_at.tzinfo is UTC
    assert now().tzinfo is UTC


def test_times_without_a_zone_are_refused(database):
    with pytest.raises(StatementError, match="timezone"), database.write() as session:
        Keys(session, "ours").add(a_key(expires_at=NOON.replace(tzinfo=None)))


def test_times_are_compared_as_moments(database):
    with database.write() as session:
        Keys(session, "ours").add(a_key(expires_at=NOON))
        for moment, expected in ((NOON - timedelta(microseconds=1), 0), (NOON, 1), (NOON + timedelta(days=1), 1)):
            expired = select(func.count()).where(col(KeyRow.expires_at) <= moment)
            assert session.exec(expired).one() == expected


@pytest.mark.parametrize(
    "wrong",
    [
        lambda session: session.add(a_key(workspace_id="nobody's")),
        lambda session: session.add(a_key(workspace_id="ours", name="")),
        lambda session: session.add(a_scenario(workspace_id="ours", version=0)),
        lambda session: session.add_all(
            [a_key(workspace_id="ours"), a_key(workspace_id="theirs")]  # the same digest
        ),
    ],
    ids=["workspace", "name", "version", "digest"],
)
def test_the_database_itself_refuses_what_cannot_be(database, wrong):
    with pytest.raises(IntegrityError), database.write() as session:
        wrong(session)


def test_too_long_a_name_is_refused(database):
    with pytest.raises(DBAPIError), database.write() as session:
        Keys(session, "ours").add(a_key(name="é" * 201))
    with database.write() as session:
        Keys(session, "ours").add(a_key(name="é" * 200))


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "cannot be read"),
        ("milepost.db", "cannot be read"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("mysql://root@127.0.0.1/x", "of the kind mysql"),
        ("postgresql://user:hush@127.0.0.1:port/x", "cannot be read"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_what_would_be_right(url, told):
    with pytest.raises(UnusableAddress, match=told) as refusal:
        Database(url)
    assert "sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME" in str(refusal.value)
    assert "hush" not in str(refusal.value)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_an_address_is_told_without_its_password(scheme):
    with Database(f"{scheme}://milepost:hush@127.0.0.1/plans") as database:
        assert database.dialect == "postgresql"
        assert database.name == "postgresql+psycopg://milepost:***@127.0.0.1/plans"
        assert database.file is None


def test_a_file_is_told_by_its_path(tmp_path):
    with Database(f"sqlite:///{tmp_path}/a.db") as database:
        assert database.name == f"{tmp_path}/a.db"
        assert not database.file.exists()  # nothing is opened before it is used


def test_a_long_reader_does_not_keep_others_from_writing(database):
    written = threading.Event()

    def write():
        for number in range(20):
            with database.write() as session:
                ensure_workspace(session, f"workspace {number}")
        written.set()

    with database.read() as session:
        session.exec(select(WorkspaceRow)).all()
        thread = threading.Thread(target=write)
        thread.start()
        assert written.wait(10)
    thread.join()


def test_a_file_closed_leaves_nothing_but_itself(tmp_path):
    with Database(f"sqlite:///{tmp_path}/a.db") as database:
        migrating.prepare(database)
    assert [path.name for path in tmp_path.iterdir()] == ["a.db"]
    connection = sqlite3.connect(tmp_path / "a.db")
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
