"""The comparison of what a plan wants with what Jira has and what was last agreed: a change set, and nothing written.

``Comparison`` is made by ``clients.jira.sync`` for a diff, and again before an apply, which does what it says. It reads
Jira; it writes only to the ledger, and there only what it has learned.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from clients.jira import issues as reading
from clients.jira.answers import Garbled
from clients.jira.book import Agreed, Book, Entry
from clients.jira.changes import Change, ChangeSet, Operation, Take, change_set
from clients.jira.doubt import Doubt
from clients.jira.history import read_history
from clients.jira.issues import Issue
from clients.jira.labels import IMPORTED, group_label
from clients.jira.mapping import FieldName
from clients.jira.mapping import Mapping as JiraMapping
from clients.jira.merging import Ruling, Side, merge, newer_of
from clients.jira.preflight import Capabilities
from clients.jira.values import REMOVED, Values
from clients.jira.wanted import Link, Node, Wanted, spread
from clients.jira.wire import Wire

VERDICTS: dict[str, Operation] = {"update": "update", "kept": "kept", "conflict": "conflict", "accept": "accept"}


class Wish(Struct, frozen=True):
    """What is to be brought into Jira: all that a plan wants, since when it does, and how conflicts were settled."""

    plan: str
    planned_at: datetime | None
    wanted: Wanted
    mapping: JiraMapping
    settled: dict[str, Take]


class Compared(Struct, frozen=True):
    """A comparison: the change set, the issues as they were read, by node, and the ids of all issues by node."""

    change_set: ChangeSet
    issues: dict[str, Issue]


class Comparison:
    """One comparison of plan and Jira."""

    def __init__(self, wire: Wire, book: Book, can: Capabilities, wish: Wish) -> None:
        self._wire, self._book, self._can, self._wish = wire, book, can, wish
        wanted = wish.wanted
        self.nodes: dict[str, Node] = {node.id: node for node in wanted.nodes if node.kind in can.kinds}
        self.values = Values(can, wish.mapping, wanted.roadmap, frozenset(one.name for one in wanted.versions))
        self._present: dict[str, Issue] = {}
        self._by_issue: dict[str, str] = {}
        self._learned: dict[str, Entry] = {}
        self._recognised: set[str] = set()
        self._unclaimed: set[str] = set()  # nodes of which an issue carries the label, and nobody knows whose it is

    def run(self) -> Compared:
        """Read Jira and return what would be done; raises what ``Wire.send`` raises."""
        group = group_label(self._wish.wanted.roadmap)
        fields = reading.fields_to_read(self._can)
        found = list(reading.find(self._wire, reading.in_group(self._can.project_key, group), fields))
        doubt = Doubt(self._wire, self._book, self._can, self._wish.wanted.roadmap, self._wish.mapping)
        if not self._book.nodes:
            # Nothing was pushed yet, or the ledger was lost: what the index does not know yet must not be made twice.
            found = doubt.corrected(found, group, fields)
        doubt.resolve(found)
        self._read(fields)
        copies = list(self._recognise(found))
        if self._recognised:
            self._read(fields)
        changes = [*copies, *self._of_nodes(), *self._of_links(), *self._of_leftovers()]
        changes = [*self._of_versions(changes), *changes]
        self._remember()
        levels = {node.id: node.level for node in self.nodes.values()}
        warnings = tuple(f"{one.subject}: {one.detail}" for one in self._can.findings if one.severity == "warning")
        connection = self._wire.connection
        wish = self._wish
        made = change_set(
            wish.plan, connection.base, self._can.project_key, wish.wanted.roadmap, tuple(changes), levels, warnings,
            wish.settled,
        )  # fmt: skip
        return Compared(made, self._present)

    # Whose issue is whose

    def _recognise(self, found: list[Issue]) -> Iterator[Change]:
        """Bind issues that prove to be ours, or came by the importer; yield those that are copies."""
        for issue in found:
            if issue.key.rpartition("-")[0] == self._can.project_key and issue.project != self._can.project_id:
                raise Garbled(f"{issue.key} is said to be of another project than {self._can.project_key}")
        bound = {entry.issue for entry in self._book.nodes.values() if entry.issue is not None}
        roadmap = self._wish.wanted.roadmap
        by_label = {label: node for node in self.nodes for label in self.values.identity(node) - {group_label(roadmap)}}
        for issue in sorted(found, key=lambda one: int(one.id) if one.id.isdecimal() else 0):
            marked = issue.mark.node if issue.mark is not None and issue.mark.roadmap == roadmap else None
            proven = marked in self.nodes
            labels = sorted(label for label in issue.labels if label in by_label)
            labelled = marked if proven else by_label[labels[0]] if labels else None
            if labelled is None or issue.id in bound:
                continue
            entry = self._book.nodes.get(labelled)
            unknown = entry is None or entry.issue is None
            free = labelled not in self._present and labelled not in self._recognised
            imported = IMPORTED in issue.labels and issue.mark is None
            if free and (proven or imported) and issue.project == self._can.project_id:
                node = self.nodes[labelled]
                self._learned[labelled] = Entry("bound", node.level, node.summary, None, issue.id, issue.key, {})
                self._book.nodes[labelled] = self._learned[labelled]
                bound.add(issue.id)
                self._recognised.add(labelled)
                self._unclaimed.discard(labelled)
                continue
            why = "it carries the label of this activity, which has an issue already: a copy that somebody made?"
            if unknown and free and issue.project == self._can.project_id:
                self._unclaimed.add(labelled)
                why = (
                    "it carries the label of this activity, but not its mark: no other is created beside it; "
                    f"give it the label {IMPORTED} if it is the one, else take its label off"
                )
            detail = f"{why} It is left alone."
            yield Change(
                f"{labelled}:copy:{issue.id}", "copy", labelled, issue.key, None, None, None, issue.key, None, detail
            )

    def _read(self, fields: tuple[str, ...]) -> None:
        """Read the issues of all nodes, those of former plans too, by their ids."""
        ids = {entry.issue: node for node, entry in self._book.nodes.items() if entry.issue is not None}
        found = reading.fetch(self._wire, ids, fields)
        known = [one for one, node in ids.items() if self._book.nodes[node].state == "bound" and one not in found]
        found |= reading.fetch_left_out(self._wire, known, fields)
        # What the search has just told of, and the store does not have, was deleted: unless the search has a wrong id.
        keys = [entry.key for entry in self._learned.values() if entry.key and entry.issue not in found]
        if reading.fetch_by_key(self._wire, keys, ("project",)):
            raise Garbled(f"the search and the store do not agree on the ids of {', '.join(keys)}")
        self._present = {ids[issue.id]: issue for issue in found.values() if issue.id in ids}
        self._by_issue = {issue.id: node for node, issue in self._present.items()}
        for node, entry in self._book.nodes.items():
            issue = self._present.get(node)
            if entry.issue is None:
                continue
            state = "bound" if issue is not None else "detached"
            key = issue.key if issue is not None else entry.key
            if (entry.state, entry.key) != (state, key):
                self._learned[node] = replace(self._learned.get(node, entry), state=state, key=key)
            if issue is None:
                # With an issue its links are gone, and what stood under it; nobody wanted that of them.
                self._book.keep_links([one for one in self._book.links if node in one.split(" > ")], None)
                self._orphan(node)

    def _orphan(self, parent: str) -> None:
        """Remember of what stood under an issue that is gone that the plan wants it there, should it be made again.

        Whether a person had taken it from there before nobody can tell: it is to be settled.
        """
        for node, issue in self._present.items():
            entry = self._entry(node)
            agreed = entry.fields.get("parent") if entry is not None else None
            if entry is not None and agreed is not None and agreed.theirs == parent and issue.parent is None:
                alone = {**entry.fields, "parent": Agreed(None, parent, agreed.at)}
                self._learned[node] = replace(entry, fields=alone)

    def _remember(self) -> None:
        if self._learned:
            self._book.keep_nodes(self._learned)

    def _entry(self, node: str) -> Entry | None:
        return self._learned.get(node) or self._book.nodes.get(node)

    # Issues

    def _of_nodes(self) -> Iterator[Change]:
        rulings: list[tuple[Node, Issue, FieldName, Side]] = []
        for node in self.nodes.values():
            entry, issue = self._entry(node.id), self._present.get(node.id)
            if issue is None:
                if node.id not in self._unclaimed:
                    yield self._of_absent(node, entry)
                continue
            assert entry is not None
            if issue.project != self._can.project_id:
                yield self._of_moved(node.id, issue)
                continue
            if issue.mark is None and IMPORTED in issue.labels:
                detail = "it came by Jira's importer and carries the label of this activity"
                yield Change(f"{node.id}:adopt", "adopt", node.id, issue.key, None, None, None, None, None, detail)
            rulings += [(node, issue, field, side) for field, side in self._sides(node, issue, entry)]
        newest = self._newest([one for one in rulings if self._policy(one[2]) == "newest"])
        for node, issue, field, side in rulings:
            yield from self._of_field(node, issue, field, side, newest)

    def _of_absent(self, node: Node, entry: Entry | None) -> Change:
        """Return what becomes of a node that has no issue: it gets one, unless somebody deleted it."""
        if entry is not None and entry.issue is not None and not self._wish.mapping.recreate:
            detail = f"{entry.key} was deleted in Jira, or cannot be seen any more; it is not made again"
            return Change(f"{node.id}:deleted", "deleted", node.id, entry.key, None, None, None, None, None, detail)
        reason = "new in the plan"
        if entry is not None and entry.issue is not None:
            reason = f"{entry.key} was deleted in Jira; it is made again"
        elif entry is not None:
            reason = (
                "in doubt: whether it was created is not known yet; it is looked for until Jira would have found it"
            )
        mine = self.values.mine(node)
        if "parent" in mine and not self._will_be(mine["parent"]):
            del mine["parent"]  # it was deleted: what stands under it stands alone
        return Change(f"{node.id}:create", "create", node.id, None, None, None, mine, None, None, reason)

    def _of_moved(self, node: str, issue: Issue) -> Change:
        detail = "it was moved to another project, where its fields are others': it is left alone"
        return Change(f"{node}:moved", "moved", node, issue.key, None, None, None, issue.key, None, detail)

    def _sides(self, node: Node, issue: Issue, entry: Entry) -> Iterator[tuple[FieldName, Side]]:
        sent = issue.mark.sent if issue.mark is not None else {}
        for field, mine in self.values.mine(node).items():
            if field == "parent" and not self._will_be(mine):
                continue
            agreed = entry.fields.get(field)
            theirs = self.values.theirs(node, issue, field, agreed.mine if agreed else None, self._by_issue)
            yield field, Side(agreed, sent.get(field), mine, theirs)

    def _will_be(self, node: str) -> bool:
        """Say whether a node has an issue, or gets one now."""
        entry = self._entry(node)
        return node in self._present or (
            node in self.nodes
            and node not in self._unclaimed
            and (entry is None or entry.issue is None or self._wish.mapping.recreate)
        )

    def _policy(self, field: FieldName) -> str:
        return self._wish.mapping.policies.of(field)

    def _newest(self, sides: list[tuple[Node, Issue, FieldName, Side]]) -> dict[tuple[str, FieldName], Take]:
        """Return who changed fields last, for those where both sides differ and the policy asks."""
        asked = [one for one in sides if one[3].both_moved]
        if not asked:
            return {}
        names = {(node.id, field): self._can.kinds[node.kind].fields[field] for node, _, field, _ in asked}
        steps = read_history(self._wire, sorted({one[1].id for one in asked}), sorted(set(names.values())))
        last = {(step.issue, step.field): step.at for step in steps}
        found = {}
        for node, issue, field, _ in asked:
            take = newer_of(self._wish.planned_at, last.get((issue.id, names[node.id, field])))
            if take is not None:
                found[node.id, field] = take
        return found

    def _of_field(
        self, node: Node, issue: Issue, field: FieldName, side: Side, newest: Mapping[tuple[str, FieldName], Take]
    ) -> Iterator[Change]:
        change_id = f"{node.id}:{field}"
        if field == "labels":
            ruling, mine = self._labels(node, side)
        else:
            policy, settled = self._wish.mapping.policies.of(field), self._wish.settled.get(change_id)
            ruling, mine = merge(side, policy, settled, newer=newest.get((node.id, field))), side.mine
        if ruling.verdict == "same":
            if side.theirs == side.mine and (
                side.agreed is None or side.agreed.theirs != side.theirs or side.plan_moved
            ):
                self._agree(node.id, field, side)
            return
        operation = VERDICTS[ruling.verdict]
        yield Change(
            change_id, operation, node.id, issue.key, field, side.base, mine, side.theirs, ruling.policy, ruling.reason
        )

    def _labels(self, node: Node, side: Side) -> tuple[Ruling, list[str]]:
        """Decide label by label: a person may take off what is no sign of identity, and nobody else's is touched."""
        mine, theirs = {*side.mine}, {*side.theirs}
        before = {*(side.agreed.mine if side.agreed is not None else () if side.plan_moved else mine)}
        anyway = (
            self.values.identity(node.id) if self._wish.mapping.policies.of("labels") != "plan" else frozenset(mine)
        )
        added = {one for one in mine - theirs if one not in before or one in anyway}
        target = (theirs | added) - ((before | {IMPORTED, REMOVED}) - mine)
        if target != theirs:
            return Ruling("update", None, "labels that tell whose issue it is, or that the plan changed"), sorted(
                target
            )
        if target != mine:
            return Ruling("kept", None, "taken off in Jira"), sorted(mine)
        return Ruling("same", None, ""), sorted(mine)

    def _agree(self, node: str, field: FieldName, side: Side) -> None:
        entry = self._entry(node)
        assert entry is not None
        agreed = Agreed(side.mine, side.theirs, self._wire.clock.now())
        self._learned[node] = replace(entry, fields={**entry.fields, field: agreed})

    # Links, versions, and what is no longer wanted

    def _of_links(self) -> Iterator[Change]:
        link_type = self._can.link
        if link_type is None:
            return
        there: dict[tuple[str, str], str] = {}
        for node, issue in self._present.items():
            for found in issue.links(link_type):
                other = self._by_issue.get(found.other)
                if other is not None:
                    there[(node, other) if found.blocker else (other, node)] = found.id
        wanted = {
            (link.blocker, link.blocked): link
            for link in self._wish.wanted.links
            if self._will_be(link.blocker) and self._will_be(link.blocked)
        }
        made, met = [], []
        for ends, link in spread(wanted):
            key = f"{link.blocker} > {link.blocked}"
            known = self._book.links.get(key)
            if ends in there:
                made += [key] if known is not None and known.state == "asked" else []
                met += [key] if known is None else []
            elif known is not None and known.state != "asked" and self._policy_of_links() != "plan":
                yield self._link(key, "kept", link, None, "taken off in Jira")
            else:
                yield self._link(key, "link", link, None, "a prerequisite in the plan")
        self._book.keep_links(made, "made")
        self._book.keep_links(met, "found")
        past = [key for key, one in self._book.links.items() if tuple(key.split(" > ")) not in wanted]
        ours = {key for key in past if self._book.links[key].state != "found"}
        for ends, link_id in there.items():
            key = f"{ends[0]} > {ends[1]}"
            if key in ours:
                ours.remove(key)
                past.remove(key)
                yield self._link(key, "unlink", Link(*ends), link_id, "no longer a prerequisite in the plan")
        if past:
            # Neither there nor wanted, or people's: should the plan want it again, it is new.
            self._book.keep_links(past, None)

    def _policy_of_links(self) -> str:
        return self._wish.mapping.policies.default

    def _link(self, key: str, operation: Operation, link: Link, link_id: str | None, reason: str) -> Change:
        ends = {"blocker": link.blocker, "blocked": link.blocked}
        issue = self._present.get(link.blocker)
        shown = issue.key if issue is not None else None
        mine = ends if operation != "unlink" else None
        return Change(f"link {key}", operation, link.blocker, shown, "link", None, mine, link_id, None, reason)

    def _of_versions(self, changes: list[Change]) -> Iterator[Change]:
        names: set[str] = set()
        for one in changes:
            if one.operation == "create":
                names |= {*one.mine.get("quarter", ())}
            elif one.operation == "update" and one.field == "quarter":
                names |= {*one.mine}
        for version in self._wish.wanted.versions:
            if version.name in names and version.name not in self._can.versions:
                mine = {"name": version.name, "start": version.start.isoformat(), "end": version.end.isoformat()}
                yield Change(
                    f"version {version.name}",
                    "version",
                    None,
                    None,
                    None,
                    None,
                    mine,
                    None,
                    None,
                    "a quarter of the plan",
                )

    def _of_leftovers(self) -> Iterator[Change]:
        """Yield what becomes of issues whose activity is no longer in the plan."""
        policy = self._wish.mapping.removed
        planned = {node.id for node in self._wish.wanted.nodes}
        for node, issue in self._present.items():
            if node in self.nodes:
                continue
            said = "it is no longer in the plan"
            if issue.project != self._can.project_id:
                yield self._of_moved(node, issue)
            elif node in planned:
                detail = "the project has no type for it now; its issue is left as it is"
                yield Change(f"{node}:left", "left", node, issue.key, None, None, None, None, None, detail)
            elif policy == "label" and REMOVED not in issue.labels:
                yield Change(f"{node}:labels", "update", node, issue.key, "labels", None, [REMOVED], [], None, said)
            elif policy == "close" and issue.category != "done":
                yield Change(f"{node}:close", "close", node, issue.key, None, None, None, issue.category, None, said)
            elif policy == "delete":
                yield Change(f"{node}:delete", "delete", node, issue.key, None, None, None, issue.key, None, said)
            elif policy == "keep":
                detail = f"{said}; its issue is left as it is"
                yield Change(f"{node}:left", "left", node, issue.key, None, None, None, None, None, detail)
