"""Passwords hashed with Argon2id."""

from __future__ import annotations

from functools import cached_property
from threading import Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from argon2.profiles import RFC_9106_LOW_MEMORY

from adapters.outbound.identity.known_passwords import is_known

_AT_ONCE = 2
"""Each costs 64 MiB and a good part of a second: a crowd at the door must not fill the machine."""


class Argon2Passwords:
    """Implements `Passwords` with the second profile of RFC 9106 unless told otherwise."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        self._turn = Semaphore(_AT_ONCE)

    def hashed(self, password: str) -> str:
        """The salted hash; see the port."""
        with self._turn:
            return self._hasher.hash(password)

    def matches(self, password: str, password_hash: str | None) -> bool:
        """Whether the password is the hashed one; see the port."""
        with self._turn:
            # Asked for either way: made with the first sign-in, known or not.
            nobodys = self._nobodys
            right = self._verified(password, password_hash or nobodys)
        return right and password_hash is not None

    def _verified(self, password: str, password_hash: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False

    @cached_property
    def _nobodys(self) -> str:
        """Compared with when there is no account, so that this takes as long."""
        return self._hasher.hash("nobody's password")

    def is_known(self, password: str) -> bool:
        """Whether it stands in lists; see the port."""
        return is_known(password)
