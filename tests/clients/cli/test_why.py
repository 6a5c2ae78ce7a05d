"""``milepost why``: what stands in a plan, what is asked of it, and of what it may be asked."""

import io
import json
import signal
from datetime import date
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from rich.console import Console

import planner
from clients.cli.main import milepost
from clients.cli.reasons import print_answers
from planner.explaining import answering
from planner.explaining.questions import Delayed, LeftOut, Lifted, Moved, Question, Sooner, Worth
from planner.plans import Change, Conflict, Debt, Member, Plan, Reason, ReasonKind, Repair
from tests.clients.sample import a_catalog, a_plan, an_infeasible_plan, an_unknown_plan

SMALL = ["--from", "1", "--to", "2", "--functions", "sales", "--start", "2027-01-04", "--workers", "1"]
TIGHT = [*SMALL, "--headcount", "1.5", "--goals", "finish,cost"]


def run(*arguments: str, stdin: bytes | None = None, columns: int = 120):
    return CliRunner(env={"COLUMNS": str(columns)}).invoke(milepost, arguments, input=stdin)


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The file of a plan that people hold back."""
    path = tmp_path_factory.mktemp("kept") / "plan.json"
    result = run("plan", *TIGHT, "--json")
    assert result.exit_code == 0, result.output
    path.write_bytes(result.stdout_bytes)
    return str(path)


@pytest.fixture(scope="module")
def infeasible(tmp_path_factory):
    """The file of the answer to a request that has no plan."""
    path = tmp_path_factory.mktemp("infeasible") / "plan.json"
    result = run("plan", *SMALL, "--deadline", "2027-01-31", "--goals", "finish", "--json")
    assert result.exit_code == 3, result.output
    path.write_bytes(result.stdout_bytes)
    return str(path)


@pytest.fixture
def nothing_is_planned(monkeypatch):
    def planned(*_, **__):
        raise AssertionError("a plan was made")

    monkeypatch.setattr(planner, "plan", planned)


def changed(file: str, tmp_path, **fields) -> str:
    """A copy of a plan's file with some fields changed."""
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(json.loads(Path(file).read_bytes()) | fields))
    return str(path)


# Of what it is asked ------------------------------------------------------------------------------------------


def test_a_plan_in_a_file_is_used_as_it_is(kept, nothing_is_planned):
    result = run("why", kept)
    assert result.exit_code == 0, result.output
    assert "Level 2 on 30 May 2027, proven earliest" in result.stdout
    assert result.stderr == ""


def test_a_plan_may_come_from_standard_input(kept, nothing_is_planned):
    assert "Level 2 on 30 May 2027" in run("why", "-", stdin=Path(kept).read_bytes()).stdout


def test_a_request_is_planned_first(tmp_path):
    path = tmp_path / "request.json"
    path.write_text(json.dumps({"current": 1, "target": 2, "start": "2027-01-04", "deadline": "2027-01-31"}))
    result = run("why", str(path), "--functions", "sales", "--workers", "1", "--goals", "finish")
    assert result.exit_code == 3, result.output
    assert "Move the deadline from 31 Jan 2027 to 2 May 2027." in result.stdout


def test_flags_alone_are_enough():
    result = run("why", *SMALL, "--debt")
    assert result.exit_code == 0, result.output
    assert "What missing governance delays" in result.stdout


def test_without_anything_it_says_what_to_give():
    result = run("why", "--limits")
    assert result.exit_code == 2
    assert "--from and --to" in result.stderr


def test_the_request_of_a_plan_cannot_be_changed(kept):
    result = run("why", kept, "--budget", "3M")
    assert result.exit_code == 2
    assert "--budget 3M would change" in words(result.stderr)


def test_the_time_for_a_question_can(kept):
    result = run("why", kept, "--debt", "--time-limit", "2", "--seed", "3")
    assert result.exit_code == 0, result.output
    assert run("why", kept, "--debt", "--time-limit", "-2").exit_code == 2


def test_a_plan_that_does_not_hold_is_refused(kept, tmp_path):
    result = run("why", changed(kept, tmp_path, finish="2027-01-31"), "--limits")
    assert result.exit_code == 2
    assert "no sound plan" in words(result.stderr)
    assert "milepost plan ... --json" in result.stderr


def test_a_plan_of_another_catalog_is_refused(kept, tmp_path):
    reference = {"id": "ai-maturity", "version": "0.9.0", "digest": "0" * 64}
    result = run("why", changed(kept, tmp_path, catalog=reference), "--limits")
    assert result.exit_code == 2
    assert "0.9.0" in result.stderr


@pytest.mark.parametrize("fields", [{"activities": [{}]}, {"gates": 7}, {"status": "done"}])
def test_a_plan_of_another_version_is_refused(kept, tmp_path, fields):
    result = run("why", changed(kept, tmp_path, **fields), "--json")
    assert result.exit_code == 2
    (error,) = json.loads(result.stdout)["errors"]
    assert error["code"] == "unreadable_plan"
    assert next(iter(fields)) in error["detail"]


def test_a_plan_whose_request_makes_no_sense_is_refused(kept, tmp_path):
    request = json.loads(Path(kept).read_bytes())["request"] | {"target": 99}
    result = run("why", changed(kept, tmp_path, request=request), "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["errors"][0]["pointer"] == "/target"


@pytest.mark.parametrize("content", [b"", b"[]", b"no json", b"[" * 100_000, b'{"activities": 1}'])
def test_whatever_a_file_holds_there_is_no_traceback(tmp_path, content):
    path = tmp_path / "file.json"
    path.write_bytes(content)
    result = run("why", str(path), "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["errors"]


# What is asked ------------------------------------------------------------------------------------------------


def test_of_no_plan_the_way_out_is_told(infeasible, nothing_is_planned):
    result = run("why", infeasible)
    assert result.exit_code == 3
    assert "This cannot hold, whatever the other limits are:" in result.stdout
    assert " 1. Move the deadline from 31 Jan 2027 to 2 May 2027." in result.stdout


def test_of_no_plan_nothing_else_can_be_asked(infeasible, nothing_is_planned):
    result = run("why", infeasible, "--limits", "--json")
    assert result.exit_code == 3
    assert "no plan to ask that of" in result.stderr
    (only,) = json.loads(result.stdout)
    assert only["question"]["about"] == "why"
    assert only["answer"]["repairs"][0]["changes"] == [
        {"pointer": "/deadline", "from": "2027-01-31", "to": "2027-05-02"}
    ]


def test_an_unknown_id_is_met_with_the_nearest(kept):
    for flags in ((), ("--by", "2027-12-31")):
        result = run("why", kept, "--on", "act-12-set-goal", *flags)
        assert result.exit_code == 2
        assert "--on act-12-set-goal" in result.stderr
        assert "try: act-12-set-goals" in result.stderr


@pytest.mark.parametrize(
    ("by", "right"), [("soon", "a date like"), ("6.6.2027", "2027-06-06"), ("2026-12-31", "a day after 2027-01-04")]
)
def test_a_day_that_cannot_be_is_refused_with_one_that_could(kept, by, right):
    result = run("why", kept, "--by", by)
    assert result.exit_code == 2
    assert f"--by {by}" in result.stderr
    assert right in result.stderr


def test_every_fault_of_every_question_comes_at_once(kept):
    result = run("why", kept, "--on", "gate-9", "--by", "2026-12-31", "--left-out", "act-x", "--json")
    assert result.exit_code == 2
    assert {error["pointer"] for error in json.loads(result.stdout)["errors"]} == {"/on", "/by", "/left_out"}


def test_what_is_had_by_a_day_already_is_told(kept):
    result = run("why", kept, "--by", "2027-07-01")
    assert result.exit_code == 0, result.output
    assert "By 1 Jul 2027  in the plan: 30 May 2027" in result.stdout
    assert "Level 2 is declared by 1 Jul 2027 in this plan already." in result.stdout


def test_what_it_takes_to_have_the_target_sooner_is_told_in_words(kept):
    text = words(run("why", kept, "--by", "2027-05-02").stdout)
    assert "Level 2 cannot be declared by 2 May 2027 within the limits; this would do:" in text
    assert "1. Raise the headcount from 1.5 to" in text
    assert "These cannot hold together; without" in text
    assert "2 May 2027 (the day you ask for)" in text
    assert "1.5 people in FY27 Q1" in text
    assert "--repair" not in text  # those are repairs of another request


def test_what_no_limit_makes_possible_is_told_so(kept):
    text = words(run("why", kept, "--on", "act-12-define-pilots", "--by", "2027-01-10").stdout)
    assert "cannot be done by 10 Jan 2027" in text
    assert "act-12" not in text.partition("By 10 Jan")[2]  # by its name
    assert "(the day you ask for)" in text


def test_limits_are_told_as_weeks_and_money_saved(kept):
    result = run("why", kept, "--limits")
    assert result.exit_code == 0, result.output
    lines = [words(line) for line in result.stdout.splitlines()]
    as_planned = next(line for line in lines if line.startswith("(the plan as it is)"))
    people = next(line for line in lines if line.startswith("1.5 people throughout"))
    assert "30 May 2027" in as_planned
    before, after = as_planned.split()[-1], people.split()[-3]
    saved = int(before.replace(",", "")) - int(after.replace(",", ""))
    # 2 May: the longest chain of work, which no number of people makes shorter.
    assert people == f"1.5 people throughout 2 May 2027 4 {after} {saved:,} yes"


def test_several_questions_are_answered_in_order_in_one_list(kept):
    result = run("why", kept, "--debt", "--worth", "--on", "gate-2", "--by", "2027-07-01", "--json")
    assert result.exit_code == 0, result.output
    answers = json.loads(result.stdout)
    assert [entry["question"]["about"] for entry in answers] == ["sooner", "worth", "debt"]
    assert answers[0]["question"] == {"about": "sooner", "on": "gate-2", "by": "2027-07-01"}
    assert answers[0]["answer"]["possible"] is True
    assert answers[1]["answer"][0]["pointer"] == "/headcount/total"
    assert answers[2]["answer"] == []


def test_what_is_told_of_one_goes_before_what_is_asked(kept):
    told, asked = json.loads(run("why", kept, "--on", "gate-2", "--debt", "--json").stdout)
    assert told["question"] == {"about": "why", "on": "gate-2", "by": None}
    assert told["answer"].keys() >= {"plan", "status", "story", "reasons"}
    assert asked["question"]["about"] == "debt"


def test_ctrl_c_prints_what_is_known_so_far(kept, monkeypatch):
    reply_at = answering.reply_at

    def interrupted(*asked):
        signal.raise_signal(signal.SIGINT)
        return reply_at(*asked)

    monkeypatch.setattr(answering, "reply_at", interrupted)
    before = signal.getsignal(signal.SIGINT)
    result = run("why", kept, "--by", "2027-05-02", "--limits", "--json")
    assert result.exit_code == 130
    (only,) = json.loads(result.stdout)
    assert (only["question"]["about"], only["answer"]["possible"]) == ("sooner", None)
    assert "what is known so far" in result.stderr
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_while_the_plan_is_made_leaves_the_plan(monkeypatch):
    def interrupted(request, catalog, on_progress=None, cancel=None, on_finding=None):
        signal.raise_signal(signal.SIGINT)
        return a_plan(status="feasible")

    monkeypatch.setattr(planner, "plan", interrupted)
    result = run("why", "--from", "2", "--to", "4", "--debt")
    assert result.exit_code == 130
    assert "Level 4 on" in result.stdout


def test_no_plan_and_no_proof_end_with_4(monkeypatch):
    monkeypatch.setattr(planner, "plan", lambda *_, **__: an_unknown_plan())
    result = run("why", "--from", "2", "--to", "4", "--limits")
    assert result.exit_code == 4
    assert "No plan was found in the time" in words(result.stdout)


# How it is printed --------------------------------------------------------------------------------------------


def with_reasons(plan: Plan) -> Plan:
    """The sample with a reason for each activity: what it follows, or the first day."""
    return replace(plan, activities=tuple(replace(one, why=(a_reason(one),)) for one in plan.activities))


def a_reason(one) -> Reason:
    if not one.after:
        return Reason("start", one.id, "It starts on the first day of the plan.", True)
    return Reason("predecessor", one.after[0], f"It follows {one.after[0]}.", True)


BETTER, SAME = Moved(date(2028, 5, 1), 900_000, -3, 12_345, True), Moved(date(2028, 5, 22), 880_000, 0, 0, False)
NONE, UNKNOWN = Moved(None, None, None, None, True), Moved(None, None, None, None, False)
LIFTED = (
    Lifted("/budget/total", "the total budget of USD 1,500,000", BETTER),
    Lifted("/deadline", "the deadline of 31 Dec 2028", SAME),
    Lifted("/policy/governance", "governance in place on arrival at its level, not on leaving it", NONE),
    Lifted("/pins/0", "the pin on gate-3: not after 1 Mar 2027", UNKNOWN),
    Lifted("/goals/0/within", "finish held at its best", BETTER),
)
WORTHS = (
    Worth("/budget/total", "the total budget of USD 1,500,000", "USD 15,000", BETTER, "USD 20,000", True),
    Worth("/headcount/total", "12 people throughout", "0.5 FTE", SAME, "0.7 FTE", False),
    Worth("/headcount/roles/ai_engineer", "2 FTE of ai_engineer throughout", "0.5 FTE", SAME, None, True),
    Worth("/budget/per_quarter", "the USD 5 of each quarter", "USD 1 a quarter", SAME, None, False),
    Worth("/policy/changes_per_function", "at most 1 change at a time in a function", "1 more", SAME, "0 more", True),
    Worth("/deadline", "the deadline of 31 Dec 2028", "1 week", SAME, None, True),
)
SOONER = Sooner(
    on="gate-3",
    by=date(2027, 6, 30),
    now=date(2027, 10, 3),
    possible=False,
    text="gate-3 cannot be declared by 30 Jun 2027 within the limits; this would do:",
    moved=None,
    conflicts=(
        Conflict(
            (
                Member("/pins/0", "the pin on gate-3: not after 30 Jun 2027", ""),
                Member("/deadline", "the deadline", ""),
            ),
            True,
        ),
    ),
    repairs=(Repair((Change("/headcount/total", 12, 14.5),), a_plan().request, "Level 4 by 21 May 2028.", True),),
)
FOUND = [
    (Question("sooner", "gate-3", date(2027, 6, 30)), SOONER),
    (Question("limits"), LIFTED),
    (Question("worth"), WORTHS),
    (Question("worth"), ()),
    (Question("left_out", "act-x"), LeftOut("act-x", "With act-23-measure-outcomes in the plan, nothing.", SAME)),
    (Question("debt"), (Delayed("act-x", "were act-23-measure-outcomes in place already, much.", BETTER),)),
    (Question("debt"), ()),
]


def printed(plan: Plan, found=(), width: int = 120, encoding: str = "utf-8", **options) -> str:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    console = Console(file=stream, width=width, highlight=False, markup=False, emoji=False)
    print_answers(console, plan, a_catalog(), found, **options)
    stream.flush()
    return stream.buffer.getvalue().decode(encoding)


PLANS = {"with reasons": with_reasons(a_plan()), "without": a_plan(), "infeasible": an_infeasible_plan()}


@pytest.mark.parametrize("width", [80, 120, 200])
@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS.keys())
def test_no_line_is_wider_than_the_screen(plan, width):
    for on in (None, "gate-3", plan.activities[0].id):
        lines = printed(plan, FOUND, width, on=on, told=True).splitlines()
        assert max(map(len, lines)) <= width


def test_where_only_ascii_can_be_shown_only_ascii_is():
    assert printed(with_reasons(a_plan()), FOUND, 80, "ascii").isascii()


def row_of(text: str, name: str) -> str:
    """The row of what holds something, in the table of each date."""
    table = text.partition("What holds each date")[2]
    return next(words(line) for line in table.splitlines() if name in line)


def test_each_date_is_told_with_what_holds_it():
    plan = with_reasons(a_plan())
    text = printed(plan, width=200)
    for activity in plan.activities:
        assert activity.title in text.partition("What holds each date")[2]
    assert row_of(text, plan.activities[0].title).endswith(" the first day")
    assert row_of(text, "Level 3 declared").startswith("3 Oct 2027")


def test_copies_have_one_row_and_are_one_thing_to_wait_for():
    plan = with_reasons(a_plan())
    copies = [one.id for one in plan.activities if one.item == "act-34-iterate" and one.function]
    why = tuple(Reason("predecessor", name, f"It needs {name}.", True) for name in copies)
    text = printed(replace(plan, gates=(*plan.gates[:-1], replace(plan.gates[-1], why=why))), width=200)
    # The set-up, which starts long before, is not what the copies' row is about.
    assert row_of(text, "feedback ×5 ").endswith("Tune prompts and data sources from feedback · set-up")
    assert row_of(text, "Level 4 declared").endswith(" Tune prompts and data sources from feedback ×5")


HELD = [
    (("start", "x"), "the first day"),
    (("look_ahead", "gate-3"), "level 3, declared first"),
    (("evidence", "gate-3"), "weeks of evidence at level 3"),
    (("evidence", "act-x"), "its evidence"),
    (("people", "total"), "too few people"),
    (("people", "ai_engineer"), "too few of AI engineer"),
    (("changes", "sales"), "changes in sales"),
    (("money", "FY27 Q2"), "the money of FY27 Q2"),
    (("total", "total"), "the total budget"),
    (("freeze", "act-x"), "a freeze"),
    (("pin", "act-x"), "a pin"),
    (("goal", "cost_to_gate"), "cost to the gate"),
    (("nothing", "act-x"), "nothing"),
]


@pytest.mark.parametrize(("reason", "told"), HELD, ids=[f"{kind} {subject}" for (kind, subject), _ in HELD])
def test_every_kind_of_reason_has_a_short_name(reason, told):
    plan = a_plan()
    why = (Reason(*reason, "...", True),)
    first = replace(plan.activities[0], why=why)
    text = printed(replace(plan, activities=(first, *plan.activities[1:])), width=200)
    assert row_of(text, first.title).endswith(f"quality gate {told}")


def test_every_kind_of_reason_is_among_them():
    assert {kind for (kind, _), _ in HELD} | {"predecessor"} == {*get_args(ReasonKind)}


def test_of_many_reasons_the_first_are_shown():
    plan = a_plan()
    why = tuple(Reason("money", f"FY27 Q{quarter}", "...", True) for quarter in (1, 2, 3, 4))
    first = replace(plan.activities[0], why=why)
    text = printed(replace(plan, activities=(first, *plan.activities[1:])), width=200)
    assert row_of(text, first.title).endswith("FY27 Q1; the money of FY27 Q2; the money of FY27 Q3; 1 more")


def test_the_story_and_the_debt_of_a_plan_are_told():
    owed = Debt("gov-none", "Do nothing", 2, (), ("gate-3",), ())
    text = printed(replace(a_plan(), story=("Level 4 is declared on 4 Jan 2027.",), debt=(owed,)))
    assert "Why this date" in text
    assert "Level 4 is declared on 4 Jan 2027." in text
    assert "Governance debt" in text


def test_of_one_activity_its_dates_slack_and_reasons_are_told():
    plan = with_reasons(a_plan())
    one = next(activity for activity in plan.activities if activity.after)
    text = printed(plan, on=one.id)
    assert one.id in text
    assert f"{one.slack_weeks} weeks of slack" in text or "1 week of slack" in text
    assert "It follows" in text
    assert "What holds each date" not in text


def test_of_an_item_every_copy_is_told():
    text = printed(with_reasons(a_plan()), on="act-34-iterate")
    assert text.count("act-34-iterate@") == 6


def test_a_reason_that_is_not_proven_says_so():
    plan = a_plan()
    reason = Reason("goal", "cost", "A week earlier it would cost more.", False)
    first = replace(plan.activities[0], why=(reason,))
    text = printed(replace(plan, activities=(first, *plan.activities[1:])), on=first.id)
    assert "A week earlier it would cost more.  (not proven)" in text


def test_the_sections_stand_in_the_order_of_the_questions():
    text = printed(a_plan(), FOUND, told=False)
    titles = ["By 30 Jun 2027", "What each limit costs", "What more would buy", "What was left out", "What missing"]
    places = [text.index(title) for title in titles]
    assert places == sorted(places)
    assert "What holds each date" not in text


def test_limits_are_a_table_of_what_is_saved():
    lines = [words(line) for line in printed(a_plan(), [FOUND[1]], told=False).splitlines()]
    assert "The total budget of USD 1,500,000 1 May 2028 3 900,000 -12,345 yes" in lines
    assert "The deadline of 31 Dec 2028 22 May 2028 - 880,000 - no" in lines
    assert "The pin on level 3: not after 1 Mar 2027 not found out no" in lines
    governed = next(line for line in lines if line.startswith("Governance in place"))
    assert "no plan yes" in governed
    # What a goal costs is another table: its rows compare by the goals after it alone.
    goals = lines.index("What holding each goal costs the best plan by the goals after it alone")
    assert lines.index("Finish held at its best 1 May 2028 3 900,000 -12,345 yes") > goals


def test_worth_is_a_table_with_the_price_of_a_week():
    lines = [words(line) for line in printed(a_plan(), [FOUND[2]], told=False).splitlines()]
    assert "The total budget of USD 1,500,000 USD 15,000 3 -12,345 yes USD 20,000" in lines
    assert "12 people throughout 0.5 FTE - - no 0.7 FTE, or less" in lines
    assert "2 FTE of AI engineer throughout 0.5 FTE - - no more of it alone does not do" in lines
    assert "The USD 5 of each quarter USD 1 a quarter - - no not found out" in lines
    assert "At most 1 change at a time in a function 1 more - - no no more: plan longer" in lines
    assert "The deadline of 31 Dec 2028 1 week - - no -" in lines


def test_what_stands_against_a_day_tells_the_wish_from_the_limits():
    text = words(printed(a_plan(), [FOUND[0]], told=False))
    assert "Level 3 cannot be declared by 30 Jun 2027 within the limits; this would do:" in text
    assert "1. Raise the headcount from 12 to 14.5. Level 4 by 21 May 2028." in text
    assert "The pin on level 3: not after 30 Jun 2027 (the day you ask for) • The deadline" in text


def test_a_plan_read_from_json_is_printed_alike():
    plan = with_reasons(an_infeasible_plan())
    request = plan.request
    repairs = (Repair((Change("/deadline", date(2027, 6, 30), date(2028, 7, 16)),), request, "Level 4 then.", True),)
    plan = replace(plan, repairs=repairs)
    read = msgspec.json.decode(msgspec.json.encode(plan), type=Plan)
    assert printed(read) == printed(plan)
