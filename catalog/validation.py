"""What a catalog must be besides well-formed: its names known, its order possible, its figures usable.

``faults`` is the one question, asked by ``catalog.library`` of every catalog before anyone sees it. Each rule is
one small function in the table of its module; a rule says nothing about what another has already found wrong.
"""

import msgspec

from catalog import figures, names, order
from catalog.fault import Fault
from catalog.model import Catalog
from catalog.reading import in_order

RULES = (*names.RULES, *order.RULES, *figures.RULES)


def faults(catalog: Catalog) -> list[Fault]:
    """Return everything that is wrong with a catalog, in its order; pointers index into the merged catalog."""
    found = [fault for rule in RULES for fault in rule(catalog)]
    return in_order(found, msgspec.to_builtins(catalog)) if found else []
