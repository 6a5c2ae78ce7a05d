"""What Jira has stored: issues, links, versions, and what the search index has seen of them so far.

An issue is never changed, only replaced, so that what the index still shows is simply an earlier one. The operations
write here and nowhere else; nothing here knows of requests.
"""

from datetime import timedelta

import msgspec

from tests.clients.jira.fake.wire import Refused

MISSING = "Issue does not exist or you do not have permission to see it."


class History(msgspec.Struct, frozen=True):
    """One entry of an issue's changelog."""

    id: str
    author: str
    created: object
    items: tuple[dict, ...]
    metadata: dict | None = None


class Issue(msgspec.Struct, frozen=True):
    """An issue; ``values`` by field id in the form that ``kinds`` stores, lists as tuples, other things by id."""

    id: str
    key: str
    created: object
    updated: object
    values: dict[str, object]
    properties: dict[str, object] = {}
    links: tuple[str, ...] = ()
    histories: tuple[History, ...] = ()
    comments: tuple[tuple[str, str, object], ...] = ()

    @property
    def number(self):
        return int(self.key.rpartition("-")[2])


class Link(msgspec.Struct, frozen=True):
    """A link of a type from the issue that does (``inward``: the blocker) to the one it is done to."""

    id: str
    type: str
    inward: str
    outward: str


class Version(msgspec.Struct, frozen=True):
    id: str
    project: str
    name: str
    description: str | None = None
    start: str | None = None
    release: str | None = None
    released: bool = False
    archived: bool = False


class Store:
    """The state of the site; ``changes`` counts everything ever written."""

    def __init__(self, site, clock):
        self.site = site
        self.clock = clock
        self.issues = {}
        self.links = {}
        self.versions = {}
        self.changes = 0
        self._keys = {}
        self._seen = {}
        self._numbers = {}
        self._ids = {}

    def copied(self, site, clock):
        """Another store that holds the same; issues are never changed, so that both may hold them."""
        twin = Store(site, clock)
        for name in ("issues", "links", "versions", "_keys", "_numbers", "_ids"):
            setattr(twin, name, dict(getattr(self, name)))
        twin.changes = self.changes
        twin._seen = {identifier: list(seen) for identifier, seen in self._seen.items()}
        return twin

    def new_id(self, what, first=10000):
        """Ids are numeric strings, told apart by what they number."""
        self._ids[what] = self._ids.get(what, first) + 1
        return str(self._ids[what])

    def new_key(self, project):
        self._numbers[project.id] = self._numbers.get(project.id, 0) + 1
        return f"{project.key}-{self._numbers[project.id]}"

    def find(self, id_or_key):
        """The issue by its id, its key or a key that it once had; None if there is none."""
        found = self.issues.get(str(id_or_key))
        return found or self.issues.get(self._keys.get(str(id_or_key).upper(), ""))

    def get(self, id_or_key):
        """The issue; raises Jira's 404 where there is none, or none that the account may see."""
        found = self.find(id_or_key) if "BROWSE_PROJECTS" in self.site.rights else None
        if found is None:
            raise Refused(404, MISSING)
        return found

    def put(self, issue):
        """Store an issue, new or changed; the index hears of it now and shows it when its lag is over."""
        self.issues[issue.id] = issue
        self._keys[issue.key.upper()] = issue.id
        self._remember(issue.id, issue)
        return issue

    def drop(self, issue):
        """Take an issue away for good: its links go, its children stand alone."""
        for link in issue.links:
            self.unlink(self.links[link], touching=issue.id)
        for child in self.children(issue.id):
            self.put(msgspec.structs.replace(child, values=child.values | {"parent": None}))
        del self.issues[issue.id]
        self._keys = {key: owner for key, owner in self._keys.items() if owner != issue.id}
        self._remember(issue.id, None)

    def children(self, identifier):
        return [issue for issue in self.issues.values() if issue.values.get("parent") == identifier]

    def subtasks(self, identifier):
        levels = {kind.id: kind.level for kind in self.site.types}
        return [child for child in self.children(identifier) if levels[child.values["issuetype"]] < 0]

    def link(self, link):
        self.links[link.id] = link
        for end in (link.inward, link.outward):
            issue = self.issues[end]
            self.put(msgspec.structs.replace(issue, links=(*issue.links, link.id)))

    def unlink(self, link, touching=None):
        """Take a link away from both its ends, but from the one that is going."""
        del self.links[link.id]
        for end in {link.inward, link.outward} - {touching}:
            issue = self.issues[end]
            self.put(msgspec.structs.replace(issue, links=tuple(each for each in issue.links if each != link.id)))

    def add_version(self, version):
        self.versions[version.id] = version
        self.changes += 1
        return version

    def versions_of(self, project):
        return [version for version in self.versions.values() if version.project == project.id]

    def record(self, issue, items, author, metadata=None):
        """Store an issue with an entry in its changelog; what changed nothing leaves no trace."""
        if not items:
            return issue
        now = self.clock.now()
        entry = History(self.new_id("history", 20000), author, now, tuple(items), metadata)
        return self.put(msgspec.structs.replace(issue, updated=now, histories=(*issue.histories, entry)))

    def indexed(self, reconciled=frozenset()):
        """The issues as the search index has them; those of ``reconciled`` as they are."""
        horizon = self.clock.now() - timedelta(seconds=self.site.index_lag)
        shown = []
        for identifier, seen in self._seen.items():
            late = next((issue for moment, issue in reversed(seen) if moment <= horizon), None)
            issue = self.issues.get(identifier) if identifier in reconciled else late
            if issue is not None:
                shown.append(issue)
        return shown

    def _remember(self, identifier, issue):
        self.changes += 1
        seen = self._seen.setdefault(identifier, [])
        seen.append((self.clock.now(), issue))
