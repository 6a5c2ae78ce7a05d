"""The press: makes charts and documents, one order after the other, and ends when nobody orders any more.

Started by ``api.press.desk`` as ``python -m api.press.process``. It reads orders from its standard input and writes
what was made to its standard output; it knows no database, no network and no clock.
"""

import os
import signal
import sys
from typing import IO

import msgspec

from api.press.orders import LENGTH, Made, Order, Wanted, packed
from catalog.fault import Refused
from catalog.model import Catalog
from clients.documents.anonymous import anonymous
from clients.documents.charts import chart, compare, study_chart
from clients.documents.drawings import Look
from clients.documents.export import Exporter
from clients.documents.refusal import refuse_without_schedule
from clients.documents.rendering import Renderer
from clients.web.bundle import vega_bundle
from planner.exploring.studies import Study
from planner.plans import Plan

NICENESS = 5


def main() -> None:
    """Fill orders until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server's to answer; the press ends when its input does
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no document
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    with Renderer() as renderer:
        while (order := read(sys.stdin.buffer)) is not None:
            answers.write(packed(fill(order, renderer)))
            answers.flush()


def read(orders: IO[bytes]) -> Order | None:
    """Return the next order, None at the end."""
    head = orders.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    return msgspec.msgpack.decode(orders.read(*LENGTH.unpack(head)), type=Order)


def fill(order: Order, renderer: Renderer) -> Made:
    """Return what was ordered, or why it was not made."""
    try:
        if order.wanted.kind == "bundle":
            return Made(vega_bundle())
        catalog = msgspec.json.decode(order.catalog, type=Catalog)
        if order.wanted.kind in ("study", "comparison"):
            return Made(picture(order, catalog, renderer))
        plan = msgspec.json.decode(order.subject, type=Plan)
        plan = anonymous(plan) if order.wanted.anonymous else plan
        return Made(made(order.wanted, plan, catalog, renderer))
    except Refused as refused:
        return Made(faults=refused.faults)
    except Exception as error:  # whatever it was, the next order is filled
        return Made(failure=f"{type(error).__name__}: {error}")


def picture(order: Order, catalog: Catalog, renderer: Renderer) -> bytes:
    """Return the chart of a study, or that of a plan beside another."""
    theme, form = order.wanted.theme, order.wanted.form
    if order.wanted.kind == "study":
        spec = study_chart(msgspec.json.decode(order.subject, type=Study), catalog, theme=theme)
    else:
        before, after = (msgspec.json.decode(one, type=Plan) for one in (order.before, order.subject))
        named = before.request.name or "Before", after.request.name or "After"
        names = ("Before", "After") if named[0] == named[1] else named
        spec = compare(before, after, catalog, names=names, by=order.wanted.by, theme=theme)
    if form == "vega":
        return msgspec.json.encode(spec)
    return renderer.svg(spec).encode() if form == "svg" else renderer.png(spec)


def made(wanted: Wanted, plan: Plan, catalog: Catalog, renderer: Renderer) -> bytes:
    """Return a chart in its form, or a document in its format."""
    look = Look(by=wanted.by, theme=wanted.theme, axis=wanted.axis)
    if wanted.kind == "chart" and wanted.form == "vega":
        refuse_without_schedule(plan, "a chart")
        return msgspec.json.encode(
            chart(wanted.chart, plan, catalog, by=wanted.by, theme=wanted.theme, axis=wanted.axis)
        )
    with Exporter(plan, catalog, look, renderer) as exporter:
        return exporter.document(wanted.form if wanted.kind == "chart" else wanted.format, wanted.chart)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
