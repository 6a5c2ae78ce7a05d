"""JSON merge patches (RFC 7396): what a patch names is replaced, null takes it out, the rest stays."""

from typing import Any


def merged(target: Any, patch: Any) -> Any:
    """Return ``target`` with ``patch`` applied; neither is changed."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result
