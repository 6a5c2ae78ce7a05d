"""Walks a decoded document along the types it should have and reports all that differs.

``catalog.reading`` starts the walks. One method for each kind of type; each returns the value as its type wants
it, or FAULTY once the reason is reported, and what holds it goes on with a default or a stand-in.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

import msgspec
from msgspec import inspect

from catalog import wording
from catalog.decoding import Repeated, Unreadable
from catalog.fault import Findings, Flooded
from catalog.shapes import fits, options, places, shape, stand_in
from catalog.suggestion import correction, date_in, matching, nearest_or_all, permitted

Row = list[object] | tuple[object, ...]
Keyed = Mapping[object, object]
Suggest = str | Callable[[], str] | None

LARGEST_WHOLE = 10**18
LONGEST_TOKEN = 200


def token(key: object) -> str:
    """Return a key as it stands in a pointer (RFC 6901), cut and made printable."""
    text = key if isinstance(key, str) else wording.shown(key)
    return wording.printable(text, LONGEST_TOKEN).replace("~", "~0").replace("/", "~1")


class _Faulty:
    """Stands for a value that was reported."""


FAULTY = _Faulty()


class Walker:
    """One walk through one document along the types of ``root``; ``findings`` gathers what is wrong."""

    def __init__(self, root: type) -> None:
        self.root = root
        self.findings = Findings()

    def walk(self, value: object) -> object:
        """Return the whole as ``root``, stand-ins for what is faulty; FAULTY where nothing can be made of it."""
        try:
            return self.visit(value, shape(self.root), "")
        except Flooded:
            return FAULTY

    def visit(self, value: object, type_: inspect.Type, at: str) -> object:
        """Return ``value`` as ``type_``, or FAULTY once the reason is reported."""
        if isinstance(value, Unreadable):
            return self._unreadable(value, type_, at)
        chosen = next((option for option in options(type_) if fits(value, option)), None)
        if chosen is None:
            return self._mismatch(value, type_, at)
        return _VISITS[type(chosen)](self, value, chosen, at)

    def report(self, at: str, code: str, detail: str, suggest: Suggest) -> _Faulty:
        """Add a fault; a suggestion that takes work is asked for only if it will be shown."""
        self.findings.add(at, code, detail, suggest)
        return FAULTY

    def _unreadable(self, value: Unreadable, type_: inspect.Type, at: str) -> object:
        if value.too_large:
            return self._too_large(wording.printable(value.text, 20), type_, at)
        detail = f"{value.text} is not a number that can be counted with."
        return self.report(at, "not_finite", detail, lambda: permitted(type_))

    def _too_large(self, number: str, type_: inspect.Type, at: str) -> object:
        detail = f"{number} is larger than any number that can be used here."
        return self.report(at, "out_of_range", detail, lambda: permitted(type_))

    def _mismatch(self, value: object, type_: inspect.Type, at: str) -> object:
        words = wording.expected(type_)
        if isinstance(value, str) and any(isinstance(option, inspect.LiteralType) for option in options(type_)):
            detail = f"{wording.shown(value)} is not known here; this must be {words}."
            return self.report(at, "unknown_value", detail, lambda: correction(value, type_))
        detail = f"This must be {words}, not {wording.kind_of(value)}."
        return self.report(at, "wrong_type", detail, lambda: correction(value, type_))

    def plain(self, value: object, _: inspect.Type, __: str) -> object:
        """Visit what needs no more than to fit."""
        return value

    def number(self, value: int | float, type_: inspect.IntType | inspect.FloatType, at: str) -> object:
        """Visit a number: finite, and within its range."""
        if isinstance(value, int) and abs(value) > LARGEST_WHOLE:
            return self._too_large(wording.shown(value), type_, at)
        if not math.isfinite(value):
            return self._unreadable(Unreadable(str(value)), type_, at)
        low = (type_.ge is not None and value < type_.ge) or (type_.gt is not None and value <= type_.gt)
        high = (type_.le is not None and value > type_.le) or (type_.lt is not None and value >= type_.lt)
        if low or high:
            limits = wording.bounds(type_)
            detail = f"This must be {limits}; it is {wording.shown(value)}."
            nearest = type_.ge if low else type_.le
            return self.report(at, "out_of_range", detail, limits if nearest is None else str(nearest))
        return float(value) if isinstance(type_, inspect.FloatType) else value

    def text(self, value: str, type_: inspect.StrType, at: str) -> object:
        """Visit a text: its characters, its length, its form."""
        if self._forbidden(value, at):
            return FAULTY
        if type_.min_length is not None and len(value) < type_.min_length:
            return self.report(at, "too_short", "This must not be empty.", "leave it out, or write something")
        if type_.max_length is not None and len(value) > type_.max_length:
            detail = f"This may have {type_.max_length} characters; it has {len(value):,}."
            return self.report(at, "too_long", detail, wording.printable(value, type_.max_length))
        # In Python ``$`` also matches before a last line break; it is not meant to.
        pattern = type_.pattern
        if pattern is not None and (not re.search(pattern, value) or value.endswith("\n")):
            detail = f"{wording.shown(value)} must be {wording.form(pattern)}."
            return self.report(at, "wrong_form", detail, lambda: matching(value, pattern))
        return value

    def _forbidden(self, text: str, at: str) -> bool:
        found = wording.FORBIDDEN.search(text)
        if found is not None:
            detail = f"The text holds the character U+{ord(found[0]):04X}, which no document can show."
            self.report(at, "forbidden_character", detail, lambda: wording.printable(wording.FORBIDDEN.sub("", text)))
        return found is not None

    def day(self, value: str | date, _: inspect.Type, at: str) -> object:
        """Visit a date: ISO text, or a date of YAML."""
        if isinstance(value, date):
            return value
        meant = date_in(value)
        if meant is not None and meant.isoformat() == value:
            return meant
        detail = f"{wording.shown(value)} is not a date written as year-month-day, as in 2027-01-04."
        return self.report(at, "wrong_date", detail, meant.isoformat() if meant else "a date as in 2027-01-04")

    def moment(self, value: str, type_: inspect.Type, at: str) -> object:
        """Visit a date with a time."""
        try:
            return msgspec.convert(value, datetime)
        except msgspec.ValidationError:
            detail = f"{wording.shown(value)} is not {wording.expected(type_)}."
            return self.report(at, "wrong_time", detail, wording.expected(type_))

    def several(self, value: Row, type_: inspect.VarTupleType, at: str) -> object:
        """Visit a list of any length; faulty entries leave stand-ins, so that the others keep their places."""
        if type_.min_length is not None and len(value) < type_.min_length:
            return self.report(at, "too_short", "This must not be empty.", wording.expected(type_))
        return tuple(self._entry(entry, type_.item_type, f"{at}/{index}") for index, entry in enumerate(value))

    def row(self, value: Row, type_: inspect.TupleType, at: str) -> object:
        """Visit a list of fixed length."""
        if len(value) != len(type_.item_types):
            detail = f"This must be {wording.expected(type_)}; it has {len(value):,}."
            return self.report(at, "wrong_length", detail, wording.expected(type_))
        pairs = enumerate(zip(value, type_.item_types, strict=True))
        return tuple(self._entry(entry, entry_type, f"{at}/{index}") for index, (entry, entry_type) in pairs)

    def _entry(self, value: object, type_: inspect.Type, at: str) -> object:
        found = self.visit(value, type_, at)
        return stand_in(type_) if found is FAULTY else found

    def mapping(self, value: Keyed, type_: inspect.DictType, at: str) -> object:
        """Visit an object with keys of the user's own."""
        found = {}
        for key, entry, place in self._entries(value, at):
            read_key = self.visit(key, type_.key_type, place)
            if read_key is not FAULTY:
                found[read_key] = self._entry(entry, type_.value_type, place)
        return found

    def record(self, value: Keyed, type_: inspect.StructType, at: str) -> object:
        """Visit an object with known fields; unknown ones are reported, faulty ones keep their default."""
        fields = {field.encode_name: field for field in type_.fields}
        given: dict[str, object] = {}
        seen = set()
        for key, entry, place in self._entries(value, at):
            if key not in fields:
                self._unknown_field(key, list(fields), place)
                continue
            seen.add(key)
            found = self.visit(entry, fields[key].type, place)
            if found is not FAULTY:
                given[fields[key].name] = found
        for name, field in fields.items():
            if field.required and name not in seen:
                what = wording.expected(field.type)
                self.report(f"{at}/{name}", "missing", f'"{name}" is needed: {what}.', what)
            if field.required and field.name not in given:
                given[field.name] = stand_in(field.type)
        return type_.cls(**given)

    def _entries(self, value: Keyed, at: str) -> Iterator[tuple[str, object, str]]:
        """Yield key, value and pointer of each entry, reporting keys given twice and keys that are no text."""
        repeated = value.repeated if isinstance(value, Repeated) else frozenset()
        for key, entry in value.items():
            place = f"{at}/{token(key)}"
            if not isinstance(key, str):
                detail = f"The key {wording.shown(key)} must be text, not {wording.kind_of(key)}."
                self.report(place, "wrong_key", detail, f'"{wording.shown(key)}"')
                continue
            if key in repeated:
                detail = f"{wording.shown(key)} is given more than once in the same object."
                self.report(place, "repeated_field", detail, "keep one of them")
            yield key, entry, place

    def _unknown_field(self, key: str, known: list[str], at: str) -> None:
        elsewhere = places(self.root).get(key, [])
        detail = f"{wording.shown(key)} is not known here"
        if elsewhere:
            self.report(at, "unknown_field", f"{detail}; it belongs elsewhere.", wording.one_of(elsewhere))
        else:
            self.report(at, "unknown_field", f"{detail}.", lambda: nearest_or_all(key, known))


_VISITS: dict[type, Callable[..., object]] = {
    inspect.NoneType: Walker.plain,
    inspect.BoolType: Walker.plain,
    inspect.IntType: Walker.number,
    inspect.FloatType: Walker.number,
    inspect.StrType: Walker.text,
    inspect.LiteralType: Walker.plain,
    inspect.DateType: Walker.day,
    inspect.DateTimeType: Walker.moment,
    inspect.VarTupleType: Walker.several,
    inspect.TupleType: Walker.row,
    inspect.DictType: Walker.mapping,
    inspect.StructType: Walker.record,
}
