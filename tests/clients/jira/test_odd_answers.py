"""Answers that no document allows: the sync ends in a sentence or goes on rightly, and writes nothing for them."""

import random
from datetime import date

import pytest
from msgspec.structs import replace

from clients.jira.adf import paragraph, text
from clients.jira.mapping import Mapping, Policies
from clients.jira.site import NoProject
from clients.jira.sync import NotReady
from clients.jira.wanted import Version
from clients.jira.wire import Denied, Parked, Rejected, Unknown, Unreachable
from tests.clients.jira.memory import MemoryLedger
from tests.clients.jira.odd import MISSING, Odd, spoilings
from tests.clients.jira.office import Office, a_node, a_roadmap, changed, without

TOLD = (NotReady, NoProject, Denied, Parked, Rejected, Unknown, Unreachable)
SMALL = a_roadmap(tasks=3, phases=1)
MOVED = changed(SMALL, "phase-q1", summary="The plan's words", region=(paragraph(text("Other words")),))
KEPT = without(changed(MOVED, "act-0", summary="The plan's words"), "act-2")
NEW = replace(
    KEPT,
    nodes=(*KEPT.nodes, a_node("act-new", quarter="FY27 Q3")),
    versions=(*KEPT.versions, Version("FY27 Q3", date(2027, 7, 1), date(2027, 9, 30), "A quarter of the plan")),
)
CAREFUL = Mapping(removed="close", closing="Cancelled", policies=Policies(default="newest"))
EAGER = Mapping(removed="delete", recreate=True, policies=Policies(default="plan"))
SITUATIONS = {"careful": CAREFUL, "eager": EAGER, "without its ledger": EAGER}


class Scene:
    """A plan that was pushed and planned anew, people who edited, and a sync that is to go on from there."""

    def __init__(self, folder, situation):
        self._folder, self._mapping = folder, SITUATIONS[situation]
        first = Office(folder, SMALL)
        first.ledger = MemoryLedger()
        assert first.push().state == "done"
        first.clock.advance(3600)
        first.jira.edit(first.key("act-1"), summary="Ada's words")
        first.jira.edit(first.key("phase-q1"), duedate="2030-01-01", description=_with_people_s(first))
        first.jira.move_status(first.key("act-1"), "In Progress")
        first.jira.add_label(first.key("act-1"), "urgent")
        first.clock.advance(3600)
        self._jira = first.jira
        self._ledger = first.ledger if situation != "without its ledger" else MemoryLedger()
        self.heard = {}
        for work in (push, pull):
            line = Odd(self._jira.copy())
            office = self.office(line)
            work(office, line)
            self.heard |= line.heard

    def office(self, line):
        jira = line._inner._jira
        office = Office(self._folder, NEW, self._mapping, jira=jira)
        office.ledger = self._ledger.copy()
        office.planned_at = office.clock.now()
        return office

    def plays(self, operation, path, other, work):
        """Let it go on with one answer spoilt; return what went wrong."""
        jira = self._jira.copy()
        jira._judge = None  # what people's texts are spoilt to, Jira itself refuses
        line = Odd(jira, operation, path, other)
        office = self.office(line)
        try:
            work(office, line)
        except TOLD:
            pass
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        # A text that came without a part of it is like one that somebody shortened: nobody can tell.
        return self._judged(jira, shortened="description" in path[:-1])

    def _judged(self, jira, shortened):
        """What was written that would not have been, had the answer been right."""
        created = [
            one["properties"][0]["value"]["node"]
            for entry in jira.log
            if entry.path.endswith("/bulk")
            for one in entry.body["issueUpdates"]
        ]
        if set(created) - {"act-new"} or len(created) > 1:
            return f"created {created}"
        there = jira.store.issues
        for issue, before in self._jira.store.issues.items():
            if issue not in there and self._name(issue) != "act-2":
                return f"deleted {self._name(issue)}"
            words = [
                "people" in str(one.get(issue, before).values["description"])
                for one in (self._jira.store.issues, there)
            ]
            if words == [True, False] and not shortened:
                return f"the words of people in {self._name(issue)} are gone"
            if issue in there and not {*before.values["labels"]} <= {*there[issue].values["labels"]}:
                return f"labels of {self._name(issue)} are gone"
        return None

    def _name(self, issue):
        return self._jira.store.issues[issue].properties["milepost"]["node"]


def _with_people_s(office):
    document = office.field("phase-q1", "description")
    words = {"type": "paragraph", "content": [{"type": "text", "text": "What people say"}]}
    return {**document, "content": [words, *document["content"]]}


def push(office, line):
    office.apply(office.diff(line=line).hash, line=line)


def pull(office, line):
    office.sync(line).pull(full=True)


def cases(scene):
    """Every spoiling of every answer: (operation, path, other)."""
    return [
        (operation, path, other)
        for operation, body in sorted(scene.heard.items())
        if body is not None
        for path, other in spoilings(body)
        if (path[-1:], other) != (("description",), None)  # as if somebody had deleted all of it
    ]


def wrongs(scene, chosen):
    found = []
    for operation, path, other in chosen:
        for work in (push, pull):
            wrong = scene.plays(operation, path, other, work)
            if wrong is not None:
                shown = "missing" if other is MISSING else repr(other)
                found.append(f"{operation} {'.'.join(map(str, path))} {shown} ({work.__name__}): {wrong}")
    return found


@pytest.mark.parametrize("situation", SITUATIONS)
def test_some_answers_that_are_not_as_documented_end_in_a_sentence_and_in_no_write(tmp_path, situation):
    scene = Scene(tmp_path, situation)
    assert wrongs(scene, random.Random(situation).sample(cases(scene), 60)) == []


@pytest.mark.parametrize("situation", SITUATIONS)
def test_an_issue_that_nobody_asked_for_is_nonsense(tmp_path, situation):
    scene = Scene(tmp_path, situation)
    chosen = [one for one in cases(scene) if "bulkfetch" in one[0] and one[1] == ("issues", 0, "id")]
    assert 7 in [other for _, _, other in chosen]
    assert wrongs(scene, chosen) == []


# What is there, in which project, which types a project knows: for one answer nothing is made or deleted.
ALONE = (
    ("search/jql", ("issues",)),
    ("search/jql", ("issues", 0)),
    ("search/jql", ("issues", 0, "fields", "project", "id")),
    ("project/PROJ", ("id",)),
    ("createmeta/PROJ/issuetypes", ("issueTypes", 0)),
)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_no_single_answer_makes_an_issue_twice_or_deletes_one(tmp_path, situation):
    scene = Scene(tmp_path, situation)
    chosen = [one for one in cases(scene) if any(one[0].endswith(end) and one[1] == path for end, path in ALONE)]
    assert {path for _, path, _ in chosen} == {path for _, path in ALONE}
    assert wrongs(scene, chosen) == []


@pytest.mark.soak
@pytest.mark.parametrize("part", range(8))
@pytest.mark.parametrize("situation", SITUATIONS)
def test_no_answer_that_is_not_as_documented_ends_in_a_fault_or_in_a_write(tmp_path, situation, part):
    scene = Scene(tmp_path, situation)
    assert wrongs(scene, cases(scene)[part::8]) == []
