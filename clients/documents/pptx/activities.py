"""Every activity in a table, at the end of the slides: what the bars cannot say, to look up and to copy from.

In the order of documents; dates, money and owners are the plan's own.
"""

from clients.amounts import money
from clients.dates import day
from clients.documents.outline import Row as Work
from clients.documents.pptx.deck import Deck
from clients.documents.pptx.flow import Flow
from clients.documents.pptx.gantt import activities
from clients.documents.pptx.tables import Column, Row, Table

_COLUMNS = (
    Column("Activity", 4.53, most=2),
    Column("Level", 0.65, "right"),
    Column("Starts", 1.05),
    Column("Ends", 1.05),
    Column("Cash", 0.95, "right"),
    Column("Own labour", 1.0, "right"),
    Column("Run a year", 0.95, "right"),
    Column("Accountable", 2.15, most=2),
)


def add(deck: Deck) -> None:
    """Add the slides of the table."""
    rows = tuple(_row(deck, row) for row in deck.outline.rows)
    aside = f"{activities(len(rows))}. Level: the one that it leads to. Money in {deck.names.currency}."
    notes = ["Dates, money and owners of each activity, as the plan has them."]
    Flow(deck, "Every activity", aside, notes).table("", Table("Every activity", _COLUMNS, rows))


def _row(deck: Deck, row: Work) -> Row:
    own, names = row.activity, deck.names
    level = names.transitions.get(own.transition)
    return (
        row.label,
        "beyond" if level is None else str(level),
        day(row.start),
        day(row.finish),
        money(own.cash or 0),
        money(own.labour or 0),
        money(own.run_per_year),
        names.roles.get(own.accountable or "", own.accountable or "") or "-",
    )
