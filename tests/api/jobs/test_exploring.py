"""Studies and comparisons as real workers make them: whole, cut short, and taken up again from what was answered."""

from pathlib import Path

import msgspec
import pytest

import planner
from clients.sdk.types import Problem
from planner.exploring.comparing import compared
from planner.exploring.comparison import Comparison
from planner.exploring.studies import Study, StudyRequest, study
from tests.api.jobs.test_working import in_a_yard
from tests.api.jobs.yard import LONG, QUICK, asked, kill

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to find processes")


def grid(document=QUICK, headcounts=(3, 2.5, 2, 1.5), **fields):
    """Return what is asked of a study, with its catalog."""
    request, catalog = asked(document)
    return StudyRequest(kind="grid", request=request, headcounts=headcounts, **fields), catalog


def read(document, type_=Study):
    return msgspec.json.decode(document, type=type_)


def figures(study):
    """What is proven of the cells of a grid: the plans that have these figures may be several."""
    return [(cell.name, cell.status, cell.goals, cell.finish, cell.cost) for cell in study.result.cells]


def test_a_study_is_the_one_that_the_planner_makes_and_its_cells_are_told(tmp_path):
    async def test(place):
        study_id, job_id = place.study(*grid())
        job = await place.ended(job_id)
        return job, read(place.result(study_id)), place.events(job_id), place.kept(study_id)

    job, made, events, kept = in_a_yard(tmp_path, test)
    assert (job.state, job.attempt, job.error) == ("succeeded", 1, None)
    own = study(*grid())
    assert (made.asked, figures(made), made.proven, made.solves) == (own.asked, figures(own), True, own.solves)
    told = [event.finding.what for event in events if event.event == "finding"]
    assert sorted(told, key=lambda cell: cell.name) == sorted(made.result.cells, key=lambda cell: cell.name)
    assert [event.id for event in events] == list(range(1, len(events) + 1))
    # What it kept for a bad day is not needed any more.
    assert kept == 0


def test_a_killed_worker_s_study_goes_on_from_the_answers_it_has(tmp_path):
    many, catalog = grid(headcounts=(3, 2.8, 2.6, 2.4, 2.2, 2, 1.8, 1.6, 1.4, 1.3))

    async def test(place):
        study_id, job_id = place.study(many, catalog)
        await place.until(lambda: place.kept(study_id) >= 2, "the first answers")
        kept = place.kept(study_id)
        kill(place.worker_pids[0])
        job = await place.ended(job_id)
        return job, kept, read(place.result(study_id)), place.kept(study_id), place.ends(job_id)

    # The lease would last for a minute: that the job goes on is the supervisor's doing.
    job, kept, made, left, ends = in_a_yard(tmp_path, test, lease_s=60.0)
    assert (job.state, job.attempt, ends, left) == ("succeeded", 2, 1, 0)
    whole = study(many, catalog)
    assert figures(made) == figures(whole)
    # Each cell takes a solve of its own; those that were answered before the kill are not solved again.
    assert whole.solves == 10
    assert 2 <= kept <= 10 - made.solves


def test_a_cancelled_study_ends_soon_with_what_is_known(tmp_path):
    slow, catalog = grid(LONG, (20, 15, 12, 10), time_limit_s=300)

    async def test(place):
        study_id, job_id = place.study(slow, catalog)
        await place.until(lambda: place.job(job_id).state == "running", "the beginning of the work")
        place.cancel(job_id)
        return await place.ended(job_id), read(place.result(study_id))

    job, made = in_a_yard(tmp_path, test)
    assert (job.state, job.error) == ("cancelled", None)
    assert not made.proven
    assert len(made.result.cells) == 4
    assert made.wall_s < 30


def test_a_study_that_is_cancelled_before_it_can_hear_of_it_ends_without_a_result(tmp_path):
    # So many cells take long to be told apart, before the first of them is solved.
    large, catalog = grid(LONG, tuple(10 + number / 10 for number in range(900)), time_limit_s=300)

    async def test(place):
        study_id, job_id = place.study(large, catalog)
        await place.until(lambda: place.job(job_id).state == "running", "the beginning of the work")
        place.cancel(job_id)
        return await place.ended(job_id), place.result(study_id), place.ends(job_id)

    job, document, ends = in_a_yard(tmp_path, test)
    assert (job.state, job.error, document, ends) == ("cancelled", None, None, 1)


def test_a_comparison_is_the_one_that_the_planner_makes(tmp_path):
    one, catalog = asked(QUICK)
    other, _ = asked({**QUICK, "headcount": 1.5, "exclude": []})
    before, after = planner.plan(one, catalog), planner.plan(other, catalog)

    async def test(place):
        comparison_id, job_id = place.compare(before, after, catalog)
        return await place.ended(job_id), place.result(comparison_id, "comparison")

    job, document = in_a_yard(tmp_path, test)
    assert (job.state, job.error) == ("succeeded", None)
    made = read(document, Comparison)
    assert made == compared(before, after, catalog)
    assert made.proven
    assert sum(cause.weeks for cause in made.causes) == made.weeks


def test_a_study_that_can_no_longer_be_made_fails_with_its_faults(tmp_path):
    request, catalog = asked(QUICK)
    wrong = StudyRequest(kind="least", of="nobody", request=request)

    async def test(place):
        _, job_id = place.study(wrong, catalog)
        return await place.ended(job_id)

    job = in_a_yard(tmp_path, test)
    assert job.state == "failed"
    problem = read(job.error, Problem)
    assert problem.type == "/v1/problems/request-refused"
    assert problem.detail.startswith("The study can no longer be made")
    assert [fault.pointer for fault in problem.errors] == ["/of"]
