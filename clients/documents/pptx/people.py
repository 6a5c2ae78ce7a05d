"""The people by role: a chart of the work in each quarter, and tables of peaks against caps."""

from collections.abc import Sequence

from clients.amounts import people
from clients.documents.caps import caps
from clients.documents.charts.themes import LIGHT
from clients.documents.pptx.charts import Series, columns
from clients.documents.pptx.deck import INNER, Deck
from clients.documents.pptx.flow import Flow
from clients.documents.pptx.sheet import Box, Sheet
from clients.documents.pptx.tables import Cell, Column, Row, Table
from planner.plans import Phase

CHART = 2.4
MOST_QUARTERS = 12
"""Columns of quarters that a table has room for."""
FEW_QUARTERS = 6
"""So many stand beside the other figures; more have a table of their own."""
_COLUMNS = (
    Column("Role", 3.2, most=2),
    Column("Peak, FTE", 1.0, "right"),
    Column("Cap, FTE", 1.0, "right"),
    Column("Person-weeks", 1.2, "right"),
    Column("Available", 1.1, "right"),
)
_FULL = Column("At the cap in", 4.83, most=2)
_PEAKS = "Peak in each quarter, FTE (bold: at the cap)"


def add(deck: Deck) -> None:
    """Add the slides of the people."""
    notes = ["Peaks, person-weeks used and available by role and quarter: the plan's phases. Caps: the request."]
    flow = Flow(deck, "People by quarter", aside(deck), notes)
    flow.chart("Person-weeks of work", CHART, lambda sheet, at: _chart(deck, sheet, at))
    phases = deck.plan.phases
    if len(phases) <= FEW_QUARTERS:
        flow.table("", _by_role(deck, phases))
        return
    flow.table("", _by_role(deck, ()))
    for first in range(0, len(phases), MOST_QUARTERS):
        flow.table(_PEAKS, _peaks(deck, phases[first : first + MOST_QUARTERS]))


def roles(deck: Deck) -> list[str]:
    """Return the roles that work in the plan, or are capped, in the catalog's order, everybody last."""
    found = {
        role for phase in deck.plan.phases for role, use in phase.staffing.items() if use.used or caps_of(deck, role)
    }
    known = [role.id for role in deck.catalog.roles if role.id in found]
    return [*known, *sorted(found - {*known, "total"}), "total"]


def caps_of(deck: Deck, role: str) -> tuple[int | float, ...]:
    """Return the caps of a role by quarter."""
    return caps(deck.plan, role)


def peak(deck: Deck, role: str = "total") -> float:
    """Return the most people of a role at once."""
    return max((phase.staffing[role].peak for phase in deck.plan.phases if role in phase.staffing), default=0)


def aside(deck: Deck) -> str:
    """Return the peak of everybody against the cap."""
    own = caps_of(deck, "total")
    words = f"At most {people(peak(deck))} FTE at once"
    return f"{words}, of {_range(own)}" if own else f"{words}; no cap was given for everybody together"


def name_of(deck: Deck, role: str) -> str:
    """Return what a role is called."""
    return "Everybody" if role == "total" else deck.names.roles.get(role, role)


def _chart(deck: Deck, sheet: Sheet, at: Box) -> None:
    phases, own = deck.plan.phases, [role for role in roles(deck) if role != "total"]
    shown = own if len(own) <= len(LIGHT.series) else own[: len(LIGHT.series) - 1]
    series = [
        Series(name_of(deck, role), tuple(_used(phase, role) for phase in phases), shade)
        for role, shade in zip(shown, LIGHT.series, strict=False)
    ]
    if len(shown) < len(own):
        rest = tuple(sum(_used(phase, role) for role in own[len(shown) :]) for phase in phases)
        series.append(Series("Other roles", rest, LIGHT.before))
    used = ", ".join(f"{phase.label} {people(round(_used(phase, 'total')))}" for phase in phases)
    told = f"Person-weeks of work by quarter, of all roles together: {used}"
    columns(sheet, at, [phase.label for phase in phases], series, name="Work by quarter", told=told, form="#,##0")


def _used(phase: Phase, role: str) -> float:
    return round(phase.staffing[role].used, 2) if role in phase.staffing else 0.0


def _by_role(deck: Deck, phases: Sequence[Phase]) -> Table:
    """Return the figures of each role, with its peak in some quarters or the quarters in which it is at its cap."""
    heads = tuple(Column(phase.label, 0.8, "right") for phase in phases) or (_FULL,)
    rows = tuple(_row(deck, role, phases) for role in roles(deck))
    return Table("People by role", (*_COLUMNS, *heads), rows)


def _row(deck: Deck, role: str, phases: Sequence[Phase]) -> Row:
    uses = [phase.staffing[role] for phase in deck.plan.phases if role in phase.staffing]
    available = [use.available for use in uses if use.available is not None]
    words = [
        name_of(deck, role),
        people(max((use.peak for use in uses), default=0)),
        _range(caps_of(deck, role)) or "none",
        people(round(sum(use.used for use in uses), 1)),
        people(round(sum(available), 1)) if available else "no cap",
    ]
    full = ", ".join(phase.label for phase, cap in _capped(deck, role) if phase.staffing[role].peak >= cap)
    whole = role == "total"
    ending = _cells(deck, role, phases, whole=whole) or [
        Cell(full or ("-" if available else ""), shade="band" if whole else None)
    ]
    return [*(Cell(one, bold=whole, shade="band" if whole else None) for one in words), *ending]


def _capped(deck: Deck, role: str) -> list[tuple[Phase, int | float]]:
    """Return the quarters in which a role has a cap, and works or could."""
    by_quarter = zip(deck.plan.phases, caps_of(deck, role), strict=False)
    return [(phase, cap) for phase, cap in by_quarter if cap and role in phase.staffing]


def _range(own: Sequence[int | float]) -> str:
    """Return ``2``, ``1 to 3`` for a cap that changes, nothing for none."""
    if not own:
        return ""
    least, most = people(min(own)), people(max(own))
    return least if least == most else f"{least} to {most}"


def _peaks(deck: Deck, phases: Sequence[Phase]) -> Table:
    first = 3.2
    each = min(1.0, (INNER - first) / len(phases))
    heads = tuple(Column(phase.label, each, "right") for phase in phases)
    rows: list[Row] = [[name_of(deck, role), *_cells(deck, role, phases)] for role in roles(deck)]
    return Table(f"Peaks from {phases[0].label} to {phases[-1].label}", (Column("Role", first), *heads), tuple(rows))


def _cells(deck: Deck, role: str, phases: Sequence[Phase], *, whole: bool = False) -> list[Cell]:
    capped = {phase.label: cap for phase, cap in _capped(deck, role)}
    found = []
    for phase in phases:
        use = phase.staffing.get(role)
        full = use is not None and phase.label in capped and use.peak >= capped[phase.label]
        words = f"{use.peak:.1f}" if use else ""
        found.append(Cell(words, bold=full, shade="head" if full else "band" if whole else None))
    return found
