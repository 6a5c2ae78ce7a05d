"""Work that goes on in a thread of its own while the calling one goes on too.

Worth it for what spends nearly all its time in a solver, which lets others run meanwhile. What it finds is read by the
calling thread, so that nothing is told from elsewhere.
"""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

Over = Callable[[], bool]

SWITCH_S = 0.0005
"""Seconds after which the calling thread gives way, a tenth of Python's own: solvers are called in quick succession,
and after each call the work would wait for so long. With it the work goes twice as fast, what calls it hardly slower.
"""


@contextmanager
def aside(work: Callable[[Over], None], over: Over) -> Iterator["Future[None]"]:
    """Do a piece of work meanwhile; it is told that it is over when the block ends, and what it raised is raised."""
    ended, usual = False, sys.getswitchinterval()
    with ThreadPoolExecutor(1) as pool:
        sys.setswitchinterval(SWITCH_S)
        doing = pool.submit(work, lambda: ended or over())
        try:
            yield doing
        finally:
            ended = True
            sys.setswitchinterval(usual)
    doing.result()


def failed(doing: "Future[None]") -> bool:
    """Tell whether what was done meanwhile has ended by an error."""
    return doing.done() and doing.exception() is not None
