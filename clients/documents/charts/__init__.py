"""Charts of plans and studies as Vega-Lite specifications: plain dicts, one for page, SVG, PNG, PDF and slides.

Whoever shows a plan asks ``chart`` for one by its name; ``clients.documents.rendering`` makes pictures of it.
"""

from typing import Any, Literal, assert_never, get_args

from catalog.fault import Fault, Refused
from catalog.model import Catalog
from clients.documents.charts.comparing import compare
from clients.documents.charts.frontier import frontier
from clients.documents.charts.gantt import gantt, gantt_pages
from clients.documents.charts.maturity import maturity
from clients.documents.charts.risks import risk
from clients.documents.charts.shared import Axis
from clients.documents.charts.spend import spend
from clients.documents.charts.staffing import staffing
from clients.documents.charts.themes import ThemeName
from clients.documents.charts.tornado import tornado
from clients.documents.outline import By
from planner.exploring.studies import Frontier, Study
from planner.exploring.tornado import Tornado
from planner.plans import Plan

__all__ = ["NAMES", "Axis", "ChartName", "ThemeName", "chart", "compare", "gantt_pages", "study_chart"]

ChartName = Literal["gantt", "spend", "staffing", "risk", "maturity"]
NAMES: tuple[ChartName, ...] = get_args(ChartName)


def chart(
    name: ChartName,
    plan: Plan,
    catalog: Catalog,
    *,
    by: By = "transition",
    theme: ThemeName = "light",
    baseline: Plan | None = None,
    axis: Axis = "own",
) -> dict[str, Any]:
    """Return a chart of a plan; ``Refused`` where it has no schedule.

    ``by`` orders the rows of the Gantt; ``baseline``, an earlier plan, is shown in the Gantt and in the staircase. On a
    shared ``axis`` Gantt, money, people and risks can stand under each other.
    """
    match name:
        case "gantt":
            return gantt(plan, catalog, by=by, theme=theme, baseline=baseline, axis=axis)
        case "spend":
            return spend(plan, catalog, theme=theme, axis=axis)
        case "staffing":
            return staffing(plan, catalog, theme=theme, axis=axis)
        case "risk":
            return risk(plan, catalog, theme=theme, axis=axis)
        case "maturity":
            return maturity(plan, catalog, theme=theme, baseline=baseline)
        case _:
            assert_never(name)


def study_chart(study: Study, catalog: Catalog, *, theme: ThemeName = "light") -> dict[str, Any]:
    """Return the chart of a study: of a frontier its staircases, of a tornado its bars; ``Refused`` for other kinds."""
    match study.result:
        case Frontier():
            return frontier(study, catalog, theme=theme)
        case Tornado():
            return tornado(study, catalog, theme=theme)
        case _:
            detail = f"A study of the kind {study.asked.kind} has no chart."
            raise Refused([Fault("/asked/kind", "no_chart", detail, "frontier or tornado")])
