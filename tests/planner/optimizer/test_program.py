"""Programs: a bound is certain whatever the multipliers it comes from."""

from itertools import product
from random import Random

import pytest

from planner.optimizer.program import PRECISION, Program, Solution


def a_random_program(dice):
    """Three or four columns to 3 at most, and rows of which some contradict each other in some programs."""
    program = Program()
    for _ in range(dice.choice((3, 4))):
        program.column(dice.randint(0, 3), dice.choice((0, dice.randint(-5, 20))))
    for _ in range(dice.randint(1, 5)):
        # A column may stand in a row more than once.
        terms = [
            (dice.randrange(len(program.most)), dice.choice((-7, -3, -1, 1, 2, 5))) for _ in range(dice.randint(1, 5))
        ]
        program.at_most(terms, dice.randint(-9, 6), firm=dice.random() < 0.3)
    return program


def the_least(program):
    """The least cost of whatever keeps every row, by trying everything; None where nothing does."""
    costs = [
        sum(cost * value for cost, value in zip(program.costs, values, strict=True))
        for values in product(*(range(most + 1) for most in program.most))
        if all(sum(values[column] * by for column, by in terms) <= amount for terms, amount, _ in program.rows)
    ]
    return min(costs, default=None)


def corrupted(multipliers, dice):
    """Multipliers some of which are wrong: none, much too high, a little too high or low, or another row's."""
    found = list(multipliers)
    for place, one in enumerate(found):
        found[place] = dice.choice(
            (
                one,
                0,
                one * 1000,
                max(0, one + dice.randint(-9, 9)),
                dice.choice(multipliers),
                dice.randint(0, PRECISION),
            )
        )
    return found


def solved(program, dice, *, elastic):
    """The multipliers of a solution; where firm rows contradict each other, and there is none, any."""
    found = program.solve(5, elastic=elastic)
    return [dice.randint(0, PRECISION) for _ in program.rows] if found is None else found.multipliers


def with_multipliers(program, multipliers, monkeypatch):
    """Let a program's solver come back with these multipliers."""
    monkeypatch.setattr(program, "solve", lambda seconds, *, elastic: Solution([], multipliers))
    return program


@pytest.mark.parametrize("seed", range(60))
def test_a_contradiction_is_certain_whatever_the_multipliers(seed):
    dice = Random(seed)
    program = a_random_program(dice)
    found = solved(program, dice, elastic=True)
    possible = the_least(program) is not None
    for multipliers in [found, *(corrupted(found, dice) for _ in range(50))]:
        assert not (possible and program.contradicted_by(Solution([], multipliers)))


@pytest.mark.parametrize("seed", range(60))
def test_a_bound_is_certain_whatever_the_multipliers(seed, monkeypatch):
    dice = Random(seed)
    program = a_random_program(dice)
    least = the_least(program)
    if least is None:
        return
    found = solved(program, dice, elastic=False)
    assert program.least(5) <= max(0, least)
    for _ in range(50):
        wrong = with_multipliers(program, corrupted(found, dice), monkeypatch)
        assert wrong.least(5) <= max(0, least)


@pytest.mark.parametrize("seed", range(60))
def test_no_multiplier_is_below_nothing(seed):
    program = a_random_program(Random(seed))
    for elastic in (True, False):
        found = program.solve(5, elastic=elastic)
        assert found is None or all(multiplier >= 0 for multiplier in found.multipliers)


def test_rows_that_contradict_each_other_are_found_out():
    # x + y of at least 5 and of at most 4.
    program = Program()
    x, y = program.column(9), program.column(9)
    program.at_most([(x, -1), (y, -1)], -5)
    program.at_most([(x, 1), (y, 1)], 4)
    assert program.contradicted_by(program.solve(5, elastic=True))


def test_rows_that_can_be_kept_are_not_found_out():
    program = Program()
    x, y = program.column(9), program.column(9)
    program.at_most([(x, -1), (y, -1)], -5)
    program.at_most([(x, 1), (y, 1)], 5)
    assert not program.contradicted_by(program.solve(5, elastic=True))


def test_a_column_s_own_bound_contradicts_a_row():
    program = Program()
    program.at_most([(program.column(2), -3)], -7)
    assert program.contradicted_by(program.solve(5, elastic=True))


def test_the_least_is_what_the_rows_make_it_rounded_up():
    # 2x + 3y >= 7 at 5 a unit: y as far as it goes, 2, and half an x: 12.5.
    program = Program()
    x, y = program.column(9, 5), program.column(2, 5)
    program.at_most([(x, -2), (y, -3)], -7)
    assert program.least(5) == 13


def test_the_least_is_nothing_where_costs_could_fall_below_it():
    program = Program()
    program.at_most([(program.column(3, -4), 1)], 2)
    assert program.least(5) == 0


def test_a_program_without_rows_costs_nothing_and_contradicts_nothing():
    program = Program()
    program.column(3, 4)
    program.at_most([], -1)
    assert program.rows == []
    assert program.least(5) == 0
    assert not program.contradicted_by(program.solve(5, elastic=True))


def test_a_column_named_twice_in_a_row_counts_twice():
    program = Program()
    x = program.column(9, 1)
    program.at_most([(x, -1), (x, -1)], -6)
    assert program.least(5) == 3


def test_a_firm_row_is_never_exceeded_for_a_price():
    program = Program()
    x = program.column(9)
    program.at_most([(x, 1)], 2, firm=True)
    program.at_most([(x, -1)], -6)
    assert program.solve(5, elastic=True).values[x] <= 2 + 1e-6


def test_a_row_of_nothing_but_zeros_is_solved():
    # A stock that no activity draws from.
    program = Program()
    program.at_most([(program.column(3, 1), 0)], 2)
    assert program.least(5) == 0
    assert not program.contradicted_by(program.solve(5, elastic=True))


@pytest.mark.soak
@pytest.mark.parametrize("hundred", range(30))
def test_bounds_are_certain_in_three_thousand_programs(hundred, monkeypatch):
    for seed in range(100 * hundred, 100 * hundred + 100):
        dice = Random(f"soak {seed}")
        program = a_random_program(dice)
        least, found = the_least(program), solved(program, dice, elastic=True)
        for multipliers in [found, *(corrupted(found, dice) for _ in range(20))]:
            if least is not None:
                assert not program.contradicted_by(Solution([], multipliers)), seed
                with monkeypatch.context() as patch:
                    assert with_multipliers(program, multipliers, patch).least(5) <= max(0, least), seed
