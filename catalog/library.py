"""The catalogs there are: found by name or by path, read, judged, and handed out whole or not at all.

Everyone who needs a catalog calls ``load``. A catalog that is part of the project is read once in a process.
"""

import hashlib
import re
from contextlib import suppress
from functools import cache
from pathlib import Path

import msgspec

from catalog.fault import Fault, Refused, capped
from catalog.model import Catalog
from catalog.suggestion import nearest
from catalog.wording import shown

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


def digest(catalog: Catalog) -> str:
    """Return the SHA-256 of a catalog's content: equal digests, equal catalogs, whatever files they came in."""
    return hashlib.sha256(msgspec.json.encode(catalog, order="deterministic")).hexdigest()


@cache
def _builtin(name: str) -> Catalog:
    return _read(_BUILTIN / name, name, trusted=True)


def _read(path: Path, reference: str, *, trusted: bool = False) -> Catalog:
    # Imported here: a command that reads no catalog starts without YAML and the rules.
    from catalog import files, validation  # noqa: PLC0415

    try:
        catalog = _decoded(files.read(path, trusted=trusted), trusted)
    except Refused as refused:
        raise Refused(refused.faults, source=reference) from refused
    if faults := validation.faults(catalog):
        raise Refused(capped(faults), source=reference)
    return catalog


def _decoded(document: object, trusted: bool) -> Catalog:
    from catalog.reading import read_value  # noqa: PLC0415

    if trusted:
        # The walker costs ten times as much as the decoder; it is for what others wrote, and for finding faults.
        with suppress(msgspec.ValidationError):
            return msgspec.convert(document, Catalog)
    return read_value(document, Catalog)


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
