"""What people do in Jira on an ordinary day, drawn from a seed: edits of every kind, on issues of every kind."""

from datetime import date, timedelta

from tests.clients.jira.fake.documents import paragraphs

EPIC = "10000"
ACTS = (
    "summary", "summary", "dates", "dates", "words_outside", "words_inside", "region_off", "labels", "labels",
    "versions", "links", "links", "parent", "delete", "move", "clone", "mark_off", "status", "work", "comment",
    "property_of_an_app",
)  # fmt: skip


class PeopleAtRandom:
    """People at work in the fake, whose truth takes it down; ``say`` is told what is done."""

    def __init__(self, dice, truth, say):
        self._dice, self._say, self._note = dice, say, truth.people_did
        self._jira, self._made = truth.jira, truth.made
        self._number = 0

    def act(self, name):
        """Do something to an issue, where there is one."""
        issue = self._some_issue()
        if issue is not None:
            self._say(f"{name} {issue.key} ({self._made.get(issue.id)})")
            getattr(self, f"_{name}")(issue)

    def _summary(self, issue):
        self._edit(issue, summary=self._words())

    def _dates(self, issue):
        day = (date(2030, 1, 1) + timedelta(days=self._next())).isoformat()
        self._edit(issue, **{self._dice.choice(["duedate", "customfield_10015"]): self._dice.choice([day, day, None])})

    def _words_outside(self, issue):
        there, words = self._text(issue), paragraphs(self._words())["content"]
        content = [block for block in there["content"] if block.get("content")]
        around = [[*words, *content], [*content, *words], [*words, *content, *words]]
        self._edit(issue, description={**there, "content": self._dice.choice(around)})

    def _words_inside(self, issue):
        there, words = self._text(issue), paragraphs(self._words())["content"]
        content = [
            {**block, "content": [*block["content"], *words]} if block["type"] == "panel" else block
            for block in there["content"]
        ]
        self._edit(issue, description={**there, "content": content})

    def _region_off(self, issue):
        there = self._text(issue)
        content = [block for block in there["content"] if block["type"] != "panel"]
        self._edit(issue, description={**there, "content": content or paragraphs(self._words())["content"]})

    def _labels(self, issue):
        there = [*issue.values["labels"]]
        if there and self._dice.random() < 0.5:
            there.remove(self._dice.choice(there))
        else:
            there.append(f"people-{self._next()}")
        self._edit(issue, labels=there)

    def _versions(self, issue):
        there = [{"id": one} for one in issue.values["fixVersions"]]
        if there and self._dice.random() < 0.5:
            self._edit(issue, fixVersions=there[1:])
        elif issue.values["project"] == "10000":
            self._edit(issue, fixVersions=[*there, {"id": self._jira.create_version(self._words())}])

    def _links(self, issue):
        blocks = [link for link in map(self._jira.store.links.get, issue.links) if link.type == "10000"]
        other = self._some_issue()
        if blocks and self._dice.random() < 0.5:
            link = self._dice.choice(blocks)
            self._jira.unlink(*(self._jira.store.issues[end].key for end in (link.inward, link.outward)))
        elif other.id != issue.id:
            self._say(f"> {other.key}")
            self._jira.link(issue.key, other.key)

    def _parent(self, issue):
        epics = sorted(one.id for one in self._jira.store.issues.values() if one.values["issuetype"] == EPIC)
        if issue.values["issuetype"] != EPIC:
            chosen = epics and self._dice.random() < 0.7
            self._edit(issue, parent={"id": self._dice.choice(epics)} if chosen else {"none": True})

    def _delete(self, issue):
        if self._dice.random() < 0.4:
            self._say("for good")
            self._jira.delete(issue.key)

    def _move(self, issue):
        if self._dice.random() < 0.4:
            self._say("to another project")
            self._jira.move_to_project(issue.key, "OTHER")

    def _clone(self, issue):
        self._jira.clone(issue.key)

    def _mark_off(self, issue):
        self._jira.set_property(issue.key, "milepost", None)

    def _property_of_an_app(self, issue):
        self._jira.set_property(issue.key, "theirs", self._words())

    def _status(self, issue):
        status = self._dice.choice(["To Do", "In Progress", "In Review", "Done", "Cancelled"])
        self._say(status)
        self._jira.move_status(issue.key, status, self._dice.choice(["Done", "Done", "Won't Do"]))

    def _work(self, issue):
        """Days go by, in which work is begun, put aside and taken up."""
        for _ in range(3):
            self._status(issue)
            self._note()
            self._jira.clock.advance(86_400)

    def _comment(self, issue):
        self._jira.comment(issue.key, self._words())

    def _edit(self, issue, **fields):
        self._say(str(fields)[:200])
        self._jira.edit(issue.key, **fields)

    def _text(self, issue):
        return issue.values["description"] or paragraphs(self._words())

    def _some_issue(self):
        """An issue to work on: mostly one of the plan's."""
        there = sorted(self._jira.store.issues.values(), key=lambda one: int(one.id))
        ours, others = ([one for one in there if (one.id in self._made) is it] for it in (True, False))
        chosen = others if others and self._dice.random() < 0.1 else ours
        return self._dice.choice(chosen) if chosen else None

    def _next(self):
        self._number += 1
        return self._number

    def _words(self):
        return f"Words {self._next()} of a person"
