"""``milepost serve`` as a process: how it starts, what it refuses, how it stops."""

import os
import signal
import socket
import stat
import time

import httpx
import pytest

from api.storage.database import Database
from api.storage.migrating import current, head
from tests.api.jobs.yard import LONG, QUICK, Yard, children_of, running
from tests.api.servers import Server, command, serving, until


def progress_of(yard, job_id):
    return yard.job(job_id).progress is not None


def test_it_is_open_on_this_machine_and_says_so_in_one_line(tmp_path):
    with serving(tmp_path, "--workers", "0") as server:
        assert server.line.startswith("Milepost serves http://127.0.0.1:")
        assert "open to every program of this machine" in server.line
        assert httpx.get(f"{server.address}/livez").status_code == 200
        assert httpx.get(f"{server.address}/v1/plans").status_code == 200


def test_it_makes_its_database_and_a_secret_that_nobody_else_reads(tmp_path):
    with serving(tmp_path, "--workers", "0"):
        pass
    database = Database(f"sqlite:///{tmp_path / 'milepost.db'}")
    assert current(database) == head()
    database.close()
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_a_key_that_was_made_before_is_required(tmp_path):
    secret = command("keys", "create", "--name", "first", "--data", tmp_path).stdout.strip()
    with serving(tmp_path, "--workers", "0") as server:
        assert "keys are required" in server.line
        plans = f"{server.address}/v1/plans"
        assert httpx.get(plans).status_code == 401
        assert httpx.get(plans, headers={"Authorization": f"Bearer {secret}"}).status_code == 200
        assert secret not in server.log


def test_another_address_without_keys_is_refused_with_the_way_to_make_one(tmp_path):
    refused = command("serve", "--host", "0.0.0.0", "--port", "0", "--data", tmp_path)
    assert refused.returncode == 5
    assert "`milepost keys create --name NAME`" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_second_server_on_the_same_directory_is_refused(tmp_path):
    with serving(tmp_path, "--workers", "0") as server:
        refused = command("serve", "--port", "0", "--data", tmp_path)
        assert refused.returncode == 5
        assert "stop it first, or name another directory with --data" in refused.stderr
        assert httpx.get(f"{server.address}/livez").status_code == 200


def test_a_port_that_is_taken_is_refused_with_a_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = command("serve", "--port", taken.getsockname()[1], "--data", tmp_path)
    assert refused.returncode == 5
    assert "cannot be opened" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_gives_its_job_back_and_ends_in_good_order(tmp_path, how):
    yard = Yard(tmp_path)
    _, job_id = yard.add(LONG, seconds=60)
    with serving(tmp_path, "--workers", "1") as server:
        until(lambda: progress_of(yard, job_id), "progress")
        workers = server.workers
        assert server.stop(how) == 0
    job = yard.job(job_id)
    yard.database.close()
    assert (job.state, job.attempt, job.released) == ("queued", 1, 1)
    assert not any(running(pid) for pid in workers)


def test_a_request_that_waits_for_a_job_is_answered_when_the_server_stops(tmp_path):
    with serving(tmp_path, "--workers", "0") as server, httpx.Client(base_url=server.address, timeout=60) as client:
        job = client.post("/v1/plans", json=QUICK).json()
        with client.stream("GET", f"/v1/jobs/{job['id']}/events") as stream:
            lines = stream.iter_lines()
            assert next(line for line in lines if line.startswith("event")) == "event: state"
            server.process.send_signal(signal.SIGTERM)
            assert not [line for line in lines if line.startswith("event")]
        assert server.process.wait(30) == 0


def test_killed_it_takes_its_workers_along_and_the_next_one_finishes_the_job(tmp_path):
    yard = Yard(tmp_path)
    plan_id, job_id = yard.add(LONG, seconds=3)
    server = Server(tmp_path, "--workers", "1")
    until(lambda: progress_of(yard, job_id), "progress")
    family = [pid for worker in server.workers for pid in (worker, *children_of(worker))]
    server.kill()
    until(lambda: not any(map(running, family)), "the end of its workers and solvers")
    with serving(tmp_path, "--workers", "1"):
        until(lambda: yard.job(job_id).state == "succeeded", "the end of the job")
    assert yard.plan(plan_id).status in ("feasible", "optimal")
    assert yard.ends(job_id) == 1
    yard.database.close()


def test_a_job_asked_for_over_http_ends_with_the_address_of_its_plan(tmp_path):
    with serving(tmp_path, "--workers", "1") as server, httpx.Client(base_url=server.address, timeout=90) as client:
        made = client.post("/v1/plans", json=QUICK | {"solver": {"time_limit_s": 5}}, headers={"Prefer": "wait=60"})
        assert made.status_code == 201
        assert client.get(made.headers["location"]).json()["status"] == "optimal"


def test_everything_is_ready_when_it_says_so(tmp_path):
    with serving(tmp_path, "--workers", "1") as server:
        found = httpx.get(f"{server.address}/readyz").json()
        end = time.monotonic() + 30
        while found["status"] != "ok" and time.monotonic() < end:
            time.sleep(0.1)
            found = httpx.get(f"{server.address}/readyz").json()
        assert found["status"] == "ok"
        assert os.getpgid(server.process.pid) == os.getpgid(0)
