"""The portfolio's cases are of the sizes, and as scarce, as they say; the wide catalog repeats every action."""

from collections import Counter

import pytest

from catalog.library import load
from planner.building import build_network
from planner.network import Network
from planner.optimizer.windows import Windows
from tests.bench import portfolio
from tests.bench.known import print_of


@pytest.fixture(scope="module")
def cases():
    return [*portfolio.cases()]


def test_there_are_about_1000_2700_and_5000_activities(cases):
    assert [case.activities for case in cases] == pytest.approx([1000, 2700, 1000, 1000, 5000, 5000], rel=0.1)
    assert all(len(case.network.nodes) == case.activities + 6 for case in cases)  # the gates of levels 2 to 7


def test_every_case_has_a_name_and_a_network_of_its_own(cases):
    assert len({case.name for case in cases}) == len({print_of(case.network) for case in cases}) == 6


def least_work(network: Network, resource: int) -> int:
    """The least weeks x hundredths of an FTE of a role, whatever the modes."""
    return sum(min(mode.weeks * mode.demand[resource] for mode in node.modes) for node in network.nodes)


def least_spent(network: Network, windows: Windows) -> int:
    """The cheapest modes, and what runs from each node's end until the target even if each is as late as can be."""
    running = (
        node.run_per_week * (windows.tail[index] - windows.shortest[index]) for index, node in enumerate(network.nodes)
    )
    return sum(min(mode.cash for mode in node.modes) for node in network.nodes) + sum(running)


def test_what_is_scarce_by_its_tag_pushes_the_end_beyond_the_critical_path(cases):
    scarce = ["both", "both", "both", "money", "both", "money"]
    assert [case.tags[0] for case in cases] == [f"scarce:{it}" for it in scarce]
    for case, tag in zip(cases, scarce, strict=True):
        network, windows = case.network, Windows(case.network)
        critical = windows.critical_path
        # Whether some role has more to do than its people can do in the weeks of the critical path.
        busy = [least_work(network, it) > role.capacity[0] * critical for it, role in enumerate(network.resources)]
        assert any(busy) == (tag == "both")
        # All that comes in the quarters that begin before the critical path ends does not pay for the cheapest plan.
        quarters = sum(begin < critical for begin in (0, *network.quarter_ends))
        (quarterly,) = network.money.per_quarter
        assert least_spent(network, windows) > quarters * quarterly


def test_the_wide_catalog_repeats_every_action_and_leaves_governance_as_it_is():
    wide, plain = ({item.id: item for item in it.items} for it in (portfolio.wide_catalog(), load("ai-maturity")))
    assert [*wide] == [*plain]
    actions = [item for item in wide.values() if item.kind == "action"]
    assert all(item.repeats_per_function and item.min_functions is None for item in actions)
    assert any(not plain[item.id].repeats_per_function for item in actions)
    governance = [item.id for item in plain.values() if item.kind == "governance"]
    assert [wide[name] for name in governance] == [plain[name] for name in governance]


def test_in_a_wide_case_every_action_is_done_once_in_each_function(cases):
    nodes = [node for node in cases[2].network.nodes if node.kind == "action"]
    repeated = Counter(node.id.partition("@")[0] for node in nodes if node.function is not None)
    assert {*repeated.values()} == {20}
    # What is done once is the part of an action that all functions share.
    once = [node.id.partition("@") for node in nodes if node.function is None]
    assert {part for _, _, part in once} == {"setup"}
    assert {name for name, _, _ in once} <= {*repeated}


def test_only_a_case_over_the_built_in_catalog_has_its_request(cases):
    assert [case.request is None for case in cases] == [size.wide for size in portfolio.SIZES]
    assert build_network(cases[0].request, load("ai-maturity")) == cases[0].network


@pytest.mark.parametrize("place", [0, 2])
def test_a_case_is_the_same_each_time(cases, place):
    portfolio.wide_catalog.cache_clear()
    again = portfolio.case(portfolio.SIZES[place])
    assert (again.name, again.tags, print_of(again.network)) == (
        cases[place].name,
        cases[place].tags,
        print_of(cases[place].network),
    )
