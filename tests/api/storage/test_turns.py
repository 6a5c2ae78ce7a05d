import threading
import time

import pytest

from api.storage.turns import Turns


def test_turns_come_in_the_order_in_which_they_were_asked_for():
    turns, order, threads = Turns(), [], []

    def write(number):
        with turns.turn(5):
            order.append(number)

    with turns.turn(5):
        for number in range(8):
            threads.append(threading.Thread(target=write, args=[number]))
            threads[-1].start()
            while len(turns._waiting) <= number:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert order == list(range(8))


def test_who_waits_too_long_goes_away_and_is_not_called_later():
    turns = Turns()
    with turns.turn(5):
        with pytest.raises(TimeoutError), turns.turn(0.01):
            pass
        assert not turns._waiting
    with turns.turn(0.01):
        pass


def test_an_error_within_ends_the_turn():
    turns = Turns()
    with pytest.raises(ValueError, match="wrong"), turns.turn(5):
        raise ValueError("wrong")
    with turns.turn(0.01):
        pass
