"""A plan as a file that MS Project and its like open: tasks, gates, links, roles, costs, on the plan's own dates.

``mspdi`` is called by whoever exports. The elements stand in the order of Microsoft's schema, which programs insist
on; nothing in the file tells when or where it was written.
"""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from catalog.model import Catalog
from clients.documents.charts.naming import name_of
from clients.documents.mspdi import columns, weeks
from clients.documents.mspdi.elements import write
from clients.documents.mspdi.people import People
from clients.documents.mspdi.tasks import Tasks
from clients.documents.outline import outline
from clients.documents.refusal import refuse_without_schedule
from clients.names import cut
from planner.plans import Plan

SCHEMA = "http://schemas.microsoft.com/project"
_VERSION = 12  # Of Project 2007, which every later one reads.
_BEFORE_WITH_BLANK = 2  # Where the currency stands: USD 100.
_LONGEST_TITLE = 255


def mspdi(plan: Plan, catalog: Catalog) -> bytes:
    """Return a plan as MS Project's XML; ``Refused`` where it has no schedule."""
    refuse_without_schedule(plan, "a project file")
    order = outline(plan, catalog)
    tasks = Tasks(plan, catalog, order)
    project = Element("Project", xmlns=SCHEMA)
    _head(project, tasks)
    columns.define(project)
    weeks.calendar(SubElement(project, "Calendars"))
    tasks.write(project)
    People(plan, catalog, tasks).write(project)
    indent(project)
    written: bytes = tostring(project, encoding="utf-8", xml_declaration=True)
    return written


def _head(project: Element, tasks: Tasks) -> None:
    plan, milestones = tasks.plan, tasks.outline.milestones
    title = cut(name_of(plan), _LONGEST_TITLE)
    start = min([plan.start, *(one.date for one in milestones)])
    finish = max([plan.start, *(one.date for one in milestones), *(row.finish for row in tasks.outline.rows)])
    write(project, [("SaveVersion", _VERSION), ("Name", title), ("Title", title)])
    write(project, [("Subject", f"{plan.id}, by {plan.catalog.id} {plan.catalog.version}"), ("Author", "Milepost")])
    write(project, [("ScheduleFromStart", True), ("StartDate", weeks.opening(start))])
    write(project, [("FinishDate", weeks.closing(finish)), ("FYStartDate", plan.request.calendar.fiscal_year_start)])
    write(project, [("CurrencyDigits", 0), ("CurrencySymbol", tasks.names.currency)])
    write(project, [("CurrencyCode", tasks.names.currency), ("CurrencySymbolPosition", _BEFORE_WITH_BLANK)])
    write(project, [("CalendarUID", weeks.CALENDAR_UID), ("DefaultStartTime", weeks.opening(start).time().isoformat())])
    write(project, [("DefaultFinishTime", "16:00:00"), ("MinutesPerDay", 450), ("MinutesPerWeek", weeks.MINUTES)])
    write(project, [("DaysPerMonth", 20), ("DefaultTaskType", 1), ("DurationFormat", weeks.WEEKS), ("WorkFormat", 4)])
    write(project, [("HonorConstraints", True), ("NewTasksEffortDriven", False), ("NewTasksEstimated", False)])
    write(project, [("WeekStartDay", (plan.start.weekday() + 1) % 7)])
