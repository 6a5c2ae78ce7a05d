"""Native charts on slides: columns by quarter whose figures can be edited in PowerPoint.

What they hold is written into a small workbook inside of the slides; names that a workbook could take for a formula
are made to be none.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.util import Inches, Pt

from clients.documents.charts.themes import LIGHT
from clients.documents.pptx.sheet import Box, Sheet, describe, rgb
from clients.lines import one_line

SIZE = 10
_PLAIN_BEGINNING = "\u00a0"


class Series(Struct, frozen=True):
    """One colour of the columns: its name, its values by quarter, its shade."""

    name: str
    values: tuple[float, ...]
    shade: str


def columns(
    sheet: Sheet,
    at: Box,
    quarters: Sequence[str],
    series: Sequence[Series],
    *,
    name: str,
    told: str,
    form: str = "#,##0",
) -> None:
    """Draw stacked columns, one for each quarter."""
    data: Any = CategoryChartData(number_format=form)  # type: ignore[no-untyped-call]
    data.categories = [harmless(one) for one in quarters]
    for one in series:
        data.add_series(harmless(one.name), one.values)
    place = (Inches(n) for n in at)
    frame = sheet.shapes.add_chart(XL_CHART_TYPE.COLUMN_STACKED, *place, data)
    frame.name = name
    describe(frame, told)
    _dress(frame.chart, series, form)


def harmless(words: str) -> str:
    """Return words that no workbook takes for a formula or an address."""
    words = one_line(words)
    suspect = words[:1] in ("=", "+", "-", "@", "{") or "://" in words or words.startswith("mailto:")
    return f"{_PLAIN_BEGINNING}{words}" if suspect else words


def _dress(chart: Any, series: Sequence[Series], form: str) -> None:
    chart.font.size = Pt(SIZE)
    chart.has_title = False
    chart.has_legend = len(series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.RIGHT, False
        chart.legend.font.size = Pt(SIZE)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, 100
    for native, one in zip(plot.series, series, strict=True):
        native.format.fill.solid()
        native.format.fill.fore_color.rgb = rgb(one.shade)
        native.format.line.fill.background()
    values, quarters = chart.value_axis, chart.category_axis
    values.major_gridlines.format.line.color.rgb = rgb(LIGHT.line)
    values.format.line.fill.background()
    values.minimum_scale = 0
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = form, False
    quarters.format.line.color.rgb = rgb(LIGHT.muted)
