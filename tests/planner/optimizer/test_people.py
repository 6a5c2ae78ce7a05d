"""People, in the exact model: hundredths of an FTE, by quarters of four weeks."""

import pytest
from ortools.sat.python import cp_model

from planner.optimizer.model import PlanModel
from planner.optimizer.windows import Windows
from tests.planner.networks import a_network, a_node, best_values, searched


def test_one_person_does_one_thing_after_the_other():
    assert best_values(a_network(a_node("a", (2, 0, 100)), a_node("b", (3, 0, 100)), caps=[(100,)])) == (5, 0)


def test_shares_of_a_person_run_side_by_side_to_the_hundredth():
    parts = [a_node(name, (3, 0, 33)) for name in "abc"]
    assert best_values(a_network(*parts, caps=[(99,)])) == (3, 0)
    assert best_values(a_network(*parts, caps=[(98,)])) == (6, 0)


def test_each_role_and_their_sum_are_limited():
    # By roles alone a and b run side by side; of all people there are 150, which is not enough for both.
    both = (a_node("a", (2, 0, 100, 0, 100)), a_node("b", (2, 0, 0, 100, 100)))
    assert best_values(a_network(*both, caps=[(100,), (100,), (200,)])) == (2, 0)
    assert best_values(a_network(*both, caps=[(100,), (100,), (150,)])) == (4, 0)


def test_people_who_come_later_are_waited_for():
    # Half a person in weeks 0 to 3, a whole one from week 4.
    assert best_values(a_network(a_node("a", (2, 0, 100)), caps=[(50, 100)])) == (6, 0)


def test_people_who_leave_are_used_before():
    # After week 4 half a person is left: a, then b, both need to be done by then or never.
    network = a_network(a_node("a", (2, 0, 100)), a_node("b", (2, 0, 100)), a_node("c", (1, 0, 50)), caps=[(100, 50)])
    assert best_values(network) == (5, 0)
    assert best_values(a_network(a_node("a", (3, 0, 100)), a_node("b", (2, 0, 100)), caps=[(100, 50)])) == ()


def test_an_activity_may_not_span_a_quarter_that_has_too_few_people():
    # Weeks 4 to 7 have nobody. Three weeks and two: only one of them fits before, the other waits for week 8.
    network = a_network(a_node("a", (3, 0, 100)), a_node("b", (2, 0, 100)), caps=[(100, 0, 100)])
    assert best_values(network) == (10, 0)


def test_the_mode_that_needs_fewer_people_may_be_the_faster_way():
    # Side by side in 5 weeks with half a person each, or one after the other in 3 weeks each.
    modes = ((3, 0, 100), (5, 0, 50))
    assert best_values(a_network(a_node("a", *modes), a_node("b", *modes), caps=[(100,)])) == (5, 0)


def test_three_modes_of_different_lengths_and_needs_share_the_people_there_are():
    # Alone, a is quickest with all the people (2 weeks). Beside b, which takes half of them for 4 weeks, a's third way
    # (4 weeks with the other half) ends first; its second (3 weeks, 0.7 people) would have to wait.
    a = a_node("a", (2, 0, 100), (3, 0, 70), (4, 0, 50))
    assert best_values(a_network(a, caps=[(100,)])) == (2, 0)
    assert best_values(a_network(a, a_node("b", (4, 0, 50)), caps=[(100,)])) == (4, 0)


def test_a_search_over_people_finds_the_one_order_that_packs():
    network = a_network(
        a_node("a", (5, 0, 100)),
        a_node("b", (4, 0, 100)),
        a_node("c", (3, 0, 100, 50)),
        a_node("d", (6, 0, 0, 60)),
        a_node("e", (6, 0, 0, 50)),
        caps=[(100,), (110,)],
    )
    # a, b and c fill 12 weeks of the first role. c fits beside neither d and e together (160 > 110) but beside d alone
    # or e alone: d and e in weeks 0 to 5, a and b in 0 to 8, c from 9.
    assert best_values(network) == (12, 0)


@pytest.mark.parametrize("caps", [(150,), (150, 200)])
def test_people_who_could_never_be_short_need_no_cumulative(caps):
    network = a_network(a_node("a", (2, 0, 100)), a_node("b", (2, 0, 50)), caps=[caps])
    model = PlanModel(network, Windows(network), 9)
    assert not any(row.has_cumulative() for row in model.model.proto.constraints)


def test_an_activity_that_no_one_can_do_leaves_no_plan():
    assert searched(a_network(a_node("a", (2, 0, 101)), caps=[(100,)])).infeasible
    assert searched(a_network(a_node("a", (2, 0, 1)), caps=[(0,)])).infeasible


# Changes at a time: a count a function, as a resource of its own -----------------------------------------------


def test_a_function_bears_only_so_many_changes_at_a_time():
    # Three copies of two weeks in one function: one at a time 6 weeks, two at a time 4, three 2.
    copies = [a_node(f"act-{name}@hr", (2, 0, 1), function="hr") for name in "abc"]
    for most, finish in ((1, 6), (2, 4), (3, 2)):
        assert best_values(a_network(*copies, caps=[(most,)])) == (finish, 0)


def test_each_function_bears_its_own_changes_and_what_is_no_change_is_free():
    # Two copies in sales, one in hr; the set-up and governance take none: 4 weeks of sales, and the rest beside it.
    network = a_network(
        a_node("act-a@sales", (2, 0, 1), function="sales"),
        a_node("act-b@sales", (2, 0, 1), function="sales"),
        a_node("act-a@hr", (4, 0, 0, 1), function="hr"),
        a_node("act-a@setup", (4,)),
        a_node("gov-a@sales", (4,), kind="governance", function="sales"),
        caps=[(1,), (1,)],
    )
    assert best_values(network) == (4, 0)


# The peak ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("horizon", [4, 9])
def test_the_peak_is_the_most_at_work_in_any_week(horizon):
    # Two of 60 for two weeks each and one of 30 for four: by week 4 it is 90, by week 9 one after the other.
    network = a_network(a_node("a", (2,), people=60), a_node("b", (2,), people=60), a_node("c", (4,), people=30))
    model = PlanModel(network, Windows(network), horizon)
    model.minimize("peak", 0)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model.model) == cp_model.OPTIMAL
    assert solver.objective_value == {4: 90, 9: 60}[horizon]


def test_the_peak_counts_people_of_all_roles_capped_or_not():
    # 50 of the capped role and 80 in all: one after the other 80, side by side 160.
    pair = [a_node(name, (2, 0, 50), people=80) for name in "ab"]
    assert best_values(a_network(*pair, caps=[(100,)]), "finish", "peak") == (2, 160)
    assert best_values(a_network(*pair, caps=[(100,)]), "peak", "finish") == (80, 4)
