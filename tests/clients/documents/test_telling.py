"""What documents say of gates and quarters: copies together, names for ids."""

from msgspec import structs

from clients.documents.telling import alike, criteria, evidence_due, held_by, reasons, together
from clients.names import Names
from planner.plans import EvidenceDue
from tests.clients.jira import plans


def names_of(*activities, gates=()):
    plan = plans.a_plan(activities, gates or [plans.a_gate(2, 5, [one.id for one in activities])])
    return Names(plan, plans.a_catalog())


def copies(*functions):
    return [plans.an_activity(f"act-a@{function}", start=2) for function in functions]


def test_the_copies_of_an_item_are_spoken_of_together_in_the_order_of_their_start():
    names = names_of(plans.an_activity("act-z"), *copies("sales", "hr"))
    told = together(names, ["act-a@hr", "act-a@sales", "act-z", "nothing"])
    assert [one.name for one in told] == ["Do act-z", "Do act-a (HR and Sales)"]


def test_a_set_up_is_left_out_of_the_name_of_the_copies():
    setup = plans.an_activity("act-a@setup")
    names = names_of(setup, *copies("sales"))
    assert [one.name for one in together(names, ["act-a@setup", "act-a@sales"])] == ["Do act-a (Sales)"]
    assert [one.name for one in together(names, ["act-a@setup"])] == ["Do act-a: set-up"]


def test_criteria_of_copies_are_one_where_their_evidence_is_the_same():
    names = names_of(*copies("sales", "hr"))
    (told,) = criteria(names, names.plan.gates[0])
    assert (told.name, told.text) == ("Do act-a (Sales and HR)", "act-a proved")


def test_reasons_that_differ_in_the_copy_alone_are_one_sentence():
    names = names_of(*copies("sales", "hr"))
    told = reasons(
        names,
        [
            plans.because("act-a@sales", "It needs act-a@sales."),
            plans.because("act-a@hr", "It needs act-a@hr."),
            plans.because("total", "There is no money.", kind="money"),
        ],
    )
    assert told == ['It needs "Do act-a (Sales and HR)".', "There is no money."]


def test_a_gate_without_reasons_is_held_by_what_it_names():
    names = names_of(plans.an_activity("act-z"))
    gate = structs.replace(names.plan.gates[0], held_by=("act-z", "gate-1"))
    assert held_by(names, gate) == ["Do act-z", "The weeks of evidence at level 1"]


def test_sentences_that_differ_in_the_function_alone_are_one():
    names = names_of(*copies("sales", "hr"))
    told = alike(names, ["act-a@sales is early.", "act-a@hr is early.", "act-other was left out."], {"act-other": "X"})
    assert told == ['"Do act-a (Sales and HR)" is early.', "X was left out."]


def test_evidence_of_copies_due_on_one_day_is_told_once_and_of_set_ups_never():
    names = names_of(plans.an_activity("act-a@setup"), *copies("sales", "hr"))
    due = [EvidenceDue(one, plans.day(6), "act-a proved") for one in ("act-a@setup", "act-a@sales", "act-a@hr")]
    phase = structs.replace(names.plan.phases[0], evidence_due=tuple(due))
    (found,) = evidence_due(names, phase)
    assert found.told.name == "Do act-a (Sales and HR)"
    assert [one.activity for one in found.entries] == ["act-a@sales", "act-a@hr"]
