"""``/plans/{id}/charts`` and ``/plans/{id}/documents``: forms, names, ETags, and what cannot be had."""

import re
import zipfile
from io import BytesIO

import msgspec
import pytest
from msgspec import structs

from api.routes.pressing import disposition
from api.storage.repositories.plans import Plans
from clients.documents.formats import CHARTS, FILES, FORMATS
from planner.plans import Plan
from tests.api.house import problem, solved

VEGA = "application/vnd.vegalite.v6+json"
DOCUMENTS = [name for name in FORMATS if name not in ("svg", "png")]


@pytest.fixture(scope="module")
def house(standing):
    return standing


@pytest.fixture(scope="module")
def address(house):
    return f"/v1/plans/{house.plan()}"


@pytest.fixture(scope="module")
def nowhere(house):
    """The address of a plan without a schedule."""
    plan_id = house.plan()
    plan = msgspec.json.decode(solved().document, type=Plan)
    none = structs.replace(plan, id=plan_id, status="infeasible", finish=None, phases=())
    with house.database.write() as session:
        Plans(session, "default").set_result(
            plan_id, status="infeasible", finish=None, etag='"none"', document=msgspec.json.encode(none)
        )
    return f"/v1/plans/{plan_id}"


@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_is_a_specification_unless_it_is_asked_for_drawn(house, address, chart):
    answer = house.client.get(f"{address}/charts/{chart}")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["$schema"].endswith("vega-lite/v6.json")
    assert answer.json()["description"]
    drawn = house.client.get(f"{address}/charts/{chart}", headers={"Accept": "image/svg+xml"})
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert drawn.content.startswith(b"<svg")


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("*/*", "application/json"),
        ("image/*", "image/svg+xml"),
        ("image/png", "image/png"),
        (VEGA, VEGA),
        ("application/json;q=0.2, image/png", "image/png"),
        ("image/png;q=0.5, image/svg+xml;q=0.8", "image/svg+xml"),
        ("text/html, */*;q=0.1", "application/json"),
        ("application/json;q=0, image/svg+xml;q=0.001", "image/svg+xml"),
        ("IMAGE/PNG", "image/png"),
    ],
)
def test_a_chart_comes_in_the_form_that_is_asked_for_most(house, address, accept, given):
    answer = house.client.get(f"{address}/charts/maturity", headers={"Accept": accept})
    assert answer.headers["content-type"] == given
    assert answer.headers["vary"] == "Accept"


def test_a_form_that_no_chart_has_is_refused(house, address):
    answer = house.client.get(f"{address}/charts/gantt", headers={"Accept": "image/gif"})
    problem(answer, 406, "not-acceptable")


def test_a_chart_looks_as_it_was_asked_to(house, address):
    light, dark, other = (
        house.client.get(f"{address}/charts/gantt{query}").content for query in ("", "?theme=dark", "?by=function")
    )
    assert len({light, dark, other}) == 3
    found = problem(house.client.get(f"{address}/charts/gantt?theme=blue&by=role"), 400, "bad-parameter")
    assert len(found["errors"]) == 2


@pytest.mark.parametrize(
    "path", ["charts/pie", "documents/docx", "documents/svg", "charts/..%2fplans", "documents/%00"]
)
def test_what_there_is_not_is_not_found(house, address, path):
    problem(house.client.get(f"{address}/{path}"), 404, "not-found")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_has_its_media_type_and_its_name(house, address, name, tmp_path):
    answer = house.client.get(f"{address}/documents/{name}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == FORMATS[name].media_type
    how = "inline" if name in ("html", "pdf", "json") else "attachment"
    assert answer.headers["content-disposition"] == (
        f"{how}; filename=\"Acme-2027.{name}\"; filename*=UTF-8''Acme%202027.{name}"
    )
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "no-cache" in answer.headers["cache-control"]


def test_all_documents_come_in_one_archive(house, address):
    with zipfile.ZipFile(BytesIO(house.client.get(f"{address}/documents/zip").content)) as archive:
        assert archive.namelist() == list(FILES)


def test_a_document_is_refused_to_whoever_wants_another(house, address):
    answer = house.client.get(f"{address}/documents/csv", headers={"Accept": "application/pdf"})
    problem(answer, 406, "not-acceptable")
    assert house.client.get(f"{address}/documents/csv", headers={"Accept": "text/*"}).status_code == 200


def test_whoever_has_it_is_told_so_and_nothing_is_made(house, address, monkeypatch):
    for path, accept in (("charts/risk", "image/svg+xml"), ("documents/ics", "*/*")):
        answer = house.client.get(f"{address}/{path}", headers={"Accept": accept})
        etag = answer.headers["etag"]
        with monkeypatch.context() as patched:
            patched.setattr(house.app.service.press, "made", None)
            known = house.client.get(f"{address}/{path}", headers={"Accept": accept, "If-None-Match": etag})
        assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", etag)


def test_every_wish_has_an_etag_of_its_own(house, address):
    paths = ["charts/gantt", "charts/gantt?theme=dark", "charts/risk", "documents/csv", "documents/csv?anonymous=true"]
    etags = [house.client.get(f"{address}/{path}").headers["etag"] for path in paths]
    drawn = house.client.get(f"{address}/charts/gantt", headers={"Accept": "image/png"}).headers["etag"]
    assert len({*etags, drawn}) == len(paths) + 1


def test_the_same_plan_gives_the_same_bytes_again(house, address):
    before = house.client.get(f"{address}/documents/pdf")
    house.app.service.press._kept.clear()
    assert house.client.get(f"{address}/documents/pdf").content == before.content


def test_an_anonymous_document_says_no_names(house, address):
    answer = house.client.get(f"{address}/documents/html?anonymous=true")
    assert "Acme" not in answer.text
    assert "Acme" not in str(answer.headers)
    assert answer.headers["content-disposition"].startswith('inline; filename="plan.html"')
    assert "Acme" in house.client.get(f"{address}/documents/html").text


def test_the_plan_comes_as_a_document_too(house, address):
    whole = msgspec.json.decode(house.client.get(address).content, type=Plan)
    assert msgspec.json.decode(house.client.get(f"{address}/documents/json").content, type=Plan) == whole


@pytest.mark.parametrize("path", ["charts/gantt", "documents/pdf", "documents/zip"])
def test_a_plan_without_a_schedule_has_nothing_to_show(house, nowhere, path):
    found = problem(house.client.get(f"{nowhere}/{path}"), 409, "plan-without-schedule")
    assert found["errors"][0]["suggestion"]
    assert house.client.get(f"{nowhere}/documents/json").status_code == 200


@pytest.mark.parametrize("path", ["charts/gantt", "documents/pdf"])
def test_a_plan_that_is_being_made_says_so(house, path):
    job = house.ask()
    problem(house.client.get(f"{job['subject']}/{path}"), 409, "plan-not-ready")
    house.client.delete(f"/v1/jobs/{job['id']}")
    problem(house.client.get(f"{job['subject']}/{path}"), 409, "plan-missing")


def test_a_plan_of_others_is_not_found_even_when_its_documents_are_known(house):
    mine, theirs = house.key("acme"), house.key("rival")
    address = f"/v1/plans/{house.plan(mine)}/documents/csv"
    assert house.client.get(address, headers=mine).status_code == 200
    problem(house.client.get(address, headers=theirs), 404, "not-found")
    for headers in (mine, theirs):
        (key,) = house.client.get("/v1/keys", headers=headers).json()["items"]
        house.client.delete(f"/v1/keys/{key['id']}", headers=headers)


def test_head_is_get_without_a_body(house, address):
    for path in ("charts/risk", "documents/csv"):
        got, headed = house.client.get(f"{address}/{path}"), house.client.head(f"{address}/{path}")
        assert (headed.status_code, headed.content) == (200, b"")
        assert headed.headers["etag"] == got.headers["etag"]


@pytest.mark.parametrize(
    ("name", "plain", "exact"),
    [
        ("Acme 2027", "Acme-2027.csv", "Acme%202027.csv"),
        ('a"b\r\nX-Evil: 1;/../c', "a-b-X-Evil-1-..-c.csv", None),
        ("数据", "plan.csv", "%E6%95%B0%E6%8D%AE.csv"),
        ("\u202eevil\x00", "evil.csv", "evil.csv"),
        ("x" * 300, None, None),
    ],
)
def test_the_name_of_a_file_holds_nothing_that_a_header_or_a_disk_cannot(name, plain, exact):
    header = disposition(name, ".csv")
    assert header.isascii()
    assert header.isprintable()
    found = re.fullmatch(r"attachment; filename=\"([A-Za-z0-9._-]+)\"; filename\*=UTF-8''([A-Za-z0-9.%_~-]+)", header)
    assert found
    assert len(found[1]) <= 104
    assert plain is None or found[1] == plain
    assert exact is None or found[2] == exact
