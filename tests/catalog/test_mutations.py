"""A hundred catalogs, each broken in one to five places: the check finds every fault, with its place."""

import copy
import json
from random import Random

import msgspec
import pytest

from catalog import library
from tests.catalog import mutations

SEEDS = range(100)
WHOLE = {name: json.loads(msgspec.json.encode(library.load(name))) for name in library.available()}


def broken(seed):
    """A catalog broken in several places, and what must be found in it."""
    dice = Random(seed)
    name = dice.choice(sorted(WHOLE))
    document = copy.deepcopy(WHOLE[name])
    if seed % 10 == 0:
        kinds = mutations.ADVICE
    elif seed % 3 == 0:
        # A fault that leaves a field empty hides those that could be its consequence: it comes alone.
        kinds = (dice.choice(mutations.FORM),)
    else:
        kinds = mutations.RULES + mutations.HARMLESS_FORM
    chosen = dice.sample(kinds, min(len(kinds), dice.randint(1, 5)))
    # The order of levels is told once for the whole chain, and levels that are unknown depend on it.
    if mutations.levels_out_of_order in chosen:
        chosen = [mutations.levels_out_of_order]
    # Two rings through one item are one ring to whoever untangles them.
    if {mutations.a_cycle, mutations.an_item_that_needs_itself} <= set(chosen):
        chosen.remove(mutations.a_cycle)
    # What has no mode cannot also have a wrong one.
    order = sorted(chosen, key=lambda one: one is mutations.an_item_without_a_mode)
    return document, [mutation(document, dice) for mutation in order]


def examined(tmp_path, document):
    path = tmp_path / "catalog.json"
    path.write_text(json.dumps(document, default=str), encoding="utf-8")
    return library.examine(str(path))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_fault_of_a_broken_catalog_is_found_in_its_place(seed, tmp_path):
    document, wanted = broken(seed)
    found = examined(tmp_path, document)
    told = {(fault.code, fault.pointer) for fault in (*found.faults, *found.advice)}
    for code, pointer in wanted:
        hits = {at for known, at in told if known == code}
        assert any(at == pointer or (pointer.endswith("/") and at.startswith(pointer)) for at in hits), (code, pointer)
    faults = [code for code, _ in wanted if code not in ("no_gate", "unused", "unsaid")]
    assert (found.catalog is None) == bool(faults)


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_the_project_s_own_catalogs_have_neither_fault_nor_advice_but_what_is_a_choice(name):
    found = library.examine(name)
    assert found.faults == ()
    assert {advice.code for advice in found.advice} <= {"no_gate"}


def test_every_suggestion_for_an_unknown_key_is_the_nearest_known(tmp_path):
    document = copy.deepcopy(WHOLE["ai-maturity"])
    document["items"][3]["deliverables"] = document["items"][3].pop("deliverable")
    found = examined(tmp_path, document)
    suggestions = {fault.pointer: fault.suggestion for fault in found.faults}
    assert suggestions["/items/3/deliverables"] == "deliverable"


def test_a_cycle_is_told_link_by_link(tmp_path):
    document = copy.deepcopy(WHOLE["ai-maturity"])
    items = {item["id"]: item for item in document["items"]}
    items["act-12-set-goals"]["prerequisites"] = ["act-12-define-pilots"]
    (fault,) = examined(tmp_path, document).faults
    assert "act-12-set-goals needs act-12-define-pilots" in fault.detail
    assert "needs act-12-set-goals" in fault.detail
