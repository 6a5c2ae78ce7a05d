"""Calendars: whole days, ids that last through a re-plan, nothing that blocks anybody's time."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar
from msgspec import structs

from catalog.fault import Refused
from clients.documents.ics import ics
from tests.clients import sample
from tests.clients.documents import rooms
from tests.clients.jira import plans


def events(data):
    """Events by their summary, and all of them by uid."""
    found = Calendar.from_ical(data).walk("VEVENT")
    assert [error for event in found for error in event.errors] == []
    return found


def by_title(data):
    return {str(event["SUMMARY"]): event for event in events(data)}


def days(event):
    """First day, and the day after the last."""
    return event["DTSTART"].dt, event["DTEND"].dt


def a_small_plan(**fields):
    activity = plans.an_activity("act-a", start=1, weeks=2, **fields)
    return plans.a_plan([activity], [plans.a_gate(2, 5, ["act-a"])])


def test_work_is_one_entry_of_whole_days_whose_end_is_the_day_after_its_last():
    event = by_title(ics(a_small_plan(), plans.a_catalog()))["Do act-a"]
    assert days(event) == (date(2027, 1, 11), date(2027, 1, 25))  # two weeks, to Sunday the 24th
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["CATEGORIES"].cats == ["Action"]


def test_a_gate_is_its_day_with_its_exit_criteria():
    event = by_title(ics(a_small_plan(), plans.a_catalog()))["Level 2 declared: Level 2"]
    assert days(event) == (date(2027, 2, 7), date(2027, 2, 8))
    assert "Do act-a: act-a proved" in event["DESCRIPTION"]


def test_work_can_be_told_as_its_first_and_its_last_day():
    found = by_title(ics(a_small_plan(), plans.a_catalog(), work="days"))
    assert days(found["Starts: Do act-a"]) == (date(2027, 1, 11), date(2027, 1, 12))
    assert days(found["Ends: Do act-a"]) == (date(2027, 1, 24), date(2027, 1, 25))
    assert "Do act-a" not in found


def test_evidence_is_due_on_its_day_once_for_each_copy_and_never_for_a_set_up():
    plan = sample.a_plan()
    found = [one for one in events(ics(plan, sample.a_catalog())) if one["CATEGORIES"].cats == ["Evidence"]]
    wanted = [due for phase in plan.phases for due in phase.evidence_due if not due.activity.endswith("@setup")]
    assert sorted(one["DTSTART"].dt for one in found) == sorted(due.date for due in wanted)


def test_every_date_of_a_plan_of_any_size_is_there():
    plan = rooms.a_plan_of(rooms.SIZES["many"])
    found = {days(one) for one in events(ics(plan, sample.a_catalog()))}
    for activity in plan.activities:
        assert (activity.start, activity.finish + timedelta(days=1)) in found
    for gate in plan.gates:
        assert (gate.date, gate.date + timedelta(days=1)) in found


def test_a_re_planned_plan_has_the_same_ids_on_other_days():
    before = a_small_plan()
    moved = plans.an_activity("act-a", start=3, weeks=2)
    after = structs.replace(plans.a_plan([moved], [plans.a_gate(2, 7, ["act-a"])]), id="plan-of-next-quarter")
    first, second = (
        {str(one["UID"]): days(one) for one in events(ics(plan, plans.a_catalog()))} for plan in (before, after)
    )
    assert first.keys() == second.keys()
    assert all(first[uid] != second[uid] for uid in first)


def test_the_plans_of_two_roadmaps_share_no_id():
    one, other = (
        {str(event["UID"]) for event in events(ics(a_small_plan(), plans.a_catalog(), roadmap=name))}
        for name in ("north", "south")
    )
    assert len(one) == 2
    assert not one & other


def test_ids_are_unique_and_sequence_is_as_given():
    found = events(ics(sample.a_plan(), sample.a_catalog(), sequence=3))
    assert len({str(one["UID"]) for one in found}) == len(found)
    assert {one["SEQUENCE"] for one in found} == {3}


def test_an_id_never_changes_from_one_version_of_the_program_to_the_next():
    event = by_title(ics(a_small_plan(), plans.a_catalog(), roadmap="acme"))["Do act-a"]
    # People have imported calendars: what this says can never be changed.
    assert event["UID"] == "eef3be7a-8bf8-5c67-8fd1-bd92d46a74b3@milepost"


def test_hostile_names_are_legible_and_break_no_line():
    plan, catalog = rooms.a_hostile_pair()
    data = ics(plan, catalog)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    titles = list(by_title(data))
    assert any("株式会社" in title for title in titles)
    assert any("مؤسسة" in title for title in titles)
    assert all(title.isprintable() or "\u200d" in title for title in titles)
    assert data.count(b"BEGIN:VEVENT") == len(events(data))


def test_the_same_plan_gives_the_same_bytes():
    assert ics(sample.a_plan(), sample.a_catalog()) == ics(sample.a_plan(), sample.a_catalog())


def test_a_plan_without_a_schedule_is_refused():
    with pytest.raises(Refused, match="there is nothing for a calendar"):
        ics(sample.an_unknown_plan(), sample.a_catalog())
