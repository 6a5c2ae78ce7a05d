"""The front door of documents: ``export`` makes one file of a plan, ``export_all`` a folder with all of them.

Called by the command line and by the service's process for documents. Every format's own module is loaded when it is
asked for; a plan without a schedule and a library that is not installed are refused in a sentence before anything is
made. Pictures are drawn once, however many documents show them.
"""

import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, Self, cast

import msgspec

from catalog.fault import Fault, Refused
from catalog.model import Catalog
from clients.documents.drawings import USUAL, Look, Studio
from clients.documents.files import write_whole
from clients.documents.formats import FILES, FORMATS, ChartName, FormatName, lacking
from clients.documents.refusal import refuse_without_schedule
from clients.documents.rendering import Renderer, RenderingFailed
from planner.plans import Plan

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of every member of an archive: the earliest that the format knows."""

OnProgress = Callable[[int, int, str], None]


class Exporter:
    """Makes documents of one plan; a context manager, at whose end the process that draws is ended."""

    def __init__(self, plan: Plan, catalog: Catalog, look: Look = USUAL, renderer: Renderer | None = None) -> None:
        """Take a plan; a ``renderer`` that is given is left as it is at the end, without one two draw side by side."""
        self.plan, self.catalog, self.look = plan, catalog, look
        self._own = [] if renderer is not None else [Renderer(), Renderer()]
        self._studio = Studio(plan, catalog, *([renderer] if renderer is not None else self._own), look=look)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for renderer in self._own:
            renderer.close()

    def document(self, format_: FormatName, chart: ChartName = "gantt") -> bytes:
        """Return the plan in one format, or one ``chart`` of it; ``Refused`` where that cannot be."""
        if format_ == "zip":
            return zipped(self.all())
        refuse_lacking([format_])
        if format_ == "json":
            return msgspec.json.encode(self.plan)
        refuse_without_schedule(self.plan, FORMATS[format_].words)
        try:
            return self._made(format_, chart)
        except RenderingFailed as failed:
            raise not_drawn(failed) from failed

    def all(self) -> Iterator[tuple[str, bytes]]:
        """Yield the name and the content of every file that there is; ``Refused`` before the first if one cannot be.

        Pictures are drawn in processes of their own while what needs none is made in this one.
        """
        refuse_lacking(list(FILES.values()))
        refuse_without_schedule(self.plan, "documents")
        with ThreadPoolExecutor(1) as beside:
            drawing = beside.submit(self._studio.prepare)
            try:
                for name, format_ in FILES.items():
                    if format_ not in BY_THEMSELVES and isinstance(failed := drawing.exception(), RenderingFailed):
                        raise not_drawn(failed) from failed
                    yield name, self.document(format_, cast("ChartName", name.partition(".")[0]))
            finally:
                self._studio.stop()

    def _made(self, format_: FormatName, chart: ChartName) -> bytes:
        match format_:
            case "svg" | "png":
                return self._studio.picture(chart, format_)
            case "html":
                from clients.documents.html.page import html  # noqa: PLC0415

                return html(self.plan, self.catalog, self._studio.drawings("svg"))
            case "pdf":
                from clients.documents.pdf.book import pdf  # noqa: PLC0415

                return pdf(self.plan, self.catalog, self._studio.drawings("pdf"))
            case "pptx":
                from clients.documents.pptx import slides  # noqa: PLC0415

                return slides(self.plan, self.catalog, self._studio.pictures())
            case _:
                return self._by_itself(format_)

    def _by_itself(self, format_: FormatName) -> bytes:
        """Return a format that needs no picture."""
        module, name = BY_THEMSELVES[format_]
        make: Any = getattr(import_module(f"clients.documents.{module}"), name)
        made: bytes = make(self.plan, self.catalog)
        return made


BY_THEMSELVES = {
    "xlsx": ("xlsx.book", "workbook"),
    "csv": ("csv_table", "csv_table"),
    "ics": ("ics", "ics"),
    "mmd": ("mermaid", "mermaid"),
    "xml": ("mspdi", "mspdi"),
}
"""The module and the function of each format that is made of plan and catalog alone."""


def export(
    plan: Plan, catalog: Catalog, format_: FormatName, *, chart: ChartName = "gantt", look: Look = USUAL
) -> bytes:
    """Return a plan in one format, or one chart of it.

    ``Refused`` where the plan has no schedule to show or a library is not installed.
    """
    with Exporter(plan, catalog, look) as exporter:
        return exporter.document(format_, chart)


def export_all(
    plan: Plan,
    catalog: Catalog,
    folder: Path | None,
    on_progress: OnProgress | None = None,
    *,
    archive: Path | None = None,
    look: Look = USUAL,
) -> dict[Path, int]:
    """Write a plan in every format into a folder, into an archive, or both; return the length of each file written.

    The folder is made if need be; each file is whole or not there. ``on_progress`` is told how many documents are done,
    of how many, and which comes next.
    """
    tell = on_progress or (lambda *_: None)
    names = [*FILES, ""]
    files: dict[str, bytes] = {}
    written: dict[Path, int] = {}
    with Exporter(plan, catalog, look) as exporter:
        tell(0, len(FILES), names[0])
        for name, content in exporter.all():
            files[name] = content
            if folder is not None:
                written |= _kept(folder / name, content)
            tell(len(files), len(FILES), names[len(files)])
    if archive is not None:
        written |= _kept(archive, zipped(files.items()))
    return written


def _kept(path: Path, content: bytes) -> dict[Path, int]:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)
    return {path: len(content)}


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return files in one archive, the same bytes for the same files."""
    paper = BytesIO()
    with zipfile.ZipFile(paper, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            member = zipfile.ZipInfo(name, EARLIEST)
            member.compress_type, member.create_system, member.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(member, content)
    return paper.getvalue()


def not_drawn(failed: RenderingFailed) -> Refused:
    """Return the refusal of a document whose pictures could not be drawn."""
    return Refused([Fault("", "not_drawn", str(failed))])


def refuse_lacking(formats: Sequence[str]) -> None:
    """Raise ``Refused`` where libraries that these formats need are not installed, naming each of them."""
    if faults := lacking([FORMATS[name] for name in formats]):
        raise Refused(faults)
