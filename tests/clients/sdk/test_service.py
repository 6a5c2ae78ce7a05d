"""The clients against the service itself, started as a process of its own."""

import asyncio
import threading

import msgspec
import pytest

from catalog import library
from clients.sdk import (
    AsyncClient,
    Client,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Question,
    Stale,
    StudyRequest,
    Unauthorized,
)
from planner.request import PlanRequest
from tests.api.servers import command, serving

REQUEST = {
    "name": "Acme 2027", "current": 1, "target": 2, "start": "2027-01-04", "organization": {"functions": ["sales"]},
    "solver": {"workers": 1, "time_limit_s": 20},
}  # fmt: skip
# Scarce money by quarter and one person of each role: a search that uses all of its seconds.
LONG = {
    "current": 2, "target": 5, "start": "2027-01-04", "budget": {"per_quarter": 200_000},
    "headcount": {"roles": {"ai_engineer": 1, "data_engineer": 1, "program_lead": 1}},
    "solver": {"workers": 1, "time_limit_s": 60},
}  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("service"), "--workers", "1") as server:
        yield server


@pytest.fixture
def client(served):
    with Client(served.address) as ours:
        yield ours


def test_a_plan_from_the_request_to_its_parts(client):
    told = []
    plan = client.plans.create(REQUEST, on_progress=told.append)
    assert plan.status == "optimal"
    assert told
    assert client.plans.get(plan.id) == plan
    assert tuple(client.plans.phases(plan.id, page_size=1)) == plan.phases
    assert tuple(client.plans.activities(plan.id, page_size=3)) == plan.activities
    critical = [one for one in plan.activities if one.critical]
    assert list(client.plans.activities(plan.id, critical=True)) == critical
    assert plan.id in [one.id for one in client.plans.list(status="optimal", state="succeeded", page_size=1)]
    client.plans.delete(plan.id)
    with pytest.raises(NotFound):
        client.plans.get(plan.id)


def test_a_request_may_be_a_struct_and_comes_back_as_it_was(client):
    request = msgspec.convert(REQUEST, PlanRequest)
    plan = client.plans.create(request)
    assert plan.request.current == 1
    assert plan.request.organization == request.organization


def test_everything_wrong_with_a_request_comes_at_once(client):
    with pytest.raises(Invalid) as caught:
        client.plans.create({"current": 2, "taget": 4, "catalog": "ai-maturty"})
    assert {fault.pointer for fault in caught.value.errors} == {"/taget", "/target", "/start", "/catalog"}
    assert caught.value.problem.request_id


def test_a_request_that_cannot_be_met_is_answered_by_a_plan(client):
    plan = client.plans.create(REQUEST | {"deadline": "2027-01-31"})
    assert plan.status == "infeasible"
    assert plan.conflicts


def test_a_plan_is_asked_about(client):
    plan = client.plans.create(REQUEST)
    possible = client.plans.ask(plan.id, Question("sooner", by=plan.finish))
    assert (possible.possible, possible.now) == (True, plan.finish)
    told = []
    early = client.plans.ask(plan.id, {"about": "sooner", "by": "2027-03-01"}, on_finding=told.append)
    assert early.possible is False
    assert told == [*early.conflicts, *early.repairs]
    limits = client.plans.ask(plan.id, Question("limits"))
    assert "/policy/look_ahead" in [lifted.pointer for lifted in limits]
    job = client.plans.ask(plan.id, Question("limits"), wait=False)
    assert client.jobs.wait(job.id).kind == "question"
    question = job.subject.rpartition("/")[2]
    assert client.plans.question(plan.id, question).answer == limits
    with pytest.raises(Invalid) as caught:
        client.plans.ask(plan.id, {"about": "sooner", "on": "gate-22"})
    assert {fault.pointer: fault.suggestion for fault in caught.value.errors}["/on"] == "gate-2"
    with pytest.raises(NotFound):
        client.plans.ask("plan_x", Question("limits"))


def test_the_asynchronous_client_asks_too(served):
    async def run():
        async with AsyncClient(served.address) as ours:
            plan = await ours.plans.create(REQUEST)
            return await ours.plans.ask(plan.id, Question("debt")), await ours.plans.ask(plan.id, Question("worth"))

    assert asyncio.run(run()) == ((), ())


GRID = {"kind": "grid", "headcounts": [2, 1.5], "request": REQUEST}


def test_a_study_from_what_is_asked_to_its_end(client):
    told = []
    study = client.studies.create(GRID, on_found=told.append)
    assert (study.kind, study.status, study.proven) == ("grid", "succeeded", True)
    assert sorted(cell.name for cell in told) == sorted(cell.name for cell in study.result.cells) == ["1.5", "2"]
    assert client.studies.get(study.id) == study
    job = client.studies.create(msgspec.convert(GRID, StudyRequest), wait=False)
    assert client.jobs.wait(job.id, seconds=60).state == "succeeded"
    assert client.studies.get(job.subject).result == study.result
    listed = list(client.studies.list(page_size=1))
    assert [f"/v1/studies/{one.id}" for one in listed][:2] == [job.subject, f"/v1/studies/{study.id}"]
    client.studies.delete(study.id)
    with pytest.raises(NotFound):
        client.studies.get(study.id)
    with pytest.raises(Invalid) as caught:
        client.studies.create({"kind": "least", "of": "ai_enginer", "request": REQUEST | {"target": 1}})
    assert {fault.pointer for fault in caught.value.errors} == {"/of", "/request/target"}


def test_two_plans_are_compared(client):
    before, after = (client.plans.create(REQUEST | {"headcount": size}) for size in (3, 1.5))
    found = client.comparisons.create(before.id, f"/v1/plans/{after.id}")
    assert found.result.weeks == after.gates[-1].week - before.gates[-1].week
    assert [cause.pointers for cause in found.result.causes] == [("/headcount",)]
    assert client.comparisons.get(found.id) == found
    with pytest.raises(Invalid) as caught:
        client.comparisons.create(before.id, "plan_x")
    assert [fault.pointer for fault in caught.value.errors] == ["/after"]


def test_the_asynchronous_client_makes_studies_and_compares_too(served):
    async def run():
        async with AsyncClient(served.address) as ours:
            told = []

            async def tell(cell):
                told.append(cell)

            study = await ours.studies.create(GRID, on_found=tell)
            plan = await ours.plans.create(REQUEST)
            found = await ours.comparisons.create(plan.id, plan.id)
            return study, told, [one.id async for one in ours.studies.list()], found

    study, told, listed, found = asyncio.run(run())
    assert sorted(told, key=lambda cell: cell.name) == list(study.result.cells[::-1])
    assert study.id in listed
    assert (found.result.weeks, found.result.causes) == (0, ())


def test_why_there_is_no_plan_is_told_as_it_is_found(client):
    told = []
    plan = client.plans.create(REQUEST | {"deadline": "2027-03-01"}, on_finding=told.append)
    assert plan.status == "infeasible"
    assert [one for one in told if one in plan.conflicts] == list(plan.conflicts)


def test_a_job_is_followed_cancelled_and_its_best_plan_kept(client):
    job = client.plans.create(LONG, wait=False)
    for event in client.jobs.events(job.id):
        if event.event == "progress" and event.progress.value is not None:
            break
    with pytest.raises(Conflict):
        client.plans.get(job.subject)
    client.jobs.cancel(job.id)
    assert client.jobs.wait(job.id, seconds=30).state == "cancelled"
    assert client.plans.get(job.subject).status == "feasible"
    assert client.jobs.cancel(job.id).state == "cancelled"
    assert [event.id for event in client.jobs.events(job.id)] == sorted(
        event.id for event in client.jobs.events(job.id)
    )


def test_a_job_that_waits_in_the_queue_ends_without_a_plan_when_it_is_cancelled(client):
    first, second = (client.plans.create(LONG, wait=False) for _ in range(2))
    assert client.jobs.cancel(second.id).state == "cancelled"
    with pytest.raises(Conflict):
        client.plans.get(second.subject)
    client.jobs.cancel(first.id)
    client.jobs.wait(first.id, seconds=30)


def test_a_post_that_is_sent_again_with_its_key_is_done_once(client):
    first = client.plans.create(REQUEST, wait=False, idempotency_key="once")
    client.jobs.wait(first.id)
    again = client.plans.create(REQUEST, wait=False, idempotency_key="once")
    assert again.id == first.id
    with pytest.raises(Invalid, match="another request"):
        client.plans.create(LONG, wait=False, idempotency_key="once")


def test_scenarios_are_changed_by_those_who_know_them(client):
    first = client.scenarios.create("Acme", REQUEST)
    second = client.scenarios.update(first, request=REQUEST | {"target": 3})
    assert (second.version, second.request.target, second.name) == (2, 3, "Acme")
    with pytest.raises(Stale):
        client.scenarios.update(first, name="Other")
    assert client.scenarios.update(first.id, name="Other").version == 3
    assert client.scenarios.get(first.id) in list(client.scenarios.list(page_size=1))
    with pytest.raises(Stale):
        client.scenarios.delete(first)
    client.scenarios.delete(first.id)
    with pytest.raises(NotFound):
        client.scenarios.get(first.id)


def test_catalogs_are_read_and_uploaded(client):
    own = library.load("cloud-migration")
    assert {"ai-maturity", "cloud-migration"} <= {one.id for one in client.catalogs.list()}
    assert client.catalogs.get("cloud-migration") == own
    assert tuple(client.catalogs.items("cloud-migration", page_size=10)) == own.items
    assert client.catalogs.item("cloud-migration", own.items[0].id) == own.items[0]
    assert [row.level for row in client.catalogs.levels("cloud-migration")] == [1, 2, 3, 4, 5]
    ours = msgspec.structs.replace(own, id="acme-cloud", version="2.0.0")
    assert client.catalogs.put(ours) == client.catalogs.put(ours)
    assert not client.catalogs.put(ours).built_in
    assert client.catalogs.get("acme-cloud@2.0.0") == ours
    assert [one.version for one in client.catalogs.versions("acme-cloud")] == ["2.0.0"]
    with pytest.raises(Conflict):
        client.catalogs.put(msgspec.structs.replace(ours, title="Other"))
    with pytest.raises(Invalid):
        client.catalogs.put(msgspec.structs.replace(ours, version="2.0.1", levels=()))
    with pytest.raises(NotFound):
        client.catalogs.get("nothing")


def test_the_service_says_how_it_is(client):
    assert client.health().status == "ok"


def test_the_asynchronous_client_plans_many_at_once(served):
    async def run():
        async with AsyncClient(served.address) as ours:
            requests = [REQUEST | {"name": f"number {number}"} for number in range(5)]
            plans = await asyncio.gather(*(ours.plans.create(request) for request in requests))
            return [plan.request.name for plan in plans], [one.name async for one in ours.plans.list(page_size=2)]

    names, listed = asyncio.run(run())
    assert names == [f"number {number}" for number in range(5)]
    assert set(names) <= set(listed)


def test_one_client_serves_many_threads(client):
    found = []
    threads = [threading.Thread(target=lambda: found.append(client.plans.create(REQUEST).status)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["optimal"] * 4


def test_keys_open_what_they_are_for_and_nothing_once_they_are_revoked(tmp_path):
    first = command("keys", "create", "--name", "first", "--data", tmp_path).stdout.strip()
    with serving(tmp_path, "--workers", "0") as server:
        with Client(server.address) as nobody, pytest.raises(Unauthorized):
            next(nobody.plans.list())
        with Client(server.address, first) as admin:
            issued = admin.keys.create("reader", ["plans:read"])
            assert issued.key.id in [key.id for key in admin.keys.list()]
            with Client(server.address, issued.secret) as reader:
                assert list(reader.plans.list()) == []
                with pytest.raises(Forbidden, match="scope"):
                    reader.plans.create(REQUEST, wait=False)
                admin.keys.revoke(issued.key.id)
                with pytest.raises(Unauthorized):
                    list(reader.plans.list())
            assert admin.keys.get(issued.key.id).revoked_at is not None
        assert first not in server.log
