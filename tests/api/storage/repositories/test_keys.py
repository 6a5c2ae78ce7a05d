import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from api.storage.repositories.keys import Keys, any_active, ensure_workspace, find, touch
from api.storage.tables import WorkspaceRow
from tests.api.storage.rows import NOON, a_key, after, at_once


def test_a_key_is_found_by_the_digest_of_its_secret_whatever_its_workspace(database):
    with database.write() as session:
        Keys(session, "theirs").add(row := a_key(b"one"))
        Keys(session, "ours").add(a_key(b"two"))
        assert find(session, b"one") == row
        assert find(session, b"three") is None


def test_a_key_belongs_to_the_workspace_it_is_added_in_whatever_it_says(database):
    with database.write() as session:
        Keys(session, "ours").add(row := a_key(workspace_id="theirs"))
        assert row.workspace_id == "ours"


def test_the_use_of_a_key_is_noted_and_never_set_back(database):
    with database.write() as session:
        Keys(session, "ours").add(row := a_key())
        for at, noted in ((after(5), after(5)), (after(3), after(5)), (after(9), after(9))):
            touch(session, row.id, at)
            assert Keys(session, "ours").get(row.id).last_used_at == noted


def test_a_revoked_key_stays_known_and_keeps_the_moment_of_its_end(database):
    with database.write() as session:
        keys = Keys(session, "ours")
        keys.add(row := a_key())
        assert keys.revoke(row.id, after(1)).revoked_at == after(1)
        assert keys.revoke(row.id, after(2)).revoked_at == after(1)
        assert find(session, b"digest").revoked_at == after(1)
        assert keys.revoke("key_of_nobody", after(1)) is None


def test_only_a_key_that_opens_something_is_active(database):
    with database.write() as session:
        assert not any_active(session, NOON)
        keys = Keys(session, "theirs")
        keys.add(a_key(b"ended", expires_at=NOON))
        keys.add(revoked := a_key(b"revoked"))
        assert any_active(session, NOON)
        keys.revoke(revoked.id, NOON)
        assert not any_active(session, NOON)
        keys.add(a_key(b"ends", expires_at=after(1)))
        assert any_active(session, NOON)
        assert not any_active(session, after(1))


def test_keys_come_in_pages(database):
    with database.write() as session:
        keys = Keys(session, "ours")
        rows = [a_key(bytes([number])) for number in range(5)]
        for row in rows:
            keys.add(row)
        newest, following = keys.page(after=None, limit=2)
        assert [row.id for row in newest] == [rows[4].id, rows[3].id]
        assert following == rows[3].id
        assert keys.page(after=following, limit=3) == (rows[2::-1], None)
        assert keys.page(after=None, limit=5, newest_first=False) == (rows, None)


def test_no_two_keys_have_one_digest(database):
    with database.write() as session:
        Keys(session, "ours").add(a_key(b"same"))
    with pytest.raises(IntegrityError), database.write() as session:
        Keys(session, "theirs").add(a_key(b"same"))


def test_a_workspace_is_made_once_by_however_many(database):
    def ensure():
        with database.write() as session:
            ensure_workspace(session, "new")

    at_once(*[ensure] * 8)
    with database.read() as session:
        assert session.exec(select(WorkspaceRow.id)).all().count("new") == 1
