"""``served`` is a service with its page, in a process of its own; ``at(...)`` opens the page once it can be used."""

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
        page = visit(f"{served}/{place}", **how).page
        page.set_default_timeout(WAIT_MS)
        page.locator("body[data-ready]").wait_for()
        return page

    return opened
