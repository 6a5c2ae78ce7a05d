"""The objects of a PDF in an order that is always the same.

What draws charts writes the same objects every time, but numbers its fonts and lists them by chance. ``rendering``
calls this, so that the same chart is the same bytes. It changes nothing that is shown, and leaves alone what is built
otherwise than it knows.
"""

import re
from collections.abc import Iterator

_TABLE = re.compile(rb"startxref\n(\d+)\n%%EOF\s*\Z")
_ENTRY = re.compile(rb"(\d{10}) \d{5} n")
_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)(\nstream\n.*)?\nendobj\s*\Z", re.DOTALL)
_REFERENCE = re.compile(rb"(?<![\d.])(\d+) 0 R\b")
_NAMED = re.compile(rb"(?:^ +/[a-z]+\d+ (?:\d+ 0 R|\[[^\]\n]*\])\n){2,}", re.MULTILINE)
_HEADER = re.compile(rb"%PDF-.*?\n%.*?\n\n", re.DOTALL)


def in_order(pdf: bytes) -> bytes:
    """Return the same document with its objects numbered and written in the order in which they are referred to."""
    table, header = _TABLE.search(pdf), _HEADER.match(pdf)
    if table is None or header is None:
        return pdf
    begin = int(table[1])
    objects = dict(_objects(pdf, begin))
    trailer = pdf[begin:].partition(b"trailer")[2].partition(b"startxref")[0]
    order = list(dict.fromkeys(_referred(trailer, objects)))
    if set(order) != objects.keys():
        return pdf
    numbers = {old: new for new, old in enumerate(order, 1)}
    body, places = header[0], []
    for old in order:
        head, stream = objects[old]
        places.append(len(body))
        body += b"%d 0 obj\n%b%b\nendobj\n\n" % (numbers[old], _renumbered(head, numbers), stream)
    entries = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(order) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%btrailer" % (count, entries)
    return body + head + _renumbered(trailer, numbers) + b"startxref\n%d\n%%%%EOF" % len(body)


def _objects(pdf: bytes, end: int) -> Iterator[tuple[int, tuple[bytes, bytes]]]:
    """Yield each object's number, its dictionary with what is named in it sorted, and its stream."""
    places = sorted(int(it) for it in _ENTRY.findall(pdf, end))
    for begin, following in zip(places, [*places[1:], end], strict=True):
        found = _OBJECT.match(pdf[begin:following])
        if found is not None:
            yield int(found[1]), (_NAMED.sub(_sorted, found[2]), found[3] or b"")


def _sorted(found: re.Match[bytes]) -> bytes:
    return b"".join(sorted(found[0].splitlines(keepends=True)))


def _referred(trailer: bytes, objects: dict[int, tuple[bytes, bytes]]) -> Iterator[int]:
    """Yield the numbers of objects as they are met, from the trailer on, those that an object refers to after it."""
    waiting = [*reversed(_REFERENCE.findall(trailer))]
    met: set[int] = set()
    while waiting:
        number = int(waiting.pop())
        if number in objects and number not in met:
            met.add(number)
            yield number
            waiting += reversed(_REFERENCE.findall(objects[number][0]))


def _renumbered(words: bytes, numbers: dict[int, int]) -> bytes:
    return _REFERENCE.sub(lambda it: b"%d 0 R" % numbers.get(int(it[1]), int(it[1])), words)
