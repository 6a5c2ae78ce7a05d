"""The secrets of API keys: made at random, recognised by their form, and kept as nothing but a digest.

``milepost keys`` and the routes of ``/keys`` make them, the security of the service verifies them. A secret is never
stored, logged or part of an error.
"""

import hashlib
import hmac
import re
import secrets
import zlib

_FORM = re.compile(r"mp_[A-Za-z0-9_-]{43}_[0-9a-f]{6}")
_PREFIX = len("mp_") + 8


def new_secret() -> str:
    """Return a new secret: ``mp_``, 256 random bits, and a checksum that tells it from other text."""
    random = "mp_" + secrets.token_urlsafe(32)
    return f"{random}_{_checksum(random)}"


def well_formed(secret: str) -> bool:
    """Tell whether a text can be a secret: mistyped and cut ones need no look into the database."""
    return _FORM.fullmatch(secret) is not None and _checksum(secret[:-7]) == secret[-6:]


def digest(secret: str, pepper: bytes) -> bytes:
    """Return what is stored of a secret: its HMAC-SHA-256 with the pepper, which is kept outside of the database.

    A secret has 256 random bits: there is nothing to guess that a slower function would protect.
    """
    return hmac.digest(pepper, secret.encode(), hashlib.sha256)


def verify(secret: str, expected: bytes, pepper: bytes) -> bool:
    """Tell, in a time that says nothing, whether this is the secret of a digest."""
    return hmac.compare_digest(digest(secret, pepper), expected)


def prefix(secret: str) -> str:
    """Return the part of a secret that may be shown, so that people can tell their keys apart."""
    return secret[:_PREFIX]


def _checksum(text: str) -> str:
    return f"{zlib.crc32(text.encode()) & 0xFFFFFF:06x}"
