"""The ``example`` command: a request to begin from, with every part that a first plan needs, as JSON or a workbook."""

import json
from typing import TYPE_CHECKING

import rich_click as click

from catalog.fault import Fault, Refused
from clients.cli import screen
from clients.cli.planning import writable, write

if TYPE_CHECKING:
    from pathlib import Path

REQUEST = {
    "name": "Acme 2027",
    "catalog": "ai-maturity",
    "organization": {"employees": 1000, "functions": ["sales", "hr", "operations", "product", "support"]},
    "current": 2,
    "target": 4,
    "start": "2027-01-04",
    "deadline": "2028-12-31",
    "budget": {"currency": "USD", "total": 1500000},
    "headcount": {"total": 12},
    "solver": {"time_limit_s": 10},
}


@click.command()
@click.option("--xlsx", "as_workbook", is_flag=True, help="Write a workbook to fill in, not JSON.")
@click.option("--out", metavar="FILE", help="Write to a file; a workbook needs one, or a pipe.")
@click.option("--catalog", metavar="ID", help="Offer what this catalog knows (see `milepost catalog list`).")
def example(as_workbook: bool, out: str | None, catalog: str | None) -> None:
    """Print a request to begin from: `milepost example > request.json`.

    Or as a workbook, with lists to choose from: `milepost example --xlsx --out request.xlsx`; fill it in, and give it
    to `milepost plan request.xlsx`.
    """
    destination = None if out is None else writable(out, what="request")
    document = REQUEST if catalog is None else request_by(catalog)
    if not as_workbook:
        put(json.dumps(document, indent=2).encode() + b"\n", destination)
    elif destination is None and screen.output().is_terminal:
        raise click.UsageError("A workbook is not shown in a terminal: say where to write it, --out request.xlsx.")
    else:
        put(workbook_of(document), destination)


def request_by(reference: str) -> dict[str, object]:
    """Return the request as a catalog can take it: from its second level, two levels on, in its functions."""
    from catalog import library

    catalog = library.load(reference)
    levels = [level.level for level in catalog.levels]
    budget = {"currency": catalog.currency, "total": 1500000}
    organization = {"employees": 1000, "functions": list(catalog.functions)}
    ends = {"current": levels[min(1, len(levels) - 2)], "target": levels[min(3, len(levels) - 1)]}
    return REQUEST | {"catalog": reference, "organization": organization, "budget": budget} | ends


def workbook_of(document: dict[str, object]) -> bytes:
    """Return a request as a workbook; Refused where this machine cannot write one."""
    try:
        from clients.documents.xlsx.request import request_workbook
    except ModuleNotFoundError as missing:
        detail = f"Workbooks cannot be written here: {missing.name} is not installed."
        raise Refused([Fault("", "no_library", detail, "pip install '.[documents]'")]) from None
    from catalog import library
    from planner.intake import read_request

    request, catalog = read_request(document, library.load)
    return request_workbook(request, catalog)


def put(data: bytes, destination: "Path | None") -> None:
    """Write to the file, or to standard output."""
    if destination is None:
        click.echo(data, nl=False)
    else:
        write(destination, data, what="request")
