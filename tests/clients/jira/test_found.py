"""What walks at random and a second reading found: each once, small, with the story in its name."""

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from msgspec.structs import replace

from clients.jira.answers import Garbled
from clients.jira.labels import IMPORTED, identity_label
from clients.jira.mapping import Mapping, Policies
from clients.jira.wanted import Link
from tests.clients.jira.fake import faults
from tests.clients.jira.memory import MemoryLedger
from tests.clients.jira.office import ROADMAP, Office, a_node, changed, without

PEOPLE = {"type": "paragraph", "content": [{"type": "text", "text": "Ask Ada before you begin."}]}


def pushed(folder, mapping=None, **traps):
    office = Office(folder, mapping=mapping, **traps)
    assert office.push().state == "done"
    office.clock.advance(3600)
    office.jira.begin()
    return office


def operations(change_set):
    return {(one.node, one.field, one.operation) for one in change_set.changes}


def with_link(wanted, *ends):
    return replace(wanted, links=tuple(sorted({*wanted.links, Link(*ends)})))


def without_link(wanted, *ends):
    return replace(wanted, links=tuple(link for link in wanted.links if link != Link(*ends)))


def linked(office, blocker, blocked):
    ends = [one["outwardIssue"]["key"] for one in office.field(blocker, "issuelinks") if "outwardIssue" in one]
    return office.key(blocked) in ends


# Links


def test_a_link_that_a_person_made_stays_when_the_plan_wants_it_for_a_while(tmp_path):
    office = pushed(tmp_path)
    before = office.wanted
    office.jira.link(office.key("act-0"), office.key("act-5"))
    office.wanted = with_link(before, "act-0", "act-5")
    assert office.push().state == "done"
    office.wanted = before
    assert office.diff().changes == ()
    assert linked(office, "act-0", "act-5")


def test_a_link_that_a_person_made_and_took_away_is_not_made_again_while_the_plan_wants_it(tmp_path):
    office = pushed(tmp_path)
    office.jira.link(office.key("act-0"), office.key("act-5"))
    office.wanted = with_link(office.wanted, "act-0", "act-5")
    office.push()
    office.jira.unlink(office.key("act-0"), office.key("act-5"))
    assert operations(office.diff()) == {("act-0", "link", "kept")}


def test_a_link_that_the_plan_gave_up_and_wants_anew_is_made_again_though_a_person_once_took_it_away(tmp_path):
    office = pushed(tmp_path)
    before = office.wanted
    office.jira.unlink(office.key("act-0"), office.key("act-1"))
    office.wanted = without_link(before, "act-0", "act-1")
    office.push()
    office.wanted = before
    assert operations(office.diff()) == {("act-0", "link", "link")}


# What was lost, and what Jira still tells


def test_where_the_ledger_is_lost_before_the_index_knows_of_a_push_nothing_is_made_twice(tmp_path):
    office = Office(tmp_path, index_lag=300)
    assert office.push().state == "done"
    made = office.jira.keys()
    office.ledger = MemoryLedger()
    assert not [one for one in office.diff().changes if one.operation == "create"]
    office.push()
    assert office.jira.keys() == made


def test_an_issue_without_its_label_is_known_by_its_mark_after_the_ledger_is_lost(tmp_path):
    office = pushed(tmp_path)
    office.ledger.path.unlink()
    key = office.key("act-1")
    office.jira.remove_label(key, identity_label(ROADMAP, "act-1"))
    office.clock.advance(60)
    assert operations(office.diff()) == {("act-1", "labels", "update")}
    office.push()
    assert office.key("act-1") == key


def test_an_issue_without_its_mark_gets_no_second_one_beside_it_after_the_ledger_is_lost(tmp_path):
    office = pushed(tmp_path)
    key = office.key("act-1")
    office.ledger.path.unlink()
    office.jira.set_property(key, "milepost", None)
    office.clock.advance(60)
    (told,) = office.diff().changes
    assert (told.operation, told.issue) == ("copy", key)
    office.push()
    assert office.jira.writes() == []
    office.jira.add_label(key, IMPORTED)
    office.clock.advance(60)
    office.wanted = changed(office.wanted, "act-1", summary="The plan's words")
    office.push({"act-1:summary": "plan"})
    assert office.field("act-1", "summary") == "The plan's words"
    assert office.key("act-1") == key


def test_what_a_person_cleared_stays_clear_when_the_ledger_is_lost_and_another_field_is_written_first(tmp_path):
    office = pushed(tmp_path)
    office.ledger.path.unlink()
    office.jira.edit(office.key("act-1"), duedate=None)
    office.wanted = changed(office.wanted, "act-1", summary="The plan's words")
    office.push()
    assert operations(office.diff()) == {("act-1", "due", "kept")}
    assert office.field("act-1", "duedate") is None


def test_a_label_that_a_person_took_off_stays_off_when_the_ledger_is_lost(tmp_path):
    office = Office(tmp_path)
    labelled = (*office.wanted.nodes[3].labels, "ai")
    office.wanted = changed(office.wanted, "act-1", labels=labelled)
    office.push()
    office.clock.advance(60)
    office.ledger.path.unlink()
    office.jira.remove_label(office.key("act-1"), "ai")
    assert operations(office.diff()) == {("act-1", "labels", "kept")}


# Issues that people deleted or moved


def test_what_stands_under_an_epic_that_was_deleted_is_created_without_a_parent(tmp_path):
    office = pushed(tmp_path)
    office.jira.delete(office.key("phase-q1"))
    office.wanted = replace(office.wanted, nodes=(*office.wanted.nodes, a_node("act-new", parent="phase-q1")))
    assert office.push().state == "done"
    assert office.field("act-new", "parent") is None


def test_an_epic_that_is_made_again_asks_what_becomes_of_its_children(tmp_path):
    office = pushed(tmp_path, Mapping(recreate=True))
    office.jira.delete(office.key("phase-q1"))
    conflicts = {one.id for one in office.diff().changes if one.operation == "conflict"}
    assert conflicts == {"act-0:parent", "act-1:parent", "act-2:parent"}
    assert office.push().state == "done"
    assert office.field("act-1", "parent") is None
    assert office.push(dict.fromkeys(conflicts, "plan")).state == "done"
    assert office.field("act-1", "parent")["key"] == office.key("phase-q1")
    office.clock.advance(60)
    assert office.diff().changes == ()


@pytest.mark.parametrize("removed", ["label", "close", "delete"])
def test_an_issue_that_was_moved_to_another_project_is_left_alone_when_its_activity_leaves_the_plan(tmp_path, removed):
    office = pushed(tmp_path, Mapping(removed=removed, closing="Cancelled"))
    office.jira.move_to_project(office.key("act-4"), "OTHER")
    office.wanted = without(office.wanted, "act-4")
    assert ("act-4", None, "moved") in operations(office.diff())
    office.push()
    assert [one.path for one in office.jira.writes() if "/issueLink" not in one.path] == []


@pytest.mark.parametrize("removed", ["label", "close", "delete"])
def test_an_issue_that_is_moved_in_the_middle_of_an_apply_is_left_alone(tmp_path, removed):
    office = pushed(tmp_path, Mapping(removed=removed, closing="Cancelled"))
    office.wanted = changed(without(office.wanted, "act-4"), "act-3", summary="The plan's words")
    keys = [office.key("act-3"), office.key("act-4")]
    hash_ = office.diff().hash
    office.jira.begin()
    fetches = []

    def move(request):
        """Move both just before the sync looks a last time at the first."""
        fetches.extend([request] if request.path.endswith("/issue/bulkfetch") else [])
        if len(fetches) == 2 and keys:
            for _ in range(2):
                office.jira.move_to_project(keys.pop(), "OTHER")
        return False

    office.jira.faults.when(move, faults.refused())
    outcome = office.apply(hash_)
    assert {one.reason for one in outcome.undone} == {"moved"}
    assert [one.path for one in office.jira.writes() if "/issueLink" not in one.path] == []


def test_an_issue_whose_place_is_taken_is_not_found_again_in_the_index_once_it_was_deleted(tmp_path):
    office = pushed(tmp_path, Mapping(recreate=True), index_lag=100)
    office.jira.delete(office.key("act-1"))
    office.jira.faults.when(lambda request: request.path.endswith("/issue/bulk"), faults.lost())
    office.insist()
    assert len(office.jira.keys(identity_label(ROADMAP, "act-1"))) == 1
    assert len(office.jira.requests("POST", "/issue/bulk")) == 1


# Time


def test_an_edit_that_waits_for_a_limit_looks_again_before_it_is_sent(tmp_path):
    office = pushed(tmp_path)
    office.wanted = changed(office.wanted, "act-1", summary="The plan's words")
    hash_ = office.diff().hash
    edits = lambda request: request.method == "PUT"  # noqa: E731
    office.jira.faults.when(edits, faults.limited(retry_after=120))
    slept = office.clock.sleep

    def sleep(seconds):
        slept(seconds)
        office.jira.edit(office.key("act-1"), summary="Ada's words")

    office.clock.sleep = sleep
    outcome = office.apply(hash_)
    assert [one.reason for one in outcome.undone] == ["moved"]
    assert office.field("act-1", "summary") == "Ada's words"


def test_a_create_that_waited_for_a_limit_before_its_answer_was_lost_is_looked_for_as_long_as_any(tmp_path):
    office = Office(tmp_path, index_lag=60)
    creates = lambda request: request.path.endswith("/issue/bulk")  # noqa: E731
    by_key = lambda request: b"PROJ-" in request.body and request.path.endswith("/bulkfetch")  # noqa: E731
    office.jira.faults.when(creates, faults.limited(retry_after=140))
    office.jira.faults.when(creates, faults.lost())
    # A site that does not read by key: the index alone tells.
    office.jira.faults.when(by_key, faults.Fault(name="no keys", status=400), times=None)
    office.insist()
    assert len(office.jira.keys()) == len(office.wanted.nodes)


def test_the_newest_is_jira_s_where_the_plan_did_not_move_whatever_the_clocks_say(tmp_path):
    office = Office(tmp_path, mapping=Mapping(policies=Policies(default="newest")))
    office.push()
    office.clock.advance(-60)  # Jira's clock is a minute behind that of whoever pushed
    office.jira.edit(office.key("act-1"), summary="Ada's words")
    assert operations(office.diff()) == {("act-1", "summary", "kept")}


@pytest.mark.parametrize("form", ["text", "seconds", "milliseconds"])
def test_a_changelog_may_tell_its_moments_in_three_forms(tmp_path, form):
    office = pushed(tmp_path, changelog_created=form)
    at = office.clock.now()
    office.jira.move_status(office.key("act-1"), "In Progress")
    assert at > datetime(2027, 1, 4, tzinfo=UTC) + timedelta(hours=1)
    assert [(one.kind, one.date) for one in office.pull(full=True).actuals] == [("started", at.date())]


# Two ledgers


def test_an_issue_that_was_made_again_is_known_to_a_ledger_from_before(tmp_path):
    office = pushed(tmp_path, Mapping(recreate=True))
    backup = office.ledger.path.read_bytes()
    office.jira.delete(office.key("act-1"))
    office.push()
    office.clock.advance(60)
    office.ledger.path.write_bytes(backup)
    office.push()
    assert len(office.jira.keys(identity_label(ROADMAP, "act-1"))) == 1


# Answers that are odd


class Spoilt(httpx.BaseTransport):
    """A way to a fake on which answers are changed: ``spoil(request, body)`` returns what is answered instead."""

    def __init__(self, jira, spoil):
        self._inner, self._spoil = jira.transport(), spoil

    def handle_request(self, request):
        response = self._inner.handle_request(request)
        body = self._spoil(request, json.loads(response.content)) if response.content else None
        return httpx.Response(response.status_code, json=body, request=request) if body is not None else response


def test_an_issue_that_jira_could_not_read_just_now_is_not_taken_for_deleted(tmp_path):
    office = pushed(tmp_path, Mapping(recreate=True))
    issue = office.jira.issue(office.key("act-1"))["id"]

    def busy(request, body):
        if request.url.path.endswith("/issue/bulkfetch"):
            body["issues"] = [one for one in body["issues"] if one["id"] != issue]
            body["issueErrors"] = [{"id": issue, "errorMessage": "Try again later."}]
        return body

    assert office.diff(line=Spoilt(office.jira, busy)).changes == ()
    assert office.sync(Spoilt(office.jira, busy)).pull(full=True).actuals == ()


@pytest.mark.parametrize(
    "spoil", [lambda body: body | {"issues": body["issues"][:-1]}, lambda body: {}, lambda body: []]
)
def test_a_create_that_does_not_say_what_it_created_binds_nothing_at_random(tmp_path, spoil):
    office = Office(tmp_path)
    line = Spoilt(office.jira, lambda request, body: spoil(body) if request.url.path.endswith("/issue/bulk") else body)
    assert office.apply(office.diff(line=line).hash, line=line).state == "done"
    assert len(office.jira.keys()) == len(office.wanted.nodes)
    for node in office.wanted.nodes:
        assert office.field(node.id, "summary") == node.summary
    office.clock.advance(60)
    assert office.diff().changes == ()


def test_failures_without_a_number_are_not_taken_for_those_of_others(tmp_path):
    office = Office(tmp_path)

    def unnumbered(request, body):
        for error in body["errors"] if request.url.path.endswith("/issue/bulk") else ():
            del error["failedElementNumber"]
        return body

    line = Spoilt(office.jira, unnumbered)
    tasks = lambda request: request.path.endswith("/issue/bulk") and b"PROJ" not in request.body  # noqa: E731
    office.jira.faults.when(tasks, faults.partial(0))
    hash_ = office.diff(line=line).hash
    while (outcome := office.apply(hash_, line=line)).state != "done":
        assert outcome.state == "incomplete"
    for node in office.wanted.nodes:
        assert office.field(node.id, "summary") == node.summary


def test_issues_that_the_index_knows_last_are_found_though_it_knows_later_ones(tmp_path):
    office = Office(tmp_path, index_lag=0)

    def out_of_order(request, body):
        """For minutes the index knows the issues with the highest numbers alone."""
        if request.url.path.endswith("/search/jql"):
            body["issues"] = [one for one in body["issues"] if int(one["key"].partition("-")[2]) > 7]
        return body

    creates = lambda request: request.path.endswith("/issue/bulk") and b'"parent"' in request.body  # noqa: E731
    office.jira.faults.when(creates, faults.lost())
    line = Spoilt(office.jira, out_of_order)
    assert office.apply(office.diff(line=line).hash, line=line).state == "done"
    assert len(office.jira.keys()) == len(office.wanted.nodes)


def test_a_site_that_does_not_read_by_key_is_given_the_minutes_that_its_index_needs(tmp_path):
    office = Office(tmp_path, index_lag=240)
    creates = lambda request: request.path.endswith("/issue/bulk")  # noqa: E731
    by_key = lambda request: b'["PROJ-' in request.body  # noqa: E731
    office.jira.faults.when(creates, faults.lost())
    office.jira.faults.when(by_key, faults.Fault(name="no keys", status=400), times=None)
    office.insist()
    assert len(office.jira.keys()) == len(office.wanted.nodes)


def test_an_issue_that_the_search_alone_still_has_is_no_fault_where_jira_does_not_read_by_key(tmp_path):
    office = pushed(tmp_path, index_lag=60)
    office.ledger.path.unlink()
    office.jira.delete(office.key("act-1"))
    by_key = lambda request: b'["PROJ-' in request.body  # noqa: E731
    office.jira.faults.when(by_key, faults.Fault(name="no keys", status=400), times=None)
    assert ("act-1", None, "deleted") in operations(office.diff())


def test_a_text_that_jira_did_not_send_is_not_written_over(tmp_path):
    office = pushed(tmp_path, Mapping(policies=Policies(default="plan")))
    document = office.field("act-1", "description")
    office.jira.edit(office.key("act-1"), description={**document, "content": [PEOPLE, *document["content"]]})

    def without_texts(request, body):
        for issue in body.get("issues", ()) if request.url.path.endswith("/issue/bulkfetch") else ():
            issue["fields"].pop("description", None)
        return body

    line = Spoilt(office.jira, without_texts)
    with pytest.raises(Garbled, match="does not say what stands in the description"):
        office.apply(office.diff(line=line).hash, line=line)
    assert office.field("act-1", "description")["content"][0] == PEOPLE


def test_a_list_in_pages_that_does_not_say_how_long_it_is_is_read_to_its_end(tmp_path):
    office = Office(tmp_path, metadata_page=2)

    def without_total(_request, body):
        return {name: value for name, value in body.items() if name != "total"} if isinstance(body, dict) else body

    assert office.diff(line=Spoilt(office.jira, without_total)).counts == office.diff().counts
