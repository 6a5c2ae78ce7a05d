import json
import shutil
from pathlib import Path

import jsonschema_rs
import msgspec
import pytest
import yaml
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


def words(text):
    """What is printed, whatever the layout."""
    return " ".join(text.split())


@pytest.mark.parametrize("width", [80, 120, 159])
def test_under_each_aspect_the_levels_stand_one_by_one(width):
    text = run("levels", columns=width).stdout
    assert all(f"Level {level.level}  {level.name}" in text for level in CATALOG.levels)
    aspects = [text.index(f"\n{aspect}\n") for aspect in ("In short", "Return", "Risks", "Governance", "How to go on")]
    assert aspects == sorted(aspects)
    assert all(level.summary in words(text) for level in CATALOG.levels) or width == 80


def test_on_a_wide_screen_every_level_has_a_column_of_its_own():
    lines = run("levels", columns=200).stdout.splitlines()
    heading = next(line for line in lines if "1  AI awareness" in line)
    assert [heading.index(f"{number}  ") for number in range(1, 8)] == sorted(
        heading.index(f"{number}  ") for number in range(1, 8)
    )
    assert max(map(len, lines)) <= 200


def test_the_comparison_in_json_holds_what_each_level_asks_for_and_leads_to():
    rows = json.loads(run("levels", "--json").stdout)
    assert [row["level"] for row in rows] == [1, 2, 3, 4, 5, 6, 7]
    third = rows[2]
    assert third["evidence_weeks"] == 26
    # What level 3 asks for is finished on the way from 2 to 3; what leads on is the step from 3 to 4.
    governance = {one["id"] for one in third["governance"]}
    assert governance == {item.id for item in CATALOG.items if item.home_level == 3 and item.kind == "governance"}
    assert {one["id"] for one in third["next_items"]} == {
        item.id for item in CATALOG.items if item.transition == "3-4" and item.kind == "action"
    }
    assert {one["id"] for one in third["controls"]} == {one.id for one in CATALOG.controls if one.band == "3-5"}
    assert {one["id"] for one in rows[5]["controls"]} >= {"ctl-euact-reporting"}
    assert [duty["applies_from"] for duty in third["duties"] if duty["clause"] == "Art.50"] == ["2026-08-02"]


def test_one_level_is_a_page_of_everything_said_of_it():
    text = words(run("levels", "--level", "5").stdout)
    level = CATALOG.level(5)
    for said in (level.definition, *level.examples.values(), level.returns, level.governance):
        assert words(said) in text.replace("· ", "")
    assert json.loads(run("levels", "--level", "5", "--json").stdout)["name"] == level.name
    assert run("levels", "--level", "8").exit_code == 2


def test_the_comparison_in_markdown_is_one_table_of_all_levels():
    lines = run("levels", "--markdown").stdout.splitlines()
    table = [line for line in lines if line.startswith("|")]
    # Eight columns: the aspect and seven levels. Cells hold no bar that is not escaped.
    assert {line.replace("\\|", "").count("|") for line in table} == {9}
    assert [line for line in lines if line.startswith("| **")] == table[2:]
    assert len(table) > 10


def test_items_can_be_chosen_by_transition_and_kind():
    chosen = json.loads(run("items", "--transition", "3-4", "--kind", "governance", "--json").stdout)
    assert chosen
    assert {(item["transition"], item["kind"]) for item in chosen} == {("3-4", "governance")}
    assert "act-34-embed-sops" in run("items", "--transition", "3-4", columns=80).stdout


def test_an_item_reads_as_a_page():
    item = CATALOG.item("act-34-embed-sops")
    text = run("show", item.id).stdout
    for part in (
        item.title,
        item.description,
        item.deliverable,
        item.evidence,
        "Needs before",
        *(n.item for n in item.hard_prerequisites),
    ):
        assert words(part) in words(text)


def test_what_a_law_wants_by_a_day_and_who_can_stop_the_ai_stand_on_the_page():
    assert "2027-12-02, whatever the level" in words(run("show", "gov-l6-regulatory-high-risk").stdout)
    assert "a way for people to stop what acts by itself" in words(run("show", "gov-l5-approval-gates").stdout)
    assert "runs by itself" in words(run("show", "act-45-automate-first-process").stdout)


def test_a_mapping_by_analogy_is_shown_as_such():
    # Article 14 binds high-risk systems only; the item that the trait brings in meets it, others follow its example.
    assert "Art.14" in run("show", "gov-l5-human-in-the-loop").stdout
    oversight = words(run("show", "gov-l5-human-in-the-loop", columns=200).stdout)
    assert "(by analogy)" in oversight.partition("Art.14")[2].partition("Art.26")[0]
    law = run("show", "gov-l6-regulatory-high-risk", columns=200).stdout
    assert "(by analogy)" not in law.partition("Art.14")[2].partition("Art.15")[0]
    crosswalk = run("show", "eu_ai_act", columns=200).stdout
    assert "gov-l5-human-in-the-loop (by analogy)" in crosswalk
    assert "gov-l6-regulatory-high-risk (by analogy)" not in crosswalk.partition("Art.14")[2].partition("Art.15")[0]


def test_a_framework_is_shown_with_its_amendments_and_every_clause():
    text = run("show", "eu_ai_act", columns=80).stdout
    framework = next(one for one in CATALOG.frameworks if one.id == "eu_ai_act")
    assert [clause.id for clause in framework.clauses if clause.id not in text] == []
    assert "in force 2026-07-27" in words(text)
    assert "As of" in text


def test_every_other_entry_has_a_page():
    for entry in (
        *CATALOG.frameworks,
        *CATALOG.controls,
        *CATALOG.risks,
        *CATALOG.kpis,
        *CATALOG.roles,
        *CATALOG.traits,
        *CATALOG.insights,
        *CATALOG.sources,
    ):
        result = run("show", entry.id, columns=80)
        assert (result.exit_code, entry.id in result.stdout) == (0, True), entry.id
        assert max(map(len, result.stdout.splitlines())) <= 80, entry.id
    figures = words(run("show", "risk-l4-shadow-it").stdout)
    assert "in a year in which it is open" in figures


# The check and the schema


def test_a_sound_catalog_passes_the_check_and_advice_is_told():
    result = run("check", "ai-maturity")
    assert result.exit_code == 0
    assert "no fault" in result.stdout
    assert "gov-l7-oecd-leadership" in result.stdout
    assert run("check", "ai-maturity", "--strict").exit_code == 2


def test_every_fault_is_told_with_file_and_line(tmp_path):
    folder = tmp_path / "mine"
    shutil.copytree(Path(library.__file__).parent / "builtin" / "ai-maturity", folder)
    risks = folder / "risks.yaml"
    lines = risks.read_text().splitlines()
    place = next(index for index, line in enumerate(lines) if line.startswith("    severity:"))
    lines[place] = "    severity: 9"
    risks.write_text("\n".join(lines))
    step = folder / "transitions" / "3-4.yaml"
    step.write_text(step.read_text().replace("kind: action", "kind: acton", 1))
    result = run("check", str(folder), "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 2
    assert not told["usable"]
    assert {(one["file"], one["code"]) for one in told["errors"]} == {
        ("risks.yaml", "out_of_range"),
        ("transitions/3-4.yaml", "unknown_value"),
    }
    (severity,) = (one for one in told["errors"] if one["file"] == "risks.yaml")
    assert severity["line"] == place + 1
    shown = run("check", str(folder)).stdout
    assert f"risks.yaml:{place + 1}" in shown
    assert "try: action" in words(shown).replace('"', "")


def test_files_that_cannot_be_read_are_all_named(tmp_path):
    (tmp_path / "catalog.yaml").write_text("id: [")
    (tmp_path / "more.yaml").write_text("items: {a: 1, a: 2}")
    told = json.loads(run("check", str(tmp_path), "--json").stdout)
    assert [one["detail"].partition(":")[0] for one in told["errors"]] == ["catalog.yaml", "more.yaml"]
    assert run("check", str(tmp_path / "nowhere")).exit_code == 2


def test_the_schema_accepts_the_project_s_catalogs_and_refuses_a_misspelt_field():
    whole = json.loads(run("schema").stdout)
    judge = jsonschema_rs.validator_for(whole)
    for name in library.available():
        assert judge.is_valid(json.loads(msgspec.json.encode(library.load(name))))
    document = json.loads(msgspec.json.encode(CATALOG))
    document["items"][0]["deliverables"] = "a report"
    assert not judge.is_valid(document)


def test_the_schema_of_a_part_accepts_each_file_of_a_folder_and_tells_what_fields_mean():
    part = json.loads(run("schema", "--part").stdout)
    judge = jsonschema_rs.validator_for(part)
    for path in (Path(library.__file__).parent / "builtin").rglob("*.yaml"):
        document = json.loads(json.dumps(yaml.safe_load(path.read_text()), default=str))
        assert [error.message for error in judge.iter_errors(document)] == [], path
    fields = part["$defs"]["Item"]["properties"]
    assert "verb" in fields["title"]["description"]


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
