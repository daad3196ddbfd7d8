"""The operating system's randomness."""

from __future__ import annotations

import secrets

from engine.audit import SALT_BYTES


class SystemChance:
    """Implements `Chance`."""

    def salt(self) -> bytes:
        """Fresh random bytes that nobody can foretell."""
        return secrets.token_bytes(SALT_BYTES)
