"""The kinds of field: what each accepts, how it is stored, how it is answered and how a change of it is told.

``screens`` reads values by them, ``rendering`` answers by them. A reader raises ``Wrong`` with Jira's sentence.
"""

import re
from datetime import date

import msgspec

from tests.clients.jira.atlassian import validate_adf
from tests.clients.jira.fake import references
from tests.clients.jira.fake.documents import plain, rewritten
from tests.clients.jira.fake.wire import Wrong

LONGEST_TEXT = 32767
LONGEST_LINE = 255
DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Kind(msgspec.Struct, frozen=True):
    """``read(store, field, value, project)`` what is stored, ``write(store, stored)`` JSON, ``told`` the changelog."""

    read: object
    write: object
    told: object
    schema: dict[str, str]
    operations: tuple[str, ...] = ("set",)
    empty: object = None


# ---- reading -------------------------------------------------------------------------------------------------------


def a_line(_store, field, value, _project):
    if value is None:
        return None
    if not isinstance(value, str):
        raise Wrong("Operation value must be a string")
    if "\n" in value or "\r" in value:
        raise Wrong(f"The {field.name.lower()} is invalid because it contains newline characters.")
    if len(value) > LONGEST_LINE:
        raise Wrong(f"{field.name} must be less than {LONGEST_LINE} characters.")
    return value if value.strip() else None


def a_document(store, _field, value, _project):
    if value is None:
        return None
    if not isinstance(value, dict) or validate_adf(value):
        raise Wrong("Operation value must be an Atlassian Document (see the Atlassian Document Format)")
    if len(plain(value)) > LONGEST_TEXT:
        raise Wrong(f"The entered text is too long. It exceeds the allowed limit of {LONGEST_TEXT:,} characters.")
    return rewritten(value) if store.site.rewrites_documents else value


def labels(_store, _field, value, _project):
    if value is None:
        return ()
    if not isinstance(value, list):
        raise Wrong("data was not an array")
    for label in value:
        if not isinstance(label, str) or not label:
            raise Wrong("Operation value must be a string")
        if re.search(r"\s", label):
            raise Wrong(f"The label '{label}' contains spaces which is invalid.")
        if len(label) > LONGEST_LINE:
            raise Wrong(f"The label '{label}' exceeds the maximum length of {LONGEST_LINE} characters.")
    return tuple(sorted(set(value)))


def a_date(_store, _field, value, _project):
    if value is None:
        return None
    try:
        return date.fromisoformat(value if isinstance(value, str) and DAY.fullmatch(value) else "").isoformat()
    except ValueError:
        raise Wrong(f"Error parsing date string: {value}. Expected format: yyyy-MM-dd") from None


def a_number(_store, _field, value, _project):
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise Wrong("Operation value must be a number")
    return value


def never(_store, field, _value, _project):
    raise Wrong(f"Field '{field.id}' cannot be set. It is not on the appropriate screen, or unknown.")


# ---- telling a change ----------------------------------------------------------------------------------------------


def told(field, old, new, name=None):
    """One item of a changelog from two pairs of (id, text)."""
    kind = "custom" if field.custom else "jira"
    changed = {"from": old[0], "fromString": old[1], "to": new[0], "toString": new[1]}
    return {"field": name or field.name, "fieldtype": kind, "fieldId": field.id} | changed


def told_plainly(_store, field, old, new):
    name = field.id if not field.custom else field.name
    return [told(field, (None, None if old is None else str(old)), (None, None if new is None else str(new)), name)]


def told_document(_store, field, old, new):
    return [told(field, (None, old and plain(old)), (None, new and plain(new)), field.id)]


def told_labels(_store, field, old, new):
    return [told(field, ("", " ".join(old)), ("", " ".join(new)), field.id)]


def told_date(_store, field, old, new):
    texts = [(day, day and f"{day} 00:00:00.0") for day in (old, new)]
    return [told(field, *texts, None if field.custom else field.id)]


def told_by_id(name_of):
    """Tell a change of something that has an id and a name."""

    def item(store, field, old, new):
        return [told(field, *((each, name_of(store, each)) for each in (old, new)), field.id)]

    return item


def told_one_by_one(name_of, name):
    """Tell each that was added and each that was taken away."""

    def items(store, field, old, new):
        gone = [told(field, (each, name_of(store, each)), (None, None), name) for each in old if each not in new]
        return gone + [told(field, (None, None), (each, name_of(store, each)), name) for each in new if each not in old]

    return items


def told_parent(store, field, old, new):
    old_key, new_key = (each and store.find(each) and store.find(each).key for each in (old, new))
    item = told(field, (old, old_key), (new, new_key), "IssueParentAssociation")
    return [{name: value for name, value in item.items() if name != "fieldId"}]


def as_it_is(_store, value):
    return value


KINDS = {
    "line": Kind(a_line, as_it_is, told_plainly, {"type": "string"}),
    "text": Kind(a_line, as_it_is, told_plainly, {"type": "string"}),
    "document": Kind(a_document, as_it_is, told_document, {"type": "string"}),
    "number": Kind(a_number, as_it_is, told_plainly, {"type": "number"}),
    "date": Kind(a_date, as_it_is, told_date, {"type": "date"}),
    "labels": Kind(
        labels,
        lambda _store, value: list(value),
        told_labels,
        {"type": "array", "items": "string"},
        ("add", "set", "remove"),
        (),
    ),
    "versions": Kind(
        references.versions,
        references.write_versions,
        told_one_by_one(references.version_name, "Fix Version"),
        {"type": "array", "items": "version"},
        ("set", "add", "remove"),
        (),
    ),
    "components": Kind(
        references.components,
        references.write_components,
        told_one_by_one(references.component_name, "Component"),
        {"type": "array", "items": "component"},
        ("add", "set", "remove"),
        (),
    ),
    "user": Kind(references.user, references.write_user, told_by_id(references.user_name), {"type": "user"}),
    "priority": Kind(
        references.priority, references.write_priority, told_by_id(references.priority_name), {"type": "priority"}
    ),
    "parent": Kind(references.parent, references.write_parent, told_parent, {"type": "issuelink"}),
    "issuetype": Kind(
        references.issue_type,
        references.write_issue_type,
        told_by_id(references.issue_type_name),
        {"type": "issuetype"},
    ),
    "project": Kind(
        references.project, references.write_project, told_by_id(references.project_name), {"type": "project"}
    ),
    "status": Kind(never, references.write_status, told_by_id(references.status_name), {"type": "status"}),
    "resolution": Kind(
        never, references.write_resolution, told_by_id(references.resolution_name), {"type": "resolution"}
    ),
    "moment": Kind(never, as_it_is, told_plainly, {"type": "datetime"}),
    "links": Kind(never, as_it_is, told_plainly, {"type": "array", "items": "issuelinks"}),
    "subtasks": Kind(never, as_it_is, told_plainly, {"type": "array", "items": "issuelinks"}),
    "comments": Kind(never, as_it_is, told_plainly, {"type": "comments-page"}),
}


def kind_of(field):
    return KINDS[field.kind]


def schema_of(field):
    """The schema of a field as /field and createmeta show it."""
    named = {"custom": field.custom, "customId": int(field.id.partition("_")[2])} if field.custom else {}
    return kind_of(field).schema | (named or {"system": field.id})
