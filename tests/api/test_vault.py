import hashlib
import hmac

import pytest

from api.vault import Unsealable, Vault, key_of

PEPPER = b"p" * 32
TOKEN = "ATATT3xFfGF0-a-token-of-nobody=1A2B3C4D"


def test_what_is_sealed_opens_for_its_owner():
    vault = Vault(key_of(PEPPER))
    sealed = vault.seal(TOKEN, "jcn_1")
    assert vault.open(sealed, "jcn_1") == TOKEN
    assert Vault(key_of(PEPPER)).open(sealed, "jcn_1") == TOKEN


def test_nothing_of_a_token_is_seen_in_what_is_sealed_and_no_two_are_alike():
    vault = Vault(key_of(PEPPER))
    first, second = vault.seal(TOKEN, "jcn_1"), vault.seal(TOKEN, "jcn_1")
    assert TOKEN.encode() not in first
    assert not {first[place : place + 8] for place in range(len(first) - 7)} & {
        second[place : place + 8] for place in range(len(second) - 7)
    }


@pytest.mark.parametrize("owner", ["jcn_2", "", "JCN_1", "jcn_1 "])
def test_in_the_row_of_another_it_does_not_open(owner):
    vault = Vault(key_of(PEPPER))
    with pytest.raises(Unsealable):
        vault.open(vault.seal(TOKEN, "jcn_1"), owner)


def test_with_another_secret_of_the_service_it_does_not_open_and_says_so():
    sealed = Vault(key_of(PEPPER)).seal(TOKEN, "jcn_1")
    with pytest.raises(Unsealable, match="the secret of the service has changed") as caught:
        Vault(key_of(b"q" * 32)).open(sealed, "jcn_1")
    assert "ATATT" not in str(caught.value)


def test_no_byte_can_be_changed_and_none_taken_away():
    vault = Vault(key_of(PEPPER))
    sealed = vault.seal(TOKEN, "jcn_1")
    broken = [sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :] for place in range(len(sealed))]
    for one in (*broken, sealed[:-1], sealed[:13], sealed[:1], b""):
        with pytest.raises(Unsealable):
            vault.open(one, "jcn_1")


def test_the_key_is_derived_as_rfc_5869_says():
    # Extract with a salt of zeros, expand once: written out with HMAC alone.
    extracted = hmac.digest(bytes(32), PEPPER, hashlib.sha256)
    expanded = hmac.digest(extracted, b"milepost: tokens of jira connections" + b"\x01", hashlib.sha256)
    assert key_of(PEPPER) == expanded
    assert key_of(PEPPER) != PEPPER
