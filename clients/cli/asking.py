"""From what was typed to a request: a file, flags that override its fields, and a start where none is given.

Every command that takes a REQUEST takes these flags. The fields are judged by ``planner.intake`` alone; here
only the shorthand of a command line (``1.5M``, ``ai_engineer=2``) is read.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import rich_click as click

from catalog.decoding import LARGEST, decode_json
from catalog.fault import Fault, Refused
from clients.cli import amounts
from clients.cli.dates import next_monday

if TYPE_CHECKING:
    from catalog.model import Catalog
    from planner.request import PlanRequest

Command = TypeVar("Command", bound=Callable[..., Any])
Document = dict[str, Any]


class Flag(NamedTuple):
    """An option, the field of the request it sets, and how its text is read."""

    option: str
    field: tuple[str, ...]
    read: Callable[[str], Any]
    metavar: str
    help: str


def as_typed(text: str) -> str:
    """Return the text: what it must be is the planner's to say."""
    return text


def whole(text: str) -> int | str:
    """Return a whole number, or the text itself, which the planner refuses with its place in the request."""
    plain = text.replace("_", "").replace(",", "")
    return int(plain) if plain.lstrip("+-").isdecimal() and len(plain) < 20 else text


def decimal(text: str) -> int | float | str:
    """Return a number, or the text itself, which the planner refuses with its place in the request."""
    try:
        return amounts.whole_if_whole(amounts.read_number(text, ""))
    except ValueError:
        return text


def names(text: str) -> list[str]:
    """Return the names of a comma-separated list."""
    return [name for name in amounts.split(text) if name]


def goals(text: str) -> str | list[str]:
    """Return a preset's name, or the goals of a comma-separated list in their order."""
    return names(text) if "," in text or text in ("finish", "cost") else text


FLAGS = (
    Flag("--from", ("current",), whole, "LEVEL", "Level you are at."),
    Flag("--to", ("target",), whole, "LEVEL", "Level you want."),
    Flag("--budget", ("budget", "total"), amounts.read_money, "MONEY", "All the money there is: 1.5M, 250k, 1500000."),
    Flag("--per-quarter", ("budget", "per_quarter"), amounts.read_moneys, "MONEY,...",
         "Money by fiscal quarter: 200k,250k; the last one repeats."),
    Flag("--headcount", ("headcount", "total"), amounts.read_people, "PEOPLE", "People in all, in FTE."),
    Flag("--deadline", ("deadline",), as_typed, "DATE", "Latest date of the target level: 2028-12-31."),
    Flag("--start", ("start",), as_typed, "DATE", "First day of the plan; next Monday if not given."),
    Flag("--functions", ("organization", "functions"), names, "NAME,...", "Functions of the organization: sales,hr."),
    Flag("--employees", ("organization", "employees"), whole, "NUMBER", "Employees; estimates scale with them."),
    Flag("--catalog", ("catalog",), as_typed, "ID", "Catalog to plan by (see `milepost catalog list`)."),
    Flag("--goals", ("goals",), goals, "GOAL,...", "What is best, in order: finish,cost."),
    Flag("--time-limit", ("solver", "time_limit_s"), decimal, "SECONDS", "Seconds for the whole answer."),
    Flag("--workers", ("solver", "workers"), whole, "NUMBER", "Solver workers; 0 is one a core."),
    Flag("--seed", ("solver", "seed"), whole, "NUMBER", "Seed of the search."),
    Flag("--name", ("name",), as_typed, "TEXT", "Name of the request."),
)  # fmt: skip
ROLE_HELP = "People of one role: ai_engineer=2, or program_lead=1,1,2 by quarter. May be given again."


def request_options(command: Command) -> Command:
    """Add the REQUEST argument and all the flags that override its fields."""
    decorated = click.option("--role", "roles", multiple=True, metavar="ROLE=PEOPLE", help=ROLE_HELP)(command)
    for flag in reversed(FLAGS):
        decorated = click.option(flag.option, key(flag), metavar=flag.metavar, help=flag.help)(decorated)
    return click.argument("request_file", metavar="[REQUEST.json]", required=False)(decorated)


def key(flag: Flag) -> str:
    """Return the name under which a flag's text reaches the command."""
    return "_".join(flag.field)


def ask(request_file: str | None, flags: Mapping[str, Any]) -> "tuple[PlanRequest, Catalog]":
    """Return the request that the file and the flags together make, and its catalog.

    Raises Refused with every fault of both.
    """
    from catalog import library
    from planner.intake import read_request

    given, faults = read_flags(flags)
    source = "your flags" if request_file is None else "standard input" if request_file == "-" else request_file
    written = b"{}" if request_file is None else read_bytes(request_file)
    try:
        answer = read_request(overridden(written, given), library.load)
    except Refused as refused:
        # A flag that could not be read left its field out: what that field lacks is said already.
        said = {fault.pointer for fault in faults}
        others = [fault for fault in refused.faults if fault.pointer not in said]
        raise Refused([*faults, *others], source=source) from None
    if faults:
        raise Refused(faults, source=source)
    return answer


def read_flags(flags: Mapping[str, Any]) -> tuple[list[tuple[tuple[str, ...], Any]], list[Fault]]:
    """Return the fields that the flags set, with their values, and a fault for each flag that cannot be read."""
    given: list[tuple[tuple[str, ...], Any]] = []
    faults: list[Fault] = []
    entries = [(flag.option, flag.field, flag.read, flags.get(key(flag))) for flag in FLAGS]
    for entry in flags.get("roles", ()):
        role, equals, text = entry.partition("=")
        pointer = ("headcount", "roles", role.strip() or "?")
        entries.append((f"--role {role}", pointer, amounts.read_people, text if equals else ""))
    for option, field, read, text in entries:
        if text is None:
            continue
        try:
            given.append((field, read(text)))
        except ValueError as error:
            detail = f"{option} {text or '(nothing)'} cannot be read."
            faults.append(Fault("/" + "/".join(field), "unreadable_amount", detail, str(error)))
    return given, faults


def read_bytes(request_file: str) -> bytes:
    """Return what the file, or standard input for ``-``, holds; Refused where that cannot be read."""
    try:
        # One byte more than is read by anybody: enough to refuse a file of any size.
        if request_file == "-":
            written = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(request_file).open("rb") as stream:
                written = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "that is not a file's name"
        detail = f"The request cannot be read: {reason}."
        hint = "give a JSON file, or - for standard input; `milepost example` prints one"
        raise Refused([Fault("", "unreadable_file", detail, hint)], source=request_file) from None
    return written.removeprefix(b"\xef\xbb\xbf")


def overridden(written: bytes, given: list[tuple[tuple[str, ...], Any]]) -> bytes | Document:
    """Return the request with the flags' fields and a start in it, or the bytes where they hold no JSON object.

    Raises Refused where they hold no JSON at all.
    """
    decoded = decode_json(written)
    document = decoded.document
    if decoded.slips or not isinstance(document, dict):
        return written
    for field, value in given:
        put(document, field, value)
    document.setdefault("start", next_monday().isoformat())
    return document


def put(document: Document, field: tuple[str, ...], value: Any) -> None:
    """Set one field; a plain number of people grows into the object that holds it as ``total``."""
    place = document
    for step in field[:-1]:
        inner = place.setdefault(step, {})
        if step == "headcount" and isinstance(inner, int | float | list) and not isinstance(inner, bool):
            inner = place[step] = {"total": inner}
        if not isinstance(inner, dict):
            return  # of the wrong type, which the planner is about to say
        place = inner
    place[field[-1]] = value
