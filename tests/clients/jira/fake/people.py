"""What people do in Jira beside the sync: edit, comment, move, delete, clone, link, by another account.

Methods of the fake, past all screens and rights, with all that Jira keeps of it: changelog, ``updated``, index.
"""

import msgspec

from tests.clients.jira.fake import changes, kinds, links, references, workflow
from tests.clients.jira.fake.documents import paragraphs
from tests.clients.jira.fake.store import Issue, Version


class People:
    """A colleague at work; ``store``, ``site`` and ``clock`` are the fake's."""

    def edit(self, key, **fields):
        """Set fields, by id and as JSON; a text where Jira wants a document becomes paragraphs. One entry, one time."""
        issue = self._at_work(key)
        values = {name: self._value(issue, name, value) for name, value in fields.items()}
        changes.changed(self.store, issue, values, self.site.colleague)

    def comment(self, key, text):
        issue, now = self._at_work(key), self.clock.now()
        self.store.put(changes.commented(issue, [text], self.site.colleague, now))

    def add_label(self, key, label):
        self.edit(key, labels=[*self._found(key).values["labels"], label])

    def remove_label(self, key, label):
        self.edit(key, labels=[each for each in self._found(key).values["labels"] if each != label])

    def set_property(self, key, name, value):
        """Write an issue property, as any app may; None takes it away."""
        issue = self._at_work(key)
        kept = issue.properties | {name: value}
        self.store.put(msgspec.structs.replace(issue, properties={k: v for k, v in kept.items() if v is not None}))

    def move_status(self, key, name, resolution="Done"):
        """Put an issue into a status; the resolution counts where the status is of the category done."""
        chosen = next(each for each, known in references.RESOLUTIONS.items() if known == resolution)
        workflow.move(self.store, self._at_work(key), self.site.status(name=name), self.site.colleague, chosen)

    def create_version(self, name, project="PROJ", **more):
        """Make a version by hand and return its id; ``more`` are attributes of ``store.Version``."""
        there = self.site.project(project)
        return self.store.add_version(Version(self.store.new_id("version"), there.id, name, **more)).id

    def rename_version(self, name, new):
        version = next(each for each in self.store.versions.values() if each.name == name)
        self.store.add_version(msgspec.structs.replace(version, name=new))

    def move_to_project(self, key, other):
        """Move an issue: its id stays, its old key still leads to it; versions and components stay behind."""
        issue, project = self._at_work(key), self.site.project(other)
        moved = msgspec.structs.replace(issue, key=self.store.new_key(project))
        lost = {"fixVersions": (), "components": ()}
        field = self.site.field("project")
        old, new = self.site.project(issue.values["project"]), project
        items = [kinds.told(field, (old.id, old.name), (new.id, new.name), "project")]
        items.append({"field": "Key", "fieldtype": "jira", "from": None, "fromString": issue.key})
        items[-1] |= {"to": None, "toString": moved.key}
        moved = msgspec.structs.replace(moved, values=moved.values | lost | {"project": project.id})
        return self.store.record(moved, items, self.site.colleague).key

    def delete(self, key):
        """Delete an issue with its sub-tasks; its other children stay, without a parent."""
        issue = self._at_work(key)
        for child in self.store.subtasks(issue.id):
            self.store.drop(child)
        self.store.drop(self.store.issues[issue.id])

    def create(self, summary, kind="Task", project="PROJ", **fields):
        """Make an issue by hand and return its key."""
        self.clock.tick()
        there, now = self.site.project(project), self.clock.now()
        values = {field.id: kinds.kind_of(field).empty for field in self.site.fields}
        values |= {"project": there.id, "issuetype": self.site.type(name=kind).id, "summary": summary}
        values |= {"reporter": self.site.colleague, "creator": self.site.colleague, "priority": "3"}
        values |= {"status": workflow.first_status(self.store), "statuscategorychangedate": now}
        blank = Issue(self.store.new_id("issue"), self.store.new_key(there), now, now, values)
        given = {name: self._value(blank, name, value) for name, value in fields.items()}
        return self.store.put(msgspec.structs.replace(blank, values=values | given)).key

    def clone(self, key):
        """Clone an issue and return the new key: labels and fields are copied, properties and links are not."""
        issue = self._at_work(key)
        now, project = self.clock.now(), self.site.project(issue.values["project"])
        values = issue.values | {
            "summary": f"CLONE - {issue.values['summary']}",
            "creator": self.site.colleague,
            "status": workflow.first_status(self.store),
            "statuscategorychangedate": now,
            "resolution": None,
            "resolutiondate": None,
        }
        made = self.store.put(Issue(self.store.new_id("issue"), self.store.new_key(project), now, now, values))
        cloners = self.site.link_types and next((each for each in self.site.link_types if each.name == "Cloners"), None)
        if cloners:
            links.linked(self.store, cloners, made, issue, self.site.colleague)
        return made.key

    def link(self, blocker, blocked, kind="Blocks"):
        """Let one issue block another, or whatever a type of link says."""
        known = next(each for each in self.site.link_types if each.name == kind)
        links.linked(self.store, known, self._at_work(blocker), self._found(blocked), self.site.colleague)

    def unlink(self, blocker, blocked, kind="Blocks"):
        known = next(each for each in self.site.link_types if each.name == kind)
        first, second = self._at_work(blocker), self._found(blocked)
        wanted = (known.id, first.id, second.id)
        for link in [self.store.links[each] for each in first.links]:
            if (link.type, link.inward, link.outward) == wanted:
                links.unlinked(self.store, link, self.site.colleague)

    def _found(self, key):
        found = self.store.find(key)
        assert found is not None, f"there is no issue {key}"
        return found

    def _at_work(self, key):
        self.clock.tick()
        return self._found(key)

    def _value(self, issue, name, value):
        field = self.site.field(name)
        if field.kind == "document" and isinstance(value, str):
            value = paragraphs(value)
        project = self.site.project(issue.values["project"])
        return kinds.kind_of(field).read(self.store, field, value, project)
