"""The order in which Microsoft's schema of project files has the elements that a plan writes, by the parent's name.

Written down from the schema's documentation, apart from the code that writes: the tests hold files against it.
"""

ORDER = {
    "Project": """SaveVersion Name Title Subject Author ScheduleFromStart StartDate FinishDate FYStartDate
        CurrencyDigits CurrencySymbol CurrencyCode CurrencySymbolPosition CalendarUID DefaultStartTime
        DefaultFinishTime MinutesPerDay MinutesPerWeek DaysPerMonth DefaultTaskType DurationFormat WorkFormat
        HonorConstraints NewTasksEffortDriven NewTasksEstimated WeekStartDay ExtendedAttributes Calendars Tasks
        Resources Assignments""",
    "ExtendedAttributes": "ExtendedAttribute",
    "ExtendedAttribute": "FieldID FieldName Alias Value",
    "Calendars": "Calendar",
    "Calendar": "UID Name IsBaseCalendar BaseCalendarUID WeekDays",
    "WeekDays": "WeekDay",
    "WeekDay": "DayType DayWorking WorkingTimes",
    "WorkingTimes": "WorkingTime",
    "WorkingTime": "FromTime ToTime",
    "Tasks": "Task",
    "Task": """UID ID Name Type IsNull Contact WBS OutlineNumber OutlineLevel Priority Start Finish Duration
        DurationFormat Work EffortDriven Estimated Milestone Summary Critical FixedCost FixedCostAccrual PercentComplete
        Cost ActualDuration RemainingDuration ConstraintType CalendarUID ConstraintDate Deadline Notes PredecessorLink
        ExtendedAttribute""",
    "PredecessorLink": "PredecessorUID Type CrossProject LinkLag LagFormat",
    "Resources": "Resource",
    "Resource": """UID ID Name Type IsNull MaxUnits StandardRate StandardRateFormat Notes IsGeneric
        AvailabilityPeriods""",
    "AvailabilityPeriods": "AvailabilityPeriod",
    "AvailabilityPeriod": "AvailableFrom AvailableTo AvailableUnits",
    "Assignments": "Assignment",
    "Assignment": "UID TaskUID ResourceUID Finish Start Units Work",
}


def place(parent, tag):
    """Where an element stands among its parent's; ValueError for one that the schema does not have there."""
    return ORDER[parent].split().index(tag)
