"""What is wrong with something a person wrote: where, what, and what would be right.

Every reader of the project (catalogs, requests, later API bodies) reports through these two types.
"""

from msgspec import Struct


class Fault(Struct, frozen=True):
    """One thing that is wrong.

    ``pointer`` is a JSON pointer (RFC 6901) into what was read, ``""`` for the whole; ``code`` a stable word
    for machines; ``detail`` a sentence; ``suggestion`` what would be right, where that is known.
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
