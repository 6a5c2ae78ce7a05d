"""``milepost export`` as a PMO types it: what is written where, and what is never overwritten."""

import json
import zipfile
from types import SimpleNamespace

import msgspec
import pytest
from click.testing import CliRunner
from msgspec import structs

from clients.cli import exporting
from clients.cli.main import milepost
from clients.cli.why import Asked
from clients.documents import export as front_door
from clients.documents import fonts, letters
from clients.documents.formats import CHARTS, FILES, FORMATS, is_own
from planner.plans import Plan
from tests.clients import sample
from tests.clients.documents.still import StillRenderer

REQUEST = (
    '{"name": "Acme 2027", "current": 1, "target": 2, "start": "2027-01-04", "organization": {"functions": ["sales"]}}'
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A plan as ``milepost plan`` prints it."""
    request = tmp_path_factory.mktemp("made") / "request.json"
    request.write_text(REQUEST)
    result = CliRunner().invoke(milepost, ["plan", str(request), "--json"])
    assert result.exit_code == 0, result.output
    return result.stdout_bytes


@pytest.fixture
def folder(tmp_path, monkeypatch, made):
    """The folder that we are in, with a plan; charts are drawn by a renderer that needs no time."""
    (tmp_path / "plan.json").write_bytes(made)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(front_door, "Renderer", StillRenderer)
    return tmp_path


def typed(*words, code=0, **options):
    result = CliRunner(env={"COLUMNS": "120"}).invoke(milepost, ["export", *words], **options)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("json", "zip")])
def test_a_document_is_written_beside_us_under_the_plan_s_name(folder, name):
    said = typed("plan.json", "--format", name).stdout
    file = f"plan-gantt.{name}" if name in ("svg", "png") else f"plan.{name}"
    assert file in said
    assert is_own(folder / file, FORMATS[name])
    assert {path.name for path in folder.iterdir()} == {"plan.json", file}


def test_the_plan_itself_may_go_to_another_file(folder, made):
    typed("plan.json", "--format", "json", "--out", "copy.json")
    copy = msgspec.json.decode((folder / "copy.json").read_bytes(), type=Plan)
    assert copy == msgspec.json.decode(made, type=Plan)


def test_a_request_is_planned_first(folder):
    (folder / "request.json").write_text(REQUEST)
    typed("request.json", "--format", "csv")
    assert (folder / "request.csv").is_file()


def test_the_plan_may_come_from_standard_input_and_the_document_go_to_standard_output(folder, made):
    written = typed("-", "--format", "mmd", "--out", "-", input=made).stdout_bytes
    typed("-", "--format", "mmd", input=made)
    assert written == (folder / "plan.mmd").read_bytes()


def test_all_documents_go_into_a_folder(folder):
    said = typed("plan.json", "--all", "docs").stdout
    assert {path.name for path in (folder / "docs").iterdir()} == set(FILES)
    assert all(name in said for name in FILES)
    # Again, over its own.
    typed("plan.json", "--all", "docs")


def test_all_documents_go_into_an_archive_with_or_without_a_folder(folder):
    typed("plan.json", "--zip", "all.zip")
    with zipfile.ZipFile(folder / "all.zip") as archive:
        assert archive.namelist() == list(FILES)
    typed("plan.json", "--all", "docs", "--zip", "all.zip")
    assert (folder / "docs" / "report.html").is_file()


def test_a_program_is_told_what_was_written(folder):
    said = json.loads(typed("plan.json", "--all", "docs", "--json").stdout)
    assert [(folder / one["file"]).stat().st_size for one in said["written"]] == [it["bytes"] for it in said["written"]]
    assert len(said["written"]) == len(FILES)


@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_is_chosen_by_its_name(folder, chart):
    typed("plan.json", "--format", "svg", "--chart", chart)
    assert (folder / f"plan-{chart}.svg").is_file()


def test_a_chart_looks_as_it_was_asked_to(folder, monkeypatch):
    looks = []

    class Noted(front_door.Exporter):
        def __init__(self, plan, catalog, look, renderer=None):
            looks.append(look)
            super().__init__(plan, catalog, look, renderer)

    monkeypatch.setattr(front_door, "Exporter", Noted)
    earlier = folder / "earlier.json"
    earlier.write_bytes((folder / "plan.json").read_bytes())
    words = ["--theme", "dark", "--by", "function", "--baseline", "earlier.json"]
    typed("plan.json", "--format", "png", *words)
    (look,) = looks
    assert (look.theme, look.by) == ("dark", "function")
    assert look.baseline == msgspec.json.decode(earlier.read_bytes(), type=Plan)


def test_no_name_is_left_in_an_anonymous_document_nor_in_its_own(folder):
    (folder / "plan.json").rename(folder / "acme.json")
    typed("acme.json", "--format", "html", "--anonymous")
    page = (folder / "plan.html").read_text()
    assert "Acme" not in page
    assert "Function A" in page


def test_what_a_catalog_of_ones_own_says_is_left_and_said(folder, monkeypatch):
    monkeypatch.setattr(exporting, "library", SimpleNamespace(available=lambda: ("another",)))
    told = typed("plan.json", "--format", "csv", "--anonymous").stderr
    assert "ai-maturity" in told


def test_a_file_of_another_kind_is_left_as_it_is(folder):
    (folder / "plan.xlsx").write_text("my own notes")
    told = typed("plan.json", "--format", "xlsx", code=2).stderr
    assert "plan.xlsx is there and is no xlsx document" in told
    assert (folder / "plan.xlsx").read_text() == "my own notes"


def test_nothing_is_written_where_one_of_all_would_be_in_the_way(folder):
    (folder / "docs").mkdir()
    (folder / "docs" / "plan.pdf").write_text("my own notes")
    (folder / "docs" / "plan.csv").mkdir()
    told = typed("plan.json", "--all", "docs", "--json", code=2).stdout
    assert {fault["detail"].split()[0] for fault in json.loads(told)["errors"]} == {"docs/plan.pdf", "docs/plan.csv"}
    assert {path.name for path in (folder / "docs").iterdir()} == {"plan.pdf", "plan.csv"}


@pytest.mark.parametrize("out", ["plan.json", "./plan.json"])
def test_the_plan_is_never_overwritten_by_what_is_made_of_it(folder, made, out):
    told = typed("plan.json", "--format", "json", "--out", out, code=2).stderr
    assert "is what the documents are made of" in told
    assert (folder / "plan.json").read_bytes() == made


def test_a_document_of_an_earlier_plan_is_replaced(folder):
    typed("plan.json", "--format", "ics")
    before = (folder / "plan.ics").read_bytes()
    (folder / "plan.ics").write_bytes(before + b"\r\n")
    typed("plan.json", "--format", "ics")
    assert (folder / "plan.ics").read_bytes() == before


def test_folders_are_made_where_there_are_none(folder):
    typed("plan.json", "--format", "csv", "--out", "a/b/it.csv")
    assert (folder / "a" / "b" / "it.csv").is_file()


def test_a_place_where_nothing_can_be_is_said(folder):
    (folder / "file").touch()
    assert "is no folder" in typed("plan.json", "--all", "file/docs", code=2).stderr
    assert "is a directory" in typed("plan.json", "--format", "csv", "--out", ".", code=2).stderr


def test_a_plan_without_a_schedule_is_refused_with_what_to_do(folder, monkeypatch):
    plan = sample.an_infeasible_plan()
    (folder / "none.json").write_bytes(msgspec.json.encode(plan))
    monkeypatch.setattr("clients.cli.why.kept_plan", lambda *_: asked(plan))
    told = typed("none.json", "--all", "docs", "--json", code=2).stdout
    (fault,) = json.loads(told)["errors"]
    assert fault["code"] == "no_schedule"
    assert not (folder / "docs").exists()


def asked(plan):
    return Asked(plan, sample.a_catalog(), plan.request.solver, interrupted=False)


def test_a_plan_that_does_not_hold_is_refused(folder, made):
    plan = msgspec.json.decode(made, type=Plan)
    late = structs.replace(plan, activities=tuple(structs.replace(one, cash=1) for one in plan.activities))
    (folder / "late.json").write_bytes(msgspec.json.encode(late))
    assert "no sound plan" in typed("late.json", "--format", "csv", code=2).stderr


def test_an_interruption_leaves_nothing_half_written(folder, monkeypatch):
    class Interrupted(StillRenderer):
        def svg(self, spec):
            raise KeyboardInterrupt

    monkeypatch.setattr(front_door, "Renderer", Interrupted)
    told = typed("plan.json", "--format", "html", code=130).stderr
    assert "nothing is half written" in told
    assert {path.name for path in folder.iterdir()} == {"plan.json"}


def test_a_full_disk_is_said_in_a_sentence(folder, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device", "plan.csv")

    monkeypatch.setattr("clients.documents.files.write_whole", full)
    told = typed("plan.json", "--format", "csv", code=2).stderr
    assert "plan.csv: No space left on device" in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Say what to make"),
        (["--format", "csv", "--all", "docs"], "leave one of them out"),
        (["--all", "docs", "--out", "it"], "--out names the file of one --format"),
        (["--format", "csv", "--chart", "spend"], "--chart"),
        (["--format", "pdf", "--theme", "dark"], "--theme"),
        (["--format", "docx"], "docx"),
    ],
)
def test_flags_that_do_not_go_together_are_said(folder, words, said):
    assert said in typed("plan.json", *words, code=2).stderr


def test_help_tells_of_every_format(folder):
    said = "".join(typed("--help").stdout.replace("│", "").split())
    assert "html|pdf|xlsx|pptx|csv|ics|mmd|xml|json|svg|png" in said


@pytest.mark.parametrize("name", ["png", "pdf", "pptx"])
def test_letters_that_cannot_be_shown_are_said(folder, monkeypatch, name):
    written_in_chinese(folder)
    monkeypatch.setattr(fonts, "folders", list)
    assert "2 letters are in no font of this machine" in typed("plan.json", "--format", name).stderr


def test_letters_are_said_once_for_all_documents_and_not_where_others_set_them(folder, monkeypatch):
    written_in_chinese(folder)
    monkeypatch.setattr(fonts, "folders", list)
    assert typed("plan.json", "--all", "docs").stderr.count("2 letters are in no font") == 1
    for name in ("html", "svg", "xlsx", "csv"):
        assert "letters" not in typed("plan.json", "--format", name).stderr


def written_in_chinese(folder):
    plan = json.loads((folder / "plan.json").read_text())
    plan["request"]["name"] = "数据"
    (folder / "plan.json").write_text(json.dumps(plan))
    letters.not_shown.cache_clear()
