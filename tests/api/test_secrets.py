import hashlib
import hmac
import string

import pytest

from api.secrets import digest, new_secret, prefix, verify, well_formed

PEPPER = b"p" * 32


def test_a_secret_has_its_prefix_and_256_random_bits_and_a_checksum():
    secret = new_secret()
    assert len(secret) == 3 + 43 + 1 + 6
    assert secret.startswith("mp_")
    assert set(secret) <= set(string.ascii_letters + string.digits + "-_")
    assert well_formed(secret)
    assert len({new_secret() for _ in range(1000)}) == 1000


def test_a_known_secret_has_a_known_checksum():
    # The remainder of the CRC-32 polynomial, bit by bit, as its definition has it.
    remainder = 0xFFFFFFFF
    for byte in b"mp_" + 43 * b"A":
        remainder ^= byte
        for _ in range(8):
            remainder = remainder >> 1 ^ (0xEDB88320 if remainder & 1 else 0)
    checksum = f"{remainder ^ 0xFFFFFFFF:08x}"[-6:]
    assert well_formed("mp_" + 43 * "A" + "_" + checksum)


@pytest.mark.parametrize("position", range(53))
def test_a_mistyped_secret_is_told_without_a_look_into_the_database(position):
    secret = new_secret()
    other = "b" if secret[position] != "b" else "c"
    assert not well_formed(secret[:position] + other + secret[position + 1 :])


@pytest.mark.parametrize("text", ["", "mp_", "mp_short_abcdef", "x" * 53, "mp_" + "é" * 43 + "_abcdef"])
def test_other_text_is_no_secret(text):
    assert not well_formed(text)


def test_a_secret_with_more_text_about_it_is_no_secret():
    secret = new_secret()
    assert not any(map(well_formed, (secret + "\n", " " + secret, secret[:-1], secret + "0")))


def test_the_digest_is_an_hmac_with_the_pepper():
    secret = new_secret()
    assert digest(secret, PEPPER) == hmac.new(PEPPER, secret.encode(), hashlib.sha256).digest()
    assert digest(secret, PEPPER) != digest(secret, b"q" * 32)


def test_a_secret_is_verified_by_its_digest_alone():
    secret = new_secret()
    kept = digest(secret, PEPPER)
    assert verify(secret, kept, PEPPER)
    assert not verify(new_secret(), kept, PEPPER)
    assert not verify(secret, kept, b"q" * 32)


def test_what_may_be_shown_says_next_to_nothing_of_the_secret():
    secret = new_secret()
    assert prefix(secret) == secret[:11]
