"""What is asked of Jira over HTTP, from a connection to a pull: against a Jira that is strict, and moves meanwhile."""

import msgspec

from clients.jira.labels import identity_label
from clients.jira.sync import Outcome
from clients.sdk.jira_types import JiraAuditPage, JiraRun, Preflight
from tests.api.site import ROADMAP


def test_from_a_connection_to_a_second_diff_that_is_clean(site):
    can = site.result("preflight", plan=site.plan)
    assert (can.ready, can.project, can.kinds["phase"].type_name) == (True, "PROJ", "Epic")
    shown = site.result("diff")
    assert (shown.plan, shown.project, shown.roadmap) == (site.plan, "PROJ", ROADMAP)
    assert shown.counts["create"] >= 10
    assert site.jira.writes() == []
    done = site.result("apply", hash=shown.hash)
    assert (done.state, done.requests, done.undone) == ("done", len(shown.writes), ())
    assert len(site.jira.writes()) == len(shown.writes)
    assert len(site.jira.keys(f"milepost-{ROADMAP}")) == shown.counts["create"]
    again = site.result("diff")
    assert (again.counts, again.writes) == ({}, ())


def test_a_person_s_edit_is_a_conflict_until_it_is_settled_and_a_pull_tells_what_was_done(site):
    assert site.push().state == "done"
    activity = site.client.get(f"/v1/plans/{site.plan}").json()["activities"][0]
    key = site.key(activity["id"])
    site.jira.edit(key, summary="A name of our own")
    site.plan = site.revised({activity["title"]: f"{activity['title']}, revised"})
    shown = site.result("diff")
    (conflict,) = [one for one in shown.changes if one.field == "summary" and one.issue == key]
    assert (conflict.operation, conflict.policy, conflict.theirs) == ("conflict", "ask", "A name of our own")
    assert site.result("apply", hash=shown.hash).state == "done"
    assert site.jira.issue(key)["fields"]["summary"] == "A name of our own"
    settled = site.result("diff", settled={conflict.id: "plan"})
    assert [(one.operation, one.mine) for one in settled.changes] == [("update", conflict.mine)]
    assert site.result("apply", hash=settled.hash).state == "done"
    assert site.jira.issue(key)["fields"]["summary"] == conflict.mine
    assert "revised" in conflict.mine
    site.jira.move_status(key, "In Progress")
    pulled = site.result("pull", full=True)
    assert [(one.on, one.kind, one.source) for one in pulled.actuals] == [(activity["id"], "started", f"jira:{key}")]
    assert site.result("pull").new == ()


def test_where_jira_has_moved_nothing_is_written_and_what_would_be_done_now_is_shown(site):
    shown = site.result("diff")
    site.jira.create("Somebody's own", labels=[f"milepost-{ROADMAP}", identity_label(ROADMAP, "gate-2")])
    run = site.run("apply", hash=shown.hash)
    outcome = msgspec.convert(run["result"], Outcome)
    assert (run["status"], outcome.state, outcome.run) == ("succeeded", "refused", None)
    assert outcome.change_set.hash != shown.hash
    assert site.jira.writes() == []
    assert site.result("apply", hash=outcome.change_set.hash).state == "done"


def test_a_run_tells_what_was_asked_and_is_listed(site):
    shown = site.result("diff", settled={"x": "jira"})
    run = site.run("apply", hash=shown.hash)
    assert (run["action"], run["roadmap"], run["asked"]) == (
        "apply", ROADMAP, {"settled": {}, "hash": shown.hash, "full": False},
    )  # fmt: skip
    assert (run["plan"], run["connection"]) == (f"/v1/plans/{site.plan}", site.path)
    msgspec.convert(run, JiraRun[Outcome])
    site.run("preflight")
    listed = site.client.get("/v1/jira/runs").json()["items"]
    assert [(one["action"], one["state"]) for one in listed] == [
        ("preflight", "succeeded"), ("apply", "succeeded"), ("diff", "succeeded"),
    ]  # fmt: skip
    assert listed[1]["id"] == run["id"]
    assert "result" not in listed[1]
    assert [one["plan"] for one in listed] == [None, run["plan"], run["plan"]]
    of_plan = site.client.get("/v1/jira/runs", params={"plan": site.plan, "limit": 1}).json()
    assert ([one["action"] for one in of_plan["items"]], of_plan["next"] is None) == (["apply"], False)
    params = {"connection": "jcn_x"}
    assert site.client.get("/v1/jira/runs", params=params).json()["items"] == []


def test_a_run_has_an_etag_that_changes_with_it(site):
    job = site.ask("diff").json()
    waiting = site.client.get(job["subject"])
    assert (waiting.json()["status"], waiting.json()["result"]) == ("queued", None)
    named = {"If-None-Match": waiting.headers["etag"]}
    assert site.client.get(job["subject"], headers=named).status_code == 304
    site.house.work()
    assert site.client.get(job["subject"], headers=named).status_code == 200


def test_whoever_waits_is_given_the_run_and_a_second_try_the_same(site):
    headers = {"Idempotency-Key": "k"}
    job = site.ask("preflight", headers).json()
    site.house.work()
    again = site.ask("preflight", {**headers, "Prefer": "wait=5"})
    assert again.status_code == 201
    assert again.headers["location"] == job["subject"]
    assert again.headers["idempotent-replayed"] == "true"
    assert msgspec.json.decode(again.content, type=JiraRun[Preflight]).result.ready
    assert len(site.client.get("/v1/jira/runs").json()["items"]) == 1


def test_the_progress_of_an_apply_counts_its_requests(site):
    shown = site.result("diff")
    run = site.run("apply", hash=shown.hash)
    job = site.client.get(run["job"]).json()
    count = len(shown.writes)
    assert (job["kind"], job["state"], job["wakes_at"]) == ("jira", "succeeded", None)
    progress = job["progress"]
    assert (progress["goal"], progress["value"], progress["bound"], progress["gap"]) == ("jira", count, count, 0.0)


def test_the_audit_tells_every_field_that_was_written_in_pages(site):
    shown = site.result("diff")
    outcome = site.result("apply", hash=shown.hash)
    rows, cursor = [], None
    while True:
        params = {"limit": 50} | ({"cursor": cursor} if cursor else {})
        page = site.client.get(f"{site.path}/audit", params=params)
        read = msgspec.json.decode(page.content, type=JiraAuditPage)
        rows += read.items
        cursor = read.next
        if cursor is None:
            break
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert {row.run for row in rows} == {outcome.run}
    assert {row.roadmap for row in rows} == {ROADMAP}
    assert {"create", "link", "version"} <= {row.operation for row in rows}
    late = site.client.get(f"{site.path}/audit", params={"after": rows[-2].number}).json()
    assert [row["number"] for row in late["items"]] == [rows[-1].number]
    assert site.client.get(f"{site.path}/audit", params={"after": 10**17}).json()["items"] == []
