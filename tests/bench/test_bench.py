"""The benchmark itself, in small: rows, files, pairs, and known figures that only get better. Nothing is timed."""

import json
from typing import get_args

import msgspec
import pytest
from msgspec.structs import replace

from planner.network import Link, Mode, Money, Network, Node, Resource
from planner.optimizer.stages import Idea
from planner.request import Goal
from tests.bench import roadmaps
from tests.bench.__main__ import compete, main
from tests.bench.ablation import CONTENDERS, head, worth
from tests.bench.cases import Case, Reached, Run
from tests.bench.contenders import MILEPOST, RULE, Milepost, priority_rule
from tests.bench.known import Contradiction, Known, print_of, read, write
from tests.bench.paper import Paper
from tests.bench.sets import chosen
from tests.bench.summary import Scored, summarize
from tests.bench.yardstick import Yardstick

# Two tasks of 2 and 3 weeks that need the one person there is, then the end: 5 weeks, whatever the order.
ONE_PERSON = Network(
    nodes=(
        Node("a", "action", (Mode("", 2, (1,), cash=0, labour=0),)),
        Node("b", "action", (Mode("", 3, (1,), cash=0, labour=0),)),
        Node("end", "gate", (Mode("", 0, (0,), cash=0, labour=0),)),
    ),
    links=(Link(0, 2), Link(1, 2)),
    resources=(Resource("R1", (1,)),),
    money=Money(),
    quarter_ends=(10,),
    target=2,
    horizon=10,
)


def a_case(goals=("finish", "cost"), network=ONE_PERSON, tags=()):
    return Case("tiny", "one person", network, tuple(Goal(name) for name in goals), activities=2, tags=tags)


def a_run(*reached, contender=MILEPOST, failure=None, **fields):
    """A run on ``a_case()`` with a goal for each (goal, value, bound)."""
    goals = tuple(Reached(goal, value, bound, value == bound) for goal, value, bound in reached)
    plain = Run("tiny", "one person", contender, 1, 1, 1.0, 2, (), "feasible", 0.1, 1.0, goals, failure=failure)
    return replace(plain, **fields)


def test_two_roadmaps_come_out_as_rows_and_as_json(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(roadmaps, "STEPS", ((1, 3),))
    monkeypatch.setattr(roadmaps, "SIZES", (1,))
    files = {name: tmp_path / name for name in ("runs.json", "table.md", "known.json")}
    kept = ["--json", files["runs.json"], "--markdown", files["table.md"], "--known", files["known.json"], "--learn"]
    ended = main(["roadmaps", "--sample", "4", "--seconds", "1", "--workers", "1", *map(str, kept)])
    assert ended == 0
    report = json.loads(files["runs.json"].read_text())
    runs = report["runs"]
    assert report["machine"]["cores"] >= 1
    assert [run["contender"] for run in runs] == [MILEPOST, RULE] * (len(runs) // 2)
    assert {run["name"] for run in runs[::2]} == {run["name"] for run in runs[1::2]}
    assert len(runs) == 4
    assert all(run["failure"] is None and run["goals"][0]["value"] for run in runs)
    printed = capsys.readouterr().out
    assert files["table.md"].read_text() == printed
    assert all(f"| {run['name']} | {run['activities']} | {run['contender']} |" in printed for run in runs)
    assert "0 failed" in printed
    known = read(files["known.json"])
    assert {*known.problems["roadmaps"]} == {run["name"] for run in runs}


def test_psplib_and_pyjobshop_without_their_needs_are_told_in_a_sentence(tmp_path, capsys):
    assert main(["psplib", "--known", str(tmp_path / "none.json")]) == 2
    assert "--folder" in capsys.readouterr().out


def test_the_contenders_agree_on_what_is_proven():
    contenders = [Milepost(), priority_rule]
    runs = [*compete(a_case(goals=("finish",)), contenders, seconds=5, workers=1, seed=1)]
    assert [run.contender for run in runs] == [MILEPOST, RULE]
    assert [run.goals[0].value for run in runs] == [5, 5]
    assert (runs[0].status, runs[0].goals[0].bound, runs[1].goals[0].bound) == ("optimal", 5, None)
    assert not [run.failure for run in runs if run.failure]


def test_pyjobshop_proves_the_same():
    pytest.importorskip("pyjobshop", reason="the extra named bench is not installed")
    from tests.bench.sets import pyjobshop  # noqa: PLC0415

    run = pyjobshop(a_case(goals=("finish",)), 10, 1, 1)
    assert (run.failure, run.goals[0].value, run.goals[0].proven) == (None, 5, True)


def test_a_plan_that_does_not_hold_is_a_failed_run():
    run = Milepost(lambda case, schedule: ["a comes too late"])(a_case(), 5, 1, 1)
    assert run.failure == "a comes too late"


@pytest.mark.parametrize("scarce", roadmaps.SCARCITIES)
def test_a_roadmap_is_as_scarce_as_its_tag_says(scarce):
    # Of people, and of money by quarter: a plan as early as links allow fits, or work or cost alone take longer.
    case = roadmaps.case(3, (2, 4), 1, scarce)
    measured = Yardstick(case.network)
    assert f"scarce:{scarce}" in case.tags
    assert measured.fits() == (scarce == "none")
    assert (measured.weeks_for_people() > measured.weeks) == (scarce in ("people", "both"))
    assert (measured.weeks_for_money() > measured.weeks) == (scarce in ("money", "both"))


def test_a_yardstick_measures_the_early_plan_and_the_least_work():
    measured = Yardstick(ONE_PERSON)
    # Side by side: 3 weeks, two people at once; one after the other, 2 + 3 weeks for the one there is.
    assert (measured.weeks, measured.peak(0), measured.energy(0), measured.weeks_for_people()) == (3, 2, 5, 5)
    assert (measured.weeks_for_money(), measured.fits()) == (0, False)


def test_a_roadmap_is_the_same_each_time():
    first, again = (roadmaps.case(7, (1, 3), 5, "both") for _ in range(2))
    assert (first.name, print_of(first.network)) == (again.name, print_of(again.network))


def test_every_k_th_of_what_matches_is_chosen():
    cases = [replace(a_case(), name=f"{number} {kind}") for number in range(6) for kind in ("odd", "even")]
    found = chosen(iter(cases), "tiny 1", 1, ())
    assert [case.name for case in found] == ["1 odd", "1 even"]
    assert [case.name for case in chosen(iter(cases), "odd", 3, ())] == ["0 odd", "3 odd"]
    assert next(chosen(iter(cases), "", 1, (Goal("risk"),))).goals == (Goal("risk"),)


def test_known_values_only_fall_and_bounds_only_rise():
    known, case = Known(), a_case()
    known.learn(case, a_run(("finish", 8, 4), ("cost", 100, 50)))
    known.learn(case, a_run(("finish", 9, 5), ("cost", 60, 10)))
    known.learn(case, a_run(("finish", 8, 3), ("cost", 120, 70)))
    assert (known.best(case, "finish", {}).value, known.best(case, "finish", {}).bound) == (8, 5)
    after = known.best(case, "cost", {"finish": 8})
    assert (after.value, after.bound) == (100, 70)


def test_a_better_first_goal_makes_what_followed_the_old_one_worthless():
    known, case = Known(), a_case()
    known.learn(case, a_run(("finish", 8, 4), ("cost", 100, 50)))
    known.learn(case, a_run(("finish", 7, 4), ("cost", 300, 20)))
    assert known.best(case, "cost", {"finish": 8}).value is None
    assert known.best(case, "cost", {"finish": 7}).value == 300


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        (("finish", 4, 4), "value 4 of milepost, seed 1 is below the known bound 5"),
        (("finish", 9, 9), "bound 9 of milepost, seed 1 is above the known value 8"),
    ],
)
def test_what_contradicts_the_known_figures_is_an_error(told, complaint):
    known, case = Known(), a_case(goals=("finish",))
    known.learn(case, a_run(("finish", 8, 5)))
    with pytest.raises(Contradiction, match=complaint):
        known.learn(case, a_run(told))


def test_a_failed_run_teaches_nothing():
    known = Known()
    known.learn(a_case(), a_run(("finish", 1, 1), ("cost", 1, 1), failure="it does not hold"))
    assert known.best(a_case(), "finish", {}).value is None


def test_goals_after_one_that_may_be_given_up_are_not_kept():
    known = Known()
    case = replace(a_case(), goals=(Goal("finish", "10%"), Goal("cost")))
    known.learn(case, a_run(("finish", 8, 5), ("cost", 100, 50)))
    assert known.best(case, "finish", {}).value == 8
    assert known.best(case, "cost", {"finish": 8}).value is None


def test_what_was_known_of_another_network_is_forgotten():
    known, case = Known(), a_case(goals=("finish",))
    known.learn(case, a_run(("finish", 8, 5)))
    changed = a_case(goals=("finish",), network=replace(ONE_PERSON, links=()))
    known.learn(changed, a_run(("finish", 3, 3)))
    assert known.best(changed, "finish", {}).value == 3
    assert known.best(case, "finish", {}).value is None


def test_known_figures_survive_the_file(tmp_path):
    known, case, path = Known(), a_case(), tmp_path / "known.json"
    known.learn(case, a_run(("finish", 8, 4), ("cost", 100, 50)))
    write(known, path)
    assert msgspec.to_builtins(read(path).problems) == msgspec.to_builtins(known.problems)


def test_the_summary_sets_the_planner_against_the_rule(capsys):
    case = a_case(tags=("scarce:money",))
    mine = a_run(("finish", 8, 4), ("cost", 100, 100))
    rule = a_run(("finish", 10, None), ("cost", 90, None), contender=RULE)
    paper = Paper()
    summarize(paper, [Scored(case, mine), Scored(case, rule)], Known())
    # Two weeks earlier and 10 dearer: better, as finish goes first. Half of its finish is not proven; its cost is.
    assert "| money | 1 | 1 | 2.0 | -10.0 | 0.0 % | 0 |" in paper.lines
    assert "| money | 1 | 0.10 s | 0.10 s | 0.0 % | 100.0 % |" in paper.lines
    assert "| money | 1 | 50.0 % | 0.0 % | - | 0 | - |" in paper.lines


def test_the_summary_counts_what_each_contender_proved_in_a_set():
    case, paper = a_case(goals=("finish",)), Paper()
    quick = replace(a_run(status="optimal", wall_s=1.2), goals=(Reached("finish", 5, 5, True, proven_s=0.02),))
    slow = a_run(("finish", 6, 3), contender="other", wall_s=1.0)
    known = Known()
    known.learn(case, quick)
    summarize(paper, [Scored(case, quick), Scored(case, slow)], known)
    assert "| tiny | milepost | 1 | 1 | 0.0 % | 0.0 % | 1 | 0.02 s | 1.20 s |" in paper.lines
    assert "| tiny | other | 1 | 0 | 20.0 % | 50.0 % | 1 | - | 1.00 s |" in paper.lines


def test_one_roadmap_without_each_idea_in_turn(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(roadmaps, "STEPS", ((1, 3),))
    monkeypatch.setattr(roadmaps, "SIZES", (1,))
    runs, known = tmp_path / "runs.json", tmp_path / "known.json"
    kept = ["--json", str(runs), "--known", str(known), "--learn"]
    assert main(["ablation", "--sample", "8", "--seconds", "0.5", "--workers", "1", *kept]) == 0
    report = json.loads(runs.read_text())["runs"]
    assert [run["contender"] for run in report] == [MILEPOST, *(f"without {idea}" for idea in get_args(Idea))]
    assert all(run["failure"] is None and run["goals"][0]["value"] for run in report)
    # The problem is that of the roadmaps, and so is what is known of it; the whole planner alone counts by scarcity.
    assert {*read(known).problems} == {"roadmaps"}
    tables = capsys.readouterr().out.split("What is proven, by what is scarce")[1]
    assert "| all | 1 |" in tables
    assert all(f"| {idea} | 1 |" in tables for idea in get_args(Idea))


def test_the_planner_is_told_what_to_leave_out():
    runs = [*compete(a_case(goals=("finish",)), CONTENDERS[:2], seconds=5, workers=1, seed=1)]
    assert [(run.contender, run.goals[0].value, run.failure) for run in runs] == [
        (MILEPOST, 5, None),
        ("without glance", 5, None),
    ]


def test_an_idea_is_worth_what_is_lost_without_it():
    timed = (Reached("finish", 10, 10, True, proven_s=1.0), Reached("cost", 100, 90, False))
    later = (Reached("finish", 10, 10, True, proven_s=2.5), Reached("cost", 120, 60, False))
    # Another seed: no proof without the idea, and a later finish, beside which a lower cost is no gain.
    whole, worse = (("finish", 8, 8), ("cost", 100, 80)), (("finish", 10, 8), ("cost", 50, 50))
    runs = [
        a_run(goals=timed),
        a_run(goals=later, contender="without loads"),
        a_run(*whole, seed=2),
        a_run(*worse, seed=2, contender="without loads"),
    ]
    assert head(["finish"]) == ["left out", "n", "finish: proven", "finish: gap", "finish: value", "sooner"]
    # Finish: both proven against one; gaps of 0 and 20 % against none; values 0 and 25 % higher. Cost: proven once
    # without the idea and never with it; on the first seed a gap of 50 % against 10 %, and a fifth dearer.
    assert worth(runs, ["finish", "cost"]) == [
        ["loads", "2", "+50.0", "+10.0 (2)", "+12.5 % (2)", "-50.0", "+40.0 (1)", "+20.0 % (1)", "+1.50 s (1)"]
    ]


def test_a_run_without_a_plan_or_without_its_pair_is_not_compared():
    nothing, plan = ("finish", None, 4), ("finish", 5, 5)
    runs = [a_run(plan), a_run(nothing, contender="without laps")]
    strangers = [
        a_run(plan, seed=2, contender="without laps"),
        a_run(plan, name="another", contender="without laps"),
        a_run(plan, contender="without energy", failure="it does not hold"),
    ]
    assert worth([*runs, *strangers], ["finish"]) == [["laps", "1", "+100.0", "-", "-", "-"]]


def test_without_ablation_nothing_is_said_of_ideas():
    paper, case = Paper(), a_case(goals=("finish",), tags=("scarce:money",))
    summarize(paper, [Scored(case, a_run(("finish", 5, 5)))], Known())
    assert "idea" not in str(paper)


def test_runs_without_an_idea_do_not_count_by_scarcity():
    paper, case = Paper(), a_case(goals=("finish",), tags=("scarce:money",))
    runs = [a_run(("finish", 5, 5)), a_run(("finish", 9, 1), contender="without laps")]
    summarize(paper, [Scored(case, run) for run in runs], Known())
    assert "| money | 1 | 0.10 s | 0.10 s | 100.0 % |" in paper.lines
    assert "| laps | 1 | +100.0 | +88.9 (1) | +80.0 % (1) | - |" in paper.lines
