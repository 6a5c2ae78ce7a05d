"""The ``jira`` commands as a PMO types them, against a fake Jira that is really listening."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from clients.cli.main import milepost
from clients.jira.connection import Connection
from clients.sdk import Client
from tests.api.servers import serving
from tests.clients.jira.fake import FakeJira, RealClock, faults, serve

REQUEST = '{"name": "Acme 2027", "current": 2, "target": 3, "start": "2027-01-04", "headcount": 12}'


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A plan as ``milepost plan`` prints it."""
    request = tmp_path_factory.mktemp("made") / "request.json"
    request.write_text(REQUEST)
    result = CliRunner().invoke(milepost, ["plan", str(request), "--json"])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def desk(tmp_path, monkeypatch, made):
    """A folder with a plan, a Jira that listens, and what a shell there has set."""
    (tmp_path / "plan.json").write_text(made)
    (tmp_path / "request.json").write_text(REQUEST)
    monkeypatch.chdir(tmp_path)
    jira = FakeJira(RealClock(), index_lag=0)
    with serve(jira) as address:
        yield Desk(jira, address)


class Desk:
    def __init__(self, jira, address):
        self.jira, self.address = jira, address
        self.env = {
            "MILEPOST_JIRA_SITE": address,
            "MILEPOST_JIRA_EMAIL": "sync@example.com",
            "MILEPOST_JIRA_PROJECT": "PROJ",
            "MILEPOST_JIRA_TOKEN": "token",
            "MILEPOST_JIRA_ALLOW": address.partition("://")[2],
            "COLUMNS": "120",
        }

    def type(self, *words, code=0, **env):
        result = CliRunner(env=self.env | env).invoke(milepost, ["jira", *words])
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.output
        return result.output

    def started(self, *words):
        """A command in a process of its own."""
        program = [sys.executable, "-c", "from clients.cli.main import main; main()", "jira", *words]
        return subprocess.Popen(program, env=os.environ | self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_from_preflight_to_nothing_left_to_do(desk):
    assert "PROJ is ready" in desk.type("preflight", "plan.json")
    shown = desk.type("diff", "plan.json")
    assert "acme-2027 in PROJ" in shown
    assert "issues to create" in shown
    hash_ = json.loads(desk.type("diff", "plan.json", "--json"))["hash"]
    assert f"milepost jira apply plan.json --hash {hash_}" in shown
    assert "Done" in desk.type("apply", "plan.json", "--hash", hash_)
    assert "nothing to do" in desk.type("diff", "plan.json")
    assert "nothing was left to do" in desk.type("apply", "plan.json", "--yes")
    rows = json.loads(desk.type("audit", "plan.json", "--json"))
    assert {row["operation"] for row in rows} == {"version", "create", "link"}
    assert "PROJ-1" in desk.type("audit", "plan.json")


def test_a_conflict_is_shown_with_how_to_settle_it(desk, made):
    desk.type("apply", "plan.json", "--yes")
    (key, *_) = desk.jira.keys("milepost:acme-2027:gov-l3-logging")
    desk.jira.edit(key, duedate="2027-11-11")
    plan = json.loads(made)
    (chosen,) = [one for one in plan["activities"] if one["id"] == "gov-l3-logging"]
    assert "1 edit of people kept" in desk.type("diff", "plan.json")
    Path("jira.yaml").write_text("mapping: {policies: {due: plan}}")
    shown = desk.type("diff", "plan.json")
    assert f"2027-11-11 → {chosen['finish']}" in shown
    assert "policy: plan" in shown


def test_an_apply_that_was_not_agreed_on_is_refused_with_what_is_there_now(desk):
    hash_ = json.loads(desk.type("diff", "plan.json", "--json"))["hash"]
    desk.type("apply", "plan.json", "--hash", hash_)
    (key, *_) = desk.jira.keys("milepost:acme-2027:gov-l3-logging")
    desk.jira.edit(key, summary="Ada's words")
    refused = desk.type("apply", "plan.json", "--hash", hash_, code=3)
    assert "moved since" in refused
    assert "Ada's words" in refused
    assert "Say which" in desk.type("apply", "plan.json", code=2)
    assert "no change set" in desk.type("apply", "plan.json", "--hash", "beef", code=3)


def test_what_happened_is_pulled_beside_what_was_planned(desk):
    desk.type("apply", "plan.json", "--yes")
    (key, *_) = desk.jira.keys("milepost:acme-2027:gov-l3-logging")
    desk.jira.move_status(key, "In Progress")
    assert "started" in desk.type("pull", "plan.json", "--out", "actuals.json")
    (actual,) = json.loads(Path("actuals.json").read_text())
    assert (actual["on"], actual["kind"], actual["source"]) == ("gov-l3-logging", "started", f"jira:{key}")
    assert "0 new" in desk.type("pull", "plan.json", "--full")


def test_everything_that_is_wrong_with_a_connection_is_told_at_once(desk):
    output = desk.type(
        "preflight", code=2, MILEPOST_JIRA_SITE="http://10.1.2.3", MILEPOST_JIRA_PROJECT="ops", MILEPOST_JIRA_TOKEN=""
    )
    assert "3 things to mend" in output
    assert all(words in output for words in ("private network", "try: OPS", "There is no token"))
    unsaid = desk.type("preflight", code=2, MILEPOST_JIRA_SITE="", MILEPOST_JIRA_EMAIL="", MILEPOST_JIRA_PROJECT="")
    assert all(flag in unsaid for flag in ("--site", "--email", "--project"))


def test_a_mapping_is_read_from_a_file_and_its_faults_named(desk):
    Path("jira.yaml").write_text("maping: 1\nmapping:\n  removed: hide\n  types: {gate: Millstone}\n")
    output = desk.type("diff", "plan.json", code=2)
    assert "/maping" in output
    assert "/mapping/removed" in output
    Path("jira.yaml").write_text("mapping:\n  types: {gate: Millstone}\n")
    assert "no issue type 'Millstone'" in desk.type("diff", "plan.json", code=3)
    assert "Millstone" in desk.type("preflight", code=3)


def test_the_printed_mapping_is_a_connection_that_can_be_read(desk):
    Path("jira.yaml").write_text(desk.type("mapping"))
    assert "is ready" in desk.type("preflight")
    assert msgspec.yaml.decode(desk.type("mapping"), type=Connection).mapping.removed == "keep"


def test_a_token_that_is_not_taken_is_told_and_never_shown(desk):
    output = desk.type("preflight", code=5, MILEPOST_JIRA_TOKEN="not-the-token")
    assert "does not take the token" in output
    assert "not-the-token" not in output


def test_a_jira_that_is_not_there_is_told(desk):
    assert "cannot be reached" in desk.type(
        "preflight", code=5, MILEPOST_JIRA_SITE="http://127.0.0.1:9", MILEPOST_JIRA_ALLOW="127.0.0.1:9"
    )


def test_a_request_is_no_plan(desk):
    assert "milepost plan request.json --json > plan.json" in desk.type("diff", "request.json", code=2)


def test_a_quota_parks_the_run_and_says_until_when(desk):
    hash_ = json.loads(desk.type("diff", "plan.json", "--json"))["hash"]
    desk.jira.begin()
    desk.jira.faults.at(20, faults.limited("jira-quota-tenant-based", 3600))
    parked = desk.type("apply", "plan.json", "--hash", hash_, code=4)
    assert "Parked" in parked
    before = len(desk.jira.log)
    assert "Parked" in desk.type("apply", "plan.json", "--hash", hash_, code=4)
    assert len(desk.jira.log) == before
    assert "Done" in desk.type("apply", "plan.json", "--hash", hash_, "--wake")


def test_a_file_for_the_importer_has_every_issue_once(desk, made):
    desk.type("csv", "plan.json", "--out", "issues.csv")
    rows = list(csv.reader(io.StringIO(Path("issues.csv").read_text(), newline="")))
    plan = json.loads(made)
    labels = {cell for row in rows for cell in row if cell.startswith("milepost:")}
    assert {f"milepost:acme-2027:{one['id']}" for one in plan["activities"]} <= labels
    assert next(csv.reader(io.StringIO(desk.type("csv", "plan.json")))) == rows[0]


@pytest.mark.parametrize("index", [16, 17, 18, 19, 40])
def test_a_command_that_is_killed_at_a_request_goes_on_and_doubles_nothing(desk, index):
    Path("jira.yaml").write_text("mapping: {settle_s: 1}")
    hash_ = json.loads(desk.type("diff", "plan.json", "--json"))["hash"]
    desk.jira.begin()
    process = desk.started("apply", "plan.json", "--hash", hash_)
    desk.jira.faults.before(index, lambda _jira: process.send_signal(signal.SIGKILL))
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert "Done" in desk.type("apply", "plan.json", "--hash", hash_)
    wanted = json.loads(desk.type("audit", "plan.json", "--json"))
    assert wanted
    assert len(desk.jira.keys()) == len(set(desk.jira.snapshot("milepost:acme-2027:")["issues"]))
    assert not [name for name in desk.jira.snapshot("milepost:acme-2027:")["issues"] if name.endswith("(2)")]
    assert "nothing to do" in desk.type("diff", "plan.json")


def test_ctrl_c_ends_between_two_requests_and_the_same_command_goes_on(desk):
    hash_ = json.loads(desk.type("diff", "plan.json", "--json"))["hash"]
    desk.jira.begin()
    process = desk.started("apply", "plan.json", "--hash", hash_)
    desk.jira.faults.before(30, lambda _jira: process.send_signal(signal.SIGINT))
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert b"the same command goes on" in errors
    assert "Done" in desk.type("apply", "plan.json", "--hash", hash_)


def test_a_server_brings_the_plan_by_a_connection_of_its_own(desk, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    with (
        serving(folder, "--workers", "1", jira_allow=desk.env["MILEPOST_JIRA_ALLOW"]) as server,
        Client(server.address) as client,
    ):
        connection = client.jira.connections.create(
            {"name": "Ops", "site": desk.address, "email": "sync@example.com", "project": "PROJ", "token": "token"}
        ).id
        plan = client.plans.create(json.loads(REQUEST))
        Path("plan.json").write_bytes(msgspec.json.encode(plan))
        there = ("--server", server.address, "--connection", connection)
        assert "PROJ is ready" in desk.type("preflight", "plan.json", *there)
        hash_ = json.loads(desk.type("diff", "plan.json", "--json", *there))["hash"]
        assert "Done" in desk.type("apply", "plan.json", "--hash", hash_, *there)
        assert "nothing to do" in desk.type("diff", "plan.json", *there)
        (key, *_) = desk.jira.keys("milepost:acme-2027:gov-l3-logging")
        desk.jira.move_status(key, "In Progress")
        assert "started" in desk.type("pull", "plan.json", *there)
        told = desk.type("diff", "plan.json", "--server", server.address, "--site", desk.address, code=2)
        assert "--connection ID" in told
        assert "not --site" in told
    assert not Path("plan.jira.db").exists()
