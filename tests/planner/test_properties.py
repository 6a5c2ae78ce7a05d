"""Whatever is asked ends in a plan that the checker accepts, or in an answer that says why there is none.

And on what is small enough to look at every plan, each feature of a request, alone and in pairs, has the right answer.
"""

from itertools import combinations
from random import Random

import pytest
from msgspec.structs import replace

import planner
from catalog.fault import Refused
from catalog.library import load
from planner.checking import check
from tests.disagreements import disagreement
from tests.random_cases import random_case
from tests.random_catalogs import FEATURES, all_features
from tests.wild_requests import wild_request

WELL = ("optimal", "feasible", "infeasible", "refused")
# On the built-in catalog a wild request may run out of the second or two it has, which is no defect.
IN_TIME_OR_NOT = (*WELL, "unknown")
PAIRS = [*combinations(FEATURES, 2)]


def end(request, catalog):
    """How it ends: with a plan that the checker accepts, an infeasible one that says why, a refusal that does."""
    try:
        plan = planner.plan(request, catalog)
    except Refused as refused:
        return "refused" if all(fault.pointer and fault.detail for fault in refused.faults) else "unexplained"
    assert check(plan.request, catalog, plan) == []
    if any("ended early" in warning for warning in plan.warnings):
        return "crashed"
    return plan.status if plan.status != "infeasible" or plan.conflicts else "unexplained"


def small_request(seed):
    """A small catalog with a random choice of features, asked wildly or as made for it, with time to settle it."""
    request, catalog = random_case(seed, all_features(seed))
    asked = request if seed % 4 == 0 else wild_request(seed, catalog)
    return replace(asked, solver=replace(asked.solver, time_limit_s=10)), catalog


@pytest.mark.parametrize("seed", range(28))
def test_a_request_over_a_small_catalog_ends_well(seed):
    assert end(*small_request(seed)) in WELL


@pytest.mark.parametrize("seed", range(12))
def test_a_request_over_the_built_in_catalog_ends_well(seed):
    catalog = load("ai-maturity")
    assert end(wild_request(seed, catalog), catalog) in IN_TIME_OR_NOT


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(28, 700))
def test_many_more_requests_over_small_catalogs_end_well(seed):
    assert end(*small_request(seed)) in WELL


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(12, 312))
def test_many_more_requests_over_the_built_in_catalog_end_well(seed):
    catalog = load("ai-maturity")
    assert end(wild_request(seed, catalog, time_limit_s=2), catalog) in IN_TIME_OR_NOT


@pytest.mark.parametrize("feature", FEATURES)
def test_each_feature_alone_has_the_right_answer(feature):
    for seed in range(2):
        assert disagreement(seed, (feature,)) is None, seed


@pytest.mark.parametrize("pair", Random("pairs").sample(PAIRS, 40), ids="+".join)
def test_features_in_pairs_have_the_right_answer(pair):
    assert disagreement(PAIRS.index(pair), pair) is None, PAIRS.index(pair)


@pytest.mark.soak
@pytest.mark.parametrize("pair", PAIRS, ids="+".join)
def test_every_pair_of_features_has_the_right_answer(pair):
    found = {seed: disagreement(seed, pair) for seed in range(20)}
    assert {seed: what for seed, what in found.items() if what} == {}


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(300))
def test_many_features_at_once_have_the_right_answer(seed):
    assert disagreement(seed, all_features(seed)) is None
