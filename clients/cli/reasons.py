"""The printed answers of ``why``: what a plan says of itself, then the answer to each question, a section each.

``sections`` is the table of contents; every figure comes from the Plan or from the answer.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.text import Text

from catalog.model import Catalog
from clients.amounts import counted, money
from clients.cli.dating import debt, why_this_date
from clients.cli.notes import begun, bullet
from clients.cli.page import GATE_STYLE, Page, a_table
from clients.cli.report import conflict_lines, opening, repair_lines, way_out
from clients.dates import day
from clients.verdict import GOALS, reached
from planner.explaining.questions import Delayed, LeftOut, Lifted, Moved, Question, Reply, Sooner, Worth
from planner.ignoring import as_if
from planner.plans import Gate, Plan, PlannedActivity, Reason

Answered = Sequence[tuple[Question, Reply]]
MOST_HOLDERS = 3


def print_answers(
    console: Console, plan: Plan, catalog: Catalog, found: Answered, *, on: str | None = None, told: bool = True
) -> None:
    """Print the answers about a plan; where it is to be ``told``, what it says itself first, or of ``on`` alone."""
    page = Page(console, plan, catalog)
    for section in sections(page, found, on, told=told):
        console.print(section)
        console.print()


def sections(page: Page, found: Answered, on: str | None, *, told: bool) -> Iterator[RenderableType]:
    """Return the sections of the answer, in their order."""
    yield opening(page)
    if page.plan.finish is None:
        if page.plan.status == "infeasible":
            yield way_out(page)
        return
    if told and on is not None:
        yield dates_of(page, on)
    elif told:
        yield why_this_date(page)
        yield each_date(page)
        if page.plan.debt:
            yield debt(page)
    for question, reply in found:
        yield answer(page, question, reply)


def as_data(plan: Plan, on: str | None) -> dict[str, Any]:
    """Return what a plan says of itself, or of ``on`` alone, for programs."""
    work, gates = held(plan, on)
    return {
        "plan": plan.id,
        "status": plan.status,
        "story": plan.story if on is None else (),
        "reasons": {one.id: one.why for one in work if one.why} | {gate.id: gate.why for gate in gates if gate.why},
        "conflicts": plan.conflicts,
        "repairs": plan.repairs,
        "unrepairable": plan.unrepairable,
    }


def held(plan: Plan, on: str | None) -> tuple[list[PlannedActivity], list[Gate]]:
    """Return the activities and the gates that are asked about: all, or the one, or the copies of one item."""
    return (
        [one for one in plan.activities if on in (None, one.id, one.item)],
        [gate for gate in plan.gates if on in (None, gate.id)],
    )


def each_date(page: Page) -> RenderableType:
    """Return what holds each activity and gate, the copies of an item together, in the order of their dates."""
    table = a_table("Finish", "What", "Held by", whole=("Finish",))
    by_item = groupby(sorted(page.plan.activities, key=lambda one: one.item), key=lambda one: one.item)
    rows = [(*last_of(own), page.several(own), held_by(page, own)) for own in (list(them) for _, them in by_item)]
    rows += [(gate.date, GATE_STYLE, page.gate_name(gate), held_by(page, [gate])) for gate in page.plan.gates]
    for when, style, name, held in sorted(rows, key=lambda row: row[0] or page.plan.start):
        table.add_row(day(when), Text(name, style=style), held)
    more = Text("milepost why ... --on ID tells all of one activity, item or gate", style="dim")
    return Group(page.heading("What holds each date", "from being a week earlier"), table, more)


def last_of(own: Sequence[PlannedActivity]) -> tuple[date | None, str]:
    """Return the last day of some activities, and how what has no slack is shown."""
    days = [one.finish for one in own if one.finish]
    return max(days, default=None), "bold" if any(one.critical for one in own) else ""


def held_by(page: Page, own: Sequence[PlannedActivity] | Sequence[Gate]) -> str:
    """Return in short what holds some alike; the set-up of an item is left out where there are copies."""
    copies = [one for one in own if not one.id.endswith("@setup")]
    reasons = [reason for one in copies or own for reason in one.why]
    before: dict[str, list[PlannedActivity]] = {}
    words: list[str] = []
    for reason in reasons:
        activity = page.activities.get(reason.subject)
        if activity is None or reason.kind not in ("predecessor", "evidence"):
            words.append(in_short(page, reason))
        elif activity not in before.setdefault(activity.item, []):
            before[activity.item].append(activity)
    words = list(dict.fromkeys([*(page.several(those) for those in before.values()), *words]))
    more = [f"{len(words) - MOST_HOLDERS} more"] if len(words) > MOST_HOLDERS else []
    return "; ".join([*words[:MOST_HOLDERS], *more])


def in_short(page: Page, reason: Reason) -> str:
    """Return what holds something, where it is no other activity."""
    subject = reason.subject
    if subject == "total":
        return "too few people" if reason.kind == "people" else "the total budget"
    return {
        "start": "the first day",
        "look_ahead": f"{page.name(subject).lower()}, declared first",
        "evidence": f"weeks of evidence at {page.name(subject).lower()}" if subject in page.gates else "its evidence",
        "people": f"too few of {page.roles.get(subject, subject)}",
        "changes": f"changes in {subject}",
        "money": f"the money of {subject}",
        "freeze": "a freeze",
        "pin": "a pin",
        "goal": GOALS[subject].name if subject in GOALS else subject,
    }.get(reason.kind, "nothing")


def dates_of(page: Page, on: str) -> RenderableType:
    """Return what holds one activity, one gate, or each copy of one item."""
    work, gates = held(page.plan, on)
    lines: list[RenderableType] = []
    for one in work:
        slack = counted(one.slack_weeks or 0, "week")
        lines.append(Text.assemble((page.name(one.id), "bold"), (f"  {one.id}", "dim")))
        lines.append(Text(f"{day(one.start)} to {day(one.finish)}, {slack} of slack", style="dim"))
        lines += reason_lines(page, one)
    for gate in gates:
        lines.append(Text.assemble((page.gate_name(gate), "bold"), (f"  {gate.id}", "dim")))
        lines.append(Text(day(gate.date), style="dim"))
        lines += reason_lines(page, gate)
    return Group(page.heading("Why not a week sooner"), *lines)


def reason_lines(page: Page, one: PlannedActivity | Gate) -> Iterator[RenderableType]:
    """Return each reason."""
    for reason in one.why:
        yield bullet(page, page.spoken(reason.text), "", "" if reason.proven else "  (not proven)")


def answer(page: Page, question: Question, reply: Reply) -> RenderableType:
    """Return the answer to one question."""
    if isinstance(reply, Sooner):
        return sooner(page, reply)
    if isinstance(reply, LeftOut):
        return Group(page.heading("What was left out"), Text(begun(page.spoken(reply.text))))
    if question.about == "limits":
        return limits(page, [row for row in reply if isinstance(row, Lifted)])
    if question.about == "worth":
        return worth(page, [row for row in reply if isinstance(row, Worth)])
    delays = [bullet(page, begun(page.spoken(row.text)), "") for row in reply if isinstance(row, Delayed)]
    none = Text("Nothing: the levels declared already have all their governance, or you did not say what is missing.")
    return Group(page.heading("What missing governance delays"), *(delays or [none]))


def sooner(page: Page, reply: Sooner) -> RenderableType:
    """Return whether something can be had by a day, and what it takes."""
    title = page.heading(f"By {day(reply.by)}", f"in the plan: {day(reply.now)}" if reply.now else "")
    lines: list[RenderableType] = [title, Text(begun(page.spoken(reply.text))), *repair_lines(page, reply.repairs)]
    if reply.conflicts:
        wished = conflict_lines(page, reply.conflicts, wish_of(page, reply))
        lines += [Text(), page.heading("What stands against it"), *wished]
    return Group(*lines)


def wish_of(page: Page, reply: Sooner) -> str:
    """Return the place at which the day that is asked for stands among the limits."""
    if reply.on == page.plan.gates[-1].id:
        return "/deadline"
    return f"/pins/{len(as_if(page.plan.request, page.catalog).pins)}"


def limits(page: Page, rows: Sequence[Lifted]) -> RenderableType:
    """Return the plan without each limit, and without holding each goal, beside the plan as it is."""
    goals = [row for row in rows if row.pointer.startswith("/goals/")]
    parts: list[RenderableType] = [
        page.heading("What each limit costs", "the best plan without it: finish first, then cost"),
        beside(page, [row for row in rows if row not in goals]),
    ]
    if goals:
        title = page.heading("What holding each goal costs", "the best plan by the goals after it alone")
        parts += [Text(), title, beside(page, goals)]
    return Group(*parts)


def beside(page: Page, rows: Sequence[Lifted]) -> RenderableType:
    """Return a table of what becomes of the plan, in weeks and money saved."""
    flush = ("Weeks\nsaved", f"Cost,\n{page.currency}", "Money\nsaved")
    table = a_table("Without", "Finish", *flush, "Proven", right=flush, whole=("Finish",))
    now = reached(page.plan, "cost")
    table.add_row("(the plan as it is)", day(page.plan.finish), "", "" if now is None else money(now), "", style="dim")
    for row in rows:
        table.add_row(begun(page.spoken(row.text)), *without_it(row.moved))
    return table


def without_it(moved: Moved) -> tuple[str, str, str, str, str]:
    """Return the cells of what becomes of the plan: finish, weeks saved, cost, money saved, whether proven."""
    if moved.finish is None or moved.cost is None:
        return "no plan" if moved.proven else "not found out", "", "", "", yes_or_no(moved)
    return day(moved.finish), saved(moved.weeks), money(moved.cost), saved(moved.money), yes_or_no(moved)


def worth(page: Page, rows: Sequence[Worth]) -> RenderableType:
    """Return what more of each limit buys, and what the next week costs."""
    heading = page.heading("What more would buy")
    if not rows:
        return Group(heading, Text("Nothing: no limit alone costs a week or money."))
    flush = ("Weeks\nsaved", "Money\nsaved")
    table = a_table("Limit", "With more\nof it", *flush, "Proven", "A week sooner\ntakes", right=flush)
    for row in rows:
        _, weeks, _, less, proven = without_it(row.moved)
        table.add_row(begun(page.spoken(row.text)), row.unit, weeks, less, proven, price(row))
    return Group(heading, table)


def price(row: Worth) -> str:
    """Return the least that brings the finish a week forward, as far as it is known."""
    if row.pointer == "/deadline":
        return "-"
    if row.price is None:
        return "more of it alone does not do" if row.proven else "not found out"
    if not any(digit in row.price for digit in "123456789"):
        # The plan is not the best one then: a week sooner is possible as it is.
        return "no more: plan longer"
    return row.price if row.proven else f"{row.price}, or less"


def saved(difference: int | None) -> str:
    """Return what is saved where something comes to so much more; a dash for nothing."""
    return f"{-difference:,}" if difference else "-"


def yes_or_no(moved: Moved) -> str:
    """Return whether nothing better exists."""
    return "yes" if moved.proven else "no"
