import json
import subprocess
import sys
from collections import Counter

import msgspec
import pytest

from catalog import files, library
from catalog.fault import Refused
from catalog.library import available, digest, load
from catalog.model import Catalog
from catalog.reading import read_value
from tests.builders import a_catalog, an_item


@pytest.fixture(scope="module")
def maturity():
    return load("ai-maturity")


def refusal(reference):
    with pytest.raises(Refused) as caught:
        load(str(reference))
    assert caught.value.source == str(reference)
    return caught.value.faults


def a_document(**fields):
    """A small valid catalog as plain data."""
    return {**msgspec.to_builtins(a_catalog(an_item("act-a"))), **fields}


def written(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# The built-in catalog


def test_the_built_in_catalog_is_listed_and_loaded_by_id_and_version(maturity):
    assert available() == ("ai-maturity", "cloud-migration")
    assert maturity.id == "ai-maturity"
    assert load("ai-maturity@1.1.0") is maturity


def test_every_transition_has_the_actions_and_governance_of_the_inventory(maturity):
    # 46 actions of the model plus the one that Level 5 presupposes (4-5), 43 governance prerequisites.
    counts = Counter((item.transition, item.kind) for item in maturity.items)
    actions = {"1-2": 5, "2-3": 7, "3-4": 9, "4-5": 9, "5-6": 7, "6-7": 7, "7+": 3}
    governance = {"1-2": 9, "2-3": 7, "3-4": 5, "4-5": 8, "5-6": 9, "6-7": 5}
    assert counts == {
        **{(transition, "action"): count for transition, count in actions.items()},
        **{(transition, "governance"): count for transition, count in governance.items()},
    }
    assert len(maturity.items) == 90


def test_every_level_asks_for_the_governance_of_the_inventory(maturity):
    levels = Counter(item.home_level for item in maturity.items if item.kind == "governance")
    # Single requirements of each level plus the key controls that no list of requirements covers.
    assert levels == {1: 3 + 1, 2: 4 + 1, 3: 6 + 1, 4: 5, 5: 8, 6: 7 + 2, 7: 5}


def test_kpis_risks_and_controls_are_all_there(maturity):
    metrics = Counter((kpi.level, kpi.kind) for kpi in maturity.kpis)
    # One metric of all levels is ours: the share under a current policy.
    assert metrics == {
        (1, "metric"): 3,
        (1, "benchmark"): 2,
        (2, "metric"): 6,
        (2, "benchmark"): 1,
        (3, "metric"): 4,
        (3, "benchmark"): 1,
        (4, "metric"): 4,
        (4, "benchmark"): 6,
        (5, "metric"): 4,
        (5, "benchmark"): 2,
        (6, "metric"): 5,
        (7, "metric"): 4,
        (7, "benchmark"): 1,
        (None, "metric"): 3,
        (None, "benchmark"): 2,
    }
    assert Counter(risk.level for risk in maturity.risks) == {1: 7, 2: 4, 3: 5, 4: 7, 5: 4, 6: 4, 7: 4}
    assert Counter(control.band for control in maturity.controls) == {"1-2": 4, "3-5": 4, "6-7": 4, "5-6+": 3}


def test_every_risk_has_an_item_that_reduces_it_and_every_control_one_that_implements_it(maturity):
    assert {risk for item in maturity.items for risk in item.risks} == {risk.id for risk in maturity.risks}
    assert {control for item in maturity.items for control in item.controls} == {
        control.id for control in maturity.controls
    }


def test_every_subcategory_and_every_annex_control_is_mapped_to_an_item(maturity):
    clauses = {framework.id: [clause.id for clause in framework.clauses] for framework in maturity.frameworks}
    # NIST counts 72 subcategories; ISO/IEC 42001 has 38 controls in Annex A: those with a number of three
    # parts under A.6, of two parts elsewhere.
    annex = [name for name in clauses["iso_42001"] if name.startswith("A.")]
    controls = [name for name in annex if name.count(".") == (3 if name.startswith("A.6.") else 2)]
    assert len(clauses["nist_ai_rmf"]) == 72
    assert len(controls) == 38
    uses = [use for item in maturity.items for use in item.frameworks.items()]
    mapped = {(framework, clause) for framework, used in uses for clause in used}
    assert {("nist_ai_rmf", clause) for clause in clauses["nist_ai_rmf"]} <= mapped
    assert {("iso_42001", control) for control in controls} <= mapped


def test_evidence_weeks_are_the_floors_of_the_model(maturity):
    assert [level.evidence_weeks for level in maturity.levels] == [8, 13, 26, 26, 39, 52, 0]


def test_a_set_up_takes_half_as_long_as_a_copy_each_figure_rounded_up(maturity):
    # [4, 6, 10] -> [2, 3, 5]; with the partner [3, 5, 7] -> [2, 3, 4].
    modes = maturity.item("act-12-educate-teams").modes
    assert modes["in_house"].setup_weeks == (2, 3, 5)
    assert modes["partner"].setup_weeks == (2, 3, 4)
    with_setup = {item.id for item in maturity.items if any(mode.setup_weeks for mode in item.modes.values())}
    assert len(with_setup) == 9
    assert all(maturity.item(item).estimate_basis.setup == "assumption" for item in with_setup)


def test_figures_links_and_sources_of_an_item_are_carried_over(maturity):
    item = maturity.item("act-56-iterate-expand")
    assert item.evidence_lag_weeks == 8
    assert item.prerequisites == (
        "act-56-agent-frameworks",
        "act-56-adopt-mlops",
        "act-56-govern-ai-decisions",
        "act-56-ai-ops-team",
    )
    assert "gov-l6-explainability-logs" in item.governance_prerequisites
    policy = maturity.item("gov-l1-tool-use-policy")
    assert policy.modes["partner"].duration_weeks == (1, 3, 5)
    assert policy.modes["partner"].cash == (12_500, 18_500, 35_000)
    assert policy.estimate_basis.sources == ("S-AUP-STEPS", "S-AUP-FEES", "S-VAL-2-3W")


def test_modes_are_named_in_house_and_partner_and_one_item_has_its_own(maturity):
    modes = Counter(tuple(item.modes) for item in maturity.items)
    assert modes == {("in_house", "partner"): 87, ("in_house",): 2, ("in_house", "fractional_lead"): 1}


def test_the_first_automated_process_is_optional_and_in_by_default(maturity):
    included = [item.id for item in maturity.items if item.optional and item.default == "included"]
    assert included == ["act-45-automate-first-process"]


def test_what_the_model_only_suggests_at_level_7_is_left_to_requests(maturity):
    suggested = [item.id for item in maturity.items if item.optional and item.default is None]
    assert suggested == ["gov-l7-oecd-leadership", "gov-l7-new-ethical-standards"]


def test_high_risk_compliance_is_mandatory_for_level_6_and_may_begin_at_level_3(maturity):
    item = maturity.item("gov-l6-regulatory-high-risk")
    assert (item.optional, item.applies_if, item.may_start_at_level) == (False, "high-risk-eu-use", 3)


def test_the_walker_reads_the_built_in_catalog_as_the_decoder_does(maturity):
    document = files.read(library._BUILTIN / "ai-maturity")
    assert read_value(document, Catalog) == maturity


def test_a_slip_in_the_project_s_own_files_is_told_like_any_other(tmp_path, monkeypatch):
    written(tmp_path / "spoilt" / "catalog.yaml", json.dumps(a_document(titel="x")))
    monkeypatch.setattr(library, "_BUILTIN", tmp_path)
    monkeypatch.setattr(library, "available", lambda: ("spoilt",))
    [fault] = refusal("spoilt")
    assert (fault.pointer, fault.suggestion) == ("/titel", "title")


def test_importing_the_library_does_not_import_yaml():
    code = "import sys, catalog.library; sys.exit('yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# Naming a catalog


def test_an_unknown_catalog_is_refused_with_the_nearest_and_all_known():
    [fault] = refusal("ai-maturty")
    assert (fault.code, fault.suggestion) == ("unknown_catalog", "ai-maturity")
    assert "ai-maturity" in fault.detail


@pytest.mark.parametrize("reference", ["", "\0", "x" * 10_000, "/no/such/place", "AI Maturity", "ai-maturty@1.0.0"])
def test_what_names_nothing_is_an_unknown_catalog(reference):
    assert [fault.code for fault in refusal(reference)] == ["unknown_catalog"]


@pytest.mark.parametrize("version", ["9.9.9", "", "1.0.0\n"])
def test_a_wrong_version_says_which_there_is(version):
    [fault] = refusal(f"ai-maturity@{version}")
    assert (fault.code, fault.suggestion) == ("unknown_version", "ai-maturity@1.1.0")


# Catalogs of one's own


def test_a_folder_a_yaml_and_a_json_file_give_the_same_catalog(tmp_path):
    document = a_document()
    items = document.pop("items")
    written(tmp_path / "own" / "catalog.yaml", json.dumps(document))
    written(tmp_path / "own" / "parts" / "items.yml", json.dumps({"items": items}))
    whole = {**document, "items": items}
    as_json = written(tmp_path / "own.json", json.dumps(whole, indent=2))
    as_yaml = written(tmp_path / "own.yaml", json.dumps(whole))
    catalogs = [load(str(path)) for path in (tmp_path / "own", as_json, as_yaml)]
    assert catalogs == [a_catalog(an_item("act-a"))] * 3
    assert len({digest(catalog) for catalog in catalogs}) == 1


def test_lists_of_several_files_are_joined_in_order_of_path(tmp_path):
    document = a_document(items=msgspec.to_builtins([an_item("act-b")]))
    written(tmp_path / "catalog.yaml", json.dumps(document))
    written(tmp_path / "items" / "1.yaml", json.dumps({"items": msgspec.to_builtins([an_item("act-c")])}))
    written(tmp_path / "items" / "0.json", json.dumps({"items": msgspec.to_builtins([an_item("act-a")])}))
    assert [item.id for item in load(str(tmp_path)).items] == ["act-b", "act-a", "act-c"]


def test_the_digest_differs_where_a_figure_does():
    assert digest(a_catalog(an_item("act-a", weeks=2))) != digest(a_catalog(an_item("act-a", weeks=3)))


def test_a_field_given_in_two_files_is_refused_by_name(tmp_path):
    written(tmp_path / "catalog.yaml", json.dumps(a_document()))
    written(tmp_path / "more.yaml", "title: Another")
    [fault] = refusal(tmp_path)
    assert (fault.pointer, fault.code) == ("/title", "duplicate")
    assert "catalog.yaml" in fault.detail
    assert "more.yaml" in fault.detail


def test_faults_of_form_and_faults_of_meaning_come_with_pointers(tmp_path):
    misspelt = a_document(titel="x")
    [fault] = refusal(written(tmp_path / "form.json", json.dumps(misspelt)))
    assert (fault.pointer, fault.suggestion) == ("/titel", "title")
    dangling = a_document(items=msgspec.to_builtins([an_item("act-a", after=("act-z",))]))
    [fault] = refusal(written(tmp_path / "meaning.json", json.dumps(dangling)))
    assert (fault.pointer, fault.code) == ("/items/0/prerequisites/0", "unknown_name")


BOMB = "a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + last] * 10)}]\n" for last, name in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id: a\ntitle: b\nid: c\n", 'line 3: "id" is given twice, first on line 1'),
        ("id: a\ntitle: [b\n", "line 3"),
        ("id: a\n\ttitle: b\n", "line 2"),
        ("1: a\n", "line 1: 1 is not a name"),
        ("? [a, b]\n: c\n", "a list or a block is not a name"),
        ("id: a\nsince: 2027-02-30\n", "line 2: 2027-02-30 is no number or date"),
        ("id: !!set {a, b}\n", "values of type tag:yaml.org,2002:set"),
        ("id: !!python/object:os.system {}\n", "are not used in catalogs"),
        (BOMB, "more than 1,000,000 values"),
        ("a: &a [*a]\n", "*a stands for nothing complete before it"),
        ("- " * 100_000, "nested more than 100 deep"),
        ("[" * 100_000, "nested more than 100 deep"),
        ("- a\n- b\n", "holds no fields"),
        ("", "holds no fields"),
        ("a: 1\n---\nb: 2\n", "line 2"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_with_its_line(tmp_path, text, words):
    [fault] = refusal(written(tmp_path / "own.yaml", text))
    assert words in fault.detail
    assert fault.detail.startswith("own.yaml")
    assert fault.suggestion


def test_an_alias_that_is_used_in_measure_is_read(tmp_path):
    text = json.dumps(a_document(description="@")).replace('"title": "Tiny"', '"title": &t "Tiny"').replace('"@"', "*t")
    assert load(str(written(tmp_path / "own.yaml", text))).description == "Tiny"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"id": "a", "id": "b"}', '"id" is given twice'),
        ('{"id": ', "own.json: The document is not JSON"),
        ('{"id": "a\tb"}', "own.json"),
        ("[" * 100_000, "nested more than 100 deep"),
        ("[]", "holds no fields"),
    ],
)
def test_what_is_no_plain_json_is_refused(tmp_path, text, words):
    faults = refusal(written(tmp_path / "own.json", text))
    assert words in faults[0].detail


def test_text_that_is_not_utf_8_is_refused(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_bytes(b"title: caf\xe9\n")
    [fault] = refusal(path)
    assert fault.code == "not_yaml"


def test_more_than_ten_megabytes_are_not_read(tmp_path):
    written(tmp_path / "catalog.yaml", "# " + "x" * 6_000_000)
    written(tmp_path / "more.yaml", "# " + "x" * 6_000_000)
    [fault] = refusal(tmp_path / "catalog.yaml")
    assert fault.code == "wrong_type"
    written(tmp_path / "catalog.yaml", "id: a\n# " + "x" * 6_000_000)
    [fault] = refusal(tmp_path)
    assert (fault.code, "more.yaml" in fault.detail) == ("too_large", True)


def test_a_folder_without_a_catalog_and_a_file_of_another_kind_are_refused(tmp_path):
    [fault] = refusal(tmp_path)
    assert (fault.code, "catalog.yaml" in fault.detail) == ("not_a_catalog", True)
    [fault] = refusal(written(tmp_path / "notes.txt", "id: a"))
    assert fault.code == "not_a_catalog"
