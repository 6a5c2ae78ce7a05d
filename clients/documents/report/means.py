"""Money and people of a plan in its report: quarter by quarter, against what there is."""

from clients.amounts import in_words, people
from clients.documents.report.blocks import Column, Line, Picture, Section, Table
from clients.documents.report.teller import Teller
from planner.plans import Phase, Staffing

KINDS = {"cash": "cash", "labour": "own labour", "run": "running cost"}
MOST_ROLES = 8
"""Columns of roles that a page holds side by side."""
PERSON_WEEKS = "Person-weeks used, of how many there are where there is a limit; in brackets the most at once, in FTE."
LAPSES = {
    True: "What is not spent is carried over to the next quarter.",
    "year": "What is not spent is carried over within the fiscal year, and lapses at its end.",
    False: "What is not spent in a quarter lapses.",
}


def covered_in_words(teller: Teller) -> str:
    """Return which kinds of money the budget counts."""
    covers = teller.plan.request.budget.covers
    return in_words([words for kind, words in KINDS.items() if kind in covers]) or "nothing"


def money(teller: Teller) -> Section:
    """Return what is spent in each quarter, and the money that there is for it."""
    plan = teller.plan
    quarterly = any(phase.budget.available is not None for phase in plan.phases)
    limits = ("New money", "Brought in") if quarterly else ()
    titles = ("Cash", "Own labour", "Running cost", "Counted", *limits)
    columns = (Column("Quarter", whole=True), *(Column(title, number=True) for title in titles))
    lines = [Line((phase.label, *_spent(teller, phase, quarterly=quarterly))) for phase in plan.phases]
    if plan.totals:
        totals = (plan.totals.cash, plan.totals.labour, plan.totals.run, plan.totals.covered)
        lines.append(Line(("All", *map(teller.money, totals), *("" for _ in limits)), "total"))
    notes = [f"Counted is what the budget counts: {covered_in_words(teller)}."]
    if quarterly:
        notes += [LAPSES[plan.request.budget.carry_over], *_held_back(teller)]
    table = Table(f"Spend by quarter, in {teller.currency}", columns, tuple(lines), tuple(notes))
    return Section("money", "Money", (Picture("spend", "Spend by quarter against the money there is"), table))


def _spent(teller: Teller, phase: Phase, *, quarterly: bool) -> list[str]:
    amounts = [phase.spend.cash, phase.spend.labour, phase.spend.run, phase.budget.used]
    limits = [phase.budget.available, phase.budget.carried] if quarterly else []
    return [teller.money(amount) for amount in (*amounts, *limits)]


def _held_back(teller: Teller) -> list[str]:
    share = teller.plan.request.budget.contingency
    return [f"New money is what remains after {share * 100:g} % is held back."] if share else []


def staff(teller: Teller) -> Section:
    """Return the person-weeks of each role in each quarter, of how many there are, and the peak."""
    roles, count = teller.roles, -(-len(teller.roles) // MOST_ROLES)
    parts = [roles[number * len(roles) // count : (number + 1) * len(roles) // count] for number in range(count)]
    tables = [_people(teller, part, f" ({n} of {count})" if count > 1 else "") for n, part in enumerate(parts, 1)]
    return Section("people", "People", (Picture("staffing", "People by role against their limits"), *tables))


def _people(teller: Teller, roles: list[str], part: str) -> Table:
    columns = (Column("Quarter", whole=True), *(Column(teller.role(role), number=True) for role in roles))
    lines = tuple(
        Line((phase.label, *(used(phase.staffing.get(role)) for role in roles))) for phase in teller.plan.phases
    )
    return Table(f"People by role and quarter{part}", columns, lines, (PERSON_WEEKS,))


def used(staffing: Staffing | None) -> str:
    """Return person-weeks used, of those there are, and the peak."""
    if staffing is None or not (staffing.used or staffing.available):
        return "–"
    there = "" if staffing.available is None else f" of {people(round(staffing.available, 1))}"
    return f"{people(round(staffing.used, 1))}{there} ({people(staffing.peak)})"
