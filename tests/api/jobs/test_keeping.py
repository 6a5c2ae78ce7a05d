"""The answers of a study in the database: kept, found again by the same study, lost without harm."""

import threading
from contextlib import contextmanager

import msgspec
import pytest

from api.jobs import keeping
from api.jobs.keeping import Keeping
from api.jobs.work import explore, payload_of_study
from api.storage import migrating
from api.storage.database import Busy, Database
from api.storage.repositories.keys import ensure_workspace
from api.storage.repositories.studies import Studies
from planner.desk import Bare
from planner.exploring.studies import Study, StudyRequest
from planner.network import Schedule
from planner.plans import GoalResult
from tests.api.jobs.yard import QUICK, asked
from tests.api.storage.rows import a_study

ANSWER = Bare(possible=True, schedule=Schedule((0, 3), (0, 1)), goals=(GoalResult("finish", 3, 3, True),))
NOTHING = Bare(possible=False, schedule=None, goals=(GoalResult("finish", None, None, False),))


@pytest.fixture
def database(tmp_path):
    with Database(f"sqlite:///{tmp_path}/milepost.db") as database:
        migrating.prepare(database)
        with database.write() as session:
            ensure_workspace(session, "ours")
        yield database


@pytest.fixture
def study(database):
    with database.write() as session:
        return a_study(session).id


def test_an_answer_comes_back_as_it_was_put(database, study):
    kept = Keeping(database, "ours", study)
    assert kept.get("a") is None
    kept.put("a", ANSWER)
    kept.put("b", NOTHING)
    again = Keeping(database, "ours", study)
    assert (again.get("a"), again.get("b"), again.get("c")) == (ANSWER, NOTHING, None)


def test_an_answer_is_not_believed_by_another_study_workspace_or_version(database, study, monkeypatch):
    Keeping(database, "ours", study).put("a", ANSWER)
    with database.write() as session:
        other = a_study(session).id
    assert Keeping(database, "ours", other).get("a") is None
    assert Keeping(database, "theirs", study).get("a") is None
    monkeypatch.setattr(keeping, "VERSION", "99.0")
    assert Keeping(database, "ours", study).get("a") is None


def test_nothing_is_kept_of_a_study_that_is_gone_or_over(database, study):
    kept = Keeping(database, "ours", study)
    with database.write() as session:
        Studies(session, "ours").set_result(study, proven=True, document=b"{}")
    kept.put("a", ANSWER)
    assert kept.get("a") is None
    with database.write() as session:
        Studies(session, "ours").delete(study)
    kept.put("a", ANSWER)
    assert kept.get("a") is None


def test_where_the_database_is_busy_an_answer_is_only_lost():
    class Occupied:
        @contextmanager
        def read(self):
            raise Busy
            yield

        write = read

    kept = Keeping(Occupied(), "ours", "std_1")
    kept.put("a", ANSWER)
    assert kept.get("a") is None


def test_a_study_that_goes_on_solves_nothing_that_was_answered(database, study):
    request, catalog = asked(QUICK)
    payload = payload_of_study(StudyRequest(kind="grid", request=request, headcounts=(3, 2.5, 2, 1.5)), catalog)
    cancel, found = threading.Event(), []

    def enough(finding):
        found.append(finding)
        if len(found) == 2:
            cancel.set()

    def made(*further):
        return msgspec.json.decode(explore(payload, *further).document, type=Study)

    broken_off = made(cancel, enough, Keeping(database, "ours", study))
    whole = made(threading.Event(), None, Keeping(database, "ours", study))
    anew = made(threading.Event())
    assert not broken_off.proven
    assert [cell.goals for cell in whole.result.cells] == [cell.goals for cell in anew.result.cells]
    assert whole.proven
    # Each cell takes a solve of its own; two of them were answered before.
    assert (anew.solves, whole.solves) == (4, 2)
    assert made(threading.Event(), None, Keeping(database, "ours", study)).solves == 0
