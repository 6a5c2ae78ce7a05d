"""What both clients do alike with httpx: where the service is, what every request carries, and what came of one.

``Client`` and ``AsyncClient`` differ in how they wait, and in nothing that stands here. The key goes into the headers
of the connection and is kept nowhere else.
"""

import inspect
from collections.abc import Callable
from importlib.metadata import version
from ipaddress import ip_address
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

import httpx

from clients.sdk.exchange import Answer, Ask, Lost

P = ParamSpec("P")
T = TypeVar("T")

LOCAL = "http://127.0.0.1:8000"
TIMEOUT_S, RETRIES = 30.0, 4
UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
REASONS: dict[type[httpx.RequestError], str] = {
    httpx.ConnectTimeout: "no connection came about in time",
    httpx.ReadTimeout: "it fell silent",
    httpx.WriteTimeout: "it took nothing in",
    httpx.PoolTimeout: "no connection was free in time",
}


def server_of(base_url: str) -> str:
    """Return the address of a service without what follows it: a slash, or the version that clients add."""
    server = base_url.strip().rstrip("/").removesuffix("/v1")
    parts = urlsplit(server)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{shown(base_url)!r} is no address of a server: it looks like {LOCAL}.")
    return server


def shown(address: str) -> str:
    """Return an address without a name and password that may stand in it."""
    before, _, after = address.rpartition("@")
    return f"{before.partition('://')[0]}://{after}" if "://" in before else after


def options(server: str, key: str | None, timeout: float) -> dict[str, Any]:
    """Return what the connections of httpx are made with."""
    headers = {"user-agent": f"milepost/{version('milepost')} httpx/{httpx.__version__}"}
    if key is not None:
        key = key.strip()
        if not key or not key.isascii() or not key.isprintable() or " " in key:
            # Left to httpx, it would stand whole in the message of an exception.
            raise ValueError("The key is empty, or holds characters that no key has.")
        headers["authorization"] = f"Bearer {key}"
    return {
        "base_url": server,
        "headers": headers,
        "timeout": httpx.Timeout(timeout),
        # Every job that is followed holds a connection: none must keep another waiting.
        "limits": httpx.Limits(max_connections=None, max_keepalive_connections=20),
        # A proxy of the environment leads away from this machine, never back to it.
        "trust_env": not is_loopback(urlsplit(server).hostname or ""),
    }


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def request_of(http: httpx.Client | httpx.AsyncClient, asked: Ask) -> httpx.Request:
    """Return a request as httpx sends it."""
    timeout = http.timeout
    if asked.silence_s is not None:
        timeout = httpx.Timeout(connect=timeout.connect, read=asked.silence_s, write=timeout.write, pool=timeout.pool)
    return http.build_request(
        asked.method,
        asked.path,
        params=asked.query or None,
        headers=dict(asked.headers),
        content=asked.content,
        timeout=timeout,
    )


def answer_of(response: httpx.Response, content: bytes) -> Answer:
    """Return an answer; the names of httpx's headers are in lower case."""
    return Answer(response.status_code, dict(response.headers), content)


def lost(error: httpx.RequestError) -> Lost:
    """Return what became of a request that was not answered, in words."""
    reason = REASONS.get(type(error)) or str(error).strip().rstrip(".")
    reason = reason.partition("] ")[2] if reason.startswith("[Errno ") else reason
    return Lost(reason or "the connection was lost", isinstance(error, UNSENT))


def dressed(method: Callable[P, T], work: Callable[..., object]) -> Callable[P, T]:
    """Give a method the name, the words and the parameters of the work that it carries out."""
    signature = inspect.signature(work)
    _, *parameters = signature.parameters.values()
    own = inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)
    method.__name__, method.__doc__ = work.__name__, work.__doc__
    method.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[own, *parameters], return_annotation=inspect.Signature.empty
    )
    return method
