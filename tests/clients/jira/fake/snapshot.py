"""Where the site stands in a form that two runs can be compared by: no id, no key, no time, no order.

An issue goes by its label of a prefix, else by its summary; a second one of the same name is told apart and so shows.
"""

from tests.clients.jira.fake import kinds, references
from tests.clients.jira.fake.documents import plain

LEFT_OUT = {"project", "created", "updated", "statuscategorychangedate", "resolutiondate", "parent", "creator"}
SHOWN_OTHERWISE = {
    "assignee",
    "comment",
    "components",
    "fixVersions",
    "issuelinks",
    "issuetype",
    "priority",
    "reporter",
    "resolution",
    "status",
    "subtasks",
}


def taken(store, prefix=None, properties=None):
    """All issues by name, and the versions by project and name; ``properties(value)`` may leave out what differs."""
    names = _names(store, prefix)
    issues = {names[issue.id]: _issue(store, issue, names, properties) for issue in store.issues.values()}
    versions = {
        f"{store.site.project(version.project).key}/{version.name}": [
            version.start,
            version.release,
            version.description,
        ]
        for version in store.versions.values()
    }
    return {"issues": dict(sorted(issues.items())), "versions": dict(sorted(versions.items()))}


def _names(store, prefix):
    names, taken_names = {}, {}
    for issue in sorted(store.issues.values(), key=lambda each: (_name(each, prefix), each.values["summary"])):
        name = _name(issue, prefix)
        taken_names[name] = taken_names.get(name, 0) + 1
        names[issue.id] = name if taken_names[name] == 1 else f"{name} ({taken_names[name]})"
    return names


def _name(issue, prefix):
    marks = [label for label in issue.values["labels"] if prefix and label.startswith(prefix)]
    return marks[0] if marks else issue.values["summary"]


def _issue(store, issue, names, properties):
    values = issue.values
    plainly = {
        field.id: kinds.kind_of(field).write(store, values.get(field.id))
        for field in store.site.fields
        if field.id not in LEFT_OUT | SHOWN_OTHERWISE and values.get(field.id, None) not in (None, ())
    }
    links = [store.links[each] for each in issue.links]
    kind_names = {kind.id: kind.outward for kind in store.site.link_types}
    return {
        "project": store.site.project(values["project"]).key,
        "type": references.issue_type_name(store, values["issuetype"]),
        "priority": references.priority_name(store, values["priority"]),
        "status": references.status_name(store, values["status"]),
        "resolution": references.resolution_name(store, values["resolution"]),
        "fields": plainly,
        "words": plain(values["description"]) if values["description"] else "",
        "versions": sorted(references.version_name(store, each) for each in values["fixVersions"]),
        "components": sorted(references.component_name(store, each) for each in values["components"]),
        "reporter": references.user_name(store, values["reporter"]),
        "assignee": references.user_name(store, values["assignee"]),
        "parent": names.get(values["parent"]),
        "links": sorted([kind_names[link.type], names[link.outward]] for link in links if link.inward == issue.id),
        "comments": sorted(text for _, text, _ in issue.comments),
        "properties": {key: properties(value) if properties else value for key, value in issue.properties.items()},
    }
