from planner.plans import Debt
from tests.clients.sample import a_plan

SALES, HR, SETUP = (f"act-34-iterate@{part}" for part in ("sales", "hr", "setup"))
TITLE = "Tune prompts and data sources from feedback"


def section(text, heading):
    """The lines under a heading, joined."""
    told = text[text.index(f"\n{heading}") :].strip()
    return " ".join(told[: told.index("\n\n")].split())


def test_the_story_names_things_by_their_titles(printed):
    told = section(
        printed(a_plan(story=(f"Level 4 is declared on 4 Jan 2027, once {SALES} is done.",)), 100), "Why this"
    )
    assert told.endswith(f'Level 4 is declared on 4 Jan 2027, once "{TITLE} · sales" is done.')


def test_a_story_of_thirteen_lines_is_cut_before_its_end_and_one_of_twelve_is_not(printed):
    lines = tuple(f"Line {number}." for number in range(1, 14))
    told = section(printed(a_plan(story=lines), 100), "Why this")
    assert told.endswith("• Line 11. ... and 1 more: --json • Line 13.")
    told = section(printed(a_plan(story=lines[:12]), 100), "Why this")
    assert told.endswith("• Line 11. • Line 12.")


def test_there_is_no_story_and_no_debt_where_there_is_none(printed):
    text = printed(a_plan(finish=None, story=(), status="unknown"), 100)
    assert "Why this" not in text
    assert "Governance debt" not in text


def test_debt_is_told_by_item_with_what_waits_for_it(printed):
    owed = (
        Debt(SETUP, TITLE, 4, (SALES, HR, "act-x", "act-y"), ("gate-3", "gate-4"), ("risk-leak",)),
        Debt(SALES, TITLE, 4, ("act-x",), ("gate-3",), ("risk-leak",)),
        Debt(HR, TITLE, 4, (), ("gate-3",), ()),
        Debt("gov-none", "Do nothing", 2, (), ("gate-3",), ()),
        Debt("gov-one", "Do one", 2, (SALES,), ("gate-3",), ()),
    )
    told = section(printed(a_plan(debt=owed), 200), "Governance debt").split(" • ")[1:]
    # Of the parts of the item itself nothing is said to wait.
    first = f'"{TITLE} ×2", of level 4: levels 3 and 4 cannot be declared before it is done'
    assert told == [
        f"{first}, and 2 activities come after it. Open until then: Data leaks.",
        '"Do nothing", of level 2: level 3 cannot be declared before it is done.',
        '"Do one", of level 2: level 3 cannot be declared before it is done, and 1 activity comes after it.',
    ]


def test_much_debt_is_cut(printed):
    owed = tuple(Debt(f"gov-{number}", f"Do {number}", 2, (), ("gate-3",), ()) for number in range(15))
    assert section(printed(a_plan(debt=owed), 200), "Governance debt").endswith("... and 3 more: --json")


def test_many_risks_are_cut(printed):
    owed = (Debt("gov-a", "Do a", 2, (), ("gate-3",), ("risk-leak", "risk-drift", "risk-c", "risk-d", "risk-e")),)
    told = section(printed(a_plan(debt=owed), 200), "Governance debt")
    assert told.endswith("Open until then: Data leaks; Answers drift; risk-c; 2 more.")
