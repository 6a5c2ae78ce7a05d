"""The ``milepost`` command: its parts, and what becomes of an interruption or a reader who has gone.

Commands import what they need when they run, so that help answers at once.
"""

import os
import sys
from collections.abc import Sequence
from importlib import metadata
from typing import Any

import rich_click as click

from catalog.fault import Fault, Refused
from clients.cli import screen
from clients.cli.catalogs import catalog
from clients.cli.comparing import compare
from clients.cli.example import example
from clients.cli.exporting import export
from clients.cli.faults import BAD_INPUT, print_refusal
from clients.cli.jira import jira
from clients.cli.planning import INTERRUPTED, plan
from clients.cli.server import server_option
from clients.cli.studying import frontier, grid, highest, least, split, tornado
from clients.cli.why import why

EXTENSIONS = "milepost.commands"
AS_JSON = "milepost.as_json"


class Milepost(click.RichGroup):
    """The group, with the ends that every command has in common."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take note of whether a program is reading: it gets its faults as JSON, whatever they are."""
        ctx.meta[AS_JSON] = "--json" in args
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a refusal that it did not print, Ctrl-C and a closed pipe end it without a traceback."""
        try:
            answer = super().invoke(ctx)
            sys.stdout.flush()
        except Refused as refused:
            print_refusal(refused, as_json=ctx.meta[AS_JSON])
            ctx.exit(BAD_INPUT)
        except click.UsageError as error:
            if not ctx.meta[AS_JSON]:
                raise
            fault = Fault("", "usage", error.format_message(), "see --help")
            print_refusal(Refused([fault]), as_json=True)
            ctx.exit(BAD_INPUT)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            forget_output()
            ctx.exit(0)
        return answer


def forget_output() -> None:
    """Send what is still to be written nowhere: its reader (``head``, say) has had enough."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


@click.group(cls=Milepost, context_settings={"help_option_names": ["-h", "--help"]})
@server_option(environment=True)
@click.version_option(package_name="milepost", message="milepost %(version)s")
def milepost() -> None:
    """From the maturity level you are at to the one you want, in quarters, proven best.

    Begin with `milepost plan --from 2 --to 4 --budget 1.5M --headcount 12`.
    """


milepost.add_command(plan)
milepost.add_command(why)
for study in (frontier, least, highest, split, grid, tornado):
    milepost.add_command(study)
milepost.add_command(compare)
milepost.add_command(export)
milepost.add_command(jira)
milepost.add_command(example)
milepost.add_command(catalog)


def add_extensions(group: click.Group) -> None:
    """Add the commands that other packages registered; one that cannot be loaded is a warning."""
    for point in metadata.entry_points(group=EXTENSIONS):
        try:
            group.add_command(point.load(), point.name)
        except Exception as error:
            reason = screen.printable(str(error)) or type(error).__name__
            click.echo(f"milepost: the command {point.name} is left out: {reason}", err=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; ends in SystemExit with the exit code."""
    if os.environ.get("NO_COLOR"):
        click.rich_click.COLOR_SYSTEM = None
    add_extensions(milepost)
    milepost.main(arguments, prog_name="milepost")
