"""``/catalogs``: the project's own and the workspace's, whole, by level and by item; uploads of validated versions."""

import asyncio

import msgspec
from litestar import get, put
from litestar.params import FromPath

from api.incoming import Incoming, body_of, caller_of, page_of, query_of
from api.operation import CURSOR, IF_NONE_MATCH, LIMIT, OPERATION, Answer, Operation, Query
from api.problems import ApiProblem, invalid, not_found
from api.routes.example_catalog import CATALOG
from api.routes.examples import ITEM, LEVELS, OVERVIEW, page
from api.routes.replies import Reply, encoded, listed, part_of, reply, versioned
from api.service import Service
from api.storage.repositories.catalogs import CatalogEntry, Catalogs
from api.storage.repositories.keys import ensure_workspace
from catalog import library, validation
from catalog.comparison import LevelRow, compare
from catalog.fault import Fault, Refused, capped
from catalog.model import Catalog, Item, Kind
from clients.cli.shelf import overview_of
from clients.sdk.types import CatalogOverview, CatalogPage, ItemPage

TAG = "catalogs"
VERSION = Query("version", str | None, "A version; without it, the highest.")
UNKNOWN = ("not-found",)
OWN_MARK = "="
OWN = f"/v1/catalogs/{OVERVIEW['id']}/versions/{OVERVIEW['version']}"
UPLOADED = {**OVERVIEW, "built_in": False}
WHOLE = {
    200: Answer("The catalog.", Catalog, CATALOG, headers={"ETag": '"5f0c6e1d"'}),
    304: Answer("The catalog is the one that the caller has."),
}


@get(
    "/catalogs",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="listCatalogs",
            tag=TAG,
            summary="List catalogs",
            description="The project's own catalogs, then the highest version of each that the workspace uploaded.",
            scope="catalogs:read",
            query=(LIMIT, CURSOR),
            answers={200: Answer("A page of catalogs.", CatalogPage, page(OVERVIEW))},
            problems=("bad-cursor",),
        )
    },
)
def list_catalogs(request: Incoming) -> Reply:
    """List catalogs."""
    service: Service = request.app.state.service
    asked = page_of(request)
    # The project's own come first: a place among them is told from an uploaded one's by the mark before its id.
    after = asked.after or OWN_MARK
    own = [name for name in library.available() if after.startswith(OWN_MARK) and name > after[1:]][: asked.limit]
    found = [overview_of(library.load(name), built_in=True) for name in own]
    following: str | None = OWN_MARK + own[-1] if own else None
    if len(own) < asked.limit:
        with service.database.read() as session:
            entries, following = Catalogs(session, caller_of(request).workspace).page(
                after=None if after.startswith(OWN_MARK) else after, limit=asked.limit - len(own)
            )
        found += _overviews(entries)
    return listed(request, CatalogPage(tuple(found), service.cursor(following, asked.listing)))


@get(
    "/catalogs/{catalog_id:str}",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="getCatalog",
            tag=TAG,
            summary="Read a catalog",
            description="The whole catalog, every id included.",
            scope="catalogs:read",
            query=(VERSION,),
            headers=(IF_NONE_MATCH,),
            answers=WHOLE,
            problems=UNKNOWN,
        )
    },
)
def get_catalog(request: Incoming, catalog_id: FromPath[str]) -> Reply:
    """Read a catalog."""
    return _whole(request, _catalog(request, catalog_id, query_of(request)["version"]))


@get(
    "/catalogs/{catalog_id:str}/versions",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="listCatalogVersions",
            tag=TAG,
            summary="List the versions of a catalog",
            description="Every version there is, the highest first.",
            scope="catalogs:read",
            answers={200: Answer("The versions.", CatalogPage, page(OVERVIEW))},
            problems=UNKNOWN,
        )
    },
)
def list_catalog_versions(request: Incoming, catalog_id: FromPath[str]) -> Reply:
    """List the versions of a catalog."""
    service: Service = request.app.state.service
    if catalog_id in library.available():
        return listed(request, CatalogPage((overview_of(library.load(catalog_id), built_in=True),), None))
    with service.database.read() as session:
        entries = Catalogs(session, caller_of(request).workspace).versions(catalog_id)
    if not entries:
        raise not_found(f"catalog {catalog_id[:80]}")
    return listed(request, CatalogPage(tuple(_overviews(entries)), None))


@get(
    "/catalogs/{catalog_id:str}/versions/{version:str}",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="getCatalogVersion",
            tag=TAG,
            summary="Read a version of a catalog",
            description="The whole catalog as it is in this version, which never changes.",
            scope="catalogs:read",
            headers=(IF_NONE_MATCH,),
            answers=WHOLE,
            problems=UNKNOWN,
        )
    },
)
def get_catalog_version(request: Incoming, catalog_id: FromPath[str], version: FromPath[str]) -> Reply:
    """Read a version of a catalog."""
    return _whole(request, _catalog(request, catalog_id, version))


@put(
    "/catalogs/{catalog_id:str}/versions/{version:str}",
    opt={
        OPERATION: Operation(
            id="putCatalogVersion",
            tag=TAG,
            summary="Upload a version of a catalog",
            description=(
                "Keeps a catalog after a whole check: every fault is told at once, with its pointer. A version never "
                "changes: the same content again is 200, other content is a conflict."
            ),
            scope="catalogs:write",
            body=Catalog,
            body_example=CATALOG,
            answers={
                201: Answer("It is kept.", CatalogOverview, UPLOADED, headers={"Location": OWN}),
                200: Answer("It was there with this content.", CatalogOverview, UPLOADED),
            },
            problems=("conflict", *UNKNOWN),
        )
    },
)
async def put_catalog_version(request: Incoming, catalog_id: FromPath[str], version: FromPath[str]) -> Reply:
    """Upload a version of a catalog."""
    service: Service = request.app.state.service
    given = await body_of(request, Catalog, limit=service.settings.max_catalog_bytes)
    return await asyncio.to_thread(_kept, request, catalog_id, version, given)


def _kept(request: Incoming, catalog_id: str, version: str, given: Catalog) -> Reply:
    service: Service = request.app.state.service
    workspace = caller_of(request).workspace
    if catalog_id in library.available():
        detail = f"{catalog_id} is one of Milepost's own catalogs: give yours an id of its own."
        raise ApiProblem("conflict", detail)
    faults = [
        Fault(f"/{name}", "not_as_addressed", f"The address says {said[:80]}, the catalog {has}.", said[:80])
        for name, said, has in (("id", catalog_id, given.id), ("version", version, given.version))
        if said != has
    ]
    if faults := [*faults, *validation.faults(given)]:
        raise invalid(capped(faults))
    overview = overview_of(given, built_in=False)
    with service.database.write() as session:
        ensure_workspace(session, workspace)
        kept = Catalogs(session, workspace).put(
            given.id,
            given.version,
            digest=overview.digest,
            overview=msgspec.json.encode(overview),
            document=msgspec.json.encode(given),
        )
    if kept == "conflict":
        detail = f"{given.id} {given.version} is there with other content: raise the version."
        raise ApiProblem("conflict", detail)
    location = {"Location": f"/v1/catalogs/{given.id}/versions/{given.version}"}
    return encoded(msgspec.json.encode(overview), 201 if kept == "created" else 200, location)


@get(
    "/catalogs/{catalog_id:str}/levels",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="listLevels",
            tag=TAG,
            summary="Compare the levels side by side",
            description="A row for each level: what it is, returns, risks, governance, duties, and how to go on.",
            scope="catalogs:read",
            query=(VERSION,),
            answers={200: Answer("The levels, lowest first.", list[LevelRow], LEVELS)},
            problems=UNKNOWN,
        )
    },
)
def list_levels(request: Incoming, catalog_id: FromPath[str]) -> Reply:
    """Compare the levels side by side."""
    return reply(compare(_catalog(request, catalog_id, query_of(request)["version"])))


@get(
    "/catalogs/{catalog_id:str}/levels/{number:int}",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="getLevel",
            tag=TAG,
            summary="Read a level",
            description="All that the catalog says of one level.",
            scope="catalogs:read",
            query=(VERSION,),
            answers={200: Answer("The level.", LevelRow, LEVELS[0])},
            problems=UNKNOWN,
        )
    },
)
def get_level(request: Incoming, catalog_id: FromPath[str], number: FromPath[int]) -> Reply:
    """Read a level."""
    rows = compare(_catalog(request, catalog_id, query_of(request)["version"]))
    found = next((row for row in rows if row.level == number), None)
    if found is None:
        raise not_found(f"level {number} in {catalog_id[:80]}")
    return reply(found)


@get(
    "/catalogs/{catalog_id:str}/items",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="listItems",
            tag=TAG,
            summary="List the items of a catalog",
            description="Actions and governance prerequisites in the catalog's order; filters narrow them down.",
            scope="catalogs:read",
            query=(
                LIMIT,
                CURSOR,
                VERSION,
                Query("transition", str | None, "Only items of this transition: 3-4."),
                Query("kind", Kind | None, "Only items of this kind."),
                Query("q", str | None, "Only items whose id, title or description holds this text."),
            ),
            answers={200: Answer("A page of items.", ItemPage, page(ITEM))},
            problems=(*UNKNOWN, "bad-cursor"),
        )
    },
)
def list_items(request: Incoming, catalog_id: FromPath[str]) -> Reply:
    """List the items of a catalog."""
    service: Service = request.app.state.service
    asked, query = page_of(request), query_of(request)
    text = (query["q"] or "").casefold()
    chosen = [
        item
        for item in _catalog(request, catalog_id, query["version"]).items
        if query["transition"] in (None, item.transition)
        and query["kind"] in (None, item.kind)
        and text in f"{item.id} {item.title} {item.description}".casefold()
    ]
    shown, following = part_of(chosen, asked.after, asked.limit)
    return listed(request, ItemPage(tuple(shown), service.cursor(following, asked.listing)))


@get(
    "/catalogs/{catalog_id:str}/items/{item_id:str}",
    sync_to_thread=True,
    opt={
        OPERATION: Operation(
            id="getItem",
            tag=TAG,
            summary="Read an item",
            description="All that the catalog says of one item.",
            scope="catalogs:read",
            query=(VERSION,),
            answers={200: Answer("The item.", Item, ITEM)},
            problems=UNKNOWN,
        )
    },
)
def get_item(request: Incoming, catalog_id: FromPath[str], item_id: FromPath[str]) -> Reply:
    """Read an item."""
    found = _catalog(request, catalog_id, query_of(request)["version"])
    item = next((one for one in found.items if one.id == item_id), None)
    if item is None:
        raise not_found(f"item {item_id[:80]} in {catalog_id[:80]}")
    return reply(item)


def _overviews(entries: list[CatalogEntry]) -> list[CatalogOverview]:
    return [msgspec.json.decode(entry.overview, type=CatalogOverview) for entry in entries]


def _catalog(request: Incoming, catalog_id: str, version: str | None) -> Catalog:
    service: Service = request.app.state.service
    reference = f"{catalog_id}@{version}" if version else catalog_id
    if "@" in catalog_id:
        raise not_found(f"catalog {catalog_id[:80]}")
    try:
        return service.catalog(caller_of(request).workspace, reference)
    except Refused:
        raise not_found(f"catalog {reference[:160]}") from None


def _whole(request: Incoming, catalog: Catalog) -> Reply:
    return versioned(request, msgspec.json.encode(catalog), f'"{library.digest(catalog)[:32]}"')
