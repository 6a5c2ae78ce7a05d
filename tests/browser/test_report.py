"""The report in a browser: it asks for nothing, says nothing, keeps nobody out, on any screen and on paper."""

import pytest

from clients.documents.drawings import Studio
from clients.documents.html.page import html
from clients.documents.rendering import Renderer
from tests.browser.chromium import barriers
from tests.clients import sample
from tests.clients.documents import rooms

PLANS = {"usual": lambda: (sample.a_plan(), sample.a_catalog()), "hostile": rooms.a_hostile_pair}
SEEN = [("usual", width, scheme) for width in (360, 1440) for scheme in ("light", "dark")]
SEEN += [("hostile", 360, "dark"), ("hostile", 1440, "light")]


@pytest.fixture(scope="module")
def addresses(tmp_path_factory):
    """Where the report of a plan lies; each is made once."""
    made = {}

    def address(name):
        if name not in made:
            plan, catalog = PLANS[name]()
            path = tmp_path_factory.mktemp(name) / "report.html"
            with Renderer() as renderer:
                path.write_bytes(html(plan, catalog, Studio(plan, catalog, renderer).drawings("svg")))
            made[name] = path.as_uri()
        return made[name]

    return address


@pytest.mark.parametrize(("name", "width", "scheme"), SEEN)
def test_it_asks_for_nothing_says_nothing_and_keeps_nobody_out(name, width, scheme, addresses, visit):
    window = visit(addresses(name), width=width, color_scheme=scheme)
    assert barriers(window.page) == []
    assert window.page.evaluate("document.documentElement.scrollWidth") == width
    assert window.asked == [addresses(name)]
    assert window.said == []


def test_on_paper_it_keeps_nobody_out_either(addresses, visit):
    window = visit(addresses("usual"), width=794)
    window.page.emulate_media(media="print")
    assert barriers(window.page) == []
