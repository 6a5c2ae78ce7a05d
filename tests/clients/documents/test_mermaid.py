"""Mermaid's Gantt charts: read back by the rules of its lexer, every bar is where the plan has it."""

from datetime import timedelta

import pytest

from catalog.fault import Refused
from clients.documents.mermaid import mermaid, plain
from tests.clients import sample
from tests.clients.documents import mermaid_grammar, rooms
from tests.clients.jira import plans


def a_reading(plan, catalog):
    return mermaid_grammar.read(mermaid(plan, catalog).decode())


@pytest.mark.parametrize("size", rooms.SIZES.values(), ids=rooms.SIZES)
def test_every_activity_is_a_bar_and_every_gate_a_milestone(size):
    plan = rooms.a_plan_of(size)
    _, tasks = a_reading(plan, sample.a_catalog())
    bars = {task["id"]: (task["start"], task["end"]) for task in tasks if "milestone" not in task["tags"]}
    assert bars == {
        f"m-{one.id.replace('@', '--')}": (one.start, one.finish + timedelta(days=1)) for one in plan.activities
    }
    gates = {task["id"]: task["start"] for task in tasks if "milestone" in task["tags"]}
    assert gates == {f"m-{gate.id}": gate.date for gate in plan.gates}


def test_what_has_no_slack_is_critical_and_nothing_else_is():
    plan = sample.a_plan()
    _, tasks = a_reading(plan, sample.a_catalog())
    critical = {task["id"] for task in tasks if "crit" in task["tags"]}
    assert critical == {f"m-{one.id.replace('@', '--')}" for one in plan.activities if one.critical}


def test_a_gate_stands_last_in_the_section_that_leads_to_it():
    activities = [plans.an_activity("act-a"), plans.an_activity("act-b", start=4, weeks=2, transition="2-3")]
    plan = plans.a_plan(activities, [plans.a_gate(2, 4, ["act-a"]), plans.a_gate(3, 6, ["act-b"])])
    title, tasks = a_reading(plan, plans.a_catalog())
    assert title == "Acme 2027"
    assert [(task["section"], task["label"]) for task in tasks] == [
        ("Level 1 to 2 – Level 2", "Do act-a"),
        ("Level 1 to 2 – Level 2", "Level 2 declared – Level 2"),
        ("Level 2 to 3 – Level 3", "Do act-b"),
        ("Level 2 to 3 – Level 3", "Level 3 declared – Level 3"),
    ]


def test_hostile_names_make_neither_statements_nor_comments():
    plan, catalog = rooms.a_hostile_pair()
    title, tasks = a_reading(plan, catalog)
    assert len(tasks) == len(plan.activities) + len(plan.gates)
    assert title.startswith("=1+1 株式会社 مؤسسة ]]›")
    labels = " ".join(task["label"] for task in tasks)
    assert "株式会社" in labels
    assert "مؤسسة" in labels
    assert "100 percent" not in labels
    assert not set("<>#;%{}") & set(labels)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("section 12 review", "“section 12 review”"),
        ("Titles of roles", "Titles of roles"),
        ("title deeds", "“title deeds”"),
        ("2027-01-04 kick-off", "“2027-01-04 kick-off”"),
        ("100% of C# teams; all", "100 percent of C♯ teams, all"),
        ("Ratio 3:1", "Ratio 3∶1"),
        ("Embed SOPs: Sales", "Embed SOPs – Sales"),
        ("", "–"),
        ("click me", "“click me”"),
    ],
)
def test_a_label_is_legible_and_means_nothing_to_mermaid(words, shown):
    assert plain(words) == shown
    if words:
        tokens = list(mermaid_grammar.tokens_of(plain(words)))
        assert tokens == [("text", shown)]


def test_a_long_label_keeps_what_tells_copies_apart():
    activity = plans.an_activity("act-a@sales", title="W" * 200)
    _, tasks = a_reading(plans.a_plan([activity], [plans.a_gate(2, 4, ["act-a@sales"])]), plans.a_catalog())
    assert len(tasks[0]["label"]) <= 81
    assert tasks[0]["label"].endswith("… – Sales")


def test_the_same_plan_gives_the_same_bytes():
    assert mermaid(sample.a_plan(), sample.a_catalog()) == mermaid(sample.a_plan(), sample.a_catalog())


def test_a_plan_without_a_schedule_is_refused():
    with pytest.raises(Refused, match="there is nothing for a chart"):
        mermaid(sample.an_infeasible_plan(), sample.a_catalog())
