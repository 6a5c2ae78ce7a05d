"""How ``AsyncClient`` carries out a piece of work: step by step, awaiting httpx, and how work becomes a method.

The resources of ``clients.sdk.asynchronous`` are made with it. One driver may serve many tasks.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import aclosing, closing
from typing import Any, Concatenate, ParamSpec, TypeVar

import httpx

from clients.sdk.connection import answer_of, dressed, lost, request_of
from clients.sdk.exchange import Answer, Ask, Await, Emission, Emit, Listen, Lost, Pause, Policy, Step, Steps

P = ParamSpec("P")
T = TypeVar("T")


class Line:
    """The connection of one piece of work: what it asks, and the one stream that it may hold open."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self._response: httpx.Response | None = None
        self._chunks: AsyncIterator[bytes] | None = None

    async def perform(self, step: Step) -> Answer | Lost | bytes | None:
        """Carry out a step and return what came of it."""
        match step:
            case Ask():
                return await self._ask(step)
            case Listen():
                return await self._listen()
            case Pause(seconds):
                await asyncio.sleep(seconds)
            case Await(awaitable):
                await awaitable
        return None

    async def _ask(self, asked: Ask) -> Answer | Lost:
        await self.aclose()
        try:
            response = await self.http.send(request_of(self.http, asked), stream=asked.stream)
            if not asked.stream:
                return answer_of(response, response.content)
            self._response, self._chunks = response, response.aiter_bytes()
            if response.status_code == httpx.codes.OK:
                return answer_of(response, b"")
            answer = answer_of(response, await response.aread())
        except httpx.RequestError as error:
            await self.aclose()
            return lost(error)
        await self.aclose()
        return answer

    async def _listen(self) -> bytes | Lost | None:
        if self._chunks is None:
            return None
        try:
            return await anext(self._chunks, None)
        except httpx.RequestError as error:
            return lost(error)

    async def aclose(self) -> None:
        """Close the stream."""
        if self._response is not None:
            await self._response.aclose()
            self._response = None


class Driver:
    """Carries out pieces of work, each on a line of its own; as many tasks as like may do so at once."""

    def __init__(self, http: httpx.AsyncClient, policy: Policy) -> None:
        self.http = http
        self.policy = policy

    async def run(self, steps: Steps[T]) -> T:
        """Carry out a piece of work and return what it came to."""
        async with aclosing(Line(self.http)) as line:
            with closing(steps):
                try:
                    step = next(steps)
                    while True:
                        try:
                            outcome = await line.perform(step)
                        except BaseException as error:
                            step = steps.throw(error)
                        else:
                            step = steps.send(outcome)
                except StopIteration as end:
                    result: T = end.value
                    return result

    async def iterate(self, steps: Emission[T]) -> AsyncIterator[T]:
        """Carry out a piece of work as far as what it hands out is taken."""
        async with aclosing(Line(self.http)) as line:
            with closing(steps):
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
                        outcome = await line.perform(step)


class Resource:
    """One kind of thing that the service has."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver


def awaiting(
    work: Callable[Concatenate[Policy, P], Steps[T]],
) -> Callable[Concatenate[Resource, P], Coroutine[Any, Any, T]]:
    """Return a piece of work as a method to be awaited."""

    async def method(self: Resource, /, *arguments: P.args, **named: P.kwargs) -> T:
        return await self._driver.run(work(self._driver.policy, *arguments, **named))

    return dressed(method, work)


def iterating(
    work: Callable[Concatenate[Policy, P], Emission[T]],
) -> Callable[Concatenate[Resource, P], AsyncIterator[T]]:
    """Return a piece of work as a method that hands out one thing after the other, asking for more when needed."""

    def method(self: Resource, /, *arguments: P.args, **named: P.kwargs) -> AsyncIterator[T]:
        return self._driver.iterate(work(self._driver.policy, *arguments, **named))

    return dressed(method, work)
