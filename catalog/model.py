"""The catalog format: a maturity model and its library, as frozen Structs.

These types are the format: YAML and JSON are read straight into them, by strict decoding or, after a failure,
by the walker of ``catalog.reading``. A catalog is data; nothing here plans.

Units: weeks are elapsed calendar weeks; effort is person-weeks; cash is whole or fractional units of the
catalog's currency before scaling; three-point figures are (optimistic, likely, pessimistic).
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, field

from catalog.knowledge import Control, Duty, Framework, Insight, Kpi, Risk, Source
from catalog.record import Basis, Id, Number, Record, Text, ThreePoint

Kind = Literal["action", "governance"]
Autonomy = Literal["assists", "acts", "runs"]
Accrual = Literal["prorated", "start", "end"]


class Role(Record, frozen=True):
    """A kind of people; one without a rate answers for items and does no work that is planned."""

    id: Id
    title: Text
    rate: Annotated[Number | None, Meta(description="Loaded cost of one person-week, in the catalog's currency.")] = (
        None
    )
    basis: str = ""
    description: Annotated[str, Meta(description="What these people do in a plan.")] = ""


class Mode(Record, frozen=True):
    """One way of doing an item; the set-up figures are those of a repeated item, paid once."""

    duration_weeks: Annotated[ThreePoint, Meta(description="Elapsed weeks: optimistic, likely, pessimistic.")]
    effort_person_weeks: Annotated[dict[str, Number], Meta(description="Person-weeks of work, by role.")] = field(
        default_factory=dict
    )
    cash: Annotated[ThreePoint, Meta(description="Money paid once, without own labour.")] = (0, 0, 0)
    setup_weeks: Annotated[ThreePoint | None, Meta(description="Weeks of the set-up, before every copy.")] = None
    setup_effort_person_weeks: dict[str, Number] = field(default_factory=dict)
    setup_cash: ThreePoint = (0, 0, 0)


class Recurring(Record, frozen=True):
    """Cost a year once the item is live."""

    shared: Annotated[Number, Meta(description="For the organization as a whole.")] = 0
    per_function: Annotated[Number, Meta(description="For each function that has a copy.")] = 0
    payroll_if_new_hires: Annotated[Number, Meta(description="Pay of new staff: reported, limits nothing.")] = 0


class Prerequisite(Record, frozen=True):
    """A prerequisite that must have been finished for ``lag_weeks`` before the item starts."""

    item: Id
    lag_weeks: int = 0


class EstimateBasis(Record, frozen=True):
    """Where an item's figures come from: a close public figure, an analogue of one, or judgement."""

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
    title: Annotated[Text, Meta(description="What is done, beginning with a verb.")]
    transition: Annotated[Text, Meta(description="The step in which it must be finished.")]
    modes: Annotated[dict[str, Mode], Meta(description="The ways of doing it, by name: in_house, partner, ...")]
    deliverable: Annotated[Text, Meta(description="What there is when it is done.")]
    evidence: Annotated[Text, Meta(description="What proves that it works.")]
    scale_class: Annotated[Id, Meta(description="How its figures grow with the organization.")]
    estimate_basis: EstimateBasis
    description: Annotated[str, Meta(description="What is done, and how one knows that it is done.")] = ""
    optional: Annotated[bool, Meta(description="Done only where it is asked for, by default or by a trait.")] = False
    default: Annotated[
        Literal["included"] | None, Meta(description="Of an optional item: part of a plan unless excluded.")
    ] = None
    repeats_per_function: Annotated[bool, Meta(description="Done once in each function.")] = False
    min_functions: Annotated[int | None, Meta(description="Planned in so many functions; none: in all.")] = None
    recurring: Recurring = field(default_factory=Recurring)
    accrual: Annotated[Accrual, Meta(description="When its money is spent over its weeks.")] = "prorated"
    evidence_lag_weeks: Annotated[int, Meta(description="Weeks of proof that delay the gate, not successors.")] = 0
    prerequisites: Annotated[
        tuple[Id | Prerequisite, ...], Meta(description="Items that must be finished before it starts.")
    ] = ()
    governance_prerequisites: Annotated[
        tuple[Id | Prerequisite, ...], Meta(description="Governance that must be in place before it starts.")
    ] = ()
    soft_prerequisites: Annotated[
        tuple[Id, ...], Meta(description="Better before it; a plan that cannot only warns.")
    ] = ()
    may_start_at_level: Annotated[
        int | None, Meta(description="The level that must be declared first; none: two below its gate.")
    ] = None
    long_lead: Annotated[bool, Meta(description="May start a level earlier than others.")] = False
    applies_if: Annotated[Id | None, Meta(description="A trait that brings it in.")] = None
    regulatory_deadline: Annotated[date | None, Meta(description="The day by which a law wants it.")] = None
    autonomy: Annotated[
        Autonomy, Meta(description="What the AI of an action does: assists people, acts under their eyes, or runs.")
    ] = "assists"
    human_override: Annotated[bool, Meta(description="Governance by which people can stop what acts or runs.")] = False
    accountable: Annotated[Id | None, Meta(description="The role that answers for it.")] = None
    responsible: Annotated[Id | None, Meta(description="The role that does it or leads those who do.")] = None
    kpis: Annotated[tuple[Id, ...], Meta(description="What it moves.")] = ()
    risks: Annotated[tuple[Id, ...], Meta(description="What it reduces.")] = ()
    controls: Annotated[tuple[Id, ...], Meta(description="The key controls that it implements.")] = ()
    frameworks: Annotated[dict[str, tuple[str, ...]], Meta(description="Clauses it speaks to, by framework.")] = field(
        default_factory=dict
    )
    origin: Annotated[
        Literal["model", "key_control", "derived"],
        Meta(description="Named by the model, made from a key control, or added because a level needs it."),
    ] = "model"
    home_level: Annotated[int | None, Meta(description="The level that asks for it.")] = None
    components: Annotated[tuple[str, ...], Meta(description="Its parts.")] = ()
    note: str | None = None

    @property
    def hard_prerequisites(self) -> tuple[Prerequisite, ...]:
        """Both lists of hard prerequisites in one shape, the plain ones first."""
        return tuple(
            entry if isinstance(entry, Prerequisite) else Prerequisite(item=entry)
            for entry in (*self.prerequisites, *self.governance_prerequisites)
        )


class Level(Record, frozen=True):
    """A state an organization is in, and what a person must know of it."""

    level: int
    name: Text
    evidence_weeks: Annotated[int, Meta(description="Least weeks at this level before the next may be declared.")]
    evidence_reason: str = ""
    natural_dwell_months: Annotated[
        Number | None, Meta(description="How long organizations stay here without a programme; constrains nothing.")
    ] = None
    natural_dwell_basis: str = ""
    summary: Annotated[str, Meta(max_length=120, description="The level in one line.")] = ""
    definition: Annotated[str, Meta(description="What makes an organization be at this level.")] = ""
    behaviours: Annotated[tuple[Text, ...], Meta(description="How people and AI work here, and what they do not.")] = ()
    examples: Annotated[dict[str, str], Meta(description="What it looks like, by function or kind of case.")] = field(
        default_factory=dict
    )
    returns: Annotated[str, Meta(description="What return shows at this level, and what does not yet.")] = ""
    governance: Annotated[str, Meta(description="What its governance must achieve, in a sentence or two.")] = ""
    next_steps: Annotated[tuple[Text, ...], Meta(description="How to go on from here, in advice.")] = ()
    duties: Annotated[tuple[Duty, ...], Meta(description="Law that what is done here already sets off.")] = ()


class Transition(Record, frozen=True):
    """The step to ``to_level``; an open one, beyond the last level, has none."""

    id: Text
    from_level: int
    to_level: int | None


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
    description: Annotated[str, Meta(description="When to say that it is true.")] = ""
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
    principles: tuple[Text, ...] = ()
    insights: tuple[Insight, ...] = ()

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
