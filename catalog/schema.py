"""The catalog format as JSON Schema (2020-12), for editors and for other programs that write catalogs.

Made from the Structs of ``catalog.model``, so that it can say nothing that they do not.
"""

from typing import Any

import msgspec

from catalog.model import Catalog

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def catalog_schema(*, part: bool = False) -> dict[str, Any]:
    """Return the schema of a catalog; ``part`` is for one file of a folder, in which nothing is required."""
    found = msgspec.json.schema(Catalog)
    if part:
        found["$defs"]["Catalog"]["required"] = []
    title = "Part of a Milepost catalog" if part else "A Milepost catalog"
    return {"$schema": DIALECT, "title": title, **found}
