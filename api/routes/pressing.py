"""Answers that the press makes: charts and documents, with an ETag before they are made, and 304 for whoever has them.

The routes of plans, studies and comparisons call it. What something is made of never changes, so that its ETag hangs on
that, on the wish, and on the program.
"""

import hashlib
import re
from collections.abc import Awaitable, Callable, Sequence
from importlib.metadata import version
from urllib.parse import quote

import msgspec
from litestar import Response

from api.incoming import Incoming, caller_of, is_known, not_acceptable, preferred
from api.operation import JSON
from api.press.orders import Form, Wanted
from api.routes.replies import PRIVATE, Reply
from api.service import Service
from clients.lines import one_line

VEGA = "application/vnd.vegalite.v6+json"
FORMS: dict[str, Form] = {JSON: "vega", VEGA: "vega", "image/svg+xml": "svg", "image/png": "png"}
# Shown in a browser, a page of a plan runs nothing and asks for nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
SHOWN = ("html", "pdf", "json", "svg", "png")
MOST_LETTERS = 100

Ordering = Callable[[], Awaitable[bytes]]


def media_of(request: Incoming, offered: Sequence[str]) -> str:
    """Return which of the media types offered is asked for most; raises ``ApiProblem`` where none is."""
    accept = request.headers.get("accept")
    chosen = preferred(accept, offered)
    if chosen is None:
        raise not_acceptable(accept, offered)
    return chosen


async def pressed(
    request: Incoming,
    source: str,
    wanted: Wanted,
    media: str,
    named: Callable[[], str],
    order: Ordering,
) -> Reply:
    """Answer with what is wanted, or with 304 where the caller has it.

    ``source`` is the ETag of what it is made of, ``named`` gives a file's name, ``order`` the order as it is sent.
    """
    service: Service = request.app.state.service
    own = _etag(source, wanted)
    headers = {"ETag": own, "Cache-Control": PRIVATE, "Vary": "Accept"}
    if is_known(request, own):
        return Response(b"", status_code=304, media_type=media, headers=headers)
    content = await service.press.made(f"{caller_of(request).workspace} {own}", order)
    headers |= {"Content-Type": media, "Content-Disposition": named()}
    return Response(content, headers=headers | {"Content-Security-Policy": POLICY})


def suffix_of(wanted: Wanted) -> str:
    """Return how the name of a chart's file ends."""
    return "json" if wanted.form == "vega" else wanted.form


def _etag(plan: str, wanted: Wanted) -> str:
    """Return the ETag of what is made of a plan: its bytes hang on the plan, the wish, and the program."""
    said = "\n".join((plan, version("milepost"), msgspec.json.encode(wanted).decode()))
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


def disposition(name: str, ending: str) -> str:
    """Return the header by which a browser names a file (RFC 6266), shows what it can, and keeps the rest."""
    how = "inline" if ending.rpartition(".")[2] in SHOWN else "attachment"
    exact = re.sub(r'[\\/:*?"<>|]+', "-", one_line(name))[:MOST_LETTERS].strip(" .") or "plan"
    plain = re.sub(r"[^A-Za-z0-9_.]+", "-", exact).strip("-.") or "plan"
    return f"{how}; filename=\"{plain}{ending}\"; filename*=UTF-8''{quote(exact + ending, safe='')}"
