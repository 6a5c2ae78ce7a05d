"""Workers of several servers on one PostgreSQL database: jobs are shared, and each is done once."""

import asyncio

import pytest

from tests.api.jobs.yard import LONG, kill, yard
from tests.api.storage.databases import ABSENT, postgresql


@pytest.fixture
def database():
    with postgresql() as url:
        if url is None:
            pytest.skip(ABSENT)
        yield url


def test_two_servers_share_the_jobs_and_each_is_done_once(tmp_path, database):
    async def work():
        async with (
            yard(tmp_path / "one", database=database) as one,
            yard(tmp_path / "other", database=database) as other,
        ):
            ids = [one.add() for _ in range(6)]
            jobs = [await other.ended(job_id) for _, job_id in ids]
            return jobs, [one.plan(plan_id) for plan_id, _ in ids], [one.ends(job_id) for _, job_id in ids]

    jobs, plans, ends = asyncio.run(work())
    assert [(job.state, job.attempt) for job in jobs] == [("succeeded", 1)] * 6
    assert len({job.worker for job in jobs}) == 2
    assert all(plan.status in ("optimal", "feasible") for plan in plans)  # on a busy machine not all is proven in time
    assert ends == [1] * 6


def test_the_job_of_a_killed_worker_is_taken_up_again_and_cancelled_from_another_server(tmp_path, database):
    async def work():
        async with (
            yard(tmp_path / "one", database=database) as one,
            yard(tmp_path / "other", database=database, workers=0) as other,
        ):
            plan_id, job_id = one.add(LONG, seconds=60)
            await one.solving(job_id)
            kill(one.worker_pids[0])
            await one.until(lambda: one.job(job_id).attempt == 2, "a second attempt")
            await one.solving(job_id)
            # Its bell rings no worker: the worker looks by itself.
            other.cancel(job_id)
            return await one.ended(job_id), one.plan(plan_id), one.ends(job_id)

    job, plan, ends = asyncio.run(work())
    assert (job.state, job.attempt, ends, plan.status) == ("cancelled", 2, 1, "feasible")
