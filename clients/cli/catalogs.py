"""The ``catalog`` commands: which catalogs there are, and what stands in one.

As tables and pages for people (``handbook`` lays them out), with ``--json`` as the catalog's own records.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import rich_click as click

from catalog.fault import Fault, Refused
from clients.cli import screen
from clients.cli.faults import refusals

if TYPE_CHECKING:
    from catalog.model import Catalog

Command = TypeVar("Command", bound=Callable[..., Any])
BUILT_IN = "ai-maturity"
MOST_NAMED = 10

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
catalog_option = click.option(
    "--catalog", "reference", default=BUILT_IN, metavar="ID", show_default=True, help="Catalog, by id or by path."
)


@click.group()
def catalog() -> None:
    """Read the catalogs: levels, and what it takes to reach them."""


@catalog.command("list")
@json_option
def list_catalogs(as_json: bool) -> None:
    """List the catalogs."""
    from catalog import library
    from clients.cli import handbook

    with refusals(as_json=as_json):
        found = [library.load(reference) for reference in library.available()]
    if as_json:
        print_json([overview(one) for one in found])
    else:
        screen.output().print(handbook.catalog_table(found))


@catalog.command()
@catalog_option
@json_option
def levels(reference: str, as_json: bool) -> None:
    """Show the levels side by side: what each is, and how long it takes to prove."""
    from catalog import library
    from clients.cli import handbook

    with refusals(as_json=as_json):
        found = library.load(reference)
    if as_json:
        print_json(found.levels)
    else:
        screen.output().print(handbook.level_pages(found))


@catalog.command()
@catalog_option
@click.option("--transition", metavar="FROM-TO", help="Only the items of one transition: 3-4.")
@click.option("--kind", type=click.Choice(["action", "governance"]), help="Only items of one kind.")
@json_option
def items(reference: str, transition: str | None, kind: str | None, as_json: bool) -> None:
    """List the items: actions and governance, by transition."""
    from catalog import library
    from clients.cli import handbook

    with refusals(as_json=as_json):
        found = library.load(reference)
        known = [one.id for one in found.transitions]
        if transition is not None and transition not in known:
            raise Refused([unknown("transition", transition, known)], source="--transition")
    chosen = [one for one in found.items if transition in (None, one.transition) and kind in (None, one.kind)]
    if as_json:
        print_json(chosen)
    else:
        screen.output().print(handbook.item_table(screen.output(), found, chosen))


@catalog.command()
@click.argument("subject", metavar="CATALOG|ITEM")
@catalog_option
@json_option
def show(subject: str, reference: str, as_json: bool) -> None:
    """Show a catalog whole, or one item as a page of a handbook."""
    from clients.cli import handbook

    with refusals(as_json=as_json):
        found, item = look_up(subject, reference)
    if as_json:
        print_json(item or found)
    elif item:
        screen.output().print(handbook.item_page(found, item))
    else:
        screen.output().print(handbook.catalog_pages(screen.output(), found))


def look_up(subject: str, reference: str) -> "tuple[Catalog, Any]":
    """Return the catalog and the item that ``subject`` names, the item None where it names a catalog."""
    from catalog import library

    if subject.partition("@")[0] in library.available():
        return library.load(subject), None
    found = library.load(reference)
    for item in found.items:
        if item.id == subject:
            return found, item
    try:
        return library.load(subject), None
    except Refused as refused:
        if any(fault.code != "unknown_catalog" for fault in refused.faults):
            raise
    known = [*library.available(), *(item.id for item in found.items)]
    raise Refused([unknown("item or catalog", subject, known)], source=f"catalog {found.id}")


def unknown(what: str, name: str, known: list[str]) -> Fault:
    """Return the fault of a name that nothing has, with the nearest that something has."""
    from catalog.suggestion import nearest

    detail = f"There is no {what} {screen.printable(name)[:80]!r}."
    few = f"one of {', '.join(known)}" if len(known) <= MOST_NAMED else "`milepost catalog items` lists them"
    code = f"unknown_{what.partition(' ')[0]}"
    return Fault("", code, detail, nearest(name, known) or few)


def overview(of: "Catalog") -> dict[str, Any]:
    """Return what a list of catalogs says of each."""
    sizes = {"levels": len(of.levels), "items": len(of.items)}
    return {"id": of.id, "version": of.version, "title": of.title, "currency": of.currency, **sizes}


def print_json(value: Any) -> None:
    """Print ``value`` as JSON: indented on a terminal, in one line into a pipe."""
    import msgspec

    encoded = msgspec.json.encode(value)
    click.echo(msgspec.json.format(encoded, indent=2) if screen.output().is_terminal else encoded)
