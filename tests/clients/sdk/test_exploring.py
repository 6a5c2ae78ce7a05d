"""From a study or a comparison to its result, driven by hand."""

import asyncio

import msgspec
import pytest

from clients.sdk import making
from clients.sdk.problems import Conflict, Invalid, JobCancelled, JobFailed, ServerError
from clients.sdk.types import JobPage, Problem
from planner.exploring.frontier import Point
from planner.exploring.grid import Cell
from planner.exploring.inverse import Highest
from planner.exploring.studies import Frontier, Grid
from planner.exploring.tornado import Bar, End
from tests.clients.sdk.scripted import (
    ASKED,
    AT,
    CUT,
    JOB,
    POLICY,
    STREAM,
    Played,
    a_comparison,
    a_finding,
    a_job,
    a_problem,
    a_study,
    an_answer,
    an_event,
)

RESULT = Highest(2, proven=True, finish=AT.date(), changes={"target": 2})
KINDS = {
    "study": ("/v1/studies", "/v1/studies/std_1", a_study(RESULT), a_study(status="cancelled")),
    "comparison": ("/v1/comparisons", "/v1/comparisons/cmp_1", a_comparison(), a_comparison(None, "cancelled")),
}
POINT = Point(2, 70, 7, 7, AT.date(), 4700, 4700, 67, 0, proven=True, changes={"headcount": {"total": 0.7}})
CELL = Cell("2", {"headcount": {"total": 2}}, "infeasible", (), (), None, None, None, None, None, None)
END = End(7, AT.date(), 4700, proven=True)
BAR = Bar("limit", "/deadline", END, END, 0, 0, impossible=False)


class Script:
    """What the service says of one kind of job, and what is asked of it."""

    def __init__(self, kind):
        self.kind = kind
        self.asked, self.subject, self.found, self.nothing = KINDS[kind]

    def state(self, state, error=None, status=200):
        return an_answer(status, a_job(state, error=error, kind=self.kind, subject=self.subject))

    @property
    def end(self):
        return [STREAM, an_event(9, "succeeded"), self.state("succeeded")]

    def begin(self, *outcomes, **named):
        steps = (
            making.create_study(POLICY, ASKED, **named)
            if self.kind == "study"
            else making.create_comparison(POLICY, "/v1/plans/plan_1", "plan_2", **named)
        )
        return Played(steps, *outcomes)

    def play(self, *outcomes, **named):
        return self.begin(self.state("queued", status=202), *outcomes, **named)


@pytest.fixture(params=KINDS)
def script(request):
    return Script(request.param)


def test_what_is_asked_is_followed_to_its_result(script):
    played = script.play(*script.end, an_answer(200, script.found))
    assert played.result == script.found
    asked = [f"POST {script.asked}", f"GET /v1/jobs/{JOB}/events", f"GET /v1/jobs/{JOB}", f"GET {script.subject}"]
    assert played.paths == asked


def test_who_does_not_wait_gets_the_job(script):
    played = script.play(wait=False, idempotency_key="k")
    assert played.result.subject == script.subject
    assert played.asked[0].headers["idempotency-key"] == "k"


def test_a_study_may_be_plain_objects_and_plans_are_named_by_id_or_address():
    played = Played(making.create_study(POLICY, {"kind": "highest"}, wait=False), Script("study").state("queued"))
    assert played.asked[0].content == b'{"kind":"highest"}'
    content = Script("comparison").play(wait=False).asked[0].content
    assert msgspec.json.decode(content) == {"before": "plan_1", "after": "plan_2"}


def test_what_is_found_on_the_way_is_told_as_the_planner_tells_it():
    told, script = [], Script("study")
    stream = [STREAM, an_event(1) + a_finding(2, POINT), CUT, STREAM, a_finding(2, POINT) + a_finding(3, CELL)]
    last = a_finding(4, BAR) + an_event(5, "succeeded")
    played = script.play(*stream, last, script.state("succeeded"), an_answer(200, script.found), on_found=told.append)
    assert played.result == script.found
    assert told == [POINT, CELL, BAR]


@pytest.mark.parametrize("result", [Frontier(()), Grid((CELL,)), RESULT, None])
def test_a_result_is_read_as_what_it_is(result):
    study = a_study(result)
    assert Played(making.get_study(POLICY, "std_1"), an_answer(200, study)).result == study


def test_where_an_earlier_sending_was_carried_out_its_job_is_looked_up(script):
    made = an_answer(201, script.found, location=script.subject)
    job = a_job("succeeded", kind=script.kind, subject=script.subject)
    page = an_answer(200, JobPage((a_job("succeeded"), job), None))
    played = script.begin(CUT, made, page, *script.end, an_answer(200, script.found))
    assert played.result == script.found


def test_what_cannot_be_asked_or_made_says_why(script):
    assert isinstance(script.begin(a_problem(422)).error, Invalid)
    assert isinstance(script.begin(a_problem(409)).error, Conflict)
    why = Problem("/v1/problems/worker-lost", "Worker lost", 500, "It ended early.", "", "", ())
    error = script.play(STREAM, an_event(1, "failed"), script.state("failed", why)).error
    assert isinstance(error, JobFailed)
    assert str(error).endswith(" It ended early.")
    assert isinstance(script.play(*script.end, an_answer(200, {"id": "x"})).error, ServerError)


def test_of_what_was_cancelled_what_was_known_is_returned_or_that_there_is_nothing(script):
    ended = [STREAM, an_event(1, "cancelled"), script.state("cancelled")]
    assert script.play(*ended, an_answer(200, script.found)).result == script.found
    assert isinstance(script.play(*ended, an_answer(200, script.nothing)).error, JobCancelled)


def test_ctrl_c_cancels_the_job_and_returns_what_is_known(script):
    cancelled = script.state("cancelled")
    ended = [STREAM, KeyboardInterrupt(), cancelled, STREAM, an_event(3, "cancelled"), cancelled]
    played = script.play(*ended, an_answer(200, script.found))
    assert played.result == script.found
    assert f"DELETE /v1/jobs/{JOB}" in played.paths
    assert isinstance(script.play(*ended, an_answer(200, script.nothing)).error, KeyboardInterrupt)


def test_a_cancelled_task_asks_for_the_end_of_its_job(script):
    played = script.play(STREAM, asyncio.CancelledError(), script.state("running"))
    assert isinstance(played.error, asyncio.CancelledError)
    assert played.paths[-1] == f"DELETE /v1/jobs/{JOB}"
