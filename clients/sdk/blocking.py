"""How ``Client`` carries out a piece of work: step by step with httpx, blocking, and how work becomes a method.

The resources of ``clients.sdk.client`` are made with it. One driver may serve many threads.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, Concatenate, ParamSpec, TypeVar

import httpx

from clients.sdk.connection import answer_of, dressed, lost, request_of
from clients.sdk.exchange import Answer, Ask, Await, Emission, Emit, Listen, Lost, Pause, Policy, Step, Steps

P = ParamSpec("P")
T = TypeVar("T")


class Line:
    """The connection of one piece of work: what it asks, and the one stream that it may hold open."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        self._response: httpx.Response | None = None
        self._chunks: Iterator[bytes] = iter(())

    def perform(self, step: Step) -> Answer | Lost | bytes | None:
        """Carry out a step and return what came of it."""
        match step:
            case Ask():
                return self._ask(step)
            case Listen():
                return self._listen()
            case Pause(seconds):
                time.sleep(seconds)
            case Await():
                raise TypeError("A callback of Client is an ordinary function; AsyncClient awaits coroutines.")
        return None

    def _ask(self, asked: Ask) -> Answer | Lost:
        self.close()
        try:
            response = self.http.send(request_of(self.http, asked), stream=asked.stream)
            if not asked.stream:
                return answer_of(response, response.content)
            self._response, self._chunks = response, response.iter_bytes()
            if response.status_code == httpx.codes.OK:
                return answer_of(response, b"")
            answer = answer_of(response, response.read())
        except httpx.RequestError as error:
            self.close()
            return lost(error)
        self.close()
        return answer

    def _listen(self) -> bytes | Lost | None:
        try:
            return next(self._chunks, None)
        except httpx.RequestError as error:
            return lost(error)

    def close(self) -> None:
        """Close the stream."""
        if self._response is not None:
            self._response.close()
            self._response = None


class Driver:
    """Carries out pieces of work, each on a line of its own; as many threads as like may do so at once."""

    def __init__(self, http: httpx.Client, policy: Policy) -> None:
        self.http = http
        self.policy = policy

    def run(self, steps: Steps[T]) -> T:
        """Carry out a piece of work and return what it came to."""
        with closing(Line(self.http)) as line, closing(steps):
            try:
                step = next(steps)
                while True:
                    try:
                        outcome = line.perform(step)
                    except BaseException as error:
                        step = steps.throw(error)
                    else:
                        step = steps.send(outcome)
            except StopIteration as end:
                result: T = end.value
                return result

    def iterate(self, steps: Emission[T]) -> Iterator[T]:
        """Carry out a piece of work as far as what it hands out is taken."""
        with closing(Line(self.http)) as line, closing(steps):
            outcome: Any = None
            while True:
                try:
                    step = steps.send(outcome)
                except StopIteration:
                    return
                if isinstance(step, Emit):
                    yield step.value
                    outcome = None
                else:
                    outcome = line.perform(step)


class Resource:
    """One kind of thing that the service has."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver


def blocking(work: Callable[Concatenate[Policy, P], Steps[T]]) -> Callable[Concatenate[Resource, P], T]:
    """Return a piece of work as a method that returns when it is done."""

    def method(self: Resource, /, *arguments: P.args, **named: P.kwargs) -> T:
        return self._driver.run(work(self._driver.policy, *arguments, **named))

    return dressed(method, work)


def iterating(work: Callable[Concatenate[Policy, P], Emission[T]]) -> Callable[Concatenate[Resource, P], Iterator[T]]:
    """Return a piece of work as a method that hands out one thing after the other, asking for more when needed."""

    def method(self: Resource, /, *arguments: P.args, **named: P.kwargs) -> Iterator[T]:
        return self._driver.iterate(work(self._driver.policy, *arguments, **named))

    return dressed(method, work)
