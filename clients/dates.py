"""Dates as people read them, and the one place where the machine's date is asked for."""

from datetime import date, datetime, timedelta

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(when: date | None) -> str:
    """Return ``16 Jul 2028``, whatever the locale; a dash for no date."""
    return "-" if when is None else f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def short_day(when: date | None) -> str:
    """Return ``16 Jul``, where the year is plain."""
    return "-" if when is None else f"{when.day} {MONTHS[when.month - 1]}"


def gate_day(start: date, week: int) -> date:
    """Return the date of gate week ``week``: the last day of the week before it."""
    return start + timedelta(days=7 * week - 1)


def next_monday(today: date | None = None) -> date:
    """Return the first Monday after ``today`` (the machine's own date by default)."""
    base = today or datetime.now().astimezone().date()
    return base + timedelta(days=7 - base.weekday())
