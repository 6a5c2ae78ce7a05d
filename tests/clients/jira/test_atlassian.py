"""The extracts of Atlassian's documents judge as they should, and are what the whole documents give."""

import os

import pytest

from tests.clients.jira import atlassian
from tests.clients.jira.asking import an_issue, text

API = "/rest/api/3"
DOCUMENT, ADF = os.environ.get("MILEPOST_ATLASSIAN"), os.environ.get("MILEPOST_ADF")
LINK = {"type": {"name": "Blocks"}, "inwardIssue": {"key": "A-1"}, "outwardIssue": {"id": "10001"}}


@pytest.mark.parametrize(
    ("method", "path", "query", "body"),
    [
        ("GET", "/myself", {}, None),
        ("GET", "/mypermissions", {"permissions": ["CREATE_ISSUES"], "projectKey": ["PROJ"]}, None),
        ("GET", "/issue/createmeta/PROJ/issuetypes/10000", {"startAt": ["50"], "maxResults": ["50"]}, None),
        ("POST", "/issue/bulk", {}, {"issueUpdates": [{"fields": an_issue()}] * 50}),
        ("PUT", "/issue/PROJ-1", {"notifyUsers": ["false"]}, {"update": {"labels": [{"add": "a"}]}}),
        ("POST", "/issueLink", {}, LINK),
        ("PUT", "/issue/PROJ-1/properties/plan", {}, {"anything": [1]}),
        ("POST", "/search/jql", {}, {"jql": "project = PROJ", "fields": ["summary"], "reconcileIssues": [10001]}),
        ("POST", "/version", {}, {"name": "2027 Q1", "projectId": 10000, "releaseDate": "2027-03-31"}),
    ],
)
def test_what_the_document_allows_passes(method, path, query, body):
    assert atlassian.validate(method, API + path, query, body) == []


@pytest.mark.parametrize(
    ("method", "path", "query", "body"),
    [
        ("GET", "/search", {"jql": ["project = PROJ"]}, None),
        ("GET", "/dashboard", {}, None),
        ("GET", "/mypermissions", {}, None),
        ("GET", "/myself", {"verbose": ["true"]}, None),
        ("GET", "/issue/createmeta/PROJ/issuetypes", {"maxResults": ["many"]}, None),
        ("GET", "/issue/createmeta/PROJ/issuetypes", {"maxResults": ["500"]}, None),
        ("PUT", "/issue/PROJ-1", {"notifyUsers": ["no"]}, {"fields": {}}),
        ("POST", "/issue/bulk", {}, {"issueUpdates": [{"fields": an_issue()}] * 51}),
        ("POST", "/issue/bulk", {}, {"issueUpdates": []}),
        ("POST", "/issue/bulk", {}, {"issueUpdates": [{"update": {}}]}),
        ("POST", "/issue/bulk", {}, {"issues": [{"fields": an_issue()}]}),
        ("POST", "/issue", {}, {"fields": an_issue(), "labels": ["a"]}),
        ("POST", "/issue", {}, None),
        ("POST", "/issueLink", {}, LINK | {"comment": None}),
        ("POST", "/issueLink", {}, LINK | {"type": {}}),
        ("POST", "/issueLink", {}, LINK | {"inwardIssue": {"id": 10001}}),
        ("POST", "/search/jql", {}, {"jql": "project = PROJ", "startAt": 0}),
        ("POST", "/search/jql", {}, {"jql": "project = PROJ", "fields": "summary"}),
        ("POST", "/search/jql", {}, {"jql": "project = PROJ", "properties": list("abcdef")}),
        ("POST", "/search/jql", {}, {"jql": "project = PROJ", "reconcileIssues": ["10001"]}),
        ("POST", "/issue/bulkfetch", {}, {"issueIdsOrKeys": ["1"] * 101}),
        ("POST", "/issue/bulkfetch", {}, {"issueIdsOrKeys": [10001]}),
        ("POST", "/changelog/bulkfetch", {}, {"issueIdsOrKeys": ["1"], "fieldIds": [str(n) for n in range(11)]}),
        ("POST", "/version", {}, {"name": "2027 Q1", "projectId": "10000"}),
        ("POST", "/version", {}, {"name": "2027 Q1", "projectId": 10000, "releaseDate": "31.03.2027"}),
        ("PUT", "/issue/PROJ-1", {}, {"properties": [{"key": "x" * 256, "value": 1}]}),
    ],
)
def test_what_it_does_not_allow_is_told(method, path, query, body):
    assert atlassian.validate(method, API + path, query, body)


def test_a_text_is_judged_by_the_adf_schema():
    assert atlassian.validate_adf(text()) == []
    media = {
        "type": "mediaSingle",
        "content": [{"type": "media", "attrs": {"type": "file", "id": "1", "collection": ""}}],
    }
    assert atlassian.validate_adf({"type": "doc", "version": 1, "content": [media]}) == []


def test_the_innermost_node_that_is_wrong_is_named():
    document = text()
    document["content"][0]["content"].append({"type": "text", "text": ""})
    assert atlassian.validate_adf(document) == [
        '/content/0/content/1: a text is not made so: {"type": "text", "text": ""}'
    ]


@pytest.mark.parametrize(
    "content",
    [
        [{"type": "text", "text": "on its own"}],
        [{"type": "paragraph", "content": [{"type": "text", "text": ""}]}],
        [{"type": "paragraph", "content": [{"type": "text", "text": "x", "marks": [{"type": "shout"}]}]}],
        [{"type": "heading", "content": []}],
        [{"type": "bulletList", "content": [{"type": "paragraph", "content": []}]}],
        [{"type": "table", "content": []}],
        [{"type": "panel", "attrs": {"panelType": "loud"}, "content": []}],
    ],
)
def test_a_text_that_jira_would_not_take_is_told(content):
    assert atlassian.validate_adf({"type": "doc", "version": 1, "content": content})


@pytest.mark.skipif(not DOCUMENT, reason="MILEPOST_ATLASSIAN names Atlassian's document")
def test_the_extract_is_what_the_whole_document_gives():
    assert atlassian.EXTRACT.read_text() == atlassian.written(atlassian.extract(atlassian.read(DOCUMENT)))


@pytest.mark.skipif(not ADF, reason="MILEPOST_ADF names the schema of the Atlassian Document Format")
def test_the_adf_extract_is_what_the_whole_schema_gives():
    assert atlassian.ADF_EXTRACT.read_text() == atlassian.written(atlassian.extract_adf(atlassian.read(ADF)))
