"""The secrets that the service keeps for others: tokens of Jira, sealed before they are stored, opened to be used.

Sealed with AES-256-GCM under a key that is derived from the secret of the service, each bound to the connection it is
of: put into the row of another, it does not open. Routes seal, workers open; nothing here is ever logged.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_FORM = b"\x01"
_NONCE_BYTES = 12
_KEY_BYTES = 32
_PURPOSE = b"milepost: tokens of jira connections"


class Unsealable(Exception):
    """What was sealed does not open: the secret of the service is another than it was, or the bytes were changed."""


def key_of(pepper: bytes) -> bytes:
    """Return the key that tokens are sealed with, of the service's secret (RFC 5869); it tells nothing of that."""
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=_PURPOSE).derive(pepper)


class Vault:
    """Seals and opens with one key (``key_of``)."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, token: str, owner: str) -> bytes:
        """Return what may be stored of a token of this owner; never the same twice."""
        nonce = os.urandom(_NONCE_BYTES)
        return _FORM + nonce + self._cipher.encrypt(nonce, token.encode(), owner.encode())

    def open(self, sealed: bytes, owner: str) -> str:
        """Return the token; raises ``Unsealable``."""
        form, nonce, rest = sealed[:1], sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        if form == _FORM and len(nonce) == _NONCE_BYTES:
            try:
                return self._cipher.decrypt(nonce, rest, owner.encode()).decode()
            except InvalidTag:
                pass
        raise Unsealable("The token cannot be read: the secret of the service has changed since it was set.")
