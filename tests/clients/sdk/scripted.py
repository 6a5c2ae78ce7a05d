"""Steps driven by hand: what the core asks for, answered from a list, with nothing sent and no time passing."""

from datetime import UTC, datetime

import msgspec

from clients.sdk.exchange import Answer, Ask, Emit, Listen, Lost, Pause, Policy
from clients.sdk.types import (
    Job,
    JobEvent,
    JobFinding,
    JobProgress,
    PlanComparison,
    PlanPair,
    PlanQuestion,
    Problem,
    Study,
)
from planner.explaining.questions import Question
from planner.exploring.comparison import METHOD, Comparison
from planner.exploring.studies import Result, StudyRequest
from planner.request import PlanRequest

POLICY = Policy(retries=4, server="http://milepost.test")
AT = datetime(2027, 1, 4, tzinfo=UTC)
JOB, PLAN = "job_1", "plan_1"
REFUSED = Lost("Connection refused", unsent=True)
CUT = Lost("the connection was lost", unsent=False)


def an_answer(status=200, value=None, **headers):
    content = b"" if value is None else msgspec.json.encode(value)
    said = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(status, {"content-type": "application/json", **said}, content)


def a_problem(status, detail="It cannot be.", errors=(), **headers):
    problem = Problem("/v1/problems/x", "A problem", status, detail, "/v1/x", "req_1", tuple(errors))
    return an_answer(status, problem, **{"content_type": "application/problem+json", **headers})


def a_job(state="running", progress=None, error=None, kind="plan", subject=f"/v1/plans/{PLAN}"):
    ended = AT if state in ("succeeded", "failed", "cancelled") else None
    return Job(JOB, kind, state, subject, f"/v1/jobs/{JOB}/events", 1, False, progress, error, AT, AT, ended, None)


def a_question(about="limits", status="succeeded", answer=None):
    return PlanQuestion("qst_1", f"/v1/plans/{PLAN}", Question(about), status, answer, f"/v1/jobs/{JOB}")


ASKED = StudyRequest(kind="highest", request=PlanRequest(current=1, target=2, start=AT.date()))
COMPARED = Comparison("plan_1", "plan_2", 3, 0, (), (), (), (), (), (), (), METHOD, proven=True)


def a_study(result: Result | None = None, status="succeeded"):
    figures = (None, None, None) if result is None else (True, 4, 0.5)
    return Study("std_1", ASKED.kind, status, ASKED, result, *figures, f"/v1/jobs/{JOB}")


def a_comparison(result=COMPARED, status="succeeded"):
    return PlanComparison("cmp_1", status, PlanPair("plan_1", "plan_2"), result, f"/v1/jobs/{JOB}")


def progress(value):
    return JobProgress("finish", value, 40, 0.1, 3, 0.5)


def an_event(number, state="running", value=None):
    kind = "state" if value is None else "progress"
    event = JobEvent(number, kind, AT, state, None if value is None else progress(value))
    return sent(event)


def a_finding(number, finding):
    return sent(JobEvent(number, "finding", AT, "running", None, JobFinding.of(finding)))


def sent(event):
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (event.id, event.event.encode(), msgspec.json.encode(event))


STREAM = Answer(200, {"content-type": "text/event-stream"}, b"")


class Played:
    """What came of steps that were given prepared outcomes: ``result`` or ``error``, and what they did on the way."""

    def __init__(self, steps, *outcomes):
        waiting = list(outcomes)
        self.asked: list[Ask] = []
        self.pauses: list[float] = []
        self.emitted: list[object] = []
        self.result = self.error = None
        try:
            step = next(steps)
            while True:
                outcome = None
                if isinstance(step, Pause):
                    self.pauses.append(step.seconds)
                elif isinstance(step, Emit):
                    self.emitted.append(step.value)
                else:
                    if isinstance(step, Ask):
                        self.asked.append(step)
                    else:
                        assert isinstance(step, Listen)
                    outcome = waiting.pop(0)
                step = steps.throw(outcome) if isinstance(outcome, BaseException) else steps.send(outcome)
        except StopIteration as end:
            self.result = end.value
        except BaseException as error:
            self.error = error
        assert not waiting, f"nobody asked for {waiting}"

    @property
    def paths(self):
        return [f"{ask.method} {ask.path}" for ask in self.asked]
