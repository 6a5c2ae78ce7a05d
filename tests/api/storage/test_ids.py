import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.storage.ids import new_id


@pytest.mark.parametrize("kind", ["plan", "job", "scn", "key"])
def test_an_id_is_a_prefix_and_26_characters_that_are_not_taken_for_each_other(kind):
    prefix, _, rest = new_id(kind).partition("_")
    assert prefix == kind
    assert len(rest) == 26
    assert not set(rest) - set("0123456789abcdefghjkmnpqrstvwxyz")


def test_ids_sort_in_the_order_of_their_making():
    ids = [new_id("plan") for _ in range(20_000)]  # many in each millisecond
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)


def test_ids_of_later_moments_are_greater_in_other_processes_too():
    earlier = new_id("job")
    time.sleep(0.002)
    code = "from api.storage.ids import new_id; print(new_id('job'))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    time.sleep(0.002)
    assert earlier < other < new_id("job")


def test_a_clock_that_is_set_back_does_not_bring_ids_back(monkeypatch):
    before = new_id("plan")
    monkeypatch.setattr(time, "time_ns", lambda: 1_000_000_000)
    assert before < new_id("plan") < new_id("plan")


def test_threads_never_make_the_same_id():
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: [new_id("plan") for _ in range(2000)], range(8)))
    assert all(ids == sorted(ids) for ids in made)
    assert len({one for ids in made for one in ids}) == 16_000


def test_processes_never_make_the_same_id():
    code = "from api.storage.ids import new_id\nfor _ in range(5000): print(new_id('plan'))"
    running = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(3)]
    made = [line for process in running for line in process.communicate()[0].split()]
    assert len(made) == len(set(made)) == 15_000
