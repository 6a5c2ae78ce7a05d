"""Proposals: shares of modes and of weeks become a mode and a week for every node."""

import time
from collections import Counter
from math import ceil, floor
from random import Random

import pytest

from planner.optimizer.proposal import NOISES, Proposal, Share
from planner.optimizer.relaxation import Relaxation
from planner.optimizer.windows import Windows
from tests.planner.networks import a_network, a_node
from tests.planner.optimizer.test_kinds import a_network_of_copies
from tests.planner.optimizer.test_relaxation import a_larger_network_of_copies


class Still(Random):
    """Chance that shakes nothing."""

    def choice(self, seq):
        """The least noise, where one is chosen among them."""
        return 0 if seq is NOISES else super().choice(seq)


def a_proposal(network, horizon, since=0):
    """What the relaxation proposes for a week that it does not exclude; None where it does, or has nothing to say."""
    return Relaxation(network, Windows(network), time.monotonic() + 60).judge(horizon, since).proposal


@pytest.mark.parametrize("seed", range(60))
def test_each_node_is_given_a_mode_that_it_can_use_and_each_share_its_count(seed):
    dice = Random(f"proposal {seed}")
    network = a_larger_network_of_copies(dice)
    windows = Windows(network)
    proposal = a_proposal(network, windows.critical_path + dice.randint(0, 20))
    if proposal is None:
        return
    members = [node for nodes, _ in proposal.shares for node in nodes]
    assert sorted(members) == [number for number, node in enumerate(network.nodes) if node.kind != "gate"]
    for _ in range(20):
        modes, middles = proposal.sample(dice)
        assert len(modes) == len(middles) == len(network.nodes)
        assert all(modes[node] in windows.modes[node] for node in members)
        for nodes, shares in proposal.shares:
            counts = Counter(modes[node] for node in nodes)
            for share in shares:
                assert floor(share.count + 1e-5) <= counts[share.mode] <= ceil(share.count - 1e-5)


@pytest.mark.parametrize("seed", range(20))
def test_middles_that_are_not_shaken_lie_in_the_weeks_proposed(seed):
    dice = Random(f"middles {seed}")
    network = a_network_of_copies(dice)
    windows = Windows(network)
    horizon = windows.critical_path + 10
    proposal = a_proposal(network, horizon)
    if proposal is None:
        return
    _, middles = proposal.sample(Still(seed))
    assert all(0 <= middle <= horizon for middle in middles)


def test_a_share_in_the_middle_falls_either_way():
    # Half of each: of two nodes one takes either mode, of one sometimes the one and sometimes the other.
    shares = (Share(0, 0.5, ((0, 4, 1.0),)), Share(2, 0.5, ((4, 8, 1.0),)))
    proposal = Proposal(2, (((1,), shares),))
    assert {proposal.sample(Random(seed))[0][1] for seed in range(20)} == {0, 2}


def test_whole_shares_are_kept():
    shares = (Share(0, 1.0, ()), Share(1, 2.0, ()), Share(2, 0.0, ()))
    proposal = Proposal(3, (((0, 1, 2), shares),))
    assert all(sorted(proposal.sample(Random(seed))[0]) == [0, 1, 1] for seed in range(20))


def test_a_share_a_trifle_below_a_whole_is_whole():
    proposal = Proposal(2, (((0, 1), (Share(0, 1.9999999, ()), Share(1, 0.0000001, ()))),))
    assert all(proposal.sample(Random(seed))[0] == [0, 0] for seed in range(20))


def test_the_middle_of_one_is_the_middle_of_its_work():
    # 1 week of work before week 4 and 3 weeks from 4 to 8: half of 4 is one third into the second stretch.
    proposal = Proposal(1, (((0,), (Share(0, 1.0, ((0, 4, 1.0), (4, 8, 3.0))),)),))
    assert proposal.sample(Still(1))[1] == [pytest.approx(4 + 4 / 3)]


def test_the_middles_of_two_are_the_quarters_of_their_work():
    proposal = Proposal(2, (((0, 1), (Share(0, 2.0, ((0, 8, 4.0),)),)),))
    assert proposal.sample(Still(1))[1] == [pytest.approx(2), pytest.approx(6)]


def test_what_has_no_work_is_in_week_nought():
    assert Proposal(1, (((0,), (Share(0, 1.0, ()),)),)).sample(Still(1)) == ([0], [0.0])


def test_what_is_of_no_kind_has_the_first_mode_in_week_nought():
    proposal = Proposal(2, (((1,), (Share(1, 1.0, ((0, 4, 2.0),)),)),))
    modes, middles = proposal.sample(Still(1))
    assert (modes, middles) == ([0, 1], [0.0, pytest.approx(2)])


def test_chance_shakes_the_middles():
    proposal = Proposal(1, (((0,), (Share(0, 1.0, ((0, 8, 4.0),)),)),))
    assert len({proposal.sample(Random(seed))[1][0] for seed in range(20)}) > 5


def test_the_same_chance_proposes_the_same():
    network = a_network(*(a_node(name, (4, 0, 60), (2, 8, 90)) for name in "abc"), caps=[(100,)])
    proposal = a_proposal(network, 9)
    assert proposal.sample(Random(1)) == proposal.sample(Random(1))


def test_what_must_be_fast_is_proposed_fast():
    # By week 2 nothing else fits.
    proposal = a_proposal(a_network(a_node("a", (4, 0, 60), (2, 8, 90)), caps=[(100,)]), 2)
    assert proposal.sample(Random(1))[0][0] == 1
