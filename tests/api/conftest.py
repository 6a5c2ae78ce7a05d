"""``house`` is the service in this process, new for each test; ``standing`` is one for a module.

``site`` is one with a Jira beside it, whose every request is judged.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.house import House
from tests.api.site import TOKEN, Site
from tests.clients.jira.fake import FakeJira, RealClock, serve


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with House(tmp_path) as house:
        yield house


@pytest.fixture
def client(house: House):
    return house.client


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture
def jira():
    return FakeJira(RealClock(), index_lag=0, credentials=("sync@example.com", TOKEN))


@pytest.fixture
def site(tmp_path, jira):
    with serve(jira) as address, House(tmp_path, jira_allow="127.0.0.1") as house:
        yield Site(house, jira, address)
    assert jira.faults_of_requests == []
