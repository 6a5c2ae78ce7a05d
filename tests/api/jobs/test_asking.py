"""Questions as real workers answer them: whole, cut short, taken up again, and with what is found on the way."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

import planner
from planner.explaining.answering import reply_to
from planner.explaining.questions import Lifted, Question, Sooner
from tests.api.jobs.test_working import in_a_yard
from tests.api.jobs.yard import LONG, QUICK, asked, kill

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to find processes")

LIMITS = Question("limits")
# One and a half people: more of them would be sooner there.
TIGHT = {**QUICK, "headcount": 1.5}


@cache
def planned(name, seconds=60):
    """Return a plan with its catalog; whoever asks about it may take so many seconds."""
    request, catalog = asked({"tight": TIGHT, "long": LONG}[name], 5 if name == "tight" else 1)
    plan = planner.plan(request, catalog)
    solver = replace(plan.request.solver, time_limit_s=seconds)
    return replace(plan, request=replace(plan.request, solver=solver)), catalog


def test_an_answer_is_the_one_that_the_planner_gives_and_what_is_found_is_told(tmp_path):
    plan, catalog = planned("tight")
    question = Question("sooner", by=plan.finish - timedelta(weeks=2))

    async def test(place):
        plan_id, question_id, job_id = place.wonder(question, plan, catalog)
        return await place.ended(job_id), place.answer(plan_id, question_id), place.events(job_id)

    job, document, events = in_a_yard(tmp_path, test)
    assert (job.state, job.attempt) == ("succeeded", 1)
    reply = msgspec.json.decode(document, type=Sooner)
    assert reply == reply_to(question, plan, catalog)
    assert reply.possible is False
    assert [change.pointer for repair in reply.repairs for change in repair.changes] == ["/headcount"]
    told = [event.finding.what for event in events if event.event == "finding"]
    assert told == [*reply.conflicts, *reply.repairs]
    assert [event.id for event in events] == list(range(1, len(events) + 1))


def test_why_there_is_no_plan_is_told_while_it_is_found_out(tmp_path):
    async def test(place):
        plan_id, job_id = place.add({**QUICK, "deadline": "2027-03-01"})
        return await place.ended(job_id), place.plan(plan_id), place.events(job_id)

    job, plan, events = in_a_yard(tmp_path, test)
    assert (job.state, plan.status) == ("succeeded", "infeasible")
    told = [event.finding for event in events if event.event == "finding"]
    assert tuple(one.conflict for one in told if one.conflict) == plan.conflicts
    assert tuple(one.repair for one in told if one.repair) == plan.repairs
    assert tuple(one.unrepairable for one in told if one.unrepairable) == plan.unrepairable


def test_a_killed_worker_s_question_is_taken_up_again_and_answered_once(tmp_path):
    plan, catalog = planned("long", 10)

    async def test(place):
        plan_id, question_id, job_id = place.wonder(LIMITS, plan, catalog)
        await place.until(lambda: place.job(job_id).state == "running", "the beginning of the work")
        kill(place.worker_pids[0])
        job = await place.ended(job_id)
        return job, place.answer(plan_id, question_id), place.ends(job_id)

    job, document, ends = in_a_yard(tmp_path, test, lease_s=60.0)
    assert (job.state, job.attempt, ends) == ("succeeded", 2, 1)
    assert msgspec.json.decode(document, type=tuple[Lifted, ...])


def test_a_cancelled_question_ends_soon_with_what_is_known(tmp_path):
    plan, catalog = planned("long", 300)

    async def test(place):
        plan_id, question_id, job_id = place.wonder(LIMITS, plan, catalog)
        await place.until(lambda: place.job(job_id).state == "running", "the beginning of the work")
        place.cancel(job_id)
        return await place.ended(job_id), place.answer(plan_id, question_id)

    job, document = in_a_yard(tmp_path, test)
    assert (job.state, job.error) == ("cancelled", None)
    lifted = msgspec.json.decode(document, type=tuple[Lifted, ...])
    assert lifted[-1].moved.finish is None
    assert not lifted[-1].moved.proven


def test_a_question_that_can_no_longer_be_asked_fails_with_its_faults(tmp_path):
    plan, catalog = planned("tight")

    async def test(place):
        _, _, job_id = place.wonder(Question("sooner", "gate-9", date(2027, 12, 1)), plan, catalog)
        return await place.ended(job_id)

    job = in_a_yard(tmp_path, test)
    assert job.state == "failed"
    assert b"request-refused" in job.error
    assert b"gate-9" in job.error
