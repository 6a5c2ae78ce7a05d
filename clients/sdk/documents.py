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
) -> Steps[bytes]:
    """Return a chart of a plan (gantt, spend, staffing, risk, maturity) as SVG, PNG, or Vega-Lite in JSON.

    Raises ``Conflict`` where the plan is not made yet or has no schedule.
    """
    if as_ not in CHARTS:
        raise ValueError(f"A chart comes as {', '.join(CHARTS)}, not as {as_!r}.")
    path = address("plans", plan, "charts", name)
    sent = ask("GET", path, query={"by": by, "theme": theme}, headers={"accept": CHARTS[as_]})
    return (yield from exchange(policy, sent._replace(silence_s=SILENCE_S))).content


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
