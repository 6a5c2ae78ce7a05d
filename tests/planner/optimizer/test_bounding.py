"""Bounding: what it excludes is impossible, it excludes as much as week by week, and it proposes the rest."""

from random import Random

import pytest

from planner.optimizer.bounding import Bounding, _between
from planner.optimizer.relaxation import Verdict
from tests.planner.networks import a_network, a_node
from tests.planner.optimizer.rows import a_random_network, a_wide_network, optimum
from tests.planner.optimizer.test_relaxation import a_relaxation, first_not_excluded

# Three of which any two need more people than there are, though all three need only 1.8 at a time: 12 weeks, not 8.
CHAIN = a_network(*(a_node(name, (4, 0, 60)) for name in "abc"), caps=[(100,)])


def never():
    return False


def bounded(network, end, *, suggest=lambda *_: None, learns=True, bound=0):
    bounding = Bounding(a_relaxation(network), bound, end, suggest, 1, learns=learns)
    bounding.run(60, never)
    return bounding


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("draw", [a_wide_network, a_random_network])
def test_nothing_possible_is_excluded(draw, seed):
    network = draw(Random(seed))
    best = optimum(network, "finish")
    if best is not None:
        assert bounded(network, best + 5).bound <= best


@pytest.mark.parametrize("seed", range(20))
def test_it_excludes_what_asking_for_each_week_excludes(seed):
    network = a_wide_network(Random(seed))
    best = optimum(network, "finish")
    if best is not None:
        week_by_week = first_not_excluded(a_relaxation(network))
        assert bounded(network, best + 30, learns=False).bound >= week_by_week


def test_what_cannot_be_at_work_at_once_raises_the_bound():
    assert bounded(CHAIN, 20, learns=False).bound == 8
    assert bounded(CHAIN, 20).bound == 12


def test_what_is_learned_is_kept_where_only_the_fine_program_shows_something_by_it(monkeypatch):
    bounding = Bounding(a_relaxation(CHAIN), 0, 20, None, 1, learns=True)
    monkeypatch.setattr(bounding.rough, "judge", lambda *_: Verdict(excluded=False, proposal=None))
    bounding.run(60, never)
    assert bounding.bound == 12
    assert len(bounding.relaxation.loads) == 1  # the second one showed nothing to either


def test_where_nobody_takes_proposals_it_bounds_as_well_and_ends():
    bounding = bounded(CHAIN, 20, suggest=None)
    assert bounding.bound == 12
    bounding.propose(lambda: pytest.fail("there is nobody to propose to"))


def test_it_is_settled_at_the_end_of_the_best_plan():
    bounding = bounded(CHAIN, 12)
    assert (bounding.bound, bounding.settled) == (12, True)
    bounding.propose(lambda: pytest.fail("there is nothing to propose"))


def test_it_proposes_for_weeks_between_the_bound_and_the_best_plan():
    proposed = []
    bounding = bounded(CHAIN, 20, suggest=lambda _, week: proposed.append(week))
    proposed.clear()
    bounding.propose(lambda: len(proposed) > 20)
    assert {week >= bounding.bound and week < 19 for week in proposed} == {True}
    assert len(set(proposed)) > 2


def test_a_plan_that_ends_sooner_leaves_less_to_prove():
    bounding = Bounding(a_relaxation(CHAIN), 0, 20, lambda *_: None, 1, learns=True)
    bounding.lower_end(10)
    bounding.lower_end(15)
    bounding.run(60, never)
    assert bounding.bound == 10  # as if there were a plan that ends then


def test_without_time_nothing_is_asked():
    bounding = Bounding(a_relaxation(CHAIN), 0, 20, lambda *_: None, 1, learns=True)
    bounding.run(60, lambda: True)
    assert bounding.bound == 0


def test_the_next_week_asked_for_is_where_just_enough_is_expected():
    assert _between((100, 0.5), None) == 150
    assert _between(None, (100, -0.25)) == 75
    assert _between((100, 0.1), (200, -0.3)) == 125
    assert _between((100, 0.0), (200, 0.0)) == 100
