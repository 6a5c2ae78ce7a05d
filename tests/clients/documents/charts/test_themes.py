"""Colours: legible on their paper, and apart from each other for people who see fewer of them."""

from itertools import combinations, pairwise

import pytest
from msgspec import structs

from clients.documents.charts.themes import THEMES

# G. M. Machado, M. M. Oliveira, L. A. F. Fernandes: A physiologically-based model for simulation of color vision
# deficiency (2009), severity 1.0.
DEFICIENCIES = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
THEME_NAMES = tuple(THEMES)


def linear(colour):
    """The parts of a colour as amounts of light (IEC 61966-2-1)."""
    parts = (part / 255 for part in bytes.fromhex(colour.removeprefix("#")))
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(colour):
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """The ratio of WCAG 2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(colour, deficiency):
    """A colour as it is seen, in CIELAB (D65)."""
    light = linear(colour)
    seen = [max(0, min(1, sum(a * b for a, b in zip(row, light, strict=True)))) for row in DEFICIENCIES[deficiency]]
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    xyz = [sum(a * b for a, b in zip(row, seen, strict=True)) for row in rows]
    x, y, z = (
        part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116
        for part in (xyz[0] / 0.9505, xyz[1], xyz[2] / 1.089)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def apart(one, other, deficiency):
    return sum((a - b) ** 2 for a, b in zip(lab(one, deficiency), lab(other, deficiency), strict=True)) ** 0.5


@pytest.mark.parametrize("name", THEME_NAMES)
def test_words_can_be_read(name):
    theme = THEMES[name]
    for behind in (theme.paper, theme.band, theme.head):
        assert contrast(theme.ink, behind) >= 7
        assert contrast(theme.muted, behind) >= 4.5
    assert contrast(theme.ink, theme.frozen) >= 4.5
    for step, on in zip(theme.steps, theme.on_steps, strict=True):
        assert contrast(step, on) >= 4.5


@pytest.mark.parametrize("name", THEME_NAMES)
def test_marks_stand_out_from_the_paper_by_their_fill_or_their_edge(name):
    theme = THEMES[name]
    for behind in (theme.paper, theme.band):
        for shade in (theme.action, theme.setup, theme.gate, theme.before, theme.cash, theme.run, *theme.series):
            assert contrast(shade, behind) >= 3
        assert max(contrast(theme.governance, behind), contrast(theme.edge, behind)) >= 3


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("name", THEME_NAMES)
def test_kinds_are_told_apart_by_everyone(name, deficiency):
    theme = THEMES[name]
    for group in ((theme.action, theme.governance, theme.setup), (theme.cash, theme.labour, theme.run)):
        for one, other in combinations(group, 2):
            assert apart(one, other, deficiency) >= 15


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("name", THEME_NAMES)
def test_severities_grow_evenly_for_everyone(name, deficiency):
    steps = [lab(step, deficiency)[0] for step in THEMES[name].steps]
    downwards = name == "light"
    assert steps == sorted(steps, reverse=downwards)
    assert all(abs(one - other) >= 8 for one, other in pairwise(steps))


def test_both_themes_have_a_colour_for_everything():
    for theme in THEMES.values():
        assert len(theme.steps) == len(theme.on_steps) == 5
        flat = [it for value in structs.asdict(theme).values() for it in ([value] if isinstance(value, str) else value)]
        assert all(len(it) == 7 and it.startswith("#") for it in flat)
