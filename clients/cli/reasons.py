"""The printed answers of ``why``: reasons first, then each question's answer."""

from collections.abc import Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.text import Text

from catalog.model import Catalog
from clients.cli.dates import day
from clients.cli.notes import bullet
from clients.cli.page import Page, a_table
from clients.cli.report import conflict_lines, opening, repair_line, way_out
from planner.explaining.questions import Delayed, LeftOut, Lifted, Moved, Question, Reply, Sooner, Worth
from planner.plans import Plan, Reason

Replies = Sequence[tuple[Question, Reply]]


def print_reasons(console: Console, plan: Plan, catalog: Catalog, on: str | None, replies: Replies) -> None:
    """Print why a plan is as it is, of one activity or gate (``on``) or of all, and the answers to questions."""
    page = Page(console, plan, catalog)
    for section in sections(page, on, replies):
        console.print(section)
        console.print()


def reasons_of(plan: Plan, on: str | None) -> Iterator[tuple[str, tuple[Reason, ...]]]:
    """Yield each activity and gate with what holds it; only ``on``, if it is given."""
    for activity in plan.activities:
        if on in (None, activity.id, activity.item):
            yield activity.id, activity.why
    for gate in plan.gates:
        if on in (None, gate.id):
            yield gate.id, gate.why


def sections(page: Page, on: str | None, replies: Replies) -> Iterator[RenderableType]:
    """Return the sections of the answer, in their order."""
    yield opening(page)
    if page.plan.finish is None:
        if page.plan.conflicts or page.plan.repairs or page.plan.unrepairable:
            yield way_out(page)
        return
    if on is not None or not replies:
        yield reasons(page, on)
    for question, reply in replies:
        yield answer(page, question, reply)


def reasons(page: Page, on: str | None) -> RenderableType:
    """Return what holds each activity and gate where it is."""
    lines: list[RenderableType] = [page.heading("What holds each date")]
    for name, held in reasons_of(page.plan, on):
        lines.append(Text(page.name(name), style="bold"))
        lines.extend(bullet(page, page.spoken(reason.text), "") for reason in held)
    return Group(*lines)


def answer(page: Page, question: Question, reply: Reply) -> RenderableType:
    """Return one answer."""
    if isinstance(reply, Sooner):
        return sooner(page, reply)
    if isinstance(reply, LeftOut):
        return Group(page.heading("What was left out"), bullet(page, page.spoken(reply.text), ""))
    if question.about == "debt":
        lines = [bullet(page, page.spoken(it.text), "") for it in reply if isinstance(it, Delayed)]
        return Group(page.heading("What governance debt delays"), *(lines or [Text("There is none.")]))
    if question.about == "worth":
        return worth(page, [it for it in reply if isinstance(it, Worth)])
    return limits(page, [it for it in reply if isinstance(it, Lifted)])


def sooner(page: Page, reply: Sooner) -> RenderableType:
    """Return what it would take to have something sooner."""
    lines: list[RenderableType] = [page.heading("What it would take"), Text(page.spoken(reply.text))]
    lines.extend(repair_line(page, number, repair) for number, repair in enumerate(reply.repairs, 1))
    if reply.conflicts:
        lines += [Text(), page.heading("Why not without")]
        for conflict in reply.conflicts:
            lines.extend(conflict_lines(page, conflict))
    return Group(*lines)


def limits(page: Page, rows: Sequence[Lifted]) -> RenderableType:
    """Return the plan without each limit, in a table."""
    currency = page.plan.request.budget.currency or page.catalog.currency
    table = a_table("Without", "Finish", "Weeks", f"Cost, {currency}", "Beside", right=("Weeks", "Beside"))
    for row in rows:
        table.add_row(row.text, *moved(row.moved))
    return Group(page.heading("What each limit costs", "the plan as if it were not there"), table)


def worth(page: Page, rows: Sequence[Worth]) -> RenderableType:
    """Return what more of each limit buys, in a table."""
    if not rows:
        return Group(page.heading("What more would buy"), Text("Nothing: no limit here costs a week or money."))
    columns = ("Limit", "With this more", "Weeks", "Money", "The next week costs")
    table = a_table(*columns, right=("Weeks", "Money"))
    for row in rows:
        _, weeks, _, money = moved(row.moved)
        price = row.price or "more of it alone does not do"
        table.add_row(row.text, row.unit, weeks, money, price if row.proven else f"{price}, or less")
    return Group(page.heading("What more would buy"), table)


def moved(it: Moved) -> tuple[str, str, str, str]:
    """Return the day, the weeks, the cost and the money beside the plan's, as they stand in a table."""
    if it.finish is None or it.cost is None:
        return ("no plan" if it.proven else "none found", "", "", "")
    sure = "" if it.proven else " ?"
    return (day(it.finish), signed(it.weeks), f"{it.cost:,}{sure}", signed(it.money))


def signed(number: int | None) -> str:
    """Return a difference with its sign; none is a dash."""
    return f"{number:+,}" if number else "-"
