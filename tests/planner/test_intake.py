"""Requests as people write them: what is wrong is said at once, each fault with its place and what would be right."""

import json
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from catalog.fault import Fault, Refused
from catalog.model import Role, Trait, Transition
from planner.intake import judge, read_request
from planner.request import Budget, Calendar, Freeze, Goal, Headcount, Organization, Pin, PlanRequest, Policy, Solver
from tests.builders import a_catalog, a_mode, an_item
from tests.planner.bad_requests import ONE_THING_WRONG, PLAIN

CATALOG = a_catalog(
    an_item("act-educate", to_level=2, modes={"in_house": a_mode(), "partner": a_mode()}),
    an_item("gov-policy", to_level=2),
    an_item(
        "act-embed",
        to_level=3,
        repeats_per_function=True,
        modes={"in_house": a_mode(setup_weeks=2), "partner": a_mode()},
    ),
    an_item("act-toolset", to_level=3, repeats_per_function=True),
    an_item("act-base", to_level=2, optional=True),
    an_item("act-extra", to_level=3, optional=True, after=("act-base",)),
    an_item("gov-default", to_level=2, optional=True, default="included"),
    an_item("act-default", to_level=3, optional=True, default="included", governed_by=("gov-default",)),
    an_item("act-each", to_level=3, optional=True, default="included", repeats_per_function=True),
    an_item("act-beyond", to_level=5),
    traits=(Trait(id="regulated", title="Regulated"),),
)
CATALOG = replace(
    CATALOG, transitions=(*CATALOG.transitions, Transition(id="4-5", from_level=4, to_level=None)), currency="USD"
)


def load(name):
    """Stands for the library: it has one catalog."""
    if name == "tiny":
        return CATALOG
    raise Refused([Fault(pointer="", code="unknown_catalog", detail=f'No catalog "{name}".', suggestion="tiny")])


def faults_of(document):
    """What a request, given as text or as objects, is refused for."""
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    with pytest.raises(Refused) as refusal:
        read_request(data, load)
    return refusal.value.faults


def short(faults):
    return [(fault.pointer, fault.code, fault.suggestion) for fault in faults]


@pytest.mark.parametrize(("wrong", "pointer", "code", "suggestion"), ONE_THING_WRONG)
def test_one_thing_wrong_is_one_fault_with_its_place(wrong, pointer, code, suggestion):
    (fault,) = faults_of({**PLAIN, **wrong})
    assert (fault.pointer, fault.code) == (pointer, code)
    assert suggestion is None or fault.suggestion == suggestion
    assert fault.suggestion
    assert fault.detail.endswith(".")


def test_defaults_may_be_written_out():
    written = {
        **PLAIN,
        "budget": {
            "currency": None,
            "carry_over": True,
            "covers": ["cash", "run"],
            "contingency": 0,
            "exchange_rate": 1,
        },
        "calendar": {"fiscal_year_start": 1, "freezes": []},
        "policy": {"governance": "arrival", "evidence_weeks": "catalog", "look_ahead": "catalog"},
        "goals": [{"goal": "finish"}, {"goal": "cost", "within": None}],
        "rates": {},
        "estimates": [],
    }
    request, _ = read_request(json.dumps(written).encode(), load)
    assert request.goals == (Goal(goal="finish"), Goal(goal="cost"))


def test_the_currency_left_out_is_the_catalog_s():
    request, catalog = read_request(json.dumps(PLAIN).encode(), load)
    assert catalog is CATALOG
    assert request.budget.currency == "USD"


def test_a_request_may_come_as_decoded_objects():
    request, _ = read_request({**PLAIN, "start": date(2027, 1, 4), "missing": ("gov-policy",)}, load)
    assert (request.start, request.missing) == (date(2027, 1, 4), ("gov-policy",))


def test_many_faults_of_form_and_of_meaning_come_together_in_the_order_of_the_document():
    document = {
        "deadline": "2026-01-01",
        "start": "2027-01-04",
        "curent": 1,
        "target": 3,
        "completed": ["act-educat", 7, "act-embed@nobody"],
        "pins": [{"on": "gate-3", "not_after": "soon"}, {"on": "gate-9", "not_after": "2027-12-31"}],
        "headcount": {"total": "many", "roles": {"enginer": 1}},
        "catalog": "tiny",
        "exclude": ["act-educate"],
    }
    assert short(faults_of(document)) == [
        ("/deadline", "dates_unordered", "a date after 2027-01-04"),
        ("/curent", "unknown_field", "current"),
        ("/completed/0", "unknown_item", "act-educate"),
        ("/completed/1", "wrong_type", '"7"'),
        (
            "/completed/2",
            "unknown_function",
            "act-embed@sales or act-embed@hr",
        ),
        ("/pins/0/not_after", "wrong_date", "a date as in 2027-01-04"),
        ("/headcount/total", "wrong_type", "a number or a list of numbers"),
        ("/headcount/roles/enginer", "unknown_role", "engineer"),
        ("/exclude/0", "mandatory", "keep it in, or say that it is completed"),
        ("/current", "missing", "a whole number or an object"),
    ]


def test_what_rests_on_a_faulty_part_is_not_judged():
    document = {
        **PLAIN,
        "start": "soon",
        "deadline": "1990-01-01",
        "organization": {"functions": "hr"},
        "missing": ["act-embed@marketing"],
    }
    assert [fault.pointer for fault in faults_of(document)] == ["/start", "/organization/functions"]


def test_without_a_catalog_only_what_needs_none_is_judged():
    document = {**PLAIN, "catalog": "unheard-of", "target": 99, "deadline": "2000-01-01"}
    assert [fault.pointer for fault in faults_of(document)] == ["/catalog", "/deadline"]


def test_a_faulty_catalog_name_is_not_replaced_by_the_default_one():
    assert [fault.pointer for fault in faults_of({**PLAIN, "catalog": 7, "missing": ["x"]})] == ["/catalog"]


def test_faults_inside_a_catalog_are_told_at_the_place_that_names_it():
    def broken(_):
        raise Refused([Fault(pointer="/items/3", code="unknown_item", detail="No item x.")])

    with pytest.raises(Refused) as refusal:
        read_request(PLAIN, broken)
    assert refusal.value.faults == (
        Fault(pointer="/catalog", code="unknown_item", detail="In the catalog, at /items/3: No item x."),
    )


def test_a_set_up_may_be_done_while_its_copies_are_missing():
    read_request({**PLAIN, "completed": ["act-embed@setup"], "missing": ["act-embed"]}, load)


def test_judge_finds_what_is_wrong_in_a_request_that_was_built_in_python():
    request = PlanRequest(current=2, target=2, start=date(2027, 1, 4), missing=("x",), rates={"x": 1})
    assert [fault.pointer for fault in judge(request, CATALOG)] == ["/target", "/rates/x", "/missing/0"]


def test_judge_has_nothing_to_say_of_a_sound_request():
    assert judge(PlanRequest(current=1, target=3, start=date(2027, 1, 4)), CATALOG) == []


EVERY_FIELD = {
    **PLAIN,
    "target": 4,
    "organization": {"employees": 500, "functions": ["sales", "hr"], "traits": ["regulated"]},
    "current": {"enterprise": 2, "sales": 3, "hr": 1},
    "deadline": "2029-12-31",
    "current_since": "2026-06-01",
    "budget": {
        "currency": "EUR",
        "exchange_rate": 0.9,
        "total": 1000,
        "per_quarter": [100, 200],
        "carry_over": "year",
        "covers": ["labour", "run"],
        "contingency": 0.1,
    },
    "headcount": {"total": 4, "roles": {"engineer": [1, 2]}},
    "rates": {"engineer": 4800.5},
    "calendar": {"fiscal_year_start": 4, "freezes": [{"from": "2027-12-13", "to": "2028-01-03", "reason": "audit"}]},
    "completed": ["act-educate"],
    "missing": ["gov-policy"],
    "include": ["act-extra", "act-beyond", "act-embed@hr"],
    "exclude": ["act-default"],
    "pins": [{"on": "beyond", "not_after": "2029-12-31"}],
    "policy": {"governance": "exit", "evidence_weeks": {"2": 13}, "look_ahead": 2, "changes_per_function": 1},
    "goals": [{"goal": "levels", "within": "2w"}, {"goal": "risk", "within": "5%"}, "peak"],
    "estimates": [
        {"item": "act-educate", "duration_weeks": [3, 4, 8]},
        {"item": "act-educate", "mode": "partner", "effort_person_weeks": {"lead": 0}, "cash": [0, 0, 0]},
    ],
}


def test_every_field_can_be_said_at_once():
    request, _ = read_request(json.dumps(EVERY_FIELD).encode(), load)
    assert request.current == {"enterprise": 2, "sales": 3, "hr": 1}
    assert request.goals == (Goal("levels", within="2w"), Goal("risk", within="5%"), "peak")


def test_what_is_left_out_has_the_defaults_of_the_design():
    request, _ = read_request(PLAIN, load)
    assert (request.goals, request.budget.covers, request.budget.carry_over) == ("fastest", ("cash", "run"), True)
    assert request.policy == Policy(governance="arrival", evidence_weeks="catalog", look_ahead="catalog")


def test_an_optional_item_that_is_in_place_may_be_excluded():
    # gov-default belongs to level 2, where this organization is already.
    request = PlanRequest(current=2, target=3, start=date(2027, 1, 4), exclude=("gov-default",))
    assert judge(request, CATALOG) == []


def test_labour_cannot_be_counted_without_rates():
    catalog = a_catalog(an_item("act-a", effort={"engineer": 1, "lead": 1}))
    catalog = replace(catalog, roles=(Role(id="engineer", title="Engineer"), Role(id="lead", title="Lead", rate=1)))
    request = PlanRequest(current=1, target=2, start=date(2027, 1, 4), budget=Budget(covers=("labour",)))
    assert [(fault.pointer, fault.code) for fault in judge(request, catalog)] == [("/rates", "no_rate")]
    assert judge(replace(request, rates={"engineer": 5}), catalog) == []
    assert judge(replace(request, budget=Budget()), catalog) == []


def test_a_look_ahead_that_ties_a_ring_is_refused():
    # On exit the governance of level 2 belongs to gate 3, and by a look-ahead of 1 it opens with level 2; but what
    # level 2 waits for needs it.
    items = (an_item("gov-a", to_level=2), an_item("act-b", to_level=2, governed_by=("gov-a",)))
    catalog = a_catalog(*items)
    request = PlanRequest(current=1, target=3, start=date(2027, 1, 4), policy=Policy(governance="exit", look_ahead=1))
    (fault,) = judge(request, catalog)
    assert (fault.pointer, fault.code, fault.suggestion) == ("/policy/look_ahead", "contradiction", "2")
    assert "gov-a, act-b" in fault.detail
    assert judge(replace(request, policy=Policy(governance="exit", look_ahead=2)), catalog) == []


def test_with_levels_by_function_gates_count_from_the_enterprise_s():
    pins = (Pin(on="gate-2", not_after=date(2028, 1, 1)), Pin(on="gate-3", not_after=date(2028, 1, 1)))
    request = PlanRequest(current={"enterprise": 2, "hr": 1}, target=3, start=date(2027, 1, 4), pins=pins)
    assert [(fault.pointer, fault.suggestion) for fault in judge(request, CATALOG)] == [("/pins/0/on", "gate-3")]


def test_more_faults_than_anyone_reads_are_counted():
    faults = faults_of({**PLAIN, "completed": [f"act-{n}" for n in range(1200)]})
    assert len(faults) == 1001
    assert (faults[-1].code, faults[-1].detail) == ("more_faults", "200 more faults are not shown.")


def test_a_flood_of_faults_ends_the_search():
    faults = faults_of({**PLAIN, "completed": [f"act-{n}" for n in range(30_000)]})
    assert faults[-1].detail == "At least 19,000 more faults are not shown."


TEXTS = [
    (b"", "not_json"),
    (b"target: 4", "not_json"),
    (b"\xef\xbb\xbf{}", "not_utf8"),
    (b'{"name": "\xff"}', "not_utf8"),
    (b" " * 50_000_000, "too_large"),
    (b"[" * 100_000, "too_deep"),
    (b'{"a":' * 100_000, "too_deep"),
    (b"[" + b"7," * 100 + b"7]", "wrong_type"),
]


@pytest.mark.parametrize(("data", "code"), TEXTS, ids=[f"{code}-{n}" for n, (_, code) in enumerate(TEXTS)])
def test_what_is_no_request_at_all_is_one_fault(data, code):
    assert [(fault.pointer, fault.code) for fault in faults_of(data)] == [("", code)]


def test_numbers_that_are_none_are_told_with_their_place():
    faults = faults_of(
        b'{"catalog": "tiny", "current": 1, "target": NaN, "start": "2027-01-04", "headcount": Infinity,'
        b'"budget": {"total": 1e400, "per_quarter": ' + b"9" * 5000 + b'}, "solver": {"seed": -' + b"9" * 40 + b"}}"
    )
    assert [(fault.pointer, fault.code) for fault in faults] == [
        ("/target", "not_finite"),
        ("/headcount", "not_finite"),
        ("/budget/total", "out_of_range"),
        ("/budget/per_quarter", "out_of_range"),
        ("/solver/seed", "out_of_range"),
    ]
    assert all(len(fault.detail) < 200 for fault in faults)


LEAVES = st.sampled_from(
    [
        None,
        True,
        0,
        -3,
        2.5,
        10**30,
        "",
        "hr",
        "act-embed@hr",
        "gate-3",
        "2027-03-01",
        "\x01",
        "\ud800",
        [],
        {},
        float("nan"),
    ]
)
FIELDS = st.sampled_from(
    sorted({*PlanRequest.__struct_fields__, *Budget.__struct_fields__, "on", "roles", "functions", "a/b"})
)
ANYTHING = st.recursive(
    LEAVES | st.text(max_size=5) | st.integers() | st.floats(),
    lambda inner: st.dictionaries(FIELDS, inner, max_size=4) | st.lists(inner, max_size=3),
    max_leaves=6,
)


def answer(document):
    """``"read"``, or the faults of a request."""
    try:
        read_request(json.dumps(document).encode(), load)
    except Refused as refused:
        return refused.faults
    return "read"


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(FIELDS, ANYTHING, max_size=6), st.booleans())
def test_whatever_is_sent_is_read_or_refused(document, completed):
    faults = answer({**PLAIN, **document} if completed else document)
    assert faults
    assert msgspec.json.encode(faults)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60))
def test_whatever_bytes_are_sent_are_refused(data):
    assert faults_of(data)


DAYS = st.dates(date(2027, 1, 4), date(2040, 1, 1))
PEOPLE = st.integers(0, 10**6) | st.integers(0, 10**7).map(lambda hundredths: hundredths / 100)
PINS = st.builds(
    lambda on, day, weeks: Pin(on=on, not_before=day, not_after=day + timedelta(weeks=weeks)),
    st.sampled_from(["gate-2", "gate-3", "act-educate", "act-embed", "act-embed@hr", "act-embed@setup"]),
    DAYS,
    st.integers(0, 100),
)
SOUND = st.builds(
    PlanRequest,
    name=st.none() | st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF), min_size=1, max_size=20),
    catalog=st.just("tiny"),
    organization=st.builds(
        Organization, employees=st.integers(1, 10**7), functions=st.permutations(["hr", "sales", "it"]).map(tuple)
    ),
    current=st.integers(1, 1),
    target=st.integers(3, 4),
    start=st.just(date(2027, 1, 4)),
    deadline=st.none() | st.dates(date(2027, 1, 5), date(2099, 12, 31)),
    budget=st.builds(
        Budget,
        currency=st.just("USD"),
        total=st.none() | st.integers(0, 10**12),
        per_quarter=st.none() | st.integers(0, 10**12) | st.lists(st.integers(0, 9), min_size=1).map(tuple),
    ),
    headcount=PEOPLE
    | st.builds(
        Headcount,
        total=st.none() | PEOPLE | st.lists(PEOPLE, min_size=1, max_size=3).map(tuple),
        roles=st.dictionaries(st.sampled_from(["engineer", "lead"]), PEOPLE),
    ),
    completed=st.sampled_from([(), ("gov-policy",), ("act-embed@hr", "act-embed@setup")]),
    missing=st.sampled_from([(), ("act-educate",), ("act-toolset", "act-embed@sales")]),
    pins=st.lists(PINS, max_size=3).map(tuple),
    solver=st.builds(Solver, time_limit_s=st.floats(0.5, 100), workers=st.integers(0, 8)),
)


@settings(max_examples=100, deadline=None)
@given(SOUND)
def test_a_sound_request_comes_back_as_it_was_sent(request):
    again, _ = read_request(msgspec.json.encode(request), load)
    assert again == request


def test_freezes_keep_their_names_on_the_wire():
    frozen = Freeze(from_=date(2027, 12, 13), to=date(2028, 1, 3))
    request = PlanRequest(current=1, target=2, start=date(2027, 1, 4), calendar=Calendar(freezes=(frozen,)))
    assert judge(request, CATALOG) == []
    assert b'"from":"2027-12-13"' in msgspec.json.encode(request)
    assert read_request(msgspec.json.encode(replace(request, catalog="tiny")), load)[0].calendar.freezes == (frozen,)
