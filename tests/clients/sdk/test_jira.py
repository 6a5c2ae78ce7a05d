"""Jira from Python: driven by hand, and against the service itself with a Jira that answers on this machine."""

import asyncio

import msgspec
import pytest

from clients.jira.changes import ChangeSet
from clients.jira.mapping import Mapping
from clients.jira.preflight import Finding
from clients.jira.pulling import Pulled
from clients.jira.sync import Outcome
from clients.sdk import AsyncClient, Client, Conflict, Invalid, JobFailed, NotFound, Stale, jira
from clients.sdk.jira_types import (
    JiraAsked,
    JiraConnection,
    JiraConnectionChange,
    JiraRun,
    NewJiraConnection,
    Preflight,
)
from clients.sdk.problems import JobCancelled
from clients.sdk.types import JobProgress, Problem
from tests.api.servers import serving
from tests.clients.jira.fake import FakeJira, RealClock, serve
from tests.clients.sdk.scripted import (
    AT,
    CUT,
    JOB,
    POLICY,
    STREAM,
    Played,
    a_job,
    a_problem,
    an_answer,
    an_event,
)
from tests.clients.sdk.test_service import REQUEST

RUN = "/v1/jira/runs/jrn_1"
EMPTY = ChangeSet("5f3a", "plan_1", "https://acme.atlassian.net", "OPS", "acme", (), {}, (), (), {})
DONE = Outcome("done", "run-1", "5f3a", 3, (), None, "all of it is done", None)
PULLED = Pulled((), (), (), full=False, issues=0)
CAN = Preflight(
    ready=True, account="Pat", time_zone="UTC", project="OPS", kinds={}, link=None, quarter="label",
    may_add_versions=False, components={}, findings=(Finding("note", "account", "Pat writes."),),
)  # fmt: skip
ASKED = {
    "preflight": (lambda **named: jira.preflight(POLICY, "/v1/jira/connections/jcn_1", "/v1/plans/plan_1", **named),
                  "/v1/jira/connections/jcn_1/preflight", {"plan": "plan_1"}, CAN),
    "diff": (lambda **named: jira.diff(POLICY, "plan_1", "jcn_1", settled={"x": "plan"}, roadmap="acme", **named),
             "/v1/plans/plan_1/jira/diff", {"connection": "jcn_1", "settled": {"x": "plan"}, "roadmap": "acme"}, EMPTY),
    "apply": (lambda **named: jira.apply(POLICY, "/v1/plans/plan_1", "/v1/jira/connections/jcn_1", "5f3a", **named),
              "/v1/plans/plan_1/jira/apply", {"connection": "jcn_1", "hash": "5f3a"}, DONE),
    "pull": (lambda **named: jira.pull(POLICY, "plan_1", "jcn_1", full=True, **named),
             "/v1/plans/plan_1/jira/pull", {"connection": "jcn_1", "full": True}, PULLED),
}  # fmt: skip


def a_run(action, result, status="succeeded"):
    asked = JiraAsked({}, None, full=False)
    return JiraRun("jrn_1", action, "/v1/jira/connections/jcn_1", None, None, asked, status, result, AT, "/v1/jobs/j")


def state(name, error=None, status=200):
    return an_answer(status, a_job(name, error=error, kind="jira", subject=RUN))


END = [STREAM, an_event(9, "succeeded"), state("succeeded")]


@pytest.mark.parametrize("action", ASKED)
def test_what_is_asked_is_followed_to_its_result(action):
    begin, path, body, result = ASKED[action]
    played = Played(begin(), state("queued", status=202), *END, an_answer(200, a_run(action, result)))
    assert played.error is None
    assert played.result == result
    assert played.paths == [f"POST {path}", f"GET /v1/jobs/{JOB}/events", f"GET /v1/jobs/{JOB}", f"GET {RUN}"]
    assert msgspec.json.decode(played.asked[0].content) == body


@pytest.mark.parametrize("action", ASKED)
def test_who_does_not_wait_gets_the_job(action):
    played = Played(ASKED[action][0](wait=False, idempotency_key="k"), state("queued", status=202))
    assert (played.result.kind, played.result.subject) == ("jira", RUN)
    assert played.asked[0].headers["idempotency-key"] == "k"


@pytest.mark.parametrize("action", ASKED)
def test_what_fails_says_why(action):
    begin = ASKED[action][0]
    why = Problem("/v1/problems/jira-denied", "Jira denied access", 502, "The token is wrong.", "", "", ())
    played = Played(begin(), state("queued", status=202), STREAM, an_event(1, "failed"), state("failed", why))
    assert isinstance(played.error, JobFailed)
    assert str(played.error).endswith(" The token is wrong.")
    cancelled = [STREAM, an_event(1, "cancelled"), state("cancelled"), an_answer(200, a_run(action, None, "cancelled"))]
    assert isinstance(Played(begin(), state("queued", status=202), *cancelled).error, JobCancelled)
    assert isinstance(Played(begin(), a_problem(409)).error, Conflict)


def test_ctrl_c_cancels_an_apply_and_what_was_written_stays():
    begin = ASKED["apply"][0]
    ended = state("cancelled")
    steps = [STREAM, KeyboardInterrupt(), ended, STREAM, an_event(3, "cancelled"), ended]
    played = Played(begin(), state("queued", status=202), *steps, an_answer(200, a_run("apply", None, "cancelled")))
    assert isinstance(played.error, KeyboardInterrupt)
    assert f"DELETE /v1/jobs/{JOB}" in played.paths


@pytest.mark.parametrize("action", ASKED)
def test_a_run_is_read_as_what_it_came_to(action):
    answer = an_answer(200, a_run(action, ASKED[action][3]))
    assert Played(jira.get_run(POLICY, RUN), answer).result == a_run(action, ASKED[action][3])


def a_connection(version=1):
    given = NewJiraConnection(name="Ops", site="https://acme.atlassian.net", email="a@b.c", project="OPS", token="t")
    fields = {name: getattr(given, name) for name in JiraConnection.__struct_fields__ if hasattr(given, name)}
    times = dict.fromkeys(("token_set_at", "created_at", "updated_at"), AT)
    return JiraConnection(id="jcn_1", version=version, **fields, **times)


def test_a_change_is_a_merge_patch_of_the_version_that_is_held():
    held, change = a_connection(3), JiraConnectionChange(token="new", cloud_id=None)
    played = Played(jira.update_connection(POLICY, held, change), an_answer(200, a_connection(4)))
    (sent,) = played.asked
    assert (sent.method, sent.path) == ("PATCH", "/v1/jira/connections/jcn_1")
    assert (sent.headers["if-match"], sent.headers["content-type"]) == ('"3"', "application/merge-patch+json")
    assert msgspec.json.decode(sent.content) == {"token": "new", "cloud_id": None}
    assert played.result.version == 4
    assert isinstance(Played(jira.update_connection(POLICY, held, change), a_problem(412)).error, Stale)
    # Whether it was carried out is not known, and the second would be refused for what the first did.
    assert len(Played(jira.update_connection(POLICY, held, change), CUT).asked) == 1


def test_of_an_id_whatever_version_there_is_is_changed():
    first, second, third = (an_answer(200, a_connection(version)) for version in (1, 2, 3))
    played = Played(jira.update_connection(POLICY, "jcn_1", {"name": "B"}), first, a_problem(412), second, third)
    assert played.result.version == 3
    assert [ask.headers.get("if-match") for ask in played.asked] == [None, '"1"', None, '"2"']


def test_a_token_is_in_no_exception():
    secret = "ATATT3xFfGF0-secret"
    given = NewJiraConnection(name="Ops", site="https://x.atlassian.net", email="a@b.c", project="OPS", token=secret)
    for outcomes in ([CUT] * (POLICY.retries + 1), [a_problem(422)], [a_problem(500)], [an_answer(200, {"id": "x"})]):
        played = Played(jira.create_connection(POLICY, given), *outcomes)
        assert played.error is not None
        assert secret not in f"{played.error!r} {played.error}"


# Against the service


@pytest.fixture(scope="module")
def site():
    there = FakeJira(RealClock(), index_lag=0)
    with serve(there) as address:
        there.address = address
        yield there
    assert there.faults_of_requests == []


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("service"), "--workers", "1", jira_allow="127.0.0.1") as server:
        yield server


def new(there, **changes):
    given = {"name": "Ops", "site": there.address, "email": "sync@example.com", "project": "PROJ", "token": "token"}
    return given | changes


def test_from_a_connection_to_a_pull(served, site):
    with Client(served.address) as client:
        plan = client.plans.create(REQUEST).id
        connection = client.jira.connections.create(NewJiraConnection(**new(site, mapping=Mapping(roadmap="sdk"))))
        assert client.jira.connections.get(connection.id) == connection
        assert client.jira.preflight(connection.id, plan).ready
        shown = client.jira.diff(plan, connection.id)
        told = []
        outcome = client.jira.apply(plan, connection.id, shown.hash, on_progress=told.append)
        assert (outcome.state, outcome.requests) == ("done", len(shown.writes))
        assert all(isinstance(one, JobProgress) and one.goal == "jira" for one in told)
        assert told[-1].value == told[-1].bound == len(shown.writes)
        assert client.jira.diff(plan, connection.id).counts == {}
        site.move_status(site.keys("milepost-sdk")[-1], "In Progress")
        assert [one.kind for one in client.jira.pull(plan, connection.id, full=True).actuals] == ["started"]
        rows = list(client.jira.audit(connection.id, page_size=100))
        assert [row.number for row in rows] == list(range(1, len(rows) + 1))
        assert list(client.jira.audit(connection.id, after=rows[-2].number)) == rows[-1:]
        runs = list(client.jira.runs(plan=plan, page_size=2))
        assert [run.action for run in runs] == ["pull", "diff", "apply", "diff", "preflight"]
        assert client.jira.run(runs[2].id).result == outcome
        job = client.jira.diff(plan, connection.id, wait=False)
        assert client.jira.run(client.jobs.wait(job.id).subject).result.counts == {}
        with pytest.raises(Conflict):
            client.jira.apply(plan, connection.id, "0" * 16)
        changed = client.jira.connections.update(connection, {"name": "Renamed"})
        assert (changed.name, changed.version) == ("Renamed", 2)
        with pytest.raises(Stale):
            client.jira.connections.update(connection, {"name": "Late"})
        assert connection.id in [one.id for one in client.jira.connections.list(page_size=1)]
        client.jira.connections.delete(changed)
        with pytest.raises(NotFound):
            client.jira.connections.get(connection.id)


def test_what_is_wrong_is_told_with_its_place(served, site):
    with Client(served.address) as client:
        with pytest.raises(Invalid) as caught:
            client.jira.connections.create(new(site, site="https://10.0.0.1", project="x y"))
        assert {fault.pointer for fault in caught.value.errors} == {"/site", "/project"}
        connection = client.jira.connections.create(new(site, token="wrong"))
        with pytest.raises(JobFailed, match="The token is wrong, expired or revoked"):
            client.jira.preflight(connection.id)


def test_the_asynchronous_client_does_the_same(served, site):
    async def run():
        async with AsyncClient(served.address) as client:
            plan = (await client.plans.create(REQUEST)).id
            given = new(site, mapping={"roadmap": "async"})
            connection = await client.jira.connections.create(given)
            assert (await client.jira.preflight(connection.id)).ready
            shown = await client.jira.diff(plan, connection.id)
            told = []

            async def tell(progress):
                told.append(progress.value)

            outcome = await client.jira.apply(plan, connection.id, shown.hash, on_progress=tell)
            pulled = await client.jira.pull(plan, connection.id)
            rows = [row async for row in client.jira.audit(connection.id)]
            runs = [run.action async for run in client.jira.runs(connection=connection.id)]
            read = await client.jira.run((await client.jira.diff(plan, connection.id, wait=False)).subject)
            return outcome, told, pulled, rows, runs, read

    outcome, told, pulled, rows, runs, read = asyncio.run(run())
    assert outcome.state == "done"
    assert told == sorted(told)
    assert pulled.actuals == ()
    assert rows
    assert runs == ["pull", "apply", "diff", "preflight"]
    assert read.action == "diff"
