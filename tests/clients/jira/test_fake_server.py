"""The fake as a real server: what a client in another process would see."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.clients.jira.asking import API, an_issue
from tests.clients.jira.fake import FakeJira, faults, serve

ROOT = Path(__file__).parents[3]
BULK = {"issueUpdates": [{"fields": an_issue()}]}


def a_client(jira, address):
    return httpx.Client(base_url=address + API, auth=jira.site.credentials, timeout=10)


def test_a_client_talks_to_the_server_over_one_connection():
    jira = FakeJira()
    with serve(jira) as address, a_client(jira, address) as client:
        assert client.post("/issue/bulk", json=BULK).status_code == 201
        assert client.put("/issue/PROJ-1", json={"fields": {"summary": "New"}}).status_code == 204
        assert client.get("/issue/PROJ-1").json()["fields"]["summary"] == "New"
    assert [entry.status for entry in jira.log] == [201, 204, 200]


@pytest.mark.parametrize(("fault", "made_one"), [(faults.cut(), 0), (faults.lost(), 1), (faults.lost("reset"), 1)])
def test_a_fault_cuts_the_socket(fault, made_one):
    jira = FakeJira()
    jira.faults.at(0, fault)
    with serve(jira) as address, a_client(jira, address) as client:
        with pytest.raises(httpx.TransportError):
            client.post("/issue/bulk", json=BULK)
        assert client.get("/myself").status_code == 200
    assert len(jira.keys()) == made_one


def test_a_timeout_stays_silent():
    jira = FakeJira()
    jira.faults.at(0, faults.timeout(worked=True))
    with serve(jira) as address, a_client(jira, address) as client:
        with pytest.raises(httpx.ReadTimeout):
            client.post("/issue/bulk", json=BULK, timeout=1)
        assert len(jira.keys()) == 1


def test_a_request_that_is_not_valid_is_answered_400_and_kept():
    jira = FakeJira()
    with serve(jira) as address, a_client(jira, address) as client:
        answer = client.post("/issue/bulk", json={"issues": []})
    assert answer.status_code == 400
    assert any("issueUpdates" in reason for reason in jira.faults_of_requests)


def test_the_fake_runs_as_a_process_and_keeps_its_end_state(tmp_path):
    words = [sys.executable, "-m", "tests.clients.jira.fake", "--state", str(tmp_path / "state.json")]
    process = subprocess.Popen(words, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True)
    try:
        address, _, credentials = process.stdout.readline().strip().partition(" as ")
        auth = tuple(credentials.split(":"))
        assert httpx.post(f"{address}{API}/issue/bulk", json=BULK, auth=auth, timeout=10).status_code == 201
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        process.stdout.close()
    kept = json.loads((tmp_path / "state.json").read_text())
    assert list(kept["snapshot"]["issues"]) == ["Write the policy"]
    assert [entry["wrote"] for entry in kept["log"]] == [True]
