"""What goes wrong on demand, over httpx: which exception, which answer, and whether the work was done."""

import asyncio

import httpx
import pytest

from tests.clients.jira.asking import an_issue, ask, made
from tests.clients.jira.fake import Clock, FakeJira, faults

BULK = {"issueUpdates": [{"fields": an_issue()}]}


def a_client(jira):
    return httpx.Client(
        transport=jira.transport(), base_url="https://example.atlassian.net/rest/api/3", auth=jira.site.credentials
    )


@pytest.mark.parametrize(
    ("fault", "exception", "made_one"),
    [
        (faults.refused(), httpx.ConnectError, False),
        (faults.unreachable(), httpx.ConnectTimeout, False),
        (faults.cut(), httpx.RemoteProtocolError, False),
        (faults.cut("reset"), httpx.ReadError, False),
        (faults.lost(), httpx.RemoteProtocolError, True),
        (faults.lost("reset"), httpx.ReadError, True),
        (faults.timeout(), httpx.ReadTimeout, False),
        (faults.timeout(worked=True), httpx.ReadTimeout, True),
    ],
)
def test_a_broken_connection_is_httpx_s_own_exception(fault, exception, made_one):
    jira = FakeJira()
    jira.faults.at(0, fault)
    with a_client(jira) as client, pytest.raises(exception):
        client.post("/issue/bulk", json=BULK)
    assert len(jira.keys()) == made_one
    (entry,) = jira.log
    assert (entry.wrote, entry.answer_lost, entry.writing) == (made_one, made_one, True)


@pytest.mark.parametrize("worked", [False, True])
def test_a_5xx_comes_before_the_work_or_after_it(worked):
    jira = FakeJira()
    jira.faults.at(0, faults.server_error(502, worked=worked, retry_after=3))
    answer = ask(jira, "POST", "/issue/bulk", BULK)
    assert (answer.status, answer.headers["retry-after"]) == (502, "3")
    assert len(jira.keys()) == worked


def test_a_limit_names_its_reason_and_nothing_is_done():
    jira = FakeJira()
    jira.faults.at(0, faults.limited("jira-quota-global-based", 3600)).at(1, faults.limited(None, None))
    quota, bare = (ask(jira, "POST", "/issue/bulk", BULK) for _ in range(2))
    assert (quota.status, quota.headers["ratelimit-reason"], quota.headers["retry-after"]) == (
        429,
        "jira-quota-global-based",
        "3600",
    )
    assert quota.headers["x-ratelimit-reset"] == "2027-01-04T10:00:00.050Z"
    assert {"ratelimit-reason", "retry-after"}.isdisjoint(bare.headers)
    assert jira.keys() == []


def test_a_spell_lasts_as_long_as_it_lasts():
    jira = FakeJira()
    jira.faults.spell(1, faults.limited("jira-quota-tenant-based", 3600), seconds=3600)
    assert ask(jira, "GET", "/myself").status == 200
    first = ask(jira, "GET", "/myself")
    jira.clock.sleep(3000)
    later = ask(jira, "GET", "/myself")
    assert (first.headers["retry-after"], later.headers["retry-after"]) == ("3600", "600")
    jira.clock.sleep(600)
    assert ask(jira, "GET", "/myself").status == 200


def test_a_fault_strikes_once():
    jira = FakeJira()
    jira.faults.at(0, faults.unauthorized())
    assert [ask(jira, "GET", "/myself").status for _ in range(2)] == [401, 200]
    jira.begin()
    assert ask(jira, "GET", "/myself").status == 200


def test_a_fault_finds_its_request_by_what_it_is():
    jira = FakeJira()
    jira.faults.when(lambda request: request.method == "POST", faults.garbled(), times=1)
    assert ask(jira, "GET", "/myself").status == 200
    garbled = ask(jira, "POST", "/issue/bulk", BULK)
    assert garbled.status == 200
    with pytest.raises(ValueError, match="Expecting value"):
        _ = garbled.json
    assert ask(jira, "POST", "/issue/bulk", BULK).status == 201


def test_a_person_edits_just_before_a_request():
    jira = FakeJira()
    key = made(jira)
    jira.begin()
    jira.faults.before(1, lambda there: there.edit(key, summary="Theirs"))
    read = [ask(jira, "GET", f"/issue/{key}").json["fields"]["summary"] for _ in range(2)]
    assert read == ["Write the policy", "Theirs"]


def test_a_request_that_is_not_valid_raises_in_the_process():
    jira = FakeJira()
    with a_client(jira) as client, pytest.raises(AssertionError, match="startAt"):
        client.post("/search/jql", json={"jql": "project = PROJ", "startAt": 0})
    assert len(jira.faults_of_requests) == 1


def test_an_async_client_sees_the_same():
    jira = FakeJira()
    jira.faults.at(1, faults.lost())

    async def talk():
        address = "https://example.atlassian.net/rest/api/3"
        async with httpx.AsyncClient(
            transport=jira.transport(), base_url=address, auth=jira.site.credentials
        ) as client:
            who = (await client.get("/myself")).json()["displayName"]
            with pytest.raises(httpx.RemoteProtocolError):
                await client.post("/issue/bulk", json=BULK)
            return who

    assert asyncio.run(talk()) == "Sync Robot"
    assert len(jira.keys()) == 1


def test_jira_s_own_limits_are_an_option():
    jira = FakeJira(rate_limits=True)
    key = made(jira)
    answers = [ask(jira, "PUT", f"/issue/{key}", {"fields": {"summary": f"Title {n}"}}) for n in range(21)]
    assert [answer.status for answer in answers[:20]] == [204] * 20
    assert (answers[20].status, answers[20].headers["ratelimit-reason"]) == (429, "jira-per-issue-on-write")
    jira.clock.sleep(2)
    assert ask(jira, "PUT", f"/issue/{key}", {"fields": {"summary": "Title"}}).status == 204


def test_a_burst_slows_one_operation_and_no_other():
    jira = FakeJira(Clock(tick_s=0), rate_limits=True)
    statuses = [ask(jira, "GET", "/myself").status for _ in range(101)]
    assert statuses == [200] * 100 + [429]
    assert jira.log[-1].seen == 429
    assert ask(jira, "GET", "/field").status == 200


def test_there_is_one_fault_of_each_kind():
    known = faults.every()
    assert len(known) > 30
    for name, fault in known.items():
        jira = FakeJira()
        jira.faults.at(0, fault)
        ask(jira, "POST", "/issue/bulk", BULK)
        assert len(jira.keys()) == (fault.worked and not fault.failing), name
