"""Marks: what a window tells needs no literal; where it does not, the literal says what it means."""

import pytest
from ortools.sat.python import cp_model

from planner.optimizer.marks import Marks, negated
from planner.optimizer.variables import Variables
from planner.optimizer.windows import Windows
from tests.planner.networks import a_network, a_node

HORIZON = 10

# a may start in weeks 0 to 8 and end in weeks 2 to 10; b is a week, and pinned to week 4.
NETWORK = a_network(a_node("a", (2,)), a_node("b", (1,), earliest=4, latest=5))


def some_marks(network=NETWORK):
    return Marks(Variables(cp_model.CpModel(), network, Windows(network), HORIZON))


def possible(marks, expression, *given):
    """Every value that an expression can take under the constraints, with ``given`` added."""
    model = marks.model.clone()
    for constraint in given:
        model.add(constraint)
    found = set()
    while True:
        for value in found:
            model.add(expression != value)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        if solver.solve(model) == cp_model.INFEASIBLE:
            return found
        found.add(solver.value(expression))


@pytest.mark.parametrize(("week", "told"), [(0, False), (1, None), (8, None), (9, True)])
def test_a_start_is_marked_where_the_window_does_not_tell(week, told):
    mark = some_marks().started(0, week)
    assert mark is told if told is not None else not isinstance(mark, bool)


@pytest.mark.parametrize(("week", "told"), [(1, False), (2, None), (9, None), (10, True)])
def test_a_finish_is_marked_where_the_window_does_not_tell(week, told):
    mark = some_marks().finished(0, week)
    assert mark is told if told is not None else not isinstance(mark, bool)


def test_what_is_pinned_is_told_in_every_week():
    marks = some_marks()
    assert [marks.started(1, week) for week in (4, 5)] == [False, True]
    assert [marks.finished(1, week) for week in (4, 5)] == [False, True]


def test_a_start_is_before_its_week_and_a_finish_by_it():
    marks = some_marks()
    start = marks.variables.start[0]
    started, finished = marks.started(0, 5), marks.finished(0, 5)
    assert possible(marks, start, started == 1) == {0, 1, 2, 3, 4}
    assert possible(marks, start, started == 0) == {5, 6, 7, 8}
    assert possible(marks, start, finished == 1) == {0, 1, 2, 3}
    assert possible(marks, start, finished == 0) == {4, 5, 6, 7, 8}


def test_a_mark_is_made_once():
    marks = some_marks()
    one = marks.started(0, 5)
    count = len(marks.model.proto.constraints)
    assert marks.started(0, 5) is one
    assert marks.finished(0, 5) is not one
    assert len(marks.model.proto.constraints) == count + 2


def test_the_opposite_of_a_mark_is_a_mark():
    marks = some_marks()
    assert [negated(True), negated(False)] == [False, True]
    start = marks.variables.start[0]
    assert possible(marks, start, negated(marks.started(0, 3)) == 1) == {3, 4, 5, 6, 7, 8}


def test_the_earlier_of_a_week_and_the_target_is_a_number_where_the_window_tells():
    marks = some_marks()
    target = marks.variables.start[2]
    # The target lies in weeks 5 to 10: after b.
    assert marks.by(5) == 5
    assert marks.by(10) is target
    assert marks.by(7) is marks.by(7)
    assert possible(marks, marks.by(7)) == {5, 6, 7}
    assert possible(marks, marks.by(7), target == 6) == {6}
    assert possible(marks, marks.by(7), target == 9) == {7}


def test_what_is_implied_holds_where_all_its_marks_do():
    marks = some_marks()
    start, target = marks.variables.start[0], marks.variables.start[2]
    early = marks.started(0, 3)
    marks.imply(target >= 9, [early, True])
    assert possible(marks, target, start == 2) == {9, 10}
    assert possible(marks, target, start == 3) == {5, 6, 7, 8, 9, 10}


def test_what_is_never_so_implies_nothing():
    marks = some_marks()
    count = len(marks.model.proto.constraints)
    marks.imply(marks.variables.start[0] >= 99, [False, True])
    assert len(marks.model.proto.constraints) == count


def test_what_is_always_so_is_a_plain_constraint():
    marks = some_marks()
    marks.imply(marks.variables.start[0] >= 7, [True])
    assert possible(marks, marks.variables.start[0]) == {7, 8}
