import asyncio
import inspect
import io
from datetime import UTC, datetime

import httpx
import msgspec
import pytest
from rich.console import Console

import clients.sdk
from catalog import library
from catalog.comparison import compare
from catalog.model import Item
from clients.sdk import AsyncClient, Client, Question, asynchronous, client
from clients.sdk.problems import ConnectionLost, Unauthorized
from clients.sdk.types import (
    ActivityPage,
    CatalogPage,
    Health,
    IssuedKey,
    ItemPage,
    JobPage,
    Key,
    KeyPage,
    PhasePage,
    PlanPage,
    Scenario,
    ScenarioPage,
    StudyPage,
    StudySummary,
)
from tests.clients.sample import a_plan
from tests.clients.sdk.scripted import ASKED, AT, a_comparison, a_job, a_problem, a_question, a_study

CATALOG = library.load("cloud-migration")
PLAN = a_plan()
SCENARIO = Scenario("scn_1", "Acme", 3, PLAN.request, AT, AT)
KEY = Key("key_1", "CI", "default", "mp_abc", ("plans:read",), AT, None, None, None)
SUMMARY = StudySummary("std_1", "highest", "queued", None, AT, "/v1/jobs/job_1")
SECRET = "mp_" + "s" * 43 + "_00c0de"


class Service:
    """A service that answers every request with the same thing, and keeps what it was asked."""

    def __init__(self, value=None, status=200):
        self.value, self.status = value, status
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        content = b"" if self.value is None else msgspec.json.encode(self.value)
        return httpx.Response(self.status, headers={"content-type": "application/json"}, content=content)

    @property
    def asked(self):
        return [f"{one.method} {one.url.raw_path.decode()}" for one in self.requests]


def blocking(service, call, **options):
    with Client("http://milepost.test", transport=httpx.MockTransport(service), **options) as ours:
        result = call(ours)
        return list(result) if hasattr(result, "__next__") else result


def awaiting(service, call, **options):
    async def run():
        async with AsyncClient("http://milepost.test", transport=httpx.MockTransport(service), **options) as ours:
            result = call(ours)
            return [one async for one in result] if hasattr(result, "__anext__") else await result

    return asyncio.run(run())


both = pytest.mark.parametrize("carried_out", [blocking, awaiting])

CALLS = [
    (lambda c: c.plans.get("plan_1"), "GET /v1/plans/plan_1", PLAN, PLAN),
    (lambda c: c.plans.question("plan_1", "qst_1"), "GET /v1/plans/plan_1/questions/qst_1", a_question(answer=()),
     a_question(answer=())),
    (lambda c: c.plans.ask("plan_1", Question("limits"), wait=False), "POST /v1/plans/plan_1/questions", a_job(),
     a_job()),
    (lambda c: c.plans.list(status="optimal", state="succeeded", oldest_first=True, page_size=5),
     "GET /v1/plans?status=optimal&state=succeeded&sort=created_at&limit=5", PlanPage((), None), []),
    (lambda c: c.plans.phases("plan_1"), "GET /v1/plans/plan_1/phases", PhasePage(PLAN.phases, None),
     list(PLAN.phases)),
    (lambda c: c.plans.activities("plan_1", function="sales", kind="action", transition="2-3", critical=False),
     "GET /v1/plans/plan_1/activities?function=sales&kind=action&transition=2-3&critical=false",
     ActivityPage(PLAN.activities, None), list(PLAN.activities)),
    (lambda c: c.plans.delete("plan_1"), "DELETE /v1/plans/plan_1", None, None),
    (lambda c: c.studies.create(ASKED, wait=False), "POST /v1/studies", a_job(), a_job()),
    (lambda c: c.studies.get("std_1"), "GET /v1/studies/std_1", a_study(), a_study()),
    (lambda c: c.studies.list(oldest_first=True, page_size=5), "GET /v1/studies?sort=created_at&limit=5",
     StudyPage((SUMMARY,), None), [SUMMARY]),
    (lambda c: c.studies.delete("std_1"), "DELETE /v1/studies/std_1", None, None),
    (lambda c: c.comparisons.create("plan_1", "plan_2", wait=False), "POST /v1/comparisons", a_job(), a_job()),
    (lambda c: c.comparisons.get("cmp_1"), "GET /v1/comparisons/cmp_1", a_comparison(), a_comparison()),
    (lambda c: c.jobs.get("/v1/jobs/job_1"), "GET /v1/jobs/job_1", a_job(), a_job()),
    (lambda c: c.jobs.list(state="queued"), "GET /v1/jobs?state=queued", JobPage((a_job(),), None), [a_job()]),
    (lambda c: c.jobs.cancel("job_1"), "DELETE /v1/jobs/job_1", a_job(), a_job()),
    (lambda c: c.scenarios.create("Acme", {"current": 2}), "POST /v1/scenarios", SCENARIO, SCENARIO),
    (lambda c: c.scenarios.get("scn_1"), "GET /v1/scenarios/scn_1", SCENARIO, SCENARIO),
    (lambda c: c.scenarios.list(), "GET /v1/scenarios", ScenarioPage((SCENARIO,), None), [SCENARIO]),
    (lambda c: c.scenarios.update(SCENARIO, name="B"), "PUT /v1/scenarios/scn_1", SCENARIO, SCENARIO),
    (lambda c: c.scenarios.delete(SCENARIO), "DELETE /v1/scenarios/scn_1", None, None),
    (lambda c: c.catalogs.list(), "GET /v1/catalogs", CatalogPage((), None), []),
    (lambda c: c.catalogs.get("cloud-migration"), "GET /v1/catalogs/cloud-migration", CATALOG, CATALOG),
    (lambda c: c.catalogs.get("cloud-migration@1.0.0"), "GET /v1/catalogs/cloud-migration?version=1.0.0", CATALOG,
     CATALOG),
    (lambda c: c.catalogs.versions("cloud-migration"), "GET /v1/catalogs/cloud-migration/versions",
     CatalogPage((), None), []),
    (lambda c: c.catalogs.levels("cloud-migration"), "GET /v1/catalogs/cloud-migration/levels", compare(CATALOG),
     compare(CATALOG)),
    (lambda c: c.catalogs.items("x", version="1.0.0", transition="1-2", kind="action", q="a b"),
     "GET /v1/catalogs/x/items?version=1.0.0&transition=1-2&kind=action&q=a%20b", ItemPage(CATALOG.items[:2], None),
     list(CATALOG.items[:2])),
    (lambda c: c.catalogs.item("x", CATALOG.items[0].id), f"GET /v1/catalogs/x/items/{CATALOG.items[0].id}",
     CATALOG.items[0], CATALOG.items[0]),
    (lambda c: c.keys.get("key_1"), "GET /v1/keys/key_1", KEY, KEY),
    (lambda c: c.keys.list(), "GET /v1/keys", KeyPage((KEY,), None), [KEY]),
    (lambda c: c.keys.revoke("key_1"), "DELETE /v1/keys/key_1", None, None),
    (lambda c: c.health(), "GET /readyz", Health("ok", {}), Health("ok", {})),
]  # fmt: skip


@both
@pytest.mark.parametrize(("call", "asked", "answer", "result"), CALLS, ids=[f"{one[1]}" for one in CALLS])
def test_every_method_asks_for_its_own_and_returns_what_was_answered(carried_out, call, asked, answer, result):
    service = Service(answer)
    assert carried_out(service, call) == result
    assert [one.replace("+", "%20") for one in service.asked] == [asked]


def test_both_clients_do_the_same_in_the_same_words():
    for name in ("Plans", "Studies", "Comparisons", "Jobs", "Scenarios", "Catalogs", "Keys"):
        ours, theirs = vars(getattr(client, name)), vars(getattr(asynchronous, name))
        public = {key for key in ours if not key.startswith("_")}
        assert public == {key for key in theirs if not key.startswith("_")}
        for key in public:
            assert inspect.signature(ours[key]) == inspect.signature(theirs[key])
            assert ours[key].__doc__ == theirs[key].__doc__
            assert ours[key].__doc__


def test_the_face_of_the_package_has_what_it_names():
    assert all(getattr(clients.sdk, name).__name__ == name for name in clients.sdk.__all__)
    with pytest.raises(AttributeError):
        clients.sdk.Nothing  # noqa: B018


@both
def test_a_catalog_is_put_at_the_address_that_it_names(carried_out):
    overview = {"id": "x", "version": "1", "title": "", "description": "", "currency": "USD", "levels": 1, "items": 1}
    service = Service({**overview, "digest": "", "built_in": False}, 201)
    assert carried_out(service, lambda c: c.catalogs.put(CATALOG)).id == "x"
    carried_out(service, lambda c: c.catalogs.put({"id": "our/model", "version": "2.0.0"}))
    assert service.asked == [
        "PUT /v1/catalogs/cloud-migration/versions/1.0.0",
        "PUT /v1/catalogs/our%2Fmodel/versions/2.0.0",
    ]
    assert msgspec.json.decode(service.requests[0].content, type=type(CATALOG)) == CATALOG


@both
def test_a_change_names_the_version_it_was_made_on(carried_out):
    service = Service(SCENARIO)
    carried_out(service, lambda c: c.scenarios.update(SCENARIO, request={"current": 3}))
    carried_out(service, lambda c: c.scenarios.update("scn_1", name="B"))
    carried_out(service, lambda c: c.scenarios.delete(SCENARIO))
    carried_out(service, lambda c: c.scenarios.delete("scn_1"))
    named = [(one.method, one.headers.get("if-match")) for one in service.requests]
    assert named == [("PUT", '"3"'), ("GET", None), ("PUT", '"3"'), ("DELETE", '"3"'), ("DELETE", None)]
    assert msgspec.json.decode(service.requests[0].content) == {"name": "Acme", "request": {"current": 3}}


@both
def test_a_change_of_an_id_is_made_on_whatever_version_there_is(carried_out):
    versions = iter([3, 4])

    def service(request):
        if request.method == "GET":
            found = msgspec.structs.replace(SCENARIO, version=next(versions))
            return httpx.Response(200, content=msgspec.json.encode(found))
        if request.headers["if-match"] == '"3"':
            return httpx.Response(412, headers={"content-type": "application/json"}, content=a_problem(412).content)
        return httpx.Response(200, content=msgspec.json.encode(SCENARIO))

    assert carried_out(service, lambda c: c.scenarios.update("scn_1", name="B")) == SCENARIO


@both
def test_a_key_is_sent_and_shown_nowhere(carried_out):
    service = Service(status=401)
    with pytest.raises(Unauthorized) as caught:
        carried_out(service, lambda c: c.plans.get("plan_1"), key=f" {SECRET}\n")
    assert service.requests[0].headers["authorization"] == f"Bearer {SECRET}"
    assert SECRET not in f"{caught.value!r}{caught.value}{service.requests[0].headers!r}"
    assert SECRET not in str(vars(caught.value))


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_client_shows_where_it_leads_and_no_secret(kind):
    ours = kind("https://someone:pass@milepost.test/v1/", SECRET)
    assert repr(ours) == f"{kind.__name__}('https://milepost.test')"
    assert SECRET not in str(vars(ours))


@pytest.mark.parametrize("key", ["", " ", f"{SECRET}\nX: y", f"{SECRET} {SECRET}", f"{SECRET}é"])
def test_what_can_be_no_key_is_refused_without_being_repeated(key):
    with pytest.raises(ValueError, match="The key") as caught:
        Client(key=key)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("address", ["", "localhost:8000", "ftp://milepost.test", "http://", "//milepost.test"])
def test_what_can_be_no_address_is_refused(address):
    with pytest.raises(ValueError, match="no address of a server"):
        Client(address)


def test_a_new_key_is_not_shown_by_printing_it():
    issued = IssuedKey(KEY, SECRET)
    console = Console(file=io.StringIO())
    console.print(issued)
    assert SECRET not in repr(issued) + str(issued) + console.file.getvalue()
    service = Service(issued, 201)
    made = blocking(service, lambda c: c.keys.create("CI", ["plans:read"], expires_at=datetime(2028, 1, 1, tzinfo=UTC)))
    assert made.secret == SECRET
    sent = msgspec.json.decode(service.requests[0].content)
    assert sent == {"name": "CI", "scopes": ["plans:read"], "expires_at": "2028-01-01T00:00:00Z"}


@both
def test_a_service_that_cannot_work_says_so_and_is_no_error(carried_out):
    health = Health("unavailable", {"database": "does not answer"})
    assert carried_out(Service(health, 503), lambda c: c.health()) == health


@both
def test_what_is_asked_may_be_a_struct_or_plain_objects_and_says_the_same(carried_out):
    service = Service(a_job("queued"), 202)
    carried_out(service, lambda c: c.plans.create(PLAN.request, wait=False))
    carried_out(service, lambda c: c.plans.create(msgspec.to_builtins(PLAN.request), wait=False, idempotency_key="a"))
    assert service.requests[0].content == service.requests[1].content
    assert service.requests[1].headers["idempotency-key"] == "a"


@both
def test_nothing_is_asked_before_the_first_of_a_list_is_wanted(carried_out):
    service = Service(ItemPage(CATALOG.items[:1], None))
    with Client("http://milepost.test", transport=httpx.MockTransport(service)) as ours:
        listed = ours.catalogs.items("x")
        assert service.asked == []
        assert isinstance(next(listed), Item)


@both
def test_a_service_that_cannot_be_reached_is_told_after_the_retries(carried_out):
    def nobody(request):
        raise httpx.ConnectError("[Errno 111] Connection refused", request=request)

    with pytest.raises(ConnectionLost, match=r"does not answer: Connection refused\.$"):
        carried_out(nobody, lambda c: c.plans.get("plan_1"), retries=0)


def test_every_silence_is_told_in_words():
    for error in (httpx.ReadTimeout, httpx.ConnectTimeout, httpx.WriteTimeout, httpx.PoolTimeout):

        def silent(request, error=error):
            raise error("", request=request)

        with pytest.raises(ConnectionLost, match=r"does not answer: [a-z ]+\."):
            blocking(silent, lambda c: c.plans.get("plan_1"), retries=0)


def test_this_machine_is_reached_without_the_proxy_of_the_environment(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    for host, asks_proxy in (("127.0.0.1", False), ("localhost", False), ("[::1]", False), ("milepost.test", True)):
        with Client(f"http://{host}:8000") as ours:
            assert ours._driver.http.trust_env is asks_proxy
