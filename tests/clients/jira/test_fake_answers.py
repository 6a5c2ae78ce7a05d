"""Every answer of the fake is one that Atlassian's whole document describes; told only where that document is given."""

import os

import jsonschema_rs
import pytest

from tests.clients.jira import atlassian
from tests.clients.jira.asking import an_issue, ask, made, text
from tests.clients.jira.fake import FakeJira

DOCUMENT = os.environ.get("MILEPOST_ATLASSIAN")
pytestmark = pytest.mark.skipif(not DOCUMENT, reason="MILEPOST_ATLASSIAN names Atlassian's document")


class Answers:
    """What answers the document describes; null may stand anywhere, as it does in Jira's own."""

    def __init__(self, document):
        self._paths = document["paths"]
        self._schemas = {name: nullable(schema) for name, schema in document["components"]["schemas"].items()}

    def wrong(self, operation, status, body):
        method, _, path = operation.partition(" ")
        responses = self._paths[path][method.lower()]["responses"]
        assert str(status) in responses, f"{operation} does not answer {status}"
        schemas = [content.get("schema", {}) for content in responses[str(status)].get("content", {}).values()]
        whole = {**(schemas[0] if schemas else {}), "components": {"schemas": self._schemas}}
        return [atlassian.sentence(error) for error in jsonschema_rs.Draft202012Validator(whole).iter_errors(body)]


def nullable(schema):
    if isinstance(schema, list):
        return [nullable(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    seen = {name: nullable(value) for name, value in schema.items() if name != "format"}
    return seen | ({"type": [schema["type"], "null"]} if isinstance(schema.get("type"), str) else {})


@pytest.fixture(scope="module")
def answers():
    return Answers(atlassian.read(DOCUMENT))


def a_full_site():
    """Issues with everything that an answer can show: parent, links, versions, comments, a changelog, properties."""
    jira = FakeJira(page=1)
    version = jira.create_version("2027 Q1", start="2027-01-01", release="2027-03-31")
    epic = made(jira, kind="Epic", description=text())
    more = {"components": [{"name": "sales"}], "assignee": {"id": jira.site.colleague}, "duedate": "2027-03-31"}
    task = made(
        jira, parent={"key": epic}, fixVersions=[{"id": version}], properties=[{"key": "a", "value": 1}], **more
    )
    made(jira, kind="Sub-task", parent={"key": task})
    jira.link(epic, task)
    jira.comment(task, "Words")
    jira.edit(task, summary="New")
    jira.move_status(task, "Done")
    return jira, task


REQUESTS = [
    ("GET", "/serverInfo", None),
    ("GET", "/myself", None),
    ("GET", "/mypermissions?permissions=CREATE_ISSUES", None),
    ("GET", "/mypermissions?permissions=FLY", None),
    ("GET", "/project/PROJ", None),
    ("GET", "/project/PROJ/versions", None),
    ("GET", "/project/PROJ/components", None),
    ("GET", "/project/PROJ/statuses", None),
    ("GET", "/project/NONE", None),
    ("GET", "/status", None),
    ("GET", "/issueLinkType", None),
    ("GET", "/field", None),
    ("GET", "/issue/createmeta/PROJ/issuetypes", None),
    ("GET", "/issue/createmeta/PROJ/issuetypes/10000", None),
    ("POST", "/version", {"name": "2027 Q2", "projectId": 10000}),
    ("POST", "/version", {"name": "2027 Q1", "projectId": 10000}),
    ("GET", "/search/jql?jql=project%20%3D%20PROJ", None),
    ("POST", "/search/jql", {"jql": "project = PROJ", "fields": ["*all"], "properties": ["a"]}),
    ("POST", "/search/jql", {"jql": "order by key"}),
    ("POST", "/issue/bulkfetch", {"issueIdsOrKeys": ["PROJ-1", "PROJ-2", "99"], "expand": ["changelog"]}),
    ("POST", "/changelog/bulkfetch", {"issueIdsOrKeys": ["PROJ-2"], "maxResults": 1}),
    ("POST", "/issue/bulk", {"issueUpdates": [{"fields": an_issue()}, {"fields": an_issue(kind="Saga")}]}),
    ("POST", "/issue/bulk", {"issueUpdates": [{"fields": an_issue(kind="Saga")}]}),
    ("POST", "/issue", {"fields": an_issue()}),
    ("POST", "/issue", {"fields": an_issue(labels=["a b"])}),
    ("GET", "/issue/PROJ-2?expand=changelog&properties=a", None),
    ("PUT", "/issue/PROJ-2", {"fields": {"summary": "Newer"}}),
    ("DELETE", "/issue/PROJ-3", None),
    (
        "POST",
        "/issueLink",
        {"type": {"name": "Blocks"}, "inwardIssue": {"key": "PROJ-1"}, "outwardIssue": {"key": "X-9"}},
    ),
    ("GET", "/issueLink/10001", None),
    ("DELETE", "/issueLink/10001", None),
    ("GET", "/issue/PROJ-2/transitions", None),
    ("POST", "/issue/PROJ-2/transitions", {"transition": {"id": "11"}}),
    ("GET", "/issue/PROJ-2/properties", None),
    ("GET", "/issue/PROJ-2/properties/a", None),
    ("PUT", "/issue/PROJ-2/properties/b", 1),
]


@pytest.mark.parametrize(("method", "path", "body"), REQUESTS)
def test_an_answer_is_as_the_document_describes_it(answers, method, path, body):
    jira, _ = a_full_site()
    answer = ask(jira, method, path, body)
    assert jira.faults_of_requests == []
    assert answers.wrong(jira.log[-1].operation, answer.status, answer.json) == []


def test_every_operation_was_asked_for():
    jira, _ = a_full_site()
    for method, path, body in REQUESTS:
        ask(jira, method, path, body)
    assert {entry.operation for entry in jira.log} == set(atlassian.OPERATIONS)
