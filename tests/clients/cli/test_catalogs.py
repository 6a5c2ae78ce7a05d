import json

import msgspec
import pytest
from click.testing import CliRunner

from catalog import library
from catalog.model import Catalog
from clients.cli.main import milepost

CATALOG = library.load("ai-maturity")


def run(*arguments: str, columns: int = 120):
    return CliRunner(env={"COLUMNS": str(columns)}).invoke(milepost, ["catalog", *arguments])


def test_the_catalogs_are_listed():
    assert "ai-maturity" in run("list").stdout
    assert json.loads(run("list", "--json").stdout)[0]["id"] == "ai-maturity"


def test_the_levels_stand_with_their_evidence():
    text = run("levels").stdout
    assert all(f"Level {level.level}  {level.name}" in text for level in CATALOG.levels)
    assert len(json.loads(run("levels", "--json").stdout)) == 7


def test_items_can_be_chosen_by_transition_and_kind():
    chosen = json.loads(run("items", "--transition", "3-4", "--kind", "governance", "--json").stdout)
    assert chosen
    assert {(item["transition"], item["kind"]) for item in chosen} == {("3-4", "governance")}
    assert "act-34-embed-sops" in run("items", "--transition", "3-4", columns=80).stdout


def test_an_item_reads_as_a_page():
    item = CATALOG.item("act-34-embed-sops")
    text = run("show", item.id).stdout
    for words in (
        item.title,
        item.deliverable,
        item.evidence,
        "Needs before",
        *(n.item for n in item.hard_prerequisites),
    ):
        assert words in text


def test_a_catalog_is_shown_whole_with_every_id():
    text = run("show", "ai-maturity", columns=80).stdout
    parts = (CATALOG.items, CATALOG.roles, CATALOG.kpis, CATALOG.risks, CATALOG.controls, CATALOG.frameworks)
    assert [one.id for part in parts for one in part if one.id not in text] == []
    written = run("show", "ai-maturity", "--json").stdout_bytes
    assert msgspec.json.decode(written, type=Catalog) == CATALOG


@pytest.mark.parametrize("width", [80, 120, 200])
@pytest.mark.parametrize("command", [("list",), ("levels",), ("items",), ("show", "ai-maturity")])
def test_no_line_is_wider_than_the_screen(command, width):
    assert max(map(len, run(*command, columns=width).stdout.splitlines())) <= width


def test_every_item_has_a_page():
    for item in CATALOG.items:
        result = run("show", item.id, columns=80)
        assert result.exit_code == 0
        assert max(map(len, result.stdout.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [
        (("show", "act-34-embed-sop"), "act-34-embed-sops"),
        (("items", "--transition", "3_4"), "3-4"),
        (("levels", "--catalog", "ai-maturty"), "ai-maturity"),
    ],
)
def test_an_unknown_name_is_met_with_the_nearest(arguments, nearest):
    result = run(*arguments)
    assert result.exit_code == 2
    assert nearest in result.stderr


def test_an_unknown_name_is_json_for_programs():
    assert json.loads(run("show", "nothing", "--json").stdout)["errors"][0]["code"] == "unknown_item"
