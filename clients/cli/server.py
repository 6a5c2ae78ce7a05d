"""The service as commands see it: which one ``--server`` names, as whom, and what is said where it cannot be had.

The key comes from the environment and is never shown; a flag with it would stand in the list of processes. Nothing
of the SDK is loaded where there is no server.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import rich_click as click
from click import Context, get_current_context
from click.exceptions import Exit

from catalog.fault import Fault, Refused
from clients.cli import screen
from clients.cli.faults import BAD_INPUT, print_fault, print_refusal

if TYPE_CHECKING:
    from clients.cli.shelf import Shelf
    from clients.sdk import MilepostError

Command = TypeVar("Command", bound=Callable[..., Any])
SERVER, KEY = "MILEPOST_SERVER", "MILEPOST_KEY"
TROUBLE = 5
# Somebody looks on: what does not answer within a few seconds is said to be away.
RETRIES = 3
_CHOSEN = "milepost.server"


def server_option(*, environment: bool = False, **how: Any) -> Callable[[Command], Command]:
    """Add ``--server``, before the command or after it; the ``environment`` is asked once, by the group."""
    return click.option(
        "--server",
        metavar="URL",
        envvar=SERVER if environment else None,
        expose_value=False,
        callback=_choose,
        help=f"Ask this Milepost server instead of this machine; key in {KEY}.",
        **how,
    )


def _choose(context: Context, _: click.Parameter, address: str | None) -> None:
    if address is not None:
        context.meta[_CHOSEN] = address


def is_chosen() -> bool:
    """Say whether a server is to be asked, and not this machine."""
    return bool(get_current_context().meta.get(_CHOSEN))


@contextmanager
def reading(*, as_json: bool) -> "Iterator[Shelf]":
    """Give the catalogs of the server that was chosen, or of this machine.

    What the server refuses ends in exit code 2, as here; trouble with it or on the way to it in 5.
    """
    from clients.cli.shelf import LocalShelf, ServerShelf

    address = get_current_context().meta.get(_CHOSEN)
    if not address:
        yield LocalShelf()
        return
    from clients.sdk import Client, Invalid, MilepostError

    try:
        client = Client(address, os.environ.get(KEY) or None, retries=RETRIES)
    except ValueError as error:
        # Either the address or the key: the sentence says which, and shows no key.
        fault = Fault("", "unusable_server", str(error), f"see --server and {KEY}")
        raise Refused([fault], source="the choice of a server") from None
    with client:
        try:
            yield ServerShelf(client)
        except MilepostError as error:
            # What says no as a Milepost server does judges the question; anything else is no such server.
            if isinstance(error, Invalid) and error.problem is not None:
                asked = Refused(error.errors or (fault_of(error),), source="what you asked the server for")
                print_refusal(asked, as_json=as_json)
                raise Exit(BAD_INPUT) from None
            print_trouble(error, as_json=as_json)
            raise Exit(TROUBLE) from None


def print_trouble(error: "MilepostError", *, as_json: bool) -> None:
    """Print what went wrong with the server, and what can be done about it."""
    fault = fault_of(error)
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode({"errors": [fault]}))
        return
    console = screen.errors()
    console.print("milepost: the server did not do it", style="bold")
    print_fault(console, fault, "")


def fault_of(error: "MilepostError") -> Fault:
    """Return what went wrong as a fault: what kind, in words, and what would be right."""
    code = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(error).__name__).lower()
    return Fault("", code, str(error), suggestion(error))


def suggestion(error: "MilepostError") -> str:
    """Return what can be done about trouble with a server."""
    from clients.sdk import ConnectionLost, Forbidden, RateLimited, Unauthorized

    match error:
        case ConnectionLost():
            return "see whether --server is right and `milepost serve` is running there"
        case Unauthorized():
            return f"set {KEY} to a key of this server; who runs it makes one with `milepost keys create`"
        case Forbidden():
            return f"set {KEY} to a key with this scope"
        case RateLimited(retry_after=float(seconds)):
            return f"ask again in {seconds:.0f} s"
        case _ if error.problem is not None and error.problem.request_id:
            return f"its logs say more, under request {error.problem.request_id}; or plan without --server"
    return "plan without --server, on this machine"
