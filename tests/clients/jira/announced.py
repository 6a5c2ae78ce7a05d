"""The comparison of a change set with what the fake was then asked to write: request for request, change for change."""

JIRA = {
    "summary": "summary", "start": "customfield_10015", "due": "duedate", "parent": "parent", "labels": "labels",
    "description": "description", "quarter": "fixVersions", "function": "components",
}  # fmt: skip
UNANNOUNCED = ("project", "issuetype", "customfield_10011")


def differences(jira, shown, made):
    """Say where the requests that were to write differ from what the change set had announced."""
    entries = [entry for entry in jira.log if entry.writing]
    if len(entries) != len(shown.writes):
        names = [write.operation for write in shown.writes]
        return [f"{len(entries)} requests wrote, {len(names)} were shown: {names} {[one.path for one in entries]}"]
    changes = {one.id: one for one in shown.changes}
    found = []
    for write, entry in zip(shown.writes, entries, strict=True):
        own = [changes[one] for one in write.changes]
        wrong = WRONG[write.operation](jira, own, entry, made)
        found += [f"{write.operation} {write.changes}: {one}" for one in wrong]
    return found


def _version(_jira, changes, entry, _made):
    mine = changes[0].mine
    said = (entry.body["name"], entry.body["startDate"], entry.body["releaseDate"])
    return [] if said == (mine["name"], mine["start"], mine["end"]) else [str(entry.body)]


def _creation(jira, changes, entry, made):
    updates = entry.body["issueUpdates"]
    if len(updates) != len(changes):
        return [f"{len(updates)} issues"]
    found = []
    for change, update in zip(changes, updates, strict=True):
        said = {JIRA[field]: value for field, value in change.mine.items() if value not in (None, [])}
        sent = {name: value for name, value in update["fields"].items() if name not in UNANNOUNCED}
        found += [f"{change.node}: {one}" for one in _fields(jira, sent, said, made)]
    return found


def _edit(jira, changes, entry, made):
    if {made.get(entry.path.split("/")[-1])} != {one.node for one in changes}:
        return [f"{entry.path} is not of {changes[0].node}"]
    said = {JIRA[one.field]: one for one in changes if one.field is not None}
    whole, parts = entry.body.get("fields", {}), entry.body.get("update", {})
    found = _fields(jira, whole, {name: one.mine for name, one in said.items() if name not in parts}, made)
    found += [f"{name} was not shown" for name in parts if name not in said]
    for name, verbs in parts.items():
        before, after = {*(said[name].theirs or ())}, {*said[name].mine}
        gone = {_named(jira, name, one["remove"]) for one in verbs if "remove" in one}
        new = {_named(jira, name, one["add"]) for one in verbs if "add" in one}
        if (gone, new) != (before - after, after - before):
            found.append(f"{name}: {verbs}, not from {before} to {after}")
    return found


def _fields(jira, sent, said, made):
    if sent.keys() != said.keys():
        return [f"{sorted(sent)}, not {sorted(said)}"]
    return [
        f"{name} is {sent[name]!r}, not {said[name]!r}"
        for name in sent
        if not _same(jira, name, sent[name], said[name], made)
    ]


def _link(_jira, changes, entry, made):
    ends = [made.get(entry.body[end]["id"]) for end in ("inwardIssue", "outwardIssue")]
    return [] if ends == [changes[0].mine["blocker"], changes[0].mine["blocked"]] else [str(ends)]


def _unlink(_jira, changes, entry, _made):
    return [] if entry.path.endswith(f"/issueLink/{changes[0].theirs}") else [entry.path]


def _close(_jira, changes, entry, made):
    right = entry.path.endswith("/transitions") and made.get(entry.path.split("/")[-2]) == changes[0].node
    return [] if right else [entry.path]


def _deletion(_jira, changes, entry, made):
    right = entry.method == "DELETE" and made.get(entry.path.split("/")[-1]) == changes[0].node
    return [] if right else [entry.path]


WRONG = {
    "version": _version,
    "create": _creation,
    "edit": _edit,
    "link": _link,
    "unlink": _unlink,
    "close": _close,
    "delete": _deletion,
}


def _same(jira, name, sent, said, made):
    match name:
        case "parent":
            return (made.get(sent["id"]) if sent is not None else None) == said
        case "description":
            panel = next(one for one in sent["content"] if one["type"] == "panel" and "Milepost ▸" in str(one))
            return str(said)[1:-1] in str(panel["content"])
        case "fixVersions" | "components":
            return sorted(_named(jira, name, one) for one in sent) == sorted(said)
        case "labels":
            return sorted(sent) == sorted(said)
        case _:
            return sent == said


def _named(jira, name, value):
    if name == "fixVersions":
        return jira.store.versions[value["id"]].name
    if name == "components":
        return next(one.name for one in jira.site.projects[0].components if one.id == value["id"])
    return value
