"""Answers that are not as documented: every place in a JSON body, and what can be wrong there.

``Odd`` is a way to the fake on which one answer is spoilt so; ``spoilings`` says in which ways an answer can be.
"""

import copy
import json

import httpx

MISSING = object()


def spoilings(body):
    """Every way to spoil a body: (the way to a place in it, what stands there then)."""
    for path, value in _places(body):
        if path:
            yield path, MISSING
        yield from ((path, other) for other in _others(value))


def _places(value, path=()):
    """Every place in a body; of a list the first entry stands for all."""
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _places(inner, (*path, key))
    elif isinstance(value, list) and value:
        yield from _places(value[0], (*path, 0))


def _others(value):
    """What may stand in a place instead: nothing, something of another kind, something empty."""
    kinds = [None, {}, [], "", "odd", 7, True, [None], ["odd"], [7], {"odd": "odd"}]
    return [other for other in kinds if type(other) is not type(value) or not other]


def spoilt(body, path, other):
    """A body with another thing in a place, or nothing at all."""
    if not path:
        return other
    body = copy.deepcopy(body)
    place = body
    for step in path[:-1]:
        place = place[step]
    if other is MISSING:
        del place[path[-1]]
    else:
        place[path[-1]] = other
    return body


class Odd(httpx.BaseTransport):
    """The way to a fake on which the answers to one operation are spoilt, all or the first that have the place.

    ``heard`` remembers the first answer to each operation, by its method and path without what is an id.
    """

    def __init__(self, jira, operation=None, path=(), other=None):
        self._inner, self._spoils = jira.transport(), operation
        self._path, self._other = path, other
        self.heard = {}
        self.spoilt = 0

    def handle_request(self, request):
        response = self._inner.handle_request(request)
        operation = operation_of(request)
        body = json.loads(response.content) if response.content else None
        if operation not in self.heard or len(response.content) > len(json.dumps(self.heard[operation])):
            self.heard[operation] = body
        if operation != self._spoils:
            return response
        try:
            body = spoilt(body, self._path, self._other)
        except (KeyError, IndexError, TypeError):
            return response
        self.spoilt += 1
        return httpx.Response(response.status_code, json=body, request=request)


def operation_of(request):
    parts = ["{}" if part.isdecimal() else part for part in request.url.path.split("/")]
    return f"{request.method} {'/'.join(parts)}"
