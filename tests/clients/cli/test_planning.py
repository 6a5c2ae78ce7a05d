import json
import signal
import sys
from datetime import date

import pytest
from click.testing import CliRunner
from msgspec import json as msgspec_json
from msgspec import to_builtins
from msgspec.structs import replace

import planner
from clients.cli.main import milepost
from clients.dates import next_monday
from planner.plans import Change, Plan, Repair
from planner.request import PlanRequest
from tests.clients.sample import a_plan, an_infeasible_plan, an_unknown_plan

LEVELS = ["plan", "--from", "2", "--to", "4"]


@pytest.fixture
def asked(monkeypatch):
    """Answer every request with a plan made by hand; return the requests that came."""
    requests: list[PlanRequest] = []

    def answer(plan: Plan) -> list[PlanRequest]:
        def fake(request, catalog, on_progress=None, cancel=None, on_finding=None):
            requests.append(request)
            return plan

        monkeypatch.setattr(planner, "plan", fake)
        return requests

    return answer


def run(*arguments: str, stdin: bytes | None = None):
    return CliRunner().invoke(milepost, arguments, input=stdin)


def a_file(tmp_path, **fields):
    path = tmp_path / "request.json"
    path.write_text(json.dumps({"current": 2, "target": 4, "start": "2027-01-04"} | fields))
    return str(path)


def test_two_levels_are_enough_and_the_plan_starts_next_monday(asked):
    requests = asked(a_plan())
    result = run(*LEVELS)
    assert result.exit_code == 0, result.output
    assert (requests[0].current, requests[0].target) == (2, 4)
    assert requests[0].start == next_monday()
    assert "proven earliest" in result.stdout


FLAGS = """
--budget 1.5M --per-quarter 200k,250k --carry-over year --covers cash,run,labour --contingency 10%
--currency EUR --exchange-rate 0.9 --headcount 12 --role ai_engineer=2 --role program_lead=1,1,2
--rate ai_engineer=4800 --deadline 2028-12-31 --pin act-23-measure-outcomes=partner
--freeze 2027-12-13..2028-01-03 --freeze 2027-07-01
--functions sales,hr --employees 500 --trait regulated --fiscal-year-start April
--start 2027-01-04 --current-since 2026-06-01 --goals finish:2w,cost:5%,risk --catalog ai-maturity --name Acme
--completed act-23-standardise-prompts --missing gov-l2-oversight-group --include act-45-automate-first-process
--governance exit --evidence-weeks 2=13,3=20 --look-ahead 3 --changes-per-function 2
--ignore deadline,ai_engineer --ignore /budget/total --time-limit 2.5 --workers 1 --seed 7
"""


def test_every_flag_reaches_its_field(asked):
    requests = asked(a_plan())
    result = run("plan", "--from", "2,sales=3", "--to", "5", *FLAGS.split(), "--pin", "gate-3<=2027-12-31")
    assert result.exit_code == 0, result.output
    assert to_builtins(requests[0]) == {
        "name": "Acme",
        "catalog": "ai-maturity",
        "organization": {"employees": 500, "functions": ("sales", "hr"), "traits": ("regulated",)},
        "current": {"enterprise": 2, "sales": 3},
        "target": 5,
        "start": "2027-01-04",
        "deadline": "2028-12-31",
        "current_since": "2026-06-01",
        "budget": {
            "currency": "EUR",
            "total": 1_500_000,
            "per_quarter": (200_000, 250_000),
            "carry_over": "year",
            "covers": ("cash", "run", "labour"),
            "contingency": 0.1,
            "exchange_rate": 0.9,
        },
        "headcount": {"total": 12, "roles": {"ai_engineer": 2, "program_lead": (1, 1, 2)}},
        "rates": {"ai_engineer": 4800},
        "calendar": {
            "fiscal_year_start": 4,
            "freezes": (
                {"from": "2027-12-13", "to": "2028-01-03", "reason": ""},
                {"from": "2027-07-01", "to": "2027-07-01", "reason": ""},
            ),
        },
        "completed": ("act-23-standardise-prompts",),
        "missing": ("gov-l2-oversight-group",),
        "include": ("act-45-automate-first-process",),
        "exclude": (),
        "pins": (
            {"on": "act-23-measure-outcomes", "not_before": None, "not_after": None, "mode": "partner"},
            {"on": "gate-3", "not_before": None, "not_after": "2027-12-31", "mode": None},
        ),
        "policy": {
            "governance": "exit",
            "evidence_weeks": {"2": 13, "3": 20},
            "look_ahead": 3,
            "changes_per_function": 2,
        },
        "goals": ({"goal": "finish", "within": "2w"}, {"goal": "cost", "within": "5%"}, "risk"),
        "estimates": (),
        "ignore": ("/deadline", "/headcount/roles/ai_engineer", "/budget/total"),
        "solver": {"time_limit_s": 2.5, "workers": 1, "seed": 7},
    }


def test_what_is_optional_can_be_left_out(asked):
    requests = asked(a_plan())
    assert run("plan", "--from", "4", "--to", "5", "--exclude", "act-45-automate-first-process").exit_code == 0
    assert requests[0].exclude == ("act-45-automate-first-process",)


def test_a_flag_overrides_its_field_and_leaves_the_others(asked, tmp_path):
    requests = asked(a_plan())
    path = a_file(tmp_path, headcount=12, name="Acme", budget={"total": 5})
    assert run("plan", path, "--to", "3", "--role", "ai_engineer=2", "--budget", "2M").exit_code == 0
    (request,) = requests
    assert (request.target, request.name, request.budget.total) == (3, "Acme", 2_000_000)
    assert (request.headcount.total, request.headcount.roles) == (12, {"ai_engineer": 2})


def test_a_request_may_come_from_standard_input_and_have_a_byte_order_mark(asked):
    requests = asked(a_plan())
    assert run("plan", "-", stdin=b'\xef\xbb\xbf{"current": 2, "target": 3}').exit_code == 0
    assert requests[0].target == 3


def test_the_example_is_a_request(asked):
    requests = asked(a_plan())
    example = run("example")
    assert run("plan", "-", stdin=example.stdout_bytes).exit_code == 0
    assert requests[0].budget.total == 1_500_000


def test_json_is_the_plan_and_nothing_else(asked):
    asked(a_plan())
    result = run(*LEVELS, "--json")
    assert msgspec_json.decode(result.stdout_bytes, type=Plan) == a_plan()
    assert result.stderr == ""


@pytest.mark.parametrize(("plan", "code"), [(a_plan(), 0), (an_infeasible_plan(), 3), (an_unknown_plan(), 4)])
@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_the_exit_code_tells_the_status(asked, plan, code, flags):
    asked(plan)
    assert run(*LEVELS, *flags).exit_code == code


def test_a_plan_can_be_written_to_a_file_whole(asked, tmp_path):
    asked(a_plan())
    out = tmp_path / "plan.json"
    result = run(*LEVELS, "--out", str(out))
    assert result.exit_code == 0
    assert msgspec_json.decode(out.read_bytes(), type=Plan).id == "plan-sample"
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]
    assert "proven earliest" in result.stdout


@pytest.mark.parametrize("out", [".", "nowhere/plan.json", "a\0b"])
def test_a_file_that_cannot_be_written_is_refused_before_anything_is_solved(asked, out):
    requests = asked(a_plan())
    result = run(*LEVELS, "--out", out)
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
    assert requests == []


def test_all_faults_of_file_and_flags_come_at_once(asked, tmp_path):
    asked(a_plan())
    path = a_file(tmp_path, targt=4, headcount=-1)
    result = run("plan", path, "--budget", "lots", "--role", "ai_engineer", "--deadline", "soon", "--json")
    assert result.exit_code == 2
    errors = json.loads(result.stdout)["errors"]
    pointers = {error["pointer"] for error in errors}
    assert {"/budget/total", "/headcount/roles", "/deadline", "/targt"} <= pointers
    assert all(error["detail"] and error["code"] for error in errors)


def test_a_fault_is_told_with_its_place_and_what_would_be_right(asked):
    asked(a_plan())
    result = run(*LEVELS, "--budget", "1,5M")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "/budget/total" in result.stderr
    assert "try: 1.5M, 250k or 1500000" in result.stderr


def test_what_a_flag_says_wrong_is_told_of_the_flag(asked, tmp_path):
    asked(a_plan())
    path = a_file(tmp_path, completed=["act-23-standardise-prompts"], budget={"covers": ["cash", "cash"]})
    flags = ("--pin", "gate-9<=2027-12-31", "--completed", "act-x", "--goals", "finish:10,cost", "--to", "4")
    lines = run("plan", path, *flags).stderr.splitlines()
    assert "  --pin gate-9<=2027-12-31  /pins/0/on" in lines
    assert "  --completed act-x  /completed/1" in lines  # after the one of the file
    assert "  --goals finish:10,cost  /goals/0/within" in lines
    assert "  /budget/covers/1" in lines  # the file's own fault


def test_without_a_file_what_is_missing_is_the_flag_that_would_say_it(asked):
    asked(a_plan())
    assert "--to  /target" in run("plan", "--from", "2").stderr


def test_a_flag_given_again_adds_to_the_file_and_to_itself(asked, tmp_path):
    requests = asked(a_plan())
    path = a_file(tmp_path, completed=["act-23-standardise-prompts"], rates={"ai_engineer": 5000, "domain_expert": 1})
    flags = "--completed act-23-measure-outcomes,act-23-standardise-prompts --completed gov-l3-data-classification"
    assert run("plan", path, *flags.split(), "--rate", "ai_engineer=4.8k").exit_code == 0
    (request,) = requests
    assert request.completed == (
        "act-23-standardise-prompts", "act-23-measure-outcomes", "gov-l3-data-classification",
    )  # fmt: skip
    assert request.rates == {"ai_engineer": 4800, "domain_expert": 1}


def test_a_pin_of_a_flag_takes_the_place_of_the_file_s(asked, tmp_path):
    requests = asked(a_plan())
    pins = [
        {"on": "gate-3", "not_after": "2027-06-30"},
        {"on": "gate-4", "not_after": "2028-12-31", "not_before": "2028-01-01"},
    ]
    path = a_file(tmp_path, pins=pins)
    assert run("plan", path, "--pin", "gate-3<=2027-12-31", "--pin", "gate-4>=2028-06-01").exit_code == 0
    said = [(pin.on, str(pin.not_before), str(pin.not_after)) for pin in requests[0].pins]
    assert said == [
        ("gate-4", "None", "2028-12-31"),
        ("gate-3", "None", "2027-12-31"),
        ("gate-4", "2028-06-01", "None"),
    ]


@pytest.mark.parametrize("pins", [7, [7], [{"on": 3}], {"on": "gate-3"}])
def test_pins_of_no_known_form_are_left_to_the_planner(asked, tmp_path, pins):
    asked(a_plan())
    result = run("plan", a_file(tmp_path, pins=pins), "--pin", "gate-3<=2027-12-31", "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["errors"][0]["pointer"].startswith("/pins")


def test_the_quarter_asked_for_is_briefed(asked):
    asked(a_plan())
    text = run(*LEVELS, "--quarter", "fy27q3").stdout
    assert "\nFY27 Q3  1 Jul 2027 to 30 Sep 2027\n" in text
    assert "Starts in FY27 Q1" not in text


def test_what_is_no_quarter_is_refused_before_anything_is_solved(asked):
    requests = asked(a_plan())
    result = run(*LEVELS, "--quarter", "summer")
    assert result.exit_code == 2
    assert "FY27 Q3" in result.stderr
    assert requests == []


@pytest.mark.parametrize(
    "content",
    [b"", b"not json", b"[]", b"\xff\xfe{}", b'{"current": 1e400}', b'{"current": 2, "current": 3, "target": 4}',
     b"[" * 200_000, b'{"name": "\x00", "current": 2, "target": 4}', b" " * 11_000_000],
    ids=["empty", "text", "list", "utf16", "1e400", "repeated key", "deep", "control character", "large"],
)  # fmt: skip
def test_whatever_a_file_holds_there_is_no_traceback(asked, tmp_path, content):
    asked(a_plan())
    path = tmp_path / "request.json"
    path.write_bytes(content)
    result = run("plan", str(path), "--from", "2", "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["errors"]


@pytest.mark.parametrize("path", ["no-such-file.json", ".", "a\0b"])
def test_a_file_that_cannot_be_read_is_refused(asked, path):
    asked(a_plan())
    result = run("plan", path)
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr


def test_without_a_question_it_says_what_to_ask():
    result = run("plan")
    assert result.exit_code == 2
    assert "--from and --to" in result.stderr


def test_ctrl_c_stops_the_search_and_prints_the_best_so_far(monkeypatch):
    def interrupted(request, catalog, on_progress=None, cancel=None, on_finding=None):
        signal.raise_signal(signal.SIGINT)
        assert cancel.is_set()
        return a_plan(status="feasible")

    monkeypatch.setattr(planner, "plan", interrupted)
    before = signal.getsignal(signal.SIGINT)
    result = run(*LEVELS)
    assert result.exit_code == 130
    assert "Level 4 on" in result.stdout
    assert "stopped" in result.stderr
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_ctrl_c_ends_it_at_once(monkeypatch):
    def stubborn(request, catalog, on_progress=None, cancel=None, on_finding=None):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        sys.exit("not reached")

    monkeypatch.setattr(planner, "plan", stubborn)
    result = run(*LEVELS)
    assert result.exit_code == 130
    assert result.stdout == ""


def with_repairs(plan: Plan) -> Plan:
    """The plan with two repairs, as if it had none: one week more, or one level less."""
    request = replace(plan.request, deadline=date(2027, 6, 30))
    later, lower = replace(request, deadline=date(2028, 7, 16)), replace(request, target=3)
    changes = Change("/deadline", request.deadline, later.deadline), Change("/target", 4, 3)
    return replace(
        plan,
        request=request,
        repairs=(
            Repair((changes[0],), later, "Level 4 can then be declared by 16 Jul 2028.", True),
            Repair((changes[1],), lower, "Level 3 can then be declared by 3 Oct 2027.", True),
        ),
    )


@pytest.fixture
def repairable(monkeypatch):
    """Find no plan for the first request and the sample for the next; return the requests that came."""
    requests: list[PlanRequest] = []

    def fake(request, catalog, on_progress=None, cancel=None, on_finding=None):
        requests.append(request)
        return with_repairs(an_infeasible_plan()) if len(requests) == 1 else a_plan()

    monkeypatch.setattr(planner, "plan", fake)
    return requests


def test_a_repair_is_made_said_in_a_line_and_planned(repairable):
    result = run(*LEVELS, "--repair", "1")
    assert result.exit_code == 0, result.output
    assert repairable[1].deadline == date(2028, 7, 16)
    assert result.stderr == "milepost: repair 1 of 2: Move the deadline from 30 Jun 2027 to 16 Jul 2028.\n"
    assert "proven earliest" in result.stdout
    assert "Why not" not in result.stdout


def test_the_repaired_plan_is_what_json_and_the_file_hold(repairable, tmp_path):
    out = tmp_path / "plan.json"
    result = run(*LEVELS, "--repair", "2", "--json", "--out", str(out))
    assert repairable[1].target == 3
    assert msgspec_json.decode(result.stdout_bytes, type=Plan) == a_plan()
    assert msgspec_json.decode(out.read_bytes(), type=Plan) == a_plan()


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_a_repair_that_there_is_not_is_refused_with_how_many_there_are(repairable, flags):
    result = run(*LEVELS, "--repair", "3", *flags)
    assert result.exit_code == 2
    assert "There is no repair 3: there are 2." in result.output
    assert "--repair 1 to --repair 2" in result.output
    assert len(repairable) == 1


def test_without_any_repair_more_time_is_suggested(asked):
    asked(an_infeasible_plan())
    result = run(*LEVELS, "--repair", "1")
    assert result.exit_code == 2
    assert "no repair was found in the time" in result.stderr
    assert "--time-limit" in result.stderr


@pytest.mark.parametrize("number", ["0", "-1", "first"])
def test_what_is_no_number_of_a_repair_is_refused(asked, number):
    requests = asked(an_infeasible_plan())
    assert run(*LEVELS, "--repair", number).exit_code == 2
    assert requests == []


@pytest.mark.parametrize(
    ("plan", "code", "why"), [(a_plan(), 0, "there is a plan as it is"), (an_unknown_plan(), 4, "not known yet")]
)
def test_where_there_is_nothing_to_repair_that_is_said_and_the_answer_printed(asked, plan, code, why):
    requests = asked(plan)
    result = run(*LEVELS, "--repair", "1")
    assert result.exit_code == code
    assert why in result.stderr
    assert "level 2" in result.stdout
    assert len(requests) == 1


def test_what_a_first_answer_says_would_do_does(tmp_path):
    small = ["plan", "--from", "1", "--to", "2", "--functions", "sales", "--start", "2027-01-04", "--workers", "1"]
    small += ["--deadline", "2027-01-31", "--goals", "finish"]
    (repair,) = json.loads(run(*small, "--json").stdout)["repairs"]
    result = run(*small, "--json", "--repair", "1")
    assert result.exit_code == 0, result.output
    assert "Move the deadline from 31 Jan 2027 to 2 May 2027." in result.stderr
    assert json.loads(result.stdout)["request"]["deadline"] == repair["changes"][0]["to"] == "2027-05-02"
