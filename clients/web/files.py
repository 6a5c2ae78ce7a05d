"""The files of the page as they are sent: the page itself, and what it asks for by an address that names their bytes.

Read once; an address that never means anything else may be kept by a browser for ever.
"""

import hashlib
from functools import cache
from importlib.resources import files
from typing import Final

MEDIA_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
ADDRESS: Final = "/assets"
_PAGE: Final = "index.html"


@cache
def _content() -> dict[str, bytes]:
    folder = files("clients.web") / "page"
    return {it.name: it.read_bytes() for it in sorted(folder.iterdir(), key=lambda it: it.name) if it.is_file()}


@cache
def digest() -> str:
    """Return what tells this version of the files from every other."""
    said = hashlib.sha256()
    for name, content in _content().items():
        said.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return said.hexdigest()[:16]


@cache
def page() -> bytes:
    """Return the page; its files stand under ``ADDRESS`` and the digest, and all its modules are asked for at once."""
    place = f"{ADDRESS}/{digest()}"
    modules = (f'<link rel="modulepreload" href="{place}/{name}">' for name in _content() if name.endswith(".js"))
    return _content()[_PAGE].replace(b"{assets}", place.encode()).replace(b"{modules}", "\n".join(modules).encode())


def file(name: str) -> tuple[bytes, str] | None:
    """Return a file with its media type; None where there is none of this name."""
    media_type = next((it for ending, it in MEDIA_TYPES.items() if name.endswith(ending)), None)
    content = _content().get(name)
    return None if content is None or media_type is None else (content, media_type)
