"""Databases for tests: an SQLite file of the test's own, and a PostgreSQL database of the run's own, emptied for each.

Other tests of the service import ``kinds`` and ``empty_database`` through the conftest here.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

from api.storage.database import Database

_SERVER = os.environ.get("MILEPOST_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
ABSENT = f"no PostgreSQL answers at {make_url(_SERVER).render_as_string()}; set MILEPOST_TEST_POSTGRES"

KINDS = ("sqlite", "postgresql")


@contextmanager
def postgresql() -> Iterator[str | None]:
    """Make a database for this run and drop it at the end; None where no server answers."""
    server = make_url(_SERVER).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        connection = psycopg.connect(server, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        yield None
        return
    with connection:
        name = f"milepost_test_{secrets.token_hex(6)}"
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            # A test of a lock that is not let go fails, and does not hang.
            url = make_url(_SERVER).set(database=name).update_query_dict({"options": "-clock_timeout=20000"})
            yield url.render_as_string(hide_password=False)
        finally:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@contextmanager
def empty_database(kind: str, folder: Path, postgresql_url: str | None) -> Iterator[Database]:
    """Make an empty database of this kind, without a schema."""
    if kind == "sqlite":
        url = f"sqlite:///{folder / 'milepost.db'}"
    elif postgresql_url is None:
        pytest.skip(ABSENT)
    else:
        url = postgresql_url
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
    database = Database(url)
    try:
        yield database
    finally:
        database.close()
