import io
import json
import shutil
import sqlite3
import stat

import msgspec
import pytest
from alembic import command
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, select

from api.storage import migrating
from api.storage.database import Database
from api.storage.migrating import NotOurs, SchemaTooNew, SchemaTooOld, Unreachable
from api.storage.repositories.keys import Keys, ensure_workspace
from api.storage.repositories.leases import Leases
from api.storage.repositories.plans import Plans
from api.storage.repositories.studies import Studies
from api.storage.tables import KeyRow
from clients.sdk.types import JobFinding
from planner.plans import Plan
from tests.api.storage.rows import NOON, a_connection, a_key, a_plan, a_question, a_run, a_study, after, at_once
from tests.clients import sample

SECOND = """
import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    with op.batch_alter_table("jobs") as table:  # of SQLite by a copy of the table, as it cannot change a column
        table.alter_column("worker", existing_type=sa.String(100), type_=sa.String(120))
        table.add_column(sa.Column("note", sa.String(20)))
    FURTHER


def downgrade() -> None:
    with op.batch_alter_table("jobs") as table:
        table.drop_column("note")
"""


@pytest.fixture
def second(tmp_path, monkeypatch):
    """Give the program a second version, which rebuilds the table of jobs; the function returned breaks it."""
    folder = tmp_path / "per%cent" / "migrations"
    shutil.copytree(migrating._MIGRATIONS, folder)
    version = folder / "versions" / "0005_second.py"
    version.write_text(SECOND.replace("FURTHER", "pass"))

    def arrive(further="pass"):
        version.write_text(SECOND.replace("FURTHER", further))
        monkeypatch.setattr(migrating, "_MIGRATIONS", folder)

    return arrive


def schema(database):
    """Describe all that the database says of its tables."""
    with database.read() as session:
        seen = inspect(session.connection())
        return {
            table: {
                "columns": in_place(database, [{**one, "type": str(one["type"])} for one in seen.get_columns(table)]),
                "key": seen.get_pk_constraint(table),
                "foreign": sorted(seen.get_foreign_keys(table), key=str),
                "unique": sorted(seen.get_unique_constraints(table), key=str),
                "checks": sorted(seen.get_check_constraints(table), key=str),
                "indexes": sorted(seen.get_indexes(table), key=str),
            }
            for table in seen.get_table_names()
            if table != "alembic_version"
        }


def in_place(database, columns):
    """Columns in an order that matters: PostgreSQL can add one at the end alone, and stores long ones elsewhere."""
    return columns if database.dialect == "sqlite" else sorted(columns, key=lambda column: column["name"])


def copies(database):
    return sorted(path.name for path in database.file.parent.glob("*before*"))


def keep_a_key(database):
    with database.write() as session:
        ensure_workspace(session, "ours")
        Keys(session, "ours").add(row := a_key())
    return row


def test_an_empty_database_is_given_the_schema(empty):
    assert migrating.current(empty) is None
    migrating.prepare(empty)
    assert migrating.current(empty) == migrating.head() == "0004"
    assert set(schema(empty)) == set(SQLModel.metadata.tables)


def test_the_versions_make_exactly_what_the_tables_say(empty):
    migrating.upgrade(empty)
    migrated = schema(empty)
    migrating.downgrade(empty, "base")
    with empty.alter() as connection:
        SQLModel.metadata.create_all(connection)
    assert migrated == schema(empty)


def test_there_is_nothing_to_draft(empty):
    migrating.upgrade(empty)
    with empty.alter() as connection:
        config = migrating._config(connection)
        config.stdout = io.StringIO()
        command.check(config)
    assert "No new upgrade operations" in config.stdout.getvalue()


def test_up_and_down_and_up_again_is_up(empty):
    migrating.upgrade(empty)
    first = schema(empty)
    migrating.downgrade(empty, "base")
    assert schema(empty) == {}
    assert migrating.current(empty) is None
    migrating.upgrade(empty)
    assert schema(empty) == first
    keep_a_key(empty)


def test_to_prepare_what_is_prepared_changes_nothing(empty):
    migrating.prepare(empty)
    row = keep_a_key(empty)
    migrating.prepare(empty)
    with empty.read() as session:
        assert Keys(session, "ours").get(row.id) == row
    if empty.file is not None:
        assert copies(empty) == []


def test_several_may_prepare_at_once(empty):
    databases = [Database(empty.url) for _ in range(4)]
    at_once(*[lambda one=one: migrating.prepare(one) for one in databases])
    for one in databases:
        one.close()
    assert migrating.current(empty) == migrating.head()


def test_a_version_drafted_from_nothing_stands_on_its_own(empty, tmp_path, monkeypatch):
    folder = tmp_path / "migrations"
    shutil.copytree(migrating._MIGRATIONS, folder, ignore=shutil.ignore_patterns("0*"))
    monkeypatch.setattr(migrating, "_MIGRATIONS", folder)
    monkeypatch.setattr("alembic.util.messaging.sys.stdout", io.StringIO())
    migrating.draft(empty, "from nothing")
    (drafted,) = folder.glob("versions/0001_*.py")
    assert "sqlmodel" not in drafted.read_text()
    assert "AutoString" not in drafted.read_text()
    migrating.upgrade(empty)
    drafted_schema = schema(empty)
    migrating.downgrade(empty, "base")
    monkeypatch.undo()
    migrating.upgrade(empty)
    assert drafted_schema == schema(empty)


def test_a_file_is_copied_before_its_schema_changes(tmp_path, second):
    with Database(f"sqlite:///{tmp_path}/plans.db") as database:
        migrating.prepare(database)
        row = keep_a_key(database)
        database.file.chmod(0o600)
        second()
        migrating.prepare(database)
        assert migrating.current(database) == "0005"
        assert copies(database) == ["plans.db.before-0005"]
    copy = tmp_path / "plans.db.before-0005"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0004",)]
        assert connection.execute("SELECT id FROM api_keys").fetchall() == [(row.id,)]
    connection.close()


def test_a_change_of_a_table_keeps_the_rows_that_refer_to_it(empty, second):
    migrating.prepare(empty)
    with empty.write() as session:
        ensure_workspace(session, "ours")
        a_plan(session)
    second()
    migrating.upgrade(empty)
    with empty.read() as session:
        events = session.connection().execute(text("SELECT count(*) FROM job_events")).scalar()
        plans = session.connection().execute(text("SELECT count(*) FROM plans WHERE job_id IN (SELECT id FROM jobs)"))
        assert (events, plans.scalar()) == (1, 1)
    migrating.downgrade(empty, "0004")
    assert "note" not in str(schema(empty)["jobs"]["columns"])


def test_plans_made_before_there_were_explanations_can_be_read_after(empty):
    migrating.upgrade(empty)
    document = json.loads(msgspec.json.encode(sample.a_plan()))
    del document["story"], document["debt"], document["gates"][0]["why"]
    with empty.write() as session:
        ensure_workspace(session, "ours")
        plan, waiting = a_plan(session), a_plan(session)
        Plans(session, "ours").set_result(
            plan.id, status="optimal", finish=None, etag='"old"', document=json.dumps(document).encode()
        )
    migrating.downgrade(empty, "0001")
    migrating.upgrade(empty)
    with empty.read() as session:
        kept, etag = Plans(session, "ours").document(plan.id)
        assert Plans(session, "ours").document(waiting.id) is None
    read = msgspec.json.decode(kept, type=Plan)
    assert (read.story, read.debt, read.gates[0].why) == ((), (), ())
    assert read.activities == sample.a_plan().activities
    assert etag != '"old"'


def test_going_back_before_there_were_questions_leaves_the_plans(empty):
    migrating.upgrade(empty)
    with empty.write() as session:
        ensure_workspace(session, "ours")
        plan = a_plan(session)
        question = a_question(session, plan.id)
        job = Leases(session).claim("worker", NOON, 10)
        assert Leases(session).found(job.id, 1, JobFinding(None, None, None), NOON)
    migrating.downgrade(empty, "0001")
    with empty.read() as session:
        jobs = session.connection().execute(text("SELECT id FROM jobs")).scalars().all()
        events = session.connection().execute(text("SELECT DISTINCT job_id, event FROM job_events")).all()
    assert (jobs, events) == ([plan.job_id], [(plan.job_id, "state")])
    assert question.job_id not in jobs
    with pytest.raises(IntegrityError), empty.write() as session:
        Leases(session).found(plan.job_id, 1, JobFinding(None, None, None), NOON)
    migrating.upgrade(empty)
    with empty.write() as session:
        assert Plans(session, "ours").get(plan.id).state == "running"
        a_question(session, plan.id)


def test_going_back_before_there_were_studies_leaves_the_plans(empty):
    migrating.upgrade(empty)
    with empty.write() as session:
        ensure_workspace(session, "ours")
        plan = a_plan(session)
        for kind in ("grid", "comparison"):
            study = a_study(session, kind=kind)
        assert Studies(session, "ours").keep(study.id, "key", b"{}")
    migrating.downgrade(empty, "0002")
    assert {"studies", "answers"}.isdisjoint(schema(empty))
    with empty.read() as session:
        jobs = session.connection().execute(text("SELECT id FROM jobs")).scalars().all()
        events = session.connection().execute(text("SELECT DISTINCT job_id FROM job_events")).scalars().all()
    assert jobs == events == [plan.job_id]
    migrating.upgrade(empty)
    with empty.write() as session:
        assert Plans(session, "ours").get(plan.id).state == "queued"
        a_study(session)


def test_going_back_before_there_was_jira_leaves_the_plans(empty):
    migrating.upgrade(empty)
    with empty.write() as session:
        ensure_workspace(session, "ours")
        plan, connection = a_plan(session), a_connection(session)
        a_run(session, connection.id, plan.id)
        Leases(session).claim("worker", NOON, 10)
        Leases(session).release(plan.job_id, 1, after(100))
    migrating.downgrade(empty, "0003")
    assert not {name for name in schema(empty) if name.startswith("jira")}
    with empty.read() as session:
        jobs = session.connection().execute(text("SELECT id FROM jobs")).scalars().all()
        events = session.connection().execute(text("SELECT DISTINCT job_id FROM job_events")).scalars().all()
    assert jobs == events == [plan.job_id]
    migrating.upgrade(empty)
    with empty.write() as session:
        assert Plans(session, "ours").get(plan.id).state == "queued"
        a_run(session, a_connection(session).id, plan.id)
        assert Leases(session).claim("worker", NOON, 10).id == plan.job_id


@pytest.mark.parametrize("further", ["raise ZeroDivisionError", "op.execute('DELETE FROM workspaces')"])
def test_a_change_that_fails_leaves_all_as_it_was(empty, second, further):
    migrating.prepare(empty)
    row = keep_a_key(empty)
    before = schema(empty)
    second(further)
    with pytest.raises((ZeroDivisionError, RuntimeError, IntegrityError)):
        migrating.upgrade(empty)
    assert schema(empty) == before
    assert migrating.current(empty) == "0004"
    with empty.write() as session:
        assert session.exec(select(KeyRow)).one() == row
        if empty.file is not None:  # foreign keys are followed again
            assert session.connection().execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_a_copy_that_was_not_finished_is_made_anew(tmp_path, second):
    with Database(f"sqlite:///{tmp_path}/plans.db") as database:
        migrating.prepare(database)
        second()
        (tmp_path / "plans.db.before-0005.unfinished").write_text("cut off")
        migrating.prepare(database)
        assert copies(database) == ["plans.db.before-0005"]


def test_serving_does_not_change_a_postgresql_database_that_others_may_use(database, second):
    if database.dialect == "sqlite":
        pytest.skip("an SQLite file is brought up to date")
    second()
    with pytest.raises(SchemaTooOld, match="has version 0004 of the schema and this program wants 0005") as refusal:
        migrating.prepare(database)
    assert "milepost migrate" in str(refusal.value)
    assert migrating.current(database) == "0004"
    migrating.upgrade(database)
    migrating.prepare(database)


@pytest.mark.parametrize("way", [migrating.prepare, migrating.upgrade, lambda one: migrating.downgrade(one, "base")])
def test_a_schema_of_a_newer_program_is_left_alone(empty, way):
    migrating.prepare(empty)
    with empty.alter() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    with pytest.raises(SchemaTooNew, match="version 0999 of the schema, which this program does not know"):
        way(empty)
    assert migrating.current(empty) == "0999"


def test_a_database_of_something_else_is_left_alone(empty):
    with empty.alter() as connection:
        connection.execute(text("CREATE TABLE recipes (id INTEGER)"))
    with pytest.raises(NotOurs, match="tables of something else"):
        migrating.prepare(empty)
    assert set(schema(empty)) == {"recipes"}


def test_a_file_that_is_no_database_is_left_alone(tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text("Not a database, whatever it is. " * 100)
    with Database(f"sqlite:///{file}") as database, pytest.raises(Unreachable, match=r"notes\.txt cannot be opened"):
        migrating.prepare(database)
    assert file.read_text().startswith("Not a database")


@pytest.mark.parametrize("url", ["sqlite:////no/such/folder/a.db", "postgresql://milepost:hush@127.0.0.1:1/plans"])
def test_a_database_that_cannot_be_reached_is_told_in_a_sentence(url):
    with Database(url) as database, pytest.raises(Unreachable, match="cannot be opened") as refusal:
        migrating.prepare(database)
    assert "hush" not in str(refusal.value)
