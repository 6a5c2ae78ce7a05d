"""How much later each activity alone could be, breaking nothing and moving no gate."""

from planner.ledger import Ledger
from planner.network import Network, Schedule


def slack_weeks(network: Network, schedule: Schedule) -> tuple[int, ...]:
    """Return, for each node, the most weeks it alone can move later in its mode; 0 for gates.

    The largest shift that works counts, even where a smaller one does not.
    """
    end = schedule.starts[network.target]
    ledger = Ledger(network, end + 1, end=end)
    for node, start in enumerate(schedule.starts):
        ledger.book(node, schedule.modes[node], start)
    latest = _latest_finishes(network, schedule)
    found = []
    for node, start in enumerate(schedule.starts):
        mode = schedule.modes[node]
        if network.nodes[node].kind == "gate":
            found.append(0)
            continue
        ledger.book(node, mode, start, sign=-1)
        last = latest[node] - network.nodes[node].modes[mode].weeks
        shifts = (week - start for week in range(last, start, -1) if ledger.fits(node, mode, week))
        found.append(next(shifts, 0))
        ledger.book(node, mode, start)
    return tuple(found)


def _latest_finishes(network: Network, schedule: Schedule) -> list[int]:
    """Return the latest finish that leaves every follower and window where it is."""
    end = schedule.starts[network.target]
    latest = [end if node.latest is None else min(end, node.latest) for node in network.nodes]
    for link in network.links:
        latest[link.before] = min(latest[link.before], schedule.starts[link.after] - link.lag)
    return latest
