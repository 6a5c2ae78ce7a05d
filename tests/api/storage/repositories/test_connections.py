import pytest
from sqlalchemy.exc import IntegrityError, InvalidRequestError
from sqlmodel import SQLModel, func, select

from api.storage.jira_tables import JiraAuditRow, JiraConnectionRow, JiraLedgerRow, JiraRecordRow, JiraRunRow
from api.storage.repositories.connections import Connections
from api.storage.repositories.jobs import Jobs
from api.storage.repositories.leases import Leases
from api.storage.repositories.ledgers import Ledgers
from api.storage.repositories.plans import Plans
from api.storage.repositories.runs import Runs
from api.storage.tables import EventRow, JobRow
from clients.jira.ledger import Record
from tests.api.storage.rows import NOON, a_connection, a_plan, a_run, after, at_once

TABLES: tuple[type[SQLModel], ...] = (
    JiraConnectionRow, JiraLedgerRow, JiraRecordRow, JiraAuditRow, JiraRunRow, JobRow, EventRow,
)  # fmt: skip
CHANGE = {"name": "Other", "document": b"{1}", "token": None, "at": after(5)}


def counts(database):
    with database.read() as session:
        return [session.exec(select(func.count()).select_from(table)).one() for table in TABLES]


def remember(session, connection_id, kind="node", roadmap="acme"):
    """Write a record and a row of the audit, as a sync does."""
    ledgers = Ledgers(session, "ours")
    ledger_id = ledgers.open(connection_id, roadmap, NOON)
    hold = ledgers.take(ledger_id, "job", NOON, after(60))
    assert ledgers.save(ledger_id, hold, [Record(kind, "a", b"{}")], [b"{}"])
    assert ledgers.release(ledger_id, hold)


def test_a_connection_is_read_without_its_token(database):
    with database.write() as session:
        row = a_connection(session)
    with database.read() as session:
        read = Connections(session, "ours").get(row.id)
        assert (read.name, read.version, read.document, read.token_set_at) == ("Operations", 1, b"{}", NOON)
        (listed,), _ = Connections(session, "ours").page(after=None, limit=9)
        for one in (read, listed):
            with pytest.raises(InvalidRequestError):
                _ = one.token
        assert Connections(session, "ours").token(row.id) == b"sealed"


def test_a_change_is_made_to_the_version_that_it_names(database):
    with database.write() as session:
        row = a_connection(session)
        connections = Connections(session, "ours")
        assert connections.update(row.id, 2, **CHANGE) is None
        changed = connections.update(row.id, 1, **CHANGE)
        assert (changed.version, changed.name, changed.updated_at, changed.token_set_at) == (2, "Other", after(5), NOON)
        assert connections.token(row.id) == b"sealed"
        again = connections.update(row.id, 2, **{**CHANGE, "token": b"new", "at": after(9)})
        assert (again.version, again.token_set_at, connections.token(row.id)) == (3, after(9), b"new")


def test_of_two_changes_at_once_one_is_made(database):
    with database.write() as session:
        row = a_connection(session)

    def change():
        with database.write() as session:
            return Connections(session, "ours").update(row.id, 1, **CHANGE) is not None

    assert sorted(at_once(change, change)) == [False, True]


def test_pages_go_on_after_an_id(database):
    with database.write() as session:
        ids = [a_connection(session).id for _ in range(3)]
    with database.read() as session:
        connections = Connections(session, "ours")
        first, place = connections.page(after=None, limit=2)
        assert ([one.id for one in first], place) == ([ids[2], ids[1]], ids[1])
        rest, end = connections.page(after=place, limit=2)
        assert ([one.id for one in rest], end) == ([ids[0]], None)


def test_a_deleted_connection_goes_with_all_that_is_known_by_it_and_was_asked_of_it(database):
    with database.write() as session:
        one, other = a_connection(session), a_connection(session)
        for connection in (one, other):
            remember(session, connection.id)
            a_run(session, connection.id)
            a_run(session, connection.id)
    assert counts(database) == [2, 2, 2, 2, 4, 4, 4]
    with database.write() as session:
        connections = Connections(session, "ours")
        assert connections.delete(one.id, 2) == "stale"
        assert connections.delete(one.id, 1) == "deleted"
        assert connections.delete(one.id) == "not found"
        assert connections.get(other.id).id == other.id
    assert counts(database) == [1, 1, 1, 1, 2, 2, 2]


def test_a_connection_that_a_job_is_at_work_on_is_not_deleted(database):
    with database.write() as session:
        connection = a_connection(session)
        run = a_run(session, connection.id)
        a_run(session, connection.id)
        job = Leases(session).claim("worker", NOON, 10)
    before = counts(database)
    with database.write() as session:
        assert Connections(session, "ours").delete(connection.id).id == job.id == run.job_id
        assert Connections(session, "ours").rebind(connection.id).id == job.id
    assert counts(database) == before
    with database.write() as session:
        assert Leases(session).finish(job.id, 1, "succeeded", None, NOON)
        assert Connections(session, "ours").delete(connection.id) == "deleted"


def test_a_run_that_is_asked_for_while_the_connection_goes_is_gone_with_it_or_never_there(database):
    for _ in range(10):
        with database.write() as session:
            connection = a_connection(session)

        def ask(connection=connection):
            with database.write() as session:
                if Connections(session, "ours").hold(connection.id):
                    a_run(session, connection.id)

        def delete(connection=connection):
            with database.write() as session:
                return Connections(session, "ours").delete(connection.id)

        _, deleted = at_once(ask, delete)
        assert deleted == "deleted"
    assert counts(database) == [0] * len(TABLES)


def test_a_connection_leads_elsewhere_only_while_no_issue_was_written_over_it(database):
    with database.write() as session:
        connection = a_connection(session)
        connections = Connections(session, "ours")
        assert connections.rebind(connection.id) == "rebound"
        remember(session, connection.id, "offer")
        assert connections.rebind(connection.id) == "rebound"
    assert counts(database)[2] == 0
    with database.write() as session:
        remember(session, connection.id, "node")
        assert Connections(session, "ours").rebind(connection.id) == "bound"
    assert counts(database)[2] == 1


def test_a_result_is_read_as_it_was_stored(database):
    with database.write() as session:
        run = a_run(session, a_connection(session).id, action="pull")
        assert Runs(session, "ours").get(run.id).document is None
        assert Runs(session, "ours").set_result(run.id, b"[]")
        assert not Runs(session, "ours").set_result("jrn_of_nobody", b"[]")
    with database.read() as session:
        entry = Runs(session, "ours").get(run.id)
        assert (entry.action, entry.roadmap, entry.state, entry.document) == ("pull", "acme", "queued", b"[]")
        assert Jobs(session, "ours").get(run.job_id).kind == "jira"


def test_nothing_else_is_asked_than_what_there_is(database):
    with pytest.raises(IntegrityError), database.write() as session:
        a_run(session, a_connection(session).id, action="guess")


def test_runs_are_listed_newest_first_all_or_of_a_connection_or_a_plan(database):
    with database.write() as session:
        plan, one, other = a_plan(session), a_connection(session), a_connection(session)
        ids = [
            a_run(session, connection.id, of).id
            for connection, of in ((one, plan.id), (other, plan.id), (one, None), (other, None))
        ]
    with database.read() as session:
        runs = Runs(session, "ours")

        def listed(**filters):
            return [run.id for run in runs.page(after=None, limit=9, **filters)[0]]

        assert listed() == ids[::-1]
        assert listed(connection_id=one.id) == [ids[2], ids[0]]
        assert listed(plan_id=plan.id) == [ids[1], ids[0]]
        assert listed(plan_id=plan.id, connection_id=other.id, newest_first=False) == [ids[1]]
        assert runs.page(after=None, limit=3)[1] == ids[1]


def test_a_deleted_plan_takes_along_what_was_asked_of_jira_with_it(database):
    with database.write() as session:
        plan, connection = a_plan(session), a_connection(session)
        mine, others = a_run(session, connection.id, plan.id), a_run(session, connection.id)
        remember(session, connection.id)
        assert Plans(session, "ours").delete(plan.id).id == plan.id
        assert Runs(session, "ours").get(mine.id) is None
        assert Jobs(session, "ours").get(mine.job_id) is None
        assert Runs(session, "ours").get(others.id).id == others.id
    assert counts(database) == [1, 1, 1, 1, 1, 1, 1]
