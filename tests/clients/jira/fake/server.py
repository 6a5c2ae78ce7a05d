"""The fake as a real server on a free port of this machine, for clients in a process of their own.

A fault cuts the socket; a timeout keeps it open and silent until the client has gone or the server closes.
"""

import contextlib
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.clients.jira.fake.wire import Request

AT_ONCE = struct.pack("ii", 1, 0)  # linger for no time: the other side sees a reset


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        super().setup()
        self.server.open_sockets.add(self.connection)

    def finish(self):
        self.server.open_sockets.discard(self.connection)
        with contextlib.suppress(OSError):
            super().finish()

    def handle(self):
        with contextlib.suppress(ConnectionError):
            super().handle()

    def log_message(self, *_arguments):
        """Say nothing: the fake keeps its own log."""

    def _answer(self):
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = parse_qs(parts.query, keep_blank_values=True)
        response = self.server.jira.handle(Request(self.command, parts.path, query, headers, body))
        if response.broken:
            self._break(response.broken)
            return
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if response.status != 204:
            self.send_header("content-length", str(len(response.body)))
        self.end_headers()
        self.wfile.write(response.body)

    def _break(self, how):
        self.close_connection = True
        if how == "timeout":
            self.server.closing.wait()
        if how in {"reset", "refused"}:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = _answer  # noqa: N815


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, jira, port):
        super().__init__(("127.0.0.1", port), _Handler)
        self.jira = jira
        self.closing = threading.Event()
        self.open_sockets = set()

    def close(self):
        """Stop taking requests, let go of every connection, and wait for the threads."""
        self.shutdown()
        self.closing.set()
        for connection in list(self.open_sockets):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()


@contextlib.contextmanager
def serve(jira, port=0):
    """Serve the fake for the length of a block; gives its address, as in http://127.0.0.1:PORT."""
    server = _Server(jira, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.close()
        thread.join()
