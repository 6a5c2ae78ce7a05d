"""How wide words are, judged by the ink of the picture; what is left of them where there is no room."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from clients.documents.charts.lettering import FONT, clusters, fitted, lanes, width, wrapped
from clients.documents.rendering import Renderer
from tests.clients.documents.charts.shows import HOSTILE

LINES = (
    "Give the assistant approved procedures and style guides: Operations",
    "WMWMWM iiiiillll 0123456789",
    "Level 3, 16 Apr 2028",
    "USD 1.21M: 28 Nov 2027 (at most 22 weeks)",
)


def inks(lines, size, weight):
    """How wide the ink of each line is, in pixels, as the renderer draws it."""
    scale, row = 4, 40
    values = [{"y": row * (number + 0.5), "text": line} for number, line in enumerate(lines)]
    down = {"domain": [0, row * len(lines)], "reverse": True, "nice": False}
    spec = {
        "width": 900,
        "height": row * len(lines),
        "padding": 0,
        "data": {"values": values},
        "mark": {"type": "text", "align": "left", "font": FONT, "fontSize": size, "fontWeight": weight, "x": 5},
        "encoding": {
            "y": {"field": "y", "type": "quantitative", "axis": None, "scale": down},
            "text": {"field": "text", "type": "nominal"},
        },
        "config": {"background": "white", "view": {"stroke": None}},
    }
    with Renderer() as renderer, Image.open(BytesIO(renderer.png(spec, scale=scale))) as picture:
        dark = picture.convert("L").point(lambda level: 255 if level < 128 else 0)
        for number in range(len(lines)):
            box = dark.crop((0, number * row * scale, dark.width, (number + 1) * row * scale)).getbbox()
            yield (box[2] - box[0]) / scale


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_words_are_as_wide_as_their_ink(weight):
    for line, ink in zip(LINES, inks(LINES, 11, weight), strict=True):
        assert -1 <= width(line, 11, bold=weight == "bold") - ink <= ink * 0.05 + 2


def test_what_has_room_is_left_as_it_is():
    assert fitted("Sales", 11, 100) == "Sales"


def test_what_has_no_room_ends_in_an_ellipsis():
    assert fitted("Give the assistant approved procedures", 11, 100) == "Give the assistant…"


def test_the_ending_that_tells_copies_apart_is_kept():
    cut = fitted("Give the assistant approved procedures", 11, 140, ending=": Sales")
    assert cut.startswith("Give the")
    assert cut.endswith("…: Sales")


def test_an_ending_that_leaves_no_room_for_the_rest_is_cut_too():
    assert fitted("Give", 11, 40, ending=": a function of a very long name").endswith("…")


@given(st.one_of(st.text(), st.sampled_from(HOSTILE)), st.integers(80, 400), st.sampled_from(["", ": HR"]))
def test_what_is_cut_has_room_and_is_cut_between_letters(words, room, ending):
    cut = fitted(words, 11, room, ending=ending)
    assert width(cut, 11) <= room
    assert cut.endswith(ending)
    kept = cut.removesuffix(ending)
    parts = list(clusters(words))
    beginnings = {"".join(parts[:count]).rstrip() + "…" for count in range(len(parts) + 1)}
    assert kept == words or kept in beginnings


def test_an_emoji_of_several_is_never_cut_apart():
    family = "👩‍👩‍👧‍👦"
    assert list(clusters(f"a{family}e\u0301")) == ["a", family, "e\u0301"]
    assert list(clusters("")) == []


def test_words_are_broken_into_lines_and_the_last_is_cut():
    lines = wrapped("one two three four five six seven eight nine ten", 11, 60, most=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(width(line, 11) <= 60 for line in lines)
    assert wrapped("", 11, 60) == []


def test_what_touches_stands_in_lanes_of_its_own():
    assert lanes([(0, 10), (5, 15), (10, 20), (12, 13)]) == [0, 1, 0, 2]
