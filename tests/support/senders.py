"""Parties outside as tests play them: with a key of their own, they sign what they send."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from adapters.bootstrap import House
from engine.outside import Message, Sender, sender_key, signature


@dataclass(frozen=True, kw_only=True)
class Party:
    """A party outside with its key."""

    id: str
    key: bytes

    @classmethod
    def let_in(cls, house: House, sender_id: str, office: str, *answers: str) -> Party:
        """Let a party answer about cases of an office and those below it."""
        reception = house.reception
        sender = Sender(
            id=sender_id,
            name=f"样例 {sender_id}",
            office=office,
            answers=frozenset(answers),
            added_by="admin",
            added_at=house.clock.now(),
        )
        reception.senders.add(sender)
        return cls(id=sender_id, key=sender_key(reception.master, sender_id))

    def says(self, now: datetime, message_id: str = "msg_1", **said: object) -> Message:
        """A message that it signs now."""
        body = json.dumps(said, ensure_ascii=False).encode()
        timestamp = str(int(now.timestamp()))
        made = signature(self.key, message_id, timestamp, body)
        return Message(
            sender=self.id, id=message_id, timestamp=timestamp, signatures=made, body=body
        )
