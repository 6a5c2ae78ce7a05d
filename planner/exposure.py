"""Which risks are open when: from the level they come with until all that mitigates them is finished."""

from catalog.model import Catalog, Item, Risk
from planner.placement import Placement
from planner.scope import enterprise_level


def open_weeks(placement: Placement) -> dict[str, tuple[int, int]]:
    """Return the weeks [opens, closes) of each risk that is ever open, in catalog order."""
    mitigators: dict[str, list[Item]] = {}
    for item in placement.catalog.items:
        for name in item.risks:
            mitigators.setdefault(name, []).append(item)
    found: dict[str, tuple[int, int]] = {}
    for risk in placement.catalog.risks:
        opens = _opens(risk, placement)
        if opens is None:
            continue
        closes = _closes(mitigators.get(risk.id, []), placement)
        if closes > opens:
            found[risk.id] = (opens, closes)
    return found


def _opens(risk: Risk, placement: Placement) -> int | None:
    if risk.level <= enterprise_level(placement.request):
        return 0
    return placement.gate_weeks.get(risk.level)


def _closes(mitigators: list[Item], placement: Placement) -> int:
    """Return the week in which the last mitigating activity of the plan finishes.

    With none in the plan: 0 if every mitigator up to the current level is in place (and there is one), else the
    week after the target gate's, so that it is open to the end.
    """
    wanted = {item.id for item in mitigators}
    finishes = [placed.finish for placed in placement.activities if placed.activity.item.id in wanted]
    if finishes:
        return max(finishes)
    return 0 if _in_place(mitigators, placement.catalog, placement) else placement.end + 1


def _in_place(mitigators: list[Item], catalog: Catalog, placement: Placement) -> bool:
    current = enterprise_level(placement.request)
    levels = {step.id: step.to_level for step in catalog.transitions}
    behind = [item for item in mitigators if (levels[item.transition] or current + 1) <= current]
    missing = {entry.partition("@")[0] for entry in placement.request.missing}
    return bool(behind) and not any(item.id in missing for item in behind)
