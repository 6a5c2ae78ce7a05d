from datetime import date

import pytest
from msgspec import structs

from planner.plans import Change, Conflict, Member, Plan, Repair, Unrepairable
from planner.request import Calendar, Freeze
from tests.clients.sample import FUNCTIONS, a_catalog, a_plan, a_short_plan, an_infeasible_plan, an_unknown_plan

WIDTHS = (80, 120, 200)
SEVEN = (*FUNCTIONS, "marketing", "finance_and_controlling_of_the_group")
PLANS = {
    "of two years": a_plan(),
    "of seven functions": a_plan(functions=SEVEN),
    "of nineteen quarters": a_plan(stretch=4),
    "of a hundred quarters": a_plan(stretch=22),
    "of one quarter": a_short_plan(),
    "without money by quarter": a_plan(per_quarter=None),
    "without a budget": a_plan(per_quarter=None, total=None),
    "infeasible": an_infeasible_plan(),
    "unknown": an_unknown_plan(),
}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS.keys())
@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_screen(printed, plan: Plan, width):
    for every_copy in (False, True):
        lines = printed(plan, width, every_copy=every_copy).splitlines()
        assert max(map(len, lines)) <= width


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS.keys())
def test_where_only_ascii_can_be_shown_only_ascii_is(printed, plan: Plan):
    assert printed(plan, 80, encoding="ascii").isascii()


def test_every_copy_has_its_line_when_all_are_asked_for(printed):
    plan = a_plan()
    text = printed(plan, 200, every_copy=True)
    chart = text[text.index("2 → 3") : text.index("set-up   ◆")]
    for activity in plan.activities:
        part = activity.function or ("set-up" if activity.id.endswith("@setup") else None)
        name = f"{activity.title} · {part}" if part else activity.title
        assert any(name in line for line in chart.splitlines()), name


def test_copies_are_folded_with_their_number_and_the_latest_finish(printed):
    plan = a_plan()
    copies = [one for one in plan.activities if one.item == "act-34-iterate"]
    row = next(line for line in printed(plan, 120).splitlines() if line.startswith("● Tune prompts"))
    assert "×5" in row
    assert "21 May 2028" in row  # the last of the five copies ends with the plan
    assert len(copies) == 6


def test_kinds_are_told_apart_by_shape(printed):
    lines = printed(a_plan(), 120).splitlines()
    chart = {line[2:12]: line for line in lines if line[:2] in ("● ", "  ")}
    assert "▚" in chart["Log AI use"]
    assert "█" not in chart["Log AI use"]
    assert "█" in chart["Central pr"]
    assert "░" in chart["Grow promp"]


def test_every_gate_stands_in_the_table_and_in_the_chart(printed):
    text = printed(a_plan(), 120)
    assert "Context and managed workflows   3 Oct 2027   FY27 Q3" in text
    assert "Level 3 declared" in text
    assert "Level 4 declared" in text


def test_a_gate_held_by_time_says_so(printed):
    plan = a_plan(items=[])
    assert "weeks of evidence at level 2" in printed(plan, 120)


def test_money_stands_against_what_there_is(printed):
    text = printed(a_plan(), 120)
    # 400 000 of new money and nothing before it, 213 750 spent.
    assert any(line.split()[-5:-2] == ["400,000", "0", "186,250"] for line in text.splitlines())
    assert "USD 777k of 1.5M (52%)" in text


def test_without_money_by_quarter_the_sum_so_far_is_told(printed):
    text = printed(a_plan(per_quarter=None), 120)
    assert "So far" in text
    assert "Brought in" not in text


def test_people_stand_against_their_caps(printed):
    text = printed(a_plan(), 120)
    engineer = next(line for line in text.splitlines() if line.startswith("AI engineer")).split()
    assert engineer[2:4] == ["3.75", "4"]
    assert "Everybody" in text


def test_what_starts_first_is_told_with_deliverable_and_evidence(printed):
    text = printed(a_plan(), 120)
    starts = text[text.index("Starts in FY27 Q1") :]
    assert "Deliverable: Label scheme applied to priority sources" in starts
    assert "Evidence: Coverage report of labelled sources" in starts


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_limit_that_cannot_hold_alone_is_told_in_words(printed):
    text = printed(an_infeasible_plan(), 120)
    assert "This cannot hold, whatever the other limits are:\n • Level 4 by 30 Jun 2027; the longest chain" in text
    assert "/deadline" not in text
    assert "Gates" not in text


TOGETHER = (Member("/deadline", "the deadline of 30 Jun 2027", ""), Member("/headcount", "3 people throughout", ""))


def test_limits_that_cannot_hold_together_are_listed(printed):
    plan = structs.replace(an_infeasible_plan(), conflicts=(Conflict(TOGETHER, True),))
    lines = [line.rstrip() for line in printed(plan, 120).splitlines()]
    assert lines[lines.index("Why not") + 1 :][:4] == [
        "These cannot hold together; without any one of them the others could:",
        " • The deadline of 30 Jun 2027",
        " • 3 people throughout",
        "",
    ]


def test_of_an_unproven_conflict_less_is_claimed(printed):
    plan = structs.replace(an_infeasible_plan(), conflicts=(Conflict(TOGETHER, False),))
    text = printed(plan, 120)
    assert "fewer of them are to blame" in text
    assert "the others could" not in text


def test_repairs_are_numbered_in_words_and_what_is_lost_comes_last(printed):
    plan = an_infeasible_plan()
    pin = {"on": "gate-3", "not_before": None, "not_after": "2027-03-01", "mode": None}
    repairs = (
        Repair((Change("/headcount/roles/ai_engineer", 2, 2.5),), plan.request, "Level 4 by 16 Jul 2028.", True),
        Repair((Change("/pins/0", pin, None),), plan.request, "Level 4 by 16 Jul 2028.", True),
    )
    lost = (Unrepairable("the people", "act-23-measure-outcomes needs 2.4 FTE of ai_engineer."),)
    text = words(printed(structs.replace(plan, repairs=repairs, unrepairable=lost), 80))
    told = [
        "milepost plan ... --repair 1 plans the first",
        "1. Raise AI engineer from 2 to 2.5 FTE. Level 4 by 16 Jul 2028.",
        "2. Withdraw the pin on level 3 (not after 1 Mar 2027). Level 4 by 16 Jul 2028.",
        'The people: "Measure',
    ]
    assert [text.index(line) for line in told] == sorted(text.index(line) for line in told)


def test_where_nothing_was_found_that_would_do_more_time_is_suggested(printed):
    assert "--time-limit 60" in printed(an_infeasible_plan(), 120)


def test_warnings_and_assumptions_are_told(printed):
    text = printed(a_plan(), 80)
    # ids are told by name
    assert '"Tune prompts and data sources from feedback' in text
    assert "act-34-iterate" not in text
    assert "Level 2 counts as declared on 4 Jan 2027." in text


def with_request(plan: Plan, **fields) -> Plan:
    return structs.replace(plan, request=structs.replace(plan.request, **fields))


def test_frozen_days_are_marked_over_their_weeks(printed):
    freezes = (Freeze(date(2027, 4, 1), date(2027, 6, 30)), Freeze(date(2031, 1, 1), date(2031, 1, 31)))
    lines = printed(with_request(a_plan(), calendar=Calendar(freezes=freezes)), 120).splitlines()
    quarters = next(line for line in lines if line.split()[:2] == ["Q1", "Q2"])
    (frozen,) = (line for line in lines if line.strip().startswith("frozen"))
    # All of the second quarter, and nothing of a freeze after the plan's end.
    assert frozen.index("╌") == quarters.index("Q2")
    assert frozen.rindex("╌") == quarters.index("Q3") - 1
    assert frozen.count("╌") == quarters.index("Q3") - quarters.index("Q2")
    assert "╌╌ frozen: no action starts or ends" in lines


def test_without_freezes_nothing_is_said_of_them(printed):
    assert "frozen" not in printed(a_plan(), 120)


def test_functions_that_are_elsewhere_are_told_with_their_level(printed):
    plan = with_request(a_plan(), current={"enterprise": 2, "sales": 3, "hr": 2, "support": 1})
    assert "level 2 (sales 3, support 1) → 4, from" in printed(plan, 120)


def test_what_lies_beyond_the_last_level_has_a_gate_of_its_own(printed):
    plan = a_plan()
    beyond = structs.replace(plan.gates[-1], id="beyond", level=None, held_by=("gate-4",))
    text = printed(structs.replace(plan, gates=(*plan.gates, beyond)), 120)
    assert "level 2 → 4+, from" in text
    assert "◆ 4+" in text
    assert "\n◆ Beyond level 4 " in text
    assert "Beyond level 4 on 21 May 2028, proven earliest" in text


def test_titles_are_never_read_as_markup(printed):
    plan = a_plan(warnings=("[bold]mind[/bold] the \x1b[31mgap",))
    text = printed(plan, 120)
    assert "[bold]mind[/bold]" in text
    assert "\x1b" not in text


def test_the_sample_plan_is_as_large_as_a_real_one():
    assert len(a_plan().activities) == 72
    assert len(a_catalog().items) == 27
