"""Tokens that are forgotten with the process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from engine.access_tokens import AccessToken


class InMemoryAccessTokens:
    """Implements `AccessTokenStore`."""

    def __init__(self) -> None:
        self._tokens: dict[str, AccessToken] = {}

    def save(self, token: AccessToken) -> None:
        """Keep a token; see the port."""
        self._tokens[token.key] = token

    def by_key(self, key: str) -> AccessToken | None:
        """The token with this key; see the port."""
        return self._tokens.get(key)

    def by_id(self, token_id: str) -> AccessToken | None:
        """The token with this id; see the port."""
        return next((found for found in self._tokens.values() if found.id == token_id), None)

    def every(self) -> Sequence[AccessToken]:
        """All tokens; see the port."""
        return sorted(self._tokens.values(), key=lambda t: (t.issued_at, t.id), reverse=True)

    def revoke_of(self, person: str, at: datetime) -> int:
        """Take away every token of an account; see the port."""
        live = [t for t in self._tokens.values() if t.person == person and t.revoked_at is None]
        for token in live:
            self._tokens[token.key] = replace(token, revoked_at=at)
        return len(live)

    def note_use(self, key: str, at: datetime) -> None:
        """Note that a token was in use; see the port."""
        if key in self._tokens:
            self._tokens[key] = replace(self._tokens[key], used_at=at)
