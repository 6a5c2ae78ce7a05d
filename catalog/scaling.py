"""Figures of the reference organization made into figures of another: the only place that scales anything.

Called by whoever builds, prices or checks a plan. All factors are multiplied in decimal arithmetic first, then
there is one rounding, half up, so that everyone who scales gets the same integers.

Units: weeks, hundredths of a person-week, whole currency units, hundredths of an FTE.
"""

from collections.abc import Collection, Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from catalog.model import Catalog, Item, TraitFactor
from catalog.record import Number

Part = Literal["whole", "copy", "setup"]
Figure = Literal["duration_weeks", "effort_person_weeks", "cash"]
Estimate = Literal[0, 1, 2]

_ARITHMETIC = Context(prec=28)
# A power is off by a unit in its 28th digit. Cut to 20 digits, what is a half in truth is a half again
# (two functions at 0.85 share 1.85, not 1.8499…) and rounds up.
_SETTLED = Context(prec=20)
_ONE = Decimal(1)


class Scaled(Struct, frozen=True):
    """What a part of an item takes: weeks (at least 1), hundredths of person-weeks by role (none is 0), cash."""

    weeks: int
    effort: dict[str, int]
    cash: int


def scaled_mode(
    catalog: Catalog,
    item: Item,
    mode: str,
    *,
    employees: int,
    functions: int,
    traits: Collection[str] = (),
    part: Part = "whole",
    estimate: Estimate = 1,
    exchange: Number = 1,
    given: Collection[Figure] = (),
) -> Scaled:
    """Return what ``part`` of ``item`` takes when done in ``mode`` by this organization.

    ``functions`` is the number of functions of the request; ``estimate`` picks the optimistic, likely or
    pessimistic figure; ``exchange`` is units of the user's currency for one of the catalog's. Figures named in
    ``given`` are the user's own: rounded, never scaled or exchanged. Raises ``KeyError`` for an unknown mode and
    ``ValueError`` for the set-up of a mode that has none.
    """
    figures = item.modes[mode]
    weeks, effort, cash = figures.duration_weeks, figures.effort_person_weeks, figures.cash
    if part == "setup":
        if figures.setup_weeks is None:
            raise ValueError(f"{item.id} has no set-up in mode {mode}")
        weeks, effort, cash = figures.setup_weeks, figures.setup_effort_person_weeks, figures.setup_cash
    factors = _factors(catalog, item, employees=employees, functions=functions, traits=traits, part=part)
    factors = _Factors(
        weeks=_ONE if "duration_weeks" in given else factors.weeks,
        effort=_ONE if "effort_person_weeks" in given else factors.effort,
        cash=_ONE if "cash" in given else _ARITHMETIC.multiply(factors.cash, _decimal(exchange)),
    )
    hundredths = {role: _rounded(amount, factors.effort, 100) for role, amount in effort.items()}
    return Scaled(
        weeks=max(1, _rounded(weeks[estimate], factors.weeks)),
        effort={role: amount for role, amount in hundredths.items() if amount},
        cash=_rounded(cash[estimate], factors.cash),
    )


def run_per_year(catalog: Catalog, item: Item, *, employees: int, part: Part = "whole", exchange: Number = 1) -> int:
    """Return the cost a year of ``part`` of ``item`` once it is live, in the user's currency.

    A set-up and an enterprise-wide item carry the shared cost, a copy carries one function's.
    """
    scaling = catalog.scaling
    if part == "copy":
        amount, exponent = item.recurring.per_function, scaling.seat_licences_exponent
    else:
        amount, exponent = item.recurring.shared, scaling.platforms_exponent
    size = _size(employees, scaling.reference_employees, exponent)
    return _rounded(amount, _ARITHMETIC.multiply(size, _decimal(exchange)))


def payroll(item: Item, *, exchange: Number = 1) -> int:
    """Return a year's pay of the people hired for ``item``, in the user's currency; it does not scale."""
    return _rounded(item.recurring.payroll_if_new_hires, _decimal(exchange))


def labour(effort: Mapping[str, int], rates: Mapping[str, Number | Decimal]) -> int:
    """Return the cost of ``effort`` (hundredths of person-weeks), rounded up once for each role.

    ``rates`` are per person-week; a role without one costs nothing.
    """
    return sum(_ceiling(amount, rates[role]) for role, amount in effort.items() if role in rates)


def demand(effort_hundredths: int, weeks: int) -> int:
    """Return the people, in hundredths of an FTE, that do this effort in ``weeks``: half up, at least 1 for any."""
    if effort_hundredths == 0:
        return 0
    return max(1, (2 * effort_hundredths + weeks) // (2 * weeks))


@lru_cache(maxsize=1024)
def learning_factor(functions: int, learning: Number) -> Decimal:
    """Return F(n), what ``functions`` copies cost together where the first costs 1.

    Each doubling multiplies a copy's cost by ``learning`` (Wright's law): the k-th costs k^log2(learning).
    """
    exponent = _ARITHMETIC.divide(_ARITHMETIC.ln(_decimal(learning)), _ARITHMETIC.ln(Decimal(2)))
    total = Decimal(0)
    for copy in range(1, functions + 1):
        total = _ARITHMETIC.add(total, _ARITHMETIC.power(Decimal(copy), exponent))
    return total


class _Factors(Struct, frozen=True):
    weeks: Decimal
    effort: Decimal
    cash: Decimal


def _factors(
    catalog: Catalog, item: Item, *, employees: int, functions: int, traits: Collection[str], part: Part
) -> _Factors:
    scaling = catalog.scaling
    scale = next(scale for scale in scaling.classes if scale.id == item.scale_class)
    weeks, effort, cash = (
        _size(employees, scaling.reference_employees, exponent)
        for exponent in (scale.duration_exponent, scale.effort_exponent, scale.cash_exponent)
    )
    for factor in _trait_factors(catalog, item, traits):
        weeks = _ARITHMETIC.multiply(weeks, _decimal(factor.duration))
        effort = _ARITHMETIC.multiply(effort, _decimal(factor.effort))
        cash = _ARITHMETIC.multiply(cash, _decimal(factor.cash))
    if part == "copy":
        share = _ARITHMETIC.divide(learning_factor(functions, scaling.learning), Decimal(functions))
        effort, cash = _ARITHMETIC.multiply(effort, share), _ARITHMETIC.multiply(cash, share)
    return _Factors(weeks, effort, cash)


def _trait_factors(catalog: Catalog, item: Item, traits: Collection[str]) -> Iterator[TraitFactor]:
    for trait in catalog.traits:
        if trait.id in traits:
            yield from (factor for factor in trait.factors if _matches(factor, item))


def _matches(factor: TraitFactor, item: Item) -> bool:
    return (
        factor.kind in (None, item.kind)
        and factor.scale_class in (None, item.scale_class)
        and (not factor.items or item.id in factor.items)
    )


@lru_cache(maxsize=4096)
def _size(employees: int, reference: int, exponent: Number) -> Decimal:
    ratio = _ARITHMETIC.divide(Decimal(employees), Decimal(reference))
    return _ARITHMETIC.power(ratio, _decimal(exponent))


def _decimal(number: Number | Decimal) -> Decimal:
    """Return the number as it was written: 0.85 is 0.85, not the binary fraction nearest to it."""
    return number if isinstance(number, Decimal) else Decimal(repr(number))


def _rounded(amount: Number, factor: Decimal, units: int = 1) -> int:
    product = _ARITHMETIC.multiply(_ARITHMETIC.multiply(_decimal(amount), Decimal(units)), factor)
    return int(_SETTLED.plus(product).to_integral_value(rounding=ROUND_HALF_UP))


def _ceiling(hundredths: int, rate: Number | Decimal) -> int:
    cost = _ARITHMETIC.multiply(Decimal(hundredths), _decimal(rate)).scaleb(-2)
    return int(cost.to_integral_value(rounding=ROUND_CEILING))
