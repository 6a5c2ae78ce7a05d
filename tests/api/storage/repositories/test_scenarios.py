import pytest

from api.storage.repositories.scenarios import Scenarios
from tests.api.storage.rows import a_scenario, after, at_once


@pytest.fixture
def scenario(database):
    with database.write() as session:
        Scenarios(session, "ours").add(row := a_scenario())
    return row


def test_a_change_counts_the_version_up(database, scenario):
    with database.write() as session:
        changed = Scenarios(session, "ours").update(scenario.id, 1, name="Three years", request=b"[]", at=after(1))
    assert (changed.version, changed.name, changed.request, changed.updated_at) == (2, "Three years", b"[]", after(1))
    assert changed.created_at == scenario.created_at
    with database.read() as session:
        assert Scenarios(session, "ours").get(scenario.id) == changed


def test_a_change_of_what_has_changed_meanwhile_changes_nothing(database, scenario):
    with database.write() as session:
        scenarios = Scenarios(session, "ours")
        assert scenarios.update(scenario.id, 1, name="first", request=b"1", at=after(1))
        assert scenarios.update(scenario.id, 1, name="second", request=b"2", at=after(2)) is None
        assert scenarios.update("scn_of_nobody", 1, name="third", request=b"3", at=after(3)) is None
        assert scenarios.get(scenario.id).name == "first"


def test_of_many_changes_of_one_version_one_is_made(database, scenario):
    def change(number):
        with database.write() as session:
            row = Scenarios(session, "ours").update(scenario.id, 1, name=str(number), request=b"", at=after(1))
            return row.name if row else None

    told = at_once(*[lambda number=number: change(number) for number in range(6)])
    (winner,) = [name for name in told if name is not None]
    with database.read() as session:
        row = Scenarios(session, "ours").get(scenario.id)
    assert (row.name, row.version) == (winner, 2)


def test_changes_that_try_again_when_they_come_late_are_all_made(database, scenario):
    def change():
        for _ in range(10):
            row = None
            while row is None:
                with database.read() as session:
                    seen = Scenarios(session, "ours").get(scenario.id)
                with database.write() as session:
                    count = str(int(seen.request or b"0") + 1).encode() if seen.version > 1 else b"1"
                    row = Scenarios(session, "ours").update(
                        scenario.id, seen.version, name="counted", request=count, at=after(1)
                    )

    at_once(*[change] * 4)
    with database.read() as session:
        row = Scenarios(session, "ours").get(scenario.id)
    assert (row.version, row.request) == (41, b"40")


def test_a_scenario_is_deleted_once_and_only_at_the_version_named(database, scenario):
    with database.write() as session:
        scenarios = Scenarios(session, "ours")
        assert not scenarios.delete(scenario.id, 2)
        assert scenarios.get(scenario.id) is not None
        assert scenarios.delete(scenario.id, 1)
        assert scenarios.get(scenario.id) is None
        assert not scenarios.delete(scenario.id)


def test_scenarios_come_in_pages(database):
    with database.write() as session:
        scenarios = Scenarios(session, "ours")
        rows = [a_scenario(name=f"number {number}") for number in range(4)]
        for row in rows:
            scenarios.add(row)
        assert scenarios.page(after=None, limit=3) == (rows[:0:-1], rows[1].id)
        assert scenarios.page(after=rows[1].id, limit=3) == ([rows[0]], None)
        assert scenarios.page(after=rows[1].id, limit=3, newest_first=False) == (rows[2:], None)
