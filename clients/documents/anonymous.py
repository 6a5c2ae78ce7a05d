"""A plan without the names of whoever it was made for, every figure and every date of it as they were.

Called before a document is made that is to be sent to others. What the catalog says stays (titles of items, roles);
what the request says of its organization goes: its name, its functions, the reasons of its freezes, where its catalog
lies. The planner's checker accepts the plan that leaves here like the one that came in.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from planner.plans import Change, Member, Plan, PlannedActivity, Reason, Repair, Unrepairable
from planner.request import Freeze, Organization, PlanRequest

T = TypeVar("T")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
KEPT = ("setup", "enterprise")
_SENTENCES: dict[type, tuple[str, ...]] = {
    Plan: ("story", "assumptions", "warnings"),
    Reason: ("text",),
    Member: ("text", "value"),
    Repair: ("verdict",),
    Unrepairable: ("keeps", "because"),
}
_NAMES: dict[type, tuple[str, ...]] = {Organization: ("functions",), PlannedActivity: ("function",)}
_POINTERS: dict[type, tuple[str, ...]] = {PlanRequest: ("ignore",), Member: ("pointer",), Change: ("pointer",)}


def anonymous(plan: Plan, alongside: Plan | None = None) -> Plan:
    """Return the plan without names; one that is shown ``alongside`` another calls its functions as that one does."""
    plans = (plan,) if alongside is None else (alongside, plan)
    functions = dict.fromkeys(name for one in plans for name in _functions(one))
    return _Mask({name: f"function-{letter_of(place)}" for place, name in enumerate(functions)}, plans).strip(plan)


def letter_of(place: int) -> str:
    """Return ``a`` to ``z``, then ``a2`` to ``z2`` and so on."""
    turn, letter = divmod(place, len(LETTERS))
    return LETTERS[letter] + (str(turn + 1) if turn else "")


def _functions(plan: Plan) -> Iterable[str]:
    yield from plan.request.organization.functions
    yield from (one.function for one in plan.activities if one.function)
    if isinstance(plan.request.current, dict):
        yield from (name for name in plan.request.current if name not in KEPT)


class _Mask:
    """What takes the names out of everything that a plan is made of, field by field."""

    def __init__(self, functions: Mapping[str, str], plans: Iterable[Plan]) -> None:
        self.functions = functions
        longest_first = sorted(functions, key=lambda name: (-len(name), name))
        either = "|".join(re.escape(name) for name in longest_first) or "(?!)"
        self._copy = re.compile(rf"(?<=[a-z0-9])@({either})(?![\w-])")
        self._word = re.compile(rf"(?<![\w@/-])({either})(?![\w-])", re.IGNORECASE)
        self._step = re.compile(rf"(?<=/)({either})(?=/|$)")
        reasons = {freeze.reason for one in plans for freeze in one.request.calendar.freezes if freeze.reason}
        self._catalogs = {one.request.catalog: f"{one.catalog.id}@{one.catalog.version}" for one in plans}
        self._asides = [f" ({reason})" for reason in sorted(reasons, key=len, reverse=True)]

    def strip(self, value: T) -> T:
        """Return a value of any kind without names; what no rule speaks of may still hold the ids of copies."""
        found: Any = value
        match value:
            case str():
                found = self._ids(value)
            case Freeze():
                found = msgspec.structs.replace(value, reason="")
            case Change():
                said = {"pointer": self._pointer(value.pointer)}
                said |= {name: self._said(getattr(value, name)) for name in ("from_", "to")}
                found = msgspec.structs.replace(value, **said)
            case Reason(kind="changes"):
                subject = self.functions.get(value.subject, value.subject)
                found = msgspec.structs.replace(self._struct(value), subject=subject)
            case PlanRequest():
                found = self._request(value)
            case Struct():
                found = self._struct(value)
            case tuple() | list():
                found = type(value)(self.strip(one) for one in value)
            case dict():
                found = {self.strip(key): self.strip(one) for key, one in value.items()}
        stripped: T = found
        return stripped

    def _request(self, request: PlanRequest) -> PlanRequest:
        current = request.current
        if isinstance(current, dict):
            current = {self._name(name): level for name, level in current.items()}
        catalog = self._catalogs.get(request.catalog, request.catalog)
        found: PlanRequest = self._struct(request)
        return msgspec.structs.replace(found, name=None, catalog=catalog, current=current)

    def _struct(self, value: Struct) -> Any:
        """Return a Struct field by field: sentences, functions, places, and whatever else."""
        kind = type(value)
        rules: list[tuple[tuple[str, ...], Callable[[str], str]]] = [
            (_SENTENCES.get(kind, ()), self._sentence),
            (_NAMES.get(kind, ()), self._name),
            (_POINTERS.get(kind, ()), self._pointer),
        ]
        found = {}
        for field in value.__struct_fields__:
            rule = next((rule for fields, rule in rules if field in fields), self.strip)
            found[field] = _each(getattr(value, field), rule)
        return kind(**found)

    def _ids(self, text: str) -> str:
        return self._copy.sub(lambda it: f"@{self.functions[it[1]]}", text)

    def _name(self, name: str) -> str:
        return self.functions.get(name, name)

    def _pointer(self, pointer: str) -> str:
        return self._step.sub(lambda it: self.functions[it[1]], self._ids(pointer))

    def _sentence(self, sentence: str) -> str:
        """Return a sentence of the planner without names: its ids, the functions it speaks of, reasons in brackets."""
        for aside in self._asides:
            sentence = sentence.replace(aside, "")
        return self._word.sub(lambda it: spoken(self.functions[it[1].lower()]), self._ids(sentence))

    def _said(self, value: Any) -> Any:
        """Return plain JSON before or after a repair, where functions are keys and lists."""
        match value:
            case Freeze():
                return self.strip(value)
            case str():
                return self.functions.get(value) or self._ids(value)
            case dict():
                return {
                    self.functions.get(key, self._ids(key)): "" if key == "reason" else self._said(one)
                    for key, one in value.items()
                }
            case list() | tuple():
                return type(value)(self._said(one) for one in value)
        return value


def _each(value: Any, rule: Callable[[Any], Any]) -> Any:
    """Return a field by a rule for text, each entry of it where it holds several."""
    return tuple(rule(one) for one in value) if isinstance(value, tuple) else None if value is None else rule(value)


def spoken(function: str) -> str:
    """Return ``Function A`` for ``function-a``."""
    word, _, letter = function.partition("-")
    return f"{word.capitalize()} {letter.upper()}"
