"""Kinds: what nothing tells apart is one; and random networks full of copies, for tests of what counts in kinds."""

from random import Random

import pytest
from msgspec.structs import replace

from planner.ledger import Ledger
from planner.network import Link, Mode, Stock
from planner.optimizer.kinds import kinds
from planner.optimizer.windows import Windows
from tests.planner.networks import a_gate, a_network, a_node, best_values

UNUSABLE = 999


def kinds_of(network):
    """The kinds of a network by the ids of their nodes."""
    return [tuple(network.nodes[node].id for node in kind.nodes) for kind in _kinds(network)]


def _kinds(network):
    return kinds(network, Windows(network), Ledger(network, 1))


def a_network_of_copies(dice, *, functions=2, alone=1, longest=9, horizon=40, steady=False):
    """An item with a copy a function, in half of them followed by another such, and activities that stand alone.

    Everything that a network knows may be in it: modes of up to ``longest`` weeks, quarters that end at odd places,
    people who come and go, money by quarter or in all, accruals, labour, run cost, freezes, stocks, windows. A steady
    one has what lets any plan be done later as a whole: people who stay, money that is kept, no last weeks.
    """
    items = [("p", functions)] + [("q", functions)] * (dice.random() < 0.5) + [("r", 1), ("s", 1)][:alone]
    places = [(item, number, copies) for item, copies in items for number in range(copies)]
    shapes = {item: _a_shape(dice, longest, steady=steady) for item, _ in items}
    nodes = [_a_copy(dice, f"{item}{number}", shapes[item], number) for item, number, _ in places]
    gate = a_gate("gate", earliest=dice.choice((0, 0, 3)))
    network = a_network(
        *nodes,
        gate,
        links=[*_links(dice, [node.id for node in nodes])],
        caps=[_people(dice, steady=steady) for _ in range(2)],
        covers=[name for name in ("cash", "labour", "run") if dice.random() < 0.6],
        per_quarter=dice.choice((None, tuple(dice.randint(0, 30) for _ in range(dice.choice((1, 3, 5)))))),
        total=dice.choice((None, None, dice.randint(20, 100))),
        carry_over="forever" if steady else dice.choice(("forever", "forever", "year", "never")),
        quarter_ends=tuple(_quarter_ends(dice, horizon)),
        year_ends=frozenset(range(dice.choice((0, 1)), 30, dice.choice((2, 4)))),
        horizon=horizon,
        deadline=dice.choice((None, None, horizon - 4)),
        frozen=frozenset(dice.sample(range(horizon), dice.choice((0, 0, 2)))),
        stocks=(Stock("places", dice.randint(3, 8)),) * (dice.random() < 0.4),
    )
    return _drawing(dice, network) if network.stocks else network


def _a_shape(dice, longest, *, steady):
    modes = [
        Mode(
            f"mode {number}",
            dice.randint(1, longest),
            (dice.choice((0, 30, 50, 60, 100)), dice.choice((0, 0, 40, 70))),
            cash=dice.choice((0, dice.randint(0, 20))),
            labour=dice.choice((0, dice.randint(0, 9))),
        )
        for number in range(dice.choice((1, 2, 2, 3)))
    ]
    return a_node(
        "",
        kind=dice.choice(("action", "action", "governance")),
        accrual=dice.choice(("prorated", "start", "end")),
        run_per_week=dice.choice((0, 0, 1, 3)),
        earliest=dice.choice((0, 0, 0, 2)),
        latest=None if steady else dice.choice((None, None, None, None, dice.randint(8, 20))),
    ), modes


def _a_copy(dice, name, shape, function):
    node, modes = shape
    own = list(modes)
    if dice.random() < 0.2:
        own.insert(dice.randint(0, len(own)), Mode("unusable", 1, (UNUSABLE, 0), 0, 0))
    return replace(node, id=name, modes=tuple(own), function=f"function {function}")


def _links(dice, names):
    whole = dice.random() < 0.3
    for name in names:
        if name[0] == "q":
            yield from ((f"p{number}", name) for number in ("01" if whole else name[1]) if f"p{number}" in names)
        elif name[0] == "p":
            yield from [(name, "gate", dice.choice((0, 0, 2)))] * (dice.random() < 0.3)
        elif dice.random() < 0.5:
            yield "gate", name
        elif dice.random() < 0.5:
            yield name, "p0"


def _people(dice, *, steady):
    return dice.choice(((100,), (150,), (60, 100, 200), *(((100, 50, 120), (150, 100)) * (not steady))))


def _quarter_ends(dice, horizon):
    end = dice.choice((1, 2, 4))
    length = dice.choice((1, 2, 4, 4, 5, 13))
    while end < horizon + length:
        yield end
        end += length


def _drawing(dice, network):
    nodes = [
        replace(node, modes=tuple(replace(mode, draw=(dice.choice((0, 1, 2)),)) for mode in node.modes))
        for node in network.nodes[:-2]
    ]
    gates = [replace(node, modes=(replace(node.modes[0], draw=(0,)),)) for node in network.nodes[-2:]]
    return replace(network, nodes=(*nodes, *gates))


def test_copies_alike_are_one_kind():
    parts = [a_node(name, (2, 5, 50), (4, 1, 30), function=name) for name in ("sales", "hr")]
    assert kinds_of(a_network(*parts, caps=[(100,)])) == [("sales", "hr")]


def test_what_takes_no_weeks_is_of_no_kind():
    network = a_network(a_node("a", (1,)), a_gate("gate"), links=[("a", "gate")])
    assert kinds_of(network) == [("a",)]
    assert kinds_of(a_network(a_gate("gate"))) == []


@pytest.mark.parametrize(
    "difference",
    [
        {"earliest": 1},
        {"latest": 9},
        {"accrual": "end"},
        {"run_per_week": 1},
        {"modes": (Mode("mode 0", 2, (), 6, 0),)},
        {"modes": (Mode("mode 0", 2, (), 5, 1),)},
        {"modes": (Mode("mode 0", 3, (), 5, 0),)},
        {"modes": (Mode("mode 0", 2, (10,), 5, 0),)},
        {"modes": (Mode("mode 0", 2, (), 5, 0, draw=(1,)),)},
    ],
)
def test_what_differs_in_anything_that_counts_is_another_kind(difference):
    network = a_network(a_node("a", (2, 5)), replace(a_node("b", (2, 5)), **difference), caps=[(100,)])
    stocked = replace(network, stocks=(Stock("places", 2),))
    assert kinds_of(stocked) == [("a",), ("b",)]


def test_what_stands_elsewhere_among_the_links_is_another_kind():
    # b has the rest of the way to the end before it that c has; a leads to c, so that its way is longer.
    parts = [a_node(name, (2, 5)) for name in "abc"]
    assert kinds_of(a_network(*parts, links=[("a", "c")])) == [("a",), ("b",), ("c",)]


def test_what_is_only_pinned_by_a_link_s_lag_is_another_kind():
    network = a_network(*(a_node(name, (2, 5)) for name in "ab"))
    lagging = replace(network, links=(Link(0, 2, 1), Link(1, 2)))
    assert kinds_of(network) == [("a", "b")]
    assert kinds_of(lagging) == [("a",), ("b",)]


def test_a_way_says_what_its_mode_takes():
    node = a_node("a", (2, 5, UNUSABLE), (4, 8, 50), labour=3, run_per_week=2)
    network = a_network(node, caps=[(100,)], total=9, covers=("cash", "labour", "run"))
    (kind,) = _kinds(network)
    (way,) = kind.ways
    assert (way.mode, way.demand, way.price) == (1, (50,), 11)
    assert (way.needs.weeks, way.needs.cost, way.needs.run) == (4, 11, 2)


@pytest.mark.parametrize("seed", range(60))
def test_a_kind_s_ways_are_the_same_modes_in_each_of_its_nodes(seed):
    network = a_network_of_copies(Random(seed), functions=3)
    usable = Windows(network).modes
    for kind in _kinds(network):
        for node in kind.nodes:
            modes = network.nodes[node].modes
            assert [way.mode for way in kind.ways] == list(usable[node])
            for way in kind.ways:
                mode = modes[way.mode]
                assert (mode.weeks, mode.demand) == (way.needs.weeks, way.demand)
                assert way.draw == tuple(map(mode.drawn, range(len(network.stocks))))


@pytest.mark.parametrize("seed", range(20))
def test_every_node_that_takes_weeks_is_of_one_kind(seed):
    network = a_network_of_copies(Random(seed))
    members = sorted(node for kind in _kinds(network) for node in kind.nodes)
    assert members == [number for number, node in enumerate(network.nodes) if node.kind != "gate"]


def test_a_mode_that_cannot_be_used_does_not_shift_the_others():
    # Both can be done in x or y; b lists before them what nobody can do. As one kind, b's x would be taken for a's y.
    x, y, never = (
        Mode(name, weeks, (demand,), 0, 0) for name, weeks, demand in (("x", 6, 50), ("y", 4, 60), ("", 1, UNUSABLE))
    )
    network = a_network(replace(a_node("a"), modes=(x, y)), replace(a_node("b"), modes=(never, x, y)), caps=[(100,)])
    for kind in _kinds(network):
        for node in kind.nodes:
            assert [network.nodes[node].modes[way.mode].name for way in kind.ways] == ["x", "y"]


def test_an_optimum_is_true_where_a_mode_cannot_be_used():
    # Three pairs alike but for a mode that nobody can do. Two of 70 % do not overlap, nor does one with 50 %: 12 weeks
    # for the first pair, at 4 each. 40 % twice is 6 weeks at nothing, and 50 % twice is 2 weeks at 8 each: 20 weeks
    # and 24; the last pair one by one, at 2 each, would take 2 weeks more.
    pairs = [((6, 4, 70), (6, 7, 70)), ((6, 0, 40), (5, 6, 70)), ((2, 8, 50), (2, 2, 70))]
    nodes = []
    for number, modes in enumerate(pairs):
        plain = a_node(f"a{number}", *modes)
        never = a_node("", (1, 0, UNUSABLE)).modes
        nodes += [plain, replace(plain, id=f"b{number}", modes=(*never, *plain.modes))]
    assert best_values(a_network(*nodes, caps=[(100,)])) == (20, 24)
