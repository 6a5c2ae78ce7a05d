"""What a catalog must be besides well-formed: its names known, its order possible, its figures usable.

``faults`` is the one question, asked by ``catalog.library`` of every catalog before anyone sees it. Each rule is
one small function in the table of its module; a rule says nothing about what another has already found wrong.
"""

from collections.abc import Sequence

import msgspec

from catalog import figures, names, order
from catalog.fault import Fault
from catalog.model import Catalog
from catalog.reading import in_order

RULES = (*names.RULES, *order.RULES, *figures.RULES)

# What a faulty field leaves whole: its value is as written.
_HARMLESS = {"unknown_field", "repeated_field"}
# Rules that look from one entry at another, and so at whatever stands in for the other's faulty fields.
_ACROSS = {
    "unknown_name",
    "cycle",
    "late_governance",
    "late_prerequisite",
    "not_governance",
    "no_human_override",
    "optional_prerequisite",
    "level_order",
    "transition_order",
    "unknown_level",
    "look_ahead",
}


def faults(catalog: Catalog) -> list[Fault]:
    """Return everything that is wrong with a catalog, in its order; pointers index into the merged catalog."""
    found = [fault for rule in RULES for fault in rule(catalog)]
    return in_order(found, msgspec.to_builtins(catalog)) if found else []


def further_faults(catalog: Catalog, known: Sequence[Fault]) -> list[Fault]:
    """Return what is wrong with a catalog beside the ``known`` faults of its form, whose fields have stand-ins.

    Nothing is blamed on a stand-in: where one could be the cause, the fault waits until the known ones are mended.
    """
    shaken = [fault.pointer for fault in known if fault.code not in _HARMLESS]
    fields = {pointer.split("/")[1] for pointer in shaken if pointer}
    related = bool(fields & {"items", "levels", "transitions"})

    def certain(fault: Fault) -> bool:
        if any(_touches(fault.pointer, pointer) for pointer in shaken):
            return False
        if fault.code == "unknown_name":
            return not fields
        return fault.code not in _ACROSS or not related

    return [fault for fault in faults(catalog) if certain(fault)]


def _touches(one: str, other: str) -> bool:
    """Say whether one pointer leads to the other's place, to something in it or to something around it."""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")
