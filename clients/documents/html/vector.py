"""SVG pictures as parts of a page of HTML: their names kept apart from each other, their words given once.

Called by ``clients.documents.html.page``. A reader of screens gets the picture as one image with one text; its parts
keep no roles of their own.
"""

import re
from xml.etree import ElementTree as ET

from clients.documents.drawings import Drawing

_NAMESPACE = re.compile(r"\{[^}]*\}")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_SILENT = ("role", "aria-roledescription", "aria-label", "aria-hidden", "class", "version")


def inlined(drawing: Drawing, name: str) -> str:
    """Return a picture as an ``svg`` element; ``name`` keeps its ids apart from those of other pictures."""
    picture = ET.fromstring(drawing.content)
    for element in picture.iter():
        element.tag = _NAMESPACE.sub("", element.tag)
        for key, value in list(element.attrib.items()):
            del element.attrib[key]
            plain = _NAMESPACE.sub("", key)
            if plain not in _SILENT:
                element.set(plain, _apart(plain, value, name))
    picture.set("role", "img")
    picture.set("aria-label", drawing.words)
    return ET.tostring(picture, encoding="unicode", short_empty_elements=False)


def _apart(key: str, value: str, name: str) -> str:
    """Return the value of an attribute with the ids in it made this picture's own."""
    if key == "id":
        return f"{name}-{value}"
    if key == "href" and value.startswith("#"):
        return f"#{name}-{value[1:]}"
    return _REFERENCE.sub(rf"url(#{name}-\1)", value)
