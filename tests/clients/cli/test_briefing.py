import pytest
from msgspec import structs

from tests.clients.sample import a_plan


def section(text: str, heading: str) -> str:
    """What stands between a heading and the warnings."""
    after = text[text.index(heading) :]
    return after[: after.index("\nWarnings")]


LABELS = ("Evidence due", "Risks open")


def test_the_first_quarter_ends_with_evidence_due_and_open_risks(printed):
    told = section(printed(a_plan(), 200), "Starts in FY27 Q1").splitlines()
    evidence, risks = (next(line for line in told if line.startswith(label)) for label in LABELS)
    # Three set-ups are finished before; they have nothing to show.
    assert evidence.removeprefix("Evidence due").strip() == (
        "Measure accuracy, time saved and user rating 14 Feb; Central prompt repository with a quality gate 14 Feb; "
        "Log AI use and decisions 14 Feb; 5 more"
    )
    assert risks.removeprefix("Risks open").strip() == "Data leaks; Answers drift"
    assert any('--quarter "FY27 Q1" tells the whole quarter' in line for line in told)


def test_where_nothing_is_open_it_says_so(printed):
    plan = a_plan()
    quiet = structs.replace(plan.phases[0], risks_open=(), evidence_due=())
    told = section(printed(structs.replace(plan, phases=(quiet, *plan.phases[1:])), 120), "Starts in FY27 Q1")
    assert [line.split()[-1] for line in told.splitlines() if line.startswith(LABELS)] == ["none", "none"]


def test_any_quarter_can_be_briefed(printed):
    plan = a_plan()
    phase = plan.phases[2]
    told = section(printed(plan, 200, quarter="FY27 Q3"), "FY27 Q3  1 Jul 2027 to 30 Sep 2027")
    titles = {one.title for one in plan.activities if one.id in (*phase.starts, *phase.running, *phase.finishes)}
    assert [title for title in titles if title not in told] == []
    for label in ("Starts", "Runs on", "Ends", "Money", "Risks, level 2", "Risks, level 3", "KPIs to baseline"):
        assert f"\n{label} " in told, label
    assert "Hours saved" in told
    assert "Everybody" in told
    assert "Starts in FY27 Q1" not in printed(plan, 200, quarter="FY27 Q3")


def test_a_brief_sets_spend_against_the_money_of_its_quarter(printed):
    told = section(printed(a_plan(), 120, quarter="FY27 Q2"), "\nFY27 Q2  1 Apr")
    (money,) = (line for line in told.splitlines() if line.startswith("Money"))
    # 400 000 of new money, 186 250 of the quarter before
    assert "of 586k (400k new, 186k brought in); all kinds: cash" in money


def test_a_gate_stands_in_the_brief_of_its_quarter_alone(printed):
    plan = a_plan()
    last = plan.phases[-1].label
    told = section(printed(plan, 120, quarter=last), f"\n{last}  1 Apr")
    (gates,) = (line for line in told.splitlines() if line.startswith("Gates"))
    assert gates.removeprefix("Gates").strip() == "Level 4 declared 21 May 2028"
    assert "\nGates " not in section(printed(plan, 120, quarter="FY27 Q2"), "\nFY27 Q2  1 Apr")


def test_copies_are_told_together_and_set_ups_owe_no_evidence(printed):
    plan = a_plan()
    told = section(printed(plan, 200, quarter="FY27 Q1"), "\nFY27 Q1  1 Jan")
    evidence = told[told.index("Evidence due") : told.index("\nStarts\n")]
    setups = [due for due in plan.phases[0].evidence_due if due.activity.endswith("@setup")]
    assert setups  # the plan dates them all the same
    assert "set-up" not in evidence


def test_a_quarter_outside_of_the_plan_is_met_with_those_inside(printed):
    text = printed(a_plan(), 120, quarter="FY31 Q1")
    assert "There is no FY31 Q1 in this plan: it runs from FY27 Q1 to FY28 Q2." in text


@pytest.mark.parametrize("width", [80, 120, 200])
def test_no_brief_is_wider_than_the_screen(printed, width):
    plan = a_plan()
    for phase in plan.phases:
        assert max(map(len, printed(plan, width, quarter=phase.label).splitlines())) <= width
