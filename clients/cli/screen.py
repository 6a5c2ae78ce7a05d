"""The terminal as it is: its width, its colours, and the characters it can show.

Everything printed goes through the consoles made here: no colour with NO_COLOR or into a pipe, ASCII where
the encoding is not UTF-8, never wider than 200 columns, and no markup read out of anybody's titles.
"""

import os
import sys
import unicodedata
from typing import IO, NamedTuple

from rich.console import Console

WIDEST = 200


class Screen(Console):
    """A console whose closed pipe is an exception like any other: the group decides how that ends."""

    def on_broken_pipe(self) -> None:
        """Pass it on (rich would exit with 1)."""
        raise BrokenPipeError


class Glyphs(NamedTuple):
    """The characters of charts and lists."""

    action: str
    governance: str
    setup: str
    gate: str
    critical: str
    quarter_line: str
    gate_line: str
    freeze: str
    full: str
    rest: str
    bullet: str
    arrow: str
    times: str
    dot: str
    cut: str
    steps: str


UNICODE = Glyphs("█", "▚", "░", "◆", "●", "│", "┊", "╌", "█", "░", "•", "→", "×", "·", "…", "▁▂▃▄▅▆▇█")
ASCII = Glyphs("#", "=", "-", "+", "!", ":", "|", "~", "#", ".", "*", "->", "x", "-", "~", "12345678")


def output() -> Console:
    """Return the console of standard output."""
    return console(sys.stdout)


def errors() -> Console:
    """Return the console of standard error."""
    return console(sys.stderr)


def console(stream: IO[str]) -> Console:
    """Return a console on ``stream`` that can print any text, whatever the stream's encoding."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure and not is_utf8(stream):
        reconfigure(errors="replace")
    made = Screen(file=stream, highlight=False, markup=False, emoji=False)
    if os.environ.get("NO_COLOR"):
        # rich keeps bold and dim under NO_COLOR; without a colour system it sends no control codes at all.
        made = Screen(file=stream, highlight=False, markup=False, emoji=False, color_system=None)
    made.width = min(made.width, WIDEST)
    return made


def is_utf8(stream: IO[str]) -> bool:
    """Say whether every character can be written to ``stream``."""
    return (getattr(stream, "encoding", None) or "ascii").lower().replace("-", "").startswith("utf")


def glyphs(of: Console) -> Glyphs:
    """Return the characters that ``of`` can show."""
    return ASCII if of.options.ascii_only else UNICODE


def printable(text: str) -> str:
    """Return ``text`` with control characters made visible, so that no input can drive the terminal."""
    return "".join("?" if unicodedata.category(mark) in ("Cc", "Cf", "Cs") else mark for mark in text)


def shortened(text: str, width: int, cut: str) -> str:
    """Return ``text`` in at most ``width`` characters, ending in ``cut`` where something was left out."""
    return text if len(text) <= width else text[: max(0, width - len(cut))].rstrip() + cut
