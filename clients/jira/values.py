"""What the plan says of each field of an issue, and how that is written to Jira.

``clients.jira.diffing`` compares these values, ``clients.jira.applying`` sends them: what is shown and what is written
come from here alone. A field that cannot be written, or that the mapping does not want, has no value here.
"""

from collections.abc import Mapping as AnyMapping
from typing import Any

from clients.jira.adf import canonical, says_only, with_region
from clients.jira.answers import Garbled
from clients.jira.issues import Issue, Mark, theirs
from clients.jira.labels import IMPORTED, function_label, group_label, identity_label, quarter_label
from clients.jira.mapping import FieldName, Mapping
from clients.jira.merging import digest
from clients.jira.operations import MARK
from clients.jira.preflight import Capabilities
from clients.jira.wanted import Node

REMOVED = "milepost-removed"
"""The label of issues whose activity is no longer in the plan, where the mapping wants it."""


class Values:
    """The values of a plan's fields, by what a site can take."""

    def __init__(self, can: Capabilities, mapping: Mapping, roadmap: str, versions: frozenset[str]) -> None:
        """Take the names of all versions that the plan wants."""
        self._can, self._mapping, self._roadmap = can, mapping, roadmap
        self._versions = versions
        self._components = frozenset(can.component_names.values())

    def mine(self, node: Node) -> dict[FieldName, Any]:
        """Return what the plan says of a node, field by field; a parent is the id of a node."""
        able = self._can.kinds[node.kind].fields
        said: dict[FieldName, Any] = {
            "summary": node.summary,
            "description": list(canonical(node.region)),
            "start": node.start.isoformat() if node.start is not None else None,
            "due": node.due.isoformat() if node.due is not None else None,
            "labels": sorted(self._labels(node)),
        }
        if node.parent is not None and "phase" in self._can.kinds:
            said["parent"] = node.parent
        if self._can.quarter == "version" and node.quarter is not None:
            said["quarter"] = [node.quarter]
        if node.function in self._can.components:
            said["function"] = [self._can.component_names[node.function]]
        if node.accountable in self._mapping.assignees:
            said["assignee"] = self._mapping.assignees[node.accountable]
        return {field: value for field, value in said.items() if field in able}

    def identity(self, node: str) -> frozenset[str]:
        """Return the labels that say whose issue it is; they are put back where somebody takes them off."""
        return frozenset({group_label(self._roadmap), identity_label(self._roadmap, node)})

    def theirs(self, node: Node, issue: Issue, field: FieldName, agreed: Any, nodes: AnyMapping[str, str]) -> Any:
        """Return what Jira says of a field; ``agreed`` is what the plan last said, ``nodes`` the node of each issue."""
        jira_field = self._can.kinds[node.kind].fields[field]
        known = frozenset(agreed) if isinstance(agreed, list) and field != "description" else frozenset[str]()
        if field == "quarter":
            known |= self._versions
        elif field == "function":
            known |= self._components
        elif field == "labels":
            known |= {*self._labels(node), IMPORTED, REMOVED}
        found = theirs(issue, field, jira_field, known)
        if field == "parent" and found is not None:
            return nodes.get(found, f"issue {found}")
        return found

    def to_create(
        self, node: Node, values: AnyMapping[str, Any], ids: AnyMapping[str, str], versions: AnyMapping[str, str]
    ) -> dict[str, Any]:
        """Return an issue to create; ``ids`` are those of the issues of nodes, ``versions`` those of versions."""
        kind = self._can.kinds[node.kind]
        fields: dict[str, Any] = {"project": {"id": self._can.project_id}, "issuetype": {"id": kind.type_id}}
        for name, value in values.items():
            field: FieldName = name  # type: ignore[assignment]
            if value not in (None, []):
                fields[kind.fields[field]] = self._sent(field, value, None, ids, versions)
        if kind.epic_name is not None:
            fields[kind.epic_name] = node.summary
        return {"fields": fields, "properties": [self.mark(node.id, values, None)]}

    def to_edit(
        self,
        node: Node,
        changed: AnyMapping[FieldName, tuple[Any, Any]],
        issue: Issue,
        ids: AnyMapping[str, str],
        versions: AnyMapping[str, str],
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return ``fields`` and ``update`` of an edit: each changed field from what Jira says to what it shall say."""
        kind = self._can.kinds[node.kind]
        fields: dict[str, Any] = {}
        update: dict[str, Any] = {}
        for name, (before, after) in changed.items():
            jira_field = kind.fields[name]
            if name in ("labels", "quarter", "function"):
                gone, new = sorted({*(before or ())} - {*after}), sorted({*after} - {*(before or ())})
                own = dict(versions) if name == "quarter" else self._component_ids() if name == "function" else {}
                there = (
                    {one.casefold(): id_ for one, id_ in issue.names(jira_field).items()} if name != "labels" else {}
                )
                known = {one: there[one.casefold()] for one in gone if one.casefold() in there} | own
                verbs = [*(("remove", one) for one in gone), *(("add", one) for one in new)]
                update[jira_field] = [{verb: one if name == "labels" else {"id": known[one]}} for verb, one in verbs]
            else:
                fields[jira_field] = self._sent(name, after, issue, ids, versions)
        return fields, update

    def mark(self, node: str, values: AnyMapping[str, Any], before: Mark | None) -> dict[str, Any]:
        """Return the property that says whose issue it is, and digests of what Jira was last sent of each field."""
        sent = dict(before.sent) if before is not None else {}
        sent |= {name: digest(value) for name, value in values.items()}
        return {"key": MARK, "value": {"roadmap": self._roadmap, "node": node, "sent": sent}}

    def _sent(
        self,
        field: FieldName,
        value: Any,
        issue: Issue | None,
        ids: AnyMapping[str, str],
        versions: AnyMapping[str, str],
    ) -> Any:
        match field:
            case "description":
                if issue is not None and "description" not in issue.fields:
                    # Without what people wrote around the region it would be written over.
                    raise Garbled(f"it does not say what stands in the description of {issue.key}")
                there = issue.fields.get("description") if issue is not None else None
                # The importer has no region: the same words without one become the region.
                imported = issue is not None and IMPORTED in issue.labels and says_only(there, value)
                return with_region(None if imported else there, value)
            case "parent":
                return {"id": ids[value]} if value is not None else None
            case "quarter":
                return [{"id": versions[name]} for name in value]
            case "function":
                return [{"id": self._component_ids()[name]} for name in value]
            case "assignee":
                return {"accountId": value}
            case _:
                return value

    def _component_ids(self) -> dict[str, str]:
        return {self._can.component_names[one]: self._can.components[one] for one in self._can.components}

    def _labels(self, node: Node) -> frozenset[str]:
        labels = {*node.labels}
        if node.quarter is not None and self._can.quarter == "label":
            labels.add(quarter_label(node.quarter))
        if node.function is not None and node.function not in self._can.components and self._mapping.function != "none":
            labels.add(function_label(node.function))
        return frozenset(labels)
