"""Operations on the site and its projects: who I am and what I may, types, screens, statuses, fields and versions.

All but the making of a version only read.
"""

from datetime import date

from tests.clients.jira.fake import kinds, references, rendering
from tests.clients.jira.fake.clock import stamp
from tests.clients.jira.fake.configuration import GLOBAL_RIGHTS, RIGHTS
from tests.clients.jira.fake.store import Version
from tests.clients.jira.fake.wire import Refused, answered

MOST = 200


def tenant(store, _call):
    return answered(200, {"cloudId": store.site.cloud_id})


def server(store, _call):
    body = {
        "baseUrl": store.site.site,
        "displayUrl": store.site.site,
        "version": "1001.0.0-SNAPSHOT",
        "versionNumbers": [1001, 0, 0],
        "deploymentType": "Cloud",
        "buildNumber": 100297,
        "serverTime": stamp(store.clock.now()),
        "serverTitle": "Jira",
        "serverTimeZone": "UTC",
    }
    return answered(200, body)


def myself(store, _call):
    me = references.write_user(store, store.site.account)
    return answered(200, me | {"emailAddress": store.site.credentials[0], "timeZone": store.site.time_zone})


def permissions(store, call):
    asked = [name for name in call.one("permissions", "").split(",") if name]
    unknown = [name for name in asked if name not in RIGHTS]
    if not asked or unknown:
        raise Refused(400, f"Unrecognized permission: {', '.join(unknown)}" if asked else "permissions is required")
    named = call.one("projectId") or call.one("projectKey")
    if named is not None:
        _project(store, named)
    shown = {
        name: {
            "id": str(RIGHTS.index(name)),
            "key": name,
            "name": name.replace("_", " ").capitalize(),
            "type": "GLOBAL" if name in GLOBAL_RIGHTS else "PROJECT",
            "description": "",
            "havePermission": name in store.site.rights,
        }
        for name in asked
    }
    return answered(200, {"permissions": shown})


def project(store, call):
    known = _project(store, call.params["projectIdOrKey"])
    body = references.write_project(store, known.id) | {
        "style": "next-gen" if known.simplified else "classic",
        "isPrivate": False,
        "assigneeType": "UNASSIGNED",
        "lead": references.write_user(store, store.site.colleague),
        "issueTypes": [references.write_issue_type(store, kind.id) for kind in store.site.issue_types(known)],
        "components": [references.write_component(store, each.id) for each in known.components],
        "versions": [_version(store, each) for each in store.versions_of(known)],
    }
    return answered(200, body)


def versions(store, call):
    known = _project(store, call.params["projectIdOrKey"])
    return answered(200, [_version(store, each) for each in store.versions_of(known)])


def components(store, call):
    known = _project(store, call.params["projectIdOrKey"])
    more = {"project": known.key, "projectId": int(known.id), "isAssigneeTypeValid": False}
    return answered(200, [references.write_component(store, each.id) | more for each in known.components])


def project_statuses(store, call):
    known = _project(store, call.params["projectIdOrKey"])
    statuses = [references.write_status(store, status.id) for status in store.site.statuses]
    kinds_shown = [
        {
            "self": store.site.address(f"issuetype/{kind.id}"),
            "id": kind.id,
            "name": kind.name,
            "subtask": kind.level < 0,
        }
        for kind in store.site.issue_types(known)
    ]
    return answered(200, [shown | {"statuses": statuses} for shown in kinds_shown])


def statuses(store, _call):
    return answered(200, [references.write_status(store, status.id) for status in store.site.statuses])


def fields(store, _call):
    return answered(200, [_field(field) for field in store.site.fields])


def creatable_types(store, call):
    known = _project(store, call.params["projectIdOrKey"])
    may = "CREATE_ISSUES" in store.site.rights
    shown = [references.write_issue_type(store, kind.id) for kind in store.site.issue_types(known) if may]
    return answered(200, _page(store, call, "issueTypes", shown))


def creatable_fields(store, call):
    """The create screen of one type; ``parent`` is on it only where there is a level above."""
    known = _project(store, call.params["projectIdOrKey"])
    kind = store.site.type(id=call.params["issueTypeId"])
    if kind is None or kind.name not in known.types or "CREATE_ISSUES" not in store.site.rights:
        raise Refused(404, "The issue type was not found in the project.")
    demanded = store.site.demanded(known, kind.name)
    above = [each for each in store.site.issue_types(known) if each.level == kind.level + 1]
    ids = [each for each in store.site.screen(known, kind.name) if each != "parent" or above]
    shown = [_creatable(store, known, kind, store.site.field(each), demanded) for each in ids]
    return answered(200, _page(store, call, "fields", shown))


def create_version(store, call):
    """Make a version; its name is its own in the project, capitals or not."""
    body = call.json
    known = store.site.project(body.get("projectId", ""))
    if known is None or "BROWSE_PROJECTS" not in store.site.rights:
        raise Refused(404, errors={"projectId": "The project was not found."})
    if not {"ADMINISTER_PROJECTS", "ADMINISTER"} & store.site.rights:
        raise Refused(store.site.refusals["version"], "You must have global or project administrator rights.")
    wrong = _wrong_version(store, known, body)
    if wrong:
        raise Refused(400, errors=wrong)
    return answered(201, _version(store, _versioned(store, known, body)))


def _versioned(store, known, body):
    return store.add_version(
        Version(
            store.new_id("version"),
            known.id,
            body["name"],
            body.get("description"),
            body.get("startDate"),
            body.get("releaseDate"),
            body.get("released", False),
            body.get("archived", False),
        )
    )


def _wrong_version(store, known, body):
    name = body.get("name") or ""
    if not name.strip():
        return {"name": "You must specify a valid version name"}
    if len(name) > 255:
        return {"name": "Version name is too long. It must not exceed 255 characters."}
    if name.lower() in {version.name.lower() for version in store.versions_of(known)}:
        return {"name": "A version with this name already exists in this project."}
    days = {}
    for member in ("startDate", "releaseDate"):
        try:
            days[member] = body.get(member) and date.fromisoformat(body[member])
        except ValueError:
            return {member: "The date is not of the form yyyy-MM-dd."}
    if all(days.values()) and days["startDate"] > days["releaseDate"]:
        return {"startDate": "The start date must be before the release date."}
    return {}


def _project(store, id_or_key):
    found = store.site.project(id_or_key) if "BROWSE_PROJECTS" in store.site.rights else None
    if found is None:
        raise Refused(404, f"No project could be found with key '{id_or_key}'.")
    return found


def _version(store, version):
    return references.write_version(store, version) | {"projectId": int(version.project)}


def _field(field):
    return {
        "id": field.id,
        "key": field.id,
        "name": field.name,
        "custom": field.custom is not None,
        "orderable": True,
        "navigable": field.id not in rendering.NOT_NAVIGABLE,
        "searchable": True,
        "clauseNames": [f"cf[{field.id.rpartition('_')[2]}]", field.name] if field.custom else [field.id],
        "schema": kinds.schema_of(field),
    }


def _creatable(store, known, kind, field, demanded):
    allowed = {
        "issuetype": lambda: [references.write_issue_type(store, kind.id)],
        "project": lambda: [references.write_project(store, known.id)],
        "fixVersions": lambda: [_version(store, each) for each in store.versions_of(known)],
        "components": lambda: [references.write_component(store, each.id) for each in known.components],
        "priority": lambda: [
            references.write_priority(store, str(each)) for each in range(1, len(store.site.priorities) + 1)
        ],
    }.get(field.id)
    shown = {
        "fieldId": field.id,
        "key": field.id,
        "name": field.name,
        "required": field.id in demanded,
        "hasDefaultValue": field.id in {"priority", "reporter"},
        "operations": list(kinds.kind_of(field).operations),
        "schema": kinds.schema_of(field),
    }
    return shown | ({"allowedValues": allowed()} if allowed else {})


def _page(store, call, name, entries):
    asked = int(call.one("maxResults", "50"))
    if asked > MOST:
        raise Refused(400, f"Parameter 'maxResults' must not exceed the limit '{MOST}'")
    start, size = int(call.one("startAt", "0")), min(asked, store.site.metadata_page)
    return {"startAt": start, "maxResults": size, "total": len(entries), name: entries[start : start + size]}
