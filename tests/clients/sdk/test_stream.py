"""The clients against a small server on loopback whose streams break off: what only real connections show."""

import asyncio
import contextlib
import signal
import socket
import threading
import time

import msgspec
import pytest
import uvicorn

from clients.sdk import AsyncClient, Client, NotFinished
from clients.sdk.types import Job
from tests.clients.sample import a_plan
from tests.clients.sdk.scripted import JOB, a_job, an_event, progress

PLAN = a_plan()
REQUEST = {"current": 2, "target": 4, "start": "2027-01-04"}
BROKEN = object()


class Standin:
    """An ASGI application with one job. ``streams`` are what each listener in turn is sent, BROKEN breaks it off."""

    def __init__(self, *streams, state="succeeded"):
        self.streams = list(streams)
        self.state = state
        self.asked: list[str] = []
        self.after: list[str | None] = []
        self.cancelled, self.silent = threading.Event(), threading.Event()

    async def __call__(self, scope, receive, send):
        self.asked.append(f"{scope['method']} {scope['path']}")
        match self.asked[-1]:
            case "POST /v1/plans":
                await answer(send, 202, a_job("queued"))
            case "GET /v1/jobs/job_1/events":
                self.after.append(dict(scope["headers"]).get(b"last-event-id", b"").decode() or None)
                await self.stream(send)
            case "DELETE /v1/jobs/job_1":
                self.cancelled.set()
                self.state = "cancelled"
                await answer(send, 202, a_job("running"))
            case "GET /v1/jobs/job_1":
                await answer(send, 200, a_job(self.state))
            case _:
                await answer(send, 200, PLAN)

    async def stream(self, send):
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for part in self.streams.pop(0) if self.streams else [an_event(99, self.state)]:
            if part is BROKEN:
                raise ConnectionError
            if part is None:
                self.silent.set()
                while not self.cancelled.is_set():
                    await asyncio.sleep(0.01)
                continue
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def answer(send, status, value):
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": msgspec.json.encode(value)})


@contextlib.contextmanager
def standing(standin):
    """Serve the stand-in on a free port of this machine; give its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(standin, log_config=None, lifespan="off", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def blocking(address, **named):
    with Client(address) as client:
        return client.plans.create(REQUEST, **named)


def awaiting(address, **named):
    async def run():
        async with AsyncClient(address) as client:
            return await client.plans.create(REQUEST, **named)

    return asyncio.run(run())


both = pytest.mark.parametrize("create", [blocking, awaiting])
BROKEN_OFF = [an_event(1), an_event(2, value=50), BROKEN]


@both
def test_a_stream_that_breaks_off_goes_on_where_it_was(create):
    told = []
    standin = Standin(BROKEN_OFF, [an_event(3, value=47), an_event(4, "succeeded")])
    with standing(standin) as address:
        assert create(address, on_progress=told.append) == PLAN
    assert standin.after == [None, "2"]
    assert told == [progress(50), progress(47)]


@both
def test_a_wait_ends_on_time_whatever_the_stream_does(create):
    # The last event comes shortly before the end: the silence after it must not be borne for as long again.
    chatty = [b": ping\n\n", an_event(1, value=50), None]
    standin = Standin(chatty, [None], [None], state="running")
    with standing(standin) as address:
        began = time.monotonic()
        with pytest.raises(NotFinished) as late:
            create(address, wait=0.6)
        assert time.monotonic() - began < 3
        standin.cancelled.set()
    assert isinstance(late.value.job, Job)


def press_ctrl_c(silent):
    """Send the signal of Ctrl-C once the stream is open and says nothing more."""
    silent.wait(10)
    time.sleep(0.3)
    signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)


def test_ctrl_c_while_the_stream_is_silent_cancels_the_job_and_returns_the_best_plan():
    standin = Standin([an_event(1), None, an_event(2, "cancelled")])
    with standing(standin) as address:
        # As in a program of its own: the worker of the tests may have come by another answer to the signal.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        hand = threading.Thread(target=press_ctrl_c, args=(standin.silent,))
        hand.start()
        assert blocking(address) == PLAN
        hand.join()
        signal.signal(signal.SIGINT, before)
    assert "DELETE /v1/jobs/job_1" in standin.asked


def test_a_cancelled_task_cancels_its_job():
    standin = Standin([an_event(1), None])

    async def run(address):
        async with AsyncClient(address) as client:
            async with asyncio.timeout(0.5):
                await client.plans.create(REQUEST)

    with standing(standin) as address, pytest.raises(TimeoutError):
        asyncio.run(run(address))
    assert standin.asked[-1] == "DELETE /v1/jobs/job_1"


def test_the_asynchronous_client_awaits_a_coroutine_function_and_the_other_says_that_it_cannot():
    told = []

    async def tell(progress):
        await asyncio.sleep(0)
        told.append(progress)

    streams = [[an_event(1, value=50), an_event(2, "succeeded")] for _ in range(2)]
    with standing(Standin(*streams)) as address:
        assert awaiting(address, on_progress=tell) == PLAN
        assert told == [progress(50)]

        coroutines = []

        def give(progress):
            coroutines.append(tell(progress))
            return coroutines[-1]

        with pytest.raises(TypeError, match="AsyncClient awaits"):
            blocking(address, on_progress=give)
        coroutines[0].close()


def test_listeners_that_stop_listening_leave_nothing_open():
    streams = [[an_event(1), an_event(2), None] for _ in range(2)]
    standin = Standin(*streams)

    async def first(address):
        async with AsyncClient(address) as client:
            events = client.jobs.events(JOB)
            found = await anext(events)
            await events.aclose()
            return found.id

    with standing(standin) as address:
        with Client(address) as client:
            events = client.jobs.events(JOB)
            assert next(events).id == 1
            events.close()
        assert asyncio.run(first(address)) == 1
        standin.cancelled.set()
