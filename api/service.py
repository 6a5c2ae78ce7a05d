"""What the routes share while the service runs: settings, database, doorkeeper, queue, watch, and what it remembers.

Made by ``api.app``. It knows catalogs by name, the project's own and the workspace's; no path is ever opened.
"""

import time
from collections import OrderedDict

import msgspec
from msgspec import Struct

from api.cursors import cursor, place_of
from api.jobs.queue import Queue
from api.jobs.watch import Watch
from api.limits import Rate
from api.metrics import Metrics
from api.press.desk import Press
from api.security import Doorkeeper
from api.settings import Settings
from api.storage.database import Database
from api.storage.repositories.catalogs import Catalogs
from api.vault import Vault, key_of
from catalog import library
from catalog.fault import Fault, Refused
from catalog.model import Catalog
from catalog.suggestion import nearest

TRUSTED_S = 1.0
MOST_REMEMBERED_BYTES = 64_000_000
MOST_CATALOGS = 20


class _Kept(Struct):
    document: bytes
    etag: str
    looked_at: float


class Documents:
    """Plans that were read lately, as they are sent; what is older than a second is looked for again."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._bytes = 0

    def get(self, workspace: str, plan_id: str) -> tuple[bytes, str] | None:
        """Return a plan and its ETag, None where the database must be asked."""
        kept = self._kept.get((workspace, plan_id))
        if kept is None or time.monotonic() - kept.looked_at >= TRUSTED_S:
            return None
        return kept.document, kept.etag

    def put(self, workspace: str, plan_id: str, document: bytes, etag: str) -> None:
        """Remember a plan that is there now. Call it, like ``drop``, in the event loop alone."""
        self.drop(workspace, plan_id)
        self._kept[workspace, plan_id] = _Kept(document, etag, time.monotonic())
        self._bytes += len(document)
        while self._bytes > MOST_REMEMBERED_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= len(oldest.document)

    def drop(self, workspace: str, plan_id: str) -> None:
        """Forget a plan."""
        kept = self._kept.pop((workspace, plan_id), None)
        self._bytes -= len(kept.document) if kept else 0


class Service:
    """The service while it runs."""

    def __init__(self, settings: Settings, database: Database, queue: Queue, watch: Watch) -> None:
        self.settings, self.database, self.queue, self.watch = settings, database, queue, watch
        self.door = Doorkeeper(settings, database)
        self.rate = Rate(settings.requests_per_minute)
        self.documents = Documents()
        self.press = Press()
        self.metrics = Metrics()
        self._pepper = settings.pepper()
        self.vault = Vault(key_of(self._pepper))
        self._uploaded: OrderedDict[tuple[str, str], Catalog] = OrderedDict()

    def cursor(self, place: str | None, listing: str) -> str | None:
        """Return the cursor of the page after ``place``, None at the end."""
        return None if place is None else cursor(place, listing, self._pepper)

    def place_of(self, written: str, listing: str) -> str:
        """Return the place that a cursor names; raises ``ApiProblem``."""
        return place_of(written, listing, self._pepper)

    def catalog(self, workspace: str, reference: str) -> Catalog:
        """Return a catalog by ``id`` or ``id@version``: the project's own, or one that the workspace uploaded.

        ``Refused`` where there is none. What is uploaded never changes, and is decoded once.
        """
        name, _, version = reference.partition("@")
        if name in library.available():
            return library.load(reference)
        with self.database.read() as session:
            uploaded = Catalogs(session, workspace)
            row = uploaded.get(name, version or None)
            known = [entry.id for entry in uploaded.page(after=None, limit=100)[0]] if row is None else []
        if row is None:
            names = [*library.available(), *known]
            detail = f"There is no catalog {reference[:80]!r} here; known: {', '.join(names)}."
            raise Refused([Fault("", "unknown_catalog", detail, nearest(name, names) or names[0])])
        key = (workspace, row.digest)
        found = self._uploaded.get(key)
        if found is None:
            found = self._uploaded[key] = msgspec.json.decode(row.document, type=Catalog)
            if len(self._uploaded) > MOST_CATALOGS:
                self._uploaded.popitem(last=False)
        return found
