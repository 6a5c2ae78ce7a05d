"""What Atlassian's own documents allow a client to send: requests by its OpenAPI document, texts by its ADF schema.

The fake and the tests of the client ask ``validate`` and ``validate_adf``; neither knows anything of ``clients``. Two
small extracts lie beside this module, made by ``python -m tests.clients.jira.atlassian OPENAPI [ADF]``; where
``MILEPOST_ATLASSIAN`` or ``MILEPOST_ADF`` names a whole document, that one judges instead.
"""

import functools
import json
import os
import re
import sys
from pathlib import Path

import jsonschema_rs

from tests.clients.jira.stricter import EXOTIC, LIMITS, OPERATIONS, REQUIRED_PARAMETERS

HERE = Path(__file__).parent
EXTRACT = HERE / "atlassian.json"
ADF_EXTRACT = HERE / "adf.json"
KEPT = {"type", "enum", "required", "minItems", "maxItems", "minimum", "maximum", "minLength", "maxLength", "pattern"}
TEMPLATE = re.compile(r"\{[^}]+\}")


def validate(method, path, query=None, body=None):
    """Say all that is wrong with a request; ``path`` from /rest/api/3 on, ``query`` of texts or lists of them."""
    name, operation = _operation(method.upper(), path.partition("?")[0])
    if operation is None:
        return [f"{method} {path}: Atlassian's document has no such operation, or the sync is not meant to use it"]
    return [f"{name}: {reason}" for reason in _wrong_query(operation, query or {}) + _wrong_body(operation, body)]


def validate_adf(document):
    """Say all that is wrong with a document of the Atlassian Document Format."""
    if _adf_judge().is_valid(document):
        return []
    return _innermost(document, "") or [sentence(error) for error in _adf_judge().iter_errors(document)]


def extract(document):
    """Keep of Atlassian's OpenAPI document what judging the requests of the sync takes, and tighten it."""
    operations, wanted = {}, []
    for name in OPERATIONS:
        method, _, path = name.partition(" ")
        operations[name] = _kept_operation(name, document["paths"][path][method.lower()], wanted)
    schemas = {}
    while wanted:
        name = wanted.pop()
        if name not in schemas:
            schemas[name] = _tightened(_kept(document["components"]["schemas"][name], wanted), LIMITS.get(name, {}))
    return {"version": document["info"]["version"], "operations": operations, "schemas": dict(sorted(schemas.items()))}


def extract_adf(schema):
    """Keep the ADF schema, with the kinds of node that no plan would write reduced to their type."""
    definitions = {}
    wanted = ["doc_node"]
    while wanted:
        name = wanted.pop()
        if name not in definitions:
            whole = schema["definitions"][name]
            definitions[name] = _stub(whole) if name.startswith(EXOTIC) else _without_descriptions(whole)
            wanted += re.findall(r'"#/definitions/(\w+)"', json.dumps(definitions[name]))
    return {"$schema": schema["$schema"], "$ref": schema["$ref"], "definitions": dict(sorted(definitions.items()))}


# ---- judging -------------------------------------------------------------------------------------------------------


@functools.cache
def _document():
    whole = os.environ.get("MILEPOST_ATLASSIAN")
    return extract(read(whole)) if whole else read(EXTRACT)


@functools.cache
def _adf():
    return read(os.environ.get("MILEPOST_ADF") or ADF_EXTRACT)


@functools.cache
def _adf_judge():
    return jsonschema_rs.Draft4Validator(_adf())


@functools.cache
def _node_judge(kind):
    """Judges one node by all the definitions of its type; None where there is no such type."""
    defined = [
        {"$ref": f"#/definitions/{name}"}
        for name, part in _adf()["definitions"].items()
        if part.get("properties", {}).get("type", {}).get("enum") == [kind]
    ]
    return jsonschema_rs.Draft4Validator({"anyOf": defined, "definitions": _adf()["definitions"]}) if defined else None


def _innermost(node, at):
    """The nodes that are wrong in themselves, since the schema's own words name only the outermost."""
    if not isinstance(node, dict) or not isinstance(node.get("type"), str):
        return [f"{at}: a node is an object with a type"]
    parts = [(f"{at}/{name}/{n}", each) for name in ("content", "marks") for n, each in enumerate(node.get(name) or [])]
    inside = [reason for place, part in parts for reason in _innermost(part, place)]
    judge = _node_judge(node["type"])
    if inside or judge is None or judge.is_valid(node):
        return inside if judge else [f"{at}: there is no node or mark of the type {node['type']}"]
    return [f"{at}: a {node['type']} is not made so: {json.dumps(node, ensure_ascii=False)[:200]}"]


@functools.cache
def _patterns():
    # A path without a parameter is tried before one that has a parameter in the same place.
    names = sorted(OPERATIONS, key=lambda name: (name.count("{"), name))
    return [(name, re.compile(TEMPLATE.sub("[^/]+", name.replace(".", r"\.")))) for name in names]


def _operation(method, path):
    for name, pattern in _patterns():
        if pattern.fullmatch(f"{method} {path}"):
            return name, _document()["operations"][name]
    return None, None


def _wrong_query(operation, query):
    reasons = [f"the query parameter {name} is missing" for name in operation["required"] if name not in query]
    for name, given in query.items():
        schema = operation["query"].get(name)
        if schema is None:
            reasons.append(f"there is no query parameter {name}")
            continue
        texts = given if isinstance(given, list) else [given]
        value = _parameter(texts, schema)
        reasons += [f"query parameter {name}: {sentence(error)}" for error in _judge(schema).iter_errors(value)]
    return reasons


def _parameter(texts, schema):
    """What a query says, in the type that the schema asks for; left as text where it is not of that type."""
    if schema.get("type") == "array":
        return [_scalar(part, schema.get("items", {})) for text in texts for part in text.split(",")]
    return _scalar(texts[0], schema) if len(texts) == 1 else texts


def _scalar(text, schema):
    if schema.get("type") == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    if schema.get("type") == "boolean" and text in {"true", "false"}:
        return text == "true"
    return text


def _wrong_body(operation, body):
    if operation["body"] is None:
        return [] if body is None else ["the operation takes no body"]
    if body is None:
        return ["the body is missing"]
    return [sentence(error) for error in _judge(operation["body"]).iter_errors(body)]


def _judge(schema):
    return _compiled(json.dumps(schema))


@functools.cache
def _compiled(schema):
    return jsonschema_rs.Draft202012Validator(
        {**json.loads(schema), "schemas": _document()["schemas"]}, validate_formats=True
    )


def sentence(error):
    """Where a document is wrong and why, of a length that can be read."""
    at = "/".join(str(part) for part in error.instance_path)
    return f"/{at}: {error.message if len(error.message) < 300 else error.message[:140] + ' … ' + error.message[-140:]}"


# ---- extracting ----------------------------------------------------------------------------------------------------


def _kept_operation(name, operation, wanted):
    parameters = [each for each in operation.get("parameters", []) if each["in"] == "query"]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    required = [each["name"] for each in parameters if each.get("required")]
    return {
        "query": {
            each["name"]: _tightened(_kept(each["schema"], wanted), LIMITS.get(each["name"], {})) for each in parameters
        },
        "required": required + REQUIRED_PARAMETERS.get(name, []),
        "body": None if body is None else _tightened(_kept(body, wanted), LIMITS.get(name, {})),
    }


def _kept(schema, wanted):
    """What of a schema decides whether a request passes; what is read-only may not be sent."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        wanted.append(name)
        return {"$ref": f"#/schemas/{name}"}
    if len(schema.get("allOf", [])) == 1:
        return _kept(schema["allOf"][0], wanted)
    kept = {name: schema[name] for name in sorted(KEPT & set(schema))}
    if schema.get("format") == "date":
        kept["format"] = "date"
    if "items" in schema:
        kept["items"] = _kept(schema["items"], wanted)
    if "properties" in schema:
        members = {name: part for name, part in schema["properties"].items() if not part.get("readOnly")}
        kept["properties"] = {name: _kept(part, wanted) for name, part in sorted(members.items())}
        kept["additionalProperties"] = False
        kept["required"] = [name for name in schema.get("required", []) if name in members]
    elif isinstance(schema.get("additionalProperties"), dict):
        kept["additionalProperties"] = _kept(schema["additionalProperties"], wanted)
    if schema.get("nullable"):
        kept["type"] = [kept["type"], "null"]
    return kept


def _tightened(schema, limits):
    merged = dict(schema)
    for name, value in limits.items():
        merged[name] = _tightened(merged.get(name, {}), value) if isinstance(value, dict) else value
    return merged


def _stub(schema):
    """A node that is told by its type alone, or a mixture that keeps what it is made of."""
    if "type" not in schema.get("properties", {}):
        return _without_descriptions(schema)
    return {"type": "object", "required": ["type"], "properties": {"type": schema["properties"]["type"]}}


def _without_descriptions(part):
    if isinstance(part, list):
        return [_without_descriptions(each) for each in part]
    if not isinstance(part, dict):
        return part
    told = {name: value for name, value in part.items() if not (name == "description" and isinstance(value, str))}
    return {name: _without_descriptions(value) for name, value in told.items()}


def read(path):
    """Read a JSON document."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def written(extracted):
    """The text that an extract is kept as: a line for each operation, schema and definition."""
    parts = []
    for name, part in extracted.items():
        if isinstance(part, dict):
            lines = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in part.items()]
            parts.append(f" {json.dumps(name)}: {{\n" + ",\n".join(lines) + "\n }")
        else:
            parts.append(f" {json.dumps(name)}: {json.dumps(part)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main(arguments):
    """Rewrite the extracts from the whole documents."""
    EXTRACT.write_text(written(extract(read(arguments[0]))), encoding="utf-8")
    if len(arguments) > 1:
        ADF_EXTRACT.write_text(written(extract_adf(read(arguments[1]))), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
