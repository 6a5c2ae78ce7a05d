import json
import signal
import sys

import pytest
from click.testing import CliRunner
from msgspec import json as msgspec_json

import planner
from clients.cli.dates import next_monday
from clients.cli.main import milepost
from planner.plan import Plan
from planner.request import PlanRequest
from tests.clients.sample import a_plan, an_infeasible_plan, an_unknown_plan

LEVELS = ["plan", "--from", "2", "--to", "4"]


@pytest.fixture
def asked(monkeypatch):
    """Answer every request with a plan made by hand; return the requests that came."""
    requests: list[PlanRequest] = []

    def answer(plan: Plan) -> list[PlanRequest]:
        def fake(request, catalog, on_progress=None, cancel=None):
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


def test_every_flag_reaches_its_field(asked):
    requests = asked(a_plan())
    flags = (
        "--budget 1.5M --per-quarter 200k,250k --headcount 12 --role ai_engineer=2 --role program_lead=1,1,2 "
        "--deadline 2028-12-31 --start 2027-01-04 --functions sales,hr --employees 500 --goals finish,cost "
        "--time-limit 2.5 --workers 1 --seed 7 --name Acme --catalog ai-maturity"
    )
    result = run(*LEVELS, *flags.split())
    assert result.exit_code == 0, result.output
    (request,) = requests
    assert (request.budget.total, request.budget.per_quarter) == (1_500_000, (200_000, 250_000))
    assert request.headcount.total == 12
    assert request.headcount.roles == {"ai_engineer": 2, "program_lead": (1, 1, 2)}
    assert (request.deadline.isoformat(), request.start.isoformat()) == ("2028-12-31", "2027-01-04")
    assert (request.organization.functions, request.organization.employees) == (("sales", "hr"), 500)
    assert (request.solver.time_limit_s, request.solver.workers, request.solver.seed) == (2.5, 1, 7)
    assert (request.name, request.catalog) == ("Acme", "ai-maturity")


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
    assert {"/budget/total", "/headcount/roles/ai_engineer", "/deadline", "/targt", "/headcount"} <= pointers | {
        "/headcount"
    }
    assert all(error["detail"] and error["code"] for error in errors)


def test_a_fault_is_told_with_its_place_and_what_would_be_right(asked):
    asked(a_plan())
    result = run(*LEVELS, "--budget", "1,5M")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "/budget/total" in result.stderr
    assert "try: 1.5M, 250k or 1500000" in result.stderr


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
    def interrupted(request, catalog, on_progress=None, cancel=None):
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
    def stubborn(request, catalog, on_progress=None, cancel=None):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        sys.exit("not reached")

    monkeypatch.setattr(planner, "plan", stubborn)
    result = run(*LEVELS)
    assert result.exit_code == 130
    assert result.stdout == ""
