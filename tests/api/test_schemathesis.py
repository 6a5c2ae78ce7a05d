"""The service judged by its own OpenAPI document: schemathesis finds no failure and no answer that is not documented.

A sample in every run, at length in the soak. A real server on loopback answers, so that nothing on the way is left out.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.api.house import REQUEST
from tests.api.servers import CLEAN, command, serving
from tests.clients.jira.fake import FakeJira, RealClock, serve

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
# What a document cannot say of a request (that it hangs together) is for 422: it may refuse what fits the schema. A
# job that was cancelled is still there to be read: to delete it is to end it.
BESIDE_THE_POINT = "positive_data_acceptance,use_after_free"
# Who may, and of which version, is judged before what is sent.
REFUSALS = """
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 406, 409, 412, 413, 415, 421, 422, 428, 429]
"""
# Whoever waits is answered late; the wait has tests of its own.
HOOKS = """
import schemathesis

@schemathesis.hook
def before_call(context, case, kwargs):
    if case.headers is not None:
        case.headers.pop("Prefer", None)
"""
LIMITS = {"max_jobs": 1_000_000, "max_body_bytes": 200_000}
LOADED = "Test cases:"
CONNECTION = {"name": "Ops", "email": "sync@example.com", "project": "PROJ", "token": "token"}
QUESTION = {"about": "sooner", "by": "2027-03-01"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("schemathesis")


@pytest.fixture(scope="module")
def headers(folder):
    made = command("keys", "create", "--name", "schemathesis", "--data", folder, "--json")
    return {"Authorization": f"Bearer {json.loads(made.stdout)['secret']}"}


@pytest.fixture(scope="module")
def known(folder, headers):
    """Make one of each, and return the names that stand in addresses."""
    with (
        serve(FakeJira(RealClock())) as jira,
        serving(folder, "--workers", "1", jira_allow="127.0.0.1") as server,
        httpx.Client(base_url=server.address, headers=headers, timeout=60) as client,
    ):
        plan = client.post("/v1/plans", json=REQUEST, headers={"Prefer": "wait=50"})
        assert plan.status_code == 201, plan.text
        asked = client.post(f"/v1/plans/{plan.json()['id']}/questions", json=QUESTION, headers={"Prefer": "wait=50"})
        assert asked.status_code == 201, asked.text
        given = {"kind": "grid", "headcounts": [2], "request": REQUEST}
        study = client.post("/v1/studies", json=given, headers={"Prefer": "wait=50"})
        assert study.status_code == 201, study.text
        pair = dict.fromkeys(("before", "after"), plan.json()["id"])
        comparison = client.post("/v1/comparisons", json=pair, headers={"Prefer": "wait=50"})
        assert comparison.status_code == 201, comparison.text
        connection = client.post("/v1/jira/connections", json=CONNECTION | {"site": jira})
        assert connection.status_code == 201, connection.text
        path = connection.headers["location"]
        run = client.post(f"{path}/preflight", json={}, headers={"Prefer": "wait=50"})
        assert run.status_code == 201, run.text
        scenario = client.post("/v1/scenarios", json={"name": "A", "request": REQUEST}).json()
        catalog = client.get("/v1/catalogs/ai-maturity").json()
        return {
            "plan_id": plan.json()["id"],
            "question_id": asked.json()["id"],
            "study_id": study.json()["id"],
            "comparison_id": comparison.json()["id"],
            "job_id": client.get("/v1/jobs").json()["items"][0]["id"],
            "connection_id": connection.json()["id"],
            "run_id": run.json()["id"],
            "scenario_id": scenario["id"],
            "key_id": client.get("/v1/keys").json()["items"][0]["id"],
            "catalog_id": catalog["id"],
            "version": catalog["version"],
            "item_id": catalog["items"][0]["id"],
            "chart": "maturity",
            "format": "ics",
        }


@pytest.fixture
def server(folder, known):
    with serving(folder, "--workers", "0", **LIMITS) as server:
        yield server


def judge(folder, server, headers, *words, names=None):
    """Let schemathesis judge the server; fail with all that it found."""
    (folder / "hooks.py").write_text(HOOKS)
    lines = [REFUSALS, "[parameters]", *(f'"path.{name}" = "{value}"' for name, value in (names or {}).items())]
    (folder / "schemathesis.toml").write_text("\n".join(lines))
    environment = {"SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "120"}
    options = ["--exclude-checks", BESIDE_THE_POINT, "--continue-on-failure", "--suppress-health-check", "all"]
    options += ["--seed", "1", "--no-shrink", "--request-timeout", "20"]
    options += [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    address = f"{server.address}/v1/openapi.json"
    done = subprocess.run(
        [SCHEMATHESIS, "--config-file", "schemathesis.toml", "run", address, *options, *words],
        cwd=folder,
        env=CLEAN | os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-10_000:] + done.stderr[-2_000:] + server.log[-2_000:]
    assert LOADED in done.stdout
    assert '"level": "error"' not in server.log


# A key that revokes itself ends the run: it is judged alone.
OTHERS = ("--exclude-operation-id", "revokeKey")


def test_no_request_makes_the_service_fail_or_answer_as_it_never_said(folder, server, headers):
    judge(folder, server, headers, *OTHERS, "--phases", "examples,coverage,fuzzing", "-n", "5", "--max-time", "25")
    judge(folder, server, headers, "--include-operation-id", "revokeKey", "--phases", "coverage,fuzzing", "-n", "10")


def test_what_there_is_is_read_as_the_document_says(folder, server, headers, known):
    words = ("--include-method", "GET", "--phases", "examples,coverage,fuzzing", "-n", "5", "--max-time", "15")
    judge(folder, server, headers, *words, names=known)


@pytest.mark.soak
def test_nothing_is_found_in_ten_minutes_either(folder, server, headers):
    judge(folder, server, headers, *OTHERS, "-n", "200", "--max-time", "600")
