"""Stocks: what is used up once over the whole plan, whenever that is, stays within what there is."""

from functools import partial

from planner.network import Mode
from planner.optimizer.variables import Variables


def add_stocks(variables: Variables) -> None:
    """Add one row a stock: what the chosen modes draw is at most its amount."""
    network = variables.network
    for index, stock in enumerate(network.stocks):
        drawn = partial(Mode.drawn, stock=index)
        variables.model.add(sum(variables.total(node, drawn) for node in range(len(network.nodes))) <= stock.amount)
