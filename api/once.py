"""POSTs that are carried out once, however often they are sent with the same idempotency key.

What was done and its answer are kept in the one transaction that did it; a second try is given that answer.

A second try that comes while the first is still in its transaction waits for it, and is then given its answer; where
the first was refused, it is carried out itself. The wait is short: no transaction waits for a plan, it only queues the
job that makes one. On SQLite whoever would wait longer than 5 s is answered 503 ``busy`` with Retry-After, and may send
the same again; on PostgreSQL it waits until the first transaction ends, or the connection of whoever began it.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from msgspec import Struct
from sqlmodel import Session

from api.incoming import Incoming, caller_of, idempotency_key_of
from api.problems import ApiProblem
from api.service import Service
from api.storage.database import now
from api.storage.repositories.idempotency import Idempotency
from api.storage.repositories.keys import ensure_workspace

KEPT_FOR = timedelta(days=1)


class Made(Struct, frozen=True):
    """What a POST came to: its status, where the new thing is, its document, and whether this is said again."""

    status: int
    location: str | None
    document: bytes
    replayed: bool = False


def once(request: Incoming, body: bytes, work: Callable[[Session, str], Made]) -> Made:
    """Carry out ``work`` in a write transaction, or return what it came to before under the same key."""
    service: Service = request.app.state.service
    workspace = caller_of(request).workspace
    key = idempotency_key_of(request)
    with service.database.write() as session:
        if caller_of(request).key_id is None:
            ensure_workspace(session, workspace)
        if key is None:
            return work(session, workspace)
        kept = Idempotency(session, workspace)
        fingerprint = hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + body).hexdigest()
        before = kept.find(key)
        if before is not None:
            if before.fingerprint != fingerprint:
                detail = "This idempotency key was sent with another request; take a new one for this."
                raise ApiProblem("idempotency-mismatch", detail)
            return Made(before.status, before.location, before.document, replayed=True)
        made = work(session, workspace)
        kept.forget_before(now() - KEPT_FOR)
        kept.keep(
            key,
            fingerprint=fingerprint,
            status=made.status,
            location=made.location,
            document=made.document,
            at=now(),
        )
        return made
