"""The ``catalog`` commands: which catalogs there are, and what stands in one.

As tables and pages for people (``handbook`` lays them out), with ``--json`` as the catalog's own records.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import rich_click as click
from click.exceptions import Exit

from catalog.fault import Fault, Refused
from clients.cli import screen
from clients.cli.faults import BAD_INPUT, refusals
from clients.cli.server import reading, server_option

if TYPE_CHECKING:
    from catalog.model import Catalog, Item
    from clients.cli.entries import Entry
    from clients.cli.shelf import Shelf

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
@server_option()
@json_option
def list_catalogs(as_json: bool) -> None:
    """List the catalogs."""
    from clients.cli import handbook

    with refusals(as_json=as_json), reading(as_json=as_json) as shelf:
        found = shelf.overviews()
    if as_json:
        print_json(found)
    else:
        screen.output().print(handbook.catalog_table(found))


@catalog.command("levels")
@catalog_option
@server_option()
@click.option("--level", "number", type=int, metavar="N", help="One level, whole.")
@click.option("--all", "everything", is_flag=True, help="Every aspect, not only the main ones.")
@click.option("--markdown", is_flag=True, help="Print the whole comparison as a Markdown table.")
@json_option
def show_levels(reference: str, number: int | None, everything: bool, markdown: bool, as_json: bool) -> None:
    """Compare the levels side by side: what each is, returns, risks, governance, and how to go on."""
    from catalog.comparison import compare
    from clients.cli import levels

    with refusals(as_json=as_json), reading(as_json=as_json) as shelf:
        found = shelf.load(reference)
        known = [level.level for level in found.levels]
        if number is not None and number not in known:
            raise Refused([unknown("level", str(number), [str(level) for level in known])], source="--level")
    if as_json:
        rows = compare(found)
        print_json(rows if number is None else next(row for row in rows if row.level == number))
    elif markdown:
        click.echo(levels.markdown(found), nl=False)
    elif number is not None:
        screen.output().print(levels.level_page(screen.output(), found, number))
    else:
        screen.output().print(levels.comparison(screen.output(), found, brief=not everything))


@catalog.command()
@catalog_option
@server_option()
@click.option("--transition", metavar="FROM-TO", help="Only the items of one transition: 3-4.")
@click.option("--kind", type=click.Choice(["action", "governance"]), help="Only items of one kind.")
@json_option
def items(reference: str, transition: str | None, kind: str | None, as_json: bool) -> None:
    """List the items: actions and governance, by transition."""
    from clients.cli import handbook

    with refusals(as_json=as_json), reading(as_json=as_json) as shelf:
        found = shelf.load(reference)
        known = [one.id for one in found.transitions]
        if transition is not None and transition not in known:
            raise Refused([unknown("transition", transition, known)], source="--transition")
    chosen = [one for one in found.items if transition in (None, one.transition) and kind in (None, one.kind)]
    if as_json:
        print_json(chosen)
    else:
        screen.output().print(handbook.item_table(screen.output(), found, chosen))


@catalog.command()
@click.argument("subject", metavar="CATALOG|ID")
@catalog_option
@server_option()
@json_option
def show(subject: str, reference: str, as_json: bool) -> None:
    """Show a catalog whole, or one thing in it as a page: an item, a framework and its crosswalk, a risk, ..."""
    from catalog.model import Item
    from clients.cli import entries, handbook

    with refusals(as_json=as_json), reading(as_json=as_json) as shelf:
        found, one = look_up(subject, reference, shelf)
    console = screen.output()
    if as_json:
        print_json(one or found)
    elif isinstance(one, Item):
        console.print(handbook.item_page(found, one))
    elif one is not None:
        console.print(entries.entry_page(found, one))
    else:
        console.print(handbook.catalog_pages(console, found))


def look_up(subject: str, reference: str, shelf: "Shelf") -> "tuple[Catalog, Item | Entry | None]":
    """Return the catalog and the thing in it that ``subject`` names, None where it names the catalog itself."""
    from clients.cli import entries

    if subject.partition("@")[0] in shelf.available():
        return shelf.load(subject), None
    found = shelf.load(reference)
    items = {item.id: item for item in found.items}
    if one := items.get(subject) or entries.entry_of(found, subject):
        return found, one
    try:
        return shelf.load(subject), None
    except Refused as refused:
        if any(fault.code != "unknown_catalog" for fault in refused.faults):
            raise
    known = [*shelf.available(), *items, *entries.ids_of(found)]
    raise Refused([unknown("item or catalog", subject, known)], source=f"catalog {found.id}")


@catalog.command()
@click.argument("file", metavar="FILE|FOLDER|ID")
@click.option("--strict", is_flag=True, help="Advice counts as a fault: exit 2.")
@json_option
def check(file: str, strict: bool, as_json: bool) -> None:
    """Find everything that is wrong with a catalog, and what is worth a look, with file and line."""
    from catalog import library
    from clients.cli import findings

    with refusals(as_json=as_json):
        found = library.examine(file)
    if as_json:
        print_json(findings.as_data(found))
    else:
        findings.print_all(screen.output(), file, found)
    if found.faults or (strict and found.advice):
        raise Exit(BAD_INPUT)


@catalog.command()
@click.option("--part", is_flag=True, help="For one file of a folder: no list is required there.")
def schema(part: bool) -> None:
    """Print the JSON Schema of the format, for editors: names, types and what each field means."""
    from catalog.schema import catalog_schema

    print_json(catalog_schema(part=part))


def unknown(what: str, name: str, known: list[str]) -> Fault:
    """Return the fault of a name that nothing has, with the nearest that something has."""
    from catalog.suggestion import nearest

    detail = f"There is no {what} {screen.printable(name)[:80]!r}."
    few = f"one of {', '.join(known)}" if len(known) <= MOST_NAMED else "`milepost catalog items` lists them"
    code = f"unknown_{what.partition(' ')[0]}"
    return Fault("", code, detail, nearest(name, known) or few)


def print_json(value: Any) -> None:
    """Print ``value`` as JSON: indented on a terminal, in one line into a pipe."""
    import msgspec

    encoded = msgspec.json.encode(value)
    click.echo(msgspec.json.format(encoded, indent=2) if screen.output().is_terminal else encoded)
