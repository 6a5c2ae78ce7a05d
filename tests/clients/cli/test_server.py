"""``--server``: the same words, carried out by the service, which runs here as a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from catalog import library
from clients.cli.main import milepost
from clients.cli.server import suggestion
from clients.sdk import Client, ConnectionLost, Forbidden, RateLimited, ServerError, Unauthorized
from planner.plans import Plan
from tests.api.servers import command, serving

PROJECT = Path(__file__).parents[3]
RUN = [sys.executable, "-c", "from clients.cli.main import main; main()"]
SMALL = ["--from", "1", "--to", "2", "--functions", "sales", "--start", "2027-01-04", "--workers", "1"]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("service"), "--workers", "1") as server:
        with Client(server.address) as client:
            own = library.load("cloud-migration")
            client.catalogs.put(msgspec.structs.replace(own, id="acme-cloud", version="2.0.0"))
        yield server.address


@pytest.fixture
def nobody():
    """Return an address at which nothing answers."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


def run(*arguments: str, **environment: str):
    return CliRunner(env={"COLUMNS": "120", **environment}).invoke(milepost, arguments)


def words(text):
    return " ".join(text.split())


def same(plan: bytes) -> bytes:
    """A plan without what differs from one making to the next: its name and how long it took."""
    found = msgspec.json.decode(plan, type=Plan)
    solver = msgspec.structs.replace(found.solver, wall_s=0.0)
    return msgspec.json.encode(msgspec.structs.replace(found, id="", solver=solver))


def test_a_plan_of_the_server_is_the_plan_of_this_machine(address):
    there, here = run("plan", *SMALL, "--json", "--server", address), run("plan", *SMALL, "--json")
    assert there.exit_code == here.exit_code == 0, there.output
    assert same(there.stdout_bytes) == same(here.stdout_bytes)
    assert there.stderr == ""


def test_it_is_printed_in_the_same_words(address):
    there, here = run("plan", *SMALL, "--server", address), run("plan", *SMALL)
    without_time = [line for line in here.stdout.splitlines() if "planned in" not in line]
    assert [line for line in there.stdout.splitlines() if "planned in" not in line] == without_time


def test_the_server_is_named_before_the_command_or_after_it_or_by_the_environment(address, nobody):
    assert run("--server", address, "catalog", "list").exit_code == 0
    assert run("catalog", "list", "--server", address).exit_code == 0
    assert "acme-cloud" in run("catalog", "list", MILEPOST_SERVER=address).stdout
    assert run("--server", nobody, "catalog", "list", "--server", address).exit_code == 0
    assert "acme-cloud" not in run("--server", "", "catalog", "list", MILEPOST_SERVER=address).stdout


def test_why_is_answered_there_as_here(address):
    asks = ["why", *SMALL, "--headcount", "3", "--by", "2027-03-14", "--debt", "--json"]
    there, here = run(*asks, "--server", address), run(*asks)
    assert there.exit_code == here.exit_code == 0, there.output
    (sooner, debt), (own, _) = json.loads(there.stdout), json.loads(here.stdout)
    assert sooner["question"] == own["question"]
    assert [sooner["answer"][name] for name in ("on", "by", "now", "possible", "text")] == [
        own["answer"][name] for name in ("on", "by", "now", "possible", "text")
    ]
    assert debt["answer"] == []


def test_a_study_is_made_there_as_here(address):
    for asks in (["frontier", *SMALL], ["least", *SMALL, "--of", "headcount"], ["grid", *SMALL, "--budgets", "1,300k"]):
        there, here = run(*asks, "--json", "--server", address), run(*asks, "--json")
        assert there.exit_code == here.exit_code == 0, there.output
        assert json.loads(there.stdout)["result"] == json.loads(here.stdout)["result"]
        assert json.loads(there.stdout)["proven"]


def test_what_the_server_refuses_of_a_study_is_told_of_the_flags(address):
    result = run("frontier", *SMALL, "--time-limit", "86000", "--server", address)
    assert result.exit_code == 2, result.output
    assert "/time_limit_s" in result.stderr


def test_plans_are_compared_there_as_here(address, tmp_path):
    files = []
    for name, budget in (("rich", {}), ("poor", {"total": 120_000})):
        request = {"current": 1, "target": 2, "start": "2027-01-04", "budget": budget, "goals": ["finish", "cost"]}
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps({**request, "organization": {"functions": ["sales"]}, "solver": {"workers": 1}}))
        files.append(str(path))
    kept = tmp_path / "kept.json"
    kept.write_bytes(run("plan", files[0], "--json").stdout_bytes)
    there, here = run("compare", str(kept), files[1], "--json", "--server", address), run("compare", *files, "--json")
    assert there.exit_code == here.exit_code == 0, there.output
    one, other = json.loads(there.stdout), json.loads(here.stdout)
    assert {**one, "before": "", "after": ""} == {**other, "before": "", "after": ""}


def test_a_plan_that_the_server_has_not_made_cannot_be_asked_about_there(address, tmp_path):
    kept = tmp_path / "plan.json"
    kept.write_text(run("plan", *SMALL, "--json").stdout)
    result = run("why", str(kept), "--by", "2027-03-14", "--server", address)
    assert result.exit_code in (2, 5), result.output
    assert "plan" in result.stderr
    assert "Traceback" not in result.stderr


def test_what_cannot_be_met_ends_with_3(address):
    result = run("plan", *SMALL, "--deadline", "2027-01-31", "--server", address)
    assert result.exit_code == 3
    assert "the deadline is 31 Jan 2027" in " ".join(result.stdout.split())


def test_faults_are_told_of_the_flags_whoever_finds_them(address):
    flags = ["plan", "--from", "2", "--to", "9", "--headcount", "many", "--server", address]
    here, there = run(*flags[:-2]), run(*flags)
    assert there.exit_code == here.exit_code == 2
    assert there.stderr == here.stderr
    # The limits of the service are known to it alone.
    result = run("plan", *SMALL, "--time-limit", "4000", "--server", address)
    assert result.exit_code == 2
    assert "--time-limit 4000" in result.stderr
    assert "try: 300" in result.stderr


def test_a_catalog_of_the_server_is_planned_by(address):
    result = run("plan", "--from", "1", "--to", "2", "--catalog", "acme-cloud", "--json", "--server", address)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["catalog"]["id"] == "acme-cloud"
    assert run("plan", "--from", "1", "--to", "2", "--catalog", "acme-cloud").exit_code == 2


@pytest.mark.parametrize("path", ["catalog/builtin/cloud-migration", "./nowhere", "catalog"])
def test_a_catalog_of_this_machine_means_nothing_to_a_server(address, path, monkeypatch):
    monkeypatch.chdir(PROJECT)
    for arguments in (["plan", *SMALL], ["catalog", "items"]):
        result = run(*arguments, "--catalog", path, "--server", address)
        assert result.exit_code == 2
        assert "With --server a catalog is named by its id" in words(result.stderr)


def test_a_catalog_that_the_server_does_not_have_is_answered_by_those_it_has(address):
    result = run("catalog", "levels", "--catalog", "acme-clod", "--server", address)
    assert result.exit_code == 2
    assert "it has ai-maturity, cloud-migration, acme-cloud" in words(result.stderr)
    assert "try: acme-cloud" in result.stderr
    assert "it has 2.0.0" in words(run("catalog", "items", "--catalog", "acme-cloud@1.0.0", "--server", address).stderr)


@pytest.mark.parametrize(
    "arguments",
    [
        ["levels"], ["levels", "--json"], ["levels", "--level", "3"], ["levels", "--markdown"],
        ["items", "--transition", "2-3"], ["items", "--json"], ["show", "ai-maturity"], ["show", "act-34-embed-sops"],
        ["show", "eu_ai_act", "--json"], ["show", "nothing"], ["levels", "--level", "12"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_catalog_reads_the_same_there_as_here(address, arguments):
    there, here = run("catalog", *arguments, "--server", address), run("catalog", *arguments)
    assert (there.exit_code, there.stdout) == (here.exit_code, here.stdout)


def test_the_list_has_the_uploaded_catalogs_too(address):
    listed = json.loads(run("catalog", "list", "--json", "--server", address).stdout)
    own = json.loads(run("catalog", "list", "--json").stdout)
    assert listed[: len(own)] == own
    assert [(one["id"], one["built_in"]) for one in listed[len(own) :]] == [("acme-cloud", False)]


@pytest.mark.parametrize("arguments", [["plan", *SMALL], ["catalog", "list"]], ids=["plan", "catalog"])
def test_a_server_that_does_not_answer_ends_with_5_and_says_what_to_do(nobody, arguments):
    result = run(*arguments, "--server", nobody)
    assert result.exit_code == 5
    assert f"The server at {nobody} does not answer" in words(result.stderr)
    assert "milepost serve" in result.stderr
    (error,) = json.loads(run(*arguments, "--json", "--server", nobody).stdout)["errors"]
    assert error["code"] == "connection_lost"


@pytest.mark.parametrize("wrong", ["localhost:8000", "ftp://x", "x"])
def test_what_is_no_address_ends_with_2(wrong):
    result = run("plan", *SMALL, "--server", wrong)
    assert result.exit_code == 2
    assert "is no address of a server" in words(result.stderr)


def test_another_web_server_is_no_milepost_server(address):
    result = run("catalog", "items", "--server", f"{address}/elsewhere")
    assert result.exit_code == 5


def test_the_key_of_the_environment_opens_the_server_and_is_printed_nowhere(tmp_path):
    key = command("keys", "create", "--name", "cli", "--scope", "catalogs:read", "--data", tmp_path).stdout.strip()
    with serving(tmp_path, "--workers", "0") as server:
        listed = ["catalog", "list", "--server", server.address]
        assert run(*listed, MILEPOST_KEY=key).exit_code == 0
        without = run(*listed)
        assert without.exit_code == 5
        assert "set MILEPOST_KEY" in words(without.stderr)
        wrong = run(*listed, MILEPOST_KEY=f"{key[:-1]}x")
        assert wrong.exit_code == 5
        assert key[:-1] not in wrong.output
        broken = run(*listed, MILEPOST_KEY=f"{key} x")
        assert broken.exit_code == 2
        assert key not in broken.output
        forbidden = run("plan", *SMALL, "--server", server.address, MILEPOST_KEY=key)
        assert forbidden.exit_code == 5
        assert "with this scope" in words(forbidden.stderr)
        assert key not in forbidden.output


def test_ctrl_c_stops_the_search_there_and_prints_the_best_so_far(address):
    long = ["--from", "2", "--to", "5", "--per-quarter", "200k", "--role", "ai_engineer=1", "--role", "data_engineer=1"]
    arguments = ["plan", *long, "--time-limit", "60", "--workers", "1", "--server", address]
    process = subprocess.Popen([*RUN, *arguments], cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with Client(address) as client:
        until = time.monotonic() + 30
        while not any(job.progress and job.progress.plans for job in client.jobs.list(state="running")):
            assert time.monotonic() < until
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        assert process.returncode == 130, err
        assert "Level 5 on" in out.decode()
        assert b"stopped" in err
        assert next(client.jobs.list()).state == "cancelled"


def test_help_loads_nothing_of_the_sdk():
    loaded = "import sys, clients.cli.main; print(not {'httpx', 'clients.sdk', 'clients.cli.shelf'} & set(sys.modules))"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MILEPOST_")}
    result = subprocess.run([sys.executable, "-c", loaded], cwd=PROJECT, env=clean, capture_output=True, check=True)
    assert result.stdout == b"True\n"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionLost("gone"), "milepost serve"),
        (Unauthorized("no", 401), "milepost keys create"),
        (Forbidden("no", 403), "this scope"),
        (RateLimited("slower", 429, None, 90.0), "ask again in 90 s"),
        (RateLimited("slower", 429), "without --server"),
        (ServerError("broken", 500), "without --server"),
    ],
)
def test_every_trouble_comes_with_what_to_do(error, words):
    assert words in suggestion(error)
