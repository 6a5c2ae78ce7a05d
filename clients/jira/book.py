"""The records of a ledger with their meaning: issues of nodes, links, what was offered, how a run stands.

Read whole when a sync begins, written record by record as things happen. Who compares and applies goes by what stands
here; nothing else of a sync outlives its process.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from clients.jira.ledger import Audit, Ledger, Record, RecordKind

T = TypeVar("T")


class OtherBinding(Exception):
    """The ledger belongs to another site, project or roadmap."""


class Binding(Struct, frozen=True):
    """What a ledger is about; a ledger is about one roadmap in one project."""

    site: str
    project: str
    roadmap: str


class Agreed(Struct, frozen=True):
    """What plan and Jira said of a field when they were last in agreement, or last settled, and when that was."""

    mine: Any
    theirs: Any
    at: datetime


class Entry(Struct, frozen=True):
    """The issue of a node. ``asked``: a create is under way, or its answer was lost; nobody may create it meanwhile.

    ``detached``: the issue is gone from Jira. ``level`` and ``title`` are as they were last sent.
    """

    state: Literal["asked", "bound", "detached"]
    level: int
    title: str
    asked_at: datetime | None
    issue: str | None
    key: str | None
    fields: dict[str, Agreed]


LinkState = Literal["asked", "made", "found"]


class LinkEntry(Struct, frozen=True):
    """A link that the plan wants, and that it made, or is about to: only those does it ever take away.

    ``found``: it was there already, made by people, or before a ledger was lost.
    """

    state: LinkState


class Run(Struct, frozen=True):
    """An apply: ``open`` until all of its change set is done. ``until`` is when a parked one may go on."""

    id: str
    hash: str
    state: Literal["open", "done"]
    actor: str
    began_at: datetime
    until: datetime | None
    change_set: Raw


class Book:
    """The ledger of one roadmap in one project, as it stands."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.nodes: dict[str, Entry] = {}
        self.links: dict[str, LinkEntry] = {}
        self.run: Run | None = None
        self.offer: Raw | None = None

    def held(self) -> AbstractContextManager[None]:
        """Be the only one who writes; raises ``Held``."""
        return self._ledger.held()

    def open(self, binding: Binding) -> None:
        """Read all that is known; raises ``OtherBinding`` where the ledger is about something else."""
        known = self._read("binding", Binding).get("")
        if known is None:
            self._save("binding", {"": binding})
        elif known != binding:
            raise OtherBinding(
                f"This ledger is about the roadmap {known.roadmap} in {known.project} at {known.site}, "
                f"not about {binding.roadmap} in {binding.project} at {binding.site}"
            )
        self.nodes = self._read("node", Entry)
        self.links = self._read("link", LinkEntry)
        self.run = self._read("run", Run).get("")
        offer = self._ledger.load("offer").get("")
        self.offer = Raw(offer) if offer is not None else None

    def keep_nodes(self, entries: Mapping[str, Entry], audit: Sequence[Audit] = ()) -> None:
        """Remember how nodes stand."""
        self._save("node", entries, audit)
        self.nodes |= entries

    def forget_nodes(self, nodes: Iterable[str], audit: Sequence[Audit] = ()) -> None:
        """Forget the issues of nodes."""
        gone = list(nodes)
        self._save("node", dict.fromkeys(gone), audit)
        for node in gone:
            self.nodes.pop(node, None)

    def agree(
        self, node: str, values: Mapping[str, tuple[Any, Any]], at: datetime, audit: Sequence[Audit] = ()
    ) -> None:
        """Remember for each of these fields what the plan and what Jira says of it now."""
        entry = self.nodes[node]
        fields = {name: Agreed(mine, theirs, at) for name, (mine, theirs) in values.items()}
        self.keep_nodes({node: replace(entry, fields=entry.fields | fields)}, audit)

    def keep_links(self, keys: Iterable[str], state: LinkState | None, audit: Sequence[Audit] = ()) -> None:
        """Remember how links stand; None: they are gone."""
        found = {key: LinkEntry(state) if state is not None else None for key in keys}
        self._save("link", found, audit)
        for key, entry in found.items():
            if entry is None:
                self.links.pop(key, None)
            else:
                self.links[key] = entry

    def note(self, audit: Sequence[Audit]) -> None:
        """Add to the audit alone."""
        self._ledger.save((), audit)

    def keep_run(self, run: Run) -> None:
        """Remember how the run stands."""
        self._save("run", {"": run})
        self.run = run

    def keep_offer(self, change_set: object) -> None:
        """Remember the last change set that was shown, which is the one that may be applied by its hash."""
        document = msgspec.json.encode(change_set)
        self._ledger.save([Record("offer", "", document)])
        self.offer = Raw(document)

    def read(self, kind: RecordKind, type_: type[T]) -> dict[str, T]:
        """Return the records of a kind that others give a meaning."""
        return self._read(kind, type_)

    def save(self, kind: RecordKind, values: Mapping[str, object]) -> None:
        """Keep records of a kind that others give a meaning; None forgets one."""
        self._save(kind, values)

    def _read(self, kind: RecordKind, type_: type[T]) -> dict[str, T]:
        return {key: msgspec.json.decode(document, type=type_) for key, document in self._ledger.load(kind).items()}

    def _save(self, kind: RecordKind, values: Mapping[str, object], audit: Sequence[Audit] = ()) -> None:
        records = [
            Record(kind, key, msgspec.json.encode(one) if one is not None else None) for key, one in values.items()
        ]
        if records or audit:
            self._ledger.save(records, audit)
