"""A plan's charts and documents from the service, as the bytes that it sends.

Carried by both clients, as ``clients.sdk.operations`` is; nothing here opens a connection.
"""

from typing import Literal

from clients.sdk.exchange import Policy, Steps, address, ask, exchange

ChartForm = Literal["svg", "png", "vega"]
CHARTS: dict[ChartForm, str] = {"svg": "image/svg+xml", "png": "image/png", "vega": "application/vnd.vegalite.v6+json"}
# The service makes them one after the other, each within 90 seconds.
SILENCE_S = 180.0


def chart(
    policy: Policy,
    plan: str,
    name: str,
    *,
    as_: ChartForm = "svg",
    by: Literal["transition", "function"] | None = None,
    theme: Literal["light", "dark"] | None = None,
    axis: Literal["own", "shared"] | None = None,
) -> Steps[bytes]:
    """Return a chart of a plan (gantt, spend, staffing, risk, maturity) as SVG, PNG, or Vega-Lite in JSON.

    On a ``shared`` axis Gantt, spend, staffing and risk can stand under each other.
    Raises ``Conflict`` where the plan is not made yet or has no schedule.
    """
    return (yield from _drawn(policy, address("plans", plan, "charts", name), as_, theme=theme, by=by, axis=axis))


def study_chart(
    policy: Policy, study: str, *, as_: ChartForm = "svg", theme: Literal["light", "dark"] | None = None
) -> Steps[bytes]:
    """Return the chart of a study, a frontier or a tornado, as SVG, PNG, or Vega-Lite in JSON.

    Raises ``Conflict`` where it has no result yet, or is of a kind that has no chart.
    """
    return (yield from _drawn(policy, address("studies", study, "chart"), as_, theme=theme))


def comparison_chart(
    policy: Policy,
    comparison: str,
    *,
    as_: ChartForm = "svg",
    by: Literal["transition", "function"] | None = None,
    theme: Literal["light", "dark"] | None = None,
) -> Steps[bytes]:
    """Return the chart of a comparison, the second plan over the first, as SVG, PNG, or Vega-Lite in JSON.

    Raises ``Conflict`` where it has no result yet.
    """
    return (yield from _drawn(policy, address("comparisons", comparison, "chart"), as_, theme=theme, by=by))


def document(
    policy: Policy,
    plan: str,
    format: str,  # noqa: A002
    *,
    anonymous: bool = False,
    by: Literal["transition", "function"] | None = None,
) -> Steps[bytes]:
    """Return a plan as a document: html, pdf, xlsx, pptx, csv, ics, mmd, xml (MS Project), json, or zip with all.

    ``anonymous`` leaves out the names of the organization and its functions. Raises ``Conflict`` where the plan is not
    made yet or has no schedule, ``NotFound`` for a format that there is not.
    """
    path = address("plans", plan, "documents", format)
    sent = ask("GET", path, query={"anonymous": anonymous or None, "by": by}, headers={"accept": "*/*"})
    return (yield from exchange(policy, sent._replace(silence_s=SILENCE_S))).content


def _drawn(policy: Policy, path: str, as_: ChartForm, **query: str | None) -> Steps[bytes]:
    if as_ not in CHARTS:
        raise ValueError(f"A chart comes as {', '.join(CHARTS)}, not as {as_!r}.")
    sent = ask("GET", path, query=query, headers={"accept": CHARTS[as_]})
    return (yield from exchange(policy, sent._replace(silence_s=SILENCE_S))).content
