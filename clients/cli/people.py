"""People of a printed plan: each role's peak and person-weeks against its cap, quarter by quarter."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from clients import amounts
from clients.cli.page import Page, a_table
from planner.plans import Staffing
from planner.request import Headcount, Number

AT_CAP, BELOW = "red", "cyan"


def staffing(page: Page) -> RenderableType:
    """Return a row for each role: peak, cap, person-weeks, and the peak of each quarter."""
    heading = page.heading("People", "in FTE; person-weeks used, and of how many")
    by_number = page.width >= 62 + 6 * len(page.plan.phases)
    columns = ("Role", "Peak", "Cap", "Person-weeks")
    labels = [phase.label for phase in page.plan.phases]
    quarters = [label.replace(" ", "\n") for label in labels] if by_number else ["Peak by quarter"]
    table = a_table(*columns, *quarters, right=("Peak", "Cap", "Person-weeks", *(quarters if by_number else ())))
    for role in roles(page):
        style = "bold" if role == "total" else ""
        entries = [phase.staffing.get(role) for phase in page.plan.phases]
        there = [entry for entry in entries if entry]
        cells = numbers(entries, caps(page, role)) if by_number else [sparkline(page, role, entries)]
        table.add_row(
            Text(page.roles.get(role, role), style=style),
            amounts.people(max(entry.peak for entry in there)),
            cap_in_words(caps(page, role)),
            person_weeks(there),
            *cells,
        )
    return Group(heading, table)


def staffing_of(page: Page, quarter: int) -> RenderableType:
    """Return a row for each role at work in one quarter of the plan, and everybody: peak, cap, person-weeks."""
    table = a_table("Role", "Peak", "Cap", "Person-weeks", right=("Peak", "Cap", "Person-weeks"))
    for role in roles(page):
        entry = page.plan.phases[quarter].staffing.get(role)
        if entry is None or not (entry.used or role == "total"):
            continue
        own = caps(page, role)
        peak = Text(amounts.people(entry.peak), style=AT_CAP if at_cap(entry, cap_in(own, quarter)) else "")
        cap = amounts.people(cap_in(own, quarter)) if own else "-"
        table.add_row(page.roles.get(role, role), peak, cap, person_weeks([entry]))
    return table


def cap_in(cap: Sequence[Number], quarter: int) -> Number:
    """Return the entry of a cap for one quarter, the last repeating; 0 where there is none."""
    return cap[min(quarter, len(cap) - 1)] if cap else 0


def roles(page: Page) -> list[str]:
    """Return the roles of the plan in the catalog's order, everybody last."""
    found = {role for phase in page.plan.phases for role in phase.staffing}
    order = [role.id for role in page.catalog.roles]
    return sorted(found, key=lambda role: (role == "total", order.index(role) if role in order else len(order), role))


def caps(page: Page, role: str) -> tuple[Number, ...]:
    """Return the request's cap of a role by quarter, the last repeating; empty where there is none."""
    headcount = page.plan.request.headcount
    if not isinstance(headcount, Headcount):
        return (headcount,) if role == "total" else ()
    cap = headcount.total if role == "total" else headcount.roles.get(role)
    return cap if isinstance(cap, tuple) else () if cap is None else (cap,)


def cap_in_words(cap: Sequence[Number]) -> str:
    """Return ``2``, ``1-3`` for one that changes, a dash for none."""
    if not cap:
        return "-"
    least, most = amounts.people(min(cap)), amounts.people(max(cap))
    return least if least == most else f"{least}-{most}"


def person_weeks(entries: Sequence[Staffing]) -> str:
    """Return person-weeks used, of those there are where there is a cap."""
    used = amounts.people(round(sum(entry.used for entry in entries)))
    available = [entry.available for entry in entries if entry.available is not None]
    return f"{used} of {amounts.people(round(sum(available)))}" if available else used


def numbers(entries: Sequence[Staffing | None], cap: Sequence[Number]) -> list[Text]:
    """Return each quarter's peak as a number, red at the cap."""
    found = []
    for index, entry in enumerate(entries):
        style = AT_CAP if at_cap(entry, cap_in(cap, index)) else ""
        found.append(Text(f"{entry.peak:.1f}" if entry else "", style=style))
    return found


def sparkline(page: Page, role: str, entries: Sequence[Staffing | None]) -> Text:
    """Return each quarter's peak as the height of a column, against the role's cap or its highest peak."""
    steps = page.glyphs.steps
    text = Text(no_wrap=True)
    own = caps(page, role)
    top = max([*own, *(entry.peak for entry in entries if entry)], default=0)
    for index, entry in enumerate(entries):
        peak = entry.peak if entry else 0
        height = min(len(steps) - 1, int(peak / top * len(steps))) if top else 0
        full = at_cap(entry, cap_in(own, index))
        text.append(
            (steps[height] if peak else " ") * (2 if len(entries) <= 14 else 1), style=AT_CAP if full else BELOW
        )
    return text


def at_cap(entry: Staffing | None, cap: Number) -> bool:
    """Say whether a quarter's peak has reached its cap."""
    return bool(entry and cap and entry.peak >= cap)
