"""What would be right: the suggestion that goes with a fault.

A suggestion is what a person can copy into the document (``1500000``, ``2027-01-04``, ``deadline``), or, where
nothing so definite is known, words for what may stand there.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from msgspec import inspect

from catalog.shapes import fits, options
from catalog.wording import bounds, expected, form, one_of, printable, shown

LONGEST_NAME = 100

_NUMBER = re.compile(r"[^\w.+-]*([A-Z]{3})?[^\w.+-]*([+-]?[0-9]{1,18}(?:\.[0-9]{1,9})?)\s*(k|m|bn|%)?", re.IGNORECASE)
_MULTIPLES = {None: Decimal(1), "k": Decimal(10) ** 3, "m": Decimal(10) ** 6, "bn": Decimal(10) ** 9}
_DATE = re.compile(r"\s*([0-9]{4})([-/.]?)([0-9]{1,2})\2([0-9]{1,2})(?:[T ].*)?\s*")
_DATE_DAY_FIRST = re.compile(r"\s*([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})\s*")
_YES_OR_NO = {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false"}


def correction(value: object, type_: inspect.Type) -> str:
    """Return what a value of the wrong kind was probably meant to be, else words for what may stand there."""
    kinds = {type(option) for option in options(type_)}
    found = None
    if isinstance(value, str):
        found = _text_as(value, kinds)
    elif isinstance(value, float) and inspect.IntType in kinds and value.is_integer():
        found = shown(int(value))
    elif inspect.StrType in kinds and isinstance(value, int | float | date) and not isinstance(value, bool):
        found = f'"{shown(value)}"'
    return found or _known_word(value, type_) or _as_list(value, type_) or expected(type_)


def _text_as(text: str, kinds: set[type]) -> str | None:
    """Return the number or the yes-or-no that a text was meant to be."""
    number = number_in(text)
    wanted = {inspect.FloatType} if isinstance(number, float) else {inspect.IntType, inspect.FloatType}
    if number is not None and kinds & wanted:
        return str(number)
    return _YES_OR_NO.get(text[:LONGEST_NAME].lower()) if inspect.BoolType in kinds else None


def _known_word(value: object, type_: inspect.Type) -> str | None:
    """Return the fixed word that a text was meant to be."""
    words = (word for option in options(type_) if isinstance(option, inspect.LiteralType) for word in option.values)
    return nearest(value, [str(word) for word in words]) if isinstance(value, str) else None


def _as_list(value: object, type_: inspect.Type) -> str | None:
    """Return a single value in brackets where a list of such values is wanted."""
    for option in options(type_):
        if isinstance(option, inspect.VarTupleType) and isinstance(value, str | int | float):
            return f"[{shown(value)}]" if any(fits(value, item) for item in options(option.item_type)) else None
    return None


def permitted(type_: inspect.Type) -> str:
    """Return words for the numbers that a type allows."""
    number = next(
        (option for option in options(type_) if isinstance(option, inspect.IntType | inspect.FloatType)), None
    )
    limits = bounds(number) if number is not None else ""
    return f"{expected(type_)}, {limits}" if limits else expected(type_)


def matching(text: str, pattern: str) -> str:
    """Return ``text`` changed so that it matches ``pattern``, else words for what matches."""
    for changed in (text.strip(), slug(text), text.strip().upper()):
        if changed and re.search(pattern, changed):
            return changed
    return form(pattern)


def nearest_or_all(name: str, names: Iterable[str]) -> str:
    """Return the one of ``names`` that was probably meant, else all of them."""
    known = list(names)
    return nearest(name, known) or printable(one_of(known), 400)


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the one of ``names`` that ``name`` was probably meant to be, or none."""
    if not name or len(name) > LONGEST_NAME:
        return None
    known = list(names)
    folded = {candidate.casefold(): candidate for candidate in known}
    close = get_close_matches(name.casefold(), folded, n=1)
    if close:
        return folded[close[0]]
    beginning = [candidate for candidate in known if candidate.startswith(name)]
    return beginning[0] if len(beginning) == 1 else None


def slug(text: str) -> str | None:
    """Return ``text`` as an id (lower case, no spaces or accents), or none where nothing is left of it."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST_NAME]).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_").lstrip("0123456789-_") or None


def number_in(text: str) -> int | float | None:
    """Return the number that a text was meant to be ("1,500,000", "USD 1.5M", "10 %"), or none."""
    found = _NUMBER.fullmatch(re.sub(r"(?<=[0-9])[,_' ](?=[0-9]{3})", "", text[:LONGEST_NAME]).strip())
    if found is None:
        return None
    suffix = found[3] and found[3].lower()
    number = Decimal(found[2]) / 100 if suffix == "%" else Decimal(found[2]) * _MULTIPLES[suffix]
    return int(number) if number == number.to_integral_value() else float(number)


def date_in(text: str) -> date | None:
    """Return the date that a text was meant to be ("2027-1-4", "4.1.2027"), or none.

    A day that its month does not have becomes the month's last. Orders that could be read in two ways
    (4/1/2027) are not guessed.
    """
    short = text[:LONGEST_NAME]
    if found := _DATE.fullmatch(short):
        year, month, day = int(found[1]), int(found[3]), int(found[4])
    elif found := _DATE_DAY_FIRST.fullmatch(short):
        year, month, day = int(found[3]), int(found[2]), int(found[1])
    else:
        return None
    if not (year and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    return date(year, month, min(day, monthrange(year, month)[1]))
