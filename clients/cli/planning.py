"""The ``plan`` command: asks, shows the search while it runs, prints the answer and carries out its status."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Protocol

import rich_click as click
from click.exceptions import Exit

from catalog.fault import Fault, Refused
from clients.cli import screen, shorthand
from clients.cli.faults import refusals
from clients.cli.flags import OUTPUT, SEARCH, request_options
from clients.cli.server import reading, server_option

if TYPE_CHECKING:
    from clients.cli.asking import Question
    from clients.cli.panel import Panel
    from clients.cli.shelf import Shelf
    from planner.plans import Plan


class Stoppable(Protocol):
    """What is shown while there is work, and says that it is being stopped."""

    stopping: bool


EXIT_CODES = {"optimal": 0, "feasible": 0, "infeasible": 3, "unknown": 4}
INTERRUPTED = 130


@click.command()
@request_options
@server_option(panel=SEARCH)
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON, and nothing else.", panel=OUTPUT)
@click.option("--out", "out", metavar="FILE", help="Write the plan as JSON to a file too.", panel=OUTPUT)
@click.option("--all", "every_copy", is_flag=True, help="Chart every copy of repeated items on its own.", panel=OUTPUT)
@click.option("--quarter", metavar="QUARTER", help='Print the whole brief of one quarter: "FY27 Q3".', panel=OUTPUT)
@click.option(
    "--repair",
    metavar="N",
    type=click.IntRange(min=1),
    panel=SEARCH,
    help="Where there is no plan: make the N-th of the changes that would do, and plan that.",
)
@click.help_option("-h", "--help", panel=OUTPUT, help="Show this message and exit.")
def plan(
    request_file: str | None,
    as_json: bool,
    out: str | None,
    every_copy: bool,
    quarter: str | None,
    repair: int | None,
    **flags: Any,
) -> None:
    """Plan the way from one level to another within your money, people and time.

    REQUEST holds the request, as JSON or as a workbook (`milepost example` makes either; - reads standard input); flags
    override its fields. Two levels are enough: `milepost plan --from 2 --to 4`.
    """
    from clients.cli.asking import ask

    if request_file is None and not any(flags.values()):
        raise click.UsageError("Say what to plan: a request file, or --from and --to.")
    with refusals(as_json=as_json), reading(as_json=as_json) as shelf:
        destination = None if out is None else writable(out)
        label = None if quarter is None else quarter_label(quarter)
        question = ask(request_file, flags, shelf.load)
        answer, interrupted = solve(question, shelf)
        if repair is not None and not interrupted:
            mended = repaired(question, answer, repair)
            if mended is not None:
                question = mended
                answer, interrupted = solve(question, shelf)
        if destination:
            write(destination, as_document(answer, indent=True) + b"\n")
    if interrupted:
        click.echo("milepost: stopped; this is the best answer so far", err=True)
    if as_json:
        click.echo(as_document(answer, indent=screen.output().is_terminal))
    else:
        from clients.cli.report import print_plan

        print_plan(screen.output(), answer, question.catalog, every_copy=every_copy, quarter=label)
    raise Exit(INTERRUPTED if interrupted else EXIT_CODES[answer.status])


def repaired(question: "Question", answer: "Plan", number: int) -> "Question | None":
    """Return the question with a repair of its answer made, None where there is a plan without or nothing is known.

    Refused where there is no such repair.
    """
    from clients.cli.page import Page
    from planner.explaining.telling import changes_in_words

    if answer.status != "infeasible":
        found = answer.finish is not None
        why = "there is a plan as it is, this one" if found else "it is not known yet whether there is none"
        click.echo(f"milepost: nothing to repair: {why}", err=True)
        return None
    there = len(answer.repairs)
    if number > there:
        known = ["no repair was found in the time", "there is one repair"][there] if there < 2 else f"there are {there}"
        hint = f"--repair 1 to --repair {there}" if there > 1 else "--repair 1" if there else "--time-limit 60"
        fault = Fault("", "no_such_repair", f"There is no repair {number}: {known}.", hint)
        raise Refused([fault], source=f"--repair {number}")
    chosen = answer.repairs[number - 1]
    words = Page(screen.errors(), answer, question.catalog).spoken(changes_in_words(chosen.changes, answer.request))
    click.echo(f"milepost: repair {number} of {there}: {words}", err=True)
    return question._replace(request=chosen.repaired_request)


def solve(question: "Question", shelf: "Shelf") -> "tuple[Plan, bool]":
    """Return the plan, made where its catalog is, and whether Ctrl-C cut the search short."""
    from clients.cli.panel import Panel

    cancel = threading.Event()
    currency = question.request.budget.currency or question.catalog.currency
    there = shelf.client is not None
    with (
        Panel(screen.errors(), question.request, currency) as panel,
        cancelled_by_hand(cancel, panel, waiting=there),
    ):
        answer = solve_there(question, shelf, panel) if there else solve_here(question, panel, cancel)
    return answer, cancel.is_set()


def solve_here(question: "Question", panel: "Panel", cancel: threading.Event) -> "Plan":
    """Return the plan that this machine makes."""
    import planner

    return planner.plan(
        question.request, question.catalog, on_progress=panel.report, cancel=cancel, on_finding=panel.find
    )


def solve_there(question: "Question", shelf: "Shelf", panel: "Panel") -> "Plan":
    """Return the plan that the server makes; what it refuses besides is told of the flags that said it."""
    from clients.cli.faults import RefusedQuestion
    from clients.sdk import Invalid

    assert shelf.client is not None
    try:
        return shelf.client.plans.create(question.request, on_progress=panel.report, on_finding=panel.find)
    except Invalid as invalid:
        if not invalid.errors:
            raise
        raise RefusedQuestion(list(invalid.errors), question.source, question.origins) from None


@contextmanager
def cancelled_by_hand(cancel: threading.Event, panel: Stoppable, *, waiting: bool) -> Iterator[None]:
    """Let the first Ctrl-C set ``cancel``; the second one is a Ctrl-C as ever.

    Who is ``waiting`` for a server is woken by the first one too, and asks the server to stop.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        first = not cancel.is_set()
        panel.stopping = True
        cancel.set()
        if waiting or not first:
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def quarter_label(text: str) -> str:
    """Return the label of the fiscal quarter that was asked for; Refused, before anything is solved, for none."""
    try:
        return shorthand.quarter(text)
    except ValueError as error:
        fault = Fault("", "unreadable_flag", f"{text!r} is no fiscal quarter.", str(error))
        raise Refused([fault], source=f"--quarter {text}") from None


def as_document(answer: "Plan", *, indent: bool) -> bytes:
    """Return a plan as JSON, indented for eyes."""
    import msgspec

    encoded = msgspec.json.encode(answer)
    return msgspec.json.format(encoded, indent=2) if indent else encoded


def writable(out: str, flag: str = "--out", what: str = "plan") -> Path:
    """Return the path that a flag names; Refused, before anything is solved, where it cannot be written to."""
    path = Path(out)
    if "\0" in out:
        raise unwritable(out, "that is not a file's name", flag, what)
    if path.is_dir():
        raise unwritable(out, "that is a directory", flag, what)
    if not path.parent.is_dir():
        raise unwritable(out, "its directory does not exist", flag, what)
    if not os.access(path.parent, os.W_OK):
        raise unwritable(out, "its directory cannot be written to", flag, what)
    return path


def write(path: Path, document: bytes, flag: str = "--out", what: str = "plan") -> None:
    """Write a file whole or not at all: beside its place first, then into it."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(document)
        beside.replace(path)
    except OSError as error:
        raise unwritable(str(path), error.strerror or "the disk refused it", flag, what) from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def unwritable(out: str, reason: str, flag: str, what: str) -> Refused:
    """Return the refusal of a file that cannot be written; ``what`` would stand in it."""
    detail = f"The {what} cannot be written: {reason}."
    return Refused(
        [Fault("", "unwritable_file", detail, "name a file in a directory of yours")], source=f"{flag} {out}"
    )
