"""The columns that a project file adds to a program's own: the plan's exact figures and names, whatever it recomputes.

A program works out the cost of people anew, from rates and hours; here the plan's own amounts stand beside it.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple
from xml.etree.ElementTree import Element, SubElement

from clients.documents.mspdi.elements import HUNDREDTHS, add

Kind = Literal["text", "money", "number"]


class Column(NamedTuple):
    """A custom field: the schema's number and name of it, and what people read above it."""

    field: int
    name: str
    alias: str
    kind: Kind = "text"


ID = Column(188743731, "Text1", "Milepost id")
KIND = Column(188743734, "Text2", "Kind")
FUNCTION = Column(188743737, "Text3", "Function")
MODE = Column(188743740, "Text4", "How")
ACCOUNTABLE = Column(188743743, "Text5", "Accountable")
RESPONSIBLE = Column(188743746, "Text6", "Responsible")
EVIDENCE_DUE = Column(188743747, "Text7", "Evidence due")
CASH = Column(188743786, "Cost1", "Cash", "money")
LABOUR = Column(188743787, "Cost2", "Own labour", "money")
RUN = Column(188743788, "Cost3", "A year to run", "money")
SLACK = Column(188743767, "Number1", "Weeks of slack", "number")
LEVEL = Column(188743768, "Number2", "Leads to level", "number")
COLUMNS = (ID, KIND, FUNCTION, MODE, ACCOUNTABLE, RESPONSIBLE, EVIDENCE_DUE, CASH, LABOUR, RUN, SLACK, LEVEL)
Entry = tuple[Column, str | int | None]


def define(parent: Element) -> None:
    """Add the definitions of the columns."""
    own = SubElement(parent, "ExtendedAttributes")
    for column in COLUMNS:
        add(
            own,
            "ExtendedAttribute",
            [("FieldID", column.field), ("FieldName", column.name), ("Alias", column.alias)],
        )


def fill(task: Element, entries: Iterable[Entry]) -> None:
    """Add what stands in the columns of a task, where there is something."""
    for column, value in entries:
        if value not in (None, ""):
            written = int(value) * HUNDREDTHS if column.kind == "money" and value is not None else value
            add(task, "ExtendedAttribute", [("FieldID", column.field), ("Value", written)])
