"""The database: one address, sessions that read and sessions that write, alike on SQLite and PostgreSQL.

Handlers, workers and commands open sessions here, from as many threads and processes as there are; the end of the
``with`` block is the end of the transaction. It knows no table, and nobody else sets up a connection.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from api.storage.turns import Turns

_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_WAIT_S = 5.0


class UnusableAddress(ValueError):
    """The address of a database cannot be used; the message says what would be right."""


class Busy(Exception):
    """Others held the database for longer than a request should wait; the same request may succeed in a moment."""


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


class Database:
    """A database and its connections; nothing is connected before the first session."""

    def __init__(self, url: str, *, pool_size: int = 20, durable: bool = False) -> None:
        """Take ``sqlite:///PATH`` or ``postgresql+psycopg://…``; ``pool_size`` is how many sessions run at once.

        What was written outlives the end of any process; where it is ``durable``, on SQLite that of the machine too,
        at the price of a wait for the disk. PostgreSQL makes no such difference.
        """
        self._address = _address(url)
        self.url = self._address.render_as_string(hide_password=False)
        self.dialect = self._address.get_backend_name()
        self._turns = Turns()
        self._reading, self._writing = (
            _sqlite(self._address, pool_size, "FULL" if durable else "NORMAL")
            if self.dialect == "sqlite"
            else _postgresql(self._address, pool_size)
        )

    @property
    def name(self) -> str:
        """The database as people are told of it: a file, or an address without its password."""
        return str(self.file) if self.file is not None else self._address.render_as_string(hide_password=True)

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database, None of another."""
        return Path(self._address.database or "") if self.dialect == "sqlite" else None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session that sees one state of the database and cannot write. Raises ``Busy``."""
        with self._transaction(self._reading) as connection, Session(connection, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a session that may write: committed at the end, rolled back on an error. Raises ``Busy``.

        On SQLite writers take turns from here on, so what one reads cannot change before it writes. PostgreSQL lets
        them run side by side: there a row to be changed by what it says is read ``with_for_update``, or the
        change is one statement that names what it relies on.
        """
        with self._turn(), self._transaction(self._writing) as connection:
            with Session(connection, expire_on_commit=False) as session:
                yield session
                session.flush()
            connection.commit()

    @contextmanager
    def alter(self) -> Iterator[Connection]:
        """Open the only connection that changes the schema now: all of the change is kept, or none of it.

        On SQLite a table is changed by a copy that takes its place, during which nothing may follow its foreign keys;
        they are checked at the end.
        """
        with self._turn(), self._connection(self._writing) as connection:
            if self.dialect == "sqlite":
                with _foreign_keys_off(connection), _begun(connection):
                    yield connection
                    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
                    if broken:
                        raise RuntimeError(f"the change left rows without what they refer to: {broken[:5]}")
                    connection.commit()
            else:
                with _begun(connection):
                    connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('milepost'), hashtext('schema'))"))
                    yield connection
                    connection.commit()

    def close(self) -> None:
        """Close every connection that is not in use."""
        self._reading.dispose()
        self._writing.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self.dialect != "sqlite":
            yield
            return
        with ExitStack() as stack:
            try:
                stack.enter_context(self._turns.turn(_WAIT_S))
            except TimeoutError as timeout:
                raise Busy(f"Others wrote to the database for {_WAIT_S:.0f} s.") from timeout
            yield

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        with self._connection(engine) as connection, _begun(connection):
            yield connection

    @contextmanager
    def _connection(self, engine: Engine) -> Iterator[Connection]:
        try:
            connection = engine.connect()
        except PoolTimeout as timeout:
            raise Busy(f"All connections to the database were in use for {_WAIT_S:.0f} s.") from timeout
        with connection:
            yield connection


@contextmanager
def _begun(connection: Connection) -> Iterator[None]:
    """Begin a transaction; roll it back at the end unless it was committed."""
    try:
        transaction = connection.begin()
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
            raise Busy(f"Others wrote to the database for {_WAIT_S:.0f} s.") from error
        raise
    try:
        yield
    finally:
        if transaction.is_active:
            transaction.rollback()


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        # Without the cause, which may tell the address with its password.
        raise UnusableAddress(_expected("The address of the database cannot be read")) from None
    driver = _DRIVERS.get(address.get_backend_name())
    if driver is None:
        raise UnusableAddress(_expected(f"A database of the kind {address.get_backend_name()} cannot be used"))
    if driver == _DRIVERS["sqlite"] and address.database in (None, "", ":memory:"):
        raise UnusableAddress(_expected("An SQLite database needs a file, which all processes share"))
    return address.set(drivername=driver)


def _expected(fault: str) -> str:
    return f"{fault}; write sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME."


def _sqlite(address: URL, pool_size: int, synchronous: str) -> tuple[Engine, Engine]:
    """Make an engine for readers and one for writers, which take the lock at once.

    A transaction that read first and then wants to write would be refused without a wait when another wrote meanwhile.
    """
    options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 0, "pool_timeout": _WAIT_S}
    # The driver begins nothing itself: transactions begin below, whole, with changes of the schema in them.
    options["connect_args"] = {"isolation_level": None, "timeout": _WAIT_S, "check_same_thread": False}
    reading, writing = create_engine(address, **options), create_engine(address, **options)
    for engine, begin, pragmas in (
        (reading, "BEGIN", ("query_only=ON",)),
        (writing, "BEGIN IMMEDIATE", ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON")),
    ):
        _prepare_connections(engine, begin, pragmas)
    return reading, writing


def _prepare_connections(engine: Engine, begin: str, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in (f"busy_timeout={_WAIT_S * 1000:.0f}", *pragmas):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    # The pragma does nothing inside of a transaction, so it goes past SQLAlchemy, which would begin one.
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute("PRAGMA foreign_keys=OFF").close()
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON").close()


def _postgresql(address: URL, pool_size: int) -> tuple[Engine, Engine]:
    """Make one pool, and two views of it: a reader keeps to the state that its first statement saw."""
    writing = create_engine(
        address,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=_WAIT_S,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 10},
    )
    reading = writing.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return reading, writing
