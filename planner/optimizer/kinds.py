"""Nodes that nothing tells apart, such as the copies of an item in functions that stand alike."""

from msgspec import Struct

from planner.ledger import Ledger, Needs, price
from planner.network import Network
from planner.optimizer.windows import Windows


class Way(Struct, frozen=True):
    """A usable mode of a kind: its index, what it takes, and its price."""

    mode: int
    needs: Needs
    demand: tuple[int, ...]
    draw: tuple[int, ...]
    price: int


class Kind(Struct, frozen=True):
    """Nodes with the same modes, window and costs."""

    nodes: tuple[int, ...]
    ways: tuple[Way, ...]


def kinds(network: Network, windows: Windows, ledger: Ledger) -> tuple[Kind, ...]:
    """Return the kinds of all nodes that take weeks."""
    found: dict[object, list[int]] = {}
    for node, it in enumerate(network.nodes):
        usable = windows.modes[node]
        if any(it.modes[mode].weeks for mode in usable):
            modes = tuple(it.modes[mode] for mode in usable)
            window = (windows.earliest[node], windows.tail[node], it.latest)
            found.setdefault((usable, modes, window, it.accrual, it.run_per_week), []).append(node)
    return tuple(_kind(network, windows, ledger, tuple(nodes)) for nodes in found.values())


def _kind(network: Network, windows: Windows, ledger: Ledger, nodes: tuple[int, ...]) -> Kind:
    stocks = range(len(network.stocks))
    ways = []
    for index in windows.modes[nodes[0]]:
        mode = network.nodes[nodes[0]].modes[index]
        draw = tuple(map(mode.drawn, stocks))
        ways.append(Way(index, ledger.needs(nodes[0], index), mode.demand, draw, price(network, mode)))
    return Kind(nodes, tuple(ways))
