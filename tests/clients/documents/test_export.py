"""The front door of documents: every format, all of them at once, and what is refused before anything is made."""

import io
import zipfile
from typing import get_args

import msgspec
import pytest

from catalog.fault import Refused
from clients.documents import charts, formats
from clients.documents import export as front_door
from clients.documents.export import BY_THEMSELVES, Exporter, export, export_all
from clients.documents.files import write_whole
from clients.documents.formats import CHARTS, FILES, FORMATS, INSTALL, FormatName, is_own, lacking
from clients.documents.rendering import RenderingFailed
from planner.plans import Plan
from tests.clients import sample
from tests.clients.documents.still import StillRenderer

CATALOG = sample.a_catalog()


@pytest.fixture(autouse=True)
def drawn(monkeypatch):
    """No test of this file waits for a real picture."""
    made: list[StillRenderer] = []

    def renderer():
        made.append(StillRenderer())
        return made[-1]

    monkeypatch.setattr(front_door, "Renderer", renderer)
    return made


@pytest.fixture(scope="module")
def plan():
    return sample.a_plan()


def test_the_formats_are_those_that_the_types_name():
    assert set(FORMATS) == set(get_args(FormatName))
    assert set(CHARTS) == set(get_args(charts.ChartName))
    assert set(FILES.values()) == set(FORMATS) - {"json", "zip"}
    assert {*BY_THEMSELVES, "html", "pdf", "pptx", "svg", "png", "json", "zip"} == set(FORMATS)


def test_all_of_them_are_the_files_that_were_promised():
    charts = {f"{chart}.{form}" for chart in CHARTS for form in ("svg", "png")}
    plans = {f"plan.{form}" for form in ("xlsx", "pptx", "pdf", "csv", "ics", "mmd", "xml")}
    assert set(FILES) == charts | plans | {"report.html"}


@pytest.mark.parametrize("name", FORMATS)
def test_a_document_is_known_by_its_beginning(plan, name, tmp_path):
    content = export(plan, CATALOG, name)
    file = tmp_path / f"it.{name}"
    file.write_bytes(content)
    assert {other for other, format_ in FORMATS.items() if is_own(file, format_)} == {name}


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_plan_gives_the_same_bytes(plan, name):
    assert export(plan, CATALOG, name) == export(sample.a_plan(), CATALOG, name)


def test_an_empty_file_may_become_anything(tmp_path):
    (tmp_path / "it").touch()
    assert all(is_own(tmp_path / "it", format_) for format_ in FORMATS.values())


def test_the_plan_itself_can_be_had_without_a_schedule():
    plan = sample.an_infeasible_plan()
    assert msgspec.json.decode(export(plan, CATALOG, "json"), type=Plan) == plan


@pytest.mark.parametrize("made", [sample.an_infeasible_plan, sample.an_unknown_plan])
@pytest.mark.parametrize("name", [name for name in FORMATS if name != "json"])
def test_a_plan_without_a_schedule_is_refused_with_what_to_do(made, name):
    with pytest.raises(Refused) as refused:
        export(made(), CATALOG, name)
    (fault,) = refused.value.faults
    assert fault.code == "no_schedule"
    assert "milepost plan" in fault.suggestion


def test_a_library_that_is_not_installed_is_named_with_how_to_get_it(plan, monkeypatch):
    monkeypatch.setattr(formats, "find_spec", lambda name: None if name in ("typst", "vl_convert") else object())
    with pytest.raises(Refused) as refused:
        export(plan, CATALOG, "pdf")
    assert [(fault.code, fault.suggestion) for fault in refused.value.faults] == [("missing_library", INSTALL)] * 2
    assert "(typst)" in refused.value.faults[0].detail
    assert export(plan, CATALOG, "csv")


def test_all_of_them_are_refused_at_once_where_one_cannot_be_made(plan, monkeypatch, tmp_path):
    monkeypatch.setattr(formats, "find_spec", lambda name: None)
    with pytest.raises(Refused) as refused:
        export_all(plan, CATALOG, tmp_path / "all")
    assert len(refused.value.faults) == len({module for it in FORMATS.values() for module in it.modules})
    assert not (tmp_path / "all").exists()
    assert lacking([FORMATS["csv"]]) == []


def test_all_of_them_are_written_and_told_of_on_the_way(plan, tmp_path):
    told = []
    written = export_all(plan, CATALOG, tmp_path / "a" / "b", lambda *it: told.append(it))
    assert {path.name for path in (tmp_path / "a" / "b").iterdir()} == set(FILES)
    assert {path.name: path.stat().st_size for path in written} == {path.name: size for path, size in written.items()}
    assert [done for done, _, _ in told] == list(range(len(FILES) + 1))
    assert [name for _, _, name in told] == [*FILES, ""]
    assert {of for _, of, _ in told} == {len(FILES)}


def test_an_archive_holds_what_the_folder_holds(plan, tmp_path):
    export_all(plan, CATALOG, tmp_path / "all", archive=tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.namelist() == list(FILES)
        assert all(archive.read(name) == (tmp_path / "all" / name).read_bytes() for name in FILES)
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_an_archive_alone_leaves_no_folder(plan, tmp_path):
    export_all(plan, CATALOG, None, archive=tmp_path / "all.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["all.zip"]


def test_each_picture_is_drawn_once_for_all_documents(plan, drawn):
    with zipfile.ZipFile(io.BytesIO(export(plan, CATALOG, "zip"))):
        pass
    asked = [one for renderer in drawn for one in renderer.asked]
    assert len(asked) == len(set(asked))
    assert all(renderer.asked and renderer.closed == 1 for renderer in drawn)


def test_a_renderer_that_was_lent_is_left_open(plan):
    renderer = StillRenderer()
    with Exporter(plan, CATALOG, renderer=renderer) as exporter:
        exporter.document("svg", "spend")
    assert renderer.closed == 0


class Broken(StillRenderer):
    def svg(self, spec):
        raise RenderingFailed("What draws the charts ended twice without a picture.")


@pytest.mark.parametrize("name", ["svg", "html", "zip"])
def test_a_picture_that_cannot_be_drawn_is_said(plan, monkeypatch, name):
    monkeypatch.setattr(front_door, "Renderer", Broken)
    with pytest.raises(Refused) as refused:
        export(plan, CATALOG, name)
    assert [fault.code for fault in refused.value.faults] == ["not_drawn"]


def test_what_fails_on_the_way_leaves_whole_files_only(plan, monkeypatch, tmp_path):
    monkeypatch.setattr(front_door, "Renderer", Broken)
    with pytest.raises(Refused):
        export_all(plan, CATALOG, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {f"plan.{name}" for name in BY_THEMSELVES}


def test_a_file_is_the_old_one_until_it_is_the_new_one(tmp_path, monkeypatch):
    file = tmp_path / "it"
    file.write_bytes(b"old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]
