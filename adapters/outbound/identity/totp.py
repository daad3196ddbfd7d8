"""One-time codes by time (RFC 6238)."""

from __future__ import annotations

import secrets
from datetime import datetime

import pyotp

_STEP_SECONDS = 30
_NEIGHBOURS = (0, -1, 1)
"""A phone's clock may be half a minute off."""


class TotpCodes:
    """Implements `OneTimeCodes`: six digits, SHA-1, half a minute, as every app knows them."""

    def new_secret(self) -> str:
        """A secret of 160 bits; see the port."""
        return pyotp.random_base32()

    def address(self, secret: str, person: str) -> str:
        """The address that an app reads; see the port."""
        return pyotp.TOTP(secret).provisioning_uri(name=person, issuer_name="unioncase")

    def step(self, secret: str, code: str, now: datetime) -> int | None:
        """The time step of a code; see the port."""
        typed = "".join(code.split())
        present = int(now.timestamp()) // _STEP_SECONDS
        code_of = pyotp.TOTP(secret).generate_otp
        matching = [
            present + near
            for near in _NEIGHBOURS
            if secrets.compare_digest(code_of(present + near).encode(), typed.encode())
        ]
        return matching[0] if matching else None
