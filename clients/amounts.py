"""Money and people as text: what a person types becomes a number, and a number becomes what a person reads.

Nothing here knows of requests or plans. Reading is exact (decimal arithmetic); writing may shorten.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

MULTIPLES = {"": 1, "k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9}
AMOUNT = re.compile(r"([+-]?)(\d+|\d{1,3}(?:[,_ ]\d{3})+|\d+(?:_\d+)+)(\.\d+)?\s*([a-z]*)", re.IGNORECASE)
GROUP_OF_THREE = re.compile(r"\d{3}(\.\d+)?")
TOO_LONG = 40


def read_money(text: str) -> int:
    """Return the whole units that ``text`` means: ``1.5M``, ``250k``, ``1_500_000`` or ``1,500,000``.

    Raises ValueError with a sentence that says how to write it.
    """
    value = read_number(text, "1.5M, 250k or 1500000")
    if value != int(value):
        raise ValueError("leave the fraction off: money is planned in whole units")
    return int(value)


def read_moneys(text: str) -> int | list[int]:
    """Return one amount, or a list of them separated by commas (``200k,250k``) or semicolons."""
    if ";" not in text and any(GROUP_OF_THREE.fullmatch(part.strip()) for part in text.split(",")[1:]):
        raise ValueError("200k,250k, or 200000,250000, or 200,000;250,000: a comma alone separates quarters")
    parts = split(text)
    return read_money(parts[0]) if len(parts) == 1 else [read_money(part) for part in parts]


def read_people(text: str) -> int | float | list[int | float]:
    """Return a number of people in FTE, or a list of them (one a quarter) separated by commas."""
    numbers = [whole_if_whole(read_number(part, "12 or 0.5, or 10,12,14 by quarter")) for part in split(text)]
    return numbers[0] if len(numbers) == 1 else numbers


def read_number(text: str, examples: str) -> Decimal:
    """Return the exact number that ``text`` means; ValueError with ``examples`` where it means none."""
    found = AMOUNT.fullmatch(text.strip()) if len(text) <= TOO_LONG else None
    if found is None or found[4].lower() not in MULTIPLES:
        raise ValueError(examples)
    digits = re.sub(r"[,_ ]", "", found[2])
    return Decimal(f"{found[1]}{digits}{found[3] or ''}") * MULTIPLES[found[4].lower()]


def split(text: str) -> list[str]:
    """Return the entries of a list as typed: separated by semicolons if there are any, else by commas."""
    return [part.strip() for part in text.split(";" if ";" in text else ",")]


def whole_if_whole(number: Decimal) -> int | float:
    """Return an int where nothing is lost by it."""
    return int(number) if number == int(number) else float(number)


def money(amount: int) -> str:
    """Return every digit of an amount: ``1,312,450``."""
    return f"{amount:,}"


def short_money(amount: int) -> str:
    """Return an amount in three figures or so: ``1.31M``, ``250k``, ``9.5k``, ``950``."""
    size = abs(amount)
    if size >= 999_500:
        return trimmed(f"{amount / 1e6:.2f}") + "M"
    if size >= 9_950:
        return f"{amount / 1e3:.0f}k"
    if size >= 1_000:
        return trimmed(f"{amount / 1e3:.1f}") + "k"
    return str(amount)


def people(number: float) -> str:
    """Return people or person-weeks with no more decimals than needed (two at most)."""
    return trimmed(f"{number:,.2f}")


def trimmed(text: str) -> str:
    """Return a decimal without the zeros that say nothing."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def counted(number: int, noun: str) -> str:
    """Return ``1 week``, ``3 weeks``."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def in_words(words: Sequence[str]) -> str:
    """Return ``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
