"""``/``: the page, and the files that it asks for.

It is files alone (``clients.web``): whoever opens it needs no key; what it then asks of the API does, where there are
keys. Vega, which draws its charts, is made by the press, once.
"""

from litestar import Response, get
from litestar.params import FromPath

from api.incoming import Incoming
from api.press.orders import Order, Wanted, packed
from api.problems import not_found
from api.routes.replies import Reply
from api.service import Service
from clients.web.files import MEDIA_TYPES, digest, file, page

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FOR_EVER = "public, max-age=31536000, immutable"
VEGA = "vega.js"


@get("/")
async def show_page(request: Incoming) -> Reply:
    """Return the page; what draws its charts is made while it is read."""
    service: Service = request.app.state.service
    service.press.begin(VEGA, _order_vega)
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY}
    return Response(page(), headers=headers | {"Cache-Control": "no-cache"})


@get("/assets/{version:str}/{name:str}")
async def page_asset(request: Incoming, version: FromPath[str], name: FromPath[str]) -> Reply:
    """Return a file of the page."""
    service: Service = request.app.state.service
    if version == digest() and name == VEGA:
        headers = {"Content-Type": MEDIA_TYPES[".js"], "Cache-Control": FOR_EVER}
        return Response(await service.press.made(VEGA, _order_vega), headers=headers)
    found = file(name) if version == digest() else None
    if found is None:
        raise not_found(f"file {name[:80]} of this version")
    content, media_type = found
    return Response(content, headers={"Content-Type": media_type, "Cache-Control": FOR_EVER})


async def _order_vega() -> bytes:
    return packed(Order(Wanted(kind="bundle")))
