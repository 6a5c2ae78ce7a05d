"""Small builders for the tests of the fake: a request of the REST API, an issue to create, one made."""

from tests.clients.jira.fake import Request

API = "/rest/api/3"


def ask(jira, method, path, body=None, **options):
    """Ask the fake for something under the REST API."""
    return jira.handle(Request.of(method, API + path, body, **options))


def an_issue(summary="Write the policy", kind="Task", **fields):
    """The ``fields`` of a create; what is None stays out."""
    given = {"project": {"key": "PROJ"}, "issuetype": {"name": kind}, "summary": summary} | fields
    return {name: value for name, value in given.items() if value is not None}


def made(jira, summary="Write the policy", kind="Task", properties=(), **fields):
    """Create an issue and return its key."""
    body = {"fields": an_issue(summary, kind, **fields), "properties": list(properties)}
    answer = ask(jira, "POST", "/issue", body)
    assert answer.status == 201, answer.json
    return answer.json["key"]


def found(jira, text, **more):
    """The keys that a search finds, first page."""
    answer = ask(jira, "POST", "/search/jql", {"jql": text, "fields": ["key"], **more})
    assert answer.status == 200, answer.json
    return [issue["key"] for issue in answer.json["issues"]]


def refusal(jira, **fields):
    """The errors by field that a create of an issue with these fields meets."""
    answer = ask(jira, "POST", "/issue", {"fields": an_issue(**fields)})
    assert answer.status == 400, answer.json
    return answer.json["errors"]


def text(words="Why: the board asked."):
    """A document of one paragraph."""
    return {
        "type": "doc",
        "version": 1,
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": words}]}],
    }
