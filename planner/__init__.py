"""What happens when: request -> network -> schedule -> plan. Takes no date or time from the machine.

``planner.plan(request, catalog)`` is the front door.
"""

from planner.planning import Rejected, plan

__all__ = ["Rejected", "plan"]
