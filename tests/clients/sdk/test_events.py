import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.sdk.events import Event, EventStream


def read(*chunks: bytes) -> list[Event]:
    stream = EventStream()
    return [event for chunk in chunks for event in stream.feed(chunk)]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_an_event_is_its_fields_whatever_ends_its_lines(end):
    written = end.join([b"id: 3", b"event: state", b"data: one", b"data: two", b"", b": the end may be cut"])
    assert read(written) == [Event("3", "state", "one\ntwo")]


def test_comments_unknown_fields_and_events_without_data_are_passed_over():
    assert read(b": ping\n\nevent: state\n\nid: 9\nwhat: x\ndata\n\n") == [Event("9", "message", "")]


def test_only_one_space_belongs_to_the_writing():
    assert read(b"data:  a\ndata:b:c\n\n") == [Event("", "message", " a\nb:c")]


def test_an_id_stays_until_there_is_another_and_one_with_a_nul_is_none():
    assert [event.id for event in read(b"id:1\ndata:a\n\ndata:b\n\nid:2\x00\ndata:c\n\n")] == ["1", "1", "1"]


def test_a_byte_order_mark_may_stand_before_all():
    assert read(b"\xef\xbb\xbfdata: a\n\n") == [Event("", "message", "a")]


def test_the_pause_that_the_server_asks_for_is_kept():
    stream = EventStream()
    stream.feed(b"retry: soon\nretry: 250\n")
    assert stream.retry_s == 0.25


def test_what_was_not_finished_is_no_event():
    assert read(b"data: a\n") == []


WRITTEN = (
    b"\xef\xbb\xbf: x\r\n\r\nid: 1\revent: state\rdata: \xe2\x82\xac\r\rid: 2\ndata: b\r\ndata: c\n\n\nretry: 5\n\n"
)


@given(st.lists(st.integers(0, len(WRITTEN)), max_size=8))
def test_where_the_bytes_are_cut_makes_no_difference(cuts):
    places = [0, *sorted(cuts), len(WRITTEN)]
    chunks = [WRITTEN[begin:end] for begin, end in itertools.pairwise(places)]
    assert read(*chunks) == [Event("1", "state", "€"), Event("2", "message", "b\nc")]
