"""Measures the page in Chromium on this machine: ``python -m tests.bench.page`` (``make bench-page``).

How soon it can be used, with nothing kept from before; and how long after a slider was moved the new plan stands there,
beside what its search took: what is left is the page's, the service's and the browser's.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import sync_playwright

from tests.api.servers import Server
from tests.bench.machine import machine
from tests.browser.chromium import ARGUMENTS, PROGRAM

ASKED = "?current=2&target=4&start=2027-01-04&deadline=2028-12-31&budget=1500000&headcount=12"
PATIENCE_MS = 60_000
MOVE = """value => {
  const slider = document.querySelector('input[type=range][aria-label^=Budget]');
  window.began = performance.now();
  window.ended = null;
  new MutationObserver((_, watching) => {
    if (document.body.dataset.solving) return;
    window.ended = performance.now();
    watching.disconnect();
  }).observe(document.body, { attributes: true, attributeFilter: ['data-solving'], attributeOldValue: true });
  slider.value = value;
  slider.dispatchEvent(new Event('input', { bubbles: true }));
}"""


def main() -> None:
    """Open the page and move its slider, and print a row for each figure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.page", description=__doc__)
    parser.add_argument("--moves", type=int, default=20, help="how often the slider is moved (default 20)")
    options = parser.parse_args()
    print(f"{machine()}\n\n| what | median | most | bar |\n| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as player:
        server = Server(Path(folder))
        browser = player.chromium.launch(executable_path=PROGRAM, args=ARGUMENTS)
        try:
            row("the empty page, until it can be used", usable(browser, server.address), "1.5 s")
            row("moved slider to plan, over its search", moved(browser, server.address, options.moves), "0.3 s")
        finally:
            browser.close()
            server.stop()


def row(what: str, seconds: list[float], bar: str) -> None:
    """Print a row."""
    print(f"| {what} | {statistics.median(seconds):.2f} s | {max(seconds):.2f} s | {bar} |", flush=True)


def usable(browser: Any, address: str) -> list[float]:
    """Return how long the page took, each time in a window that knows nothing."""
    found = []
    for _ in range(7):
        context = browser.new_context()
        page = context.new_page()
        began = time.perf_counter()
        page.goto(address, wait_until="commit")
        page.locator("body[data-ready]").wait_for(timeout=PATIENCE_MS)
        found.append(time.perf_counter() - began)
        context.close()
    return found


def moved(browser: Any, address: str, moves: int) -> list[float]:
    """Return, for each move of the slider, how much longer the plan took to stand there than its search."""
    page = browser.new_context().new_page()
    page.goto(f"{address}/{ASKED}")
    page.locator("#risks svg").wait_for(timeout=PATIENCE_MS)
    found = []
    for number in range(moves):
        before = page.url
        page.evaluate(MOVE, 72 + number)
        page.wait_for_url(lambda url, old=before: url.rpartition("plan=")[2] != old.rpartition("plan=")[2])
        page.locator("body:not([data-solving]) #verdict").wait_for(timeout=PATIENCE_MS)
        plan = httpx.get(f"{address}/v1/plans/{page.url.rpartition('plan=')[2]}").json()
        found.append(page.evaluate("(window.ended - window.began) / 1000") - plan["solver"]["wall_s"])
        page.locator("#risks svg").wait_for(timeout=PATIENCE_MS)
    return found


if __name__ == "__main__":
    main()
