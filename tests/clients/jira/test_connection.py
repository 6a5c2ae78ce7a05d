"""Which addresses may be called: sites of Jira Cloud over https, what the operator allows, nothing that looks so."""

import pytest

from clients.jira.connection import ALLOW, Connection, allowed_hosts, judge

GOOD = (
    "https://acme.atlassian.net",
    "https://acme.atlassian.net/",
    " https://acme.atlassian.net ",
    "https://acme.atlassian.net:443",
    "https://acme.atlassian.net.",
    "HTTPS://ACME.Atlassian.NET",
    "https://a-b-1.atlassian.net",
)
BAD = {
    "http://acme.atlassian.net": "not_https",
    "ftp://acme.atlassian.net": "bad_address",
    "acme.atlassian.net": "bad_address",
    "acme": "bad_address",
    "https://": "bad_address",
    "https:acme.atlassian.net": "bad_address",
    "//acme.atlassian.net": "bad_address",
    "javascript:alert(1)": "bad_address",
    "https://acme.atlassian.net/jira/software": "bad_address",
    "https://acme.atlassian.net?x=1": "bad_address",
    "https://acme.atlassian.net#x": "bad_address",
    "https://acme.atlassian.net:8443": "host_not_allowed",
    "https://acme.atlassian.net:80": "host_not_allowed",
    "https://acme.atlassian.net:0": "host_not_allowed",
    "https://acme.atlassian.net:99999": "bad_address",
    "https://acme.atlassian.net:x": "bad_address",
    "https://atlassian.net": "host_not_allowed",
    "https://evilatlassian.net": "host_not_allowed",
    "https://acme.atlassian.net.evil.com": "host_not_allowed",
    "https://acme.atlassian.com": "host_not_allowed",
    "https://jira.example.com": "host_not_allowed",
    "https://acme.atlassian.net@evil.com": "secret_in_address",
    "https://ada:secret@acme.atlassian.net": "secret_in_address",
    "https://@acme.atlassian.net": "secret_in_address",
    "https://evil.com\\.atlassian.net": "bad_address",
    "https://evil.com%2f.atlassian.net": "bad_address",
    "https://evil.com%00.atlassian.net": "bad_address",
    "https://evil.com／.atlassian.net": "bad_address",
    "https://acme\t.atlassian.net": "bad_address",
    "https://acme\n.atlassian.net": "bad_address",
    "https://ac me.atlassian.net": "bad_address",
    "https://acme\x00.atlassian.net": "bad_address",
    "https://.atlassian.net": "bad_address",
    "https://a..atlassian.net": "bad_address",
    "https://acme。atlassian.net": "bad_address",
    "https://аcme.atlassian.net": "bad_address",
    "https://acme.аtlassian.net": "bad_address",
    "https://ⓐcme.atlassian.net": "bad_address",
    "https://127.0.0.1": "private_address",
    "https://127.0.0.1:8443": "private_address",
    "https://10.0.0.1": "private_address",
    "https://169.254.169.254": "private_address",
    "https://192.168.1.5": "private_address",
    "https://100.64.0.1": "private_address",
    "https://0.0.0.0": "private_address",
    "https://2130706433": "private_address",
    "https://0x7f000001": "private_address",
    "https://0x7f.1": "private_address",
    "https://0177.0.0.1": "private_address",
    "https://127.1": "private_address",
    "https://[::1]": "private_address",
    "https://[::]": "private_address",
    "https://[fe80::1]": "private_address",
    "https://[fd00::1]": "private_address",
    "https://[::ffff:127.0.0.1]": "private_address",
    "https://[::ffff:7f00:1]": "private_address",
    "https://[64:ff9b::7f00:1]": "host_not_allowed",
    "https://[2606:4700::1]": "host_not_allowed",
    "https://8.8.8.8": "host_not_allowed",
    "https://[::1": "bad_address",
    "https://localhost": "private_address",
    "https://LOCALHOST.": "private_address",
    "https://jira": "private_address",
    "https://jira.local": "private_address",
    "https://metadata.google.internal": "private_address",
    "https://jira.localhost": "private_address",
}


def a_connection(site="https://acme.atlassian.net", **more):
    return Connection(site, **{"email": "ada@example.com", "project": "OPS"} | more)


def codes(connection, *allowed):
    return [fault.code for fault in judge(connection, frozenset(allowed))]


@pytest.mark.parametrize("site", GOOD)
def test_a_site_of_jira_cloud_may_be_called(site):
    assert codes(a_connection(site)) == []


@pytest.mark.parametrize("site", BAD, ids=ascii)
def test_nothing_else_may_be_called(site):
    assert codes(a_connection(site)) == [BAD[site]]


@pytest.mark.parametrize("site", BAD, ids=ascii)
def test_the_gateway_is_judged_like_the_site(site):
    assert codes(a_connection(gateway=site)) == [BAD[site]]


def test_every_fault_says_where_and_holds_no_secret():
    found = judge(a_connection("https://ada:secret@acme.atlassian.net", email="ada", project="ops 1"), frozenset())
    assert [fault.pointer for fault in found] == ["/site", "/email", "/project"]
    assert "ada:secret" not in str(found)
    assert found[2].suggestion == "OPS1"


@pytest.mark.parametrize(
    ("site", "allowed"),
    [
        ("http://127.0.0.1:8080", "127.0.0.1:8080"),
        ("http://localhost:8080", "localhost"),
        ("http://[::1]:8080", "[::1]:8080"),
        ("http://[::1]:8080", "[::1]"),
        ("http://jira", "jira:80"),
        ("https://jira.example.com", "jira.example.com:443"),
        ("https://jira.example.com:8443", " JIRA.example.com , other"),
    ],
)
def test_what_the_operator_allows_may_be_anywhere_and_speak_http(site, allowed):
    assert codes(a_connection(site), *allowed_hosts({ALLOW: allowed})) == []


@pytest.mark.parametrize(
    ("site", "allowed"),
    [
        ("http://127.0.0.1:8081", "127.0.0.1:8080"),
        ("http://127.0.0.1", "127.0.0.1:8080"),
        ("http://127.0.0.2:8080", "127.0.0.1:8080"),
        ("http://sub.jira.example.com", "jira.example.com"),
        ("http://acme.atlassian.net", ""),
        ("http://acme.atlassian.net", ","),
    ],
)
def test_what_the_operator_did_not_name_is_not_allowed(site, allowed):
    assert codes(a_connection(site), *allowed_hosts({ALLOW: allowed})) != []


def test_without_a_word_of_the_operator_no_further_host_is_allowed(monkeypatch):
    monkeypatch.delenv(ALLOW, raising=False)
    assert allowed_hosts() == frozenset()


@pytest.mark.parametrize("email", ["ada", "ada@", "@example.com", "ada@example.com:x", "a b@example.com", "ada@ex@am"])
def test_an_e_mail_address_is_one(email):
    assert codes(a_connection(email=email)) == ["bad_email"]


@pytest.mark.parametrize("project", ["ops", "1OPS", "OPS-1", "OPS 1", "ÖPS", "OPS\n"])
def test_a_key_of_a_project_is_one(project):
    assert codes(a_connection(project=project)) == ["bad_project"]


def test_issues_are_read_where_the_site_is():
    assert a_connection("https://acme.atlassian.net/").browse("OPS-1") == "https://acme.atlassian.net/browse/OPS-1"
