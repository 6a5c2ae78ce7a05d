"""What all records of a catalog share: the base class and the kinds of values that stand in their fields.

Imported by ``catalog.model`` and ``catalog.knowledge``, which hold the records themselves. Descriptions given
here and there are what an editor shows beside a field (``catalog.schema``).
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Id = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_-]*$", max_length=100)]
Text = Annotated[str, Meta(min_length=1)]
Number = int | float
ThreePoint = tuple[Number, Number, Number]
Basis = Literal["sourced", "analogue", "assumption"]


class Record(Struct, frozen=True, forbid_unknown_fields=True):
    """What every part of a catalog has in common: frozen, no unknown keys."""
