"""The flags of every command that takes a REQUEST: one table, in the panels in which help shows them.

A flag is an option, the field of the request it sets and the reader of its text; ``clients.cli.asking`` puts
what they say into the request. A flag that may be given again adds to what a file says; any other replaces it.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import rich_click as click

from clients import amounts
from clients.cli import shorthand
from clients.cli.shorthand import as_typed, decimal, names, whole

Command = TypeVar("Command", bound=Callable[..., Any])
QUESTION, LIMITS, ORGANIZATION, RULES = "The question", "Limits", "Organization", "Rules"
SEARCH, OUTPUT = "Search", "Output"


class Flag(NamedTuple):
    """An option, the field of the request it sets, how its text is read, and whether it may be given again."""

    option: str
    field: tuple[str, ...]
    read: Callable[[str], Any]
    metavar: str
    help: str
    panel: str
    again: bool = False

    @property
    def key(self) -> str:
        """The name under which the flag's text reaches the command."""
        return "_".join(self.field)


people_of_role = shorthand.of_role(amounts.read_people, "ai_engineer=2, or ai_engineer=1,1,2 by quarter")
rate_of_role = shorthand.of_role(shorthand.rate, "ai_engineer=4800, the cost of a person-week")

FLAGS = (
    Flag("--from", ("current",), shorthand.levels, "LEVEL", "Level you are at; by function: enterprise=2,sales=3.",
         QUESTION),
    Flag("--to", ("target",), whole, "LEVEL", "Level you want.", QUESTION),
    Flag("--start", ("start",), as_typed, "DATE", "First day of the plan; next Monday if not given.", QUESTION),
    Flag("--current-since", ("current_since",), as_typed, "DATE",
         "Day on which the level you are at was declared.", QUESTION),
    Flag("--goals", ("goals",), shorthand.goals, "GOAL,...",
         "fastest, cheapest, safest or balanced; or a list of finish, cost, cost_to_gate, covered, risk, peak, levels "
         "in order, and what may be given up of each: finish:2w,cost:5%,risk.", QUESTION),
    Flag("--completed", ("completed",), names, "ID,...", "What is done already: item, or item@function.", QUESTION,
         again=True),
    Flag("--missing", ("missing",), names, "ID,...", "What the level you are at still lacks.", QUESTION, again=True),
    Flag("--include", ("include",), names, "ID,...", "Optional items to plan.", QUESTION, again=True),
    Flag("--exclude", ("exclude",), names, "ID,...", "Optional items to leave out.", QUESTION, again=True),
    Flag("--catalog", ("catalog",), as_typed, "ID", "Catalog to plan by (see `milepost catalog list`).", QUESTION),
    Flag("--name", ("name",), as_typed, "TEXT", "Name of the request.", QUESTION),
    Flag("--deadline", ("deadline",), as_typed, "DATE", "Latest date of the target level: 2028-12-31.", LIMITS),
    Flag("--budget", ("budget", "total"), amounts.read_money, "MONEY",
         "All the money there is: 1.5M, 250k, 1500000.", LIMITS),
    Flag("--per-quarter", ("budget", "per_quarter"), amounts.read_moneys, "MONEY,...",
         "Money by fiscal quarter: 200k,250k; the last one repeats.", LIMITS),
    Flag("--carry-over", ("budget", "carry_over"), shorthand.carried, "yes|year|no",
         "Whether a quarter's unspent money is carried on: always, within the fiscal year, never.", LIMITS),
    Flag("--covers", ("budget", "covers"), names, "KIND,...", "What the budget pays: cash, run, labour.", LIMITS),
    Flag("--contingency", ("budget", "contingency"), shorthand.share, "PERCENT",
         "Part of every budget to hold back: 10%.", LIMITS),
    Flag("--currency", ("budget", "currency"), as_typed, "CODE", "Currency of the budget: EUR.", LIMITS),
    Flag("--exchange-rate", ("budget", "exchange_rate"), decimal, "RATE",
         "What one unit of the catalog's currency is in yours.", LIMITS),
    Flag("--headcount", ("headcount", "total"), amounts.read_people, "PEOPLE",
         "People in all, in FTE; 10,12,14 by quarter.", LIMITS),
    Flag("--role", ("headcount", "roles"), people_of_role, "ROLE=PEOPLE",
         "People of one role: ai_engineer=2, or program_lead=1,1,2 by quarter.", LIMITS, again=True),
    Flag("--rate", ("rates",), rate_of_role, "ROLE=MONEY", "Cost of a person-week of one role: ai_engineer=4800.",
         LIMITS, again=True),
    Flag("--pin", ("pins",), shorthand.pin, "PIN",
         "'gate-3<=2027-12-31', 'act-x>=2027-03-01' or 'act-x=partner', in quotes.", LIMITS, again=True),
    Flag("--freeze", ("calendar", "freezes"), shorthand.freeze, "DATE..DATE",
         "Days on which no action starts or ends: 2027-12-13..2028-01-03.", LIMITS, again=True),
    Flag("--ignore", ("ignore",), shorthand.limits, "LIMIT,...",
         "Plan as if these limits were not: deadline, budget, headcount, freezes, pins, a role, or a place in the "
         "request like /budget/total.", LIMITS, again=True),
    Flag("--employees", ("organization", "employees"), whole, "NUMBER", "Employees; estimates scale with them.",
         ORGANIZATION),
    Flag("--functions", ("organization", "functions"), names, "NAME,...", "Functions of the organization: sales,hr.",
         ORGANIZATION),
    Flag("--trait", ("organization", "traits"), names, "TRAIT,...", "What is true of it: regulated.", ORGANIZATION,
         again=True),
    Flag("--fiscal-year-start", ("calendar", "fiscal_year_start"), shorthand.month, "MONTH",
         "First month of its fiscal year: 4 or April.", ORGANIZATION),
    Flag("--governance", ("policy", "governance"), as_typed, "arrival|exit",
         "Whether a level's governance is built on reaching the level or on leaving it.", RULES),
    Flag("--evidence-weeks", ("policy", "evidence_weeks"), shorthand.by_level, "WEEKS",
         "Weeks of evidence that a level must show: 13; by level: 2=13,3=26.", RULES),
    Flag("--look-ahead", ("policy", "look_ahead"), whole, "NUMBER|free",
         "How many levels ahead work may start.", RULES),
    Flag("--changes-per-function", ("policy", "changes_per_function"), whole, "NUMBER",
         "Most actions at once in one function.", RULES),
    Flag("--time-limit", ("solver", "time_limit_s"), decimal, "SECONDS", "Seconds for the whole answer.", SEARCH),
    Flag("--workers", ("solver", "workers"), whole, "NUMBER", "Solver workers; 0 is one a core.", SEARCH),
    Flag("--seed", ("solver", "seed"), whole, "NUMBER", "Seed of the search.", SEARCH),
)  # fmt: skip
AGAIN = "Repeatable."


def request_options(command: Command, file: str = "[REQUEST]") -> Command:
    """Add the argument for a file and all the flags that override the fields of a request, in their panels."""
    decorated = command
    for flag in reversed(FLAGS):
        words = f"{flag.help} {AGAIN}" if flag.again else flag.help
        option = click.option(
            flag.option, flag.key, metavar=flag.metavar, help=words, multiple=flag.again, panel=flag.panel
        )
        decorated = option(decorated)
    for panel in (OUTPUT, SEARCH, RULES, ORGANIZATION, LIMITS, QUESTION):
        decorated = click.option_panel(panel)(decorated)
    return click.argument("request_file", metavar=file, required=False)(decorated)
