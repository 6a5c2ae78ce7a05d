"""The commands that the service adds to ``milepost``: serve, keys, migrate.

Registered in the entry-point group ``milepost.commands``. They import what they need when they run: help must not pay
for a server.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

import rich_click as click
from click.exceptions import Exit

from catalog.fault import Fault, Refused

if TYPE_CHECKING:
    from api.settings import Settings
    from api.storage.database import Database
    from clients.sdk.types import Key

NO_SERVICE = 5
SCOPES = (
    "catalogs:read",
    "catalogs:write",
    "scenarios:read",
    "scenarios:write",
    "plans:read",
    "plans:write",
    "jira:read",
    "jira:write",
    "keys:admin",
)

data_option = click.option("--data", metavar="DIR", help="Where the service keeps its files: ./milepost-data.")
database_option = click.option(
    "--database", metavar="URL", help="Database, if not the file in DIR: postgresql+psycopg://USER@HOST/NAME."
)
workspace_option = click.option("--workspace", metavar="NAME", default="default", help="Whose key it is: default.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else.")


@click.command()
@click.option("--host", metavar="ADDRESS", help="Address to listen on: 127.0.0.1, which only this machine reaches.")
@click.option("--port", metavar="NUMBER", type=click.IntRange(0, 65535), help="Port: 8000. With 0, any that is free.")
@data_option
@database_option
@click.option("--workers", metavar="NUMBER", type=click.IntRange(0, 64), help="Plans to solve at the same time: 2.")
def serve(host: str | None, port: int | None, data: str | None, database: str | None, workers: int | None) -> None:
    """Serve the API, the documentation and the solvers behind them.

    Without keys it answers only to this machine; `milepost keys create` makes one. Every setting can also be
    given in the environment (MILEPOST_PORT=8000). SIGTERM or Ctrl-C stop it; work that was begun goes on at the
    next start.
    """
    settings = settings_of(data, database, host=host, port=port, workers=workers)
    from api import serving  # noqa: PLC0415

    try:
        serving.serve(settings, click.echo)
    except serving.CannotServe as reason:
        fail(str(reason))


@click.group()
def keys() -> None:
    """Make, list and revoke the keys of the API, directly in its database."""


@keys.command()
@click.option("--name", metavar="TEXT", required=True, help="What the key is for.")
@click.option(
    "--scope",
    "scopes",
    metavar="SCOPE",
    multiple=True,
    type=click.Choice(SCOPES),
    help=f"What it may do: {', '.join(SCOPES)}. Repeatable; without any, everything.",
)
@click.option("--expires", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="Last day on which it works (UTC).")
@workspace_option
@data_option
@database_option
@json_option
def create(
    name: str,
    scopes: tuple[str, ...],
    expires: datetime | None,
    workspace: str,
    data: str | None,
    database: str | None,
    as_json: bool,
) -> None:
    """Make a key and print its secret, this once."""
    settings = settings_of(data, database)
    with opened(settings) as store:
        from api.keyring import Keyring  # noqa: PLC0415

        issued = Keyring(store, workspace).create(name, scopes or SCOPES, expires, settings.pepper())
    if as_json:
        click.echo(as_document(issued))
        return
    click.echo(f"{issued.key.id} ({issued.key.name}), in the workspace {issued.key.workspace}", err=True)
    click.echo("The secret is shown this once and kept nowhere; send it as Authorization: Bearer SECRET.", err=True)
    click.echo(issued.secret)


@keys.command("list")
@workspace_option
@data_option
@database_option
@json_option
def list_keys(workspace: str, data: str | None, database: str | None, as_json: bool) -> None:
    """List the keys of a workspace, the newest first."""
    with opened(settings_of(data, database)) as store:
        from api.keyring import Keyring  # noqa: PLC0415

        found = Keyring(store, workspace).all()
    if as_json:
        click.echo(as_document(found))
        return
    for key in found:
        click.echo(line_of(key))
    if not found:
        click.echo(f"There is no key in the workspace {workspace}.", err=True)


@keys.command()
@click.argument("key_id", metavar="KEY")
@workspace_option
@data_option
@database_option
def revoke(key_id: str, workspace: str, data: str | None, database: str | None) -> None:
    """End a key for good; KEY is its id, as `milepost keys list` prints it."""
    with opened(settings_of(data, database)) as store:
        from api.keyring import Keyring  # noqa: PLC0415

        revoked = Keyring(store, workspace).revoke(key_id)
    if revoked is None:
        detail = f"There is no key {key_id} in the workspace {workspace}."
        raise Refused([Fault("", "unknown_key", detail, "milepost keys list")], source=f"keys revoke {key_id}")
    click.echo(line_of(revoked))


@click.command()
@click.option("--down", metavar="REVISION", help="Go back to this version of the schema; base is before the first.")
@data_option
@database_option
def migrate(down: str | None, data: str | None, database: str | None) -> None:
    """Bring the database's schema to this program's version, or back to an earlier one.

    An SQLite file is copied beside itself first. What an earlier version cannot hold is lost. Stop the service before.
    """
    from api.jobs.occupation import Occupied, occupy  # noqa: PLC0415
    from api.storage import migrating  # noqa: PLC0415

    settings = settings_of(data, database)
    with connected(settings) as store:
        try:
            lock = occupy(store)
        except Occupied as occupied:
            fail(str(occupied))
        try:
            before = migrating.current(store)
            if down is None:
                migrating.upgrade(store)
            else:
                check_revision(down)
                migrating.downgrade(store, down)
            after = migrating.current(store)
        except migrating.SchemaRefused as refused:
            fail(str(refused))
        finally:
            if lock is not None:
                lock.close()
        click.echo(f"{store.name}: {before or 'empty'} -> {after or 'empty'}")


def settings_of(data: str | None, database: str | None, **said: Any) -> "Settings":
    """Return the settings of the environment with what was said over them."""
    from pathlib import Path  # noqa: PLC0415

    from api.settings import Settings  # noqa: PLC0415

    return Settings.from_environment(data_dir=None if data is None else Path(data), database=database, **said)


@contextmanager
def connected(settings: "Settings") -> "Iterator[Database]":
    """Open the database; its directory is made where it is not there."""
    from api.storage.database import Busy, Database, UnusableAddress  # noqa: PLC0415

    try:
        store = Database(settings.database_url, pool_size=2)
    except UnusableAddress as unusable:
        fail(str(unusable))
    try:
        with store:
            if store.file is not None:
                store.file.absolute().parent.mkdir(parents=True, exist_ok=True)
            yield store
    except Busy as busy:
        fail(f"{busy} Try again in a moment.")


@contextmanager
def opened(settings: "Settings") -> "Iterator[Database]":
    """Open the database at this program's schema: an empty one gets it, an older one is left to ``migrate``."""
    from api.storage import migrating  # noqa: PLC0415

    with connected(settings) as store:
        try:
            if migrating.current(store) is None:
                migrating.prepare(store)
            elif migrating.current(store) != migrating.head():
                fail(f"The database {store.name} has another schema than this program's: run `milepost migrate`.")
        except migrating.SchemaRefused as refused:
            fail(str(refused))
        yield store


def check_revision(revision: str) -> None:
    """Refuse a version of the schema that this program does not know."""
    from api.storage import migrating  # noqa: PLC0415

    known = ("base", *sorted(migrating.versions()))
    if revision not in known:
        detail = f"There is no version {revision} of the schema; known: {', '.join(known)}."
        raise Refused([Fault("", "unknown_revision", detail, known[0])], source=f"--down {revision}")


def line_of(key: "Key") -> str:
    """Return a key as a line: its id, visible part, name, scopes and what has become of it."""
    from clients.cli import screen  # noqa: PLC0415

    state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else "never expires"
    if key.expires_at and not key.revoked_at:
        state = f"expires {key.expires_at:%Y-%m-%d}"
    used = f"used {key.last_used_at:%Y-%m-%d}" if key.last_used_at else "never used"
    return screen.printable(f"{key.id}  {key.prefix}…  {key.name}  {','.join(key.scopes)}  {used}  {state}")


def as_document(found: object) -> bytes:
    """Return something as JSON."""
    import msgspec  # noqa: PLC0415

    return msgspec.json.encode(found)


def fail(sentence: str) -> NoReturn:
    """End with a sentence on standard error."""
    click.echo(f"milepost: {sentence}", err=True)
    raise Exit(NO_SERVICE)
