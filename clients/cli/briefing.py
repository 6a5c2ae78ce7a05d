"""One quarter of the plan as its team is briefed: what starts, runs and ends, money, people, risks, KPIs, evidence.

The quarter that was asked for is told whole; otherwise the first one's beginnings, and what else to mind in it.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from clients.amounts import counted, short_money
from clients.cli.beginnings import beginnings
from clients.cli.page import Page, a_table, is_setup
from clients.cli.people import staffing_of
from clients.dates import day, short_day
from planner.plans import EvidenceDue, Phase, PlannedActivity

MOST_IN_SHORT = 3


def briefing(page: Page) -> RenderableType:
    """Return the brief of the quarter asked for, or what starts in the first one."""
    phases = page.plan.phases
    if page.quarter is None:
        return first_quarter(page, phases[0])
    quarter = next((index for index, phase in enumerate(phases) if phase.label == page.quarter), None)
    if quarter is None:
        span = f"it runs from {phases[0].label} to {phases[-1].label}"
        return Text(f"There is no {page.quarter} in this plan: {span}.", style="yellow")
    return whole_quarter(page, quarter)


def first_quarter(page: Page, phase: Phase) -> RenderableType:
    """Return what starts in the first quarter, then the evidence due and the risks open in it, each in a line."""
    table = rows()
    evidence = [f"{page.several(own)} {short_day(due.date)}" for due, own in due_together(page, phase)]
    table.add_row("Evidence due", in_short(evidence))
    table.add_row("Risks open", in_short([title for _, titles in risks_by_level(page, phase) for title in titles]))
    more = Text(f'milepost plan ... --quarter "{phase.label}" tells the whole quarter', style="dim")
    return Group(page.heading(f"Starts in {phase.label}", span(phase)), *beginnings(page, phase), table, more)


def whole_quarter(page: Page, quarter: int) -> RenderableType:
    """Return the brief of one quarter."""
    phase = page.plan.phases[quarter]
    table = rows()
    for label, words in summary(page, phase):
        table.add_row(label, words)
    parts: list[RenderableType] = [page.heading(phase.label, span(phase)), table]
    if any(entry.used for entry in phase.staffing.values()):
        parts += [Text("\nPeople", style="bold"), staffing_of(page, quarter)]
    if phase.evidence_due:
        parts += [Text("\nEvidence due", style="bold"), evidence_table(page, phase)]
    if phase.starts:
        parts += [Text("\nStarts", style="bold"), *beginnings(page, phase)]
    return Group(*parts)


def summary(page: Page, phase: Phase) -> Iterator[tuple[str, str]]:
    """Return label and words of each line of a brief; what there is none of is left out, but for work and money."""
    gates = [gate for gate in page.plan.gates if gate.id in phase.gates]
    if gates:
        yield "Gates", "; ".join(f"{page.gate_name(gate)} {day(gate.date)}" for gate in gates)
    yield "Starts", listed(named(page, phase.starts))
    yield "Runs on", listed(named(page, phase.running))
    yield "Ends", listed(named(page, phase.finishes, with_finish=True))
    yield "Money", money_in_words(page, phase)
    for level, titles in risks_by_level(page, phase):
        yield f"Risks, level {level}", "; ".join(titles)
    if phase.kpis:
        names = {kpi.id: kpi.name for kpi in page.catalog.kpis}
        yield "KPIs to baseline", "; ".join(names.get(kpi, kpi) for kpi in phase.kpis)


def money_in_words(page: Page, phase: Phase) -> str:
    """Return a quarter's spend, of what, and its kinds."""
    budget, spend = phase.budget, phase.spend
    words = f"{page.currency} {short_money(budget.used)}"
    if budget.available is not None:
        carried = budget.carried or 0
        words += f" of {short_money(budget.available + carried)}"
        words += f" ({short_money(budget.available)} new, {short_money(carried)} brought in)" if carried else ""
    kinds = {"cash": spend.cash, "own labour": spend.labour, "running cost": spend.run}
    return f"{words}; all kinds: " + ", ".join(f"{kind} {short_money(amount)}" for kind, amount in kinds.items())


def named(page: Page, ids: Iterable[str], *, with_finish: bool = False) -> list[str]:
    """Return the activities' names, the copies of an item together, in the order of their first start."""
    activities = [page.activities[name] for name in ids if name in page.activities]
    by_item = [list(own) for _, own in groupby(sorted(activities, key=lambda one: one.item), key=lambda one: one.item)]
    by_item.sort(key=lambda own: min(one.start_week or 0 for one in own))
    if not with_finish:
        return [page.several(own) for own in by_item]
    return [f"{page.several(own)} {short_day(max(one.finish for one in own if one.finish))}" for own in by_item]


def due_together(page: Page, phase: Phase) -> list[tuple[EvidenceDue, list[PlannedActivity]]]:
    """Return the evidence due in a quarter by date, that of copies due on one day together.

    A set-up has none of its own: what there is to show of the item comes with the copies.
    """

    def sameness(due: EvidenceDue) -> tuple[str, str]:
        return due.date.isoformat(), due.activity.partition("@")[0]

    found = []
    for _, same in groupby(sorted(phase.evidence_due, key=sameness), key=sameness):
        entries = list(same)
        own = [page.activities[one.activity] for one in entries if one.activity in page.activities]
        found.append((entries[0], [one for one in own if not is_setup(one)]))
    return [(due, own) for due, own in found if own]


def evidence_table(page: Page, phase: Phase) -> Table:
    """Return what there is to show by when."""
    table = a_table("By", "Of", "Evidence", whole=("By",))
    for due, own in due_together(page, phase):
        table.add_row(day(due.date), page.several(own), due.text)
    return table


def risks_by_level(page: Page, phase: Phase) -> list[tuple[int, list[str]]]:
    """Return the titles of the risks open at a quarter's end, by the level that opens them."""
    risks = [risk for risk in page.catalog.risks if risk.id in phase.risks_open]
    in_order = sorted(risks, key=lambda risk: (risk.level, -risk.severity))
    return [(level, [risk.title for risk in own]) for level, own in groupby(in_order, key=lambda risk: risk.level)]


def in_short(words: Sequence[str]) -> str:
    """Return how many there are and the first few of them."""
    if not words:
        return "none"
    more = f"; {counted(len(words) - MOST_IN_SHORT, 'more')}" if len(words) > MOST_IN_SHORT else ""
    return f"{'; '.join(words[:MOST_IN_SHORT])}{more.removesuffix('s')}"


def listed(words: Sequence[str]) -> str:
    """Return the words, or that there are none."""
    return "; ".join(words) or "nothing"


def rows() -> Table:
    """Return a table for labels and words."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    return table


def span(phase: Phase) -> str:
    """Return the first and the last day of a quarter."""
    return f"{day(phase.start)} to {day(phase.end)}"
