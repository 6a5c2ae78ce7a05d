"""Operations on issues: create one or fifty, edit, delete, and their properties.

Each takes the store and a call and answers, or raises ``Refused``; ``routes`` names them.
"""

import json

import msgspec

from tests.clients.jira.fake import changes, kinds, rendering, workflow
from tests.clients.jira.fake.screens import Reading
from tests.clients.jira.fake.store import Issue
from tests.clients.jira.fake.wire import Refused, answered

BULK = 50
PROPERTY_KEY = 255
PROPERTY_VALUE = 32768


def create_one(store, call):
    return answered(201, _created(store, created(store, call.json)))


def create_many(store, call):
    """Create up to fifty issues; some may fail while others are made."""
    updates = call.json.get("issueUpdates")
    if not isinstance(updates, list) or not updates:
        raise Refused(400, "issueUpdates must hold at least one issue")
    if len(updates) > BULK:
        raise Refused(400, f"The number of issues to create exceeds the limit of {BULK}.")
    made, errors = [], []
    for number, update in enumerate(updates):
        try:
            made.append(_created(store, _element(store, update, number in call.failing)))
        except Refused as refused:
            element = {"status": refused.status, "elementErrors": refused.collection, "failedElementNumber": number}
            errors.append(element)
    return answered(201 if made else 400, {"issues": made, "errors": errors})


def _element(store, update, fails):
    if fails:
        raise Refused(500, "Internal server error")
    return created(store, update)


def created(store, body, author=None):
    """Make an issue of a create request's body."""
    fields, update = body.get("fields") or {}, body.get("update") or {}
    project, kind = _where(store, fields)
    if author is None and "CREATE_ISSUES" not in store.site.rights:
        raise Refused(400, errors={"project": "You do not have permission to create issues in this project."})
    reading = Reading(store, project, kind).read(fields, update).settle(store.site.demanded(project, kind.name))
    properties = _properties(body)
    now = store.clock.now()
    values = _blank(store, author or store.site.account) | reading.values
    values["statuscategorychangedate"] = now
    values["status"] = workflow.first_status(store, body.get("transition"))
    issue = Issue(store.new_id("issue"), store.new_key(project), now, now, values, properties)
    return store.put(changes.commented(issue, reading.comments, author or store.site.account, now))


def edit(store, call):
    """Change an issue; one entry in the changelog however many fields change."""
    issue = store.get(call.params["issueIdOrKey"])
    if "EDIT_ISSUES" not in store.site.rights:
        raise Refused(store.site.refusals["edit"], "You do not have permission to edit issues in this project.")
    body = call.json
    fields, update = body.get("fields") or {}, body.get("update") or {}
    properties = _properties(body)
    if not (fields or update or properties):
        raise Refused(400, "one of 'fields' or 'update' required")
    project = store.site.project(issue.values["project"])
    kind = _kind_after(store, issue, project, fields)
    reading = Reading(store, project, kind, issue).read(fields, update)
    reading.settle(store.site.demanded(project, kind.name))
    if not _ignored(store, call):
        author = store.site.account
        changes.changed(store, issue, reading.values, author, body.get("historyMetadata"), properties, reading.comments)
    if call.one("returnIssue") == "true":
        return answered(200, rendering.issue(store, store.issues[issue.id], ["*all"]))
    return answered(204)


def delete(store, call):
    issue = store.get(call.params["issueIdOrKey"])
    if "DELETE_ISSUES" not in store.site.rights:
        raise Refused(403, "You do not have permission to delete issues in this project.")
    subtasks = store.subtasks(issue.id)
    if subtasks and call.one("deleteSubtasks", "false") != "true":
        keys = ", ".join(child.key for child in subtasks)
        raise Refused(400, f"The issue '{issue.key}' has subtasks ({keys}). You must specify deleteSubtasks.")
    for child in subtasks:
        store.drop(child)
    store.drop(store.issues[issue.id])
    return answered(204)


def properties(store, call):
    issue = store.get(call.params["issueIdOrKey"])
    keys = [{"self": _property_address(store, issue, key), "key": key} for key in issue.properties]
    return answered(200, {"keys": keys})


def read_property(store, call):
    issue, key = store.get(call.params["issueIdOrKey"]), call.params["propertyKey"]
    if key not in issue.properties:
        raise Refused(404, f"The property {key} does not exist.")
    return answered(200, {"key": key, "value": issue.properties[key]})


def write_property(store, call):
    issue, key = store.get(call.params["issueIdOrKey"]), call.params["propertyKey"]
    if "EDIT_ISSUES" not in store.site.rights:
        raise Refused(403, "You do not have permission to edit issues in this project.")
    given = _checked_property(key, call.json)
    status = 200 if key in issue.properties else 201
    store.put(msgspec.structs.replace(issue, properties=issue.properties | given))
    return answered(status)


def _where(store, fields):
    """The project and the type that a create names."""
    found, errors = {}, {}
    project = None
    try:
        project = store.site.project(kinds.KINDS["project"].read(store, None, fields.get("project"), None))
        found["issuetype"] = kinds.KINDS["issuetype"].read(store, None, fields.get("issuetype"), project)
    except kinds.Wrong as wrong:
        errors["issuetype" if project else "project"] = str(wrong)
    if errors or "BROWSE_PROJECTS" not in store.site.rights:
        raise Refused(400, errors=errors or {"project": "valid project is required"})
    return project, store.site.type(id=found["issuetype"])


def _kind_after(store, issue, project, fields):
    """The type that an issue has after an edit; another level of the hierarchy is a move, which an edit is not."""
    kind = store.site.type(id=issue.values["issuetype"])
    if "issuetype" not in fields:
        return kind
    try:
        wanted = store.site.type(id=kinds.KINDS["issuetype"].read(store, None, fields["issuetype"], project))
    except kinds.Wrong:
        wanted = None
    if wanted is None or wanted.level != kind.level:
        raise Refused(400, errors={"issuetype": "The issue type selected is invalid."})
    return wanted


def _blank(store, author):
    values = {field.id: kinds.kind_of(field).empty for field in store.site.fields}
    return values | {"reporter": author, "creator": author, "priority": "3" if store.site.priorities[2:] else "1"}


def _created(store, issue):
    return {"id": issue.id, "key": issue.key, "self": store.site.address(f"issue/{issue.id}")}


def _ignored(store, call):
    """Whether Jira ignores an edit: one that mails nobody, asked for by somebody who may not ask that."""
    quiet = call.one("notifyUsers", "true") == "false"
    return quiet and store.site.requests_ignored and not {"ADMINISTER", "ADMINISTER_PROJECTS"} & store.site.rights


def _properties(body):
    given = {}
    for entry in body.get("properties") or []:
        given |= _checked_property(entry.get("key"), entry.get("value"))
    return given


def _checked_property(key, value):
    if not key or len(key) > PROPERTY_KEY:
        raise Refused(400, f"The property key must be 1 to {PROPERTY_KEY} characters long.")
    if value is None or len(json.dumps(value, ensure_ascii=False, separators=(",", ":"))) > PROPERTY_VALUE:
        raise Refused(400, f"The property value must be JSON of at most {PROPERTY_VALUE} characters.")
    return {key: value}


def _property_address(store, issue, key):
    return store.site.address(f"issue/{issue.id}/properties/{key}")
