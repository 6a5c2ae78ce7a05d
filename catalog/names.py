"""Rules on the names of a catalog: each given once, none reserved, every one that is used known.

Called by ``catalog.validation``, of whose table they are a part. What the named things mean is not asked here.
"""

from collections.abc import Callable, Iterable, Iterator

from catalog.fault import Fault
from catalog.model import Catalog, Item, Prerequisite
from catalog.order import placed_prerequisites
from catalog.suggestion import nearest
from catalog.walking import token
from catalog.wording import shown

RESERVED = ("enterprise", "setup", "total")
GATE_PREFIX = "gate-"
FEW = 8


def _named(catalog: Catalog) -> dict[str, tuple[str, list[str]]]:
    """Return, for each list of the catalog, what one of its entries is called and their ids in order."""
    named = {
        "/functions": ("function", list(catalog.functions)),
        "/roles": ("role", [role.id for role in catalog.roles]),
        "/transitions": ("transition", [transition.id for transition in catalog.transitions]),
        "/items": ("item", [item.id for item in catalog.items]),
        "/scaling/classes": ("scale class", [scale.id for scale in catalog.scaling.classes]),
        "/traits": ("trait", [trait.id for trait in catalog.traits]),
        "/kpis": ("KPI", [kpi.id for kpi in catalog.kpis]),
        "/risks": ("risk", [risk.id for risk in catalog.risks]),
        "/controls": ("control", [control.id for control in catalog.controls]),
        "/frameworks": ("framework", [framework.id for framework in catalog.frameworks]),
        "/sources": ("source", [source.id for source in catalog.sources]),
    }
    for index, framework in enumerate(catalog.frameworks):
        clauses = [clause.id for clause in framework.clauses]
        named[f"/frameworks/{index}/clauses"] = (f"clause of {framework.id}", clauses)
    return named | {"/insights": ("insight", [insight.id for insight in catalog.insights])}


def _names_given_twice(catalog: Catalog) -> Iterator[Fault]:
    for at, (what, names) in _named(catalog).items():
        for index in _repeats(names):
            detail = f"There is already a {what} {shown(names[index])}: entry {names.index(names[index])} of this list."
            field = "" if at == "/functions" else "/id"
            yield Fault(f"{at}/{index}{field}", "duplicate", detail, "give each its own id")


def _reserved_names(catalog: Catalog) -> Iterator[Fault]:
    for at, (what, names) in _named(catalog).items():
        for index, name in enumerate(names):
            if what in ("function", "role") and name in RESERVED:
                detail = f'No {what} can be called "{name}": plans use this word themselves.'
                field = "" if what == "function" else "/id"
                yield Fault(f"{at}/{index}{field}", "reserved", detail, f"{name}-{what}")
            elif what == "item" and name.startswith(GATE_PREFIX):
                detail = f'Item "{name}" is named like a gate of a plan.'
                yield Fault(f"{at}/{index}/id", "reserved", detail, f"act-{name}")


Use = tuple[str, str, str]
"""Where a name is used, what it should name (as in ``_named``), and the name."""


def _unknown_names(catalog: Catalog) -> Iterator[Fault]:
    known = {what: set(names) for what, names in _named(catalog).values()}
    for index, item in enumerate(catalog.items):
        for at, what, name in _names_used(item):
            # Clauses of a framework that is itself unknown have nowhere to be looked up.
            if name not in known.get(what, {name}):
                detail = f"Item {item.id} names the {what} {shown(name)}, which this catalog does not have."
                yield Fault(f"/items/{index}{at}", "unknown_name", detail, _one_of(name, known[what]))
    for owner, uses in (
        *((f"Trait {trait.id}", _names_in_factors(catalog, index)) for index, trait in enumerate(catalog.traits)),
        *((f"Level {level.level}", _names_in_duties(catalog, index)) for index, level in enumerate(catalog.levels)),
        *((f"Framework {one.id}", _names_in_clauses(catalog, index)) for index, one in enumerate(catalog.frameworks)),
        ("A figure", _sources_named(catalog)),
    ):
        for at, what, name in uses:
            if name not in known.get(what, {name}):
                detail = f"{owner} names the {what} {shown(name)}, which this catalog does not have."
                yield Fault(at, "unknown_name", detail, _one_of(name, known[what]))


def _names_used(item: Item) -> Iterator[Use]:
    yield "/transition", "transition", item.transition
    yield "/scale_class", "scale class", item.scale_class
    yield from ((at, "item", prerequisite.item) for at, prerequisite in placed_prerequisites(item))
    for field, what, names in (
        ("soft_prerequisites", "item", item.soft_prerequisites),
        ("kpis", "KPI", item.kpis),
        ("risks", "risk", item.risks),
        ("controls", "control", item.controls),
        ("estimate_basis/sources", "source", item.estimate_basis.sources),
    ):
        yield from ((f"/{field}/{index}", what, name) for index, name in enumerate(names))
    for framework, clauses in item.frameworks.items():
        at = f"/frameworks/{token(framework)}"
        yield at, "framework", framework
        for index, clause in enumerate(clauses):
            yield f"{at}/{index}", f"clause of {framework}", clause
    for field, what, single in (
        ("applies_if", "trait", item.applies_if),
        ("accountable", "role", item.accountable),
        ("responsible", "role", item.responsible),
    ):
        if single is not None:
            yield f"/{field}", what, single
    for name, mode in item.modes.items():
        at = f"/modes/{token(name)}"
        for role in mode.effort_person_weeks:
            yield f"{at}/effort_person_weeks/{token(role)}", "role", role
        for role in mode.setup_effort_person_weeks:
            yield f"{at}/setup_effort_person_weeks/{token(role)}", "role", role


def _names_in_factors(catalog: Catalog, trait: int) -> Iterator[Use]:
    for index, factor in enumerate(catalog.traits[trait].factors):
        at = f"/traits/{trait}/factors/{index}"
        if factor.scale_class is not None:
            yield f"{at}/scale_class", "scale class", factor.scale_class
        yield from ((f"{at}/items/{position}", "item", item) for position, item in enumerate(factor.items))


def _names_in_duties(catalog: Catalog, level: int) -> Iterator[Use]:
    for index, duty in enumerate(catalog.levels[level].duties):
        at = f"/levels/{level}/duties/{index}"
        yield f"{at}/framework", "framework", duty.framework
        yield f"{at}/clause", f"clause of {duty.framework}", duty.clause
        if duty.applies_if is not None:
            yield f"{at}/applies_if", "trait", duty.applies_if


def _names_in_clauses(catalog: Catalog, framework: int) -> Iterator[Use]:
    for index, clause in enumerate(catalog.frameworks[framework].clauses):
        if clause.applies_if is not None:
            yield f"/frameworks/{framework}/clauses/{index}/applies_if", "trait", clause.applies_if
    for index, amendment in enumerate(catalog.frameworks[framework].amendments):
        if amendment.source is not None:
            yield f"/frameworks/{framework}/amendments/{index}/source", "source", amendment.source


def _sources_named(catalog: Catalog) -> Iterator[Use]:
    for field, lists in (
        ("kpis", [kpi.sources for kpi in catalog.kpis]),
        ("frameworks", [framework.sources for framework in catalog.frameworks]),
        ("insights", [insight.sources for insight in catalog.insights]),
    ):
        for index, sources in enumerate(lists):
            yield from ((f"/{field}/{index}/sources/{at}", "source", name) for at, name in enumerate(sources))


def _names_used_twice(catalog: Catalog) -> Iterator[Fault]:
    for index, item in enumerate(catalog.items):
        lists = {
            "prerequisites": [_item_of(entry) for entry in item.prerequisites],
            "governance_prerequisites": [_item_of(entry) for entry in item.governance_prerequisites],
            "soft_prerequisites": list(item.soft_prerequisites),
            "kpis": list(item.kpis),
            "risks": list(item.risks),
            "controls": list(item.controls),
        }
        for field, names in lists.items():
            for position in _repeats(names):
                detail = f"Item {item.id} names {shown(names[position])} twice in its {field}."
                yield Fault(f"/items/{index}/{field}/{position}", "duplicate", detail, "name it once")


def _unknown_levels(catalog: Catalog) -> Iterator[Fault]:
    levels = {level.level for level in catalog.levels}
    uses: list[tuple[str, str, int | None]] = []
    for index, item in enumerate(catalog.items):
        uses.append((f"/items/{index}/home_level", f"Item {item.id}", item.home_level))
        uses.append((f"/items/{index}/may_start_at_level", f"Item {item.id}", item.may_start_at_level))
    uses += [(f"/kpis/{index}/level", f"KPI {kpi.id}", kpi.level) for index, kpi in enumerate(catalog.kpis)]
    uses += [(f"/risks/{index}/level", f"Risk {risk.id}", risk.level) for index, risk in enumerate(catalog.risks)]
    uses += [(f"/insights/{index}/level", f"Insight {one.id}", one.level) for index, one in enumerate(catalog.insights)]
    for at, owner, level in uses:
        if level is not None and level not in levels:
            detail = f"{owner} speaks of level {level}, which this catalog does not have."
            yield Fault(at, "unknown_level", detail, f"a level from {min(levels)} to {max(levels)}" if levels else None)


def _item_of(entry: str | Prerequisite) -> str:
    return entry.item if isinstance(entry, Prerequisite) else entry


def _repeats(names: list[str]) -> Iterator[int]:
    return (index for index, name in enumerate(names) if name in names[:index])


def _one_of(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    few = f"one of {', '.join(names)}" if 0 < len(names) <= FEW else "add it, or leave it out"
    return nearest(name, names) or few


RULES: tuple[Callable[[Catalog], Iterator[Fault]], ...] = (
    _names_given_twice,
    _reserved_names,
    _unknown_names,
    _names_used_twice,
    _unknown_levels,
)
