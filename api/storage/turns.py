"""Writers of one process in a row: who came first writes first.

SQLite makes waiting writers ask again and again, and whoever asks at the right moment wins: of sixteen threads that
write all the time, some wait for seconds. Between processes it stays so; within one, ``database`` lines them up here.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """A lock that is handed on in the order in which it was asked for."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Event] = deque()

    @contextmanager
    def turn(self, timeout_s: float) -> Iterator[None]:
        """Wait for one's turn, and end it with the block. Raises ``TimeoutError``."""
        self._take(timeout_s)
        try:
            yield
        finally:
            self._hand_on()

    def _take(self, timeout_s: float) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            called = threading.Event()
            self._waiting.append(called)
        if called.wait(timeout_s):
            return
        with self._guard:
            if not called.is_set():  # it may have been called in this very moment
                self._waiting.remove(called)
                raise TimeoutError

    def _hand_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False
