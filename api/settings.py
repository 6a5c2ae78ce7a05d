"""What can be set about the service: where it listens, where it keeps things, what it allows.

Read once at the start, from ``MILEPOST_…`` in the environment and from what the command line says over it. Holds
nothing that changes while the service runs, and never shows a secret when it is printed.
"""

import os
import secrets
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import msgspec
from msgspec import Struct

from catalog.fault import Fault, Refused
from catalog.reading import walk
from clients.jira.connection import ALLOW, allowed_hosts

PREFIX = "MILEPOST_"
PEPPER_BYTES = 32
LEAST_PEPPER_BYTES = 16
LOOPBACK_NAMES = ("localhost",)


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that can be set; sizes in bytes, times in seconds, ``workers`` is the number of solver processes.

    A connection is closed unless the headers of a request are there within ``head_seconds``, its body within
    ``body_seconds``. ``max_connections`` stays below the 1,024 files that a process may commonly have open;
    ``max_held_bytes`` is for the bodies of all requests at once. ``max_seconds`` is for one search,
    ``max_study_seconds`` for all those of a study; ``max_jobs`` counts queued and running jobs of a workspace;
    ``requests_per_minute`` is for each key, 0 for no limit. ``database`` is an address that SQLAlchemy
    takes; without one it is an SQLite file in ``data_dir``. ``secret`` is what keys are digested and tokens sealed
    with; without one it is made at the first start and kept in ``data_dir``. ``jira_allow`` names hosts, ``HOST`` or
    ``HOST:PORT`` with commas between, that a Jira may be at besides Atlassian's: wherever they are, and over http.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    data_dir: Path = Path("milepost-data")
    database: str | None = None
    secret: str | None = None
    workers: int = 2
    max_body_bytes: int = 2_000_000
    max_catalog_bytes: int = 10_000_000
    max_held_bytes: int = 100_000_000
    max_connections: int = 800
    head_seconds: float = 10.0
    body_seconds: float = 30.0
    max_depth: int = 100
    max_activities: int = 5000
    max_seconds: float = 300.0
    max_study_seconds: float = 3600.0
    max_jobs: int = 20
    requests_per_minute: int = 0
    lease_s: float = 10.0
    most_attempts: int = 3
    page_limit: int = 100
    jira_allow: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, **said: Any) -> "Settings":
        """Return the settings of the environment; what is ``said`` besides (and is not None) goes before it.

        ``Refused`` with a sentence for each variable that cannot be used; its pointer names the variable.
        """
        environment = os.environ if environment is None else environment
        found: dict[str, Any] = {}
        faults = []
        for field in msgspec.structs.fields(cls):
            name = PREFIX + field.name.upper()
            written = environment.get(name, "")
            if said.get(field.name) is not None:
                found[field.name] = said[field.name]
            elif written:
                try:
                    found[field.name] = msgspec.convert(written, field.type, strict=False, dec_hook=_path)
                except msgspec.ValidationError:
                    faults.append(_unusable(name, written, field.type))
        if faults:
            raise Refused(faults, source="the environment")
        return cls(**found)

    @property
    def database_url(self) -> str:
        """The address of the database."""
        return self.database or f"sqlite:///{self.data_dir.absolute() / 'milepost.db'}"

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the service."""
        return is_loopback(self.host)

    @property
    def jira_hosts(self) -> frozenset[str]:
        """The hosts of ``jira_allow``."""
        return allowed_hosts({ALLOW: self.jira_allow})

    def pepper(self) -> bytes:
        """Return the secret that keys are digested with; the first call on a data directory makes it.

        ``Refused`` where the one that was set is too short to be one.
        """
        found = self.secret.encode() if self.secret is not None else _kept(self.data_dir / "secret")
        if len(found) < LEAST_PEPPER_BYTES:
            detail = f"The secret has {len(found)} bytes; it needs {LEAST_PEPPER_BYTES} at least to be one."
            raise Refused([Fault("", "weak_secret", detail, "openssl rand -hex 32")], source=f"{PREFIX}SECRET")
        return found

    def __repr__(self) -> str:
        shown = msgspec.structs.asdict(self) | {"secret": self.secret and "…", "database": _shown(self.database)}
        return f"Settings({', '.join(f'{name}={value!r}' for name, value in shown.items())})"


def is_loopback(host: str) -> bool:
    """Say whether a host name or address is this machine's own, reached by nobody else."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() in LOOPBACK_NAMES


def _kept(path: Path) -> bytes:
    """Return what the file holds; where there is none, make it whole and unreadable to others, or take another's."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_hex(PEPPER_BYTES).encode())
        try:
            path.hardlink_to(draft)
        except FileExistsError:  # another process was first
            pass
        finally:
            draft.unlink()
    return path.read_bytes().strip()


def _shown(database: str | None) -> str | None:
    """Return an address without the password that may stand in it."""
    if database is None:
        return None
    parts = urlsplit(database)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _path(type_: type, value: Any) -> Any:
    if type_ is Path:
        return Path(value)
    raise NotImplementedError


def _unusable(name: str, written: str, type_: Any) -> Fault:
    asked = getattr(type_, "__name__", str(type_))
    faults = walk(written, type_).faults if type_ in (int, float) else ()
    suggestion = faults[0].suggestion if faults else None
    kinds = {"int": "a whole number", "float": "a number of seconds"}
    return Fault(
        f"/{name}", "wrong_type", f"{name} must be {kinds.get(asked, asked)}, not {written[:40]!r}.", suggestion
    )
