"""Creating and editing issues in the fake, against what Jira Cloud is known to do."""

import pytest

from tests.clients.jira.asking import an_issue, ask, found, made, refusal, text
from tests.clients.jira.fake import FakeJira, faults


def bulk(jira, *elements):
    return ask(jira, "POST", "/issue/bulk", {"issueUpdates": [{"fields": each} for each in elements]})


def test_ids_are_numeric_texts_and_self_links_lead_to_the_gateway():
    answer = ask(FakeJira(), "POST", "/issue", {"fields": an_issue()}).json
    assert answer["id"].isdecimal()
    assert answer["key"] == "PROJ-1"
    assert answer["self"].startswith("https://api.atlassian.com/ex/jira/")


def test_a_bulk_of_fifty_one_is_refused_and_makes_nothing():
    jira = FakeJira(judge=None)
    assert bulk(jira, *[an_issue()] * 51).status == 400
    assert jira.keys() == []


def test_a_bulk_with_some_faults_makes_the_others_in_their_order():
    jira = FakeJira()
    answer = bulk(jira, an_issue("first"), an_issue("second", customfield_99999="x"), an_issue("third"))
    assert answer.status == 201
    assert [jira.issue(each["key"])["fields"]["summary"] for each in answer.json["issues"]] == ["first", "third"]
    (error,) = answer.json["errors"]
    assert error["failedElementNumber"] == 1
    assert error["elementErrors"]["errors"] == {
        "customfield_99999": "Field 'customfield_99999' cannot be set. It is not on the appropriate screen, or unknown."
    }


def test_a_bulk_in_which_all_fail_answers_400():
    answer = bulk(FakeJira(), an_issue(summary=None), an_issue(kind="Saga"))
    assert answer.status == 400
    assert [error["failedElementNumber"] for error in answer.json["errors"]] == [0, 1]


def test_chosen_elements_of_a_bulk_fail_on_demand():
    jira = FakeJira()
    jira.faults.at(0, faults.partial(0))
    answer = bulk(jira, an_issue("first"), an_issue("second"))
    assert (answer.status, len(answer.json["issues"])) == (201, 1)
    assert answer.json["errors"][0]["failedElementNumber"] == 0


def test_properties_come_with_the_create():
    jira = FakeJira()
    key = made(jira, properties=[{"key": "plan", "value": {"node": "a"}}])
    assert ask(jira, "GET", f"/issue/{key}/properties/plan").json["value"] == {"node": "a"}
    assert [each["key"] for each in ask(jira, "GET", f"/issue/{key}/properties").json["keys"]] == ["plan"]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"summary": None}, "summary"),
        ({"summary": "two\nlines"}, "summary"),
        ({"summary": "x" * 256}, "summary"),
        ({"labels": ["two words"]}, "labels"),
        ({"labels": ["x" * 256]}, "labels"),
        ({"duedate": "Q4"}, "duedate"),
        ({"duedate": "2027-02-30"}, "duedate"),
        ({"duedate": "20270230"}, "duedate"),
        ({"customfield_10015": "04.01.2027"}, "customfield_10015"),
        ({"description": "plain words"}, "description"),
        ({"description": {"type": "doc", "version": 1, "content": [{"type": "text", "text": "x"}]}}, "description"),
        ({"fixVersions": [{"id": "1"}]}, "fixVersions"),
        ({"components": [{"name": "finance"}]}, "components"),
        ({"assignee": {"id": "nobody"}}, "assignee"),
        ({"assignee": {"name": "mia"}}, "assignee"),
        ({"parent": {"key": "PROJ-99"}}, "parent"),
        ({"assignee": 7}, "assignee"),
        ({"kind": "Saga"}, "issuetype"),
        ({"project": {"key": "NONE"}}, "project"),
        ({"customfield_10022": "2027-01-04"}, "customfield_10022"),
        ({"status": {"name": "Done"}}, "status"),
    ],
)
def test_a_field_that_jira_would_not_take_is_told_by_its_name(fields, named):
    assert list(refusal(FakeJira(), **fields)) == [named]


def test_a_summary_of_255_characters_passes():
    jira = FakeJira()
    assert jira.issue(made(jira, summary="x" * 255))["fields"]["summary"] == "x" * 255


def test_a_required_field_is_demanded():
    jira = FakeJira()
    jira.site.require("customfield_10011", "Epic")
    assert refusal(jira, kind="Epic") == {"customfield_10011": "Epic Name is required."}
    assert made(jira, kind="Epic", customfield_10011="Level 3")


def test_a_hidden_field_is_on_no_screen():
    jira = FakeJira()
    jira.site.hide("duedate", "Task")
    assert list(refusal(jira, duedate="2027-03-31")) == ["duedate"]
    assert made(jira, kind="Story", duedate="2027-03-31")


def test_a_right_that_is_missing_takes_its_field_off_the_screen():
    jira = FakeJira()
    jira.site.without("SCHEDULE_ISSUES")
    assert list(refusal(jira, duedate="2027-03-31")) == ["duedate"]


def test_a_parent_stands_exactly_one_level_above():
    jira = FakeJira()
    epic, task = made(jira, kind="Epic"), made(jira)
    assert made(jira, parent={"key": epic})
    assert made(jira, kind="Sub-task", parent={"key": task})
    assert list(refusal(jira, parent={"key": task})) == ["parentId"]
    assert list(refusal(jira, kind="Sub-task", parent={"key": epic})) == ["parentId"]
    assert list(refusal(jira, kind="Sub-task")) == ["parent"]


def test_without_the_right_to_create_nothing_is_made():
    jira = FakeJira()
    jira.site.without("CREATE_ISSUES")
    answer = bulk(jira, an_issue())
    assert answer.status == 400
    assert "project" in answer.json["errors"][0]["elementErrors"]["errors"]
    assert ask(jira, "GET", "/issue/createmeta/PROJ/issuetypes").json["total"] == 0


def test_an_edit_leaves_one_entry_in_the_changelog_and_a_create_leaves_none():
    jira = FakeJira()
    key = made(jira, labels=["a"])
    assert jira.issue(key)["changelog"]["histories"] == []
    answer = ask(jira, "PUT", f"/issue/{key}", {"fields": {"summary": "New"}, "update": {"labels": [{"add": "b"}]}})
    assert (answer.status, answer.body) == (204, b"")
    (entry,) = jira.issue(key)["changelog"]["histories"]
    assert [(item["fieldId"], item["fromString"], item["toString"]) for item in entry["items"]] == [
        ("summary", "Write the policy", "New"),
        ("labels", "a", "a b"),
    ]


def test_an_edit_that_changes_nothing_leaves_no_trace():
    jira = FakeJira()
    key = made(jira, labels=["a"])
    before = jira.issue(key)
    assert ask(jira, "PUT", f"/issue/{key}", {"update": {"labels": [{"add": "a"}]}}).status == 204
    assert jira.issue(key) == before
    assert [(entry.wrote, entry.changed) for entry in jira.log[-1:]] == [(True, False)]


def test_labels_are_added_and_removed_one_by_one():
    jira = FakeJira()
    key = made(jira, labels=["mine"])
    jira.add_label(key, "theirs")
    ask(jira, "PUT", f"/issue/{key}", {"update": {"labels": [{"add": "new"}, {"remove": "mine"}]}})
    assert jira.issue(key)["fields"]["labels"] == ["new", "theirs"]


def test_versions_are_added_and_removed_one_by_one():
    jira = FakeJira()
    old, new = jira.create_version("2027 Q1"), jira.create_version("2027 Q2")
    key = made(jira, fixVersions=[{"id": old}])
    ask(jira, "PUT", f"/issue/{key}", {"update": {"fixVersions": [{"remove": {"id": old}}, {"add": {"id": new}}]}})
    assert [version["name"] for version in jira.issue(key)["fields"]["fixVersions"]] == ["2027 Q2"]
    items = jira.issue(key)["changelog"]["histories"][0]["items"]
    assert [(item["field"], item["from"], item["to"]) for item in items] == [
        ("Fix Version", old, None),
        ("Fix Version", None, new),
    ]


def test_a_field_may_not_stand_in_fields_and_in_update():
    jira = FakeJira()
    key = made(jira)
    answer = ask(jira, "PUT", f"/issue/{key}", {"fields": {"labels": []}, "update": {"labels": [{"add": "a"}]}})
    assert (answer.status, list(answer.json["errors"])) == (400, ["labels"])


def test_an_edit_with_one_fault_writes_nothing():
    jira = FakeJira()
    key = made(jira)
    assert ask(jira, "PUT", f"/issue/{key}", {"fields": {"summary": "New", "duedate": "soon"}}).status == 400
    assert jira.issue(key)["fields"]["summary"] == "Write the policy"


def test_a_parent_can_be_taken_away():
    jira = FakeJira()
    key = made(jira, parent={"key": made(jira, kind="Epic")})
    assert ask(jira, "PUT", f"/issue/{key}", {"update": {"parent": [{"set": {"none": True}}]}}).status == 204
    assert jira.issue(key)["fields"]["parent"] is None


def test_an_edit_that_mails_nobody_is_ignored_unless_an_admin_asks():
    jira = FakeJira()
    key = made(jira)
    jira.site.without("ADMINISTER_PROJECTS")
    assert ask(jira, "PUT", f"/issue/{key}?notifyUsers=false", {"fields": {"summary": "New"}}).status == 204
    assert jira.issue(key)["fields"]["summary"] == "Write the policy"
    jira.site.rights |= {"ADMINISTER_PROJECTS"}
    ask(jira, "PUT", f"/issue/{key}?notifyUsers=false", {"fields": {"summary": "New"}})
    assert jira.issue(key)["fields"]["summary"] == "New"


def test_who_changed_it_for_what_is_kept_with_the_entry():
    jira = FakeJira()
    key = made(jira)
    told = {"type": "sync:plan", "description": "Run 7"}
    ask(jira, "PUT", f"/issue/{key}", {"fields": {"summary": "New"}, "historyMetadata": told})
    assert jira.issue(key)["changelog"]["histories"][0]["historyMetadata"] == told


def test_a_property_is_written_beside_the_fields_and_alone():
    jira = FakeJira()
    key = made(jira)
    ask(jira, "PUT", f"/issue/{key}", {"fields": {"summary": "New"}, "properties": [{"key": "plan", "value": 1}]})
    assert ask(jira, "PUT", f"/issue/{key}/properties/plan", {"node": "b"}).status == 200
    assert ask(jira, "PUT", f"/issue/{key}/properties/other", [1]).status == 201
    assert jira.issue(key)["properties"] == {"plan": {"node": "b"}, "other": [1]}
    assert ask(jira, "PUT", f"/issue/{key}/properties/plan", "x" * 40_000).status == 400


def test_a_description_comes_back_as_sent_unless_jira_s_editor_rewrites_it():
    plain, rewriting = FakeJira(), FakeJira(rewrites_documents=True)
    assert plain.issue(made(plain, description=text()))["fields"]["description"] == text()
    there = rewriting.issue(made(rewriting, description=text()))["fields"]["description"]
    assert there != text()
    assert ask(rewriting, "PUT", "/issue/PROJ-1", {"fields": {"description": there}}).status == 204


def test_a_text_that_is_no_document_is_told_with_its_reasons():
    jira = FakeJira()
    refusal(jira, description=text(""))
    assert jira.faults_of_requests


def test_an_issue_with_sub_tasks_is_only_deleted_with_them():
    jira = FakeJira()
    epic = made(jira, kind="Epic")
    task = made(jira, parent={"key": epic})
    made(jira, kind="Sub-task", parent={"key": task})
    assert ask(jira, "DELETE", f"/issue/{task}").status == 400
    assert ask(jira, "DELETE", f"/issue/{task}?deleteSubtasks=true").status == 204
    assert jira.keys() == [epic]
    assert ask(jira, "GET", f"/issue/{task}").status == 404


def test_to_delete_takes_the_right_to():
    jira = FakeJira()
    key = made(jira)
    jira.site.without("DELETE_ISSUES")
    assert ask(jira, "DELETE", f"/issue/{key}").status == 403


def test_the_children_of_a_deleted_epic_stand_alone():
    jira = FakeJira()
    epic = made(jira, kind="Epic")
    task = made(jira, parent={"key": epic})
    ask(jira, "DELETE", f"/issue/{epic}")
    assert jira.issue(task)["fields"]["parent"] is None


def test_bulkfetch_reads_the_store_and_tells_what_is_not_there():
    jira = FakeJira(index_lag=60)
    keys = [made(jira, properties=[{"key": "plan", "value": 1}]), made(jira)]
    identifier = jira.issue(keys[1])["id"]
    body = {"issueIdsOrKeys": [identifier, "99999", keys[0].lower()], "fields": ["summary"], "properties": ["plan"]}
    answer = ask(jira, "POST", "/issue/bulkfetch", body).json
    assert [issue["key"] for issue in answer["issues"]] == keys
    assert answer["issues"][0]["properties"] == {"plan": 1}
    assert [error["id"] for error in answer["issueErrors"]] == ["99999"]
    assert found(jira, "project = PROJ") == []


def test_bulkfetch_shows_forty_entries_of_a_changelog_and_its_own_operation_all():
    jira = FakeJira(changelog_page=30)
    key = made(jira)
    for number in range(45):
        jira.edit(key, summary=f"Title {number}")
    issue = ask(jira, "POST", "/issue/bulkfetch", {"issueIdsOrKeys": [key], "expand": ["changelog"]}).json["issues"][0]
    shown = issue["changelog"]["histories"]
    assert (len(shown), shown[0]["items"][0]["toString"]) == (40, "Title 44")
    told, body = [], {"issueIdsOrKeys": [key], "fieldIds": ["summary"]}
    while True:
        page = ask(jira, "POST", "/changelog/bulkfetch", body).json
        told += [entry["items"][0]["toString"] for entry in page["issueChangeLogs"][0]["changeHistories"]]
        if "nextPageToken" not in page:
            break
        body["nextPageToken"] = page["nextPageToken"]
    assert told == [f"Title {number}" for number in range(45)]


def test_a_changelog_is_told_for_the_fields_asked_for_and_in_the_form_of_the_day():
    jira = FakeJira(changelog_created="milliseconds")
    key = made(jira)
    jira.edit(key, summary="New", labels=["x"])
    jira.edit(key, duedate="2027-06-30")
    (log,) = ask(jira, "POST", "/changelog/bulkfetch", {"issueIdsOrKeys": [key], "fieldIds": ["labels"]}).json[
        "issueChangeLogs"
    ]
    (entry,) = log["changeHistories"]
    assert [item["fieldId"] for item in entry["items"]] == ["labels"]
    assert entry["created"] == int(jira.store.find(key).updated.timestamp() * 1000) - 50
