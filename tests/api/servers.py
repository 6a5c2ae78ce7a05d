"""The service as a process of its own, started as ``milepost serve`` starts it, for tests that stop or kill it."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60
# As the entry point does it, whether or not the package was installed with it.
COMMAND = "from api import commands; import sys; getattr(commands, sys.argv.pop(1))(prog_name='milepost')"
# Nothing of the environment of whoever runs the tests.
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("MILEPOST_")}


def command(*arguments, **options):
    """Run a command of the service to its end."""
    return subprocess.run(
        [sys.executable, "-c", COMMAND, *map(str, arguments)],
        cwd=ROOT,
        env=CLEAN,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
        **options,
    )


class Server:
    """A running ``milepost serve``; ``line`` is what it said when it was ready, ``address`` where it answers."""

    def __init__(self, folder, *arguments, **environment):
        self.folder = folder
        self._log = (folder / "serving.log").open("ab")
        words = [sys.executable, "-c", COMMAND, "serve", "--port", "0", "--data", folder, *arguments]
        settings = {f"MILEPOST_{name.upper()}": str(value) for name, value in environment.items()}
        self.process = subprocess.Popen(
            [str(word) for word in words], cwd=ROOT, env=CLEAN | settings, stdout=subprocess.PIPE, stderr=self._log
        )
        try:
            self.line = self._first_line()
        except BaseException:
            self.kill()
            raise
        self.address = self.line.split()[2].removesuffix("/v1")

    def _first_line(self):
        readable, _, _ = select.select([self.process.stdout], [], [], PATIENCE_S)
        line = self.process.stdout.readline().decode() if readable else ""
        assert line, f"the server did not start: {self.log[-2000:]}"
        return line

    @property
    def log(self):
        return (self.folder / "serving.log").read_text()

    @property
    def workers(self):
        return [pid for pid, parent in parents().items() if parent == self.process.pid]

    def stop(self, how=signal.SIGTERM):
        """Ask it to end and return its exit code."""
        self.process.send_signal(how)
        return self._gone()

    def kill(self):
        self.process.kill()
        return self._gone()

    def _gone(self):
        code = self.process.wait(PATIENCE_S)
        self.close()
        return code

    def close(self):
        """Close the streams of a server that has ended."""
        self.process.stdout.close()
        self._log.close()


@contextlib.contextmanager
def serving(folder, *arguments, **environment):
    """A server for the length of a block."""
    server = Server(folder, *arguments, **environment)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()
        server.close()


def parents():
    """Every process that runs, with the one that started it."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                if state != "Z":
                    found[int(entry.name)] = int(parent)
    return found


def until(true, what, patience_s=PATIENCE_S):
    """Wait until something is true."""
    end = time.monotonic() + patience_s
    while not true():
        assert time.monotonic() < end, f"{what} did not happen"
        time.sleep(0.05)
