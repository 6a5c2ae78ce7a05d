"""The ``jira`` commands: a plan carried into Jira and what happened there carried back, over ``clients.jira.sync``.

They read the plan, name the Jira, and print; what is decided is decided in ``clients.jira``. A plan is believed only
after the planner's checker has accepted it.
"""

from typing import Any

import rich_click as click
from click.exceptions import Exit

from catalog.fault import Fault, Refused
from clients.cli import screen
from clients.cli.faults import refusals
from clients.cli.flags import OUTPUT
from clients.cli.jira_connection import PANEL, connection_options, ledger_of, read_mapping, roadmap_option
from clients.cli.jira_sync import (
    LEFT,
    WAITS,
    agreed,
    carried_out,
    encoded,
    opened,
    settled_by,
    shown,
    troubles,
    wanted_from,
    written,
)
from clients.cli.server import server_option

as_json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON, and nothing else.", panel=OUTPUT
)  # fmt: skip
help_option = click.help_option("-h", "--help", panel=OUTPUT, help="Show this message and exit.")
ledger_option = click.option(
    "--ledger", metavar="FILE", panel=PANEL, help="What was last sent; PLAN.jira.db beside the plan if not said."
)
settle_option = click.option(
    "--settle", metavar="CHANGE=plan|jira", multiple=True, panel=PANEL,
    help="Who wins a conflict, by the change's id: act-x:due=plan. Repeatable.",
)  # fmt: skip


@click.group()
@click.help_option("-h", "--help", help="Show this message and exit.")
def jira() -> None:
    """Carry a plan into Jira, and what happens there back.

    Begin with `milepost jira preflight PLAN.json`, then `diff`, then `apply`. The token is read from
    MILEPOST_JIRA_TOKEN.
    """


@jira.command()
@click.argument("plan_file", metavar="[PLAN.json]", required=False)
@connection_options
@as_json_option
@server_option(panel=PANEL)
@help_option
def preflight(plan_file: str | None, as_json: bool, **flags: Any) -> None:
    """Say what can be written to the project and what cannot, and why. Nothing is written."""
    with (
        refusals(as_json=as_json),
        troubles(as_json=as_json),
        opened(plan_file, flags, None, as_json=as_json) as (sync, brought),
    ):
        can = sync.preflight(brought.wanted if brought is not None else None)
    if as_json:
        click.echo(encoded(can))
    else:
        from clients.cli.jira_report import print_preflight

        print_preflight(screen.output(), can)
    raise Exit(0 if can.ready else LEFT)


@jira.command()
@click.argument("plan_file", metavar="PLAN.json")
@connection_options
@ledger_option
@settle_option
@click.option("--all", "everything", is_flag=True, panel=OUTPUT, help="Show every change, however many.")
@as_json_option
@server_option(panel=PANEL)
@help_option
def diff(
    plan_file: str, ledger: str | None, settle: tuple[str, ...], everything: bool, as_json: bool, **flags: Any
) -> None:
    """Show everything that `apply` would do, and everything it would leave alone and why. Nothing is written."""
    with (
        refusals(as_json=as_json),
        troubles(as_json=as_json),
        opened(plan_file, flags, ledger, as_json=as_json) as (sync, brought),
    ):
        assert brought is not None
        found = shown(sync, brought, settled_by(settle))
    if as_json:
        click.echo(encoded(found))
        return
    from clients.cli.jira_report import print_diff

    print_diff(screen.output(), found, everything=everything)
    if not found.clean:
        click.echo(f"\nTo do exactly this: milepost jira apply {plan_file} --hash {found.hash}")


@jira.command()
@click.argument("plan_file", metavar="PLAN.json")
@connection_options
@ledger_option
@settle_option
@click.option("--hash", "hash_", metavar="HASH", panel=PANEL, help="The change set that `diff` showed, by its hash.")
@click.option("--yes", is_flag=True, panel=PANEL, help="Whatever is to be done, without showing it first.")
@click.option("--wake", is_flag=True, panel=PANEL, help="Go on with a run that is parked, before its time.")
@as_json_option
@server_option(panel=PANEL)
@help_option
def apply(
    plan_file: str,
    ledger: str | None,
    settle: tuple[str, ...],
    hash_: str | None,
    yes: bool,
    wake: bool,
    as_json: bool,
    **flags: Any,
) -> None:
    """Do exactly what `diff` showed; where plan or Jira have moved since, do nothing and show the new diff.

    Cut short by anything at all, the same command goes on where it stopped.
    """
    if hash_ is not None and settle:
        raise click.UsageError("Conflicts are settled in `diff`, whose hash then says so.")
    with (
        refusals(as_json=as_json),
        troubles(as_json=as_json),
        opened(plan_file, flags, ledger, as_json=as_json) as (sync, brought),
    ):
        assert brought is not None
        hash_ = hash_ or agreed(sync, brought, settled_by(settle), yes=yes)
        if hash_ is None:
            raise Exit(LEFT)
        outcome = carried_out(sync, brought, hash_, wake=wake)
    if as_json:
        click.echo(encoded(outcome))
    else:
        from clients.cli.jira_report import print_outcome

        print_outcome(screen.output(), outcome, plan_file)
    raise Exit({"done": 0, "parked": WAITS}.get(outcome.state, LEFT))


@jira.command()
@click.argument("plan_file", metavar="PLAN.json")
@connection_options
@ledger_option
@click.option("--full", is_flag=True, panel=PANEL, help="Look at every issue, not only at those changed lately.")
@click.option("--out", metavar="FILE", panel=OUTPUT, help="Write all actuals to a file, as JSON.")
@as_json_option
@server_option(panel=PANEL)
@help_option
def pull(plan_file: str, ledger: str | None, full: bool, out: str | None, as_json: bool, **flags: Any) -> None:
    """Read what happened in Jira: begun, finished, given up, reopened, deleted, moved, linked otherwise."""
    with refusals(as_json=as_json), troubles(as_json=as_json):
        with opened(plan_file, flags, ledger, as_json=as_json) as (sync, brought):
            assert brought is not None
            pulled = sync.pull(full=full)
        if out is not None:
            written(out, encoded(pulled.actuals))
    if as_json:
        click.echo(encoded(pulled))
        return
    from clients.cli.jira_report import print_pulled

    print_pulled(screen.output(), pulled, brought.plan)


@jira.command()
@click.argument("plan_file", metavar="PLAN.json")
@click.option("--connection", "connection_file", metavar="FILE", panel=PANEL, help="Its mapping decides on the fields.")
@roadmap_option
@click.option("--out", metavar="FILE", panel=OUTPUT, help="Where to write it; standard output if not said.")
@help_option
def csv(plan_file: str, connection_file: str | None, roadmap: str | None, out: str | None) -> None:
    """Write the plan for Jira's importer, where there is no way to the API; a later `apply` adopts the issues."""
    from clients.jira.importfile import import_file

    with refusals(as_json=False):
        mapping = read_mapping(connection_file)
        made = import_file(wanted_from(plan_file, roadmap, mapping), mapping)
        if out is None:
            click.echo(made.content, nl=False)
        else:
            written(out, made.content)
    for note in made.notes:
        click.echo(f"milepost: {note}", err=True)


@jira.command()
@click.argument("plan_file", metavar="PLAN.json")
@ledger_option
@as_json_option
@help_option
def audit(plan_file: str, ledger: str | None, as_json: bool) -> None:
    """List every field that was written: when, in which run, by whom, from what to what, and Jira's answer."""
    from clients.jira.ledger_file import LedgerFile

    with refusals(as_json=as_json), troubles(as_json=as_json):
        path = ledger_of(plan_file, ledger)
        if not path.is_file():
            raise Refused([Fault("", "no_ledger", f"There is no ledger {path}: nothing was written yet.")])
        rows, after = [], 0
        while page := LedgerFile(path).audit(after=after):
            rows += [row for _, row in page]
            after = page[-1][0]
    if as_json:
        click.echo(encoded(rows))
        return
    from clients.cli.jira_report import print_audit

    print_audit(screen.output(), rows)


@jira.command()
@help_option
def mapping() -> None:
    """Print a connection with its mapping, with every default, to be kept as jira.yaml and changed."""
    import yaml

    from clients.jira.connection import Connection

    example = Connection("https://acme.atlassian.net", "pmo@acme.com", "OPS")
    import msgspec

    click.echo(yaml.safe_dump(msgspec.to_builtins(example), sort_keys=False, allow_unicode=True), nl=False)
