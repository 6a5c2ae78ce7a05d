"""What a plan wants of Jira: the issues, the links between them and the versions, in the words of the sync.

``wanted`` makes it of a plan, a catalog and a mapping, and knows nothing of any site: two plans alike want the same, to
the byte, whoever asks and whenever. ``clients.jira.diffing`` compares it with what is there.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from msgspec import Struct

from catalog.fault import Fault, Refused
from catalog.model import Catalog
from clients.dates import day
from clients.jira.adf import Block
from clients.jira.labels import group_label, identity_label
from clients.jira.mapping import Kind, Mapping
from clients.jira.wording import activity_region, gate_region, level_region, phase_region
from clients.names import Names, function_name
from planner.plans import Gate, Phase, Plan, PlannedActivity


class Version(Struct, frozen=True):
    """A quarter as a version of the project; both days are in it."""

    name: str
    start: date
    end: date
    description: str


class Node(Struct, frozen=True):
    """An issue that the plan wants.

    ``id`` is that of the activity or the gate; of a parent ``phase-fy27-q1`` or ``level-4``. ``summary`` has one line
    of at most 255 characters. ``region`` is what the managed region of the description holds. ``level`` is that of the
    hierarchy, 1 above 0; ``parent`` the id of another node. ``quarter`` is a label as a version has it, ``function`` a
    name as a component has it; None where the mapping does without. ``labels`` begins with those that tell whose issue
    it is; ``accountable`` is a role.
    """

    id: str
    kind: Kind
    level: int
    summary: str
    region: tuple[Block, ...]
    parent: str | None
    start: date | None
    due: date | None
    quarter: str | None
    function: str | None
    labels: tuple[str, ...]
    accountable: str | None


class Link(Struct, frozen=True, order=True):
    """``blocker`` comes before ``blocked``; both are ids of nodes."""

    blocker: str
    blocked: str


class Wanted(Struct, frozen=True):
    """All that a plan wants of Jira; nodes stand after their parents, links and versions in order."""

    roadmap: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    versions: tuple[Version, ...]


def wanted(plan: Plan, catalog: Catalog, mapping: Mapping, roadmap: str) -> Wanted:
    """Return what a plan wants of Jira under the name of its roadmap; ``Refused`` where it has no schedule."""
    if plan.finish is None:
        raise Refused([_without_schedule(plan)])
    draft = _Draft(plan, catalog, mapping, roadmap)
    nodes = (*draft.parents(), *draft.activities(), *draft.gates())
    return Wanted(roadmap, nodes, _links(plan), draft.versions({node.quarter for node in nodes}))


def _without_schedule(plan: Plan) -> Fault:
    known = {"infeasible": "what was asked for cannot be had", "unknown": "none was found in the time"}
    return Fault(
        pointer="/status",
        code="no_schedule",
        detail=f"The plan has no schedule ({known.get(plan.status, plan.status)}): there is nothing to write to Jira.",
        suggestion="a plan whose status is optimal or feasible",
    )


class _Draft:
    """One plan on its way: in which quarter each thing starts and ends, and to which gate it leads."""

    def __init__(self, plan: Plan, catalog: Catalog, mapping: Mapping, roadmap: str) -> None:
        self.plan, self.mapping, self.roadmap = plan, mapping, roadmap
        self.names = Names(plan, catalog)
        self._starts = {one: phase for phase in plan.phases for one in phase.starts}
        self._finishes = {one: phase for phase in plan.phases for one in phase.finishes}
        self._declared = {one: phase for phase in plan.phases for one in phase.gates}
        self._gates = _gates_of(plan, self.names.transitions)

    def parents(self) -> Iterator[Node]:
        """Yield what stands above the activities and the gates."""
        if self.mapping.parents == "phase":
            used = {self._starting(activity).label for activity in self.plan.activities}
            used |= {self._declaring(gate).label for gate in self.plan.gates}
            yield from (self._phase(phase) for phase in self.plan.phases if phase.label in used)
        elif self.mapping.parents == "level":
            yield from (self._level(gate) for gate in self.plan.gates)

    def activities(self) -> Iterator[Node]:
        """Yield an issue for each activity, in the plan's order."""
        for activity in self.plan.activities:
            yield Node(
                id=activity.id,
                kind=activity.kind,
                level=0,
                summary=self.names.activity(activity),
                region=activity_region(self.names, activity),
                parent=self._parent(self._starting(activity), self._gates[activity.id]),
                start=activity.start,
                due=activity.finish,
                quarter=self._quarter(self._finishing(activity)),
                function=self._function(activity),
                labels=self._labels(activity.id),
                accountable=activity.accountable,
            )

    def gates(self) -> Iterator[Node]:
        """Yield an issue for each gate, a day without a beginning."""
        for gate in self.plan.gates:
            yield self._own(
                gate.id,
                "gate",
                summary=self.names.gate(gate),
                region=gate_region(self.names, gate),
                parent=self._parent(self._declaring(gate), gate),
                due=gate.date,
                quarter=self._quarter(self._declaring(gate)),
            )

    def versions(self, quarters: set[str | None]) -> tuple[Version, ...]:
        """Return the quarters used as versions, where the mapping wants them."""
        if self.mapping.quarter != "version":
            return ()
        return tuple(_version(phase) for phase in self.plan.phases if phase.label in quarters)

    def _phase(self, phase: Phase) -> Node:
        gates = [gate for gate in self.plan.gates if gate.id in phase.gates]
        region, summary = phase_region(self.names, phase, gates), self.names.phase(phase)
        return self._own(_phase_id(phase), "phase", summary=summary, region=region, start=phase.start, due=phase.end)

    def _level(self, gate: Gate) -> Node:
        own = [one.start for one in self.plan.activities if one.start and self._gates[one.id].id == gate.id]
        return self._own(
            _level_id(gate),
            "phase",
            summary=self.names.level(gate),
            region=level_region(self.names, gate),
            start=min(own, default=None),
            due=gate.date,
        )

    def _own(
        self,
        node: str,
        kind: Kind,
        *,
        summary: str,
        region: tuple[Block, ...],
        due: date | None,
        start: date | None = None,
        parent: str | None = None,
        quarter: str | None = None,
    ) -> Node:
        """Return a node that is no activity: of no function, with nobody accountable."""
        return Node(
            id=node,
            kind=kind,
            level=1 if kind == "phase" else 0,
            summary=summary,
            region=region,
            parent=parent,
            start=start,
            due=due,
            quarter=quarter,
            function=None,
            labels=self._labels(node),
            accountable=None,
        )

    def _starting(self, activity: PlannedActivity) -> Phase:
        return self._starts.get(activity.id) or self._at(activity.start)

    def _finishing(self, activity: PlannedActivity) -> Phase:
        return self._finishes.get(activity.id) or self._at(activity.finish)

    def _declaring(self, gate: Gate) -> Phase:
        return self._declared.get(gate.id) or self._at(gate.date)

    def _at(self, when: date | None) -> Phase:
        """Return the quarter of a day, the first or the last where it lies outside of all."""
        reached = [phase for phase in self.plan.phases if when and phase.start <= when]
        return reached[-1] if reached else self.plan.phases[0]

    def _parent(self, phase: Phase, gate: Gate) -> str | None:
        return {"phase": _phase_id(phase), "level": _level_id(gate), "none": None}[self.mapping.parents]

    def _quarter(self, phase: Phase) -> str | None:
        return None if self.mapping.quarter == "none" else phase.label

    def _function(self, activity: PlannedActivity) -> str | None:
        unnamed = activity.function is None or self.mapping.function == "none"
        return None if unnamed else function_name(activity.function or "")

    def _labels(self, node: str) -> tuple[str, ...]:
        own = (group_label(self.roadmap), identity_label(self.roadmap, node))
        return tuple(dict.fromkeys((*own, *self.mapping.labels)))


def _phase_id(phase: Phase) -> str:
    return f"phase-{'-'.join(phase.label.lower().split())}"


def _level_id(gate: Gate) -> str:
    return f"level-{gate.id if gate.level is None else gate.level}"


def _version(phase: Phase) -> Version:
    description = f"The fiscal quarter from {day(phase.start)} to {day(phase.end)}."
    return Version(phase.label, phase.start, phase.end, description)


def _gates_of(plan: Plan, levels: dict[str, int | None]) -> dict[str, Gate]:
    """Return the gate that each activity leads to: the one it is a criterion of; a set-up leads where its copies do."""
    found = {criterion.activity: gate for gate in reversed(plan.gates) for criterion in gate.criteria}
    of_item = {one.item: found[one.id] for one in reversed(plan.activities) if one.id in found}
    by_level = {gate.level: gate for gate in plan.gates}

    def other(activity: PlannedActivity) -> Gate:
        return of_item.get(activity.item) or by_level.get(levels.get(activity.transition)) or plan.gates[0]

    return {one.id: found.get(one.id) or other(one) for one in plan.activities}


def _links(plan: Plan) -> tuple[Link, ...]:
    """Return which issue comes before which: prerequisites, what completes each gate, and one gate before the next."""
    after = {activity.id: activity.after for activity in plan.activities}
    found = {Link(before, one) for one, all_before in after.items() for before in all_before if before in after}
    for gate in plan.gates:
        criteria = {criterion.activity for criterion in gate.criteria} & after.keys()
        found |= {Link(last, gate.id) for last in criteria - _all_before(criteria, after)}
    found |= {Link(earlier.id, later.id) for earlier, later in pairwise(plan.gates)}
    return tuple(sorted(link for link in found if link.blocker != link.blocked))


def _all_before(activities: set[str], after: dict[str, tuple[str, ...]]) -> set[str]:
    """Return everything that comes before any of these, directly or through others."""
    found: set[str] = set()
    open_ones = list(activities)
    while open_ones:
        new = [one for one in after.get(open_ones.pop(), ()) if one not in found]
        found.update(new)
        open_ones += new
    return found


def spread(links: dict[tuple[str, str], Link]) -> list[tuple[tuple[str, str], Link]]:
    """Return links in an order in which no issue is written to many times in a row: Jira limits that."""
    seen: dict[str, int] = {}
    ranked = []
    for place, (ends, link) in enumerate(sorted(links.items())):
        rank = max(seen.get(end, 0) for end in ends)
        for end in ends:
            seen[end] = seen.get(end, 0) + 1
        ranked.append((rank, place, (ends, link)))
    return [one for _, _, one in sorted(ranked, key=lambda it: it[:2])]
