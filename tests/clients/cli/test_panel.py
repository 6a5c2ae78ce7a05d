import io

import pytest
from rich.console import Console

from clients.cli.panel import Panel
from clients.sdk.types import JobProgress
from planner.outcome import Progress
from planner.plans import Change, Conflict, Member, Repair, Unrepairable
from tests.clients.sample import a_plan


def shown(*reports: Progress, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    panel = Panel(console, a_plan().request, "USD")
    for report in reports:
        panel.report(report)
    console.print(panel.render())
    return console.file.getvalue()


def test_before_the_first_plan_it_says_that_it_looks_for_one():
    assert "looking for a first plan" in shown()


def test_best_and_bound_stand_side_by_side():
    text = shown(Progress("finish", 72, 69, 4, 1.5))
    assert "21 May 2028" in text
    assert "nothing before 30 Apr 2028" in text
    assert "95.8%" in text  # 1 - 3/72
    assert "plans found: 4" in text


def test_a_goal_that_is_proven_stays_while_the_next_is_improved():
    text = shown(Progress("finish", 72, 72, 4, 1.5), Progress("cost", 1_000_000, 900_000, 6, 2.5))
    assert "proven" in text
    assert "at least USD 900k" in text


def test_every_report_can_be_drawn():
    for value, bound in ((None, None), (None, 60), (72, None), (0, 0)):
        assert "Finish" in shown(Progress("finish", value, bound, 1, 0.1))
    assert "in order" in shown(Progress("tidy", None, None, 9, 3.0))


def test_what_a_server_reports_is_drawn_alike():
    here, there = Progress("finish", 72, 69, 4, 1.5), JobProgress("finish", 72, 69, 0.0417, 4, 1.5)
    assert shown(there) == shown(here)


@pytest.mark.parametrize(
    ("goal", "best", "bound"),
    [
        ("cost_to_gate", "USD 900", "at least USD 800"),
        ("risk", "900 severity-weeks", "at least 800 severity-weeks"),
        ("peak", "9 FTE", "at least 8 FTE"),
        ("levels", "900 weeks", "at least 800 weeks"),
    ],
)
@pytest.mark.parametrize("width", [80, 100, 140])
def test_every_goal_is_told_whole_in_its_unit(goal, best, bound, width):
    text = shown(Progress("finish", 72, 69, 4, 1.5), Progress(goal, 900, 800, 1, 0.1), width=width)
    assert best in text
    assert bound in text
    assert "nothing before 30 Apr 2028" in text
    assert "88.9%" in text  # 1 - 100/900
    assert "…" not in text


def test_into_a_pipe_it_is_silent():
    stream = io.StringIO()
    with Panel(Console(file=stream, width=80), a_plan().request, "USD") as panel:
        panel.report(Progress("finish", 72, 69, 4, 1.5))
    assert stream.getvalue() == ""


def test_on_a_terminal_it_shows_itself_and_leaves_nothing_behind():
    stream = io.StringIO()
    with Panel(Console(file=stream, width=80, force_terminal=True), a_plan().request, "USD") as panel:
        panel.report(Progress("finish", 72, 69, 4, 1.5))
    assert "Planning" in stream.getvalue()
    assert stream.getvalue().rstrip("\r\n").endswith("\x1b[2K")  # the last line is cleared


REQUEST = a_plan().request
FOUND = (
    Conflict((Member("/deadline", "The work is too long for it.", ""),), True),
    Conflict((Member("/deadline", "the deadline", ""), Member("/headcount", "3 people throughout", "")), True),
    Unrepairable("the deadline", "The work is too long for it."),
    Repair((Change("/target", 4, 3),), REQUEST, "Level 3 by then.", True),
)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_what_is_found_stands_in_the_panel_a_line_each(width):
    stream = io.StringIO()
    panel = Panel(Console(file=stream, width=width), REQUEST, "USD")
    for finding in FOUND:
        panel.find(finding)
    panel.console.print(panel.render())
    lines = stream.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    assert len(lines) == 3 + len(FOUND)
    if width > 40:
        assert "found: these cannot hold together: the deadline; 3 people throughout" in stream.getvalue()
        assert "found: this would do: aim for level 3 instead of 4" in stream.getvalue()
        assert "prints what is known so far" in stream.getvalue()


def test_of_much_that_is_found_the_latest_is_shown():
    stream = io.StringIO()
    panel = Panel(Console(file=stream, width=80), REQUEST, "USD")
    for quarter in range(20):
        panel.find(Unrepairable(f"thing {quarter}", ""))
    panel.console.print(panel.render())
    assert "thing 19" in stream.getvalue()
    assert "thing 2 " not in stream.getvalue()


def test_a_question_has_a_panel_with_its_own_time():
    stream = io.StringIO()
    panel = Panel(Console(file=stream, width=80), REQUEST, "USD", "Question 1 of 2", 3)
    panel.console.print(panel.render())
    assert "Question 1 of 2" in stream.getvalue()
    assert "s of 3 s" in stream.getvalue()
    assert "Ctrl-C stops and prints what is known so far" in stream.getvalue()
    assert "plan" not in stream.getvalue()


def test_into_a_pipe_nothing_is_found_aloud():
    stream = io.StringIO()
    with Panel(Console(file=stream, width=80), REQUEST, "USD") as panel:
        panel.find(FOUND[0])
    assert stream.getvalue() == ""
