"""The ``export`` command: a plan as a document to be sent, or as a folder with all of them.

It reads the plan, asks ``clients.documents.export`` and says what was written; what can be written where is decided in
``clients.cli.targets``.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import rich_click as click
from click.exceptions import Exit

from catalog import library
from catalog.fault import Fault, Refused
from clients.cli import screen
from clients.cli.faults import refusals
from clients.cli.flags import OUTPUT
from clients.cli.planning import INTERRUPTED
from clients.cli.server import reading, server_option
from clients.cli.targets import DRAWN, STANDARD, Target, all_targets, one_target, refuse_unwritable
from clients.documents.formats import CHARTS, FORMATS

if TYPE_CHECKING:
    from catalog.model import Catalog
    from clients.cli.shelf import Shelf
    from clients.documents.drawings import Look
    from planner.plans import Plan

WHAT, LOOKS = "What to make", "How charts look"
NO_FLAGS: Mapping[str, Any] = {}
TEXTS = ("html", "csv", "ics", "mmd", "xml", "json", "svg")
ONE_BY_ONE = [name for name in FORMATS if name != "zip"]


class Wish(NamedTuple):
    """What is to be made, as typed."""

    plan_file: str
    format: str | None
    out: str | None
    folder: str | None
    archive: str | None
    chart: str | None
    by: str | None
    theme: str | None
    anonymous: bool
    baseline: str | None


class Brought(NamedTuple):
    """The plan to be shown, its catalog, and how its charts are to look."""

    plan: "Plan"
    catalog: "Catalog"
    look: "Look"


@click.command()
@click.option_panel(WHAT)
@click.option_panel(LOOKS)
@click.argument("plan_file", metavar="PLAN.json|REQUEST.json")
@click.option("--format", type=click.Choice(ONE_BY_ONE), panel=WHAT, help="One document, by its format.")
@click.option("--all", "folder", metavar="DIR", panel=WHAT, help="All of them, into a folder.")
@click.option("--zip", "archive", metavar="FILE", panel=WHAT, help="All of them, in one archive.")
@click.option("--anonymous", is_flag=True, panel=WHAT, help="Without the names of the organization and its functions.")
@click.option("--chart", type=click.Choice(CHARTS), panel=LOOKS, help="Which one, of svg and png; gantt if not said.")
@click.option("--by", type=click.Choice(["transition", "function"]), panel=LOOKS, help="What rows are grouped by.")
@click.option("--theme", type=click.Choice(["light", "dark"]), panel=LOOKS, help="The colours of svg and png.")
@click.option("--baseline", metavar="PLAN0.json", panel=LOOKS, help="A plan to compare with: its bars under these.")
@click.option("--out", metavar="FILE", panel=OUTPUT, help="Where to write it; - for standard output.")
@click.option("--json", "as_json", is_flag=True, panel=OUTPUT, help="Print what was written as JSON.")
@server_option(panel=OUTPUT)
@click.help_option("-h", "--help", panel=OUTPUT, help="Show this message and exit.")
def export(as_json: bool, **typed: Any) -> None:
    """Make documents of a plan: a workbook, slides, a report, a project file, a calendar, charts.

    The file holds a plan (`milepost plan ... --json`) or a request, which is planned first. `--format xlsx` makes one
    document, `--all DIR` every one.
    """
    wish = Wish(**typed)
    check(wish)
    with refusals(as_json=as_json), reading(as_json=as_json) as shelf:
        targets = targets_of(wish)
        brought = brought_by(wish, shelf)
        try:
            written = made(wish, targets, brought)
            warn(wish, brought)
        except KeyboardInterrupt:
            click.echo("milepost: stopped; nothing is half written", err=True)
            raise Exit(INTERRUPTED) from None
    if wish.out != STANDARD:
        tell(written, as_json=as_json)


def check(wish: Wish) -> None:
    """Refuse flags that do not go together."""
    drawn = wish.format in DRAWN
    several = wish.folder is not None or wish.archive is not None
    if wish.format is None and not several:
        raise click.UsageError("Say what to make: --format, --all or --zip.")
    if wish.format is not None and several:
        raise click.UsageError("--format makes one document, --all and --zip make every one: leave one of them out.")
    if wish.out is not None and wish.format is None:
        raise click.UsageError("--out names the file of one --format.")
    if wish.chart is not None and not drawn:
        raise click.UsageError("--chart says which chart is made with --format svg or png.")
    if wish.theme is not None and wish.format is not None and not drawn:
        raise click.UsageError("--theme is for svg and png; the charts of other documents are light.")
    if wish.out == STANDARD and wish.format not in TEXTS and screen.output().is_terminal:
        raise click.UsageError(f"A terminal cannot show {wish.format}: name a file with --out.")


def targets_of(wish: Wish) -> list[Target]:
    """Return where everything goes; ``Refused``, before anything is made, where it cannot go there."""
    if wish.format is None:
        targets = all_targets(wish.folder, wish.archive)
    else:
        targets = [one_target(wish.format, wish.chart, wish.out, wish.plan_file, nameless=wish.anonymous)]
    if wish.out != STANDARD:
        refuse_unwritable(targets, [one for one in (wish.plan_file, wish.baseline) if one is not None])
    return targets


def brought_by(wish: Wish, shelf: "Shelf") -> Brought:
    """Return the plan that the file holds, or the one that is made for its request, with names or without."""
    from clients.cli.why import plan_of
    from clients.documents.anonymous import anonymous
    from clients.documents.drawings import Look

    asked = plan_of(wish.plan_file, NO_FLAGS, shelf)
    before = plan_of(wish.baseline, NO_FLAGS, shelf) if wish.baseline is not None else None
    if asked.interrupted or (before is not None and before.interrupted):
        click.echo("milepost: stopped before there was anything to show", err=True)
        raise Exit(INTERRUPTED)
    plan, baseline = asked.plan, before.plan if before is not None else None
    if wish.anonymous:
        plan, baseline = anonymous(plan), anonymous(baseline, plan) if baseline is not None else None
        if asked.catalog.id not in library.available():
            own = f"milepost: titles and roles are those of the catalog {asked.catalog.id}; names in them are left"
            click.echo(screen.printable(own), err=True)
    look = Look(by=wish.by or "transition", theme=wish.theme or "light", baseline=baseline)  # type: ignore[arg-type]
    return Brought(plan, asked.catalog, look)


def made(wish: Wish, targets: Sequence[Target], brought: Brought) -> dict[Path, int]:
    """Make what is wished for, write it, and return the length of each file."""
    try:
        return made_all(wish, brought) if wish.format is None else made_one(wish, targets[0], brought)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        detail = f"The documents cannot be written: {where}{error.strerror or 'the disk refused them'}."
        raise Refused([Fault("", "unwritable_file", detail, "name a folder of yours with room in it")]) from None


def made_one(wish: Wish, target: Target, brought: Brought) -> dict[Path, int]:
    """Make one document; onto standard output where that is wished."""
    from clients.documents.export import export as made_of
    from clients.documents.files import write_whole

    plan, catalog, look = brought
    with screen.errors().status(f"Making {target.format.words}"):
        content = made_of(plan, catalog, target.format.name, chart=wish.chart or "gantt", look=look)  # type: ignore[arg-type]
    if wish.out == STANDARD:
        sys.stdout.buffer.write(content)
    else:
        target.path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target.path, content)
    return {target.path: len(content)}


def made_all(wish: Wish, brought: Brought) -> dict[Path, int]:
    """Make every document, with a bar where somebody looks on."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from clients.documents.export import export_all

    plan, catalog, look = brought
    folder, archive = (Path(one) if one is not None else None for one in (wish.folder, wish.archive))
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=screen.errors(), transient=True, disable=not screen.errors().is_terminal) as bar:
        task = bar.add_task("", total=None)
        return export_all(
            plan,
            catalog,
            folder,
            lambda done, of, name: bar.update(task, completed=done, total=of, description=name),
            archive=archive,
            look=look,
        )


def warn(wish: Wish, brought: Brought) -> None:
    """Say which letters could not be shown in what was made."""
    from clients.documents.letters import SET_HERE, warning

    said = warning(brought.plan, brought.catalog) if wish.format in (None, *SET_HERE) else None
    if said is not None:
        click.echo(screen.printable(f"milepost: {said}"), err=True)


def tell(written: Mapping[Path, int], *, as_json: bool) -> None:
    """Say what was written."""
    if as_json:
        import msgspec

        files = [{"file": str(path), "bytes": length} for path, length in written.items()]
        click.echo(msgspec.json.encode({"written": files}))
        return
    for path, length in written.items():
        screen.output().print(f"{screen.printable(str(path))}  {length:,} bytes", soft_wrap=True)
