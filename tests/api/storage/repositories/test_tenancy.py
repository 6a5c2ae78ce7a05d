"""A workspace sees, changes and deletes nothing of another, whatever id it names."""

import pytest
from sqlmodel import SQLModel, select

from api.storage.repositories.catalogs import Catalogs
from api.storage.repositories.connections import Connections
from api.storage.repositories.idempotency import Idempotency
from api.storage.repositories.jobs import Jobs
from api.storage.repositories.keys import Keys
from api.storage.repositories.leases import Leases
from api.storage.repositories.ledgers import Ledgers
from api.storage.repositories.plans import Plans
from api.storage.repositories.questions import Questions
from api.storage.repositories.runs import Runs
from api.storage.repositories.scenarios import Scenarios
from api.storage.repositories.studies import Studies
from clients.jira.ledger import Record
from tests.api.storage.rows import NOON, a_connection, a_key, a_plan, a_question, a_run, a_scenario, a_study, after

ANSWER = {"status": "optimal", "finish": None, "etag": '"1"', "document": b"{}"}


@pytest.fixture
def theirs(database):
    """One of everything, in the workspace that is not ours; its plan is answered, another is queued."""
    with database.write() as session:
        Keys(session, "theirs").add(key := a_key())
        Scenarios(session, "theirs").add(scenario := a_scenario())
        Catalogs(session, "theirs").put("own", "1.0.0", digest="d", overview=b"{}", document=b"{}")
        Idempotency(session, "theirs").keep("k", fingerprint="f", status=201, location=None, document=b"", at=NOON)
        plan = a_plan(session, "theirs")
        Leases(session).claim("worker", NOON, 10)
        Leases(session).finish(plan.job_id, 1, "succeeded", None, NOON)
        Plans(session, "theirs").set_result(plan.id, **ANSWER)
        queued = a_plan(session, "theirs")
        question = a_question(session, plan.id, "theirs")
        study = a_study(session, "theirs")
        assert Studies(session, "theirs").keep(study.id, "key", b"{}")
        connection = a_connection(session, "theirs")
        run = a_run(session, connection.id, plan.id, "theirs")
        ledgers = Ledgers(session, "theirs")
        ledger = ledgers.open(connection.id, "acme", NOON)
        assert ledgers.take(ledger, "worker", NOON, after(10)) == 1
        assert ledgers.save(ledger, 1, [Record("offer", "", b"{}")], [b"{}"])
    found = {"key": key.id, "scenario": scenario.id, "plan": plan.id, "job": plan.job_id, "queued": queued.job_id}
    found |= {"connection": connection.id, "run": run.id, "synced": run.job_id, "ledger": ledger}
    return found | {"question": question.id, "asked": question.job_id, "study": study.id, "studied": study.job_id}


def everything(session):
    tables = SQLModel.metadata.sorted_tables
    return {
        table.name: session.connection().execute(select(table).order_by(*table.primary_key)).all() for table in tables
    }


@pytest.mark.parametrize("name", ["nothing there", "ours"])
def test_nothing_of_another_workspace_is_seen_or_changed(database, theirs, name):
    given = {"after": None, "limit": 9}
    with database.write() as session:
        before = everything(session)

        keys = Keys(session, name)
        assert keys.get(theirs["key"]) is None
        assert keys.revoke(theirs["key"], NOON) is None
        assert keys.page(**given) == ([], None)

        scenarios = Scenarios(session, name)
        assert scenarios.get(theirs["scenario"]) is None
        assert scenarios.update(theirs["scenario"], 1, name="taken", request=b"", at=NOON) is None
        assert scenarios.delete(theirs["scenario"]) is False
        assert scenarios.delete(theirs["scenario"], 1) is False
        assert scenarios.page(**given) == ([], None)

        catalogs = Catalogs(session, name)
        assert catalogs.get("own") is None
        assert catalogs.get("own", "1.0.0") is None
        assert catalogs.versions("own") == []
        assert catalogs.page(**given) == ([], None)

        plans = Plans(session, name)
        assert plans.get(theirs["plan"]) is None
        assert plans.document(theirs["plan"]) is None
        assert plans.set_result(theirs["plan"], **ANSWER) is False
        assert plans.delete(theirs["plan"]) is None
        assert plans.hold(theirs["plan"]) is False
        for filters in ({}, {"status": "optimal"}, {"state": "queued"}, {"state": "succeeded", "status": "optimal"}):
            assert plans.page(**given, **filters) == ([], None)

        questions = Questions(session, name)
        assert questions.get(theirs["plan"], theirs["question"]) is None
        assert questions.set_answer(theirs["question"], b"{}") is False

        studies = Studies(session, name)
        assert studies.get(theirs["study"]) is None
        assert studies.page(**given) == ([], None)
        assert studies.set_result(theirs["study"], proven=True, document=b"{}") is False
        assert studies.kept(theirs["study"], "key") is None
        assert studies.keep(theirs["study"], "other", b"{}") is False
        assert studies.delete(theirs["study"]) is None

        connections = Connections(session, name)
        assert connections.get(theirs["connection"]) is None
        assert connections.token(theirs["connection"]) is None
        assert connections.page(**given) == ([], None)
        changed = {"name": "taken", "document": b"", "token": b"", "at": NOON}
        assert connections.update(theirs["connection"], 1, **changed) is None
        assert connections.hold(theirs["connection"]) is False
        assert connections.rebind(theirs["connection"]) == "rebound"
        assert connections.delete(theirs["connection"]) == "not found"

        runs = Runs(session, name)
        assert runs.get(theirs["run"]) is None
        assert runs.set_result(theirs["run"], b"{}") is False
        for filters in ({}, {"connection_id": theirs["connection"]}, {"plan_id": theirs["plan"]}):
            assert runs.page(**given, **filters) == ([], None)

        ledgers = Ledgers(session, name)
        assert ledgers.find(theirs["connection"], "acme") is None
        assert ledgers.open(theirs["connection"], "acme", NOON) is None
        assert ledgers.take(theirs["ledger"], "worker", NOON, NOON) is None
        assert ledgers.renew(theirs["ledger"], 1, NOON) is False
        assert ledgers.release(theirs["ledger"], 1) is False
        assert ledgers.load(theirs["ledger"], "offer") == {}
        assert ledgers.save(theirs["ledger"], 1, [Record("offer", "", b"x")], [b"x"]) is False
        assert ledgers.audit(theirs["connection"], after=0, limit=9) == []
        assert ledgers.shown(theirs["connection"]) == []

        jobs = Jobs(session, name)
        for job in (theirs["job"], theirs["queued"], theirs["asked"], theirs["studied"], theirs["synced"]):
            assert jobs.get(job) is None
            assert jobs.request_cancel(job, NOON) is None
            assert jobs.events(job, 0, 9) == []
        for filters in ({}, {"state": "queued"}, {"state": "succeeded"}):
            assert jobs.page(**given, **filters) == ([], None)
        assert jobs.active() == 0

        kept = Idempotency(session, name)
        assert kept.find("k") is None
        assert kept.forget_before(after(999)) == 0

        assert everything(session) == before


def test_two_workspaces_may_use_one_name_for_what_they_name_themselves(database, theirs):
    with database.write() as session:
        assert Catalogs(session, "ours").put("own", "1.0.0", digest="x", overview=b"{}", document=b"x") == "created"
        Idempotency(session, "ours").keep("k", fingerprint="o", status=201, location=None, document=b"", at=NOON)
        assert Catalogs(session, "theirs").get("own").document == b"{}"
        assert Idempotency(session, "theirs").find("k").fingerprint == "f"
