"""The people of a plan: a panel for each role and one for everybody, what is used of what there is in each quarter.

What there is stands behind what is used, so that the room left shows; a role without a limit has nothing behind it.
"""

from collections.abc import Iterator

from catalog.model import Catalog
from clients.amounts import people
from clients.documents.charts.drawing import Spec, box, layer, outlined, picture, titled, told
from clients.documents.charts.legend import Entry, legend, swatch
from clients.documents.charts.lettering import width
from clients.documents.charts.naming import name_of
from clients.documents.charts.panel import Panel, beside, column, grid, panel
from clients.documents.charts.shared import Axis, placed
from clients.documents.charts.shared import quarters as axis_of
from clients.documents.charts.themes import THEMES, Theme, ThemeName
from clients.documents.charts.timeline import HEADER, SMALL, Timeline, header
from clients.documents.refusal import refuse_without_schedule
from clients.lines import one_line
from clients.names import Names, shown
from planner.plans import Plan, Staffing

LABELS = 290
EVERYBODY = "total"
ALL, EACH, MANY, APART = 92, 62, 12, 16
"""How high the panels of everybody and of a role are; the latter are lower where there are many."""

Quarters = list[Staffing | None]


def staffing(plan: Plan, catalog: Catalog, *, theme: ThemeName = "light", axis: Axis = "own") -> Spec:
    """Return the people of a plan in person-weeks by quarter, with the peak of each in FTE."""
    refuse_without_schedule(plan, "a chart of its people")
    tint, line = THEMES[theme], axis_of(plan, LABELS, axis)
    roles = _roles(plan)
    names = Names(plan, catalog).roles
    layers: list[Spec] = []
    top: float = HEADER + 12
    for role, quarters in roles.items():
        high = ALL if role == EVERYBODY else EACH if len(roles) <= MANY else EACH * 0.75
        own = panel(top, high, max((max(it.used, it.available or 0) for it in quarters if it), default=0))
        name = "Everybody" if role == EVERYBODY else names.get(role, shown(role, "A role without a name"))
        layers += _panel(plan, line, own, name, quarters, tint)
        top = own.bottom + APART
    samples, deep = legend(line, list(_entries(roles, tint)), top)
    layers = [line.ground(top + deep), *header(line, tint, top - APART + 4), *layers, *samples]
    title = titled(f"{name_of(plan)}: people", [_said(plan, roles)], line.width)
    spec = picture(line.width, top + deep, layers, tint, title, _description(plan, roles, names))
    return placed(spec, line, top - 6, plan, catalog, axis)


def _roles(plan: Plan) -> dict[str, Quarters]:
    """Return the roles that do anything, or could, quarter by quarter; everybody first."""
    names = dict.fromkeys(role for phase in plan.phases for role in phase.staffing)
    order = sorted(names, key=lambda role: role != EVERYBODY)
    found = {role: [phase.staffing.get(role) for phase in plan.phases] for role in order}
    return {role: own for role, own in found.items() if any(it and (it.used or it.available) for it in own)}


def _panel(plan: Plan, line: Timeline, own: Panel, name: str, quarters: Quarters, theme: Theme) -> Iterator[Spec]:
    yield from beside(line, own, name, [_peak(plan, quarters), _used(quarters)], theme)
    yield from grid(line, own, 3, people, theme)
    there = [(place, it) for place, it in enumerate(quarters) if it]
    room = [column(place, own, 0, it.available) for place, it in there if it.available is not None]
    used = [
        column(place, own, 0, it.used, told=f"{one_line(plan.phases[place].label)}, {name}: {_words(it)}")
        for place, it in there
        if it.used
    ]
    yield layer(room, "rect", box(), fill=theme.room, stroke=theme.muted, strokeWidth=0.8)
    yield layer(used, "rect", {**box(), **told()}, color=theme.action)
    texts = [(place, it, people(it.peak)) for place, it in there if it.used]
    if all(width(text, SMALL - 1) <= line.week - 4 for _, _, text in texts):
        rows = [{"x": place + 0.5, "y": own.y(it.used) - 7, "text": text} for place, it, text in texts]
        yield from outlined(rows, theme, align="center", fontSize=SMALL - 1, color=theme.ink)


def _words(it: Staffing) -> str:
    of = "" if it.available is None else f" of {people(it.available)}"
    return f"{people(it.used)}{of} person-weeks, peak {people(it.peak)} FTE"


def _peak(plan: Plan, quarters: Quarters) -> str:
    """Return the highest peak and when it is."""
    found = [(it.peak, plan.phases[place].label) for place, it in enumerate(quarters) if it]
    peak, label = max(found, key=lambda it: it[0])
    return f"peak {people(peak)} FTE in {one_line(label)}"


def _used(quarters: Quarters) -> str:
    """Return all person-weeks, of how many."""
    there = [it for it in quarters if it]
    used = people(round(sum(it.used for it in there), 2))
    if any(it.available is None for it in there):
        return f"{used} person-weeks"
    return f"{used} of {people(round(sum(it.available or 0 for it in there), 2))} person-weeks"


def _entries(roles: dict[str, Quarters], theme: Theme) -> Iterator[Entry]:
    yield swatch("Person-weeks used", theme.action)
    if any(it and it.available is not None for own in roles.values() for it in own):
        yield swatch("Person-weeks there are", theme.room, stroke=theme.muted, strokeWidth=0.8)
    yield Entry("Over the bars: the quarter's peak in FTE", ())


def _said(plan: Plan, roles: dict[str, Quarters]) -> str:
    everybody = roles.get(EVERYBODY)
    if not everybody:
        return "Nobody is planned."
    return f"Everybody: {_peak(plan, everybody)}; {_used(everybody)}."


def _description(plan: Plan, roles: dict[str, Quarters], names: dict[str, str]) -> str:
    each = "; ".join(
        f"{names.get(role, shown(role, 'A role without a name'))} {_peak(plan, own)}"
        for role, own in roles.items()
        if role != EVERYBODY
    )
    return f"People by quarter. {_said(plan, roles)} By role: {each}."
