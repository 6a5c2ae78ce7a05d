"""``/scenarios``: kept, replaced, patched and deleted, with versions that let nobody's change get lost."""

import pytest

from tests.api.house import REQUEST, House, problem

NEW = {"name": "Two years", "request": REQUEST}
PATCH = {"Content-Type": "application/merge-patch+json"}


@pytest.fixture
def kept(client):
    answer = client.post("/v1/scenarios", json=NEW)
    assert answer.status_code == 201
    return answer


def test_a_scenario_is_kept_with_its_defaults_and_a_version(client, kept):
    scenario = kept.json()
    assert kept.headers["location"] == f"/v1/scenarios/{scenario['id']}"
    assert (scenario["name"], scenario["version"], kept.headers["etag"]) == ("Two years", 1, '"1"')
    assert scenario["request"]["budget"]["currency"] == "USD"
    read = client.get(kept.headers["location"])
    assert (read.json(), read.headers["etag"]) == (scenario, '"1"')
    assert [one["id"] for one in client.get("/v1/scenarios").json()["items"]] == [scenario["id"]]


def test_a_kept_request_can_be_planned_as_it_stands(client, kept):
    assert client.post("/v1/plans", json=kept.json()["request"]).status_code == 202


def test_a_scenario_that_the_caller_has_is_not_sent_again(client, kept):
    answer = client.get(kept.headers["location"], headers={"If-None-Match": '"1"'})
    assert (answer.status_code, answer.content) == (304, b"")


def test_everything_wrong_with_a_scenario_is_told_at_once_in_form_and_meaning(client):
    body = {"nam": "x", "request": {**REQUEST, "target": 1, "deadline": "2026-01-01", "budgt": {}}}
    found = problem(client.post("/v1/scenarios", json=body), 422, "invalid-request")
    pointers = {fault["pointer"] for fault in found["errors"]}
    assert {"/nam", "/name", "/request/budgt", "/request/target", "/request/deadline"} <= pointers


@pytest.mark.parametrize("body", [{}, {"name": "x"}, {"name": "x", "request": None}, {"name": "x", "request": [1]}])
def test_a_scenario_without_a_request_is_refused_with_its_place(client, body):
    found = problem(client.post("/v1/scenarios", json=body), 422, "invalid-request")
    assert any(fault["pointer"] == "/request" for fault in found["errors"])


@pytest.mark.parametrize("name", ["", "x" * 201, "a\u0000b", 5])
def test_a_name_that_cannot_be_is_refused(client, name):
    found = problem(client.post("/v1/scenarios", json={"name": name, "request": REQUEST}), 422, "invalid-request")
    assert [fault["pointer"] for fault in found["errors"]] == ["/name"]


def test_the_limits_of_plans_hold_for_scenarios(tmp_path):
    with House(tmp_path, max_seconds=1.0) as house:
        found = problem(house.client.post("/v1/scenarios", json=NEW), 422, "invalid-request")
        assert [fault["pointer"] for fault in found["errors"]] == ["/request/solver/time_limit_s"]


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_change_must_name_the_version_that_it_changes(client, kept, method):
    def change(match=None):
        headers = PATCH if method == "PATCH" else {"Content-Type": "application/json"}
        headers = headers | ({"If-Match": match} if match else {})
        return client.request(method, kept.headers["location"], json={"name": "B", "request": REQUEST}, headers=headers)

    problem(change(), 428, "precondition-required")
    for stale in ('"2"', '"x"', "1", 'W/"1"', '"' + "9" * 40 + '"'):
        problem(change(stale), 412, "precondition-failed")
    changed = change('"1"')
    assert (changed.status_code, changed.json()["version"], changed.headers["etag"]) == (200, 2, '"2"')
    problem(change('"1"'), 412, "precondition-failed")
    assert client.get(kept.headers["location"]).json()["name"] == "B"


def patch(client, kept, document, match='"1"'):
    return client.patch(kept.headers["location"], json=document, headers=PATCH | {"If-Match": match})


def test_a_patch_changes_what_it_names_and_nothing_else(client, kept):
    changed = patch(client, kept, {"request": {"budget": {"total": 1200000}, "target": 3}}).json()
    before = kept.json()
    assert changed["name"] == before["name"]
    assert changed["request"] == {
        **before["request"],
        "target": 3,
        "budget": {**before["request"]["budget"], "total": 1200000},
    }


def test_null_in_a_patch_takes_out_what_it_names(client, kept):
    with_deadline = patch(client, kept, {"request": {"deadline": "2029-12-31"}}).json()
    assert with_deadline["request"]["deadline"] == "2029-12-31"
    without = patch(client, kept, {"request": {"deadline": None}}, '"2"').json()
    assert without["request"] == kept.json()["request"]


def test_a_patch_that_would_leave_no_scenario_is_refused_with_its_place(client, kept):
    for document, pointer in (
        ({"name": None}, "/name"),
        ({"request": None}, "/request"),
        ({"request": {"target": "four"}}, "/request/target"),
        ({"request": {"catalog": "x"}}, "/request/catalog"),
        ({"colour": "red"}, "/colour"),
    ):
        found = problem(patch(client, kept, document), 422, "invalid-request")
        assert pointer in {fault["pointer"] for fault in found["errors"]}
    assert client.get(kept.headers["location"]).json() == kept.json()


def test_a_patch_in_plain_json_is_refused(client, kept):
    answer = client.patch(kept.headers["location"], json={"name": "B"}, headers={"If-Match": '"1"'})
    problem(answer, 415, "unsupported-media-type")


def test_a_deleted_scenario_is_gone(client, kept):
    address = kept.headers["location"]
    problem(client.delete(address, headers={"If-Match": '"7"'}), 412, "precondition-failed")
    assert client.delete(address).status_code == 204
    problem(client.get(address), 404, "not-found")
    problem(client.delete(address), 404, "not-found")
    problem(client.put(address, json=NEW, headers={"If-Match": '"1"'}), 404, "not-found")
    problem(client.patch(address, json={}, headers=PATCH | {"If-Match": '"1"'}), 404, "not-found")
