"""Who calls, and what they may: keys, scopes, and the open mode of a service that only its own machine can reach.

``Doorkeeper.admit`` is asked for every request, before anything is read of it. Keys are looked up by digest; what was
found counts for a second, so that a revoked key opens nothing a second later.
"""

import time
from functools import lru_cache
from typing import get_args

from msgspec import Struct

from api import secrets
from api.problems import ApiProblem
from api.settings import LOOPBACK_NAMES, Settings, is_loopback
from api.storage.database import Database, now
from api.storage.repositories import keys
from clients.sdk.types import Scope

OPEN_WORKSPACE = "default"
EVERY_SCOPE: tuple[Scope, ...] = get_args(Scope)
TRUSTED_S = 1.0
TOUCH_S = 60.0
MOST_REMEMBERED = 10_000


class Caller(Struct, frozen=True):
    """Who calls: a workspace, what it may do, and the key by which it came (none in the open mode)."""

    workspace: str
    scopes: tuple[str, ...]
    key_id: str | None = None


OPEN_CALLER = Caller(OPEN_WORKSPACE, EVERY_SCOPE)


class _Remembered(Struct):
    caller: Caller | None
    looked_at: float
    touched_at: float = float("-inf")


class Doorkeeper:
    """Decides on every request whether it comes in, and as whom."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings, self._database = settings, database
        self._pepper = settings.pepper()
        self._known: dict[bytes, _Remembered] = {}
        self._open: tuple[bool, float] = (False, float("-inf"))

    def remembered(self, authorization: str | None) -> Caller | None:
        """Return who calls where that needs no look into the database; None where it does."""
        at = time.monotonic()
        if authorization is None:
            is_open, looked_at = self._open
            fresh = is_open and at - looked_at < TRUSTED_S
            return OPEN_CALLER if fresh else None
        found = self._known.get(self._digest(authorization))
        return found.caller if found is not None and at - found.looked_at < TRUSTED_S else None

    def admit(self, authorization: str | None) -> Caller:
        """Return who calls; ``unauthorized`` where nobody who may."""
        if authorization is None:
            if self.is_open():
                return OPEN_CALLER
            raise ApiProblem("unauthorized", "A key is needed: send Authorization: Bearer mp_…")
        caller = self._look_up(self._digest(authorization))
        if caller is None:
            raise ApiProblem("unauthorized", "The key is not known, expired or revoked.")
        return caller

    def is_open(self) -> bool:
        """Say whether requests come in without a key: on loopback, while there is none that opens anything."""
        if not self._settings.loopback:
            return False
        at = time.monotonic()
        if at - self._open[1] >= TRUSTED_S:
            with self._database.read() as session:
                self._open = (not keys.any_active(session, now()), at)
        return self._open[0]

    def check_host(self, caller: Caller, host: str) -> None:
        """Refuse a request without a key that came under a foreign name: a page in a browser could have sent it."""
        if caller.key_id is None and not _is_own_name(host):
            raise ApiProblem("misdirected", "Without keys the service answers only to localhost and 127.0.0.1.")

    def forget(self) -> None:
        """Look everything up anew: a key was made or revoked."""
        self._known.clear()
        self._open = (False, float("-inf"))

    def _digest(self, authorization: str) -> bytes:
        scheme, _, secret = authorization.partition(" ")
        if scheme.lower() != "bearer" or not secrets.well_formed(secret.strip()):
            raise ApiProblem("unauthorized", "Authorization must be Bearer and a whole key: mp_…")
        return secrets.digest(secret.strip(), self._pepper)

    def _look_up(self, digest: bytes) -> Caller | None:
        at, moment = time.monotonic(), now()
        before = self._known.get(digest)
        with self._database.read() as session:
            row = keys.find(session, digest)
        alive = row is not None and row.revoked_at is None and (row.expires_at is None or row.expires_at > moment)
        caller = Caller(row.workspace_id, tuple(row.scopes.split()), row.id) if row is not None and alive else None
        touched = before.touched_at if before else float("-inf")
        if caller is not None and caller.key_id is not None and at - touched >= TOUCH_S:
            with self._database.write() as session:
                keys.touch(session, caller.key_id, moment)
            touched = at
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[digest] = _Remembered(caller, at, touched)
        return caller


@lru_cache(maxsize=100)
def _is_own_name(host: str) -> bool:
    name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
    return is_loopback(name) or name.lower() in LOOPBACK_NAMES


def check_scope(caller: Caller, scope: str | None) -> None:
    """Refuse a caller who does not have the scope that is needed."""
    if scope is not None and scope not in caller.scopes:
        raise ApiProblem(
            "forbidden", f"This needs the scope {scope}; the key has {', '.join(caller.scopes) or 'none'}."
        )
