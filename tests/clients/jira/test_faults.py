"""Whatever goes wrong at whichever request: the same end, no issue twice, no edit lost, and then nothing left to do."""

import pytest

from tests.clients.jira.fake import faults
from tests.clients.jira.office import Line, Office, a_roadmap

EVERY = faults.every()
KILLS = {"killed before the request": False, "killed after the work": True}
NAMES = [*EVERY, *KILLS]
USUAL = [
    *KILLS,
    "refused",
    "disconnected before the work",
    "disconnected after the work",
    "timeout after the work",
    "503 before the work",
    "503 after the work",
    "429 jira-quota-tenant-based retry after 3600",
    "429 jira-burst-based retry after None",
    "200 that is no JSON, after the work",
    "401",
]
SMALL = a_roadmap(tasks=5, phases=2)
LARGE = a_roadmap(tasks=180, phases=4, gates=16)


def counted(office):
    """How many requests a first push takes."""
    line = Line(office.jira)
    office.insist(line)
    return line.sent


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    office = Office(tmp_path_factory.mktemp("reference"), SMALL)
    return counted(office), office.snapshot()


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    office = Office(tmp_path_factory.mktemp("reference"), LARGE)
    return counted(office), office.snapshot()


def pushed_through(folder, wanted, index, name):
    """An office whose first push met a fault at a request."""
    office = Office(folder, wanted)
    if name in KILLS:
        office.insist(Line(office.jira, kill_at=index, worked=KILLS[name]))
    else:
        office.jira.faults.at(index, EVERY[name])
        office.insist()
    return office


def judge(office, reference):
    """The same end, as if nothing had happened, and nothing left to do."""
    assert office.snapshot() == reference
    office.jira.begin()
    again = office.diff()
    assert (again.changes, again.writes) == ((), ())
    assert office.apply(again.hash).state == "done"
    assert office.jira.attempts() == []
    assert office.jira.faults_of_requests == []


@pytest.mark.parametrize("name", NAMES)
def test_each_kind_of_fault_at_some_requests_of_a_small_push(tmp_path, small, name):
    requests, reference = small
    for index in range(NAMES.index(name) % 7, requests, 7):
        folder = tmp_path / str(index)
        folder.mkdir()
        judge(pushed_through(folder, SMALL, index, name), reference)


@pytest.mark.soak
@pytest.mark.parametrize("name", NAMES)
def test_each_kind_of_fault_at_every_request_of_a_small_push(tmp_path, small, name):
    requests, reference = small
    for index in range(requests):
        folder = tmp_path / str(index)
        folder.mkdir()
        judge(pushed_through(folder, SMALL, index, name), reference)


@pytest.mark.parametrize("part", range(2))
def test_a_push_of_two_hundred_issues_with_a_fault_at_some_requests(tmp_path, large, part):
    requests, reference = large
    for place, index in enumerate(range(part * 13, requests, 26)):
        folder = tmp_path / str(index)
        folder.mkdir()
        name = USUAL[(place * 2 + part) % len(USUAL)]
        judge(pushed_through(folder, LARGE, index, name), reference)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("name", USUAL)
def test_a_push_of_two_hundred_issues_with_a_fault_at_every_request(tmp_path, large, part, name):
    requests, reference = large
    for index in range(part, requests, 4):
        folder = tmp_path / str(index)
        folder.mkdir()
        judge(pushed_through(folder, LARGE, index, name), reference)
