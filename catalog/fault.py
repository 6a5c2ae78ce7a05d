"""What is wrong with something a person wrote: where, what, and what would be right.

Every reader of the project (catalogs, requests, later API bodies) reports through these types.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct

MOST = 1_000
FLOOD = 20_000


class Fault(Struct, frozen=True):
    """One thing that is wrong.

    ``pointer`` is a JSON pointer (RFC 6901) into what was read, ``""`` for the whole, in a workbook also a cell
    (``Limits!B4``); ``code`` a stable word for machines; ``detail`` a sentence; ``suggestion`` what would be right,
    where that is known.
    """

    pointer: str
    code: str
    detail: str
    suggestion: str | None = None


class Refused(Exception):
    """What was given cannot be used; ``faults`` holds every reason, in the order of the document."""

    def __init__(self, faults: "list[Fault] | tuple[Fault, ...]", *, source: str | None = None) -> None:
        self.faults = tuple(faults)
        self.source = source
        super().__init__("; ".join(f"{fault.pointer or '/'}: {fault.detail}" for fault in self.faults))


class Flooded(Exception):
    """So much is wrong that looking further helps nobody."""


class Findings:
    """Gathers faults: keeps the first ``MOST`` of them and counts the rest, up to ``FLOOD``."""

    def __init__(self) -> None:
        self.kept: list[Fault] = []
        self.more = 0

    def add(self, pointer: str, code: str, detail: str, suggest: str | Callable[[], str | None] | None = None) -> None:
        """Add a fault; a suggestion that takes work to find is a function, called only where the fault is kept.

        ``Flooded`` is raised at fault number ``FLOOD``.
        """
        if len(self.kept) < MOST:
            suggestion = suggest() if callable(suggest) else suggest
            self.kept.append(Fault(pointer=pointer, code=code, detail=detail, suggestion=suggestion))
            return
        self.more += 1
        if self.more + MOST >= FLOOD:
            raise Flooded

    def all(self) -> tuple[Fault, ...]:
        """Return the faults in the order they came, the last one saying how many more there are."""
        return capped(self.kept, self.more)


def capped(faults: Sequence[Fault], uncounted: int = 0) -> tuple[Fault, ...]:
    """Return the first ``MOST`` faults and, where there are more, a last one that says how many."""
    more = len(faults[MOST:]) + uncounted
    if not more:
        return tuple(faults)
    count = f"{more:,} more faults are" if more > 1 else "One more fault is"
    if more + MOST >= FLOOD:
        count = f"At least {count}"
    return (*faults[:MOST], Fault(pointer="", code="more_faults", detail=f"{count} not shown.", suggestion=None))
