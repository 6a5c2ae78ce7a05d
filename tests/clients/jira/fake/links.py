"""Operations on links: the direction trap, the duplicate that answers 201 and changes nothing, the empty answer.

``inwardIssue`` is the one that does (the blocker), ``outwardIssue`` the one it is done to.
"""

import msgspec

from tests.clients.jira.fake import kinds, rendering
from tests.clients.jira.fake.documents import plain
from tests.clients.jira.fake.store import MISSING, Link
from tests.clients.jira.fake.wire import Refused, Wrong, answered

DISABLED = "Issue linking is currently disabled."


def types(store, _call):
    _demand_linking(store)
    return answered(200, {"issueLinkTypes": [rendering.link_type(store, kind) for kind in store.site.link_types]})


def create(store, call):
    """Link two issues; nothing is said of the link but that it is there."""
    _demand_linking(store)
    body = call.json
    kind = _type(store, body.get("type") or {})
    inward, outward = (_end(store, body.get(name) or {}) for name in ("inwardIssue", "outwardIssue"))
    if "LINK_ISSUES" not in store.site.rights:
        raise Refused(store.site.refusals["link"], "No Link Issue Permission for issue '" + outward.key + "'")
    if inward.id == outward.id:
        raise Refused(400, "You cannot link an issue to itself.")
    comment = _comment(store, body.get("comment"))
    if max(len(inward.links), len(outward.links)) >= store.site.links_per_issue:
        raise Refused(413, "The per-issue limit for issue links has been breached.")
    linked(store, kind, inward, outward, store.site.account)
    if comment:
        now = store.clock.now()
        end = store.issues[outward.id]
        store.put(msgspec.structs.replace(end, comments=(*end.comments, (store.site.account, comment, now))))
    return answered(201)


def linked(store, kind, inward, outward, author):
    """Link two issues unless they are so linked, and tell both changelogs."""
    if any(_same(store.links[each], kind, inward, outward) for each in inward.links):
        return
    store.link(Link(store.new_id("link"), kind.id, inward.id, outward.id))
    _tell(store, kind, inward, outward, author, added=True)


def unlinked(store, link, author):
    """Take a link away and tell both changelogs."""
    kind = next(each for each in store.site.link_types if each.id == link.type)
    inward, outward = store.issues[link.inward], store.issues[link.outward]
    store.unlink(link)
    _tell(store, kind, inward, outward, author, added=False)


def read(store, call):
    return answered(200, rendering.link(store, _link(store, call)))


def delete(store, call):
    link = _link(store, call)
    if "LINK_ISSUES" not in store.site.rights:
        raise Refused(404, "You do not have permission to delete this issue link.")
    unlinked(store, link, store.site.account)
    return answered(204)


def _demand_linking(store):
    if not store.site.linking:
        raise Refused(404, DISABLED)


def _type(store, asked):
    by = "id" if "id" in asked else "name"
    found = next((each for each in store.site.link_types if getattr(each, by) == asked.get(by)), None)
    if found is None:
        raise Refused(404, f"No issue link type with {by} '{asked.get(by)}' found.")
    return found


def _end(store, asked):
    if not asked.get("id") and not asked.get("key"):
        raise Refused(400, "The issue to link is named by its id or its key.")
    found = store.get(asked.get("id") or asked["key"])
    if asked.get("id") and found.id != asked["id"]:
        raise Refused(404, MISSING)
    return found


def _comment(store, comment):
    if not comment:
        return None
    try:
        return plain(kinds.a_document(store, None, comment.get("body"), None) or {})
    except Wrong as wrong:
        raise Refused(400, errors={"comment": str(wrong)}) from None


def _same(link, kind, inward, outward):
    return (link.type, link.inward, link.outward) == (kind.id, inward.id, outward.id)


def _tell(store, kind, inward, outward, author, added):
    for issue, other, verb in ((inward, outward, kind.outward), (outward, inward, kind.inward)):
        told = (other.key, f"This issue {verb} {other.key}")
        gone, come = ((None, None), told) if added else (told, (None, None))
        item = {"field": "Link", "fieldtype": "jira", "from": gone[0], "fromString": gone[1]}
        item |= {"to": come[0], "toString": come[1]}
        store.record(store.issues[issue.id], [item], author)


def _link(store, call):
    _demand_linking(store)
    identifier = call.params["linkId"]
    if not identifier.isdecimal():
        raise Refused(400, "Issue link ID must be a number.")
    if identifier not in store.links or "BROWSE_PROJECTS" not in store.site.rights:
        raise Refused(404, f"No issue link with id '{identifier}' exists.")
    return store.links[identifier]
