"""Searching in the fake: late, bounded, by token, and in a JQL that is small and strict."""

import pytest

from tests.clients.jira.asking import ask, found, made
from tests.clients.jira.fake import Clock, FakeJira

PLAN = 'project = "PROJ" AND labels = "rm:plan:a"'


def search(jira, **body):
    return ask(jira, "POST", "/search/jql", body)


def test_the_index_lags_behind_creates_edits_and_deletions():
    jira = FakeJira(index_lag=60)
    key = made(jira, labels=["rm:plan:a"])
    assert found(jira, PLAN) == []
    jira.clock.advance(61)
    assert found(jira, PLAN) == [key]
    jira.remove_label(key, "rm:plan:a")
    assert found(jira, PLAN) == [key]
    jira.clock.advance(61)
    assert found(jira, PLAN) == []
    jira.delete(key)
    assert found(jira, "project = PROJ") == [key]
    jira.clock.advance(61)
    assert found(jira, "project = PROJ") == []


def test_reconciled_issues_are_current():
    jira = FakeJira(index_lag=60)
    key = made(jira, labels=["rm:plan:a"])
    identifier = int(jira.issue(key)["id"])
    assert found(jira, PLAN, reconcileIssues=[identifier]) == [key]


def test_only_ids_are_answered_unless_fields_are_asked_for():
    jira = FakeJira()
    key = made(jira)
    answer = search(jira, jql="project = PROJ").json
    assert answer == {"issues": [{"id": jira.issue(key)["id"]}], "isLast": True}
    (issue,) = search(jira, jql="project = PROJ", fields=["summary"]).json["issues"]
    assert issue["fields"] == {"summary": "Write the policy"}


def test_a_page_is_followed_by_its_token_and_the_last_has_none():
    jira = FakeJira(page=2)
    keys = [made(jira) for _ in range(5)]
    seen, body = [], {"jql": "project = PROJ ORDER BY created ASC", "fields": ["summary"], "maxResults": 100}
    sizes = []
    while True:
        page = search(jira, **body).json
        assert "total" not in page
        sizes.append(len(page["issues"]))
        seen += [issue["key"] for issue in page["issues"]]
        if "nextPageToken" not in page:
            break
        body["nextPageToken"] = page["nextPageToken"]
    assert (seen, sizes) == (keys, [2, 2, 1])


def test_fifty_is_the_usual_page():
    jira = FakeJira()
    for _ in range(51):
        made(jira)
    assert len(search(jira, jql="project = PROJ").json["issues"]) == 50


def test_a_token_belongs_to_its_search_and_ends_after_a_week():
    jira = FakeJira(page=1)
    made(jira), made(jira)
    asked = {"jql": "project = PROJ", "fields": ["summary"]}
    token = search(jira, **asked).json["nextPageToken"]
    assert search(jira, jql="project = OTHER", fields=["summary"], nextPageToken=token).status == 400
    assert search(jira, **asked, nextPageToken=token).status == 200
    jira.clock.advance(8 * 86400)
    assert search(jira, **asked, nextPageToken=token).status == 400


def test_the_removed_search_answers_410():
    answer = ask(FakeJira(judge=None), "GET", "/search?jql=project=PROJ")
    assert answer.status == 410
    assert "CHANGE-2046" in answer.json["errorMessages"][0]


@pytest.mark.parametrize("body", [{"startAt": 0}, {"properties": list("abcdef")}, {"reconcileIssues": list(range(51))}])
def test_what_the_new_search_does_not_know_is_refused(body):
    assert search(FakeJira(judge=None), jql="project = PROJ", **body).status == 400


@pytest.mark.parametrize(
    "text",
    [
        "",
        "order by key desc",
        "project = NONE",
        "project = PROJ OR labels = a",
        "labels = rm:plan:a",
        "labels in ()",
        "labels = a AND",
        "labels ~ a",
        "labels = empty",
        "key = PROJ-77",
        "id in (99999)",
        "updated >= 2027-01-04T09:00",
        'updated >= "2027-01-04 09:00:30"',
        "project = PROJ ORDER BY summary",
        'issue in issuesWithRemoteLinksByGlobalId("a")',
    ],
)
def test_what_jql_does_not_say_is_refused(text):
    assert ask(FakeJira(judge=None), "POST", "/search/jql", {"jql": text}).status == 400


def test_jql_finds_by_project_label_key_id_and_parent():
    jira = FakeJira()
    epic = made(jira, kind="Epic", labels=["rm-plan", "rm:plan:a"])
    task = made(jira, parent={"key": epic}, labels=["rm-plan"])
    other = jira.create("Elsewhere", project="OTHER")
    identifier = jira.issue(task)["id"]
    assert found(jira, "project in (PROJ, OTHER) ORDER BY key") == [other, epic, task]
    assert found(jira, "labels = rm-plan order by created desc") == [task, epic]
    assert found(jira, "labels in ('rm:plan:a', \"none\")") == [epic]
    assert found(jira, f"key in ({epic.lower()}, {other}) AND project = PROJ") == [epic]
    assert found(jira, f"id = {identifier}") == [task]
    assert found(jira, f"parent = {epic}") == [task]


def test_jql_finds_by_the_time_of_the_last_change():
    jira = FakeJira(Clock(tick_s=0))
    old = made(jira)
    jira.clock.advance(3600)
    new = made(jira)
    assert found(jira, "project = PROJ AND updated >= -30m") == [new]
    assert found(jira, 'project = PROJ AND updated >= "-2h" ORDER BY updated ASC') == [old, new]
    assert found(jira, 'project = PROJ AND updated >= "2027-01-04 09:01"') == [new]
    assert found(jira, 'project = PROJ AND updated < "2027/01/04 10:00"') == [old]


def test_jql_reads_dates_in_the_time_zone_of_the_account():
    jira = FakeJira(Clock(tick_s=0), time_zone="Australia/Sydney")
    key = made(jira)
    assert found(jira, 'project = PROJ AND updated >= "2027-01-04 20:00"') == [key]
    assert found(jira, 'project = PROJ AND updated >= "2027-01-04 20:01"') == []


def test_a_search_by_get_is_the_same():
    jira = FakeJira()
    made(jira, labels=["a"], properties=[{"key": "plan", "value": 1}])
    answer = ask(jira, "GET", "/search/jql?jql=labels%20%3D%20a&fields=summary,labels&properties=plan&maxResults=5")
    (issue,) = answer.json["issues"]
    assert (issue["fields"]["labels"], issue["properties"]) == (["a"], {"plan": 1})
