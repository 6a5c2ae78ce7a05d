"""The search: each goal in turn, proven, held; nothing lost and nothing taken on trust."""

from typing import get_args

import pytest
from ortools.sat.python import cp_model

from planner.network import Schedule
from planner.optimizer import model, search, solving
from planner.optimizer.breeding import Breeding
from planner.optimizer.model import PlanModel
from planner.optimizer.packing import Load
from planner.optimizer.relaxation import Relaxation
from planner.optimizer.search import Contradiction, Search
from planner.optimizer.stages import Idea, Stage
from planner.optimizer.windows import Windows
from tests.planner.networks import a_gate, a_network, a_node, a_schedule, goals, modes_of, searched, starts_of
from tests.planner.optimizer.searches import PAIR, Idle, a_search, proven, values

# b is longer, but a must go first, as it is needed by its gate: a then b takes five weeks.
PINNED = a_network(
    a_node("a", (2, 0, 100)), a_node("b", (3, 0, 100)), a_gate("gate", latest=3), links=[("a", "gate")], caps=[(100,)]
)


@pytest.fixture
def no_first_plan(monkeypatch):
    """Leaves the search to the solver alone."""
    monkeypatch.setattr(search, "Heuristic", Idle)


def test_goals_are_proven_in_order_and_the_last_report_says_so():
    report = searched(PAIR)
    assert values(report) == [("finish", 2, 2, True), ("cost", 22, 22, True)]
    assert report.done
    assert report.repeatable
    assert not report.infeasible


def test_the_second_goal_never_costs_the_first():
    # c takes 5 weeks: a may take its 4, b must take its 1; the other way round, 1 + 3 weeks, costs as much.
    network = a_network(*PAIR.nodes[:2], a_node("c", (5,)), caps=[(100,)])
    report = searched(network)
    assert values(report) == [("finish", 5, 5, True), ("cost", 12, 12, True)]


@pytest.mark.parametrize(("total", "values_of"), [(9, []), (10, [8, 10]), (19, [8, 10]), (20, [5, 20]), (30, [2, 30])])
def test_of_three_modes_the_money_decides(total, values_of):
    report = searched(a_network(a_node("a", (8, 10), (5, 20), (2, 30)), total=total))
    assert [goal.value for goal in report.goals if goal.proven] == values_of
    assert report.infeasible is (not values_of)


def test_what_priority_cannot_find_is_found(no_first_plan):
    report = searched(PINNED)
    assert starts_of(PINNED, report.schedule) == {"a": 0, "b": 2, "gate": 2, "end": 5}


def test_windows_alone_may_show_that_there_is_no_plan():
    report = searched(a_network(a_node("a", (3,)), end=a_gate("end", latest=2), deadline=2))
    assert report.infeasible
    assert report.schedule is None
    assert values(report) == [("finish", None, 3, False), ("cost", None, 0, False)]


def test_the_solver_may_prove_that_there_is_no_plan():
    # Five weeks of one person's work in four weeks.
    pair = (a_node("a", (2, 0, 100)), a_node("b", (3, 0, 100)))
    report = searched(a_network(*pair, caps=[(100,)], end=a_gate("end", latest=4), deadline=4))
    assert report.infeasible
    assert report.schedule is None


def test_every_better_plan_is_reported_at_once_and_the_last_report_is_the_best():
    told = []
    last = searched(PAIR, report=told.append)
    keys = [tuple(goal.value for goal in report.goals) for report in told if report.schedule is not None]
    assert keys == sorted(keys, reverse=True)
    assert told[-1] == last
    assert [report.done for report in told] == [False] * (len(told) - 1) + [True]


def test_bounds_never_fall():
    told = []
    searched(PAIR, report=told.append)
    bounds = [report.goals[0].bound for report in told]
    assert bounds == sorted(bounds)


# What it starts from and how it ends -------------------------------------------------------------------------


def test_gates_are_declared_when_they_are_earned_in_every_plan_that_is_kept():
    told = []
    searched(PINNED, start=a_schedule(PINNED, a=0, b=2, gate=3, end=9), report=told.append)
    assert told[0].schedule == a_schedule(PINNED, a=0, b=2, gate=2, end=5)


def test_a_plan_to_start_from_is_kept_until_there_is_a_better_one():
    start = a_schedule(PINNED, a=1, b=3, gate=3, end=6)
    told = []
    searched(PINNED, start=start, report=told.append)
    assert told[0].schedule == start


def test_a_plan_to_start_from_that_breaks_something_is_not_kept():
    told = []
    searched(PINNED, start=a_schedule(PINNED, a=1, b=1, gate=3, end=6), report=told.append)
    assert (1, 1, 3, 6) not in {report.schedule.starts for report in told if report.schedule is not None}


def test_a_search_stopped_before_it_begins_still_has_the_plan_by_priority():
    made = a_search(PAIR)
    made.stop()
    report = made.run()
    assert report.schedule is not None
    assert report.done
    assert not report.repeatable


def test_a_search_stopped_at_its_first_plan_keeps_it_and_proves_no_more(no_first_plan):
    made = None

    def stop(report):
        if report.schedule is not None:
            made.stop()

    # The first plan comes from the solver, which is stopped while it tells of it.
    made = a_search(PINNED, report=stop)
    report = made.run()
    assert report.schedule is not None
    assert report.done
    assert not report.repeatable


def test_a_plan_that_is_proven_but_was_not_tidied_is_not_repeatable():
    made = None

    def stop_when_proven(report):
        if all(goal.proven for goal in report.goals):
            made.stop()

    made = a_search(PAIR, report=stop_when_proven)
    report = made.run()
    assert all(goal.proven for goal in report.goals)
    assert not report.repeatable


def test_a_second_plan_as_good_and_as_tidy_is_not_repeatable():
    # Without weights all plans are equally tidy, and a may stand in any of weeks 0 to 4.
    network = a_network(a_node("a", (1,)), a_node("b", (5,)))
    made = a_search(network)
    assert made.run().repeatable
    made = a_search(network)
    made.tidiness.weights = [0] * (len(network.nodes) - 1) + [1]
    report = made.run()
    assert proven(report) == (5, 0)
    assert not report.repeatable


def test_a_plan_with_one_place_for_everything_is_repeatable_without_weights():
    network = a_network(a_node("a", (5,)), a_node("b", (5,)))
    made = a_search(network)
    made.tidiness.weights = [0, 0, 1]
    assert made.run().repeatable


def test_where_a_goal_is_not_proven_the_plan_is_not_repeatable(monkeypatch):
    monkeypatch.setattr(Search, "_solve_goal", lambda *_: cp_model.UNKNOWN)
    report = searched(a_network(*PAIR.nodes[:2], a_node("c", (5,)), caps=[(100,)]))
    assert not all(goal.proven for goal in report.goals)
    assert not report.repeatable


def test_the_same_search_has_the_same_end_from_any_start():
    network = a_network(*PAIR.nodes[:2], a_node("c", (5,)), caps=[(100,)])
    late = a_schedule(network, a=0, b=4, c=0, end=7)
    dear = a_schedule(network, {"a": 1, "b": 1}, a=1, b=0, c=0, end=5)
    reports = [searched(network, start=start) for start in (None, late, dear)]
    assert [report.repeatable for report in reports] == [True] * 3
    assert len({report.schedule for report in reports}) == 1


def test_stopping_when_nothing_is_being_solved_does_no_harm():
    made = a_search(PAIR)
    made.stop()
    made.stop()
    assert made.run().done


def test_no_time_is_no_error():
    report = searched(PAIR, seconds=0)
    assert report.schedule is not None


# Nothing is taken on trust -----------------------------------------------------------------------------------


def test_a_plan_that_breaks_something_is_never_kept():
    made = a_search(PAIR)
    made._offer(a_schedule(PAIR, a=0, b=0, end=4))
    assert (made.best, made.plans) == (None, 0)


def test_a_plan_that_gives_up_what_is_held_is_never_kept():
    made = a_search(PAIR)
    made.achieved["finish"] = 6
    made._offer(a_schedule(PAIR, a=0, b=4, end=7))
    assert made.best is None
    made._offer(a_schedule(PAIR, {"a": 1}, a=0, b=1, end=4))
    assert made.best is not None


def test_a_plan_that_gives_up_no_more_than_it_may_is_kept():
    made = a_search(PAIR, goals(("finish", "1w"), "cost"))
    made.achieved["finish"] = 3
    made._offer(a_schedule(PAIR, a=0, b=4, end=7))
    assert made.best is None
    made._offer(a_schedule(PAIR, {"a": 1}, a=0, b=1, end=4))
    assert made.best is not None
    assert made.achieved["finish"] == 3


def test_a_goal_that_was_held_unproven_may_still_be_found_better():
    made = a_search(PAIR)
    made.achieved["finish"] = 7
    good = a_schedule(PAIR, {"a": 1}, a=0, b=1, end=4)
    made._offer(a_schedule(PAIR, a=0, b=4, end=7))
    made._offer(good)
    # Cost is 2 in the first and 12 in the second; the finish, which comes first, decides.
    assert (made.best, made.achieved["finish"]) == (good, 4)


def test_a_worse_plan_does_not_replace_a_better():
    made = a_search(PAIR)
    good = a_schedule(PAIR, {"a": 1}, a=0, b=1, end=4)
    made._offer(good)
    made._offer(a_schedule(PAIR, {"a": 1}, a=0, b=2, end=5))
    assert (made.best, made.plans) == (good, 2)


@pytest.mark.parametrize(("bound", "whole"), [(12.0, 12), (12.0000001, 12), (11.9999999, 12), (12.01, 13), (3.0, 4)])
def test_a_bound_is_raised_to_the_next_whole_number_and_never_lowered(bound, whole):
    made = a_search(PAIR)
    made.bounds["finish"] = 4
    made._raise_bound("finish", bound)
    assert made.bounds["finish"] == whole


def test_a_solver_that_denies_the_plan_at_hand_is_not_believed(monkeypatch):
    class Wrong(PlanModel):
        def minimize(self, goal, least):
            super().minimize(goal, least)
            self.model.add_bool_or([])

    monkeypatch.setattr(solving, "PlanModel", Wrong)
    # People promise 4 weeks, a freeze between the two makes them 5: nothing is proven before the solver is asked.
    network = a_network(a_node("a", (2, 0, 100)), a_node("b", (2, 0, 100)), caps=[(100,)], frozen=frozenset({2}))
    with pytest.raises(Contradiction, match="finish"):
        a_search(network).run()


def test_a_plan_of_the_solver_s_that_breaks_something_is_neither_kept_nor_proves_anything_kept(monkeypatch):
    class Careless(PlanModel):
        def add_constraints(self):
            """Forgets everything but the windows."""

    monkeypatch.setattr(solving, "PlanModel", Careless)
    network = a_network(a_node("a", (2, 0, 100)), a_node("b", (2, 0, 100)), caps=[(100,)], frozen=frozenset({2}))
    report = a_search(network).run()
    assert isinstance(report.schedule, Schedule)
    assert starts_of(network, report.schedule)["end"] == 5
    assert report.goals[0].bound < 5
    assert not report.repeatable


# The runs of the solver --------------------------------------------------------------------------------------


def test_a_run_has_its_share_of_the_time_left_and_its_seed():
    made = Search(PAIR, goals("finish"), seconds=100, workers=3, seed=7)
    parameters = made._solver_for(Stage(0.5, ("lb_tree_search",))).parameters
    assert 40 < parameters.max_time_in_seconds <= 50
    assert (parameters.num_workers, parameters.random_seed) == (3, 7)
    assert list(parameters.subsolvers) == ["lb_tree_search"]


def test_a_later_run_goes_on_where_the_first_proved_nothing(monkeypatch):
    asked = []

    def improve(self, goal, stage):
        asked.append((goal, stage.subsolvers))
        return cp_model.UNKNOWN

    monkeypatch.setattr(Search, "_solve_goal", improve)
    # Priority takes short modes; that nothing cheaper does as well is not known without a search.
    network = a_network(*PAIR.nodes[:2], a_node("c", (5,)), caps=[(100,)])
    report = a_search(network).run()
    assert asked[:2] == [("cost", ()), ("cost", ("lb_tree_search",))]
    assert not report.goals[1].proven


def test_the_bound_search_finds_the_same_cost(monkeypatch):
    monkeypatch.setitem(search.STAGES, "last", (Stage(0.9, ("lb_tree_search",)),))
    network = a_network(*PAIR.nodes[:2], a_node("c", (5,)), caps=[(100,)])
    assert values(searched(network))[1] == ("cost", 12, 12, True)


# The model's own questions -----------------------------------------------------------------------------------


def solved(model):
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model.model)
    return None if status == cp_model.INFEASIBLE else model.variables.schedule(solver.value)


def test_a_plan_that_is_excluded_does_not_come_back():
    # By week 3 there are two plans: a in week 0 or in week 1, and b in weeks 0 to 2 either way.
    network = a_network(a_node("a", (2,)), a_node("b", (3,)))
    model = PlanModel(network, Windows(network), 3)
    seen = set()
    while (schedule := solved(model)) is not None:
        seen.add(schedule.starts)
        model.exclude(schedule)
    assert seen == {(0, 0, 3), (1, 0, 3)}


def test_another_mode_is_another_plan():
    # By week 3: a in its long mode in week 0, in its two short ones in week 0 or 1.
    network = a_network(a_node("a", (3,), (2,), (2,)))
    model = PlanModel(network, Windows(network), 3)
    model.model.add(model.variables.start[1] == 3)
    seen = set()
    while (schedule := solved(model)) is not None:
        seen.add((schedule.starts[0], schedule.modes[0]))
        model.exclude(schedule)
    assert seen == {(0, 0), (0, 1), (1, 1), (0, 2), (1, 2)}


def test_modes_are_read_from_the_plan():
    network = a_network(a_node("a", (9,), (5, 1), (2, 3)), deadline=6, end=a_gate("end", latest=6))
    report = searched(network)
    assert modes_of(network, report.schedule) == {"a": 2}


# Once more ---------------------------------------------------------------------------------------------------


def test_what_was_proven_of_goals_that_may_have_more_room_now_is_forgotten(monkeypatch):
    made = Search(PAIR, goals("finish", "cost", "risk"), seconds=100, workers=1, seed=1)
    monkeypatch.setattr(made, "_improve", lambda goal: True)
    monkeypatch.setattr(made, "_narrow", lambda *_: None)
    made.achieved = {"finish": 99, "cost": 50, "risk": 7}
    made.bounds |= {"cost": 40, "risk": 7}
    made._again()
    # An earlier finish can only cost more: 40 still holds. But at a higher cost there may be less risk.
    assert made.bounds["cost"] == 40
    assert made.bounds["risk"] == 0
    assert not made.achieved


def test_nothing_is_gone_through_again_where_all_is_proven(monkeypatch):
    made = Search(PAIR, goals("finish"), seconds=100, workers=1, seed=1)
    monkeypatch.setattr(made, "_improve", lambda goal: pytest.fail("nothing is left to improve"))
    made.achieved = {"finish": made.bounds["finish"]}
    made._again()


# Without an idea ---------------------------------------------------------------------------------------------

# Money comes by the quarter, three people by the week, and each of five things takes two of them: nothing overlaps.
CROWDED = a_network(
    *(a_node(name, (3, 4, 200), (2, 9, 200)) for name in "abcd"),
    a_gate("gate", earliest=4),
    a_node("e", (2, 5, 200)),
    links=[("a", "gate"), ("b", "gate"), ("gate", "e")],
    caps=[(300,)],
    per_quarter=(12,),
)


@pytest.mark.parametrize("idea", get_args(Idea))
def test_without_any_one_idea_the_same_is_proven(idea):
    whole = proven(a_search(CROWDED).run())
    assert proven(a_search(CROWDED, without=[idea]).run()) == whole


@pytest.mark.parametrize(
    ("idea", "place", "name"),
    [
        ("improvement", Breeding, "step"),
        ("relaxation", Relaxation, "judge"),
        ("loads", Relaxation, "learn"),
        ("proposals", Breeding, "follow"),
        ("energy", model, "add_energy"),
    ],
)
def test_an_idea_that_is_left_out_is_not_tried(monkeypatch, idea, place, name):
    tried = []
    plain = getattr(place, name)
    monkeypatch.setattr(place, name, lambda *given, **fields: tried.append(name) or plain(*given, **fields))
    a_search(CROWDED, without=["glance", idea]).run()
    assert not tried
    a_search(CROWDED, without=["glance"]).run()
    assert tried


# The model of the run before ---------------------------------------------------------------------------------


@pytest.fixture
def between_runs():
    return Search(PAIR, goals("finish", "cost"), seconds=100, workers=1, seed=1)


def test_a_model_serves_again_for_the_same_horizon_and_may_hold_more(between_runs):
    kept = between_runs._kept_model(7)
    between_runs.achieved = {"finish": 5}
    assert between_runs._kept_model(7) is kept
    assert kept.held == {"finish": 5}
    kept.minimize("cost", 0)
    assert starts_of(PAIR, solved(kept))["end"] <= 5


def test_a_model_is_made_anew_for_another_horizon_or_where_it_holds_too_much(between_runs):
    between_runs.achieved = {"finish": 5}
    kept = between_runs._kept_model(7)
    assert between_runs._kept_model(6) is not kept
    kept = between_runs._kept_model(6)
    between_runs.achieved = {"finish": 6}
    assert between_runs._kept_model(6) is not kept


def test_a_new_goal_takes_the_place_of_the_one_before(between_runs):
    model = between_runs._kept_model(7)
    model.minimize("finish", 0)
    assert starts_of(PAIR, solved(model))["end"] == 2
    model.minimize("cost", 0)
    assert starts_of(PAIR, solved(model))["end"] == 7


def test_the_solver_is_told_of_loads_where_the_bound_is_near(between_runs):
    load = Load(((1, 1), (1, 1), (0,)), 1)
    between_runs.relaxation.loads.append(load)
    between_runs.best = a_schedule(PAIR, a=0, b=4, end=7)
    between_runs.bounds["finish"] = 6
    assert not between_runs._kept_model(7).loads
    between_runs.bounds["finish"] = 7
    assert between_runs._kept_model(7).loads == (load,)
