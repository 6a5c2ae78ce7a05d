"""A plan as slides that can be edited: shapes, tables and charts of PowerPoint's own, nothing that has to be redrawn.

``slides`` is called by whoever exports, and reads as the table of contents. Words are measured before they are
written, lists too long for a slide go on on the next, and the same plan gives the same bytes.
"""

from collections.abc import Mapping

from catalog.model import Catalog
from clients.documents.pptx import activities, briefing, gantt, gates, money, people, remarks, risks, summary
from clients.documents.pptx.deck import Deck
from clients.documents.refusal import refuse_without_schedule
from planner.plans import Plan


def slides(plan: Plan, catalog: Catalog, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """Return a plan as slides; ``Refused`` where it has no schedule.

    ``pictures`` are charts as PNG by their names: ``gantt`` and ``maturity`` get a slide each, the Gantt only where its
    rows can be read on one. Everything else is drawn here, in shapes that can be edited.
    """
    refuse_without_schedule(plan, "slides")
    deck = Deck(plan, catalog, pictures or {})
    summary.add(deck)
    gantt.add(deck)
    gates.add(deck)
    money.add(deck)
    people.add(deck)
    risks.add(deck)
    briefing.add(deck)
    remarks.add(deck)
    activities.add(deck)
    return deck.bytes()
