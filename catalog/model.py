"""The catalog format: a maturity model and its library, as frozen Structs.

These types are the format: YAML and JSON are read straight into them, by strict decoding or, after a failure,
by the walker of ``catalog.reading``. A catalog is data; nothing here plans.

Units: weeks are elapsed calendar weeks; effort is person-weeks; cash is whole or fractional units of the
catalog's currency before scaling; three-point figures are (optimistic, likely, pessimistic).
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

Id = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_-]*$", max_length=100)]
Text = Annotated[str, Meta(min_length=1)]
Number = int | float
ThreePoint = tuple[Number, Number, Number]
Kind = Literal["action", "governance"]
Autonomy = Literal["assists", "acts", "runs"]
Accrual = Literal["prorated", "start", "end"]
Basis = Literal["sourced", "analogue", "assumption"]


class Record(Struct, frozen=True, forbid_unknown_fields=True):
    """What every part of a catalog has in common: frozen, no unknown keys."""


class Role(Record, frozen=True):
    """A kind of people; ``rate`` is the loaded cost of one person-week in the catalog's currency, or none."""

    id: Id
    title: Text
    rate: Number | None = None
    basis: str = ""


class Mode(Record, frozen=True):
    """One way of doing an item; the set-up figures are those of a repeated item, paid once."""

    duration_weeks: ThreePoint
    effort_person_weeks: dict[str, Number] = {}
    cash: ThreePoint = (0, 0, 0)
    setup_weeks: ThreePoint | None = None
    setup_effort_person_weeks: dict[str, Number] = {}
    setup_cash: ThreePoint = (0, 0, 0)


class Recurring(Record, frozen=True):
    """Cost a year once the item is live; ``payroll_if_new_hires`` is reported and limits nothing."""

    shared: Number = 0
    per_function: Number = 0
    payroll_if_new_hires: Number = 0


class Prerequisite(Record, frozen=True):
    """A prerequisite that must have been finished for ``lag_weeks`` before the item starts."""

    item: Id
    lag_weeks: int = 0


class EstimateBasis(Record, frozen=True):
    """Where an item's figures come from."""

    duration: Basis
    cash: Basis
    effort: Basis
    setup: Basis | None = None
    sources: tuple[str, ...] = ()


class Item(Record, frozen=True):
    """Something that can be done: an action or a governance prerequisite.

    ``autonomy`` says what the AI of an action does: it assists people, acts under their eyes, or runs by itself. One
    that acts or runs needs governance marked ``human_override``, by which people can stop it.
    """

    id: Id
    kind: Kind
    title: Text
    transition: Text
    modes: dict[str, Mode]
    deliverable: Text
    evidence: Text
    scale_class: Id
    estimate_basis: EstimateBasis
    optional: bool = False
    default: Literal["included"] | None = None
    repeats_per_function: bool = False
    min_functions: int | None = None
    recurring: Recurring = field(default_factory=Recurring)
    accrual: Accrual = "prorated"
    evidence_lag_weeks: int = 0
    prerequisites: tuple[Id | Prerequisite, ...] = ()
    governance_prerequisites: tuple[Id | Prerequisite, ...] = ()
    soft_prerequisites: tuple[Id, ...] = ()
    may_start_at_level: int | None = None
    long_lead: bool = False
    applies_if: Id | None = None
    regulatory_deadline: date | None = None
    autonomy: Autonomy = "assists"
    human_override: bool = False
    accountable: Id | None = None
    responsible: Id | None = None
    kpis: tuple[Id, ...] = ()
    risks: tuple[Id, ...] = ()
    controls: tuple[Id, ...] = ()
    frameworks: dict[str, tuple[str, ...]] = {}
    origin: Literal["seed", "key_control", "derived"] = "seed"
    home_level: int | None = None
    components: tuple[str, ...] = ()
    note: str | None = None

    @property
    def hard_prerequisites(self) -> tuple[Prerequisite, ...]:
        """Both lists of hard prerequisites in one shape, the plain ones first."""
        return tuple(
            entry if isinstance(entry, Prerequisite) else Prerequisite(item=entry)
            for entry in (*self.prerequisites, *self.governance_prerequisites)
        )


class Level(Record, frozen=True):
    """A state an organization is in; ``evidence_weeks`` must pass in it before the next may be declared."""

    level: int
    name: Text
    evidence_weeks: int
    evidence_reason: str = ""
    natural_dwell_months: Number | None = None
    natural_dwell_basis: str = ""
    examples: dict[str, str] = {}


class Transition(Record, frozen=True):
    """The step to ``to_level``; an open one, beyond the last level, has none."""

    id: Text
    from_level: int
    to_level: int | None


class Kpi(Record, frozen=True):
    """Something measured; ``seed_figure`` is illustrative, ``check`` says what could be confirmed."""

    id: Id
    name: Text
    unit: str = ""
    level: int | None = None
    direction: str = ""
    seed_figure: str | None = None
    kind: Literal["metric", "benchmark"] = "metric"
    check: str = ""


class Risk(Record, frozen=True):
    """Something that can go wrong from ``level`` on; ``severity`` runs from 1 (slight) to 5 (grave)."""

    id: Id
    title: Text
    level: int
    severity: Annotated[int, Meta(ge=1, le=5)]
    stated_as: str = ""


class Control(Record, frozen=True):
    """A key control of a band of levels; the items that name it implement it."""

    id: Id
    title: Text
    band: str


class Clause(Record, frozen=True):
    """One article, control or subcategory of a framework."""

    id: Text
    title: Text
    who: str = ""
    applies_from: str = ""
    note: str = ""


class Framework(Record, frozen=True):
    """A body of rules that items are mapped to."""

    id: Id
    title: Text
    clauses: tuple[Clause, ...]
    note: str = ""


class Source(Record, frozen=True):
    """Where a figure was read."""

    id: Text
    what: Text
    address: str = ""
    kind: str = ""


class ScaleClass(Record, frozen=True):
    """Exponents of (employees / reference headcount) for an item's effort, cash and duration."""

    id: Id
    title: Text
    effort_exponent: Number
    cash_exponent: Number
    duration_exponent: Number
    basis: str = ""


class TraitFactor(Record, frozen=True):
    """Factors on the items that match every selector given (an empty selector matches all)."""

    kind: Kind | None = None
    scale_class: Id | None = None
    items: tuple[Id, ...] = ()
    effort: Number = 1
    duration: Number = 1
    cash: Number = 1


class Trait(Record, frozen=True):
    """Something true of an organization that changes estimates or brings items in (``applies_if``)."""

    id: Id
    title: Text
    factors: tuple[TraitFactor, ...] = ()
    basis: str = ""


class Scaling(Record, frozen=True):
    """How figures for the reference organization become figures for another."""

    reference_employees: int
    learning: Number
    classes: tuple[ScaleClass, ...]
    seat_licences_exponent: Number
    platforms_exponent: Number


class Catalog(Record, frozen=True, kw_only=True):
    """A maturity model and its library."""

    id: Id
    version: Annotated[str, Meta(pattern=r"^\d+\.\d+\.\d+$")]
    title: Text
    description: str = ""
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$")]
    functions: tuple[Id, ...]
    roles: tuple[Role, ...]
    levels: tuple[Level, ...]
    transitions: tuple[Transition, ...]
    items: tuple[Item, ...]
    scaling: Scaling
    traits: tuple[Trait, ...] = ()
    kpis: tuple[Kpi, ...] = ()
    risks: tuple[Risk, ...] = ()
    controls: tuple[Control, ...] = ()
    frameworks: tuple[Framework, ...] = ()
    sources: tuple[Source, ...] = ()
    principles: tuple[str, ...] = ()

    def item(self, item_id: str) -> Item:
        """Return the item of this id; ``KeyError`` where there is none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)

    def level(self, number: int) -> Level:
        """Return the level of this number; ``KeyError`` where there is none."""
        for level in self.levels:
            if level.level == number:
                return level
        raise KeyError(number)

    def transition_to(self, level: int) -> Transition:
        """Return the transition that leads to ``level``; ``KeyError`` where there is none."""
        for transition in self.transitions:
            if transition.to_level == level:
                return transition
        raise KeyError(level)
