"""The types that documents are read into, taken apart: what fits where, and what stands in for what is missing.

A thin layer over ``msgspec.inspect`` for the walker and for those who word suggestions. Only what the project's
own types use is known here; any other type is a mistake of the programmer and ends in a ``KeyError``.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import cast

from msgspec import inspect
from msgspec.structs import replace

_FITTING: dict[type, tuple[type, ...]] = {
    inspect.NoneType: (type(None),),
    inspect.BoolType: (bool,),
    inspect.IntType: (int,),
    inspect.FloatType: (int, float),
    inspect.StrType: (str,),
    inspect.DateType: (str, date),
    inspect.DateTimeType: (str,),
    inspect.VarTupleType: (list, tuple),
    inspect.TupleType: (list, tuple),
    inspect.DictType: (Mapping,),
    inspect.StructType: (Mapping,),
}


# What may be anything is one of what a document can hold.
_ANYTHING: tuple[inspect.Type, ...] = (
    inspect.NoneType(),
    inspect.BoolType(),
    inspect.IntType(),
    inspect.FloatType(),
    inspect.StrType(),
    inspect.VarTupleType(inspect.AnyType()),
    inspect.DictType(inspect.StrType(), inspect.AnyType()),
)


@cache
def shape(type_: type) -> inspect.Type:
    """Return a Python type taken apart, without the descriptions that its fields may carry."""
    return cast("inspect.Type", _plain(inspect.type_info(type_)))


def _plain(part: object) -> object:
    if isinstance(part, inspect.Metadata):
        return _plain(part.type)
    if isinstance(part, tuple):
        return tuple(_plain(one) for one in part)
    if isinstance(part, inspect.Type | inspect.Field):
        return replace(part, **{name: _plain(getattr(part, name)) for name in part.__struct_fields__})
    return part


def options(type_: inspect.Type) -> tuple[inspect.Type, ...]:
    """Return the alternatives of a union or of anything (whole numbers before numbers), or the type alone."""
    if isinstance(type_, inspect.AnyType):
        return _ANYTHING
    if not isinstance(type_, inspect.UnionType):
        return (type_,)
    return tuple(sorted(type_.types, key=lambda option: isinstance(option, inspect.FloatType)))


def fits(value: object, option: inspect.Type) -> bool:
    """Return whether ``value`` is of the right kind; a fixed word must be one that is known."""
    if isinstance(value, bool):
        return isinstance(option, inspect.BoolType)
    if isinstance(option, inspect.LiteralType):
        return isinstance(value, str) and value in option.values
    return isinstance(value, _FITTING[type(option)]) and not isinstance(value, datetime)


def stand_in(type_: inspect.Type) -> object:
    """Return an empty value of a type: nothing, zero, no text, a record of such values."""
    if isinstance(type_, inspect.UnionType):
        return None if type_.includes_none else stand_in(type_.types[0])
    return _EMPTY[type(type_)](type_)


def _empty_record(type_: inspect.StructType) -> object:
    return type_.cls(**{field.name: stand_in(field.type) for field in type_.fields if field.required})


@cache
def places(root: type) -> dict[str, list[str]]:
    """Return the pointers at which each field name is known, lists and keys of the user's own left out."""
    found: dict[str, list[str]] = {}

    def gather(type_: inspect.Type, at: str) -> None:
        for option in options(type_):
            if isinstance(option, inspect.StructType):
                for field in option.fields:
                    found.setdefault(field.encode_name, []).append(f"{at}/{field.encode_name}")
                    gather(field.type, f"{at}/{field.encode_name}")

    gather(shape(root), "")
    return found


_EMPTY: dict[type, Callable[..., object]] = {
    inspect.AnyType: lambda _: None,
    inspect.NoneType: lambda _: None,
    inspect.BoolType: lambda _: False,
    inspect.IntType: lambda type_: type_.ge or 0,
    inspect.FloatType: lambda type_: type_.ge or 0.0,
    inspect.StrType: lambda _: "",
    inspect.LiteralType: lambda type_: type_.values[0],
    inspect.DateType: lambda _: date(2000, 1, 1),
    inspect.DateTimeType: lambda _: datetime(2000, 1, 1, tzinfo=UTC),
    inspect.VarTupleType: lambda _: (),
    inspect.TupleType: lambda type_: tuple(stand_in(item) for item in type_.item_types),
    inspect.DictType: lambda _: {},
    inspect.StructType: _empty_record,
}
