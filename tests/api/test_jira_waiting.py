"""What is asked of Jira and has to wait, what is deleted meanwhile, and what nobody else ever sees of it."""

import logging
import time
from datetime import UTC, datetime, timedelta

from sqlmodel import update

from api.logs import Lines
from api.storage.jira_tables import JiraLedgerRow
from api.storage.tables import JobRow
from tests.api.house import problem
from tests.api.site import AT, ROADMAP, TOKEN
from tests.api.test_connections import change
from tests.clients.jira.fake import faults


def wake(house):
    """Let the time of all that wait be over."""
    with house.database.write() as session:
        session.exec(update(JobRow).where(JobRow.wake_at.is_not(None)).values(wake_at=datetime(2026, 1, 1, tzinfo=UTC)))


def test_a_quota_lets_the_job_wait_as_long_as_jira_says_and_go_on_by_itself(site, monkeypatch):
    monkeypatch.setattr("api.jobs.syncing.PATIENCE_S", 0.5)
    shown = site.result("diff")
    site.jira.begin()
    limit = faults.limited("jira-quota-global-based", 3)
    site.jira.faults.when(lambda request: request.path.endswith("/issueLink"), limit, 1)
    began = datetime.now(UTC)
    assert site.ask("apply", hash=shown.hash).status_code == 202
    site.house.work()
    job = site.job()
    assert (job["state"], job["attempt"], job["error"]) == ("queued", 1, None)
    wakes = datetime.fromisoformat(job["wakes_at"])
    assert timedelta(seconds=3) <= wakes - began < timedelta(seconds=30)
    written = len(site.jira.writes())
    assert 0 < written < len(shown.writes)
    # Before its time it does nothing, even where somebody takes it up.
    wake(site.house)
    site.house.work()
    again = site.job()
    assert (again["state"], again["attempt"], again["wakes_at"]) == ("queued", 2, job["wakes_at"])
    assert len(site.jira.writes()) == written
    time.sleep(max(0.0, (wakes - datetime.now(UTC)).total_seconds()))
    site.house.work()
    run = site.client.get(job["subject"]).json()
    assert (run["status"], run["result"]["state"]) == ("succeeded", "done")
    assert len(site.jira.writes()) == len(shown.writes)
    assert site.result("diff").counts == {}
    assert site.client.get(f"/v1/jobs/{job['id']}").json()["wakes_at"] is None


def test_another_sync_at_work_is_waited_for(site):
    site.result("diff")
    with site.house.database.write() as session:
        held = {"holder": "job_of_another", "held_until": datetime.now(UTC) + timedelta(minutes=1)}
        session.exec(update(JiraLedgerRow).values(**held))
    assert site.ask("diff").status_code == 202
    site.house.work()
    job = site.job()
    assert (job["state"], job["error"]) == ("queued", None)
    assert datetime.fromisoformat(job["wakes_at"]) - datetime.now(UTC) < timedelta(seconds=10)
    with site.house.database.write() as session:
        session.exec(update(JiraLedgerRow).values(holder=None, held_until=None))
    wake(site.house)
    site.house.work()
    assert site.job()["state"] == "succeeded"


def test_a_job_that_waits_can_be_cancelled_and_the_same_apply_goes_on_later(site):
    shown = site.result("diff")
    limit = faults.limited("jira-quota-global-based", 6)
    site.jira.faults.when(lambda request: request.path.endswith("/issueLink"), limit, 1)
    site.ask("apply", hash=shown.hash)
    site.house.work()
    job = site.job()
    ended = site.client.delete(f"/v1/jobs/{job['id']}").json()
    assert (ended["state"], ended["wakes_at"]) == ("cancelled", None)
    run = site.client.get(job["subject"]).json()
    assert (run["status"], run["result"]) == ("cancelled", None)
    assert site.ask("apply", hash=shown.hash).status_code == 202


def test_a_connection_is_not_deleted_under_a_running_job_and_takes_all_that_waits_with_it(site):
    shown = site.result("diff")
    site.result("apply", hash=shown.hash)
    running = site.ask("diff").json()
    with site.house.database.write() as session:
        leased = {"state": "running", "lease_until": datetime.now(UTC) + timedelta(minutes=1), "attempt": 1}
        session.exec(update(JobRow).where(JobRow.id == running["id"]).values(**leased))
    answer = site.client.delete(site.path)
    found = problem(answer, 409, "conflict")
    assert running["id"] in found["detail"]
    assert int(answer.headers["retry-after"]) > 0
    with site.house.database.write() as session:
        session.exec(update(JobRow).where(JobRow.id == running["id"]).values(state="queued", lease_until=None))
    assert site.client.delete(site.path).status_code == 204
    for path in (site.path, f"{site.path}/audit", running["subject"], f"/v1/jobs/{running['id']}"):
        problem(site.client.get(path), 404, "not-found")
    assert site.client.get("/v1/jira/runs").json()["items"] == []
    assert len(site.jira.keys(f"milepost-{ROADMAP}")) == shown.counts["create"]


def test_a_connection_stays_with_its_project_once_issues_were_written(site):
    site.result("diff")
    moved = change(site.client, site.connection, project="OTHER").json()
    assert moved["project"] == "OTHER"
    back = change(site.client, moved, project="PROJ").json()
    # What was shown of the other project is not applied to this one.
    assert site.push().state == "done"
    problem(change(site.client, back, project="OTHER"), 409, "conflict")
    assert site.client.get(site.path).json() == back
    assert change(site.client, back, name="Still there").status_code == 200


def test_a_deleted_plan_ends_what_was_asked_of_jira_with_it_and_its_successor_goes_on(site):
    assert site.push().state == "done"
    job = site.ask("diff").json()
    assert site.client.delete(f"/v1/plans/{site.plan}").status_code == 204
    for path in (job["subject"], f"/v1/jobs/{job['id']}"):
        problem(site.client.get(path), 404, "not-found")
    site.plan = site.house.plan()
    # The same plan under another id: the ledger goes by the roadmap.
    assert site.result("diff").counts == {}
    assert len(site.client.get(f"{site.path}/audit").json()["items"]) == 20


def test_another_workspace_finds_nothing_of_it(site):
    ours, theirs = site.house.key(), site.house.key("theirs")
    site.client.headers.update(ours)
    run = site.run("preflight")
    paths = [site.path, f"{site.path}/audit", f"/v1/jira/runs/{run['id']}"]
    for path in paths:
        assert site.client.get(path).status_code == 200
        problem(site.client.get(path, headers=theirs), 404, "not-found")
    theirs_plan = site.house.plan(theirs)
    body = {"connection": site.connection["id"]}
    problem(site.client.post(f"{site.path}/preflight", json={}, headers=theirs), 404, "not-found")
    for action, more in (("diff", {}), ("pull", {}), ("apply", {"hash": "0"})):
        answer = site.client.post(f"/v1/plans/{theirs_plan}/jira/{action}", json=body | more, headers=theirs)
        problem(answer, 404, "not-found")
    for path in (AT, "/v1/jira/runs"):
        assert site.client.get(path, headers=theirs).json()["items"] == []


def test_the_token_is_in_no_answer_no_log_and_no_file(site, caplog):
    caplog.set_level(logging.DEBUG)
    shown = site.result("diff")
    site.result("apply", hash=shown.hash)
    site.jira.faults.when(lambda _: True, faults.unauthorized(), times=None)
    site.failure("pull")
    paths = [site.path, AT, f"{site.path}/audit", "/v1/jira/runs", "/v1/jobs"]
    said = "".join(site.client.get(path).text for path in paths)
    logged = "".join(Lines().format(record) for record in caplog.records)
    folder = site.house.settings.data_dir
    files = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert len(files) > 100_000
    assert TOKEN not in said + logged
    assert TOKEN.encode() not in files
