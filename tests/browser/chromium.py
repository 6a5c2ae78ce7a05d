"""The machine's own Chromium for tests of pages: launched once for a module, nothing let out, every word noted.

``tests/conftest.py`` makes ``chromium`` and ``visit`` known to all tests; they are skipped where Chromium or playwright
is missing. A test asks ``visit`` for a window and looks at its ``page`` by playwright's own words.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

import pytest

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
HEIGHT = 900
# Whatever a page asks for by name is not found, even where the route below should not see it.
ARGUMENTS = ("--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost")
INSIDE = ("127.0.0.1", "localhost", "::1")
WITHIN = ("about", "blob", "data", "file")
# What a page is judged by: WCAG 2.2, levels A and AA, and axe's own best practices.
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@dataclass
class Window:
    """A page with what became of it: every address that it asked for, those that were refused, all that it said."""

    page: Any
    quiet: bool = True
    asked: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def judge(self) -> None:
        """Fail where the page asked for something outside this machine or, unless it may, said anything."""
        assert self.refused == []
        assert not self.quiet or self.said == []


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser. It ends with the module: playwright's loop must not be running where others run one of their own."""
    if PROGRAM is None:
        pytest.skip("Chromium is not installed")
    if find_spec("playwright") is None:
        pytest.skip("playwright is not installed: pip install '.[judges]'")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (tests without a browser go without it)

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=PROGRAM, args=ARGUMENTS, env={**os.environ, "TZ": "UTC"})
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any) -> Iterator[Any]:
    """``visit(address, width=1440, quiet=True, **how)`` opens a window of its own; ``how`` is playwright's.

    At the end of the test every window is judged. ``quiet=False``: what it says on the console is the test's to judge.
    """
    with ExitStack() as open_ones:
        windows: list[Window] = []

        def opened(address: str, *, width: int = 1440, quiet: bool = True, **how: Any) -> Window:
            screen = {"width": width, "height": HEIGHT}
            context = chromium.new_context(
                **{"viewport": screen, "reduced_motion": "reduce", "service_workers": "block", **how}
            )
            open_ones.callback(context.close)
            windows.append(Window(context.new_page(), quiet))
            watch(context, windows[-1])
            windows[-1].page.goto(address)
            return windows[-1]

        yield opened
        for window in windows:
            window.judge()


def watch(context: Any, window: Window) -> None:
    """Let nothing out of a window, and note what it asks for and says."""

    def route(route: Any) -> None:
        address = route.request.url
        window.asked.append(address)
        if is_inside(address):
            route.continue_()
        else:
            window.refused.append(address)
            route.abort()

    def connect(socket: Any) -> None:
        window.asked.append(socket.url)
        if is_inside(socket.url):
            socket.connect_to_server()
        else:
            window.refused.append(socket.url)
            socket.close()

    context.route("**/*", route)
    context.route_web_socket("**/*", connect)
    context.on("console", lambda message: window.said.append(f"{message.type}: {message.text}"))
    context.on("weberror", lambda failed: window.said.append(f"error: {failed.error}"))


def is_inside(address: str) -> bool:
    """Say whether an address leads nowhere but to this machine."""
    parts = urlsplit(address)
    return parts.scheme in WITHIN or parts.hostname in INSIDE


def barriers(page: Any) -> list[str]:
    """Return what axe finds that would keep somebody out, one line for each place; skip where axe is missing."""
    if find_spec("axe_playwright_python") is None:
        pytest.skip("axe-playwright-python is not installed: pip install '.[judges]'")
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415  (as above)

    options = {"runOnly": {"type": "tag", "values": [*RULES]}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']} ({one['impact']}): {place['html'][:200]}" for one in found for place in one["nodes"]]
