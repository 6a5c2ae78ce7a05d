"""``/plans/{plan_id}/questions``: asking about a plan, waiting, reading the answer, hearing what is found."""

import threading
from datetime import date

import msgspec
import pytest

from api.jobs.failure import failure
from api.storage.repositories.plans import Plans
from clients.sdk.types import JobFinding, PlanQuestion
from planner.explaining.questions import Question, Sooner
from planner.plans import Conflict, Plan
from tests.api.house import REQUEST, House, document_of, problem, solved
from tests.api.test_conventions import BODIES, JSON
from tests.api.test_jobs import events_of
from tests.api.test_plans import everything

LATE = {"about": "sooner", "by": "2027-12-01"}
EARLY = {"about": "sooner", "by": "2027-03-01"}
LIMITS = {"about": "limits"}


@pytest.fixture(scope="module")
def plan():
    return msgspec.json.decode(solved().document, type=Plan)


def answered(house, question, plan_id=None):
    """Ask, answer, and return the question as it is read."""
    job = house.wonder(question, plan_id)
    house.reply()
    return house.client.get(job["subject"]).json()


def test_a_question_queues_a_job_and_says_where_to_follow_it(house):
    plan_id = house.plan()
    answer = house.client.post(f"/v1/plans/{plan_id}/questions", json=LATE)
    assert answer.status_code == 202
    job = answer.json()
    assert answer.headers["location"] == f"/v1/jobs/{job['id']}"
    assert int(answer.headers["retry-after"]) >= 1
    assert (job["kind"], job["state"]) == ("question", "queued")
    assert job["subject"].startswith(f"/v1/plans/{plan_id}/questions/qst_")
    assert house.client.get(answer.headers["location"]).json() == job
    assert house.client.get("/v1/jobs").json()["items"][0] == job


def test_a_question_without_an_answer_yet_is_read_as_such(house):
    job = house.wonder(LATE)
    answer = house.client.get(job["subject"])
    assert answer.status_code == 200
    assert answer.json() == {
        "id": job["subject"].rpartition("/")[2],
        "plan": job["subject"].partition("/questions")[0],
        "question": {"about": "sooner", "on": None, "by": "2027-12-01"},
        "status": "queued",
        "answer": None,
        "job": f"/v1/jobs/{job['id']}",
    }


def test_what_is_possible_sooner_says_what_it_does_to_the_rest(house, plan):
    job = house.wonder(LATE)
    house.reply()
    answer = house.client.get(job["subject"])
    found = msgspec.json.decode(answer.content, type=PlanQuestion[Sooner])
    assert found.status == "succeeded"
    assert found.question == Question("sooner", by=date(2027, 12, 1))
    assert (found.answer.possible, found.answer.now, found.answer.moved.weeks) == (True, plan.finish, 0)


def test_what_is_impossible_sooner_says_what_stands_against_it(house):
    job = house.wonder(EARLY)
    house.reply()
    reply = house.client.get(job["subject"]).json()["answer"]
    assert reply["possible"] is False
    assert reply["conflicts"][0]["proven"]
    events = events_of(house.client.get(job["events"]))
    assert [event for _, event, _ in events] == ["state", "state", "finding", "state"]
    found = events[2][2]
    assert found.state == "running"
    assert found.finding.conflict == msgspec.convert(reply["conflicts"][0], Conflict)
    assert (found.finding.repair, found.finding.unrepairable) == (None, None)


def test_an_activity_may_be_asked_about_and_so_may_every_limit(house, plan):
    plan_id = house.plan()
    one = plan.activities[0]
    reply = answered(house, {"about": "sooner", "on": one.id, "by": one.finish.isoformat()}, plan_id)["answer"]
    assert (reply["on"], reply["possible"]) == (one.id, True)
    limits = answered(house, LIMITS, plan_id)["answer"]
    assert "/policy/look_ahead" in [lifted["pointer"] for lifted in limits]
    assert all(lifted["moved"]["proven"] for lifted in limits)
    for about in ("worth", "debt"):
        assert answered(house, {"about": about}, plan_id)["answer"] == []


def test_an_optional_item_that_was_left_out_may_be_asked_about(house):
    plan_id = house.plan()
    asked = house.client.post(f"/v1/plans/{plan_id}/questions", json={"about": "left_out", "on": "gov"})
    (fault,) = problem(asked, 422, "invalid-request")["errors"]
    item = fault["suggestion"].split(",")[0].removeprefix("one of ").strip()
    assert answered(house, {"about": "left_out", "on": item}, plan_id)["answer"]["item"] == item


def waiting(house, plan_id, seconds, **answer):
    """Ask with Prefer: wait while another thread does the worker's work."""
    worker = threading.Timer(0.3, lambda: house.reply(**answer))
    worker.start()
    try:
        headers = {"Prefer": f"wait={seconds}"}
        return house.client.post(f"/v1/plans/{plan_id}/questions", json=LIMITS, headers=headers)
    finally:
        worker.join()


def test_whoever_waits_gets_the_answer_itself(house):
    answer = waiting(house, house.plan(), 50)
    assert answer.status_code == 201
    assert answer.headers["preference-applied"] == "wait=50"
    again = house.client.get(answer.headers["location"])
    assert (again.content, again.headers["etag"]) == (answer.content, answer.headers["etag"])


def test_whoever_does_not_wait_long_enough_gets_the_job(house):
    answer = house.client.post(f"/v1/plans/{house.plan()}/questions", json=LATE, headers={"Prefer": "wait=0"})
    assert (answer.status_code, answer.json()["state"]) == (202, "queued")
    assert answer.headers["preference-applied"] == "wait=0"


def test_whoever_waits_for_an_answer_that_fails_gets_the_job_and_its_reason(house):
    error = failure("planner-defect", "Planner defect", "It failed.", "job")
    answer = waiting(house, house.plan(), 50, state="failed", error=error)
    assert (answer.status_code, answer.json()["state"]) == (202, "failed")
    assert answer.json()["error"]["type"] == "/v1/problems/planner-defect"
    found = house.client.get(answer.json()["subject"]).json()
    assert (found["status"], found["answer"]) == ("failed", None)


def test_an_answer_that_the_caller_has_is_not_sent_again(house):
    address = house.wonder(LIMITS)["subject"]
    before = house.client.get(address).headers["etag"]
    house.reply()
    etag = house.client.get(address).headers["etag"]
    assert etag != before
    answer = house.client.get(address, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert house.client.get(address, headers={"If-None-Match": before}).status_code == 200


def test_a_question_sent_twice_is_asked_once_and_then_answered(house):
    address = f"/v1/plans/{house.plan()}/questions"
    headers = {"Idempotency-Key": "one"}
    first, second = (house.client.post(address, json=LIMITS, headers=headers) for _ in range(2))
    assert second.headers["idempotent-replayed"] == "true"
    assert (second.status_code, second.json()) == (first.status_code, first.json())
    house.reply()
    third = house.client.post(address, json=LIMITS, headers=headers)
    assert (third.status_code, third.headers["location"]) == (201, first.json()["subject"])
    assert third.headers["idempotent-replayed"] == "true"
    problem(house.client.post(address, json=LATE, headers=headers), 422, "idempotency-mismatch")
    other = house.client.post(f"/v1/plans/{house.plan()}/questions", json=LIMITS, headers=headers)
    problem(other, 422, "idempotency-mismatch")


@pytest.mark.parametrize(
    ("question", "faults"),
    [
        ({}, {"/about": None}),
        ({"about": "soner", "by": "2027-12-01"}, {"/about": "sooner"}),
        ({"about": "sooner"}, {"/by": "a date like 2027-09-30"}),
        ({"about": "sooner", "by": "soon"}, {"/by": None}),
        ({"about": "sooner", "by": "2020-12-01"}, {"/by": "a day after 2027-01-04"}),
        ({"about": "sooner", "on": "gate-22", "by": "2027-12-01"}, {"/on": "gate-2"}),
        ({"about": "sooner", "on": "gate-22", "bye": "2027-12-01"}, {"/on": "gate-2", "/bye": "by", "/by": None}),
        ({"about": "left_out"}, {"/on": None}),
        ({"about": "left_out", "on": 3}, {"/on": None}),
    ],
)
def test_everything_wrong_with_a_question_is_told_at_once(house, question, faults):
    answer = house.client.post(f"/v1/plans/{house.plan()}/questions", json=question)
    found = {fault["pointer"]: fault for fault in problem(answer, 422, "invalid-request")["errors"]}
    assert found.keys() == faults.keys()
    for pointer, suggestion in faults.items():
        assert found[pointer]["code"]
        assert found[pointer]["detail"]
        assert suggestion is None or found[pointer]["suggestion"] == suggestion


def test_no_name_is_repeated_at_length(house):
    question = {"about": "sooner", "on": "x" * 100_000, "by": "2027-12-01"}
    answer = house.client.post(f"/v1/plans/{house.plan()}/questions", json=question)
    problem(answer, 422, "invalid-request")
    assert len(answer.content) < 2_000


def test_a_body_that_cannot_be_is_refused_and_never_a_failure(house):
    address = f"/v1/plans/{house.plan()}/questions"
    for body, status in BODIES.values():
        answer = house.client.post(address, content=body, headers=JSON)
        problem(answer, status, "malformed-json" if status == 400 else "invalid-request")
    problem(
        house.client.post(address, json=LATE, headers={"Content-Type": "text/plain"}), 415, "unsupported-media-type"
    )
    long = b" " * (house.settings.max_body_bytes + 1)
    problem(house.client.post(address, content=long, headers=JSON), 413, "too-large")


def test_a_plan_that_there_is_not_or_not_yet_cannot_be_asked_about(house):
    problem(house.client.post("/v1/plans/plan_x/questions", json=LATE), 404, "not-found")
    address = f"{house.ask()['subject']}/questions"
    answer = house.client.post(address, json=LATE)
    problem(answer, 409, "plan-not-ready")
    assert answer.headers["retry-after"]
    house.client.delete(house.client.get("/v1/plans").json()["items"][0]["job"])
    problem(house.client.post(address, json=LATE), 409, "plan-missing")


def test_a_plan_of_another_workspace_is_not_found_nor_are_its_questions(house):
    ours, theirs = house.key("ours"), house.key("theirs")
    job = house.wonder(LATE, headers=ours)
    plan = job["subject"].partition("/questions")[0]
    assert house.client.get(job["subject"], headers=ours).status_code == 200
    problem(house.client.get(job["subject"], headers=theirs), 404, "not-found")
    problem(house.client.post(f"{plan}/questions", json=LATE, headers=theirs), 404, "not-found")


def test_asking_is_writing_and_reading_an_answer_is_reading(house):
    job = house.wonder(LATE)
    reader, nobody = house.key(scopes=("plans:read",)), house.key(scopes=("scenarios:read",))
    assert house.client.get(job["subject"], headers=reader).status_code == 200
    problem(house.client.get(job["subject"], headers=nobody), 403, "forbidden")
    plan = job["subject"].partition("/questions")[0]
    problem(house.client.post(f"{plan}/questions", json=LATE, headers=reader), 403, "forbidden")


def test_a_question_belongs_to_its_plan(house):
    job = house.wonder(LATE)
    question_id = job["subject"].rpartition("/")[2]
    house.reply()
    for plan_id in (house.plan(), "plan_x"):
        problem(house.client.get(f"/v1/plans/{plan_id}/questions/{question_id}"), 404, "not-found")
    problem(house.client.get(f"{job['subject']}x"), 404, "not-found")


def test_a_question_that_is_cancelled_in_the_queue_has_no_answer(house):
    job = house.wonder(LATE)
    answer = house.client.delete(f"/v1/jobs/{job['id']}")
    assert (answer.status_code, answer.json()["state"]) == (202, "cancelled")
    found = house.client.get(job["subject"]).json()
    assert (found["status"], found["answer"]) == ("cancelled", None)


def test_a_question_that_is_cancelled_at_work_keeps_what_was_known(house):
    job = house.wonder(EARLY)
    house.reply("cancelled")
    found = house.client.get(job["subject"]).json()
    assert found["status"] == "cancelled"
    assert found["answer"]["on"] == "gate-2"


def test_questions_go_with_their_plan(house):
    plan_id = house.plan()
    jobs = [house.wonder(LATE, plan_id)]
    house.reply()
    jobs.append(house.wonder(EARLY, plan_id))
    other = house.ask()
    assert house.client.delete(f"/v1/plans/{plan_id}").status_code == 204
    for job in jobs:
        problem(house.client.get(job["subject"]), 404, "not-found")
        problem(house.client.get(f"/v1/jobs/{job['id']}"), 404, "not-found")
    assert [job["id"] for job in house.client.get("/v1/jobs").json()["items"]] == [other["id"]]


def test_questions_are_no_plans(house):
    plans = house.store(3)
    for plan_id in plans:
        house.wonder(LATE, plan_id)
        house.reply()
    for query in ("state=succeeded", "state=succeeded&sort=created_at", "status=optimal", ""):
        assert sorted(one["id"] for one in everything(house.client, f"/v1/plans?limit=2&{query}")) == plans


def test_questions_count_among_the_jobs_of_a_workspace(tmp_path):
    with House(tmp_path, max_jobs=1) as house:
        job = house.wonder(LATE)
        plan = job["subject"].partition("/questions")[0]
        problem(house.client.post(f"{plan}/questions", json=LATE), 429, "too-many-jobs")
        problem(house.client.post("/v1/plans", json=REQUEST), 429, "too-many-jobs")


def test_a_plan_whose_catalog_is_not_as_it_was_cannot_be_asked_about(house, plan):
    plan_id = house.plan()
    document, etag = document_of(plan_id, "optimal")
    changed = document.replace(plan.catalog.digest.encode(), b"0" * 64)
    with house.database.write() as session:
        Plans(session, "default").set_result(plan_id, status="optimal", finish=None, etag=etag, document=changed)
    answer = house.client.post(f"/v1/plans/{plan_id}/questions", json=LATE)
    assert f"ai-maturity@{plan.catalog.version}" in problem(answer, 409, "conflict")["detail"]


def test_a_finding_is_one_of_its_kinds():
    conflict = Conflict((), proven=True)
    sent = msgspec.json.encode(JobFinding.of(conflict))
    others = dict.fromkeys(("repair", "unrepairable", "point", "cell", "bar"))
    assert msgspec.json.decode(sent) == {"conflict": {"members": [], "proven": True}, **others}
    assert msgspec.json.decode(sent, type=JobFinding).what == conflict
