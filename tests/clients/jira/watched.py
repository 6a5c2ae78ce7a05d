"""The way of the sync to the fake, on which the truth sees every request, people step in, and the process can die."""

import json

import httpx


class Killed(BaseException):
    """The process is gone, in the middle of a request."""


class Watched(httpx.BaseTransport):
    """A transport that shows the truth what each request did.

    ``acts`` holds what people do just before the request of a number; ``kill`` a number, and whether Jira still works.
    Where the truth says so, this Jira does not read issues by their keys.
    """

    def __init__(self, truth, acts=None, kill=None):
        self.truth, self._acts, self._kill = truth, acts or {}, kill
        self._inner = truth.jira.transport()
        self.sent = 0

    def handle_request(self, request):
        number, self.sent = self.sent, self.sent + 1
        if number in self._acts:
            self._acts[number]()
        self.truth.people_did()
        self.truth.requests += 1
        if self._kill == (number, False):
            raise Killed
        if not self.truth.by_key and b'["PROJ-' in request.content:
            return httpx.Response(400, json={"errorMessages": ["Issues are read by their ids."]}, request=request)
        try:
            response = self._inner.handle_request(request)
        finally:
            self.truth.sync_did(request)
        if self._kill == (number, True):
            raise Killed
        if request.url.path.endswith("/issue/bulkfetch") and response.status_code == 200:
            self.truth.looks(json.loads(request.content)["issueIdsOrKeys"])
        return response
