"""From what was typed to a request: a file, flags that override its fields, and a start where none is given.

The file holds JSON, or is a workbook. The fields are judged by ``planner.intake`` alone; what it finds wrong in a field
that a flag or a cell set is told of the flag or the cell, not of a document that nobody wrote.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import rich_click as click

from catalog.decoding import LARGEST, decode_json
from catalog.fault import Fault, Refused
from clients.cli import screen
from clients.cli.faults import RefusedQuestion
from clients.cli.flags import FLAGS, Flag
from clients.dates import next_monday

if TYPE_CHECKING:
    from catalog.model import Catalog
    from clients.documents.xlsx.request import Filled
    from planner.request import PlanRequest

Document = dict[str, Any]
Origins = dict[str, str]
WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")
"""What workbooks begin with, and old ones and locked ones; no JSON does."""


class Given(NamedTuple):
    """What one flag says: the flag, its text, and the value that its field is to have."""

    flag: Flag
    text: str
    value: Any

    @property
    def typed(self) -> str:
        """The flag as it was typed."""
        return f"{self.flag.option} {self.text or '(nothing)'}"


class Question(NamedTuple):
    """A request and its catalog; where the request came from, and which flag or cell set which of its fields."""

    request: "PlanRequest"
    catalog: "Catalog"
    source: str
    origins: Origins


def ask(request_file: str | None, flags: Mapping[str, Any], load: "Callable[[str], Catalog]") -> Question:
    """Return what the file and the flags together ask, by the catalog that ``load`` finds.

    Raises Refused with every fault of both.
    """
    written = b"{}" if request_file is None else read_bytes(request_file)
    return ask_of(written, request_file, flags, load)


def ask_of(
    written: bytes, request_file: str | None, flags: Mapping[str, Any], load: "Callable[[str], Catalog]"
) -> Question:
    """Return what a request that was read from a file and the flags together ask; as ``ask`` does."""
    from planner.intake import read_request

    given, faults = read_flags(flags)
    source = "your flags" if request_file is None else "standard input" if request_file == "-" else request_file
    # Without a file, what is missing is the flag that would have said it.
    origins = {pointer(flag): flag.option for flag in FLAGS} if request_file is None else {}
    document, in_cells = read_document(written, source, origins)
    unread = {fault.pointer for fault in faults}
    origins |= {pointer(flag): flag.option for flag in FLAGS if pointer(flag) in unread}
    faults += in_cells
    try:
        request, catalog = read_request(overridden(document, given, origins), load)
    except Refused as refused:
        # A flag or a cell that could not be read left its field out: what that field lacks is said already.
        said = [fault.pointer for fault in faults]
        others = [fault for fault in refused.faults if not is_said(fault.pointer, said)]
        raise RefusedQuestion([*faults, *others], source, origins) from None
    if faults:
        raise RefusedQuestion(faults, source, origins)
    return Question(request, catalog, source, origins)


def read_document(written: bytes, source: str, origins: Origins) -> tuple[bytes | Document, list[Fault]]:
    """Return the document that a workbook holds, and what is wrong in its cells; what is no workbook, as it is.

    ``origins`` learns which cell each field comes from. Raises Refused where the workbook is no request.
    """
    # Imported where it is needed alone: most requests are JSON, and are planned without the libraries of documents.
    if not written.startswith(WORKBOOKS):
        return written, []
    filled = read_workbook(written, source)
    origins |= filled.cells
    if filled.ignored:
        names = ", ".join(screen.printable(name) for name in filled.ignored)
        click.echo(f"milepost: no sheets of a request, and not read: {names}", err=True)
    return filled.document, list(filled.faults)


def read_workbook(written: bytes, source: str) -> "Filled":
    """Return what a workbook says; Refused where it is no request, or cannot be read on this machine."""
    try:
        from clients.documents.xlsx.request import filled_in
    except ModuleNotFoundError as missing:
        detail = f"Workbooks cannot be read here: {missing.name} is not installed."
        fault = Fault("", "no_library", detail, "pip install '.[documents]', or give the request as JSON")
        raise Refused([fault], source=source) from None
    try:
        return filled_in(written)
    except Refused as refused:
        raise Refused(refused.faults, source=source) from None


def is_said(pointer: str, said: Iterable[str]) -> bool:
    """Tell whether a fault at a place, or at something that it holds, was told already."""
    return any(told == pointer or (pointer and told.startswith(f"{pointer}/")) for told in said)


def read_flags(flags: Mapping[str, Any]) -> tuple[list[Given], list[Fault]]:
    """Return what the flags say, and a fault for each flag that cannot be read."""
    given: list[Given] = []
    faults: list[Fault] = []
    for flag in FLAGS:
        texts = flags.get(flag.key, ())
        for text in (texts,) if isinstance(texts, str) else texts or ():
            unread = Given(flag, text, None)
            try:
                given.append(unread._replace(value=flag.read(text)))
            except ValueError as error:
                detail = f"{unread.typed} cannot be read."
                faults.append(Fault(pointer(flag), "unreadable_flag", detail, str(error)))
    return given, faults


def pointer(flag: Flag) -> str:
    """Return the place of a flag's field in the request."""
    return "/" + "/".join(flag.field)


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
        hint = "give a JSON file or a workbook, or - for standard input; `milepost example` prints one"
        raise Refused([Fault("", "unreadable_file", detail, hint)], source=request_file) from None
    return written.removeprefix(b"\xef\xbb\xbf")


def overridden(written: bytes | Document, given: list[Given], origins: Origins) -> bytes | Document:
    """Return the request with the flags' fields and a start in it, or the bytes where they hold no JSON object.

    ``origins`` learns which flag each of these fields comes from. Raises Refused where there is no JSON at all.
    """
    document = written
    if isinstance(written, bytes):
        decoded = decode_json(written)
        if decoded.slips or not isinstance(decoded.document, dict):
            return written
        document = decoded.document
    assert isinstance(document, dict)
    if release(document, [pin for one in given if one.flag.field == ("pins",) for pin in one.value]):
        forget(origins, "/pins")  # Their places are others now.
    for one in given:
        for place in put(document, one.flag, one.value):
            forget(origins, place)
            origins[place] = one.typed
    document.setdefault("start", next_monday().isoformat())
    return document


def forget(origins: Origins, place: str) -> None:
    """Forget where what a place holds comes from."""
    for known in [known for known in origins if known.startswith(f"{place}/")]:
        del origins[known]


def release(document: Document, pins: list[Document]) -> bool:
    """Take out of the file's pins what the flags pin otherwise; leave what is not a list of pins to the planner.

    Return whether any went.
    """
    own = document.get("pins")
    if not isinstance(own, list):
        return False
    said_anew = {(pin["on"], bound) for pin in pins for bound in pin.keys() - {"on"}}
    kept = []
    for before in own:
        on = before.get("on") if isinstance(before, dict) else None
        bounds = {bound for pinned, bound in said_anew if pinned == on}
        left = {key: said for key, said in before.items() if key not in bounds} if bounds else before
        if left == before or left.keys() != {"on"}:
            kept.append(left)
    document["pins"] = kept
    return len(kept) < len(own)


def put(document: Document, flag: Flag, value: Any) -> list[str]:
    """Set or add to one field; return the pointers of what was written.

    A plain number of people grows into the object that holds it as ``total``.
    """
    place = document
    for step in flag.field[:-1]:
        inner = place.setdefault(step, {})
        if step == "headcount" and isinstance(inner, int | float | list) and not isinstance(inner, bool):
            inner = place[step] = {"total": inner}
        if not isinstance(inner, dict):
            return []  # of the wrong type, which the planner is about to say
        place = inner
    if flag.again:
        return add(place.setdefault(flag.field[-1], type(value)()), pointer(flag), value)
    place[flag.field[-1]] = value
    return [pointer(flag)]


def add(before: Any, at: str, value: Any) -> list[str]:
    """Add the entries of an object or a list to those before; return their pointers."""
    from catalog.walking import token

    if isinstance(value, dict) and isinstance(before, dict):
        before.update(value)
        return [f"{at}/{token(key)}" for key in value]
    if isinstance(value, list) and isinstance(before, list):
        added = [entry for entry in value if entry not in before]
        first = len(before)
        before.extend(added)
        return [f"{at}/{index}" for index in range(first, len(before))]
    return []  # of the wrong type, as above
