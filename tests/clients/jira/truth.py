"""What people and the plan really wrote to the fake, kept beside it, and the judge of every request that changes it.

``Truth`` is shown the fake after every act of people and after every request of the sync, and finds what the sync may
not have done. It knows nothing of how the sync decides: whose word stands in a field, who gave way to whom, is its own
account.
"""

import json

import msgspec

from tests.clients.jira.fake.documents import plain

FIELDS = ("summary", "start", "due", "parent", "region", "quarter", "function")
JIRA = {"summary": "summary", "start": "customfield_10015", "due": "duedate"}
PLAN_VERSIONS = ("FY27 Q1", "FY27 Q2", "FY27 Q3")
MARKER = "Milepost ▸"
OURS = ("milepost-acme", "milepost:acme:", "milepost-removed", "milepost-imported", "function-", "quarter-", "own-")
PROJECT = "10000"


class Word(msgspec.Struct, frozen=True):
    """Who said last what stands in a field: the plan, a person, or a person with whom the plan agreed."""

    who: str
    value: object
    at: object


class Terms(msgspec.Struct, frozen=True):
    """What the sync has been told to go by: policies, what is settled, what becomes of leftovers, the plan."""

    mapping: object
    settled: dict[str, str]
    planned_at: object
    nodes: dict[str, object]
    links: frozenset[tuple[str, str]]

    def policy(self, field):
        name = {"region": "description"}.get(field, field)
        return getattr(self.mapping.policies, name) or self.mapping.policies.default


class Truth:
    """An account of everything that was ever written; ``wrongs`` holds what should not have happened."""

    def __init__(self, jira, terms, by_key=True):
        self.jira, self.terms, self.by_key = jira, terms, by_key
        self.wrongs = []
        self.made = {}  # issue -> node, of all that the sync created
        self.words = {}  # (issue, field) -> Word
        self.written = {}  # (issue, field) -> what the plan wrote last
        self.gone_over = {}  # (issue, field) -> Word of a person, written over in the moment after the last look
        self.dropped = set()  # issues that the sync deleted
        self.moves = {}  # issue -> [(moment, before, after)] of statuses
        self.people_s_links, self.taken_off = set(), set()
        self.plan_s_links = set()  # by their ends
        self.label_s_off = set()  # (issue, label) that people took off
        self.looked = {}  # issue -> (request, the issue as the sync saw it)
        self.requests = 0
        self.unknowable = set()  # issues that nobody without the ledger could tell to be the sync's
        self.ledger_is_new = False  # lost, or an old one: until a push went through
        self.unproven = set()  # issues of which it can be told, but not be proved
        self.seen, self.seen_links = {}, {}
        self.people_did()

    # What is shown

    def people_did(self):
        """Take over what people changed since the last look."""
        for issue, before, after in self._changes():
            self._moved(issue, before, after)
            if after is None:
                self.taken_off = {ends for ends in self.taken_off if self.made.get(issue) not in ends}
            if before is None or after is None:
                continue
            for field in FIELDS:
                value = self.value(after, field)
                orphaned = field == "parent" and value is None and before.values["parent"] not in self.jira.store.issues
                if self.value(before, field) != value and not orphaned:
                    back = (issue, field) in self.written and self.written[issue, field] == value
                    self.words[issue, field] = Word("plan" if back else "person", value, self.jira.clock.now())
            labels = {*before.values["labels"]}, {*after.values["labels"]}
            self.label_s_off |= {(issue, label) for label in labels[0] - labels[1]}
            self.label_s_off -= {(issue, label) for label in labels[1] - labels[0]}
        for link in self._links_gone():
            # What the plan did not want when it was last compared, nobody took away from it.
            if {link.inward, link.outward} <= self.jira.store.issues.keys() and self._ends(link) in self.terms.links:
                self.taken_off.add(self._ends(link))
        for link in self._links_new():
            # One that the plan made before is the plan's for all that the sync can tell: links have no author.
            if self._ends(link) not in self.plan_s_links:
                self.people_s_links.add(link.id)
            self.taken_off.discard(self._ends(link))
        if self.ledger_is_new:
            self._forget()
        self._remember()

    def sync_did(self, request):
        """Judge what a request of the sync changed."""
        made = list(self._changes())
        for issue, before, after in made:
            if before is None:
                self._judge_creation(issue, after)
            elif after is None:
                self._judge_deletion(issue, before)
        for issue, before, after in made:
            self._moved(issue, before, after)
            if before is not None and after is not None:
                self._judge_change(request, issue, before, after)
        self._judge_links()
        if request.method == "POST" and request.url.path.endswith("/issueLink"):
            self._share(json.loads(request.content))
        self._remember()

    def _share(self, asked):
        """Take down that a link is the plan's as well: should people have made it just now, Jira does not tell."""
        ends = (asked["inwardIssue"]["id"], asked["outwardIssue"]["id"])
        self.people_s_links -= {link.id for link in self.seen_links.values() if (link.inward, link.outward) == ends}

    def looks(self, ids):
        """Take down that the sync is told how these issues stand now."""
        for named in ids:
            issue = self.jira.store.find(named)
            if issue is not None:
                self.looked[issue.id] = (self.requests, issue)

    def compares(self):
        """Take down what a comparison settles by itself: where both say the same, they agree."""
        for (issue, field), word in self.words.items():
            node = self.terms.nodes.get(self.made.get(issue, ""))
            if word.who == "person" and node is not None and word.value == self.wish(node, field):
                self.words[issue, field] = Word("agreed", word.value, word.at)
        self.taken_off &= self.terms.links
        self.label_s_off = {
            (issue, label)
            for issue, label in self.label_s_off
            if self.made.get(issue) in self.terms.nodes and label in self.labels(self.terms.nodes[self.made[issue]])
        }

    def gives_way(self, node, field):
        """Take down that a conflict was settled for Jira: what stands there is agreed."""
        for issue, name in self.made.items():
            word = self.words.get((issue, field))
            if name == node and word is not None:
                self.words[issue, field] = Word("agreed", word.value, word.at)

    def _forget(self):
        """Take down that the ledger is gone, or an old one: what nothing in Jira tells is not known any more."""
        for issue, node in self.made.items():
            there = self.jira.store.issues.get(issue)
            if there is None or there.values["project"] != PROJECT or "milepost-acme" not in there.values["labels"]:
                self.unknowable.add(issue)
            elif "milepost" not in there.properties:
                labelled = f"milepost:acme:{node}" in there.values["labels"]
                (self.unproven if labelled else self.unknowable).add(issue)
        self.taken_off.clear()
        self.label_s_off.clear()
        for key, word in self.words.items():
            there = self.jira.store.issues.get(key[0])
            orphaned = key[1] == "parent" and there is not None and there.values["parent"] is None
            if orphaned or (word.who == "person" and word.value in (None, frozenset())):
                self.words[key] = Word("agreed", word.value, word.at)

    # What stands somewhere

    def value(self, issue, field):
        """What an issue of the fake says of a field."""
        values = issue.values
        match field:
            case "parent":
                return self.made.get(values["parent"], values["parent"])
            case "region":
                return region(values["description"])
            case "quarter":
                names = {self.jira.store.versions[one].name for one in values["fixVersions"]}
                return frozenset(names & {*PLAN_VERSIONS})
            case "function":
                known = {one.id: one.name for one in self.jira.site.projects[0].components}
                return frozenset(known[one] for one in values["components"] if one in known)
            case _:
                return values[JIRA[field]]

    def wish(self, node, field):
        """What the plan says of a field."""
        match field:
            case "region":
                return plain({"type": "doc", "content": list(node.region)}).strip()
            case "quarter":
                return frozenset({node.quarter} - {None})
            case "function":
                return frozenset({node.function} - {None})
            case "start" | "due":
                day = getattr(node, field)
                return day and day.isoformat()
            case _:
                return getattr(node, field)

    def labels(self, node):
        return {*node.labels}

    def issues(self, node):
        """The issues that the sync created for a node and that are still there, as they stand, oldest first."""
        there = [self.jira.store.issues.get(issue) for issue, name in self.made.items() if name == node]
        return [issue for issue in there if issue is not None]

    # What is judged

    def _judge_creation(self, issue, after):
        mark = after.properties.get("milepost", {})
        node = mark.get("node")
        others = [one for one in self.issues(node) if not self._is_unknowable(one, node)]
        if node is None:
            self._wrong(f"{after.key} was created without a mark")
        if others:
            self._wrong(f"a second issue for {node}: {after.key} beside {others[0].key}")
        self.made[issue] = node
        for field in FIELDS:
            self.words[issue, field] = Word("plan", self.value(after, field), None)
            self.written[issue, field] = self.value(after, field)

    def _is_unknowable(self, issue, node):
        told = {"milepost-acme", f"milepost:acme:{node}"} <= {*issue.values["labels"]}
        away = issue.values["project"] != PROJECT or not told
        # In the place of one that was deleted another is made on demand, whatever else carries its label.
        excused = away or self.terms.mapping.recreate
        return issue.id in self.unknowable or (issue.id in self.unproven and excused)

    def _judge_deletion(self, issue, before):
        node = self.made.get(issue)
        if node is None or self.terms.mapping.removed != "delete" or node in self.terms.nodes:
            self._wrong(f"{before.key} was deleted")
        self.dropped.add(issue)
        if before.values["project"] != PROJECT and self._saw(issue, before, lambda one: one.values["project"]):
            self._wrong(f"{before.key} was deleted in another project")

    def _judge_change(self, request, issue, before, after):
        node = self.made.get(issue)
        if "/issueLink" in request.url.path or request.method == "DELETE":
            return  # links are judged apart; of an issue that goes the children stand alone
        if node is None:
            self._wrong(f"{after.key} is no issue of the sync, and was changed")
            return
        moved = before.values["project"] != PROJECT and self._saw(issue, before, lambda one: one.values["project"])
        if moved and not request.url.path.endswith("/transitions"):  # which asks once more before it writes
            self._wrong(f"{before.key} was changed in another project: {request.url.path}")
        for field in FIELDS:
            if self.value(before, field) != self.value(after, field):
                self._judge_field(issue, node, field, before, after)
        self._judge_labels(issue, node, before, after)
        self._judge_rest(request, issue, node, before, after)

    def _judge_field(self, issue, node, field, before, after):
        word = self.words.get((issue, field), Word("plan", None, None))
        saw = self._saw(issue, before, lambda one: self.value(one, field))
        if word.who == "person" and saw and not self._may_overwrite(node, field, word):
            self._wrong(
                f"{before.key} ({node}): {field} {word.value!r} of a person became {self.value(after, field)!r}"
            )
        value, given_back = self.value(after, field), self.gone_over.pop((issue, field), None)
        if given_back is not None and given_back.value == value:
            self.words[issue, field] = given_back
            return
        if word.who == "person" and not saw:
            self.gone_over[issue, field] = word
        self.words[issue, field] = Word("plan", value, None)
        self.written[issue, field] = value

    def _may_overwrite(self, node, field, word):
        policy = self.terms.policy(field)
        name = "description" if field == "region" else field
        newer = policy == "newest" and self.terms.planned_at > word.at
        return policy == "plan" or newer or self.terms.settled.get(f"{node}:{name}") == "plan"

    def _judge_labels(self, issue, node, before, after):
        old, new = {*before.values["labels"]}, {*after.values["labels"]}
        foreign = [label for label in old ^ new if not label.startswith(OURS)]
        if foreign:
            self._wrong(f"{before.key}: labels of people {foreign}")
        put_back = {
            label
            for label in new - old
            if (issue, label) in self.label_s_off
            and not label.startswith("milepost")
            and self.terms.policy("labels") != "plan"
        }
        if put_back and self._saw(issue, before, lambda one: one.values["labels"]):
            self._wrong(f"{before.key}: {put_back}, which people took off, was put back")
        self.label_s_off -= {(issue, label) for label in new}

    def _judge_rest(self, request, issue, node, before, after):
        """Judge what the sync may never touch: people's words around the region, versions, comments, other fields."""
        for what, look in (("words outside", self._outside), ("versions", self._versions), ("the rest", self._rest)):
            if look(before) != look(after) and self._saw(issue, before, look):
                self._wrong(f"{before.key}: {what} changed from {look(before)!r} to {look(after)!r}")
        if before.comments != after.comments:
            self._wrong(f"{before.key}: comments changed")
        if before.values["status"] != after.values["status"]:
            closing = self.terms.mapping.removed == "close" and node not in self.terms.nodes
            if not closing or not request.url.path.endswith("/transitions"):
                self._wrong(f"{before.key}: its status changed")
        others = [{key: value for key, value in one.properties.items() if key != "milepost"} for one in (before, after)]
        if others[0] != others[1]:
            self._wrong(f"{before.key}: properties of others changed")

    def _judge_links(self):
        for link in self._links_gone():
            if link.inward not in self.jira.store.issues or link.outward not in self.jira.store.issues:
                continue
            if link.id in self.people_s_links:
                self._wrong(f"a link of people was taken away: {self._ends(link)}")
            elif self._ends(link) in self.terms.links:
                self._wrong(f"a link that the plan wants was taken away: {self._ends(link)}")
        for link in self._links_new():
            ends = self._ends(link)
            if ends in self.taken_off and self.terms.mapping.policies.default != "plan":
                self._wrong(f"a link that people took away was made again: {ends}")
            if ends not in self.terms.links:
                self._wrong(f"a link that the plan does not want was made: {ends}")
            self.taken_off.discard(ends)
            self.plan_s_links.add(ends)

    def _saw(self, issue, before, look):
        """Whether the sync saw what stands there, or should have: only a change after its last look is excused."""
        at, seen = self.looked.get(issue, (0, None))
        if seen is None or look(seen) == look(before):
            return True
        return at < self.requests - 1

    def _wrong(self, words):
        self.wrongs.append(words)

    # How it is found out what changed

    def _changes(self):
        now = self.jira.store.issues
        for issue in [*now, *(one for one in self.seen if one not in now)]:
            before, after = self.seen.get(issue), now.get(issue)
            if before is not after:
                yield issue, before, after

    def _links_gone(self):
        return [link for name, link in self.seen_links.items() if name not in self.jira.store.links]

    def _links_new(self):
        return [link for name, link in self.jira.store.links.items() if name not in self.seen_links]

    def _remember(self):
        self.seen, self.seen_links = dict(self.jira.store.issues), dict(self.jira.store.links)

    def _ends(self, link):
        return self.made.get(link.inward, link.inward), self.made.get(link.outward, link.outward)

    def _moved(self, issue, before, after):
        if before is not None and after is not None and before.values["status"] != after.values["status"]:
            step = (self.jira.clock.now(), before.values["status"], after.values["status"])
            self.moves.setdefault(issue, []).append(step)

    def _outside(self, issue):
        return outside(issue.values["description"])

    def _versions(self, issue):
        return {self.jira.store.versions[one].name for one in issue.values["fixVersions"]} - {*PLAN_VERSIONS}

    def _rest(self, issue):
        own = {*JIRA.values(), "parent", "description", "fixVersions", "components", "labels", "status", "resolution"}
        own |= {"resolutiondate", "statuscategorychangedate"}
        return {name: value for name, value in issue.values.items() if name not in own}


def region(document):
    """The words that stand in the box of the plan, without its first line; None where there is no box."""
    for block in (document or {}).get("content", []):
        words = plain(block)
        if block["type"] == "panel" and MARKER in words:
            return words.partition("\n")[2].strip()
    return None


def outside(document):
    """Everything of a text but the box of the plan."""
    blocks, found = [], False
    for block in (document or {}).get("content", []):
        if not found and block["type"] == "panel" and MARKER in plain(block):
            found = True
        else:
            blocks.append(block)
    return blocks
