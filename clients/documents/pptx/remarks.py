"""Why the plan is as it is: the story of its date, what it took for granted, what it warns of, and what is owed."""

from clients.documents.pptx.deck import Deck
from clients.documents.pptx.flow import Flow
from clients.documents.telling import alike
from planner.plans import Debt


def add(deck: Deck) -> None:
    """Add the slides of the remarks."""
    plan = deck.plan
    notes = ["Story, assumptions, warnings and debt: the plan's own sentences, with names for ids."]
    flow = Flow(deck, "Why this date, and what it rests on", "", notes)
    flow.entries("Why this date, told back from it", [deck.names.spoken(one) for one in plan.story])
    flow.entries("Warnings", alike(deck.names, plan.warnings, deck.titles))
    flow.entries("Governance owed from levels declared already", [_owed(deck, one) for one in plan.debt])
    flow.entries("Assumptions", alike(deck.names, plan.assumptions, deck.titles))


def _owed(deck: Deck, debt: Debt) -> str:
    activity = deck.names.activities.get(debt.activity)
    name = deck.names.activity(activity) if activity else debt.title
    waiting = f"; {len(debt.blocks):,} activities wait for it" if len(debt.blocks) > 1 else ""
    return f"{name}, of level {debt.level}{waiting}"
