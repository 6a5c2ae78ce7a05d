"""A walk at random: a plan that is planned anew, people at work in Jira, and a sync that is cut short at any moment.

Every step is one act of somebody, drawn from a seed; ``Truth`` watches, and after every push without a fault the walk
asks for what must hold then. A walk with the same seed is the same every time.
"""

import random
from datetime import timedelta

from clients.jira.mapping import Mapping, Policies
from clients.jira.wire import Denied, Parked, Unreachable
from tests.clients.jira.announced import differences
from tests.clients.jira.fake import faults
from tests.clients.jira.happened import happened
from tests.clients.jira.memory import MemoryLedger
from tests.clients.jira.office import Office
from tests.clients.jira.people_at_random import ACTS, PeopleAtRandom
from tests.clients.jira.plans_at_random import TURNS, PlansAtRandom
from tests.clients.jira.truth import FIELDS, PROJECT, Terms, Truth
from tests.clients.jira.watched import Killed, Watched

EVERY = faults.every()
POLICIES = ("ask", "ask", "plan", "jira", "newest")
OWN = (
    "push", "push", "push", "settle", "settle", "push_through_a_fault", "push_with_a_lost_answer", "push_killed",
    "push_limited", "push_among_people", "push_against_people", "push_against_people", "change_policies",
    "lose_ledger", "restore_ledger", "keep_ledger", "pull", "pass_time", "pass_time",
)  # fmt: skip
STEPS = [*(("plan", turn) for turn in TURNS), *(("people", act) for act in ACTS), *(("sync", name) for name in OWN)]


class Walk:
    """One walk; ``trail`` says what was done, for whoever reads of its end."""

    def __init__(self, folder, seed):
        self.dice = random.Random(seed)
        traps = {"index_lag": self.dice.choice([0, 5, 30, 100]), "rewrites_documents": self.dice.random() < 0.3}
        by_key = self.dice.random() < 0.7
        self.trail = [f"{traps}, reads by key: {by_key}"]
        self.plan = PlansAtRandom(self.dice, self.say)
        self.office = Office(folder, self.plan.wanted, **traps)
        self.office.ledger, self.backup = MemoryLedger(), None
        self.jira = self.office.jira
        self.settled, self.pushed, self.restored = {}, None, False
        self.truth = Truth(self.jira, self.terms(), by_key)
        self.people = PeopleAtRandom(self.dice, self.truth, self.say)

    def go(self, steps):
        """Walk; raises AssertionError with the trail where something is wrong."""
        for _ in range(steps):
            self.step(*self.dice.choice(STEPS))
        for name in ("pass_time", "push", "settle_all", "push"):
            self.step("sync", name)

    def step(self, who, name):
        self.trail.append(f"{who} {name}")
        try:
            if who == "plan":
                self.plan_turns(name)
            elif who == "people":
                self.people.act(name)
            else:
                getattr(self, name)()
            self.truth.people_did()
            assert self.truth.wrongs == [], self.truth.wrongs
        except Exception as error:
            error.add_note("\n  ".join(self.trail))
            raise

    def say(self, words):
        self.trail[-1] += f" {words}"

    def plan_turns(self, name):
        self.plan.turn(name)
        self.office.wanted = self.plan.wanted
        self.jira.clock.advance(60)
        self.office.planned_at = self.jira.clock.now()

    # Pushes without a fault, and what must hold then

    def push(self):
        """What is shown is what is written, and then nothing is left to do."""
        if self.truth.ledger_is_new:
            self.jira.clock.advance(120)  # What people did to the labels of issues the index has to know as well.
        shown = self._diff()
        for _ in range(3):
            self.jira.begin()
            outcome = self._apply(shown)
            if outcome.state != "refused":
                break
            shown = outcome.change_set
        self.say(f"{shown.counts} {outcome.state}")
        assert outcome.state == "done", outcome
        assert differences(self.jira, shown, self.truth.made) == []
        again = self._diff(settled={})
        assert again.writes == (), f"then again {[one.id for one in again.changes]}"
        self._converged(again)
        if self.truth.ledger_is_new:
            self.truth.unproven |= {one for one, node in self.truth.made.items() if node not in self.truth.terms.nodes}
        self.truth.ledger_is_new, self.pushed = False, self.office.wanted
        if self.dice.random() < 0.4:
            self.pull()

    def settle(self):
        """Settle what is in conflict, either way, and push."""
        conflicts = [one.id for one in self._diff().changes if one.operation in ("conflict", "kept")]
        self.settled = {one: self.dice.choice(["plan", "jira"]) for one in conflicts if self.dice.random() < 0.7}
        self.say(str(self.settled))
        self.push()
        self.settled = {}

    def settle_all(self):
        """Let the plan win everywhere: every issue says what the plan says, but for what was settled otherwise."""
        self.office.mapping = Mapping(policies=Policies(default="plan"), removed=self.office.mapping.removed)
        self.push()
        self._is_as_planned(lambda issue, field: self.truth.words[issue, field].who != "agreed")

    def _converged(self, shown):
        """Where no person has the word, Jira says what the plan says."""
        told = {(one.node, one.field) for one in shown.changes} if self.restored or self.truth.ledger_is_new else set()

        def binding(issue, field):
            name = {"region": "description"}.get(field, field)
            return self.truth.words[issue, field].who == "plan" and (self.truth.made[issue], name) not in told

        self._is_as_planned(binding)

    def _is_as_planned(self, binding):
        for node in self.office.wanted.nodes:
            there = self._known(node.id)
            assert len(there) <= 1, f"{node.id} has two issues"
            for issue, field in ((issue, field) for issue in there for field in FIELDS if binding(issue.id, field)):
                mine, theirs = self.truth.wish(node, field), self.truth.value(issue, field)
                without = field == "parent" and self._is_orphaned(mine, theirs)
                assert mine == theirs or without, f"{node.id}.{field} is {theirs!r}, not {mine!r}"

    def _is_orphaned(self, mine, theirs):
        """Whether somebody deleted what stood above, or did something to what is to stand there."""
        gone = [one for issue, one in self.truth.made.items() if issue not in self.jira.store.issues]
        orphaned = theirs is None and any(one.startswith("phase") for one in gone)
        return orphaned or any(map(self._is_odd, {mine, theirs} - {None}))

    def _is_odd(self, node):
        """Whether something happened to the issue of a node, so that others cannot stand under it."""
        return len([one for one in self.truth.made.values() if one == node]) != 1 or not self._known(node)

    def _known(self, node):
        """The issues of a node, where the sync can know which it is: none where one is away, or cannot be told."""
        there = self.truth.issues(node)
        strange = self.truth.unknowable | self.truth.unproven
        return there if all(one.values["project"] == PROJECT and one.id not in strange for one in there) else []

    # Pushes that something happens to

    def push_through_a_fault(self):
        fault, place = EVERY[self.dice.choice([*EVERY])], self.dice.randrange(45)
        self.say(f"{fault.name} at {place}")
        self.jira.begin()
        self.jira.faults.at(place, fault)
        self._insist()

    def push_killed(self):
        kill = (self.dice.randrange(45), self.dice.random() < 0.6)
        self.say(f"at {kill[0]}, {'after' if kill[1] else 'before'} the work")
        self._insist(kill=kill)

    def push_limited(self):
        reason, place = self.dice.choice(faults.REASONS), self.dice.randrange(40)
        seconds = self.dice.choice([3, 100, 900])
        self.say(f"{reason} from {place} for {seconds} s")
        self.jira.begin()
        self.jira.faults.spell(place, faults.limited(reason, self.dice.choice([1, seconds])), seconds)
        self._insist()

    def push_among_people(self):
        places = [self.dice.randrange(14, 45) for _ in range(self.dice.randrange(1, 4))]
        self._insist(acts={place: self._drawn(place, self.dice.choice(ACTS)) for place in places})

    def push_against_people(self):
        """Push what moved in many issues, while people move the same."""
        for _ in range(4):
            self.plan_turns("moves")
        places = [self.dice.randrange(26, 42) for _ in range(8)]
        acts = ("summary", "dates", "words_inside", "words_outside", "labels", "move")
        if self.dice.random() < 0.5:
            edits = lambda request: request.method == "PUT"  # noqa: E731
            self.jira.faults.when(edits, faults.limited(retry_after=self.dice.choice([1, 100])), times=3)
        self._insist(acts={place: self._drawn(place, self.dice.choice(acts)) for place in places})

    def push_with_a_lost_answer(self):
        """Push something new, and hear nothing of it."""
        self.plan_turns("adds")
        fault = self.dice.choice([faults.lost(), faults.timeout(worked=True), faults.server_error(502, worked=True)])
        self.jira.faults.when(lambda request: request.path.endswith("/issue/bulk"), fault)
        self._insist()

    def _drawn(self, place, name):
        def act():
            self.say(f"[at {place}")
            self.people.act(name)
            self.say("]")

        return act

    def _insist(self, acts=None, kill=None):
        """Push as a person does, who may give up when it was cut short: once more, twice, or not at all."""
        line = Watched(self.truth, acts, kill)
        for _ in range(self.dice.randrange(1, 4)):
            try:
                outcome = self._apply(self._diff(line), line)
            except (Killed, Unreachable, Denied) as error:
                self.say(type(error).__name__)
            except Parked as parked:
                self._wait_for(parked.until)
            else:
                self.say(outcome.state)
                if outcome.state == "parked":
                    self._wait_for(outcome.until)
        self.jira.faults = faults.Faults()

    def _wait_for(self, until):
        self.say("parked")
        self.jira.clock.advance(max(0.0, (until - self.jira.clock.now()).total_seconds()) + 1)

    def _diff(self, line=None, settled=None):
        self._tell_terms(self.settled if settled is None else settled)
        self.truth.compares()
        return self.office.diff(self.truth.terms.settled, line or Watched(self.truth))

    def _apply(self, shown, line=None):
        self._tell_terms(shown.settled)
        for change in shown.changes:
            if change.operation == "accept":
                self.truth.gives_way(change.node, {"description": "region"}.get(change.field, change.field))
        return self.office.apply(shown.hash, line or Watched(self.truth))

    def _tell_terms(self, settled):
        self.truth.people_did()
        self.truth.terms = self.terms(settled)

    def terms(self, settled=None):
        wanted = self.office.wanted
        nodes = {node.id: node for node in wanted.nodes}
        links = frozenset((link.blocker, link.blocked) for link in wanted.links)
        return Terms(self.office.mapping, settled or {}, self.office.planned_at, nodes, links)

    # The settings, the ledger, time

    def change_policies(self):
        draw = self.dice.choice
        self.office.mapping = Mapping(
            policies=Policies(draw(POLICIES), summary=draw([None, *POLICIES]), due=draw([None, *POLICIES])),
            recreate=self.dice.random() < 0.3,
            removed=draw(["keep", "label", "close", "delete"]),
            closing="Cancelled",
        )
        mapping = self.office.mapping
        self.say(f"{mapping.policies} removed={mapping.removed} recreate={mapping.recreate}")

    def lose_ledger(self):
        self._begin_with(MemoryLedger())

    def keep_ledger(self):
        self.backup = self.office.ledger.copy()

    def restore_ledger(self):
        """Go on with a copy from before: a backup, or the ledger of another machine."""
        if self.backup is not None:
            self.restored = True
            self._begin_with(self.backup.copy())

    def _begin_with(self, ledger):
        self.jira.clock.advance(200)  # Within its lag the index cannot tell what was created.
        self.office.ledger = ledger
        self.truth.ledger_is_new = True

    def pull(self):
        full = self.dice.random() < 0.6
        self.jira.clock.advance(120)
        pulled = self.office.sync(Watched(self.truth)).pull(full=full)
        if not full or self.truth.ledger_is_new or self.pushed is not self.office.wanted:
            return
        strange = {self.truth.made[issue] for issue in self.truth.unknowable | self.truth.unproven}
        for node in self.office.wanted.nodes:
            if node.kind != "phase" and node.id not in strange:
                found = {(one.kind, one.date) for one in pulled.actuals if one.on == node.id and one.kind != "relinked"}
                found = {(kind, None if kind in ("deleted", "moved") else day) for kind, day in found}
                assert found == happened(self.truth, node.id), f"pulled {found} of {node.id}"

    def pass_time(self):
        self.jira.clock.advance(
            timedelta(days=self.dice.choice([0, 0, 0, 1])).total_seconds() + self.dice.choice([1, 20, 40, 120, 3600])
        )
