"""What charts are called and what stands under their titles: the plan's name, its verdict, its money in words.

Every chart of a plan calls it. The words are the ones that the command line prints.
"""

from catalog.model import Catalog
from clients.amounts import short_money
from clients.lines import one_line
from clients.verdict import verdict
from planner.plans import Plan
from planner.request import PlanRequest


def name_of(plan: Plan) -> str:
    """Return the plan's name, or what it leads to."""
    return asked_name(plan.request)


def currency_of(plan: Plan, catalog: Catalog) -> str:
    """Return the currency that the plan counts in."""
    return one_line(plan.request.budget.currency or catalog.currency)


def verdict_of(plan: Plan, catalog: Catalog) -> str:
    """Return the answer in a sentence, with what is proven of it."""
    return one_line(verdict(plan, currency_of(plan, catalog)))


def amount_of(plan: Plan, catalog: Catalog, amount: int) -> str:
    """Return money in short, with its currency."""
    return f"{currency_of(plan, catalog)} {short_money(amount)}"


def asked_name(request: PlanRequest) -> str:
    """Return the name of a request, or what it leads to."""
    return one_line(request.name or "") or f"The road to level {request.target}"
