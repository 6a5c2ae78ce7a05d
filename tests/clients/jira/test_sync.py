"""A plan and a project over time: pushed, changed by either side, merged, and nothing of anybody's lost."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from clients.jira.adf import paragraph, text
from clients.jira.labels import identity_label
from clients.jira.mapping import Mapping, Policies
from clients.jira.sync import NotReady, UnknownHash
from clients.jira.wanted import Link
from tests.clients.jira.fake import faults
from tests.clients.jira.office import ROADMAP, Office, a_node, a_roadmap, changed, without

PEOPLE = {"type": "paragraph", "content": [{"type": "text", "text": "Ask Ada before you begin."}]}


def pushed(folder, mapping=None, **traps):
    office = Office(folder, mapping=mapping, **traps)
    assert office.push().state == "done"
    office.clock.advance(3600)
    office.jira.begin()
    return office


def operations(change_set):
    return {(one.node, one.field, one.operation) for one in change_set.changes}


# The first push


def test_a_first_push_creates_each_issue_once_under_its_parent_with_its_links(tmp_path):
    office = pushed(tmp_path)
    assert len(office.jira.keys()) == len(office.wanted.nodes)
    issue = office.jira.issue(office.key("act-1"))["fields"]
    assert issue["summary"] == "Do act-1"
    assert issue["parent"]["key"] == office.key("phase-q1")
    assert issue["customfield_10015"] == "2027-01-11"
    assert issue["duedate"] == "2027-01-31"
    assert [one["name"] for one in issue["fixVersions"]] == ["FY27 Q1"]
    blocked = {one["outwardIssue"]["key"] for one in issue["issuelinks"] if "outwardIssue" in one}
    assert blocked == {office.key("act-2"), office.key("gate-3")}


def test_a_first_push_takes_a_request_for_fifty_issues_of_a_level_and_one_for_each_link_and_version(tmp_path):
    office = Office(tmp_path, a_roadmap(tasks=120, phases=3, gates=4))
    change_set = office.diff()
    office.jira.begin()
    assert office.apply(change_set.hash).state == "done"
    assert len(office.jira.requests("POST", "/issue/bulk")) == 1 + 3
    assert len(office.jira.requests("POST", "/issueLink")) == len(office.wanted.links)
    assert len(office.jira.requests("POST", "/version")) == 3
    assert len(office.jira.writes()) == len(change_set.writes)


def test_what_is_shown_is_what_is_written_request_for_request(tmp_path):
    office = Office(tmp_path)
    shown = [one.operation for one in office.diff().writes]
    office.jira.begin()
    office.push()
    paths = {"/version": "version", "/issue/bulk": "create", "/issueLink": "link"}
    assert [
        next(name for end, name in paths.items() if one.path.endswith(end)) for one in office.jira.writes()
    ] == shown


def test_a_second_push_writes_nothing(tmp_path):
    office = pushed(tmp_path)
    again = office.diff()
    assert again.changes == ()
    assert again.clean
    assert office.apply(again.hash).requests == 0
    assert office.jira.writes() == []


def test_a_second_push_writes_nothing_where_jira_rewrites_descriptions(tmp_path):
    office = pushed(tmp_path, rewrites_documents=True)
    assert office.diff().changes == ()


def test_the_same_hash_again_is_done_and_writes_nothing(tmp_path):
    office = Office(tmp_path)
    hash_ = office.diff().hash
    office.apply(hash_)
    office.jira.begin()
    assert office.apply(hash_).state == "done"
    assert office.jira.writes() == []


def test_a_hash_that_nobody_was_shown_is_refused(tmp_path):
    office = Office(tmp_path)
    with pytest.raises(UnknownHash, match="none was shown yet"):
        office.apply("0123456789abcdef")


# The plan moves


def test_a_re_plan_changes_what_moved_and_nothing_else(tmp_path):
    office = pushed(tmp_path)
    later = date(2027, 5, 3)
    office.wanted = changed(office.wanted, "act-1", start=later, due=later + timedelta(days=20), quarter="FY27 Q2")
    assert operations(office.diff()) == {("act-1", name, "update") for name in ("start", "due", "quarter")}
    assert office.push().state == "done"
    assert len(office.jira.writes()) == 1
    assert office.field("act-1", "duedate") == "2027-05-23"
    assert [one["name"] for one in office.field("act-1", "fixVersions")] == ["FY27 Q2"]
    assert office.diff().changes == ()


def test_an_activity_that_moves_to_another_quarter_moves_to_its_epic(tmp_path):
    office = pushed(tmp_path)
    office.wanted = changed(office.wanted, "act-1", parent="phase-q2")
    office.push()
    assert office.field("act-1", "parent")["key"] == office.key("phase-q2")


def test_new_activities_and_links_are_added_and_links_that_are_no_longer_wanted_go(tmp_path):
    office = pushed(tmp_path)
    links = [link for link in office.wanted.links if link != Link("act-0", "act-1")]
    links += [Link("act-0", "act-new"), Link("act-new", "act-1")]
    office.wanted = replace(office.wanted, nodes=(*office.wanted.nodes, a_node("act-new")), links=tuple(sorted(links)))
    assert office.push().state == "done"
    blockers = {one["inwardIssue"]["key"] for one in office.field("act-1", "issuelinks") if "inwardIssue" in one}
    assert blockers == {office.key("act-new")}
    assert office.diff().changes == ()


def test_a_link_that_a_person_made_is_never_taken_away(tmp_path):
    office = pushed(tmp_path)
    office.jira.link(office.key("act-0"), office.key("act-5"))
    assert office.diff().changes == ()


def test_an_issue_whose_activity_left_the_plan_is_left_alone_unless_the_mapping_says_otherwise(tmp_path):
    office = pushed(tmp_path)
    office.wanted = without(office.wanted, "act-4")
    shown = operations(office.diff())
    assert ("act-4", None, "left") in shown
    assert {operation for _, _, operation in shown} == {"left", "unlink"}
    office.push()
    assert office.key("act-4") in set(office.jira.keys())


@pytest.mark.parametrize(("removed", "then"), [("label", "labels"), ("close", "status"), ("delete", None)])
def test_a_mapping_may_label_close_or_delete_what_left_the_plan(tmp_path, removed, then):
    office = pushed(tmp_path, Mapping(removed=removed, closing="Cancelled"))
    key = office.key("act-4")
    office.wanted = without(office.wanted, "act-4")
    outcome = office.push()
    assert outcome.state == "done", outcome
    if then is None:
        assert key not in set(office.jira.keys())
    elif then == "labels":
        assert "milepost-removed" in office.jira.issue(key)["fields"]["labels"]
    else:
        assert office.jira.issue(key)["fields"]["status"]["name"] == "Cancelled"
    office.jira.begin()
    office.push()
    assert office.jira.writes() == []


def test_an_activity_that_comes_back_has_its_issue_again(tmp_path):
    office = pushed(tmp_path, Mapping(removed="label"))
    before, office.wanted = office.wanted, without(office.wanted, "act-4")
    office.push()
    office.wanted = before
    assert office.push().state == "done"
    assert "milepost-removed" not in office.field("act-4", "labels")
    assert len(office.jira.keys()) == len(before.nodes)
    assert office.diff().changes == ()


# People move


def test_a_person_s_edit_stays_where_the_plan_says_nothing_new(tmp_path):
    office = pushed(tmp_path)
    office.jira.edit(office.key("act-1"), summary="Ada's words", duedate="2027-02-02")
    assert operations(office.diff()) == {("act-1", "summary", "kept"), ("act-1", "due", "kept")}
    office.push()
    assert office.jira.writes() == []
    assert office.field("act-1", "summary") == "Ada's words"


def test_where_both_moved_nothing_is_written_until_it_is_settled(tmp_path):
    office = pushed(tmp_path)
    office.jira.edit(office.key("act-1"), summary="Ada's words")
    office.wanted = changed(office.wanted, "act-1", summary="The plan's words")
    (conflict,) = office.diff().changes
    assert (conflict.operation, conflict.base, conflict.mine, conflict.theirs) == (
        "conflict", "Do act-1", "The plan's words", "Ada's words",
    )  # fmt: skip
    office.push()
    assert office.field("act-1", "summary") == "Ada's words"


@pytest.mark.parametrize(("take", "words"), [("plan", "The plan's words"), ("jira", "Ada's words")])
def test_a_conflict_that_was_settled_is_none_any_more(tmp_path, take, words):
    office = pushed(tmp_path)
    office.jira.edit(office.key("act-1"), summary="Ada's words")
    office.wanted = changed(office.wanted, "act-1", summary="The plan's words")
    assert office.push({"act-1:summary": take}).state == "done"
    assert office.field("act-1", "summary") == words
    assert office.diff().changes == ()
    office.wanted = changed(office.wanted, "act-1", summary="The plan's next words")
    assert operations(office.diff()) == {("act-1", "summary", "update")}


@pytest.mark.parametrize(
    ("policy", "words"), [("plan", "The plan's words"), ("jira", "Ada's words"), ("ask", "Ada's words")]
)
def test_a_policy_settles_a_conflict(tmp_path, policy, words):
    office = pushed(tmp_path, Mapping(policies=Policies(summary=policy)))
    office.jira.edit(office.key("act-1"), summary="Ada's words")
    office.wanted = changed(office.wanted, "act-1", summary="The plan's words")
    office.push()
    assert office.field("act-1", "summary") == words


def test_where_the_plan_wins_a_person_s_edit_alone_is_taken_back_too(tmp_path):
    office = pushed(tmp_path, Mapping(policies=Policies(due="plan")))
    office.jira.edit(office.key("act-1"), duedate="2027-02-02")
    assert operations(office.diff()) == {("act-1", "due", "update")}
    office.push()
    assert office.field("act-1", "duedate") == "2027-01-31"


@pytest.mark.parametrize(("hours", "words"), [(1, "The plan's words"), (-1, "Ada's words")])
def test_the_newest_wins_where_the_policy_says_so(tmp_path, hours, words):
    office = pushed(tmp_path, Mapping(policies=Policies(default="newest")))
    office.jira.edit(office.key("act-1"), summary="Ada's words")
    office.planned_at = office.clock.now() + timedelta(hours=hours)
    office.wanted = changed(office.wanted, "act-1", summary="The plan's words")
    office.push()
    assert office.field("act-1", "summary") == words


def test_what_people_write_around_the_managed_region_stays(tmp_path):
    office = pushed(tmp_path)
    document = office.field("act-1", "description")
    office.jira.edit(office.key("act-1"), description={**document, "content": [PEOPLE, *document["content"], PEOPLE]})
    assert office.diff().changes == ()
    office.wanted = changed(office.wanted, "act-1", region=(paragraph(text("Other words")),))
    assert office.push().state == "done"
    content = office.field("act-1", "description")["content"]
    assert [content[0], content[-1], len(content)] == [PEOPLE, PEOPLE, 3]
    assert "Other words" in str(content[1])


def test_a_person_s_edit_inside_of_the_managed_region_is_a_conflict_like_any_other(tmp_path):
    office = pushed(tmp_path)
    document = office.field("act-1", "description")
    panel = document["content"][0]
    edited = {**panel, "content": [*panel["content"], PEOPLE]}
    office.jira.edit(office.key("act-1"), description={**document, "content": [edited]})
    assert operations(office.diff()) == {("act-1", "description", "kept")}
    office.wanted = changed(office.wanted, "act-1", region=(paragraph(text("Other words")),))
    assert operations(office.diff()) == {("act-1", "description", "conflict")}


def test_labels_of_people_stay_and_labels_of_identity_come_back(tmp_path):
    office = pushed(tmp_path)
    key = office.key("act-1")
    office.jira.add_label(key, "urgent")
    office.jira.remove_label(key, identity_label(ROADMAP, "act-1"))
    assert operations(office.diff()) == {("act-1", "labels", "update")}
    office.push()
    assert {"urgent", identity_label(ROADMAP, "act-1")} <= set(office.jira.issue(key)["fields"]["labels"])


def test_a_link_that_a_person_took_away_stays_away_unless_the_plan_wins(tmp_path):
    office = pushed(tmp_path)
    office.jira.unlink(office.key("act-0"), office.key("act-1"))
    assert operations(office.diff()) == {("act-0", "link", "kept")}
    office.mapping = Mapping(policies=Policies(default="plan"))
    assert operations(office.diff()) == {("act-0", "link", "link")}


def test_an_issue_that_was_deleted_is_told_and_made_again_only_on_demand(tmp_path):
    office = pushed(tmp_path)
    office.jira.delete(office.key("act-1"))
    assert operations(office.diff()) == {("act-1", None, "deleted")}
    office.push()
    assert office.jira.writes() == []
    office.mapping = Mapping(recreate=True)
    assert office.push().state == "done"
    assert office.field("act-1", "summary") == "Do act-1"
    assert len({one["key"] for one in map(office.jira.issue, office.jira.keys())}) == len(office.wanted.nodes)
    office.clock.advance(3600)
    assert office.diff().changes == ()


def test_an_issue_that_was_moved_to_another_project_is_told_and_left_alone(tmp_path):
    office = pushed(tmp_path)
    office.jira.move_to_project(office.key("act-1"), "OTHER")
    office.wanted = changed(office.wanted, "act-1", summary="The plan's words")
    assert ("act-1", None, "moved") in operations(office.diff())
    office.push()
    assert office.jira.writes() == []


def test_a_copy_that_a_person_made_is_told_and_left_alone(tmp_path):
    office = pushed(tmp_path)
    copy = office.jira.clone(office.key("act-1"))
    office.clock.advance(60)
    (told,) = office.diff().changes
    assert (told.operation, told.issue) == ("copy", copy)


# Apply does what was shown, and nothing else


def test_an_apply_is_refused_with_what_would_be_done_now_where_a_person_moved(tmp_path):
    office = pushed(tmp_path)
    office.wanted = changed(office.wanted, "act-1", summary="The plan's words")
    hash_ = office.diff().hash
    office.jira.edit(office.key("act-1"), summary="Ada's words")
    outcome = office.apply(hash_)
    assert outcome.state == "refused"
    assert operations(outcome.change_set) == {("act-1", "summary", "conflict")}
    assert office.jira.writes() == []


def test_an_apply_is_refused_where_the_plan_moved(tmp_path):
    office = pushed(tmp_path)
    office.wanted = changed(office.wanted, "act-1", summary="The plan's words")
    hash_ = office.diff().hash
    office.wanted = changed(office.wanted, "act-1", summary="Other words")
    assert office.apply(hash_).state == "refused"
    assert office.jira.writes() == []


@pytest.mark.parametrize("before", range(14, 22))
def test_an_edit_in_the_middle_of_an_apply_is_not_overwritten(tmp_path, before):
    office = pushed(tmp_path)
    for number in range(4):
        office.wanted = changed(office.wanted, f"act-{number}", summary=f"The plan's words {number}")
    hash_ = office.diff().hash
    office.jira.begin()
    seen = {}

    def edit(jira):
        for number in range(4):
            key = office.key(f"act-{number}")
            seen[number] = jira.issue(key)["fields"]["summary"]
            jira.edit(key, summary=f"Ada's words {number}")

    office.jira.faults.before(before, edit)
    office.apply(hash_)
    if seen and before in {one.index for one in office.jira.writes()}:
        return  # between the last look and the write nobody can stand
    for number in seen:
        assert office.field(f"act-{number}", "summary") == f"Ada's words {number}"


def test_items_of_a_bulk_that_jira_refuses_are_told_one_by_one_and_tried_again(tmp_path):
    office = Office(tmp_path)
    tasks = lambda request: request.path.endswith("/issue/bulk") and "phase" not in str(request.body)  # noqa: E731
    office.jira.faults.when(tasks, faults.partial(1, 3))
    hash_ = office.diff().hash
    outcome = office.apply(hash_)
    assert outcome.state == "incomplete"
    refused = [one for one in outcome.undone if one.reason == "refused"]
    assert len(refused) == 2
    assert all(one.detail for one in refused)
    assert office.apply(hash_).state == "done"
    assert len(office.jira.keys()) == len(office.wanted.nodes)


def test_a_lost_ledger_is_found_again_by_labels_and_marks(tmp_path):
    office = pushed(tmp_path)
    office.ledger.path.unlink()
    office.wanted = changed(office.wanted, "act-1", summary="The plan's words")
    office.wanted = changed(office.wanted, "act-3", summary="The plan's words")
    office.jira.edit(office.key("act-2"), summary="Ada's words")
    office.jira.edit(office.key("act-3"), summary="Ada's words")
    office.clock.advance(60)
    assert operations(office.diff()) == {
        ("act-1", "summary", "update"), ("act-2", "summary", "kept"), ("act-3", "summary", "conflict"),
    }  # fmt: skip


def test_a_version_that_is_there_is_taken_whatever_its_capitals(tmp_path):
    office = Office(tmp_path)
    office.jira.create_version("fy27 q1")
    assert [one.mine["name"] for one in office.diff().changes if one.operation == "version"] == ["FY27 Q2"]
    assert office.push().state == "done"
    office.clock.advance(60)
    assert office.diff().changes == ()


# What a site cannot take


def test_dates_that_are_not_on_a_screen_are_told_before_and_left_out(tmp_path):
    office = Office(tmp_path)
    office.jira.site.hide("customfield_10015", "Task")
    change_set = office.diff()
    assert any("start dates" in one for one in change_set.warnings)
    assert office.push().state == "done"
    assert office.field("act-1", "duedate") == "2027-01-31"
    office.clock.advance(60)
    assert office.diff().changes == ()


def test_quarters_are_labels_where_the_account_may_not_add_versions(tmp_path):
    office = Office(tmp_path)
    office.jira.site.without("ADMINISTER_PROJECTS")
    assert office.push().state == "done"
    assert "quarter-fy27-q1" in office.field("act-1", "labels")


def test_functions_are_components_where_the_project_has_them_else_labels(tmp_path):
    office = Office(tmp_path)
    office.push()
    labels = {label for node in ("act-1", "act-3") for label in office.field(node, "labels")}
    components = {one["name"] for node in ("act-1", "act-3") for one in office.field(node, "components")}
    assert {"function-hr", "function-sales"} & labels or {"hr", "sales"} & {one.casefold() for one in components}


def test_without_the_right_to_create_nothing_is_tried(tmp_path):
    office = Office(tmp_path)
    office.jira.site.without("CREATE_ISSUES")
    with pytest.raises(NotReady) as refused:
        office.diff()
    assert any("may not create issues" in one.detail for one in refused.value.findings)
    assert office.jira.attempts() == []


def test_an_edit_at_the_very_moment_of_the_write_is_found_and_put_back(tmp_path):
    office = pushed(tmp_path)
    office.wanted = changed(office.wanted, "act-1", summary="The plan's words", due=date(2027, 2, 3))
    hash_ = office.diff().hash
    office.jira.begin()
    put = lambda request: request.method == "PUT"  # noqa: E731

    def edit(jira):
        jira.edit(office.key("act-1"), summary="Ada's words")

    office.jira.faults.when_before(put, edit)
    outcome = office.apply(hash_)
    assert [(one.change, one.reason) for one in outcome.undone] == [("act-1:summary", "moved")]
    assert office.field("act-1", "summary") == "Ada's words"
    assert office.field("act-1", "duedate") == "2027-02-03"
    assert operations(office.diff()) == {("act-1", "summary", "conflict")}


def test_the_plan_s_word_stands_where_the_policy_wants_it_even_then(tmp_path):
    office = pushed(tmp_path, Mapping(policies=Policies(summary="plan")))
    office.jira.edit(office.key("act-1"), summary="Ada's first words")
    office.wanted = changed(office.wanted, "act-1", summary="The plan's words")
    hash_ = office.diff().hash
    office.jira.faults.when_before(
        lambda request: request.method == "PUT", lambda jira: jira.edit(office.key("act-1"), summary="Ada's words")
    )
    assert office.apply(hash_).state == "done"
    assert office.field("act-1", "summary") == "The plan's words"
