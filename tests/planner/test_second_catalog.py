"""A catalog of another subject, planned from end to end: nothing in the planner knows of AI."""

import msgspec
import pytest

import planner
from catalog.library import load
from planner.intake import read_request


def planned(**fields):
    document = {"catalog": "cloud-migration", "start": "2027-01-04", "solver": {"time_limit_s": 20}, **fields}
    request, catalog = read_request(msgspec.json.encode(document), load)
    return planner.plan(request, catalog)


def test_a_cloud_migration_is_planned_for_its_own_functions_in_its_own_currency():
    plan = planned(current=1, target=3, headcount=8, budget={"total": 900_000})
    assert plan.status == "optimal"
    assert plan.request.organization.functions == ("web-shop", "erp", "analytics", "back-office")
    assert plan.request.budget.currency == "EUR"
    assert [gate.id for gate in plan.gates] == ["gate-2", "gate-3"]


def test_its_whole_way_can_be_planned_with_each_of_its_traits():
    traits = [trait.id for trait in load("cloud-migration").traits]
    plan = planned(current=1, target=5, organization={"traits": traits})
    assert plan.status == "optimal"
    assert {mode for activity in plan.activities if (mode := activity.mode)} >= {"in_house", "partner"}


@pytest.mark.parametrize("functions", [["web-shop"], ["a", "b", "c"]])
def test_a_request_may_name_functions_of_its_own(functions):
    plan = planned(current=1, target=2, organization={"functions": functions})
    assert plan.request.organization.functions == tuple(functions)
