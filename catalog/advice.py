"""What is not wrong with a catalog and yet worth a look: things that nothing uses, words that are not said.

``advice`` is asked by ``catalog.library`` for those who check a catalog. A catalog with advice can be planned with.
"""

from collections.abc import Callable, Iterator

import msgspec

from catalog.fault import Fault
from catalog.model import Catalog
from catalog.reading import in_order


def advice(catalog: Catalog) -> list[Fault]:
    """Return what is worth a look in a catalog that has no faults, in its order."""
    found = [fault for rule in RULES for fault in rule(catalog)]
    return in_order(found, msgspec.to_builtins(catalog))


def _items_that_no_gate_needs(catalog: Catalog) -> Iterator[Fault]:
    steps = {transition.id for transition in catalog.transitions if transition.to_level is not None}
    needed = {entry.item for item in catalog.items for entry in item.hard_prerequisites}
    for index, item in enumerate(catalog.items):
        by_choice = item.optional and item.default is None and item.applies_if is None
        if by_choice and item.transition in steps and item.id not in needed:
            detail = f"No gate needs item {item.id}: it is optional, nothing waits for it and no trait brings it in."
            suggestion = "make it mandatory, default: included or applies_if a trait, or leave it to requests"
            yield Fault(f"/items/{index}/optional", "no_gate", detail, suggestion)


def _things_that_nothing_uses(catalog: Catalog) -> Iterator[Fault]:
    for field, (what, means, named) in _UNUSED.items():
        used = _USED[field](catalog)
        for index, name in enumerate(named(catalog)):
            if name not in used:
                detail = f"Nothing uses the {what} {name}: {means}."
                yield Fault(f"/{field}/{index}", "unused", detail, "name it where it belongs, or leave it out")


def _roles(catalog: Catalog) -> set[str | None]:
    used: set[str | None] = set()
    for item in catalog.items:
        used |= {item.accountable, item.responsible}
        for mode in item.modes.values():
            used |= {*mode.effort_person_weeks, *mode.setup_effort_person_weeks}
    return used


def _traits(catalog: Catalog) -> set[str | None]:
    used: set[str | None] = {trait.id for trait in catalog.traits if trait.factors}
    used |= {item.applies_if for item in catalog.items}
    used |= {clause.applies_if for framework in catalog.frameworks for clause in framework.clauses}
    return used | {duty.applies_if for level in catalog.levels for duty in level.duties}


def _kpis(catalog: Catalog) -> set[str | None]:
    # A benchmark describes others: no item has to move it.
    used: set[str | None] = {kpi.id for kpi in catalog.kpis if kpi.kind == "benchmark"}
    return used | {kpi for item in catalog.items for kpi in item.kpis}


def _scale_classes(catalog: Catalog) -> set[str | None]:
    used: set[str | None] = {item.scale_class for item in catalog.items}
    return used | {factor.scale_class for trait in catalog.traits for factor in trait.factors}


_USED: dict[str, Callable[[Catalog], set[str | None]]] = {
    "roles": _roles,
    "traits": _traits,
    "kpis": _kpis,
    "risks": lambda catalog: {risk for item in catalog.items for risk in item.risks},
    "controls": lambda catalog: {control for item in catalog.items for control in item.controls},
    "scaling/classes": _scale_classes,
    "frameworks": lambda catalog: {name for item in catalog.items for name in item.frameworks},
}
_UNUSED: dict[str, tuple[str, str, Callable[[Catalog], list[str]]]] = {
    "roles": ("role", "no item needs its work, and it answers for none", lambda of: [one.id for one in of.roles]),
    "traits": ("trait", "it changes no figure and brings in nothing", lambda of: [one.id for one in of.traits]),
    "kpis": ("KPI", "no item moves it", lambda of: [one.id for one in of.kpis]),
    "risks": ("risk", "no item reduces it, so it never closes", lambda of: [one.id for one in of.risks]),
    "controls": ("control", "no item implements it", lambda of: [one.id for one in of.controls]),
    "scaling/classes": ("scale class", "no item grows by it", lambda of: [one.id for one in of.scaling.classes]),
    "frameworks": ("framework", "no item is mapped to it", lambda of: [one.id for one in of.frameworks]),
}


def _words_that_are_not_said(catalog: Catalog) -> Iterator[Fault]:
    for index, item in enumerate(catalog.items):
        missing = [
            name
            for name, value in (
                ("description", item.description),
                ("accountable", item.accountable),
                ("responsible", item.responsible),
            )
            if not value
        ]
        if missing:
            detail = f"Item {item.id} does not say its {' and '.join(missing)}."
            yield Fault(f"/items/{index}", "unsaid", detail, f"add {', '.join(missing)}")
    for index, level in enumerate(catalog.levels):
        if not level.definition:
            detail = f"Level {level.level} has no definition: nobody can tell whether an organization is there."
            yield Fault(f"/levels/{index}", "unsaid", detail, "add definition")
    for index, risk in enumerate(catalog.risks):
        figures = (risk.probability, risk.impact_weeks, risk.impact_cost)
        if any(figure is None for figure in figures):
            detail = f"Risk {risk.id} has no full figures: simulations leave it out."
            yield Fault(f"/risks/{index}", "unsaid", detail, "add probability, impact_weeks and impact_cost")


RULES: tuple[Callable[[Catalog], Iterator[Fault]], ...] = (
    _items_that_no_gate_needs,
    _things_that_nothing_uses,
    _words_that_are_not_said,
)
