"""Project files as another program reads them: MPXJ finds the plan's tasks, links, dates, costs and people.

Needs Java and the judges of pyproject.toml; skipped where they are not.
"""

import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from clients.documents.mspdi import mspdi
from planner.order import evidence_weeks
from tests.clients import sample
from tests.clients.documents import rooms
from tests.clients.jira import plans

READER = Path(__file__).with_name("reading_by_mpxj.py")
pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java on this machine"),
    pytest.mark.skipif(find_spec("mpxj") is None, reason="mpxj is not installed: pip install '.[judges]'"),
    pytest.mark.skipif(find_spec("jpype") is None, reason="jpype1 is not installed: pip install '.[judges]'"),
]


def as_read(folder, plan, catalog, *how):
    """What MPXJ finds in a plan's file, in a process of its own: a Java machine starts once in a process."""
    path = folder / "plan.xml"
    path.write_bytes(mspdi(plan, catalog))
    command = [sys.executable, "-W", "ignore", READER, path, *how]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def a_reading(tmp_path_factory):
    """A plan of seventy activities with its catalog, and what MPXJ reads of it."""
    plan, catalog = sample.a_plan(), sample.a_catalog()
    return plan, catalog, as_read(tmp_path_factory.mktemp("mpxj"), plan, catalog)


def test_every_activity_is_a_task_with_its_days_weeks_costs_owner_and_level(a_reading):
    plan, _, read = a_reading
    found = {task["id"]: task for task in read["tasks"]}
    assert read["ignored"] == []
    assert read["currency"] == "USD"
    for one in plan.activities:
        task = found[one.id]
        assert (task["start"][:10], task["finish"][:10]) == (one.start.isoformat(), one.finish.isoformat())
        assert (task["weeks"], task["unit"]) == (one.weeks, "w")
        assert (task["fixed_cost"], task["cost"]) == (one.cash, one.cash + one.labour)
        assert (task["cash"], task["labour"], task["run"]) == (one.cash, one.labour, one.run_per_year)
        assert task["owner"] == one.accountable
        assert task["leads_to"] == {"2-3": 3, "3-4": 4}[one.transition]


def test_every_gate_is_a_milestone_on_its_day(a_reading):
    plan, _, read = a_reading
    found = {task["id"]: task for task in read["tasks"] if task["milestone"]}
    assert {name: task["start"][:10] for name, task in found.items()} == {
        gate.id: gate.date.isoformat() for gate in plan.gates
    }
    assert {name: task["leads_to"] for name, task in found.items()} == {gate.id: gate.level for gate in plan.gates}
    assert found["gate-4"]["deadline"][:10] == plan.request.deadline.isoformat()


def test_every_predecessor_is_a_link(a_reading):
    plan, catalog, read = a_reading
    found = {task["id"]: task["after"] for task in read["tasks"]}
    for one in plan.activities:
        assert [name for name, _ in found[one.id]] == sorted(one.after)
    by_gate = dict(found["gate-4"])
    assert by_gate.pop("gate-3") == evidence_weeks(3, plan.request, catalog)
    assert set(by_gate) == {one.activity for one in plan.gates[1].criteria}


def test_every_share_of_a_role_is_an_assignment(a_reading):
    plan, catalog, read = a_reading
    titles = {role.id: role.title for role in catalog.roles}
    wanted = {
        (one.id, titles[role]): (share * 100, share * one.weeks * 40)
        for one in plan.activities
        for role, share in one.staffing.items()
    }
    found = {(one["task"], one["resource"]): (one["units"], one["hours"]) for one in read["assignments"]}
    assert found.keys() == wanted.keys()
    for key, (units, hours) in wanted.items():
        assert found[key] == pytest.approx((units, hours))


def test_roles_have_their_weekly_rates_and_their_caps(a_reading):
    _, catalog, read = a_reading
    rates = {role.title: role.rate for role in catalog.roles}
    for resource in read["resources"]:
        assert (resource["rate"], resource["per"]) == (rates[resource["name"]], "w")
    caps = {one["name"]: one["availability"] for one in read["resources"]}
    assert caps["AI engineer"] == [400]
    assert caps["Program lead"] == [200, 300]


@pytest.mark.parametrize("size", [rooms.SIZES["ten"], rooms.SIZES["many"]])
def test_a_scheduler_like_microsofts_moves_nothing(size, tmp_path):
    plan = rooms.a_plan_of(size)
    read = as_read(tmp_path, plan, sample.a_catalog(), "reschedule")
    found = {task["id"]: (task["start"][:10], task["finish"][:10]) for task in read["tasks"]}
    for one in plan.activities:
        assert found[one.id] == (one.start.isoformat(), one.finish.isoformat())
    for gate in plan.gates:
        assert found[gate.id] == (gate.date.isoformat(),) * 2


def test_a_plan_of_the_planner_keeps_its_dates_and_lags_too(tmp_path):
    plan, catalog = plans.a_planned_one()
    read = as_read(tmp_path, plan, catalog, "reschedule")
    found = {task["id"]: (task["start"][:10], task["finish"][:10]) for task in read["tasks"]}
    assert {one.id: found[one.id] for one in plan.activities} == {
        one.id: (one.start.isoformat(), one.finish.isoformat()) for one in plan.activities
    }


def test_hostile_names_are_read_as_they_were_written(tmp_path):
    plan, catalog = rooms.a_hostile_pair()
    read = as_read(tmp_path, plan, catalog)
    assert read["ignored"] == []
    assert any("株式会社" in task["name"] for task in read["tasks"])
    assert len([task for task in read["tasks"] if task["id"]]) == len(plan.activities) + len(plan.gates)
