"""``/jobs``: their states, events as a stream, and their end on request."""

import msgspec
import pytest

from api.jobs.failure import failure
from clients.sdk.types import Job, JobEvent
from tests.api.house import problem


def events_of(answer):
    """Return the events of a stream as (id, event, data); comments are left out."""
    found = []
    for block in answer.text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if lines:
            found.append((int(lines["id"]), lines["event"], msgspec.json.decode(lines["data"], type=JobEvent)))
    return found


def test_a_job_is_read_with_200_in_every_state(house):
    job = house.ask()
    address = f"/v1/jobs/{job['id']}"
    assert house.client.get(address).json()["state"] == "queued"
    house.answer(progress=2)
    answer = house.client.get(address)
    assert answer.status_code == 200
    ended = msgspec.json.decode(answer.content, type=Job)
    assert (ended.state, ended.attempt) == ("succeeded", 1)
    assert ended.progress is not None
    assert (ended.progress.value, ended.progress.plans) == (49, 2)
    assert ended.created_at <= ended.started_at <= ended.finished_at


def test_jobs_are_listed_by_state(house):
    first = house.ask()
    house.answer()
    second = house.ask()
    ids = lambda query: [one["id"] for one in house.client.get(f"/v1/jobs{query}").json()["items"]]  # noqa: E731
    assert ids("") == [second["id"], first["id"]]
    assert ids("?sort=created_at") == [first["id"], second["id"]]
    assert ids("?state=succeeded") == [first["id"]]
    assert ids("?state=queued") == [second["id"]]
    problem(house.client.get("/v1/jobs?state=done"), 400, "bad-parameter")


def test_a_queued_job_is_cancelled_at_once_and_stays_so(house):
    address = f"/v1/jobs/{house.ask()['id']}"
    answer = house.client.delete(address)
    assert answer.status_code == 202
    assert answer.json()["state"] == "cancelled"
    again = house.client.delete(address)
    assert (again.status_code, again.json()) == (200, answer.json())


def test_a_job_that_has_ended_stays_as_it_is(house):
    job = house.ask()
    house.answer()
    before = house.client.get(f"/v1/jobs/{job['id']}").json()
    answer = house.client.delete(f"/v1/jobs/{job['id']}")
    assert (answer.status_code, answer.json()) == (200, before)


def test_the_events_of_a_job_are_streamed_in_order_to_its_end(house):
    job = house.ask()
    house.answer(progress=3)
    answer = house.client.get(job["events"])
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] in ("no-store", "no-cache")
    events = events_of(answer)
    assert [number for number, _, _ in events] == list(range(1, len(events) + 1))
    assert [event for _, event, _ in events] == ["state", "state", "progress", "progress", "progress", "state"]
    assert [data.state for _, _, data in events] == ["queued", *["running"] * 4, "succeeded"]
    assert all(number == data.id for number, _, data in events)


@pytest.mark.parametrize("seen", [0, 1, 4, 6])
def test_a_listener_goes_on_after_the_last_event_it_has_seen(house, seen):
    job = house.ask()
    house.answer(progress=3)
    answer = house.client.get(job["events"], headers={"Last-Event-ID": str(seen)})
    assert [number for number, _, _ in events_of(answer)] == list(range(seen + 1, 7))


@pytest.mark.parametrize("seen", ["x", "-1", "1.5", "1" * 40, "٣"])
def test_an_event_id_that_is_none_is_refused(house, seen):
    job = house.ask()
    answer = house.client.get(job["events"], headers={"Last-Event-ID": seen.encode()})
    problem(answer, 400, "bad-parameter")


def test_a_stream_is_had_as_a_stream_alone(house):
    job = house.ask()
    house.answer()
    assert house.client.get(job["events"], headers={"Accept": "text/event-stream"}).status_code == 200
    problem(house.client.get(job["events"], headers={"Accept": "application/json"}), 406, "not-acceptable")


def test_head_of_a_stream_ends_at_once(house):
    answer = house.client.head(house.ask()["events"])
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"].startswith("text/event-stream")


def test_a_failed_job_tells_why_in_the_form_of_a_problem(house):
    job = house.ask()
    house.answer("failed", error=failure("worker-lost", "Worker lost", "It ended early.", ""))
    error = house.client.get(f"/v1/jobs/{job['id']}").json()["error"]
    assert error["type"] == "/v1/problems/worker-lost"
    assert error["instance"] == f"/v1/jobs/{job['id']}"
    assert house.client.get(error["type"]).status_code == 200
