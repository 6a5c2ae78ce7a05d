"""The OpenAPI 3.1 document, made of what the routes say of themselves and of the types that travel.

Written by ourselves and not by Litestar: bodies are read by ``catalog.reading``, of which Litestar knows nothing, and
the schemas are msgspec's own, so that the document says what the service does.
"""

import hashlib
import re
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

import msgspec
from litestar.handlers import HTTPRouteHandler

from api.operation import OPERATION, Answer, Header, Operation, Query
from api.problems import MEDIA_TYPE, TYPES
from clients.sdk.types import Problem

REFERENCE = "#/components/schemas/{name}"
NAMES = {"planner.plans.Change": "Change", "clients.jira.changes.Change": "JiraChange"}
"""What types are called here whose name is taken twice: msgspec tells them apart by their modules."""

ERROR = {"pointer": "/target", "code": "level_order", "detail": "The target must lie above.", "suggestion": "3"}
DESCRIPTION = (
    "Plans the way from one maturity level to another: proven best, or with the gap that is left. Everything that is "
    "wrong with a request is told at once, as problem details (RFC 9457)."
)


def document_of(handlers: Iterable[tuple[str, HTTPRouteHandler]]) -> tuple[bytes, str]:
    """Return the document of these handlers, each with its path, as bytes with an ETag."""
    operations = [(path, handler, handler.opt[OPERATION]) for path, handler in handlers if OPERATION in handler.opt]
    types = _types(operation for _, _, operation in operations)
    schemas, components = msgspec.json.schema_components(types, schema_hook=_anything, ref_template=REFERENCE)
    schema_of = dict(zip(map(repr, types), schemas, strict=True))
    _close(components, (answer for _, _, operation in operations for answer in operation.answers.values()), schema_of)
    paths: dict[str, dict[str, Any]] = {}
    for path, handler, operation in operations:
        method = next(iter(handler.http_methods)).lower()
        written = re.sub(r"{(\w+):\w+}", r"{\1}", path)
        paths.setdefault(written, {})[method] = _operation(path, operation, schema_of)
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Milepost", "version": version("milepost"), "description": DESCRIPTION},
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(operation.tag for _, _, operation in operations)],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A key of the workspace; none is needed on a service that only its machine reaches.",
                }
            },
        },
    }
    encoded = _renamed(msgspec.json.encode(document))
    return encoded, f'"{hashlib.sha256(encoded).hexdigest()[:32]}"'


def _renamed(document: bytes) -> bytes:
    """Return the document with the names of ``NAMES``, at their place and wherever they are referred to."""
    for name, shorter in NAMES.items():
        reference = REFERENCE.format(name=name)
        document = document.replace(f'"{reference}"'.encode(), f'"{REFERENCE.format(name=shorter)}"'.encode())
        document = document.replace(f'"{name}":'.encode(), f'"{shorter}":'.encode())
    return document


def _anything(type_: type) -> dict[str, Any]:
    """Return the schema of a value that may be anything: a limit before and after a repair."""
    if type_ is not object:
        raise NotImplementedError
    return {"description": "Any value."}


def _close(components: dict[str, Any], answers: Iterable[Answer], schema_of: dict[str, Any]) -> None:
    """Say what may stand in fields that are left open: msgspec knows no choice between types without a tag."""
    for answer in answers:
        for name, types in answer.one_of.items():
            fields = components[answer.type.__name__]["properties"]
            fields[name] = {"anyOf": [schema_of[repr(one)] if one else {"type": "null"} for one in types]}


def _types(operations: Iterable[Operation]) -> list[Any]:
    found: dict[str, Any] = {repr(Problem): Problem}
    for operation in operations:
        bodies = [answer.type for answer in operation.answers.values()] + [operation.body]
        bodies += [one for answer in operation.answers.values() for types in answer.one_of.values() for one in types]
        for one in (*bodies, *(query.type for query in operation.query)):
            if one is not None:
                found[repr(one)] = one
    return list(found.values())


def _operation(path: str, operation: Operation, schema_of: dict[str, Any]) -> dict[str, Any]:
    parameters = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": f"The {name.removesuffix('_id').replace('_', ' ')}.",
            "schema": {"type": "integer"} if kind == "int" else {"type": "string"},
        }
        for name, kind in re.findall(r"{(\w+):(\w+)}", path)
    ]
    parameters += [_query(query, schema_of) for query in operation.query]
    parameters += [_header(header) for header in operation.headers]
    described: dict[str, Any] = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": operation.description + (f" Scope: `{operation.scope}`." if operation.scope else ""),
        "responses": {
            **{str(status): _answer(answer, schema_of) for status, answer in operation.answers.items()},
            **_problems(operation, path, schema_of),
        },
        "security": [{}, {"key": []}] if operation.scope else [{}],
    }
    if parameters:
        described["parameters"] = parameters
    if operation.body is not None:
        content: dict[str, Any] = {"schema": schema_of[repr(operation.body)]}
        if operation.body_example is not None:
            content["examples"] = {"typical": {"value": operation.body_example}}
        described["requestBody"] = {"required": True, "content": {operation.body_media_type: content}}
    return described


def _query(query: Query, schema_of: dict[str, Any]) -> dict[str, Any]:
    schema = dict(schema_of[repr(query.type)])
    if query.name == "limit":
        schema |= {"minimum": 1, "maximum": 100}
    if query.default is not None:
        schema["default"] = query.default
    return {"name": query.name, "in": "query", "required": False, "description": query.description, "schema": schema}


def _header(header: Header) -> dict[str, Any]:
    return {
        "name": header.name,
        "in": "header",
        "required": False,
        "description": header.description,
        "schema": {"type": "string"},
        "example": header.example,
    }


def _answer(answer: Answer, schema_of: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {"description": answer.description}
    if answer.headers:
        described["headers"] = {
            name: {"description": f"As in {value}.", "schema": {"type": "string"}, "example": value}
            for name, value in answer.headers.items()
        }
    if answer.type is not None:
        content: dict[str, Any] = {"schema": schema_of[repr(answer.type)]}
        if answer.example is not None:
            content["examples"] = {"typical": {"value": answer.example}}
        described["content"] = {answer.media_type: content, **_others(answer)}
    return described


def _others(answer: Answer) -> dict[str, Any]:
    """Return the further forms of an answer, which no schema describes."""
    return {
        media: {"schema": {"contentMediaType": media.partition(";")[0]}, "examples": {"typical": {"value": example}}}
        for media, example in answer.others.items()
    }


def _problems(operation: Operation, path: str, schema_of: dict[str, Any]) -> dict[str, Any]:
    by_status: dict[int, list[str]] = {}
    for slug in operation.every_problem:
        by_status.setdefault(TYPES[slug].status, []).append(slug)
    return {
        str(status): {
            "description": "; ".join(TYPES[slug].title for slug in slugs) + ".",
            "content": {
                MEDIA_TYPE: {
                    "schema": schema_of[repr(Problem)],
                    "examples": {slug: {"value": _example(slug, path)} for slug in slugs},
                }
            },
        }
        for status, slugs in by_status.items()
        if status not in operation.answers
    }


def _example(slug: str, path: str) -> dict[str, Any]:
    kind = TYPES[slug]
    return {
        "type": f"/v1/problems/{slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": kind.meaning,
        "instance": path.split(":", maxsplit=1)[0].replace("{", ""),
        "request_id": "req_01m8by39n9000wn091f0ez89mn",
        "errors": [ERROR] if slug == "invalid-request" else [],
    }
