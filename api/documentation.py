"""The documentation as pages: Swagger UI over the service's own document, and a page for every kind of problem.

Every file comes from this process: the pages name no other address, and no script stands in a page.
"""

import html
from functools import cache
from importlib.resources import files
from pathlib import Path

from api.problems import TYPES

_MEDIA_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".png": "image/png"}
_BEGIN = b"""window.addEventListener("load", () => {
  SwaggerUIBundle({ url: "../openapi.json", dom_id: "#docs", deepLinking: true, validatorUrl: null });
});
"""
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}</head>
<body>{body}</body></html>
"""


def docs_page() -> bytes:
    """Return the page of the whole documentation."""
    head = '<link rel="stylesheet" href="docs/swagger-ui.css"><script src="docs/swagger-ui-bundle.js"></script>'
    return _PAGE.format(
        title="Milepost API", head=f'{head}<script src="docs/begin.js"></script>', body='<div id="docs"></div>'
    ).encode()


@cache
def asset(name: str) -> tuple[bytes, str] | None:
    """Return a file of the documentation page with its media type; None where there is none of this name."""
    if name == "begin.js":
        return _BEGIN.replace(b"../openapi.json", b"openapi.json"), _MEDIA_TYPES[".js"]
    if name not in ("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"):
        return None
    vendor = files("swagger_ui_bundle") / "vendor"
    folder = next(one for one in vendor.iterdir() if one.name.startswith("swagger-ui-"))
    return (folder / name).read_bytes(), _MEDIA_TYPES[Path(name).suffix]


def problems_page() -> bytes:
    """Return the list of all kinds of problems."""
    rows = "".join(
        f'<tr><td>{kind.status}<td><a href="problems/{slug}">{slug}</a><td>{html.escape(kind.title)}'
        for slug, kind in sorted(TYPES.items(), key=lambda entry: (entry[1].status, entry[0]))
    )
    body = f"<h1>Problems</h1><table><tr><th>Status</th><th>Type</th><th>Title</th></tr>{rows}</table>"
    return _PAGE.format(title="Milepost API: problems", head="", body=body).encode()


def problem_page(slug: str) -> bytes:
    """Return the page of one kind of problem."""
    kind = TYPES[slug]
    body = f"<h1>{html.escape(kind.title)}</h1><p>Status {kind.status}, type <code>/v1/problems/{slug}</code>.</p>"
    body += f'<p>{html.escape(kind.meaning)}</p><p><a href="../problems">All problems</a></p>'
    return _PAGE.format(title=f"Milepost API: {html.escape(kind.title)}", head="", body=body).encode()
