"""``house`` is the service in this process, open to its own machine; ``guarded`` is one that has a key."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with House(tmp_path) as house:
        yield house


@pytest.fixture
def client(house: House):
    return house.client
