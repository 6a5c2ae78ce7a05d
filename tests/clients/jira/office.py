"""A plan, a fake Jira and a ledger, and somebody who syncs them until it is done, whatever happens."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
from msgspec.structs import replace

from clients.jira.adf import paragraph, text
from clients.jira.connection import Connection
from clients.jira.labels import group_label, identity_label
from clients.jira.ledger_file import LedgerFile
from clients.jira.mapping import Mapping
from clients.jira.sync import Sync
from clients.jira.wanted import Link, Node, Version, Wanted
from clients.jira.wire import Denied, Unreachable, Wire
from tests.clients.jira.fake import Clock, FakeJira

ROADMAP = "acme"
START = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
PATIENCE_S = 180.0


class Killed(BaseException):
    """The process is gone, in the middle of a request."""


class Line(httpx.BaseTransport):
    """The way to the fake, on which the process can be killed: before a request has gone out, or after its work."""

    def __init__(self, jira, kill_at=None, worked=True):
        self._inner, self.kill_at, self._worked = jira.transport(), kill_at, worked
        self.sent = 0

    def handle_request(self, request):
        place, self.sent = self.sent, self.sent + 1
        if place == self.kill_at:
            if self._worked:
                self._inner.handle_request(request)
            raise Killed
        return self._inner.handle_request(request)


class Office:
    """Somebody at work with one plan in one project."""

    def __init__(self, folder: Path, wanted=None, mapping=None, jira=None, **traps):
        self.clock = Clock() if jira is None else jira.clock
        self.jira = jira or FakeJira(self.clock, **{"index_lag": 30} | traps)
        self.mapping = mapping or Mapping()
        self.ledger = LedgerFile(folder / "plan.jira.db")
        self.wanted = wanted or a_roadmap()
        self.planned_at = START

    def sync(self, line=None):
        connection = Connection("https://milepost-test.atlassian.net", "sync@example.com", "PROJ", mapping=self.mapping)
        wire = Wire(
            connection, "token", clock=self.clock, patience_s=PATIENCE_S, transport=line or self.jira.transport()
        )
        return Sync(wire, self.ledger, ROADMAP)

    def diff(self, settled=None, line=None):
        return self.sync(line).diff(self.wanted, plan="plan-1", planned_at=self.planned_at, settled=settled)

    def apply(self, hash_, line=None):
        return self.sync(line).apply(self.wanted, hash_, plan="plan-1", planned_at=self.planned_at)

    def push(self, settled=None):
        """Show what would be done and do it."""
        return self.apply(self.diff(settled).hash)

    def pull(self, *, full=False):
        return self.sync().pull(full=full)

    def insist(self, line=None, most=12):
        """Go on as a person does: look, apply, apply the same again where it was cut short, look again where it moved.

        Returns the last outcome; what is left of it is left for good.
        """
        line = line or Line(self.jira)
        hash_ = None
        for _ in range(most):
            try:
                hash_ = hash_ or self.diff(line=line).hash
                outcome = self.apply(hash_, line=line)
            except (Killed, Unreachable, Denied):
                continue
            except Exception as error:
                until = getattr(error, "until", None)
                if until is None:
                    raise
                self._let_pass(until)
                continue
            if outcome.state == "parked":
                self._let_pass(outcome.until)
            elif outcome.state == "refused":
                hash_ = outcome.change_set.hash
            elif outcome.state == "done":
                return outcome
        raise AssertionError(f"not done after {most} tries: {outcome}")

    def _let_pass(self, until):
        self.clock.advance(max(0.0, (until - self.clock.now()).total_seconds()) + 1)

    def snapshot(self):
        """Where Jira stands, by what issues are called."""
        return self.jira.snapshot(f"milepost:{ROADMAP}:")

    def key(self, node):
        """The key of a node's issue."""
        (found,) = self.jira.keys(identity_label(ROADMAP, node))
        return found

    def field(self, node, field):
        return self.jira.issue(self.key(node))["fields"][field]


def a_node(name, *, kind="action", parent="phase-q1", quarter="FY27 Q1", start=date(2027, 1, 4), **changes):
    """An issue of a few words."""
    node = Node(
        id=name,
        kind=kind,
        level=1 if kind == "phase" else 0,
        summary=f"Do {name}",
        region=(paragraph(text(f"What {name} brings")),),
        parent=parent,
        start=start,
        due=start + timedelta(days=20) if start else None,
        quarter=quarter,
        function=None,
        labels=(group_label(ROADMAP), identity_label(ROADMAP, name)),
        accountable=None,
    )
    return replace(node, **changes)


def a_roadmap(tasks=6, phases=2, gates=1, functions=("sales", "hr")):
    """A roadmap: in each quarter some tasks in a row that lead to a gate."""
    quarters = [f"FY27 Q{number + 1}" for number in range(phases)]
    parents = [
        a_node(f"phase-q{number + 1}", kind="phase", parent=None, quarter=quarter, summary=f"{quarter}: Acme")
        for number, quarter in enumerate(quarters)
    ]
    nodes, links = [], []
    for number in range(tasks):
        place = number * phases // tasks
        nodes.append(
            a_node(
                f"act-{number}",
                kind="governance" if number % 3 == 0 else "action",
                parent=f"phase-q{place + 1}",
                quarter=quarters[place],
                start=date(2027, 1, 4) + timedelta(weeks=number),
                function=functions[number % len(functions)] if functions and number % 2 else None,
            )
        )
        links += [Link(f"act-{number - 1}", f"act-{number}")] if number else []
    for number in range(gates):
        name = f"gate-{number + 3}"
        nodes.append(
            a_node(
                name, kind="gate", parent=f"phase-q{phases}", quarter=quarters[-1], start=None, due=date(2027, 12, 31)
            )
        )
        links += [Link(f"act-{one}", name) for one in range(number, tasks, gates)][-20:]
    versions = tuple(
        Version(quarter, date(2027, 3 * number + 1, 1), date(2027, 3 * number + 3, 28), "A quarter of the plan")
        for number, quarter in enumerate(quarters)
    )
    return Wanted(ROADMAP, (*parents, *nodes), tuple(sorted(set(links))), versions)


def changed(wanted, name, **changes):
    """A roadmap with one node changed, as by a re-plan."""
    nodes = tuple(replace(node, **changes) if node.id == name else node for node in wanted.nodes)
    return replace(wanted, nodes=nodes)


def without(wanted, name):
    """A roadmap without one node, as by a re-plan."""
    links = tuple(link for link in wanted.links if name not in (link.blocker, link.blocked))
    return replace(wanted, nodes=tuple(node for node in wanted.nodes if node.id != name), links=links)
