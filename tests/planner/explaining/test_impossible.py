"""Infeasible requests: each conflict minimal, each repair possible and least, by fresh solves of the whole planner."""

import pytest

from tests.planner.explaining.impossible_cases import explained, is_minimal, is_possible, less, small_case

LONG = (2, 7, 10, 17)
"""Seeds whose answers take ten seconds and more: they are among the many."""


def verdict_of(request, catalog, answer):
    """Return what is wrong in what is said of an infeasible request, and what is said without proof."""
    wrong, unproven = [], []
    assert answer.status == "infeasible"
    for conflict in answer.conflicts:
        if not conflict.proven:
            unproven.append(conflict)
        elif not is_minimal(request, catalog, conflict):
            wrong.append(f"not minimal: {conflict}")
    for repair in answer.repairs:
        if not is_possible(repair.repaired_request, catalog):
            wrong.append(f"repairs nothing: {repair.changes}")
        if not repair.proven:
            unproven.append(repair)
        elif any(is_possible(lower, catalog) for lower in less(request, repair)):
            wrong.append(f"less does: {repair.changes}")
    if not answer.conflicts:
        wrong.append("no conflict")
    return wrong, unproven


@pytest.mark.parametrize("seed", [seed for seed in range(20) if seed not in LONG])
def test_every_conflict_is_minimal_and_every_repair_is_least(seed):
    request, catalog = small_case(seed)
    assert verdict_of(request, catalog, explained(request, catalog)) == ([], [])


@pytest.mark.soak
@pytest.mark.parametrize("first", range(0, 200, 20))
def test_the_same_of_many_and_seldom_is_something_left_unproven(first):
    """Without a deadline it may take more than seconds to prove that money by the quarter will never be enough."""
    verdicts = []
    for seed in range(first, first + 20):
        request, catalog = small_case(seed)
        verdicts.append(verdict_of(request, catalog, explained(request, catalog)))
    assert [wrong for wrong, _ in verdicts if wrong] == []
    assert sum(bool(unproven) for _, unproven in verdicts) <= 3
