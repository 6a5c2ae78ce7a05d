"""The ids of what the service makes: a prefix of the kind, and 26 characters that sort by the time of making.

Whoever stores a new plan, job, scenario or key calls ``new_id``. Ids are unique over processes and machines, and nobody
reads anything out of them.
"""

import os
import threading
import time
from typing import Literal

Kind = Literal["plan", "qst", "std", "cmp", "job", "scn", "key", "jcn", "jlg", "jrn"]

# Digits and letters that are not taken for each other (Crockford). All in lower case: they sort alike everywhere.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 26
_COUNTS = 1 << 16


class _Clock:
    """Milliseconds since 1970 and a count within each; never the same pair twice in a process, never a smaller one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def tick(self) -> int:
        """Return the next instant: 48 bits of milliseconds, 16 bits of count."""
        with self._lock:
            self._last = max(time.time_ns() // 1_000_000 * _COUNTS, self._last + 1)
            return self._last


_clock = _Clock()
os.register_at_fork(after_in_child=_clock.__init__)  # type: ignore[misc]  # a lock held elsewhere stays locked in a child


def new_id(kind: Kind) -> str:
    """Return an id that is greater than all that this process made before.

    The last 64 bits are random: two processes that tick at once do not meet.
    """
    number = _clock.tick() << 64 | int.from_bytes(os.urandom(8))
    return f"{kind}_" + "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))
