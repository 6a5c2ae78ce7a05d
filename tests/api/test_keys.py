"""``/keys`` and what keys are for: who comes in, as whom, and that a secret is found nowhere."""

import logging
import time
from datetime import UTC, datetime, timedelta

import pytest

from api.logs import Lines
from api.storage.database import now
from tests.api.house import REQUEST, SCOPES, House, a_catalog, problem

NEW = {"name": "Jira bridge", "scopes": ["plans:read", "plans:write"]}
CATALOG_ADDRESSES = (
    "",
    "?version=1.0.0",
    "/versions",
    "/versions/1.0.0",
    "/levels",
    "/levels/2",
    "/items",
    f"/items/{a_catalog()['items'][0]['id']}",
)
CONNECTION = {
    "name": "Ops", "site": "https://acme.atlassian.net", "email": "a@acme.example", "project": "OPS", "token": "secret",
}  # fmt: skip
# What a scope opens: a request that needs it alone.
NEEDS = {
    "catalogs:read": ("GET", "/v1/catalogs", None),
    "catalogs:write": ("PUT", "/v1/catalogs/acme/versions/1.0.0", {}),
    "scenarios:read": ("GET", "/v1/scenarios", None),
    "scenarios:write": ("POST", "/v1/scenarios", {}),
    "plans:read": ("GET", "/v1/plans", None),
    "plans:write": ("POST", "/v1/plans", {}),
    "jira:read": ("GET", "/v1/jira/connections", None),
    "jira:write": ("POST", "/v1/jira/connections", {}),
    "keys:admin": ("GET", "/v1/keys", None),
}


def test_a_key_is_shown_once_and_known_by_its_beginning_afterwards(client):
    answer = client.post("/v1/keys", json=NEW)
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    issued = answer.json()
    key, secret = issued["key"], issued["secret"]
    assert answer.headers["location"] == f"/v1/keys/{key['id']}"
    assert secret.startswith(key["prefix"])
    assert len(key["prefix"]) < len(secret) / 2


def test_a_key_opens_what_its_scopes_say_and_nothing_else(house):
    admin = house.key()
    for scope, (method, path, body) in NEEDS.items():
        only = house.key(scopes=[scope])
        assert house.client.request(method, path, json=body, headers=only).status_code in (200, 422)
        others = house.key(scopes=[one for one in SCOPES if one != scope])
        assert (
            scope in problem(house.client.request(method, path, json=body, headers=others), 403, "forbidden")["detail"]
        )
    assert house.client.get("/v1/keys", headers=admin).status_code == 200


def test_without_keys_this_machine_comes_in_and_with_one_only_keys_do(house):
    assert house.client.get("/v1/plans").status_code == 200
    key = house.key()
    answer = house.client.get("/v1/plans")
    problem(answer, 401, "unauthorized")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert house.client.get("/v1/plans", headers=key).status_code == 200


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer",
        "Bearer ",
        "Bearer x",
        f"Bearer mp_{'x' * 43}_000000",
        "Basic bXA6eA==",
        "mp_x",
        "Bearer " + "é" * 9,
        "",
    ],
)
def test_what_is_no_key_of_ours_opens_nothing_open_or_not(house, authorization):
    headers = {"Authorization": authorization.encode()}
    problem(house.client.get("/v1/plans", headers=headers), 401, "unauthorized")
    house.key()
    problem(house.client.get("/v1/plans", headers=headers), 401, "unauthorized")


@pytest.mark.parametrize(
    "host", ["milepost.example", "127.0.0.1.example:8000", "localhost.example", "10.0.0.1", "evil"]
)
def test_without_keys_the_service_answers_to_its_own_names_alone(house, host):
    problem(house.client.get("/v1/plans", headers={"Host": host}), 421, "misdirected")
    assert house.client.get("/v1/plans", headers={"Host": host, **house.key()}).status_code == 200


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "127.0.0.1:80", "[::1]:8000", "LOCALHOST:1", "127.0.0.2"]
)
def test_the_names_of_this_machine_are_its_own(house, host):
    assert house.client.get("/v1/plans", headers={"Host": host}).status_code == 200


def test_health_and_documents_need_no_key(house):
    house.key()
    for path in ("/livez", "/readyz", "/metrics", "/v1/openapi.json", "/v1/docs", "/v1/problems", "/v1/problems/busy"):
        assert house.client.get(path).status_code == 200


def test_a_revoked_key_opens_nothing_and_stays_in_the_list(house):
    admin, other = house.key(), house.key()
    newest = house.client.get("/v1/keys", headers=admin).json()["items"][0]
    address = f"/v1/keys/{newest['id']}"
    assert house.client.delete(address, headers=admin).status_code == 204
    problem(house.client.get("/v1/plans", headers=other), 401, "unauthorized")
    assert house.client.get(address, headers=admin).json()["revoked_at"] is not None
    assert house.client.delete(address, headers=admin).status_code == 204


def test_an_expired_key_opens_nothing(house):
    admin = house.key()
    soon = (now() + timedelta(seconds=0.3)).isoformat()
    issued = house.client.post("/v1/keys", json={**NEW, "expires_at": soon}, headers=admin).json()
    other = {"Authorization": f"Bearer {issued['secret']}"}
    assert house.client.get("/v1/plans", headers=other).status_code == 200
    until = datetime.fromisoformat(issued["key"]["expires_at"]) + timedelta(seconds=1.2)
    time.sleep((until - datetime.now(UTC)).total_seconds())
    problem(house.client.get("/v1/plans", headers=other), 401, "unauthorized")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("expires_at", "2020-01-01T00:00:00Z"),
        ("expires_at", "2099-01-01T00:00:00"),
        ("expires_at", "tomorrow"),
        ("expires_at", 5),
        ("scopes", []),
        ("scopes", ["plans:delete"]),
        ("scopes", "plans:read"),
        ("name", ""),
        ("owner", "me"),
    ],
)
def test_a_key_that_cannot_be_is_refused_with_its_place(client, field, value):
    found = problem(client.post("/v1/keys", json={**NEW, field: value}), 422, "invalid-request")
    assert all(fault["pointer"].startswith(f"/{field}") for fault in found["errors"])


def test_a_key_makes_no_key_that_may_more_than_itself(house):
    clerk = house.key(scopes=["keys:admin", "plans:read"])
    answer = house.client.post("/v1/keys", json=NEW, headers=clerk)
    (fault,) = problem(answer, 422, "invalid-request")["errors"]
    assert fault["pointer"] == "/scopes/1"
    assert house.client.post("/v1/keys", json={**NEW, "scopes": ["plans:read"]}, headers=clerk).status_code == 201


def test_the_last_use_of_a_key_is_noted(house):
    key = house.key()
    house.client.get("/v1/plans", headers=key)
    assert house.client.get("/v1/keys", headers=key).json()["items"][0]["last_used_at"] is not None


def test_a_secret_is_found_in_no_log_no_error_and_no_byte_of_the_database(house, caplog):
    caplog.set_level(logging.DEBUG)
    first = house.key()
    made = house.client.post("/v1/keys", json=NEW, headers={**first, "Idempotency-Key": "one"})
    secrets = [first["Authorization"].split()[1], made.json()["secret"]]
    half = secrets[0][:-1]
    said = [
        house.client.request(method, path, headers={"Authorization": f"Bearer {secret}"}, json={"name": 5}).text
        for secret in (*secrets, half)
        for method in ("GET", "POST", "DELETE")
        for path in ("/v1/keys", "/v1/plans", "/v1/nothing", "/metrics", "/v1/jobs/x")
    ]
    said.append(house.client.post("/v1/keys", json=NEW, headers={**first, "Idempotency-Key": "one"}).text)
    said += [Lines().format(record) for record in caplog.records]
    stored = b"".join(file.read_bytes() for file in house.settings.data_dir.iterdir() if file.is_file())
    for secret in (*secrets, half):
        random = secret[14:40]
        assert random not in "".join(said)
        assert random.encode() not in stored


def test_too_many_requests_of_one_caller_are_told_when_to_go_on(tmp_path):
    with House(tmp_path, requests_per_minute=3) as house:
        ours, theirs = house.key(), house.key("theirs")
        for _ in range(3):
            assert house.client.get("/v1/plans", headers=ours).status_code == 200
        answer = house.client.get("/v1/plans", headers=ours)
        problem(answer, 429, "too-many-requests")
        assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert house.client.get("/v1/plans", headers=theirs).status_code == 200


def test_every_address_of_another_workspace_is_not_found(house):
    ours, theirs = house.key("ours"), house.key("theirs")
    client = house.client
    plan, job = house.plan(ours), client.get("/v1/jobs", headers=ours).json()["items"][0]["id"]
    question = house.wonder({"about": "limits"}, plan, ours)["subject"]
    scenario = client.post("/v1/scenarios", json={"name": "A", "request": REQUEST}, headers=ours).json()["id"]
    key = client.get("/v1/keys", headers=ours).json()["items"][0]["id"]
    assert client.put("/v1/catalogs/acme/versions/1.0.0", json=a_catalog(), headers=ours).status_code == 201
    jira = client.post("/v1/jira/connections", json=CONNECTION, headers=ours).headers["location"]
    run = client.post(f"{jira}/preflight", json={}, headers=ours).json()["subject"]
    written = {"connection": jira.rpartition("/")[2]}
    match = {"If-Match": '"1"'}
    patch = {**match, "Content-Type": "application/merge-patch+json"}
    body = {"name": "B", "request": REQUEST}
    asked = [
        ("GET", f"/v1/plans/{plan}", None, {}),
        ("GET", f"/v1/plans/{plan}/phases", None, {}),
        ("GET", f"/v1/plans/{plan}/activities", None, {}),
        ("POST", f"/v1/plans/{plan}/questions", {"about": "limits"}, {}),
        ("GET", question, None, {}),
        ("DELETE", f"/v1/plans/{plan}", None, {}),
        ("GET", f"/v1/jobs/{job}", None, {}),
        ("GET", f"/v1/jobs/{job}/events", None, {}),
        ("DELETE", f"/v1/jobs/{job}", None, {}),
        ("GET", f"/v1/scenarios/{scenario}", None, {}),
        ("PUT", f"/v1/scenarios/{scenario}", body, match),
        ("PATCH", f"/v1/scenarios/{scenario}", {"name": "B"}, patch),
        ("DELETE", f"/v1/scenarios/{scenario}", None, {}),
        ("GET", f"/v1/keys/{key}", None, {}),
        ("DELETE", f"/v1/keys/{key}", None, {}),
        ("GET", jira, None, {}),
        ("GET", f"{jira}/audit", None, {}),
        ("PATCH", jira, {"name": "B"}, patch),
        ("POST", f"{jira}/preflight", {}, {}),
        ("POST", f"/v1/plans/{plan}/jira/diff", written, {}),
        ("POST", f"/v1/plans/{plan}/jira/apply", {**written, "hash": "0"}, {}),
        ("POST", f"/v1/plans/{plan}/jira/pull", written, {}),
        ("GET", run, None, {}),
        ("DELETE", jira, None, {}),
        *(("GET", f"/v1/catalogs/acme{rest}", None, {}) for rest in CATALOG_ADDRESSES),
    ]
    # Every address with a name in it is among them.
    paths = client.get("/v1/openapi.json").json()["paths"]
    named = {
        (method.upper(), path.count("/")) for path, methods in paths.items() if "_id}" in path for method in methods
    }
    assert named <= {(method, path.count("/")) for method, path, *_ in asked} | {("PUT", 5)}
    # A plan that was just read is kept in memory: not for others.
    client.get(f"/v1/plans/{plan}", headers=ours)
    for method, path, document, headers in asked:
        problem(client.request(method, path, json=document, headers={**theirs, **headers}), 404, "not-found")
        if method == "GET":
            assert client.get(path, headers=ours).status_code == 200, path
    for noun in ("plans", "jobs", "scenarios", "jira/connections", "jira/runs"):
        assert client.get(f"/v1/{noun}", headers=theirs).json()["items"] == []
    assert all(one["built_in"] for one in client.get("/v1/catalogs", headers=theirs).json()["items"])
    request = {**REQUEST, "catalog": "acme"}
    problem(client.post("/v1/plans", json=request, headers=theirs), 422, "invalid-request")
