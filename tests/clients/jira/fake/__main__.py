"""The fake as a process: ``python -m tests.clients.jira.fake --port 0 --state FILE``, until it is told to end.

It prints where it listens, and keeps its end state and its log as JSON where asked to.
"""

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

import msgspec

from tests.clients.jira.fake import FakeJira, RealClock, serve


def main(arguments):
    """Serve until SIGTERM or SIGINT, then keep the state."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--state", type=Path)
    parser.add_argument("--index-lag", type=float, default=2.0)
    options = parser.parse_args(arguments)
    jira = FakeJira(RealClock(), index_lag=options.index_lag)
    ended = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ended.set())
    with serve(jira, options.port) as address:
        sys.stdout.write(f"{address} as {':'.join(jira.site.credentials)}\n")
        sys.stdout.flush()
        ended.wait()
    if options.state:
        options.state.write_text(json.dumps(state(jira), indent=1, default=str), encoding="utf-8")


def state(jira):
    """What a test may want to know of a fake that has ended."""
    return {
        "snapshot": jira.snapshot(),
        "log": [msgspec.structs.asdict(entry) for entry in jira.log],
        "faults_of_requests": jira.faults_of_requests,
    }


if __name__ == "__main__":
    main(sys.argv[1:])
