"""``/comparisons``: setting two plans side by side, waiting, reading what differs and why."""

import threading
from functools import cache

import msgspec
import pytest

from api.jobs.work import payload_of, perform
from api.storage.repositories.plans import Plans
from catalog import library
from catalog.model import Catalog
from clients.sdk.types import PlanComparison
from planner.intake import read_request
from planner.plans import Plan
from tests.api.house import REQUEST, House, a_catalog, document_of, problem
from tests.api.test_conventions import BODIES, JSON


@cache
def solved(**changes):
    """Return the plan of ``REQUEST`` with some changes."""
    return made(REQUEST | changes, library.load)


def made(request, load):
    wanted, catalog = read_request(msgspec.json.encode(request), load)
    return perform(payload_of(wanted, catalog), "plan_", lambda _: None, threading.Event())


def put(house, found, headers=None, workspace="default"):
    """Put a plan there, and return its id."""
    plan_id = house.plan(headers)
    document = found.document.replace(b'"id":"plan_"', f'"id":"{plan_id}"'.encode(), 1)
    with house.database.write() as session:
        Plans(session, workspace).set_result(
            plan_id, status=found.status, finish=found.finish, etag=found.etag, document=document
        )
    return plan_id


def pair(house, headers=None):
    """Put two plans there that are the same but for their ids."""
    return {"before": house.plan(headers), "after": house.plan(headers)}


def begun(house, asked=None, headers=None):
    answer = house.client.post("/v1/comparisons", json=asked or pair(house, headers), headers=headers)
    assert answer.status_code == 202, answer.text
    return answer.json()


def test_a_comparison_queues_a_job_and_says_where_to_follow_it(house):
    asked = pair(house)
    answer = house.client.post("/v1/comparisons", json=asked)
    assert answer.status_code == 202
    job = answer.json()
    assert answer.headers["location"] == f"/v1/jobs/{job['id']}"
    assert (job["kind"], job["state"]) == ("comparison", "queued")
    assert job["subject"].startswith("/v1/comparisons/cmp_")
    assert house.client.get(job["subject"]).json() == {
        "id": job["subject"].rpartition("/")[2],
        "status": "queued",
        "asked": asked,
        "result": None,
        "job": f"/v1/jobs/{job['id']}",
    }


def test_what_differs_between_two_plans_has_its_cause(house):
    plans = [solved(headcount=size) for size in (3, 1.5)]
    asked = dict(zip(("before", "after"), (put(house, one) for one in plans), strict=True))
    job = begun(house, asked)
    house.explore()
    found = msgspec.json.decode(house.client.get(job["subject"]).content, type=PlanComparison)
    before, after = (msgspec.json.decode(one.document, type=Plan) for one in plans)
    assert found.status == "succeeded"
    assert (found.result.before, found.result.after) == (asked["before"], asked["after"])
    assert found.result.weeks == after.gates[-1].week - before.gates[-1].week
    assert found.result.weeks > 0
    # There is one difference, so that it has all of it.
    (cause,) = found.result.causes
    assert (cause.pointers, cause.from_, cause.to) == (("/headcount",), (3,), (1.5,))
    assert (cause.weeks, cause.money) == (found.result.weeks, found.result.money)
    assert [(it.gate, it.before, it.after) for it in found.result.gates] == [("gate-2", before.finish, after.finish)]


def test_whoever_waits_gets_the_comparison_itself_and_need_not_be_sent_it_again(house):
    asked = pair(house)
    worker = threading.Timer(0.3, house.explore)
    worker.start()
    answer = house.client.post("/v1/comparisons", json=asked, headers={"Prefer": "wait=50"})
    worker.join()
    assert answer.status_code == 201
    assert (answer.json()["result"]["weeks"], answer.json()["result"]["causes"]) == (0, [])
    again = house.client.get(answer.headers["location"])
    assert (again.content, again.headers["etag"]) == (answer.content, answer.headers["etag"])
    known = {"If-None-Match": answer.headers["etag"]}
    assert house.client.get(answer.headers["location"], headers=known).status_code == 304


def test_a_comparison_sent_twice_is_made_once(house):
    asked, headers = pair(house), {"Idempotency-Key": "one"}
    first, second = (house.client.post("/v1/comparisons", json=asked, headers=headers) for _ in range(2))
    assert second.headers["idempotent-replayed"] == "true"
    assert second.json() == first.json()
    other = asked | {"after": asked["before"]}
    problem(house.client.post("/v1/comparisons", json=other, headers=headers), 422, "idempotency-mismatch")


def test_everything_wrong_with_a_comparison_is_told_at_once(house):
    plan_id = house.plan()
    for asked, faults in (
        ({}, {"/before", "/after"}),
        ({"before": "plan_x", "after": "plan_y"}, {"/before", "/after"}),
        ({"before": plan_id, "after": "plan_y"}, {"/after"}),
        ({"before": 3, "aftr": plan_id}, {"/before", "/aftr", "/after"}),
        ({"before": plan_id, "after": ""}, {"/after"}),
        ({"before": plan_id, "after": "x" * 1000}, {"/after"}),
    ):
        answer = house.client.post("/v1/comparisons", json=asked)
        assert {fault["pointer"] for fault in problem(answer, 422, "invalid-request")["errors"]} == faults
    for body, status in BODIES.values():
        slug = "malformed-json" if status == 400 else "invalid-request"
        problem(house.client.post("/v1/comparisons", content=body, headers=JSON), status, slug)


def test_plans_that_are_not_made_yet_or_never_will_be_cannot_be_compared(house):
    plan_id, waiting = house.plan(), house.ask()
    asked = {"before": plan_id, "after": waiting["subject"].rpartition("/")[2]}
    answer = house.client.post("/v1/comparisons", json=asked)
    problem(answer, 409, "plan-not-ready")
    assert answer.headers["retry-after"]
    house.client.delete(f"/v1/jobs/{waiting['id']}")
    problem(house.client.post("/v1/comparisons", json=asked), 409, "plan-missing")


def changed(house, old, new):
    """Put the solved plan there with something else in it, and return its id."""
    plan_id = house.plan()
    document, etag = document_of(plan_id, "optimal")
    assert old in document
    with house.database.write() as session:
        Plans(session, "default").set_result(
            plan_id, status="optimal", finish=None, etag=etag, document=document.replace(old, new)
        )
    return plan_id


def test_plans_of_different_catalogs_or_currencies_cannot_be_compared(house):
    plan_id = house.plan()
    digest = house.client.get(f"/v1/plans/{plan_id}").json()["catalog"]["digest"].encode()
    for old, new, code in ((digest, b"0" * 64, "other_catalog"), (b'"USD"', b'"EUR"', "other_currency")):
        asked = {"before": plan_id, "after": changed(house, old, new)}
        found = problem(house.client.post("/v1/comparisons", json=asked), 422, "invalid-request")["errors"]
        assert [(fault["pointer"], fault["code"]) for fault in found] == [("/after", code)]


def test_plans_whose_catalog_is_not_as_it_was_cannot_be_compared(house):
    digest = house.client.get(f"/v1/plans/{house.plan()}").json()["catalog"]["digest"].encode()
    before, after = (changed(house, digest, b"0" * 64) for _ in range(2))
    answer = house.client.post("/v1/comparisons", json={"before": before, "after": after})
    assert "ai-maturity@" in problem(answer, 409, "conflict")["detail"]


def test_plans_by_a_catalog_of_the_workspace_can_be_compared(house):
    ours = house.key("ours")
    assert house.client.put("/v1/catalogs/acme/versions/1.0.0", json=a_catalog(), headers=ours).status_code == 201
    catalog = msgspec.convert(a_catalog(), Catalog)
    plan = made({"catalog": "acme", "current": 1, "target": 2, "start": "2027-01-04"}, lambda _: catalog)
    asked = {name: put(house, plan, ours, "ours") for name in ("before", "after")}
    job = begun(house, asked, ours)
    house.explore()
    assert house.client.get(job["subject"], headers=ours).json()["result"]["weeks"] == 0


def test_a_plan_or_a_comparison_of_another_workspace_is_not_found(house):
    ours, theirs = house.key("ours"), house.key("theirs")
    asked = pair(house, ours)
    job = begun(house, asked, ours)
    assert house.client.get(job["subject"], headers=ours).status_code == 200
    problem(house.client.get(job["subject"], headers=theirs), 404, "not-found")
    found = problem(house.client.post("/v1/comparisons", json=asked, headers=theirs), 422, "invalid-request")
    assert [fault["code"] for fault in found["errors"]] == ["unknown_id"] * 2


def test_comparing_is_writing_and_reading_is_reading(house):
    asked = pair(house)
    job = begun(house, asked)
    reader = house.key(scopes=("plans:read",))
    assert house.client.get(job["subject"], headers=reader).status_code == 200
    problem(house.client.post("/v1/comparisons", json=asked, headers=reader), 403, "forbidden")


def test_a_comparison_is_no_study_and_a_study_no_comparison(house):
    comparison, study = begun(house), house.study()
    assert len(house.client.get("/v1/studies").json()["items"]) == 1
    for job, elsewhere in ((comparison, "studies"), (study, "comparisons")):
        other = job["subject"].replace(job["subject"].split("/")[2], elsewhere)
        problem(house.client.get(other), 404, "not-found")
    problem(house.client.delete(comparison["subject"].replace("comparisons", "studies")), 404, "not-found")
    assert house.client.get(comparison["subject"]).status_code == 200


def test_a_comparison_stays_when_its_plans_go(house):
    asked = pair(house)
    job = begun(house, asked)
    house.explore()
    before = house.client.get(job["subject"])
    for plan_id in asked.values():
        assert house.client.delete(f"/v1/plans/{plan_id}").status_code == 204
    assert house.client.get(job["subject"]).content == before.content


def test_comparisons_count_among_the_jobs_of_a_workspace(tmp_path):
    with House(tmp_path, max_jobs=1) as house:
        asked = pair(house)
        begun(house, asked)
        problem(house.client.post("/v1/comparisons", json=asked), 429, "too-many-jobs")


@pytest.mark.parametrize("kind", ["before", "after"])
def test_an_infeasible_plan_can_be_compared_too(house, kind):
    impossible = put(house, solved(deadline="2027-01-31"))
    job = begun(house, {"before": house.plan(), "after": house.plan()} | {kind: impossible})
    house.explore()
    result = house.client.get(job["subject"]).json()["result"]
    assert result["weeks"] is None
    assert [cause["pointers"] for cause in result["causes"]] == [["/deadline"]]
