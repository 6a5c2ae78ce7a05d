"""The report as a page: whole in one file, safe whatever stands in it, made for readers of every kind."""

import re
import shutil
import subprocess
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from msgspec import structs

from clients.documents.drawings import Drawing, Studio
from clients.documents.html.page import html
from clients.documents.html.vector import inlined
from tests.clients import sample
from tests.clients.documents.still import StillRenderer

CATALOG = sample.a_catalog()
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
ANYTHING = (
    "</title></style><script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*7 }} ]]> \"'&amp; \x00\x0b 数据 لجنة"
)
VOID = ("meta", "br", "img", "link", "input")


class Page(HTMLParser):
    """What is in a page: elements with their attributes, text by element, and whether they are closed in order."""

    def __init__(self, content: bytes):
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(content.decode())
        assert self._open == []

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if data.strip():
            self.text.append((self._open[-1] if self._open else "", data.strip()))

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def made(plan) -> bytes:
    return html(plan, CATALOG, Studio(plan, CATALOG, StillRenderer()).drawings("svg"))


@pytest.fixture(scope="module")
def content():
    return made(sample.a_plan())


@pytest.fixture(scope="module")
def page(content):
    return Page(content)


def wild():
    plan = sample.a_plan()
    return structs.replace(
        plan,
        request=structs.replace(plan.request, name=ANYTHING[:200]),
        activities=tuple(structs.replace(one, title=ANYTHING, deliverable=ANYTHING) for one in plan.activities),
        warnings=(ANYTHING,),
    )


def test_it_needs_nothing_from_elsewhere_and_runs_nothing(content, page):
    names = {tag for tag, _ in page.elements}
    assert not names & {"script", "link", "iframe", "img", "object", "embed", "form", "base"}
    leads = [value for _, attributes in page.elements for key, value in attributes.items() if key in ("href", "src")]
    assert leads
    assert all(value.startswith("#") for value in leads)
    assert "url(http" not in content.decode()
    assert not [key for _, attributes in page.elements for key in attributes if key.startswith("on")]
    (policy,) = [one["content"] for one in page.all("meta") if one.get("http-equiv") == "Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_words_from_outside_are_words(page):
    hostile = Page(made(wild()))
    assert sorted({tag for tag, _ in hostile.elements}) == sorted({tag for tag, _ in page.elements})
    assert any("<script>alert(1)</script>" in text for _, text in hostile.text)
    assert any("{{ 7*7 }}" in text for _, text in hostile.text)
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", made(wild()).decode())


def test_every_link_leads_somewhere_and_every_name_is_there_once(page):
    names = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(names) == len(set(names))
    assert {one["href"][1:] for one in page.all("a")} <= set(names)
    labels = [attributes["aria-labelledby"] for _, attributes in page.elements if "aria-labelledby" in attributes]
    assert set(labels) <= set(names)


def test_who_cannot_see_finds_the_way(page):
    assert page.all("html") == [{"lang": "en"}]
    assert [len(page.all(tag)) for tag in ("header", "nav", "main", "footer", "h1", "title")] == [1] * 6
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    pictures = page.all("svg")
    assert pictures
    assert all(one["role"] == "img" and len(one["aria-label"]) > 20 for one in pictures)
    assert len(page.all("table")) == len(page.all("caption"))
    assert all(one["scope"] in ("col", "row", "rowgroup") for one in page.all("th"))
    # What scrolls can be reached by keyboard, and has a name.
    scrolling = [one for one in page.all("div") if one.get("class") == "scroll"]
    assert all(one["tabindex"] == "0" and one.keys() & {"aria-label", "aria-labelledby"} for one in scrolling)


def test_names_of_any_script_go_their_own_way(page):
    assert all(one.get("dir") == "auto" for one in page.all("td"))


def test_the_same_plan_gives_the_same_bytes(content):
    assert made(sample.a_plan()) == content


def test_a_plan_of_one_quarter_is_a_page_too():
    Page(made(sample.a_short_plan()))


def test_ids_of_pictures_are_kept_apart():
    drawn = StillRenderer().svg({"title": "One"}).encode()
    first, second = (inlined(Drawing(drawn, "A chart"), name) for name in ("a", "b"))
    assert 'id="a-clip0"' in first
    assert 'clip-path="url(#a-clip0)"' in first
    assert 'url(#b-clip0)"' in second
    assert "graphics-object" not in first


def test_text_in_a_picture_that_looks_like_a_reference_stays_text():
    drawn = StillRenderer().svg({"title": 'id="clip0" url(#clip0)'}).encode()
    assert '>id="clip0" url(#clip0)<' in inlined(Drawing(drawn, "A chart"), "a")


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_page_is_wider_than_its_screen(tmp_path, width):
    # The page itself forbids scripts: this one is measured without its policy.
    of = "document.documentElement"
    measure = f"<script>document.title = `${{{of}.scrollWidth - {of}.clientWidth}} too wide`</script></body>"
    content = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", made(wild()).decode())
    # A window of Chromium is never narrower than 500: a frame is.
    (tmp_path / "page.html").write_text(content.replace("</body>", measure))
    relay = "<script>onload = () => { document.title = frames[0].document.title }</script>"
    frame = f'<iframe src="page.html" style="border:0;width:{width}px;height:900px"></iframe>{relay}'
    (tmp_path / "frame.html").write_text(f"<!doctype html><title>none</title>{frame}")
    flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", "--dump-dom"]
    flags += [f"--user-data-dir={tmp_path / 'profile'}", f"--window-size={max(width, 500) + 50},1000"]
    done = subprocess.run(
        [CHROMIUM, *flags, (tmp_path / "frame.html").as_uri()], capture_output=True, text=True, check=True, timeout=60
    )
    assert "<title>0 too wide</title>" in done.stdout
