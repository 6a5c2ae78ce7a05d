"""What cannot be asked of Jira, or comes to nothing: told as a problem, before a job is queued where that can be."""

import msgspec
import pytest
from msgspec.structs import replace

from api.logs import Lines
from api.storage.repositories.plans import Plans
from tests.api.house import problem
from tests.api.site import AT, ROADMAP, TOKEN
from tests.api.test_connections import change
from tests.clients.jira.fake import FakeJira, RealClock, Response, faults, serve


def test_what_cannot_be_asked_is_refused_before_a_job_is_queued(site):
    client, plan = site.client, site.plan
    problem(client.post("/v1/plans/plan_x/jira/diff", json={"connection": site.connection["id"]}), 404, "not-found")
    problem(client.post(f"/v1/plans/{plan}/jira/diff", json={"connection": "jcn_x"}), 404, "not-found")
    problem(client.post(f"{AT}/jcn_x/preflight", json={}), 404, "not-found")
    problem(client.post(f"{site.path}/preflight", json={"plan": "plan_x"}), 404, "not-found")
    problem(client.get("/v1/jira/runs/jrn_x"), 404, "not-found")
    problem(client.get(f"{AT}/jcn_x/audit"), 404, "not-found")
    found = problem(site.ask("apply", hash="0" * 16), 409, "unknown-change-set")
    assert "ask for a diff" in found["detail"]
    for action, body in (("diff", {"settled": {"x": "me"}}), ("diff", {"roadmap": "A B"}), ("pull", {"full": 1})):
        problem(site.ask(action, **body), 422, "invalid-request")
    problem(client.post(f"/v1/plans/{plan}/jira/apply", json={}), 422, "invalid-request")
    assert client.get("/v1/jira/runs").json()["items"] == []


def test_a_plan_that_is_not_made_or_has_no_schedule_is_not_written(site):
    waiting = site.house.ask()["subject"]
    body = {"connection": site.connection["id"]}
    problem(site.client.post(f"{waiting}/jira/diff", json=body), 409, "plan-not-ready")
    site.house.answer()
    with site.house.database.write() as session:
        plans = Plans(session, "default")
        document = plans.document(site.plan)[0]
        hopeless = msgspec.json.decode(document) | {"status": "infeasible", "finish": None}
        encoded = msgspec.json.encode(hopeless)
        plans.set_result(site.plan, status="infeasible", finish=None, etag='"x"', document=encoded)
    for action in ("diff", "preflight"):
        answer = site.ask(action, **({"plan": site.plan} if action == "preflight" else {}))
        problem(answer, 409, "plan-without-schedule")


def test_a_connection_is_named_by_its_address_too(site):
    assert site.client.post(site.address("diff"), json={"connection": site.path}).status_code == 202


def test_a_roadmap_that_is_named_is_a_ledger_of_its_own(site):
    assert site.result("diff", roadmap="pilot").roadmap == "pilot"
    shown = site.result("diff")
    assert shown.roadmap == ROADMAP
    # Both may still be applied: the hash says which of them is meant.
    other = site.result("diff", roadmap="pilot")
    assert site.run("apply", hash=other.hash)["roadmap"] == "pilot"
    assert len(site.jira.keys("milepost-pilot")) == other.counts["create"]


def test_a_project_that_cannot_be_written_to_fails_with_its_findings(site):
    site.jira.site.hide("labels", "Task")
    slug, error = site.failure("diff")
    assert slug == "jira-not-ready"
    assert any("labels" in fault["detail"] for fault in error["errors"])
    assert site.result("preflight").ready is False


@pytest.mark.parametrize(
    ("action", "fault", "slug"),
    [
        ("preflight", faults.unauthorized(), "jira-denied"),
        ("diff", faults.unauthorized(), "jira-denied"),
        ("pull", faults.server_error(403), "jira-refused"),
        ("preflight", faults.garbled(status=302), "jira-unreachable"),
    ],
)
def test_what_jira_says_no_to_is_told_as_a_problem(site, action, fault, slug):
    site.jira.faults.when(lambda _: True, fault, times=None)
    found, error = site.failure(action)
    assert found == slug
    assert TOKEN not in str(error)


def test_a_project_that_is_not_there_is_told(site):
    moved = change(site.client, site.connection, project="NOPE")
    assert moved.status_code == 200
    slug, error = site.failure("preflight")
    assert slug == "jira-refused"
    assert "NOPE" in error["detail"]


class Leading(faults.Fault):
    """An answer that leads to another address, which is its reason."""

    def answer(self, now):
        return Response(302, {"location": self.reason}, b"")


def test_an_answer_that_leads_elsewhere_is_not_followed_with_the_token(site):
    with serve(FakeJira(RealClock())) as elsewhere:
        leading = Leading(name="redirect", status=302, reason=f"{elsewhere}/rest/api/3/serverInfo")
        site.jira.faults.when(lambda _: True, leading, times=None)
        slug, error = site.failure("preflight")
    assert slug == "jira-unreachable"
    assert "sends elsewhere (302)" in error["detail"]


def test_a_host_that_is_no_longer_allowed_is_not_called(site):
    site.house.settings = replace(site.house.settings, jira_allow="")
    slug, error = site.failure("preflight")
    assert slug == "request-refused"
    assert [(fault["pointer"], fault["code"]) for fault in error["errors"]] == [("/site", "private_address")]
    assert site.jira.log == []


def test_a_defect_is_a_problem_without_a_secret_in_it(site, monkeypatch, caplog):
    def fails(*_, **__):
        raise RuntimeError("a defect")

    monkeypatch.setattr("api.jobs.syncing.Sync.preflight", fails)
    slug, _ = site.failure("preflight")
    assert slug == "sync-defect"
    logged = "".join(Lines().format(record) for record in caplog.records)
    assert "a defect" in logged
    assert TOKEN not in logged
