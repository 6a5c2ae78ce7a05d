"""The OpenAPI document: every operation is whole, every example is what its schema says, and it is served as such."""

import jsonschema_rs
import msgspec
import pytest

from api.app import ROOT, V1, handler_path
from api.openapi import document_of
from api.problems import TYPES
from clients.sdk.types import REPLIES
from planner.exploring.studies import Result
from tests.api.house import House

METHODS = ("get", "put", "post", "delete", "patch")


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    with House(tmp_path_factory.mktemp("house")) as house:
        return house.client.get("/v1/openapi.json").json()


def pytest_generate_tests(metafunc):
    if "operation" in metafunc.fixturenames:
        named = [(f"/v1{handler_path(one)}", one) for one in V1] + [(handler_path(one), one) for one in ROOT]
        paths = msgspec.json.decode(document_of(named)[0])["paths"]
        found = [(path, method) for path, methods in paths.items() for method in methods if method in METHODS]
        metafunc.parametrize(("path", "method"), found, ids=[f"{method} {path}" for path, method in found])


@pytest.fixture
def operation(document, path, method):
    return document["paths"][path][method]


def contents(described):
    return described.get("content", {}).items()


def test_an_operation_says_what_it_is_and_does(operation):
    assert operation["summary"]
    assert operation["operationId"].isidentifier()
    assert operation["description"].endswith((".", "`."))
    assert operation["tags"]


def test_an_operation_has_examples_of_what_it_takes_and_answers(operation, path, method):
    bodies = [operation["requestBody"]] if "requestBody" in operation else []
    for described in (*bodies, *operation["responses"].values()):
        for media, content in contents(described):
            assert content.get("examples"), f"{method} {path} has no example of {media}"


def test_the_examples_of_an_operation_are_what_their_schemas_say(operation, document):
    bodies = [operation["requestBody"]] if "requestBody" in operation else []
    for described in (*bodies, *operation["responses"].values()):
        for media, content in contents(described):
            if "json" not in media or "merge-patch" in media:
                continue
            judge = jsonschema_rs.validator_for({**content["schema"], "components": document["components"]})
            for example in content.get("examples", {}).values():
                assert not [error.message for error in judge.iter_errors(example["value"])]


def test_an_operation_names_the_errors_that_it_can_end_in(operation, path):
    known = {int(status) for status in operation["responses"]}
    expected = {400, 406, 500}
    if {"key": []} in operation["security"]:
        expected |= {401, 403, 421, 429, 503}
    if "{" in path:
        expected |= {404}
    if "requestBody" in operation:
        expected |= {413, 415, 422}
    assert expected <= known


def test_every_error_of_an_operation_is_a_problem_that_has_a_page(operation):
    for status, described in operation["responses"].items():
        problems = described.get("content", {}).get("application/problem+json")
        if int(status) >= 400 and problems is not None:
            assert problems["schema"] == {"$ref": "#/components/schemas/Problem"}
            for slug, example in problems["examples"].items():
                assert TYPES[slug].status == int(status)
                assert example["value"]["type"] == f"/v1/problems/{slug}"


def test_every_parameter_of_an_operation_is_described(operation):
    for parameter in operation.get("parameters", []):
        assert parameter["description"]
        assert parameter["schema"]


def test_names_of_operations_are_unique(document):
    names = [operation["operationId"] for methods in document["paths"].values() for operation in methods.values()]
    assert len(names) == len(set(names))


def test_the_document_is_openapi_3_1_without_loose_ends(document):
    assert document["openapi"].startswith("3.1")

    def references(value):
        if isinstance(value, dict):
            yield from (value[key] for key in value if key == "$ref" and isinstance(value[key], str))
            for entry in value.values():
                yield from references(entry)
        elif isinstance(value, list):
            for entry in value:
                yield from references(entry)

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(references(document)) <= known
    for name, schema in document["components"]["schemas"].items():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}), name


def test_the_document_is_not_sent_twice(house):
    etag = house.client.get("/v1/openapi.json").headers["etag"]
    assert house.client.get("/v1/openapi.json", headers={"If-None-Match": etag}).status_code == 304


def test_answers_leave_nothing_out(document):
    for name in (
        "Plan",
        "Job",
        "Problem",
        "PlanSummary",
        "PlanQuestion",
        "Sooner",
        "Study",
        "StudySummary",
        "PlanComparison",
        "Comparison",
        "Point",
        "Cell",
        "Scenario",
        "Key",
        "JiraConnection",
        "JiraRun",
        "JiraRunSummary",
        "JiraAudit",
        "Preflight",
        "ChangeSet",
        "Outcome",
        "Pulled",
        "CatalogOverview",
    ):
        schema = document["components"]["schemas"][name]
        assert set(schema["required"]) == set(schema["properties"])


def test_an_answer_to_a_question_is_one_of_what_questions_are_answered_with(document):
    choices = document["components"]["schemas"]["PlanQuestion"]["properties"]["answer"]["anyOf"]
    named = [choice.get("items", choice).get("$ref", "").rpartition("/")[2] or choice["type"] for choice in choices]
    assert named == ["Sooner", "Lifted", "Worth", "LeftOut", "Delayed", "null"]
    assert named[:-1] == [getattr(type_, "__args__", (type_,))[0].__name__ for type_ in REPLIES.values()]


def test_the_result_of_a_study_is_one_of_the_planner_s_told_apart_by_its_kind(document):
    schemas = document["components"]["schemas"]
    result, null = schemas["Study"]["properties"]["result"]["anyOf"]
    assert null == {"type": "null"}
    assert result["discriminator"]["propertyName"] == "kind"
    named = {name: place.rpartition("/")[2] for name, place in result["discriminator"]["mapping"].items()}
    assert named == {type_.__struct_config__.tag: type_.__name__ for type_ in Result.__args__}
    assert named.keys() == set(schemas["StudyRequest"]["properties"]["kind"]["enum"])


def test_the_documentation_comes_from_nowhere_else(house):
    page = house.client.get("/v1/docs")
    assert page.status_code == 200
    assert "://" not in page.text
    assert "<script>" not in page.text
    for name in ("swagger-ui.css", "swagger-ui-bundle.js", "begin.js"):
        assert f"docs/{name}" in page.text
        asset = house.client.get(f"/v1/docs/{name}")
        assert asset.status_code == 200
        assert asset.headers["content-type"].startswith(("text/css", "text/javascript"))
    policy = page.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "http" not in policy
    assert house.client.get("/v1/docs/..%2fsettings.py").status_code == 404
