"""Dates, costs, owners and levels in every format, read back by other people's programs: equal to the Plan's.

One table says what each format carries; where it carries less, the reason stands there.
"""

from inspect import signature

import pytest
from msgspec import structs

from clients.documents.export import Exporter
from clients.documents.formats import FORMATS
from tests.clients import sample
from tests.clients.documents import other_readers
from tests.clients.documents.still import StillRenderer

FIELDS = ("dates", "costs", "owners", "levels")
YES = ""
BARS = "Mermaid's Gantt charts know a bar, its days and its label, and nothing else"
PICTURE = "a picture of bars on their weeks; the figures stand in the documents"
# Of each format: how an activity is known in it, then why it does not carry a field, YES where it does; gates last.
CARRIED = {
    "json": ("id", YES, YES, YES, YES, YES),
    "csv": ("id", YES, YES, YES, YES, "a table of activities: a gate has no weeks, costs or owner for its columns"),
    "xlsx": ("id", YES, YES, YES, YES, YES),
    "pptx": ("label", YES, YES, YES, YES, YES),
    "xml": ("id", YES, YES, YES, YES, YES),
    "ics": ("label", YES, YES, YES, YES, YES),
    "mmd": ("id", YES, BARS, BARS, YES, YES),
    "html": ("label", YES, YES, YES, YES, YES),
    "pdf": ("label", YES, YES, YES, YES, YES),
    "svg": ("", *[PICTURE] * 5),
    "png": ("", *[PICTURE] * 5),
    "zip": ("", *["the other files, byte for byte: test_export"] * 5),
}  # fmt: skip
READ = [name for name, (known_by, *_) in CARRIED.items() if known_by]


def a_plan():
    """A plan in which no two activities have the same label, the same costs or, one after the other, the same owner."""
    plan, roles = sample.a_plan(), [role.id for role in sample.a_catalog().roles]
    labels = {item: f"Work {number}" for number, item in enumerate(dict.fromkeys(one.item for one in plan.activities))}
    activities = tuple(
        structs.replace(
            one,
            title=labels[one.item],
            cash=1_000_003 + 7 * number if number else 0,
            labour=20_011 + 13 * number,
            run_per_year=307 + number,
            accountable=roles[number % len(roles)],
        )
        for number, one in enumerate(plan.activities)
    )
    return structs.replace(plan, activities=activities)


def label_of(one):
    part = "set-up" if one.id.endswith("@setup") else {"hr": "HR"}.get(one.function, (one.function or "").capitalize())
    return f"{one.title}: {part}" if part else one.title


PLAN, CATALOG = a_plan(), sample.a_catalog()
TITLES = {role.id: role.title for role in CATALOG.roles}


@pytest.fixture(scope="module")
def exporter():
    with Exporter(PLAN, CATALOG, renderer=StillRenderer()) as exporter:
        yield exporter


@pytest.fixture(scope="module")
def reading(exporter, tmp_path_factory):
    """What is found in a format; each is made and read once."""
    done = {}

    def read(name):
        if name not in done:
            reader = getattr(other_readers, f"read_{name}")
            folder = [tmp_path_factory.mktemp(name)] if len(signature(reader).parameters) > 1 else []
            done[name] = reader(exporter.document(name), *folder)
        return done[name]

    return read


def test_the_table_speaks_of_every_format():
    assert CARRIED.keys() == FORMATS.keys()
    assert all(len(cells) == 2 + len(FIELDS) for cells in CARRIED.values())


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("name", READ)
def test_of_every_activity_it_has_what_the_plan_has(name, field, reading):
    known_by, *cells = CARRIED[name]
    found, _ = reading(name)
    names = [one.id if known_by == "id" else label_of(one) for one in PLAN.activities]
    assert len(set(names)) == len(names)
    assert sorted(found) == sorted(names)
    if cells[FIELDS.index(field)] != YES:
        assert not any(hasattr(one, {"costs": "cost", "owners": "owner"}[field]) for one in found.values())
        return
    for one, key in zip(PLAN.activities, names, strict=True):
        assert read_of(found[key], field) == planned_of(one, field, name), key


def read_of(found, field):
    return {
        "dates": lambda: (found.start, found.finish),
        "costs": lambda: found.cost,
        "owners": lambda: found.owner,
        "levels": lambda: found.level,
    }[field]()


def planned_of(one, field, name):
    return {
        "dates": (one.start, one.finish),
        "costs": (one.cash, one.labour, one.run_per_year),
        "owners": one.accountable if name == "json" else TITLES[one.accountable],
        "levels": {"2-3": 3, "3-4": 4}[one.transition],
    }[field]


@pytest.mark.parametrize("name", READ)
def test_of_every_gate_it_has_the_level_and_the_day(name, reading):
    _, found = reading(name)
    wanted = {gate.level: gate.date for gate in PLAN.gates}
    assert found == ({} if CARRIED[name][-1] else wanted)
