"""What happened in Jira, as the plan is told of it."""

from datetime import date

import pytest

from clients.jira.mapping import Mapping
from tests.clients.jira.office import Office, a_roadmap


def pushed(folder, mapping=None, **traps):
    office = Office(folder, mapping=mapping, **traps)
    assert office.push().state == "done"
    office.clock.advance(86_400)
    return office


def told(pulled, on=None):
    return {(one.on, one.kind) for one in pulled.actuals if on in (None, one.on)}


def the(pulled, kind):
    (found,) = [one for one in pulled.actuals if one.kind == kind]
    return found


def test_before_anything_happens_nothing_is_told(tmp_path):
    pulled = pushed(tmp_path).pull()
    assert (pulled.actuals, pulled.full) == ((), True)


def test_work_begins_with_the_first_move_into_progress_and_ends_with_its_resolution(tmp_path):
    office = pushed(tmp_path)
    key = office.key("act-1")
    begun = office.clock.now()
    office.jira.move_status(key, "In Progress")
    office.clock.advance(10 * 86_400)
    office.jira.move_status(key, "To Do")
    office.jira.move_status(key, "In Progress")
    office.clock.advance(10 * 86_400)
    ended = office.clock.now()
    office.jira.move_status(key, "Done")
    office.clock.advance(86_400)
    pulled = office.pull()
    assert told(pulled) == {("act-1", "started"), ("act-1", "finished")}
    assert the(pulled, "started").date == begun.date()
    assert the(pulled, "finished").date == ended.date()
    assert the(pulled, "finished").source == f"jira:{key}"
    assert the(pulled, "finished").by


def test_a_workflow_that_leaves_the_resolution_empty_ends_with_the_move_into_done(tmp_path):
    office = pushed(tmp_path, resolves=False)
    office.jira.move_status(office.key("act-1"), "Done")
    ended = office.clock.now()
    office.clock.advance(3 * 86_400)
    assert the(office.pull(), "finished").date == ended.date()


def test_work_that_is_taken_up_again_is_not_finished_any_more(tmp_path):
    office = pushed(tmp_path)
    key = office.key("act-1")
    office.jira.move_status(key, "Done")
    assert ("act-1", "finished") in told(office.pull())
    office.clock.advance(3600)
    office.jira.move_status(key, "In Progress")
    office.clock.advance(60)
    pulled = office.pull()
    assert told(pulled) == {("act-1", "started"), ("act-1", "reopened")}
    assert pulled.gone == ("act-1:finished",)


def test_work_that_was_given_up_is_cancelled_and_not_finished(tmp_path):
    office = pushed(tmp_path, Mapping(cancelled=("Done",)))
    office.jira.move_status(office.key("act-1"), "Done")
    assert ("act-1", "cancelled") in told(office.pull())
    assert ("act-1", "finished") not in told(office.pull(full=True))


def test_issues_that_were_deleted_moved_and_linked_otherwise_are_told(tmp_path):
    office = pushed(tmp_path)
    office.jira.delete(office.key("act-1"))
    office.jira.move_to_project(office.key("act-2"), "OTHER")
    office.jira.unlink(office.key("act-3"), office.key("act-4"))
    office.jira.link(office.key("act-0"), office.key("act-4"))
    pulled = office.pull(full=True)
    assert {("act-1", "deleted"), ("act-2", "moved"), ("act-4", "relinked")} <= told(pulled)
    assert the(pulled, "moved").value.startswith("OTHER-")
    (linked,) = [one for one in pulled.actuals if one.kind == "relinked" and one.on == "act-4"]
    assert linked.value == {"added": ["act-0"], "removed": ["act-3"]}


def test_what_was_told_is_not_new_the_second_time_and_keeps_its_day(tmp_path):
    office = pushed(tmp_path)
    office.jira.delete(office.key("act-1"))
    office.jira.move_status(office.key("act-2"), "In Progress")
    first = office.pull(full=True)
    office.clock.advance(5 * 86_400)
    again = office.pull(full=True)
    assert len(first.new) == 2
    assert (again.new, again.actuals) == ((), first.actuals)


def test_a_pull_reads_what_was_changed_since_the_last_and_a_full_one_everything(tmp_path):
    office = pushed(tmp_path)
    office.pull()
    office.clock.advance(3600)
    office.jira.move_status(office.key("act-1"), "In Progress")
    office.clock.advance(60)
    few = office.pull()
    assert (few.full, few.issues) == (False, 1)
    assert told(few) == {("act-1", "started")}
    everything = office.pull(full=True)
    assert everything.issues == len([one for one in office.wanted.nodes if one.level == 0])


def test_a_change_that_the_index_did_not_know_yet_is_told_the_next_time(tmp_path):
    office = pushed(tmp_path, index_lag=300)
    office.pull()
    office.clock.advance(3600)
    office.jira.move_status(office.key("act-1"), "In Progress")
    assert told(office.pull()) == set()
    office.clock.advance(301)
    assert told(office.pull()) == {("act-1", "started")}


def test_days_are_those_of_the_account_s_time_zone(tmp_path):
    office = Office(tmp_path, time_zone="Australia/Sydney")
    office.push()
    while office.clock.now().hour != 20:
        office.clock.advance(1800)
    evening = office.clock.now()
    office.jira.move_status(office.key("act-1"), "In Progress")
    assert the(office.pull(), "started").date == date.fromordinal(evening.date().toordinal() + 1)


@pytest.mark.parametrize("traps", [{"changelog_created": "seconds"}, {"changelog_page": 1}, {"ids_page": 2, "page": 2}])
def test_odd_pages_and_moments_are_read_all_the_same(tmp_path, traps):
    office = Office(tmp_path, a_roadmap(tasks=5), **traps)
    office.push()
    office.clock.advance(86_400)
    for node in ("act-1", "act-2", "act-3"):
        office.jira.move_status(office.key(node), "In Progress")
    moved = office.clock.now().date()
    office.clock.advance(86_400)
    pulled = office.pull()
    assert told(pulled) == {(node, "started") for node in ("act-1", "act-2", "act-3")}
    assert {one.date for one in pulled.actuals} == {moved}


def test_a_pull_writes_nothing(tmp_path):
    office = pushed(tmp_path)
    office.jira.begin()
    office.pull(full=True)
    assert office.jira.attempts() == []
