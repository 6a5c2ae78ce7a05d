"""The reasons of every activity and gate: what a week earlier alone would break, each in a sentence.

Where it would break nothing, the goal that it would make worse; where it would not, that nothing holds it.
"""

from catalog.model import Catalog
from planner.calendar import fiscal_calendar
from planner.explaining import wording
from planner.explaining.holds import Hold, Holds
from planner.ledger import Limit
from planner.network import Link, Network, Schedule
from planner.order import evidence_weeks
from planner.plans import Reason
from planner.request import Freeze, PlanRequest
from planner.standing import enterprise_level


def reasons(
    request: PlanRequest, catalog: Catalog, network: Network, schedule: Schedule
) -> dict[str, tuple[Reason, ...]]:
    """Return the reasons of each node by its id; the schedule is one that breaks nothing, its gates settled."""
    return Teller(request, catalog, network, schedule).all()


class Teller:
    """Puts the holds of one schedule into words."""

    def __init__(self, request: PlanRequest, catalog: Catalog, network: Network, schedule: Schedule) -> None:
        self.request, self.catalog = request, catalog
        self.network, self.schedule = network, schedule
        self.calendar = fiscal_calendar(request)
        self.holds = Holds(request, catalog, network, schedule)
        self._quarters = {end: quarter for quarter, end in enumerate(network.quarter_ends)}

    def all(self) -> dict[str, tuple[Reason, ...]]:
        """Return the reasons of each node by its id."""
        return {node.id: self.reasons(number) for number, node in enumerate(self.network.nodes)}

    def reasons(self, node: int) -> tuple[Reason, ...]:
        """Return the reasons of a node."""
        return tuple(self.reason(node, hold) for hold in self.holds.of(node))

    def reason(self, node: int, hold: Hold) -> Reason:
        """Return one hold in words; each is proven, being found by counting."""
        subject, text = self._told(node, hold)
        return Reason(kind=hold.kind, subject=subject, text=text, proven=True)

    def is_gate(self, node: int) -> bool:
        """Tell whether a node is a gate."""
        return self.network.nodes[node].kind == "gate"

    def level(self, gate: str) -> str:
        """Return what a gate is called."""
        return wording.level(gate, self.request.target)

    def quarter(self, limit: Limit) -> int:
        """Return the quarter by whose end a limit counts."""
        return self._quarters[limit.until]

    def _told(self, node: int, hold: Hold) -> tuple[str, str]:
        """Return the subject of a hold and its sentence."""
        if hold.link is not None:
            return self.network.nodes[hold.link.before].id, self._link(hold.link)
        if hold.resource is not None:
            return self._resource(node, hold, hold.resource)
        if hold.limit is not None:
            return self._money(node, hold, hold.limit)
        if hold.goal is not None:
            worse = (
                wording.higher_peak(hold.amount) if hold.goal == "peak" else wording.dearer(self._amount(hold.amount))
            )
            return hold.goal, worse
        if hold.kind in ("pin", "evidence"):
            return self._pin(node) if hold.kind == "pin" else self._evidence()
        return self.network.nodes[node].id, self._of_itself(node, hold)

    def _link(self, link: Link) -> str:
        before = self.network.nodes[link.before].id
        finish = self.holds.finishes[link.before]
        day = self.calendar.gate_date(finish)
        if not self.is_gate(link.after):
            if self.is_gate(link.before):
                return wording.opens_after(self.level(before), day)
            return wording.follows(before, day, link.lag)
        if self.is_gate(link.before):
            return wording.needs_level(self.level(before), day, link.lag)
        return wording.needs_activity(before, day, link.lag)

    def _pin(self, node: int) -> tuple[str, str]:
        pin = self.holds.pin(node)
        assert pin is not None
        assert pin.not_before is not None
        return pin.on, wording.pinned(pin.not_before)

    def _evidence(self) -> tuple[str, str]:
        """Return the level that holds already and the weeks that it has to have held."""
        level = enterprise_level(self.request)
        gate, since = f"gate-{level}", self.request.current_since or self.request.start
        weeks = evidence_weeks(level, self.request, self.catalog)
        return gate, wording.needs_level(self.level(gate), since, weeks)

    def _of_itself(self, node: int, hold: Hold) -> str:
        if hold.kind == "freeze":
            return self._freeze(node)
        if hold.kind == "nothing":
            return wording.free(hold.week, self.calendar.week_start(hold.week))
        return wording.declared_at_once() if self.is_gate(node) else wording.starts_at_once()

    def _freeze(self, node: int) -> str:
        first, last = self.schedule.starts[node] - 1, self.holds.finishes[node] - 2
        week = first if first in self.network.frozen else last
        freeze = self._freeze_of(week)
        ends = week != first
        begins = self.calendar.week_start(week)
        return wording.frozen(begins, freeze.from_, freeze.to, freeze.reason, ends=ends)

    def _freeze_of(self, week: int) -> Freeze:
        begins, ends = self.calendar.week_start(week), self.calendar.week_end(week)
        return next(one for one in self.request.calendar.freezes if one.from_ <= ends and begins <= one.to)

    def _resource(self, node: int, hold: Hold, resource: int) -> tuple[str, str]:
        week = self.schedule.starts[node] - 1
        users = self.holds.users(resource, week)
        by = wording.named([self.network.nodes[user].id for user in users[: wording.MOST_NAMES]], len(users))
        cap = self.holds.capacity(resource, week)
        name = self.network.resources[resource].name
        if hold.kind == "changes":
            function = name.removeprefix("changes@")
            return function, wording.changing(function, cap, by)
        used = hold.amount - self.holds.demand(node, resource)
        quarter = self.calendar.label(self.calendar.quarter_of_week(week))
        return name, wording.crowded(None if name == "total" else name, quarter, used, cap, hold.amount, by)

    def _money(self, node: int, hold: Hold, limit: Limit) -> tuple[str, str]:
        amount = self._amount(hold.amount)
        if hold.kind == "total":
            return "total", wording.over_the_total(amount)
        label = self.calendar.label(self.quarter(limit))
        if limit.until >= self.holds.finishes[node]:
            return label, wording.overrun(label, amount)
        return label, wording.overspent(label, amount, alone=self.network.money.carry_over == "never")

    def _amount(self, amount: int) -> str:
        return f"{self.request.budget.currency or self.catalog.currency} {amount:,}"
