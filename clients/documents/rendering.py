"""Charts as pictures: SVG, PNG and PDF, drawn by a process of their own, since what draws may die of a letter.

Command line, documents and service hold one ``Renderer`` and may share it between threads; an asynchronous service
calls it in a thread. It starts a fresh interpreter, never a fork, and nothing that draws is loaded into the caller.
"""

import contextlib
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, Literal, Self

import msgspec

from clients.documents.pdf_order import in_order

Form = Literal["svg", "png", "pdf"]

PATIENCE_S = 60.0
"""How long one picture may take before its process is killed."""

FAREWELL_S = 1.0
"""How long a process that was told to end may take before it is killed."""

_HEAD = struct.Struct(">?Q")
_WORKER = Path(__file__).with_name("drawing_process.py")


class RenderingFailed(Exception):
    """A picture could not be drawn; the message says why."""


class Renderer:
    """Draws specifications one after the other in a process that is started when first needed, and again if it dies.

    A context manager: at its end, or at ``close``, the process ends. It may be used again afterwards.
    """

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self.patience_s = patience_s
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def svg(self, spec: Mapping[str, Any]) -> str:
        """Return a picture as SVG."""
        return self._draw("svg", spec, 1.0).decode()

    def png(self, spec: Mapping[str, Any], scale: float = 2.0) -> bytes:
        """Return a picture as PNG, ``scale`` times as many pixels each way as the specification says.

        Fewer where it would be more than 40 million pixels.
        """
        return self._draw("png", spec, scale)

    def pdf(self, spec: Mapping[str, Any]) -> bytes:
        """Return a picture as a PDF of one page, letters and all."""
        return in_order(self._draw("pdf", spec, 1.0))

    def close(self) -> None:
        """End the process, if there is one."""
        with self._turn:
            self._end()

    def _draw(self, form: Form, spec: Mapping[str, Any], scale: float) -> bytes:
        """Return what the process draws; it is asked a second time where the first one died, for whatever reason."""
        asked = msgspec.json.encode({"form": form, "spec": spec, "scale": scale}) + b"\n"
        with self._turn:
            answer = self._ask(asked) or self._ask(asked)
        if answer is None:
            raise RenderingFailed("What draws the charts ended twice without a picture.")
        drawn, content = answer
        if not drawn:
            raise RenderingFailed(f"The chart could not be drawn: {content.decode(errors='replace')}")
        return content

    def _ask(self, asked: bytes) -> tuple[bool, bytes] | None:
        """Return whether it was drawn, and what; None where the process died of it or before."""
        process = self._running()
        late = threading.Event()
        alarm = threading.Timer(self.patience_s, _stop, (process, late))
        alarm.daemon = True
        alarm.start()
        try:
            answer = _exchange(process, asked)
        except BaseException:
            # Half an answer may be left in the pipe: the next picture would be this one.
            self._kill()
            raise
        finally:
            alarm.cancel()
        if answer is None:
            self._kill()
            if late.is_set():
                raise RenderingFailed(f"The chart was not drawn within {self.patience_s:g} seconds.")
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            if find_spec("vl_convert") is None:
                raise RenderingFailed("Charts are drawn by vl-convert, which is missing: pip install '.[documents]'.")
            self._kill()
            self._process = subprocess.Popen(
                # -P: what stands beside the worker must not be taken for libraries of the same name.
                [sys.executable, "-P", str(_WORKER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def _end(self) -> None:
        """Let the process end by itself: its input is closed."""
        if self._process is not None:
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                _input(self._process).close()
                self._process.wait(FAREWELL_S)
        self._kill()

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()


def _exchange(process: subprocess.Popen[bytes], asked: bytes) -> tuple[bool, bytes] | None:
    try:
        _input(process).write(asked)
        _input(process).flush()
    except OSError:
        return None
    assert process.stdout is not None
    head = process.stdout.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    drawn, length = _HEAD.unpack(head)
    content = process.stdout.read(length)
    return (drawn, content) if len(content) == length else None


def _input(process: subprocess.Popen[bytes]) -> IO[bytes]:
    assert process.stdin is not None
    return process.stdin


def _stop(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()
