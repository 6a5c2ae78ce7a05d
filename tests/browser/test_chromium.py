"""The browser of the tests is a judge: it lets nothing out, hears what a page says, and finds what keeps people out."""

import pytest

from tests.browser.chromium import barriers

SOUND = '<!doctype html><html lang="en"><title>Sound</title><main><h1>Sound</h1>{}</main></html>'


def written(folder, words=""):
    path = folder / "page.html"
    path.write_text(SOUND.format(words))
    return path.as_uri()


def test_a_sound_page_asks_for_itself_alone_and_says_nothing(tmp_path, visit):
    address = written(tmp_path)
    window = visit(address)
    assert window.asked == [address]
    assert barriers(window.page) == []


@pytest.mark.parametrize(
    "words",
    [
        '<img alt="" src="https://example.org/a.png">',
        "<script>fetch('https://example.org/b').catch(() => {})</script>",
        "<script>new WebSocket('wss://example.org/c')</script>",
        "<style>@import url('https://example.org/d.css');</style>",
    ],
    ids=["image", "fetch", "socket", "style"],
)
def test_what_leads_outside_is_refused_and_judged(tmp_path, visit, words):
    window = visit(written(tmp_path, words), quiet=False)
    window.page.wait_for_load_state("networkidle")
    assert [address.partition("://")[2][:12] for address in window.refused] == ["example.org/"]
    with pytest.raises(AssertionError):
        window.judge()
    window.refused.clear()


@pytest.mark.parametrize("words", ["<script>console.info('x')</script>", "<script>throw Error('x')</script>"])
def test_what_a_page_says_is_judged(tmp_path, visit, words):
    window = visit(written(tmp_path, words))
    window.page.wait_for_load_state("networkidle")
    assert len(window.said) == 1
    with pytest.raises(AssertionError):
        window.judge()
    window.said.clear()


def test_a_picture_without_words_and_pale_letters_are_barriers(tmp_path, visit):
    picture = '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAAC">'
    window = visit(written(tmp_path, f'<p style="color:#ccc;background:#fff">pale</p>{picture}'))
    assert {line.split()[0] for line in barriers(window.page)} == {"color-contrast", "image-alt"}
