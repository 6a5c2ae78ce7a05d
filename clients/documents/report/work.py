"""The activities of a plan in its report: all of them in the order of documents, and who answers for which."""

from collections.abc import Iterator

from clients.amounts import counted
from clients.dates import day
from clients.documents.outline import Row
from clients.documents.report.blocks import Column, Line, Section, Table
from clients.documents.report.teller import Teller, kind_of
from planner.plans import PlannedActivity

SLACK = "Can slip: the weeks by which it alone can be later and no gate moves; what cannot is critical."
NOBODY = "Nobody is named"


def activities(teller: Teller) -> Section:
    """Return every activity under the level that it leads to."""
    columns = (
        Column("Activity", wide=True),
        Column("Kind", whole=True),
        Column("Starts", whole=True),
        Column("Ends", whole=True),
        Column("Weeks", number=True),
        Column("Can slip", number=True),
        Column("Cash", number=True),
        Column("Own labour", number=True),
        Column("Run a year", number=True),
        Column("Accountable"),
    )
    note = f"Money in {teller.currency}; run a year: what it costs to run once it is there. {SLACK}"
    table = Table("Every activity of the plan", columns, tuple(_lines(teller)), (note,))
    return Section("activities", "Every activity", (table,))


def _lines(teller: Teller) -> Iterator[Line]:
    for group in teller.outline.groups:
        yield Line((group.title,), "group")
        for row in group.rows:
            yield Line(_cells(teller, row))


def _cells(teller: Teller, row: Row) -> tuple[str, ...]:
    activity = row.activity
    slack = "critical" if activity.critical else counted(activity.slack_weeks or 0, "week")
    return (
        row.label,
        kind_of(activity),
        day(row.start),
        day(row.finish),
        str(row.weeks),
        slack,
        teller.money(activity.cash),
        teller.money(activity.labour),
        teller.money(activity.run_per_year),
        teller.role(activity.accountable),
    )


def accountable(teller: Teller) -> Section:
    """Return who answers for which activities."""
    by_role: dict[str, list[PlannedActivity]] = {}
    for row in teller.outline.rows:
        who = NOBODY if row.activity.accountable is None else teller.role(row.activity.accountable)
        by_role.setdefault(who, []).append(row.activity)
    columns = (Column("Who"), Column("Activities", number=True), Column("Which", wide=True))
    lines = tuple(
        Line((who, str(len(own)), teller.listed(one.id for one in own)))
        for who, own in sorted(by_role.items(), key=lambda entry: (entry[0] == NOBODY, -len(entry[1]), entry[0]))
    )
    table = Table("Who is accountable, by role", columns, lines)
    return Section("accountable", "Who answers for what", (table,))
