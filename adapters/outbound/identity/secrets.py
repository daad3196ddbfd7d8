"""Tokens and passwords from the operating system's own source of chance."""

from __future__ import annotations

import secrets

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike when read out or written by hand."""
_BLOCKS, _BLOCK = 4, 5


class SystemTokens:
    """Implements `Tokens`."""

    def token(self) -> str:
        """A fresh token; see the port."""
        return secrets.token_urlsafe(32)

    def password(self) -> str:
        """A fresh password of about 99 bits; see the port."""
        blocks = ("".join(secrets.choice(_LETTERS) for _ in range(_BLOCK)) for _ in range(_BLOCKS))
        return "-".join(blocks)
