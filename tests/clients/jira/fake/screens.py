"""Reads the fields of a create or an edit against the screen of the issue's type, and collects every fault by field.

``issues`` asks it; it writes nothing. The sentences are Jira's, the commonest of first pushes among them.
"""

from tests.clients.jira.fake import kinds
from tests.clients.jira.fake.documents import plain
from tests.clients.jira.fake.wire import Refused, Wrong

NOT_ON_SCREEN = "Field '{}' cannot be set. It is not on the appropriate screen, or unknown."
LISTS = {"labels", "versions", "components"}


class Reading:
    """What one request wants an issue to be: ``values`` by field id, ``comments`` to add, ``errors`` by field."""

    def __init__(self, store, project, kind, before=None):
        self.store = store
        self.project = project
        self.kind = kind
        self.before = before
        self.values = {}
        self.comments = []
        self.errors = {}
        self._screen = store.site.screen(project, kind.name, editing=before is not None)

    def read(self, fields, update):
        for name, value in fields.items():
            if name in update:
                self.errors[name] = f"Field '{name}' appears in both 'fields' and 'update'."
                continue
            self._take(name, lambda field, value=value: self._read(field, value))
        for name, operations in update.items():
            if name == "comment":
                self._read_comments(operations)
            else:
                self._take(name, lambda field, operations=operations: self._operated(field, operations))
        return self

    def settle(self, demanded):
        """Check what only shows when all is read: what is missing, and the place in the hierarchy."""
        for name in demanded:
            given = self.values.get(name) if self.before is None else self.values.get(name, True)
            if not given and name not in self.errors:
                self.errors[name] = self._missing(name)
        if "parent" not in self.errors and (self.before is None or "parent" in self.values):
            self._settle_parent()
        if self.errors:
            raise Refused(400, errors=self.errors)
        return self

    def _take(self, name, read):
        field = self.store.site.field(name)
        fixed = self.before is not None and name == "project"
        if field is None or name not in self._screen or fixed:
            self.errors[name] = NOT_ON_SCREEN.format(name)
            return
        try:
            self.values[name] = read(field)
        except Wrong as wrong:
            self.errors[wrong.under or name] = str(wrong)

    def _read(self, field, value):
        return kinds.kind_of(field).read(self.store, field, value, self.project)

    def _operated(self, field, operations):
        kind = kinds.kind_of(field)
        value = self.before.values.get(field.id, kind.empty) if self.before else kind.empty
        for operation in operations:
            ((verb, given),) = operation.items()
            if verb not in kind.operations:
                raise Wrong(f"Field with id '{field.id}' does not support operation '{verb}'")
            value = self._applied(field, value, verb, given)
        return value

    def _applied(self, field, value, verb, given):
        if verb == "set":
            return self._read(field, given)
        named = self._read(field, [given])
        if verb == "add":
            return tuple(sorted({*value, *named}))
        return tuple(each for each in value if each not in named)

    def _read_comments(self, operations):
        for operation in operations:
            ((verb, given),) = operation.items()
            body = given.get("body") if verb == "add" and isinstance(given, dict) else None
            try:
                self.comments.append(plain(kinds.a_document(self.store, None, body or {}, None)))
            except Wrong as wrong:
                self.errors["comment"] = str(wrong)

    def _missing(self, name):
        field = self.store.site.field(name)
        said = {"summary": "You must specify a summary of the issue.", "issuetype": "Specify an issue type"}
        return said.get(name, f"{field.name} is required.")

    def _settle_parent(self):
        parent = self.values.get("parent")
        if parent is None:
            if self.kind.level < 0:
                self.errors["parent"] = "Issue type is a sub-task but parent issue key or id not specified."
            return
        above = self.store.issues[parent]
        level = self.store.site.type(id=above.values["issuetype"]).level
        if level != self.kind.level + 1:
            self.errors["parentId"] = "Given parent work item does not belong to appropriate hierarchy."
        elif self.kind.level < 0 and above.values["project"] != self.project.id:
            self.errors["project"] = "Sub-tasks must be created in the same project as the parent."
