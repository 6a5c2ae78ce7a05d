"""The schema of a database and its versions: which it has, which this program wants, and the way between the two.

``milepost serve`` calls ``prepare``, ``milepost migrate`` the others; whoever changes ``tables`` calls ``draft``. An
SQLite file is copied before its schema changes. No other module knows Alembic.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DatabaseError

from api.storage.database import Database

_MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaRefused(Exception):
    """A database cannot be used as it is; the message says what to do."""


class SchemaTooNew(SchemaRefused):
    """The schema is of a newer program than this."""


class SchemaTooOld(SchemaRefused):
    """The schema is of an older program, and is not changed without being asked."""


class NotOurs(SchemaRefused):
    """There are tables, and they are not Milepost's."""


class Unreachable(SchemaRefused):
    """The database does not answer, or its file cannot be opened."""


def head() -> str:
    """Return the version of the schema that this program wants."""
    return _scripts().get_current_head() or ""


def current(database: Database) -> str | None:
    """Return the version that the database has, None before the first."""
    with _reached(database), database.read() as session:
        return _version(session.connection())


def versions() -> tuple[str, ...]:
    """Return every version that this program knows, the first one first."""
    return tuple(sorted(_known()))


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema up to a version; a database that has it stays as it is."""
    _change(database, head() if revision == "head" else revision, command.upgrade)


def downgrade(database: Database, revision: str) -> None:
    """Bring the schema back to an earlier version, ``base``: to nothing; what it cannot hold is lost."""
    _change(database, revision, command.downgrade)


def prepare(database: Database) -> None:
    """Make the database one that this program can serve from.

    An empty one gets the schema, and an SQLite file is brought up to date. A PostgreSQL database may serve other
    programs of other versions at this moment: it is brought up to date by ``milepost migrate`` alone.
    Raises ``SchemaRefused`` with a sentence for the one who starts the server.
    """
    version = current(database)
    if version is not None and version != head() and version in _known() and database.dialect != "sqlite":
        raise SchemaTooOld(
            f"The database {database.name} has version {version} of the schema and this program wants {head()}: "
            "stop what uses it, keep a copy, and run `milepost migrate`."
        )
    if version != head():
        upgrade(database)


def draft(database: Database, message: str) -> None:
    """Write a new version from how ``tables`` and an up-to-date database differ, for a person to read and mend."""
    with database.alter() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=f"{len(_known()) + 1:04}")


def _change(database: Database, target: str, run: Callable[[Config, str], None]) -> None:
    with _reached(database), database.alter() as connection:
        version = _version(connection)
        _check(database, connection, version)
        if version == target:  # also where another process was faster
            return
        if version is not None and database.file is not None:
            _copy(database.file, target)
        run(_config(connection), target)


def _check(database: Database, connection: Connection, version: str | None) -> None:
    if version is None and set(inspect(connection).get_table_names()) - {"alembic_version"}:
        raise NotOurs(f"The database {database.name} holds tables of something else; name an empty one.")
    if version is not None and version not in _known():
        raise SchemaTooNew(
            f"The database {database.name} has version {version} of the schema, which this program does not know: "
            f"a newer Milepost wrote it. Use that one, or a copy that was made before version {version}."
        )


def _copy(file: Path, target: str) -> None:
    """Copy an SQLite file to one beside it, whole or not at all, with what its log holds."""
    copy = file.with_name(f"{file.name}.before-{target}")
    unfinished = copy.with_name(copy.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=file.stat().st_mode & 0o777)
    source, destination = sqlite3.connect(file), sqlite3.connect(unfinished)
    try:
        source.backup(destination)
    finally:
        source.close()
        destination.close()
    unfinished.replace(copy)


@contextmanager
def _reached(database: Database) -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        foreign = getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB
        if error.statement is not None and not foreign:  # it was reached, and something else is wrong
            raise
        raise Unreachable(f"The database {database.name} cannot be opened: {error.orig}") from error


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _known() -> set[str]:
    return {script.revision for script in _scripts().walk_revisions()}


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config
