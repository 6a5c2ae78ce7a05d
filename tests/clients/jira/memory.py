"""A ledger in memory, for tests that run through thousands of syncs: what is kept is kept whole, and can be copied."""

from contextlib import contextmanager


class MemoryLedger:
    """The port of a ledger; nobody else ever holds it."""

    def __init__(self, records=(), audits=()):
        self._records, self._audits = dict(records), list(audits)

    @contextmanager
    def held(self):
        yield

    def load(self, kind):
        return {key: document for (one, key), document in sorted(self._records.items()) if one == kind}

    def save(self, records, audit=()):
        for record in records:
            if record.document is None:
                self._records.pop((record.kind, record.key), None)
            else:
                self._records[record.kind, record.key] = record.document
        self._audits += audit

    def audit(self, *, after=0, limit=1000):
        return tuple(enumerate(self._audits, 1))[after : after + limit]

    def copy(self):
        """Another that holds the same, as a backup does."""
        return MemoryLedger(self._records, self._audits)
