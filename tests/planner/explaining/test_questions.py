"""Questions about a plan: each answer put to the test by fresh solves of the whole planner."""

from datetime import date, timedelta
from random import Random

import pytest
from msgspec.structs import replace

import planner
from catalog.fault import Refused
from planner.asking import Answer, drive
from planner.building import build_network
from planner.desk import Desk
from planner.explaining.levers import levers_of
from planner.explaining.limits import limits_of, without
from planner.explaining.questions import Question, answer, judge_question, schedule_of
from planner.ignoring import as_if
from planner.intake import with_defaults
from planner.request import Budget, Goal, Headcount, Pin
from tests.builders import a_catalog, a_request, an_item
from tests.planner.explaining.impossible_cases import SECONDS, is_minimal, is_possible, less
from tests.random_cases import random_case
from tests.random_catalogs import FEATURES

GOALS = (Goal("finish"), Goal("cost"))


def feasible_case(seed):
    """Return the first small request of a seed that has a plan, its catalog and its plan."""
    for attempt in range(50):
        features = Random(f"{seed} {attempt}").sample(sorted(FEATURES), 4)
        request, catalog = random_case(seed * 50 + attempt, features)
        request = replace(with_defaults(request, catalog), goals=GOALS)
        plan = planned(request, catalog)
        if plan.status == "optimal":
            return request, catalog, plan
    raise AssertionError(f"seed {seed} has no request with a plan")


def planned(request, catalog):
    solver = replace(request.solver, time_limit_s=SECONDS, workers=1)
    return planner.plan(replace(request, solver=solver), catalog)


def asked(question, plan, catalog):
    """Return the answer to a question, with as much time as it needs."""
    import time  # noqa: PLC0415

    desk = Desk(catalog, replace(plan.request.solver, workers=1), until=time.monotonic() + 60)
    return drive(answer(question, plan, catalog), desk)


def wanted_by(plan, on, by):
    """Return the request of a plan that must keep one date more, and the place of that date."""
    request = plan.request
    if on == plan.gates[-1].id:
        return replace(request, deadline=by)
    return replace(request, pins=(*request.pins, Pin(on=on, not_after=by)))


def faults_of_sooner(plan, catalog, on, by):
    reply = asked(Question("sooner", on, by), plan, catalog)
    wanted = wanted_by(plan, on, by)
    if reply.possible:
        return [] if is_possible(wanted, catalog) else [f"{on} by {by} is said to be possible"]
    found = []
    if is_possible(wanted, catalog):
        found.append(f"{on} by {by} is said to be impossible")
    found += [f"not minimal: {it}" for it in reply.conflicts if not it.proven or not is_minimal(wanted, catalog, it)]
    for repair in reply.repairs:
        kept = repair.repaired_request
        assert kept.deadline == by or any(pin.on == on and pin.not_after == by for pin in kept.pins)
        if not repair.proven or not is_possible(kept, catalog):
            found.append(f"does not do: {repair.changes}")
        found += [f"less does: {repair.changes}" for lower in less(wanted, repair) if is_possible(lower, catalog)]
    return found


def faults_of_worth(plan, catalog):
    """Return each price that does not flip the answer: at it a week sooner is possible, a unit less it is not."""
    found = []
    request = replace(plan.request, deadline=plan.finish - timedelta(weeks=1))
    for worth in asked(Question("worth"), plan, catalog):
        assert worth.proven
        given = limits_of(request, catalog)
        limit = next(it for it in given if it.pointer == worth.pointer)
        lever = next(it for it in levers_of(limit.kind, given) if it.pointer == worth.pointer)
        if worth.price is None:
            if limit.kind != "deadline" and is_possible(without(request, catalog, [limit]), catalog):
                found.append(f"{worth.pointer} is said to bring nothing")
            continue
        digits = "".join(it for it in worth.price.split(" a quarter")[0] if it.isdigit() or it == ".")
        units = round(float(digits) * 10) if limit.kind == "people" else int(digits)
        if not is_possible(lever.pulled(request, units), catalog):
            found.append(f"{worth.price} is not enough")
        if is_possible(lever.pulled(request, units - 1), catalog):
            found.append(f"less than {worth.price} is enough")
    return found


def faults_of_limits(plan, catalog):
    found = []
    for lifted in asked(Question("limits"), plan, catalog):
        if lifted.pointer == "/goals/0/within":
            best = planned(replace(plan.request, goals=(Goal("cost"),)), catalog)
            if lifted.moved.cost != best.goals[0].value:
                found.append(f"{lifted} but {best.goals}")
            continue
        if lifted.pointer == "/policy/governance":
            turned = replace(plan.request.policy, governance="exit")
            best = planned(replace(plan.request, policy=turned, goals=GOALS), catalog)
            if lifted.moved.finish != best.finish:
                found.append(f"{lifted} but {best.finish}")
            continue
        limit = next(it for it in limits_of(plan.request, catalog) if it.pointer == lifted.pointer)
        best = planned(replace(without(plan.request, catalog, [limit]), goals=GOALS), catalog)
        assert lifted.moved.proven
        if (lifted.moved.finish, lifted.moved.cost) != (best.finish, best.goals[1].value):
            found.append(f"{lifted} but {best.finish}, {best.goals}")
    return found


def faults_of(seed):
    _, catalog, plan = feasible_case(seed)
    dice = Random(f"question {seed}")
    dated = [it for it in plan.activities if it.start_week]
    sooner = plan.finish - timedelta(weeks=dice.randint(1, 2))
    found = [] if sooner < plan.start else faults_of_sooner(plan, catalog, plan.gates[-1].id, sooner)
    if dated:
        one = dice.choice(dated)
        found += faults_of_sooner(plan, catalog, one.id, one.finish - timedelta(weeks=1))
    return found + faults_of_worth(plan, catalog) + faults_of_limits(plan, catalog)


@pytest.mark.parametrize("seed", [0, 1, 3, 4, 5, 6, 8, 9])
def test_every_answer_is_so_and_every_price_is_the_least(seed):
    assert faults_of(seed) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", [2, 7, *range(10, 200)])
def test_the_same_of_many(seed):
    assert faults_of(seed) == []


# By hand -----------------------------------------------------------------------------------------------------

PAIR = a_catalog(*(an_item(f"act-{name}", effort={"engineer": 2}) for name in "ab"))


def a_plan(**fields):
    fields = {"headcount": Headcount(roles={"engineer": 1}), "goals": GOALS, **fields}
    return planned(with_defaults(a_request(**fields), PAIR), PAIR)


def test_two_weeks_sooner_take_another_engineer():
    plan = a_plan()
    reply = asked(Question("sooner", None, plan.finish - timedelta(weeks=2)), plan, PAIR)
    assert reply.possible is False
    (repair,) = reply.repairs
    assert [(it.pointer, it.from_, it.to) for it in repair.changes] == [("/headcount/roles/engineer", 1, 2)]


def test_what_the_next_week_costs():
    (worth,) = asked(Question("worth"), a_plan(), PAIR)
    assert (worth.pointer, worth.unit, worth.price) == ("/headcount/roles/engineer", "0.5 FTE", "1 FTE")
    assert (worth.moved.weeks, worth.moved.money) == (0, 0)


def test_what_is_not_known_of_a_limit_is_not_ruled_out():
    (worth,) = drive(answer(Question("worth"), a_plan(), PAIR), lambda _: Answer(possible=None))
    assert (worth.pointer, worth.price, worth.proven) == ("/headcount/roles/engineer", None, False)
    assert worth.moved.finish is None


def test_an_optional_item_beyond_the_target_was_not_left_out():
    optional = [an_item("act-here", optional=True), an_item("act-beyond", optional=True, to_level=3)]
    catalog = a_catalog(an_item("act-a"), *optional)
    plan = planned(with_defaults(a_request(goals=GOALS), catalog), catalog)
    assert asked(Question("left_out", "act-here"), plan, catalog).moved.weeks == 0
    (fault,) = judge_question(Question("left_out", "act-beyond"), plan, catalog)
    assert (fault.code, fault.suggestion) == ("not_left_out", "act-here")


def test_what_is_there_in_time_needs_nothing():
    plan = a_plan()
    reply = asked(Question("sooner", "act-a", plan.finish), plan, PAIR)
    assert reply.possible
    assert (reply.conflicts, reply.repairs) == ((), ())
    assert reply.text == f"act-a is done by {plan.finish:%-d %b %Y} in this plan already."


@pytest.mark.parametrize(
    ("question", "pointer", "suggestion"),
    [
        (Question("sooner", "act-a"), "/by", "a date like 2027-09-30"),
        (Question("sooner", "act-aa", date(2027, 9, 30)), "/on", "act-a"),
        (Question("sooner", "act-a", date(2020, 9, 30)), "/by", "a day after"),
        (Question("left_out", "act-a"), "/on", "nothing was left out"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_with_a_suggestion(question, pointer, suggestion):
    plan = a_plan()
    (fault,) = judge_question(question, plan, PAIR)
    assert fault.pointer == pointer
    assert suggestion in fault.suggestion
    with pytest.raises(Refused):
        asked(question, plan, PAIR)


def test_a_plan_gives_back_its_schedule():
    plan = a_plan()
    network = build_network(plan.request, PAIR)
    schedule = schedule_of(plan, network)
    assert schedule.settled(network) == schedule
    assert schedule.starts[network.target] == plan.gates[-1].week


def test_a_plan_as_if_a_limit_were_not_says_so():
    bound = a_plan(deadline=date(2027, 3, 1), budget=Budget(total=10**6))
    free = planned(replace(bound.request, ignore=("/headcount",)), PAIR)
    assert free.finish < bound.finish
    assert free.request.ignore == ("/headcount",)
    assert free.assumptions[0] == "This is a plan as if there were no limit on people."
    assert as_if(free.request, PAIR).headcount == Headcount()


def test_what_is_no_limit_cannot_be_ignored():
    with pytest.raises(Refused) as refused:
        a_plan(ignore=("/deadline", "/headcounts"))
    faults = {it.pointer: it.suggestion for it in refused.value.faults}
    assert faults["/ignore/0"].startswith("/headcount, /headcount/roles, ")
    assert faults["/ignore/1"] == "/headcount"
