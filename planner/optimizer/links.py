"""Order: a node starts only when all it needs has finished, and its lag has passed."""

from planner.optimizer.variables import Variables


def add_links(variables: Variables) -> None:
    """Add every link of the network, less those that the windows already keep."""
    windows = variables.windows
    for link in variables.network.links:
        latest = windows.latest_finish(link.before, variables.horizon)
        if latest + link.lag > variables.first[link.after]:
            variables.model.add(variables.start[link.after] >= variables.end[link.before] + link.lag)
