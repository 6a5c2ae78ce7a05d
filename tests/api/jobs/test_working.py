"""Workers and their supervisor with real processes: what is stored when all is well, and when somebody is killed."""

import asyncio
import signal
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

import planner
from api.jobs.occupation import Occupied
from clients.sdk.types import Problem
from tests.api.jobs.yard import LONG, QUICK, asked, children_of, kill, running, yard

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to find processes")


def in_a_yard(folder, test, **settings):
    """Run an asynchronous test in a yard of its own."""

    async def run():
        async with yard(folder, **settings) as place:
            return await test(place)

    return asyncio.run(run())


def test_a_job_becomes_the_plan_that_the_planner_makes(tmp_path):
    async def test(place):
        plan_id, job_id = place.add()
        job = await place.ended(job_id)
        return plan_id, job, place.plan(plan_id)

    plan_id, job, stored = in_a_yard(tmp_path, test)
    assert (job.state, job.attempt) == ("succeeded", 1)
    made = planner.plan(*asked(QUICK))
    assert stored == replace(made, id=plan_id, solver=replace(made.solver, wall_s=stored.solver.wall_s))


def test_a_killed_worker_s_job_is_taken_up_again_at_once_and_stored_once(tmp_path):
    async def test(place):
        plan_id, job_id = place.add(LONG, seconds=10)
        await place.solving(job_id)
        (pid,) = place.worker_pids
        kill(pid)
        job = await place.ended(job_id)
        assert place.worker_pids != [pid]
        return job, place.plan(plan_id), place.ends(job_id)

    # The lease would last for a minute: that the job goes on is the supervisor's doing.
    job, plan, ends = in_a_yard(tmp_path, test, lease_s=60.0)
    assert (job.state, job.attempt, ends) == ("succeeded", 2, 1)
    assert plan.status in ("feasible", "optimal")


def test_a_job_whose_workers_are_killed_again_and_again_fails_with_a_reason(tmp_path):
    async def test(place):
        _, job_id = place.add(LONG, seconds=30)
        for _ in range(2):
            await place.solving(job_id)
            attempt = place.job(job_id).attempt
            kill(place.worker_pids[0])
            await place.until(
                lambda attempt=attempt: place.job(job_id).attempt > attempt or place.job(job_id).state == "failed",
                "another attempt",
            )
        return await place.ended(job_id), place.ends(job_id)

    job, ends = in_a_yard(tmp_path, test, most_attempts=2)
    assert (job.state, ends) == ("failed", 1)
    problem = msgspec.json.decode(job.error, type=Problem)
    assert problem.type == "/v1/problems/worker-lost"


def test_a_killed_solver_leaves_a_plan_or_a_reason(tmp_path):
    async def test(place):
        plan_id, job_id = place.add(LONG, seconds=20)
        await place.solving(job_id)
        for pid in children_of(place.worker_pids[0]):
            kill(pid)
        job = await place.ended(job_id)
        return job, place.plan(plan_id), place.ends(job_id)

    job, plan, ends = in_a_yard(tmp_path, test)
    assert ends == 1
    assert (job.state == "succeeded" and plan.status == "feasible") or (job.state == "failed" and job.error)


def test_a_worker_that_slept_through_its_lease_writes_nothing(tmp_path):
    async def test(place):
        plan_id, job_id = place.add(LONG, seconds=10)
        await place.solving(job_id)
        sleeper = next(pid for pid in place.worker_pids if children_of(pid) and holds(place, job_id))
        kill(sleeper, signal.SIGSTOP)
        await place.until(lambda: place.job(job_id).attempt == 2, "a second attempt")
        job = await place.ended(job_id)
        stored = place.plan(plan_id)
        kill(sleeper, signal.SIGCONT)
        await asyncio.sleep(2)
        assert place.plan(plan_id) == stored
        return job, place.job(job_id), place.ends(job_id)

    def holds(place, job_id):
        return place.job(job_id).state == "running"

    job, later, ends = in_a_yard(tmp_path, test, workers=2, lease_s=1.0)
    assert (job.state, job.attempt, ends) == ("succeeded", 2, 1)
    assert later.finished_at == job.finished_at


def test_a_cancelled_job_keeps_the_best_plan_that_was_found(tmp_path):
    async def test(place):
        plan_id, job_id = place.add(LONG, seconds=60)
        await place.solving(job_id)
        place.cancel(job_id)
        return await place.ended(job_id), place.plan(plan_id)

    job, plan = in_a_yard(tmp_path, test)
    assert job.state == "cancelled"
    assert plan.status == "feasible"
    assert plan.finish is not None


def test_a_queued_job_is_cancelled_without_a_worker(tmp_path):
    async def test(place):
        plan_id, job_id = place.add()
        place.cancel(job_id)
        return await place.ended(job_id), place.plan(plan_id)

    job, plan = in_a_yard(tmp_path, test, workers=0)
    assert (job.state, job.attempt, plan) == ("cancelled", 0, None)


def test_a_stopped_server_gives_its_jobs_back_and_the_next_one_finishes_them(tmp_path):
    async def begin(place):
        ids = place.add(LONG, seconds=10)
        await place.solving(ids[1])
        return ids

    async def go_on(place):
        assert place.job(job_id).state in ("queued", "running")
        return await place.ended(job_id), place.plan(plan_id)

    plan_id, job_id = in_a_yard(tmp_path, begin)
    job, plan = in_a_yard(tmp_path, go_on)
    # Given back in good order, the first attempt does not count against the job.
    assert (job.state, job.attempt, job.released) == ("succeeded", 2, 1)
    assert plan.status in ("feasible", "optimal")


def test_workers_end_by_themselves_when_their_server_is_gone(tmp_path):
    async def test(place):
        _, job_id = place.add(LONG, seconds=60)
        await place.solving(job_id)
        (pid,) = place.worker_pids
        family = [pid, *children_of(pid)]
        # The end of its standard input is all that a worker sees of a server that was killed.
        place.supervisor._stopping.set()
        next(iter(place.supervisor._processes.values())).stdin.close()
        await place.until(lambda: not any(running(one) for one in family), "the end of the worker and its solvers")
        return place.job(job_id)

    job = in_a_yard(tmp_path, test)
    assert job.state == "queued"


def test_a_second_server_on_the_same_directory_is_refused_with_a_sentence(tmp_path):
    async def test(place):
        with pytest.raises(Occupied, match=r"Another server works on .*: stop it first, or name another directory"):
            async with yard(tmp_path):
                pass

    in_a_yard(tmp_path, test, workers=0)


def test_fifty_listeners_hear_the_same_from_one_look_at_the_table(tmp_path):
    async def test(place):
        _, job_id = place.add(LONG, seconds=2)

        async def listen():
            return [one async for one in place.watch.events("ours", job_id) if one is not None]

        listening = [asyncio.create_task(listen()) for _ in range(50)]
        await asyncio.sleep(0.2)
        assert place.watch.watched == 1
        heard = await asyncio.gather(*listening)
        late = [one async for one in place.watch.events("ours", job_id, after=heard[0][1].id) if one is not None]
        others = [one async for one in place.watch.events("theirs", job_id)]
        return heard, late, others, place.watch.watched

    heard, late, others, watched = in_a_yard(tmp_path, test)
    assert len({tuple(one) for one in heard}) == 1
    numbers = [event.id for event in heard[0]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [event.last for event in heard[0]] == [False] * (len(numbers) - 1) + [True]
    assert late == heard[0][2:]
    assert others == []
    assert watched == 0
