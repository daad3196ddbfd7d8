"""What taking answers from outside needs: who may send them, and the secret of their keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from engine.outside import WITHIN, Sender


class SenderStore(Protocol):
    """Parties outside that may send answers. Their keys are kept nowhere."""

    def add(self, sender: Sender) -> None:
        """Keep a new sender.

        Raises:
            ConflictError: There is or was one with this id.
        """

    def by_id(self, sender_id: str) -> Sender | None:
        """The sender with this id, or None."""

    def every(self) -> Sequence[Sender]:
        """All senders, those that count no more included, by id."""

    def revoke(self, sender_id: str, at: datetime) -> None:
        """From now on it counts no more; nothing happens when it did not, or is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """Everything that taking answers from outside needs.

    Attributes:
        master: The secret that the keys of senders follow from.
        within: How far the moment of signing may lie from ours.
    """

    senders: SenderStore
    master: bytes
    within: timedelta = WITHIN
