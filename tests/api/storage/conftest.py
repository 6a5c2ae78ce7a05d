"""Every test of the storage that takes ``database`` or ``empty`` runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.storage import migrating
from api.storage.database import Database
from api.storage.repositories.keys import ensure_workspace
from tests.api.storage.databases import KINDS, empty_database, postgresql


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str | None]:
    with postgresql() as url:
        yield url


@pytest.fixture(params=KINDS)
def empty(request: pytest.FixtureRequest, tmp_path: Path, postgresql_url: str | None) -> Iterator[Database]:
    with empty_database(request.param, tmp_path, postgresql_url) as database:
        yield database


@pytest.fixture
def database(empty: Database) -> Database:
    migrating.prepare(empty)
    with empty.write() as session:
        ensure_workspace(session, "ours")
        ensure_workspace(session, "theirs")
    return empty
