"""Where documents go: the files that ``export`` writes, and why one of them cannot be written.

A file is replaced only where it is a document of the same kind, and never where it is what the documents are made of.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from catalog.fault import Fault, Refused
from clients.documents.formats import FILES, FORMATS, Format, is_own

STANDARD = "-"
DRAWN = ("svg", "png")
ELSEWHERE = "name another file, or move that one away"


class Target(NamedTuple):
    """A file to be written, and its format."""

    path: Path
    format: Format


def one_target(format_: str, chart: str | None, out: str | None, plan_file: str, *, nameless: bool) -> Target:
    """Return where one document goes: where it was said, else beside us, under the plan's name or without a name."""
    chosen = FORMATS[format_]
    stem = "plan" if nameless or plan_file == STANDARD else Path(plan_file).stem
    if format_ in DRAWN:
        stem = f"{stem}-{chart or 'gantt'}"
    return Target(Path(out if out is not None else f"{stem}{chosen.suffix}"), chosen)


def all_targets(folder: str | None, archive: str | None) -> list[Target]:
    """Return where all documents go: into a folder, into an archive, or both."""
    found = [Target(Path(folder) / name, FORMATS[format_]) for name, format_ in FILES.items()] if folder else []
    return [*found, Target(Path(archive), FORMATS["zip"])] if archive else found


def refuse_unwritable(targets: Iterable[Target], sources: Sequence[str]) -> None:
    """Raise ``Refused`` with a fault for each file that cannot be written; ``sources`` are what is read."""
    read = [Path(source) for source in sources if source != STANDARD]
    faults = {fault.detail: fault for target in targets for fault in _faults(target, read)}
    if faults:
        raise Refused(list(faults.values()), source="where the documents go")


def _faults(target: Target, read: Sequence[Path]) -> Iterable[Fault]:
    path = target.path
    if "\0" in str(path):
        yield _fault(f"{path.name!r} is not a file's name.", "a name without control characters")
    elif path.is_dir():
        yield _fault(f"{path} is a directory.", "name a file in it")
    elif path.exists():
        yield from _in_the_way(target, read)
    else:
        yield from _nowhere(path.parent)


def _in_the_way(target: Target, read: Sequence[Path]) -> Iterable[Fault]:
    """Yield what speaks against replacing a file that is there."""
    path, chosen = target
    try:
        if any(source.exists() and path.samefile(source) for source in read):
            yield _fault(f"{path} is what the documents are made of.", "name another file")
        elif not path.is_file() or not is_own(path, chosen):
            yield _fault(f"{path} is there and is no {chosen.name} document: it is left as it is.", ELSEWHERE)
        elif not os.access(path.parent, os.W_OK):
            yield _fault(f"{path.parent} cannot be written to.", "name a folder of yours")
    except OSError as error:
        yield _fault(f"{path} cannot be looked at: {error.strerror}.", ELSEWHERE)


def _nowhere(folder: Path) -> Iterable[Fault]:
    """Yield why nothing can be written to a folder; one that is not there yet is made."""
    above = next((one for one in (folder, *folder.parents) if one.exists()), folder)
    if not above.is_dir():
        yield _fault(f"{above} is no folder.", "name a folder")
    elif not os.access(above, os.W_OK):
        yield _fault(f"{above} cannot be written to.", "name a folder of yours")


def _fault(detail: str, hint: str) -> Fault:
    return Fault("", "unwritable_file", detail, hint)
