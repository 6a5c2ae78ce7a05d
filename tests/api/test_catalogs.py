"""``/catalogs``: the project's own and the workspace's, read, browsed and uploaded."""

import msgspec
import pytest

from catalog import library
from catalog.comparison import compare
from tests.api.house import REQUEST, a_catalog, problem

OWN = "/v1/catalogs/ai-maturity"


def upload(client, catalog=None, version="1.0.0", name="acme"):
    return client.put(f"/v1/catalogs/{name}/versions/{version}", json=catalog or a_catalog(version=version))


def test_the_catalogs_of_the_project_are_there(client):
    found = {one["id"]: one for one in client.get("/v1/catalogs").json()["items"]}
    assert set(found) == set(library.available())
    own = found["ai-maturity"]
    assert own["built_in"] is True
    assert own["digest"] == library.digest(library.load("ai-maturity"))


@pytest.mark.parametrize("path", [OWN, f"{OWN}/versions/{library.load('ai-maturity').version}"])
def test_a_catalog_is_read_whole_and_not_sent_twice(client, path):
    answer = client.get(path)
    assert answer.json() == msgspec.json.decode(msgspec.json.encode(library.load("ai-maturity")))
    etag = answer.headers["etag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_levels_are_compared_as_the_command_line_compares_them(client):
    rows = msgspec.json.decode(msgspec.json.encode(compare(library.load("ai-maturity"))))
    assert client.get(f"{OWN}/levels").json() == rows
    assert client.get(f"{OWN}/levels/3").json() == rows[2]
    for number in ("0", "8", "99999999999999999999", "three", "-1", "3.0"):
        problem(client.get(f"{OWN}/levels/{number}"), 404, "not-found")


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        ("transition=3-4", lambda item: item.transition == "3-4"),
        ("kind=governance", lambda item: item.kind == "governance"),
        ("transition=2-3&kind=action", lambda item: item.transition == "2-3" and item.kind == "action"),
        ("q=PROMPT", lambda item: "prompt" in f"{item.id} {item.title} {item.description}".lower()),
    ],
)
def test_items_are_filtered_and_paged(client, filters, holds):
    expected = [item.id for item in library.load("ai-maturity").items if holds(item)]
    found, cursor = [], ""
    while cursor is not None:
        page = client.get(f"{OWN}/items?limit=4&{filters}{cursor and f'&cursor={cursor}'}").json()
        found += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert found == expected
    assert expected


def test_an_item_is_read_by_its_id(client):
    item = library.load("ai-maturity").items[0]
    assert client.get(f"{OWN}/items/{item.id}").json()["title"] == item.title
    problem(client.get(f"{OWN}/items/act-99"), 404, "not-found")


def test_a_version_is_kept_once_and_never_changes(client):
    created = upload(client)
    assert created.status_code == 201
    assert created.headers["location"] == "/v1/catalogs/acme/versions/1.0.0"
    assert created.json()["built_in"] is False
    again = upload(client)
    assert (again.status_code, again.json()) == (200, created.json())
    problem(upload(client, a_catalog(title="Another")), 409, "conflict")
    assert client.get("/v1/catalogs/acme").json() == a_catalog()


def test_the_highest_version_is_the_one_that_is_meant(client):
    for version in ("1.9.0", "1.10.0", "1.2.0"):
        assert upload(client, version=version).status_code == 201
    assert client.get("/v1/catalogs/acme").json()["version"] == "1.10.0"
    assert client.get("/v1/catalogs/acme?version=1.2.0").json()["version"] == "1.2.0"
    versions = [one["version"] for one in client.get("/v1/catalogs/acme/versions").json()["items"]]
    assert versions == ["1.10.0", "1.9.0", "1.2.0"]
    (listed,) = [one for one in client.get("/v1/catalogs").json()["items"] if one["id"] == "acme"]
    assert listed["version"] == "1.10.0"
    problem(client.get("/v1/catalogs/acme?version=2.0.0"), 404, "not-found")


def test_a_list_of_catalogs_is_no_longer_than_it_was_asked_for(client):
    for name in ("acme", "bcme", "zcme"):
        assert upload(client, a_catalog(id=name), name=name).status_code == 201
    found, cursor = [], ""
    while cursor is not None:
        page = client.get(f"/v1/catalogs?limit=2{cursor and f'&cursor={cursor}'}").json()
        assert len(page["items"]) <= 2
        found += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert sorted(found) == sorted([*library.available(), "acme", "bcme", "zcme"])


@pytest.mark.parametrize("name", library.available())
def test_a_catalog_of_the_project_cannot_be_replaced(client, name):
    problem(upload(client, a_catalog(id=name), name=name), 409, "conflict")
    assert client.get(f"/v1/catalogs/{name}/versions").json()["items"][0]["built_in"] is True


def test_the_name_and_version_of_a_catalog_are_those_of_its_address(client):
    found = problem(upload(client, a_catalog(id="other", version="2.0.0")), 422, "invalid-request")
    assert {fault["pointer"] for fault in found["errors"]} == {"/id", "/version"}


def test_everything_wrong_with_a_catalog_is_told_at_once(client):
    broken = a_catalog(currency="dollars", colour="red")
    broken["items"][0]["prerequisites"] = ["act-unknown"]
    broken["items"][1]["title"] = 5
    found = problem(upload(client, broken), 422, "invalid-request")
    pointers = {fault["pointer"] for fault in found["errors"]}
    assert {"/currency", "/colour", "/items/1/title"} <= pointers


def test_a_catalog_that_contradicts_itself_is_refused(client):
    broken = a_catalog()
    broken["items"][0]["prerequisites"] = ["act-unknown"]
    found = problem(upload(client, broken), 422, "invalid-request")
    assert any(fault["pointer"].startswith("/items/0/prerequisites") for fault in found["errors"])


def test_plans_are_made_by_an_uploaded_catalog(client):
    upload(client)
    functions = {"organization": {"functions": a_catalog()["functions"][:1]}}
    answer = client.post("/v1/plans", json={**REQUEST, **functions, "catalog": "acme@1.0.0"})
    assert answer.status_code == 202, answer.text
    assert client.get("/v1/plans").json()["items"][0]["catalog"] == "acme@1.0.0"
