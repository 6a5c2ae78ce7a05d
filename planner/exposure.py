"""Which risks are open when: from the level they come with until all that mitigates them is finished."""

from planner.network import Exposure, Network, Schedule


def open_weeks(network: Network, schedule: Schedule) -> dict[str, tuple[int, int]]:
    """Return the weeks [opens, closes) of each risk that is ever open; one that nothing closes, to after the target."""
    found: dict[str, tuple[int, int]] = {}
    for risk in network.risks:
        opens = 0 if risk.opens is None else schedule.starts[risk.opens]
        closes = _closes(risk, network, schedule)
        if closes > opens:
            found[risk.id] = (opens, closes)
    return found


def weighted_weeks(network: Network, schedule: Schedule) -> int:
    """Return the sum over risks of severity x weeks open up to the target gate: the goal ``risk``."""
    end = schedule.starts[network.target]
    severity = {risk.id: risk.severity for risk in network.risks}
    return sum(
        severity[risk] * (min(closes, end) - opens) for risk, (opens, closes) in open_weeks(network, schedule).items()
    )


def _closes(risk: Exposure, network: Network, schedule: Schedule) -> int:
    if not risk.closes:
        return schedule.starts[network.target] + 1
    return max(schedule.finish(network, node) for node in risk.closes)
