"""The commands that ask of a family of requests: frontier, least, highest, split, grid and tornado.

Each takes what ``plan`` takes and a few words of its own; ``planner.exploring.studies`` answers, here or on a server.
"""

import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import rich_click as click
from click.exceptions import Exit

from catalog.fault import Fault, Refused
from clients import amounts
from clients.cli import screen
from clients.cli.drawing import HELP, draw, picture_file
from clients.cli.faults import RefusedQuestion, refusals
from clients.cli.flags import OUTPUT, SEARCH, request_options
from clients.cli.planning import INTERRUPTED, cancelled_by_hand, writable, write
from clients.cli.server import reading, server_option

if TYPE_CHECKING:
    from clients.cli.asking import Question
    from clients.cli.shelf import Shelf
    from planner.exploring.studies import Study, StudyRequest

Command = TypeVar("Command", bound=Callable[..., Any])

STUDY = "What is asked"
SECONDS = 120
PROVEN, NOTHING, UNPROVEN = 0, 3, 4
"""Exit codes: an answer, proof that there is none, neither."""


class Words(NamedTuple):
    """What the flags of a study say: fields of the study's request, which flag said each, and what cannot be read."""

    fields: dict[str, Any]
    typed: dict[str, str]
    faults: list[Fault]


def study_options(command: Command) -> Command:
    """Add what every study takes besides its own words: a request, the flags of ``plan``, and where the answer goes."""
    decorated = command
    for option in (
        click.help_option("-h", "--help", panel=OUTPUT, help="Show this message and exit."),
        click.option("--csv", "csv", metavar="FILE", panel=OUTPUT, help="Write the answer as a table to a file too."),
        click.option(
            "--json", "as_json", is_flag=True, panel=OUTPUT, help="Print the study as JSON, and nothing else."
        ),
        server_option(panel=SEARCH),
    ):
        decorated = option(decorated)
    return click.option_panel(STUDY)(request_options(decorated))


chart_option = click.option("--chart", metavar="FILE", panel=OUTPUT, help=HELP)


@click.command()
@study_options
@click.option(
    "--given",
    type=click.Choice(["budget", "headcount", "cost"]),
    default="budget",
    panel=STUDY,
    help="What is given: the total budget, people in all, or the one-off cost.",
)
@click.option(
    "--reached",
    type=click.Choice(["finish", "risk", "peak"]),
    default="finish",
    panel=STUDY,
    help="What is reached with it: the finish, the open risk, or the peak of people.",
)
@click.option("--resolution", metavar="AMOUNT", panel=STUDY, help="Steps of what is given: 10k, or 0.5 people.")
@chart_option
def frontier(**typed: Any) -> None:
    """Draw every budget that counts: what is reached with it, and that less does not do.

    For each level from the next one to the target; the request's own budget is the upper end.
    """
    run("frontier", typed, own=("given", "reached", "resolution"))


@click.command()
@study_options
@click.option("--of", default="budget", metavar="WHAT", panel=STUDY, help="budget, headcount, or a role: ai_engineer.")
@click.option("--resolution", metavar="AMOUNT", panel=STUDY, help="Steps: 10k, or 0.5 people.")
def least(**typed: Any) -> None:
    """Find the least money, or the fewest people, with which the rest can be kept.

    Whatever the request says of that itself is left aside.
    """
    run("least", typed, own=("of", "resolution"))


@click.command()
@study_options
def highest(**typed: Any) -> None:
    """Find the highest level that the limits allow: how far this money gets you."""
    run("highest", typed)


@click.command()
@study_options
def split(**typed: Any) -> None:
    """Split the same money best over the quarters."""
    run("split", typed)


@click.command()
@study_options
@click.option("--budgets", metavar="MONEY,...", panel=STUDY, help="Total budgets: 1M,1.2M,1.5M.")
@click.option("--headcounts", metavar="PEOPLE,...", panel=STUDY, help="People in all: 8,10,12.")
@click.option("--deadlines", metavar="DATE,...", panel=STUDY, help="Deadlines: 2028-06-30,2028-12-31.")
@click.option(
    "--cells", metavar="FILE", panel=STUDY, help='Cells of your own: [{"name": ..., "changes": {merge patch}}, ...].'
)
def grid(**typed: Any) -> None:
    """Plan one request with many changes, side by side."""
    run("grid", typed, own=("budgets", "headcounts", "deadlines", "cells"))


@click.command()
@study_options
@click.option("--spread", metavar="PERCENT", panel=STUDY, help="How far rates and limits are moved: 20% if not said.")
@chart_option
def tornado(**typed: Any) -> None:
    """Show which estimate, rate or limit moves the finish and the cost most."""
    run("tornado", typed, own=("spread",))


def run(kind: str, typed: Mapping[str, Any], own: tuple[str, ...] = ()) -> None:
    """Ask a study and print what it came to."""
    from clients.cli.asking import ask

    as_json, csv, file = typed["as_json"], typed["csv"], typed["request_file"]
    apart = (*own, "as_json", "csv", "chart", "request_file")
    flags = {name: said for name, said in typed.items() if name not in apart}
    if file is None and not any(flags.values()):
        raise click.UsageError("Say of what: a request file, or --from and --to.")
    with refusals(as_json=as_json), reading(as_json=as_json) as shelf:
        destination = None if csv is None else writable(csv, "--csv", "table")
        picture = picture_file(typed.get("chart"))
        words = words_of({name: typed[name] for name in own if typed[name] is not None})
        try:
            question = ask(file, flags, shelf.load)
        except RefusedQuestion as refused:
            faults = [*refused.faults, *words.faults]
            raise RefusedQuestion(faults, refused.source or "", {**refused.flags, **words.typed}) from None
        if words.faults:
            raise RefusedQuestion(words.faults, "your flags", words.typed)
        asked = study_request(kind, question, words, longer=flags.get("solver_time_limit_s") is not None)
        found, stopped = answered(asked, question, words, shelf)
        if destination is not None:
            from clients.cli.rows import as_csv

            write(destination, as_csv(found), "--csv", "table")
        if picture is not None:
            from clients.documents.charts import study_chart

            draw(picture, study_chart(found, question.catalog))
    if stopped:
        click.echo("milepost: stopped; this is what is known so far", err=True)
    if as_json:
        click.echo(as_document(found))
    else:
        from clients.cli.studies import print_study

        print_study(screen.output(), found, question.catalog)
    raise Exit(INTERRUPTED if stopped else exit_code(found))


def words_of(said: Mapping[str, str]) -> Words:
    """Return the fields that the flags of a study set."""
    fields: dict[str, Any] = {}
    faults = []
    for name, text in said.items():
        try:
            fields[name] = READERS[name](text)
        except ValueError as error:
            faults.append(Fault(f"/{name}", "unreadable_flag", f"{text!r} cannot be read.", str(error)))
    typed = {f"/{name}": f"--{name} {text}" for name, text in said.items()}
    return Words(fields, typed, faults)


def amount(text: str) -> int | float:
    """Return money or people as typed: 10k, 0.5."""
    try:
        return amounts.read_money(text)
    except ValueError:
        people = amounts.read_people(text)
        if isinstance(people, list):
            raise
        return people


def each(text: str, read: Callable[[str], Any]) -> list[Any]:
    """Return the entries of a list as typed."""
    return [read(part) for part in amounts.split(text) if part]


def cells_of(text: str) -> Any:
    """Return the cells that a file holds, as they stand there."""
    from catalog.decoding import decode_json
    from clients.cli.asking import read_bytes

    try:
        decoded = decode_json(read_bytes(text))
    except Refused as refused:
        raise ValueError(f"a JSON file with a list of cells ({refused.faults[0].detail})") from None
    if decoded.slips:
        raise ValueError(f"a JSON file with a list of cells ({decoded.slips[0].detail})")
    return decoded.document


def part(text: str) -> float:
    """Return a part as typed: 20%."""
    from clients.cli.shorthand import share

    return float(share(text))


READERS: dict[str, Callable[[str], Any]] = {
    "given": str,
    "reached": str,
    "of": str,
    "resolution": amount,
    "budgets": partial(each, read=amounts.read_money),
    "headcounts": partial(each, read=amounts.read_people),
    "deadlines": partial(each, read=str),
    "cells": cells_of,
    "spread": part,
}
"""How each word of a study is read."""


def study_request(kind: str, question: "Question", words: Words, *, longer: bool) -> "StudyRequest":
    """Return what is asked; Refused with every fault of it. The time is the request's only where a flag says it."""
    import msgspec

    from catalog.reading import walk
    from planner.exploring.studies import StudyRequest, judge_study

    seconds = question.request.solver.time_limit_s if longer else SECONDS
    document = {"kind": kind, "request": msgspec.to_builtins(question.request), "time_limit_s": seconds, **words.fields}
    walked = walk(document, StudyRequest)
    faults = list(walked.faults)
    if walked.value is not None and not faults:
        faults = judge_study(walked.value, question.catalog)
    if faults or walked.value is None:
        raise RefusedQuestion([of_the_flags(fault) for fault in faults], question.source, origins(question, words))
    return walked.value


def of_the_flags(fault: Fault) -> Fault:
    """Return a fault of the request as it is told where the request is asked alone."""
    from msgspec.structs import replace

    return replace(fault, pointer=fault.pointer.removeprefix("/request"))


def origins(question: "Question", words: Words) -> dict[str, str]:
    """Return which flag set which field, of the request and of the study."""
    return {**question.origins, **words.typed}


def answered(asked: "StudyRequest", question: "Question", words: Words, shelf: "Shelf") -> "tuple[Study, bool]":
    """Return what a study came to, asked where the catalog is, and whether Ctrl-C cut it short."""
    from clients.cli.tally import Tally
    from planner.exploring.studies import study

    cancel = threading.Event()
    there = shelf.client
    with (
        Tally(screen.errors(), asked) as tally,
        cancelled_by_hand(cancel, tally, waiting=there is not None),
    ):
        if there is None:
            found = study(asked, question.catalog, tally.find, cancel)
        else:
            found = asked_there(there, asked, question, words, tally)
    return found, cancel.is_set()


def asked_there(there: Any, asked: "StudyRequest", question: "Question", words: Words, tally: Any) -> "Study":
    """Return what a server's study came to; what it refuses besides is told of the flags that said it."""
    from clients.sdk import Invalid
    from planner.exploring.studies import Study

    try:
        made = there.studies.create(asked, on_found=tally.find)
    except Invalid as invalid:
        if not invalid.errors:
            raise
        faults = [of_the_flags(fault) for fault in invalid.errors]
        raise RefusedQuestion(faults, question.source, origins(question, words)) from None
    return Study(made.asked, made.proven, made.result, made.solves, made.wall_s)


def as_document(found: "Study") -> bytes:
    """Return a study as JSON, indented for eyes."""
    import msgspec

    encoded = msgspec.json.encode(found)
    return msgspec.json.format(encoded, indent=2) if screen.output().is_terminal else encoded


def exit_code(found: "Study") -> int:
    """Return how the command ends: an answer, proof that there is none, or neither."""
    from clients.cli.studies import is_answered

    if is_answered(found):
        return PROVEN
    return NOTHING if found.proven else UNPROVEN
