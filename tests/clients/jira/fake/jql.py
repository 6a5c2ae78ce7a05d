"""A small JQL: what a sync asks for, and Jira's 400 for anything else, whatever is wrong and whatever is unbounded.

``parse`` gives a query that ``search`` applies to issues as the index has them. Clauses are joined by AND alone.
"""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from tests.clients.jira.fake.wire import Refused

TOKEN = re.compile(
    r"""\s*(?:(?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<mark><=|>=|!=|[=<>(),~!])"""
    r"""|(?P<word>-?[A-Za-z0-9_][A-Za-z0-9_-]*))"""
)
RESERVED = {"and", "or", "not", "in", "is", "was", "empty", "null", "order", "by", "asc", "desc", "changed", "to", "on"}
PERIOD = re.compile(r"(-?)(\d+)([mhdw])")
SPAN = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
FORMATS = ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d")
ORDERS = {
    "created": lambda issue: (issue.created, int(issue.id)),
    "updated": lambda issue: (issue.updated, int(issue.id)),
    "key": lambda issue: (issue.key.rpartition("-")[0], issue.number),
    "id": lambda issue: int(issue.id),
}
MOST_ORDERS = 7
KEYS = {"key", "issuekey", "issue", "id"}


class Query(msgspec.Struct, frozen=True):
    """Tests that must all hold, and the order: (name, whether descending), first counts most."""

    tests: tuple[object, ...]
    order: tuple[tuple[str, bool], ...]

    def apply(self, issues):
        chosen = sorted((issue for issue in issues if all(test(issue) for test in self.tests)), key=ORDERS["created"])
        for name, descending in reversed(self.order or (("created", True),)):
            chosen.sort(key=ORDERS[name], reverse=descending)
        return chosen


def parse(text, store):
    """Read a query; raises Jira's 400."""
    return _Parser(text, store).query()


class _Parser:
    def __init__(self, text, store):
        self.store = store
        self.text = text
        self.tokens = _tokens(text)
        self.at = 0

    def query(self):
        tests = []
        if self._word() not in {"order", None}:
            tests.append(self._clause())
            while self._word() == "and":
                self.at += 1
                tests.append(self._clause())
        order = self._order() if self._word() == "order" else ()
        if self.at < len(self.tokens):
            raise self._error(f"Expecting either 'AND' or end of the query but got '{self._peek()[1]}'.")
        if not tests:
            raise Refused(400, "Unbounded JQL queries are not allowed here. Please add a search restriction.")
        return Query(tuple(tests), order)

    def _clause(self):
        field = self._next("field")[1].lower()
        operator = self._next("operator")[1].lower()
        values = self._values() if operator == "in" else [self._operand()]
        if field in {"updated", "created"}:
            return self._moment(field, operator, values)
        reader = READERS.get(field)
        if reader is None or operator not in {"=", "in"}:
            raise self._error(f"the fake does not speak '{field} {operator}'")
        return reader(self.store, field, values)

    def _values(self):
        if self._next("list")[1] != "(":
            raise self._error("Expecting '(' after IN.")
        values = [self._operand()]
        while self._next("list")[1] == ",":
            values.append(self._operand())
        if self.tokens[self.at - 1][1] != ")":
            raise self._error("Expecting ')' at the end of a list.")
        return values

    def _operand(self):
        kind, text = self._next("value")
        if kind == "mark" or (kind == "word" and text.lower() in RESERVED):
            raise self._error(f"'{text}' is a reserved JQL word or character. You must surround it by quotes.")
        return text

    def _moment(self, field, operator, values):
        compare = COMPARISONS.get(operator)
        if compare is None:
            raise self._error(f"The operator '{operator}' is not supported by the '{field}' field.")
        border = _border(self.store, field, values[0])
        return lambda issue: compare(getattr(issue, field), border)

    def _order(self):
        self.at += 1
        if self._word() != "by":
            raise self._error("Expecting 'by' after 'order'.")
        self.at += 1
        order = [self._ordered()]
        while self.at < len(self.tokens) and self._peek()[1] == ",":
            self.at += 1
            order.append(self._ordered())
        if len(order) > MOST_ORDERS:
            raise self._error(f"At most {MOST_ORDERS} fields can be ordered by.")
        return tuple(order)

    def _ordered(self):
        name = self._next("field")[1].lower()
        name = "key" if name in KEYS - {"id"} else name
        if name not in ORDERS:
            raise self._error(f"the fake does not order by '{name}'")
        if self._word() in {"asc", "desc"}:
            self.at += 1
            return name, self.tokens[self.at - 1][1].lower() == "desc"
        return name, name in {"created", "updated"}

    def _peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else (None, None)

    def _word(self):
        kind, text = self._peek()
        return text.lower() if kind == "word" else (text if kind is None else "")

    def _next(self, what):
        if self.at == len(self.tokens):
            raise self._error(f"Expecting a {what} but got the end of the query.")
        self.at += 1
        return self.tokens[self.at - 1]

    def _error(self, text):
        return Refused(400, f"Error in the JQL Query: {text} (in '{self.text}')")


def _tokens(text):
    found, at = [], 0
    while text[at:].strip():
        match = TOKEN.match(text, at)
        if match is None:
            raise Refused(
                400, f"Error in the JQL Query: The character '{text[at:].strip()[0]}' is a reserved JQL character."
            )
        kind = match.lastgroup
        word = match[kind]
        found.append((kind, re.sub(r"\\(.)", r"\1", word[1:-1]) if kind == "quoted" else word))
        at = match.end()
    return found


def _border(store, field, text):
    """The moment that a date names: a period before now, or a minute in the account's time zone."""
    period = PERIOD.fullmatch(text)
    if period:
        sign = -1 if period[1] else 1
        return store.clock.now() + sign * timedelta(**{SPAN[period[3]]: int(period[2])})
    for form in FORMATS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=ZoneInfo(store.site.time_zone))
        except ValueError:
            continue
    raise Refused(
        400,
        f"Date value '{text}' for field '{field}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', "
        "'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.",
    )


def _projects(store, _field, values):
    visible = store.site.projects if "BROWSE_PROJECTS" in store.site.rights else ()
    known = {name.lower(): each.id for each in visible for name in (each.id, each.key, each.name)}
    for value in values:
        if value.lower() not in known:
            raise Refused(400, f"The value '{value}' does not exist for the field 'project'.")
    wanted = {known[value.lower()] for value in values}
    return lambda issue: issue.values["project"] in wanted


def _labels(_store, _field, values):
    wanted = set(values)
    return lambda issue: not wanted.isdisjoint(issue.values["labels"])


def _keys(store, field, values):
    """Issues by id or key; one that does not exist makes the whole query wrong, as Jira has it."""
    wanted = set()
    for value in values:
        found = store.find(value)
        if found is None or (field == "id" and not value.isdecimal()):
            raise Refused(400, f"An issue with key '{value}' does not exist for field '{field}'.")
        wanted.add(found.id)
    return lambda issue: issue.id in wanted


def _parents(store, field, values):
    wanted = set()
    for value in values:
        found = store.find(value)
        if found is None:
            raise Refused(400, f"The value '{value}' does not exist for the field '{field}'.")
        wanted.add(found.id)
    return lambda issue: issue.values.get("parent") in wanted


READERS = {"project": _projects, "labels": _labels, "parent": _parents} | dict.fromkeys(KEYS, _keys)
COMPARISONS = {
    ">=": lambda moment, border: moment >= border,
    ">": lambda moment, border: moment > border,
    "<=": lambda moment, border: moment <= border,
    "<": lambda moment, border: moment < border,
}
