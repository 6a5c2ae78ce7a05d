"""A ledger is one, wherever it is kept: in a file beside the plan or in the service's tables, on either database."""

import contextlib
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import update

from api.storage import migrating
from api.storage.jira_ledger import JiraLedger, LostHold
from api.storage.jira_tables import JiraLedgerRow
from api.storage.repositories.connections import Connections
from api.storage.repositories.keys import ensure_workspace
from api.storage.repositories.ledgers import Ledgers
from clients.jira.ledger import Audit, Held, Record
from clients.jira.ledger_file import LedgerFile
from tests.api.storage.databases import KINDS, empty_database
from tests.api.storage.rows import a_connection, at_once

AT = datetime(2027, 1, 4, 9, 30, 15, 123456, tzinfo=UTC)


def a_row(node="act-1", **fields):
    given = {"at": AT, "run": "run-1", "actor": "Pat", "operation": "update", "node": node, "issue": "OPS-1"}
    return Audit(**{**given, "field": "due", "before": None, "after": "2027-02-14", "status": 204, **fields})


class Tables:
    """Ledgers of one connection in a database."""

    def __init__(self, database):
        self.database = database
        with database.write() as session:
            self.connection = a_connection(session).id

    def expire(self):
        """Let the time of all holds be over, as of a process that was silent for long."""
        with self.database.write() as session:
            session.exec(update(JiraLedgerRow).values(held_until=AT - timedelta(days=3650)))

    def ledger(self, holder="job_1", roadmap="acme", **options):
        return JiraLedger(self.database, "ours", self.connection, roadmap, holder, **options)


class Files:
    """Ledgers in files of a folder."""

    def __init__(self, folder):
        self.folder = folder

    def ledger(self, _holder="", roadmap="acme"):
        return LedgerFile(self.folder / f"{roadmap}.jira.db")


@pytest.fixture(params=["file", *KINDS])
def place(request, tmp_path, postgresql_url):
    if request.param == "file":
        yield Files(tmp_path)
        return
    with empty_database(request.param, tmp_path, postgresql_url) as database:
        migrating.prepare(database)
        with database.write() as session:
            ensure_workspace(session, "ours")
        yield Tables(database)


@pytest.fixture
def tables(database):
    return Tables(database)


def test_what_was_saved_is_there_for_whoever_comes_next(place):
    first = place.ledger()
    with first.held():
        first.save([Record("node", "b", b"2"), Record("node", "a", b"1"), Record("link", "a > b", b"{}")])
        assert list(first.load("node").items()) == [("a", b"1"), ("b", b"2")]
    second = place.ledger("job_2")
    assert second.load("node") == {"a": b"1", "b": b"2"}
    assert second.load("link") == {"a > b": b"{}"}
    assert second.load("offer") == {}


def test_the_last_word_counts_and_none_forgets(place):
    ledger = place.ledger()
    ledger.save([Record("node", "a", b"1"), Record("node", "b", b"1"), Record("link", "a", b"1")])
    ledger.save([Record("node", "a", b"2"), Record("node", "b", None), Record("node", "never there", None)])
    assert ledger.load("node") == {"a": b"2"}
    ledger.save([Record("node", "a", b"3"), Record("node", "a", b"4")])
    assert ledger.load("node") == {"a": b"4"}
    assert ledger.load("link") == {"a": b"1"}


def test_keys_may_be_long_and_hold_anything(place):
    keys = ["x" * 500, "é > ü", "act-1@sales > act-2@sales", "'; DROP TABLE records; --", ""]
    ledger = place.ledger()
    ledger.save([Record("link", key, bytes([0, 255])) for key in keys])
    assert ledger.load("link") == dict.fromkeys(keys, bytes([0, 255]))


def test_hundreds_of_records_are_kept_at_once(place):
    ledger = place.ledger()
    ledger.save([Record("node", f"act-{number}", b"x") for number in range(1500)])
    ledger.save([Record("node", f"act-{number}", None) for number in range(1499)])
    assert ledger.load("node") == {"act-1499": b"x"}


def test_a_ledger_belongs_to_one_roadmap(place):
    place.ledger().save([Record("node", "a", b"1")], [a_row()])
    other = place.ledger(roadmap="other")
    assert other.load("node") == {}
    assert other.audit() == ()


def test_the_audit_is_read_in_its_order_and_from_a_number_on(place):
    ledger = place.ledger()
    ledger.save([], [a_row("act-1"), a_row("act-2", issue=None, field=None, status=None, before=["x"], after={"a": 1})])
    ledger.save([Record("node", "a", b"1")], [a_row("act-3")])
    rows = place.ledger("job_2").audit()
    assert [row.node for _, row in rows] == ["act-1", "act-2", "act-3"]
    assert rows[1][1] == a_row("act-2", issue=None, field=None, status=None, before=["x"], after={"a": 1})
    numbers = [number for number, _ in rows]
    assert numbers == sorted(set(numbers))
    assert ledger.audit(after=numbers[0], limit=1) == rows[1:2]
    assert ledger.audit(after=numbers[2]) == ()


def test_one_holds_it_and_whoever_comes_second_is_told_so(place):
    first, second = place.ledger("job_1"), place.ledger("job_2")
    with first.held():
        with pytest.raises(Held), second.held():
            pytest.fail("two hold it")
        with first.held():  # it may be held again by who holds it
            first.save([Record("node", "a", b"1")])
        with pytest.raises(Held):
            second.save([Record("node", "a", b"2")])
        first.save([Record("node", "b", b"1")])
    with second.held():
        assert second.load("node") == {"a": b"1", "b": b"1"}


def test_an_error_lets_go_of_it(place):
    first = place.ledger("job_1")
    with contextlib.suppress(ZeroDivisionError), first.held():
        raise ZeroDivisionError
    with place.ledger("job_2").held():
        pass


# What tables have besides: holds that end by themselves, and fences


def test_a_hold_that_was_lost_writes_nothing(tables):
    first, second = tables.ledger("job_1"), tables.ledger("job_2")
    with contextlib.ExitStack() as holds:
        holds.enter_context(first.held())
        tables.expire()
        holds.enter_context(second.held())
        with pytest.raises(LostHold):
            first.save([Record("node", "a", b"late")], [a_row("late")])
        second.save([Record("node", "a", b"1")], [a_row("in time")])
    assert second.load("node") == {"a": b"1"}
    assert [(number, row.node) for number, row in second.audit()] == [(1, "in time")]
    # And having been first, it does not take it from whoever has it when it ends.
    with tables.ledger("job_3").held():
        pass


def test_a_hold_is_kept_for_as_long_as_it_is_wanted(tables):
    first, second = tables.ledger("job_1", hold_s=0.6), tables.ledger("job_2")
    with first.held():
        time.sleep(1.5)
        with pytest.raises(Held), second.held():
            pytest.fail("it was not kept")
        first.save([Record("node", "a", b"1")])
    with second.held():
        pass


def test_the_same_work_takes_over_from_a_process_that_is_gone_or_was_silent(tables):
    gone, next_attempt = tables.ledger("job_1"), tables.ledger("job_1")
    with gone.held(), next_attempt.held():
        next_attempt.save([Record("node", "a", b"1")])
        with pytest.raises(LostHold):
            gone.save([Record("node", "a", b"2")])
    assert next_attempt.load("node") == {"a": b"1"}


def test_of_many_that_come_at_once_one_holds_it(tables):
    def hold(name):
        def work():
            ledger = tables.ledger(name)
            try:
                with ledger.held():
                    ledger.save([Record("node", name, b"1")])
                    holding.append(name)
                    assert len(holding) == 1
                    holding.remove(name)
                    return 1
            except Held:
                return 0

        return work

    holding = []
    came = [sum(at_once(*[hold(f"job_{number}") for number in range(4)])) for _ in range(5)]
    assert all(one >= 1 for one in came)
    assert len(tables.ledger().load("node")) <= 4


def test_two_roadmaps_of_a_connection_share_one_audit_without_a_gap(tables):
    def write(roadmap):
        def work():
            ledger = tables.ledger(f"job_{roadmap}", roadmap)
            with ledger.held():
                for number in range(10):
                    ledger.save([], [a_row(f"{roadmap}-{number}"), a_row(f"{roadmap}-{number}")])

        return work

    at_once(write("one"), write("two"))
    with tables.database.read() as session:
        rows = Ledgers(session, "ours").audit(tables.connection, after=0, limit=100)
    assert [row.number for row in rows] == list(range(1, 41))
    assert {row.roadmap for row in rows} == {"one", "two"}


def test_a_ledger_of_a_connection_that_was_deleted_cannot_be_held(tables):
    with tables.database.write() as session:
        assert Connections(session, "ours").delete(tables.connection) == "deleted"
    with pytest.raises(LostHold, match="deleted"):
        tables.ledger().save([Record("node", "a", b"1")])


def test_a_connection_that_is_deleted_takes_the_hold_with_it(tables):
    ledger = tables.ledger()
    with ledger.held():
        with tables.database.write() as session:
            assert Connections(session, "ours").delete(tables.connection) == "deleted"
        with pytest.raises(LostHold):
            ledger.save([Record("node", "a", b"1")], [a_row()])
    assert ledger.load("node") == {}
