"""What can be written to a project and what cannot, and why: judged before the first write.

``judge_site`` compares a site with a mapping, and with what a plan wants where there is one; ``Capabilities`` is what
the sync goes by afterwards. Pure: the site was read by ``clients.jira.site``.
"""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from catalog.suggestion import nearest
from clients.jira.mapping import FieldName, Kind, Mapping
from clients.jira.operations import LinkType
from clients.jira.site import LEVELS, Field, IssueType, Site
from clients.jira.wanted import Wanted

DATEPICKER = "com.atlassian.jira.plugin.system.customfieldtypes:datepicker"
TARGET_START = "com.atlassian.jpo:jpo-custom-field-baseline-start"
TARGET_END = "com.atlassian.jpo:jpo-custom-field-baseline-end"
EPIC_NAME = "com.pyxis.greenhopper.jira:gh-epic-label"
SYSTEM: dict[FieldName, str] = {
    "summary": "summary", "description": "description", "parent": "parent", "labels": "labels", "assignee": "assignee",
}  # fmt: skip
"""Fields that are called the same on every site."""

ALWAYS = ("project", "issuetype", "summary", "parent", "reporter")
"""Fields that a create needs or Jira fills in itself."""

Severity = Literal["error", "warning", "note"]


class Finding(Struct, frozen=True):
    """One thing about a site: an ``error`` forbids to write, a ``warning`` says what will be missing."""

    severity: Severity
    subject: str
    detail: str
    suggestion: str | None = None


class KindFields(Struct, frozen=True):
    """How issues of a kind are written: their type, and Jira's field for each field that can be written."""

    type_id: str
    type_name: str
    fields: dict[FieldName, str]
    epic_name: str | None


class Capabilities(Struct, frozen=True):
    """What can be written; ``components`` and ``component_names`` hold the ids and the names by function."""

    account_id: str
    account: str
    time_zone: str
    project_id: str
    project_key: str
    kinds: dict[Kind, KindFields]
    link: LinkType | None
    quarter: Literal["version", "label", "none"]
    may_add_versions: bool
    versions: dict[str, str]
    components: dict[str, str]
    component_names: dict[str, str]
    findings: tuple[Finding, ...]

    @property
    def ready(self) -> bool:
        """Whether anything may be written."""
        return not any(one.severity == "error" for one in self.findings)


def judge_site(site: Site, mapping: Mapping, wanted: Wanted | None) -> Capabilities:
    """Return what can be written to a site, with everything that is to be said of it."""
    findings = [*_account(site), *_types(site, mapping)]
    quarter, told = _quarter(site, mapping, wanted)
    findings += told
    kinds = {}
    for kind, one in site.chosen.items():
        if one is not None and (kind != "phase" or mapping.parents != "none"):
            kinds[kind], told = _kind(kind, one, site, mapping, quarter, wanted)
            findings += told
    link, told = _link(site, mapping)
    findings += told
    components, told = _components(site, mapping, wanted)
    findings += told
    return Capabilities(
        account_id=site.account_id,
        account=site.account,
        time_zone=site.time_zone,
        project_id=site.project_id,
        project_key=site.project_key,
        kinds=kinds,
        link=link,
        quarter=quarter,
        may_add_versions="ADMINISTER_PROJECTS" in site.permissions,
        versions=site.versions | _alike(site, wanted),
        components={function: site.components[name] for function, name in components.items()},
        component_names=components,
        findings=tuple(dict.fromkeys(findings)),
    )


def _account(site: Site) -> Iterator[Finding]:
    if site.deployment != "Cloud":
        detail = f"This is Jira {site.deployment}; so far plans are written to Jira Cloud."
        yield Finding("error", "deployment", detail, "write the plan for Jira's importer: milepost jira csv")
    yield Finding("note", "account", f"{site.account} writes to {site.project_name} ({site.project_key}).")
    needed = {"BROWSE_PROJECTS": "see", "CREATE_ISSUES": "create", "EDIT_ISSUES": "edit"}
    for permission, verb in needed.items():
        if permission not in site.permissions:
            detail = f"{site.account} may not {verb} issues of {site.project_key}."
            hint = f"a project administrator grants it: {permission.replace('_', ' ').capitalize()}"
            yield Finding("error", f"permission {permission}", detail, hint)


def _types(site: Site, mapping: Mapping) -> Iterator[Finding]:
    names = [one.name for one in site.types]
    for kind, one in site.chosen.items():
        if kind == "phase" and mapping.parents == "none":
            continue
        named: str | None = getattr(mapping.types, kind)
        if one is None and named is not None:
            detail = f"{site.project_key} has no issue type {named!r}; it has {', '.join(names) or 'none'}."
            yield Finding("error", f"type of {kind}", detail, nearest(named, names) or (names[0] if names else None))
        elif one is None and kind == "phase":
            detail = f"{site.project_key} has no issue type above its tasks: the issues stand without parents."
            yield Finding("warning", "type of phase", detail, "add the issue type Epic to the project")
        elif one is None:
            detail = f"{site.project_key} has no issue type for work (level 0 of the hierarchy)."
            yield Finding("error", f"type of {kind}", detail, "add the issue type Task to the project")
        elif one.level != LEVELS[kind]:
            detail = f"{one.name} is of level {one.level} of the hierarchy; {kind} needs one of level {LEVELS[kind]}."
            fitting = [other.name for other in site.types if other.level == LEVELS[kind]]
            yield Finding("error", f"type of {kind}", detail, fitting[0] if fitting else None)
        else:
            yield Finding("note", f"type of {kind}", f"{kind} -> {one.name}.")


def _kind(
    kind: Kind, one: IssueType, site: Site, mapping: Mapping, quarter: str, wanted: Wanted | None
) -> tuple[KindFields, list[Finding]]:
    """Return how issues of a kind are written, and what of them cannot be."""
    screen = one.fields or ()
    there = {field.id for field in screen}
    found = {name: field for name, field in SYSTEM.items() if field in there or field in ("summary", "parent")}
    told: list[Finding] = []
    dates, said = _dates(kind, one, site, mapping)
    found |= dates
    told += said
    if quarter == "version" and "fixVersions" in there:
        found["quarter"] = "fixVersions"
    if "components" in there:
        found["function"] = "components"
    if not mapping.assignees or "ASSIGN_ISSUES" not in site.permissions:
        found.pop("assignee", None)
        if mapping.assignees:
            told.append(Finding("warning", "assignee", f"{site.account} may not assign issues; nobody is assigned."))
    wanting = {"description": "descriptions", "labels": "labels"} | (
        {"quarter": "fix versions"} if quarter == "version" else {}
    )
    if kind == "phase" or mapping.assignees == {}:
        wanting.pop("assignee", None)
    for name, plural in wanting.items():
        if name not in found:
            told.append(_missing(plural, kind, one, site, wanted))
    epic_name = next((field.id for field in screen if field.custom == EPIC_NAME), None)
    written = {*found.values(), *ALWAYS, epic_name}
    for field in screen:
        if field.required and field.id not in written:
            detail = f"{one.name} in {site.project_key} demands {field.name}, which a plan does not know."
            told.append(
                Finding("error", f"field {field.name}", detail, "make the field optional, or give it a default")
            )
    if "labels" not in found:
        detail = f"Without labels on the screen of {one.name} no issue could be found again after a lost answer."
        told.append(
            Finding("error", f"labels of {one.name}", detail, "add the field Labels to the screens of the type")
        )
    return KindFields(one.id, one.name, found, epic_name), told


def _missing(plural: str, kind: Kind, one: IssueType, site: Site, wanted: Wanted | None) -> Finding:
    count = sum(node.kind == kind for node in wanted.nodes) if wanted is not None else 0
    which = f"The {plural} of {count} issues" if count else f"The {plural} of issues"
    detail = f"{which} cannot be written: they are not on the screen of {one.name} in {site.project_key}."
    return Finding("warning", f"{plural} of {one.name}", detail, "add the field to the screens of the type")


def _dates(kind: Kind, one: IssueType, site: Site, mapping: Mapping) -> tuple[dict[FieldName, str], list[Finding]]:
    """Return the fields for dates: those the mapping names, else a whole pair, else what there is."""
    screen, told = one.fields or (), []
    found: dict[FieldName, str] = {}
    start, due = _pair(screen)
    for name, named, own in (("start", mapping.dates.start, start), ("due", mapping.dates.due, due)):
        if named == "none":
            continue
        field = own if named is None else _field(screen, named)
        if field is not None:
            found["start" if name == "start" else "due"] = field.id
            continue
        pickers = [other.name for other in screen if other.custom == DATEPICKER or other.id == "duedate"]
        hint = f"add it to the screens, or name another under mapping.dates: {', '.join(pickers) or 'none there yet'}"
        called = named or ("Start date" if name == "start" else "Due date")
        if kind != "gate" or name == "due":
            where = f"{called} is not on the screen of {one.name} in {site.project_key}"
            detail = f"The {name} dates of {kind} issues cannot be written: {where}."
            told.append(Finding("warning", f"{name} date of {one.name}", detail, hint))
    if found and "SCHEDULE_ISSUES" not in site.permissions:
        detail = f"{site.account} may not schedule issues of {site.project_key}: due dates cannot be written."
        told.append(Finding("warning", "permission SCHEDULE_ISSUES", detail))
        found = {name: field for name, field in found.items() if field != "duedate"}
    return found, told


def _pair(screen: tuple[Field, ...]) -> tuple[Field | None, Field | None]:
    starts = [one for one in screen if one.custom == DATEPICKER and one.name.casefold() == "start date"]
    start = starts[0] if starts else None
    due = next((one for one in screen if one.id == "duedate"), None)
    target_start = next((one for one in screen if one.custom == TARGET_START), None)
    target_end = next((one for one in screen if one.custom == TARGET_END), None)
    if not (start and due) and target_start and target_end:
        return target_start, target_end
    return start or target_start, due or target_end


def _field(screen: tuple[Field, ...], named: str) -> Field | None:
    return next((one for one in screen if named == one.id or named.casefold() == one.name.casefold()), None)


def _link(site: Site, mapping: Mapping) -> tuple[LinkType | None, list[Finding]]:
    if "LINK_ISSUES" not in site.permissions:
        return None, [Finding("warning", "links", f"{site.account} may not link issues of {site.project_key}.")]
    found = blocking(site.link_types, mapping)
    if found is not None:
        return found, [Finding("note", "links", f"prerequisites -> {found.name}: one {found.outward} the other.")]
    names = [one.name for one in site.link_types]
    detail = f"No type of links says that one issue blocks another; there are {', '.join(names) or 'none'}."
    return None, [
        Finding("warning", "links", detail, "name one under mapping.link" if names else "switch issue linking on")
    ]


def blocking(types: tuple[LinkType, ...], mapping: Mapping) -> LinkType | None:
    """Return the type of links that says what comes before what: the one named, else the one that *blocks*."""
    if mapping.link is not None:
        named = mapping.link.casefold()
        found = [
            one for one in types if mapping.link == one.id or named in (one.name.casefold(), one.outward.casefold())
        ]
    else:
        found = [one for one in types if one.outward.strip().casefold() == "blocks"]
        found += [one for one in types if one.name.strip().casefold() == "blocks"]
    return found[0] if found else None


def _alike(site: Site, wanted: Wanted | None) -> dict[str, str]:
    """Return the ids of versions by the names that a plan has for them: for names Jira sees no capitals."""
    there = {name.casefold(): version for name, version in site.versions.items()}
    names = [one.name for one in wanted.versions] if wanted is not None else []
    return {name: there[name.casefold()] for name in names if name.casefold() in there}


def _quarter(
    site: Site, mapping: Mapping, wanted: Wanted | None
) -> tuple[Literal["version", "label", "none"], list[Finding]]:
    """Return in which form quarters are written: where versions cannot be added and some are missing, as labels."""
    if mapping.quarter != "version":
        return mapping.quarter, []
    there = {name.casefold() for name in site.versions}
    missing = [one.name for one in wanted.versions if one.name.casefold() not in there] if wanted is not None else [""]
    if missing and "ADMINISTER_PROJECTS" not in site.permissions:
        detail = f"{site.account} may not add versions to {site.project_key}: quarters are written as labels."
        return "label", [Finding("warning", "quarters", detail, "a project administrator grants Administer projects")]
    return "version", []


def _components(site: Site, mapping: Mapping, wanted: Wanted | None) -> tuple[dict[str, str], list[Finding]]:
    """Return the components that functions have, by their names; the others are labels."""
    if mapping.function not in ("auto", "component"):
        return {}, []
    by_name = {name.casefold(): name for name in site.components}
    functions = sorted({node.function for node in wanted.nodes if node.function}) if wanted is not None else []
    found = {one: by_name[one.casefold()] for one in functions if one.casefold() in by_name}
    missing = [one for one in functions if one not in found]
    if mapping.function == "component" and missing:
        detail = f"{site.project_key} has no component for {', '.join(missing)}: these are written as labels."
        return found, [Finding("warning", "functions", detail, "add the components to the project")]
    return found, []
