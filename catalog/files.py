"""The files that a catalog is written in: YAML or JSON, one file or a folder of them, as one plain document.

Called by ``catalog.library`` alone, which imports it only when something is to be read: loading YAML's library
costs more than starting the command line may. Nothing here knows what a catalog is.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn, Protocol

import yaml
from msgspec.structs import replace
from yaml import CSafeLoader
from yaml.constructor import ConstructorError
from yaml.error import MarkedYAMLError
from yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, NodeEvent
from yaml.nodes import MappingNode, Node, ScalarNode

from catalog.decoding import DEEPEST, LARGEST, Repeated, decode_json
from catalog.fault import Fault, Refused

SUFFIXES = (".yaml", ".yml", ".json")
MAIN_FILES = tuple(f"catalog{suffix}" for suffix in SUFFIXES)
MOST_VALUES = 1_000_000

Document = dict[str, object]


class Marked(Protocol):
    """A place in a text, as both of YAML's parsers give it: lines count from 0."""

    line: int


def read(path: Path, *, trusted: bool = False) -> Document:
    """Return what stands in a file, or in all the files of a folder merged: lists joined, in order of path.

    ``trusted`` files (the project's own) are not searched for nesting and aliases made to exhaust a reader.
    Raises ``Refused`` naming, for every file, what cannot be read or stands twice.
    """
    merged: Document = {}
    origin: dict[str, str] = {}
    room = LARGEST
    faults: list[Fault] = []
    for name, file in parts(path):
        try:
            data = _bytes(file, name, room)
            room -= len(data)
            document = fields_of(data, name, trusted=trusted)
        except Refused as refused:
            faults += refused.faults
            continue
        for key, value in document.items():
            present = merged.get(key)
            if key not in merged:
                merged[key], origin[key] = value, name
            elif isinstance(present, list) and isinstance(value, list):
                merged[key] = present + value
            else:
                detail = f'"{key}" is given in {origin[key]} and again in {name}.'
                faults.append(Fault(f"/{key}", "duplicate", detail, "give it once"))
    if faults:
        raise Refused(faults)
    return merged


def parts(path: Path) -> Iterator[tuple[str, Path]]:
    """Yield a catalog's files, in order, with the names people know them by; ``Refused`` where there are none."""
    if path.is_dir():
        if not any((path / main).is_file() for main in MAIN_FILES):
            _refuse("not_a_catalog", f"The folder {path} holds no catalog.yaml.", "name the folder that holds it")
        inside = (file for file in path.rglob("*") if file.suffix in SUFFIXES and file.is_file())
        yield from ((file.relative_to(path).as_posix(), file) for file in sorted(inside))
    elif path.is_file() and path.suffix in SUFFIXES:
        yield path.name, path
    else:
        _refuse(
            "not_a_catalog",
            f"{path} is neither a folder nor a .yaml or .json file.",
            "name a folder that holds a catalog.yaml, or one file",
        )


def _bytes(file: Path, name: str, room: int) -> bytes:
    try:
        with file.open("rb") as stream:
            data = stream.read(room + 1)
    except OSError as error:
        _refuse("unreadable", f"{name} cannot be read: {error.strerror}.", "check that you may read it")
    if len(data) > room:
        _refuse("too_large", f"With {name}, the catalog has more than {LARGEST:,} bytes.", "split it into catalogs")
    return data


def fields_of(data: bytes, name: str, *, trusted: bool = False) -> Document:
    """Return the fields that a file holds, JSON where its name says so and else YAML; ``Refused`` where it has none."""
    try:
        document = _from_json(data) if name.endswith(".json") else _from_yaml(data, trusted)
    except Refused as refused:
        raise Refused([replace(fault, detail=f"{name}: {fault.detail}") for fault in refused.faults]) from refused
    if not isinstance(document, dict):
        _refuse("wrong_type", f"{name} holds no fields.", "begin with fields, as in items: …")
    return document


def _from_json(data: bytes) -> object:
    decoded = decode_json(data)
    if decoded.slips:
        raise Refused(decoded.slips)
    # What is repeated further down is reported by the walker, which sees the document whole; this level is merged.
    if isinstance(decoded.document, Repeated) and decoded.document.repeated:
        name = min(decoded.document.repeated)
        _refuse("duplicate", f'"{name}" is given twice.', "give it once", f"/{name}")
    return decoded.document


def _from_yaml(data: bytes, trusted: bool) -> object:
    try:
        if not trusted:
            _check_extent(data)
        return yaml.load(data, Loader=_Loader)
    except MarkedYAMLError as error:
        _refuse_at(error.problem_mark or error.context_mark, error.problem or "it is not YAML")
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        _refuse("not_yaml", f"The file is not YAML in UTF-8: {getattr(error, 'reason', error)}.", "save it as UTF-8")


def _check_extent(data: bytes) -> None:
    """Refuse what would exhaust a reader, before anything is built: deep nesting, aliases that multiply.

    The C parser's composer recurses without a limit, so depth must be known before it runs.
    """
    sizes: dict[str, int] = {}
    open_nodes: list[tuple[str | None, int]] = []
    total = 0
    for event in yaml.parse(data, Loader=CSafeLoader):
        if isinstance(event, CollectionEndEvent):
            anchor, before = open_nodes.pop()
            if anchor is not None:
                sizes[anchor] = total - before
        elif isinstance(event, AliasEvent):
            if event.anchor not in sizes:
                _refuse_at(event.start_mark, f"the alias *{event.anchor} stands for nothing complete before it")
            total += sizes[event.anchor]
        elif isinstance(event, NodeEvent):
            total += 1
            if isinstance(event, CollectionStartEvent):
                open_nodes.append((event.anchor, total - 1))
            elif event.anchor is not None:
                sizes[event.anchor] = 1
        if len(open_nodes) > DEEPEST:
            _refuse_at(event.start_mark, f"lists and fields are nested more than {DEEPEST} deep")
        if total > MOST_VALUES:
            _refuse_at(event.start_mark, f"with its aliases written out it has more than {MOST_VALUES:,} values")


class _Loader(CSafeLoader):
    """The safe loader, which besides refuses a field given twice and a field whose name is not text."""

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[object, object]:
        lines: dict[str, int] = {}
        for key, _ in node.value:
            if not isinstance(key, ScalarNode) or key.tag not in _NAMES:
                raise ConstructorError(None, None, f"{_text(key)} is not a name: put it in quotes", key.start_mark)
            if key.value in lines:
                raise ConstructorError(
                    None, None, f'"{key.value}" is given twice, first on line {lines[key.value]}', key.start_mark
                )
            lines[key.value] = key.start_mark.line + 1
        return super().construct_mapping(node, deep)

    def construct_plain(self, node: ScalarNode) -> object:
        """Return a number or a date; one that is none (the 31st of June) is refused with its line."""
        try:
            return CSafeLoader.yaml_constructors[node.tag](self, node)
        except ValueError as error:
            raise ConstructorError(None, None, f"{_text(node)} is no number or date", node.start_mark) from error

    def construct_foreign(self, node: Node) -> NoReturn:
        """Refuse a value of a type that JSON and dates do not know."""
        raise ConstructorError(None, None, f"values of type {node.tag} are not used in catalogs", node.start_mark)


_TAG = "tag:yaml.org,2002:"
_NAMES = (f"{_TAG}str", f"{_TAG}merge")
for _kind in ("int", "float", "timestamp"):
    _Loader.add_constructor(f"{_TAG}{_kind}", _Loader.construct_plain)
for _kind in ("binary", "omap", "pairs", "set"):
    _Loader.add_constructor(f"{_TAG}{_kind}", _Loader.construct_foreign)
_Loader.add_constructor(None, _Loader.construct_foreign)


def _text(node: Node) -> str:
    return str(node.value)[:40] if isinstance(node, ScalarNode) else "a list or a block"


def _refuse_at(mark: Marked | None, problem: str) -> NoReturn:
    if mark is None:
        _refuse("not_yaml", f"{problem}.", "mend the file")
    _refuse("not_yaml", f"line {mark.line + 1}: {problem}.", f"mend line {mark.line + 1}")


def _refuse(code: str, detail: str, suggestion: str, pointer: str = "") -> NoReturn:
    raise Refused([Fault(pointer, code, detail, suggestion)])
