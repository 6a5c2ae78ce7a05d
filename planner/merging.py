"""JSON merge patches (RFC 7396): what a patch names is replaced, null takes it out, the rest stays."""

from collections.abc import Iterator, Mapping
from typing import Any

from catalog.walking import token


def merged(target: Any, patch: Any) -> Any:
    """Return ``target`` with ``patch`` applied; neither is changed."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def differences(one: Any, other: Any, at: str = "") -> Iterator[str]:
    """Yield the places, as JSON pointers, at which two documents differ; a list is one thing."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for name in dict.fromkeys((*one, *other)):
            yield from differences(one.get(name), other.get(name), f"{at}/{token(name)}")
    elif one != other:
        yield at
