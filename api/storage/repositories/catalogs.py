"""Uploaded catalogs: versions that never change, once they are there.

The routes of ``/catalogs`` and the loader of catalogs for plans call it. The catalogs that are part of the project are
not here.
"""

from typing import Literal

from msgspec import Struct
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from api.storage.database import now
from api.storage.repositories.paging import cut, page_of
from api.storage.repositories.writing import insert_new
from api.storage.tables import CatalogRow


class CatalogEntry(Struct, frozen=True):
    """What a list says of a version; ``overview`` is encoded."""

    id: str
    version: str
    digest: str
    overview: bytes


class Catalogs:
    """The catalogs of a workspace."""

    def __init__(self, session: Session, workspace: str) -> None:
        self._session = session
        self._workspace = workspace

    def put(
        self, catalog_id: str, version: str, *, digest: str, overview: bytes, document: bytes
    ) -> Literal["created", "same", "conflict"]:
        """Keep a version; ``same`` where it is there with this digest, ``conflict`` where with another."""
        row = CatalogRow(
            workspace_id=self._workspace,
            id=catalog_id,
            version=version,
            digest=digest,
            created_at=now(),
            overview=overview,
            document=document,
        )
        if insert_new(self._session, row):
            return "created"
        kept = select(CatalogRow.digest).where(*self._own(catalog_id), CatalogRow.version == version)
        return "same" if self._session.exec(kept).one() == digest else "conflict"

    def get(self, catalog_id: str, version: str | None = None) -> CatalogRow | None:
        """Return a version with its document; the highest where none is named."""
        if version is None:
            version = next((entry.version for entry in self.versions(catalog_id)), None)
        own = self._own(catalog_id)
        return self._session.exec(select(CatalogRow).where(*own, CatalogRow.version == version)).first()

    def versions(self, catalog_id: str) -> list[CatalogEntry]:
        """Return the versions of a catalog, the highest first."""
        return sorted(self._entries([catalog_id]), key=_precedence, reverse=True)

    def page(self, *, after: str | None, limit: int) -> tuple[list[CatalogEntry], str | None]:
        """Return the highest version of some catalogs, in order of their ids, and the id to go on after."""
        listed = select(CatalogRow.id).where(CatalogRow.workspace_id == self._workspace).distinct()
        ids = self._session.exec(page_of(listed, col(CatalogRow.id), after, limit, newest_first=False)).all()
        latest = {entry.id: entry for entry in sorted(self._entries(list(ids)), key=_precedence)}
        return cut([latest[catalog_id] for catalog_id in ids], limit)

    def _entries(self, catalog_ids: list[str]) -> list[CatalogEntry]:
        listed = select(CatalogRow.id, CatalogRow.version, CatalogRow.digest, CatalogRow.overview).where(
            CatalogRow.workspace_id == self._workspace, col(CatalogRow.id).in_(catalog_ids)
        )
        return [CatalogEntry(*row) for row in self._session.exec(listed)]

    def _own(self, catalog_id: str) -> tuple[ColumnElement[bool], ...]:
        return col(CatalogRow.workspace_id) == self._workspace, col(CatalogRow.id) == catalog_id


def _precedence(entry: CatalogEntry) -> tuple[int, ...]:
    return tuple(int(part) for part in entry.version.split("."))
