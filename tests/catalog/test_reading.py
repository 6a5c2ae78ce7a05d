"""Documents against types: whatever is wrong is found, all of it, with its place; whatever is right is read."""

import json
from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Meta, Struct, field

from catalog.fault import MOST, Fault, Refused
from catalog.model import Catalog
from catalog.reading import in_order, read_json, read_value, walk
from tests.builders import a_catalog, a_mode, an_item


class Span(Struct, frozen=True, forbid_unknown_fields=True):
    """Two days; one field has another name on the wire."""

    from_: date = field(name="from")
    to: date | None = None


class Note(Struct, frozen=True, forbid_unknown_fields=True):
    """One of everything that the project's types use."""

    id: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_-]*$", max_length=10)]
    count: Annotated[int, Meta(ge=1, le=12)] = 1
    share: Annotated[int, Meta(ge=0, lt=1)] | Annotated[float, Meta(ge=0, lt=1)] = 0
    ratio: float = 1.0
    three: tuple[int | float, int | float, int | float] = (0, 0, 0)
    span: Span | None = None
    done: bool = False
    kind: Literal["action", "governance"] = "action"
    weeks: Literal["catalog"] | int | dict[str, int] = "catalog"
    tags: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    rates: dict[str, int | float] = {}
    limit: Annotated[float, Meta(gt=0)] | None = None


def refusal(data, type_=Note, **limit):
    """The faults that ``data`` (bytes of JSON, or decoded values) is refused for."""
    read = read_json if isinstance(data, bytes) else read_value
    with pytest.raises(Refused) as refused:
        read(data, type_, **limit)
    return refused.value.faults


def places(faults):
    return [(fault.pointer, fault.code) for fault in faults]


def test_a_sound_document_is_read_as_the_fast_decoder_reads_it():
    data = b'{"id": "a", "span": {"from": "2027-01-04"}, "three": [1, 2.5, 3], "weeks": {"2": 4}, "share": 0.5}'
    assert read_json(data, Note) == msgspec.json.decode(data, type=Note)
    assert read_value(json.loads(data), Note) == msgspec.json.decode(data, type=Note)


def test_every_fault_is_found_in_the_order_of_the_document():
    document = {
        "count": 13,
        "three": [1, "2", None],
        "kindd": "action",
        "span": {"to": "2027-1-4"},
        "tags": ["a", 1, "b", None],
        "rates": {"a/b": "4", "~": -1},
        "limit": 0,
    }
    assert places(refusal(document)) == [
        ("/count", "out_of_range"),
        ("/three/1", "wrong_type"),
        ("/three/2", "wrong_type"),
        ("/kindd", "unknown_field"),
        ("/span/to", "wrong_date"),
        ("/span/from", "missing"),
        ("/tags/1", "wrong_type"),
        ("/tags/3", "wrong_type"),
        ("/rates/a~1b", "wrong_type"),
        ("/limit", "out_of_range"),
        ("/id", "missing"),
    ]


SENTENCES = [
    ({"count": "12"}, "This must be a whole number, not text.", "12"),
    ({"count": True}, "This must be a whole number, not true or false.", "a whole number"),
    ({"count": 13}, "This must be from 1 to 12; it is 13.", "12"),
    ({"limit": 0}, "This must be more than 0; it is 0.", "more than 0"),
    ({"share": 1}, "This must be at least 0 and less than 1; it is 1.", "at least 0 and less than 1"),
    ({"done": "no"}, "This must be true or false, not text.", "false"),
    ({"done": 1}, "This must be true or false, not a whole number.", "true or false"),
    ({"kind": "governence"}, '"governence" is not known here; this must be "action" or "governance".', "governance"),
    (
        {"weeks": "3"},
        '"3" is not known here; this must be "catalog", a whole number or an object.',
        "3",
    ),
    ({"three": [1, 2]}, "This must be a list of 3 numbers; it has 2.", "a list of 3 numbers"),
    ({"tags": "a"}, "This must be a list of text, not text.", '["a"]'),
    (
        {"id": "Big Plan"},
        '"Big Plan" must be lower-case letters, digits, - and _, beginning with a letter.',
        "big-plan",
    ),
    ({"id": "a\n"}, '"a\\u000a" must be lower-case letters, digits, - and _, beginning with a letter.', "a"),
    ({"id": "x" * 11}, "This may have 10 characters; it has 11.", "xxxxxxxxx…"),
    ({"from": "2027-01-04"}, '"from" is not known here; it belongs elsewhere.', "/span/from"),
]


@pytest.mark.parametrize(("wrong", "detail", "suggestion"), SENTENCES)
def test_a_fault_says_what_was_wrong_and_what_would_be_right(wrong, detail, suggestion):
    (fault,) = refusal(json.dumps({"id": "a", **wrong}).encode())
    assert (fault.detail, fault.suggestion) == (detail, suggestion)


YAML_VALUES = [
    ({"id": date(2027, 1, 4)}, "/id", "wrong_type", '"2027-01-04"'),
    ({"span": {"from": datetime(2027, 1, 4)}}, "/span/from", "wrong_type", "a date as in 2027-01-04"),  # noqa: DTZ001
    ({"limit": float("inf")}, "/limit", "not_finite", "a number, more than 0"),
    ({"limit": float("nan")}, "/limit", "not_finite", "a number, more than 0"),
    ({"ratio": 10**400}, "/ratio", "out_of_range", "a number"),
    ({"count": 10**5000}, "/count", "out_of_range", "a whole number, from 1 to 12"),
    ({"rates": {True: 1}}, "/rates/true", "wrong_key", '"true"'),
    ({"rates": {10**5000: 1}}, "/rates/a number of more than 30 digits", "wrong_key", None),
    ({7: 1}, "/7", "wrong_key", '"7"'),
    ({"rates": {"a\x07": 1}}, "/rates/a\\u0007", "forbidden_character", "a"),
    ({"tags": {"a"}}, "/tags", "wrong_type", "a list of text"),
]


@pytest.mark.parametrize(("wrong", "pointer", "code", "suggestion"), YAML_VALUES)
def test_what_yaml_and_python_can_hold_and_json_cannot_is_refused_in_its_place(wrong, pointer, code, suggestion):
    (fault,) = refusal({"id": "a", **wrong})
    assert (fault.pointer, fault.code) == (pointer, code)
    assert suggestion is None or fault.suggestion == suggestion


def test_a_date_of_yaml_is_a_date():
    assert read_value({"from": date(2027, 1, 4)}, Span) == Span(from_=date(2027, 1, 4))


def test_whole_numbers_become_numbers_only_where_nothing_else_is_meant():
    note = read_value({"id": "a", "ratio": 2, "share": 0}, Note)
    assert (type(note.ratio), type(note.share)) == (float, int)


def test_keys_given_twice_are_told_wherever_they_stand():
    data = b'{"id": "a", "count": 1, "count": 2, "rates": {"x": 1, "x": 1}, "spans": [{"to": null, "to": null}]}'
    assert places(refusal(data)) == [
        ("/count", "repeated_field"),
        ("/rates/x", "repeated_field"),
        ("/spans/0/to", "repeated_field"),
        ("/spans/0/from", "missing"),
    ]


@pytest.mark.parametrize("written", [r"\u0007", r"\b", r"\ud800", r"\udfff", r"\uFFFE", "\uffff", "\x07"])
def test_characters_that_no_document_can_show_are_refused_however_they_are_written(written):
    (fault,) = refusal(f'{{"id": "a", "tags": ["x", "y{written}z"]}}'.encode())
    assert (fault.pointer, fault.code, fault.suggestion) == ("/tags/1", "forbidden_character", "yz")


@pytest.mark.parametrize("written", [r"\ud83d\ude00", r"\\u0007", r"\n\t", r"\\b", "é", r"\u007f"])
def test_characters_that_only_look_doubtful_are_read(written):
    data = f'{{"id": "a", "tags": ["{written}"]}}'.encode()
    assert read_json(data, Note) == msgspec.json.decode(data, type=Note)


def test_an_unescaped_line_break_is_no_json():
    (fault,) = refusal(b'{"id": "a",\n "tags": ["x\ny"]}')
    assert (fault.pointer, fault.code) == ("", "not_json")
    assert "line 2, column 13" in fault.detail


def test_an_unescaped_line_break_does_not_hide_the_other_faults():
    assert places(refusal(b'{"id": "a", "tags": ["x\ny", 1]}')) == [("/tags/1", "wrong_type"), ("", "not_json")]


NOT_JSON = [
    (b'{"id": "a",}', "line 1, column 12"),
    (b"{'id': 'a'}", "line 1, column 2"),
    (b'{"id"\n"a"}', "line 2, column 1"),
    (b'{"id": "a"', "line 1, column 11"),
    (b'{"id": "a"} x', "line 1, column 13"),
    (b'{"id": "a\\x"}', "line 1, column 10"),
    (b'{"id": "a\nb\\x"}', "line 2, column 2"),
    (b"id: a", "line 1, column 1"),
    (b"  \n", "is empty"),
    ('{"id": "ä"}'.encode("latin-1"), "line 1"),
    ('{"id": "a"}'.encode("utf-16"), "byte order mark"),
]


@pytest.mark.parametrize(("data", "place"), NOT_JSON)
def test_what_is_no_json_is_told_with_line_and_column(data, place):
    (fault,) = refusal(data)
    assert fault.pointer == ""
    assert place in fault.detail
    assert fault.suggestion


def test_a_document_over_the_limit_is_not_looked_at():
    assert places(refusal(b"x" * 101, limit=100)) == [("", "too_large")]


def test_brackets_inside_texts_do_not_nest():
    data = json.dumps({"id": "a", "tags": ["[{" * 500, '"' + "[" * 500], "count": 0}).encode()
    assert places(refusal(data)) == [("/count", "out_of_range")]


def test_nesting_up_to_the_limit_is_looked_into():
    assert places(refusal(b"[" * 100 + b"]" * 100)) == [("", "wrong_type")]
    assert places(refusal(b"[" * 101 + b"]" * 101)) == [("", "too_deep")]


def test_a_best_effort_keeps_the_places_of_lists():
    walked = walk({"id": 5, "count": 99, "tags": ["a", 1, "b"], "spans": [{}, {"from": "2027-01-04"}]}, Note)
    assert walked.value == Note(
        id="", tags=("a", "", "b"), spans=(Span(from_=date(2000, 1, 1)), Span(from_=date(2027, 1, 4)))
    )


class Needy(Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing has a default."""

    flag: bool
    number: float
    least: Annotated[int, Meta(ge=3)]
    word: Literal["x", "y"]
    pair: tuple[int, Span]
    table: dict[str, int]
    row: tuple[int, ...]
    maybe: int | None
    either: int | str


def test_what_is_missing_and_has_no_default_gets_an_empty_stand_in():
    walked = walk({}, Needy)
    assert walked.value == Needy(False, 0.0, 3, "x", (0, Span(from_=date(2000, 1, 1))), {}, (), None, 0)
    assert {fault.code for fault in walked.faults} == {"missing"}


def test_nothing_is_made_of_a_document_of_another_kind():
    assert walk([], Note).value is None


def test_only_so_many_faults_are_kept_and_the_last_says_how_many_more():
    faults = walk({"id": "a", "tags": list(range(MOST + 5))}, Note).faults
    assert len(faults) == MOST + 1
    assert faults[-1].detail == "5 more faults are not shown."
    assert walk({"id": "a", "tags": list(range(MOST + 1))}, Note).faults[-1].detail == "One more fault is not shown."


def test_a_flood_of_faults_ends_the_walk():
    walked = walk({"id": "a", "tags": [0] * 1_000_000}, Note)
    assert walked.value is None
    assert walked.faults[-1].detail == "At least 19,000 more faults are not shown."


def test_long_names_and_values_are_cut_in_what_is_said():
    for fault in refusal({"id": "y" * 10**6, "x" * 10**6: 1, "rates": {"k" * 10**6: "v"}}):
        assert len(fault.pointer) + len(fault.detail) + len(fault.suggestion) < 1000


def test_faults_are_sorted_as_the_document_stands():
    document = {"b": [1, {"c": 2, "a/b": 3}], "a": 1}
    pointers = ["/a", "/zzz", "/b/1/a~1b", "/b/1/c", "/b/1/missing", "/b/0", "", "/b"]
    faults = [Fault(pointer=pointer, code="x", detail="x") for pointer in pointers]
    assert [fault.pointer for fault in in_order(faults, document)] == [
        "", "/b", "/b/0", "/b/1/c", "/b/1/a~1b", "/b/1/missing", "/a", "/zzz",
    ]  # fmt: skip


def test_a_catalog_comes_back_as_it_was_written():
    catalog = a_catalog(an_item("act-a", modes={"in_house": a_mode(3, 1.5, {"lead": 2})}), an_item("gov-b"))
    assert read_json(msgspec.json.encode(catalog), Catalog) == catalog
    assert read_value(msgspec.to_builtins(catalog), Catalog) == catalog


def test_a_fault_deep_in_a_catalog_has_its_whole_pointer():
    document = msgspec.to_builtins(a_catalog(an_item("act-a", after=["act-b"])))
    document["items"][0]["modes"]["in_house"]["cash"] = [1, 2]
    document["items"][0]["prerequisites"] = [{"item": "act-b", "lag": 2}, 5]
    assert places(refusal(document, Catalog)) == [
        ("/items/0/modes/in_house/cash", "wrong_length"),
        ("/items/0/prerequisites/0/lag", "unknown_field"),
        ("/items/0/prerequisites/1", "wrong_type"),
    ]


WIRE_VALUES = st.recursive(
    st.sampled_from(
        [
            None,
            True,
            0,
            1,
            5,
            0.5,
            2.0,
            -1,
            10**18,
            10**20,
            "a",
            "a\n",
            "B",
            "action",
            "catalog",
            "2027-01-04",
            "2027-02-30",
        ]
    )
    | st.text(max_size=3)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["from", "to", "x"]), inner, max_size=2)
    ),
    max_leaves=4,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from([one.encode_name for one in msgspec.structs.fields(Note)]), WIRE_VALUES))
def test_the_walker_and_the_fast_decoder_read_alike(document):
    # The project's own rules (characters, huge numbers, a line break at the end of an id) make the walker stricter.
    data = json.dumps({"id": "a", **document}).encode()
    walked = walk(json.loads(data), Note)
    try:
        decoded = msgspec.json.decode(data, type=Note)
    except msgspec.MsgspecError:
        assert walked.faults
    else:
        stricter = {"forbidden_character", "out_of_range", "wrong_form"}
        assert walked.value == decoded or {fault.code for fault in walked.faults} <= stricter
        assert walked.faults or read_json(data, Note) == decoded
