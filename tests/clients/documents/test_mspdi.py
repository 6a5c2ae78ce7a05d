"""Project files: the schema's order, the plan's own dates, links with their lags, people, money, notes."""

from datetime import date, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from msgspec import structs

from catalog.fault import Refused
from clients.documents.mspdi import SCHEMA, mspdi
from planner.plans import EvidenceDue
from planner.request import Headcount
from tests import builders
from tests.clients import sample
from tests.clients.documents import rooms, schema_order
from tests.clients.jira import plans

NAMESPACE = {"": SCHEMA}


def a_file(plan, catalog):
    return ET.fromstring(mspdi(plan, catalog))


def tasks_by_id(project):
    found = {}
    for task in project.findall("Tasks/Task", NAMESPACE):
        names = {
            one.findtext("FieldID", None, NAMESPACE): one.findtext("Value", None, NAMESPACE)
            for one in task.findall("ExtendedAttribute", NAMESPACE)
        }
        if "188743731" in names:
            found[names["188743731"]] = task
    return found


def said(element, tag):
    return element.findtext(tag, None, NAMESPACE)


def links(task):
    """Predecessor uid -> lag in weeks of 2400 minutes, written in tenths."""
    return {
        said(one, "PredecessorUID"): int(said(one, "LinkLag")) / 24_000
        for one in task.findall("PredecessorLink", NAMESPACE)
    }


def assert_in_order(element):
    parent = element.tag.removeprefix(f"{{{SCHEMA}}}")
    if len(element):
        places = [schema_order.place(parent, child.tag.removeprefix(f"{{{SCHEMA}}}")) for child in element]
        assert places == sorted(places), parent
    for child in element:
        assert_in_order(child)


@pytest.mark.parametrize("size", rooms.SIZES.values(), ids=rooms.SIZES)
def test_every_element_stands_where_the_schema_has_it(size):
    assert_in_order(a_file(rooms.a_plan_of(size), sample.a_catalog()))


def test_the_order_holds_with_caps_by_quarter_and_hostile_names():
    assert_in_order(a_file(*rooms.a_hostile_pair()))


def test_a_task_begins_and_ends_on_the_days_of_its_activity():
    plan = plans.a_plan([plans.an_activity("act-a", start=2, weeks=3)], [plans.a_gate(2, 5, ["act-a"])])
    task = tasks_by_id(a_file(plan, plans.a_catalog()))["act-a"]
    # Week 2 begins on Monday 18 January; three weeks on is Sunday 7 February.
    assert said(task, "Start") == said(task, "ConstraintDate") == "2027-01-18T08:00:00"
    assert said(task, "Finish") == "2027-02-07T09:15:00"
    assert said(task, "Duration") == "PT120H0M0S"
    assert said(task, "ConstraintType") == "4"


def test_a_week_of_the_calendar_has_forty_hours_on_seven_days():
    project = a_file(sample.a_plan(), sample.a_catalog())
    days = project.findall("Calendars/Calendar/WeekDays/WeekDay", NAMESPACE)
    minutes = 0
    for times in project.iter(f"{{{SCHEMA}}}WorkingTime"):
        begin, end = (datetime.fromisoformat(f"2027-01-04T{said(times, tag)}") for tag in ("FromTime", "ToTime"))
        minutes += (end - begin).seconds // 60
    assert [said(day, "DayType") for day in days] == list("1234567")
    assert {said(day, "DayWorking") for day in days} == {"1"}
    assert minutes == int(said(project, "MinutesPerWeek")) == 40 * 60


def test_a_gate_is_a_milestone_at_the_end_of_its_day_behind_its_group():
    activities = [plans.an_activity("act-a"), plans.an_activity("act-b", start=4, weeks=2, transition="2-3")]
    plan = plans.a_plan(activities, [plans.a_gate(2, 4, ["act-a"]), plans.a_gate(3, 6, ["act-b"])])
    project = a_file(plan, plans.a_catalog())
    names = [(said(task, "OutlineNumber"), said(task, "Name")) for task in project.findall("Tasks/Task", NAMESPACE)]
    assert names == [
        ("0", "Acme 2027"),
        ("1", "Level 1 to 2: Level 2"),
        ("1.1", "Do act-a"),
        ("1.2", "Level 2 declared: Level 2"),
        ("2", "Level 2 to 3: Level 3"),
        ("2.1", "Do act-b"),
        ("2.2", "Level 3 declared: Level 3"),
    ]
    gate = tasks_by_id(project)["gate-2"]
    assert said(gate, "Milestone") == "1"
    assert said(gate, "Start") == said(gate, "Finish") == "2027-01-31T09:15:00"
    assert said(gate, "Duration") == "PT0H0M0S"


def test_a_summary_spans_what_stands_under_it():
    activities = [plans.an_activity("act-a", start=1, weeks=2), plans.an_activity("act-b", start=2, weeks=4)]
    project = a_file(plans.a_plan(activities, [plans.a_gate(2, 8, ["act-b"])]), plans.a_catalog())
    group = project.findall("Tasks/Task", NAMESPACE)[1]
    assert (said(group, "Start"), said(group, "Finish")) == ("2027-01-11T08:00:00", "2027-02-28T09:15:00")
    assert said(group, "Summary") == "1"


def test_a_link_has_the_lag_of_the_catalog():
    catalog = builders.a_catalog(builders.an_item("act-a"), builders.an_item("act-b", after=[("act-a", 2)]))
    activities = [plans.an_activity("act-a"), plans.an_activity("act-b", start=6, after=["act-a"])]
    found = tasks_by_id(a_file(plans.a_plan(activities, [plans.a_gate(2, 10, ["act-b"])]), catalog))
    assert links(found["act-b"]) == {said(found["act-a"], "UID"): 2}


def test_a_gate_waits_for_its_criteria_for_their_evidence_and_for_the_gate_before_it():
    activities = [plans.an_activity("act-a"), plans.an_activity("act-b", start=4, weeks=2, transition="2-3")]
    plan = plans.a_plan(activities, [plans.a_gate(2, 4, ["act-a"]), plans.a_gate(3, 30, ["act-b"])])
    due = EvidenceDue("act-b", plans.day(9) - timedelta(days=1), "act-b proved")  # three weeks after week 6
    plan = structs.replace(plan, phases=(structs.replace(plan.phases[0], evidence_due=(due,)), *plan.phases[1:]))
    catalog = builders.a_catalog(builders.an_item("act-a"), evidence_weeks=(0, 26, 0, 0))
    found = tasks_by_id(a_file(plan, catalog))
    assert links(found["gate-2"]) == {said(found["act-a"], "UID"): 0}
    assert links(found["gate-3"]) == {said(found["act-b"], "UID"): 3, said(found["gate-2"], "UID"): 26}


def test_no_link_asks_for_more_than_the_dates_give():
    plan, catalog = plans.a_planned_one()
    found = tasks_by_id(a_file(plan, catalog))
    ends = {said(task, "UID"): datetime.fromisoformat(said(task, "Finish")) for task in found.values()}
    checked = 0
    for task in found.values():
        start = datetime.fromisoformat(said(task, "Start"))
        for before, lag in links(task).items():
            assert ends[before] + timedelta(weeks=lag) <= start
            checked += 1
    assert checked >= 5


def test_money_is_in_hundredths_and_stands_in_columns_of_its_own():
    activity = plans.an_activity("act-a", cash=1_200, labour=345, run_per_year=60)
    task = tasks_by_id(a_file(plans.a_plan([activity], [plans.a_gate(2, 4, ["act-a"])]), plans.a_catalog()))["act-a"]
    assert (said(task, "FixedCost"), said(task, "Cost")) == ("120000", "154500")
    columns = {said(one, "FieldID"): said(one, "Value") for one in task.findall("ExtendedAttribute", NAMESPACE)}
    assert (columns["188743786"], columns["188743787"], columns["188743788"]) == ("120000", "34500", "6000")


def test_a_role_has_its_rate_by_the_hour_its_cap_and_its_share_of_each_task():
    activity = plans.an_activity("act-a", staffing={"engineer": 0.35})
    headcount = Headcount(roles={"engineer": (2, 3)})
    plan = plans.a_plan([activity], [plans.a_gate(2, 4, ["act-a"])], headcount=headcount, rates={"engineer": 1_200})
    project = a_file(plan, plans.a_catalog())
    (resource,) = project.findall("Resources/Resource", NAMESPACE)
    assert (said(resource, "Name"), said(resource, "StandardRate"), said(resource, "MaxUnits")) == (
        "Engineer",
        "30",
        "3",
    )
    periods = resource.findall("AvailabilityPeriods/AvailabilityPeriod", NAMESPACE)
    assert [(said(one, "AvailableFrom")[:10], said(one, "AvailableUnits")) for one in periods] == [
        ("2027-01-01", "2"),
        ("2027-04-01", "3"),
    ]
    (share,) = project.findall("Assignments/Assignment", NAMESPACE)
    assert (said(share, "Units"), said(share, "Work")) == ("0.35", "PT56H0M0S")  # 0.35 x 4 weeks x 40 hours


def test_the_owner_and_the_evidence_stand_with_a_task():
    activity = plans.an_activity("act-a", accountable="lead", deliverable="A report", evidence="A signature")
    task = tasks_by_id(a_file(plans.a_plan([activity], [plans.a_gate(2, 4, ["act-a"])]), plans.a_catalog()))["act-a"]
    assert said(task, "Contact") == "Lead"
    assert "Deliverable: A report" in said(task, "Notes")
    assert "Evidence: A signature" in said(task, "Notes")


def test_the_deadline_stands_at_the_last_gate_alone():
    plan = sample.a_plan()
    found = tasks_by_id(a_file(plan, sample.a_catalog()))
    assert said(found["gate-4"], "Deadline")[:10] == plan.request.deadline.isoformat()
    assert said(found["gate-3"], "Deadline") is None


def test_names_from_outside_are_one_line_that_xml_can_hold():
    plan, catalog = rooms.a_hostile_pair()
    data = mspdi(plan, catalog)
    names = [said(task, "Name") for task in ET.fromstring(data).findall("Tasks/Task", NAMESPACE)]
    assert not any(sign < 32 and sign != 10 for sign in data)
    assert "\ufffe" not in data.decode()
    assert any("株式会社" in name for name in names)
    assert all(name == " ".join(name.split()) and 0 < len(name) <= 255 for name in names)
    resources = [said(one, "Name") for one in ET.fromstring(data).iter(f"{{{SCHEMA}}}Resource")]
    assert not any(sign in name for name in resources for sign in "[],")


def test_the_same_plan_gives_the_same_bytes():
    assert mspdi(sample.a_plan(), sample.a_catalog()) == mspdi(sample.a_plan(), sample.a_catalog())


def test_a_plan_without_a_schedule_is_refused_with_what_to_do():
    with pytest.raises(Refused) as refused:
        mspdi(sample.an_infeasible_plan(), sample.a_catalog())
    (fault,) = refused.value.faults
    assert fault.code == "no_schedule"
    assert "--repair 1" in fault.suggestion


def test_a_plan_may_begin_on_any_day_of_the_week():
    plan, catalog = plans.a_planned_one()
    assert plan.start == date(2027, 1, 4)
    moved = structs.replace(
        plan,
        start=date(2027, 1, 6),
        activities=tuple(
            structs.replace(one, start=one.start + timedelta(days=2), finish=one.finish + timedelta(days=2))
            for one in plan.activities
        ),
        gates=tuple(structs.replace(gate, date=gate.date + timedelta(days=2)) for gate in plan.gates),
    )
    found = tasks_by_id(a_file(moved, catalog))
    for activity in moved.activities:
        task = found[activity.id]
        assert said(task, "Start") == f"{activity.start}T08:00:00"
        assert said(task, "Finish") == f"{activity.finish}T16:00:00"  # a Tuesday
