"""Goals spelled out, and how far each may be given up."""

import pytest

from planner.goals import PRESETS, allowance, expanded
from planner.request import Goal
from tests.builders import a_request


@pytest.mark.parametrize(
    ("preset", "entries"),
    [
        ("fastest", (("finish", None), ("cost", None), ("risk", None))),
        ("cheapest", (("cost_to_gate", None), ("finish", None), ("risk", None))),
        ("safest", (("risk", None), ("finish", None), ("cost", None))),
        ("balanced", (("finish", "10%"), ("cost", "5%"), ("risk", None))),
    ],
)
def test_a_preset_is_a_list_of_goals(preset, entries):
    assert [(goal.goal, goal.within) for goal in expanded(a_request(goals=preset))] == list(entries)


def test_there_are_four_presets_and_fastest_is_the_one_where_nothing_is_said():
    assert set(PRESETS) == {"fastest", "cheapest", "safest", "balanced"}
    assert expanded(a_request()) == PRESETS["fastest"]


def test_names_and_goals_may_be_mixed():
    given = ("peak", Goal("finish", within="2w"), "levels")
    assert expanded(a_request(goals=given)) == (Goal("peak"), Goal("finish", within="2w"), Goal("levels"))


@pytest.mark.parametrize(
    ("within", "value", "most"),
    [
        (None, 20, 20),
        ("0w", 20, 20),
        ("3w", 20, 23),
        ("3w", 0, 3),
        ("10%", 20, 22),
        # Rounded down: 10 % of 29 are 2.9; of 9, nothing whole.
        ("10%", 29, 31),
        ("10%", 9, 9),
        ("0%", 29, 29),
        ("50%", 0, 0),
        # Exact where binary fractions are not: 2.5 % of 1000, and 0.1 % of ten thousand and of a billion.
        ("2.5%", 1000, 1025),
        ("0.1%", 10_000, 10_010),
        ("0.1%", 10**9, 1_001_000_000),
        ("29%", 100, 129),
        ("200%", 7, 21),
    ],
)
def test_a_goal_may_be_given_up_by_weeks_or_by_a_part_of_it(within, value, most):
    assert allowance(Goal("finish", within=within), value) == most
