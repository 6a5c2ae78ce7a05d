"""Following a job until it ends: by its stream of events, again from where it was cut off, else by asking.

Steps of the kind of ``clients.sdk.exchange``: nothing here opens a connection or waits by itself.
"""

import inspect
import time
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from clients.sdk.events import EventStream
from clients.sdk.exchange import Await, Listen, Lost, Pause, Policy, Steps, address, ask, backed_off, exchange, get
from clients.sdk.problems import ConnectionLost, Invalid, NotFinished, ServerError
from clients.sdk.types import ENDED, EventKind, Job, JobEvent, JobProgress
from planner.asking import Finding
from planner.exploring.studies import Found

OnProgress = Callable[[JobProgress], object]
OnFinding = Callable[[Finding], object]
OnFound = Callable[[Found], object]
OnAny = Callable[[Any], object]
T = TypeVar("T")

# The service sends a sign of life every 15 seconds: after three that did not come, nobody is there.
SILENCE_S = 45.0
SHORTEST_SILENCE_S = 0.05
# A stream is opened anew when less than this part of its patience is left: a wait ends on time, within a quarter of
# what was left at the last sign of life, and never costs more than a few connections.
ENOUGH_LEFT = 0.8
FIRST_POLL_S, LONGEST_POLL_S = 0.25, 2.0
EVENTS: tuple[EventKind, ...] = ("state", "progress", "finding")


def read_job(policy: Policy, job: str) -> Steps[Job]:
    """Return how a job stands, named by its id or its address."""
    return (yield from get(policy, address("jobs", job), Job))


class Listener:
    """The events of a job, one after the other, over as many connections as it takes."""

    def __init__(self, policy: Policy, job: str, after: int = 0) -> None:
        self.policy = policy
        self.job = job
        self.after = after
        self._waiting: deque[JobEvent] = deque()
        self._stream = EventStream()
        self._open_s: float | None = None
        self._drops = 0
        self._ended = False
        self._last_look = False

    def next(self, deadline: float | None = None) -> Steps[JobEvent | None]:
        """Return the next event; None after the last one, or at the deadline (of ``time.monotonic``).

        ``ConnectionLost`` where the stream was cut off again and again and nothing new came between.
        """
        while not self._waiting:
            if self._ended or passed(deadline):
                return None
            left_s = SILENCE_S if deadline is None else min(SILENCE_S, deadline - time.monotonic())
            # An open stream waits for as long as was settled when it was opened: near a deadline, for too long.
            if self._open_s is None or left_s < ENOUGH_LEFT * self._open_s:
                yield from self._open(max(SHORTEST_SILENCE_S, left_s))
            outcome: bytes | Lost | None = yield Listen()
            if isinstance(outcome, bytes):
                self._take(outcome)
            elif not passed(deadline):
                yield from self._dropped(outcome)
        event = self._waiting.popleft()
        self.after, self._drops = event.id, 0
        self._ended = event.event == "state" and event.state in ENDED
        return event

    def _open(self, silence_s: float) -> Steps[None]:
        headers = {"accept": "text/event-stream", **({"last-event-id": str(self.after)} if self.after else {})}
        request = ask("GET", address("jobs", self.job, "events"), headers=headers)
        answer = yield from exchange(self.policy, request._replace(stream=True, silence_s=silence_s))
        if not answer.headers.get("content-type", "").startswith("text/event-stream"):
            message = f"The server at {self.policy.server} sends no stream of events."
            raise ServerError(message, answer.status)
        self._stream, self._open_s = EventStream(), silence_s

    def _take(self, data: bytes) -> None:
        for event in self._stream.feed(data):
            if event.event not in EVENTS:
                continue  # of a later version
            try:
                told = msgspec.json.decode(event.data, type=JobEvent)
            except msgspec.MsgspecError as error:
                raise ServerError(f"The events of {self.job} cannot be read ({error}).", 200) from None
            if told.id > self.after:
                self._waiting.append(told)

    def _dropped(self, outcome: Lost | None) -> Steps[None]:
        """Wait before the next connection, or find that there is nothing more to hear."""
        self._open_s = None
        self._drops += 1
        if self._drops > self.policy.retries:
            reason = outcome.reason if outcome else "it ends the stream"
            message = f"The server at {self.policy.server} does not keep telling of {self.job}: {reason}."
            raise ConnectionLost(message)
        if outcome is None:
            # It ended in good order, but without an end of the job: then there is none, or all was told before.
            if self._last_look:
                self._ended = True
                return
            job = yield from read_job(self.policy, self.job)
            self._last_look = job.state in ENDED
            if self._last_look:
                return
        asked = self._stream.retry_s
        yield Pause(backed_off(self._drops - 1) if asked is None else asked)


def follow(
    policy: Policy,
    job: Job,
    deadline: float | None,
    on_progress: OnProgress | None,
    on_finding: OnAny | None = None,
) -> Steps[Job]:
    """Return the job once it has ended; ``NotFinished`` at the deadline (of ``time.monotonic``)."""
    listener = Listener(policy, job.id)
    told: JobProgress | None = None
    while True:
        try:
            event = yield from listener.next(deadline)
        except (ConnectionLost, ServerError, Invalid):
            # Somebody between lets no stream through: ask instead, which tells of no findings. What asking cannot do
            # either is raised there.
            job = yield from poll(policy, job, deadline, on_progress, told)
            break
        if event is None:
            job = yield from read_job(policy, job.id)
            break
        if event.event == "progress" and event.progress is not None:
            told = event.progress
            yield from tell(on_progress, told)
        elif event.finding is not None and event.finding.what is not None:
            yield from tell(on_finding, event.finding.what)
    if job.state not in ENDED:
        message = f"{job.id} is still {job.state}: ask for it later, wait longer, or cancel it."
        raise NotFinished(message, job)
    return job


def poll(
    policy: Policy, job: Job, deadline: float | None, on_progress: OnProgress | None, told: JobProgress | None
) -> Steps[Job]:
    """Ask how a job stands until it has ended or the deadline has passed."""
    pause = FIRST_POLL_S
    while True:
        job = yield from read_job(policy, job.id)
        if job.progress is not None and job.progress != told:
            told = job.progress
            yield from tell(on_progress, told)
        if job.state in ENDED or passed(deadline):
            return job
        yield Pause(pause if deadline is None else max(0.0, min(pause, deadline - time.monotonic())))
        pause = min(LONGEST_POLL_S, pause * 1.5)


def tell(callback: Callable[[T], object] | None, news: T) -> Steps[None]:
    """Call back; a callback of ``AsyncClient`` may be a coroutine function."""
    if callback is None:
        return
    came = callback(news)
    if inspect.isawaitable(came):
        yield Await(came)


def passed(deadline: float | None) -> bool:
    """Say whether a deadline (of ``time.monotonic``) has passed."""
    return deadline is not None and time.monotonic() >= deadline
