import pytest

from clients.cli import shorthand


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2", 2),
        ("two", "two"),
        ("enterprise=2,sales=3", {"enterprise": 2, "sales": 3}),
        ("2, sales=3", {"enterprise": 2, "sales": 3}),
    ],
)
def test_levels_are_one_or_by_function(text, value):
    assert shorthand.levels(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("13", 13), ("catalog", "catalog"), ("2=13,3=26", {"2": 13, "3": 26})],
)
def test_evidence_weeks_are_one_number_or_by_level(text, value):
    assert shorthand.by_level(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("balanced", "balanced"),
        ("peak", ["peak"]),
        ("cost_to_gate,finish", ["cost_to_gate", "finish"]),
        ("finish:10%", [{"goal": "finish", "within": "10%"}]),
        ("finish:2w, risk", [{"goal": "finish", "within": "2w"}, "risk"]),
        ("soonest", "soonest"),
    ],
)
def test_goals_are_a_preset_or_a_list(text, value):
    assert shorthand.goals(text) == value


@pytest.mark.parametrize(("text", "value"), [("10%", 0.1), ("12.5 %", 0.125), ("0.1", 0.1), ("0", 0), ("0%", 0)])
def test_a_share_is_percent_or_a_part_of_one(text, value):
    assert shorthand.share(text) == value


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("Year", "year"), ("no", False)])
def test_money_is_carried_over_always_within_the_year_or_never(text, value):
    assert shorthand.carried(text) == value


@pytest.mark.parametrize(("text", "value"), [("4", 4), ("April", 4), ("oct", 10), ("ju", "ju"), ("13", 13)])
def test_a_month_is_a_number_or_a_name(text, value):
    assert shorthand.month(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("gate-3<=2027-12-31", {"on": "gate-3", "not_after": "2027-12-31"}),
        ("act-x@sales >= 2027-03-01", {"on": "act-x@sales", "not_before": "2027-03-01"}),
        ("act-x=partner", {"on": "act-x", "mode": "partner"}),
    ],
)
def test_a_pin_bounds_a_date_or_names_a_mode(text, value):
    assert shorthand.pin(text) == [value]


def test_a_freeze_is_a_span_of_days_or_one():
    assert shorthand.freeze("2027-12-13..2028-01-03") == [{"from": "2027-12-13", "to": "2028-01-03"}]
    assert shorthand.freeze("2027-12-24") == [{"from": "2027-12-24", "to": "2027-12-24"}]


@pytest.mark.parametrize("text", ["FY27 Q3", "fy27q3", "27 Q3", "2027-Q3", "FY2027 Q3"])
def test_a_quarter_is_written_in_many_ways(text):
    assert shorthand.quarter(text) == "FY27 Q3"


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (shorthand.share, "10"),
        (shorthand.share, "a tenth"),
        (shorthand.carried, "perhaps"),
        (shorthand.pin, "gate-3"),
        (shorthand.pin, "gate-3=2027-12-31"),
        (shorthand.freeze, "Christmas"),
        (shorthand.freeze, "2027-12-13..later"),
        (shorthand.quarter, "FY27 Q5"),
        (shorthand.of_role(shorthand.rate, "ai_engineer=4800"), "4800"),
        (shorthand.rate, "much"),
    ],
)
def test_what_cannot_be_read_is_met_with_an_example(read, text):
    with pytest.raises(ValueError, match=r"\w"):
        read(text)
