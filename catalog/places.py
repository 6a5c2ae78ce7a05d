"""Where in a catalog's files something stands: file and line of a pointer into the merged catalog.

Called by ``catalog.library`` for those who check a catalog, once something is wrong in it. Merges as
``catalog.files`` does; JSON is read as the YAML that it nearly always is.
"""

from pathlib import Path

import yaml
from msgspec import Struct
from yaml import CSafeLoader
from yaml.nodes import MappingNode, Node, SequenceNode

from catalog import files
from catalog.walking import token


class Place(Struct, frozen=True):
    """A line of a file of a catalog; lines count from 1, and None means that only the file is known."""

    file: str
    line: int | None


class Places:
    """The places of a catalog that could be read."""

    def __init__(self, path: Path) -> None:
        self.fields: dict[str, list[tuple[str, Node]]] = {}
        for name, file in files.parts(path):
            try:
                document = yaml.compose(file.read_bytes(), Loader=CSafeLoader)
            except (yaml.YAMLError, UnicodeDecodeError):  # JSON that is no YAML
                continue
            if isinstance(document, MappingNode):
                for key, value in document.value:
                    self.fields.setdefault(key.value, []).append((name, value))

    def of(self, pointer: str) -> Place | None:
        """Return where ``pointer`` leads, or the nearest thing around it that stands in a file."""
        field, *steps = pointer.split("/")[1:] or [""]
        entry = self._entry(field, steps)
        if entry is None:
            return None
        name, node = entry
        for step in steps:
            inner = _inside(node, step)
            if inner is None:
                break
            node = inner
        return Place(name, node.start_mark.line + 1)

    def _entry(self, field: str, steps: list[str]) -> tuple[str, Node] | None:
        """Return the file's part of a merged field that holds the first step; the step then counts within it."""
        parts = self.fields.get(field)
        if not parts:
            return None
        if len(parts) == 1 or not steps or not steps[0].isdecimal():
            return parts[0]
        index = int(steps[0])
        for name, node in parts:
            if index < len(node.value):
                steps[0] = str(index)
                return name, node
            index -= len(node.value)
        return parts[-1]


def _inside(node: Node, step: str) -> Node | None:
    if isinstance(node, MappingNode):
        return next((value for key, value in node.value if token(key.value) == step), None)
    if isinstance(node, SequenceNode) and step.isdecimal() and int(step) < len(node.value):
        found: Node = node.value[int(step)]
        return found
    return None
