"""Lets httpx clients of both kinds talk to the fake in the same process, with faults as httpx's own exceptions."""

from urllib.parse import parse_qs

import httpx

from tests.clients.jira.fake.wire import Request

BROKEN = {
    "refused": (httpx.ConnectError, "[Errno 111] Connection refused"),
    "unreachable": (httpx.ConnectTimeout, "timed out"),
    "disconnected": (httpx.RemoteProtocolError, "Server disconnected without sending a response."),
    "reset": (httpx.ReadError, "[Errno 104] Connection reset by peer"),
    "timeout": (httpx.ReadTimeout, "The read operation timed out"),
}


class Transport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport that never leaves the process; a request that is not valid raises AssertionError with the reasons."""

    def __init__(self, jira):
        self._jira = jira

    def handle_request(self, request):
        request.read()
        return self._answered(request)

    async def handle_async_request(self, request):
        await request.aread()
        return self._answered(request)

    def _answered(self, request):
        asked = Request(
            request.method,
            request.url.raw_path.decode().partition("?")[0],
            parse_qs(request.url.query.decode(), keep_blank_values=True),
            {name.lower(): value for name, value in request.headers.items()},
            request.content,
        )
        known = len(self._jira.faults_of_requests)
        response = self._jira.handle(asked)
        wrong = self._jira.faults_of_requests[known:]
        if wrong:
            raise AssertionError(f"{request.method} {request.url} is no valid request: " + "; ".join(wrong))
        if response.broken:
            kind, text = BROKEN[response.broken]
            raise kind(text, request=request)
        return httpx.Response(response.status, headers=response.headers, content=response.body, request=request)
