"""The colours of charts, light and dark, and the settings that every specification carries.

Colours are of Okabe and Ito's palette (Color Universal Design, 2008), which colour-blind people can tell apart; kinds
differ in shape besides. Charts take colours from here and name none of their own.
"""

from typing import Any, Literal

from msgspec import Struct

from clients.documents.charts.lettering import FONT

ThemeName = Literal["light", "dark"]


class Theme(Struct, frozen=True):
    """Colours by what they are for; ``series`` are for things in a row, ``steps`` from slight to grave."""

    paper: str
    ink: str
    muted: str
    line: str
    band: str
    head: str
    frozen: str
    action: str
    governance: str
    setup: str
    edge: str
    gate: str
    before: str
    room: str
    cash: str
    labour: str
    run: str
    series: tuple[str, ...]
    steps: tuple[str, ...]
    on_steps: tuple[str, ...]


LIGHT = Theme(
    paper="#FFFFFF",
    ink="#16202E",
    muted="#56616F",
    line="#C3CAD3",
    band="#F3F5F8",
    head="#E3E7ED",
    frozen="#BFD3E6",
    action="#0072B2",
    governance="#E69F00",
    setup="#009E73",
    edge="#8A5E00",
    gate="#C44E00",
    before="#7F8894",
    room="#D9DEE5",
    cash="#0072B2",
    labour="#56B4E9",
    run="#D55E00",
    series=("#0072B2", "#D55E00", "#009E73", "#A34D7C", "#8A6A00", "#3A8FC4"),
    steps=("#F6D78B", "#F0B04A", "#E0782C", "#B84A1B", "#6E2410"),
    on_steps=("#16202E", "#16202E", "#16202E", "#FFFFFF", "#FFFFFF"),
)
DARK = Theme(
    paper="#121820",
    ink="#E9EDF3",
    muted="#A7B1BE",
    line="#3C4755",
    band="#18202A",
    head="#26303C",
    frozen="#2B4258",
    action="#56B4E9",
    governance="#E69F00",
    setup="#009E73",
    edge="#B37A00",
    gate="#FF8A4C",
    before="#8C97A5",
    room="#323D4A",
    cash="#56B4E9",
    labour="#2F7FB5",
    run="#F08A4B",
    series=("#56B4E9", "#F08A4B", "#009E73", "#DE9BC0", "#E6C34A", "#9CCFF0"),
    steps=("#6B4A12", "#B0741E", "#D98A2B", "#F2AE5C", "#FFE0AE"),
    on_steps=("#E9EDF3", "#121820", "#121820", "#121820", "#121820"),
)
THEMES: dict[ThemeName, Theme] = {"light": LIGHT, "dark": DARK}
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
TITLE, SUBTITLE = 16, 12


def settings(theme: Theme) -> dict[str, Any]:
    """Return the configuration of a specification."""
    axis = {
        "labelColor": theme.ink,
        "titleColor": theme.ink,
        "domainColor": theme.muted,
        "tickColor": theme.line,
        "gridColor": theme.line,
        "labelFont": FONT,
        "titleFont": FONT,
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "bold",
        "labelOverlap": False,
    }
    return {
        "background": theme.paper,
        "font": FONT,
        "view": {"stroke": None},
        "axis": axis,
        "text": {"font": FONT, "color": theme.ink},
        "title": {
            "anchor": "start",
            "frame": "group",
            "font": FONT,
            "color": theme.ink,
            "fontSize": TITLE,
            "subtitleFont": FONT,
            "subtitleColor": theme.muted,
            "subtitleFontSize": SUBTITLE,
            "subtitlePadding": 5,
            "offset": 14,
        },
    }
