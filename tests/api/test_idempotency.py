"""``Idempotency-Key``: a POST is carried out once, however often it is sent."""

import threading

import pytest

from tests.api.house import REQUEST, problem

BODIES = {
    "/v1/plans": REQUEST,
    "/v1/scenarios": {"name": "A", "request": REQUEST},
    "/v1/keys": {"name": "A", "scopes": ["plans:read"]},
}


def count(client, path):
    return len(client.get(f"{path}?limit=100").json()["items"])


@pytest.mark.parametrize("path", ["/v1/plans", "/v1/scenarios"])
def test_a_post_sent_twice_is_carried_out_once_and_answered_alike(client, path):
    first, second = (client.post(path, json=BODIES[path], headers={"Idempotency-Key": "one"}) for _ in range(2))
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"
    assert (second.status_code, second.json()) == (first.status_code, first.json())
    assert second.headers["location"] == first.headers["location"]
    assert count(client, path) == 1
    client.post(path, json=BODIES[path], headers={"Idempotency-Key": "two"})
    client.post(path, json=BODIES[path])
    assert count(client, path) == 3


def test_a_key_for_another_request_is_refused(client):
    headers = {"Idempotency-Key": "one"}
    assert client.post("/v1/plans", json=REQUEST, headers=headers).status_code == 202
    problem(client.post("/v1/plans", json={**REQUEST, "name": "B"}, headers=headers), 422, "idempotency-mismatch")
    answer = client.post("/v1/scenarios", json=BODIES["/v1/scenarios"], headers=headers)
    problem(answer, 422, "idempotency-mismatch")


def test_a_secret_is_not_shown_a_second_time(house):
    admin = house.key()
    headers = {**admin, "Idempotency-Key": "one"}
    first, second = (house.client.post("/v1/keys", json=BODIES["/v1/keys"], headers=headers) for _ in range(2))
    assert first.status_code == 201
    assert first.json()["key"]["id"] in problem(second, 409, "conflict")["detail"]
    assert first.json()["secret"] not in second.text


def test_what_was_refused_may_be_mended_under_the_same_key(client):
    headers = {"Idempotency-Key": "one"}
    assert client.post("/v1/plans", json={**REQUEST, "target": 99}, headers=headers).status_code == 422
    assert client.post("/v1/plans", json=REQUEST, headers=headers).status_code == 202


def test_a_key_belongs_to_its_workspace(house):
    ours, theirs = house.key("ours"), house.key("theirs")
    answers = [
        house.client.post("/v1/plans", json=REQUEST, headers={**key, "Idempotency-Key": "one"})
        for key in (ours, theirs)
    ]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json()["id"] != answers[1].json()["id"]


def test_a_post_sent_many_times_at_once_is_carried_out_once(house):
    answers = []

    def send():
        answers.append(house.client.post("/v1/plans", json=REQUEST, headers={"Idempotency-Key": "one"}))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = [answer for answer in answers if answer.status_code == 202]
    assert done
    assert len({answer.json()["id"] for answer in done}) == 1
    for answer in answers:
        if answer.status_code != 202:
            assert answer.headers["retry-after"]
    assert count(house.client, "/v1/plans") == 1


def test_whoever_waits_again_gets_the_same_plan(house):
    headers = {"Idempotency-Key": "one"}
    job = house.client.post("/v1/plans", json=REQUEST, headers=headers).json()
    plan_id = house.answer()
    again = house.client.post("/v1/plans", json=REQUEST, headers={**headers, "Prefer": "wait=5"})
    assert (again.status_code, again.json()["id"]) == (201, plan_id)
    assert again.headers["idempotent-replayed"] == "true"
    assert job["subject"] == again.headers["location"]


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "a\tb", "é"])
def test_a_key_that_is_none_is_refused(client, key):
    answer = client.post("/v1/plans", json=REQUEST, headers={"Idempotency-Key": key.encode()})
    problem(answer, 400, "bad-parameter")


def test_a_key_may_be_255_long(client):
    assert client.post("/v1/plans", json=REQUEST, headers={"Idempotency-Key": "x" * 255}).status_code == 202
