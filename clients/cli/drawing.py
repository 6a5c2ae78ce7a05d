"""A chart of what was found as a picture in a file: of a frontier, a tornado, two plans side by side.

Called by the commands that found it, with the file that was named; its ending says what it becomes. Whether it can be
written at all is judged before anything is solved.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.fault import Fault, Refused
from catalog.suggestion import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

FLAG = "--chart"
HELP = "Draw it into a file too, by its end: .svg, .png, .pdf, or .json for the specification."
ENDINGS = (".svg", ".png", ".pdf", ".json")


def picture_file(named: str | None) -> Path | None:
    """Return the file that a picture goes to; ``Refused`` where it cannot, or what draws is not installed."""
    from clients.cli.planning import writable
    from clients.documents.formats import FORMATS, lacking

    if named is None:
        return None
    ending = Path(named).suffix.lower()
    if ending not in ENDINGS:
        detail = f"{named} does not say what the picture is to be: its end is one of {', '.join(ENDINGS)}."
        better = nearest(ending, ENDINGS) or ENDINGS[0]
        raise Refused([Fault("", "unknown_format", detail, f"{FLAG} {Path(named).stem}{better}")], source=FLAG)
    faults = lacking([FORMATS["svg"]]) if ending != ".json" else []
    if faults:
        raise Refused(faults, source=FLAG)
    return writable(named, FLAG, "picture")


def draw(file: Path, spec: "Mapping[str, Any]") -> None:
    """Draw a chart into a file: as SVG, PNG or PDF, or as the specification itself."""
    import msgspec

    from clients.cli.planning import write
    from clients.documents.rendering import Renderer, RenderingFailed

    if file.suffix.lower() == ".json":
        write(file, msgspec.json.format(msgspec.json.encode(spec), indent=2), FLAG, "picture")
        return
    try:
        with Renderer() as renderer:
            match file.suffix.lower():
                case ".svg":
                    content = renderer.svg(spec).encode()
                case ".png":
                    content = renderer.png(spec)
                case _:
                    content = renderer.pdf(spec)
    except RenderingFailed as failed:
        raise Refused([Fault("", "not_drawn", str(failed))], source=FLAG) from None
    write(file, content, FLAG, "picture")
