"""Atlassian Document Format: the blocks of a description, and the region in it that a plan keeps up to date.

The region is one panel at the top of a document, from a line on that says whose it is. ``clients.jira.wording`` makes
what stands in it, the sync puts it into a document and finds it again. What stands outside is people's, never changed.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Literal

from clients.lines import unbroken

Block = dict[str, Any]
"""A node of the Atlassian Document Format."""

MarkName = Literal["strong", "em", "code"]

MARKER = "Milepost ▸ kept up to date from the plan: write above or below this box, not in it."
"""The first line of the region."""
_TOKEN = re.compile(r"milepost\s*▸", re.IGNORECASE)  # What of the marker outlives a translation or an edit of its end.

_TRIMMED = ("text", "hardBreak")
_EMPTY_WITHOUT_CONTENT = ("paragraph", "heading", "bulletList", "orderedList", "listItem", "panel", "blockquote")


# Blocks --------------------------------------------------------------------------------------------------------


def text(words: str, *marks: MarkName) -> list[Block]:
    """Return words as inline nodes: one, or none where nothing is left of them."""
    line = unbroken(words)
    if not line:
        return []
    marked = {"marks": [{"type": mark} for mark in sorted(set(marks))]} if marks else {}
    return [{"type": "text", "text": line, **marked}]


def paragraph(*inline: Iterable[Block]) -> Block:
    """Return a paragraph of inline nodes, as ``text`` makes them."""
    return _of("paragraph", _joined(inline))


def heading(level: int, words: str) -> Block:
    """Return a heading of a level from 1 to 6."""
    return {"type": "heading", "attrs": {"level": level}, "content": text(words)}


def bullets(*entries: Iterable[Block]) -> list[Block]:
    """Return a list of entries, each of inline nodes; no block at all where nothing stands in any."""
    items = [_of("listItem", [paragraph(inline)]) for inline in map(list, entries) if inline]
    return [_of("bulletList", items)] if items else []


def document(*blocks: Block) -> Block:
    """Return a document."""
    return {"type": "doc", "version": 1, "content": list(blocks)}


def _of(kind: str, content: list[Block]) -> Block:
    return {"type": kind, "content": content}


def _joined(parts: Iterable[Iterable[Block]]) -> list[Block]:
    return [node for part in parts for node in part]


def is_sound(node: object) -> bool:
    """Tell whether nodes are made as all are: an object with a type, texts with words, content and marks in lists."""
    if not isinstance(node, dict) or not isinstance(node.get("type"), str) or not node["type"]:
        return False
    if node["type"] == "text" and (not isinstance(node.get("text"), str) or not node["text"]):
        return False
    lists = [node[name] for name in ("content", "marks") if node.get(name) is not None]
    return isinstance(node.get("attrs") or {}, dict) and all(
        isinstance(one, list) and all(map(is_sound, one)) for one in lists
    )


# The managed region --------------------------------------------------------------------------------------------


def region_of(document: Block | None) -> tuple[Block, ...] | None:
    """Return the blocks of the region in their canonical form, without its marker; None where there is no region."""
    place = _place(document)
    return None if document is None or place is None else canonical(_after_marker(document["content"][place])[1])


def with_region(document: Block | None, blocks: Iterable[Block]) -> Block:
    """Return a document whose region holds these blocks: where it stood, else at the end.

    The panel keeps its looks, its marker and what stands above that, all of which people may change; a second panel of
    the kind, as one gets by pasting, is people's text like everything else outside.
    """
    inside = list(canonical(blocks))
    place = _place(document)
    if document is None or place is None:
        marker = paragraph(text(MARKER, "strong"))
        panel = {"type": "panel", "attrs": {"panelType": "note"}, "content": [marker, *inside]}
        return _with_content(document, [*_content(document), panel])
    content = list(document["content"])
    head, _ = _after_marker(content[place])
    content[place] = {**content[place], "content": [*head, *inside]}
    return _with_content(document, content)


def without_region(document: Block) -> Block:
    """Return a document without its region."""
    place = _place(document)
    if place is None:
        return document
    content = document["content"]
    return _with_content(document, [*content[:place], *content[place + 1 :]])


def _with_content(document: Block | None, content: list[Block]) -> Block:
    return {"type": "doc", "version": 1, **(document or {}), "content": content}


def _place(document: Block | None) -> int | None:
    """Return where in a document the region stands: the first panel at its top that has a marker."""
    return next((place for place, node in enumerate(_content(document)) if _after_marker(node)[0]), None)


def _after_marker(node: Block) -> tuple[list[Block], list[Block]]:
    """Return a panel's content up to its marker, and what comes after; nothing at all of what has no marker."""
    content = _content(node) if node.get("type") == "panel" else []
    lines = (place for place, inner in enumerate(content) if inner.get("type") in ("paragraph", "heading"))
    marker = next((place for place in lines if _TOKEN.search(_words(content[place]))), None)
    return ([], []) if marker is None else (content[: marker + 1], content[marker + 1 :])


def _content(node: Block | None) -> list[Block]:
    content = (node or {}).get("content")
    return content if isinstance(content, list) else []


def _words(node: Block) -> str:
    return str(node.get("text") or "") + "".join(map(_words, _content(node)))


# Comparison ----------------------------------------------------------------------------------------------------


def canonical(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return blocks in the form to compare them in, which is one to send too.

    Blind to what Jira and its editor do of their own: local ids, empty attributes and marks, the order of marks, text
    cut in pieces, blanks at a line's end, empty paragraphs.
    """
    nodes = [node for node in map(_canonical, blocks) if not _says_nothing(node)]
    return tuple(_merged(nodes))


def _canonical(node: Block) -> Block:
    found: Block = {"type": node.get("type")}
    for key in sorted(node.keys() - {"type", "content", "attrs", "marks"}):
        if node[key] is not None:
            found[key] = node[key]
    found |= _attributes(node)
    marks = {repr(mark): mark for mark in ({"type": mark.get("type"), **_attributes(mark)} for mark in _marks(node))}
    if marks:
        found["marks"] = [marks[key] for key in sorted(marks)]
    content = list(canonical(_content(node)))
    if node.get("type") in ("paragraph", "heading"):
        content = _without_blank_end(content)
    return {**found, "content": content} if content else found


def _marks(node: Block) -> list[Block]:
    return node.get("marks") or []


def _attributes(node: Block) -> Block:
    attributes = node.get("attrs") or {}
    kept = {key: _number(attributes[key]) for key in sorted(attributes) if key != "localId"}
    kept = {key: value for key, value in kept.items() if value is not None}
    return {"attrs": kept} if kept else {}


def _number(value: object) -> object:
    """Return a whole number as one: JSON knows no difference between 4 and 4.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _says_nothing(node: Block) -> bool:
    if node["type"] == "text":
        return not node.get("text")
    return node["type"] in _EMPTY_WITHOUT_CONTENT and "content" not in node


def _merged(nodes: Iterable[Block]) -> Iterator[Block]:
    """Yield nodes, texts side by side that look alike as one."""
    for look, alike in groupby(nodes, _look):
        if look["type"] == "text":
            yield {"type": "text", "text": "".join(node["text"] for node in alike), **look}
        else:
            yield from alike


def _look(node: Block) -> Block:
    return {key: value for key, value in node.items() if key != "text"}


def _without_blank_end(inline: list[Block]) -> list[Block]:
    while inline and inline[-1]["type"] in _TRIMMED:
        *before, last = inline
        words = last.get("text", "").rstrip()
        if words:
            return [*before, {**last, "text": words}]
        inline = before
    return inline


# Words alone ---------------------------------------------------------------------------------------------------


def plain_text(document: Block | None) -> str:
    """Return what a document says, for people and files that know no format: a line for each paragraph and entry."""
    return "\n".join(_lines(_content(document), "")).strip("\n")


def says_only(document: Block | None, blocks: Iterable[Block]) -> bool:
    """Tell whether a document has the words of these blocks and no others, however it sets them out."""
    spoken = [plain_text({"content": list(one)}) for one in (_content(document), blocks)]
    first, second = (re.findall(r"\w+", words) for words in spoken)
    return first == second


def _lines(blocks: Iterable[Block], indent: str) -> Iterator[str]:
    for number, node in enumerate(blocks):
        match node.get("type"):
            case "bulletList" | "orderedList":
                for entry in _content(node):
                    first, *more = [*_lines(_content(entry), indent + "  ")] or [""]
                    yield from (f"{indent}- {first.strip()}", *more)
            case "heading":
                yield from [""] * bool(number)
                yield indent + _spoken(node)
            case "tableRow":
                yield indent + " | ".join(" ".join(_lines(_content(cell), "")) for cell in _content(node))
            case "paragraph" | "codeBlock" | "text":
                yield from (indent + line for line in _spoken(node).split("\n"))
            case _:
                yield from _lines(_content(node), indent)


def _spoken(node: Block) -> str:
    """Return what the inline nodes of a block say, those without a text of their own by what they show."""
    attributes = node.get("attrs") or {}
    match node.get("type"):
        case "text":
            return str(node.get("text") or "")
        case "hardBreak":
            return "\n"
        case "mention" | "emoji" | "status" | "inlineCard" | "placeholder":
            shown = (attributes.get(key) for key in ("text", "url", "shortName"))
            return next((str(words) for words in shown if words), "")
        case _:
            return "".join(map(_spoken, _content(node)))
