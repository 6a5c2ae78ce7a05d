"""Words measured for slides: lines, cuts, heights, and tables that are cut into parts."""

import pytest

from clients.documents.pptx.lettering import broken, in_one, tall, wide, within
from clients.documents.pptx.tables import Column, Table, pages

# Arial's own widths, in thousandths of its size: H 722, e 556, l 222, o 556.
HELLO = (722 + 556 + 222 + 222 + 556) / 1000


def test_a_word_is_as_wide_as_in_arial_and_a_little():
    assert HELLO * 10 / 72 <= wide("Hello", 10) <= HELLO * 10 / 72 * 1.05


def test_words_break_at_blanks_and_long_ones_where_they_must():
    assert broken("one two three", 10, wide("one two ", 10)) == ["one two", "three"]
    lines = broken("W" * 30, 10, wide("W" * 10, 10) * 1.01)
    assert lines == ["W" * 10] * 3


def test_no_line_is_wider_than_its_room():
    words = "株式会社の生成AI " + "Wide Words " * 10 + "x" * 90
    assert all(wide(line, 10) <= 1.0001 for line in broken(words, 10, 1))


def test_what_is_too_long_ends_in_an_ellipsis_within_its_lines():
    words, lines = within("word " * 50, 10, 2, 2)
    assert lines == 2
    assert words.endswith("…")
    assert len(broken(words, 10, 2)) == 2
    assert within("short", 10, 2, 2) == ("short", 1)
    assert in_one("word " * 50, 10, 1).endswith("…")


def test_letters_of_the_east_need_higher_lines():
    assert tall(1, 10, "株式会社") > tall(1, 10, "Latin")


@pytest.mark.parametrize("rows", [1, 7, 40])
def test_parts_of_a_table_fit_their_slides_and_hold_every_row_in_order(rows):
    table = Table("T", (Column("A", 2), Column("B", 2)), tuple([str(number), "words " * 20] for number in range(rows)))
    parts = pages(table, 2, 5)
    assert [row for part in parts for row in part] == list(table.rows)
    assert table.height(parts[0]) <= 2
    assert all(table.height(part) <= 5 for part in parts)


def test_parts_of_a_table_are_about_as_long_as_each_other():
    table = Table("T", (Column("A", 2),), tuple([str(number)] for number in range(22)))
    high = table.high(["1"])
    parts = pages(table, table.heading + 20.5 * high, table.heading + 20.5 * high)
    assert sorted(len(part) for part in parts) == [11, 11]
