"""Cursors: where a list goes on, in a form that only this service can make and only this list takes."""

import base64
import binascii
import hashlib
import hmac

from api.problems import ApiProblem

_SIGNATURE = 8


def cursor(place: str, listing: str, pepper: bytes) -> str:
    """Return the cursor that goes on after ``place`` in ``listing`` (its address and filters)."""
    return base64.urlsafe_b64encode(_signature(place, listing, pepper) + place.encode()).decode().rstrip("=")


def place_of(written: str, listing: str, pepper: bytes) -> str:
    """Return the place that a cursor names; ``bad-cursor`` where this service did not make it for this list."""
    try:
        raw = base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True)
        place = raw[_SIGNATURE:].decode()
    except (binascii.Error, ValueError):
        raise ApiProblem("bad-cursor", "The cursor cannot be read.") from None
    if not hmac.compare_digest(raw[:_SIGNATURE], _signature(place, listing, pepper)):
        raise ApiProblem("bad-cursor", "The cursor belongs to another list, or was changed.")
    return place


def _signature(place: str, listing: str, pepper: bytes) -> bytes:
    return hmac.digest(pepper, f"{listing}\n{place}".encode(), hashlib.sha256)[:_SIGNATURE]
