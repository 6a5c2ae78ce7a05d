"""Issues as Jira answers them: the fields asked for, properties, links as either end sees them, and changelogs.

``fetching`` and ``search`` ask it; links are shown with what the other end is now, whatever the index still thinks.
"""

from tests.clients.jira.fake import kinds, references
from tests.clients.jira.fake.clock import stamp

NOT_NAVIGABLE = {"comment"}
BARE = {"id", "key"}


def wanted_fields(store, names):
    """The ids of the fields that a list of names asks for: ids, ``*all``, ``*navigable``, and what goes by a minus."""
    known = [field.id for field in store.site.fields]
    all_of = {"*all": known, "*navigable": [each for each in known if each not in NOT_NAVIGABLE]}
    if all(name.startswith("-") for name in names):
        names = ["*navigable", *names]
    chosen = [each for name in names for each in all_of.get(name, [name])]
    dropped = {name[1:] for name in names if name.startswith("-")}
    return [each for each in known if each in chosen and each not in dropped]


def issue(store, shown, names, properties=(), histories=None):
    """One issue; ``names`` as asked for, ``histories`` the most of its changelog to show, newest first."""
    body = {
        "expand": "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations",
        "id": shown.id,
        "self": store.site.address(f"issue/{shown.id}"),
        "key": shown.key,
    }
    if set(names) - BARE or not names:
        body["fields"] = {name: field(store, shown, name) for name in wanted_fields(store, names)}
    if properties:
        every = "*all" in properties
        body["properties"] = {key: value for key, value in shown.properties.items() if every or key in properties}
    if histories is not None:
        entries = [history(store, each) for each in reversed(shown.histories)][:histories]
        total = len(shown.histories)
        body["changelog"] = {"startAt": 0, "maxResults": len(entries), "total": total, "histories": entries}
    return body


def field(store, shown, name):
    """One field of an issue as JSON."""
    known = store.site.field(name)
    special = SPECIAL.get(name)
    if special:
        return special(store, shown)
    value = shown.values.get(name, kinds.kind_of(known).empty)
    if known.kind == "moment":
        return value and stamp(value)
    return kinds.kind_of(known).write(store, value)


def history(store, entry, created=None):
    """One entry of a changelog."""
    body = {
        "id": entry.id,
        "author": references.write_user(store, entry.author),
        "created": created or stamp(entry.created),
        "items": list(entry.items),
    }
    return body | ({"historyMetadata": entry.metadata} if entry.metadata else {})


def link_type(store, kind):
    whole = {"id": kind.id, "name": kind.name, "inward": kind.inward, "outward": kind.outward}
    return whole | {"self": store.site.address(f"issueLinkType/{kind.id}")}


def link(store, known, seen_from=None):
    """A link, with both ends, or with the other end alone as the issue at one end shows it."""
    kind = next(each for each in store.site.link_types if each.id == known.type)
    body = {
        "id": known.id,
        "self": store.site.address(f"issueLink/{known.id}"),
        "type": link_type(store, kind),
    }
    ends = {"inwardIssue": known.inward, "outwardIssue": known.outward}
    return body | {
        name: references.write_glimpse(store, store.issues[end]) for name, end in ends.items() if end != seen_from
    }


def _links(store, shown):
    return [link(store, store.links[each], shown.id) for each in shown.links if each in store.links]


def _subtasks(store, shown):
    return [references.write_glimpse(store, child) for child in store.subtasks(shown.id)]


def _comments(store, shown):
    entries = [
        {
            "id": str(number),
            "author": references.write_user(store, author),
            "body": {
                "type": "doc",
                "version": 1,
                "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}],
            },
            "created": stamp(moment),
        }
        for number, (author, text, moment) in enumerate(shown.comments, 1)
    ]
    return {"comments": entries, "maxResults": len(entries), "total": len(entries), "startAt": 0}


SPECIAL = {
    "issuelinks": _links,
    "subtasks": _subtasks,
    "comment": _comments,
    "created": lambda _store, shown: stamp(shown.created),
    "updated": lambda _store, shown: stamp(shown.updated),
}
