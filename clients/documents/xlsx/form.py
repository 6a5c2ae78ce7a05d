"""The layout of a request's workbook: which sheet and which cell hold which part of a request, and what to say there.

Writing and reading both go by it. Fields are found by their labels and columns by their headings, so that rows may be
moved and columns of one's own added.
"""

from typing import NamedTuple

REQUEST, LIMITS, FUNCTIONS, ITEMS = "Request", "Limits", "Functions", "Items"
PINS, FREEZES, RATES, ESTIMATES, LISTS = "Pins", "Freezes", "Rates", "Estimates", "Lists"
SHEETS = (REQUEST, LIMITS, FUNCTIONS, ITEMS, PINS, FREEZES, RATES, ESTIMATES, LISTS)
READ = SHEETS[:-1]
"""The sheets that are read; the last one only holds what can be chosen."""
FIELD, VALUE, HINT = 0, 1, 2
"""The columns of the first sheet."""
HEAD_ROW = 3
"""The row of headings on the other sheets; people may move it."""
QUARTERS = 24
LIMIT_LABEL, MONEY_LABEL, PEOPLE_LABEL, FISCAL_LABEL = "Limit", "New money", "People in all", "Fiscal quarter"
SAID = ("completed", "missing", "include", "exclude")
POINTS = ("optimistic", "likely", "pessimistic")


class Field(NamedTuple):
    """A field of the first sheet: its label, its place in a request, its kind, what to know; ``choices`` are offered.

    ``choices`` are the only words there are, or the heading of a column of the sheet of lists, which only suggests.
    """

    label: str
    place: tuple[str, ...]
    kind: str
    hint: str
    choices: tuple[str, ...] | str = ()


class Column(NamedTuple):
    """A column of another sheet: its heading, its key in an entry, its kind, how wide, what to know and to choose."""

    heading: str
    key: str
    kind: str
    width: float
    hint: str
    choices: tuple[str, ...] | str = ()


class Table(NamedTuple):
    """A sheet of rows: its name, what it is for, its columns, and whether columns with a role for a heading follow."""

    sheet: str
    aside: str
    columns: tuple[Column, ...]
    by_role: bool = False


Section = tuple[str, tuple[Field, ...]]

FIELDS: tuple[Section, ...] = (
    ("The question", (
        Field("Name", ("name",), "text", "What the plan is called."),
        Field("Catalog", ("catalog",), "text", "The maturity model to plan by; ai-maturity if empty."),
        Field("Current level", ("current",), "whole", "Needed. The level the organization is at; functions at another "
              "level are on the sheet Functions.", "Levels"),
        Field("Target level", ("target",), "whole", "Needed. The level you want.", "Levels"),
        Field("First day", ("start",), "day", "The plan's first day; next Monday if empty."),
        Field("Current level since", ("current_since",), "day", "The day on which the level you are at was declared; "
              "the first day if empty."),
        Field("Goals", ("goals",), "goals", "fastest, cheapest, safest or balanced; or a list in order, with what may "
              "be given up of each: finish:2w, cost:5%, risk.", "Presets"),
    )),
    ("Limits (by quarter and by role: sheet Limits)", (
        Field("Deadline", ("deadline",), "day", "The latest day on which the target level may be declared."),
        Field("Budget in all", ("budget", "total"), "money", "All the money to the target level: 1500000 or 1.5M."),
        Field(PEOPLE_LABEL, ("headcount", "total"), "people", "The most people at work at once, in FTE: 12."),
        Field("Currency", ("budget", "currency"), "text", "USD, EUR; the catalog's if empty."),
        Field("Exchange rate", ("budget", "exchange_rate"), "number", "How many units of your currency one of the "
              "catalog's is worth; only where they differ."),
        Field("The budget pays", ("budget", "covers"), "names", "What counts against the money: cash, run, labour.",
              "What a budget pays"),
        Field("Unspent money is carried on", ("budget", "carry_over"), "carried", "yes; year: within the fiscal year; "
              "no: each quarter's money is for that quarter alone.", ("yes", "year", "no")),
        Field("Held back", ("budget", "contingency"), "share", "The part of every budget that is not planned: 10%."),
    )),
    ("The organization (its functions: sheet Functions)", (
        Field("Employees", ("organization", "employees"), "whole", "Figures grow with them; 1000 if empty."),
        Field("Traits", ("organization", "traits"), "names", "What is true of it, with commas between: see the sheet "
              "Lists."),
        Field("Fiscal year begins in", ("calendar", "fiscal_year_start"), "month", "The month: 4 or April; January if "
              "empty."),
    )),
    ("Rules, seldom needed", (
        Field("Governance", ("policy", "governance"), "text", "arrival: a level's governance is built on reaching it; "
              "exit: on leaving it.", ("arrival", "exit")),
        Field("Weeks of evidence", ("policy", "evidence_weeks"), "by_level", "Weeks that a level must show before the "
              "next is declared: catalog, 13, or by level: 2=13, 3=26."),
        Field("Look-ahead", ("policy", "look_ahead"), "whole", "How many levels ahead work may start: catalog, free, "
              "or a number."),
        Field("Changes per function", ("policy", "changes_per_function"), "whole", "The most actions at once in one "
              "function."),
        Field("Limits to ignore", ("ignore",), "limits", "Plan as if these were not: deadline, budget, headcount, "
              "freezes, pins, or a role."),
    )),
    ("The search", (
        Field("Seconds", ("solver", "time_limit_s"), "number", "For the whole answer; 10 if empty."),
        Field("Workers", ("solver", "workers"), "whole", "0 is one for each core."),
        Field("Seed", ("solver", "seed"), "whole", "Another seed may find another plan as good."),
    )),
)  # fmt: skip

FUNCTION_TABLE = Table(FUNCTIONS, "One row a function of the organization; a level only where it differs.", (
    Column("Function", "function", "text", 30, "A short name in lower case: sales, web-shop."),
    Column("Current level", "level", "whole", 16, "Only where it is not the organization's level.", "Levels"),
))  # fmt: skip
ITEM_TABLE = Table(ITEMS, "Say what is done, missing, wanted or left out; rows without a word in the third column say "
                   "nothing. Rows may be added.", (
    Column("Item", "item", "text", 44, "The item's id, as the sheet Lists has it.", "Items"),
    Column("In functions", "functions", "names", 22, "Empty: everywhere. Else functions, with commas between; setup is "
           "the set-up alone."),
    Column("Say", "say", "text", 14, "completed: done already. missing: the level you are at still lacks it. include, "
           "exclude: of optional items.", SAID),
))  # fmt: skip
PIN_TABLE = Table(PINS, "Wishes made hard: not before a day, not after a day, or done in one way.", (
    Column("On", "on", "text", 44, "An item, an activity (item@function) or a gate: gate-3.", "Items and gates"),
    Column("Not before", "not_before", "day", 14, "The first day on which it may start."),
    Column("Not after", "not_after", "day", 14, "The last day on which it may finish."),
    Column("Way", "mode", "text", 16, "in_house, partner: the only way in which it may be done.", "Ways"),
))  # fmt: skip
FREEZE_TABLE = Table(FREEZES, "Days, both included, on which no action starts or ends.", (
    Column("From", "from", "day", 14, "The first frozen day."),
    Column("To", "to", "day", 14, "The last frozen day."),
    Column("Reason", "reason", "text", 50, "Year end, say; it is shown in the plan."),
))  # fmt: skip
RATE_TABLE = Table(RATES, "What a person-week costs, where it is not what the catalog says.", (
    Column("Role", "role", "text", 56, "The role's id, in brackets after its title or alone."),
    Column("Your rate", "rate", "number", 16, "Cost of one person-week, in the currency of the budget."),
))  # fmt: skip
ESTIMATE_TABLE = Table(ESTIMATES, "Your own figures for an item, used as they stand: three for weeks and three for "
                       "cash; person-weeks by role in the columns of the roles.", (
    Column("Item", "item", "text", 44, "The item's id.", "Items"),
    Column("Way", "mode", "text", 14, "Empty: for every way of doing it.", "Ways"),
    *(Column(f"Weeks, {point}", f"duration_weeks {point}", "number", 13, "Elapsed weeks.") for point in POINTS),
    *(Column(f"Cash, {point}", f"cash {point}", "number", 13, "Money paid once.") for point in POINTS),
), by_role=True)  # fmt: skip
TABLES = (FUNCTION_TABLE, ITEM_TABLE, PIN_TABLE, FREEZE_TABLE, RATE_TABLE, ESTIMATE_TABLE)


def pointer(*place: str | int) -> str:
    """Return a place in a request as a JSON pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in place)
