"""Money: what is spent in each stretch of weeks with a limit stays within it, and the total within the total.

What an activity spends in a stretch is an integer bounded from below only: limits forbid too much, never too little.
Where it lies against the stretch's ends is told by literals that neighbouring stretches share; where its window tells,
there are none. One more row a gate says that all it needs must have been paid from what was released by then; it
follows from the others, and is the most valuable row there is for the bound.
"""

from typing import cast

from ortools.sat.python import cp_model

from planner.ledger import Limit, covered_cost, limits, quarter_money, spent_before
from planner.network import Mode, Schedule
from planner.optimizer.marks import Mark, Marks, negated
from planner.optimizer.variables import Affine, Variables


def add_money(variables: Variables) -> None:
    """Add every limit on covered money, and what follows from the quarterly ones at each gate."""
    network = variables.network
    rows = _Rows(variables)
    found = limits(network)
    for limit in found:
        if limit.since or limit.until <= variables.horizon:
            rows.add(limit)
    whole = [limit.amount for limit in found if not limit.since and limit.until > variables.horizon]
    if whole:
        variables.model.add(sum(rows.all_spent()) <= min(whole))
    if network.money.per_quarter is not None:
        _add_gates(variables, rows.payers)


def covered(variables: Variables, node: int) -> Affine:
    """Return the covered one-off cost of a node in its chosen mode."""
    return variables.total(node, lambda mode: covered_cost(variables.network, mode))


class _Rows:
    """The limits as rows of one model; literals and the running target are made once and shared."""

    def __init__(self, variables: Variables) -> None:
        self.variables = variables
        self.model, self.network = variables.model, variables.network
        self.marks = Marks(variables)
        self.covers = self.network.money.covers
        self.payers = [
            node for node, it in enumerate(self.network.nodes) if any(covered_cost(self.network, m) for m in it.modes)
        ]
        run = "run" in self.covers
        self.runners = [node for node, it in enumerate(self.network.nodes) if run and it.run_per_week]
        self.target = variables.start[self.network.target]

    def add(self, limit: Limit) -> None:
        """Add one limit."""
        if limit.since > self.variables.horizon:
            return
        spent: list[Affine] = []
        for node in self.payers:
            spent += self._one_off(node, limit)
        for node in self.runners:
            spent += self._run(node, limit)
        if spent:
            self.model.add(sum(spent) <= limit.amount)

    def all_spent(self) -> list[Affine]:
        """Return all that is ever spent up to the target."""
        spent = [covered(self.variables, node) for node in self.payers]
        spent += [
            self.network.nodes[node].run_per_week * (self.target - self.variables.end[node]) for node in self.runners
        ]
        return spent

    def _one_off(self, node: int, limit: Limit) -> list[Affine]:
        """Return what a node spends in a stretch: cash by its accrual, labour prorated."""
        variables, accrual = self.variables, self.network.nodes[node].accrual
        latest = variables.windows.latest_finish(node, variables.horizon)
        if variables.first[node] >= limit.until or latest <= limit.since:
            return []
        if variables.first[node] >= limit.since and latest <= limit.until:
            return [covered(variables, node)]
        found: list[Affine] = []
        prorated = self._prorated(node)
        if any(prorated.values()):
            found.append(self._prorated_spend(node, limit, prorated))
        if accrual != "prorated" and "cash" in self.covers:
            found.append(self._lump(node, limit, at_start=accrual == "start"))
        return found

    def _prorated(self, node: int) -> dict[int, int]:
        """Return the part of each usable mode's covered cost that is spread over its weeks."""
        it = self.network.nodes[node]
        cash = it.accrual == "prorated" and "cash" in self.covers
        labour = "labour" in self.covers
        return {
            mode: it.modes[mode].cash * cash + it.modes[mode].labour * labour
            for mode in self.variables.windows.modes[node]
        }

    def _weekly(self, node: int, mode: Mode) -> int:
        """Return what a mode spends in each week but its last: cash and labour are divided apart."""
        cash = self.network.nodes[node].accrual == "prorated" and "cash" in self.covers
        return mode.cash * cash // mode.weeks + mode.labour * ("labour" in self.covers) // mode.weeks

    def _prorated_spend(self, node: int, limit: Limit, amounts: dict[int, int]) -> Affine:
        """Return an integer that is at least what a node spends, week by week, in a stretch.

        Five cases: within it; begun in it; ended in it (all but what was spent before); across it; done before it.
        """
        start, since, until = self.variables.start[node], limit.since, limit.until
        spent = self.variables.derived(0, max(amounts.values()), lambda schedule: self._spread(schedule, node, limit))
        begun_before = self.marks.started(node, since)
        done_before = self.marks.finished(node, since)
        done = self.marks.finished(node, until)
        for mode, chosen in self.variables.options(node):
            weekly = self._weekly(node, self.network.nodes[node].modes[mode])
            amount = amounts[mode]
            cases: list[tuple[Affine, list[Mark]]] = [
                (amount, [negated(begun_before), done]),
                (weekly * (until - start), [negated(begun_before), negated(done)]),
                (amount - weekly * (since - start), [begun_before, negated(done_before), done]),
                (weekly * (until - since), [begun_before, negated(done)]),
            ]
            for least, when in cases:
                self.marks.imply(spent >= least, [*chosen, *when])
        if not since and not isinstance(done, bool):
            self._relate(node, limit, spent, cast("cp_model.IntVar", done))
        return spent

    def _relate(self, node: int, limit: Limit, spent: cp_model.IntVar, done: cp_model.IntVar) -> None:
        """Say what follows from the cases without conditions, which is all that the linear relaxation sees."""
        variables, until = self.variables, limit.until
        amounts = self._prorated(node)
        modes = self.network.nodes[node].modes
        least = min(amounts.values())
        for mode in amounts:
            if amounts[mode] > least:
                self.model.add(
                    spent >= least * done + (amounts[mode] - least) * (done + variables.chosen(node, mode) - 1)
                )
        self.model.add(spent >= least * done)
        weekly = min(self._weekly(node, modes[mode]) for mode in amounts)
        shortest = min(modes[mode].weeks for mode in amounts)
        surplus = max(0, until - variables.first[node] - shortest)
        self.model.add(spent >= weekly * (until - variables.start[node]) - weekly * surplus * done)
        end = variables.end[node]
        earliest = variables.windows.earliest_finish[node]
        latest = variables.windows.latest_finish(node, variables.horizon)
        self.model.add(end >= until + 1 - (until + 1 - earliest) * done)
        self.model.add(end <= latest - (latest - until) * done)

    def _lump(self, node: int, limit: Limit, *, at_start: bool) -> Affine:
        """Return an integer that is at least the cash a node spends at once in a stretch, as it starts or ends."""
        amounts = {mode: self.network.nodes[node].modes[mode].cash for mode, _ in self.variables.options(node)}
        spent = self.variables.derived(
            0, max(amounts.values()), lambda schedule: self._at_once(schedule, node, limit, at_start=at_start)
        )
        mark = self.marks.started if at_start else self.marks.finished
        for mode, chosen in self.variables.options(node):
            self.marks.imply(
                spent >= amounts[mode], [*chosen, negated(mark(node, limit.since)), mark(node, limit.until)]
            )
        return spent

    def _spread(self, schedule: Schedule, node: int, limit: Limit) -> int:
        """Return what a node spends week by week in a stretch of a given schedule."""
        it = self.network.nodes[node]
        mode, start = it.modes[schedule.modes[node]], schedule.starts[node]
        cash = mode.cash if it.accrual == "prorated" and "cash" in self.covers else 0
        labour = mode.labour if "labour" in self.covers else 0
        return sum(
            spent_before(limit.until, start, mode.weeks, part, "prorated")
            - spent_before(limit.since, start, mode.weeks, part, "prorated")
            for part in (cash, labour)
        )

    def _at_once(self, schedule: Schedule, node: int, limit: Limit, *, at_start: bool) -> int:
        """Return the cash a node spends at once in a stretch of a given schedule."""
        week = schedule.starts[node] if at_start else schedule.finish(self.network, node) - 1
        cash = self.network.nodes[node].modes[schedule.modes[node]].cash
        return cash if limit.since <= week < limit.until else 0

    def _run(self, node: int, limit: Limit) -> list[Affine]:
        """Return what a finished node costs to run in a stretch, up to the target."""
        variables = self.variables
        first = variables.windows.earliest_finish[node]
        if first >= limit.until:
            return []
        target = self.network.target
        weeks = variables.derived(
            0,
            limit.until - max(first, limit.since),
            lambda schedule: max(
                0,
                min(limit.until, schedule.starts[target]) - max(limit.since, schedule.finish(self.network, node)),
            ),
        )
        stop = self.marks.by(limit.until)
        done_before = self.marks.finished(node, limit.since)
        self.marks.imply(weeks >= stop - variables.end[node], [negated(done_before)])
        self.marks.imply(weeks >= stop - limit.since, [done_before])
        return [self.network.nodes[node].run_per_week * weeks]


def _add_gates(variables: Variables, payers: list[int]) -> None:
    """Add, for each gate, that what precedes it costs at most the money released by the quarter it ends in."""
    for gate, node in enumerate(variables.network.nodes):
        if node.kind != "gate":
            continue
        before = sorted(set(variables.windows.ancestors(gate)) & set(payers))
        if before:
            run = "run" in variables.network.money.covers
            spent: Affine = sum(covered(variables, other) for other in before)
            most = sum(variables.most(other, lambda mode: covered_cost(variables.network, mode)) for other in before)
            for other in sorted(variables.windows.ancestors(gate)):
                rate = variables.network.nodes[other].run_per_week
                if run and rate:
                    spent = spent + rate * (variables.start[gate] - variables.end[other])
                    most += rate * (variables.last[gate] - variables.windows.earliest_finish[other])
            released = _released(variables, gate, most)
            if released is not None:
                variables.model.add(spent <= released)


def _released(variables: Variables, gate: int, most: int) -> Affine | None:
    """Return the money released by the quarter that holds the week before ``gate``, or None where it is ample.

    One literal a quarter's end, true when the gate lies behind it; each implies the one before. Money that lapses at
    the end of a quarter or a year counts as released all the same, which is weaker and still true.
    """
    released: Affine | None = None
    money = 0
    previous: cp_model.IntVar | None = None
    for quarter, until in enumerate(variables.network.quarter_ends):
        amount = min(quarter_money(variables.network, quarter), most - money)
        money += amount
        if until < variables.first[gate]:
            continue
        if released is None:
            released = money
        elif amount:
            assert previous is not None
            released = released + amount * previous
        if until >= variables.last[gate] or money >= most:
            break
        past = variables.derived(0, 1, lambda schedule, until=until: schedule.starts[gate] > until)  # type: ignore[misc]
        variables.model.add(variables.start[gate] >= until + 1).only_enforce_if(past)
        variables.model.add(variables.start[gate] <= until).only_enforce_if(past.negated())
        if previous is not None:
            variables.model.add_implication(past, previous)
        previous = past
    return None if isinstance(released, int) and released >= most else released
