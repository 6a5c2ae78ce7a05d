"""Each rule against a small catalog that breaks it alone; the catalog that breaks none stands first."""

from math import inf, nan

import pytest
from msgspec.structs import replace

from catalog.knowledge import Clause, Control, Framework, Kpi, Risk, Source
from catalog.library import load
from catalog.model import (
    EstimateBasis,
    Level,
    Mode,
    Recurring,
    Role,
    Trait,
    TraitFactor,
    Transition,
)
from catalog.validation import faults
from tests.builders import a_catalog, a_mode, an_item

STEPS = [
    Transition(id="1-2", from_level=1, to_level=2),
    Transition(id="2-3", from_level=2, to_level=3),
    Transition(id="3-4", from_level=3, to_level=4),
]
BEYOND = Transition(id="4+", from_level=4, to_level=None)
SETUP = {"setup_weeks": 1, "setup_cash": 5}


def whole(*items, **fields):
    """A catalog in which every kind of name exists once: kpi-a, risk-a, ctl-a, law (Art.1), S-A, big."""
    defaults = {
        "kpis": (Kpi(id="kpi-a", name="A", level=1),),
        "risks": (Risk(id="risk-a", title="A", level=1, severity=1),),
        "controls": (Control(id="ctl-a", title="A", band="1-2"),),
        "frameworks": (Framework(id="law", title="Law", clauses=(Clause(id="Art.1", title="One"),)),),
        "sources": (Source(id="S-A", what="A"),),
        "traits": (Trait(id="big", title="Big", factors=(TraitFactor(scale_class="flat"),)),),
    }
    catalog = a_catalog(*items)
    return replace(catalog, **{**defaults, **fields})


def an_item_with_effort(**effort):
    return an_item("act-a", effort=effort)


def a_mode_of(**fields):
    return an_item("act-a", modes={"in_house": Mode(**{"duration_weeks": (1, 1, 1), **fields})})


def scaled_by(**fields):
    return whole(scaling=replace(a_catalog().scaling, **fields))


def based_on(source):
    basis = EstimateBasis(duration="sourced", cash="sourced", effort="sourced", sources=(source,))
    return replace(an_item("act-a"), estimate_basis=basis)


BROKEN = {
    # names
    "two items of one id": (whole(an_item("act-a"), an_item("act-a")), "duplicate", "/items/1/id"),
    "two functions of one name": (whole(functions=("hr", "hr")), "duplicate", "/functions/1"),
    "two clauses of one id": (
        whole(frameworks=(Framework(id="law", title="Law", clauses=(Clause(id="A", title="A"),) * 2),)),
        "duplicate",
        "/frameworks/0/clauses/1/id",
    ),
    "a prerequisite named twice": (
        whole(an_item("act-a"), an_item("act-b", after=("act-a", ("act-a", 2)))),
        "duplicate",
        "/items/1/prerequisites/1",
    ),
    "a function called setup": (whole(functions=("setup",)), "reserved", "/functions/0"),
    "a role called total": (whole(roles=(Role(id="total", title="T"),)), "reserved", "/roles/0/id"),
    "an item named like a gate": (whole(an_item("gate-2")), "reserved", "/items/0/id"),
    "an unknown transition": (whole(an_item("act-a", to_level=9)), "unknown_name", "/items/0/transition"),
    "an unknown prerequisite": (
        whole(an_item("act-a"), an_item("act-b", after=("act-c",))),
        "unknown_name",
        "/items/1/prerequisites/0",
    ),
    "an unknown prerequisite with a lag": (
        whole(an_item("act-a"), an_item("act-b", governed_by=(("gov-a", 1),))),
        "unknown_name",
        "/items/1/governance_prerequisites/0/item",
    ),
    "an unknown soft prerequisite": (
        whole(an_item("act-a", soft_prerequisites=("act-b",))),
        "unknown_name",
        "/items/0/soft_prerequisites/0",
    ),
    "an unknown KPI": (whole(an_item("act-a", kpis=("kpi-b",))), "unknown_name", "/items/0/kpis/0"),
    "an unknown risk": (whole(an_item("act-a", risks=("risk-b",))), "unknown_name", "/items/0/risks/0"),
    "an unknown control": (whole(an_item("act-a", controls=("ctl-b",))), "unknown_name", "/items/0/controls/0"),
    "an unknown framework": (
        whole(an_item("act-a", frameworks={"lore": ("Art.1",)})),
        "unknown_name",
        "/items/0/frameworks/lore",
    ),
    "an unknown clause": (
        whole(an_item("act-a", frameworks={"law": ("Art.1", "Art.2")})),
        "unknown_name",
        "/items/0/frameworks/law/1",
    ),
    "an unknown source": (whole(based_on("S-B")), "unknown_name", "/items/0/estimate_basis/sources/0"),
    "an unknown trait": (whole(an_item("act-a", applies_if="small")), "unknown_name", "/items/0/applies_if"),
    "an unknown accountable role": (
        whole(an_item("act-a", accountable="chief")),
        "unknown_name",
        "/items/0/accountable",
    ),
    "an unknown role at work": (
        whole(an_item_with_effort(engineer=1, enginer=1)),
        "unknown_name",
        "/items/0/modes/in_house/effort_person_weeks/enginer",
    ),
    "an unknown scale class": (
        whole(replace(an_item("act-a"), scale_class="steep")),
        "unknown_name",
        "/items/0/scale_class",
    ),
    "a trait on an unknown item": (
        whole(traits=(Trait(id="big", title="Big", factors=(TraitFactor(items=("act-z",)),)),)),
        "unknown_name",
        "/traits/0/factors/0/items/0",
    ),
    "a risk of an unknown level": (
        whole(risks=(Risk(id="risk-a", title="A", level=8, severity=1),)),
        "unknown_level",
        "/risks/0/level",
    ),
    # order
    "levels out of order": (
        whole(levels=tuple(Level(level=n, name="L", evidence_weeks=0) for n in (1, 3)), transitions=(), kpis=()),
        "level_order",
        "/levels/1/level",
    ),
    "a transition out of order": (whole(transitions=(STEPS[0], STEPS[2])), "transition_order", "/transitions/1"),
    "a transition left out": (whole(transitions=tuple(STEPS[:2])), "transition_order", "/transitions"),
    "two open transitions": (
        whole(transitions=(*STEPS, BEYOND, replace(BEYOND, id="4++"))),
        "transition_order",
        "/transitions/4",
    ),
    "an item that needs itself": (
        whole(an_item("act-a", after=("act-a",))),
        "cycle",
        "/items/0/prerequisites/0",
    ),
    "governance in a later transition": (
        whole(an_item("act-a", governed_by=("gov-a",)), an_item("gov-a", to_level=3)),
        "late_governance",
        "/items/0/governance_prerequisites/0",
    ),
    "a prerequisite in a later transition": (
        whole(an_item("act-a", after=("act-b",)), an_item("act-b", to_level=3)),
        "late_prerequisite",
        "/items/0/prerequisites/0",
    ),
    "an action named as governance": (
        whole(an_item("act-a", governed_by=("act-b",)), an_item("act-b")),
        "not_governance",
        "/items/0/governance_prerequisites/0",
    ),
    "a mandatory item that needs an optional one": (
        whole(an_item("act-a", after=("act-b",)), an_item("act-b", optional=True)),
        "optional_prerequisite",
        "/items/0/prerequisites/0",
    ),
    "an action that runs by itself and nobody can stop": (
        whole(
            an_item("act-a", autonomy="runs", after=("act-b",)),
            an_item("act-b", governed_by=("gov-a",)),
            an_item("gov-a"),
        ),
        "no_human_override",
        "/items/0/autonomy",
    ),
    "an action as human override": (
        whole(an_item("act-a", human_override=True)),
        "override_of_action",
        "/items/0/human_override",
    ),
    "a start only after the gate": (
        whole(an_item("act-a", may_start_at_level=2)),
        "look_ahead",
        "/items/0/may_start_at_level",
    ),
    "a default for a mandatory item": (
        whole(an_item("act-a", default="included")),
        "default_of_mandatory",
        "/items/0/default",
    ),
    # figures
    "an item without modes": (whole(replace(an_item("act-a"), modes={})), "no_mode", "/items/0/modes"),
    "a mode with a name of two words": (
        whole(an_item("act-a", modes={"In House": a_mode()})),
        "wrong_form",
        "/items/0/modes",
    ),
    "a pessimistic figure below the likely": (
        whole(a_mode_of(duration_weeks=(1, 3, 2))),
        "unordered",
        "/items/0/modes/in_house/duration_weeks",
    ),
    "negative cash": (whole(a_mode_of(cash=(-1, 0, 0))), "out_of_range", "/items/0/modes/in_house/cash"),
    "an infinite duration": (
        whole(a_mode_of(duration_weeks=(1, 2, inf))),
        "out_of_range",
        "/items/0/modes/in_house/duration_weeks",
    ),
    "effort that is no number": (
        whole(an_item_with_effort(lead=nan)),
        "out_of_range",
        "/items/0/modes/in_house/effort_person_weeks/lead",
    ),
    "a negative evidence lag": (whole(an_item("act-a", lag=-1)), "out_of_range", "/items/0/evidence_lag_weeks"),
    "a negative lag of governance": (
        whole(an_item("gov-a"), an_item("act-a", governed_by=(("gov-a", -1),))),
        "out_of_range",
        "/items/1/governance_prerequisites/0/lag_weeks",
    ),
    "a negative rate": (
        whole(roles=(Role(id="lead", title="Lead", rate=-1),)),
        "out_of_range",
        "/roles/0/rate",
    ),
    "a learning rate of nothing": (scaled_by(learning=0), "out_of_range", "/scaling/learning"),
    "a set-up of an item done once": (
        whole(an_item("act-a", modes={"in_house": a_mode(**SETUP)})),
        "setup_of_one",
        "/items/0/modes/in_house",
    ),
    "a set-up that takes no time": (
        whole(an_item("act-a", repeats_per_function=True, modes={"in_house": a_mode(setup_cash=5)})),
        "setup_without_weeks",
        "/items/0/modes/in_house",
    ),
    "a shared run cost that nothing carries": (
        whole(an_item("act-a", repeats_per_function=True, recurring=Recurring(shared=1))),
        "shared_run_without_setup",
        "/items/0/recurring/shared",
    ),
    "a run cost for each function of an item done once": (
        whole(an_item("act-a", recurring=Recurring(per_function=1))),
        "run_per_function_of_one",
        "/items/0/recurring/per_function",
    ),
    "a number of functions for an item done once": (
        whole(an_item("act-a", min_functions=1)),
        "min_functions_of_one",
        "/items/0/min_functions",
    ),
}


def test_the_catalog_that_comes_with_the_project_has_no_fault():
    assert faults(load("ai-maturity")) == []


def test_a_catalog_that_uses_everything_rightly_has_no_fault():
    items = (
        an_item("gov-a", kpis=("kpi-a",), risks=("risk-a",), controls=("ctl-a",), applies_if="big"),
        replace(based_on("S-A"), frameworks={"law": ("Art.1",)}, prerequisites=("gov-a",), accountable="lead"),
        an_item("act-b", optional=True, default="included", governed_by=(("gov-a", 2),), may_start_at_level=1),
        an_item("act-c", after=("act-b",), to_level=3, modes={"in_house": a_mode(**SETUP)}, repeats_per_function=True),
        replace(an_item("act-d", optional=True), transition="4+"),
        # Beyond the last level everything comes by choice, and brings what it needs.
        replace(an_item("act-e", after=("act-d",)), transition="4+"),
    )
    assert faults(whole(*items, transitions=(*STEPS, BEYOND))) == []


@pytest.mark.parametrize("broken", BROKEN)
def test_each_broken_rule_is_reported_once_and_where_it_is_broken(broken):
    catalog, code, pointer = BROKEN[broken]
    found = faults(catalog)
    assert [(fault.code, fault.pointer) for fault in found] == [(code, pointer)]
    assert found[0].detail.endswith(".")
    assert found[0].suggestion


def test_a_cycle_is_named_link_by_link_from_its_first_item():
    items = (
        an_item("act-x", after=("act-b",)),
        an_item("act-a", after=("act-c",)),
        an_item("act-b", after=("act-a",)),
        an_item("act-c", after=("act-b",)),
    )
    [fault] = faults(whole(*items))
    assert fault.pointer == "/items/1/prerequisites/0"
    assert "act-a needs act-c, act-c needs act-b, act-b needs act-a." in fault.detail


def test_two_cycles_are_two_faults():
    items = (
        an_item("act-a", after=("act-b",)),
        an_item("act-b", after=("act-a",)),
        an_item("act-c", after=("act-d",)),
        an_item("act-d", after=("act-c",)),
    )
    assert [fault.pointer for fault in faults(whole(*items))] == [
        "/items/0/prerequisites/0",
        "/items/2/prerequisites/0",
    ]


def test_the_nearest_name_is_suggested():
    catalog = BROKEN["an unknown role at work"][0]
    assert faults(catalog)[0].suggestion == "engineer"


def test_faults_come_in_the_order_of_the_catalog():
    catalog = whole(
        an_item("act-a", lag=-1, kpis=("kpi-z",)),
        an_item("act-b", after=("act-z",)),
        roles=(Role(id="total", title="T"),),
    )
    assert [fault.pointer for fault in faults(catalog)] == [
        "/roles/0/id",
        "/items/0/evidence_lag_weeks",
        "/items/0/kpis/0",
        "/items/1/prerequisites/0",
    ]


def test_a_catalog_without_levels_is_told_what_it_lacks():
    catalog = whole(levels=(), transitions=(), kpis=(), risks=())
    assert [fault.code for fault in faults(catalog)] == ["too_few_levels"]


def test_a_name_with_a_slash_is_escaped_in_the_pointer():
    catalog = whole(an_item("act-a", frameworks={"a/b": ()}))
    assert [fault.pointer for fault in faults(catalog)] == ["/items/0/frameworks/a~1b"]
