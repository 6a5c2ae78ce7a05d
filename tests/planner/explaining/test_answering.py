"""The front door of questions: time, cancelling, plans made as if a limit were not; and what is said of the unknown."""

import threading
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

import planner
from catalog.fault import Refused
from planner.explaining import wording
from planner.explaining.answering import reply_to
from planner.explaining.questions import Moved, Question
from planner.intake import with_defaults
from planner.request import Goal, Headcount
from tests.builders import a_catalog, a_request, an_item

# Two items of two weeks, a whole engineer each: a single one does them one after the other.
PAIR = a_catalog(*(an_item(f"act-{name}", effort={"engineer": 2}) for name in "ab"))


def a_plan(**fields):
    fields = {"headcount": Headcount(roles={"engineer": 1}), "goals": (Goal("finish"), Goal("cost")), **fields}
    request = with_defaults(a_request(**fields), PAIR)
    return planner.plan(replace(request, solver=replace(request.solver, time_limit_s=20, workers=1)), PAIR)


def test_what_is_found_is_handed_over_and_stands_in_the_answer():
    plan, found = a_plan(), []
    reply = reply_to(Question("sooner", by=plan.start + timedelta(weeks=1)), plan, PAIR, None, found.append)
    assert reply.possible is False
    assert found == [*reply.conflicts, *reply.repairs]


def test_the_plan_itself_is_known_and_not_searched_for_again():
    plan = a_plan()
    hurried = replace(plan, request=replace(plan.request, solver=replace(plan.request.solver, time_limit_s=1e-6)))
    reply = reply_to(Question("sooner", by=plan.finish), hurried, PAIR)
    assert (reply.possible, reply.moved.finish, reply.moved.proven) == (True, plan.finish, False)


def test_once_it_is_cancelled_nothing_more_is_known():
    cancel = threading.Event()
    cancel.set()
    reply = reply_to(Question("sooner", by=date(2027, 3, 1)), a_plan(), PAIR, cancel)
    assert (reply.possible, reply.moved, reply.conflicts) == (None, None, ())


def test_a_plan_as_if_a_limit_were_not_is_asked_about_as_such():
    bound, free = a_plan(), a_plan(ignore=("/headcount",))
    assert free.finish < bound.finish
    assert reply_to(Question("sooner", by=free.finish), free, PAIR).possible
    assert not reply_to(Question("sooner", by=free.finish), bound, PAIR).possible
    assert "/headcount" not in str([lifted.pointer for lifted in reply_to(Question("limits"), free, PAIR)])


def test_a_question_that_cannot_be_asked_is_refused():
    with pytest.raises(Refused, match="gate-9 is no activity"):
        reply_to(Question("sooner", "gate-9", date(2027, 9, 30)), a_plan(), PAIR)


@pytest.mark.parametrize(
    ("moved", "text"),
    [
        (Moved(None, None, None, None, proven=True), "there would be no plan within the limits"),
        (
            Moved(None, None, None, None, proven=False),
            "what would become of the plan was not found out in the time there was",
        ),
        (Moved(date(2027, 5, 2), 100, None, None, proven=True), "the target would be reached by 2 May 2027"),
        (
            Moved(date(2027, 5, 2), 100, -2, 5, proven=True),
            "the target would be reached 2 weeks sooner, for USD 5 more",
        ),
    ],
)
def test_what_is_not_known_is_not_said_to_be_impossible(moved, text):
    assert wording.beside(moved, "USD") == text
