"""Breeding: better plans from good ones and from proposals, none against the rules."""

from itertools import count
from random import Random

import pytest

from planner.ledger import breaks
from planner.optimizer import narrowing
from planner.optimizer.bounding import Bounding
from planner.optimizer.breeding import PATIENCE, ROUNDED, Breeding
from planner.optimizer.heuristic import Heuristic
from planner.optimizer.narrowing import Narrowing
from planner.optimizer.proposal import Proposal, Share
from planner.optimizer.windows import Windows
from tests.planner.networks import a_network, a_node, starts_of
from tests.planner.optimizer.rows import a_wide_network, optimum
from tests.planner.optimizer.test_relaxation import a_relaxation

# The windows promise 2 weeks, people allow 4: no bound of links proves the plan best, and there is nothing to try.
APART = a_network(a_node("a", (2, 0, 100)), a_node("b", (2, 0, 100)), caps=[(100,)])

# Four activities in a row: the first three are each a week shorter for 1 more, d five weeks shorter for 3 more.
# With 3 to spare the first passes spend it as it comes, on a, b and c; the best spends it on d.
ROW = a_network(
    *(a_node(name, (3, 10, 100), (2, 11, 100)) for name in "abc"),
    a_node("d", (6, 10), (1, 13)),
    links=[("a", "b"), ("b", "c"), ("c", "d")],
    caps=[(100,)],
    total=43,
)


def bred_from(network, **fields):
    """Breeding from the first plan of a network."""
    made = Heuristic(network, Windows(network), **fields)
    made.first()
    return Breeding(made, seed=1)


def after(breeding, steps):
    """The best plan after so many children."""
    for _ in range(steps):
        if not breeding.done:
            breeding.step()
    return breeding.heuristic.best


def never():
    return False


def test_it_finds_modes_that_no_single_pass_takes():
    breeding = bred_from(ROW)
    assert starts_of(ROW, breeding.heuristic.best)["end"] == 12  # 2 + 2 + 2 + 6
    best = after(breeding, 1000)
    assert starts_of(ROW, best)["end"] == 10  # 3 + 3 + 3 + 1
    assert breaks(ROW, best) is None


def test_it_is_done_where_no_plan_can_be_better():
    assert bred_from(a_network(a_node("a", (3, 5), (4, 9)))).done


def test_it_is_done_where_there_is_nothing_to_breed_from():
    assert bred_from(a_network(a_node("a", (1, 10)), total=9)).done


def test_it_is_done_once_the_bound_is_met_and_there_is_no_choice_of_modes():
    breeding = bred_from(APART)
    assert not breeding.done
    breeding.bound = 4
    assert breeding.done


def test_a_plan_without_choices_stays():
    assert starts_of(APART, after(bred_from(APART), 3))["end"] == 4


def test_children_that_are_no_better_for_long_are_given_up():
    breeding = bred_from(ROW)
    after(breeding, 1000)
    grown = breeding.population
    breeding._stale = PATIENCE + 1
    breeding.step()
    assert breeding.population is not grown
    assert breeding.population.best == breeding.heuristic.key


def whole(*weeks):
    """A proposal for ``ROW``: its longer modes but for d, in these weeks."""
    work = [(Share(int(node == 3), 1.0, ((week, week + 1, 1.0),)),) for node, week in enumerate(weeks)]
    return Proposal(len(ROW.nodes), tuple(((node,), shares) for node, shares in enumerate(work)))


def test_a_child_is_rounded_from_a_proposal():
    breeding = bred_from(ROW)
    breeding.variation.mixed = breeding.variation.changed = breeding.variation.scattered = lambda *_: pytest.fail(
        "bred"
    )
    breeding.chance.random = lambda: 0.0
    breeding.follow(whole(0, 3, 6, 9), 10)
    breeding.step()
    assert starts_of(ROW, breeding.heuristic.best)["end"] == 10


def test_a_proposal_that_brings_nothing_leaves_the_next_one_half_as_many_children():
    breeding = bred_from(ROW)
    after(breeding, 1000)
    breeding.chance.random = lambda: 0.0
    tried = []
    breeding._rounded = lambda: tried.append(breeding._left) or setattr(breeding, "_left", breeding._left - 1)
    breeding._child = lambda: None
    for _ in range(3):
        breeding.follow(whole(0, 3, 6, 9), 9)
        after(breeding, 100)
        breeding._left = max(0, breeding._left)
    counts = [tried.count(1), len(tried)]
    assert counts == [3, ROUNDED + ROUNDED // 2 + ROUNDED // 4]


@pytest.mark.parametrize("seed", range(30))
def test_whatever_the_network_the_plans_break_nothing(seed):
    network = a_wide_network(Random(seed))
    offered = []
    best = after(bred_from(network, offer=offered.append), 20)
    assert (best is None) == (not offered)
    assert {breaks(network, schedule) for schedule in offered} <= {None}


# With a bounding beside it ------------------------------------------------------------------------------------


def a_bounding(network, breeding, suggest=lambda *_: None, bound=0, **fields):
    return Bounding(a_relaxation(network), bound, breeding.end, suggest, 1, **{"learns": True, **fields})


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("seed", range(20))
def test_the_optimum_lies_between_the_bound_and_the_plan(seed, workers):
    network = a_wide_network(Random(seed))
    best = optimum(network, "finish")
    breeding = bred_from(network)
    if best is None or breeding.heuristic.best is None:
        return
    raised = []
    going = Narrowing(breeding, raised.append)
    going.run(a_bounding(network, breeding, going.suggest), 0.3, 0.3, 0.1, workers, never)
    assert all(bound <= best for bound in raised)
    assert raised == sorted(raised)
    assert breeding.end >= best


def test_what_is_bound_is_told_and_ends_it():
    breeding = bred_from(APART)
    raised = []
    Narrowing(breeding, raised.append).run(a_bounding(APART, breeding), 60, 60, 60, 2, never)
    assert raised[-1] == breeding.end == 4


def test_it_ends_with_its_time(monkeypatch):
    clock = count()
    monkeypatch.setattr(narrowing.time, "monotonic", lambda: float(next(clock)))
    breeding = bred_from(APART)
    Narrowing(breeding, lambda _: None).breed(4, 99, never)
    assert next(clock) == 5  # asked at the beginning, then after each of four children


def test_it_ends_where_so_many_seconds_were_fruitless_and_the_bound_is_settled(monkeypatch):
    clock = count()
    monkeypatch.setattr(narrowing.time, "monotonic", lambda: float(next(clock)))
    breeding = bred_from(APART)
    Narrowing(breeding, lambda _: None).breed(1000, 5, never)
    assert next(clock) == 6
    bounding = a_bounding(APART, breeding)
    waited = count()
    Narrowing(breeding, lambda _: None).breed(1000, 5, lambda: next(waited) > 20, bounding)
    assert next(waited) == 22  # not before it was over: the bounding never ran


def test_what_the_bounding_raises_is_raised():
    breeding = bred_from(APART)
    bounding = a_bounding(APART, breeding)

    def broken(*_):
        raise ZeroDivisionError

    bounding.run = broken
    with pytest.raises(ZeroDivisionError):
        Narrowing(breeding, lambda _: None).run(bounding, 60, 60, 60, 2, never)


@pytest.mark.parametrize(("settled", "near", "longer"), [(True, 1, False), (False, 1, True), (False, 2, False)])
def test_it_goes_on_beyond_its_time_only_where_the_bound_is_neither_near_nor_settled(
    settled, near, longer, monkeypatch
):
    breeding = bred_from(APART)
    bounding = a_bounding(APART, breeding, bound=2)  # the plan ends after 4 weeks
    bounding.settled = settled
    monkeypatch.setattr(narrowing, "NEAR", near)
    bounding.run = bounding.propose = lambda *_: None
    clock, children = count(), count()
    monkeypatch.setattr(narrowing.time, "monotonic", lambda: float(next(clock)))
    monkeypatch.setattr(breeding, "step", lambda: next(children))
    Narrowing(breeding, lambda _: None).run(bounding, 10, 100, 1000, 2, never)
    had = next(children)
    assert (had > 20) == longer
    assert had > 1
