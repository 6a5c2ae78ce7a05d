"""The press: orders filled one after the other, once for all who wait, whatever becomes of its process."""

import asyncio

import msgspec
import pytest

from api.press import desk
from api.press.desk import MOST_WAITING, Press
from api.press.orders import Made, Order, Wanted, packed
from api.problems import ApiProblem
from tests.clients import sample

PLAN = msgspec.json.encode(sample.a_short_plan())
CATALOG = msgspec.json.encode(sample.a_catalog())
CSV = Wanted(kind="document", format="csv")


def an_order(wanted=CSV, plan=PLAN):
    """An order as routes send it, and how often it was asked for."""

    async def order():
        order.asked += 1
        return packed(Order(wanted, plan, CATALOG))

    order.asked = 0
    return order


def pressed(work, **options):
    """Let work run with a press of its own, which is ended."""

    async def run():
        press = Press(**options)
        try:
            return await work(press)
        finally:
            await press.close()
            assert press._process is None

    return asyncio.run(run())


def problem_of(work, **options):
    with pytest.raises(ApiProblem) as raised:
        pressed(work, **options)
    return raised.value


def test_what_was_made_is_kept():
    order = an_order()

    async def work(press):
        return await press.made("a", order), await press.made("a", order)

    first, second = pressed(work)
    assert first == second
    assert first.startswith(b"\xef\xbb\xbf")
    assert order.asked == 1


def test_whoever_asks_for_what_is_being_made_waits_for_that():
    order = an_order()

    async def work(press):
        return await asyncio.gather(*(press.made("a", order) for _ in range(5)))

    assert len(set(pressed(work))) == 1
    assert order.asked == 1


def test_who_goes_away_leaves_it_to_the_others():
    order = an_order()

    async def work(press):
        impatient = asyncio.create_task(press.made("a", order))
        patient = asyncio.create_task(press.made("a", order))
        await asyncio.sleep(0)
        impatient.cancel()
        return await patient

    assert pressed(work)
    assert order.asked == 1


def test_a_press_that_died_is_started_again():
    async def work(press):
        before = await press.made("a", an_order())
        press._process.kill()
        await press._process.wait()
        return before, await press.made("b", an_order())

    before, after = pressed(work)
    assert before == after


def test_a_press_that_dies_of_an_order_is_there_for_the_next():
    async def dying(press):
        await press.made("warm", an_order())
        process = press._process

        async def order():
            process.kill()
            return await an_order()()

        with pytest.raises(ApiProblem) as raised:
            await press.made("a", order)
        return raised.value, await press.made("b", an_order())

    problem, after = pressed(dying)
    assert problem.slug == "not-made"
    assert after


def test_what_takes_too_long_is_given_up():
    async def work(press):
        await press.made("a", an_order())

    problem = problem_of(work, patience_s=0.001)
    assert (problem.slug, "0.001 seconds" in problem.detail) == ("not-made", True)


def test_so_many_may_wait_and_no_more():
    async def never():
        await asyncio.Event().wait()

    async def work(press):
        waiting = [asyncio.create_task(press.made(str(number), never)) for number in range(MOST_WAITING)]
        await asyncio.sleep(0)
        try:
            await press.made("one more", never)
        finally:
            for task in waiting:
                task.cancel()

    problem = problem_of(work)
    assert problem.slug == "busy"
    assert problem.headers["Retry-After"] == "2"


def test_a_plan_without_a_schedule_is_refused_as_such():
    plan = msgspec.json.encode(sample.an_infeasible_plan())
    problem = problem_of(lambda press: press.made("a", an_order(plan=plan)))
    assert problem.slug == "plan-without-schedule"
    assert problem.errors[0].suggestion


def test_a_failure_is_told_to_the_log_and_not_to_the_caller(caplog):
    problem = problem_of(lambda press: press.made("a", an_order(plan=b'{"id": "secret"}')))
    assert problem.slug == "not-made"
    assert "secret" not in problem.detail
    assert "ValidationError" in caplog.records[-1].failure


def test_what_is_refused_is_not_kept():
    order = an_order(plan=msgspec.json.encode(sample.an_infeasible_plan()))

    async def work(press):
        for _ in range(2):
            with pytest.raises(ApiProblem):
                await press.made("a", order)

    pressed(work)
    assert order.asked == 2


def test_the_oldest_is_forgotten_where_room_is_short(monkeypatch):
    monkeypatch.setattr(desk, "MOST_KEPT_BYTES", 1_000)
    press = Press()
    for key in "abcde":
        press._keep(key, b"x" * 240)
    press._keep("too long", b"x" * 300)
    assert list(press._kept) == ["b", "c", "d", "e"]
    assert press._bytes == 960


def test_a_press_with_nothing_to_do_ends_and_is_there_when_it_is_needed(monkeypatch):
    monkeypatch.setattr(desk, "IDLE_S", 0.05)

    async def work(press):
        before = await press.made("a", an_order())
        process = press._process
        await asyncio.wait_for(process.wait(), 20)
        return process.returncode, before, await press.made("b", an_order())

    code, before, after = pressed(work)
    assert (code, after) == (0, before)


def test_a_press_that_was_never_needed_ends_at_once():
    async def work(_):
        return "done"

    assert pressed(work) == "done"


def test_whoever_waits_when_the_service_stops_is_let_go():
    async def run():
        press = Press()
        waiting = asyncio.create_task(press.made("a", an_order(Wanted(kind="chart", form="png"))))
        await asyncio.sleep(0.2)
        await press.close()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(run())


def test_what_is_sent_can_be_read():
    message = packed(Made(b"\x00content"))
    assert msgspec.msgpack.decode(message[8:], type=Made) == Made(b"\x00content")
    assert int.from_bytes(message[:8]) == len(message) - 8
