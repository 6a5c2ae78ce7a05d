"""What an activity takes in each of its modes, from the catalog's figures for the reference organization.

All factors are multiplied in decimal arithmetic, then rounded once. Weeks and whole money are rounded half up,
effort to hundredths of a person-week, an average FTE to hundredths and at least one.
"""

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal, localcontext
from typing import TYPE_CHECKING

from msgspec import Struct

from catalog.model import Catalog, Item, Mode, TraitFactor
from planner.request import Estimate, Number, PlanRequest

if TYPE_CHECKING:
    from planner.checking.duty import Duty


class Figures(Struct, frozen=True):
    """Weeks, whole cash and labour, and hundredths of FTE by role."""

    weeks: int
    cash: int
    labour: int
    demand: dict[str, int]


class Estimator:
    """Scales a catalog to a request; copies of an item are alike, so what was scaled once is kept."""

    def __init__(self, request: PlanRequest, catalog: Catalog) -> None:
        self.request = request
        self.catalog = catalog
        self._kept: dict[tuple[str, bool], dict[str, Figures]] = {}
        self._classes = {scale.id: scale for scale in catalog.scaling.classes}
        exchange = _decimal(request.budget.exchange_rate or 1)
        self._exchange = exchange
        self._rates = {role.id: _decimal(role.rate or 0) * exchange for role in catalog.roles}
        self._rates.update({role: _decimal(rate) for role, rate in request.rates.items()})
        with localcontext(Context(prec=28)):
            self._size = Decimal(request.organization.employees) / catalog.scaling.reference_employees
            self._per_copy = self._learning_factor()

    def figures(self, duty: "Duty") -> dict[str, Figures]:
        """Return the figures of each mode that the activity may be done in."""
        key = (duty.item.id, duty.setup)
        if key not in self._kept:
            with localcontext(Context(prec=28)):
                self._kept[key] = {
                    name: self._scaled(duty.item, name, mode, duty.setup)
                    for name, mode in duty.item.modes.items()
                    if not duty.setup or mode.setup_weeks is not None
                }
        return self._kept[key]

    def run_per_year(self, duty: "Duty") -> int:
        """Return the recurring cost of a year: shared for an item or its set-up, per function for a copy."""
        scaling, recurring = self.catalog.scaling, duty.item.recurring
        base, exponent = recurring.shared, scaling.platforms_exponent
        if duty.function is not None:
            base, exponent = recurring.per_function, scaling.seat_licences_exponent
        with localcontext(Context(prec=28)):
            return _half_up(_decimal(base) * self._size ** _decimal(exponent) * self._exchange)

    def payroll(self, items: Iterable[Item]) -> int:
        """Return a year's cost of the people hired for these items; it does not scale."""
        with localcontext(Context(prec=28)):
            return sum(_half_up(_decimal(item.recurring.payroll_if_new_hires) * self._exchange) for item in items)

    def _learning_factor(self) -> Decimal:
        """F(n)/n: the mean effort of n alike copies when each doubling costs ``learning`` of the one before."""
        count = len(self.request.organization.functions)
        if not count:
            return Decimal(1)
        exponent = _decimal(self.catalog.scaling.learning).ln() / Decimal(2).ln()
        return sum((Decimal(k) ** exponent for k in range(1, count + 1)), Decimal(0)) / count

    def _scaled(self, item: Item, name: str, mode: Mode, setup: bool) -> Figures:
        scale = self._classes[item.scale_class]
        copies = self._per_copy if item.repeats_per_function and not setup else Decimal(1)
        traits = tuple(self._trait_factors(item))
        weeks_factor = self._size ** _decimal(scale.duration_exponent)
        cash_factor = self._size ** _decimal(scale.cash_exponent) * copies * self._exchange
        effort_factor = self._size ** _decimal(scale.effort_exponent) * copies
        for factor in traits:
            weeks_factor *= _decimal(factor.duration)
            cash_factor *= _decimal(factor.cash)
            effort_factor *= _decimal(factor.effort)
        weeks = (mode.setup_weeks if setup and mode.setup_weeks else mode.duration_weeks)[1]
        cash = (mode.setup_cash if setup else mode.cash)[1]
        effort = mode.setup_effort_person_weeks if setup else mode.effort_person_weeks
        for estimate in () if setup else self._estimates(item, name):
            if estimate.duration_weeks is not None:
                weeks, weeks_factor = estimate.duration_weeks[1], Decimal(1)
            if estimate.cash is not None:
                cash, cash_factor = estimate.cash[1], Decimal(1)
            if estimate.effort_person_weeks is not None:
                effort, effort_factor = estimate.effort_person_weeks, Decimal(1)
        whole_weeks = max(1, _half_up(_decimal(weeks) * weeks_factor))
        hundredths = {role: _half_up(_decimal(much) * effort_factor * 100) for role, much in effort.items()}
        return Figures(
            weeks=whole_weeks,
            cash=_half_up(_decimal(cash) * cash_factor),
            labour=sum(self._wages(role, much) for role, much in hundredths.items()),
            demand={
                role: max(1, (2 * much + whole_weeks) // (2 * whole_weeks)) for role, much in hundredths.items() if much
            },
        )

    def _estimates(self, item: Item, mode: str) -> list[Estimate]:
        """Return the request's own estimates of a mode, the one meant for it alone last: it is the one that counts."""
        mine = [one for one in self.request.estimates if one.item == item.id and one.mode in (None, mode)]
        return sorted(mine, key=lambda one: one.mode is not None)

    def _wages(self, role: str, hundredths: int) -> int:
        wages = hundredths * self._rates.get(role, Decimal(0)) / 100
        return int(wages.to_integral_value(ROUND_CEILING))

    def _trait_factors(self, item: Item) -> Iterable[TraitFactor]:
        for trait in self.catalog.traits:
            if trait.id in self.request.organization.traits:
                for factor in trait.factors:
                    if (
                        factor.kind in (None, item.kind)
                        and factor.scale_class in (None, item.scale_class)
                        and (not factor.items or item.id in factor.items)
                    ):
                        yield factor


def _decimal(number: Number) -> Decimal:
    return Decimal(repr(number))


def _half_up(amount: Decimal) -> int:
    """Round half up; a power is known to 28 digits, so that a half in truth may stand a trifle below it."""
    return int(Context(prec=20).plus(amount).to_integral_value(ROUND_HALF_UP))
