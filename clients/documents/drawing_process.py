"""What runs in the process that draws: reads specifications line by line, writes pictures, ends when nothing comes.

``clients.documents.rendering`` starts it by its path in a fresh interpreter; nobody imports it. It knows nothing of the
rest of the project, so that it starts at once.
"""

import json
import os
import re
import signal
import struct
import sys
from functools import lru_cache
from io import BytesIO
from typing import Any

import vl_convert
from PIL import Image

HEAD = struct.Struct(">?Q")
VEGA_LITE = "6.4"
SIZE = re.compile(r'<svg[^>]*? width="([\d.]+)" height="([\d.]+)"')
MOST_PIXELS = 40_000_000
COLOURS = 256
EVERY = 1 << 24
CELL, KEPT, APART = 4, 64, 10

Colour = tuple[int, int, int]


def main() -> None:
    """Answer each line with whether it was drawn, the length, and the picture or the reason."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the caller's to answer; this process ends when its input does
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no picture
    if hasattr(os, "nice"):
        os.nice(5)
    for line in sys.stdin.buffer:
        try:
            drawn, content = True, draw(json.loads(line))
        except Exception as reason:  # whatever it was, the caller is told, and the next one is drawn
            drawn, content = False, str(reason).encode(errors="replace")
        answers.write(HEAD.pack(drawn, len(content)) + content)
        answers.flush()


def draw(asked: dict[str, Any]) -> bytes:
    """Return one picture."""
    svg = drawn(json.dumps(asked["spec"]))
    if asked["form"] == "svg":
        return svg.encode()
    if asked["form"] == "pdf":
        return bytes(vl_convert.svg_to_pdf(svg))
    return smaller(vl_convert.svg_to_png(svg, scale=min(asked["scale"], largest(svg))))


@lru_cache(maxsize=4)
def drawn(spec: str) -> str:
    """Return a specification as SVG, from which its other forms are made: it is often asked for in several of them."""
    svg: str = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    return svg


def largest(svg: str) -> float:
    """Return how many times as large a picture may be drawn and still fit into memory, and onto screens."""
    found = SIZE.match(svg)
    width, height = (float(found[1]), float(found[2])) if found else (1.0, 1.0)
    return float((MOST_PIXELS / max(1.0, width * height)) ** 0.5)


def smaller(png: bytes) -> bytes:
    """Return a picture with a palette of its commonest colours: it looks the same and takes a fraction of the room."""
    with Image.open(BytesIO(png)) as picture:
        full = picture.convert("RGB")
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in commonest(full) for part in colour])
    out = BytesIO()
    full.quantize(palette=palette, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()


def commonest(full: Image.Image) -> list[Colour]:
    """Return the commonest colours, and of the others some that are far from all of these.

    Those that Pillow takes for one another are left out: it looks for the colour that is nearest to the lower corner of
    a cell, in which all colours are one to it.
    """
    found: list[Colour] = []
    for _, colour in sorted(full.getcolors(EVERY) or [], reverse=True):
        assert isinstance(colour, tuple)
        red, green, blue = colour
        new = (red, green, blue)
        apart = 0 if len(found) < KEPT else APART
        if all(_nearer(new, it) and _nearer(it, new) and _distance(new, it) >= apart for it in found):
            found.append(new)
        if len(found) == COLOURS:
            break
    return found


def _distance(one: Colour, other: Colour) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def _nearer(one: Colour, other: Colour) -> bool:
    """Say whether a colour is nearer than another to the corner of its own cell."""
    corner = [part // CELL * CELL for part in one]
    own, far = (sum((a - b) ** 2 for a, b in zip(it, corner, strict=True)) for it in (one, other))
    return own < far


if __name__ == "__main__":
    main()
