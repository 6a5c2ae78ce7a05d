"""Moments, lists that must hold something, what may be anything: what catalogs and requests do not hold, walked."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Meta, Struct

from catalog.decoding import decode_json
from catalog.reading import walk

EXAMPLE = "a moment as in 2027-01-04T12:00:00Z"
NOON = datetime(2027, 1, 4, 12, tzinfo=UTC)


class Key(Struct, frozen=True, forbid_unknown_fields=True):
    """A moment that is needed, one that may be left out, and lists that must not be empty."""

    made: datetime
    ends: datetime | None = None
    scopes: Annotated[tuple[str, ...], Meta(min_length=1)] = ("read",)
    weeks: Annotated[tuple[int, ...], Meta(min_length=1)] | None = None


def walked(**fields):
    return walk({"made": "2027-01-04T12:00:00Z", **fields}, Key)


def fault(**fields):
    """The one thing that is wrong."""
    (found,) = walked(**fields).faults
    return found


MOMENTS = [
    ("2027-01-04T12:00:00Z", NOON),
    ("2027-01-04t12:00:00z", NOON),
    ("2027-01-04 12:00:00Z", NOON),
    ("2027-01-04T12:00:00-00:00", NOON),
    ("2027-01-04T12:00:00.25Z", NOON + timedelta(milliseconds=250)),
    ("2027-01-04T13:30:00+01:30", NOON),
    ("2027-01-04T07:00:00-05:00", NOON),
    ("2028-02-29T23:59:59Z", datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC)),
]


@pytest.mark.parametrize(("written", "meant"), MOMENTS)
def test_a_moment_is_read_in_the_zone_that_it_names(written, meant):
    found = walked(made=written)
    assert found.faults == ()
    assert found.value.made == meant


def test_a_moment_keeps_the_zone_it_was_written_in():
    assert walked(made="2027-01-04T13:30:00+01:30").value.made.utcoffset() == timedelta(minutes=90)


def test_a_moment_without_a_zone_is_read_without_one():
    # Whoever needs the zone asks for it: here it is not guessed.
    found = walked(made="2027-01-04T12:00:00")
    assert found.faults == ()
    assert found.value.made == datetime(2027, 1, 4, 12)  # noqa: DTZ001
    assert found.value.made.tzinfo is None


NO_MOMENTS = [
    "",
    "soon",
    "2027-01-04",
    "12:00:00Z",
    "2027-01-04T12:00Z",
    "20270104T120000Z",
    "2027-1-4T12:00:00Z",
    "2027-02-29T12:00:00Z",  # 2027 is no leap year
    "2027-13-01T12:00:00Z",
    "2027-01-04T24:00:00Z",
    "2027-01-04T12:60:00Z",
    "2027-01-04T12:00:60Z",
    "2027-01-04T12:00:00+25:00",
    "2027-01-04T12:00:00 CET",
    " 2027-01-04T12:00:00Z",
]


@pytest.mark.parametrize("written", NO_MOMENTS)
def test_a_text_that_is_no_moment_is_told_with_its_place_and_an_example(written):
    found = fault(ends=written)
    assert (found.pointer, found.code, found.suggestion) == ("/ends", "wrong_time", EXAMPLE)
    assert found.detail == f'"{written}" is not {EXAMPLE}.'


def test_a_line_break_after_a_moment_is_shown_as_its_code():
    assert fault(ends="2027-01-04T12:00:00Z\n").detail == f'"2027-01-04T12:00:00Z\\u000a" is not {EXAMPLE}.'


def test_a_long_text_in_the_place_of_a_moment_is_cut_in_what_is_said():
    found = fault(ends="9" * 100_000)
    assert found.code == "wrong_time"
    assert len(found.detail) < 200


NO_TEXTS = [
    (1798718400, "a whole number"),
    (1.5, "a number with decimals"),
    (True, "true or false"),
    (["2027-01-04T12:00:00Z"], "a list"),
    ({"at": "2027-01-04T12:00:00Z"}, "an object"),
    # What YAML makes of a moment or of a day: neither says which zone was meant.
    (datetime(2027, 1, 4, 12), "a date with a time"),  # noqa: DTZ001
    (NOON, "a date with a time"),
    (date(2027, 1, 4), "a date"),
]


@pytest.mark.parametrize(("value", "kind"), NO_TEXTS)
def test_a_moment_is_written_as_text(value, kind):
    found = fault(ends=value)
    assert (found.pointer, found.code, found.suggestion) == ("/ends", "wrong_type", EXAMPLE)
    assert found.detail == f"This must be {EXAMPLE}, not {kind}."


def test_null_stands_for_no_moment_only_where_none_is_needed():
    assert walked(ends=None).value == Key(made=NOON, ends=None)
    assert fault(made=None).detail == f"This must be {EXAMPLE}, not null."


def test_a_missing_moment_is_told_with_an_example():
    (missing,) = walk({}, Key).faults
    assert (missing.pointer, missing.code, missing.detail) == ("/made", "missing", f'"made" is needed: {EXAMPLE}.')


def test_a_faulty_moment_leaves_the_rest_to_be_looked_at():
    found = walk({"made": "soon", "ends": "later", "scopes": []}, Key)
    assert [(one.pointer, one.code) for one in found.faults] == [
        ("/made", "wrong_time"),
        ("/ends", "wrong_time"),
        ("/scopes", "too_short"),
    ]
    # A stand-in for the one that is needed, their defaults for the others.
    assert found.value == Key(made=datetime(2000, 1, 1, tzinfo=UTC), ends=None, scopes=("read",))


def test_moments_in_lists_and_under_keys_have_their_own_places():
    faults = walk(["2027-01-04T12:00:00Z", "soon"], tuple[datetime, ...]).faults
    assert [(one.pointer, one.code) for one in faults] == [("/1", "wrong_time")]
    faults = walk({"a/b": "soon"}, dict[str, datetime]).faults
    assert [(one.pointer, one.code) for one in faults] == [("/a~1b", "wrong_time")]


@settings(max_examples=200, deadline=None)
@given(
    st.datetimes(timezones=st.none() | st.integers(-1439, 1439).map(lambda some: timezone(timedelta(minutes=some)))),
    st.sampled_from(["T", " ", "t"]),
)
def test_every_moment_is_read_back_as_it_was_written(moment, between):
    found = walk(moment.isoformat(between), datetime)
    assert found.faults == ()
    assert (found.value, found.value.tzinfo is None) == (moment, moment.tzinfo is None)


@settings(max_examples=200, deadline=None)
@given(st.text("0123456789-:TZ+. ", max_size=30) | st.text(max_size=10))
def test_a_text_is_a_moment_here_where_it_is_one_to_the_fast_decoder(text):
    try:
        expected = msgspec.json.decode(msgspec.json.encode(text), type=datetime)
    except msgspec.ValidationError:
        assert [one.code for one in walk(text, datetime).faults] == ["wrong_time"]
    else:
        assert walk(text, datetime).value == expected


def test_a_list_that_must_not_be_empty_is_refused_where_it_is():
    found = fault(scopes=[])
    assert (found.pointer, found.code, found.detail) == ("/scopes", "too_short", "This must not be empty.")
    assert found.suggestion == "a list of text"
    assert fault(weeks=()).suggestion == "a list of whole numbers"


def test_one_entry_is_enough_for_a_list_that_must_not_be_empty():
    assert walked(scopes=["write"], weeks=[0]).value == Key(made=NOON, scopes=("write",), weeks=(0,))


def test_a_list_that_is_left_out_or_null_where_it_may_be_is_not_an_empty_one():
    assert walked().value == Key(made=NOON, scopes=("read",), weeks=None)
    assert walked(weeks=None).value == Key(made=NOON, weeks=None)
    assert fault(scopes=None).code == "wrong_type"


def test_an_empty_text_in_the_place_of_a_list_is_no_empty_list():
    assert [(one.code, one.pointer) for one in walked(scopes="").faults] == [("wrong_type", "/scopes")]


def test_the_faults_of_entries_are_told_where_there_are_enough_of_them():
    assert [(one.pointer, one.code) for one in walked(scopes=[1, "read", None]).faults] == [
        ("/scopes/0", "wrong_type"),
        ("/scopes/2", "wrong_type"),
    ]


@pytest.mark.parametrize("entries", [[], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4]])
def test_a_list_has_at_least_as_many_entries_as_it_must(entries):
    # Three are needed: with none, one and two it is too short, as the fast decoder finds too.
    kind = Annotated[tuple[int, ...], Meta(min_length=3)]
    found = walk(entries, kind)
    assert [one.code for one in found.faults] == (["too_short"] if len(entries) < 3 else [])
    if len(entries) < 3:
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(entries, kind)
    else:
        assert found.value == tuple(entries)


def test_an_empty_list_within_a_list_has_the_place_of_its_own():
    rows = tuple[Annotated[tuple[int, ...], Meta(min_length=1)], ...]
    found = walk([[1], [], [2, 3], []], rows)
    assert [(one.pointer, one.code) for one in found.faults] == [("/1", "too_short"), ("/3", "too_short")]
    # The others keep their places.
    assert found.value == ((1,), (), (2, 3), ())


def test_a_list_that_is_the_whole_document_is_refused_at_its_root():
    found = walk([], Annotated[tuple[str, ...], Meta(min_length=1)])
    assert found.value is None
    assert [(one.pointer, one.code) for one in found.faults] == [("", "too_short")]


ANYTHING = [None, True, 3, 2.5, "text", [], {}, [1, ["a", {"b": None}]], {"a": {"b": [1.5, "c"]}}]


@pytest.mark.parametrize("value", ANYTHING)
def test_what_may_be_anything_is_kept_as_it_is(value):
    found = walk(value, Any)
    assert found.faults == ()
    assert msgspec.json.encode(found.value) == msgspec.json.encode(value)


@pytest.mark.parametrize(
    ("written", "pointer", "code"),
    [
        ("[1e400]", "/0", "out_of_range"),
        ("[NaN]", "/0", "not_finite"),
        ('{"a": {"b": 1, "b": 2}}', "/a/b", "repeated_field"),
        ('{"a": "\\u0000"}', "/a", "forbidden_character"),
        ('{"a": [{"\\u0000": 1}]}', "/a/0/\\u0000", "forbidden_character"),
        (f"[{10**30}]", "/0", "out_of_range"),
    ],
)
def test_even_what_may_be_anything_is_something_that_a_document_can_hold(written, pointer, code):
    found = walk(decode_json(written.encode()).document, Any)
    assert [(one.pointer, one.code) for one in found.faults] == [(pointer, code)]
