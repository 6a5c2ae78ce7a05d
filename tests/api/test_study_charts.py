"""``/studies/{id}/chart`` and ``/comparisons/{id}/chart``: what was found as a picture, and what has none."""

import pytest

from tests.api.house import REQUEST, problem
from tests.api.test_comparisons import begun

FRONTIER = {"kind": "frontier", "given": "headcount", "request": {**REQUEST, "headcount": 2}, "time_limit_s": 20}


@pytest.fixture(scope="module")
def house(standing):
    return standing


@pytest.fixture(scope="module")
def frontier(house):
    job = house.study(FRONTIER)
    house.explore()
    return f"{job['subject']}/chart"


@pytest.fixture(scope="module")
def comparison(house):
    job = begun(house)
    house.explore()
    return f"{job['subject']}/chart"


@pytest.mark.parametrize("which", ["frontier", "comparison"])
def test_a_chart_comes_as_a_specification_or_drawn_and_is_sent_once(house, request, which):
    address = request.getfixturevalue(which)
    answer = house.client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.json()["$schema"].endswith("vega-lite/v6.json")
    assert answer.json()["description"]
    again = house.client.get(address, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    drawn = house.client.get(address, headers={"Accept": "image/svg+xml"})
    assert drawn.content.startswith(b"<svg")
    assert drawn.headers["etag"] != answer.headers["etag"]
    picture = house.client.get(f"{address}?theme=dark", headers={"Accept": "image/png"})
    assert picture.content.startswith(b"\x89PNG")
    name = which if which == "comparison" else "study"
    assert picture.headers["content-disposition"].startswith(f'inline; filename="{name}.png"')


def test_points_of_a_frontier_say_which_they_are(house, frontier):
    study = house.client.get(frontier.removesuffix("/chart")).json()
    points = {f"{one['level']}-{point['given']}" for one in study["result"]["levels"] for point in one["points"]}
    rows = [row for layer in house.client.get(frontier).json()["layer"] for row in layer["data"]["values"]]
    assert {row["id"] for row in rows if "id" in row} == points
    assert points


def test_what_has_no_chart_or_no_result_yet_says_so(house):
    grid = house.study()
    refused = problem(house.client.get(f"{grid['subject']}/chart"), 409, "without-chart")
    assert "grid has no chart; frontier and tornado have" in refused["detail"]
    house.client.delete(f"/v1/jobs/{grid['id']}")
    job = house.study(FRONTIER)
    address = f"{job['subject']}/chart"
    answer = house.client.get(address)
    assert "follow its job" in problem(answer, 409, "result-not-ready")["detail"]
    assert answer.headers["retry-after"] == "1"
    house.client.delete(f"/v1/jobs/{job['id']}")
    answer = house.client.get(address)
    assert "ended without a result" in problem(answer, 409, "result-not-ready")["detail"]
    assert "retry-after" not in answer.headers
    problem(house.client.get("/v1/studies/std_00000000000000000000000000/chart"), 404, "not-found")
    problem(house.client.get("/v1/comparisons/cmp_00000000000000000000000000/chart"), 404, "not-found")


def test_another_workspace_s_chart_is_not_found(house, frontier):
    stranger = house.key(workspace="another")
    problem(house.client.get(frontier, headers=stranger), 404, "not-found")
