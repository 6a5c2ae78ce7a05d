"""``milepost keys`` and ``milepost migrate``: the service's commands that need no server."""

import json
import os
import sys
from subprocess import run
from typing import get_args

import pytest
from click.testing import CliRunner

from api import commands
from api.storage import migrating
from api.storage.database import Database
from catalog.fault import Refused
from clients.sdk.types import Scope
from tests.api.servers import ROOT, command, serving


@pytest.fixture(autouse=True)
def a_clean_environment(monkeypatch):
    for name in list(os.environ):
        if name.startswith("MILEPOST_"):
            monkeypatch.delenv(name)


@pytest.fixture
def milepost(tmp_path):
    """Run a command on a data directory of its own."""

    def call(name, *words):
        return CliRunner().invoke(getattr(commands, name), [*words, "--data", str(tmp_path)])

    return call


def test_a_key_is_made_with_a_secret_that_is_printed_alone_and_kept_nowhere(milepost, tmp_path):
    made = milepost("keys", "create", "--name", "ci", "--scope", "plans:read", "--scope", "plans:write")
    secret = made.stdout.strip()
    assert secret.startswith("mp_")
    assert "shown this once" in made.stderr
    (key,) = json.loads(milepost("keys", "list", "--json").stdout)
    assert (key["name"], key["scopes"], key["workspace"]) == ("ci", ["plans:read", "plans:write"], "default")
    assert secret.startswith(key["prefix"])
    assert all(secret.encode() not in file.read_bytes() for file in tmp_path.iterdir())


def test_a_key_has_every_scope_unless_some_are_named(milepost):
    issued = json.loads(milepost("keys", "create", "--name", "all", "--json").stdout)
    assert issued["key"]["scopes"] == list(get_args(Scope))


def test_the_scopes_that_can_be_named_are_those_of_the_service():
    assert get_args(Scope) == commands.SCOPES


def test_a_key_works_to_the_end_of_its_last_day(milepost):
    issued = json.loads(milepost("keys", "create", "--name", "x", "--expires", "2999-12-30", "--json").stdout)
    assert issued["key"]["expires_at"] == "2999-12-31T00:00:00Z"


def test_everything_that_is_wrong_with_a_key_is_said_at_once(milepost):
    refused = milepost("keys", "create", "--name", "", "--workspace", "A b", "--expires", "2001-01-01").exception
    assert isinstance(refused, Refused)
    assert [fault.pointer for fault in refused.faults] == ["/name", "/workspace", "/expires"]


def test_a_revoked_key_stays_in_the_list_as_revoked(milepost):
    key_id = json.loads(milepost("keys", "create", "--name", "old", "--json").stdout)["key"]["id"]
    assert "revoked" in milepost("keys", "revoke", key_id).stdout
    assert "revoked" in milepost("keys", "list").stdout


def test_the_keys_of_another_workspace_are_not_shown_and_not_revoked(milepost):
    key_id = json.loads(milepost("keys", "create", "--name", "k", "--workspace", "acme", "--json").stdout)["key"]["id"]
    assert "There is no key" in milepost("keys", "list").stderr
    assert isinstance(milepost("keys", "revoke", key_id).exception, Refused)
    assert milepost("keys", "revoke", key_id, "--workspace", "acme").exit_code == 0


def test_the_schema_goes_up_and_down(milepost, tmp_path):
    assert milepost("migrate").stdout.strip().endswith(f"empty -> {migrating.head()}")
    assert milepost("migrate", "--down", "base").stdout.strip().endswith(f"{migrating.head()} -> empty")
    with Database(f"sqlite:///{tmp_path / 'milepost.db'}") as database:
        assert migrating.current(database) is None


def test_a_version_that_nobody_knows_is_refused(milepost):
    milepost("migrate")
    refused = milepost("migrate", "--down", "9999").exception
    assert isinstance(refused, Refused)
    assert "base, 0001, 0002, 0003, 0004" in refused.faults[0].detail


def test_a_database_that_a_server_works_on_is_not_migrated(tmp_path):
    with serving(tmp_path, "--workers", "0"):
        refused = command("migrate", "--data", tmp_path)
    assert refused.returncode == 5
    assert "stop it first" in refused.stderr


@pytest.mark.parametrize("name", ["migrate", "serve"])
def test_an_address_that_is_none_is_refused_with_a_sentence(tmp_path, name):
    refused = command(name, "--database", "mysql://somewhere/else", "--data", tmp_path)
    assert refused.returncode == 5
    assert "write sqlite:///FILE or postgresql+psycopg://" in refused.stderr


def test_help_does_not_load_the_server():
    listed = "import sys, api.commands; print(*sys.modules)"
    loaded = run([sys.executable, "-c", listed], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert not {"litestar", "sqlalchemy", "uvicorn", "sqlmodel", "alembic", "planner"} & set(loaded)
