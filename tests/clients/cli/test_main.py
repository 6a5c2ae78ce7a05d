import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import rich_click as click
from click.testing import CliRunner

from clients.cli import main
from clients.cli.main import add_extensions, milepost

PROJECT = Path(__file__).parents[3]
RUN = [sys.executable, "-c", "from clients.cli.main import main; main()"]
SMALL = ["plan", "--from", "1", "--to", "2", "--functions", "sales", "--start", "2027-01-04", "--workers", "1"]


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    clean = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    return subprocess.run(
        [*RUN, *arguments], cwd=PROJECT, env=clean | environment, capture_output=True, check=False, timeout=120
    )


def test_into_a_pipe_go_no_control_codes_and_no_panel():
    result = process(*SMALL)
    assert result.returncode == 0, result.stderr
    assert b"\x1b" not in result.stdout
    assert result.stderr == b""
    assert b"Level 2 on" in result.stdout


def test_no_color_is_honoured_even_where_colour_is_forced():
    assert b"\x1b" in process("catalog", "list", FORCE_COLOR="1").stdout
    assert b"\x1b" not in process("catalog", "list", FORCE_COLOR="1", NO_COLOR="1").stdout


def test_where_the_terminal_is_not_utf8_only_ascii_is_printed():
    result = process(*SMALL, PYTHONIOENCODING="ascii")
    assert result.returncode == 0, result.stderr
    assert result.stdout.isascii()
    assert b"#" in result.stdout


def test_what_cannot_be_planned_ends_with_3_and_a_reason():
    result = process(*SMALL, "--deadline", "2027-01-31")
    assert result.returncode == 3, result.stderr
    assert b"the deadline is 31 Jan 2027" in result.stdout
    assert b"1. Move the deadline from 31 Jan 2027 to " in result.stdout


def test_a_reader_who_has_gone_is_no_error():
    reader, writer = os.pipe()
    os.close(reader)
    result = subprocess.run(
        [*RUN, "catalog", "show", "ai-maturity"], cwd=PROJECT, stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert (result.returncode, result.stderr) == (0, b"")


def test_every_command_is_in_the_help():
    text = CliRunner().invoke(milepost, ["--help"]).stdout
    assert all(f" {name} " in text for name in ("plan", "why", "example", "catalog"))


def test_help_does_not_wait_for_the_optimizer():
    loaded = "import sys, clients.cli.main as m; print(not {'ortools', 'yaml', 'planner'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", loaded], cwd=PROJECT, capture_output=True, check=True)
    assert result.stdout == b"True\n"


def test_an_unknown_command_or_option_is_met_with_the_nearest():
    assert "'plan'" in CliRunner().invoke(milepost, ["plna"]).stderr
    result = CliRunner().invoke(milepost, ["plan", "--deadlin", "x"])
    assert result.exit_code == 2
    assert "--deadline" in result.stderr


def test_a_program_gets_a_misused_option_as_json():
    result = CliRunner().invoke(milepost, ["plan", "--frm", "2", "--json"])
    assert result.exit_code == 2
    assert "--from" in result.stdout
    assert result.stdout.startswith('{"errors":')


class Point:
    def __init__(self, name, loaded):
        self.name, self.loaded = name, loaded

    def load(self):
        if isinstance(self.loaded, Exception):
            raise self.loaded
        return self.loaded


def test_other_packages_bring_commands_and_a_broken_one_is_a_warning(monkeypatch, capsys):
    @click.command()
    def serve():
        click.echo("serving")

    points = [Point("serve", serve), Point("worker", ImportError("no database"))]
    monkeypatch.setattr(metadata, "entry_points", lambda group: points if group == main.EXTENSIONS else [])
    group = click.RichGroup("milepost")
    add_extensions(group)
    assert CliRunner().invoke(group, ["serve"]).output == "serving\n"
    assert "worker" not in group.commands
    assert capsys.readouterr().err == "milepost: the command worker is left out: no database\n"
