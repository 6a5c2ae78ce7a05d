"""The independent judge: recomputes a plan from the request and the catalog and says what is not so.

``check`` runs on every plan before it leaves the planner. Nothing here knows how plans are made: scope, scaling,
dates, rules and every derived field are worked out again from the meaning of the request.
"""

from itertools import chain

from catalog.model import Catalog
from planner.checking.answer import answer_violations, no_answer_violations
from planner.checking.contents import (
    LAST_WEEK,
    contents_violations,
    description_violations,
    figure_violations,
    gate_violations,
)
from planner.checking.debt import debt_violations
from planner.checking.duty import duties, milestones
from planner.checking.figures import Estimator
from planner.checking.layout import Placed, lay_out
from planner.checking.limits import limit_violations
from planner.checking.order import order_violations
from planner.checking.phases import phase_violations
from planner.checking.slack import slack_violations
from planner.checking.terms import read_terms
from planner.checking.violation import Violation, differs
from planner.ignoring import as_if
from planner.plans import Plan
from planner.request import PlanRequest

__all__ = ["Violation", "check"]


def check(request: PlanRequest, catalog: Catalog, plan: Plan) -> list[Violation]:
    """Return everything that is wrong with a plan; an empty list accepts it.

    A plan whose activities, gates, modes or weeks are unsound is judged no further: nothing else would mean
    anything. ``request`` must have been accepted for this catalog (unknown ids are not looked for here).
    """
    asked, request = request, as_if(request, catalog)
    terms = read_terms(request)
    gates = milestones(terms, catalog)
    wanted = duties(terms, catalog)
    estimator = Estimator(request, catalog)
    found = list(contents_violations(plan, asked, catalog, gates, wanted))
    if any(violation.rule in ("activities", "gates") for violation in found):
        return found
    found += description_violations(plan, wanted, estimator)
    found += debt_violations(plan, terms, catalog, gates, wanted)
    if plan.status in ("infeasible", "unknown"):
        return found + list(no_answer_violations(plan))
    placed: dict[str, Placed] = {}
    for one in plan.activities:
        duty = wanted[one.id]
        modes = estimator.figures(duty)
        wrong = list(figure_violations(terms, one, modes))
        found += wrong
        if one.mode in modes and one.start_week is not None and 0 <= one.start_week <= LAST_WEEK:
            run = -(-estimator.run_per_year(duty) // 52)
            placed[one.id] = Placed(duty, one, modes[one.mode], one.start_week, run)
    weeks = tuple(gate.week for gate in plan.gates if gate.week is not None and 0 <= gate.week <= LAST_WEEK)
    if len(weeks) < len(plan.gates):
        found.append(differs("gate", plan.id, "The weeks of the gates", weeks, "one week for each gate"))
    if len(placed) < len(wanted) or len(weeks) < len(gates):
        return found
    layout = lay_out(terms, gates, weeks, placed)
    found += chain(
        order_violations(layout),
        limit_violations(layout),
        gate_violations(layout, plan),
        answer_violations(layout, catalog, estimator, plan),
        slack_violations(layout),
        phase_violations(layout, catalog, plan),
    )
    return found
