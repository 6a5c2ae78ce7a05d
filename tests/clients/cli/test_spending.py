import pytest
from msgspec import structs

from planner.plans import Plan
from tests.clients.sample import a_plan


def with_budget(plan: Plan, **fields) -> Plan:
    budget = structs.replace(plan.request.budget, **fields)
    return structs.replace(plan, request=structs.replace(plan.request, budget=budget))


def money(text: str) -> str:
    return text[text.index("\nMoney  USD") : text.index("\nPeople  in FTE")]


def heading(text: str) -> list[str]:
    return next(line for line in money(text).splitlines() if line.startswith("Quarter")).split("  ")


def test_what_the_budget_counts_stands_in_the_heading(printed):
    assert "\nMoney  USD, cash\n" in printed(a_plan(), 120)
    every = with_budget(a_plan(), covers=("cash", "labour", "run"))
    assert "\nMoney  USD, cash, own labour and running cost\n" in printed(every, 120)
    assert "for information" not in money(printed(every, 120))


def test_what_the_budget_does_not_count_is_starred_and_summed(printed):
    told = money(printed(a_plan(), 120))
    assert {"Labour*", "Run*"} <= {word.strip() for word in told.split()}
    assert "Cash" not in told  # the only kind that counts is what is spent
    (whole,) = (line for line in told.splitlines() if line.startswith("All"))
    assert whole.split() == ["All", "777,000", "1,554,000", "155,400"]
    assert "* for information: this budget does not count it" in told


def test_the_kinds_that_count_are_told_apart_where_there_is_room(printed):
    plan = with_budget(a_plan(), covers=("cash", "run"))
    assert {"Cash", "Run", "Labour*"} <= {word.strip() for word in heading(printed(plan, 120))}
    assert {"Cash", "Run", "Labour*"}.isdisjoint(word.strip() for word in heading(printed(plan, 80)))


@pytest.mark.parametrize(
    ("carry_over", "brought", "said"),
    [
        (True, True, None),
        ("year", True, "Unspent money is carried on within the fiscal year; what is left at its end lapses."),
        (False, False, "Each quarter's money is for that quarter alone; what is left lapses."),
    ],
)
def test_what_becomes_of_unspent_money_is_told(printed, carry_over, brought, said):
    told = money(printed(with_budget(a_plan(), carry_over=carry_over), 120))
    assert ("Brought in" in told) is brought
    assert ("lapses" in told) is (said is not None)
    assert said is None or said in told


def test_what_is_held_back_is_shown(printed):
    text = printed(with_budget(a_plan(), contingency=0.1), 120)
    # nine tenths of 1.5M are there to be spent, of which 777 000 are 58 %
    assert "USD 777k of 1.35M (58%), cash" in text
    assert "10 % held back: 150k of 1.5M" in text
    assert "New money is what remains after 10 % is held back." in text


def test_without_a_budget_nothing_is_said_of_one(printed):
    told = money(printed(a_plan(per_quarter=None, total=None), 120))
    assert "this budget" not in told
    assert "lapses" not in told
