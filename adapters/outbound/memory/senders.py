"""Parties outside that are forgotten with the process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from engine.errors import ConflictError, EngineCode
from engine.outside import Sender


class InMemorySenders:
    """Implements `SenderStore`."""

    def __init__(self) -> None:
        self._senders: dict[str, Sender] = {}

    def add(self, sender: Sender) -> None:
        """Keep a new sender; see the port."""
        if self._senders.setdefault(sender.id, sender) is not sender:
            raise ConflictError(EngineCode.SENDER_TAKEN, sender=sender.id)

    def by_id(self, sender_id: str) -> Sender | None:
        """The sender with this id; see the port."""
        return self._senders.get(sender_id)

    def every(self) -> Sequence[Sender]:
        """All senders; see the port."""
        return sorted(self._senders.values(), key=lambda sender: sender.id)

    def revoke(self, sender_id: str, at: datetime) -> None:
        """Let a sender count no more; see the port."""
        known = self._senders.get(sender_id)
        if known is not None and known.revoked_at is None:
            self._senders[sender_id] = replace(known, revoked_at=at)
