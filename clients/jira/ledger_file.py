"""The ledger as an SQLite file beside the plan: the adapter of the command line.

One process at a time has the whole file; whoever comes second is told so, and whoever is killed lets go of it. Every
``save`` is on the disk when it returns.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from clients.jira.ledger import Audit, Held, Record, RecordKind, Unreadable

VERSION = 1
SUFFIX = ".jira.db"
_SCHEMA = """
CREATE TABLE records (
    kind TEXT NOT NULL, key TEXT NOT NULL, document BLOB NOT NULL, PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE TABLE audit (number INTEGER PRIMARY KEY AUTOINCREMENT, document BLOB NOT NULL);
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END;
"""


def beside(plan_file: str) -> Path:
    """Return where the ledger of a plan's file is: beside it, under its name."""
    path = Path(plan_file)
    return path.with_name(path.name.removesuffix(path.suffix) + SUFFIX)


class LedgerFile:
    """A ledger in a file, which is made where there is none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Have the file for oneself; raises ``Held``, and ``Unreadable`` where it is no ledger."""
        if self._connection is not None:
            yield
            return
        try:
            self._connection = self._open()
        except sqlite3.OperationalError as error:
            raise _told(self.path, error) from error
        except sqlite3.DatabaseError as error:
            raise Unreadable(f"{self.path} is no ledger of a plan: {error}") from error
        try:
            yield
        finally:
            self._connection.close()
            self._connection = None

    def load(self, kind: RecordKind) -> dict[str, bytes]:
        """Return the records of a kind by their keys."""
        with self.held():
            return dict(self._it.execute("SELECT key, document FROM records WHERE kind = ? ORDER BY key", (kind,)))

    def save(self, records: Sequence[Record], audit: Sequence[Audit] = ()) -> None:
        """Keep all of it, or nothing; it is on the disk when this returns."""
        with self.held(), self._it:
            self._it.execute("BEGIN")
            for record in records:
                if record.document is None:
                    self._it.execute("DELETE FROM records WHERE kind = ? AND key = ?", (record.kind, record.key))
                else:
                    row = (record.kind, record.key, record.document)
                    self._it.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?)", row)
            rows = [(msgspec.json.encode(one),) for one in audit]
            self._it.executemany("INSERT INTO audit (document) VALUES (?)", rows)

    def audit(self, *, after: int = 0, limit: int = 1000) -> tuple[tuple[int, Audit], ...]:
        """Return what was written, in order, each with its number: those that come after one."""
        query = "SELECT number, document FROM audit WHERE number > ? ORDER BY number LIMIT ?"
        with self.held():
            rows = self._it.execute(query, (after, limit)).fetchall()
        return tuple((number, msgspec.json.decode(document, type=Audit)) for number, document in rows)

    @property
    def _it(self) -> sqlite3.Connection:
        assert self._connection is not None
        return self._connection

    def _open(self) -> sqlite3.Connection:
        new = not self.path.exists()
        self.path.touch(mode=0o600)
        connection = sqlite3.connect(self.path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            # With this the first transaction takes the lock of the file, and only its closing gives it back.
            connection.execute("PRAGMA locking_mode=EXCLUSIVE").close()
            connection.execute("PRAGMA synchronous=FULL").close()
            connection.execute("BEGIN EXCLUSIVE").close()
            self._begin(connection)
            connection.execute("COMMIT").close()
        except BaseException:
            connection.close()
            if new and self.path.stat().st_size == 0:
                self.path.unlink()
            raise
        return connection

    def _begin(self, connection: sqlite3.Connection) -> None:
        """Make the tables of a new ledger."""
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == VERSION:
            return
        if version != 0:
            raise Unreadable(f"{self.path} was written by another version of Milepost (ledger {version})")
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
            raise Unreadable(f"{self.path} is a database, but no ledger of a plan")
        for statement in _statements(_SCHEMA):
            connection.execute(statement).close()
        connection.execute(f"PRAGMA user_version={VERSION}").close()


def _statements(script: str) -> Iterator[str]:
    written = ""
    for line in script.splitlines():
        written += line + "\n"
        if sqlite3.complete_statement(written):
            yield written
            written = ""


def _told(path: Path, error: sqlite3.OperationalError) -> Exception:
    if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
        return Held(f"Another sync has {path} open; wait until it has ended")
    return Unreadable(f"{path} cannot be opened: {error}")
