"""What leaves a plan when its names are stripped, and what stays to the unit."""

from datetime import date

import msgspec
import pytest
from msgspec import structs

import planner
from clients.documents.anonymous import anonymous, letter_of
from clients.names import Names, function_name
from planner.checking import check
from planner.plans import Change, Conflict, Member, Plan, Repair, Unrepairable
from planner.request import Calendar, Freeze, Organization, Pin, Policy
from tests import builders
from tests.clients import sample

NAMES = ("Zanzibar", "skunkworks", "moonshot", "Birthday")


@pytest.fixture(scope="module")
def catalog():
    modes = {"in_house": builders.a_mode(6, 2_000, {"engineer": 3}, setup_weeks=3, setup_cash=500)}
    return builders.a_catalog(
        builders.an_item("gov-rules", weeks=5, cash=1_000),
        builders.an_item("act-train", modes=modes, governed_by=["gov-rules"], repeats_per_function=True),
        builders.an_item("act-coach", modes=modes, governed_by=["gov-rules"], repeats_per_function=True),
        builders.an_item("act-use", weeks=8, after=["act-train"], to_level=3),
        risks=(builders.a_risk("risk-leak"),),
    )


def a_request(**fields):
    """A request that says who asks wherever a request can say it."""
    said = {
        "name": "Zanzibar Trading 2027",
        "catalog": "/home/zanzibar/catalog",
        "organization": Organization(functions=("skunkworks", "moonshot")),
        "calendar": Calendar(freezes=(Freeze(date(2027, 3, 1), date(2027, 3, 7), "Birthday of Ms Zanzibar"),)),
        "pins": (Pin("act-train@skunkworks", not_before=date(2027, 2, 15)),),
        "policy": Policy(changes_per_function=1, look_ahead="free"),
    }
    return builders.a_request(target=3, **{**said, **fields})


@pytest.fixture(scope="module")
def plan(catalog):
    made = planner.plan(a_request(), catalog)
    assert made.status == "optimal"
    assert any(reason.kind == "changes" for one in made.activities for reason in one.why)
    return made


def names_in(plan: Plan) -> list[str]:
    document = msgspec.json.encode(plan).decode()
    return [name for name in NAMES if name.lower() in document.lower()]


def test_no_name_of_the_organization_is_left_anywhere(plan):
    assert names_in(plan) == list(NAMES)
    assert names_in(anonymous(plan)) == []


def test_the_checker_accepts_it_like_the_plan_with_names(plan, catalog):
    stripped = anonymous(plan)
    assert check(stripped.request, catalog, stripped) == check(plan.request, catalog, plan) == []


def test_every_figure_and_every_date_stays(plan):
    def figures(one: Plan):
        work = [(it.item, it.start, it.finish, it.weeks, it.cash, it.labour, it.slack_weeks) for it in one.activities]
        return one.totals, [gate.date for gate in one.gates], work, [(it.spend, it.staffing) for it in one.phases]

    assert figures(anonymous(plan)) == figures(plan)


def test_a_function_is_called_the_same_wherever_it_is_named(plan):
    stripped = anonymous(plan)
    renamed = {"skunkworks": "function-a", "moonshot": "function-b"}
    assert stripped.request.organization.functions == tuple(renamed.values())
    for before, after in zip(plan.activities, stripped.activities, strict=True):
        assert after.function == (renamed[before.function] if before.function else None)
        assert after.id == before.id.replace("@skunkworks", "@function-a").replace("@moonshot", "@function-b")
    assert stripped.request.pins[0].on == "act-train@function-a"
    ids = {one.id for one in stripped.activities}
    named = {name for phase in stripped.phases for name in (*phase.starts, *phase.running, *phase.finishes)}
    assert named <= ids
    assert {name for one in stripped.activities for name in one.after} <= ids


def test_sentences_speak_of_function_a(plan):
    stripped = anonymous(plan)
    subjects = {it.subject for one in stripped.activities for it in one.why if it.kind == "changes"}
    assert subjects <= {"function-a", "function-b"}
    texts = [it.text for one in stripped.activities for it in one.why if it.kind == "changes"]
    assert all(text.startswith(("Function A bears", "Function B bears")) for text in texts)
    assert "2 functions: Function A, Function B" in stripped.assumptions[0]


def test_what_is_stripped_once_is_stripped(plan):
    stripped = anonymous(plan)
    assert anonymous(stripped) == stripped


def test_documents_speak_of_it_by_name(plan, catalog):
    stripped = anonymous(plan)
    copy = next(one for one in stripped.activities if one.function == "function-a")
    assert Names(stripped, catalog).activity(copy).endswith(": Function A")
    assert function_name("function-b2") == "Function B2"


def test_a_plan_without_a_schedule_says_no_names_either():
    limits = (
        Member("/current/skunkworks", "skunkworks is at level 2", "2"),
        Member("/pins/0", "act-train@skunkworks by 1 Mar 2027 (Birthday of Ms Zanzibar)", "2027-03-01"),
    )
    freeze = {"from": "2027-03-01", "to": "2027-03-07", "reason": "Birthday of Ms Zanzibar"}
    changes = (
        Change("/current/skunkworks", 2, 1),
        Change("/calendar/freezes/0", freeze, None),
        Change("/include", ["act-train@moonshot"], {"moonshot": [1]}),
    )
    plan = structs.replace(
        sample.an_infeasible_plan(),
        request=a_request(current={"enterprise": 1, "skunkworks": 2}),
        activities=(),
        conflicts=(Conflict(limits, True),),
        repairs=(Repair(changes, a_request(), "Then moonshot is done.", True),),
        unrepairable=(Unrepairable("skunkworks at level 2", "moonshot needs it."),),
        assumptions=(),
        warnings=(),
    )
    stripped = anonymous(plan)
    assert names_in(stripped) == []
    assert stripped.request.current == {"enterprise": 1, "function-a": 2}
    assert [one.pointer for one in stripped.conflicts[0].members] == ["/current/function-a", "/pins/0"]
    assert stripped.repairs[0].changes[2] == Change("/include", ["act-train@function-b"], {"function-b": [1]})


def test_a_plan_beside_another_calls_the_functions_they_share_alike(plan):
    other = structs.replace(plan, request=a_request(organization=Organization(functions=("moonshot", "skunkworks"))))
    assert anonymous(other, plan).activities == anonymous(plan).activities


def test_words_of_the_catalog_stay():
    plan = sample.a_plan(functions=("sales", "it"))
    stripped = anonymous(plan)
    assert [one.title for one in stripped.activities] == [one.title for one in plan.activities]
    assert [one.evidence for one in stripped.activities] == [one.evidence for one in plan.activities]


def test_there_are_names_for_more_functions_than_letters():
    letters = [letter_of(place) for place in range(60)]
    assert letters[:2] + letters[25:28] + letters[52:53] == ["a", "b", "z", "a2", "b2", "a3"]
    assert len(set(letters)) == 60
