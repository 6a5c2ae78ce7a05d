"""The line to Jira: what is sent again and what never, how long it waits, where it stops, and that no token leaks."""

import base64
import logging
import threading
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from clients.jira import operations
from clients.jira.connection import Connection
from clients.jira.operations import Call
from clients.jira.pace import Cancelled
from clients.jira.wire import TRIES, Denied, Parked, Rejected, Unreachable, Wire
from tests.clients.jira.fake import Clock, FakeJira, faults

TOKEN = "ATATT3xFfGF0-secret-of-ada"
SITE = "https://milepost-test.atlassian.net"
READ = operations.myself()
REPEATABLE = operations.unlink("10001")
ONCE = operations.create([{"fields": {"summary": "x"}}])
CALLS = {"read": READ, "repeatable": REPEATABLE, "once": ONCE}


def answer(status=200, json=None, **headers):
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda request: httpx.Response(status, headers=names, json={} if json is None else json, request=request)


def page(status=200):
    return lambda request: httpx.Response(status, html="<html>Log in</html>", request=request)


def breaks(kind):
    def broken(request):
        raise kind("it broke", request=request)

    return broken


class Script(httpx.BaseTransport):
    """Answers one after the other, the last one for good; ``sent`` holds the requests."""

    def __init__(self, *answers):
        self._answers, self.sent = list(answers), []

    def handle_request(self, request):
        self.sent.append(request)
        return (self._answers.pop(0) if len(self._answers) > 1 else self._answers[0])(request)


def a_wire(*answers, site=SITE, **options):
    script, clock = Script(*answers), Clock()
    known = {name: options.pop(name) for name in ("scoped", "cloud_id", "gateway") if name in options}
    connection = Connection(site, "ada@example.com", "PROJ", **known)
    return Wire(connection, TOKEN, clock=clock, transport=script, **options), script, clock


def outcome(wire, call):
    """What a call came to: the name of what is raised, or the status."""
    try:
        return wire.send(call).status
    except Exception as error:
        return type(error).__name__


# What is sent how often

# How often a read, a write that may be repeated and one that may not are sent; what is raised; what of the last.
LOST = {
    "nobody there": (breaks(httpx.ConnectError), (5, 5, 5), "Unreachable", "Unreachable"),
    "no connection in time": (breaks(httpx.ConnectTimeout), (5, 5, 5), "Unreachable", "Unreachable"),
    "cut": (breaks(httpx.RemoteProtocolError), (5, 5, 1), "Unreachable", "Unknown"),
    "reset": (breaks(httpx.ReadError), (5, 5, 1), "Unreachable", "Unknown"),
    "cut while sending": (breaks(httpx.WriteError), (5, 5, 1), "Unreachable", "Unknown"),
    "silent": (breaks(httpx.ReadTimeout), (5, 5, 1), "Unreachable", "Unknown"),
    "500": (page(500), (5, 5, 1), "Unreachable", "Unknown"),
    "502": (page(502), (5, 5, 1), "Unreachable", "Unknown"),
    "503": (answer(503), (5, 5, 1), "Unreachable", "Unknown"),
    "504": (page(504), (5, 5, 1), "Unreachable", "Unknown"),
    "no JSON": (page(200), (5, 5, 1), "Unreachable", "Unknown"),
    "a redirect": (answer(302, location="https://evil.example/"), (1, 1, 1), "Unreachable", "Unreachable"),
    "400": (answer(400), (1, 1, 1), "Rejected", "Rejected"),
    "401": (answer(401), (1, 1, 1), "Denied", "Denied"),
    "403": (answer(403), (1, 1, 1), "Rejected", "Rejected"),
    "404": (page(404), (1, 1, 1), "Rejected", "Rejected"),
    "a burst": (answer(429, retry_after="1"), (5, 5, 5), "Parked", "Parked"),
    "a burst without a time": (answer(429), (5, 5, 5), "Parked", "Parked"),
    "an hour": (answer(429, retry_after="3600"), (1, 1, 1), "Parked", "Parked"),
    "200": (answer(200), (1, 1, 1), 200, 200),
}


@pytest.mark.parametrize("safety", CALLS)
@pytest.mark.parametrize("fault", LOST)
def test_what_may_have_been_done_is_never_sent_again_and_all_else_five_times_at_most(fault, safety):
    broken, times, repeated, once = LOST[fault]
    wire, script, _ = a_wire(broken)
    assert outcome(wire, CALLS[safety]) == (once if safety == "once" else repeated)
    assert len(script.sent) == times[[*CALLS].index(safety)]


@pytest.mark.parametrize("fault", ["nobody there", "cut", "500", "no JSON", "a burst"])
def test_what_fails_once_goes_well_the_second_time(fault):
    wire, script, clock = a_wire(LOST[fault][0], answer())
    assert wire.send(READ).status == 200
    assert len(script.sent) == 2
    assert len(clock.slept) == 1


def test_the_waits_between_tries_double():
    wire, _, clock = a_wire(breaks(httpx.ReadError))
    outcome(wire, READ)
    assert clock.slept == [0.5, 1, 2, 4]


def test_a_limit_without_a_time_is_waited_for_longer_and_longer():
    wire, _, clock = a_wire(answer(429))
    outcome(wire, READ)
    assert all(least <= seconds <= least * 1.25 for least, seconds in zip([1, 2, 4, 8], clock.slept, strict=True))


def test_what_is_asked_for_is_waited_at_least_and_what_is_longer_than_patience_parks():
    wire, _, clock = a_wire(answer(429, retry_after="30"), answer())
    assert wire.send(READ).status == 200
    assert 30 <= clock.slept[0] <= 37.5
    wire, script, clock = a_wire(answer(429, retry_after="30"), answer(), patience_s=20)
    with pytest.raises(Parked) as parked:
        wire.send(READ)
    assert timedelta(seconds=30) <= parked.value.until - clock.now() <= timedelta(seconds=37.5)
    assert clock.slept == []
    assert len(script.sent) == 1


def test_a_quota_parks_until_the_moment_that_jira_names():
    reset = "2027-01-04T09:47:00Z"
    headers = {"ratelimit_reason": "jira-quota-tenant-based", "x_ratelimit_reset": reset}
    wire, _, _ = a_wire(answer(429, **headers))
    with pytest.raises(Parked, match="the quota of requests is used up; it goes on at 2027-01-04 09:47:00 UTC"):
        wire.send(READ)


def test_a_server_that_names_a_time_is_given_it():
    wire, _, clock = a_wire(answer(503, retry_after="20"), answer())
    assert wire.send(READ).status == 200
    assert 20 <= clock.slept[0] <= 25


def test_what_waited_for_a_limit_is_made_anew_before_it_is_sent_again():
    wire, script, _ = a_wire(answer(429, retry_after="1"), answer(204))
    renewed = operations.edit("10001", {"summary": "new"}, {}, [])
    assert wire.send(operations.edit("10001", {"summary": "old"}, {}, []), lambda: renewed).status == 204
    assert [b"new" in one.content for one in script.sent] == [False, True]


def test_cancelled_work_sends_nothing_more():
    cancel = threading.Event()
    wire, script, _ = a_wire(answer(), cancel=cancel)
    cancel.set()
    with pytest.raises(Cancelled):
        wire.send(READ)
    assert script.sent == []


def test_writes_to_one_issue_keep_to_jira_s_limits():
    jira = FakeJira(rate_limits=True)
    key = jira.create("Write the policy")
    edit = operations.edit(jira.store.find(key).id, {"summary": "Words"}, {}, [])
    wire = Wire(Connection(SITE, "sync@example.com", "PROJ"), "token", clock=jira.clock, transport=jira.transport())
    for _ in range(130):
        wire.send(edit)
    assert {entry.status for entry in jira.log} == {204}


# What is told


def test_jira_s_reasons_are_told_in_one_line():
    body = {"errorMessages": ["It  is\nlocked."], "errors": {"duedate": "Not on the screen."}}
    wire, _, _ = a_wire(answer(400, body))
    with pytest.raises(Rejected, match=r"^Jira answered 400: It is locked\. duedate: Not on the screen\.$"):
        wire.send(READ)


@pytest.mark.parametrize("body", [None, [], "no", 7, {"errorMessages": None, "errors": []}, {"errors": {"a": None}}])
def test_a_refusal_in_any_form_is_a_refusal(body):
    wire, _, _ = a_wire(lambda request: httpx.Response(400, json=body, request=request))
    with pytest.raises(Rejected, match=r"^Jira answered 400: "):
        wire.send(READ)


def test_an_empty_answer_is_one():
    wire, _, _ = a_wire(lambda request: httpx.Response(204, request=request))
    assert wire.send(ONCE).body is None


def test_an_answer_of_a_million_brackets_is_no_json():
    wire, _, _ = a_wire(lambda request: httpx.Response(200, content=b"[" * 1_000_000, request=request))
    assert outcome(wire, READ) == "Unreachable"


# Whom the token is shown


def test_the_token_goes_to_the_site_as_a_password():
    wire, script, _ = a_wire(answer())
    wire.send(READ)
    given = script.sent[0].headers["authorization"].removeprefix("Basic ")
    assert base64.b64decode(given).decode() == f"ada@example.com:{TOKEN}"


def test_a_redirect_is_not_followed_with_the_token():
    wire, script, _ = a_wire(answer(301, location="https://evil.example/rest/api/3/myself"))
    with pytest.raises(Unreachable, match="sends elsewhere"):
        wire.send(READ)
    assert [one.url.host for one in script.sent] == ["milepost-test.atlassian.net"]


def test_a_scoped_token_is_used_at_the_gateway_under_the_cloud_id_that_the_site_tells_everybody():
    wire, script, _ = a_wire(answer(200, {"cloudId": "1122-ab"}), answer(), answer(), scoped=True)
    wire.send(READ)
    wire.send(READ)
    assert [str(one.url) for one in script.sent] == [
        f"{SITE}/_edge/tenant_info",
        "https://api.atlassian.com/ex/jira/1122-ab/rest/api/3/myself",
        "https://api.atlassian.com/ex/jira/1122-ab/rest/api/3/myself",
    ]
    assert "authorization" not in script.sent[0].headers
    assert "authorization" in script.sent[1].headers


def test_a_cloud_id_that_is_known_is_not_asked_for():
    wire, script, _ = a_wire(answer(), scoped=True, cloud_id="1122-ab", gateway="https://gate.example/")
    wire.send(READ)
    assert [str(one.url) for one in script.sent] == ["https://gate.example/ex/jira/1122-ab/rest/api/3/myself"]


@pytest.mark.parametrize(
    "told",
    [answer(404), page(), answer(200, []), answer(200, {"cloudId": 7}), answer(200, {"cloudId": "../../x"}),
     answer(200, {"cloudId": ""}), answer(302, location="https://evil.example"), breaks(httpx.ReadTimeout)],
)  # fmt: skip
def test_a_site_that_does_not_tell_its_cloud_id_is_not_guessed_at(told):
    wire, script, _ = a_wire(told, answer(), scoped=True)
    with pytest.raises(Unreachable, match="set cloud_id"):
        wire.send(READ)
    assert len(script.sent) == 1


def test_a_scoped_token_works_at_the_gateway_of_the_fake_alone():
    jira = FakeJira(scoped=True)
    given = {"clock": jira.clock, "transport": jira.transport()}
    with pytest.raises(Denied):
        Wire(Connection(SITE, "sync@example.com", "PROJ"), "token", **given).send(READ)
    scoped = Connection(SITE, "sync@example.com", "PROJ", scoped=True)
    assert Wire(scoped, "token", **given).send(READ).status == 200


@pytest.mark.parametrize(
    "broken", [breaks(httpx.ConnectError), answer(400), answer(401), page(), answer(500), answer(302)]
)
def test_the_token_stands_in_no_message_no_log_and_no_repr(caplog, broken):
    caplog.set_level(logging.DEBUG)
    wire, _, _ = a_wire(broken)
    with pytest.raises((Denied, Rejected, Unreachable)) as raised:
        wire.send(READ)
    told = [
        repr(wire),
        str(wire),
        repr(wire.connection),
        repr(raised.value),
        str(raised.value),
        repr(raised.value.args),
    ]
    told += [repr(vars(raised.value)), *(record.getMessage() for record in caplog.records), caplog.text]
    secrets = [TOKEN, base64.b64encode(f"ada@example.com:{TOKEN}".encode()).decode()]
    assert [one for one in told for secret in secrets if secret in one] == []


def test_a_proxy_of_the_environment_is_used_for_jira_and_not_for_this_machine(monkeypatch):
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"):
        monkeypatch.setenv(name, "http://proxy.example:3128")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with Wire(Connection(SITE, "ada@example.com", "PROJ"), TOKEN) as away:
        assert away._http.trust_env
    for here in ("http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080"):
        with Wire(Connection(here, "ada@example.com", "PROJ"), TOKEN) as home:
            assert not home._http.trust_env


# Moments and names that need care


def test_paths_hold_no_more_than_one_part_of_what_they_name():
    assert operations.project("../x?y").path == "/rest/api/3/project/..%2Fx%3Fy"
    assert operations.delete("10001/x").path == "/rest/api/3/issue/10001%2Fx"


def test_what_writes_says_to_which_issues():
    kind = operations.LinkType("1", "Blocks", "blocks")
    assert operations.link(kind, "1", "2").touches == ("1", "2")
    assert [one.writes for one in (READ, REPEATABLE, ONCE)] == [False, True, True]
    assert isinstance(READ, Call)
    assert TRIES == 5


def test_a_limit_of_jira_s_with_a_time_that_no_calendar_holds_still_parks():
    for written in ("inf", "1e300", "99999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"):
        wire, _, clock = a_wire(answer(429, retry_after=written))
        with pytest.raises(Parked) as parked:
            wire.send(READ)
        assert clock.now() < parked.value.until <= datetime(9999, 12, 31, tzinfo=UTC)


def test_every_fault_of_the_fake_is_met_with_one_of_the_line_s_own_words():
    known = {200, "Denied", "Parked", "Rejected", "Unknown", "Unreachable"}
    for name, fault in faults.every().items():
        jira = FakeJira()
        jira.faults.when(lambda _request: True, fault, times=None)
        wire = Wire(Connection(SITE, "sync@example.com", "PROJ"), "token", clock=jira.clock, transport=jira.transport())
        assert outcome(wire, READ) in known, name
