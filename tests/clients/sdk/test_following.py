import asyncio
import time

import pytest

from clients.sdk import making
from clients.sdk.exchange import Answer, Ask
from clients.sdk.following import follow
from clients.sdk.operations import events
from clients.sdk.problems import ConnectionLost, JobCancelled, JobFailed, NotFinished, NotFound, ServerError
from clients.sdk.types import JobPage, Problem
from tests.clients.sample import a_plan
from tests.clients.sdk.scripted import (
    CUT,
    JOB,
    POLICY,
    REFUSED,
    STREAM,
    Played,
    a_job,
    a_problem,
    an_answer,
    an_event,
    progress,
)

REQUEST = {"current": 2, "target": 4, "start": "2027-01-04"}
PLAN = a_plan()
QUEUED, DONE = an_answer(202, a_job("queued")), an_answer(200, a_job("succeeded"))
END = an_event(9, "succeeded")
ASKED, HEARD, READ = "POST /v1/plans", f"GET /v1/jobs/{JOB}/events", f"GET /v1/jobs/{JOB}"
TAKEN = "GET /v1/plans/plan_1"


def create(*outcomes, **named):
    return Played(making.create_plan(POLICY, REQUEST, **named), *outcomes)


def test_a_plan_is_asked_for_followed_and_fetched():
    told = []
    stream = [STREAM, b": listening\n\n", an_event(1) + an_event(2, value=50), an_event(3, value=47), END, None]
    played = create(QUEUED, *stream[:-1], DONE, an_answer(200, PLAN), on_progress=told.append)
    assert played.result == PLAN
    assert told == [progress(50), progress(47)]
    assert played.paths == [ASKED, HEARD, READ, TAKEN]
    assert played.asked[1].stream


def test_who_does_not_wait_gets_the_job():
    assert create(QUEUED, wait=False).result == a_job("queued")


def test_after_a_dropped_connection_the_stream_goes_on_after_the_last_event():
    told = []
    first, second = an_event(1) + an_event(2, value=50), an_event(2, value=50) + an_event(3, value=47) + END
    played = create(QUEUED, STREAM, first, CUT, STREAM, second, DONE, an_answer(200, PLAN), on_progress=told.append)
    assert played.result == PLAN
    assert [ask.headers.get("last-event-id") for ask in played.asked if ask.stream] == [None, "2"]
    assert told == [progress(50), progress(47)]  # what was told before is not told again


def test_half_an_event_is_forgotten_with_the_connection_that_brought_it():
    played = create(QUEUED, STREAM, an_event(1)[:-9], CUT, STREAM, an_event(1) + END, DONE, an_answer(200, PLAN))
    assert played.result == PLAN


@pytest.mark.parametrize("trouble", [a_problem(406), a_problem(501), an_answer(200)])
def test_where_no_stream_comes_through_the_job_is_asked_after(trouble):
    told = []
    running, further = an_answer(200, a_job(progress=progress(50))), an_answer(200, a_job(progress=progress(47)))
    played = create(QUEUED, trouble, running, running, further, DONE, an_answer(200, PLAN), on_progress=told.append)
    assert played.result == PLAN
    assert told == [progress(50), progress(47)]
    assert played.pauses == sorted(played.pauses)


def test_where_the_stream_is_cut_again_and_again_the_job_is_asked_after():
    played = create(QUEUED, *[STREAM, CUT] * 5, DONE, an_answer(200, PLAN))
    assert played.result == PLAN
    assert played.paths.count(HEARD) == 5


def test_news_between_the_cuts_keep_the_stream():
    cuts = [part for number in range(1, 12) for part in (STREAM, an_event(number, value=60 - number), CUT)]
    played = create(QUEUED, *cuts, STREAM, an_event(20, "succeeded"), DONE, an_answer(200, PLAN))
    assert played.result == PLAN


def test_a_service_that_is_gone_for_good_is_told():
    assert isinstance(create(QUEUED, *[REFUSED] * 10).error, ConnectionLost)


def test_a_job_that_is_gone_is_told_at_once():
    assert isinstance(create(QUEUED, a_problem(404)).error, NotFound)


def test_a_failed_job_says_why():
    why = Problem("/v1/problems/worker-lost", "Worker lost", 500, "It ended early three times.", "", "", ())
    failed = an_answer(200, a_job("failed", error=why))
    error = create(QUEUED, STREAM, an_event(1, "failed"), failed).error
    assert isinstance(error, JobFailed)
    assert str(error) == "The plan could not be made. It ended early three times."
    assert (error.problem, error.job.state) == (why, "failed")


def test_of_a_cancelled_job_the_best_plan_is_returned_or_that_there_is_none():
    cancelled = an_answer(200, a_job("cancelled"))
    assert create(QUEUED, STREAM, an_event(1, "cancelled"), cancelled, an_answer(200, PLAN)).result == PLAN
    assert isinstance(create(QUEUED, STREAM, an_event(1, "cancelled"), cancelled, a_problem(409)).error, JobCancelled)


def test_a_callback_that_fails_is_not_taken_for_trouble_with_the_server():
    def callback(_):
        raise ServerError("of the callback", 500)

    played = create(QUEUED, STREAM, an_event(1, value=50), on_progress=callback)
    assert str(played.error) == "of the callback"


def test_at_the_deadline_the_job_is_handed_over():
    outcomes = [STREAM, CUT, an_answer(200, a_job())]
    played = Played(follow(POLICY, a_job(), time.monotonic() - 1, None), outcomes[-1])
    assert isinstance(played.error, NotFinished)
    assert played.error.job.state == "running"


def test_the_silence_that_is_borne_ends_with_the_deadline():
    steps = follow(POLICY, a_job(), time.monotonic() + 5, None)
    assert 4 < next(steps).silence_s <= 5
    steps.close()
    steps = follow(POLICY, a_job(), None, None)
    assert next(steps).silence_s == 45
    steps.close()


def test_with_little_time_left_the_stream_is_opened_for_that_long_and_seldom():
    steps = follow(POLICY, a_job(), time.monotonic() + 0.2, None)
    step, opened, heard = next(steps), [], 0
    while heard < 40 and not (isinstance(step, Ask) and not step.stream):
        if isinstance(step, Ask):
            opened.append(step)
            step = steps.send(STREAM)
        else:
            time.sleep(0.01)
            heard += 1
            step = steps.send(an_event(heard))
    assert 10 < heard < 25  # the wait ends on time
    assert 2 < len(opened) < 12  # 0.2 s, 0.16 s, ... 0.05 s
    assert [one.silence_s for one in opened] == sorted((one.silence_s for one in opened), reverse=True)
    assert opened[1].headers["last-event-id"]
    steps.close()


def test_ctrl_c_cancels_the_job_and_returns_the_best_plan():
    stopping = an_answer(202, a_job())
    cancelled = an_answer(200, a_job("cancelled"))
    played = create(
        QUEUED, STREAM, KeyboardInterrupt(), stopping, STREAM, an_event(3, "cancelled"), cancelled, an_answer(200, PLAN)
    )
    assert played.result == PLAN
    assert played.paths == [ASKED, HEARD, f"DELETE /v1/jobs/{JOB}", HEARD, READ, TAKEN]


def test_ctrl_c_without_a_plan_and_a_second_one_are_as_ever():
    cancelled = an_answer(200, a_job("cancelled"))
    queued = create(
        QUEUED, STREAM, KeyboardInterrupt(), cancelled, STREAM, an_event(3, "cancelled"), cancelled, a_problem(409)
    )
    assert isinstance(queued.error, KeyboardInterrupt)
    twice = create(QUEUED, STREAM, KeyboardInterrupt(), KeyboardInterrupt())
    assert isinstance(twice.error, KeyboardInterrupt)


@pytest.mark.parametrize("outcome", [an_answer(202, a_job()), a_problem(503), REFUSED, CUT])
def test_a_cancelled_task_asks_once_for_the_end_of_its_job(outcome):
    played = create(QUEUED, STREAM, asyncio.CancelledError(), outcome)
    assert isinstance(played.error, asyncio.CancelledError)
    assert played.paths[-1] == f"DELETE /v1/jobs/{JOB}"
    assert played.asked[-1].silence_s == 5


def test_where_an_earlier_sending_made_the_plan_its_job_is_looked_up():
    other = Answer(201, {"location": "/v1/plans/plan_1"}, b"{}")
    pages = [an_answer(200, JobPage((), "c")), an_answer(200, JobPage((a_job("succeeded"),), None))]
    assert create(CUT, other, *pages, wait=False).result == a_job("succeeded")
    nowhere = an_answer(200, JobPage((), None))
    assert isinstance(create(CUT, other, nowhere, wait=False).error, ServerError)


def test_events_come_one_by_one_after_a_number_and_end_with_the_job():
    played = Played(events(POLICY, JOB, after=4), STREAM, an_event(5, value=3) + an_event(6, "succeeded"))
    assert [event.id for event in played.emitted] == [5, 6]
    assert played.asked[0].headers["last-event-id"] == "4"


def test_the_events_of_a_job_that_ended_before_are_none():
    played = Played(events(POLICY, JOB, after=9), STREAM, None, DONE, STREAM, None)
    assert (played.emitted, played.error) == ([], None)


def test_events_that_nobody_keeps_sending_are_a_lost_connection():
    assert isinstance(Played(events(POLICY, JOB), *[STREAM, CUT] * 5).error, ConnectionLost)


def test_the_pause_before_a_reconnection_is_the_server_s_choice():
    played = Played(events(POLICY, JOB), STREAM, b"retry: 1500\n\n", CUT, STREAM, END)
    assert played.pauses == [1.5]


def test_events_of_a_later_version_are_passed_over_and_nonsense_is_told():
    assert Played(events(POLICY, JOB), STREAM, b"event: news\ndata: x\n\n" + END).error is None
    assert isinstance(Played(events(POLICY, JOB), STREAM, b"event: state\ndata: x\n\n").error, ServerError)


def test_a_job_can_be_waited_for_later():
    assert Played(making.wait_for_job(POLICY, JOB), DONE, STREAM, END, DONE).result == a_job("succeeded")


def test_a_cancelling_whose_answer_was_lost_is_looked_up():
    played = Played(making.cancel_job(POLICY, JOB), CUT, a_problem(404), an_answer(200, a_job("cancelled")))
    assert played.result.state == "cancelled"
