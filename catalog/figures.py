"""Rules on the numbers of a catalog: each in its range, three-point figures in order, set-ups complete.

Called by ``catalog.validation``, of whose table they are a part. Nothing here scales or rounds a figure.
"""

import math
import re
from collections.abc import Callable, Iterator

from catalog.fault import Fault
from catalog.model import Catalog, Item, Mode
from catalog.record import Number, ThreePoint
from catalog.walking import token
from catalog.wording import shown

MOST_WEEKS = 1040
MOST_MONEY = 10**12
MOST_EFFORT = 10**6
_MODE = re.compile(r"[a-z][a-z0-9_-]*")

Range = tuple[Number, Number]
_WEEKS: Range = (0, MOST_WEEKS)
_MONEY: Range = (0, MOST_MONEY)
_EFFORT: Range = (0, MOST_EFFORT)
_EXPONENT: Range = (-2, 2)
_FACTOR: Range = (0, 100)


def _figures_out_of_range(catalog: Catalog) -> Iterator[Fault]:
    for at, owner, figure, (least, most) in _figures(catalog):
        if not (math.isfinite(figure) and least <= figure <= most):
            detail = f"{owner}: {shown(figure)} cannot be used here."
            yield Fault(at, "out_of_range", detail, f"a number from {least:,} to {most:,}")


def _figures(catalog: Catalog) -> Iterator[tuple[str, str, Number, Range]]:
    """Return every figure that stands alone: where, whose, its value, its range (three-point figures apart)."""
    scaling = catalog.scaling
    yield "/scaling/reference_employees", "Scaling", scaling.reference_employees, (1, 10**7)
    yield "/scaling/learning", "Scaling", scaling.learning, (0.01, 2)
    yield "/scaling/seat_licences_exponent", "Scaling", scaling.seat_licences_exponent, _EXPONENT
    yield "/scaling/platforms_exponent", "Scaling", scaling.platforms_exponent, _EXPONENT
    for index, scale in enumerate(scaling.classes):
        for field in ("effort_exponent", "cash_exponent", "duration_exponent"):
            yield f"/scaling/classes/{index}/{field}", f"Scale class {scale.id}", getattr(scale, field), _EXPONENT
    for index, trait in enumerate(catalog.traits):
        for place, factor in enumerate(trait.factors):
            for field in ("effort", "duration", "cash"):
                at = f"/traits/{index}/factors/{place}/{field}"
                yield at, f"Trait {trait.id}", getattr(factor, field), _FACTOR
    for index, level in enumerate(catalog.levels):
        yield f"/levels/{index}/level", f"Level {level.name}", level.level, (0, 100)
        yield f"/levels/{index}/evidence_weeks", f"Level {level.level}", level.evidence_weeks, _WEEKS
    for index, role in enumerate(catalog.roles):
        if role.rate is not None:
            yield f"/roles/{index}/rate", f"Role {role.id}", role.rate, _MONEY
    for index, item in enumerate(catalog.items):
        for at, figure, within in _figures_of(item):
            yield f"/items/{index}{at}", f"Item {item.id}", figure, within


def _figures_of(item: Item) -> Iterator[tuple[str, Number, Range]]:
    yield "/evidence_lag_weeks", item.evidence_lag_weeks, _WEEKS
    if item.min_functions is not None:
        yield "/min_functions", item.min_functions, (1, 200)
    for field in ("shared", "per_function", "payroll_if_new_hires"):
        yield f"/recurring/{field}", getattr(item.recurring, field), _MONEY
    for index, entry in enumerate(item.hard_prerequisites):
        # The plain list comes first in ``hard_prerequisites``.
        later = index - len(item.prerequisites)
        at = f"/prerequisites/{index}" if later < 0 else f"/governance_prerequisites/{later}"
        yield f"{at}/lag_weeks", entry.lag_weeks, _WEEKS
    for name, mode in item.modes.items():
        for field in ("effort_person_weeks", "setup_effort_person_weeks"):
            for role, amount in getattr(mode, field).items():
                yield f"/modes/{token(name)}/{field}/{token(role)}", amount, _EFFORT


def _three_points(catalog: Catalog) -> Iterator[Fault]:
    for at, owner, points, (least, most) in _all_three_points(catalog):
        wrong = [point for point in points if not (math.isfinite(point) and least <= point <= most)]
        if wrong:
            detail = f"{owner}: {shown(wrong[0])} cannot be used here."
            yield Fault(at, "out_of_range", detail, f"numbers from {least:,} to {most:,}")
        elif list(points) != sorted(points):
            detail = f"{owner}: optimistic, likely and pessimistic must not fall; here they do."
            yield Fault(at, "unordered", detail, str(sorted(points)))


def _all_three_points(catalog: Catalog) -> Iterator[tuple[str, str, ThreePoint, Range]]:
    for index, item in enumerate(catalog.items):
        for name, mode in item.modes.items():
            for field, points, within in _three_points_of(mode):
                yield f"/items/{index}/modes/{token(name)}/{field}", f"Item {item.id}, mode {name}", points, within
    for index, risk in enumerate(catalog.risks):
        if risk.impact_weeks is not None:
            yield f"/risks/{index}/impact_weeks", f"Risk {risk.id}", risk.impact_weeks, _WEEKS
        if risk.impact_cost is not None:
            yield f"/risks/{index}/impact_cost", f"Risk {risk.id}", risk.impact_cost, _MONEY


def _three_points_of(mode: Mode) -> Iterator[tuple[str, ThreePoint, Range]]:
    yield "duration_weeks", mode.duration_weeks, _WEEKS
    yield "cash", mode.cash, _MONEY
    yield "setup_cash", mode.setup_cash, _MONEY
    if mode.setup_weeks is not None:
        yield "setup_weeks", mode.setup_weeks, _WEEKS


def _modes(catalog: Catalog) -> Iterator[Fault]:
    for index, item in enumerate(catalog.items):
        if not item.modes:
            yield Fault(
                f"/items/{index}/modes", "no_mode", f"Item {item.id} cannot be done: it has no mode.", "in_house"
            )
        for name in item.modes:
            if not _MODE.fullmatch(name):
                detail = f"Item {item.id}: {shown(name)} is no name for a mode."
                yield Fault(f"/items/{index}/modes", "wrong_form", detail, "lower-case letters, digits, - and _")


def _setups(catalog: Catalog) -> Iterator[Fault]:
    for index, item in enumerate(catalog.items):
        for name, mode in item.modes.items():
            at = f"/items/{index}/modes/{token(name)}"
            figures = bool(mode.setup_effort_person_weeks) or any(mode.setup_cash)
            if not item.repeats_per_function and (figures or mode.setup_weeks is not None):
                detail = f"Item {item.id}, mode {name}: only an item repeated in each function has a set-up."
                yield Fault(at, "setup_of_one", detail, "leave the set-up out, or add repeats_per_function: true")
            elif item.repeats_per_function and figures and mode.setup_weeks is None:
                detail = f"Item {item.id}, mode {name}: its set-up has effort or cash, but no weeks."
                yield Fault(at, "setup_without_weeks", detail, "add setup_weeks: [optimistic, likely, pessimistic]")


def _per_function(catalog: Catalog) -> Iterator[Fault]:
    for index, item in enumerate(catalog.items):
        at = f"/items/{index}"
        has_setup = any(mode.setup_weeks is not None for mode in item.modes.values())
        if item.repeats_per_function and item.recurring.shared and not has_setup:
            detail = f"Item {item.id} is repeated and has a shared run cost, but no set-up to carry it."
            yield Fault(f"{at}/recurring/shared", "shared_run_without_setup", detail, "add setup_weeks to its modes")
        if not item.repeats_per_function and item.recurring.per_function:
            detail = f"Item {item.id} is not repeated, but has a run cost for each function."
            yield Fault(f"{at}/recurring/per_function", "run_per_function_of_one", detail, "give it as shared")
        if not item.repeats_per_function and item.min_functions is not None:
            detail = f"Item {item.id} is not repeated, but says in how many functions it is to be done."
            yield Fault(f"{at}/min_functions", "min_functions_of_one", detail, "leave min_functions out")


RULES: tuple[Callable[[Catalog], Iterator[Fault]], ...] = (
    _figures_out_of_range,
    _three_points,
    _modes,
    _setups,
    _per_function,
)
