from clients.cli.verdict import verdict
from planner.plan import GoalResult
from tests.clients.sample import a_plan, an_infeasible_plan, an_unknown_plan


def test_what_is_proven_is_said_so():
    # 72 weeks from Monday 4 Jan 2027: the last day is Sunday 21 May 2028.
    goals = (GoalResult("finish", 72, 72, True), GoalResult("cost", 1_312_450, 1_312_450, True))
    assert verdict(a_plan(goals=goals), "USD") == (
        "Level 4 on 21 May 2028, proven earliest; USD 1.31M, proven least for that date."
    )


def test_what_is_not_proven_says_how_far_from_best_it_can_be():
    goals = (GoalResult("finish", 72, 69, False), GoalResult("cost", 1_000_000, 960_000, False))
    said = verdict(a_plan(goals=goals, status="feasible"), "USD")
    assert "at most 3 weeks from the earliest (nothing before 30 Apr 2028 is possible)" in said
    assert "at most USD 40k or 4.0% from the least for that date" in said
    assert "proven" not in said


def test_without_a_bound_nothing_is_promised():
    goals = (GoalResult("finish", 72, None, False), GoalResult("cost", 5, None, False))
    assert "nothing is proven about better ones" in verdict(a_plan(goals=goals, status="feasible"), "USD")


def test_one_week_is_not_called_weeks():
    goals = (GoalResult("finish", 72, 71, False),)
    assert "at most 1 week from" in verdict(a_plan(goals=goals, status="feasible"), "USD")


def test_no_plan_is_told_apart_from_no_answer():
    assert "There is no such plan" in verdict(an_infeasible_plan(), "USD")
    assert "none was ruled out" in verdict(an_unknown_plan(), "USD")
