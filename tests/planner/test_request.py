"""The fields of a request against the table of them in the README."""

import json
import re
from pathlib import Path

import msgspec
import pytest

from catalog.library import load
from planner.intake import read_request
from planner.request import Budget, Calendar, Headcount, Organization, PlanRequest, Policy, Solver

PARTS = {
    "organization": Organization,
    "budget": Budget,
    "headcount": Headcount,
    "calendar": Calendar,
    "policy": Policy,
    "solver": Solver,
}
README = Path(__file__).parents[2] / "README.md"
ROW = re.compile(r"\| `([a-z_.]+)` \| (.*?) \| .*? \| (.*) \|")


def rows():
    """(field, default, examples) of each row of the table."""
    text = README.read_text(encoding="utf-8").partition("## A request, field by field")[2].partition("\n## ")[0]
    found = [ROW.fullmatch(line).groups() for line in text.splitlines() if line.startswith("| `")]
    return [(field, default, re.findall(r"`([^`]+)`", examples)) for field, default, examples in found]


def test_every_field_of_a_request_has_its_row():
    fields = {name for name in PlanRequest.__struct_fields__ if name not in PARTS or name == "headcount"}
    parts = {f"{part}.{name}" for part, struct in PARTS.items() for name in struct.__struct_fields__}
    assert {field for field, _, _ in rows()} == fields | parts


# What must be said besides for an example to be a whole request.
BESIDES = {
    "budget.exchange_rate": {"budget": {"currency": "EUR"}},
    "budget.currency": {"budget": {"exchange_rate": 0.9}},
    "include": {"target": 5},
    "ignore": {
        "deadline": "2030-12-31",
        "budget": {"total": 10**8},
        "headcount": {"roles": {"ai_engineer": 50}},
    },
}


@pytest.mark.parametrize(("field", "examples"), [(field, examples) for field, _, examples in rows()])
def test_every_example_is_accepted(field, examples):
    part, _, name = field.rpartition(".")
    for example in map(json.loads, examples):
        document = {"current": 2, "target": 4, "start": "2027-01-04", **BESIDES.get(field, {})}
        if part:
            document[part] = {**document.get(part, {}), name: example}
        else:
            document[name] = example
        read_request(document, load)


@pytest.mark.parametrize(("field", "default"), [(field, default) for field, default, _ in rows()])
def test_every_default_is_the_one_that_is_told(field, default):
    part, _, name = field.rpartition(".")
    given = {it.name: it for it in msgspec.structs.fields(PARTS[part] if part else PlanRequest)}[name]
    if default == "(must be said)":
        assert given.required
    elif re.fullmatch(r"`.*`|\d+", default):
        assert msgspec.json.encode(given.default) == msgspec.json.encode(json.loads(default.strip("`")))
