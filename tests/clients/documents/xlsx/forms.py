"""Requests as workbooks for tests: written, changed as people change them, and told by label or by cell."""

from datetime import date

from msgspec.structs import replace

from catalog.library import load
from clients.documents.xlsx.request import request_workbook
from planner.request import Budget, Goal, Headcount, PlanRequest
from tests.clients.documents.xlsx.books import opened, saved

CATALOG = load("ai-maturity")


def a_request(**fields):
    return PlanRequest(**{"current": 2, "target": 4, "start": date(2027, 1, 4)} | fields)


def a_form(request=None, catalog=CATALOG):
    return request_workbook(request or a_request(), catalog)


def changed(change, request=None, catalog=CATALOG):
    """A form after somebody has changed it: ``change`` is given the workbook."""
    book = opened(a_form(request, catalog), values=False)
    change(book)
    return saved(book)


def filled(cells, request=None):
    """A form in which cells (``Limits!B6``) or fields (``Deadline``) have other values."""

    def change(book):
        labels = {row[0].value: row[1] for row in book["Request"].iter_rows() if row[0].value}
        for name, value in cells.items():
            sheet, mark, place = name.partition("!")
            if mark:
                book[sheet][place].value = value
            else:
                labels[name].value = value

    return changed(change, request)


def plain(request):
    """A request as its workbook says it: one way for what can be said in two."""
    budget, headcount, current = request.budget, request.headcount, request.current
    if not isinstance(headcount, Headcount):
        headcount = Headcount(total=headcount)
    if isinstance(current, dict) and current.keys() == {"enterprise"}:
        current = current["enterprise"]
    goals = request.goals
    if not isinstance(goals, str):
        goals = tuple(goal.goal if isinstance(goal, Goal) and goal.within is None else goal for goal in goals)
    return replace(
        request,
        current=current,
        goals=goals,
        budget=Budget(**{**as_fields(budget), "per_quarter": one(budget.per_quarter)}),
        headcount=Headcount(one(headcount.total), {role: one(cap) for role, cap in headcount.roles.items()}),
    )


def as_fields(struct):
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def one(limit):
    """A limit that is a list of one number is that number for every quarter."""
    return limit[0] if isinstance(limit, tuple) and len(limit) == 1 else limit
