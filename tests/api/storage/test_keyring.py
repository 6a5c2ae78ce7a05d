"""What a key is made of, and when it may end: of the command and of the routes alike."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from api import secrets
from api.keyring import Keyring, expiry_faults, key_of, new_row
from api.storage.database import now
from api.storage.repositories.keys import Keys
from catalog.fault import Refused

PEPPER = b"pepper" * 6
WEST = timezone(timedelta(hours=-1))
EAST = timezone(timedelta(hours=1))


def test_a_new_key_holds_the_beginning_and_the_digest_of_its_secret_and_not_the_secret():
    secret = secrets.new_secret()
    row = new_row("ours", "Portfolio office", ["plans:read"], None, secret, PEPPER)
    assert secret.startswith(row.prefix)
    assert secrets.verify(secret, row.digest, PEPPER)
    assert not secrets.verify(secrets.new_secret(), row.digest, PEPPER)
    assert secret not in repr(row)


def test_a_scope_that_is_named_twice_is_held_once():
    row = new_row("ours", "A key", ["plans:write", "plans:read", "plans:write"], None, "mp_", PEPPER)
    assert key_of(row).scopes == ("plans:write", "plans:read")


def test_a_key_is_kept_as_it_is_shown_when_it_is_made(database):
    issued = Keyring(database, "ours").create("Portfolio office", ["plans:read"], datetime(2099, 12, 31), PEPPER)  # noqa: DTZ001
    assert issued.key.expires_at == datetime(2100, 1, 1, tzinfo=UTC)
    assert Keyring(database, "ours").all() == (issued.key,)
    assert Keyring(database, "theirs").all() == ()


@pytest.mark.parametrize(
    "moment",
    [
        None,
        datetime(2099, 1, 1, tzinfo=EAST),
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=EAST),  # 22:59:59 in UTC
    ],
    ids=str,
)
def test_a_key_may_end_at_any_moment_to_come_or_never(moment):
    assert expiry_faults(moment, "/expires_at") == []


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (datetime(2020, 1, 1, tzinfo=UTC), "in_the_past"),
        (datetime(1, 1, 1, tzinfo=EAST), "in_the_past"),  # the day before the first that there is, in UTC
        (datetime(9999, 12, 31, 23, 59, 59, tzinfo=WEST), "out_of_range"),  # the year 10000, in UTC
    ],
    ids=str,
)
def test_a_moment_at_which_no_key_can_end_is_told_with_its_place(moment, code):
    (fault,) = expiry_faults(moment, "/expires_at")
    assert (fault.pointer, fault.code) == ("/expires_at", code)


def test_a_key_cannot_end_in_the_moment_it_is_made():
    assert [fault.code for fault in expiry_faults(now(), "/expires")] == ["in_the_past"]


def test_a_key_may_work_to_the_end_of_the_last_day_there_is(database):
    issued = Keyring(database, "ours").create("For ever", ["plans:read"], datetime(9999, 12, 31), PEPPER)  # noqa: DTZ001
    assert issued.key.expires_at == datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
    with database.read() as session:
        assert Keys(session, "ours").get(issued.key.id).expires_at == issued.key.expires_at


def test_everything_that_is_wrong_with_a_key_is_told_at_once_and_nothing_is_kept(database):
    with pytest.raises(Refused) as refused:
        Keyring(database, "Ours & theirs").create("", ["plans:read"], datetime(2020, 1, 1), PEPPER)  # noqa: DTZ001
    assert [fault.pointer for fault in refused.value.faults] == ["/name", "/workspace", "/expires"]
    assert Keyring(database, "Ours & theirs").all() == ()
