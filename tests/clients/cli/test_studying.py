"""``milepost frontier``, ``least``, ``highest``, ``split``, ``grid`` and ``tornado``: what they print and refuse."""

import csv
import io
import json
import signal
from datetime import date

import msgspec
import pytest
from click.testing import CliRunner
from rich.console import Console

from clients.cli import studying
from clients.cli.main import milepost
from clients.cli.rows import as_csv
from clients.cli.studies import print_study
from clients.cli.tally import Tally
from planner.exploring import studies
from planner.exploring.frontier import Gap, Point, Staircase
from planner.exploring.grid import Cell, Wanted
from planner.exploring.inverse import Highest, Least, Split
from planner.exploring.studies import Frontier, Grid, Study, StudyRequest
from planner.exploring.tornado import Bar, End, Tornado
from tests.builders import a_request
from tests.clients.sample import a_catalog

SMALL = ["--from", "1", "--to", "2", "--functions", "sales", "--start", "2027-01-04", "--workers", "1"]


def run(*arguments, columns=120):
    return CliRunner(env={"COLUMNS": str(columns)}).invoke(milepost, arguments)


def words(text):
    return " ".join(text.split())


def found_by(*arguments):
    """The study that a command prints as JSON."""
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return msgspec.json.decode(result.stdout, type=Study)


# Asked for real -----------------------------------------------------------------------------------------------


def test_the_frontier_of_a_level_is_drawn_and_proven():
    found = found_by("frontier", *SMALL)
    (level,) = found.result.levels
    assert found.proven
    assert [(it.given, it.finish_week) for it in level.points] == sorted(
        {(it.given, it.finish_week) for it in level.points}
    )
    result = run("frontier", *SMALL)
    assert "Level 2" in result.stdout
    assert "nothing lies between: proven" in words(result.stdout)


def test_the_least_budget_is_the_first_point_of_the_frontier():
    point = found_by("frontier", *SMALL).result.levels[0].points[0]
    assert found_by("least", *SMALL).result.amount == point.given
    assert found_by("least", *SMALL, "--of", "headcount").result.amount > 0
    assert "FTE: less does not do: proven" in words(run("least", *SMALL, "--of", "program_lead").stdout)


def test_how_far_the_money_gets_one():
    result = run("highest", *SMALL, "--budget", "150k")
    assert result.exit_code == 0, result.output
    assert "; level 3 is impossible: proven" in words(result.stdout)
    assert run("highest", *SMALL, "--budget", "1").exit_code == 3


def test_the_money_is_split():
    result = run("split", *SMALL, "--per-quarter", "20k,500k")
    assert result.exit_code == 0, result.output
    assert "FY27 Q1" in result.stdout
    assert "no split is faster: proven" in words(result.stdout)


def test_a_grid_has_a_row_a_budget_and_a_column_a_headcount(tmp_path):
    file = tmp_path / "grid.csv"
    result = run("grid", *SMALL, "--budgets", "1,300k", "--headcounts", "4,8", "--csv", str(file))
    assert result.exit_code == 0, result.output
    assert "4 of 4 cells proven" in result.stdout
    assert "no plan" in result.stdout
    rows = list(csv.DictReader(io.StringIO(file.read_text())))
    assert [row["status"] for row in rows] == ["infeasible", "infeasible", "optimal", "optimal"]


def test_cells_of_ones_own_come_from_a_file_and_wrong_ones_are_named(tmp_path):
    file = tmp_path / "cells.json"
    cells = [{"name": "fine", "changes": {}}, {"name": "bad", "changes": {"target": 99}}]
    file.write_text(json.dumps(cells))
    result = run("grid", *SMALL, "--cells", str(file))
    assert result.exit_code == 0, result.output
    assert "What is no request" in result.stdout
    assert "/target" in result.stdout


def test_a_tornado_says_what_moves_the_plan():
    everything = ["--deadline", "2027-12-31", "--spread", "10%", "--goals", "finish"]
    result = run("tornado", *SMALL, *everything)
    assert result.exit_code == 0, result.output
    assert "weeks of" in result.stdout


# Refused ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["grid", *SMALL], "The grid has no cells."),
        (["grid", *SMALL, "--budgets", "much"], "'much' cannot be read."),
        (["grid", *SMALL, "--deadlines", "2027-13-01"], "--deadlines"),
        (["grid", *SMALL, "--cells", "nowhere.json"], "a JSON file with a list of cells"),
        (["least", *SMALL, "--of", "ai_enginer"], "try: ai_engineer"),
        (["frontier", *SMALL, "--resolution", "0"], "--resolution 0"),
        (["frontier", *SMALL, "--given", "headcount", "--reached", "peak"], "it cannot be what is reached too"),
        (["split", *SMALL], "There is no money to split."),
        (["tornado", *SMALL, "--budget", "-5"], "--budget -5"),
        (["frontier", *SMALL, "--csv", "/nowhere/at/all.csv"], "--csv /nowhere/at/all.csv"),
    ],
)
def test_bad_input_is_told_with_what_would_be_right(arguments, said):
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert said in words(result.stderr)


def test_every_fault_at_once_and_as_json(tmp_path):
    deep = tmp_path / "cells.json"
    deep.write_text("[" * 100_000)
    bad = ["--resolution", "much", "--json"]
    result = run("least", "--from", "2", "--to", "99", "--budget", "-5", *bad)
    assert result.exit_code == 2
    pointers = {fault["pointer"] for fault in json.loads(result.stdout)["errors"]}
    assert pointers == {"/target", "/budget/total", "/resolution"}
    result = run("grid", *SMALL, "--cells", str(deep))
    assert result.exit_code == 2
    assert "--cells" in result.stderr
    result = run("frontier")
    assert result.exit_code == 2
    assert "--from and --to" in result.stderr


def test_the_time_is_the_study_s_own_unless_a_flag_says_it(monkeypatch):
    seen = []

    def study(asked, *_):
        seen.append(asked.time_limit_s)
        return a_study(Highest(2, True, date(2027, 5, 1), {}), kind="highest")

    monkeypatch.setattr(studies, "study", study)
    run("highest", *SMALL)
    run("highest", *SMALL, "--time-limit", "7")
    assert seen == [studying.SECONDS, 7]


def test_ctrl_c_prints_what_is_known(monkeypatch):
    def study(*_):
        signal.raise_signal(signal.SIGINT)
        return a_study(Highest(None, False, None, {}), kind="highest")

    monkeypatch.setattr(studies, "study", study)
    result = run("highest", *SMALL)
    assert result.exit_code == 130
    assert "this is what is known so far" in result.stderr


# Printed ------------------------------------------------------------------------------------------------------


def a_study(result, **fields):
    asked = StudyRequest(**{"kind": "frontier", "request": a_request(catalog="ai-maturity"), **fields})
    return Study(asked, False, result, 7, 1.25)


def a_point(given, reached, *, proven=True):
    return Point(2, given, reached, reached, date(2027, 3, 1), given, given, 350, 12, proven, {})


def printed(study):
    paper = io.StringIO()
    print_study(Console(file=paper, width=120), study, a_catalog())
    return words(paper.getvalue())


STAIRS = Staircase(
    2,
    True,
    (a_point(100, 20), a_point(300, 10, proven=False)),
    (Gap(2, 0, 99, None, False), Gap(2, 101, 299, 9, False), Gap(2, 301, None, 8, False)),
)


def test_what_is_not_settled_is_said_where_it_lies():
    said = printed(a_study(Frontier((STAIRS,))))
    assert "2 pairs, 1 proven, 3 stretches not settled" in said
    assert "? not before" in said
    assert "Whether 99 or less would do is not known." in said
    assert "With more," in said


@pytest.mark.parametrize(
    ("result", "fields", "said"),
    [
        (Frontier((Staircase(2, False, (), ()),)), {}, "no plan within the limits"),
        (Frontier((Staircase(2, None, (), ()),)), {}, "no plan was found in the time"),
        (Frontier((STAIRS,)), {"given": "headcount", "reached": "risk"}, "20 severity-weeks"),
        (Least(None, 0, True, None, {}), {"kind": "least"}, "No amount would do"),
        (Least(None, 0, False, None, {}), {"kind": "least"}, "None was found in the time."),
        (Least(500, 450, False, date(2027, 3, 1), {}), {"kind": "least"}, "at least USD 450"),
        (Highest(None, False, None, {}), {"kind": "highest"}, "None was found in the time."),
        (Highest(2, False, date(2027, 3, 1), {}), {"kind": "highest"}, "whether level 3 is possible is not known"),
        (Split(90, (), None, None, True, {}), {"kind": "split"}, "However it is split, it does not do"),
        (Split(90, (40, 50), date(2027, 3, 1), None, False, {}), {"kind": "split"}, "as you split it there is no plan"),
        (Tornado(End(None, None, None, True), ()), {"kind": "tornado"}, "There is no plan to move."),
    ],
)
def test_every_end_has_its_words(result, fields, said):
    assert said in printed(a_study(result, **fields))


def test_ends_of_bars_without_a_plan_are_said_and_the_rest_counted():
    base = End(10, date(2027, 3, 14), 500, True)
    late = End(12, date(2027, 3, 28), 900, False)
    none, unknown = End(None, None, None, True), End(None, None, None, False)
    bars = (
        Bar("limit", "/budget/total", none, base, 0, 0, True),
        Bar("limit", "/headcount/roles/ai_engineer", unknown, base, 0, 5, False),
        *(Bar("weeks", f"act-{number}", base, late, 2, 400, False) for number in range(30)),
        Bar("rate", "lead", base, base, 0, 0, False),
    )
    said = printed(a_study(Tornado(base, bars), kind="tornado"))
    assert "the total budget no plan as it is" in said
    assert "not known" in said
    assert "2 w later" in said
    assert "17 more move it less" in said
    assert "1 figure moves nothing." in said


def test_a_table_for_spreadsheets_carries_nothing_out():
    cell = Cell("=1+1", {"target": 2}, "unknown", (), (), None, None, None, None, None, None)
    written = as_csv(a_study(Grid((cell,)), kind="grid", cells=(Wanted("=1+1", {"target": 2}),))).decode()
    assert written.splitlines()[1].startswith("'=1+1,unknown,,")
    for result in (
        Frontier((STAIRS,)),
        Least(5, 5, True, None, {}),
        Highest(2, True, None, {}),
        Split(9, (4, 5), None, None, True, {}),
        Tornado(End(1, date(2027, 1, 10), 5, True), ()),
    ):
        rows = list(csv.reader(io.StringIO(as_csv(a_study(result)).decode())))
        assert len({len(row) for row in rows}) == 1


# Live ---------------------------------------------------------------------------------------------------------


def test_the_live_line_counts_what_is_found():
    asked = StudyRequest(kind="grid", request=a_request(), budgets=(1, 2), headcounts=(1, 2))
    console = Console(file=io.StringIO(), width=100, force_terminal=True)
    with Tally(console, asked) as tally:
        tally.find(Cell("1 / 2", {}, "infeasible", (), (), None, None, None, None, None, None))
        assert tally.wanted == 4
        assert tally.counts() == "1 of 4 found, 1 proven, "
        tally.stopping = True
        console.print(tally.render())
    assert "stopping" in console.file.getvalue()
    drawn = Tally(console, StudyRequest(kind="frontier", request=a_request()))
    assert drawn.counts() == "nothing yet, "
    drawn.find(a_point(5_000, 9, proven=False))
    assert drawn.counts() == "1 found, 0 proven, "
    moved = Tally(console, StudyRequest(kind="tornado", request=a_request()))
    moved.find(Bar("rate", "lead", End(1, None, 1, True), End(1, None, 1, True), 2, 900, False))
    console.print(moved.render())
    assert "lead: 2 weeks, 900" in console.file.getvalue()
