"""What server and press say to each other: an order, and what was made of it, as msgpack behind its length.

Shared by ``api.press.desk`` in the server and ``api.press.process``; both are of one program, so nothing is versioned.
"""

import struct
from typing import Literal

import msgspec
from msgspec import Struct

from catalog.fault import Fault
from clients.documents.charts.shared import Axis
from clients.documents.formats import ChartName, FormatName
from clients.documents.outline import By

Kind = Literal["chart", "document", "bundle", "study", "comparison"]
Form = Literal["vega", "svg", "png"]
ThemeName = Literal["light", "dark"]
LENGTH = struct.Struct(">Q")


class Wanted(Struct, frozen=True, kw_only=True):
    """What is asked for: of a plan a chart in a form or a document in a format; and ``bundle``, the page's Vega."""

    kind: Kind
    chart: ChartName = "gantt"
    form: Form = "vega"
    format: FormatName = "json"
    by: By = "transition"
    theme: ThemeName = "light"
    axis: Axis = "own"
    anonymous: bool = False


class Order(Struct, frozen=True):
    """What is wanted, with what it is made of as JSON: a plan or a study, its catalog, the plan that it is beside."""

    wanted: Wanted
    subject: bytes = b""
    catalog: bytes = b""
    before: bytes = b""


class Made(Struct, frozen=True):
    """What was made; ``faults`` where it was refused, ``failure`` where it failed."""

    content: bytes = b""
    faults: tuple[Fault, ...] = ()
    failure: str | None = None


def packed(message: Order | Made) -> bytes:
    """Return a message as it is sent."""
    encoded = msgspec.msgpack.encode(message)
    return LENGTH.pack(len(encoded)) + encoded
