"""Vega for the page: the libraries that draw its charts as one module, from the package that draws those of documents.

So nothing of others is kept in this project, and page and documents draw alike. Called in a process of its own, for it
takes seconds in which no other thread runs.
"""

from importlib import import_module
from importlib.util import find_spec

from catalog.fault import Fault, Refused
from clients.documents.formats import INSTALL

EXPORTED = "export { vegaEmbed };"


def vega_bundle() -> bytes:
    """Return an ES module that exports ``vegaEmbed``; ``Refused`` where what makes it is not installed."""
    if find_spec("vl_convert") is None:
        detail = f"Charts are drawn by vl-convert, which is missing: {INSTALL}."
        raise Refused([Fault("", "missing_library", detail, INSTALL)])
    vl_convert, drawing = import_module("vl_convert"), import_module("clients.documents.drawing_process")
    bundle: str = vl_convert.javascript_bundle(EXPORTED, vl_version=drawing.VEGA_LITE)
    return bundle.encode()
