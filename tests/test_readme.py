"""What the README shows is run: every example of the section on the service, against a service of its own, in order."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from clients.cli.main import milepost
from tests.api.servers import CLEAN, serving
from tests.clients.jira.fake import FakeJira, RealClock, serve

README = Path(__file__).parents[1] / "README.md"
ADDRESS = "http://127.0.0.1:8000"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A fenced block: its language, and what stands in it."""

    language: str
    text: str


def blocks(title: str) -> list[Block]:
    """Return the fenced blocks of a section of the README."""
    _, found, after = README.read_text().partition(f"\n## {title}\n")
    assert found, f"the README has no section {title!r}"
    section = after.partition("\n## ")[0]
    assert section.count("```") % 2 == 0
    found_blocks = [Block(*match.groups()) for match in FENCE.finditer(section)]
    assert len(found_blocks) == section.count("\n```") // 2
    return found_blocks


def carried_out(block: Block, folder: Path, address: str) -> subprocess.CompletedProcess[str]:
    """Run a block as somebody would who copied it into a shell or into Python."""
    text = block.text.replace(ADDRESS, address)
    words = {"sh": ["bash", "-euo", "pipefail", "-c", text], "python": [sys.executable, "-W", "error", "-c", text]}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        words[block.language], cwd=folder, env=CLEAN | {"PATH": path}, capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip


SERVICE = blocks("The service")
EXAMPLES = [block for block in SERVICE if block.language]


def test_all_is_run_but_how_to_start_the_service():
    assert {block.language for block in SERVICE} == {"", "sh", "python"}
    (start,) = [block.text for block in SERVICE if not block.language]
    assert all(line.startswith("milepost serve") for line in start.splitlines())
    assert all(ADDRESS in block.text for block in EXAMPLES)
    assert sum("curl" in block.text for block in EXAMPLES) >= 3
    assert sum(block.language == "python" for block in EXAMPLES) >= 2


def test_every_example_of_the_service_does_what_it_shows(tmp_path):
    (tmp_path / "milepost-data").mkdir()
    with serving(tmp_path / "milepost-data", "--workers", "2") as server:
        # In order and in one folder: what one example leaves there, the next may use.
        for block in EXAMPLES:
            result = carried_out(block, tmp_path, server.address)
            assert result.returncode == 0, f"{block.text}\n{result.stdout}\n{result.stderr}"
            assert block.language == "sh" or not result.stderr


def test_one_request_is_worked_in_python(tmp_path):
    (request,) = [block for block in blocks("One request, worked") if block.language == "json"]
    (program,) = [block for block in blocks("One request, worked") if block.language == "python"]
    (tmp_path / "request.json").write_text(request.text)
    result = carried_out(program, tmp_path, ADDRESS)
    assert result.returncode == 0, result.stderr
    assert result.stdout.split()[:1] == ["optimal"]


WHY = [block.text.splitlines() for block in blocks("Why, and why not")]
TITLES = (
    "Why not",
    "What would do",
    "What cannot be kept",
    "Why not a week sooner",
    "What each limit costs",
    "milepost: repair",
)


def test_what_is_said_of_why_begins_with_a_command():
    assert len(WHY) >= 3
    assert all(command.startswith("$ milepost ") for command, *_ in WHY)
    assert all(len(line) <= 100 for _, *shown in WHY for line in shown)


@pytest.mark.parametrize("block", WHY, ids=lambda block: block[0].rpartition(" --")[2])
def test_every_example_of_why_has_the_sections_it_shows(block):
    command, *shown = block
    # Its figures take the time they take: what is compared is what does not hang on it.
    result = CliRunner(env={"COLUMNS": "100"}).invoke(milepost, shlex.split(command)[2:])
    assert result.exit_code in (0, 3), result.output
    said = {title for title in TITLES for line in shown if line.startswith(title)}
    assert said
    assert all(any(line.startswith(title) for line in result.output.splitlines()) for title in said)


EXPLORE = [block.text.splitlines() for block in blocks("Explore budgets")]
FILES = {
    "before.json": '{"current": 2, "target": 4, "start": "2027-01-04", "headcount": 12}',
    "after.json": '{"current": 2, "target": 4, "start": "2027-01-04", "headcount": 10, "budget": {"total": 1100000}}',
}


@pytest.mark.parametrize("block", EXPLORE, ids=lambda block: block[0].split()[2])
def test_every_example_of_exploring_says_what_it_shows(block, tmp_path, monkeypatch):
    command, *shown = block
    assert command.startswith("$ milepost ")
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    result = CliRunner(env={"COLUMNS": "100"}).invoke(milepost, shlex.split(command)[2:])
    assert result.exit_code == 0, result.output
    said = [line.rstrip() for line in result.output.splitlines()]
    # All of it is proven, so that no figure hangs on the time it takes.
    assert [line for line in shown if line != "..." and line not in said] == []


JIRA = [block for block in blocks("Jira") if block.language == "sh"]


def test_from_a_token_to_the_first_sync_are_five_commands():
    first, _ = JIRA
    assert len(first.text.splitlines()) == 5


def test_every_command_of_the_section_on_jira_does_what_it_says(tmp_path):
    jira = FakeJira(RealClock(), index_lag=0)
    account, token = jira.site.credentials
    with serve(jira) as address:
        for block in JIRA:
            text = block.text.replace("https://acme.atlassian.net", address).replace("PROJECT=OPS", "PROJECT=PROJ")
            text = text.replace("pmo@acme.com", account).replace("TOKEN=token", f"TOKEN={token}")
            allowed = f"export MILEPOST_JIRA_ALLOW={address.partition('://')[2]}\n"
            told = f"export MILEPOST_JIRA_SITE={address} MILEPOST_JIRA_EMAIL={account} MILEPOST_JIRA_PROJECT=PROJ\n"
            token_too = f"export MILEPOST_JIRA_TOKEN={token}\n"
            result = carried_out(Block("sh", allowed + told + token_too + text), tmp_path, ADDRESS)
            assert result.returncode == 0, f"{block.text}\n{result.stdout}\n{result.stderr}"
        plan = json.loads((tmp_path / "plan.json").read_bytes())
    wanted = {f"milepost:acme-2027:{one['id']}" for one in (*plan["activities"], *plan["gates"])}
    assert wanted <= jira.snapshot("milepost:acme-2027:")["issues"].keys()
    assert json.loads((tmp_path / "actuals.json").read_bytes()) == []
    assert len((tmp_path / "issues.csv").read_text().splitlines()) > len(wanted)


DOCUMENTS = blocks("Pictures and documents")
MADE = {
    *("plan.xlsx", "spend.svg", "roadmap.zip", "for-others.pdf", "smaller-gantt.png", "gantt.svg", "spend.vl.json"),
    *("Acme-2027.xlsx", "plan.ics", "gantt.png", "plan.pptx", "roadmap"),
}


def test_every_example_of_documents_leaves_what_it_shows(tmp_path):
    assert [block.language for block in DOCUMENTS] == ["sh", "sh", "python"]
    (tmp_path / "milepost-data").mkdir()
    with serving(tmp_path / "milepost-data", "--workers", "1") as server:
        for block in DOCUMENTS:
            result = carried_out(block, tmp_path, server.address)
            assert result.returncode == 0, f"{block.text}\n{result.stdout}\n{result.stderr}"
    left = {path.name for path in tmp_path.iterdir()}
    assert left >= MADE
    assert not [path for path in tmp_path.iterdir() if path.is_file() and path.name in MADE and not path.stat().st_size]
    assert {path.name for path in (tmp_path / "roadmap").iterdir()} >= {"report.html", "plan.xlsx", "gantt.png"}
