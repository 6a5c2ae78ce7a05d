"""Walks at random, by seed: what people wrote stays, nothing is there twice, and what was shown is what is done."""

import pytest

from tests.clients.jira.walk import Walk


@pytest.mark.parametrize("seed", range(6))
def test_a_walk_at_random_loses_nothing_and_doubles_nothing(tmp_path, seed):
    Walk(tmp_path, seed).go(40)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 400))
def test_many_walks_at_random_lose_nothing_and_double_nothing(tmp_path, seed):
    Walk(tmp_path, seed).go(60)
