"""Writes a request as a workbook to fill in: fields, limits by quarter, rows to add to, and lists to choose from.

Colours show what is to be filled in. Headings carry comments, cells offer what the catalog knows.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from xlsxwriter import Workbook

from catalog.model import Catalog, Item
from clients.documents.xlsx import form
from clients.documents.xlsx.book import OPTIONS
from clients.documents.xlsx.cells import cell
from clients.documents.xlsx.form import Column, Field, Table
from clients.documents.xlsx.kinds import KINDS
from clients.documents.xlsx.lists import Lists
from clients.documents.xlsx.looks import KINDS as COLOURS
from clients.documents.xlsx.looks import MUTED, Looks
from clients.documents.xlsx.paper import Formula, Paper, safe
from planner.calendar import FiscalCalendar
from planner.request import PlanRequest

SPARE = 15
MADE = datetime(2026, 1, 1)  # noqa: DTZ001  (not the moment of writing: the same request gives the same bytes)
HOW = "Fill in the yellow cells; what is left empty has its default. Then: milepost plan REQUEST.xlsx"
Row = Mapping[str, Any]


def request_workbook(request: PlanRequest | None, catalog: Catalog) -> bytes:
    """Return a request as a workbook (XLSX), or an empty one, with what the catalog offers to choose from."""
    stream = io.BytesIO()
    book = Workbook(stream, dict(OPTIONS))
    book.set_properties({"title": "A request of Milepost", "author": "Milepost", "created": MADE})
    _Form(book, _document(request, catalog), catalog).write()
    book.close()
    return stream.getvalue()


def _document(request: PlanRequest | None, catalog: Catalog) -> dict[str, Any]:
    """Return what the cells are to hold, as a request file would; days as days."""
    if request is None:
        return {"catalog": catalog.id, "organization": {"functions": list(catalog.functions)}}
    document: dict[str, Any] = msgspec.to_builtins(request, builtin_types=(date,))
    if not isinstance(document["headcount"], dict):
        document["headcount"] = {"total": document["headcount"], "roles": {}}
    return document


class _Form:
    """The workbook while it is written."""

    def __init__(self, book: Workbook, document: dict[str, Any], catalog: Catalog) -> None:
        self.document, self.catalog = document, catalog
        self.lists = Lists(catalog)
        looks = Looks(book)
        self.papers = {name: Paper(book, name, looks) for name in form.SHEETS}
        for name, paper in self.papers.items():
            paper.sheet.set_tab_color(COLOURS["action"] if name == form.REQUEST else MUTED)
            paper.sheet.set_comments_author("Milepost")
        self.cells: dict[tuple[str, ...], str] = {}

    def write(self) -> None:
        """Write every sheet."""
        self._request(self.papers[form.REQUEST])
        self._limits(self.papers[form.LIMITS])
        self._table(form.FUNCTION_TABLE, self._functions())
        self._items()
        self._table(form.PIN_TABLE, self.document.get("pins", ()))
        self._table(form.FREEZE_TABLE, self._at("calendar", "freezes") or ())
        self._rates()
        self._estimates()
        self.lists.write(self.papers[form.LISTS])

    def _at(self, *place: str) -> Any:
        here: Any = self.document
        for step in place:
            here = here.get(step) if isinstance(here, Mapping) else None
        return here

    def _request(self, paper: Paper) -> None:
        paper.widths(34, 34, 96)
        paper.height(0, 27)
        paper.put(0, 0, "A plan to be made", "title")
        paper.put(1, 0, HOW, "muted")
        row = 3
        for title, fields in form.FIELDS:
            paper.line(row, ((title, ""), (None, ""), (None, "")), "section")
            for row, field in enumerate(fields, row + 1):  # noqa: B020  (each section goes on where the last ended)
                self._field(paper, row, field)
            row += 2
        paper.prints(0, "")
        paper.sheet.activate()

    def _field(self, paper: Paper, row: int, field: Field) -> None:
        needed = field.hint.startswith("Needed")
        value = self._at(*field.place)
        if field.place == ("current",) and isinstance(value, Mapping):
            value = value.get("enterprise")
        if field.place == ("headcount", "total") and isinstance(value, list | tuple):
            value = None  # by quarter, which the sheet of limits holds
        paper.put(row, form.FIELD, field.label, *(["bold"] if needed else []))
        self._fill(paper, row, form.VALUE, field.kind, value)
        self._offer(paper, (row, form.VALUE, row, form.VALUE), field.choices)
        paper.put(row, form.HINT, field.hint, "muted", "inner")
        self.cells[field.place] = f"{form.REQUEST}!{cell(row, form.VALUE, fixed=True)}"

    def _fill(self, paper: Paper, row: int, column: int, kind: str, value: Any) -> None:
        how = KINDS[kind]
        paper.put(row, column, None if value is None else how.write(value), *([how.look] if how.look else []), "field")

    def _offer(self, paper: Paper, cells: tuple[int, int, int, int], choices: tuple[str, ...] | str) -> None:
        """Let cells be chosen from words (nothing else is taken) or from a list (anything else is)."""
        source = self.lists.source(choices) if isinstance(choices, str) else list(choices)
        if source:
            only = not isinstance(choices, str)
            paper.sheet.data_validation(*cells, {"validate": "list", "source": source, "show_error": only})

    def _limits(self, paper: Paper) -> None:
        """Write the sheet of limits: money, people in all, and each role, by fiscal quarter."""
        rows = list(self._limit_rows())
        count = max(form.QUARTERS, *(len(values) for _, _, values in rows))
        paper.widths(56, *([12] * count))
        paper.title("Limits by fiscal quarter", "", 1)
        aside = "From the quarter that holds the first day; the last number of a row holds for all quarters after it."
        paper.put(1, 0, aside, "muted")
        labels = [form.LIMIT_LABEL, *(f"Quarter {number + 1}" for number in range(count))]
        paper.head(form.HEAD_ROW, labels, right=labels[1:])
        self._comment(paper, 0, "New money of each quarter in whole units (200000, 200k); people in FTE (2, 0.5).")
        paper.put(form.HEAD_ROW + 1, 0, form.FISCAL_LABEL, "muted")
        for number, quarter in enumerate(self._fiscal(count)):
            paper.put(form.HEAD_ROW + 1, number + 1, quarter, "muted", "right")
        for row, (label, kind, values) in enumerate(rows, form.HEAD_ROW + 2):
            paper.put(row, 0, label, "bold")
            for number in range(count):
                self._fill(paper, row, number + 1, kind, values[number] if number < len(values) else None)
        paper.sheet.freeze_panes(form.HEAD_ROW + 1, 1)
        paper.prints(form.HEAD_ROW, "")

    def _limit_rows(self) -> Iterator[tuple[str, str, Sequence[Any]]]:
        yield form.MONEY_LABEL, "money", _listed(self._at("budget", "per_quarter"))
        people = self._at("headcount", "total")
        yield form.PEOPLE_LABEL, "people", people if isinstance(people, list | tuple) else []
        caps = self._at("headcount", "roles") or {}
        for role, label in self._roles(caps).items():
            yield label, "people", _listed(caps.get(role))

    def _roles(self, others: Mapping[str, Any]) -> dict[str, str]:
        """Return the roles that do planned work, and others, with their labels."""
        known = {role.id: f"{safe(role.title)} ({role.id})" for role in self.catalog.roles}
        working = [role.id for role in self.catalog.roles if role.rate is not None]
        return {role: known.get(role, role) for role in dict.fromkeys((*working, *others))}

    def _fiscal(self, count: int) -> Iterator[Formula]:
        """Yield the label of each fiscal quarter: a formula of the first day and the month in which the year begins."""
        start, month = self._at("start"), self._at("calendar", "fiscal_year_start") or 1
        first, begins = self.cells["start",], self.cells["calendar", "fiscal_year_start"]
        months = f"YEAR({first})*12+MONTH({first})-MAX(1,{begins})"
        for number in range(count):
            quarter = f"(INT(({months})/3)+{number})"
            year = f"MOD(INT({quarter}/4)+IF({begins}>1,1,0),100)"
            label = f'"FY"&TEXT({year},"00")&" Q"&(MOD({quarter},4)+1)'
            text = f'=IF(OR(NOT(ISNUMBER({first})),ISTEXT({begins})),"",{label})'
            yield Formula(text, FiscalCalendar(start, month).label(number) if start else "")

    def _functions(self) -> list[Row]:
        levels = self._at("current")
        own = levels if isinstance(levels, Mapping) else {}
        named = self._at("organization", "functions") or ()
        others = [name for name in own if name != "enterprise" and name not in named]
        return [{"function": name, "level": own.get(name)} for name in (*named, *others)]

    def _items(self) -> None:
        said = [self._entry(word, name) for word in form.SAID for name in self.document.get(word, ())]
        mentioned = {row["item"] for row in said}
        rows = [*said, *({"item": item.id} for item in self.catalog.items if item.id not in mentioned)]
        items = {item.id: item for item in self.catalog.items}
        facts = ["What is done", "Kind", "Step", "Optional"]
        paper = self._table(form.ITEM_TABLE, rows, facts, (62, 13, 10, 10))
        for row, entry in enumerate(rows, form.HEAD_ROW + 1):
            if entry["item"] in items:
                for column, fact in enumerate(_facts(items[entry["item"]]), len(form.ITEM_TABLE.columns)):
                    paper.put(row, column, fact, "muted", "inner")

    @staticmethod
    def _entry(word: str, name: str) -> Row:
        item, _, part = name.partition("@")
        return {"item": item, "functions": [part] if part else [], "say": word}

    def _rates(self) -> None:
        rates = self.document.get("rates", {})
        known = {role.id: role.rate for role in self.catalog.roles}
        roles = self._roles(rates)
        rows = [{"role": label, "rate": rates.get(role)} for role, label in roles.items()]
        paper = self._table(form.RATE_TABLE, rows, [f"The catalog's, in {self.catalog.currency}"], (22,))
        for row, role in enumerate(roles, form.HEAD_ROW + 1):
            paper.put(row, len(form.RATE_TABLE.columns), known.get(role), "money", "muted")

    def _estimates(self) -> None:
        rows: list[Row] = []
        efforts: dict[str, Any] = {}
        for estimate in self.document.get("estimates", ()):
            row = {"item": estimate["item"], "mode": estimate["mode"]}
            for name in ("duration_weeks", "cash"):
                row |= {
                    f"{name} {point}": value for point, value in zip(form.POINTS, estimate[name] or (), strict=False)
                }
            efforts |= estimate["effort_person_weeks"] or {}
            rows.append(row)
        roles = self._roles(efforts)
        paper = self._table(form.ESTIMATE_TABLE, rows, list(roles.values()), tuple([22] * len(roles)), height=46)
        for number in range(len(rows) + SPARE):
            given = self.document.get("estimates", ())
            effort = (given[number]["effort_person_weeks"] or {}) if number < len(given) else {}
            for column, role in enumerate(roles, len(form.ESTIMATE_TABLE.columns)):
                self._fill(paper, form.HEAD_ROW + 1 + number, column, "number", effort.get(role))

    def _table(
        self,
        table: Table,
        rows: Sequence[Row],
        more: Sequence[str] = (),
        widths: Sequence[float] = (),
        height: int = 20,
    ) -> Paper:
        """Write a sheet of rows with some to spare; ``more`` are headings of columns that the caller fills."""
        paper = self.papers[table.sheet]
        paper.widths(*(column.width for column in table.columns), *widths)
        paper.title(table.sheet, "", 1)
        paper.put(1, 0, table.aside, "muted")
        paper.head(form.HEAD_ROW, [*(column.heading for column in table.columns), *more], height=height)
        last = form.HEAD_ROW + len(rows) + SPARE
        for place, column in enumerate(table.columns):
            self._comment(paper, place, column.hint)
            self._offer(paper, (form.HEAD_ROW + 1, place, last, place), column.choices)
            self._column(paper, place, column, rows, last)
        paper.sheet.freeze_panes(form.HEAD_ROW + 1, 0)
        paper.prints(form.HEAD_ROW, "")
        return paper

    def _column(self, paper: Paper, place: int, column: Column, rows: Sequence[Row], last: int) -> None:
        for number in range(last - form.HEAD_ROW):
            value = rows[number].get(column.key) if number < len(rows) else None
            self._fill(paper, form.HEAD_ROW + 1 + number, place, column.kind, value)

    @staticmethod
    def _comment(paper: Paper, column: int, hint: str) -> None:
        paper.sheet.write_comment(form.HEAD_ROW, column, hint, {"x_scale": 1.6, "y_scale": 0.8, "color": "#FFF9E6"})


def _listed(value: Any) -> Sequence[Any]:
    return [] if value is None else value if isinstance(value, list | tuple) else [value]


def _facts(item: Item) -> tuple[str, str, str, str]:
    return item.title, item.kind.capitalize(), item.transition, "yes" if item.optional else ""
