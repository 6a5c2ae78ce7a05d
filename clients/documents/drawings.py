"""The charts of a plan as pictures for documents, cut into sheets where one would be too long to be read on paper.

Called by the front door of documents, which hands them to reports and slides.
"""

import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal

from msgspec import Struct

from catalog.model import Catalog
from clients.documents.charts import Axis, ChartName, ThemeName, chart, gantt_pages
from clients.documents.formats import CHARTS
from clients.documents.outline import By
from clients.documents.rendering import Renderer
from planner.plans import Plan

MOST_ROWS = 34
"""How many rows a Gantt on landscape A4 may have and still be read."""

Form = Literal["svg", "pdf", "png"]
ON_SLIDES: tuple[ChartName, ...] = ("gantt", "maturity")
"""The charts that slides show as pictures; the others are charts of their own there."""


class Look(Struct, frozen=True):
    """How charts are to look: their rows, colours and axis, and the plan whose bars stand under those of this one."""

    by: By = "transition"
    theme: ThemeName = "light"
    baseline: Plan | None = None
    axis: Axis = "own"


USUAL = Look()


class Drawing(Struct, frozen=True):
    """A picture, and what it shows in words."""

    content: bytes
    words: str


Drawings = Mapping[str, tuple[Drawing, ...]]


class Studio:
    """Draws the charts of one plan, each once in each form; whoever made the renderers closes them.

    All but ``prepare`` draws with the first of them.
    """

    def __init__(self, plan: Plan, catalog: Catalog, *renderers: Renderer, look: Look = USUAL) -> None:
        self.plan, self.catalog, self.renderers, self.look = plan, catalog, renderers, look
        self._done: dict[tuple[str, Form], bytes] = {}
        self._stopped = threading.Event()

    def picture(self, name: ChartName, form: Form) -> bytes:
        """Return a chart whole, however long it is, in the theme that was asked for."""
        return self._drawn(self._spec(name, self.look.theme), form)

    def drawings(self, form: Form) -> Drawings:
        """Return every chart for a document, which is light, each in as many sheets as it takes."""
        return {
            name: tuple(Drawing(self._drawn(spec, form), words(spec)) for spec in self._sheets(name)) for name in CHARTS
        }

    def pictures(self) -> dict[str, bytes]:
        """Return the charts that slides show, which are light, as PNG."""
        return {name: self._drawn(self._spec(name, "light"), "png") for name in ON_SLIDES}

    def prepare(self) -> None:
        """Draw everything that any document shows, each renderer its share, chart by chart.

        The forms of a chart are made of one drawing. Raises what goes wrong with the first that does.
        """
        # The Gantt takes as long as the others together.
        shares = [CHARTS] if len(self.renderers) == 1 else [CHARTS[:1], CHARTS[1:]]
        with ThreadPoolExecutor(len(shares)) as threads:
            list(threads.map(self._prepare, shares, self.renderers))

    def _prepare(self, share: Iterable[ChartName], renderer: Renderer) -> None:
        for name in share:
            for spec, form in self._wanted(name):
                if self._stopped.is_set():
                    return
                self._drawn(spec, form, renderer)

    def _wanted(self, name: ChartName) -> Iterator[tuple[Mapping[str, Any], Form]]:
        whole = self._spec(name, self.look.theme)
        yield from ((whole, "svg"), (whole, "png"))
        if name in ON_SLIDES:
            yield self._spec(name, "light"), "png"
        for sheet in self._sheets(name):
            yield from ((sheet, "svg"), (sheet, "pdf"))

    def stop(self) -> None:
        """Let ``prepare`` end before its time: nobody waits for what it draws."""
        self._stopped.set()

    def _spec(self, name: ChartName, theme: ThemeName) -> Mapping[str, Any]:
        look = self.look
        return chart(name, self.plan, self.catalog, by=look.by, theme=theme, baseline=look.baseline, axis=look.axis)

    def _sheets(self, name: ChartName) -> list[Mapping[str, Any]]:
        if name != "gantt":
            return [self._spec(name, "light")]
        pages = gantt_pages(self.plan, self.catalog, by=self.look.by, baseline=self.look.baseline, most=MOST_ROWS)
        return [*pages]

    def _drawn(self, spec: Mapping[str, Any], form: Form, renderer: Renderer | None = None) -> bytes:
        key = (json.dumps(spec), form)
        if key not in self._done:
            self._done[key] = drawn(spec, form, renderer or self.renderers[0])
        return self._done[key]


def drawn(spec: Mapping[str, Any], form: Form, renderer: Renderer) -> bytes:
    """Return a chart in a form."""
    match form:
        case "svg":
            return renderer.svg(spec).encode()
        case "pdf":
            return renderer.pdf(spec)
        case "png":
            return renderer.png(spec)


def words(spec: Mapping[str, Any]) -> str:
    """Return what a chart shows in words."""
    return str(spec.get("description", ""))
