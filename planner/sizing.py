"""What each activity takes in each mode in this organization: weeks, people, money; the request's own figures first.

The factors are those of ``catalog.scaling``; here the request meets them. Called by ``planner.building`` and
``planner.placement``. Units: weeks, hundredths of an FTE, whole units of the request's currency.
"""

from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from catalog import scaling
from catalog.model import Catalog, Item, Mode
from planner.request import Estimate, Number, PlanRequest
from planner.scope import Activity

FIGURES: tuple[scaling.Figure, ...] = ("duration_weeks", "effort_person_weeks", "cash")


class Size(Struct, frozen=True):
    """What an activity takes in one mode; ``people`` is hundredths of an FTE by role while it runs."""

    weeks: int
    people: dict[str, int]
    cash: int
    labour: int


class Sizing:
    """Sizes the activities of one request; copies of an item are alike, so what was sized once is kept."""

    def __init__(self, request: PlanRequest, catalog: Catalog) -> None:
        self.request, self.catalog = request, catalog
        self.rates = rates(request, catalog)
        self._kept: dict[tuple[str, scaling.Part, str], Size] = {}

    def size(self, activity: Activity, mode: str) -> Size:
        """Return what an activity takes in a mode."""
        key = (activity.item.id, activity.part, mode)
        if key not in self._kept:
            self._kept[key] = self._sized(activity, mode)
        return self._kept[key]

    def run_per_year(self, activity: Activity) -> int:
        """Return an activity's cost a year once it has finished."""
        return scaling.run_per_year(
            self.catalog,
            activity.item,
            employees=self.request.organization.employees,
            part=activity.part,
            exchange=exchange(self.request),
        )

    def _sized(self, activity: Activity, mode: str) -> Size:
        organization = self.request.organization
        estimates = () if activity.part == "setup" else tuple(own_estimates(self.request, activity.item, mode))
        scaled = scaling.scaled_mode(
            self.catalog,
            _with_estimates(activity.item, mode, estimates),
            mode,
            employees=organization.employees,
            functions=len(organization.functions),
            traits=organization.traits,
            part=activity.part,
            exchange=exchange(self.request),
            given=[name for name in FIGURES if any(getattr(one, name) is not None for one in estimates)],
        )
        return Size(
            weeks=scaled.weeks,
            people={role: scaling.demand(effort, scaled.weeks) for role, effort in scaled.effort.items() if effort},
            cash=scaled.cash,
            labour=scaling.labour(scaled.effort, self.rates),
        )


def modes_of(activity: Activity) -> tuple[str, ...]:
    """Return the modes an activity may be done in; a set-up has those with figures for it."""
    return tuple(name for name, mode in activity.item.modes.items() if activity.part != "setup" or mode.setup_weeks)


def exchange(request: PlanRequest) -> Number:
    """Return the units of the request's currency that one unit of the catalog's is worth."""
    given = request.budget.exchange_rate
    return 1 if given is None else given


def rates(request: PlanRequest, catalog: Catalog) -> dict[str, Decimal]:
    """Return what a person-week of each role costs: the request's rates before the catalog's, which are exchanged."""
    per_unit = Decimal(repr(exchange(request)))
    known = {role.id: Decimal(repr(role.rate)) * per_unit for role in catalog.roles if role.rate is not None}
    return known | {role: Decimal(repr(rate)) for role, rate in request.rates.items()}


def own_estimates(request: PlanRequest, item: Item, mode: str) -> Iterator[Estimate]:
    """Yield the request's own estimates of an item in a mode, those for every mode before those for this one."""
    for wanted in (None, mode):
        for estimate in request.estimates:
            if estimate.item == item.id and estimate.mode == wanted:
                yield estimate


def _with_estimates(item: Item, mode: str, estimates: tuple[Estimate, ...]) -> Item:
    """Return the item with the request's own figures in place of the catalog's."""
    figures: Mode = item.modes[mode]
    for estimate in estimates:
        own = {name: getattr(estimate, name) for name in FIGURES if getattr(estimate, name) is not None}
        figures = replace(figures, **own)
    return replace(item, modes=item.modes | {mode: figures}) if estimates else item
