"""What every document says of a plan that has nothing to show: that it has no schedule, and what to do.

Called first by each format; it looks at the status alone.
"""

from catalog.fault import Fault, Refused
from planner.plans import Plan

_STATUS = {"infeasible": "what was asked for cannot be had", "unknown": "none was found in the time"}
_CURES = {
    "infeasible": "one of the repairs that the plan lists, planned: `milepost plan ... --repair 1`",
    "unknown": "more time for the search: `milepost plan ... --time-limit 60`",
}


def refuse_without_schedule(plan: Plan, document: str) -> None:
    """Raise ``Refused`` where a plan has no schedule; ``document`` is what cannot be made of it, in words."""
    if plan.finish is not None:
        return
    detail = f"The plan has no schedule ({_STATUS.get(plan.status, plan.status)}): there is nothing for {document}."
    cure = _CURES.get(plan.status, "a plan whose status is optimal or feasible")
    raise Refused([Fault("/status", "no_schedule", detail, cure)])
