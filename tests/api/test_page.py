"""``/`` and the files of the page."""

import re

import pytest

from clients.web import bundle

ASSET = re.compile(r'(?:src|href)="(/assets/[^"]+)"')


@pytest.fixture
def shown(client):
    return client.get("/")


def assets(page):
    return ASSET.findall(page.text)


def test_the_page_is_there_for_everybody_and_runs_nothing_but_its_own_files(shown):
    assert shown.status_code == 200
    assert shown.headers["content-type"] == "text/html; charset=utf-8"
    policy = shown.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", shown.text)
    assert not re.findall(r'(?:src|href)="(?!/|#)', shown.text)


def test_its_files_may_be_kept_for_ever_since_their_address_names_their_bytes(client, shown):
    found = assets(shown)
    assert {one.rpartition(".")[2] for one in found} == {"js", "css", "svg"}
    for one in found:
        answer = client.get(one)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


def test_every_module_that_a_module_imports_is_there(client, shown):
    waiting = [one for one in assets(shown) if one.endswith(".js")]
    folder = waiting[0].rpartition("/")[0]
    seen = set()
    while waiting:
        one = waiting.pop()
        if one in seen or one.endswith("/vega.js"):
            continue
        seen.add(one)
        answer = client.get(one)
        assert answer.status_code == 200, one
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        waiting += [f"{folder}/{name}" for name in re.findall(r'(?:from|import\()\s*"\./([^"]+)"', answer.text)]
    assert len(seen) > 10


def test_every_name_that_a_module_imports_is_exported_and_every_export_is_imported(client, shown):
    """A name that is missing leaves the page dead, and no browser may be at hand to say so."""
    found = [one for one in re.findall(r'href="([^"]+\.js)"', shown.text) if not one.endswith("/vega.js")]
    texts = {one.rpartition("/")[2]: client.get(one).text for one in found}
    exported = {
        (name, it)
        for name, text in texts.items()
        for it in re.findall(r"^export (?:async )?(?:function\*?|class|const|let) (\w+)", text, re.MULTILINE)
    }
    imported = {
        (name, it.split(" as ")[0].strip())
        for text in texts.values()
        for names, name in re.findall(r'\bimport \{([^}]*)\} from "\./([^"]+)"', text)
        for it in names.split(",")
        if it.strip()
    }
    assert len(imported) > 100
    assert imported == exported


@pytest.mark.parametrize(
    "path", ["/assets/0000000000000000/app.js", "{folder}/nothing.js", "{folder}/index.html", "{folder}/..%2Ffiles.py"]
)
def test_what_is_no_file_of_this_page_is_not_found(client, shown, path):
    folder = assets(shown)[0].rpartition("/")[0]
    answer = client.get(path.format(folder=folder))
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_vega_is_a_module_that_names_no_way_out(client, shown):
    pytest.importorskip("vl_convert")
    folder = assets(shown)[0].rpartition("/")[0]
    answer = client.get(f"{folder}/vega.js")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.text.rstrip().endswith("as vegaEmbed};")


def test_without_what_makes_vega_the_page_says_what_to_install(monkeypatch):
    monkeypatch.setattr(bundle, "find_spec", lambda _: None)
    with pytest.raises(bundle.Refused, match=r"pip install '\.\[documents\]'"):
        bundle.vega_bundle()
