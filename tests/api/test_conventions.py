"""What every address has in common: problems, methods, media types, parameters, bodies, headers."""

import re

import pytest

from api.problems import TYPES
from api.storage.database import Busy
from tests.api.house import REQUEST, problem

GETS = [
    "/livez",
    "/readyz",
    "/metrics",
    "/v1/openapi.json",
    "/v1/catalogs",
    "/v1/catalogs/ai-maturity",
    "/v1/catalogs/ai-maturity/versions",
    "/v1/catalogs/ai-maturity/levels",
    "/v1/catalogs/ai-maturity/levels/3",
    "/v1/catalogs/ai-maturity/items",
    "/v1/scenarios",
    "/v1/plans",
    "/v1/studies",
    "/v1/jobs",
    "/v1/jira/connections",
    "/v1/jira/runs",
    "/v1/keys",
]
JSON = {"Content-Type": "application/json"}
DEEP = b"[" * 100_000
BODIES = {
    "an empty body": (b"", 400),
    "no JSON": (b"{current: 2}", 400),
    "a cut document": (b'{"current": 2', 400),
    "a hundred thousand brackets": (DEEP, 400),
    "a hundred thousand lists inside each other": (DEEP + b"]" * 100_000, 400),
    "lists inside a field": (b'{"completed":' + DEEP + b"]" * 100_000 + b"}", 400),
    "bytes that are no UTF-8": (b'{"name": "\xff\xfe"}', 400),
    "a byte order mark": (b"\xef\xbb\xbf{}", 400),
    "UTF-16": ("{}".encode("utf-16"), 400),
    "a list": (b"[]", 422),
    "null": (b"null", 422),
    "a text": (b'"plan"', 422),
    "a number beyond all": (b'{"current": 1, "target": 2, "start": "2027-01-04", "budget": {"total": 1e400}}', 422),
    "NaN": (b'{"current": 1, "target": NaN, "start": "2027-01-04"}', 422),
    "minus infinity": (b'{"current": -Infinity, "target": 2, "start": "2027-01-04"}', 422),
    "a thousand digits": (b'{"current": 1, "target": ' + b"9" * 1000 + b', "start": "2027-01-04"}', 422),
    "half a character": (b'{"current": 1, "target": 2, "start": "2027-01-04", "name": "\\ud800"}', 422),
    "a NUL": (b'{"current": 1, "target": 2, "start": "2027-01-04", "name": "a\\u0000b"}', 422),
    "a NUL in a catalog's name": (b'{"current": 1, "target": 2, "start": "2027-01-04", "catalog": "a\\u0000"}', 422),
    "a text for a number": (b'{"current": "1", "target": 2, "start": "2027-01-04"}', 422),
    "true for a number": (b'{"current": true, "target": 2, "start": "2027-01-04"}', 422),
    "a field twice": (b'{"current": 1, "target": 2, "target": 3, "start": "2027-01-04"}', 422),
    "an unknown field": (b'{"current": 1, "target": 2, "start": "2027-01-04", "dead_line": "2028-01-01"}', 422),
}


@pytest.fixture
def house(standing):
    return standing


@pytest.mark.parametrize("path", GETS)
def test_head_is_get_without_a_body(client, path):
    got, headed = client.get(path), client.head(path)
    assert (headed.status_code, headed.content) == (got.status_code, b"")
    assert headed.headers["content-type"] == got.headers["content-type"]


@pytest.mark.parametrize("path", GETS)
def test_an_unknown_parameter_is_refused_and_the_right_one_suggested(client, path):
    found = problem(client.get(path, params={"limt": "3"}), 400, "bad-parameter")
    (fault,) = found["errors"]
    assert fault["code"] == "unknown_parameter"
    assert "limt" in fault["detail"]
    if "limit" in (fault["suggestion"] or ""):
        assert client.get(path, params={"limit": "3"}).status_code == 200


def test_everything_wrong_with_a_query_is_told_at_once(client):
    answer = client.get("/v1/plans", params={"limit": "0", "state": "done", "statuss": "optimal", "sort": "name"})
    assert len(problem(answer, 400, "bad-parameter")["errors"]) == 4


@pytest.mark.parametrize("limit", ["0", "-1", "101", "1.0", "ten", "", " 5", "1e1", "9" * 30, "0x10", "٣"])
def test_a_limit_is_a_whole_number_between_1_and_100(client, limit):
    problem(client.get("/v1/plans", params={"limit": limit}), 400, "bad-parameter")


def test_a_parameter_given_twice_is_refused(client):
    problem(client.get("/v1/plans?limit=3&limit=4"), 400, "bad-parameter")


@pytest.mark.parametrize("query", ["limit=%ff", "cursor=%00", "cursor=%ff", "%zz=1", "&".join(["a=1"] * 2000)])
def test_a_query_that_cannot_be_read_is_refused(client, query):
    answer = client.get(f"/v1/plans?{query}")
    problem(answer, 400, "bad-cursor" if "bad-cursor" in answer.text else "bad-parameter")


def test_an_address_that_is_none_is_a_problem(client):
    found = problem(client.get("/v1/roadmaps"), 404, "not-found")
    assert found["instance"] == "/v1/roadmaps"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/v1/plans", {"GET", "HEAD", "POST"}),
        ("POST", "/v1/catalogs", {"GET", "HEAD"}),
        ("DELETE", "/v1/openapi.json", {"GET", "HEAD"}),
        ("PATCH", "/v1/keys", {"GET", "HEAD", "POST"}),
        ("TRACE", "/livez", {"GET", "HEAD"}),
    ],
)
def test_a_method_that_an_address_does_not_know_is_told_those_it_does(client, method, path, allowed):
    answer = client.request(method, path)
    problem(answer, 405, "method-not-allowed")
    assert allowed <= set(re.split(r",\s*", answer.headers["allow"]))


@pytest.mark.parametrize("accept", ["application/xml", "text/html", "image/*", "application/json;q=0", "text/*, a/b"])
def test_a_form_that_there_is_not_is_refused(client, accept):
    problem(client.get("/v1/plans", headers={"Accept": accept}), 406, "not-acceptable")


@pytest.mark.parametrize(
    "accept",
    ["*/*", "application/*", "application/json", "text/html, */*;q=0.1", "application/json; charset=utf-8", ""],
)
def test_a_form_that_there_is_is_given(client, accept):
    assert client.get("/v1/plans", headers={"Accept": accept}).status_code == 200


@pytest.mark.parametrize(
    "kind",
    [None, "text/plain", "application/xml", "application/x-www-form-urlencoded", "application/json; charset=latin-1"],
)
def test_a_body_in_another_form_is_refused(client, kind):
    headers = {} if kind is None else {"Content-Type": kind}
    problem(client.post("/v1/plans", content=b"{}", headers=headers), 415, "unsupported-media-type")


def test_a_charset_of_utf8_is_fine(client):
    answer = client.post("/v1/plans", json=REQUEST, headers={"Content-Type": "application/json; charset=UTF-8"})
    assert answer.status_code == 202


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("path", ["/v1/plans", "/v1/scenarios", "/v1/jira/connections", "/v1/keys"])
def test_a_body_that_cannot_be_is_refused_and_never_a_failure(client, path, name):
    body, status = BODIES[name]
    answer = client.post(path, content=body, headers=JSON)
    problem(answer, status, "malformed-json" if status == 400 else "invalid-request")


@pytest.mark.parametrize("name", BODIES)
def test_a_catalog_that_cannot_be_is_refused_and_never_a_failure(client, name):
    body, status = BODIES[name]
    answer = client.put("/v1/catalogs/acme/versions/1.0.0", content=body, headers=JSON)
    problem(answer, status, "malformed-json" if status == 400 else "invalid-request")


@pytest.mark.parametrize("name", BODIES)
def test_a_patch_that_cannot_be_is_refused_and_never_a_failure(client, name):
    made = client.post("/v1/scenarios", json={"name": "A", "request": REQUEST})
    headers = {"Content-Type": "application/merge-patch+json", "If-Match": made.headers["etag"]}
    body, status = BODIES[name]
    answer = client.patch(made.headers["location"], content=body, headers=headers)
    problem(answer, status, "malformed-json" if status == 400 else "invalid-request")


def test_everything_wrong_with_a_body_is_told_at_once_with_its_place(client):
    body = {"current": "two", "target": 4, "start": "tomorrow", "budget": {"totl": 5}, "headcount": -1}
    found = problem(client.post("/v1/plans", json=body), 422, "invalid-request")
    assert {fault["pointer"] for fault in found["errors"]} >= {"/current", "/start", "/budget/totl", "/headcount"}
    assert all(fault["code"] and fault["detail"] for fault in found["errors"])


def test_a_body_beyond_the_limit_is_not_read(client, house):
    sent = 0

    def pieces():
        nonlocal sent
        for _ in range(1000):
            sent += 100_000
            yield b" " * 100_000

    answer = client.post("/v1/plans", content=pieces(), headers=JSON)
    problem(answer, 413, "too-large")


def test_a_request_is_limited_to_its_own_size_and_not_to_that_of_a_catalog(client, house):
    body = b" " * (house.settings.max_body_bytes + 1)
    for path in ("/v1/plans", "/v1/scenarios", "/v1/keys"):
        problem(client.post(path, content=body, headers=JSON), 413, "too-large")


def test_a_request_has_an_id_of_its_own(client):
    first, second = (client.get("/livez").headers["x-request-id"] for _ in range(2))
    assert first != second


def test_the_id_that_a_caller_gives_is_kept(client):
    assert client.get("/livez", headers={"X-Request-Id": "mine-1.2"}).headers["x-request-id"] == "mine-1.2"


@pytest.mark.parametrize("given", ["a b", "<script>", "x" * 500, '"', "a;b=c"])
def test_an_id_that_could_do_harm_is_replaced(client, given):
    assert client.get("/livez", headers={"X-Request-Id": given}).headers["x-request-id"] != given


@pytest.mark.parametrize("path", [*GETS, "/v1/docs", "/v1/nothing"])
def test_no_answer_is_guessed_at_or_framed(client, path):
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    "path", ["/v1/plans", "/v1/jobs", "/v1/scenarios", "/v1/jira/connections", "/v1/keys", "/v1/nothing"]
)
def test_private_answers_are_not_kept_on_the_way(client, path):
    assert re.search("no-store|private", client.get(path).headers["cache-control"])


@pytest.mark.parametrize("name", ["plan_\0", "a" * 5000, "..", "%2e%2e", "plan_%ff", "a b", "'", "plan_%0d%0aX-A:b"])
@pytest.mark.parametrize(
    "noun", ["plans", "jobs", "scenarios", "jira/connections", "jira/runs", "keys", "catalogs", "problems"]
)
def test_a_name_that_nothing_has_is_not_found_whatever_it_is(client, noun, name):
    answer = client.get(f"/v1/{noun}/{name}".replace("\0", "%00"))
    if answer.status_code != 200:  # ".." leads to another address
        problem(answer, 404, "not-found")


def test_an_error_inside_tells_nothing_of_the_inside(house, monkeypatch, caplog):
    def fails(*_):
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr("api.routes.plans.Plans.page", fails)
    found = problem(house.client.get("/v1/plans"), 500, "internal-error")
    assert "secret" not in str(found)
    assert found["request_id"] in str([vars(record) for record in caplog.records])


def test_a_busy_database_asks_for_a_little_patience(house, monkeypatch):
    def fails(*_, **__):
        raise Busy("Others wrote to the database for 5 s.")

    monkeypatch.setattr("api.routes.plans.Plans.page", fails)
    answer = house.client.get("/v1/plans")
    problem(answer, 503, "busy")
    assert answer.headers["retry-after"] == "1"


@pytest.mark.parametrize("slug", TYPES)
def test_every_type_of_problem_has_a_page_and_a_constant_title(client, slug):
    answer = client.get(f"/v1/problems/{slug}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert TYPES[slug].title in answer.text
