"""Infeasible requests: each conflict minimal, each repair possible and least, by fresh solves of the whole planner."""

import pytest

from tests.planner.explaining.impossible_cases import explained, is_minimal, is_possible, less, small_case


def faults_of(request, catalog, answer):
    """Return what is wrong in what is said of an infeasible request."""
    found = []
    assert answer.status == "infeasible"
    for conflict in answer.conflicts:
        if not conflict.proven:
            found.append(f"unproven: {conflict}")
        elif not is_minimal(request, catalog, conflict):
            found.append(f"not minimal: {conflict}")
    for repair in answer.repairs:
        if not is_possible(repair.repaired_request, catalog):
            found.append(f"repairs nothing: {repair.changes}")
        if not repair.proven:
            found.append(f"unproven: {repair.changes}")
        found += [f"less does: {repair.changes}" for lower in less(request, repair) if is_possible(lower, catalog)]
    if not answer.conflicts:
        found.append("no conflict")
    return found


@pytest.mark.parametrize("seed", range(24))
def test_every_conflict_is_minimal_and_every_repair_is_least(seed):
    request, catalog = small_case(seed)
    assert faults_of(request, catalog, explained(request, catalog)) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(24, 200))
def test_the_same_of_many(seed):
    request, catalog = small_case(seed)
    assert faults_of(request, catalog, explained(request, catalog)) == []
