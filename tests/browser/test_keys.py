"""The page of a service that wants keys: it asks for one, says when it is not accepted, and goes on with a good one."""

import re

import pytest

from tests.api.servers import Server, command


@pytest.fixture(scope="module")
def guarded(tmp_path_factory, chromium):
    folder = tmp_path_factory.mktemp("guarded")
    made = command("keys", "create", "--name", "page", "--data", folder)
    server = Server(folder)
    try:
        yield server.address, re.search(r"mp_\S+", made.stdout)[0]
    finally:
        server.stop()


def test_a_key_is_asked_for_refused_and_taken(guarded, visit):
    address, key = guarded
    page = visit(f"{address}/?current=1&target=2&start=2027-01-04", quiet=False).page
    page.get_by_role("heading", name="This service wants a key").wait_for()
    page.get_by_label("Key").fill("mp_mistyped")
    page.keyboard.press("Enter")
    page.get_by_text("is not accepted").wait_for()
    page.get_by_label("Key").fill(key)
    page.keyboard.press("Enter")
    page.locator("#verdict").wait_for()
    assert key not in page.url
    assert key not in page.content()
    page.get_by_role("link", name="API", exact=True).click()
    assert "Bearer $MILEPOST_KEY" in page.locator("#call-plan pre").first.inner_text()
