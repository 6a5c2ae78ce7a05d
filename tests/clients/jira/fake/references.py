"""Values that point to something else: users, versions, components, priorities, parents, types, projects, statuses.

Readers find what a request names by id, key or name and raise ``Wrong`` with Jira's sentence; writers show it in full.
"""

from tests.clients.jira.fake.wire import Wrong

CATEGORIES = {
    "new": {"id": 2, "key": "new", "colorName": "blue-gray", "name": "To Do"},
    "indeterminate": {"id": 4, "key": "indeterminate", "colorName": "yellow", "name": "In Progress"},
    "done": {"id": 3, "key": "done", "colorName": "green", "name": "Done"},
}
RESOLUTIONS = {"10000": "Done", "10001": "Won't Do"}


def _mapping(value):
    if not isinstance(value, dict):
        raise Wrong("data was not an object")
    return value


def _listed(value):
    if value is None:
        return []
    if not isinstance(value, list):
        raise Wrong("data was not an array")
    return [_mapping(each) for each in value]


# ---- users ---------------------------------------------------------------------------------------------------------


def user(store, _field, value, _project):
    if value is None:
        return None
    named = _mapping(value)
    account = named.get("accountId", named.get("id"))
    if "name" in named and account is None:
        raise Wrong("User names are gone from Jira Cloud: accountId must be used.")
    if account is not None and store.site.person(account) is None:
        raise Wrong(f"User '{account}' does not exist or is not assignable.")
    return account


def user_name(store, account):
    return store.site.person(account).name if account else None


def write_user(store, account):
    if account is None:
        return None
    return {
        "self": store.site.address(f"user?accountId={account}"),
        "accountId": account,
        "displayName": user_name(store, account),
        "active": True,
        "timeZone": "UTC",
        "accountType": "atlassian",
    }


# ---- versions and components ---------------------------------------------------------------------------------------


def versions(store, _field, value, project):
    known = store.versions_of(project)
    return _chosen(_listed(value), known, "Version")


def components(store, _field, value, project):
    return _chosen(_listed(value), project.components, "Component")


def _chosen(asked, known, what):
    ids = set()
    for each in asked:
        by, wanted = ("id", each["id"]) if "id" in each else ("name", each.get("name"))
        found = next((entry for entry in known if getattr(entry, by) == wanted), None)
        if found is None:
            raise Wrong(f"{what} {by} '{wanted}' is not valid")
        ids.add(found.id)
    return tuple(sorted(ids, key=int))


def version_name(store, identifier):
    return store.versions[identifier].name if identifier else None


def component_name(store, identifier):
    known = {each.id: each.name for project in store.site.projects for each in project.components}
    return known.get(identifier)


def write_version(store, version):
    shown = {
        "self": store.site.address(f"version/{version.id}"),
        "id": version.id,
        "name": version.name,
        "archived": version.archived,
        "released": version.released,
    }
    said = {"description": version.description, "startDate": version.start, "releaseDate": version.release}
    return shown | {name: text for name, text in said.items() if text is not None}


def write_versions(store, ids):
    return [write_version(store, store.versions[each]) for each in ids]


def write_component(store, identifier):
    name = component_name(store, identifier)
    return {"self": store.site.address(f"component/{identifier}"), "id": identifier, "name": name}


def write_components(store, ids):
    return [write_component(store, each) for each in ids]


# ---- priority, parent, type, project -------------------------------------------------------------------------------


def priority(store, _field, value, _project):
    if value is None:
        return None
    named = _mapping(value)
    known = {str(number): name for number, name in enumerate(store.site.priorities, 1)}
    found = [number for number, name in known.items() if number == named.get("id") or name == named.get("name")]
    if not found:
        raise Wrong("The priority selected is invalid.")
    return found[0]


def priority_name(store, identifier):
    return store.site.priorities[int(identifier) - 1] if identifier else None


def write_priority(store, identifier):
    if identifier is None:
        return None
    name = priority_name(store, identifier)
    return {"self": store.site.address(f"priority/{identifier}"), "id": identifier, "name": name}


def parent(store, _field, value, _project):
    if value == {"none": True}:
        return None
    named = _mapping(value)
    found = store.find(named.get("id", named.get("key", "")))
    if found is None or ("id" in named and found.id != named["id"]):
        raise Wrong("Could not find issue by id or key.")
    return found.id


def write_parent(store, identifier):
    issue = store.issues.get(identifier) if identifier else None
    return None if issue is None else write_glimpse(store, issue)


def write_glimpse(store, issue):
    """An issue as another shows it: a parent, a sub-task, the other end of a link."""
    values = issue.values
    return {
        "id": issue.id,
        "key": issue.key,
        "self": store.site.address(f"issue/{issue.id}"),
        "fields": {
            "summary": values["summary"],
            "status": write_status(store, values["status"]),
            "priority": write_priority(store, values.get("priority")),
            "issuetype": write_issue_type(store, values["issuetype"]),
        },
    }


def issue_type(store, _field, value, project):
    named = _mapping(value)
    by = "id" if "id" in named else "name"
    found = next((each for each in store.site.issue_types(project) if getattr(each, by) == named.get(by)), None)
    if found is None:
        raise Wrong("Specify a valid issue type")
    return found.id


def issue_type_name(store, identifier):
    return store.site.type(id=identifier).name


def write_issue_type(store, identifier):
    kind = store.site.type(id=identifier)
    return {
        "self": store.site.address(f"issuetype/{kind.id}"),
        "id": kind.id,
        "description": "",
        "iconUrl": f"{store.site.site}/images/icons/issuetypes/{kind.id}.svg",
        "name": kind.name,
        "subtask": kind.level < 0,
        "hierarchyLevel": kind.level,
    }


def project(store, _field, value, _project):
    named = _mapping(value)
    found = store.site.project(named.get("id", named.get("key", "")))
    if found is None or ("key" in named and "id" not in named and found.key != named["key"]):
        raise Wrong("valid project is required")
    return found.id


def project_name(store, identifier):
    return store.site.project(identifier).name


def write_project(store, identifier):
    known = store.site.project(identifier)
    return {
        "self": store.site.address(f"project/{known.id}"),
        "id": known.id,
        "key": known.key,
        "name": known.name,
        "projectTypeKey": "software",
        "simplified": known.simplified,
    }


# ---- status and resolution -----------------------------------------------------------------------------------------


def status_name(store, identifier):
    return store.site.status(id=identifier).name


def write_status(store, identifier):
    known = store.site.status(id=identifier)
    category = CATEGORIES[known.category]
    return {
        "self": store.site.address(f"status/{known.id}"),
        "description": "",
        "iconUrl": f"{store.site.site}/images/icons/statuses/generic.png",
        "name": known.name,
        "id": known.id,
        "statusCategory": {"self": store.site.address(f"statuscategory/{category['id']}"), **category},
    }


def resolution_name(_store, identifier):
    return RESOLUTIONS[identifier] if identifier else None


def write_resolution(store, identifier):
    if identifier is None:
        return None
    name = RESOLUTIONS[identifier]
    return {"self": store.site.address(f"resolution/{identifier}"), "id": identifier, "description": "", "name": name}
