"""The fake itself: takes a request, lets it meet its fault, lets it do its work or not, and remembers all of it.

Tests make one, let a client loose on ``transport()`` or on the server, act as people meanwhile, and compare snapshots.
"""

import base64
import copy
import re
import threading

import msgspec

from tests.clients.jira import atlassian
from tests.clients.jira.fake import documents, routes, snapshot
from tests.clients.jira.fake.clock import Clock
from tests.clients.jira.fake.configuration import Configuration
from tests.clients.jira.fake.faults import Faults
from tests.clients.jira.fake.limits import RateLimits
from tests.clients.jira.fake.people import People
from tests.clients.jira.fake.rendering import issue as rendered
from tests.clients.jira.fake.store import Store
from tests.clients.jira.fake.transport import Transport
from tests.clients.jira.fake.wire import Refused, Request, answered

GATEWAY = re.compile(r"/ex/jira/([^/]+)(/.*)")
OPEN = {"GET /_edge/tenant_info"}
ANONYMOUS = {*OPEN, "GET /rest/api/3/serverInfo"}


class Entry(msgspec.Struct, frozen=True):
    """One request and what became of it; ``status`` is what Jira made of it, 0 where it never did anything.

    ``writing``: the operation is one that writes. ``wrote``: it did. ``changed``: something is otherwise than before.
    ``answer_lost``: it did its work and the client was not told. ``seen``: the status that the client
    got, None where the connection broke.
    """

    index: int
    method: str
    path: str
    query: dict[str, list[str]]
    body: object
    operation: str | None
    status: int
    seen: int | None
    writing: bool
    wrote: bool
    changed: bool
    answer_lost: bool
    fault: str | None
    moment: object


class FakeJira(People):
    """A site of Jira Cloud in memory. ``changes`` are attributes of ``Configuration``; ``judge=None`` lets all pass."""

    def __init__(self, clock=None, faults=None, judge=atlassian.validate, **changes):
        self.clock = clock or Clock()
        self.site = Configuration(**changes)
        self.store = Store(self.site, self.clock)
        self.faults = faults or Faults()
        self.log = []
        self.faults_of_requests = []
        self._judge = judge
        self._limits = RateLimits(self.clock)
        self._cursors = {}
        self._lock = threading.RLock()

    def handle(self, request):
        """Answer a request; one that is not valid is answered 400 and its faults are kept."""
        with self._lock:
            index = len(self.log)
            self.faults.prepare(index, self, request)
            self.clock.tick()
            fault = self.faults.strike(index, request, self.clock.now())
            work = _Work(self, request, fault)
            response = work.done()
            self.log.append(work.entry(index, response))
            return response

    def begin(self):
        """Forget the requests so far, so that indexes count from here."""
        self.log.clear()

    def copy(self):
        """Another site that stands where this one does, with a clock and a log of its own and nothing scripted."""
        twin = FakeJira(copy.deepcopy(self.clock), judge=self._judge)
        twin.site = copy.deepcopy(self.site)
        twin.store = self.store.copied(twin.site, twin.clock)
        twin._cursors = dict(self._cursors)
        return twin

    def transport(self):
        """For ``httpx.Client`` and ``httpx.AsyncClient``; raises AssertionError where a request is not valid."""
        return Transport(self)

    def writes(self):
        """The requests that wrote, in their order."""
        return [entry for entry in self.log if entry.wrote]

    def attempts(self):
        """The requests that were to write, whether they did or not."""
        return [entry for entry in self.log if entry.writing]

    def requests(self, method, ending=""):
        """The requests of a method whose path ends so."""
        return [entry for entry in self.log if entry.method == method and entry.path.endswith(ending)]

    def snapshot(self, prefix=None, properties=None):
        """Where everything stands, free of ids, keys and order: see ``snapshot.taken``."""
        return snapshot.taken(self.store, prefix, properties)

    def issue(self, key):
        """An issue as GET answers it, with its properties and all of its changelog."""
        return rendered(self.store, self._found(key), ["*all"], ["*all"], histories=10**6)

    def keys(self, label=None):
        """The keys of all issues, or of those that bear a label, oldest first."""
        issues = sorted(self.store.issues.values(), key=lambda issue: int(issue.id))
        return [issue.key for issue in issues if label is None or label in issue.values["labels"]]

    def judged(self, request):
        """What is wrong with a request by Atlassian's document."""
        path = _inner(request.path)
        if self._judge is None or path in {"/_edge/tenant_info"}:
            return []
        try:
            body = request.json
        except ValueError:
            return ["the body is not JSON"]
        if body is not None and "application/json" not in request.headers.get("content-type", ""):
            return ["a body in JSON is to be sent as application/json"]
        return self._judge(request.method, path, request.query, body)


class _Work:
    """One request on its way: judged, refused, limited, struck, or done."""

    def __init__(self, jira, request, fault):
        self.jira = jira
        self.request = request
        self.fault = fault
        self.route = None
        self.status = 0
        self.before = self.after = jira.store.changes

    def done(self):
        """The answer that the client gets."""
        wrong = self.jira.judged(self.request)
        self.jira.faults_of_requests.extend(wrong or self._wrong_texts())
        struck = self.fault is not None and not self.fault.failing
        if struck and not self.fault.worked:
            self._known()
            return self.fault.answer(self.jira.clock.now())
        response = self._answered(wrong)
        self.status = response.status
        self.after = self.jira.store.changes
        return self.fault.answer(self.jira.clock.now()) if struck else response

    def _wrong_texts(self):
        """What is wrong with the documents in a request; the operation itself refuses them, as Jira does."""
        if self.jira._judge is None or not self.request.body:
            return []
        return [fault for text in documents.within(self.request.json) for fault in atlassian.validate_adf(text)]

    def _known(self):
        try:
            self.route, _ = routes.find(self.request.method, _inner(self.request.path))
        except Refused:
            self.route = None

    def _answered(self, wrong):
        try:
            self.route, params = routes.find(self.request.method, self._place())
            self._admit()
            if wrong and self.route.name.rpartition("/")[2] != "search":
                return answered(400, {"errorMessages": wrong, "errors": {}})
            failing = self.fault.failing if self.fault else ()
            call = routes.Call(self.request, params, self.jira._cursors, failing)
            return self._limited(params) or self.route.run(self.jira.store, call)
        except Refused as refused:
            return refused.response

    def _place(self):
        gateway = GATEWAY.fullmatch(self.request.path)
        if gateway and gateway[1] != self.jira.site.cloud_id:
            raise Refused(404, "Not Found")
        return _inner(self.request.path)

    def _admit(self):
        """Demand the credentials; a scoped token is taken at the gateway alone."""
        given = self.request.headers.get("authorization")
        if self.route.name in OPEN or (given is None and self.route.name in ANONYMOUS):
            return
        expected = "Basic " + base64.b64encode(":".join(self.jira.site.credentials).encode()).decode()
        through = GATEWAY.fullmatch(self.request.path) is not None
        if given != expected or (self.jira.site.scoped and not through):
            headers = {"x-seraph-loginreason": "AUTHENTICATED_FAILED", "www-authenticate": 'OAuth realm="Jira"'}
            raise Refused(401, "Client must be authenticated to access this resource.", headers=headers)

    def _limited(self, params):
        if not self.jira.site.rate_limits:
            return None
        written = [params["issueIdOrKey"]] if self.route.writes and "issueIdOrKey" in params else []
        if self.route.name == "POST /rest/api/3/issueLink":
            body = self.request.json
            written = [body[end].get("id") or body[end].get("key") for end in ("inwardIssue", "outwardIssue")]
        found = [issue.id for issue in map(self.jira.store.find, written) if issue]
        return self.jira._limits.exceeded(self.request.method, self.route.template, found)

    def entry(self, index, response):
        try:
            body = self.request.json
        except ValueError:
            body = self.request.body
        writing = self.route is not None and self.route.writes
        went_well = 200 <= self.status < 300
        struck = self.fault is not None and not self.fault.failing
        return Entry(
            index,
            self.request.method,
            _inner(self.request.path),
            self.request.query,
            body,
            self.route.name if self.route else None,
            self.status,
            None if response.broken else response.status,
            writing,
            writing and went_well,
            self.after != self.before,
            struck and self.status != 0,
            self.fault.name if self.fault else None,
            self.jira.clock.now(),
        )


def _inner(path):
    """The path as the site has it, without the gateway's prefix."""
    gateway = GATEWAY.fullmatch(path)
    return gateway[2] if gateway else path


def asked(method, url, body=None, **options):
    """A request for ``handle``."""
    return Request.of(method, url, body, **options)
