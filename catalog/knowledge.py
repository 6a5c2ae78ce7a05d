"""What a catalog knows besides what can be done: measures, risks, controls, rules of others, insights, sources.

Items point at these records by id; they are read by people and documents, and the planner looks at risks and KPIs
alone. Money is in the catalog's currency for the organization that its figures are made for.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from catalog.record import Basis, Id, Record, Text, ThreePoint

Confirmed = Literal["yes", "partly", "no", "aspiration"]
Probability = Annotated[float, Meta(ge=0, le=1)]


class Kpi(Record, frozen=True):
    """Something measured: a metric is the organization's own, a benchmark describes others."""

    id: Id
    name: Text
    definition: Annotated[str, Meta(description="What is counted, over what, how often.")] = ""
    unit: str = ""
    level: Annotated[int | None, Meta(description="The level at which it is first watched; none: at every level.")] = (
        None
    )
    direction: Annotated[str, Meta(description="Where it should move: up, down, or baseline (recorded only).")] = ""
    kind: Literal["metric", "benchmark"] = "metric"
    figure: Annotated[
        str | None, Meta(description="The figure that goes round with it: an illustration, never a target.")
    ] = None
    confirmed: Annotated[
        Confirmed | None, Meta(description="Whether the figure was found elsewhere; aspiration: nobody has it yet.")
    ] = None
    check: Annotated[str, Meta(description="What was found when the figure was looked for.")] = ""
    sources: tuple[str, ...] = ()


class Risk(Record, frozen=True):
    """Something that can go wrong from ``level`` on, until every item that names it is finished."""

    id: Id
    title: Text
    level: int
    severity: Annotated[
        int, Meta(ge=1, le=5, description="From 1 (slight) to 5 (grave): the weight of each week that it is open.")
    ]
    description: Annotated[str, Meta(description="What happens, and what it does to the organization.")] = ""
    probability: Annotated[
        Probability | None, Meta(description="The chance that it strikes within a year in which it is open.")
    ] = None
    impact_weeks: Annotated[
        ThreePoint | None, Meta(description="Weeks that the work under way loses when it strikes.")
    ] = None
    impact_cost: Annotated[ThreePoint | None, Meta(description="Money that it costs when it strikes.")] = None
    basis: Annotated[Basis | None, Meta(description="Where the figures come from.")] = None
    stated_as: Annotated[
        Literal["listed", "body"] | None, Meta(description="Whether the model lists it or mentions it in passing.")
    ] = None


class Control(Record, frozen=True):
    """A key control of a band of levels; the items that name it implement it."""

    id: Id
    title: Text
    band: Annotated[
        str, Meta(pattern=r"^\d+(-\d+)?\+?$", description='The levels it belongs to: "3-5", or "5+" for 5 and above.')
    ]
    description: Annotated[str, Meta(description="What is in place once the control is, and how one sees it.")] = ""


class Clause(Record, frozen=True):
    """One article, control or subcategory of a framework, under a title of our own.

    An item mapped to a clause that binds only with a trait follows it by analogy wherever the trait is absent; one
    mapped to a clause addressed to others (``analogy``) always does.
    """

    id: Text
    title: Text
    who: Annotated[str, Meta(description="Whom it binds.")] = ""
    applies_from: date | None = None
    applies_if: Annotated[Id | None, Meta(description="The trait with which it binds; without it, an analogy.")] = None
    analogy: Annotated[bool, Meta(description="It speaks to others, such as governments: always an analogy.")] = False
    note: str = ""


class Amendment(Record, frozen=True):
    """A later act that changed a framework."""

    title: Text
    in_force: date
    what: Text
    source: str | None = None


class Framework(Record, frozen=True):
    """A body of rules that items are mapped to. A mapping is a pointer, not proof of conformity."""

    id: Id
    title: Text
    clauses: tuple[Clause, ...]
    note: str = ""
    as_of: Annotated[date | None, Meta(description="The day on which its state was last checked.")] = None
    amendments: tuple[Amendment, ...] = ()
    sources: tuple[str, ...] = ()


class Duty(Record, frozen=True):
    """A clause that what is done at a level already sets off, whatever level its own items belong to."""

    framework: Id
    clause: Text
    why: Annotated[Text, Meta(description="What is done at this level that sets it off.")]
    applies_if: Annotated[Id | None, Meta(description="The trait with which it falls due; none: for everyone.")] = None


class Insight(Record, frozen=True):
    """Something to know before planning: a finding, whether it was confirmed, and where it was read."""

    id: Id
    title: Text
    text: Text
    level: Annotated[int | None, Meta(description="The level it speaks of; none: all of them.")] = None
    confirmed: Confirmed | None = None
    check: str = ""
    sources: tuple[str, ...] = ()


class Source(Record, frozen=True):
    """Where a figure was read."""

    id: Text
    what: Text
    address: str = ""
    kind: Annotated[str, Meta(description="Primary, secondary, vendor, ...: how far it can be trusted.")] = ""
