"""How cells look: fonts, fills, borders and number formats by name, each combination made once for a workbook.

The sheets take every colour from here. Kinds are of Okabe and Ito's palette, which colour-blind people can tell apart,
and stand in words beside their colours.
"""

from collections.abc import Mapping
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

INK, MUTED, LINE, BAND, GROUP, PAPER = "#16202E", "#56616F", "#C3CAD3", "#F3F5F8", "#E3E7ED", "#FFFFFF"
GATE, FROZEN, EDGE = "#C44E00", "#BFD3E6", "#16202E"
KINDS = {"action": "#0072B2", "governance": "#E69F00", "setup": "#009E73"}
MONEY = {"cash": "#0072B2", "labour": "#56B4E9", "run": "#D55E00"}
SERIES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8A6A00", "#56616F", "#F0E442", "#16202E")
STEPS = ("#FBEBC5", "#F6D78B", "#F0B04A", "#E0782C", "#B84A1B")
"""Severities from slight to grave."""
FIELD = "#FFF9E6"
"""What is to be filled in."""
TIGHT, LOOSE = "#F6C9B8", "#CFE3F3"

LOOKS: Mapping[str, Mapping[str, Any]] = {
    "base": {"font_name": "Calibri", "font_size": 10, "font_color": INK, "valign": "top"},
    "title": {"bold": True, "font_size": 18, "valign": "vcenter"},
    "long_title": {"text_wrap": True},
    "aside": {"font_color": MUTED, "text_wrap": True},
    "verdict": {"font_size": 12, "text_wrap": True, "valign": "vcenter"},
    "section": {"bold": True, "font_size": 12, "bottom": 1, "bottom_color": LINE},
    "head": {"bold": True, "font_color": PAPER, "bg_color": INK, "text_wrap": True, "valign": "vcenter"},
    "row": {"bottom": 4, "bottom_color": LINE},
    "group": {"bold": True, "bg_color": GROUP},
    "total": {"bold": True, "top": 1, "top_color": INK},
    "bold": {"bold": True},
    "muted": {"font_color": MUTED},
    "wrap": {"text_wrap": True},
    "right": {"align": "right", "indent": 1},
    "center": {"align": "center"},
    "middle": {"valign": "vcenter"},
    "inner": {"indent": 1, "align": "left"},
    "money": {"num_format": '#,##0;-#,##0;"–"', "align": "right", "indent": 1},
    "tenths": {"num_format": '#,##0.0;-#,##0.0;"–"', "align": "right", "indent": 1},
    "fte": {"num_format": '0.00;-0.00;"–"', "align": "right", "indent": 1},
    "whole": {"num_format": "0", "align": "right", "indent": 1},
    "weeks": {"num_format": "General", "align": "right", "indent": 1},
    "share": {"num_format": "0 %", "align": "right", "indent": 1},
    "iso": {"num_format": "yyyy-mm-dd"},
    "day": {"num_format": "d mmm yyyy", "align": "center"},
    "field": {"bg_color": FIELD, "border": 1, "border_color": LINE, "align": "left"},
    "text": {"num_format": "@"},
    "link": {"font_color": "#0072B2", "underline": 1},
}


class Looks:
    """The looks of one workbook: ``looks("money", "total")`` is the format that has both."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, ...], Format] = {}
        self._changes: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, *names: str) -> Format:
        """Return the format of these looks together; what comes later wins."""
        if names not in self._made:
            merged: dict[str, Any] = {}
            for name in ("base", *names):
                merged |= LOOKS[name]
            self._made[names] = self._book.add_format(merged)
        return self._made[names]

    def of(self, **properties: Any) -> Format:
        """Return a format of the properties alone: the changes that a conditional format makes."""
        key = tuple(properties.items())
        if key not in self._changes:
            self._changes[key] = self._book.add_format(properties)
        return self._changes[key]
