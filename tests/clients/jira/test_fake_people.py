"""What people do in the fake, and what of it a sync can see."""

from tests.clients.jira.asking import ask, found, made
from tests.clients.jira.fake import FakeJira


def test_a_person_s_edit_bears_their_name_and_a_time():
    jira = FakeJira()
    key = made(jira, description=None)
    before = jira.issue(key)["fields"]["updated"]
    jira.edit(key, summary="Theirs", description="One line", duedate="2027-04-30")
    issue = jira.issue(key)
    (entry,) = issue["changelog"]["histories"]
    assert entry["author"]["displayName"] == "Mia Krystof"
    assert [item["fieldId"] for item in entry["items"]] == ["summary", "description", "duedate"]
    assert issue["fields"]["updated"] > before
    assert issue["fields"]["description"]["content"][0]["content"][0]["text"] == "One line"


def test_a_moved_issue_keeps_its_id_and_answers_to_its_old_key():
    jira = FakeJira()
    version = jira.create_version("2027 Q1")
    old = made(jira, labels=["a"], fixVersions=[{"id": version}])
    identifier = jira.issue(old)["id"]
    new = jira.move_to_project(old, "OTHER")
    assert new == "OTHER-1"
    by_old, by_id = (ask(jira, "GET", f"/issue/{name}").json for name in (old, identifier))
    assert by_old == by_id
    assert (by_id["key"], by_id["fields"]["project"]["key"], by_id["fields"]["fixVersions"]) == (new, "OTHER", [])
    assert found(jira, "project = PROJ AND labels = a") == []
    items = jira.issue(new)["changelog"]["histories"][0]["items"]
    assert [(item["field"], item["toString"]) for item in items] == [("project", "Another team"), ("Key", new)]


def test_a_clone_has_the_labels_and_not_the_properties():
    jira = FakeJira()
    key = made(jira, labels=["rm:plan:a"], properties=[{"key": "plan", "value": 1}])
    clone = jira.issue(jira.clone(key))
    assert clone["fields"]["summary"] == "CLONE - Write the policy"
    assert (clone["fields"]["labels"], clone["properties"]) == (["rm:plan:a"], {})
    assert clone["fields"]["issuelinks"][0]["outwardIssue"]["key"] == key


def test_people_link_and_unlink():
    jira = FakeJira()
    first, second = made(jira), made(jira)
    jira.link(first, second)
    assert jira.issue(second)["fields"]["issuelinks"][0]["inwardIssue"]["key"] == first
    jira.unlink(first, second)
    assert jira.issue(second)["fields"]["issuelinks"] == []


def test_a_comment_is_there_and_changes_the_time_and_no_changelog():
    jira = FakeJira()
    key = made(jira)
    jira.comment(key, "Looks good")
    issue = jira.issue(key)
    assert issue["fields"]["comment"]["total"] == 1
    assert issue["fields"]["updated"] > issue["fields"]["created"]
    assert issue["changelog"]["histories"] == []


def test_people_cancel():
    jira = FakeJira()
    key = made(jira)
    jira.move_status(key, "Cancelled", resolution="Won't Do")
    fields = jira.issue(key)["fields"]
    assert (fields["status"]["name"], fields["resolution"]["name"]) == ("Cancelled", "Won't Do")


def test_two_sites_that_got_there_by_other_ways_have_the_same_snapshot():
    one, other = FakeJira(), FakeJira()
    for jira, order in ((one, ("a", "b")), (other, ("b", "a"))):
        keys = {name: made(jira, summary=name, labels=[f"rm:{name}", "x"]) for name in order}
        jira.link(keys["a"], keys["b"])
    assert one.keys() == other.keys()
    assert one.snapshot("rm:") == other.snapshot("rm:")
    assert one.snapshot("rm:")["issues"]["rm:a"]["links"] == [["blocks", "rm:b"]]


def test_a_copy_goes_its_own_way():
    jira = FakeJira(index_lag=60)
    key = made(jira, labels=["a"])
    twin = jira.copy()
    twin.edit(key, summary="Theirs")
    twin.clock.advance(60)
    twin.site.hide("duedate", "Task")
    assert (jira.issue(key)["fields"]["summary"], jira.site.screens) == ("Write the policy", {})
    assert (found(jira, "labels = a"), found(twin, "labels = a")) == ([], [key])
    assert made(twin) == made(jira) == "PROJ-2"


def test_a_double_shows_in_the_snapshot():
    jira = FakeJira()
    made(jira, labels=["rm:a"])
    single = jira.snapshot("rm:")
    made(jira, labels=["rm:a"])
    assert list(jira.snapshot("rm:")["issues"]) == ["rm:a", "rm:a (2)"]
    assert single != jira.snapshot("rm:")
