"""What was wrong with what was typed: every fault with its pointer and what would be right.

On standard error for people, as one JSON object on standard output for programs; the exit code is 2.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import rich_click as click
from click.exceptions import Exit
from rich.console import Console

from catalog.fault import Fault, Refused
from clients.amounts import counted
from clients.cli import screen

BAD_INPUT = 2
MOST_SHOWN = 50


class RefusedQuestion(Refused):
    """A request put together from a file and flags cannot be used.

    ``flags`` holds, by JSON pointer, the flag that set the field there, as typed, or the cell (``Limits!B4``).
    """

    def __init__(self, faults: list[Fault], source: str, flags: Mapping[str, str]) -> None:
        super().__init__(faults, source=source)
        self.flags = flags


@contextmanager
def refusals(*, as_json: bool) -> Iterator[None]:
    """Turn a Refused inside the block into its faults on the right stream and exit code 2."""
    try:
        yield
    except Refused as refused:
        print_refusal(refused, as_json=as_json)
        raise Exit(BAD_INPUT) from None


def print_refusal(refused: Refused, *, as_json: bool) -> None:
    """Print every fault of ``refused``."""
    if as_json:
        # Imported here: help must be quick, and this is the way out.
        import msgspec

        click.echo(msgspec.json.encode({"errors": [as_data(fault, given_by(refused)) for fault in refused.faults]}))
        return
    console = screen.errors()
    what = screen.printable(refused.source or "what you asked for")
    console.print(f"milepost: {counted(len(refused.faults), 'thing')} to mend in {what}", style="bold")
    flags = given_by(refused)
    for fault in refused.faults[:MOST_SHOWN]:
        print_fault(console, fault, flag_at(fault.pointer, flags))
    if len(refused.faults) > MOST_SHOWN:
        console.print(f"  and {len(refused.faults) - MOST_SHOWN} more (all of them with --json)")


def given_by(refused: Refused) -> Mapping[str, str]:
    """Return which flag or cell set which field, where that is known."""
    return refused.flags if isinstance(refused, RefusedQuestion) else {}


def as_data(fault: Fault, flags: Mapping[str, str]) -> dict[str, str | None]:
    """Return a fault for programs; ``given`` is the flag or the cell that said what is wrong, where one did."""
    given = flag_at(fault.pointer, flags)
    told = {"pointer": fault.pointer, "code": fault.code, "detail": fault.detail, "suggestion": fault.suggestion}
    return told | ({"given": given} if given else {})


def flag_at(pointer: str, flags: Mapping[str, str]) -> str:
    """Return the flag or the cell that set the field at ``pointer``, or what holds it; nothing where none did."""
    while pointer and pointer not in flags:
        pointer = pointer.rpartition("/")[0]
    return flags.get(pointer, "")


def print_fault(console: Console, fault: Fault, flag: str) -> None:
    """Print one fault in two or three lines: where (the flag first), what, and what would be right."""
    from rich.padding import Padding
    from rich.text import Text

    if fault.pointer:
        place = Text.assemble("  ", (f"{screen.printable(flag)}  " if flag else "", "bold cyan"))
        place.append(screen.printable(fault.pointer), style="dim" if flag else "cyan")
        console.print(place, soft_wrap=True)
    lines = [Text(screen.printable(fault.detail))]
    if fault.suggestion:
        lines.append(Text(f"try: {screen.printable(fault.suggestion)}", style="green"))
    for line in lines:
        console.print(Padding(line, (0, 0, 0, 4), expand=False))
