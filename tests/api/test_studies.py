"""``/studies``: asking for a study, waiting, reading the result, hearing what is found, deleting."""

import threading

import msgspec
import pytest

from api.jobs.failure import failure
from api.storage.repositories.studies import Studies
from clients.sdk.types import JobEvent, JobFinding, Study
from planner.exploring.comparison import Comparison
from planner.exploring.grid import Cell
from planner.exploring.studies import BELONGS, Frontier, Grid, StudyRequest
from tests.api.house import REQUEST, STUDY, House, a_catalog, problem
from tests.api.test_conventions import BODIES, JSON
from tests.api.test_jobs import events_of
from tests.api.test_plans import everything


def made(house, asked=None):
    """Ask for a study, make it, and return it as it is read."""
    job = house.study(asked)
    house.explore()
    return msgspec.json.decode(house.client.get(job["subject"]).content, type=Study)


def test_a_study_queues_a_job_and_says_where_to_follow_it(house):
    answer = house.client.post("/v1/studies", json=STUDY)
    assert answer.status_code == 202
    job = answer.json()
    assert answer.headers["location"] == f"/v1/jobs/{job['id']}"
    assert int(answer.headers["retry-after"]) >= 1
    assert (job["kind"], job["state"]) == ("study", "queued")
    assert job["subject"].startswith("/v1/studies/std_")
    assert house.client.get(answer.headers["location"]).json() == job
    assert house.client.get("/v1/jobs").json()["items"] == [job]


def test_a_study_without_a_result_yet_is_read_as_such_and_has_its_defaults(house):
    job = house.study()
    found = house.client.get(job["subject"]).json()
    asked = msgspec.convert(found.pop("asked"), StudyRequest)
    assert found == {
        "id": job["subject"].rpartition("/")[2],
        "kind": "grid",
        "status": "queued",
        "result": None,
        "proven": None,
        "solves": None,
        "wall_s": None,
        "job": f"/v1/jobs/{job['id']}",
    }
    assert (asked.headcounts, asked.time_limit_s) == ((2, 1.5), 120)
    # What its catalog settles is filled in, as in a plan.
    assert asked.request.budget.currency == "USD"


def test_a_grid_has_the_cells_that_were_asked_for_and_each_is_told_when_it_is_found(house):
    job = house.study()
    house.explore()
    study = msgspec.json.decode(house.client.get(job["subject"]).content, type=Study)
    assert (study.status, study.proven, study.solves) == ("succeeded", True, 2)
    assert isinstance(study.result, Grid)
    assert [cell.name for cell in study.result.cells] == ["2", "1.5"]
    assert [cell.status for cell in study.result.cells] == ["optimal", "optimal"]
    # Fewer people are never sooner.
    assert study.result.cells[0].finish_week <= study.result.cells[1].finish_week
    events = events_of(house.client.get(job["events"]))
    assert [event for _, event, _ in events] == ["state", "state", "finding", "finding", "state"]
    told = [event.finding for _, kind, event in events if kind == "finding"]
    assert sorted((one.what for one in told), key=lambda cell: cell.name) == list(study.result.cells[::-1])
    assert {(one.conflict, one.point, one.bar) for one in told} == {(None, None, None)}


def test_a_frontier_comes_level_by_level(house):
    study = made(house, {"kind": "frontier", "given": "headcount", "resolution": 0.5, "request": REQUEST})
    assert isinstance(study.result, Frontier)
    (level,) = study.result.levels
    assert (level.level, level.possible) == (2, True)
    # What takes less is reached later.
    assert [point.given for point in level.points] == sorted(point.given for point in level.points)
    weeks = [point.reached for point in level.points]
    assert weeks == sorted(weeks, reverse=True)


@pytest.mark.parametrize("asked", [{"kind": "least", "of": "headcount"}, {"kind": "highest"}, {"kind": "split"}])
def test_the_inverse_questions_are_studies_too(house, asked):
    request = {**REQUEST, "deadline": "2027-12-31", "budget": {"total": 1_000_000}}
    study = made(house, {**asked, "request": request})
    assert study.result.__struct_config__.tag == asked["kind"]
    assert study.result.finish.isoformat() <= "2027-12-31"


def waiting(house, seconds, **result):
    """Ask with Prefer: wait while another thread does the worker's work."""
    worker = threading.Timer(0.3, lambda: house.explore(**result))
    worker.start()
    try:
        return house.client.post("/v1/studies", json=STUDY, headers={"Prefer": f"wait={seconds}"})
    finally:
        worker.join()


def test_whoever_waits_gets_the_study_itself(house):
    answer = waiting(house, 50)
    assert answer.status_code == 201
    assert answer.headers["preference-applied"] == "wait=50"
    again = house.client.get(answer.headers["location"])
    assert (again.content, again.headers["etag"]) == (answer.content, answer.headers["etag"])


def test_whoever_does_not_wait_long_enough_gets_the_job(house):
    answer = house.client.post("/v1/studies", json=STUDY, headers={"Prefer": "wait=0"})
    assert (answer.status_code, answer.json()["state"]) == (202, "queued")
    assert answer.headers["preference-applied"] == "wait=0"


def test_whoever_waits_for_a_study_that_fails_gets_the_job_and_its_reason(house):
    answer = waiting(house, 50, state="failed", error=failure("planner-defect", "Planner defect", "It failed.", "job"))
    assert (answer.status_code, answer.json()["state"]) == (202, "failed")
    assert answer.json()["error"]["type"] == "/v1/problems/planner-defect"
    found = house.client.get(answer.json()["subject"]).json()
    assert (found["status"], found["result"], found["proven"]) == ("failed", None, None)


def test_a_study_that_the_caller_has_is_not_sent_again(house):
    address = house.study()["subject"]
    before = house.client.get(address).headers["etag"]
    house.explore()
    etag = house.client.get(address).headers["etag"]
    assert etag != before
    answer = house.client.get(address, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert house.client.get(address, headers={"If-None-Match": before}).status_code == 200


def test_a_study_sent_twice_is_made_once(house):
    headers = {"Idempotency-Key": "one"}
    first, second = (house.client.post("/v1/studies", json=STUDY, headers=headers) for _ in range(2))
    assert second.headers["idempotent-replayed"] == "true"
    assert (second.status_code, second.json()) == (first.status_code, first.json())
    house.explore()
    third = house.client.post("/v1/studies", json=STUDY, headers=headers)
    assert (third.status_code, third.headers["location"]) == (201, first.json()["subject"])
    problem(house.client.post("/v1/studies", json=STUDY | {"headcounts": [3]}, headers=headers), 422,
            "idempotency-mismatch")  # fmt: skip


TIGHT = {**REQUEST, "budget": {"total": 0}}


@pytest.mark.parametrize(
    ("asked", "faults"),
    [
        ({}, {"/kind": None, "/request": None}),
        ({"kind": "gird", "request": REQUEST}, {"/kind": "grid"}),
        ({"kind": "grid", "request": REQUEST}, {"/cells": None}),
        ({"kind": "grid", "request": REQUEST, "cells": [{"name": "a", "change": {}}]},
         {"/cells/0/change": "changes", "/cells/0/changes": None}),
        ({"kind": "grid", "request": REQUEST, "headcounts": [2, 3, 2], "deadlines": ["soon"]},
         {"/headcounts/2": None, "/deadlines/0": None}),
        ({"kind": "grid", "request": REQUEST, "headcounts": [2], "cells": [{"name": "a", "changes": {}}] * 2},
         {"/cells": None, "/cells/1/name": None}),
        ({"kind": "highest", "request": REQUEST, "spread": 0.1, "of": "headcount"}, {"/spread": None, "/of": None}),
        ({"kind": "frontier", "given": "headcount", "reached": "peak", "request": REQUEST}, {"/reached": None}),
        ({"kind": "frontier", "resolution": 0, "request": REQUEST, "gven": "cost"},
         {"/resolution": None, "/gven": "given"}),
        ({"kind": "frontier", "resolution": 1e300, "request": REQUEST}, {"/resolution": None}),
        ({"kind": "least", "of": "ai_enginer", "request": REQUEST}, {"/of": "ai_engineer"}),
        ({"kind": "least", "of": "ai_enginer", "request": {**REQUEST, "target": 1, "dead_line": 1}},
         {"/of": "ai_engineer", "/request/target": None, "/request/dead_line": "deadline"}),
        ({"kind": "least", "of": "ai_enginer", "request": {**REQUEST, "catalog": "ai-maturty"}},
         {"/request/catalog": "ai-maturity"}),
        ({"kind": "split", "request": REQUEST}, {"/request/budget": None}),
        ({"kind": "split", "request": {**TIGHT, "ignore": ["/budget"]}}, {"/request/budget": None}),
        ({"kind": "split", "request": {**REQUEST, "budget": {"totl": 5}}}, {"/request/budget/totl": "total"}),
        ({"kind": "highest", "request": [REQUEST]}, {"/request": None}),
        ({"kind": "highest", "request": {}}, {"/request/current": None, "/request/target": None,
                                              "/request/start": None}),
        ({"kind": "highest", "request": {**REQUEST, "solver": {"time_limit_s": 301}}, "time_limit_s": 3601},
         {"/request/solver/time_limit_s": "300", "/time_limit_s": "3600"}),
        ({"kind": "high", "request": REQUEST, "time_limit_s": 3601}, {"/kind": None, "/time_limit_s": "3600"}),
    ],
)  # fmt: skip
def test_everything_wrong_with_a_study_is_told_at_once(standing, asked, faults):
    answer = standing.client.post("/v1/studies", json=asked)
    found = {fault["pointer"]: fault for fault in problem(answer, 422, "invalid-request")["errors"]}
    assert found.keys() == faults.keys()
    for pointer, suggestion in faults.items():
        assert found[pointer]["code"]
        assert found[pointer]["detail"]
        assert suggestion is None or found[pointer]["suggestion"] == suggestion


def test_every_field_belongs_to_some_kind():
    beside = {"kind", "request", "time_limit_s"}
    assert {name for fields in BELONGS.values() for name in fields} | beside == {*StudyRequest.__struct_fields__}


def test_a_grid_of_too_many_cells_is_refused_and_never_made(standing):
    many = {"kind": "grid", "budgets": [*range(5000)], "headcounts": [*range(5000)], "deadlines": ["2027-12-31"]}
    found = problem(standing.client.post("/v1/studies", json={**many, "request": REQUEST}), 422, "invalid-request")
    assert [(fault["pointer"], fault["code"]) for fault in found["errors"]] == [("/cells", "too_many")]
    assert "25,000,000" in found["errors"][0]["detail"]


def test_no_name_is_repeated_at_length(standing):
    answer = standing.client.post("/v1/studies", json={"kind": "least", "of": "x" * 100_000, "request": REQUEST})
    problem(answer, 422, "invalid-request")
    assert len(answer.content) < 3_000


def test_a_body_that_cannot_be_is_refused_and_never_a_failure(standing):
    for body, status in BODIES.values():
        slug = "malformed-json" if status == 400 else "invalid-request"
        problem(standing.client.post("/v1/studies", content=body, headers=JSON), status, slug)
        inside = b'{"kind": "highest", "request": ' + body + b"}"
        answer = standing.client.post("/v1/studies", content=inside, headers=JSON)
        assert answer.status_code in (400, 422), answer.text
    text = {"Content-Type": "text/plain"}
    problem(standing.client.post("/v1/studies", json=STUDY, headers=text), 415, "unsupported-media-type")
    long = b" " * (standing.settings.max_body_bytes + 1)
    problem(standing.client.post("/v1/studies", content=long, headers=JSON), 413, "too-large")


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        (b'{"budget": {"total": 1e400}}', "/cells/0/changes/budget/total", "out_of_range"),
        (b'{"name": "a\\u0000"}', "/cells/0/changes/name", "forbidden_character"),
        (b'{"include": ["a", {"b": 1, "b": 2}]}', "/cells/0/changes/include/1/b", "repeated_field"),
        (b"3", "/cells/0/changes", "wrong_type"),
    ],
)
def test_what_no_document_can_hold_is_found_in_the_changes_of_a_cell(standing, changes, pointer, code):
    cell = b'{"name": "a", "changes": ' + changes + b"}"
    body = b'{"kind": "grid", "cells": [' + cell + b'], "request": ' + msgspec.json.encode(REQUEST) + b"}"
    found = problem(standing.client.post("/v1/studies", content=body, headers=JSON), 422, "invalid-request")
    assert [(fault["pointer"], fault["code"]) for fault in found["errors"]] == [(pointer, code)]


def test_a_cell_whose_changes_are_no_request_is_an_answer(house):
    cells = [{"name": "as it is", "changes": {}}, {"name": "nowhere", "changes": {"target": 99}}]
    study = made(house, {"kind": "grid", "cells": cells, "request": REQUEST})
    assert [cell.status for cell in study.result.cells] == ["optimal", "refused"]
    assert study.result.cells[1].faults[0].pointer == "/target"


def test_a_study_may_be_of_a_catalog_of_the_workspace_and_of_no_other_s(house):
    ours, theirs = house.key("ours"), house.key("theirs")
    assert house.client.put("/v1/catalogs/acme/versions/1.0.0", json=a_catalog(), headers=ours).status_code == 201
    request = {"catalog": "acme", "current": 1, "target": 2, "start": "2027-01-04"}
    asked = {"kind": "least", "of": "headcount", "request": request}
    job = house.study(asked, ours)
    asked_of = house.client.get(job["subject"], headers=ours).json()["asked"]["request"]
    assert asked_of["organization"]["functions"] == a_catalog()["functions"]
    found = problem(house.client.post("/v1/studies", json=asked, headers=theirs), 422, "invalid-request")
    assert [fault["pointer"] for fault in found["errors"]] == ["/request/catalog"]


def test_the_limits_of_the_service_hold_for_studies(tmp_path):
    with House(tmp_path, max_jobs=1, max_study_seconds=60, max_activities=2) as house:
        found = problem(house.client.post("/v1/studies", json=STUDY), 422, "invalid-request")["errors"]
        assert {fault["pointer"]: fault["suggestion"] for fault in found} == {
            "/time_limit_s": "60",
            "/request/organization/functions": "fewer functions, or a nearer target",
        }
    with House(tmp_path, max_jobs=1) as house:
        house.study()
        problem(house.client.post("/v1/studies", json=STUDY), 429, "too-many-jobs")
        problem(house.client.post("/v1/plans", json=REQUEST), 429, "too-many-jobs")


def test_studies_are_listed_newest_first_without_their_contents(house):
    house.plan()
    jobs = [house.study() for _ in range(3)]
    house.explore()
    found = everything(house.client, "/v1/studies?limit=2")
    assert [f"/v1/studies/{one['id']}" for one in found] == [job["subject"] for job in reversed(jobs)]
    assert found[-1] == {
        "id": jobs[0]["subject"].rpartition("/")[2],
        "kind": "grid",
        "state": "succeeded",
        "proven": True,
        "created_at": found[-1]["created_at"],
        "job": f"/v1/jobs/{jobs[0]['id']}",
    }
    assert [(one["state"], one["proven"]) for one in found[:2]] == [("queued", None)] * 2
    assert everything(house.client, "/v1/studies?limit=2&sort=created_at") == found[::-1]
    assert len(house.client.get("/v1/plans").json()["items"]) == 1


def test_a_study_of_another_workspace_is_not_found(house):
    ours, theirs = house.key("ours"), house.key("theirs")
    job = house.study(headers=ours)
    assert house.client.get(job["subject"], headers=ours).status_code == 200
    problem(house.client.get(job["subject"], headers=theirs), 404, "not-found")
    problem(house.client.delete(job["subject"], headers=theirs), 404, "not-found")
    assert house.client.get("/v1/studies", headers=theirs).json()["items"] == []
    assert house.client.get(job["subject"], headers=ours).status_code == 200


def test_asking_for_a_study_is_writing_and_reading_it_is_reading(house):
    job = house.study()
    reader, nobody = house.key(scopes=("plans:read",)), house.key(scopes=("scenarios:read",))
    assert house.client.get(job["subject"], headers=reader).status_code == 200
    assert len(house.client.get("/v1/studies", headers=reader).json()["items"]) == 1
    problem(house.client.get(job["subject"], headers=nobody), 403, "forbidden")
    problem(house.client.post("/v1/studies", json=STUDY, headers=reader), 403, "forbidden")
    problem(house.client.delete(job["subject"], headers=reader), 403, "forbidden")


def test_a_study_that_is_cancelled_in_the_queue_has_no_result(house):
    job = house.study()
    answer = house.client.delete(f"/v1/jobs/{job['id']}")
    assert (answer.status_code, answer.json()["state"]) == (202, "cancelled")
    found = house.client.get(job["subject"]).json()
    assert (found["status"], found["result"]) == ("cancelled", None)


def test_a_study_that_is_cancelled_at_work_keeps_what_was_known(house):
    job = house.study()
    house.explore("cancelled")
    found = house.client.get(job["subject"]).json()
    assert found["status"] == "cancelled"
    assert len(found["result"]["cells"]) == 2


@pytest.mark.parametrize("when", ["queued", "made"])
def test_a_deleted_study_goes_with_its_job_and_what_it_kept(house, when):
    job, other = house.study(), house.study()
    study_id = job["subject"].rpartition("/")[2]
    with house.database.write() as session:
        assert Studies(session, "default").keep(study_id, "key", b"{}")
    if when == "made":
        house.explore()
    assert house.client.delete(job["subject"]).status_code == 204
    problem(house.client.get(job["subject"]), 404, "not-found")
    problem(house.client.get(f"/v1/jobs/{job['id']}"), 404, "not-found")
    problem(house.client.delete(job["subject"]), 404, "not-found")
    assert [one["id"] for one in house.client.get("/v1/jobs").json()["items"]] == [other["id"]]
    with house.database.read() as session:
        assert Studies(session, "default").kept(study_id, "key") is None


def test_a_finding_of_a_study_is_one_of_its_kinds_and_older_ones_are_still_read():
    cell = Cell("a", {}, "unknown", (), (), None, None, None, None, None, None)
    sent = msgspec.json.encode(JobFinding.of(cell))
    assert msgspec.json.decode(sent).keys() == {"conflict", "repair", "unrepairable", "point", "cell", "bar"}
    assert msgspec.json.decode(sent, type=JobFinding).what == cell
    old = b'{"id":3,"event":"finding","at":"2027-01-04T12:00:00Z","state":"running","progress":null,"finding":%s}'
    kept = old % b'{"conflict":{"members":[],"proven":true},"repair":null,"unrepairable":null}'
    found = msgspec.json.decode(kept, type=JobEvent).finding
    assert (found.what, found.point, found.cell, found.bar) == (found.conflict, None, None, None)


def test_names_of_types_are_not_taken_twice(standing):
    schemas = standing.client.get("/v1/openapi.json").json()["components"]["schemas"]
    assert {"Study", "Frontier", "Grid", "Least", "Highest", "Split", "Tornado", Comparison.__name__} <= schemas.keys()
    assert not [name for name in schemas if "." in name or "planner" in name]
