"""Writes a change into an issue: its values, its properties, its comments, and the one entry of its changelog.

Operations and people both change issues through it; what changes nothing leaves no trace.
"""

import msgspec

from tests.clients.jira.fake import kinds


def changed(store, issue, values, author, metadata=None, properties=None, comments=()):
    """Write values and properties into an issue, and the changes into its changelog."""
    items = []
    for name, new in values.items():
        field = store.site.field(name)
        kind = kinds.kind_of(field)
        old = issue.values.get(name, kind.empty)
        if old != new:
            items += kind.told(store, field, old, new)
    after = msgspec.structs.replace(
        issue, values=issue.values | values, properties=issue.properties | (properties or {})
    )
    if comments:
        after = commented(after, comments, author, store.clock.now())
    if not items and after.properties == issue.properties and not comments:
        return issue
    return store.record(after, items, author, metadata) if items else store.put(after)


def commented(issue, comments, author, now):
    added = tuple((author, text, now) for text in comments)
    updated = now if added else issue.updated
    return msgspec.structs.replace(issue, comments=issue.comments + added, updated=updated)
