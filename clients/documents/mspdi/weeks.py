"""The week of a project file: forty hours on all seven days, so that whole weeks begin and end where the plan says.

A plan counts whole weeks from any weekday, and its finish is a week's last day. On a calendar of five days a program
would move every finish and every gate from Sunday to Friday; with hours on all days the dates stay as they are, a
person-week is 40 hours, and durations and lags are the plan's weeks to the minute.
"""

from datetime import date, datetime, time
from xml.etree.ElementTree import Element, SubElement

from clients.documents.mspdi.elements import Field, add

CALENDAR_UID = 1
CALENDAR_NAME = "Whole weeks"
HOURS, MINUTES = 40, 2_400
WEEKS = 9
"""The schema's code of a duration shown in weeks."""
_OPENING = time(8)
_NOON, _AFTER_NOON = time(12), time(12, 30)
_EVENING = time(16)  # From Monday to Friday 7.5 hours,
_WEEKEND = time(9, 15)  # on Saturday and Sunday 1.25: together 40.
_FRIDAY = 4


def opening(day: date) -> datetime:
    """Return when the work of a day begins."""
    return datetime.combine(day, _OPENING)


def closing(day: date) -> datetime:
    """Return when the work of a day ends."""
    return datetime.combine(day, _EVENING if day.weekday() <= _FRIDAY else _WEEKEND)


def duration(weeks: int) -> str:
    """Return whole weeks as the schema writes durations."""
    return f"PT{weeks * HOURS}H0M0S"


def work(fte: float, weeks: int) -> str:
    """Return the work of so many people over so many weeks; a hundredth of a person-week is 24 minutes."""
    hours, minutes = divmod(round(fte * 100) * weeks * MINUTES // 100, 60)
    return f"PT{hours}H{minutes}M0S"


def lag(weeks: int) -> tuple[Field, Field]:
    """Return the fields of a link's lag, which is counted in tenths of a minute."""
    return ("LinkLag", weeks * MINUTES * 10), ("LagFormat", WEEKS)


def calendar(parent: Element) -> None:
    """Add the one calendar that there is."""
    own = add(parent, "Calendar", [("UID", CALENDAR_UID), ("Name", CALENDAR_NAME), ("IsBaseCalendar", True)])
    add(own, "BaseCalendarUID", ()).text = "-1"
    days = SubElement(own, "WeekDays")
    for number in range(7):  # The schema counts from Sunday, 1.
        day = add(days, "WeekDay", [("DayType", number + 1), ("DayWorking", True)])
        times = SubElement(day, "WorkingTimes")
        weekend = number in (0, 6)
        for begin, end in [(_OPENING, _WEEKEND)] if weekend else [(_OPENING, _NOON), (_AFTER_NOON, _EVENING)]:
            add(times, "WorkingTime", [("FromTime", begin.isoformat()), ("ToTime", end.isoformat())])
