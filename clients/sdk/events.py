"""A stream of server-sent events, taken apart as its bytes come in, as the HTML standard has it.

Knows nothing of connections: ``EventStream`` is fed and gives back what has become whole.
"""

from collections.abc import Iterator
from typing import NamedTuple


class Event(NamedTuple):
    """One event; ``id`` is the last one that the stream has named."""

    id: str
    event: str
    data: str


class EventStream:
    """Events out of bytes; ``retry_s`` is the pause before a reconnection that the server asked for."""

    def __init__(self) -> None:
        self.retry_s: float | None = None
        self._pending = b""
        self._begun = False
        self._id = ""
        self._event = ""
        self._data: list[str] = []

    def feed(self, data: bytes) -> list[Event]:
        """Take in more bytes; return the events that they complete."""
        return list(self._events(data))

    def _events(self, data: bytes) -> Iterator[Event]:
        for line in self._lines(data):
            if line:
                self._field(line)
            else:
                event, lines, self._event, self._data = self._event, self._data, "", []
                if lines:
                    yield Event(self._id, event or "message", "\n".join(lines))

    def _lines(self, data: bytes) -> Iterator[str]:
        self._pending += data
        if not self._begun and self._pending:
            if b"\xef\xbb\xbf".startswith(self._pending[:3]) and len(self._pending) < 3:
                return
            self._pending, self._begun = self._pending.removeprefix(b"\xef\xbb\xbf"), True
        # A carriage return at the end may be half of a line's end.
        whole, held = (self._pending[:-1], b"\r") if self._pending.endswith(b"\r") else (self._pending, b"")
        *lines, rest = whole.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        self._pending = rest + held
        for line in lines:
            yield line.decode("utf-8", errors="replace")

    def _field(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._id = value
        elif name == "retry" and value.isascii() and value.isdigit():
            self.retry_s = int(value) / 1000
