"""A change set: everything that a sync would do, and everything that it leaves alone and why, under one hash.

``clients.jira.diffing`` makes it, people and programs read it, ``clients.jira.applying`` does exactly it. Two change
sets with the same hash do the same.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from msgspec import Struct

from clients.jira.mapping import Policy
from clients.jira.operations import BULK

WRITES = ("version", "create", "adopt", "update", "link", "unlink", "close", "delete")
"""What is written to Jira; ``accept`` changes what is remembered alone; the rest is told and left alone."""

Operation = Literal[
    "version", "create", "adopt", "update", "link", "unlink", "close", "delete",
    "accept", "conflict", "kept", "deleted", "moved", "copy", "left",
]  # fmt: skip
Take = Literal["plan", "jira"]


class Change(Struct, frozen=True):
    """One change, or one thing that is left as it is.

    ``id`` names it for people who settle it. Of a field, ``base`` is what Jira said when both last agreed, ``mine``
    what the plan says, ``theirs`` what Jira says now. ``policy`` is the one that settles a conflict, None without one.
    """

    id: str
    operation: Operation
    node: str | None
    issue: str | None
    field: str | None
    base: Any
    mine: Any
    theirs: Any
    policy: Policy | None
    reason: str

    @property
    def what(self) -> tuple[object, ...]:
        """What the change does, apart from the key that its issue has got meanwhile."""
        return (self.id, self.operation, *map(_encoded, (self.mine, self.theirs)))


class Write(Struct, frozen=True):
    """One request that writes: what it does, and the changes that it carries out, by their ids."""

    operation: Literal["version", "create", "edit", "link", "unlink", "close", "delete"]
    changes: tuple[str, ...]


class ChangeSet(Struct, frozen=True):
    """All that a sync would do. ``counts`` by operation; ``writes`` the requests that write, in their order."""

    hash: str
    plan: str
    site: str
    project: str
    roadmap: str
    changes: tuple[Change, ...]
    counts: dict[str, int]
    writes: tuple[Write, ...]
    warnings: tuple[str, ...]
    settled: dict[str, Take]

    @property
    def clean(self) -> bool:
        """Whether there is nothing to do, not even to remember."""
        return not self.writes and not any(one.operation == "accept" for one in self.changes)


def change_set(
    plan: str,
    site: str,
    project: str,
    roadmap: str,
    changes: tuple[Change, ...],
    levels: dict[str, int],
    warnings: tuple[str, ...],
    settled: dict[str, Take],
) -> ChangeSet:
    """Return a change set with its hash; ``levels`` is that of the hierarchy of each node that is to be created."""
    digest = hashlib.sha256(_encoded([site, project, roadmap, [one.what for one in changes]]))
    return ChangeSet(
        hash=digest.hexdigest()[:16],
        plan=plan,
        site=site,
        project=project,
        roadmap=roadmap,
        changes=changes,
        counts=dict(Counter(one.operation for one in changes)),
        writes=tuple(_writes(changes, levels)),
        warnings=warnings,
        settled=settled,
    )


def is_left_of(rest: ChangeSet, whole: ChangeSet) -> bool:
    """Say whether a change set holds nothing but what is still to be done of another, which was begun."""
    begun = {one.what for one in whole.changes}
    same = (rest.site, rest.project, rest.roadmap) == (whole.site, whole.project, whole.roadmap)
    return same and all(one.what in begun for one in rest.changes)


def _writes(changes: tuple[Change, ...], levels: dict[str, int]) -> Iterator[Write]:
    """Yield the requests in the order in which each finds what it needs: parents before children, ends before links."""
    for one in changes:
        if one.operation == "version":
            yield Write("version", (one.id,))
    made = [one for one in changes if one.operation == "create"]
    for level in sorted({levels[one.node or ""] for one in made}, reverse=True):
        ids = [one.id for one in made if levels[one.node or ""] == level]
        for start in range(0, len(ids), BULK):
            yield Write("create", tuple(ids[start : start + BULK]))
    edited: dict[str, list[str]] = {}
    for one in changes:
        if one.operation in ("adopt", "update"):
            edited.setdefault(one.node or "", []).append(one.id)
    for ids in edited.values():
        yield Write("edit", tuple(ids))
    for operation in ("link", "unlink", "close", "delete"):
        for one in changes:
            if one.operation == operation:
                yield Write(operation, (one.id,))


def _encoded(value: object) -> bytes:
    return msgspec.json.encode(value, order="deterministic")
