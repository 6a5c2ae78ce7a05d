"""Where a command finds its catalogs: on this machine, or on the server that ``--server`` names.

Both are asked in the same words, so that a command is written once. A path names a catalog of this machine alone.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from catalog import library
from catalog.fault import Fault, Refused
from catalog.suggestion import nearest
from catalog.wording import shown
from clients.sdk.problems import NotFound
from clients.sdk.types import CatalogOverview

if TYPE_CHECKING:
    from catalog.model import Catalog
    from clients.sdk import Client

_REFERENCE = re.compile(r"[a-z][a-z0-9_-]*(@[^/\\]+)?")


class Shelf(Protocol):
    """The catalogs there are; ``client`` leads to the server that has them, None where this machine has."""

    client: "Client | None"

    def available(self) -> tuple[str, ...]:
        """Return the ids of the catalogs that can be named."""

    def overviews(self) -> tuple[CatalogOverview, ...]:
        """Return what a list says of each."""

    def load(self, reference: str) -> "Catalog":
        """Return a catalog by id or ``id@version``; Refused where there is none."""


class LocalShelf:
    """The catalogs of the project, and those of any path."""

    client: "Client | None" = None

    def available(self) -> tuple[str, ...]:
        """Return the ids of the project's own."""
        return library.available()

    def overviews(self) -> tuple[CatalogOverview, ...]:
        """Return what a list says of the project's own."""
        return tuple(overview_of(library.load(name), built_in=True) for name in library.available())

    def load(self, reference: str) -> "Catalog":
        """Return a catalog by id, ``id@version`` or path."""
        return library.load(reference)


class ServerShelf:
    """The catalogs of a server: the project's own as that server has them, and those that were uploaded."""

    def __init__(self, client: "Client") -> None:
        self.client: Client | None = client
        self._client = client

    def available(self) -> tuple[str, ...]:
        """Return the ids of the server's catalogs."""
        return tuple(one.id for one in self._client.catalogs.list())

    def overviews(self) -> tuple[CatalogOverview, ...]:
        """Return what a list says of the server's catalogs."""
        return tuple(self._client.catalogs.list())

    def load(self, reference: str) -> "Catalog":
        """Return a catalog by id or ``id@version``."""
        if not _REFERENCE.fullmatch(reference):
            raise Refused([_a_path(reference)], source=reference)
        try:
            return self._client.catalogs.get(reference)
        except NotFound:
            raise Refused([self._unknown(reference)], source=reference) from None

    def _unknown(self, reference: str) -> Fault:
        if Path(reference).exists():
            return _a_path(reference)
        name, _, version = reference.partition("@")
        known = self.available()
        if version and name in known:
            versions = [one.version for one in self._client.catalogs.versions(name)]
            detail = f"The server has no version {shown(version)} of {name}; it has {', '.join(versions)}."
            return Fault("", "unknown_version", detail, f"{name}@{versions[0]}" if versions else name)
        detail = f"The server has no catalog {shown(reference)}; it has {', '.join(known)}."
        return Fault("", "unknown_catalog", detail, nearest(name, known) or next(iter(known), None))


def _a_path(reference: str) -> Fault:
    detail = f"With --server a catalog is named by its id; {shown(reference)} is a path of this machine."
    return Fault("", "unknown_catalog", detail, "upload it to the server (client.catalogs.put), or leave out --server")


def overview_of(catalog: "Catalog", *, built_in: bool) -> CatalogOverview:
    """Return what a list says of a catalog, here and on a server; ``built_in``: it is the project's own."""
    return CatalogOverview(
        id=catalog.id,
        version=catalog.version,
        title=catalog.title,
        description=catalog.description,
        currency=catalog.currency,
        levels=len(catalog.levels),
        items=len(catalog.items),
        digest=library.digest(catalog),
        built_in=built_in,
    )
