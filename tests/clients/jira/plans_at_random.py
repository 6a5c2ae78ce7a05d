"""What becomes of a plan from quarter to quarter, drawn from a seed: what moves, goes, comes and comes back."""

from datetime import date, timedelta

from msgspec.structs import replace

from clients.jira.adf import paragraph, text
from clients.jira.wanted import Link, Version
from tests.clients.jira.office import a_node, a_roadmap, changed, without

QUARTERS = ("FY27 Q1", "FY27 Q2", "FY27 Q3")
VERSIONS = tuple(
    Version(name, date(2027, 3 * place + 1, 1), date(2027, 3 * place + 3, 28), "A quarter of the plan")
    for place, name in enumerate(QUARTERS)
)
TURNS = ("moves",) * 6 + ("links",) * 2 + ("drops", "adds", "brings_back")


class PlansAtRandom:
    """A plan that is planned anew; ``wanted`` is what it wants of Jira now, ``say`` is told what changed."""

    def __init__(self, dice, say):
        self._dice, self._say = dice, say
        self.wanted = replace(a_roadmap(tasks=4), versions=VERSIONS)
        self._gone, self._number = [], 0

    def turn(self, name):
        getattr(self, f"_{name}")()

    def _moves(self):
        node = self._dice.choice(self.wanted.nodes)
        day = date(2027, 1, 4) + timedelta(weeks=self._dice.randrange(40))
        changes = {
            "summary": self._words(),
            "due": day + timedelta(days=400),
            "region": (paragraph(text(self._words())),),
            "labels": tuple(sorted({*node.labels} ^ {self._dice.choice(["own-ai", "own-risk"])})),
        }
        if node.kind == "action":
            phases = [one.id for one in self.wanted.nodes if one.kind == "phase"]
            changes |= {"start": day, "parent": self._dice.choice(phases), "quarter": self._dice.choice(QUARTERS)}
        field = self._dice.choice([*changes])
        self._say(f"{node.id}.{field} = {changes[field]}")
        self.wanted = changed(self.wanted, node.id, **{field: changes[field]})

    def _links(self):
        tasks = [one.id for one in self.wanted.nodes if one.kind != "phase"]
        first, second = sorted(self._dice.sample(tasks, 2))
        self._say(f"{first} > {second}")
        self.wanted = replace(self.wanted, links=tuple(sorted({*self.wanted.links} ^ {Link(first, second)})))

    def _drops(self):
        node = self._dice.choice(self.wanted.nodes)
        if len(self.wanted.nodes) > 5 and node.kind != "phase":
            self._say(f"without {node.id}")
            self._gone.append(node)
            self.wanted = without(self.wanted, node.id)

    def _adds(self):
        phases = [one.id for one in self.wanted.nodes if one.kind == "phase"]
        self._number += 1
        self._add(a_node(f"act-new-{self._number}", parent=self._dice.choice(phases)))

    def _brings_back(self):
        if self._gone:
            self._add(self._gone.pop(self._dice.randrange(len(self._gone))))

    def _add(self, node):
        self._say(f"with {node.id}")
        self.wanted = replace(self.wanted, nodes=(*self.wanted.nodes, node))

    def _words(self):
        self._number += 1
        return f"Words {self._number} of a plan"
