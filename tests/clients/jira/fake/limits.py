"""Jira's own rate limits on the fake's clock: requests a second by method and operation, writes by issue.

An option (``rate_limits``) beside the scripted faults; quotas by the hour are left to those.
"""

from datetime import timedelta

from tests.clients.jira.fake.faults import limited

PER_SECOND = {"GET": 100, "POST": 100, "PUT": 50, "DELETE": 50}
PER_ISSUE = ((2, 20), (30, 100))


class RateLimits:
    """Counts what came, and says when it is too much."""

    def __init__(self, clock):
        self._clock = clock
        self._requests = {}
        self._writes = {}

    def exceeded(self, method, operation, issues):
        """The 429 that a request earns, or None; ``issues`` are the ids that it would write to."""
        now = self._clock.now()
        if _full(self._requests.setdefault((method, operation), []), now, 1, PER_SECOND[method]):
            return limited("jira-burst-based", 1).answer(now)
        for issue in issues:
            for seconds, most in PER_ISSUE:
                if _full(self._writes.setdefault(issue, []), now, seconds, most):
                    return limited("jira-per-issue-on-write", seconds).answer(now)
        self._requests[method, operation].append(now)
        for issue in issues:
            self._writes[issue].append(now)
        return None


def _full(times, now, seconds, most):
    return sum(1 for each in times if each > now - timedelta(seconds=seconds)) >= most
