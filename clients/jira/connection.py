"""Where a Jira is and who speaks to it: site, account, project, and whether that address may be called at all.

Connections are read here and judged before the first request: https, a host that is allowed, no address of a private
network. The token is no part of a connection; it is passed beside it and stands in no file, log or message.
"""

import os
import re
from collections.abc import Mapping as Environment
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from msgspec import Meta, Struct

from catalog.fault import Fault
from catalog.wording import shown
from clients.jira.mapping import Mapping

ALLOW = "MILEPOST_JIRA_ALLOW"
"""Names further hosts, ``HOST`` or ``HOST:PORT``, with commas between: those may be anywhere, and speak http."""

CLOUD = ".atlassian.net"
GATEWAY = "https://api.atlassian.com"
_GATEWAY_HOST = "api.atlassian.com"
_PROJECT = re.compile(r"[A-Z][A-Z0-9_]*")
_NAME = r"[a-z0-9_-]+"
# What every resolver takes for the same host: plain names and numbers; other scripts are written as xn--….
_HOST = re.compile(rf"{_NAME}(\.{_NAME})*|[0-9a-f:.]*:[0-9a-f:.]*")

Address = Annotated[str, Meta(min_length=1, max_length=200)]


class Connection(Struct, frozen=True, forbid_unknown_fields=True):
    """A project of a Jira, and how plans are written there.

    ``site`` is where people open it, ``email`` the account whose token is used. With ``scoped`` the token has scopes,
    or belongs to a service account: it is used at the ``gateway`` then, under ``cloud_id``; None: as the site names it.
    """

    site: Address
    email: Annotated[str, Meta(min_length=3, max_length=254)]
    project: Annotated[str, Meta(min_length=1, max_length=100)]
    scoped: bool = False
    cloud_id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]{1,64}$")] | None = None
    gateway: Address = GATEWAY
    mapping: Mapping = Mapping()

    @property
    def base(self) -> str:
        """The address of the site, without a slash at its end."""
        return self.site.strip().rstrip("/")

    def browse(self, key: str) -> str:
        """Return where people read an issue."""
        return f"{self.base}/browse/{key}"


def allowed_hosts(environment: Environment[str, str] | None = None) -> frozenset[str]:
    """Return the hosts that the operator allows besides those of Atlassian."""
    written = (os.environ if environment is None else environment).get(ALLOW, "")
    # The brackets of an IPv6 address are no part of the host.
    return frozenset(re.sub(r"[\[\]]", "", host).strip().lower() for host in written.split(",") if host.strip())


def judge(connection: Connection, allowed: frozenset[str]) -> list[Fault]:
    """Return everything that is wrong with a connection before it is tried."""
    faults = _faults_of_address("/site", connection.site, allowed)
    if connection.gateway != GATEWAY or connection.scoped:
        faults += _faults_of_address("/gateway", connection.gateway, allowed)
    if not re.fullmatch(r"[^\s:@]+@[^\s:@]+", connection.email):
        detail = f"{shown(connection.email)} is no e-mail address of an Atlassian account."
        faults.append(Fault("/email", "bad_email", detail, "the address that the token was made under"))
    if not _PROJECT.fullmatch(connection.project):
        meant = re.sub(r"[^A-Z0-9_]", "", connection.project.upper()).lstrip("0123456789_")
        detail = f"{shown(connection.project)} is no key of a project; it is what stands before the number of an issue."
        faults.append(Fault("/project", "bad_project", detail, meant or "OPS"))
    return faults


def _faults_of_address(pointer: str, address: str, allowed: frozenset[str]) -> list[Fault]:
    try:
        parts = urlsplit(address.strip())
        host, port = (parts.hostname or "").rstrip(".").lower(), parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    unseen = re.search(r"[\s\x00-\x1f\\]", address.strip())
    if parts.scheme not in ("http", "https") or unseen or not _HOST.fullmatch(host):
        suggestion = (
            f"https://{address.strip()}" if re.fullmatch(r"[\w.-]+", address.strip()) else "https://acme.atlassian.net"
        )
        return [Fault(pointer, "bad_address", f"{shown(address)} is no address of a Jira.", suggestion)]
    if parts.username is not None or parts.password is not None:
        detail = (
            "The address holds a name or a password; the account is named by its e-mail, the token is passed apart."
        )
        return [Fault(pointer, "secret_in_address", detail, f"{parts.scheme}://{host}")]
    if parts.query or parts.fragment or parts.path.strip("/"):
        detail = f"The address goes on after the host, {shown(parts.path or '?')}; only the site is wanted."
        return [Fault(pointer, "bad_address", detail, f"{parts.scheme}://{parts.netloc}")]
    if host in allowed or f"{host}:{port or _default_port(parts.scheme)}" in allowed:
        return []
    return _faults_of_stranger(pointer, parts.scheme, host, port)


def _faults_of_stranger(pointer: str, scheme: str, host: str, port: int | None) -> list[Fault]:
    """Return why a host that no operator allowed may not be called."""
    named = f"{host}:{port}" if port else host
    if _is_private(host):
        detail = f"{host} is an address of a private network, which the service does not call for anybody."
        return [Fault(pointer, "private_address", detail, f"the operator may allow it: {ALLOW}={named}")]
    if not (host.endswith(CLOUD) or host == _GATEWAY_HOST) or port not in (None, 443):
        detail = f"{named} is no site of Jira Cloud (…{CLOUD}), and no host that the operator allows."
        return [Fault(pointer, "host_not_allowed", detail, f"{ALLOW}={named}")]
    if scheme != "https":
        detail = "Over http everybody on the way could read the token."
        return [Fault(pointer, "not_https", detail, f"https://{host}")]
    return []


def _is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        # Numbers that some resolvers take for addresses, and names that lead to this machine or its neighbours.
        return (
            bool(re.fullmatch(r"[0-9.]+|0x[0-9a-f.x]+", host))
            or "." not in host
            or host.endswith((".local", ".localhost", ".internal"))
        )


def _default_port(scheme: str) -> int:
    return 443 if scheme == "https" else 80
