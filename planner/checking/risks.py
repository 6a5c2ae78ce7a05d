"""When each risk of the catalog is open in a laid-out plan."""

from catalog.model import Catalog
from planner.checking.layout import Layout
from planner.checking.terms import level_of


def open_intervals(layout: Layout, catalog: Catalog) -> dict[str, tuple[int, int]]:
    """Return (first week open, first week closed again) of each risk that opens, in the catalog's order."""
    gate_weeks = {gate.level: week for gate, week in zip(layout.gates, layout.gate_weeks, strict=True)}
    mitigated: dict[str, int] = {}
    for one in layout.placed.values():
        for name in one.duty.item.risks:
            mitigated[name] = max(one.finish, mitigated.get(name, 0))
    intervals = {}
    for risk in catalog.risks:
        opens = 0 if risk.level <= layout.terms.current else gate_weeks.get(risk.level)
        if opens is None:
            continue
        closes = mitigated.get(risk.id)
        if closes is None:
            closes = 0 if _is_mitigated_already(layout, catalog, risk.id) else layout.end
        intervals[risk.id] = (opens, closes)
    return intervals


def _is_mitigated_already(layout: Layout, catalog: Catalog, risk: str) -> bool:
    """Tell whether all its mitigators up to the current level, at least one, are in place."""
    missing = {name.partition("@")[0] for name in layout.terms.request.missing}
    levels = {item.id: level_of(item, catalog) for item in catalog.items if risk in item.risks}
    below = [name for name, level in levels.items() if level is not None and level <= layout.terms.current]
    return bool(below) and missing.isdisjoint(below)
