import pytest

from clients import amounts


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.5M", 1_500_000),
        ("250k", 250_000),
        ("250K", 250_000),
        ("1_500_000", 1_500_000),
        ("1,500,000", 1_500_000),
        ("1 500 000", 1_500_000),
        ("1.234567m", 1_234_567),
        ("2bn", 2_000_000_000),
        ("0", 0),
        ("-5", -5),
    ],
)
def test_money_is_read_as_people_write_it(text, value):
    assert amounts.read_money(text) == value


@pytest.mark.parametrize("text", ["", "abc", "1,5M", "1.5X", "1e400", "nan", "inf", "1.5", "12,34", "9" * 50, "٣٣x"])
def test_what_is_no_amount_is_refused_with_what_would_be(text):
    with pytest.raises(ValueError, match=r"\w"):
        amounts.read_money(text)


def test_quarters_are_separated_by_commas_or_semicolons():
    assert amounts.read_moneys("200k,250k") == [200_000, 250_000]
    assert amounts.read_moneys("200,000; 250,000") == [200_000, 250_000]
    assert amounts.read_moneys("200k") == 200_000


def test_a_comma_that_could_be_a_thousand_or_a_quarter_is_refused():
    with pytest.raises(ValueError, match="separates"):
        amounts.read_moneys("200,000,250,000")


def test_people_may_be_parts_and_may_change_by_quarter():
    assert amounts.read_people("12") == 12
    assert amounts.read_people("0.5") == 0.5
    assert amounts.read_people("1,1,2") == [1, 1, 2]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1_312_450, "1.31M"),
        (1_500_000, "1.5M"),
        (999_999, "1M"),
        (250_000, "250k"),
        (9_500, "9.5k"),
        (9_999, "10k"),
        (950, "950"),
        (0, "0"),
    ],
)
def test_short_money_keeps_about_three_figures(value, text):
    assert amounts.short_money(value) == text


def test_people_are_written_with_the_decimals_they_need():
    assert [amounts.people(number) for number in (2, 1.5, 0.35, 1200.0)] == ["2", "1.5", "0.35", "1,200"]
