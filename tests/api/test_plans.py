"""``/plans``: asking, waiting, reading whole and in parts, listing, deleting."""

import threading
import time

import msgspec
import pytest

from api.jobs.failure import failure
from api.storage.repositories.jobs import tally
from planner.plans import Plan
from tests.api.house import REQUEST, House, problem


def test_asking_for_a_plan_queues_a_job_and_says_where_to_follow_it(client):
    answer = client.post("/v1/plans", json=REQUEST)
    assert answer.status_code == 202
    job = answer.json()
    assert answer.headers["location"] == f"/v1/jobs/{job['id']}"
    assert int(answer.headers["retry-after"]) >= 1
    assert (job["kind"], job["state"], job["attempt"]) == ("plan", "queued", 0)
    assert client.get(answer.headers["location"]).json() == job
    assert client.get(job["subject"]).status_code == 409


def test_an_id_tells_its_kind(client):
    job = client.post("/v1/plans", json=REQUEST).json()
    assert job["id"].startswith("job_")
    assert job["subject"].startswith("/v1/plans/plan_")


def test_times_are_in_utc(house):
    job = house.ask()
    assert job["created_at"].endswith("Z")


def queued(house):
    with house.database.read() as session:
        return tally(session).get("queued", 0)


def waiting(house, seconds, **answer):
    """Ask with Prefer: wait while another thread does the worker's work."""

    def work():
        # A busy machine takes its time to queue what is asked.
        while not queued(house):
            time.sleep(0.05)
        house.answer(**answer)

    worker = threading.Timer(0.3, work)
    worker.start()
    try:
        return house.client.post("/v1/plans", json=REQUEST, headers={"Prefer": f"wait={seconds}"})
    finally:
        worker.join()


@pytest.mark.parametrize("status", ["optimal", "feasible", "infeasible", "unknown"])
def test_whoever_waits_gets_the_plan_itself_whatever_its_status(house, status):
    answer = waiting(house, 20, status=status)
    assert answer.status_code == 201
    plan = msgspec.json.decode(answer.content, type=Plan)
    assert plan.status == status
    assert answer.headers["location"] == f"/v1/plans/{plan.id}"
    assert answer.headers["preference-applied"] == "wait=20"
    assert answer.headers["etag"] == house.client.get(answer.headers["location"]).headers["etag"]


def test_whoever_does_not_wait_long_enough_gets_the_job(client):
    began = time.monotonic()
    answer = client.post("/v1/plans", json=REQUEST, headers={"Prefer": "wait=1"})
    assert answer.status_code == 202
    assert answer.json()["state"] == "queued"
    assert answer.headers["preference-applied"] == "wait=1"
    assert 0.9 <= time.monotonic() - began < 5


def test_whoever_waits_for_a_job_that_fails_gets_the_job_and_its_reason(house):
    error = failure("planner-defect", "Planner defect", "It failed.", "job")
    answer = waiting(house, 20, state="failed", error=error)
    assert answer.status_code == 202
    assert answer.json()["state"] == "failed"
    assert answer.json()["error"]["type"] == "/v1/problems/planner-defect"


@pytest.mark.parametrize("preference", ["wait=soon", "wait=", "respond-async", "handling=strict", "wait=-1", "await=9"])
def test_a_preference_that_cannot_be_met_is_passed_over(client, preference):
    answer = client.post("/v1/plans", json=REQUEST, headers={"Prefer": preference})
    assert answer.status_code == 202
    assert "wait" not in answer.headers.get("preference-applied", "")


def test_a_plan_is_read_as_it_was_stored(house):
    plan_id = house.plan()
    answer = house.client.get(f"/v1/plans/{plan_id}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert msgspec.json.decode(answer.content, type=Plan).id == plan_id
    with house.database.read() as session:
        stored = house.app.service.documents.get("default", plan_id)
        assert session is not None
    assert stored == (answer.content, answer.headers["etag"])


def test_a_plan_that_the_caller_has_is_not_sent_again(house):
    address = f"/v1/plans/{house.plan()}"
    etag = house.client.get(address).headers["etag"]
    assert etag.startswith('"')
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = house.client.get(address, headers={"If-None-Match": known})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
    assert house.client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_plan_that_is_being_made_says_so_and_when_to_ask_again(house):
    job = house.ask()
    for part in ("", "/phases", "/activities"):
        answer = house.client.get(f"{job['subject']}{part}")
        assert job["id"] in problem(answer, 409, "plan-not-ready")["detail"]
        assert int(answer.headers["retry-after"]) >= 1


def test_a_plan_whose_job_ended_without_one_says_so(house):
    job = house.ask()
    house.client.delete(f"/v1/jobs/{job['id']}")
    assert job["id"] in problem(house.client.get(job["subject"]), 409, "plan-missing")["detail"]


def test_the_parts_of_a_plan_are_those_of_the_whole(house):
    address = f"/v1/plans/{house.plan()}"
    plan = house.client.get(address).json()
    for part in ("phases", "activities"):
        assert everything(house.client, f"{address}/{part}?limit=2") == plan[part]


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        ("function=sales", lambda one: one["function"] == "sales"),
        ("kind=governance", lambda one: one["kind"] == "governance"),
        ("kind=action", lambda one: one["kind"] == "action"),
        ("transition=1-2", lambda one: one["transition"] == "1-2"),
        ("critical=true", lambda one: one["critical"] is True),
        ("critical=false", lambda one: one["critical"] is False),
        ("kind=action&critical=true", lambda one: one["kind"] == "action" and one["critical"]),
    ],
)
def test_activities_are_filtered(house, filters, holds):
    address = f"/v1/plans/{house.plan()}"
    every = house.client.get(address).json()["activities"]
    assert everything(house.client, f"{address}/activities?{filters}&limit=3") == [one for one in every if holds(one)]


@pytest.mark.parametrize("filters", ["critical=maybe", "critical=1", "kind=task", "kinds=action", "function="])
def test_a_filter_that_cannot_be_is_refused(house, filters):
    answer = house.client.get(f"/v1/plans/{house.plan()}/activities?{filters}")
    if filters != "function=":
        problem(answer, 400, "bad-parameter")


def everything(client, address):
    """Follow the links of a list to its end."""
    found = []
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        link = answer.headers.get("link", "")
        assert bool(link) == (answer.json()["next"] is not None)
        assert not link or link.endswith('; rel="next"')
        address = link.partition(">")[0].removeprefix("<")
    return found


def test_a_list_gives_every_plan_once_newest_first_and_the_other_way_round(house):
    plans = house.store(7)
    assert [one["id"] for one in everything(house.client, "/v1/plans?limit=3")] == plans[::-1]
    assert [one["id"] for one in everything(house.client, "/v1/plans?limit=3&sort=created_at")] == plans
    assert [one["id"] for one in everything(house.client, "/v1/plans?limit=7")] == plans[::-1]


def test_a_list_says_what_each_plan_is_and_holds_no_contents(house):
    job = house.ask()
    (waiting_,) = house.client.get("/v1/plans").json()["items"]
    assert (waiting_["state"], waiting_["status"], waiting_["finish"]) == ("queued", None, None)
    house.answer(status="feasible")
    (done,) = house.client.get("/v1/plans").json()["items"]
    assert (done["name"], done["state"], done["status"], done["finish"]) == (
        "Acme 2027",
        "succeeded",
        "feasible",
        "2027-06-06",
    )
    assert done["job"] == f"/v1/jobs/{job['id']}"
    assert (done["current"], done["target"]) == (1, 2)
    assert "activities" not in done


def test_plans_are_found_by_status_and_by_state(house):
    good, bad = house.store(2, status="optimal"), house.store(1, status="infeasible")
    house.ask()
    ids = lambda query: {one["id"] for one in everything(house.client, f"/v1/plans?limit=1&{query}")}  # noqa: E731
    assert ids("status=optimal") == set(good)
    assert ids("status=infeasible") == set(bad)
    assert ids("state=succeeded") == {*good, *bad}
    assert len(ids("state=queued")) == 1
    assert ids("status=optimal&state=queued") == set()


def test_a_plan_made_while_a_list_is_read_neither_repeats_nor_hides_another(house):
    plans = house.store(4)
    first = house.client.get("/v1/plans?limit=2").json()
    house.store(1)
    rest = house.client.get("/v1/plans", params={"limit": 2, "cursor": first["next"]}).json()
    assert [one["id"] for one in (*first["items"], *rest["items"])] == plans[::-1]


def test_a_cursor_is_good_for_its_own_list_alone(house):
    house.store(3)
    cursor = house.client.get("/v1/plans?limit=1").json()["next"]
    for address in (
        "/v1/plans?sort=created_at",
        "/v1/plans?status=optimal",
        "/v1/jobs?limit=1",
        "/v1/scenarios?limit=1",
    ):
        joint = "&" if "?" in address else "?"
        problem(house.client.get(f"{address}{joint}cursor={cursor}"), 400, "bad-cursor")
    other = "B" if cursor.startswith("A") else "A"
    for changed in (cursor[:-1], cursor + "A", other + cursor[1:], "x", "....", "é", "A" * 400):
        problem(house.client.get("/v1/plans", params={"limit": 1, "cursor": changed}), 400, "bad-cursor")


def test_a_cursor_goes_on_with_another_limit(house):
    plans = house.store(4)
    cursor = house.client.get("/v1/plans?limit=1").json()["next"]
    rest = house.client.get("/v1/plans", params={"limit": 3, "cursor": cursor}).json()
    assert [one["id"] for one in rest["items"]] == plans[:3][::-1]


def test_a_list_is_20_long_where_nothing_is_said(house):
    house.store(21)
    assert len(house.client.get("/v1/plans").json()["items"]) == 20


def test_a_deleted_plan_is_gone_with_its_job(house):
    plan_id = house.plan()
    address = f"/v1/plans/{plan_id}"
    job = house.client.get("/v1/plans").json()["items"][0]["job"]
    assert house.client.get(address).status_code == 200
    answer = house.client.delete(address)
    assert (answer.status_code, answer.content) == (204, b"")
    for gone in (address, f"{address}/phases", f"{address}/activities", job, f"{job}/events"):
        problem(house.client.get(gone), 404, "not-found")
    problem(house.client.delete(address), 404, "not-found")


def test_a_plan_is_deleted_while_it_is_made(house):
    job = house.ask()
    assert house.client.delete(job["subject"]).status_code == 204
    problem(house.client.get(f"/v1/jobs/{job['id']}"), 404, "not-found")
    assert house.client.get("/v1/plans").json()["items"] == []


@pytest.mark.parametrize(
    "catalog", ["/etc/passwd", "../catalog", "./ai-maturity", "catalog/builtin/ai-maturity", "~/x", ""]
)
def test_no_path_is_opened_for_a_request(house, catalog, monkeypatch):
    def opened(*_, **__):
        raise AssertionError("a path was opened")

    monkeypatch.setattr("catalog.files.read", opened)
    monkeypatch.setattr("catalog.library._existing", opened)
    answer = house.client.post("/v1/plans", json={**REQUEST, "catalog": catalog})
    (fault,) = problem(answer, 422, "invalid-request")["errors"]
    assert (fault["pointer"], fault["code"]) == ("/catalog", "unknown_catalog")


@pytest.mark.parametrize("catalog", ["ai-maturity@9.9.9", "ai-maturity@", "ai-maturity@x", "ai-maturty"])
def test_a_catalog_or_version_that_there_is_not_is_a_fault_of_the_request(client, catalog):
    answer = client.post("/v1/plans", json={**REQUEST, "catalog": catalog})
    (fault,) = problem(answer, 422, "invalid-request")["errors"]
    assert fault["pointer"] == "/catalog"
    assert "ai-maturity" in fault["suggestion"]


def test_a_search_may_not_take_longer_than_the_service_allows(tmp_path):
    with House(tmp_path, max_seconds=3.0) as house:
        body = {**REQUEST, "solver": {"time_limit_s": 4}}
        (fault,) = problem(house.client.post("/v1/plans", json=body), 422, "invalid-request")["errors"]
        assert fault["pointer"] == "/solver/time_limit_s"
        assert fault["suggestion"] == "3"


def test_a_plan_may_not_have_more_activities_than_the_service_allows(tmp_path):
    with House(tmp_path, max_activities=5) as house:
        (fault,) = problem(house.client.post("/v1/plans", json=REQUEST), 422, "invalid-request")["errors"]
        assert fault["pointer"] == "/organization/functions"


def test_a_workspace_may_not_have_more_jobs_at_once_than_the_service_allows(tmp_path):
    with House(tmp_path, max_jobs=2) as house:
        house.ask()
        house.ask()
        answer = house.client.post("/v1/plans", json=REQUEST)
        problem(answer, 429, "too-many-jobs")
        assert int(answer.headers["retry-after"]) >= 1
        house.answer()
        house.ask()


def test_a_request_that_cannot_be_met_is_accepted(client):
    body = {**REQUEST, "target": 5, "deadline": "2027-02-01", "budget": {"total": 1}}
    assert client.post("/v1/plans", json=body).status_code == 202
