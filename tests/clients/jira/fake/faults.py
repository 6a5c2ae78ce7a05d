"""What goes wrong between a client and Jira, on demand: at a request's index, for requests of a kind, or for a spell.

A test scripts ``Faults``; the fake asks which one strikes before every request. ``worked`` says whether Jira had done
the work before the fault: the difference that a client cannot see.
"""

from datetime import timedelta

import msgspec

from tests.clients.jira.fake.clock import stamp
from tests.clients.jira.fake.wire import Response, answered

HTML = b"<html><head><title>Atlassian</title></head><body>Something went wrong</body></html>"
REASONS = ("jira-burst-based", "jira-per-issue-on-write", "jira-quota-global-based", "jira-quota-tenant-based")


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One way to go wrong: a broken connection, an answer that is not Jira's own, or parts of a bulk that fail."""

    name: str
    broken: str | None = None  # refused, unreachable, disconnected, reset or timeout
    status: int = 0
    worked: bool = False
    retry_after: int | None = None
    reason: str | None = None
    resets_in_s: int | None = None
    failing: tuple[int, ...] = ()

    def answer(self, now):
        """What the client gets instead of Jira's answer."""
        if self.broken:
            return Response(0, broken=self.broken)
        headers = {} if self.retry_after is None else {"retry-after": str(self.retry_after)}
        if self.reason:
            headers["ratelimit-reason"] = self.reason
        if self.status == 429:
            seconds = self.resets_in_s if self.resets_in_s is not None else self.retry_after or 1
            reset = stamp(now + timedelta(seconds=seconds)).replace("+0000", "Z")
            headers |= {"x-ratelimit-limit": "100", "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
            return answered(429, {"errorMessages": ["Rate limit exceeded."], "errors": {}}, headers)
        if self.status == 401:
            return answered(401, {"errorMessages": ["Client must be authenticated to access this resource."]}, headers)
        return Response(self.status, headers | {"content-type": "text/html"}, HTML)


def refused():
    """The connection is refused: nothing was sent."""
    return Fault(name="refused", broken="refused")


def unreachable():
    """No connection within the time for it: nothing was sent."""
    return Fault(name="unreachable", broken="unreachable")


def cut(how="disconnected"):
    """The request was sent, the connection breaks (``disconnected`` or ``reset``), and Jira did nothing."""
    return Fault(name=f"{how} before the work", broken=how)


def lost(how="disconnected"):
    """Jira did the work and the connection breaks before its answer arrives."""
    return Fault(name=f"{how} after the work", broken=how, worked=True)


def timeout(worked=False):
    """No answer in time, whether or not Jira did the work."""
    return Fault(name=f"timeout {'after' if worked else 'before'} the work", broken="timeout", worked=worked)


def server_error(status=503, worked=False, retry_after=None):
    """A 5xx of a gateway, in HTML, before or after the work."""
    when = "after" if worked else "before"
    return Fault(name=f"{status} {when} the work", status=status, worked=worked, retry_after=retry_after)


def limited(reason="jira-burst-based", retry_after=1, resets_in_s=None):
    """A 429 before any work; ``reason`` and ``retry_after`` may be None."""
    name = f"429 {reason or 'without a reason'} retry after {retry_after}"
    return Fault(name=name, status=429, reason=reason, retry_after=retry_after, resets_in_s=resets_in_s)


def partial(*elements):
    """Some elements of a bulk create fail, by their place in the request; no other request is touched."""
    return Fault(name=f"elements {elements} fail", failing=elements or (0,))


def garbled(worked=False, status=200):
    """An answer that says it went well and is a page of HTML."""
    when = "after" if worked else "before"
    return Fault(name=f"{status} that is no JSON, {when} the work", status=status, worked=worked)


def unauthorized():
    """The token is not taken any more."""
    return Fault(name="401", status=401)


def every():
    """One fault of each kind, by its name, for tests that go through all of them."""
    limits = [limited(reason, after) for reason in REASONS for after in (0, 1, 3600, None)]
    errors = [server_error(status, worked) for status in (500, 502, 503, 504) for worked in (False, True)]
    breaks = [make(how) for make in (cut, lost) for how in ("disconnected", "reset")]
    rest = [refused(), unreachable(), timeout(), timeout(worked=True), limited(None, None), server_error(retry_after=2)]
    last = [partial(0), garbled(), garbled(worked=True), unauthorized()]
    return {fault.name: fault for fault in rest + breaks + errors + limits + last}


class Faults:
    """The script of a test: which request meets what, each once. Indexes count from the last ``jira.begin()``."""

    def __init__(self):
        self._at = {}
        self._when = []
        self._spells = []
        self._callbacks = {}
        self._on = []

    def at(self, index, fault):
        """Let the request of an index meet a fault."""
        self._at[index] = fault
        return self

    def when(self, matches, fault, times=1):
        """Let the next ``times`` requests for which ``matches(request)`` holds meet a fault; None is all of them."""
        self._when.append([matches, fault, times])
        return self

    def spell(self, index, fault, seconds):
        """From the request of an index on, let all meet a fault until so many seconds of the clock have passed."""
        self._spells.append([index, fault, seconds, None])
        return self

    def before(self, index, callback):
        """Call ``callback(jira)`` just before the request of an index: a person edits in between."""
        self._callbacks.setdefault(index, []).append(callback)
        return self

    def when_before(self, matches, callback):
        """Call ``callback(jira)`` just before the next request for which ``matches(request)`` holds, once."""
        self._on.append((matches, callback))
        return self

    def prepare(self, index, jira, request):
        """Do what is to happen before a request."""
        due = [one for one in self._on if one[0](request)]
        self._on = [one for one in self._on if one not in due]
        for _, callback in due:
            callback(jira)
        for callback in self._callbacks.pop(index, ()):
            callback(jira)

    def strike(self, index, request, now):
        """The fault that a request meets, if any."""
        fault = self._at.pop(index, None) or self._spell(index, now)
        if fault is not None:
            return fault
        for rule in self._when:
            if rule[2] != 0 and rule[0](request):
                rule[2] = None if rule[2] is None else rule[2] - 1
                return rule[1]
        return None

    def _spell(self, index, now):
        for spell in self._spells:
            start, fault, seconds, end = spell
            if index >= start and end is None:
                spell[3] = end = now + timedelta(seconds=seconds)
            if end is not None and now < end:
                return msgspec.structs.replace(fault, retry_after=_left(fault, end, now))
        return None


def _left(fault, end, now):
    """How long a client is told to wait: what is left of the spell, where it is told at all."""
    left = -(-(end - now) // timedelta(seconds=1))
    return None if fault.retry_after is None else min(fault.retry_after, left)
