"""One axis for charts that stand under each other: the same column of labels, each quarter where the Gantt has it.

The page shows a plan so. Charts that count quarters of one width are laid out as ever, and moved onto the Gantt's weeks
when they are done: the first and the last quarter are then as narrow as they are there.
"""

from collections.abc import Sequence
from typing import Any, Literal

from catalog.model import Catalog
from clients.documents.charts.drawing import Spec
from clients.documents.charts.timeline import YEAR_HEIGHT, Timeline, of_quarters, years_of
from clients.documents.outline import outline
from planner.plans import Plan

Axis = Literal["own", "shared"]
LABELS, PLOT = 300, 700


def quarters(plan: Plan, labels: int, axis: Axis) -> Timeline:
    """Return the axis of a chart that counts quarters; ``labels`` is its own column."""
    own = of_quarters(plan, labels if axis == "own" else LABELS)
    return own if axis == "own" else Timeline(own.weeks, own.quarters, LABELS, PLOT)


def placed(spec: Spec, line: Timeline, bottom: float, plan: Plan, catalog: Catalog, axis: Axis) -> Spec:
    """Return a chart that counts quarters on ``line`` where its axis is: on the weeks of the Gantt, if it is shared.

    What stands below ``bottom``, the key, is no part of any quarter and keeps its pixels.
    """
    if axis == "own":
        return spec
    weeks = [0, *(one.end_week for one in outline(plan, catalog).quarters)]
    scale = line.week / (PLOT / weeks[-1])

    years = {(begin + end) / 2: (begin, end) for _, begin, end in years_of(line)}

    def moved(row: dict[str, Any]) -> dict[str, Any]:
        if row.get("y") == YEAR_HEIGHT / 2 and row.get("x") in years:
            # The middle of a year is not the middle of its quarters where one of them is cut.
            begin, end = (_week(one, weeks, scale) for one in years[row["x"]])
            return {**row, "x": round((begin + end) / 2, 4)}
        key = row.get("y", 0) > bottom
        at = {name: row[name] * scale if key else _week(row[name], weeks, scale) for name in ("x", "x2") if name in row}
        return {**row, **{name: round(place, 4) for name, place in at.items()}}

    layers = [{**one, "data": {"values": [moved(row) for row in one["data"]["values"]]}} for one in spec["layer"]]
    ground = layers[0]["encoding"]
    x = ground["x"]
    domain = [round(_week(end, weeks, scale), 4) for end in x["scale"]["domain"]]
    layers[0] = {**layers[0], "encoding": {**ground, "x": {**x, "scale": {**x["scale"], "domain": domain}}}}
    return {**spec, "layer": layers}


def _week(place: float, weeks: Sequence[int], scale: float) -> float:
    """Return the week of a place that is counted in quarters; beside them, so many pixels as it is away."""
    last = len(weeks) - 1
    if place <= 0:
        return place * scale
    if place >= last:
        return weeks[-1] + (place - last) * scale
    quarter = int(place)
    return weeks[quarter] + (place - quarter) * (weeks[quarter + 1] - weeks[quarter])
