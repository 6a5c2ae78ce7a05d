"""``served`` is a service with its page, in a process of its own; ``at(...)`` opens the page once it can be used."""

from time import monotonic

import pytest

from tests.api.servers import Server

WAIT_MS = 60_000


@pytest.fixture(scope="module")
def served(tmp_path_factory, chromium):
    server = Server(tmp_path_factory.mktemp("served"))
    try:
        yield server.address
    finally:
        server.stop()


@pytest.fixture
def at(served, visit):
    """``at("?current=2&target=3...")`` returns playwright's page once it can be used."""

    def opened(place="", **how):
        window = visit(f"{served}/{place}", **how)
        page = window.page
        page.set_default_timeout(WAIT_MS)
        deadline = monotonic() + WAIT_MS / 1_000
        while not (ready := page.locator("body[data-ready]").count()) and monotonic() < deadline:
            broken = [it for it in window.said if it.startswith("error: ")]
            assert not broken, "a page that broke is not waited for"
            page.wait_for_timeout(20)
        assert ready
        return page

    return opened
