"""Which operation answers which method and path, and which of them write."""

import re
from urllib.parse import unquote

import msgspec

from tests.clients.jira.fake import fetching, issues, links, projects, search, workflow
from tests.clients.jira.fake.wire import Refused, Request

API = "/rest/api/3"


class Route(msgspec.Struct, frozen=True):
    """An operation: ``run(store, call)``; ``writes`` if it changes anything when it goes well."""

    method: str
    template: str
    run: object
    writes: bool = False

    @property
    def name(self):
        return f"{self.method} {self.template}"


class Call(msgspec.Struct, frozen=True):
    """A request as an operation sees it."""

    request: Request
    params: dict[str, str]
    cursors: dict[str, object]
    failing: tuple[int, ...] = ()

    @property
    def json(self):
        """The body; raises Jira's 400 where it is not JSON, or no object where one is needed."""
        try:
            body = self.request.json
        except ValueError:
            raise Refused(400, "There was an error parsing JSON. Check that your request body is valid.") from None
        if not isinstance(body, dict) and "propertyKey" not in self.params:
            raise Refused(400, "The request body is missing or no JSON object.")
        return body

    def one(self, name, otherwise=None):
        return self.request.query.get(name, [otherwise])[0]

    def many(self, name):
        return [part for text in self.request.query.get(name, []) for part in text.split(",") if part]


ROUTES = [
    Route("GET", "/_edge/tenant_info", projects.tenant),
    Route("GET", f"{API}/serverInfo", projects.server),
    Route("GET", f"{API}/myself", projects.myself),
    Route("GET", f"{API}/mypermissions", projects.permissions),
    Route("GET", f"{API}/project/{{projectIdOrKey}}", projects.project),
    Route("GET", f"{API}/project/{{projectIdOrKey}}/versions", projects.versions),
    Route("GET", f"{API}/project/{{projectIdOrKey}}/components", projects.components),
    Route("GET", f"{API}/project/{{projectIdOrKey}}/statuses", projects.project_statuses),
    Route("GET", f"{API}/status", projects.statuses),
    Route("GET", f"{API}/field", projects.fields),
    Route("GET", f"{API}/issueLinkType", links.types),
    Route("GET", f"{API}/issue/createmeta/{{projectIdOrKey}}/issuetypes", projects.creatable_types),
    Route("GET", f"{API}/issue/createmeta/{{projectIdOrKey}}/issuetypes/{{issueTypeId}}", projects.creatable_fields),
    Route("POST", f"{API}/version", projects.create_version, writes=True),
    Route("GET", f"{API}/search", search.removed),
    Route("POST", f"{API}/search", search.removed),
    Route("GET", f"{API}/search/jql", search.by_get),
    Route("POST", f"{API}/search/jql", search.by_post),
    Route("POST", f"{API}/issue/bulkfetch", fetching.many),
    Route("POST", f"{API}/changelog/bulkfetch", fetching.changelogs),
    Route("POST", f"{API}/issue/bulk", issues.create_many, writes=True),
    Route("POST", f"{API}/issue", issues.create_one, writes=True),
    Route("GET", f"{API}/issue/{{issueIdOrKey}}", fetching.one),
    Route("PUT", f"{API}/issue/{{issueIdOrKey}}", issues.edit, writes=True),
    Route("DELETE", f"{API}/issue/{{issueIdOrKey}}", issues.delete, writes=True),
    Route("POST", f"{API}/issueLink", links.create, writes=True),
    Route("GET", f"{API}/issueLink/{{linkId}}", links.read),
    Route("DELETE", f"{API}/issueLink/{{linkId}}", links.delete, writes=True),
    Route("GET", f"{API}/issue/{{issueIdOrKey}}/transitions", workflow.transitions),
    Route("POST", f"{API}/issue/{{issueIdOrKey}}/transitions", workflow.transit, writes=True),
    Route("GET", f"{API}/issue/{{issueIdOrKey}}/properties", issues.properties),
    Route("GET", f"{API}/issue/{{issueIdOrKey}}/properties/{{propertyKey}}", issues.read_property),
    Route("PUT", f"{API}/issue/{{issueIdOrKey}}/properties/{{propertyKey}}", issues.write_property, writes=True),
]
PATTERNS = [(route, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", route.template))) for route in ROUTES]


def find(method, path):
    """The route and the parameters of a path; raises Jira's 404, or 405 where only the method is unknown."""
    there = False
    for route, pattern in PATTERNS:
        match = pattern.fullmatch(path)
        if match and route.method == method:
            return route, {name: unquote(text) for name, text in match.groupdict().items()}
        there = there or match is not None
    raise Refused(405 if there else 404, "Method Not Allowed" if there else f"No resource method found for {method}")
