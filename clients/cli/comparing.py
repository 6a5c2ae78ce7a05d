"""The ``compare`` command: plans or requests side by side, what differs, and which difference has which share in it."""

import threading
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click
from click.exceptions import Exit

from clients.cli import screen
from clients.cli.drawing import HELP, draw, picture_file
from clients.cli.faults import refusals
from clients.cli.flags import OUTPUT, SEARCH
from clients.cli.planning import INTERRUPTED
from clients.cli.server import reading, server_option

if TYPE_CHECKING:
    from catalog.model import Catalog
    from clients.cli.shelf import Shelf
    from clients.sdk import Client
    from planner.exploring.comparison import Comparison
    from planner.plans import Plan

SECONDS = 120
NO_FLAGS: Mapping[str, Any] = {}


@click.command()
@click.argument("files", metavar="BEFORE AFTER [AFTER...]", nargs=-1, required=True)
@server_option(panel=SEARCH)
@click.option(
    "--time-limit",
    type=float,
    metavar="SECONDS",
    default=SECONDS,
    panel=SEARCH,
    help="Seconds for finding out why; 120 if not said.",
)
@click.option("--chart", metavar="FILE", panel=OUTPUT, help=f"Of two plans: the second over the first. {HELP}")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else.", panel=OUTPUT)
@click.help_option("-h", "--help", panel=OUTPUT, help="Show this message and exit.")  # fmt: skip
def compare(files: tuple[str, ...], time_limit: float, chart: str | None, as_json: bool) -> None:
    """Put plans side by side: what differs, and why.

    Each file holds a plan (`milepost plan ... --json`) or a request, which is planned first. Each is compared with the
    first one.
    """
    if len(files) < 2:
        raise click.UsageError("Name at least two files, with a plan or a request in each.")
    if chart is not None and len(files) > 2:
        raise click.UsageError("--chart shows one plan over another: name two files.")
    with refusals(as_json=as_json), reading(as_json=as_json) as shelf:
        picture = picture_file(chart)
        plans, catalog, stopped = plans_of(files, shelf)
        found = [] if stopped else compared(plans, catalog, time_limit, shelf)
        if picture is not None and not stopped:
            drawn(picture, plans, files, catalog)
    if stopped:
        click.echo("milepost: stopped before there was anything to compare", err=True)
        raise Exit(INTERRUPTED)
    if as_json:
        click.echo(as_document(found))
    else:
        from clients.cli.comparison import print_comparisons

        print_comparisons(screen.output(), found, plans, files, catalog)


def drawn(picture: Path, plans: "Sequence[Plan]", files: Sequence[str], catalog: "Catalog") -> None:
    """Draw the second plan over the first, each under the name of its file."""
    from clients.documents.charts import compare as compared_chart

    names = (Path(files[0]).stem, Path(files[1]).stem)
    draw(picture, compared_chart(plans[0], plans[1], catalog, names=names))


def plans_of(files: Sequence[str], shelf: "Shelf") -> "tuple[list[Plan], Catalog, bool]":
    """Return the plan of each file, the catalog of the first, and whether Ctrl-C cut the making short."""
    from clients.cli.why import plan_of

    plans: list[Plan] = []
    catalog: Catalog | None = None
    for file in files:
        asked = plan_of(file, NO_FLAGS, shelf)
        plans.append(asked.plan)
        catalog = catalog or asked.catalog
        if asked.interrupted:
            return plans, catalog, True
    assert catalog is not None
    return plans, catalog, False


def compared(plans: "Sequence[Plan]", catalog: "Catalog", seconds: float, shelf: "Shelf") -> "list[Comparison]":
    """Return each plan beside the first, found out where the catalog is; Refused where two cannot be compared."""
    from planner.exploring.comparing import compared as front_door

    if shelf.client is not None:
        return compared_there(plans, shelf.client)
    beside = partial(front_door, plans[0], catalog=catalog, time_limit_s=seconds, cancel=threading.Event())
    return [beside(after) for after in plans[1:]]


def compared_there(plans: "Sequence[Plan]", there: "Client") -> "list[Comparison]":
    """Return what a server finds out; a plan from a file that it does not know is made there again."""
    from clients.sdk import NotFound

    known = []
    for plan in plans:
        try:
            known.append(there.plans.get(plan.id).id)
        except NotFound:
            known.append(there.plans.create(plan.request).id)
    made = [there.comparisons.create(known[0], after) for after in known[1:]]
    return [one.result for one in made if one.result is not None]


def as_document(found: "Sequence[Comparison]") -> bytes:
    """Return the comparison as JSON, or a list of them; indented for eyes."""
    import msgspec

    encoded = msgspec.json.encode(found[0] if len(found) == 1 else found)
    return msgspec.json.format(encoded, indent=2) if screen.output().is_terminal else encoded
