"""How the fake's site is set up: projects, types of issue, screens, fields, workflow, link types, people and rights.

A test changes what it needs, before or in the middle; the fake reads it at every request and never changes it.
"""

import msgspec

SYSTEM = ("summary", "issuetype", "project", "description", "labels", "duedate", "fixVersions", "components")
USUAL = (*SYSTEM, "assignee", "reporter", "priority", "parent", "customfield_10015")
RIGHTS = (
    "ADD_COMMENTS",
    "ADMINISTER",
    "ADMINISTER_PROJECTS",
    "ASSIGNABLE_USER",
    "ASSIGN_ISSUES",
    "BROWSE_PROJECTS",
    "BULK_CHANGE",
    "CLOSE_ISSUES",
    "CREATE_ATTACHMENTS",
    "CREATE_ISSUES",
    "DELETE_ISSUES",
    "EDIT_ISSUES",
    "LINK_ISSUES",
    "MANAGE_WATCHERS",
    "MODIFY_REPORTER",
    "MOVE_ISSUES",
    "RESOLVE_ISSUES",
    "SCHEDULE_ISSUES",
    "SET_ISSUE_SECURITY",
    "TRANSITION_ISSUES",
    "USER_PICKER",
    "WORK_ON_ISSUES",
)
GLOBAL_RIGHTS = {"ADMINISTER", "BULK_CHANGE", "USER_PICKER"}
# A field that is on no screen of somebody who lacks the right.
RIGHT_FOR = {
    "duedate": "SCHEDULE_ISSUES",
    "fixVersions": "RESOLVE_ISSUES",
    "reporter": "MODIFY_REPORTER",
    "assignee": "ASSIGN_ISSUES",
}
PICKER = "com.atlassian.jira.plugin.system.customfieldtypes:"


class Status(msgspec.Struct, frozen=True):
    """A status; ``category`` is new, indeterminate or done."""

    id: str
    name: str
    category: str


class IssueType(msgspec.Struct, frozen=True):
    """A type of issue; ``level`` is -1 for sub-tasks, 0, 1 for epics, 2 and more above them."""

    id: str
    name: str
    level: int


class Field(msgspec.Struct, frozen=True):
    """A field; ``kind`` is one of ``kinds.KINDS``, ``custom`` the type of a custom field."""

    id: str
    name: str
    kind: str
    custom: str | None = None


class LinkType(msgspec.Struct, frozen=True):
    id: str
    name: str
    inward: str
    outward: str


class Person(msgspec.Struct, frozen=True):
    account: str
    name: str


class Component(msgspec.Struct, frozen=True):
    id: str
    name: str


class Project(msgspec.Struct, frozen=True):
    """A project with the types of its issues by name and its components."""

    id: str
    key: str
    name: str
    types: tuple[str, ...] = ("Epic", "Story", "Task", "Sub-task")
    components: tuple[Component, ...] = ()
    simplified: bool = False


STATUSES = (
    Status("10000", "To Do", "new"),
    Status("3", "In Progress", "indeterminate"),
    Status("10001", "In Review", "indeterminate"),
    Status("10002", "Done", "done"),
    Status("10003", "Cancelled", "done"),
)
TYPES = (
    IssueType("10004", "Initiative", 2),
    IssueType("10000", "Epic", 1),
    IssueType("10001", "Story", 0),
    IssueType("10002", "Task", 0),
    IssueType("10003", "Sub-task", -1),
)
FIELDS = (
    Field("summary", "Summary", "line"),
    Field("issuetype", "Issue Type", "issuetype"),
    Field("project", "Project", "project"),
    Field("description", "Description", "document"),
    Field("labels", "Labels", "labels"),
    Field("duedate", "Due date", "date"),
    Field("fixVersions", "Fix versions", "versions"),
    Field("components", "Components", "components"),
    Field("assignee", "Assignee", "user"),
    Field("reporter", "Reporter", "user"),
    Field("creator", "Creator", "user"),
    Field("priority", "Priority", "priority"),
    Field("parent", "Parent", "parent"),
    Field("status", "Status", "status"),
    Field("statuscategorychangedate", "Status Category Changed", "moment"),
    Field("resolution", "Resolution", "resolution"),
    Field("resolutiondate", "Resolved", "moment"),
    Field("created", "Created", "moment"),
    Field("updated", "Updated", "moment"),
    Field("issuelinks", "Linked Issues", "links"),
    Field("subtasks", "Sub-tasks", "subtasks"),
    Field("comment", "Comment", "comments"),
    Field("customfield_10011", "Epic Name", "text", "com.pyxis.greenhopper.jira:gh-epic-label"),
    Field("customfield_10015", "Start date", "date", PICKER + "datepicker"),
    # A namesake that is on no screen: the name alone settles nothing.
    Field("customfield_10115", "Start date", "date", PICKER + "datepicker"),
    Field("customfield_10016", "Story point estimate", "number", PICKER + "float"),
    Field("customfield_10022", "Target start", "date", "com.atlassian.jpo:jpo-custom-field-baseline-start"),
    Field("customfield_10023", "Target end", "date", "com.atlassian.jpo:jpo-custom-field-baseline-end"),
    Field("customfield_10050", "Notes", "document", PICKER + "textarea"),
    Field("customfield_10060", "Milestone kind", "text", PICKER + "textfield"),
)
LINK_TYPES = (
    LinkType("10000", "Blocks", "is blocked by", "blocks"),
    LinkType("10001", "Cloners", "is cloned by", "clones"),
    LinkType("10003", "Relates", "relates to", "relates to"),
)
PROJECTS = (
    Project("10000", "PROJ", "Programme", components=(Component("10100", "sales"), Component("10101", "hr"))),
    Project("10001", "OTHER", "Another team"),
)
PEOPLE = (
    Person("5b10a2844c20165700ede21g", "Sync Robot"),
    Person("5b109f2e9729b51b54dc274d", "Mia Krystof"),
    Person("70121:8f0d5f1c-3a26-4a4f-9a0e-1d0b1c2d3e4f", "Ada Byron"),
)


class Configuration(msgspec.Struct, kw_only=True):
    """Everything about the site that a test may want otherwise; periods are seconds of the fake's clock."""

    site: str = "https://milepost-test.atlassian.net"
    cloud_id: str = "11223344-a1b2-4c33-9d44-1ab2c3d4e5f6"
    credentials: tuple[str, str] = ("sync@example.com", "token")
    scoped: bool = False  # a scoped token works through the gateway alone
    account: str = PEOPLE[0].account  # whose token it is
    colleague: str = PEOPLE[1].account  # who does what people do
    people: tuple[Person, ...] = PEOPLE
    time_zone: str = "UTC"  # of the account: JQL reads its dates in it
    projects: tuple[Project, ...] = PROJECTS
    types: tuple[IssueType, ...] = TYPES
    statuses: tuple[Status, ...] = STATUSES
    transitions: dict[str, tuple[str, ...]] | None = None  # from a status to others, by name; None: from any to any
    fields: tuple[Field, ...] = FIELDS
    link_types: tuple[LinkType, ...] = LINK_TYPES
    priorities: tuple[str, ...] = ("Highest", "High", "Medium", "Low", "Lowest")
    # By "PROJ/Epic", then by "Epic", then the usual ones; what is required by the same names.
    screens: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    edit_screens: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    required: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    rights: frozenset[str] = frozenset(RIGHTS) - {"ADMINISTER"}
    refusals: dict[str, int] = msgspec.field(default_factory=lambda: {"version": 403, "link": 404, "edit": 403})
    linking: bool = True  # issue linking may be disabled for the whole site
    links_per_issue: int = 2000
    resolves: bool = True  # many workflows leave the resolution empty
    rewrites_documents: bool = False  # give nodes what Jira's editor adds, so that a text does not come back as sent
    requests_ignored: bool = True  # notifyUsers=false of one who is no admin: the whole edit is ignored, else the flag
    index_lag: float = 0.0
    page: int = 100  # the most issues on a page of a search that asks for fields
    ids_page: int = 5000  # the same where only ids or keys are asked for
    metadata_page: int = 200
    changelog_page: int = 1000
    changelog_created: str = "text"  # or seconds, as in the document's example, or milliseconds
    rate_limits: bool = False

    def screen(self, project, kind, editing=False):
        """The ids of the fields that may be set on issues of a type; ``kind`` is its name."""
        screens = self.edit_screens if editing and self.edit_screens else self.screens
        ids = screens.get(f"{project.key}/{kind}", screens.get(kind, _usual(kind)))
        return tuple(each for each in ids if RIGHT_FOR.get(each, each) in self.rights or each not in RIGHT_FOR)

    def demanded(self, project, kind):
        """The ids of the fields without which no issue of a type is made."""
        named = self.required.get(f"{project.key}/{kind}", self.required.get(kind, ()))
        return ("summary", "issuetype", "project", *named)

    def hide(self, field, kind):
        """Take a field off the create screen of a type."""
        self.screens[kind] = tuple(each for each in self.screens.get(kind, _usual(kind)) if each != field)

    def show(self, field, kind):
        """Put a field on the create screen of a type."""
        self.screens[kind] = (*self.screens.get(kind, _usual(kind)), field)

    def require(self, field, kind):
        """Make a field of the create screen of a type one that must be filled."""
        self.required[kind] = (*self.required.get(kind, ()), field)

    def without(self, *rights):
        """Take rights from the account."""
        self.rights -= set(rights)

    def field(self, name):
        return next((field for field in self.fields if field.id == name), None)

    def type(self, **asked):
        return _first(self.types, asked)

    def status(self, **asked):
        return _first(self.statuses, asked)

    def project(self, id_or_key):
        wanted = str(id_or_key)
        return next((each for each in self.projects if each.id == wanted or each.key.lower() == wanted.lower()), None)

    def person(self, account):
        return next((each for each in self.people if each.account == account), None)

    def issue_types(self, project):
        return [each for each in self.types if each.name in project.types]

    def address(self, path):
        """A ``self`` link of the form that Jira answers with since July 2026."""
        return f"https://api.atlassian.com/ex/jira/{self.cloud_id}/rest/api/3/{path}"


def _usual(kind):
    return (*USUAL, "customfield_10011") if kind == "Epic" else USUAL


def _first(entries, asked):
    return next((each for each in entries if all(getattr(each, name) == asked[name] for name in asked)), None)
