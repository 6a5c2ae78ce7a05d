"""``/jira/connections``: made, read, changed, deleted; where they may lead; and that a token is found nowhere."""

import logging

import msgspec
import pytest
from sqlmodel import select

from api.logs import Lines
from api.settings import Settings
from api.storage.jira_tables import JiraConnectionRow
from api.vault import Vault, key_of
from clients.sdk.jira_types import JiraConnection, JiraConnectionChange, NewJiraConnection
from tests.api.house import House, problem
from tests.api.site import AT

TOKEN = "ATATT3xFfGF0" + "T0ken-Of-Nobody" * 8 + "=4F1B2C3D"
NEW = {
    "name": "Operations",
    "site": "https://acme.atlassian.net",
    "email": "pmo@acme.example",
    "project": "OPS",
    "token": TOKEN,
}


def connect(client, headers=None, **changes):
    answer = client.post(AT, json=NEW | changes, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


def change(client, connection, headers=None, **changes):
    named = {"If-Match": f'"{connection["version"]}"', "Content-Type": "application/merge-patch+json"}
    return client.patch(f"{AT}/{connection['id']}", json=changes, headers={**named, **(headers or {})})


def faults(answer):
    return {fault["pointer"]: fault["code"] for fault in problem(answer, 422, "invalid-request")["errors"]}


def sealed(house, connection_id):
    with house.database.read() as session:
        return session.exec(select(JiraConnectionRow.token).where(JiraConnectionRow.id == connection_id)).one()


def opened(house, connection_id):
    """The token as a worker opens it."""
    return Vault(key_of(house.settings.pepper())).open(sealed(house, connection_id), connection_id)


def test_a_connection_is_kept_with_its_defaults_and_shown_without_its_token(house):
    answer = house.client.post(AT, json=NEW)
    assert answer.status_code == 201
    made = answer.json()
    assert answer.headers["location"] == f"{AT}/{made['id']}"
    assert answer.headers["etag"] == '"1"'
    assert (made["site"], made["project"], made["scoped"], made["version"]) == (NEW["site"], "OPS", False, 1)
    assert made["mapping"]["policies"]["default"] == "ask"
    assert "token" not in made
    assert made["token_set_at"] == made["created_at"] == made["updated_at"]
    assert house.client.get(answer.headers["location"]).json() == made
    assert house.client.get(AT).json() == {"items": [made], "next": None}
    assert msgspec.json.decode(answer.content, type=JiraConnection).name == "Operations"
    assert opened(house, made["id"]) == TOKEN


def test_what_the_caller_has_is_not_sent_again(house):
    made = connect(house.client)
    answer = house.client.get(f"{AT}/{made['id']}", headers={"If-None-Match": '"1"'})
    assert (answer.status_code, answer.content) == (304, b"")


def test_a_list_goes_on_after_its_page(house):
    ids = [connect(house.client, name=f"C{number}")["id"] for number in range(3)]
    first = house.client.get(AT, params={"limit": 2}).json()
    assert [one["id"] for one in first["items"]] == [ids[2], ids[1]]
    rest = house.client.get(AT, params={"limit": 2, "cursor": first["next"]}).json()
    assert ([one["id"] for one in rest["items"]], rest["next"]) == ([ids[0]], None)


def test_sent_again_under_the_same_key_it_is_one_connection(house):
    headers = {"Idempotency-Key": "once"}
    first, second = (house.client.post(AT, json=NEW, headers=headers) for _ in range(2))
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"
    other = house.client.post(AT, json=NEW | {"token": "another"}, headers=headers)
    problem(other, 422, "idempotency-mismatch")


# What is refused


def test_everything_wrong_with_a_connection_is_told_at_once(standing):
    body = {
        "name": "",
        "site": "ftp://x",
        "email": "nobody",
        "project": "ops team",
        "sit": 1,
        "mapping": {"quarter": 1},
    }
    found = faults(standing.client.post(AT, json=body))
    assert found == {
        "/name": "too_short",
        "/site": "bad_address",
        "/email": "bad_email",
        "/project": "bad_project",
        "/sit": "unknown_field",
        "/mapping/quarter": "wrong_type",
        "/token": "missing",
    }


@pytest.mark.parametrize(
    ("site", "code"),
    [
        ("http://acme.atlassian.net", "not_https"),
        ("https://10.0.0.7", "private_address"),
        ("https://127.0.0.1", "private_address"),
        ("http://127.0.0.1:8080", "private_address"),
        ("https://localhost", "private_address"),
        ("https://[::1]", "private_address"),
        ("https://[fd00::1]", "private_address"),
        ("https://169.254.169.254", "private_address"),
        ("https://0x7f000001", "private_address"),
        ("https://2130706433", "private_address"),
        ("https://metadata.google.internal", "private_address"),
        ("https://jira.acme.example", "host_not_allowed"),
        ("https://acme.atlassian.net.evil.example", "host_not_allowed"),
        ("https://evilatlassian.net", "host_not_allowed"),
        ("https://acme.atlassian.net:8443", "host_not_allowed"),
        ("https://acme.atlassian.net@evil.example", "secret_in_address"),
        ("https://acme.atlassian.net/jira", "bad_address"),
        ("https://acme.atlassian.net?x=1", "bad_address"),
        ("file:///etc/passwd", "bad_address"),
    ],
)
def test_a_site_is_atlassian_s_and_spoken_to_over_https(standing, site, code):
    assert faults(standing.client.post(AT, json=NEW | {"site": site})) == {"/site": code}


def test_a_gateway_is_judged_as_a_site_is(standing):
    body = NEW | {"scoped": True, "gateway": "https://10.0.0.7"}
    assert faults(standing.client.post(AT, json=body)) == {"/gateway": "private_address"}


def test_the_operator_may_allow_a_host_in_the_environment(tmp_path, monkeypatch):
    settings = Settings.from_environment({"MILEPOST_JIRA_ALLOW": "jira.acme.example, 127.0.0.1:8089"})
    assert settings.jira_hosts == {"jira.acme.example", "127.0.0.1:8089"}
    assert Settings.from_environment({}).jira_hosts == frozenset()
    with House(tmp_path, jira_allow=settings.jira_allow) as house:
        for site in ("https://jira.acme.example", "http://jira.acme.example", "http://127.0.0.1:8089"):
            connect(house.client, site=site)
        for site in ("http://127.0.0.1:8090", "https://other.acme.example"):
            assert list(faults(house.client.post(AT, json=NEW | {"site": site}))) == ["/site"]
        # The service's own environment is read once, at its start.
        monkeypatch.setenv("MILEPOST_JIRA_ALLOW", "late.acme.example")
        assert list(faults(house.client.post(AT, json=NEW | {"site": "https://late.acme.example"}))) == ["/site"]


# Changes


def test_a_change_names_what_is_otherwise_and_leaves_the_rest(house):
    made = connect(house.client, mapping={"roadmap": "acme", "quarter": "label"})
    answer = change(house.client, made, name="Other", mapping={"quarter": None, "link": "Blocks"})
    changed = answer.json()
    assert (answer.status_code, answer.headers["etag"], changed["version"]) == (200, '"2"', 2)
    mapping = changed["mapping"]
    assert (changed["name"], mapping["roadmap"], mapping["quarter"], mapping["link"]) == (
        "Other", "acme", "version", "Blocks",
    )  # fmt: skip
    assert changed["token_set_at"] == made["token_set_at"]
    assert changed["updated_at"] > made["updated_at"]
    assert house.client.get(f"{AT}/{made['id']}").json() == changed
    assert opened(house, made["id"]) == TOKEN


def test_a_token_is_replaced_and_not_taken_out(house):
    made = connect(house.client)
    assert faults(change(house.client, made, token=None)) == {"/token": "wrong_type"}
    changed = change(house.client, made, token="a-new-one").json()
    assert changed["token_set_at"] > made["token_set_at"]
    assert opened(house, made["id"]) == "a-new-one"


@pytest.mark.parametrize(
    "moved",
    [{"site": "https://evil.atlassian.net"}, {"email": "other@acme.example"}, {"scoped": True}, {"cloud_id": "abc"}],
)
def test_whoever_leads_a_token_elsewhere_gives_it_anew(house, moved):
    made = connect(house.client)
    assert faults(change(house.client, made, **moved)) == {"/token": "token_needed"}
    assert house.client.get(f"{AT}/{made['id']}").json() == made
    assert change(house.client, made, **moved, token="new").status_code == 200


def test_a_change_is_made_to_a_version_that_was_read(house):
    made = connect(house.client)
    path, patch = f"{AT}/{made['id']}", {"Content-Type": "application/merge-patch+json"}
    problem(house.client.patch(path, json={"name": "B"}, headers=patch), 428, "precondition-required")
    assert change(house.client, made, name="B").status_code == 200
    stale = change(house.client, made, name="C")
    problem(stale, 412, "precondition-failed")
    assert stale.headers["etag"] == '"2"'
    assert house.client.get(path).json()["name"] == "B"


def test_what_a_change_makes_is_judged_whole(house):
    made = connect(house.client)
    answer = change(house.client, made, name=None, project="x y", site="https://10.0.0.1", colour="red")
    assert faults(answer) == {
        "/name": "missing", "/project": "bad_project", "/site": "private_address", "/colour": "unknown_field",
    }  # fmt: skip


def test_a_deleted_connection_is_gone(house):
    made = connect(house.client)
    path = f"{AT}/{made['id']}"
    problem(house.client.delete(path, headers={"If-Match": '"2"'}), 412, "precondition-failed")
    assert house.client.delete(path, headers={"If-Match": '"1"'}).status_code == 204
    for answer in (house.client.get(path), house.client.delete(path), change(house.client, made, name="B")):
        problem(answer, 404, "not-found")


# Tokens


def test_a_token_is_found_nowhere_once_it_was_sent(house, caplog):
    caplog.set_level(logging.DEBUG)
    answers = [house.client.post(AT, json=NEW, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    made = answers[0].json()
    answers += [house.client.get(f"{AT}/{made['id']}"), house.client.get(AT), change(house.client, made, token=TOKEN)]
    answers += [house.client.post(f"{AT}/{made['id']}/preflight", json={}), house.client.get("/v1/jobs")]
    answers += [house.client.get("/v1/jira/runs"), house.client.get(f"{AT}/{made['id']}/audit")]
    assert all(answer.status_code in (200, 201, 202) for answer in answers)
    said = "".join(answer.text + str(answer.headers) for answer in answers)
    logged = "".join(Lines().format(record) for record in caplog.records)
    files = b"".join(path.read_bytes() for path in house.settings.data_dir.rglob("*") if path.is_file())
    assert len(files) > 10_000
    for part in (TOKEN, TOKEN[:20], TOKEN[-20:]):
        assert part not in said
        assert part not in logged
        assert part.encode() not in files


@pytest.mark.parametrize(
    "body",
    [
        NEW | {"token": f"{TOKEN}\n"},
        NEW | {"token": f" {TOKEN}"},
        NEW | {"token": TOKEN * 40},
        NEW | {"token": [TOKEN]},
        NEW | {"token": {"value": TOKEN}},
        NEW | {"token": TOKEN, "site": "https://10.0.0.1"},
        NEW | {"tokn": TOKEN},
        {"token": TOKEN},
    ],
)
def test_what_is_wrong_is_told_without_repeating_the_token(standing, body):
    answer = standing.client.post(AT, json=body)
    problem(answer, 422, "invalid-request")
    assert "T0ken" not in answer.text
    raw = msgspec.json.encode(body)
    for broken in (
        raw[:-1],
        raw.replace(b'"token"', b"token"),
        raw.replace(b'{"', b'{"token":"' + TOKEN.encode() + b'","'),
    ):
        answer = standing.client.post(AT, content=broken, headers={"Content-Type": "application/json"})
        assert answer.status_code in (400, 422)
        assert "T0ken" not in answer.text


def test_what_holds_a_token_does_not_print_it():
    new, changed = NewJiraConnection(**NEW), JiraConnectionChange(token=TOKEN)
    for one in (new, changed):
        assert TOKEN not in repr(one)
        assert TOKEN not in str(one.__rich_repr__())
    assert "Operations" in repr(new)


def test_the_same_token_is_never_sealed_alike_and_is_bound_to_its_connection(house):
    first, second = connect(house.client)["id"], connect(house.client)["id"]
    assert sealed(house, first) != sealed(house, second)
    with house.database.write() as session:
        session.get_one(JiraConnectionRow, first).token = sealed(house, second)
    answer = house.client.post(f"{AT}/{first}/preflight", json={})
    problem(answer, 409, "token-unreadable")


def test_where_the_secret_of_the_service_has_changed_the_token_is_set_anew(tmp_path):
    with House(tmp_path, secret="first secret of the service") as house:
        made = connect(house.client)
    with House(tmp_path, secret="other secret of the service") as house:
        found = problem(house.client.post(f"{AT}/{made['id']}/preflight", json={}), 409, "token-unreadable")
        assert "secret of the service has changed" in found["detail"]
        assert house.client.get(f"{AT}/{made['id']}").json() == made
        assert change(house.client, made, token="a-new-one").status_code == 200
        assert house.client.post(f"{AT}/{made['id']}/preflight", json={}).status_code == 202


def test_what_a_key_may_is_told_apart(house):
    reader, writer = house.key(scopes=("jira:read",)), house.key(scopes=("jira:write",))
    made = connect(house.client, writer)
    path = f"{AT}/{made['id']}"
    for address in (AT, path, f"{path}/audit", "/v1/jira/runs"):
        assert house.client.get(address, headers=reader).status_code == 200
        problem(house.client.get(address, headers=writer), 403, "forbidden")
    problem(house.client.post(AT, json=NEW, headers=reader), 403, "forbidden")
    problem(change(house.client, made, reader, name="B"), 403, "forbidden")
    problem(house.client.delete(path, headers=reader), 403, "forbidden")
    problem(house.client.post(f"{path}/preflight", json={}, headers=reader), 403, "forbidden")
    assert house.client.delete(path, headers=writer).status_code == 204
