"""The printed answers of studies, a page each: staircases, the inverse questions, grids, tornados.

Every figure comes from the Study.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from rich.console import Console, Group, RenderableType
from rich.text import Text

from catalog.model import Catalog
from clients.amounts import counted, money, people, short_money
from clients.cli import screen
from clients.cli.page import a_table
from clients.cli.screen import printable
from clients.dates import day, gate_day
from planner.calendar import fiscal_calendar
from planner.exploring.frontier import Gap, Point, Staircase
from planner.exploring.grid import Cell
from planner.exploring.inverse import Highest, Least, Split
from planner.exploring.studies import Frontier, Grid, Result, Study
from planner.exploring.tornado import Bar, Tornado

BAR = 24
MOST_BARS = 15
TORNADO_REST = 72
MOST_FAULTS = 3

GIVEN = {"budget": "Budget", "headcount": "People", "cost": "Cost"}
REACHED = {"finish": "Finish", "risk": "Open risk", "peak": "Peak"}


class Sheet:
    """What every section is given: the study, its catalog, and the paper to write on."""

    def __init__(self, console: Console, study: Study, catalog: Catalog) -> None:
        self.console, self.study, self.catalog = console, study, catalog
        self.request = study.asked.request
        self.currency = self.request.budget.currency or catalog.currency
        self.glyphs = screen.glyphs(console)
        self.titles = {item.id: item.title for item in catalog.items} | {role.id: role.title for role in catalog.roles}

    def heading(self, title: str, aside: str = "") -> Text:
        """Return the heading of a section."""
        return Text.assemble((title, "bold underline"), (f"  {aside}" if aside else "", "dim"))

    def given(self, amount: int) -> str:
        """Return an amount of what is given."""
        return people(amount / 100) if self.study.asked.given == "headcount" else money(amount)

    def reached(self, value: int) -> str:
        """Return what is reached."""
        reached = self.study.asked.reached
        if reached == "finish":
            return day(gate_day(self.request.start, value))
        return f"{people(value / 100)} FTE" if reached == "peak" else counted(value, "severity-week")

    def bar(self, share: float) -> str:
        """Return a bar of so much of its whole length."""
        return self.glyphs.full * max(0, min(BAR, round(share * BAR)))


def print_study(console: Console, study: Study, catalog: Catalog) -> None:
    """Print what a study came to."""
    sheet = Sheet(console, study, catalog)
    for section in sections(sheet, study.result):
        console.print(section)
        console.print()
    console.print(Text(f"{counted(study.solves, 'solve')} in {study.wall_s:.1f} s", style="dim"))


def sections(sheet: Sheet, result: Result) -> Iterator[RenderableType]:
    """Return the sections of an answer, in their order."""
    match result:
        case Frontier(levels=levels):
            yield from (staircase(sheet, level) for level in levels)
        case Least() as found:
            yield least(sheet, found)
        case Highest() as found:
            yield highest(sheet, found)
        case Split() as found:
            yield split(sheet, found)
        case Grid(cells=cells):
            yield from grid(sheet, cells)
        case Tornado() as found:
            yield tornado(sheet, found)


def is_answered(study: Study) -> bool:
    """Say whether there is anything to plan by in an answer."""
    match study.result:
        case Frontier(levels=levels):
            found: Sequence[object] = [level.points for level in levels if level.points]
        case Grid(cells=cells):
            found = [cell for cell in cells if cell.finish is not None]
        case Tornado(base=base):
            found = [] if base.finish is None else [base]
        case Least(finish=finish) | Highest(finish=finish) | Split(finish=finish):
            found = [] if finish is None else [finish]
    return bool(found)


def staircase(sheet: Sheet, level: Staircase) -> RenderableType:
    """Return the frontier of one level: what is given, what is reached, and what lies between, where that is open."""
    title = f"Level {level.level}"
    if not level.points:
        said = "no plan within the limits" if level.possible is False else "no plan was found in the time"
        return Group(sheet.heading(title), Text(said, style="bold red" if level.possible is False else "yellow"))
    asked = sheet.study.asked
    unit = "FTE" if asked.given == "headcount" else sheet.currency
    head = f"{GIVEN[asked.given]},\n{unit}"
    more = "More than\nthe row above"
    flush = (head, more, "One-off\ncost", "Peak,\nFTE")
    table = a_table(head, "", REACHED[asked.reached], more, "One-off\ncost", "Peak,\nFTE", "Proven", right=flush)
    most = max(point.given for point in level.points)
    before: Point | None = None
    for point in level.points:
        if before is not None:
            open_between(sheet, table, level.gaps, before, point)
        table.add_row(
            sheet.given(point.given),
            Text(sheet.bar(point.given / most if most else 1), style="green" if point.proven else "yellow"),
            Text(sheet.reached(point.reached), style="bold"),
            "" if before is None else sheet.given(point.given - before.given),
            money(point.cost),
            people(point.peak / 100),
            "yes" if point.proven else "no",
        )
        before = point
    return Group(sheet.heading(title, summary(level)), table, *beyond(sheet, level))


def open_between(sheet: Sheet, table: object, gaps: Sequence[Gap], before: Point, point: Point) -> None:
    """Add a row for what is not settled between two points: what is better than the first is no better than this."""
    from rich.table import Table

    assert isinstance(table, Table)
    for gap in gaps:
        if not gap.proven and before.given < gap.from_ and (gap.to or 0) < point.given:
            word = "before" if sheet.study.asked.reached == "finish" else "below"
            text = f"? not {word} {sheet.reached(gap.bound or 0)}"
            table.add_row("", Text(text, style="yellow"), "", "", "", "", "no")


def summary(level: Staircase) -> str:
    """Return how many pairs there are, and what is proven of the whole."""
    count = counted(len(level.points), "pair")
    first, last = level.points[0], level.points[-1]
    if level.proven:
        return f"{count}, and nothing lies between: proven"
    proven = sum(point.proven for point in level.points)
    apart = "" if first is last else f", {sum(not gap.proven for gap in level.gaps)} stretches not settled"
    return f"{count}, {proven} proven{apart}"


def beyond(sheet: Sheet, level: Staircase) -> Iterator[RenderableType]:
    """Yield what is known below the first point and beyond the last."""
    first = level.points[0].given
    for gap in level.gaps:
        if (gap.to or first) < first and gap.proven:
            yield Text(f"With {sheet.given(gap.to or 0)} or less there is no plan: proven.", style="dim")
        elif (gap.to or first) < first:
            yield Text(f"Whether {sheet.given(gap.to or 0)} or less would do is not known.", style="yellow")
        elif not gap.proven and gap.from_ > level.points[-1].given:
            yield Text(
                f"With more, {sheet.reached(gap.bound or 0)} may be possible; nothing better is.", style="yellow"
            )


def least(sheet: Sheet, found: Least) -> RenderableType:
    """Return the least of something that will do."""
    of = sheet.study.asked.of
    name = {"budget": "The least budget", "headcount": "The fewest people"}.get(of, f"The least of {titled(sheet, of)}")
    if found.amount is None:
        said = "No amount would do: other limits stand against it." if found.proven else "None was found in the time."
        return Group(sheet.heading(name), Text(said, style="bold red" if found.proven else "yellow"))
    amount = amount_of(sheet, of, found.amount)
    proof = "less does not do: proven" if found.proven else f"at least {amount_of(sheet, of, found.bound)}"
    line = Text.assemble((amount, "bold green" if found.proven else "bold yellow"), f": {proof}.")
    return Group(
        sheet.heading(name), line, Text(f"Level {sheet.request.target} on {day(found.finish)} with just that.")
    )


def amount_of(sheet: Sheet, of: str, amount: int) -> str:
    """Return an amount with its unit."""
    return f"{sheet.currency} {money(amount)}" if of == "budget" else f"{people(amount / 100)} FTE"


def titled(sheet: Sheet, name: str) -> str:
    """Return the title of an item or a role."""
    return printable(sheet.titles.get(name, name))


def highest(sheet: Sheet, found: Highest) -> RenderableType:
    """Return the highest level within the limits."""
    heading = sheet.heading("The highest level within the limits")
    if found.level is None:
        said = "None above the current one: proven." if found.proven else "None was found in the time."
        return Group(heading, Text(said, style="bold red" if found.proven else "yellow"))
    top = max(level.level for level in sheet.catalog.levels)
    after = found.level + 1
    proof = (
        f"level {after} is impossible: proven" if found.proven else f"whether level {after} is possible is not known"
    )
    if found.level == top:
        proof = "there is none beyond"
    return Group(heading, Text.assemble((f"Level {found.level}", "bold green"), f" on {day(found.finish)}; {proof}."))


def split(sheet: Sheet, found: Split) -> RenderableType:
    """Return the same money split best."""
    heading = sheet.heading("The same money, split best", f"{sheet.currency} {money(found.money)}")
    if found.finish is None:
        said = "However it is split, it does not do: proven." if found.proven else "No plan was found in the time."
        return Group(heading, Text(said, style="bold red" if found.proven else "yellow"))
    calendar = fiscal_calendar(sheet.request)
    amounts = f"{sheet.currency}"
    table = a_table("Quarter", amounts, "", right=(amounts,))
    most = max(found.per_quarter, default=1) or 1
    for quarter, amount in enumerate(found.per_quarter):
        table.add_row(calendar.label(quarter), money(amount), Text(sheet.bar(amount / most), style="green"))
    return Group(heading, Text(in_place_of(sheet, found)), table)


def in_place_of(sheet: Sheet, found: Split) -> str:
    """Return what the best split gains."""
    proof = "no split is faster: proven" if found.proven else "whether another is faster is not known"
    own = "as you split it there is no plan" if found.before is None else f"as you split it, {day(found.before)}"
    return f"Level {sheet.request.target} on {day(found.finish)} ({own}); {proof}."


def grid(sheet: Sheet, cells: Sequence[Cell]) -> Iterator[RenderableType]:
    """Yield the cells as tables of budgets and people, one a deadline; or, where they are one's own, as a list."""
    asked = sheet.study.asked
    if not asked.cells:
        yield from crossed(sheet, cells)
    else:
        flush = (f"Cost,\n{sheet.currency}", "Peak,\nFTE")
        table = a_table("Cell", "Finish", *flush, "Proven", right=flush, whole=("Finish",))
        for cell in cells:
            table.add_row(printable(cell.name), outcome(cell), *figures(cell))
        yield Group(sheet.heading("The grid", tally(cells)), table)
    refused = [cell for cell in cells if cell.status == "refused"]
    if refused:
        yield Group(sheet.heading("What is no request"), *(line for cell in refused for line in faults(cell)))


def crossed(sheet: Sheet, cells: Sequence[Cell]) -> Iterator[RenderableType]:
    """Yield a table a deadline: a row a budget, a column a headcount, in each the finish."""
    asked = sheet.study.asked
    found = iter(cells)
    wide = asked.headcounts or (None,)
    deadlines = asked.deadlines or (None,)
    rows = [
        (budget, [[next(found) for _ in deadlines] for _ in wide])
        for budget in (asked.budgets or (None,))
    ]  # fmt: skip
    for place, deadline in enumerate(deadlines):
        columns = [column_name(it) for it in wide]
        head = f"Budget, {sheet.currency}"
        table = a_table(head, *columns, right=(head,))
        for budget, row in rows:
            table.add_row("as it is" if budget is None else money(budget), *(outcome(cell[place]) for cell in row))
        title = "The grid" if deadline is None else f"By {day(deadline)}"
        own = [cell[place] for _, row in rows for cell in row]
        yield Group(sheet.heading(title, tally(own)), table)


def column_name(headcount: float | None) -> str:
    """Return the heading of a column."""
    return "Finish" if headcount is None else f"{people(headcount)} people"


def outcome(cell: Cell) -> Text:
    """Return when a cell is done, or that it is not; what is not proven has a question mark."""
    if cell.finish is not None:
        return Text(day(cell.finish) + ("" if cell.status == "optimal" else " ?"))
    words = {"infeasible": ("no plan", "red"), "refused": ("no request", "red")}.get(
        cell.status, ("not known", "yellow")
    )
    return Text(words[0], style=words[1])


def figures(cell: Cell) -> tuple[str, str, str]:
    """Return the cost and the peak of a cell, and whether it is proven."""
    proven = "yes" if cell.status in ("optimal", "infeasible") else "no" if cell.status != "refused" else ""
    if cell.cost is None or cell.peak is None:
        return "", "", proven
    return money(cell.cost), people(cell.peak / 100), proven


def tally(cells: Sequence[Cell]) -> str:
    """Return how many of the cells are proven."""
    sure = sum(cell.status in ("optimal", "infeasible") for cell in cells)
    return f"{sure} of {counted(len(cells), 'cell')} proven"


def faults(cell: Cell) -> Iterator[Text]:
    """Yield what is wrong with a cell that is no request."""
    yield Text(printable(cell.name), style="bold")
    for fault in cell.faults[:MOST_FAULTS]:
        hint = f" (try: {fault.suggestion})" if fault.suggestion else ""
        yield Text(printable(f"  {fault.pointer}  {fault.detail}{hint}"))


def tornado(sheet: Sheet, found: Tornado) -> RenderableType:
    """Return the bars, the widest first: what each end does to the finish and to the cost."""
    base = found.base
    if base.finish is None or base.finish_week is None:
        return Group(sheet.heading("What moves the plan most"), Text("There is no plan to move.", style="bold red"))
    flush = ("Weeks", "Money")
    table = a_table("What", "Low", "High", "", *flush, "Proven", right=flush, whole=("Low", "High"))
    moving = [bar for bar in found.bars if bar.weeks or bar.money or bar.impossible]
    most = max((bar.weeks for bar in moving), default=0) or 1
    for bar in moving[:MOST_BARS]:
        table.add_row(
            what(sheet, bar),
            end_of(bar, base.finish, high=False),
            end_of(bar, base.finish, high=True),
            Text(sheet.bar(bar.weeks / most), style="green"),
            str(bar.weeks or "-"),
            short_money(bar.money) if bar.money else "-",
            "yes" if bar.low.proven and bar.high.proven else "no",
        )
    aside = f"as it is: {day(base.finish)}, {sheet.currency} {money(base.cost or 0)} once"
    still = len(found.bars) - len(moving)
    more = len(moving) - MOST_BARS
    notes = [f"{more} more move it less (all of them with --json)."] if more > 0 else []
    notes += [f"{counted(still, 'figure')} {'moves' if still == 1 else 'move'} nothing."] if still else []
    return Group(sheet.heading("What moves the plan most", aside), table, *(Text(it, style="dim") for it in notes))


def what(sheet: Sheet, bar: Bar) -> str:
    """Return what a bar moves, in words, and in a line."""
    if bar.kind == "limit":
        return limit_name(sheet, bar.subject)
    title = titled(sheet, bar.subject)
    words = {"weeks": f"weeks of {title}", "cash": f"money of {title}", "rate": f"rate of {title}"}[bar.kind]
    return screen.shortened(words, max(24, sheet.console.width - TORNADO_REST), sheet.glyphs.cut)


def limit_name(sheet: Sheet, pointer: str) -> str:
    """Return what a limit is called."""
    names = {
        "/budget/total": "the total budget",
        "/budget/per_quarter": "the money by the quarter",
        "/headcount/total": "people in all",
        "/deadline": "the deadline",
    }
    return names.get(pointer, f"people: {titled(sheet, pointer.rpartition('/')[2])}")


def end_of(bar: Bar, base: date, *, high: bool) -> Text:
    """Return what an end does to the finish."""
    end = bar.high if high else bar.low
    if end.finish is None:
        return Text("no plan", style="red") if end.proven else Text("not known", style="yellow")
    weeks = (end.finish - base).days // 7
    return Text("as it is" if not weeks else f"{abs(weeks)} w {'later' if weeks > 0 else 'sooner'}")
