import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from clients.jira.labels import function_label, group_label, identity_label, quarter_label, roadmap_of, slug
from clients.jira.mapping import Mapping
from tests.clients import sample

SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?")


def named(name):
    plan = sample.a_short_plan()
    return structs.replace(plan, request=structs.replace(plan.request, name=name))


def test_a_roadmap_is_called_as_the_mapping_says_else_as_the_request_is_named():
    assert roadmap_of(named("Acme 2027"), Mapping(roadmap="north-star")) == "north-star"
    assert roadmap_of(named("Acme 2027"), Mapping()) == "acme-2027"


def test_a_roadmap_without_a_name_is_known_by_what_a_re_plan_keeps():
    plan = named(None)
    richer = structs.replace(plan.request, budget=structs.replace(plan.request.budget, total=9_000_000))
    other = structs.replace(plan.request, organization=structs.replace(plan.request.organization, employees=77))
    name = roadmap_of(plan, Mapping())
    assert SLUG.fullmatch(name)
    assert roadmap_of(structs.replace(plan, request=richer), Mapping()) == name
    assert roadmap_of(structs.replace(plan, request=other), Mapping()) != name


@pytest.mark.parametrize(
    ("name", "made"),
    [("Grüße, Łódź & Straße!", None), ("Über Straße", "uber-strasse"), ("  A  b ", "a-b"), ("", ""), ("   ", "")],
)
def test_a_name_is_folded_to_plain_letters(name, made):
    assert slug(name) == made if made is not None else SLUG.fullmatch(slug(name))


def test_names_that_lose_letters_or_their_end_stay_apart():
    for one, other in (("計画", "予算"), ("план 2027", "смета 2027"), ("a" * 70, "a" * 71), ("★", "☆")):
        assert slug(one) != slug(other)
    assert slug("план 2027").startswith("2027-")


def test_a_name_written_in_two_ways_of_unicode_is_one():
    assert slug("Cafe\u0301 план") == slug("Caf\u00e9 план")


@given(st.text())
def test_every_name_makes_a_slug_or_nothing(name):
    made = slug(name)
    assert SLUG.fullmatch(made) if name.strip() else made == ""


def test_labels_read_well():
    assert group_label("acme") == "milepost-acme"
    assert identity_label("acme", "act-a@web-shop") == "milepost:acme:act-a@web-shop"
    assert quarter_label("FY27 Q1") == "quarter-fy27-q1"
    assert function_label("sales") == function_label("Sales") == "function-sales"
    assert function_label("Web shop") == "function-web-shop"


def test_an_identity_label_always_fits_and_stays_apart_from_others():
    long_ones = [identity_label("r" * 60, "act-" + "x" * 250 + end) for end in ("a", "b")]
    odd_ones = [identity_label("acme", name) for name in ("act a", "act\u00e9a", "act\u00e8a", "act-a")]
    assert len({*long_ones, *odd_ones}) == 6
    assert all(re.fullmatch(r"[!-~]{1,255}", label) for label in (*long_ones, *odd_ones))
