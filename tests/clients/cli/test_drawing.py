"""Pictures of studies and comparisons, by the end of the file that is named."""

import json

import pytest
from click.testing import CliRunner

from clients.cli.main import milepost

SMALL = ("--from", "1", "--to", "2", "--start", "2027-01-04", "--time-limit", "10")
BEGINS = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF-"}


def typed(*words, code=0):
    result = CliRunner(env={"COLUMNS": "100"}).invoke(milepost, words)
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("form", BEGINS)
def test_a_frontier_is_drawn_as_the_file_s_end_says(folder, form):
    typed("frontier", *SMALL, "--resolution", "50k", "--chart", f"frontier.{form}")
    assert (folder / f"frontier.{form}").read_bytes().startswith(BEGINS[form])


def test_a_tornado_is_given_as_a_specification(folder):
    typed("tornado", *SMALL, "--chart", "tornado.json")
    spec = json.loads((folder / "tornado.json").read_bytes())
    assert "vega-lite" in spec["$schema"]
    assert spec["description"]


def test_two_plans_are_drawn_one_over_the_other(folder):
    for name, size in (("before", "6"), ("after", "3")):
        typed("plan", *SMALL, "--headcount", size, "--out", f"{name}.json")
    typed("compare", "before.json", "after.json", "--chart", "both.svg")
    picture = (folder / "both.svg").read_text()
    assert "before" in picture
    assert "after" in picture
    three = typed("compare", "before.json", "after.json", "before.json", "--chart", "three.svg", code=2)
    assert "name two files" in three


def test_an_end_that_is_no_picture_is_refused_before_anything_is_solved():
    refused = typed("frontier", *SMALL, "--chart", "frontier.pgn", code=2)
    assert "--chart frontier.png" in refused
    assert "does not exist" in typed("frontier", *SMALL, "--chart", "nowhere/frontier.svg", code=2)
