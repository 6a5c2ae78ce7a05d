"""A renderer that draws nothing: the smallest picture of each form, at once, and a note of what it was asked for."""

from functools import cache
from typing import Any
from xml.sax.saxutils import escape

import typst

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8ffff3f0005fe02fea735811f0000000049454e44ae426082"
)


@cache
def a_page() -> bytes:
    """A PDF of one small page."""
    made = typst.compile(b"#set page(width: 20mm, height: 10mm)\n#set document(date: none)\nDrawn", timestamp=0)
    assert isinstance(made, bytes)
    return made


class StillRenderer:
    def __init__(self, *_: object):
        self.asked: list[tuple[str, str]] = []
        self.closed = 0

    def __enter__(self):
        return self

    def __exit__(self, *_: object):
        self.close()

    def _note(self, form: str, spec: dict[str, Any]) -> str:
        title = spec.get("title") or {}
        words = title["text"] if isinstance(title, dict) else str(title)
        self.asked.append((form, words if isinstance(words, str) else " ".join(words)))
        return self.asked[-1][1]

    def svg(self, spec: dict[str, Any]) -> str:
        words = escape(self._note("svg", spec))
        path = '<clipPath id="clip0"><path d="M0,0h9v9h-9Z"/></clipPath>'
        text = f'<g clip-path="url(#clip0)" role="graphics-object" aria-label="mark"><text>{words}</text></g>'
        return f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 9 9">{path}{text}</svg>'

    def png(self, spec: dict[str, Any], scale: float = 2.0) -> bytes:
        self._note("png", spec)
        return PNG

    def pdf(self, spec: dict[str, Any]) -> bytes:
        self._note("pdf", spec)
        return a_page()

    def close(self) -> None:
        self.closed += 1
