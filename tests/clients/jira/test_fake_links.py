"""Links in the fake: which way they go, what a second one does, and where they are refused."""

from tests.clients.jira.asking import ask, made
from tests.clients.jira.fake import FakeJira, LinkType


def link(jira, blocker, blocked, **kind):
    body = {"type": kind or {"name": "Blocks"}, "inwardIssue": {"key": blocker}, "outwardIssue": {"key": blocked}}
    return ask(jira, "POST", "/issueLink", body)


def links_of(jira, key):
    return ask(jira, "GET", f"/issue/{key}?fields=issuelinks").json["fields"]["issuelinks"]


def test_the_inward_issue_of_a_request_is_the_blocker():
    jira = FakeJira()
    blocker, blocked = made(jira), made(jira)
    answer = link(jira, blocker, blocked)
    assert (answer.status, answer.body) == (201, b"")
    (seen,) = links_of(jira, blocker)
    assert seen["outwardIssue"]["key"] == blocked
    assert "inwardIssue" not in seen
    assert seen["type"]["outward"] == "blocks"
    (seen,) = links_of(jira, blocked)
    assert seen["inwardIssue"]["key"] == blocker


def test_a_second_link_answers_201_and_changes_nothing():
    jira = FakeJira()
    blocker, blocked = made(jira), made(jira)
    link(jira, blocker, blocked)
    before = jira.issue(blocker)
    assert link(jira, blocker, blocked).status == 201
    assert jira.issue(blocker) == before
    link(jira, blocked, blocker)
    assert len(links_of(jira, blocker)) == 2


def test_a_link_is_told_in_both_changelogs():
    jira = FakeJira()
    blocker, blocked = made(jira), made(jira)
    link(jira, blocker, blocked)
    told = [jira.issue(key)["changelog"]["histories"][0]["items"][0]["toString"] for key in (blocker, blocked)]
    assert told == [f"This issue blocks {blocked}", f"This issue is blocked by {blocker}"]


def test_a_link_is_read_and_deleted_by_its_id():
    jira = FakeJira()
    blocker, blocked = made(jira), made(jira)
    link(jira, blocker, blocked)
    identifier = links_of(jira, blocker)[0]["id"]
    read = ask(jira, "GET", f"/issueLink/{identifier}").json
    assert (read["inwardIssue"]["key"], read["outwardIssue"]["key"]) == (blocker, blocked)
    assert ask(jira, "DELETE", f"/issueLink/{identifier}").status == 204
    assert links_of(jira, blocked) == []
    assert ask(jira, "DELETE", f"/issueLink/{identifier}").status == 404


def test_an_unknown_type_or_issue_is_not_found():
    jira = FakeJira()
    key = made(jira)
    assert link(jira, key, made(jira), name="Prevents").status == 404
    assert link(jira, key, "PROJ-99").status == 404
    assert link(jira, key, key).status == 400


def test_link_types_may_be_localised_or_none():
    german = FakeJira(link_types=(LinkType("10200", "Blockiert", "wird blockiert durch", "blockiert"),))
    assert ask(german, "GET", "/issueLinkType").json["issueLinkTypes"][0]["outward"] == "blockiert"
    assert link(german, made(german), made(german), id="10200").status == 201
    assert ask(FakeJira(linking=False), "GET", "/issueLinkType").status == 404


def test_linking_takes_the_right_to_and_room():
    jira = FakeJira(links_per_issue=1)
    first, second, third = made(jira), made(jira), made(jira)
    assert link(jira, first, second).status == 201
    assert link(jira, first, third).status == 413
    jira.site.without("LINK_ISSUES")
    assert link(jira, second, third).status == 404


def test_the_links_of_a_deleted_issue_go_with_it():
    jira = FakeJira()
    blocker, blocked = made(jira), made(jira)
    link(jira, blocker, blocked)
    jira.delete(blocker)
    assert links_of(jira, blocked) == []
