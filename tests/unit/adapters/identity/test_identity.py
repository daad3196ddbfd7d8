"""Hashes, codes and tokens as the standards have them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher

from adapters.outbound.identity import Argon2Passwords, SystemTokens, TotpCodes

QUICK = Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The key of RFC 6238, appendix B, in base 32."""


def test_a_password_matches_its_own_hash_only() -> None:
    """The right one, and neither another one nor a damaged hash nor none."""
    password_hash = QUICK.hashed("quiet boats at noon")
    assert QUICK.matches("quiet boats at noon", password_hash)
    assert not QUICK.matches("loud boats at noon", password_hash)
    assert not QUICK.matches("quiet boats at noon", "damaged")
    assert not QUICK.matches("nobody's password", None)


def test_the_default_is_the_second_profile_of_rfc_9106() -> None:
    """Argon2id with 64 MiB, three passes and four lanes."""
    assert Argon2Passwords().hashed("x").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@pytest.mark.parametrize(
    "password",
    ["Password2026!", "P@ssw0rd12345", "woaini5201314", "zonggonghui2026", "qwertyqwerty"],
)
def test_passwords_that_attackers_try_first_are_known(password: str) -> None:
    """Also behind capitals, signs for letters and digits at the end."""
    assert QUICK.is_known(password)


@pytest.mark.parametrize("password", ["quiet boats at noon", "seven kites over the mill"])
def test_unrelated_words_are_not_known(password: str) -> None:
    """Whoever strings words together is left alone."""
    assert not QUICK.is_known(password)


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")]
)
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    """The last six digits of the test values of its appendix B."""
    now = datetime.fromtimestamp(seconds, UTC)
    assert TotpCodes().step(RFC_SECRET, code, now) == seconds // 30


def test_a_clock_may_be_half_a_minute_off() -> None:
    """The neighbouring codes count with their own step, those farther away do not."""
    codes = TotpCodes()
    step = 1111111109 // 30
    moments = [datetime.fromtimestamp((step + off) * 30, UTC) for off in (-1, 0, 1, 2)]
    assert [codes.step(RFC_SECRET, "081804", now) for now in moments] == [step, step, step, None]


def test_tokens_and_passwords_do_not_repeat() -> None:
    """A token has 256 bits, a password four blocks that can be read out."""
    tokens = SystemTokens()
    assert len({tokens.token() for _ in range(50)}) == 50
    assert [len(block) for block in tokens.password().split("-")] == [5, 5, 5, 5]
