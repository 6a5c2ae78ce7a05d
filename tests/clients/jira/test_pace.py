"""How fast Jira is asked: what a refusal is waited for, by what it says, and what is kept before it is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from clients.jira.pace import WINDOWS, Pace, wait_of
from tests.clients.jira.fake import Clock

AT = datetime(2027, 1, 4, 9, 20, tzinfo=UTC)
QUOTA = "jira-quota-global-based"


def seconds(tries=1, **headers):
    """What is waited: at least, at most."""
    return wait_of({name.replace("_", "-"): value for name, value in headers.items()}, tries, AT).seconds


@pytest.mark.parametrize(
    ("headers", "tries", "least"),
    [
        ({}, 1, 1),
        ({}, 4, 8),
        ({"retry_after": "0"}, 1, 1),
        ({"retry_after": "0"}, 3, 4),
        ({"retry_after": "7"}, 1, 7),
        ({"retry_after": "7"}, 4, 8),
        ({"retry_after": "1.5"}, 1, 1.5),
        ({"retry_after": "-5"}, 1, 1),
        ({"retry_after": "soon"}, 1, 1),
        ({"retry_after": ""}, 1, 1),
        ({"retry_after": "nan"}, 1, 1),
        ({"retry_after": "Mon, 04 Jan 2027 09:20:30 GMT"}, 1, 30),
        ({"retry_after": "Mon, 04 Jan 2027 10:20:30 +0100"}, 1, 30),
        ({"retry_after": "Mon, 04 Jan 2027 09:20:30 -0000"}, 1, 30),
        ({"retry_after": "Mon, 04 Jan 2027 09:10:00 GMT"}, 1, 1),
        ({"retry_after": "2", "ratelimit_reason": "jira-burst-based"}, 1, 2),
        ({"retry_after": "2", "ratelimit_reason": "jira-per-issue-on-write"}, 1, 2),
    ],
)
def test_a_refusal_is_waited_for_as_long_as_it_asks_and_up_to_a_quarter_more(headers, tries, least):
    found = [seconds(tries, **headers) for _ in range(50)]
    assert least <= min(found) <= max(found) <= least * 1.25
    assert len(set(found)) > 1


@pytest.mark.parametrize(
    ("headers", "waited"),
    [
        ({}, 40 * 60),
        ({"retry_after": "1847"}, 1847),
        ({"retry_after": "0"}, 40 * 60),
        ({"retry_after": "0", "x_ratelimit_reset": "2027-01-04T09:25:00Z"}, 300),
        ({"x_ratelimit_reset": "2027-01-04T09:25:00.000+0000"}, 300),
        ({"x_ratelimit_reset": "2027-01-04T09:25Z"}, 300),
        ({"x_ratelimit_reset": "2027-01-04T09:25:00"}, 300),
        ({"x_ratelimit_reset": "2027-01-04T09:00:00Z"}, 40 * 60),
        ({"x_ratelimit_reset": "later"}, 40 * 60),
    ],
)
def test_a_quota_is_given_back_at_the_moment_that_jira_names_else_at_the_full_hour(headers, waited):
    wait = wait_of(
        {name.replace("_", "-"): value for name, value in ({"ratelimit_reason": QUOTA} | headers).items()}, 1, AT
    )
    assert (wait.quota, wait.seconds) == (True, waited)


def test_a_burst_is_no_quota():
    assert not wait_of({"ratelimit-reason": "jira-burst-based"}, 1, AT).quota


@pytest.mark.parametrize("written", ["inf", "1e300", "99999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_time_that_no_calendar_holds_is_a_long_one(written):
    assert AT + timedelta(seconds=seconds(retry_after=written)) > AT + timedelta(days=1)


def written_at(pace, clock, issue, times):
    """The moments of so many writes to an issue."""
    found = []
    for _ in range(times):
        pace.before([issue])
        found.append(clock.now())
    return found


def test_one_issue_is_written_to_no_more_often_than_each_window_allows():
    clock = Clock(tick_s=0)
    moments = written_at(Pace(clock), clock, "1", 250)
    for length, most in WINDOWS:
        for first, last in zip(moments, moments[most:], strict=False):
            assert (last - first).total_seconds() >= length


def test_up_to_the_limit_nothing_is_waited_for_and_other_issues_wait_for_nobody():
    clock = Clock(tick_s=0)
    pace = Pace(clock)
    written_at(pace, clock, "1", 20)
    assert clock.slept == []
    pace.before(["2"])
    assert clock.slept == []
    pace.before(["3", "1"])
    assert clock.slept == [2]


def test_reading_is_not_counted():
    clock = Clock(tick_s=0)
    pace = Pace(clock)
    for _ in range(500):
        pace.before([])
    assert clock.slept == []
