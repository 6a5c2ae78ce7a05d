"""From a question to its answer, driven by hand."""

import asyncio

import pytest

from clients.sdk import making
from clients.sdk.problems import Conflict, Invalid, JobCancelled, JobFailed, ServerError
from clients.sdk.types import REPLIES, JobPage, Problem
from planner.explaining.questions import ABOUT, Delayed, LeftOut, Lifted, Moved, Question, Sooner, Worth
from planner.plans import Conflict as InConflict
from planner.plans import Unrepairable
from tests.clients.sdk.scripted import (
    AT,
    CUT,
    JOB,
    POLICY,
    STREAM,
    Played,
    a_finding,
    a_job,
    a_problem,
    a_question,
    an_answer,
    an_event,
)

PLAN, SUBJECT = "plan_1", "/v1/plans/plan_1/questions/qst_1"
MOVED = Moved(AT.date(), 100, -4, 20, proven=True)
ANSWERS = {
    "sooner": Sooner("gate-4", AT.date(), None, True, "It can.", MOVED, (), ()),
    "limits": (Lifted("/deadline", "the deadline", MOVED),),
    "worth": (Worth("/budget/total", "the total", "USD 1,000", MOVED, None, proven=True),),
    "left_out": LeftOut("act-a", "With act-a.", MOVED),
    "debt": (Delayed("gov-a", "Were gov-a in place.", MOVED),),
}
CONFLICT = InConflict((), proven=True)
ASKED, HEARD, READ, TAKEN = (
    f"POST /v1/plans/{PLAN}/questions",
    f"GET /v1/jobs/{JOB}/events",
    f"GET /v1/jobs/{JOB}",
    (f"GET {SUBJECT}"),
)


def a_state(state, error=None, status=200):
    return an_answer(status, a_job(state, error=error, kind="question", subject=SUBJECT))


QUEUED, DONE, CANCELLED = a_state("queued", status=202), a_state("succeeded"), a_state("cancelled")
END = [STREAM, an_event(9, "succeeded"), DONE]


def ask(*outcomes, question=Question("limits"), **named):  # noqa: B008 it never changes
    return Played(making.ask_question(POLICY, PLAN, question, **named), *outcomes)


def answered(about):
    return an_answer(200, a_question(about, answer=ANSWERS[about]))


@pytest.mark.parametrize("about", ABOUT.__args__)
def test_a_question_is_asked_followed_and_its_answer_read_as_what_it_is(about):
    played = ask(QUEUED, *END, answered(about), question=Question(about))
    assert played.result == ANSWERS[about]
    assert played.paths == [ASKED, HEARD, READ, TAKEN]
    assert REPLIES.keys() == ANSWERS.keys()


def test_what_is_found_on_the_way_is_told_as_the_planner_tells_it():
    told = []
    lost = Unrepairable("the deadline", "Nothing does.")
    stream = [STREAM, an_event(1) + a_finding(2, CONFLICT), CUT, STREAM, a_finding(2, CONFLICT) + a_finding(3, lost)]
    played = ask(QUEUED, *stream, an_event(4, "succeeded"), DONE, answered("limits"), on_finding=told.append)
    assert played.result == ANSWERS["limits"]
    assert told == [CONFLICT, lost]


def test_what_is_found_of_a_plan_is_told_too():
    told = []
    asked = making.create_plan(POLICY, {}, on_finding=told.append)
    played = Played(asked, an_answer(202, a_job()), STREAM, a_finding(1, CONFLICT), KeyboardInterrupt(), CUT)
    assert told == [CONFLICT]
    assert played.paths[-1] == f"DELETE /v1/jobs/{JOB}"


def test_who_does_not_wait_gets_the_job_and_may_read_the_question_later():
    assert ask(QUEUED, wait=False).result.subject == SUBJECT
    unanswered = an_answer(200, a_question(status="running"))
    assert Played(making.get_question(POLICY, PLAN, "qst_1"), unanswered).result.answer is None


def test_a_question_may_be_plain_objects_and_is_sent_with_its_key():
    played = ask(QUEUED, question={"about": "sooner", "by": "2027-09-30"}, wait=False, idempotency_key="k")
    assert played.asked[0].content == b'{"about":"sooner","by":"2027-09-30"}'
    assert played.asked[0].headers["idempotency-key"] == "k"


def test_where_an_earlier_sending_was_answered_its_job_is_looked_up():
    made = an_answer(201, a_question(answer=ANSWERS["limits"]), location=SUBJECT)
    job = a_job("succeeded", kind="question", subject=SUBJECT)
    played = ask(CUT, made, an_answer(200, JobPage((a_job("succeeded"), job), None)), *END, answered("limits"))
    assert played.result == ANSWERS["limits"]


def test_a_question_that_cannot_be_asked_or_answered_says_why():
    assert isinstance(ask(a_problem(422)).error, Invalid)
    assert isinstance(ask(a_problem(409)).error, Conflict)
    why = Problem("/v1/problems/worker-lost", "Worker lost", 500, "It ended early.", "", "", ())
    error = ask(QUEUED, STREAM, an_event(1, "failed"), a_state("failed", why)).error
    assert isinstance(error, JobFailed)
    assert str(error) == "The question could not be answered. It ended early."
    assert isinstance(ask(QUEUED, *END, an_answer(200, a_question("sooner", answer=[]))).error, ServerError)


def test_of_a_cancelled_question_what_was_known_is_returned_or_that_there_is_nothing():
    ended = [STREAM, an_event(1, "cancelled"), CANCELLED]
    assert ask(QUEUED, *ended, answered("limits")).result == ANSWERS["limits"]
    nothing = an_answer(200, a_question(status="cancelled"))
    assert isinstance(ask(QUEUED, *ended, nothing).error, JobCancelled)


def test_ctrl_c_cancels_the_job_and_returns_what_is_known():
    ended = [CANCELLED, STREAM, an_event(3, "cancelled"), CANCELLED]
    played = ask(QUEUED, STREAM, KeyboardInterrupt(), *ended, answered("limits"))
    assert played.result == ANSWERS["limits"]
    nothing = an_answer(200, a_question(status="cancelled"))
    assert isinstance(ask(QUEUED, STREAM, KeyboardInterrupt(), *ended, nothing).error, KeyboardInterrupt)


def test_a_cancelled_task_asks_for_the_end_of_its_job():
    played = ask(QUEUED, STREAM, asyncio.CancelledError(), a_state("running"))
    assert isinstance(played.error, asyncio.CancelledError)
    assert played.paths[-1] == f"DELETE /v1/jobs/{JOB}"
