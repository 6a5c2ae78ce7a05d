"""What the ``jira`` commands have in common: the plan that is brought, the line to Jira, and troubles on the way.

Called by ``clients.cli.jira``. A plan is believed only after the planner's checker has accepted it.
"""

import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NamedTuple

import rich_click as click
from click.exceptions import Exit

from catalog.fault import Fault, Refused
from clients.cli import screen
from clients.cli.faults import print_refusal
from clients.cli.jira_connection import TOKEN, There, ledger_of, read_there
from clients.cli.jira_remote import Remote, connection_of
from clients.cli.planning import INTERRUPTED
from clients.cli.server import TROUBLE, is_chosen, reading

if TYPE_CHECKING:
    from clients.cli.shelf import Shelf
    from clients.cli.why import Asked
    from clients.jira.changes import ChangeSet, Take
    from clients.jira.mapping import Mapping as JiraMapping
    from clients.jira.sync import Outcome, Sync
    from clients.jira.wanted import Wanted
    from planner.plans import Plan

LEFT, WAITS = 3, 4
NO_FLAGS: Mapping[str, Any] = {}


class Brought(NamedTuple):
    """A plan to bring to Jira, what it wants there, and since when it does."""

    plan: "Plan"
    wanted: "Wanted"
    planned_at: datetime


@contextmanager
def opened(
    plan_file: str | None, flags: Mapping[str, Any], ledger: str | None, *, as_json: bool
) -> "Iterator[tuple[Sync | Remote, Brought | None]]":
    """Give what syncs the plan of a file with the Jira that the flags name, here or by a server."""
    from clients.cli.shelf import LocalShelf
    from clients.jira.mapping import Mapping as JiraMapping

    if is_chosen():
        connection = connection_of(flags)
        with reading(as_json=as_json) as shelf:
            assert shelf.client is not None
            # The server has the mapping: what the plan wants by it, it knows itself.
            brought = brought_from(plan_file, flags["roadmap"], shelf, JiraMapping()) if plan_file is not None else None
            plan = brought.plan.id if brought is not None else None
            yield Remote(shelf.client, connection, plan, flags["roadmap"]), brought
        return
    there = read_there(flags)
    own = there.connection.mapping
    brought = brought_from(plan_file, flags["roadmap"], LocalShelf(), own) if plan_file is not None else None
    with syncing(there, brought, ledger_of(plan_file, ledger) if plan_file is not None else Path()) as sync:
        yield sync, brought


def plan_in(plan_file: str, shelf: "Shelf") -> "Asked":
    """Return the plan that a file holds; ``Refused`` where it holds none, or no sound one."""
    from clients.cli.asking import read_bytes
    from clients.cli.why import holds_a_plan, kept_plan

    data = read_bytes(plan_file)
    if not holds_a_plan(data):
        hint = f"milepost plan {plan_file} --json > plan.json"
        raise Refused([Fault("", "no_plan", "Jira takes a plan, and the file holds none.", hint)], source=plan_file)
    return kept_plan(data, plan_file, NO_FLAGS, shelf)


def brought_from(plan_file: str, roadmap: str | None, shelf: "Shelf", mapping: "JiraMapping") -> Brought:
    """Return the plan of a file and what it wants of Jira; ``Refused`` where it is no sound plan."""
    from clients.jira.labels import roadmap_of
    from clients.jira.wanted import wanted

    asked = plan_in(plan_file, shelf)
    roadmap = roadmap or roadmap_of(asked.plan, mapping)
    at = datetime.fromtimestamp(Path(plan_file).stat().st_mtime, UTC)
    return Brought(asked.plan, wanted(asked.plan, asked.catalog, mapping, roadmap), at)


def wanted_from(plan_file: str, roadmap: str | None, mapping: "JiraMapping") -> "Wanted":
    """Return what the plan of a file wants of Jira."""
    from clients.cli.shelf import LocalShelf

    return brought_from(plan_file, roadmap, LocalShelf(), mapping).wanted


@contextmanager
def syncing(there: There, brought: Brought | None, ledger: Path) -> "Iterator[Sync]":
    """Give what syncs the plan with a Jira; the first Ctrl-C ends it between two requests."""
    from clients.jira.ledger_file import LedgerFile
    from clients.jira.sync import Sync
    from clients.jira.wire import Wire

    cancel = threading.Event()
    roadmap = brought.wanted.roadmap if brought is not None else ""

    def stop(_number: int, _frame: FrameType | None) -> None:
        if cancel.is_set():
            raise KeyboardInterrupt
        cancel.set()

    before = signal.signal(signal.SIGINT, stop)
    try:
        with Wire(there.connection, there.token, cancel=cancel) as wire:
            yield Sync(wire, LedgerFile(ledger), roadmap)
    finally:
        signal.signal(signal.SIGINT, before)


def shown(sync: "Sync | Remote", brought: Brought, settled: "dict[str, Take]") -> "ChangeSet":
    """Return what would be done."""
    with screen.errors().status("Reading Jira"):
        return sync.diff(brought.wanted, plan=brought.plan.id, planned_at=brought.planned_at, settled=settled)


def agreed(sync: "Sync | Remote", brought: Brought, settled: "dict[str, Take]", *, yes: bool) -> str | None:
    """Show what would be done and return its hash where somebody agrees; None where not."""
    from clients.cli.jira_report import print_diff

    console = screen.errors()
    if not (yes or console.is_terminal):
        raise click.UsageError("Say which: --hash of what `diff` showed, or --yes for whatever there is to do.")
    found = shown(sync, brought, settled)
    if yes or found.clean:
        return found.hash
    print_diff(console, found, everything=False)
    return found.hash if click.confirm("\nDo this?", err=True) else None


def carried_out(sync: "Sync | Remote", brought: Brought, hash_: str, *, wake: bool) -> "Outcome":
    """Carry a change set out, with a bar where somebody looks on."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=screen.errors(), transient=True, disable=not screen.errors().is_terminal) as bar:
        task = bar.add_task("reading Jira", total=None)
        return sync.apply(
            brought.wanted,
            hash_,
            plan=brought.plan.id,
            planned_at=brought.planned_at,
            wake=wake,
            tell=lambda it: bar.update(task, completed=it.done, total=it.of, description=screen.printable(it.said)),
        )


TAKES: "dict[str, Take]" = {"plan": "plan", "jira": "jira"}


def settled_by(written: tuple[str, ...]) -> "dict[str, Take]":
    """Return how conflicts are settled; ``Refused`` where that cannot be read."""
    found: dict[str, Take] = {}
    faults = []
    for one in written:
        change, _, take = one.rpartition("=")
        if take in TAKES:
            found[change] = TAKES[take]
        else:
            detail = f"{one!r} does not say who wins."
            faults.append(Fault("/settled", "unreadable_flag", detail, f"--settle {change or one}=plan"))
    if faults:
        raise Refused(faults, source="your flags")
    return found


def written(file: str, data: bytes) -> None:
    """Write a file; ``Refused`` where that cannot be done."""
    try:
        Path(file).write_bytes(data)
    except OSError as error:
        raise Refused([Fault("", "unwritable", f"{file} cannot be written: {error.strerror}.")]) from None


def encoded(value: object) -> bytes:
    """Return a value as JSON, indented for eyes."""
    import msgspec

    document = msgspec.json.encode(value)
    return msgspec.json.format(document, indent=2) if screen.output().is_terminal else document


@contextmanager
def troubles(*, as_json: bool) -> Iterator[None]:
    """Turn what keeps a sync from its work into a sentence, what to do about it, and an exit code."""
    from clients.jira.book import OtherBinding
    from clients.jira.ledger import Held, Unreadable
    from clients.jira.pace import Cancelled
    from clients.jira.site import NoProject
    from clients.jira.sync import NotReady, UnknownHash
    from clients.jira.wire import Denied, Parked, Rejected, Unreachable

    def told(code: str, detail: str, hint: str | None, exit_code: int) -> Exit:
        print_refusal(
            Refused([Fault("", code, f"{detail.rstrip('.')}.", hint)], source="the way to Jira"), as_json=as_json
        )
        return Exit(exit_code)

    try:
        yield
    except NotReady as error:
        faults = [
            Fault("", "not_ready", one.detail, one.suggestion) for one in error.findings if one.severity == "error"
        ]
        print_refusal(Refused(faults, source="the project"), as_json=as_json)
        raise Exit(LEFT) from None
    except UnknownHash as error:
        raise told("unknown_change_set", str(error), "look again: milepost jira diff", LEFT) from None
    except OtherBinding as error:
        hint = "go on with what it is about (--roadmap, --project), or name another (--ledger)"
        raise told("other_ledger", str(error), hint, 2) from None
    except NoProject as error:
        raise told("no_project", str(error), "see --project, and who the account is", 2) from None
    except Denied as error:
        hint = f"is {TOKEN} right and not expired? One with scopes needs --scoped"
        raise told("denied", f"Jira does not take the token: {error}", hint, TROUBLE) from None
    except Rejected as error:
        raise told("rejected", str(error), None, TROUBLE) from None
    except Unreachable as error:
        raise told("unreachable", str(error), "nothing is lost: run the same again", TROUBLE) from None
    except Parked as error:
        raise told("parked", str(error), "run the same again then", WAITS) from None
    except (Held, Unreadable) as error:
        raise told("ledger", str(error), None, TROUBLE) from None
    except (Cancelled, KeyboardInterrupt):
        click.echo("milepost: stopped; nothing is lost, the same command goes on", err=True)
        raise Exit(INTERRUPTED) from None
