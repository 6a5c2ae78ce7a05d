from datetime import date

import pytest
from msgspec import json, structs

from catalog import library
from catalog.fault import Refused
from clients.jira.adf import document, plain_text, with_region
from clients.jira.mapping import Mapping
from clients.jira.wanted import Link, Version, wanted
from tests.clients import sample
from tests.clients.jira.descriptions import faults
from tests.clients.jira.plans import a_catalog, a_gate, a_plan, a_planned_one, an_activity, because

HOSTILE = "=1+1\r\n\u202eRTL \x00 שלום 👩\u200d💻 <b>{panel}</b> " + "x" * 140


def wanted_of(activities, gates=None, *, mapping=None, catalog=None, **request):
    last = max(one.start_week + one.weeks for one in activities)
    plan = a_plan(activities, gates or [a_gate(2, last, [one.id for one in activities])], **request)
    return wanted(plan, catalog or a_catalog(), mapping or Mapping(), "acme")


def the_node(made, name):
    return next(node for node in made.nodes if node.id == name)


def said_of(made, name):
    return plain_text(document(*the_node(made, name).region)).split("\n")


# Nodes


def test_quarters_stand_above_what_starts_in_them_and_gates_where_they_lie():
    # Week 12 begins on 29 March, in the first quarter, and ends in the second; week 13 begins on 5 April.
    work = [an_activity("act-a", start=12, weeks=1), an_activity("act-b", start=13, weeks=2)]
    made = wanted_of(work, [a_gate(2, 13, ["act-a"]), a_gate(3, 15, ["act-b"])])
    assert [(node.id, node.level, node.parent) for node in made.nodes] == [
        ("phase-fy27-q1", 1, None),
        ("phase-fy27-q2", 1, None),
        ("act-a", 0, "phase-fy27-q1"),
        ("act-b", 0, "phase-fy27-q2"),
        ("gate-2", 0, "phase-fy27-q1"),
        ("gate-3", 0, "phase-fy27-q2"),
    ]


def test_a_quarter_s_issue_has_the_quarter_s_days_and_a_name_that_outlives_a_replan():
    node = the_node(wanted_of([an_activity("act-a")]), "phase-fy27-q1")
    assert (node.kind, node.summary, node.start, node.due, node.quarter) == (
        "phase", "FY27 Q1: Acme 2027", date(2027, 1, 1), date(2027, 3, 31), None,
    )  # fmt: skip


def test_a_plan_without_a_name_is_called_by_its_target():
    node = the_node(wanted_of([an_activity("act-a")], name=None), "phase-fy27-q1")
    assert node.summary == "FY27 Q1: the road to level 3"


def test_an_activity_ships_in_the_quarter_of_its_last_week():
    made = wanted_of([an_activity("act-a", start=10, weeks=3), an_activity("act-b", start=10, weeks=4)])
    assert [the_node(made, name).quarter for name in ("act-a", "act-b")] == ["FY27 Q1", "FY27 Q2"]
    assert [version.name for version in made.versions] == ["FY27 Q1", "FY27 Q2"]
    assert made.versions[0] == Version(
        "FY27 Q1", date(2027, 1, 1), date(2027, 3, 31), "The fiscal quarter from 1 Jan 2027 to 31 Mar 2027."
    )


def test_an_activity_has_its_days_its_function_and_who_answers_for_it():
    made = wanted_of([an_activity("act-a@web-shop", start=1, weeks=2, accountable="lead")])
    node = the_node(made, "act-a@web-shop")
    assert (node.kind, node.start, node.due) == ("action", date(2027, 1, 11), date(2027, 1, 24))
    assert (node.function, node.accountable) == ("Web shop", "lead")


def test_copies_and_the_set_up_of_an_item_are_told_apart_by_their_summaries():
    made = wanted_of([an_activity(name, title="Train") for name in ("act-a@setup", "act-a@hr", "act-a@sales", "gov-b")])
    assert [node.summary for node in made.nodes if node.level == 0 and node.kind != "gate"] == [
        "Train: set-up", "Train: HR", "Train: Sales", "Train",
    ]  # fmt: skip
    assert the_node(made, "gov-b").kind == "governance"


def test_a_gate_is_due_on_its_day_and_has_no_start():
    made = wanted_of([an_activity("act-a", weeks=13)])
    gate = the_node(made, "gate-2")
    assert (gate.kind, gate.start, gate.due, gate.quarter) == ("gate", None, date(2027, 4, 4), "FY27 Q1")
    assert gate.summary == "Level 2 declared: Level 2"


def test_levels_may_stand_above_what_leads_to_them():
    work = [
        an_activity("gov-a", start=2),
        an_activity("act-b@setup", start=1, transition="2-3"),
        an_activity("act-b@hr", start=6, after=["act-b@setup"], transition="2-3"),
        an_activity("act-c", start=10, transition="3+"),
    ]
    gates = [a_gate(2, 6, ["gov-a"]), a_gate(3, 14, ["act-b@hr"]), a_gate(None, 14, ["act-c"])]
    made = wanted_of(work, gates, mapping=Mapping(parents="level"))
    parents = {node.id: node.parent for node in made.nodes}
    assert parents == {
        "level-2": None, "level-3": None, "level-beyond": None,
        "gov-a": "level-2", "act-b@setup": "level-3", "act-b@hr": "level-3", "act-c": "level-beyond",
        "gate-2": "level-2", "gate-3": "level-3", "beyond": "level-beyond",
    }  # fmt: skip
    level = the_node(made, "level-3")
    assert (level.summary, level.start, level.due) == ("Level 3: Level 3", date(2027, 1, 11), date(2027, 4, 11))
    assert the_node(made, "beyond").summary == "Beyond level 4 reached"


def test_nothing_need_stand_above():
    made = wanted_of([an_activity("act-a")], mapping=Mapping(parents="none"))
    assert [(node.id, node.level, node.parent) for node in made.nodes] == [("act-a", 0, None), ("gate-2", 0, None)]


def test_a_mapping_may_do_without_quarters_and_functions():
    made = wanted_of([an_activity("act-a@hr")], mapping=Mapping(quarter="none", function="none"))
    node = the_node(made, "act-a@hr")
    assert (node.quarter, node.function, made.versions) == (None, None, ())
    assert wanted_of([an_activity("act-a")], mapping=Mapping(quarter="label")).versions == ()


def test_labels_tell_the_roadmap_first_then_the_node_then_what_people_want():
    made = wanted_of([an_activity("act-a@hr")], mapping=Mapping(labels=("ai", "milepost-acme")))
    assert the_node(made, "act-a@hr").labels == ("milepost-acme", "milepost:acme:act-a@hr", "ai")


# Links


def test_every_prerequisite_in_the_plan_blocks():
    made = wanted_of([an_activity("act-b", after=["act-a", "act-gone"], start=4), an_activity("act-a")])
    assert made.links == (Link("act-a", "act-b"), Link("act-b", "gate-2"))


def test_a_gate_is_blocked_by_the_last_of_its_criteria_alone():
    # c follows a by way of b, which belongs to the gate after it; d follows nothing.
    work = [
        an_activity("act-a"),
        an_activity("act-b", after=["act-a"], start=4),
        an_activity("act-c", after=["act-b"], start=8),
        an_activity("act-d"),
    ]
    made = wanted_of(work, [a_gate(2, 12, ["act-a", "act-c", "act-d"]), a_gate(3, 13, ["act-b"])])
    assert made.links == (
        Link("act-a", "act-b"),
        Link("act-b", "act-c"),
        Link("act-b", "gate-3"),
        Link("act-c", "gate-2"),
        Link("act-d", "gate-2"),
        Link("gate-2", "gate-3"),
    )


# Words


def test_an_activity_says_what_is_to_be_done_by_whom_and_why_not_earlier():
    work = an_activity(
        "act-a",
        after=["gov-b"],
        start=4,
        cash=80_500,
        labour=19_696,
        run_per_year=12_000,
        staffing={"engineer": 0.5, "lead": 0.06},
        accountable="lead",
        responsible="unknown",
        controls=("ctl-one",),
        risks=("risk-leak",),
        kpis=("kpi-time", "kpi-odd"),
        why=(because("gov-b", "It follows gov-b, which ends on 31 Jan 2027."),),
    )
    assert said_of(wanted_of([work, an_activity("gov-b")]), "act-a") == [
        "All there is to a.",
        "",
        "Done when",
        "- Deliverable: act-a delivered",
        "- Evidence: act-a proved",
        "",
        "Who, how, for how much",
        "- Accountable: Lead",
        "- Responsible: unknown",
        "- How: in house, 4 weeks",
        "- People: Engineer 0.5, Lead 0.06 FTE",
        "- Money: USD 80,500 cash, USD 19,696 own labour, USD 12,000 a year to run",
        "",
        "Controls",
        "- One control ctl-one",
        "",
        "Risks it reduces",
        "- Risk risk-leak",
        "",
        "KPIs it moves",
        "- Hours saved",
        "- kpi-odd",
        "",
        "Why it is not earlier",
        '- It follows "Do gov-b", which ends on 31 Jan 2027.',
    ]


def test_a_set_up_says_for_whom_it_is():
    made = wanted_of([an_activity("act-a@setup"), an_activity("act-a@hr"), an_activity("act-a@sales")])
    said = said_of(made, "act-a@setup")
    assert said[0] == "The set-up, done once for HR and Sales."
    assert said[3:5] == ["Leads to", "- Deliverable: act-a delivered"]


def test_copies_that_hold_alike_are_named_once():
    work = [an_activity("act-a@hr"), an_activity("act-a@sales"), an_activity("act-b", start=4)]
    text = "It follows act-a@{0}, which ends on 31 Jan 2027; act-a@hr-x is another."
    why = tuple(because(f"act-a@{name}", text.format(name)) for name in ("hr", "sales"))
    made = wanted_of([*work[:2], structs.replace(work[2], why=why)])
    assert said_of(made, "act-b")[-1] == (
        '- It follows "Do act-a (HR and Sales)", which ends on 31 Jan 2027; "Do act-a: Hr x" is another.'
    )


def test_a_gate_lists_its_criteria_and_what_holds_it():
    work = [an_activity("act-a@hr"), an_activity("act-a@sales"), an_activity("gov-b")]
    why = (because("act-a@hr", "It needs act-a@hr, which ends on 31 Jan 2027."),)
    made = wanted_of(work, [a_gate(2, 4, [one.id for one in work], why=why)])
    assert said_of(made, "gate-2") == [
        "Exit criteria",
        "- Do act-a (HR and Sales): act-a proved",
        "- Do gov-b: gov-b proved",
        "",
        "Why it is not earlier",
        '- It needs "Do act-a: HR", which ends on 31 Jan 2027.',
    ]


def test_a_quarter_says_what_it_brings_and_costs():
    assert said_of(wanted_of([an_activity("act-a")]), "phase-fy27-q1") == [
        "Levels declared",
        "- Level 2: Level 2, on 31 Jan 2027",
        "",
        "Money and people",
        "- Spend: USD 12,000 cash, USD 3,000 own labour",
        "- Budget: USD 12,000 of 20,000, and 1,500 carried over",
        "- People: 6.2 person-weeks, 1.5 FTE at the peak",
        "",
        "Risks open at its end",
        "- Risk risk-leak",
    ]


def test_what_did_not_change_is_said_the_same_after_a_replan():
    before = [an_activity("act-a"), an_activity("act-b", start=4, after=["act-a"])]
    later = [before[0], an_activity("act-b", start=6, after=["act-a"])]
    first, second = wanted_of(before), wanted_of(later)
    assert the_node(first, "act-a") == the_node(second, "act-a")
    plan = a_plan(before, [a_gate(2, 8, ["act-a", "act-b"])])
    again = structs.replace(plan, id="plan-other", solver=structs.replace(plan.solver, wall_s=99, workers=7))
    assert json.encode(wanted(plan, a_catalog(), Mapping(), "x")) == json.encode(
        wanted(again, a_catalog(), Mapping(), "x")
    )


def test_titles_from_anywhere_are_one_line_and_short_enough():
    odd = an_activity("act-a@hr", title=HOSTILE + "y" * 200, deliverable=HOSTILE * 50, evidence="\x00")
    blank = an_activity("act-b", title="\u202e\x07")
    made = wanted_of([odd, blank], name="\u202e" + HOSTILE)
    for node in made.nodes:
        assert len(node.summary.encode("utf-16-le")) <= 2 * 255
        assert not {"\n", "\r", "\x00", "\u202e"} & set(node.summary)
    assert the_node(made, "act-a@hr").summary.startswith("=1+1 RTL שלום 👩\u200d💻 <b>")
    assert the_node(made, "act-a@hr").summary.endswith("y…: HR")
    assert the_node(made, "act-b").summary == "act-b"
    assert not any(line.startswith("- Evidence") for line in said_of(made, "act-a@hr"))


def test_a_title_of_emoji_is_cut_as_jira_counts():
    summary = the_node(wanted_of([an_activity("act-a", title="👍" * 200)]), "act-a").summary
    assert summary == "👍" * 127 + "…"


def test_a_region_leaves_room_in_a_description_however_much_there_is_to_say():
    kpis = tuple(f"kpi-{number}" for number in range(500))
    odd = an_activity("act-a", deliverable="d" * 9_000, kpis=kpis, risks=kpis, controls=kpis)
    region = the_node(wanted_of([odd]), "act-a").region
    assert len(json.encode(region)) <= 24_000
    assert "and 460 more" in plain_text(document(*region))


# What there is no plan of, and real plans


@pytest.mark.parametrize("plan", [sample.an_infeasible_plan(), sample.an_unknown_plan()])
def test_a_plan_without_a_schedule_is_refused_with_a_reason(plan):
    with pytest.raises(Refused) as refused:
        wanted(plan, sample.a_catalog(), Mapping(), "acme")
    (fault,) = refused.value.faults
    assert (fault.pointer, fault.code) == ("/status", "no_schedule")
    assert fault.detail.startswith("The plan has no schedule (")


@pytest.mark.parametrize("parents", ["phase", "level", "none"])
@pytest.mark.parametrize("plan", [sample.a_plan(), sample.a_short_plan()], ids=["large", "short"])
def test_every_activity_and_gate_has_one_issue_below_its_parent(plan, parents):
    made = wanted(plan, sample.a_catalog(), Mapping(parents=parents), "acme")
    ids = [node.id for node in made.nodes]
    assert len(set(ids)) == len(ids)
    assert {*ids} >= {one.id for one in plan.activities} | {gate.id for gate in plan.gates}
    for place, node in enumerate(made.nodes):
        assert node.parent is None or node.parent in ids[:place]
        assert node.start is None or node.start <= node.due
    assert {end for link in made.links for end in (link.blocker, link.blocked)} <= {*ids}
    assert list(made.links) == sorted(set(made.links))


def test_a_plan_of_the_planner_becomes_issues():
    plan, catalog = a_planned_one()
    made = wanted(plan, catalog, Mapping(), "tiny")
    assert [node.id for node in made.nodes if node.level == 0] == [
        "gov-rules", "act-train@setup", "act-train@sales", "act-train@hr", "act-use", "gate-2", "gate-3",
    ]  # fmt: skip
    # Five weeks of rules, three of set-up, six of training: 14 weeks to the first gate, and eight of use to the next.
    assert the_node(made, "gate-2").due == date(2027, 4, 11)
    assert the_node(made, "gate-3").due == date(2027, 6, 6)
    assert the_node(made, "act-train@hr").parent == "phase-fy27-q1"
    assert the_node(made, "act-train@hr").quarter == "FY27 Q2"
    assert the_node(made, "act-use").parent == "phase-fy27-q2"
    assert the_node(made, "act-use").quarter == "FY27 Q2"
    assert made.links == (
        Link("act-train@hr", "act-use"),
        Link("act-train@hr", "gate-2"),
        Link("act-train@sales", "act-use"),
        Link("act-train@sales", "gate-2"),
        Link("act-train@setup", "act-train@hr"),
        Link("act-train@setup", "act-train@sales"),
        Link("act-use", "gate-3"),
        Link("gate-2", "gate-3"),
        Link("gov-rules", "act-train@hr"),
        Link("gov-rules", "act-train@sales"),
        Link("gov-rules", "act-train@setup"),
    )


def test_every_region_makes_a_valid_description():
    plan, catalog = a_planned_one()
    odd = a_plan([an_activity("act-a", title=HOSTILE, deliverable=HOSTILE, controls=("ctl-one",))], [])
    odd = structs.replace(odd, gates=(a_gate(2, 4, ["act-a"], held_by=("act-a",)),))
    for made in (
        wanted(plan, catalog, Mapping(), "tiny"),
        wanted(odd, a_catalog(), Mapping(), "odd"),
        wanted(sample.a_plan(), library.load("ai-maturity"), Mapping(parents="level"), "acme"),
    ):
        for node in made.nodes:
            assert faults(with_region(None, node.region)) == []
