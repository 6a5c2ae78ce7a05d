"""The workflow: which statuses there are, which an issue can go to, and what its going changes.

A status of the category done settles the resolution, where the site's workflow does that; leaving it clears both.
"""

import msgspec

from tests.clients.jira.fake import changes, references
from tests.clients.jira.fake.wire import Refused, answered


def first_status(store, transition=None):
    """The status that a new issue has: the first, or the one that the create asks for."""
    if not transition:
        return store.site.statuses[0].id
    return _destination(store, store.site.statuses[0], transition).id


def move(store, issue, status, author, resolution="10000"):
    """Put an issue into a status, as one entry of its changelog."""
    before = store.site.status(id=issue.values["status"])
    values = {"status": status.id}
    if before.category != status.category:
        values["statuscategorychangedate"] = store.clock.now()
    if store.site.resolves and (before.category == "done") != (status.category == "done"):
        done = status.category == "done"
        values["resolution"] = resolution if done else None
        values["resolutiondate"] = store.clock.now() if done else None
    untold = {name: value for name, value in values.items() if name.endswith("date")}
    told = {name: value for name, value in values.items() if name not in untold}
    return changes.changed(store, msgspec.structs.replace(issue, values=issue.values | untold), told, author)


def transitions(store, call):
    """What an issue can be moved to from where it is."""
    issue = store.get(call.params["issueIdOrKey"])
    here = store.site.status(id=issue.values["status"])
    wanted = call.one("transitionId")
    shown = [
        {
            "id": _transition_id(store, status),
            "name": status.name,
            "to": references.write_status(store, status.id),
            "hasScreen": False,
            "isGlobal": store.site.transitions is None,
            "isInitial": False,
            "isAvailable": True,
            "isConditional": False,
        }
        for status in _reachable(store, here)
        if wanted in {None, _transition_id(store, status)}
    ]
    return answered(200, {"expand": "transitions", "transitions": shown})


def transit(store, call):
    issue = store.get(call.params["issueIdOrKey"])
    if "TRANSITION_ISSUES" not in store.site.rights:
        raise Refused(400, "You do not have permission to transition this issue.")
    body = call.json
    if not body.get("transition"):
        raise Refused(400, "Missing 'transition' identifier")
    if body.get("fields") or body.get("update"):
        named = [*(body.get("fields") or {}), *(body.get("update") or {})]
        raise Refused(400, errors={name: f"Field '{name}' cannot be set. It is not on the screen." for name in named})
    here = store.site.status(id=issue.values["status"])
    move(store, issue, _destination(store, here, body["transition"]), store.site.account)
    return answered(204)


def _reachable(store, here):
    if store.site.transitions is None:
        return store.site.statuses
    return [store.site.status(name=name) for name in store.site.transitions.get(here.name, ())]


def _transition_id(store, status):
    return str(11 + 10 * store.site.statuses.index(status))


def _destination(store, here, transition):
    wanted = transition.get("id")
    found = [status for status in _reachable(store, here) if _transition_id(store, status) == wanted]
    if not found:
        raise Refused(400, f"The transition ID '{wanted}' is not valid for this issue.")
    return found[0]
