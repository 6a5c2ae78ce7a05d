"""``milepost compare``: plans and requests side by side."""

import json

import pytest
from click.testing import CliRunner

from clients.cli.main import milepost

BASE = {
    "current": 1,
    "target": 2,
    "start": "2027-01-04",
    "organization": {"functions": ["sales"]},
    "goals": ["finish", "cost"],
    "solver": {"workers": 1},
}


def run(*arguments, columns=140):
    return CliRunner(env={"COLUMNS": str(columns)}).invoke(milepost, arguments)


def words(text):
    return " ".join(text.split())


@pytest.fixture
def files(tmp_path):
    """Write requests to files; the first one is as it is."""

    def written(**changes):
        found = []
        for name, fields in {"base": {}, **changes}.items():
            path = tmp_path / f"{name}.json"
            path.write_text(json.dumps(BASE | fields))
            found.append(str(path))
        return found

    return written


def test_the_difference_and_its_causes_are_told(files):
    base, tight = files(tight={"headcount": 1.5})
    result = run("compare", base, tight)
    assert result.exit_code == 0, result.output
    said = words(result.stdout)
    assert "weeks later" in said
    assert "headcount" in said
    assert "together" in said
    assert "What moved" in said


def test_several_are_each_beside_the_first_and_plans_are_taken_as_they_are(files, tmp_path):
    base, dear, late = files(dear={"budget": {"total": 200_000}}, late={"start": "2027-02-01"})
    plan = tmp_path / "plan.json"
    plan.write_bytes(run("plan", base, "--json").stdout_bytes)
    result = run("compare", str(plan), dear, late, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert len(found) == 2
    assert found[0]["before"] == found[1]["before"] == json.loads(plan.read_bytes())["id"]
    assert [cause["pointers"] for cause in found[1]["causes"]] == [["/start"]]
    one = json.loads(run("compare", base, dear, "--json").stdout)
    assert sum(cause["money"] for cause in one["causes"]) == one["money"]


def test_one_without_a_plan_has_nothing_to_compare(files):
    base, none = files(none={"budget": {"total": 1}})
    result = run("compare", base, none)
    assert result.exit_code == 0, result.output
    assert "One of the two is no plan" in result.stdout


def test_bad_input_is_told(files, tmp_path):
    (base,) = files()
    assert "at least two files" in words(run("compare", base).stderr)
    result = run("compare", base, str(tmp_path / "nowhere.json"))
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr
    other = tmp_path / "other.json"
    other.write_text(json.dumps({"catalog": "cloud-migration", "current": 1, "target": 2, "start": "2027-01-04"}))
    result = run("compare", base, str(other))
    assert result.exit_code == 2
    assert "two catalogs" in words(result.stderr)
