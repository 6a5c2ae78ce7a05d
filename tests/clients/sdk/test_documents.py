"""Charts and documents from Python: what is asked for, and that the bytes come as they are."""

import asyncio

import pytest

from clients.sdk import AsyncClient, Client, Conflict, NotFound
from clients.sdk.documents import chart, document
from tests.api.servers import serving
from tests.clients.sdk.scripted import PLAN, POLICY, Played, a_problem, an_answer

REQUEST = {
    "name": "Acme 2027", "current": 1, "target": 2, "start": "2027-01-04", "organization": {"functions": ["sales"]},
    "solver": {"workers": 1, "time_limit_s": 20},
}  # fmt: skip


def bytes_answer(content):
    return an_answer()._replace(content=content)


@pytest.mark.parametrize(
    ("form", "accept"),
    [("svg", "image/svg+xml"), ("png", "image/png"), ("vega", "application/vnd.vegalite.v6+json")],
)
def test_a_chart_is_asked_for_in_the_form_it_is_to_have(form, accept):
    played = Played(chart(POLICY, PLAN, "gantt", as_=form, theme="dark"), bytes_answer(b"\x89 drawn"))
    assert played.result == b"\x89 drawn"
    (asked,) = played.asked
    assert (asked.method, asked.path) == ("GET", f"/v1/plans/{PLAN}/charts/gantt")
    assert asked.headers["accept"] == accept
    assert asked.query == {"theme": "dark"}


def test_a_document_is_asked_for_by_its_format():
    played = Played(document(POLICY, PLAN, "xlsx", anonymous=True), bytes_answer(b"PK"))
    assert played.result == b"PK"
    assert played.paths == [f"GET /v1/plans/{PLAN}/documents/xlsx"]
    assert played.asked[0].query == {"anonymous": "true"}


def test_what_takes_long_to_make_is_waited_for():
    (asked,) = Played(document(POLICY, PLAN, "zip"), bytes_answer(b"PK")).asked
    assert asked.silence_s > 90


def test_a_form_that_no_chart_has_is_said_before_anything_is_sent():
    played = Played(chart(POLICY, PLAN, "gantt", as_="gif"))
    assert isinstance(played.error, ValueError)
    assert played.asked == []


def test_a_busy_press_is_asked_again():
    busy = a_problem(503, retry_after="2")
    played = Played(document(POLICY, PLAN, "pdf"), busy, bytes_answer(b"%PDF"))
    assert played.result == b"%PDF"
    assert len(played.pauses) == 1


def test_a_plan_without_a_schedule_is_a_conflict():
    assert isinstance(Played(document(POLICY, PLAN, "pdf"), a_problem(409)).error, Conflict)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("service"), "--workers", "1") as server:
        yield server


def test_both_clients_get_the_same_bytes(served):
    with Client(served.address) as client:
        plan = client.plans.create(REQUEST)
        drawn = client.plans.chart(plan.id, "maturity", as_="svg")
        table = client.plans.document(plan.id, "csv")
        with pytest.raises(NotFound, match="no format docx"):
            client.plans.document(plan.id, "docx")

    async def again():
        async with AsyncClient(served.address) as client:
            return await client.plans.chart(plan.id, "maturity"), await client.plans.document(plan.id, "csv")

    assert drawn.startswith(b"<svg")
    assert table.startswith(b"\xef\xbb\xbf")
    assert asyncio.run(again()) == (drawn, table)
