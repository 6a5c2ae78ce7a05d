from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from catalog.fault import Fault
from clients.sdk import problems
from clients.sdk.exchange import address, ask, backed_off, decoded, exchange, retry_after, walk
from clients.sdk.types import Health, JobPage
from tests.clients.sdk.scripted import CUT, POLICY, REFUSED, Played, a_job, a_problem, an_answer

GET, POST, DELETE = ask("GET", "/v1/plans"), ask("POST", "/v1/plans", body={}), ask("DELETE", "/v1/plans/plan_1")
CHANGE = ask("PUT", "/v1/scenarios/scn_1", body={}, headers={"if-match": '"1"'})


def play(request, *outcomes):
    return Played(exchange(POLICY, request), *outcomes)


@pytest.mark.parametrize("request_", [GET, POST, DELETE])
@pytest.mark.parametrize("trouble", [REFUSED, CUT, a_problem(503), a_problem(429), an_answer(502), an_answer(504)])
def test_what_can_be_repeated_is_tried_again(request_, trouble):
    played = play(request_, trouble, trouble, an_answer(200))
    assert played.result.status == 200
    assert len(played.pauses) == 2


def test_every_sending_of_a_post_carries_the_same_idempotency_key_and_two_posts_never_do():
    played = play(POST, CUT, an_answer(200))
    first, second = (one.headers["idempotency-key"] for one in played.asked)
    assert first == second
    assert ask("POST", "/v1/plans", body={}).headers["idempotency-key"] != first


def test_a_change_of_a_version_is_not_repeated_where_it_may_have_been_made():
    assert isinstance(play(CHANGE, CUT).error, problems.ConnectionLost)
    assert isinstance(play(CHANGE, an_answer(504)).error, problems.ServerError)
    assert play(CHANGE, REFUSED, a_problem(503), an_answer(200)).result.status == 200


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 412, 422, 500])
def test_what_would_be_answered_alike_is_not_asked_again(status):
    assert len(play(GET, a_problem(status)).asked) == 1


def test_a_post_that_is_still_at_work_under_its_key_is_waited_for():
    assert play(POST, a_problem(409, retry_after="1"), an_answer(201)).result.status == 201


def test_pauses_grow_and_are_left_to_chance():
    pauses = play(GET, REFUSED, REFUSED, REFUSED, REFUSED, an_answer(200)).pauses
    for pause, longest in zip(pauses, (0.5, 1, 2, 4), strict=True):
        assert longest / 2 <= pause <= longest
    assert len({backed_off(3) for _ in range(20)}) == 20
    assert backed_off(50) <= 8


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_respected(status):
    (pause,) = play(GET, a_problem(status, retry_after="7"), an_answer(200)).pauses
    assert 7 <= pause <= 7.5


def test_who_asks_for_more_than_a_minute_of_patience_is_not_waited_for():
    error = play(GET, a_problem(429, retry_after="3600")).error
    assert isinstance(error, problems.RateLimited)
    assert error.retry_after == 3600


def test_retry_after_may_be_a_date_and_nonsense_says_nothing():
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    assert 25 < retry_after(an_answer(429, retry_after=soon)) <= 30
    past = format_datetime(datetime.now(UTC) - timedelta(seconds=30), usegmt=True)
    assert retry_after(an_answer(429, retry_after=past)) == 0
    for nonsense in ("", "-1", "soon", "1.5", "²"):
        assert retry_after(an_answer(429, retry_after=nonsense)) is None


def test_a_deletion_that_found_nothing_the_second_time_was_the_first_time_s():
    assert play(DELETE, CUT, a_problem(404)).error is None
    assert isinstance(play(DELETE, a_problem(404)).error, problems.NotFound)


def test_after_all_retries_the_last_word_is_told():
    played = play(GET, *[REFUSED] * 5)
    assert isinstance(played.error, problems.ConnectionLost)
    assert str(played.error) == "The server at http://milepost.test does not answer: Connection refused."
    assert isinstance(play(GET, *[a_problem(503)] * 5).error, problems.ServerError)


def test_of_what_may_have_been_done_this_is_said():
    assert "Whether it was carried out is not known." in str(play(CHANGE, CUT).error)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, problems.Invalid), (401, problems.Unauthorized), (403, problems.Forbidden), (404, problems.NotFound),
        (406, problems.Invalid), (409, problems.Conflict), (412, problems.Stale), (413, problems.Invalid),
        (422, problems.Invalid), (428, problems.Invalid), (500, problems.ServerError), (301, problems.ServerError),
    ],
)  # fmt: skip
def test_every_problem_has_its_exception(status, kind):
    error = play(GET, a_problem(status, "There is no such thing.")).error
    assert type(error) is kind
    assert (error.status, error.problem.status, str(error)) == (status, status, "There is no such thing.")


def test_an_invalid_request_tells_its_faults_in_a_sentence_and_one_by_one():
    faults = [Fault("/target", "missing", '"target" is needed.'), Fault("", "odd", "It is odd.")] * 4
    error = play(GET, a_problem(422, "8 things cannot be.", faults)).error
    assert error.errors == tuple(faults)
    assert str(error).startswith('8 things cannot be. /target: "target" is needed. It is odd.')
    assert str(error).endswith("3 more.")


def test_an_answer_of_somebody_between_is_told_by_its_status():
    html = an_answer(500)._replace(content=b"<html>", headers={"content-type": "text/html"})
    assert str(play(GET, html).error) == "The server at http://milepost.test answered GET /v1/plans with 500."
    odd = an_answer(500)._replace(content=b"[]")
    assert play(GET, odd).error.problem is None
    moved = an_answer(307, location="https://milepost.test/v1/plans")
    assert "give the address that it leads to" in str(play(GET, moved).error)


def test_what_cannot_be_read_is_a_trouble_of_the_server():
    for content in (b"", b"<html>", b"[]", b"\xff", b'{"status": 3}'):
        with pytest.raises(problems.ServerError, match="no Milepost server"):
            decoded(POLICY, an_answer()._replace(content=content), Health)


def test_query_parameters_are_written_as_the_service_reads_them():
    request = ask("GET", "/v1/x", query={"critical": True, "limit": 3, "kind": None, "q": "a b&c"})
    assert request.query == {"critical": "true", "limit": "3", "q": "a b&c"}


def test_an_id_or_an_address_leads_to_one_thing_and_nowhere_else():
    assert address("plans", "plan_1", "phases") == "/v1/plans/plan_1/phases"
    assert address("plans", "/v1/plans/plan_1") == "/v1/plans/plan_1"
    assert address("plans", "../keys?x#y") == "/v1/plans/..%2Fkeys%3Fx%23y"
    for nothing in ("", ".", "..", "/v1/plans/"):
        with pytest.raises(ValueError, match="is no id"):
            address("plans", nothing)


def test_a_list_is_read_page_by_page_as_it_is_needed():
    jobs = [a_job() for _ in range(3)]
    pages = [JobPage(tuple(jobs[:2]), "c1"), JobPage((), "c2"), JobPage((jobs[2],), None)]
    played = Played(walk(POLICY, "/v1/jobs", JobPage, limit=2), *[an_answer(200, page) for page in pages])
    assert played.emitted == jobs
    assert [one.query for one in played.asked] == [
        {"limit": "2"},
        {"limit": "2", "cursor": "c1"},
        {"limit": "2", "cursor": "c2"},
    ]
