"""The catalogs there are: found by name or by path, read, judged, and handed out whole or not at all.

Everyone who needs a catalog calls ``load``. A catalog that is part of the project is read once in a process.
"""

import hashlib
import re
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from catalog.fault import Fault, Refused, capped
from catalog.model import Catalog
from catalog.suggestion import nearest
from catalog.wording import shown

if TYPE_CHECKING:
    from catalog.places import Places

_BUILTIN = Path(__file__).parent / "builtin"
_NAME = re.compile(r"([a-z][a-z0-9_-]*)(?:@(.*))?", re.DOTALL)


@cache
def available() -> tuple[str, ...]:
    """Return the ids of the catalogs that are part of the project, in order."""
    return tuple(sorted(folder.name for folder in _BUILTIN.iterdir() if (folder / "catalog.yaml").is_file()))


def load(reference: str) -> Catalog:
    """Return the catalog of this id, ``id@version``, or path of a folder or of one YAML or JSON file.

    An id of the project's own goes before a path of the same name. Raises ``Refused`` with every fault where
    there is no such catalog or version, or where it cannot be read or used.
    """
    named = _NAME.fullmatch(reference)
    if named is not None and named[1] in available():
        return _of_version(_builtin(named[1]), named[2])
    path = _existing(reference)
    if path is None:
        raise Refused([_unknown(reference, named[1] if named else reference)], source=reference)
    return _read(path, reference)


class Examination(Struct, frozen=True):
    """What a check of a catalog found: ``catalog`` is None where it has faults; advice is given of a whole one."""

    catalog: Catalog | None
    faults: tuple[Fault, ...]
    advice: tuple[Fault, ...]
    places: "Places | None"


def examine(reference: str) -> Examination:
    """Return all that is wrong with a catalog and all that is worth a look, with the places where it stands.

    Takes what ``load`` takes; ``Refused`` only where there is nothing of that name.
    """
    from catalog import advice, files  # noqa: PLC0415
    from catalog.places import Places  # noqa: PLC0415

    path = _BUILTIN / reference if reference in available() else _existing(reference)
    if path is None:
        raise Refused([_unknown(reference, reference)], source=reference)
    try:
        catalog, faults = _examined(files.read(path))
    except Refused as refused:
        return Examination(None, refused.faults, (), None)
    noted = () if catalog is None or faults else capped(advice.advice(catalog))
    return Examination(None if faults else catalog, faults, noted, Places(path))


def digest(catalog: Catalog) -> str:
    """Return the SHA-256 of a catalog's content: equal digests, equal catalogs, whatever files they came in."""
    return hashlib.sha256(msgspec.json.encode(catalog, order="deterministic")).hexdigest()


@cache
def _builtin(name: str) -> Catalog:
    return _read(_BUILTIN / name, name, trusted=True)


def _read(path: Path, reference: str, *, trusted: bool = False) -> Catalog:
    # Imported here: a command that reads no catalog starts without YAML and the rules.
    from catalog import files  # noqa: PLC0415

    try:
        catalog, faults = _examined(files.read(path, trusted=trusted), trusted)
    except Refused as refused:
        raise Refused(refused.faults, source=reference) from refused
    if faults or catalog is None:
        raise Refused(faults, source=reference)
    return catalog


def _examined(document: object, trusted: bool = False) -> tuple[Catalog | None, tuple[Fault, ...]]:
    from catalog import validation  # noqa: PLC0415
    from catalog.reading import in_order, walk  # noqa: PLC0415

    if trusted:
        # The walker costs ten times as much as the decoder; it is for what others wrote, and for finding faults.
        with suppress(msgspec.ValidationError):
            catalog = msgspec.convert(document, Catalog)
            return catalog, capped(validation.faults(catalog))
    walked = walk(document, Catalog)
    if walked.value is None:
        return None, walked.faults
    if not walked.faults:
        return walked.value, capped(validation.faults(walked.value))
    further = validation.further_faults(walked.value, walked.faults)
    return None, capped(in_order((*walked.faults, *further), document))


def _of_version(catalog: Catalog, version: str | None) -> Catalog:
    if version not in (None, catalog.version):
        detail = f"There is no version {shown(version)} of {catalog.id}; there is {catalog.version}."
        suggestion = f"{catalog.id}@{catalog.version}"
        raise Refused([Fault("", "unknown_version", detail, suggestion)], source=f"{catalog.id}@{version}")
    return catalog


def _existing(reference: str) -> Path | None:
    try:
        path = Path(reference)
        return path if reference and path.exists() else None
    except (OSError, ValueError):  # a text that no system takes for a path: too long, or with a NUL in it
        return None


def _unknown(reference: str, name: str) -> Fault:
    detail = f"There is no catalog {shown(reference)}; known: {', '.join(available())}, or the path of your own."
    return Fault("", "unknown_catalog", detail, nearest(name, available()) or available()[0])
