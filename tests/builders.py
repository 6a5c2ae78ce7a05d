"""Small catalogs and requests for tests: sensible where nothing is said, scaling nothing unless asked.

Employees are the reference size and learning is none, so every figure written is the figure planned.
"""

from datetime import date

from catalog.knowledge import Risk
from catalog.model import (
    Catalog,
    EstimateBasis,
    Item,
    Level,
    Mode,
    Prerequisite,
    Role,
    ScaleClass,
    Scaling,
    Transition,
)
from planner.request import Organization, PlanRequest, Solver

BASIS = EstimateBasis(duration="assumption", cash="assumption", effort="assumption")
MONDAY = date(2027, 1, 4)


def a_mode(weeks=2, cash=0, effort=None, setup_weeks=None, setup_cash=0, setup_effort=None):
    """A mode whose three-point figures are all alike."""
    return Mode(
        duration_weeks=(weeks, weeks, weeks),
        cash=(cash, cash, cash),
        effort_person_weeks=effort or {},
        setup_weeks=None if setup_weeks is None else (setup_weeks, setup_weeks, setup_weeks),
        setup_cash=(setup_cash, setup_cash, setup_cash),
        setup_effort_person_weeks=setup_effort or {},
    )


def an_item(
    item_id, *, weeks=2, cash=0, effort=None, after=(), governed_by=(), to_level=2, lag=0, modes=None, **fields
):
    """An item of one mode, ``in_house``, unless ``modes`` are given; an id that begins with gov is governance."""
    needs = {"prerequisites": after, "governance_prerequisites": governed_by}
    return Item(
        id=item_id,
        kind="governance" if item_id.startswith("gov") else "action",
        title=f"Do {item_id}",
        transition=f"{to_level - 1}-{to_level}",
        modes=modes or {"in_house": a_mode(weeks, cash, effort)},
        deliverable=f"{item_id} delivered",
        evidence=f"{item_id} proved",
        scale_class="flat",
        estimate_basis=BASIS,
        evidence_lag_weeks=lag,
        **{name: tuple(need(one) for one in ones) for name, ones in needs.items()},
        **fields,
    )


def need(entry):
    """``"act-a"``, or ``("act-a", 2)`` for a lag of two weeks."""
    return entry if isinstance(entry, str) else Prerequisite(item=entry[0], lag_weeks=entry[1])


def a_catalog(*items, evidence_weeks=(0, 0, 0, 0), risks=(), rates=None, **fields):
    """A catalog of four levels and the transitions between them; two roles."""
    rates = rates or {"engineer": 1000, "lead": 2000}
    exponents = {"effort_exponent": 0, "cash_exponent": 0, "duration_exponent": 0}
    return Catalog(
        id="tiny",
        version="1.0.0",
        title="Tiny",
        currency="USD",
        functions=("sales", "hr"),
        roles=tuple(Role(id=name, title=name.title(), rate=rate) for name, rate in rates.items()),
        levels=tuple(
            Level(level=number, name=f"Level {number}", evidence_weeks=weeks)
            for number, weeks in enumerate(evidence_weeks, start=1)
        ),
        transitions=tuple(
            Transition(id=f"{level - 1}-{level}", from_level=level - 1, to_level=level) for level in (2, 3, 4)
        ),
        items=items,
        risks=risks,
        **{
            "scaling": Scaling(
                reference_employees=1000,
                learning=1,
                classes=(ScaleClass(id="flat", title="Flat", **exponents),),
                seat_licences_exponent=1,
                platforms_exponent=1,
            ),
            **fields,
        },
    )


def a_risk(risk_id, level=1, severity=3):
    """A risk that opens at ``level``."""
    return Risk(id=risk_id, title=f"Risk {risk_id}", level=level, severity=severity)


def a_request(**fields):
    """From level 1 to 2, from Monday 4 January 2027, two functions, no limits."""
    functions = fields.pop("functions", ("sales", "hr"))
    defaults = {
        "catalog": "tiny",
        "organization": Organization(functions=functions),
        "current": 1,
        "target": 2,
        "start": MONDAY,
        "solver": Solver(time_limit_s=5, workers=1),
    }
    return PlanRequest(**{**defaults, **fields})
