"""A request written as a workbook and read back is the same request."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.library import load
from catalog.reading import read_value
from clients.documents.xlsx.form import SHEETS
from clients.documents.xlsx.request import filled_in, read_request, request_workbook
from planner.calendar import FiscalCalendar
from planner.request import (
    Budget,
    Calendar,
    Estimate,
    Freeze,
    Goal,
    Headcount,
    Organization,
    Pin,
    PlanRequest,
    Policy,
    Solver,
)
from tests import builders
from tests.clients.documents.xlsx.books import converted, needs_office, opened, recalculated
from tests.clients.documents.xlsx.forms import CATALOG, a_form, a_request, plain
from tests.random_cases import random_case
from tests.random_catalogs import FEATURES
from tests.wild_requests import wild_request

DAYS = st.dates(date(1990, 1, 1), date(2150, 12, 31))
MONEY = st.integers(0, 10**12)
PEOPLE = st.one_of(st.integers(0, 10**6), st.integers(0, 10**6).map(lambda hundredths: hundredths / 100))
SHARE = st.integers(0, 999).map(lambda part: part / 1000)
NUMBER = st.one_of(st.integers(0, 10**6), st.integers(0, 10**8).map(lambda part: part / 1000))
SIGNS = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Zs", "Co", "Cn"))
LINE = st.text(SIGNS, min_size=1, max_size=60)
SLUG = st.from_regex(r"[a-z][a-z0-9_-]{0,20}", fullmatch=True)
ITEMS = st.sampled_from([item.id for item in CATALOG.items])
ROLES = st.sampled_from([role.id for role in CATALOG.roles])
ACTIVITIES = st.builds(lambda item, part: f"{item}@{part}" if part else item, ITEMS, st.one_of(st.none(), SLUG))
LIST = st.lists(ACTIVITIES, max_size=4, unique=True).map(tuple)
GOALS = st.sampled_from(("finish", "cost", "cost_to_gate", "covered", "risk", "peak", "levels"))
LEVEL = st.integers(1, 7)


def by_quarter(amounts):
    return st.one_of(st.none(), amounts, st.lists(amounts, min_size=2, max_size=30).map(tuple))


def three(numbers):
    return st.one_of(st.none(), st.tuples(numbers, numbers, numbers))


REQUESTS = st.builds(
    PlanRequest,
    name=st.one_of(st.none(), LINE),
    organization=st.builds(
        Organization,
        employees=st.integers(1, 10**7),
        functions=st.lists(SLUG, min_size=1, max_size=6, unique=True).map(tuple),
        traits=st.lists(SLUG, max_size=3, unique=True).map(tuple),
    ),
    current=LEVEL,
    target=LEVEL,
    start=DAYS,
    deadline=st.one_of(st.none(), DAYS),
    current_since=st.one_of(st.none(), DAYS),
    budget=st.builds(
        Budget,
        currency=st.one_of(st.none(), st.sampled_from(("USD", "EUR"))),
        total=st.one_of(st.none(), MONEY),
        per_quarter=by_quarter(MONEY),
        carry_over=st.sampled_from((True, False, "year")),
        covers=st.lists(st.sampled_from(("cash", "labour", "run")), min_size=1, max_size=3, unique=True).map(tuple),
        contingency=SHARE,
        exchange_rate=st.one_of(st.none(), st.integers(1, 1000).map(lambda part: part / 8)),
    ),
    headcount=st.one_of(
        PEOPLE,
        st.builds(
            Headcount,
            total=by_quarter(PEOPLE),
            roles=st.dictionaries(ROLES, by_quarter(PEOPLE).filter(lambda cap: cap is not None), max_size=3),
        ),
    ),
    rates=st.dictionaries(ROLES, NUMBER, max_size=3),
    calendar=st.builds(
        Calendar,
        fiscal_year_start=st.integers(1, 12),
        freezes=st.lists(st.builds(Freeze, DAYS, DAYS, st.one_of(st.just(""), LINE)), max_size=3).map(tuple),
    ),
    completed=LIST,
    missing=LIST,
    include=LIST,
    exclude=LIST,
    pins=st.lists(
        st.builds(
            Pin,
            on=ACTIVITIES,
            not_before=st.one_of(st.none(), DAYS),
            not_after=st.one_of(st.none(), DAYS),
            mode=st.one_of(st.none(), SLUG),
        ),
        max_size=3,
    ).map(tuple),
    policy=st.builds(
        Policy,
        governance=st.sampled_from(("arrival", "exit")),
        evidence_weeks=st.one_of(
            st.just("catalog"), st.integers(0, 1040), st.dictionaries(LEVEL.map(str), st.integers(0, 99), min_size=1)
        ),
        look_ahead=st.one_of(st.sampled_from(("catalog", "free")), st.integers(1, 100)),
        changes_per_function=st.one_of(st.none(), st.integers(1, 50)),
    ),
    goals=st.one_of(
        st.sampled_from(("fastest", "cheapest", "safest", "balanced")),
        st.lists(
            st.builds(Goal, GOALS, st.one_of(st.none(), st.sampled_from(("2w", "5%")))), min_size=1, max_size=5
        ).map(tuple),
    ),
    estimates=st.lists(
        st.builds(
            Estimate,
            item=ITEMS,
            mode=st.one_of(st.none(), SLUG),
            duration_weeks=three(NUMBER),
            effort_person_weeks=st.one_of(st.none(), st.dictionaries(ROLES, NUMBER, min_size=1, max_size=3)),
            cash=three(NUMBER),
        ),
        max_size=3,
    ).map(tuple),
    ignore=st.lists(st.sampled_from(("/deadline", "/budget/total", "/headcount/roles/cio")), unique=True).map(tuple),
    solver=st.builds(
        Solver, time_limit_s=st.integers(1, 10**6).map(lambda part: part / 100), workers=st.integers(0, 256)
    ),
)


def read_back(request, catalog=CATALOG):
    return read_value(read_request(request_workbook(request, catalog)), PlanRequest)


@settings(max_examples=60, deadline=None)
@given(REQUESTS)
def test_any_request_comes_back_as_it_was(request):
    assert read_back(request) == plain(request)


@pytest.mark.parametrize("seed", range(40))
def test_a_wild_request_comes_back_as_it_was(seed):
    catalog = load("cloud-migration" if seed % 2 else "ai-maturity")
    request = wild_request(seed, catalog)
    assert read_back(request, catalog) == plain(request)


@pytest.mark.parametrize("feature", FEATURES)
def test_every_feature_of_a_request_comes_back(feature):
    request, catalog = random_case(3, {feature})
    assert read_back(request, catalog) == plain(request)


def test_levels_of_functions_stand_beside_them():
    request = a_request(current={"enterprise": 2, "hr": 3}, organization=Organization(functions=("sales", "hr")))
    document = read_request(a_form(request))
    assert document["current"] == {"enterprise": 2, "hr": 3}
    assert document["organization"]["functions"] == ["sales", "hr"]


def test_the_same_request_gives_the_same_bytes():
    assert a_form() == a_form()


def test_an_empty_form_says_only_its_catalog_and_functions():
    document = read_request(request_workbook(None, CATALOG))
    assert document == {"catalog": "ai-maturity", "organization": {"functions": list(CATALOG.functions)}}


def test_the_form_has_its_sheets_and_offers_what_the_catalog_knows():
    book = opened(a_form())
    assert book.sheetnames == list(SHEETS)
    lists = {column[3].value: [cell.value for cell in column[4:] if cell.value] for column in book["Lists"].iter_cols()}
    assert lists["Levels"] == [level.level for level in CATALOG.levels]
    assert lists["Items"] == [item.id for item in CATALOG.items]
    offered = {str(it.sqref): it.formula1 for it in book["Items"].data_validations.dataValidation}
    assert any("completed,missing,include,exclude" in formula for formula in offered.values())
    assert any(formula.startswith("Lists!") for formula in offered.values())
    comments = [cell.comment.text for cell in book["Pins"][4] if cell.comment]
    assert len(comments) == 4


def test_names_that_look_like_formulas_stay_names():
    request = a_request(name="=1+1", calendar=Calendar(freezes=(Freeze(date(2027, 1, 4), date(2027, 1, 5), "+2"),)))
    book = opened(a_form(request), values=False)
    assert not any(cell.data_type == "f" for sheet in ("Request", "Freezes") for row in book[sheet] for cell in row)
    assert read_back(request) == plain(request)


def test_a_catalog_without_traits_or_with_one_item_has_a_form_too():
    catalog = builders.a_catalog(builders.an_item("act-a"))
    request = builders.a_request(rates={"engineer": 12.5})
    assert read_back(request, catalog) == plain(request)


@needs_office
def test_a_form_that_another_program_saved_says_the_same(tmp_path):
    request = a_request(
        name="工場 2027",
        deadline=date(2028, 12, 31),
        budget=Budget(per_quarter=(200_000, 250_000), contingency=0.1),
        headcount=Headcount(total=12, roles={"ai_engineer": (2, 2.5)}),
        pins=(Pin("gate-3", not_after=date(2027, 12, 31)),),
        completed=("act-23-standardise-prompts",),
    )
    data = a_form(request)
    assert read_request(converted(data, tmp_path)) == read_request(data)


@needs_office
@pytest.mark.parametrize(("start", "month"), [(date(2027, 1, 4), 1), (date(2026, 12, 28), 12)])
def test_fiscal_quarters_are_formulas_of_the_first_day(start, month, tmp_path):
    request = a_request(start=start, calendar=Calendar(fiscal_year_start=month))
    book = opened(a_form(request), values=False)
    later = start + timedelta(days=200)
    place = next(row[1] for row in book["Request"].iter_rows() if row[0].value == "First day")
    place.value = later
    again = recalculated(book, tmp_path)["Limits"]
    calendar = FiscalCalendar(later, month)
    assert [cell.value for cell in again[5][1:25]] == [calendar.label(number) for number in range(24)]


def test_what_is_left_out_of_the_form_is_left_out_of_the_document():
    filled = filled_in(a_form())
    assert not filled.faults
    assert "deadline" not in filled.document
    assert filled.cells["/deadline"].startswith("Request!B")
