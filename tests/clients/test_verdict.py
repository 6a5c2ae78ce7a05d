import pytest
from msgspec import structs

from clients.verdict import verdict
from planner.plans import GoalResult, Plan
from planner.request import Goal
from tests.clients.sample import a_plan, an_infeasible_plan, an_unknown_plan

# The sample plan: 72 weeks from Monday 4 Jan 2027, level 3 after 39, at most 9.35 people at once; cash 777,000,
# labour twice that, running costs a fifth.


def with_goals(*wished: Goal, results: tuple[GoalResult, ...], **changes) -> Plan:
    plan = a_plan(goals=results, status="feasible", **changes)
    return structs.replace(plan, request=structs.replace(plan.request, goals=wished))


def test_what_is_proven_is_said_so():
    # 72 weeks from Monday 4 Jan 2027: the last day is Sunday 21 May 2028.
    goals = (GoalResult("finish", 72, 72, True), GoalResult("cost", 1_312_450, 1_312_450, True))
    assert verdict(a_plan(goals=goals), "USD") == (
        "Level 4 on 21 May 2028, proven earliest; USD 1.31M one-off, proven least for that date."
    )


def test_what_is_not_proven_says_how_far_from_best_it_can_be():
    goals = (GoalResult("finish", 72, 69, False), GoalResult("cost", 1_000_000, 960_000, False))
    said = verdict(a_plan(goals=goals, status="feasible"), "USD")
    assert "at most 3 weeks from the earliest: nothing before 30 Apr 2028 is possible" in said
    assert "at most USD 40k or 4.0% from the least for that date" in said
    assert "proven" not in said


def test_without_a_bound_nothing_is_promised():
    goals = (GoalResult("finish", 72, None, False), GoalResult("cost", 5, None, False))
    assert "nothing proven about better ones" in verdict(a_plan(goals=goals, status="feasible"), "USD")


def test_one_week_is_not_called_weeks():
    goals = (GoalResult("finish", 72, 71, False),)
    assert "at most 1 week from" in verdict(a_plan(goals=goals, status="feasible"), "USD")


def test_no_plan_is_told_apart_from_no_answer():
    assert "There is no such plan" in verdict(an_infeasible_plan(), "USD")
    assert "none was ruled out" in verdict(an_unknown_plan(), "USD")


def test_what_was_given_up_is_said_with_what_was_possible():
    # 66 weeks were possible; within 10 % that is 72, where the sample ends.
    results = (GoalResult("finish", 66, 66, True), GoalResult("risk", 544, 544, True))
    assert verdict(with_goals(Goal("finish", "10%"), Goal("risk"), results=results), "USD") == (
        "Level 4 on 21 May 2028, held within 10 % of 9 Apr 2028 (proven earliest); "
        "544 severity-weeks of open risk, proven least for that date."
    )


def test_what_could_have_been_given_up_and_was_not_is_the_best():
    results = (GoalResult("finish", 72, 72, True),)
    said = verdict(with_goals(Goal("finish", "2w"), results=results), "USD")
    assert said == "Level 4 on 21 May 2028, proven earliest."


def test_risk_that_was_given_up_is_told_by_its_best():
    results = (GoalResult("risk", 500, 490, False),)
    said = verdict(with_goals(Goal("risk", "5%"), results=results), "USD")
    assert "open risk held within 5 % of 500 severity-weeks (at most 10 severity-weeks or 2.0% from the least)" in said


def test_a_plan_with_other_goals_says_when_it_ends_all_the_same():
    results = (GoalResult("cost_to_gate", 932_400, 932_400, True), GoalResult("finish", 72, 72, True))
    said = verdict(with_goals(Goal("cost_to_gate"), Goal("finish"), results=results), "USD")
    assert said == "USD 932k with running costs, proven least; Level 4 on 21 May 2028, proven earliest for that cost."
    assert verdict(with_goals(Goal("peak"), results=(GoalResult("peak", 378, 378, True),)), "USD") == (
        "Level 4 on 21 May 2028; 3.78 FTE at the peak, proven lowest."
    )


@pytest.mark.parametrize(
    ("wish", "value", "said"),
    [
        (Goal("cost", "5%"), 750_000, "USD 777k one-off, held within 5 % of USD 750k"),
        (Goal("cost_to_gate", "5%"), 900_000, "USD 932k with running costs, held within 5 % of USD 900k"),
        (Goal("levels", "4w"), 109, "111 weeks to all levels together, held within 4 weeks of 109 weeks"),
    ],
)
def test_each_goal_is_told_by_what_the_plan_came_to(wish, value, said):
    assert said in verdict(with_goals(wish, results=(GoalResult(wish.goal, value, value, True),)), "USD")


def test_the_peak_that_was_given_up_is_the_plan_s():
    plan = a_plan()
    highest = max(phase.staffing["total"].peak for phase in plan.phases)
    said = verdict(with_goals(Goal("peak", "10%"), results=(GoalResult("peak", 300, 300, True),)), "USD")
    assert f"{highest:g} FTE at the peak, held within 10 % of 3 FTE" in said


def test_own_labour_is_said_where_it_counts():
    plan = a_plan(goals=(GoalResult("cost", 2_331_000, 2_331_000, True),))
    budget = structs.replace(plan.request.budget, covers=("cash", "labour"))
    covered = structs.replace(plan, request=structs.replace(plan.request, budget=budget, goals=("cost",)))
    assert "USD 2.33M one-off with own labour, proven least" in verdict(covered, "USD")


def test_work_beyond_the_last_level_is_not_called_a_level():
    plan = a_plan()
    gates = (*plan.gates[:-1], structs.replace(plan.gates[-1], id="beyond", level=None))
    assert verdict(structs.replace(plan, gates=gates), "USD").startswith("Beyond level 4 on 21 May 2028")
