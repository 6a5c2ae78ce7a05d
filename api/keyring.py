"""The keys of a workspace as ``milepost keys`` handles them, without a server: made, listed, revoked.

Every call of a ``Keyring`` is one transaction. A secret is in what ``create`` returns and nowhere else. What a key is
made of and how it is shown (``new_row``, ``expiry_faults``, ``key_of``) is there for the routes of ``/keys`` too.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import cast

from msgspec.structs import replace

from api import secrets
from api.storage.database import Database, now
from api.storage.ids import new_id
from api.storage.repositories.keys import Keys, ensure_workspace
from api.storage.tables import KeyRow
from catalog.fault import Fault, Refused
from catalog.reading import walk
from clients.sdk.types import IssuedKey, Key, Name, Scope

WORKSPACE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
PAGE = 500


class Keyring:
    """The keys of one workspace."""

    def __init__(self, database: Database, workspace: str) -> None:
        self._database, self._workspace = database, workspace

    def create(self, name: str, scopes: Iterable[str], last_day: datetime | None, pepper: bytes) -> IssuedKey:
        """Make a key, which works until ``last_day`` (UTC) is over. ``Refused`` where it could never be used."""
        expires_at = None if last_day is None else _end_of(last_day)
        self._check(name, expires_at)
        secret = secrets.new_secret()
        row = new_row(self._workspace, name, scopes, expires_at, secret, pepper)
        with self._database.write() as session:
            ensure_workspace(session, self._workspace)
            Keys(session, self._workspace).add(row)
        return IssuedKey(key_of(row), secret)

    def all(self) -> tuple[Key, ...]:
        """Return every key, revoked ones included, the newest first."""
        found: list[Key] = []
        after = None
        with self._database.read() as session:
            while True:
                rows, after = Keys(session, self._workspace).page(after=after, limit=PAGE)
                found += map(key_of, rows)
                if after is None:
                    return tuple(found)

    def revoke(self, key_id: str) -> Key | None:
        """End a key and return it; None where there is none."""
        with self._database.write() as session:
            row = Keys(session, self._workspace).revoke(key_id, now())
        return None if row is None else key_of(row)

    def _check(self, name: str, expires_at: datetime | None) -> None:
        faults = [replace(fault, pointer="/name") for fault in walk(name, Name).faults]
        if not WORKSPACE.fullmatch(self._workspace):
            detail = (
                "A workspace has a name of 1 to 64 small letters, digits, - and _, and begins with none of the two."
            )
            faults.append(Fault("/workspace", "bad_name", detail, "acme"))
        faults += expiry_faults(expires_at, "/expires")
        if faults:
            raise Refused(faults, source="keys create")


def new_row(
    workspace: str, name: str, scopes: Iterable[str], expires_at: datetime | None, secret: str, pepper: bytes
) -> KeyRow:
    """Return a key that is made now, not yet kept; of its secret it holds the beginning and the digest."""
    return KeyRow(
        id=new_id("key"),
        workspace_id=workspace,
        name=name,
        prefix=secrets.prefix(secret),
        digest=secrets.digest(secret, pepper),
        scopes=" ".join(dict.fromkeys(scopes)),
        created_at=now(),
        expires_at=expires_at,
    )


def expiry_faults(expires_at: datetime | None, pointer: str) -> list[Fault]:
    """Return what is wrong with the moment, in a time zone, at which a key that is made now would end; None: never."""
    if expires_at is None:
        return []
    if expires_at <= now():
        return [Fault(pointer, "in_the_past", "A key cannot expire before it is made.")]
    try:
        expires_at.astimezone(UTC)
    except OverflowError:
        detail = "In UTC this lies after the year 9999, the last that there is."
        return [Fault(pointer, "out_of_range", detail, "leave it out: the key never expires")]
    return []


def key_of(row: KeyRow) -> Key:
    """Return a key as it is shown."""
    return Key(
        id=row.id,
        name=row.name,
        workspace=row.workspace_id,
        prefix=row.prefix,
        scopes=cast("tuple[Scope, ...]", tuple(row.scopes.split())),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )


def _end_of(day: datetime) -> datetime:
    """Return the moment at which a day (UTC) is over; of the last day there is, its last moment."""
    midnight = day.replace(tzinfo=UTC)
    last = datetime.max.replace(tzinfo=UTC)
    return last if midnight.date() == last.date() else midnight + timedelta(days=1)
